"""The E.O. line: which executive order, its schedule, and the day or event of declassification.

Source: telegram-format 4.5.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache

from legation.core.dtg import MONTHS
from legation.core.telegram import ExecutiveOrder
from legation.tables.durations import executive_orders
from legation.tables.posts import one_off

_GRACE = timedelta(days=60)  # in which telegrams still carry the old order (marking, section 1)
_AS_DIGITS = str.maketrans("OILS", "0115")
_SCHEDULE = re.compile(
    r"(?P<code>X\s?G\s?D\s?S|G\s?D\s?[SE]|DS|XDS|ADS|RDS|DECL(?:AS(?:S?IFY|SIFICATION)?)?|OADR)(?![A-Z])"
    r"[\s(-]{0,3}(?P<number>[1-4](?![\d/.-])(?:\s?(?:,|&|AND|\)\s?[,&]?\s?\()\s?(?:XGDS-?\s?)?[1-4](?![\d/.-])){0,3})?\)?\s{0,3}[:,]?\s{0,3}(?P<rest>.*)$"
)
# ``1.6X1`` names the section of E.O. 12958 that the exemption stands in.
_CODED = re.compile(
    r"(?:(?<!\d)1\.[56]\s?\(?|\b)(?P<code>25X\d{1,2}(?:-HUM(?:AN)?)?|50X\d{1,2}(?:-[A-Z]{1,6})?|X\d)\b\)?"
)
# ``(ROE, JANE S.) OR-M``: who set the schedule, and the office code of E.O. 12065.
# A surname may stand alone behind a day.
_BY = re.compile(
    r"\((?P<name>[A-Z][A-Z.' -]{1,30}, ?[A-Z][A-Z.' -]{0,30}"
    r"|(?<=\d \()[A-Z][A-Z.' -]{2,30}(?=\)(?: OR-?\s?[A-Z]{1,3})?$))\)"
)
_OFFICE_CODE = re.compile(r"\bOR-?\s?[A-Z]{1,3}\b")
_SOUND = re.compile(r"DECL: (\d{1,2})/(\d{1,2})/((?:19|20)\d{2}) *$")
_NOT_APPLICABLE = re.compile(r"N\s?[/.]?\s?A\b|NOT APPLICABLE|NONE$")
_MISREAD = re.compile(r"(?<=[\d/-])[OILS](?=[\d/.-]|\Z)|(?<![A-Z])[OILS](?=[\d/-])|(?<=[\d/-])O|O(?=[\d/-])")
_DATES = (
    re.compile(r"(?<![\d/.-])(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4}|\d{2})\b"),
    re.compile(r"(?<!\d)(?P<y>\d{4})[/.-](?P<m>\d{1,2})[/.-](?P<d>\d{1,2})\b"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})\b"),
    re.compile(r"\b(?P<name>[A-Za-z]{3,9})\.?\s{1,3}(?P<d>\d{1,2}),?\s{1,3}(?P<y>\d{4})\b"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[\s-]{1,3}(?P<name>[A-Za-z]{3,9})\.?,?[\s-]{1,3}(?P<y>\d{4}|\d{2})\b"),
)


@lru_cache(maxsize=256)
def mended(order: str) -> str:
    """The number of an order as it must be meant: one digit off the only order near it, else as it stands."""
    digits = order.upper().translate(_AS_DIGITS)
    known = {row.order for row in executive_orders()}
    if digits in known:
        return digits
    near = [number for number in known if one_off(digits, number)]
    return near[0] if len(near) == 1 else digits


@cache
def _in_force() -> dict[str, list[tuple[date, date]]]:
    """By order, the first and the last day on which telegrams may bear it; drafters kept the old number for some weeks
    after a change."""
    rows = executive_orders()
    lasts = [*(after.effective + _GRACE for after in rows[1:]), date.max]
    days: dict[str, list[tuple[date, date]]] = {}
    for row, last in zip(rows, lasts, strict=True):
        days.setdefault(row.order, []).append((row.effective, last))
    return days


def was_in_force(order: str, on: date) -> bool:
    """Whether a telegram of a day may bear the order. An order that the table does not have is not judged."""
    days = _in_force().get(order)
    return days is None or any(first <= on <= last for first, last in days)


def read_order(order: str, value: str, day: date | None) -> ExecutiveOrder:
    """The order and what is said after it. ``day``: of the telegram, from which two-digit years read forward.

    ``declassify_on`` is an ISO date, or the event in words where there is no day.
    """
    order = mended(order)
    sound = _SOUND.match(value)
    if sound is not None:
        month, on, year = sound.groups()
        if 1 <= int(month) <= 12 and 1 <= int(on) <= 28:
            return ExecutiveOrder(order, "DECL", f"{year}-{month:0>2}-{on:0>2}")
    upper = " ".join(value[:400].upper().split()).strip(" .;,:-")
    if not upper:
        return ExecutiveOrder(order)
    if _NOT_APPLICABLE.match(upper.lstrip("( ")):
        return ExecutiveOrder(order, "N/A")
    day = day or _since(order)
    schedule = _SCHEDULE.match(upper.replace("0ADR", "OADR") if "0ADR" in upper else upper)
    if schedule is None:
        marks = tuple(dict.fromkeys(found["code"] for found in _CODED.finditer(upper)))
        until = read_day(_with_figures(upper), day)
        if marks and _CODED.sub("", upper).strip(" ,.;&") in {"", "AND"}:
            return ExecutiveOrder(order, "DECL", None, marks)  # ``E.O. 12958: 25X1``: marks alone
        return ExecutiveOrder(order, "DECL", until, marks) if until else ExecutiveOrder(order, None, value.strip())
    code = schedule["code"].replace(" ", "")
    if code in {"DS", "GDE"}:  # copies that lost or changed a letter
        code = "GDS"
    if code == "OADR":
        return ExecutiveOrder(order, "DECL", "OADR")
    code = "DECL" if code.startswith("DECL") else code
    exemptions = [f"{code}{number}" for number in re.findall(r"[1-4]", schedule["number"] or "")]
    rest = re.sub(r"^DECLAS(?:SIFY)?(?: ON)?:?\s{0,3}", "", schedule["rest"]).strip(" .,:")
    rest = _OFFICE_CODE.sub("", _BY.sub("", rest)).strip(" .,;") if code != "DECL" or _BY.search(rest) else rest
    coded = [found["code"] for found in _CODED.finditer(rest)]
    until = read_day(_with_figures(rest), day)
    if until is None:
        until = _CODED.sub("", rest).strip(" ,.;&") if coded else rest
        until = until if until not in {"", "AND", "REASON"} else None
    return ExecutiveOrder(order, code, until, tuple(dict.fromkeys([*exemptions, *coded])))


def _with_figures(words: str) -> str:
    """``words`` with figures for the letters that a scan has put into a day: ``O4/27/2O14``, ``ll/05/2019``."""
    return _MISREAD.sub(lambda found: found[0].translate(_AS_DIGITS), words)


@lru_cache(maxsize=64)
def _since(order: str) -> date | None:
    """The day from which the order was in force: two-digit years of a telegram without a day read forward from it."""
    return next((row.effective for row in executive_orders() if row.order == order), None)


def set_by(value: str) -> str | None:
    """Who set the schedule, as an E.O. 12065 line has it in brackets: ``VEST, GEORGE S.``"""
    found = _BY.search(value[:400].upper())
    return found["name"].strip() if found else None


def has_unread_day(order: ExecutiveOrder) -> bool:
    """Whether the words kept for the day of declassification look like a day that is none."""
    words = order.declassify_on
    return words is not None and "/" in words and re.search(r"\d/\d", words) is not None


def read_day(words: str, after: date | None) -> str | None:
    """The first day written in ``words`` as ISO date. Two-digit years read forward from ``after``."""
    for pattern in _DATES:
        found = pattern.search(words)
        if found is None:
            continue
        parts = found.groupdict()
        if int(parts.get("m") or 0) > 31 and len(parts["y"]) == 2:  # year first: 85-01-17
            parts = {"y": parts["m"], "m": parts["d"], "d": parts["y"]}
        year = int(parts["y"])
        if len(parts["y"]) == 2:
            year += (after.year if after else 2000) // 100 * 100
            if after is not None and year < after.year:
                year += 100
        if parts.get("name"):
            name = parts["name"][:3].upper()
            if name not in MONTHS:
                continue
            month = MONTHS.index(name) + 1
        else:
            month = int(parts["m"])
        day = int(parts["d"])
        if month > 12 >= day:  # day first: the American order cannot be meant
            month, day = day, month
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            continue
    return None

"""A day in words, as typed copies and the editors of printed volumes have it, with or without a time.

``05 FEB 1970``, ``March 3, 1970, 1422Z``, ``16 April 70 2241Z``, ``5 January 1949, 9.20 p.m.``, ``NOV19/64``,
``JUN 16 11 00 AM '67``.
That of receipt may be told by a date-time group: ``Recd. 241100 Sep 45.``
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from legation.core.dtg import MONTHS, find_dtg, full_year, month_named
from legation.formats.sheet import Sheet

OF_CLOCK = r"\d{1,2}(?:[:.]\d{2})? ?[AP]\.? ?M\.?"
"""An hour as it is written beside a day, with or without minutes."""
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[A-Z]{{0,6}}"
STAMP = re.compile(
    rf"{_MONTH}\.? {{1,3}}(?P<day>\d{{1,2}}),? {{1,3}}"
    r"\d{1,2}[ :.]\d{2} ?[AP]\.? ?M\.?,? {1,3}['\u2018\u2019](?P<year>\d{2})(?P<zone>(?!))?"
    r"(?: ?\[[^\]\n]{1,30}\])?$",
    re.IGNORECASE,
)
"""The stamp of the code room on what the Department sent: ``JUN 16 11 00 AM '67``."""
_TIME = (
    r"(?:(?:\s?[,;]?\s{1,3}|\s?(?:[\u2013\u2014]|-{1,2})\s?)(?:AT )?"  # two hyphens are a typist's dash
    r"(?:(?P<hour>\d{2}):?(?P<minute>\d{2})\s?(?P<zone>[A-Z])?(?: ?HOURS)?"
    r"|\d{1,2}(?:[:.]\d{2})?\s?[AP]\.?\s?M\.?|(?:12 )?(?:NOON|MIDNIGHT)))?\.?$"
)
_DAY_LINES = (
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?[\s-]{{1,3}}(?P<month>[A-Z]{{3,9}})\.?,?[\s-]{{1,3}}(?P<year>(?:19|20)?\d{{2}}){_TIME}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<month>[A-Z]{{3,9}})\.?\s{{1,3}}(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?,?\s{{1,3}}(?P<year>(?:19|20)\d{{2}}){_TIME}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_MONTH} ?(?P<day>\d{{1,2}})/(?P<year>\d{{2}}){_TIME}", re.IGNORECASE),
    STAMP,
    # The same of the 1950s, with the year before the day: ``1957 JUN 11 PM 7 02``.
    re.compile(
        rf"(?P<year>(?:19)\d{{2}}) {{1,3}}{_MONTH}\.? {{1,3}}(?P<day>\d{{1,2}})"
        r",? {1,3}[AP]\.? ?M\.? {1,3}\d{1,2}[ :.]\d{2}(?P<zone>(?!))?$",
        re.IGNORECASE,
    ),
)
_IN_FIGURES = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"
    r"|(?P<day2>\d{1,2})\.(?P<month2>\d{1,2})\.(?P<year2>(?:19|20)\d\d))(?:[ T,].{0,20})?$"
)
"""Of the days in figures those of which the order is told by their signs: ``2006-06-14``, ``14.06.2006``."""
_PLACED = re.compile(r"[A-Z][A-Za-z .]{2,30}, (?=(?:[A-Z]|\d{1,2}\D))")
"""The place before the day: ``WASHINGTON, April 4th, 1951.``"""
_DAY_OF_YEAR = re.compile(
    r"(?P<month>[A-Z]{3,9})\.? {1,3}(?P<day>\d{1,2})(?:ST|ND|RD|TH)?"
    rf"(?:, {{1,3}}(?:{OF_CLOCK}|(?:12 )?(?:NOON|MIDNIGHT)))?\.?",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"(?:REC'?D|RECEIVED|DATE)\s?[:.]?\s{1,12}(?:\d{1,2}[:.]\d{2},?\s{1,3})?(?P<day>\S.{5,40})$", re.IGNORECASE
)


_MOST_ON_THE_WAY = timedelta(days=31)  # between sending and receipt, where they tell the year


def take_written_day(sheet: Sheet, words: str, *, sent: bool = False, came: bool = False) -> bool:
    """Read a day in words, of sending or of receipt; with a time and its zone it is the date-time group.

    That of receipt (``came``, or by its own label) stands for the day only where no day of sending is told.
    """
    fields = sheet.fields
    received = _RECEIVED.match(words)
    if received is not None:
        words = received["day"]
        group = find_dtg(words, sheet.received)
        if group is not None and group[1] is not None:
            _take_day(sheet, date.fromisoformat(group[1][:10]), sent=False, came=True)
            return True
    if (placed := _PLACED.match(words)) is not None:
        words = words[placed.end() :]
    for pattern in _DAY_LINES:
        day = pattern.match(words)
        month = month_named(day["month"][:3]) if day else None
        if day is None or month is None:
            continue
        year = int(day["year"]) if len(day["year"]) == 4 else full_year(int(day["year"]), sheet.received)
        with suppress(ValueError):  # a day that the month has not
            written = date(year, month, int(day["day"]))
            _take_day(sheet, written, sent=sent, came=came or received is not None)
            if day["zone"] and received is None:
                instant = find_dtg(
                    f"{day['day']:0>2}{day['hour']}{day['minute']}{day['zone']} {MONTHS[month - 1]} {year}"
                )
                if instant is not None and instant[1] is not None:
                    fields["dtg"] = instant[1]
            return True
    if (found := _IN_FIGURES.match(words)) is not None and "written_day" not in fields:
        year, month, day_of = (int(found[part] or found[f"{part}2"]) for part in ("year", "month", "day"))
        with suppress(ValueError):
            _take_day(sheet, date(year, month, day_of), sent=sent, came=came or received is not None)
            return True
    return False


def _take_day(sheet: Sheet, day: date, *, sent: bool, came: bool) -> None:
    fields = sheet.fields
    if sent or not came or "written_day" not in fields:
        fields["written_day"], fields["is_day_of_receipt"] = day, came and not sent
        fields.pop("is_month_alone", None)


def take_day_of_year(sheet: Sheet, words: str) -> bool:
    """Read a day of sending without its year, as it stands behind the number: ``March 3, 1 p.m.``."""
    found = _DAY_OF_YEAR.fullmatch(words)
    month = month_named(found["month"][:3]) if found is not None else None
    if found is None or month is None:
        return False
    sheet.fields["day_of_year"] = (month, int(found["day"]))
    return True


def settle_day_of_year(sheet: Sheet) -> None:
    """Give a day of sending without its year that of its receipt, or the year before where it came in the next."""
    fields = sheet.fields
    if "day_of_year" not in fields or not fields.get("is_day_of_receipt"):
        return
    came: date = fields["written_day"]
    for year in (came.year, came.year - 1):
        with suppress(ValueError):  # a day that the month has not
            sent = date(year, *fields["day_of_year"])
            # By the clock of a capital it may have come on the day before that of the post.
            if came - _MOST_ON_THE_WAY <= sent <= came + timedelta(days=1):
                _take_day(sheet, sent, sent=True, came=False)
                return

"""How long a source stays classified: executive orders, schedules, marks of exemption (``data/marking.toml``)."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import msgspec

from legation.core.telegram import Telegram
from legation.tables.marking import marking_of
from legation.tables.rows import table


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An executive order on classification, in force from ``effective`` until the next one."""

    order: str
    effective: date
    confirmed: bool
    signed: date | None = None
    amended_by: str | None = None


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``code`` on a text of ``rank``: declassified at the end of the ``years``-th full year after its own."""

    code: str
    rank: int
    years: int


class Duration(msgspec.Struct, frozen=True):
    """How long one source stays classified: a day, or words in its place (an event, ``25X1-HUM``)."""

    on: date | None
    words: tuple[str, ...] = ()


@cache
def executive_orders() -> tuple[Order, ...]:
    """Every order, by the day it took effect."""
    return tuple(sorted(table("marking.toml", "executive_order", Order), key=lambda o: o.effective))


def order_on(day: date) -> Order | None:
    """The executive order in force on a day; None before the first."""
    in_force = None
    for order in executive_orders():
        if order.effective <= day:
            in_force = order
    return in_force


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_EXEMPTION = re.compile(r"^(?:25X[1-9](?:-[A-Z]+)?|50X\d(?:-[A-Z]+)?|75X\d?)$", re.IGNORECASE)
# Marks that leave the day to someone else: a derived text carries 25 years from its source (32 CFR 2001.22).
# So does the paragraph of the order that a reason names beside them: ``1.5(D) X6``.
_OPEN_ENDED = re.compile(
    r"^(?:OADR|X[1-8](?:[,/ ]+X?[1-8])*|XGDS.*|MR|N/?A|SOURCE MARKED.*|1\.[3-6] ?\(?[A-H]\)?)$", re.IGNORECASE
)


def is_exemption(words: str) -> bool:
    """Whether it is a mark of exemption from automatic declassification, such as ``25X1-HUMAN``."""
    return _EXEMPTION.match(words) is not None


def is_endless(words: str) -> bool:
    """Whether it is a mark of exemption that stands for a day of its own, such as ``50X1-HUM``."""
    return is_exemption(words) and "-" in words


def declassify_on(telegram: Telegram) -> Duration:
    """Until when a text drawn from a classified telegram stays classified.

    The day its E.O. line states; for OADR, X1-X8 and where no day is stated 25 years from its own date; the
    end of the schedule for GDS; an event in words as it is worded. Source: reference/marking.md section 4.
    """
    line = telegram.executive_order
    stated = [s.strip() for s in (line.declassify_on, line.code, *line.exemptions) if s and s.strip()]
    exempt = tuple(dict.fromkeys(s.upper() for s in stated if _EXEMPTION.match(s)))
    value = line.declassify_on.strip() if line.declassify_on else ""
    if _DAY.match(value):
        try:
            return Duration(date.fromisoformat(value), exempt)
        except ValueError:  # no such day: as good as none
            value = ""
    made = telegram.day
    # Without a day 25Xn is no date or event: those marks stand for one.
    if any(map(is_endless, exempt)):
        return Duration(None, exempt)
    if value and not _OPEN_ENDED.match(value) and not _EXEMPTION.match(value) and value.upper() not in _schedules():
        return Duration(None, (*exempt, value))
    rank = marking_of(telegram.classification).rank
    for code in (s.upper() for s in stated):
        years = schedule_years(code, rank)
        if years is not None and made is not None:
            return Duration(date(made.year + years, 12, 31), exempt)
    if made is None:
        return Duration(None, (*exempt, "25 years from its date, which was not read"))
    return Duration(years_after(made, 25), exempt)


def schedule_years(code: str, rank: int) -> int | None:
    """After how many full years a schedule such as GDS declassifies a text of a rank; None where it says nothing."""
    return _schedules().get(code.upper(), {}).get(rank)


@cache
def _schedules() -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for row in table("marking.toml", "schedule", Schedule):
        found.setdefault(row.code, {})[row.rank] = row.years
    return found


def years_after(day: date, years: int) -> date:
    """The anniversary of a day; of 29 February, 1 March where there is none."""
    year = min(day.year + years, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)

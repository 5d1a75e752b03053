"""When a classified telegram is to be declassified or reviewed (``data/declassification.toml``).

The executive order in force on the telegram's date decides what its E.O. line means, and what holds where it states
nothing. A day that is stated is certain; what rests on a rule that no source at hand confirms is only ever review.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Literal

import msgspec

from legation.core.marking import UNREADABLE_RANK
from legation.core.telegram import Telegram
from legation.tables.durations import Order, order_on, schedule_years, years_after
from legation.tables.marking import marking_of
from legation.tables.marking_rows import CLASSIFIED_RANK
from legation.tables.rows import TableError, table, toml

Kind = Literal["past", "due", "review", "exempt", "undated"]

KINDS: tuple[Kind, ...] = ("past", "due", "review", "exempt", "undated")
"""What a telegram is on a day, in the order in which it is told: its day has passed, or is to come; a person must
review it; it is exempt; it states nothing."""


class Mark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an E.O. line states in the place of a day; ``years`` until the review is due at the latest."""

    id: str
    pattern: str
    kind: Literal["review", "exempt"]
    says: str
    source: str
    confirmed: bool
    years: int | None = None
    year_end: bool = False


class Undated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an order says of a text that states nothing: so many years, or a schedule by level."""

    order: str
    says: str
    confirmed: bool
    amended_by: str | None = None
    years: int | None = None
    schedule: str | None = None


class Automatic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Automatic declassification of what is old."""

    years: int
    says: str
    source: str
    confirmed: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a telegram stands on a day.

    on: the day it was, or is, to be declassified or reviewed, ISO; None where none can be reckoned. order: in force on
    the telegram's date. stated: what its E.O. line says. says: the rule in words. confirmed: whether the rule was seen
    in its source; the others are advice.
    """

    kind: Kind
    on: str | None
    order: str | None
    stated: str | None
    rule: str
    says: str
    source: str
    confirmed: bool


Stands = Literal["dated", "until", "exempt", "review", "undated"]
"""How a telegram stands whatever the day: a day decides (``dated``: past or due; ``until``: exempt, then review), or
none does."""

STANDS: dict[Kind, tuple[tuple[Stands, bool | None], ...]] = {
    "past": (("dated", True),),
    "due": (("dated", False),),
    "review": (("review", None), ("until", True)),
    "exempt": (("exempt", None), ("until", False)),
    "undated": (("undated", None),),
}
"""Of what each kind is made on a day, with whether its own day has come; None where that is all one."""


class Stated(msgspec.Struct, frozen=True, array_like=True):
    """What a classified telegram says of its declassification: all that its standing is reckoned from.

    rank: of its marking. date: ISO day of the telegram. The others stand in its E.O. line.
    """

    rank: int
    date: str | None
    declassify_on: str | None
    code: str | None
    exemptions: tuple[str, ...]


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def stated(telegram: Telegram) -> Stated | None:
    """What a telegram says; None for one that is not classified."""
    rank = marking_of(telegram.classification).rank
    if rank < CLASSIFIED_RANK:
        return None
    line = telegram.executive_order
    return Stated(rank, telegram.date, line.declassify_on, line.code, line.exemptions)


def standing(telegram: Telegram, on: date) -> Standing | None:
    """How a telegram stands on a day; None for one that is not classified."""
    said = stated(telegram)
    return standing_on(said, on) if said is not None else None


def standing_on(said: Stated, on: date) -> Standing:
    """How a telegram that says this stands on a day."""
    found = _lasting(said)
    if found.on is None or found.on > on.isoformat():
        return found
    if found.kind == "due":
        return msgspec.structs.replace(found, kind="past")
    if found.kind == "exempt":
        return msgspec.structs.replace(found, kind="review", says=f"{found.says} until a day that has passed")
    return found


def stands(said: Stated) -> tuple[Stands, str | None]:
    """How a telegram that says this stands whatever the day, and its own day, ISO."""
    found = _lasting(said)
    match found.kind:
        case "past" | "due":
            return "dated", found.on
        case "exempt":
            return ("until" if found.on is not None else "exempt"), found.on
        case kind:
            return kind, found.on


def _lasting(said: Stated) -> Standing:
    """How it stands before its day has come."""
    made = date.fromisoformat(said.date) if said.date else None
    order = order_on(made) if made is not None else None
    name = _name(order)
    told = [s.strip() for s in (said.declassify_on, said.code, *said.exemptions) if s and s.strip()]
    words = [s for s in told if s.upper() not in ("DECL", "N/A", "NA", "DECLAS", "ADS")]
    line = "; ".join(dict.fromkeys(words)) or None
    if said.rank >= UNREADABLE_RANK:
        return Standing(
            kind="review", on=None, order=name, stated=line, rule="unread", says="its marking was not read",
            source="", confirmed=True,
        )  # fmt: skip
    fit = {mark.id for word in words for mark in _marks_of(word)}
    marks = [mark for mark in _marks() if mark.id in fit]
    exempt = next((mark for mark in marks if mark.kind == "exempt"), None)
    day = _stated_day(said.declassify_on)
    if exempt is not None:
        return Standing(
            kind="exempt", on=day.isoformat() if day is not None else None, order=name, stated=line, rule=exempt.id,
            says=exempt.says, source=exempt.source, confirmed=exempt.confirmed,
        )  # fmt: skip
    if marks:
        mark = marks[0]
        latest = day.isoformat() if day is not None else _after(made, mark.years, year_end=mark.year_end)
        return Standing(
            kind="review", on=latest, order=name, stated=line, rule=mark.id, says=mark.says,
            source=mark.source, confirmed=mark.confirmed,
        )  # fmt: skip
    if day is not None:
        return Standing(
            kind="due", on=day.isoformat(), order=name, stated=line, rule="stated",
            says="the day that its E.O. line states", source="its E.O. line", confirmed=True,
        )  # fmt: skip
    return _without_mark(said.rank, made, order, line, words)


def _without_mark(rank: int, made: date | None, order: Order | None, stated: str | None, words: list[str]) -> Standing:
    """A schedule, an event in words, or nothing at all."""
    name, automatic = _name(order), automatic_rule()
    scheduled = next((years for word in words if (years := schedule_years(word, rank)) is not None), None)
    if scheduled is not None:
        return Standing(
            kind="review", on=_after(made, scheduled, year_end=True), order=name, stated=stated, rule="schedule",
            says="the general schedule of its level", source="E.O. 11652", confirmed=False,
        )  # fmt: skip
    if words:
        return Standing(
            kind="review", on=_after(made, automatic.years, year_end=True), order=name, stated=stated, rule="event",
            says=f"an event that a person must judge; {automatic.says}", source=automatic.source,
            confirmed=automatic.confirmed,
        )  # fmt: skip
    row = _undated().get((order.order, order.amended_by)) if order is not None else None
    if row is None:
        return Standing(
            kind="undated", on=_after(made, automatic.years, year_end=True), order=name, stated=None,
            rule="automatic", says=automatic.says, source=automatic.source, confirmed=automatic.confirmed,
        )  # fmt: skip
    years = row.years if row.schedule is None else schedule_years(row.schedule, rank)
    return Standing(
        kind="undated", on=_after(made, years, year_end=row.schedule is not None), order=name, stated=None,
        rule="undated", says=row.says, source=f"E.O. {row.order}", confirmed=row.confirmed,
    )  # fmt: skip


def undated_rule(on: date) -> tuple[Order, Undated] | None:
    """What the order in force on a day says of a text that states neither day nor mark; None before the first."""
    order = order_on(on)
    row = _undated().get((order.order, order.amended_by)) if order is not None else None
    return (order, row) if order is not None and row is not None else None


@cache
def automatic_rule() -> Automatic:
    """The rule for what is old."""
    return msgspec.convert(toml("declassification.toml")["automatic"], Automatic)


@cache
def _marks() -> tuple[Mark, ...]:
    rows = table("declassification.toml", "mark", Mark)
    if len({row.id for row in rows}) != len(rows):
        raise TableError("declassification.toml [[mark]]: an id stands twice")
    return tuple(rows)


@cache
def _undated() -> dict[tuple[str, str | None], Undated]:
    return {(row.order, row.amended_by): row for row in table("declassification.toml", "undated", Undated)}


@lru_cache(maxsize=4096)  # days and codes that most telegrams of an archive share
def _marks_of(word: str) -> tuple[Mark, ...]:
    """The marks that a word may be."""
    return tuple([mark for mark in _marks() if re.fullmatch(mark.pattern, word, re.IGNORECASE) is not None])


def _name(order: Order | None) -> str | None:
    if order is None:
        return None
    return f"{order.order} as amended" if order.amended_by is not None else order.order


def _stated_day(value: str | None) -> date | None:
    if value is None or not _DAY.fullmatch(value.strip()):
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:  # no such day: as good as none
        return None


def _after(made: date | None, years: int | None, *, year_end: bool) -> str | None:
    if made is None or years is None:
        return None
    return (date(made.year + years, 12, 31) if year_end else years_after(made, years)).isoformat()

"""Declassification: what is past its day, what a person must review, what is exempt, what states nothing.

Nothing is lowered here. What is past its day is proposed to a person who may settle markings (``services.markings``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime

import msgspec

from legation.core.errors import RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.storage.ports import Listing, Record, Telegrams, listing_of
from legation.tables.declassification import KINDS, Standing, standing
from legation.tables.marking import level_of

_AT_ONCE = 1_000


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A classified telegram and how it stands."""

    listing: Listing
    standing: Standing


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """How everything classified stands on a day. counts: by kind, over all; held: by day, those without one last."""

    on: str
    counts: dict[str, int]
    held: tuple[Item, ...]
    banner: str | None


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """One month of the calendar. days: ISO day to what falls on it, in order. around: months before and after with
    how many fall in them; other months are left out."""

    month: str
    days: dict[str, tuple[Item, ...]]
    around: dict[str, int]
    banner: str | None


class Declassifying:
    """The schedule of declassification, for a reader."""

    def __init__(self, telegrams: Telegrams, now: Callable[[], datetime]) -> None:
        self._telegrams = telegrams
        self._now = now

    def schedule(
        self, reader: Reader, on: date | None = None, *, kind: str | None = None, limit: int | None = None
    ) -> Schedule:
        """How everything classified stands on a day, today if none is named.

        kind: one of ``KINDS`` alone. limit: so many of each kind at most; counted are all. Raises RefusedError.
        """
        if kind is not None and kind not in KINDS:
            raise RefusedError(f"{kind!r} is no kind", f"use {', '.join(KINDS)}")
        day = on or self._now().date()
        counts: Counter[str] = Counter()
        found: list[Item] = []
        for item in self._each(reader, day):
            counts[item.standing.kind] += 1
            if kind in (None, item.standing.kind):
                found.append(item)
        found.sort(key=_order)
        if limit is not None:
            taken: Counter[str] = Counter()
            some = []
            for item in found:
                taken[item.standing.kind] += 1
                if taken[item.standing.kind] <= limit:
                    some.append(item)
            found = some
        return Schedule(
            on=day.isoformat(),
            counts={name: counts[name] for name in KINDS},
            held=tuple(found),
            banner=_banner(found),
        )

    def month(self, reader: Reader, month: str, on: date | None = None) -> Month:
        """What falls in a month such as ``2019-11``. on: the day on which it is asked. Raises RefusedError."""
        try:
            date.fromisoformat(f"{month}-01")
        except ValueError as wrong:
            raise RefusedError(f"{month!r} is no month", "write it as 2019-11") from wrong
        days: dict[str, list[Item]] = {}
        around: Counter[str] = Counter()
        for item in self._each(reader, on or self._now().date()):
            day = item.standing.on
            if day is not None:
                around[day[:7]] += 1
                if day[:7] == month:
                    days.setdefault(day, []).append(item)
        before = sorted(name for name in around if name < month)[-6:]
        after = sorted(name for name in around if name > month)[:6]
        held = [item for items in days.values() for item in items]
        return Month(
            month=month,
            days={day: tuple(sorted(days[day], key=_order)) for day in sorted(days)},
            around={name: around[name] for name in (*before, *after)},
            banner=_banner(held),
        )

    def _each(self, reader: Reader, on: date) -> Iterator[Item]:
        after = 0
        while batch := self._telegrams.arrived(reader, after, _AT_ONCE):
            for _, record in batch:
                item = _item(record, on)
                if item is not None:
                    yield item
            after = batch[-1][0]


def _item(record: Record, on: date) -> Item | None:
    found = standing(record.telegram, on)
    return Item(listing=listing_of(record), standing=found) if found is not None else None


def _order(item: Item) -> tuple[int, str, str, str]:
    listing = item.listing
    return KINDS.index(item.standing.kind), item.standing.on or "9999", listing.mrn or "", listing.sha256


def _banner(items: list[Item]) -> str | None:
    markings = [Marking.from_label(item.listing.access) for item in items]
    return level_of(join_all(markings)) if markings else None

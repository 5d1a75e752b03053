"""Declassification: what is past its day, what a person must review, what is exempt, what states nothing.

Nothing is lowered here. What is past its day is proposed to a person who may settle markings
(``services.archive.markings``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import msgspec

from legation.core.errors import RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.storage.particulars import NO_DAY
from legation.storage.ports import Telegrams
from legation.storage.records import Listing, Scheduled
from legation.tables.banners import level_of
from legation.tables.declassification import KINDS, STANDS, Kind, Standing, standing_on

_MONTHS = 6  # on each side
YEARS_BACK, YEARS_AHEAD = 1, 2
"""Of a calendar that other programs ask for again and again."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A classified telegram and how it stands."""

    listing: Listing
    standing: Standing


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """How everything classified stands on a day. counts: by kind, over all; held: by day, those without one last.

    after: where the next ones of the kind that was asked for begin; None at the end, and where none was named.
    """

    on: str
    counts: dict[str, int]
    held: tuple[Item, ...]
    banner: str | None
    after: int | None = None


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """One month of the calendar. days: ISO day to what falls on it, in order; counts: how many in all. around: months
    before and after with how many fall in them; other months are left out."""

    month: str
    days: dict[str, tuple[Item, ...]]
    counts: dict[str, int]
    around: dict[str, int]
    banner: str | None


class Declassifying:
    """The schedule of declassification, for a reader."""

    def __init__(self, telegrams: Telegrams, now: Callable[[], datetime]) -> None:
        self._telegrams = telegrams
        self._now = now

    def schedule(
        self,
        reader: Reader,
        on: date | None = None,
        *,
        kind: str | None = None,
        limit: int | None = None,
        after: int = 0,
    ) -> Schedule:
        """How everything classified stands on a day, today if none is named.

        kind: one of ``KINDS`` alone. limit: so many of each kind at most; counted are all. after: how many of the kind
        are passed over, ``Schedule.after`` of the page before. Raises RefusedError, also for that without a kind.
        """
        if after and kind is None:
            raise RefusedError("a list of several kinds has no next page", f"name one of {', '.join(KINDS)}")
        if kind is not None and kind not in KINDS:
            raise RefusedError(f"{kind!r} is no kind", f"use {', '.join(KINDS)}")
        day = on or self._now().date()
        counts = self._telegrams.schedule_counts(reader, day.isoformat())
        after = max(after, 0)
        upto = None if limit is None else after + limit
        held = [
            item for name in KINDS if kind in (None, name) for item in self._of_kind(reader, name, day, upto)[after:]
        ]
        of_kind: dict[str, int] = {
            name: sum(
                count
                for (stands, has), count in counts.items()
                if any(stands == one and come in (None, has) for one, come in STANDS[name])
            )
            for name in KINDS
        }
        return Schedule(
            on=day.isoformat(),
            counts=of_kind,
            held=tuple(held),
            banner=_banner(held),
            after=upto if kind is not None and upto is not None and upto < of_kind[kind] else None,
        )

    def around(self, reader: Reader, on: date | None = None, *, kind: str | None = None) -> Schedule:
        """What falls within so many years of a day, today if none is named, by day: what a calendar of it holds.

        A calendar is asked for again every hour, and one of all days has each telegram of the archive. counts: of what
        is held. Raises RefusedError for an unknown kind.
        """
        if kind is not None and kind not in KINDS:
            raise RefusedError(f"{kind!r} is no kind", f"use {', '.join(KINDS)}")
        day = on or self._now().date()
        since, until = (f"{max(1, min(9999, day.year + years)):04}-{day:%m-%d}" for years in (-YEARS_BACK, YEARS_AHEAD))
        items = [_item(one, day) for one in self._telegrams.falling(reader, since, until)]
        held = sorted((one for one in items if kind in (None, one.standing.kind)), key=_by_day)
        told = Counter(one.standing.kind for one in held)
        return Schedule(
            on=day.isoformat(), counts={name: told[name] for name in KINDS}, held=tuple(held), banner=_banner(held)
        )

    def month(
        self, reader: Reader, month: str, on: date | None = None, *, limit: int | None = None, whole: str = ""
    ) -> Month:
        """What falls in a month such as ``2019-11``. on: the day on which it is asked. Raises RefusedError.

        limit: so many of each day at most, but for the ISO day ``whole`` of it; counted are all.
        """
        try:
            date.fromisoformat(f"{month}-01")
        except ValueError as wrong:
            raise RefusedError(f"{month!r} is no month", "write it as 2019-11") from wrong
        day = on or self._now().date()
        within = (f"{month}-01", f"{month}-99")
        days: dict[str, list[Item]] = {}
        found = self._telegrams.falling(reader, *within, each=limit)
        if limit is not None and whole.startswith(f"{month}-"):
            found = [*found, *self._telegrams.falling(reader, whole, f"{whole}-")]
        for one in {one.listing.sha256: one for one in found}.values():
            item = _item(one, day)
            days.setdefault(str(item.standing.on), []).append(item)
        told = {
            name: tuple(sorted(days[name], key=_order)[: None if name == whole else limit]) for name in sorted(days)
        }
        return Month(
            month=month,
            days=told,
            counts=self._telegrams.falling_counts(reader, *within),
            around=self._telegrams.months_around(reader, month, _MONTHS),
            banner=_banner([item for items in told.values() for item in items]),
        )

    def _of_kind(self, reader: Reader, kind: Kind, on: date, limit: int | None) -> list[Item]:
        found = [
            _item(one, on)
            for stands, come in STANDS[kind]
            for one in self._telegrams.schedule(reader, stands, on=on.isoformat(), come=come, limit=limit)
        ]
        return sorted(found, key=_order)[:limit]


def _item(one: Scheduled, on: date) -> Item:
    return Item(listing=one.listing, standing=standing_on(one.stated, on))


def _order(item: Item) -> tuple[int, str, str, str]:
    listing = item.listing
    return KINDS.index(item.standing.kind), item.standing.on or NO_DAY, listing.mrn or "", listing.sha256


def _by_day(item: Item) -> tuple[str, tuple[int, str, str, str]]:
    return item.standing.on or NO_DAY, _order(item)


def _banner(items: list[Item]) -> str | None:
    markings = [Marking.from_label(item.listing.access) for item in items]
    return level_of(join_all(markings)) if markings else None

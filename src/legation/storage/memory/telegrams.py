"""Telegrams in memory."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

import msgspec

from legation.core.errors import NotFoundError
from legation.core.marking import Marking, Reader, join_all
from legation.core.mrn import by_year, parted
from legation.storage.access import check_labels, is_readable, lets_in
from legation.storage.numbered_to import numbered_to
from legation.storage.packing import unpack
from legation.storage.particulars import NO_DAY, Particulars, is_moment, likeness, particulars_of
from legation.storage.records import (
    NO_VIEWS,
    Arrival,
    Citation,
    Kept,
    Listing,
    Numbered,
    Record,
    Scheduled,
    Stored,
    Stretch,
    Traffic,
    Views,
    cited_mrns,
    listing_of,
    listing_order,
)
from legation.tables.declassification import Stands, stands, stated

_FOUND = 100
_Series: TypeAlias = dict[str | None, set[str]]


class MemoryTelegrams:
    """Telegrams in a dictionary."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._arrivals: dict[str, int] = {}
        self._last = 0
        self._views: dict[str, set[str]] = {}
        self._former_views: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def put(self, reader: Reader, records: Sequence[Arrival], views: Views = NO_VIEWS) -> Stored:
        check_labels(record.access for some in (records, *views.values()) for record in some)
        new = same = versions = 0
        with self._lock:
            before, shown = self._records.keys() - self._views.keys(), set(self._views)
            for record in map(unpack, records):
                seen = self._readable(reader)
                mrn = record.telegram.mrn
                if any(held.sha256 == record.sha256 for held in seen):
                    same += 1
                elif mrn is not None and any(held.telegram.mrn == mrn for held in seen):
                    versions += 1
                else:
                    new += 1
                if record.sha256 in self._views:
                    del self._views[record.sha256]
                    self._records[record.sha256] = record
                self._records.setdefault(record.sha256, record)
                self._arrive(record)
            for whole, some in views.items():
                self._show(whole, [unpack(view) for view in some])
            # A record takes the place of a view of its bytes, and so is written.
            written = frozenset(self._records.keys() - before - (shown & self._views.keys()))
        return Stored(Kept(new=new, same=same, versions=versions), written)

    def restate(self, reader: Reader, record: Record, views: Sequence[Record]) -> list[str]:
        check_labels(one.access for one in (record, *views))
        with self._lock:
            held = self.get(reader, record.sha256)
            shown = set(self._views)
            self._records[record.sha256] = msgspec.structs.replace(held, access=record.access, telegram=record.telegram)
            for view, wholes in self._views.items():
                if record.sha256 in wholes:
                    self._note_former(view)
                    wholes.discard(record.sha256)
            self._show(record.sha256, views)
            gone = sorted(view for view, wholes in self._views.items() if not wholes)
            for view in gone:
                del self._views[view], self._records[view]
            came = {view.sha256 for view in views if view.sha256 in self._views} - shown
            for sha256 in sorted([*came, *([record.sha256] if lets_in(held.access, record.access) else [])]):
                self._last += 1
                self._arrivals[sha256] = self._last
        return gone

    def view_hashes(self, whole: str | None = None) -> list[str]:
        return sorted(view for view, wholes in self._views.items() if whole is None or whole in wholes)

    def clear_views(self) -> None:
        with self._lock:
            for view in self._views:
                self._note_former(view)
                del self._records[view]
            self._views.clear()

    def accesses(self, reader: Reader, name: str) -> list[str]:
        return sorted({r.access for r in self._readable(reader) if name in (r.telegram.mrn, r.sha256)})

    def labels(self, hashes: Collection[str]) -> dict[str, str]:
        return {sha256: self._records[sha256].access for sha256 in hashes if sha256 in self._records}

    def held_as(self, hashes: Collection[str]) -> dict[str, str]:
        former = {view: sorted(self._former_views[view]) for view in hashes if view in self._former_views}
        joined = {
            view: join_all([Marking.from_label(self._records[whole].access) for whole in wholes]).label
            for view, wholes in former.items()
        }
        return joined | self.labels(hashes)

    def _note_former(self, view: str) -> None:
        self._former_views.setdefault(view, set()).update(self._views[view])

    def _show(self, whole: str, views: Sequence[Record]) -> None:
        for view in views:
            if view.sha256 not in self._records:
                self._records[view.sha256] = view
                self._views[view.sha256] = {whole}
                self._arrive(view)
            elif view.sha256 in self._views:
                if not self._views[view.sha256]:
                    self._records[view.sha256] = view
                self._views[view.sha256].add(whole)

    def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        return {record.sha256 for record in self._readable(reader)} & set(hashes)

    def received(self, reader: Reader, hashes: Sequence[str]) -> dict[str, str]:
        wanted = set(hashes)
        return {record.sha256: record.received for record in self._readable(reader) if record.sha256 in wanted}

    def get(self, reader: Reader, sha256: str) -> Record:
        record = self._records.get(sha256)
        if record is None or not is_readable(reader, record.access):
            raise NotFoundError(f"telegram {sha256}")
        return record

    def records(self, reader: Reader, hashes: Collection[str]) -> dict[str, Record]:
        held = {sha256: self._records[sha256] for sha256 in sorted(set(hashes)) if sha256 in self._records}
        return {sha256: record for sha256, record in held.items() if is_readable(reader, record.access)}

    def versions(self, reader: Reader, mrn: str) -> list[Record]:
        found = [record for record in self._readable(reader) if record.telegram.mrn == mrn]
        return sorted(found, key=lambda record: (record.received, record.sha256))

    def listings(self, reader: Reader) -> Iterator[Listing]:
        return iter(sorted((listing_of(record) for record in self._readable(reader)), key=listing_order))

    def recent(self, reader: Reader, limit: int, *, before: str | None = None) -> list[Listing]:
        every = (listing_of(record) for record in self._readable(reader, before))
        return sorted((one for one in every if one.date is not None), key=listing_order)[::-1][:limit]

    def find(self, reader: Reader, *, sha256: str | None = None, file: str | None = None) -> list[Listing]:
        return [
            listing
            for listing in self.listings(reader)
            if (sha256 is not None and listing.sha256.startswith(sha256)) or (file is not None and listing.file == file)
        ][:_FOUND]

    def listed(self, reader: Reader, mrns: Sequence[str], *, before: str | None = None) -> list[Listing]:
        return [
            listing_of(record)
            for mrn in sorted(set(mrns))
            for record in self.versions(reader, mrn)
            if before is None or record.received < before
        ]

    def listed_by_hash(self, reader: Reader, hashes: Collection[str]) -> dict[str, Listing]:
        return {sha256: listing_of(record) for sha256, record in self.records(reader, hashes).items()}

    def numbered_to(self, reader: Reader, hashes: Collection[str]) -> dict[str, str]:
        read = {sha256: numbered_to(record.telegram) for sha256, record in self.records(reader, hashes).items()}
        return {sha256: post for sha256, post in read.items() if post}

    def cites(
        self, reader: Reader, names: Sequence[str], *, each: int | None = None, before: str | None = None
    ) -> list[Citation]:
        held = self._series(reader, before)
        found: list[Citation] = []
        for name in sorted(set(names)):
            wanted, post = parted(name)
            records = [r for r in self._readable(reader, before) if wanted == (r.telegram.mrn or r.sha256)]
            once: dict[str, Citation] = {}
            for record in sorted(records, key=lambda record: (record.received, record.sha256)):
                if post in ("", numbered_to(record.telegram)):
                    for citation in _citations(record, held):
                        once.setdefault(citation.name, citation)
            found.extend(list(once.values())[:each])
        return found

    def cited_by(
        self, reader: Reader, names: Sequence[str], *, each: int | None = None, before: str | None = None
    ) -> list[Citation]:
        held = self._series(reader, before)
        every = [citation for record in self._readable(reader, before) for citation in _citations(record, held)]
        found: list[Citation] = []
        for name in sorted(set(names)):
            citing = [citation for citation in every if name in (citation.cited, citation.name)]
            found.extend(sorted(citing, key=lambda citation: listing_order(citation.citing))[:each])
        return found

    def missing(
        self,
        reader: Reader,
        *,
        within: str = "",
        post: str = "",
        after: str = "",
        limit: int,
        before: str | None = None,
    ) -> list[str]:
        held = self._series(reader, before)
        every = [citation for record in self._readable(reader, before) for citation in _citations(record, held)]
        cited = {citation.name for citation in every if not citation.held}
        asked = (name for name in cited if name.startswith(within) and name.startswith(post, 2))
        in_order = sorted(asked, key=_by_year)
        return [name for name in in_order if not after or _by_year(name) > _by_year(after)][:limit]

    def around(
        self, reader: Reader, stretches: Sequence[Stretch], *, width: int, before: str | None = None
    ) -> list[tuple[list[Numbered], list[Numbered]]]:
        every = [(particulars_of(record.telegram), record) for record in self._readable(reader, before)]
        return [_around(of, every, width) for of in stretches]

    def alike(self, reader: Reader, record: Record, *, limit: int) -> list[Record]:
        own = particulars_of(record.telegram)
        found = []
        for other in self._readable(reader):
            theirs = particulars_of(other.telegram)
            if other.sha256 == record.sha256 or (record.telegram.mrn and other.telegram.mrn == record.telegram.mrn):
                continue
            order = likeness(own, theirs)
            if order is not None:
                found.append((*order, other.sha256, other))
        return [row[-1] for row in sorted(found, key=lambda row: row[:-1])[:limit]]

    def others(self, reader: Reader, hashes: Collection[str]) -> dict[str, list[Listing]]:
        readable = sorted(self._readable(reader), key=lambda record: record.sha256)
        kept = [(record, particulars_of(record.telegram)) for record in readable]
        found: dict[str, list[Listing]] = {}
        for record, own in kept:
            if record.sha256 not in hashes:
                continue
            for other, its in kept:
                if other is not record and (
                    (own.mrn and own.mrn == its.mrn)
                    or (own.digest and own.digest == its.digest)
                    or (own.at and is_moment(own.at) and own.at == its.at)
                ):
                    found.setdefault(record.sha256, []).append(listing_of(other))
        return found

    def arrived(self, reader: Reader, after: int, limit: int) -> list[tuple[int, Record]]:
        kept = [(self._arrivals[record.sha256], record) for record in self._readable(reader)]
        return sorted(((n, record) for n, record in kept if n > after), key=lambda pair: pair[0])[:limit]

    def last_arrival(self) -> int:
        return self._last

    def _arrive(self, record: Record) -> None:
        if record.sha256 not in self._arrivals:
            self._last += 1
            self._arrivals[record.sha256] = self._last

    def count(self, reader: Reader, *, before: str | None = None) -> int:
        return len(self._readable(reader, before))

    def schedule(
        self, reader: Reader, stands: Stands, *, on: str = "", come: bool | None = None, limit: int | None = None
    ) -> list[Scheduled]:
        found = [
            one
            for how, day, one in self._scheduled(reader)
            if how == stands and come in (None, bool(day and day <= on))
        ]
        return found[:limit]

    def schedule_counts(self, reader: Reader, on: str) -> dict[tuple[Stands, bool], int]:
        return dict(Counter((how, bool(day and day <= on)) for how, day, _ in self._scheduled(reader)))

    def falling(self, reader: Reader, since: str, until: str, *, each: int | None = None) -> list[Scheduled]:
        taken: Counter[tuple[str, Stands]] = Counter()
        found = []
        for how, day, one in sorted(self._scheduled(reader), key=lambda row: (row[1] or "", row[0])):
            if day is not None and since <= day < until:
                taken[day, how] += 1
                if each is None or taken[day, how] <= each:
                    found.append(one)
        return found

    def falling_counts(self, reader: Reader, since: str, until: str) -> dict[str, int]:
        days = [day for _, day, _ in self._scheduled(reader) if day is not None and since <= day < until]
        return {day: days.count(day) for day in sorted(set(days))}

    def months_around(self, reader: Reader, month: str, each: int) -> dict[str, int]:
        counted = Counter(day[:7] for _, day, _ in self._scheduled(reader) if day is not None)
        before = sorted(name for name in counted if name < month)[-each:]
        after = sorted(name for name in counted if name > month)[:each]
        return {name: counted[name] for name in (*before, *after)}

    def _scheduled(self, reader: Reader) -> list[tuple[Stands, str | None, Scheduled]]:
        found = []
        for record in self._readable(reader):
            said = stated(record.telegram)
            if said is not None:
                how, day = stands(said)
                order = (day or NO_DAY, record.telegram.mrn or "", record.sha256)
                found.append((order, how, day, Scheduled(listing=listing_of(record), stated=said)))
        return [row[1:] for row in sorted(found, key=lambda row: row[0])]

    def traffic(self, reader: Reader, *, before: str | None = None) -> list[Traffic]:
        counted: Counter[tuple[str | None, str | None, str]] = Counter()
        for record in self._readable(reader, before):
            day = record.telegram.date
            counted[record.telegram.post, day[:7] if day else None, record.access] += 1
        keys = sorted(counted, key=lambda key: (key[0] or "", key[1] or "", key[2]))
        return [Traffic(post=key[0], month=key[1], access=key[2], count=counted[key]) for key in keys]

    def _readable(self, reader: Reader, before: str | None = None) -> list[Record]:
        readable = [record for record in list(self._records.values()) if is_readable(reader, record.access)]
        return readable if before is None else [record for record in readable if record.received < before]

    def _series(self, reader: Reader, before: str | None = None) -> _Series:
        """By number in which series the readable telegrams of it are numbered, "" among them."""
        found: _Series = {}
        for record in self._readable(reader, before):
            found.setdefault(record.telegram.mrn, set()).add(numbered_to(record.telegram))
        return found


def _around(
    of: Stretch, every: Sequence[tuple[Particulars, Record]], width: int
) -> tuple[list[Numbered], list[Numbered]]:
    found = [
        Numbered(mrn=str(record.telegram.mrn), number=own.number, at=own.at)
        for own, record in every
        if own.number is not None and own.at is not None
        if (own.post, own.numbered_to, own.year) == (of.post, of.numbered_to, of.year) and of.since <= own.at < of.until
    ]
    below = sorted((n for n in found if n.number < of.number), key=lambda n: (-n.number, n.at, n.mrn))
    above = sorted((n for n in found if n.number > of.number), key=lambda n: (n.number, n.at, n.mrn))
    return below[:width], above[:width]


def _citations(record: Record, held: _Series) -> list[Citation]:
    return [
        Citation(
            citing=listing_of(record),
            cited=one.mrn,
            text=one.text,
            held=one.mrn in held and (not one.numbered_to or not held[one.mrn].isdisjoint({"", one.numbered_to})),
            numbered_to=one.numbered_to or None,
            noted=one.noted or None,
        )
        for one in cited_mrns([record])
    ]


def _by_year(name: str) -> tuple[bool, str, str]:
    mrn, post = parted(name)
    return *by_year(mrn), post

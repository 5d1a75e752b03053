"""Stores in memory: small, plainly right, and the measure of the others. Nothing outlives the process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import msgspec

from legation.core.dialogue.ledger import START, Draft, Entry, chained
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.chain import first_broken, settled
from legation.storage.packing import unpack
from legation.storage.ports import NO_VIEWS, Arrival, Citation, Kept, Listing, Record, Views, cited_mrns, listing_of


def listing_order(listing: Listing) -> tuple[bool, str, bool, str, str]:
    """By date, then MRN, then hash; what has no date or no MRN goes last."""
    return (
        listing.date is None,
        listing.date or "",
        listing.mrn is None,
        listing.mrn or "",
        listing.sha256,
    )


class MemoryTelegrams:
    """Telegrams in a dictionary."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._views: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def put(self, reader: Reader, records: Sequence[Arrival], views: Views = NO_VIEWS) -> Kept:
        check_labels(record.access for some in (records, *views.values()) for record in some)
        new = same = versions = 0
        with self._lock:
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
            for whole, some in views.items():
                self._show(whole, [unpack(view) for view in some])
        return Kept(new=new, same=same, versions=versions)

    def restate(self, reader: Reader, record: Record, views: Sequence[Record]) -> list[str]:
        check_labels(one.access for one in (record, *views))
        with self._lock:
            held = self.get(reader, record.sha256)
            self._records[record.sha256] = msgspec.structs.replace(held, access=record.access, telegram=record.telegram)
            for wholes in self._views.values():
                wholes.discard(record.sha256)
            self._show(record.sha256, views)
            gone = sorted(view for view, wholes in self._views.items() if not wholes)
            for view in gone:
                del self._views[view], self._records[view]
        return gone

    def view_hashes(self) -> list[str]:
        return sorted(self._views)

    def clear_views(self) -> None:
        with self._lock:
            for view in self._views:
                del self._records[view]
            self._views.clear()

    def accesses(self, reader: Reader, name: str) -> list[str]:
        return sorted({r.access for r in self._readable(reader) if name in (r.telegram.mrn, r.sha256)})

    def _show(self, whole: str, views: Sequence[Record]) -> None:
        for view in views:
            if view.sha256 not in self._records:
                self._records[view.sha256] = view
                self._views[view.sha256] = {whole}
            elif view.sha256 in self._views:
                if not self._views[view.sha256]:
                    self._records[view.sha256] = view
                self._views[view.sha256].add(whole)

    def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        return {record.sha256 for record in self._readable(reader)} & set(hashes)

    def get(self, reader: Reader, sha256: str) -> Record:
        record = self._records.get(sha256)
        if record is None or not is_readable(reader, record.access):
            raise NotFoundError(f"telegram {sha256}")
        return record

    def versions(self, reader: Reader, mrn: str) -> list[Record]:
        found = [record for record in self._readable(reader) if record.telegram.mrn == mrn]
        return sorted(found, key=lambda record: (record.received, record.sha256))

    def listings(self, reader: Reader) -> Iterator[Listing]:
        return iter(sorted((listing_of(record) for record in self._readable(reader)), key=listing_order))

    def cites(self, reader: Reader, mrn: str) -> list[Citation]:
        found: dict[str, Citation] = {}
        for record in self.versions(reader, mrn):
            for citation in self._citations(reader, record):
                found.setdefault(citation.cited, citation)
        return list(found.values())

    def cited_by(self, reader: Reader, mrn: str) -> list[Citation]:
        found = [c for r in self._readable(reader) for c in self._citations(reader, r) if c.cited == mrn]
        return sorted(found, key=lambda citation: listing_order(citation.citing))

    def unheld(self, reader: Reader) -> list[Citation]:
        found = [c for r in self._readable(reader) for c in self._citations(reader, r) if not c.held]
        return sorted(found, key=lambda citation: (citation.cited, listing_order(citation.citing)))

    def count(self, reader: Reader) -> int:
        return len(self._readable(reader))

    def _readable(self, reader: Reader) -> list[Record]:
        return [record for record in list(self._records.values()) if is_readable(reader, record.access)]

    def _citations(self, reader: Reader, record: Record) -> list[Citation]:
        held = {r.telegram.mrn for r in self._readable(reader)}
        return [
            Citation(citing=listing_of(record), cited=mrn, text=text, held=mrn in held)
            for mrn, text in cited_mrns([record])
        ]


class MemoryLedger:
    """The ledger in a list."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def append(self, reader: Reader, drafts: Sequence[Draft]) -> list[Entry]:  # noqa: ARG002 - who writes is the port's
        check_labels(draft.access for draft in drafts)
        with self._lock:
            previous = self._entries[-1].hash if self._entries else START
            added = chained(map(settled, drafts), len(self._entries), previous)
            self._entries.extend(added)
        return added

    def entries(self, reader: Reader, dialogue: str | None = None) -> list[Entry]:
        return [
            entry
            for entry in list(self._entries)
            if is_readable(reader, entry.draft.access) and dialogue in (None, entry.draft.dialogue)
        ]

    def broken_at(self, reader: Reader) -> int | None:
        seen = self.entries(reader)
        return first_broken(seen, whole=len(seen) == len(self._entries))


class MemoryNotes:
    """Notes in a dictionary."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}

    def note(self, key: str) -> str | None:
        return self._notes.get(key)

    def write(self, key: str, value: str) -> None:
        self._notes[key] = value

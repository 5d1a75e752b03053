"""The queues in memory."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from legation.core.delivery import Delivery, Step
from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.chain import link_of
from legation.storage.deliveries import Held, Overdue, Place, Standing, Traced
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.ports import Telegrams
from legation.storage.records import listing_of


class MemoryDeliveries:
    """Deliveries in a dictionary, beside the telegrams they deliver."""

    def __init__(self, telegrams: Telegrams) -> None:
        self._telegrams = telegrams
        self._deliveries: dict[tuple[str, str], Delivery] = {}
        self._receipts: list[Entry] = []
        self._traced: dict[tuple[str, str], Traced] = {}
        self._lock = threading.Lock()

    def deliver(self, reader: Reader, some: Sequence[Delivery]) -> int:  # noqa: ARG002 - who delivers is the port's
        check_labels(one.closer for one in some if one.closer is not None)
        with self._lock:
            before = len(self._deliveries)
            for one in some:
                self._deliveries.setdefault((one.reader, one.sha256), one)
            return len(self._deliveries) - before

    def waiting(self, reader: Reader, rank: int, *, limit: int, after: Place | None = None) -> list[Held]:
        found = [one for one in self._own(reader) if one.delivery.waiting and one.delivery.rank == rank]
        return sorted((one for one in found if after is None or _place(one) > after), key=_place)[:limit]

    def done(self, reader: Reader, *, limit: int, after: Place | None = None) -> list[Held]:
        found = sorted((one for one in self._own(reader) if not one.delivery.waiting), key=lambda h: h.delivery.sha256)
        ordered = sorted(found, key=lambda one: one.delivery.at, reverse=True)
        return [one for one in ordered if after is None or _is_behind(_place(one), after)][:limit]

    def standing(self, reader: Reader, now: str, *, waiting: bool, most: int | None = None) -> list[Standing]:
        counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        own = [held.delivery for held in self._own(reader) if held.delivery.waiting or not waiting]
        for one in sorted(own, key=lambda one: (one.rank, one.at, one.sha256), reverse=True)[:most]:
            counts = counted[one.precedence, one.role]
            counts[0] += 1
            counts[1] += (one.read or now) > one.aim
            counts[2] += _is_owed(one, now)
            counts[3] += one.unrouted
        names = ("copies", "missed", "overdue", "unrouted")
        return [
            Standing(precedence=precedence, role=role, **dict(zip(names, counts, strict=True)))
            for (precedence, role), counts in sorted(counted.items())
        ]

    def owed(self, reader: Reader, now: str, *, everyone: bool, limit: int, after: Overdue | None = None) -> list[Held]:
        found = [one for one in self._told(reader, everyone=everyone) if _is_owed(one.delivery, now)]
        return sorted((one for one in found if after is None or _overdue(one) > after), key=_overdue)[:limit]

    def of(self, reader: Reader, hashes: Sequence[str], *, everyone: bool) -> list[Held]:
        found = [one for one in self._told(reader, everyone=everyone) if one.delivery.sha256 in hashes]
        return sorted(found, key=lambda one: (one.delivery.sha256, one.delivery.reader))

    def step(self, reader: Reader, sha256: str, step: Step, at: str, entry: Callable[[Held], Unnumbered]) -> Held:
        with self._lock:
            held = next((one for one in self._own(reader) if one.delivery.sha256 == sha256), None)
            if held is None:
                raise NotFoundError(f"delivery of {sha256}")
            if held.delivery.is_taken(step):
                return held
            draft = entry(held)
            changed = held.delivery.stepped(step, at, reader.name)
            self._deliveries[reader.name, sha256] = changed
            if step == "acted":
                for key, other in list(self._deliveries.items()):
                    if key[1] == sha256 and other.role == "action" and other.office == changed.office:
                        self._deliveries[key] = other.settled(at, reader.name)
            ledger = MemoryLedger()
            ledger._entries = self._receipts
            ledger.append(reader, [draft])
            return Held(delivery=changed, listing=held.listing)

    def receipts(self, reader: Reader, about: str | None = None) -> list[Entry]:
        return [
            entry
            for entry in list(self._receipts)
            if is_readable(reader, entry.draft.access) and about in (None, entry.draft.about)
        ]

    def broken_at(self, reader: Reader) -> int | None:
        ledger = MemoryLedger()
        ledger._entries = self._receipts
        return ledger.broken_at(reader)

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        return link_of(self._receipts, number)

    def trace(self, reader: Reader, some: Sequence[Traced]) -> None:  # noqa: ARG002 - who raises is the port's
        check_labels(one.access for one in some)
        for one in some:
            self._traced.setdefault((one.mrn, one.access), one)

    def traced(self, reader: Reader, mrns: Sequence[str]) -> list[Traced]:
        found = [one for one in self._traced.values() if one.mrn in mrns and is_readable(reader, one.access)]
        return sorted(found, key=lambda one: (one.mrn, one.raised, one.access))

    def _own(self, reader: Reader) -> Iterator[Held]:
        return self._told(reader, everyone=False)

    def _told(self, reader: Reader, *, everyone: bool) -> Iterator[Held]:
        for one in list(self._deliveries.values()):
            own = one.reader == reader.name
            if not own and (not everyone or (one.closer is not None and not is_readable(reader, one.closer))):
                continue
            try:
                record = self._telegrams.get(reader, one.sha256)
            except NotFoundError:
                continue
            yield Held(delivery=one, listing=listing_of(record))


def _place(held: Held) -> Place:
    return Place(held.delivery.at, held.delivery.sha256)


def _is_behind(place: Place, after: Place) -> bool:
    """In a list that has the last first, and of one moment the lower hash."""
    return place.at < after.at or (place.at == after.at and place.sha256 > after.sha256)


def _overdue(held: Held) -> Overdue:
    return Overdue(held.delivery.acknowledge or "", held.delivery.reader, held.delivery.sha256)


def _is_owed(one: Delivery, now: str) -> bool:
    return one.acknowledge is not None and one.acknowledge < now and one.received is None

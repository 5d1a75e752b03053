"""The queue of a reader: what waits, the highest precedence first, for how long, and what was done with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from legation.core import clearing
from legation.core.delivery import STEPS, Delivery, Step
from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.dialogue.proposal import Source
from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.core.marking import Marking, Reader
from legation.core.precedence import RANKS
from legation.core.text import Span
from legation.services.banners import banner_of
from legation.services.distribution.distributing import stamp
from legation.services.reading import Reading, banner
from legation.storage.cursor import place_of, placed
from legation.storage.deliveries import Deliveries, Held, Overdue, Place, Standing
from legation.storage.records import Listing
from legation.tables.banners import level_of
from legation.tables.handling import aged

T = TypeVar("T")

PAGE = 50
COUNTED = 10_000
"""How many waiting copies are counted for a queue: it is to be shown at once, however long it is."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The draft that answers a telegram. mrn: the number that it went out under; None while it is under way."""

    draft: str
    state: str
    mrn: str | None
    marking: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One telegram of a queue.

    counts_as: the precedence it has aged to; its own while it has not. minutes: since it was delivered. missed: its
    aim has passed and it was not read before. owed: its receipt was to be acknowledged by now and was not. answer: what
    answers it, of what waits alone; that one went out is no proof that all was done.
    """

    listing: Listing
    delivery: Delivery
    counts_as: str
    minutes: int
    missed: bool
    owed: bool
    answer: Answer | None = None


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A reader's queue at a moment. held: the first of it. waiting, missed, owed, unrouted: counted over all of it.

    unrouted: how many came by the catch-all, because no profile gave them an action office. more: there are more
    than were counted, which were the first ``COUNTED`` by precedence. next: what the next page comes after, None at the
    end.
    """

    at: str
    waiting: int
    missed: int
    owed: int
    unrouted: int
    more: bool
    standing: tuple[Standing, ...]
    held: tuple[Item, ...]
    banner: str
    next: str | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """One step that was taken: by whom, which, when."""

    reader: str
    step: str
    at: str
    role: str
    office: str


class Inbox:
    """Readers' queues and their acknowledgements."""

    def __init__(
        self,
        reading: Reading,
        deliveries: Deliveries,
        now: Callable[[], datetime],
        answering: Callable[[Reader, Collection[Listing]], Mapping[str, clearing.Standing]] = lambda *_: {},
    ) -> None:
        """answering: the drafts that answer telegrams, by the hashes of these, as far as the reader may read them."""
        self._reading = reading
        self._deliveries = deliveries
        self._now = now
        self._answering = answering

    def queue(self, reader: Reader, *, limit: int = PAGE, after: str = "") -> Queue:
        """What waits for a reader: the higher precedence first, of one the older; what has waited long has aged.

        after: ``Queue.next`` of the page before. What ages between two pages is told once all the same: of each
        precedence the list goes on where it stood. Raises LegationError where ``after`` is no such place.
        """
        now = self._now()
        behind = _place_in(after, dict[int, Place]) or {}
        some = [
            held
            for rank in sorted(set(RANKS.values()))
            for held in self._deliveries.waiting(reader, rank, limit=limit + 1, after=behind.get(rank))
        ]
        ordered = sorted((self._item(held, now) for held in some), key=_order)
        items = self._with_answers(reader, ordered[:limit])
        behind |= {item.delivery.rank: _place(item) for item in items}
        standing = self._deliveries.standing(reader, stamp(now), waiting=True, most=COUNTED + 1)
        count = sum(one.copies for one in standing)
        return Queue(
            at=stamp(now),
            waiting=min(count, COUNTED),
            more=count > COUNTED,
            missed=sum(one.missed for one in standing),
            owed=sum(one.overdue for one in standing),
            unrouted=sum(one.unrouted for one in standing),
            standing=_by_rank(standing),
            held=tuple(items),
            banner=banner(
                [item.listing for item in items],
                beside=banner_of([item.answer.marking for item in items if item.answer is not None]),
            ),
            next=place_of(behind) if len(ordered) > limit else None,
        )

    def tally(self, reader: Reader) -> tuple[Standing, ...]:
        """Every copy that was ever delivered to a reader, counted by precedence and role."""
        return _by_rank(self._deliveries.standing(reader, stamp(self._now()), waiting=False))

    def done(self, reader: Reader, *, limit: int = PAGE, after: str = "") -> list[Item]:
        """What waits no more, what came last first. after: ``behind_done`` of the page before; raises as ``queue``."""
        now, behind = self._now(), _place_in(after, Place)
        return [self._item(held, now) for held in self._deliveries.done(reader, limit=limit, after=behind)]

    def step(self, reader: Reader, name: str, step: str) -> Item:
        """Note that a telegram of the reader's queue was received, read or acted on; once, and for good.

        Raises RefusedError for another word, and for acting on a copy for information; NotFoundError.
        """
        if step not in STEPS:
            raise RefusedError(f"{step!r} is no step", f"use {', '.join(STEPS)}")
        taken: Step = step
        hashes = [record.sha256 for record in self._reading.versions(reader, name)]
        held = self._deliveries.of(reader, hashes, everyone=False)
        own = [one for one in held if one.delivery.reader == reader.name]
        if not own:
            raise NotFoundError(f"telegram {name} in your queue")
        last = next((one for one in own if one.delivery.waiting), own[-1])
        if taken == "acted" and last.delivery.role != "action":
            raise RefusedError("you have it for information", "mark it as read")
        now = self._now()
        done = self._deliveries.step(
            reader, last.delivery.sha256, taken, stamp(now), lambda one: _entry(one, taken, reader, now)
        )
        return self._item(done, now)

    def owed(self, reader: Reader, *, everyone: bool, limit: int = PAGE, after: str = "") -> list[Item]:
        """Acknowledgements that are overdue: the reader's own, or everyone's as far as the reader may know.

        after: ``behind_owed`` of the page before; raises as ``queue``.
        """
        now, behind = self._now(), _place_in(after, Overdue)
        found = self._deliveries.owed(reader, stamp(now), everyone=everyone, limit=limit, after=behind)
        return [self._item(held, now) for held in found]

    def receipts(self, reader: Reader, name: str, *, everyone: bool) -> list[Receipt]:
        """Who received, read and acted on a telegram, and when: the reader's own steps, or everyone's.

        Raises NotFoundError.
        """
        found = []
        for record in self._reading.versions(reader, name):
            for entry in self._deliveries.receipts(reader, record.sha256):
                if everyone or entry.draft.author == reader.name:
                    found.append(_receipt(entry))
        return found

    def _with_answers(self, reader: Reader, items: Sequence[Item]) -> list[Item]:
        found = self._answering(reader, [item.listing for item in items])
        return [
            item if answer is None else msgspec.structs.replace(item, answer=_answer(answer))
            for item in items
            for answer in (found.get(item.listing.sha256),)
        ]

    def _item(self, held: Held, now: datetime) -> Item:
        one = held.delivery
        at = stamp(now)
        delivered = datetime.fromisoformat(one.at)
        return Item(
            listing=held.listing,
            delivery=one,
            counts_as=aged(one.precedence, delivered, now.astimezone(UTC)),
            minutes=max(int((now - delivered).total_seconds() // 60), 0),
            missed=(one.read or at) > one.aim,
            owed=one.acknowledge is not None and one.received is None and one.acknowledge < at,
        )


def _answer(draft: clearing.Standing) -> Answer:
    marking = level_of(Marking.from_label(draft.access))
    return Answer(draft=draft.id, state=draft.state, mrn=draft.mrn, marking=marking)


def behind_done(items: Sequence[Item]) -> str | None:
    """What the page behind these of what is done comes after; None behind nothing."""
    return place_of(_place(items[-1])) if items else None


def behind_owed(items: Sequence[Item]) -> str | None:
    """What the page behind these receipts that are owed comes after; None behind nothing."""
    if not items:
        return None
    last = items[-1].delivery
    return place_of(Overdue(last.acknowledge or "", last.reader, last.sha256))


def _place(item: Item) -> Place:
    return Place(item.delivery.at, item.delivery.sha256)


def _place_in(after: str, kind: type[T]) -> T | None:
    """Where a list goes on; None at its beginning. Raises LegationError."""
    if not after:
        return None
    place = placed(after, kind)
    if place is None:
        raise LegationError("this is no place in that list", "begin the list again, without it")
    return place


def _by_rank(standing: list[Standing]) -> tuple[Standing, ...]:
    return tuple(sorted(standing, key=lambda one: (-RANKS[one.precedence], one.precedence, one.role)))


def _order(item: Item) -> tuple[int, str, str]:
    return -RANKS[item.counts_as], item.delivery.at, item.delivery.sha256


def _entry(held: Held, step: Step, reader: Reader, now: datetime) -> Unnumbered:
    one = held.delivery
    name = held.listing.mrn or one.sha256
    return Unnumbered(
        instant=stamp(now),
        author=reader.name,
        kind=f"delivery.{step}",
        dialogue=one.sha256,
        about=one.sha256,
        on=now.date().isoformat(),
        fields={"role": one.role, "office": one.office, "profiles": list(one.profiles)},
        sources=(Source(name, None, Span(0, 0), one.sha256),),
        access=one.closer or held.listing.access,
        marking=None,
    )


def _receipt(entry: Entry) -> Receipt:
    return Receipt(
        reader=entry.draft.author,
        step=entry.verb,
        at=entry.draft.instant,
        role=str(entry.draft.fields["role"]),
        office=str(entry.draft.fields["office"]),
    )

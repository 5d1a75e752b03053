"""Every store of queues delivers once, counts, chains receipts, and shows what the telegram's own access allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.core.delivery import Delivery, Step
from legation.core.dialogue.ledger import START, Unnumbered
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, Marking, Reader
from legation.core.profile import CATCH_ALL
from legation.storage.access import is_readable
from legation.storage.deliveries import Deliveries, Held, Overdue, Place, Standing, Traced
from legation.storage.memory.deliveries import MemoryDeliveries
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.ports import Telegrams
from legation.storage.records import Record
from legation.storage.sql.deliveries import SqlDeliveries
from legation.storage.sql.telegrams import SqlTelegrams

from .conftest import DATABASES
from .records import CONFIDENTIAL, DESK, OPEN, SECRET, draft, labels, readers, record


class Queues(NamedTuple):
    telegrams: Telegrams
    deliveries: Deliveries


New = Callable[[], Queues]
CHIEF = Reader("chief", rank=5, nation="US")


@pytest.fixture(scope="module", params=["memory", *DATABASES])
def new(request: pytest.FixtureRequest, new_engine: Callable[[str], sa.Engine]) -> New:
    def made() -> Queues:
        if request.param == "memory":
            telegrams = MemoryTelegrams()
            return Queues(telegrams, MemoryDeliveries(telegrams))
        engine = new_engine(request.param)
        return Queues(SqlTelegrams(engine), SqlDeliveries(engine))

    return made


def minute(number: int) -> str:
    return f"2026-01-01T00:{number:02d}:00.000000Z"


def delivery(record: Record, reader: str = "desk", *, at: int = 0, role: str = "action", **fields: object) -> Delivery:
    named = {"office": "NEA", "profiles": ("one", "two"), "precedence": "FLASH", "rank": 5, **fields}
    return Delivery(
        reader=reader,
        sha256=record.sha256,
        role=role,
        at=minute(at),
        aim=minute(at + 10),
        **named,  # type: ignore[arg-type]
    )


def entry(held: Held) -> Unnumbered:
    one = msgspec.structs.replace(draft(access=held.listing.access), dialogue=held.delivery.sha256)
    return msgspec.structs.replace(one, about=held.delivery.sha256, author=held.delivery.reader)


def test_a_delivery_is_kept_once_and_waits_in_order(new: New) -> None:
    telegrams, deliveries = new()
    records = [record(f"09TRIPOLI{number}") for number in range(1, 5)]
    telegrams.put(OWNER, records)
    some = [delivery(one, at=9 - place) for place, one in enumerate(records[:3])]
    assert deliveries.deliver(OWNER, [*some, delivery(records[0], at=30), delivery(records[3], rank=2)]) == 4
    assert deliveries.deliver(OWNER, [delivery(records[1], at=40, office="EUR")]) == 0
    waiting = deliveries.waiting(DESK, 5, limit=9)
    assert [held.delivery for held in waiting] == some[::-1]
    assert [held.listing.mrn for held in waiting] == ["09TRIPOLI3", "09TRIPOLI2", "09TRIPOLI1"]
    assert len(deliveries.waiting(DESK, 5, limit=2)) == 2
    assert deliveries.waiting(CHIEF, 5, limit=9) == deliveries.done(DESK, limit=9) == []


def test_a_step_is_taken_once_by_its_reader_and_chained(new: New) -> None:
    telegrams, deliveries = new()
    kept = record()
    telegrams.put(OWNER, [kept])
    deliveries.deliver(OWNER, [delivery(kept), delivery(kept, "chief"), delivery(kept, "other", office="EUR")])
    with pytest.raises(NotFoundError):
        deliveries.step(Reader("nobody", rank=9), kept.sha256, "read", minute(1), entry)
    read = deliveries.step(DESK, kept.sha256, "read", minute(1), entry)
    assert (read.delivery.received, read.delivery.read, read.delivery.acted) == (minute(1), minute(1), None)
    assert deliveries.step(DESK, kept.sha256, "received", minute(2), entry) == read
    assert [held.delivery.reader for held in deliveries.waiting(DESK, 5, limit=9)] == ["desk"]
    acted = deliveries.step(DESK, kept.sha256, "acted", minute(3), entry).delivery
    assert (acted.read, acted.acted, acted.acted_by) == (minute(1), minute(3), "desk")
    # The action is done for everyone of the office, and for nobody else.
    assert deliveries.waiting(CHIEF, 5, limit=9) == []
    (settled,) = deliveries.done(CHIEF, limit=9)
    assert (settled.delivery.acted_by, settled.delivery.read) == ("desk", None)
    assert len(deliveries.waiting(Reader("other", rank=5), 5, limit=9)) == 1
    receipts = deliveries.receipts(OWNER, kept.sha256)
    assert [(one.number, one.draft.author) for one in receipts] == [(1, "desk"), (2, "desk")]
    assert [one.previous for one in receipts] == [START, receipts[0].hash]
    assert deliveries.receipts(OWNER) == receipts
    assert deliveries.receipts(OWNER, "ab" * 32) == []
    assert deliveries.broken_at(OWNER) is None


def test_a_copy_for_information_waits_until_it_is_read(new: New) -> None:
    telegrams, deliveries = new()
    kept = record()
    telegrams.put(OWNER, [kept])
    deliveries.deliver(OWNER, [delivery(kept, role="info")])
    deliveries.step(DESK, kept.sha256, "received", minute(1), entry)
    assert len(deliveries.waiting(DESK, 5, limit=9)) == 1
    deliveries.step(DESK, kept.sha256, "read", minute(2), entry)
    assert deliveries.waiting(DESK, 5, limit=9) == []
    assert [held.delivery.read for held in deliveries.done(DESK, limit=9)] == [minute(2)]


def test_what_waits_too_long_is_counted(new: New) -> None:
    telegrams, deliveries = new()
    records = [record(f"09TRIPOLI{number}") for number in range(1, 4)]
    telegrams.put(OWNER, records)
    deliveries.deliver(
        OWNER,
        [
            delivery(records[0], acknowledge=minute(5)),
            delivery(records[1], acknowledge=minute(5), profiles=("other", CATCH_ALL)),
            delivery(records[2], role="info", precedence="ROUTINE", rank=2),
            delivery(records[0], "chief", profiles=(CATCH_ALL,), acknowledge=minute(4)),
        ],
    )
    deliveries.step(DESK, records[0].sha256, "read", minute(3), entry)
    assert deliveries.standing(DESK, minute(8), waiting=True) == [
        Standing(precedence="FLASH", role="action", copies=2, missed=0, overdue=1, unrouted=1),
        Standing(precedence="ROUTINE", role="info", copies=1, missed=0, overdue=0, unrouted=0),
    ]
    (first,) = deliveries.standing(DESK, minute(8), waiting=True, most=2)
    assert (first.precedence, first.copies) == ("FLASH", 2)
    assert [one.missed for one in deliveries.standing(DESK, minute(11), waiting=False)] == [1, 1]
    assert [one.unrouted for one in deliveries.standing(CHIEF, minute(8), waiting=True)] == [1]
    owed = deliveries.owed(DESK, minute(8), everyone=True, limit=9)
    assert [(one.delivery.reader, one.listing.mrn) for one in owed] == [
        ("chief", "09TRIPOLI1"),
        ("desk", "09TRIPOLI2"),
    ]
    assert len(deliveries.owed(DESK, minute(8), everyone=False, limit=9)) == 1
    assert deliveries.owed(DESK, minute(5), everyone=True, limit=9)[0].delivery.reader == "chief"


def test_what_rests_on_more_is_told_to_those_who_may_read_that(new: New) -> None:
    telegrams, deliveries = new()
    kept = record()
    telegrams.put(OWNER, [kept])
    deliveries.deliver(OWNER, [delivery(kept, closer=SECRET), delivery(kept, "chief", closer=OPEN)])
    assert [one.delivery.reader for one in deliveries.of(CHIEF, [kept.sha256], everyone=True)] == ["chief", "desk"]
    assert [one.delivery.reader for one in deliveries.of(DESK, [kept.sha256], everyone=True)] == ["chief", "desk"]
    clerk = Reader("clerk", rank=0)
    assert [one.delivery.reader for one in deliveries.of(clerk, [kept.sha256], everyone=True)] == ["chief"]
    with pytest.raises(RefusedError):
        deliveries.deliver(OWNER, [delivery(kept, "other", closer="secret")])


def test_a_telegram_that_is_marked_higher_is_gone_from_the_queue(new: New) -> None:
    telegrams, deliveries = new()
    kept = record(access=CONFIDENTIAL)
    telegrams.put(OWNER, [kept])
    deliveries.deliver(OWNER, [delivery(kept)])
    telegrams.restate(OWNER, msgspec.structs.replace(kept, access=SECRET), [])
    assert deliveries.waiting(DESK, 5, limit=9) == []
    assert deliveries.standing(DESK, minute(1), waiting=True) == []
    with pytest.raises(NotFoundError):
        deliveries.step(DESK, kept.sha256, "read", minute(1), entry)
    assert deliveries.receipts(OWNER) == []


@settings(max_examples=25, deadline=None)
@given(held=st.lists(st.tuples(labels, st.sampled_from(["some", "clerk", "desk"])), max_size=6), reader=readers)
def test_law_4_a_queue_is_that_of_what_its_reader_may_read(
    new: New, held: list[tuple[str, str]], reader: Reader
) -> None:
    records = [record(f"09TRIPOLI{number}", access=label) for number, (label, _) in enumerate(held, 1)]
    some = [delivery(one, who) for one, (_, who) in zip(records, held, strict=True)]
    steps: tuple[Step, ...] = ("received", "read", "acted")

    def told(mine: list[Record]) -> object:
        telegrams, deliveries = new()
        telegrams.put(OWNER, mine)
        hashes = [one.sha256 for one in mine]
        deliveries.deliver(OWNER, [one for one in some if one.sha256 in hashes])
        answers: list[object] = [
            deliveries.waiting(reader, 5, limit=9),
            deliveries.standing(reader, minute(20), waiting=True),
            deliveries.standing(reader, minute(20), waiting=False),
            deliveries.owed(reader, minute(20), everyone=True, limit=9),
            deliveries.of(reader, [one.sha256 for one in records], everyone=True),
        ]
        for number, one in enumerate(records):
            try:
                answers.append(deliveries.step(reader, one.sha256, steps[number % 3], minute(15), entry))
            except NotFoundError as fault:
                answers.append(str(fault))
        return [*answers, deliveries.done(reader, limit=9), [e.draft for e in deliveries.receipts(reader)]]

    assert told(records) == told([one for one in records if is_readable(reader, one.access)])


def test_tracers_are_noted_once_and_held_as_closely_as_what_shows_the_gap(new: New) -> None:
    _, deliveries = new()
    closed = Traced(mrn="09TRIPOLI7", raised="2026-01-01", by="desk", access=Marking(4).label)
    opened = msgspec.structs.replace(closed, access=OPEN)
    deliveries.trace(OWNER, [closed, opened])
    deliveries.trace(OWNER, [msgspec.structs.replace(closed, raised="2026-02-01")])
    assert deliveries.traced(OWNER, ["09TRIPOLI7", "09TRIPOLI8"]) == [opened, closed]
    assert deliveries.traced(DESK, ["09TRIPOLI7"]) == [opened]


def test_each_list_goes_on_behind_a_place(new: New) -> None:
    telegrams, deliveries = new()
    records = [record(f"09TRIPOLI{number}") for number in range(1, 8)]
    telegrams.put(OWNER, records)
    # Two of one moment each, so that the hash decides.
    some = [delivery(one, at=place // 2, acknowledge=minute(place // 2)) for place, one in enumerate(records)]
    deliveries.deliver(OWNER, some)

    def pages(listed: Callable[[Any], list[Held]], place: Callable[[Held], Any]) -> list[str]:
        found, after = [], None
        while page := listed(after):
            found += [one.delivery.sha256 for one in page]
            after = place(page[-1])
        return found

    def place(held: Held) -> Place:
        return Place(held.delivery.at, held.delivery.sha256)

    def overdue(held: Held) -> Overdue:
        return Overdue(held.delivery.acknowledge or "", held.delivery.reader, held.delivery.sha256)

    every = [one.delivery.sha256 for one in deliveries.waiting(DESK, 5, limit=9)]
    assert pages(lambda after: deliveries.waiting(DESK, 5, limit=2, after=after), place) == every
    late = [one.delivery.sha256 for one in deliveries.owed(DESK, minute(30), everyone=False, limit=9)]
    told = pages(lambda after: deliveries.owed(DESK, minute(30), everyone=False, limit=2, after=after), overdue)
    assert told == late == every
    for one in records:
        deliveries.step(DESK, one.sha256, "acted", minute(31), entry)
    done = [one.delivery.sha256 for one in deliveries.done(DESK, limit=9)]
    assert pages(lambda after: deliveries.done(DESK, limit=2, after=after), place) == done
    assert (len(done), sorted(done)) == (7, sorted(every))

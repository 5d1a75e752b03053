"""What a change owes to the audit trail is kept with the change or not at all, and is on the trail once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Engine

from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.marking import OWNER
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.owed import Debt
from legation.storage.ports import LegibleLedger
from legation.storage.sql.engine import in_write
from legation.storage.sql.notes import SqlNotes
from legation.storage.sql.owed import SqlOwed
from legation.storage.sql.schema import meta
from legation.storage.sql.trail import SqlTrail

from .conftest import DATABASES
from .records import draft

NewEngine = Callable[[str], Engine]


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, new_engine: NewEngine) -> Engine:
    return new_engine(request.param)


def told(about: str = "a") -> Unnumbered:
    return draft(about, dialogue="")


def as_they_are(_last: Entry | None, drafts: Sequence[Unnumbered]) -> Sequence[Unnumbered]:
    return drafts


def test_what_is_changed_owes_one_entry_however_many_steps_it_has(engine: Engine) -> None:
    notes, owed, debt = SqlNotes(engine), SqlOwed(engine), Debt(told)
    with owed.owing(debt):
        for number in range(3):
            notes.write("k", str(number))
    (waiting,) = owed.waiting()
    assert (waiting.dialogue, waiting.about) == (debt.id, told().about)
    assert owed.waiting(debt.id) == [waiting]
    assert owed.waiting("0" * 32) == []
    notes.write("k", "without a debt")
    assert owed.waiting() == [waiting]
    owed.paid(debt.id)
    notes.write("k", "again")
    assert owed.waiting() == []


def test_what_changes_nothing_owes_nothing(engine: Engine) -> None:
    notes, owed, debt = SqlNotes(engine), SqlOwed(engine), Debt(told)
    notes.write("k", "v")
    with owed.owing(debt):
        assert notes.note("k") == "v"
        assert not notes.exchange("k", "other", "w")

        def refused(connection: object) -> None:
            connection.execute(meta.insert(), {"key": "x", "value": "y"})  # type: ignore[attr-defined]
            raise RuntimeError

        with pytest.raises(RuntimeError):
            in_write(engine, refused)
    assert (owed.waiting(), debt.id) == ([], "")


def test_a_thread_of_its_own_and_another_archive_owe_nothing(engine: Engine, new_engine: NewEngine) -> None:
    notes, other, owed, debt = SqlNotes(engine), SqlNotes(new_engine("sqlite")), SqlOwed(engine), Debt(told)
    with owed.owing(debt):
        other.write("k", "v")
        apart = threading.Thread(target=notes.write, args=("k", "v"))
        apart.start()
        apart.join()
    assert (owed.waiting(), debt.id) == ([], "")


@pytest.mark.parametrize("kind", ["memory", *DATABASES])
def test_the_trail_takes_what_is_owed_once(kind: str, new_engine: NewEngine) -> None:
    trail: LegibleLedger = MemoryLedger() if kind == "memory" else SqlTrail(new_engine(kind))
    trail.add([draft("a", dialogue="1"), told("b")], as_they_are)
    trail.add([draft("c", dialogue="1"), told("b"), draft("d", dialogue="2")], as_they_are)
    trail.add([draft("d", dialogue="2")], as_they_are)
    assert [entry.draft.dialogue for entry in trail.entries(OWNER)] == ["1", "", "", "2"]
    assert [entry.number for entry in trail.entries(OWNER)] == [1, 2, 3, 4]
    assert trail.broken_at(OWNER) is None


def test_of_many_that_bring_the_same_one_is_taken(engine: Engine) -> None:
    trails = [SqlTrail(engine) for _ in range(4)]

    def bring(trail: SqlTrail) -> None:
        for number in range(10):
            trail.add([draft(str(number), dialogue=f"{number}")], as_they_are)

    threads = [threading.Thread(target=bring, args=(trail,)) for trail in trails]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(entry.draft.dialogue for entry in trails[0].entries(OWNER)) == [str(number) for number in range(10)]
    assert trails[0].broken_at(OWNER) is None

"""Every ledger numbers, chains and filters alike; an altered entry is found."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.core.dialogue.ledger import START, Unnumbered
from legation.core.errors import ArchiveError, OvertakenError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.storage.access import is_readable
from legation.storage.chain import settled
from legation.storage.ports import Ledger
from legation.storage.sql.engine import open_engine
from legation.storage.sql.ledger import SqlLedger

from .conftest import DATABASES
from .records import CLERK, OPEN, SECRET, draft, labels, readers

New = Callable[[], Ledger]
NewEngine = Callable[[str], sa.Engine]


def test_entries_are_numbered_and_chained(new_ledger: New) -> None:
    ledger = new_ledger()
    assert ledger.append(OWNER, []) == []
    assert ledger.last() == 0
    assert ledger.tail() is None
    added = ledger.append(OWNER, [draft("a"), draft("b", dialogue="us-tn")]) + ledger.append(OWNER, [draft("c")])
    assert [entry.number for entry in added] == [1, 2, 3]
    assert [entry.previous for entry in added] == [START, added[0].hash, added[1].hash]
    assert ledger.entries(OWNER) == added
    assert ledger.last() == 3
    assert ledger.tail() == added[2]
    assert ledger.entries(OWNER, "us-tn") == added[1:2]
    assert ledger.broken_at(OWNER) is None


def test_what_was_decided_before_another_entered_is_not_kept(new_ledger: New) -> None:
    ledger = new_ledger()
    ledger.append(OWNER, [draft("a"), draft("b", dialogue="us-tn")])
    with pytest.raises(OvertakenError):
        ledger.append(OWNER, [draft("c")], after=0)
    # Of another dialogue is another matter.
    assert len(ledger.append(OWNER, [draft("c")], after=1)) == 1
    assert ledger.last() == 3


def test_nobody_learns_that_others_entered_what_they_may_not_read(new_ledger: New) -> None:
    ledger = new_ledger()
    ledger.append(OWNER, [draft("a", access=SECRET)])
    with pytest.raises(OvertakenError):
        ledger.append(OWNER, [draft("b")], after=0)
    assert [entry.draft.about for entry in ledger.append(CLERK, [draft("b")], after=0)] == [draft("b").about]


def test_a_label_that_is_no_marking_is_refused(new_ledger: New) -> None:
    ledger = new_ledger()
    with pytest.raises(RefusedError):
        ledger.append(OWNER, [draft(), draft(access="secret")])
    assert ledger.entries(OWNER) == []


@settings(max_examples=30, deadline=None)
@given(
    held=st.lists(st.tuples(labels, st.sampled_from(["us-ly", "us-tn"]), st.text()), max_size=8),
    reader=readers,
)
def test_law_4_a_reader_has_the_entries_they_may_read(
    new_ledger: New, held: list[tuple[str, str, str]], reader: Reader
) -> None:
    full, readable = new_ledger(), new_ledger()
    drafts = [draft(text, dialogue=dialogue, access=label) for label, dialogue, text in held]
    full.append(OWNER, drafts)
    readable.append(OWNER, [d for d in drafts if is_readable(reader, d.access)])

    def told(ledger: Ledger, dialogue: str | None) -> list[Unnumbered]:
        # Numbers and hashes are the ledger's own; no reader is shown them.
        return [entry.draft for entry in ledger.entries(reader, dialogue)]

    for dialogue in (None, "us-ly", "us-tn"):
        assert told(full, dialogue) == told(readable, dialogue)
    assert full.broken_at(reader) is None
    assert told(full, None) == [settled(d) for d in drafts if is_readable(reader, d.access)]


def _altered(engine: sa.Engine, statement: str) -> SqlLedger:
    ledger = SqlLedger(engine)
    ledger.append(OWNER, [draft("a"), draft("b", access=SECRET), draft("c")])
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    return ledger


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE entries SET body = replace(body, '\"b\"', '\"z\"') WHERE number = 2", 2),
        ("UPDATE entries SET access = (SELECT access FROM entries WHERE number = 1) WHERE number = 2", 2),
        ("UPDATE entries SET dialogue = 'other' WHERE number = 1", 1),
        ("UPDATE entries SET body = 'no draft' WHERE number = 3", 3),
        ("UPDATE entries SET hash = previous WHERE number = 1", 1),
        ("DELETE FROM entries WHERE number = 2", 3),
        ("DELETE FROM entries WHERE number = 1", 2),
    ],
)
def test_an_altered_row_is_found(new_engine: NewEngine, database: str, statement: str, number: int) -> None:
    assert _altered(new_engine(database), statement).broken_at(OWNER) == number


def test_an_alteration_does_not_open_an_entry(new_engine: NewEngine) -> None:
    lowered = "UPDATE entries SET access = (SELECT access FROM entries WHERE number = 1) WHERE number = 2"
    ledger = _altered(new_engine("sqlite"), lowered)
    assert [entry.draft.fields["text"] for entry in ledger.entries(CLERK)] == ["a", "c"]


def test_harm_to_a_closed_entry_is_not_told(new_engine: NewEngine) -> None:
    ledger = _altered(
        new_engine("sqlite"), "UPDATE entries SET body = replace(body, '\"b\"', '\"z\"') WHERE number = 2"
    )
    assert ledger.broken_at(CLERK) is None
    assert ledger.broken_at(OWNER) == 2


def test_a_damaged_ledger_says_so(new_engine: NewEngine) -> None:
    ledger = _altered(new_engine("sqlite"), "UPDATE entries SET body = 'no draft' WHERE number = 3")
    with pytest.raises(ArchiveError, match="damaged"):
        ledger.entries(OWNER)


@pytest.mark.parametrize("database", DATABASES)
def test_writers_at_once_lose_nothing(new_engine: NewEngine, database: str) -> None:
    url = new_engine(database).url
    engines = [open_engine(url, write=True) for _ in range(3)]
    ledgers = [SqlLedger(engine) for engine in engines]

    def write(ledger: SqlLedger) -> None:
        for n in range(8):
            ledger.append(OWNER, [draft(str(n)), draft(str(n), access=OPEN)])

    threads = [threading.Thread(target=write, args=(ledger,)) for ledger in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledgers[0].entries(OWNER)) == 48
    assert ledgers[1].broken_at(OWNER) is None
    for engine in engines:
        engine.dispose()

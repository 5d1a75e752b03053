"""What was folded is kept by what it was made of: the same board until something is entered or marked anew."""

from __future__ import annotations

from datetime import date
from random import Random

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, OPEN_READER, Archive, seed_archive

from legation.core.dialogue.board import Board
from legation.core.dialogue.fold import Folding, fold
from legation.core.marking import OWNER, Marking
from legation.services.boards.board import Filter, view
from legation.services.boards.boards import Boards
from legation.storage import present
from legation.storage.present import PresentLedger
from legation.tables.moves import load_moves

SEED, OURS = "09TRIPOLI893", "us-ly"


def accepted() -> Archive:
    archive = seed_archive()
    archive.dialogues.accept(OWNER, OURS, SEED)
    return archive


def test_a_board_that_is_kept_is_the_one_that_would_be_folded() -> None:
    archive, moves = accepted(), load_moves()
    entries = archive.ledger.entries(OWNER, OURS)
    boards = Boards(moves)
    for day in (date(2009, 11, 5), date(2030, 1, 1), None):
        made = fold(entries, moves, as_of=day, today=day)
        assert boards.fold(entries, day, day) == made
        assert boards.fold([*entries], day, day) is boards.fold(entries, day, day)
        assert boards.view(entries, OURS, day, day) == view(made, OURS)
    assert boards.fold(entries[:-1], None, None) == fold(entries[:-1], moves)
    raised = msgspec.structs.replace(entries[-1].draft, access=Marking(4).label, marking="S")
    under = [*entries[:-1], msgspec.structs.replace(entries[-1], draft=raised)]
    assert boards.fold(under, None, None) == fold(under, moves) != boards.fold(entries, None, None)


@pytest.mark.parametrize("seed", range(6))
def test_a_board_that_is_carried_on_is_the_one_that_would_be_folded(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, moves, chance = accepted(), load_moves(), Random(seed)  # noqa: S311 - the same each time, no secret
    archive.dialogues.record(OWNER, OURS, "objective.drop", "1", on=date(2010, 1, 1))
    archive.dialogues.record(OWNER, OURS, "objective.raise", "new", on=date(2011, 1, 1), fields={"text": "Later"})
    entries = archive.ledger.entries(OWNER, OURS)
    added: list[int] = []
    add = Folding.add
    monkeypatch.setattr(Folding, "add", lambda self, some: (added.append(len(some)), add(self, some))[1])
    boards, days = Boards(moves), (date(2009, 11, 5), date(2010, 6, 1), date(2030, 1, 1), None)
    for length in range(1, len(entries) + 1):
        # What a reader may read of it, and what was tried and not entered, in between.
        apart = [one for one in entries[:length] if chance.random() < 0.7]
        tried = [*entries[:length], *chance.sample(entries, 2)]
        for some in (entries[:length], apart, tried):
            for as_of in days:
                made = boards.fold(some, as_of, as_of)
                assert made == fold(some, moves, as_of=as_of, today=as_of)
            for today in days[:3]:
                made = boards.fold(some, None, today)
                counted = [one for one in some if one.draft.on <= today.isoformat()]
                assert made.later == len(some) - len(counted)
                made.later = 0
                assert made == fold(counted, moves, today=today)
    added.clear()
    boards = Boards(moves)
    for length in range(1, len(entries) + 1):
        boards.fold(entries[:length], None, None)
    assert added == [1] * len(entries)


def test_what_is_entered_is_on_the_board_at_once_and_for_those_who_may_read_it() -> None:
    archive = accepted()
    dialogues = archive.dialogues
    before = {reader: dialogues.view(reader, OURS) for reader in (OWNER, CONFIDENTIAL_READER)}
    assert dialogues.all(OPEN_READER) == []
    dialogues.record(OWNER, OURS, "objective.drop", "1", on=date(2010, 1, 1))
    for reader, was in before.items():
        now = dialogues.view(reader, OURS)
        assert now.rows[0].state == "dropped" != was.rows[0].state
        assert now == view(dialogues.board(reader, OURS), OURS)
        some = Filter(turn="closed")
        assert dialogues.view(reader, OURS, turn="closed") == view(dialogues.board(reader, OURS), OURS, some)
    assert dialogues.views(OPEN_READER) == {}


def test_the_ledger_that_is_kept_follows_markings_and_entries() -> None:
    archive = accepted()
    ledger = PresentLedger(archive.ledger, archive.telegrams)
    held = ledger.entries(CONFIDENTIAL_READER, OURS)
    assert held == ledger.entries(CONFIDENTIAL_READER, OURS) == archive.ledger.entries(CONFIDENTIAL_READER, OURS)
    held.clear()  # a list of one's own
    assert ledger.entries(CONFIDENTIAL_READER, OURS)
    assert ledger.entries(OPEN_READER, OURS) == []
    (record,) = archive.telegrams.versions(OWNER, SEED)
    archive.telegrams.restate(OWNER, msgspec.structs.replace(record, access=Marking(4).label), [])
    assert ledger.entries(CONFIDENTIAL_READER, OURS) == []
    assert len(ledger.entries(OWNER, OURS)) == len(archive.ledger.entries(OWNER, OURS))
    archive.telegrams.restate(OWNER, record, [])
    assert ledger.entries(CONFIDENTIAL_READER, OURS) == archive.ledger.entries(CONFIDENTIAL_READER, OURS)
    archive.dialogues.record(OWNER, OURS, "objective.drop", "1", on=date(2010, 1, 1))
    assert len(ledger.entries(CONFIDENTIAL_READER, OURS)) == len(archive.ledger.entries(CONFIDENTIAL_READER, OURS))


def test_names_that_nobody_has_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = accepted()
    monkeypatch.setattr(present, "_MOST_ENTRIES", 1_000)
    ledger = PresentLedger(archive.ledger, archive.telegrams)
    held = ledger.entries(OWNER, OURS)
    for number in range(100):
        assert ledger.entries(OWNER, f"no-{number}") == []
    assert len(ledger._kept._held) <= 50
    assert ledger.entries(OWNER, OURS) == held


def test_what_is_drawn_of_a_board_is_drawn_once_and_never_told_for_another() -> None:
    archive = accepted()
    entries = archive.ledger.entries(OWNER, OURS)
    boards, calls = Boards(load_moves()), []

    def names(board: Board, dialogue: str) -> list[str]:
        calls.append(dialogue)
        return [dialogue, *board.things]

    def texts(board: Board, dialogue: str) -> list[str]:
        return [thing.text for thing in board.things.values()]

    for _ in range(2):
        assert boards.drawn(entries, OURS, None, None, names)[0] == OURS
        assert boards.drawn(entries, "other", None, None, names)[0] == "other"
    assert boards.drawn(entries, OURS, None, None, texts) != boards.drawn(entries, OURS, None, None, names)
    assert len(boards.drawn(entries[:-1], OURS, None, None, texts)) < len(
        boards.drawn(entries, OURS, None, None, texts)
    )
    assert calls == [OURS, "other"]

"""Two desks over one ledger decide at the same moment: it comes out as if one had waited for the other."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hand_made import NOW, Archive, seed_archive

from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.errors import MoveError, OvertakenError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.services.dialogue.dialogue import Dialogues
from legation.storage.memory.ledger import MemoryLedger
from legation.tables.moves import load_moves

SEED, OURS = "09TRIPOLI893", "us-ly"


class _Between(MemoryLedger):
    """A ledger into which somebody else enters between the first look of a desk and its entering."""

    def __init__(self, held: MemoryLedger) -> None:
        super().__init__()
        self._entries = held._entries
        self.comes: list[Callable[[], object]] = []

    def append(self, reader: Reader, drafts: Sequence[Unnumbered], *, after: int | None = None) -> list[Entry]:
        if self.comes:
            self.comes.pop()()
        return super().append(reader, drafts, after=after)


def desk(archive: Archive, ledger: MemoryLedger) -> Dialogues:
    return Dialogues(
        archive.telegrams,
        ledger,
        lambda t: archive._proposals.get(t.sha256, []),
        load_moves(),
        lambda: NOW,
        archive.moments,
    )


@pytest.fixture
def archive() -> Archive:
    return seed_archive()


@pytest.fixture
def between(archive: Archive) -> _Between:
    return _Between(archive.ledger)


@pytest.fixture
def other(archive: Archive, between: _Between) -> Dialogues:
    return desk(archive, between)


def entered(archive: Archive) -> list[tuple[str, str]]:
    return [(entry.draft.kind, entry.draft.about) for entry in archive.ledger.entries(OWNER)]


def test_what_both_accept_is_entered_once(archive: Archive, between: _Between, other: Dialogues) -> None:
    between.comes.append(lambda: archive.dialogues.accept(OWNER, OURS, SEED))
    assert other.accept(OWNER, OURS, SEED) == []
    alone = seed_archive()
    alone.dialogues.accept(OWNER, OURS, SEED)
    assert entered(archive) == entered(alone)


def test_what_one_rejects_the_other_does_not_accept(archive: Archive, between: _Between, other: Dialogues) -> None:
    between.comes.append(lambda: archive.dialogues.accept(OWNER, OURS, SEED, 2))
    with pytest.raises(RefusedError, match="accepted already"):
        other.reject(OWNER, OURS, SEED, 2, "not ours")
    assert "proposal.reject" not in [kind for kind, _ in entered(archive)]


def test_a_move_follows_from_what_the_other_entered(archive: Archive, between: _Between, other: Dialogues) -> None:
    archive.dialogues.accept(OWNER, OURS, SEED)
    between.comes.append(lambda: archive.dialogues.record(OWNER, OURS, "objective.drop", "1"))
    with pytest.raises(MoveError):
        other.record(OWNER, OURS, "objective.drop", "1")
    assert [kind for kind, _ in entered(archive)].count("objective.drop") == 1


def test_the_same_dialogue_is_opened_once(archive: Archive, between: _Between, other: Dialogues) -> None:
    between.comes.append(lambda: archive.dialogues.open(OWNER, SEED, id="second", title="T", parties=["US", "LY"]))
    assert other.open(OWNER, SEED, id="second", title="T", parties=["US", "LY"]) == "second"
    assert [about for kind, about in entered(archive) if kind == "dialogue.propose"] == [OURS, "second"]


def test_what_is_entered_elsewhere_costs_no_second_look(archive: Archive, between: _Between, other: Dialogues) -> None:
    archive.dialogues.open(OWNER, SEED, id="second", title="T", parties=["US", "LY"])
    between.comes.append(lambda: archive.dialogues.accept(OWNER, "second", SEED, 2))
    looks, made = [], other._accepted
    other._accepted = lambda *told: looks.append(told) or made(*told)  # type: ignore[func-returns-value, method-assign]
    assert {entry.draft.dialogue for entry in other.accept(OWNER, OURS, SEED, 3)} == {OURS}
    assert len(looks) == 1


def test_the_entries_that_come_back_are_ones_own(archive: Archive, between: _Between, other: Dialogues) -> None:
    kept = MemoryLedger.append

    def and_then(reader: Reader, drafts: Sequence[Unnumbered], *, after: int | None = None) -> list[Entry]:
        added = kept(between, reader, drafts, after=after)
        archive.dialogues.accept(OWNER, OURS, SEED, 3)
        return added

    between.append = and_then  # type: ignore[method-assign]
    own = other.accept(OWNER, OURS, SEED, 2)
    listed = other.proposals(OWNER, SEED, OURS)
    assert {entry.draft.fields["proposal"] for entry in own} == {listed[1].fingerprint}
    assert listed[2].status == "accepted"


def test_whoever_is_overtaken_every_time_is_told_and_nothing_is_entered(
    archive: Archive, between: _Between, other: Dialogues
) -> None:
    archive.dialogues.accept(OWNER, OURS, SEED)

    years = itertools.count(2011)

    def note() -> None:
        archive.dialogues.record(OWNER, OURS, "objective.amend", "2", fields={"due": str(next(years))})

    between.comes += [note] * 99
    with pytest.raises(OvertakenError, match="at the same moment: try again"):
        other.record(OWNER, OURS, "objective.drop", "1")
    assert "objective.drop" not in [kind for kind, _ in entered(archive)]


def test_many_at_one_desk_accept_each_thing_once(archive: Archive) -> None:
    start = threading.Barrier(4)

    def accept(number: int) -> None:
        if number == 2:
            start.wait(timeout=30)
        archive.dialogues.accept(OWNER, OURS, SEED, number)

    def all_of_them() -> None:
        for number in (2, 3, 4):
            accept(number)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(all_of_them) for _ in range(4)]:
            done.result()
    alone = seed_archive()
    for number in (2, 3, 4):
        alone.dialogues.accept(OWNER, OURS, SEED, number)
    assert sorted(entered(archive)) == sorted(entered(alone))

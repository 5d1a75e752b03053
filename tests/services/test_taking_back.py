"""What was entered wrongly is taken back: both stay in the ledger, and the proposal waits for a decision again."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, OPEN_READER, SECRET_READER, Archive, proposal, seed_archive, telegram

from legation.core.dialogue.taking_back import IN_ERROR, movement_id
from legation.core.errors import MoveError, RefusedError
from legation.core.marking import OWNER, Marking
from legation.services.dialogue.dialogue import Dialogues
from legation.storage.present import rests_on

OURS = "libya"
PROMISE, OTHER = "10TRIPOLI40", "10TRIPOLI44"


def keep(archive: Archive, mrn: str, words: str, on: str, level: str = "CONFIDENTIAL") -> None:
    held = telegram(mrn, [(level[0], f"{words}.")], date=on, level=level)
    made = proposal(held, "commitment", words, party="LY", counterparty="US", modality="intended")
    archive.keep(held, [made])


@pytest.fixture
def archive() -> Archive:
    """A promise, and another one that was wrongly taken for it and joined with it."""
    made = seed_archive()
    made.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    keep(made, PROMISE, "Libya will hand over the four Zlin trainers", "2010-02-01")
    made.dialogues.accept(OWNER, OURS, PROMISE)
    keep(made, OTHER, "Libya will hand over the four Zlin trainers to Tunis", "2010-02-20")
    made.dialogues.amend(OWNER, OURS, OTHER, 1, {"commitment": 1})
    return made


def says(dialogues: Dialogues, about: str = "commitment 1") -> list[tuple[str, bool]]:
    return [(told.movement.says, told.counts) for told in dialogues.story(OWNER, OURS, about)]


def test_what_was_joined_wrongly_is_taken_back_and_entered_as_its_own(archive: Archive) -> None:
    desk = archive.dialogues
    assert says(desk) == [("undertaken", True), ("undertaken again", True)]
    told = desk.story(OWNER, OURS, "commitment 1")[1]
    fields = {"movement": told.id, "reason": "another consignment"}
    entry = desk.record(OWNER, OURS, "commitment.undo", "commitment 1", fields=fields)
    assert entry.draft.fields["movement"] == told.id == movement_id(told.movement)
    assert says(desk) == [("undertaken", True), ("undertaken", False), ("taken back", True)]
    last = desk.story(OWNER, OURS, "commitment 1")[-1]
    assert last.adds == "What was entered as undertaken on 20 February 2010. Reason: another consignment."
    (thing,) = desk.board(OWNER, OURS).of("commitment")
    assert [source.telegram for source in thing.sources] == [PROMISE]
    kinds = [one["draft"]["kind"] for one in desk.export(OWNER, OURS)]
    assert kinds[-2:] == ["commitment.undertake", "commitment.undo"]
    # The telegram has its proposal to decide again, and nothing joins it with that thing any more but a person.
    (one,) = desk.proposals(OWNER, OTHER, OURS)
    assert (one.status, one.candidates, one.becomes) == ("proposed", (), "commitment.undertake")
    assert [name for name, _ in desk.undecided(OWNER, OURS).proposals if name == OTHER] == [OTHER]
    desk.accept(OWNER, OURS, OTHER)
    assert [thing.text for thing in desk.board(OWNER, OURS).of("commitment")] == [
        "Libya will hand over the four Zlin trainers",
        "Libya will hand over the four Zlin trainers to Tunis",
    ]


@pytest.mark.parametrize("named", [OTHER, "2010-02-20"])
def test_a_move_is_named_by_its_telegram_or_day_where_no_other_is_of_it(archive: Archive, named: str) -> None:
    archive.dialogues.record(OWNER, OURS, "commitment.undo", "commitment 1", fields={"movement": named})
    assert says(archive.dialogues)[1] == ("undertaken", False)


def test_what_names_no_move_or_has_a_move_of_its_own_is_refused(archive: Archive) -> None:
    desk = archive.dialogues

    def undo(kind: str, about: str, named: str | None) -> None:
        desk.record(OWNER, OURS, f"{kind}.undo", about, fields={"movement": named} if named else {})

    with pytest.raises(RefusedError, match=r"no move 'm00000000': name one: movement= of m\w{8} \(undertaken, 2010"):
        undo("commitment", "commitment 1", "m00000000")
    with pytest.raises(RefusedError, match=f"no move '{'x' * 60}': name one"):
        undo("commitment", "commitment 1", "x" * 5000)
    with pytest.raises(RefusedError, match="not said which move"):
        undo("commitment", "commitment 1", None)
    for name in ("one", "other"):
        desk.record(OWNER, OURS, "objective.raise", name, fields={"text": f"The {name}"})
    desk.record(OWNER, OURS, "objective.merge", "2", fields={"into": "1"})
    merged = next(t.movement for t in desk.story(OWNER, OURS, "2") if t.movement.kind == "objective.merge")
    with pytest.raises(RefusedError, match="has no move"):
        undo("objective", "2", movement_id(merged))
    opened = desk.story(OWNER, OURS, OURS)[0]
    with pytest.raises(RefusedError, match="a dialogue is not taken back"):
        undo("dialogue", OURS, movement_id(opened.movement))
    desk.record(OWNER, OURS, "commitment.start", "commitment 1")
    desk.record(OWNER, OURS, "commitment.verify", "commitment 1")
    begun = next(t.id for t in desk.story(OWNER, OURS, "commitment 1") if t.movement.says == "begun")
    with pytest.raises(MoveError, match="what followed does not follow without it"):
        undo("commitment", "commitment 1", begun)


def test_what_was_entered_in_error_is_closed_and_may_be_entered_again(archive: Archive) -> None:
    desk = archive.dialogues
    for _ in range(2):
        first = next(one for one in desk.story(OWNER, OURS, "commitment 1") if one.counts and one.id)
        desk.record(OWNER, OURS, "commitment.undo", "commitment 1", fields={"movement": first.id})
    (row,) = [one for one in desk.view(OWNER, OURS).rows if one.entity == "commitment"]
    assert (row.state, row.turn) == (IN_ERROR, "closed")
    desk.accept(OWNER, OURS, PROMISE)
    (thing,) = desk.board(OWNER, OURS).of("commitment")
    assert (thing.state, thing.text) == ("undertaken", "Libya will hand over the four Zlin trainers")


def test_what_was_entered_in_error_is_merged_no_more(archive: Archive) -> None:
    desk = archive.dialogues
    for name, text in (("one", "Two trainers to Tunis"), ("other", "Two more")):
        given = {"text": text, "by": "LY", "to": "US"}
        desk.record(OWNER, OURS, "commitment.offer", name, on=date(2010, 2, 25), fields=given)
    desk.record(OWNER, OURS, "commitment.merge", "commitment 2", fields={"into": "1"})

    def taken_back(about: str) -> None:
        begun = next(one for one in desk.story(OWNER, OURS, about) if one.movement.says in ("offered", "undertaken"))
        desk.record(OWNER, OURS, "commitment.undo", about, fields={"movement": begun.id})

    def states() -> list[str]:
        return [thing.state for thing in desk.board(OWNER, OURS).of("commitment")]

    assert states() == ["undertaken", "merged", "offered"]
    taken_back("commitment 2")
    assert states() == ["undertaken", IN_ERROR, "offered"]
    assert all("same" not in word for word, _ in says(desk))  # and the one it was merged into is told of it no more
    # One that stands for another is not taken back under it.
    desk.record(OWNER, OURS, "commitment.merge", "commitment 1", fields={"into": "3"})
    with pytest.raises(RefusedError, match="commitment 3 stands for what is merged into it: commitment 1") as refused:
        taken_back("commitment 3")
    assert refused.value.do == "take that back first: record commitment.unmerge"
    desk.record(OWNER, OURS, "commitment.unmerge", "commitment 1")
    taken_back("commitment 3")
    assert states() == ["undertaken", IN_ERROR, IN_ERROR]


def test_what_is_merged_into_a_thing_in_error_stands_by_itself(archive: Archive) -> None:
    desk = archive.dialogues
    keep(archive, "10TRIPOLI50", "Libya will pay for the tyres", "2010-03-20", "SECRET")
    desk.accept(OWNER, OURS, "10TRIPOLI50")
    desk.record(OWNER, OURS, "commitment.merge", "commitment 2", fields={"into": "1"})
    # One who may not read the other sees nothing that stands under it.
    for _ in range(2):
        begun = next(one for one in desk.story(CONFIDENTIAL_READER, OURS, "commitment 1") if one.counts and one.id)
        desk.record(CONFIDENTIAL_READER, OURS, "commitment.undo", "commitment 1", fields={"movement": begun.id})
    board = desk.board(OWNER, OURS)
    one, other = board.of("commitment")
    assert (one.state, other.state, other.holder, other.turn) == (IN_ERROR, "undertaken", "LY", "waiting")
    (finding,) = board.findings
    assert "commitment 2: merged into another, which was entered in error: that does not count" in finding
    low = desk.board(CONFIDENTIAL_READER, OURS)
    assert ([thing.state for thing in low.of("commitment")], low.findings) == ([IN_ERROR], [])
    with pytest.raises(RefusedError, match="commitment 1 was entered in error"):
        desk.record(OWNER, OURS, "commitment.merge", "commitment 2", fields={"into": "1"})
    desk.record(OWNER, OURS, "commitment.complete", "commitment 2", fields={"text": "They were paid for."})
    assert desk.board(OWNER, OURS).of("commitment")[1].state == "complete"


def test_it_is_held_as_closely_as_what_it_takes_back(archive: Archive) -> None:
    desk = archive.dialogues
    keep(archive, "10TRIPOLI50", "Libya will hand over the four Zlin trainers in May", "2010-03-20", "SECRET")
    desk.amend(OWNER, OURS, "10TRIPOLI50", 1, {"commitment": 1})
    before = desk.export(CONFIDENTIAL_READER, OURS)
    entry = desk.record(OWNER, OURS, "commitment.undo", "commitment 1", fields={"movement": "10TRIPOLI50"})
    assert (entry.draft.access, entry.draft.marking, entry.draft.sources) == (Marking(4).label, "S", ())
    assert desk.export(CONFIDENTIAL_READER, OURS) == before
    assert len(desk.export(SECRET_READER, OURS)) > len(before)
    # Of a confidential one whoever has it has what takes it back.
    low = desk.record(OWNER, OURS, "commitment.undo", "commitment 1", fields={"movement": OTHER})
    assert low.draft.access == Marking(3).label
    (thing,) = desk.board(CONFIDENTIAL_READER, OURS).of("commitment")
    assert [one.says for one in thing.movements] == ["undertaken", "taken back"]
    assert not desk.stands(OPEN_READER, OURS)


def test_what_rests_on_no_telegram_is_taken_back_as_well(archive: Archive) -> None:
    desk = archive.dialogues
    asked = {"text": "Send a list of spares", "by": "US", "to": "LY"}
    desk.record(OWNER, OURS, "commitment.request", "spares", on=date(2010, 3, 1), fields=asked)
    desk.record(OWNER, OURS, "commitment.amend", "commitment 2", on=date(2010, 3, 2), fields={"due": "2010-04-01"})
    told = desk.story(OWNER, OURS, "commitment 2")[-1]
    entry = desk.record(OWNER, OURS, "commitment.undo", "commitment 2", fields={"movement": told.id})
    assert None not in entry.draft.fields.values()
    # An entry that was written with an empty one is read: a ledger only grows.
    hollow = msgspec.structs.replace(entry.draft, fields={**entry.draft.fields, "rests_on": None})
    assert rests_on(hollow) == rests_on(msgspec.structs.replace(entry.draft, fields={}))
    assert desk.board(OWNER, OURS).of("commitment")[1].fields.get("due") is None

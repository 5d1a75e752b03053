"""What a later telegram says of an instrument or an objective that stands; invented telegrams, proposals by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import Archive, proposal, telegram

from legation.core.dialogue.board import Thing
from legation.core.marking import OWNER
from legation.services.proposals.acceptance import Found, Proposed
from legation.services.proposals.entering import moved
from legation.services.ties.moving import Candidate
from legation.tables.moves import load_moves

TALKS = "talks"
NAMED = {"name": "Fisheries Access Agreement", "party": "XV", "counterparty": "XT"}


def told(*later: tuple[str, str, str, dict[str, Any]], raised: str = "a Fisheries Access Agreement") -> Archive:
    """An archive in which the instrument ``raised`` stands, and what later telegrams say is accepted. later: words,
    kind, the part that is proposed, its fields."""
    made = Archive()
    first = telegram("26SARROW1", [("C", f"We hope to conclude {raised}.")], date="2026-10-01")
    drafted = [proposal(first, "instrument", raised, modality="intended", **NAMED)] if raised else []
    made.keep(first, drafted)
    made.dialogues.open(OWNER, "26SARROW1", id=TALKS, title="Talks", parties=["XV", "XT"], ours="XV")
    made.dialogues.accept(OWNER, TALKS, "26SARROW1")
    for number, (words, kind, part, fields) in enumerate(later, 2):
        held = telegram(f"26SARROW{number}", [("C", words)], date=f"2026-10-{number:02}")
        made.keep(held, [proposal(held, kind, part, **fields)])
        made.dialogues.accept(OWNER, TALKS, f"26SARROW{number}")
    return made


def of(archive: Archive, entity: str) -> list[Thing]:
    return archive.dialogues.board(OWNER, TALKS).of(entity)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("The two legal advisers initialled the Fisheries Access Agreement on October 2.", "initialled"),
        ("The Ministers signed the Fisheries Access Agreement, which was initialled in May.", "signed"),
        ("The Fisheries Access Agreement entered into force on October 2.", "in force"),
        ("The old note was terminated and the Fisheries Access Agreement was signed.", "signed"),
    ],
)
def test_an_instrument_of_one_name_is_one_and_stands_as_its_words_say(words: str, state: str) -> None:
    part = "The Fisheries Access Agreement" if words.startswith("The Fisheries") else "the Fisheries Access Agreement"
    archive = told((words, "instrument", part, {"modality": "done", **NAMED}))
    assert [thing.state for thing in of(archive, "instrument")] == [state]
    assert archive.dialogues.board(OWNER, TALKS).findings == []


def test_what_is_known_only_as_ended_begins_so() -> None:
    words = "The Seamen's Visa Agreement of 1998 was terminated on October 1."
    archive = told((words, "instrument", "The Seamen's Visa Agreement", {"modality": "done", **NAMED}), raised="")
    [thing] = of(archive, "instrument")
    assert thing.state == "terminated"


def test_a_draft_of_the_same_name_is_another_than_what_was_terminated() -> None:
    words = "The Fisheries Access Agreement was terminated on October 1."
    archive = told((words, "instrument", "The Fisheries Access Agreement", {"modality": "done", **NAMED}))
    assert [thing.state for thing in of(archive, "instrument")] == ["draft", "terminated"]


def test_signed_is_told_again_of_what_is_in_force() -> None:
    done = {"modality": "done", **NAMED}
    archive = told(
        ("The Fisheries Access Agreement entered into force.", "instrument", "The Fisheries Access Agreement", done),
        (
            "They praised the work on the Fisheries Access Agreement.",
            "instrument",
            "the Fisheries Access Agreement",
            done,
        ),
    )
    [thing] = of(archive, "instrument")
    assert (thing.state, thing.movements[-1].says) == ("in force", "told of as signed")


def test_a_name_of_one_word_is_that_of_any() -> None:
    one_word = {**NAMED, "name": "Agreement", "modality": "done"}
    archive = told(
        ("The Agreement was signed.", "instrument", "The Agreement", one_word),
        ("They signed an Agreement.", "instrument", "an Agreement", one_word),
        raised="",
    )
    assert len(of(archive, "instrument")) == 2


def test_what_the_other_side_asks_of_an_objective_leaves_it_ours() -> None:
    made = Archive()
    first = telegram("26SARROW1", [("C", "We seek conclusion of the access text.")], date="2026-10-01")
    seeks = {"objective_kind": "agreement", "sought_by": "XV", "sought_from": "XT"}
    made.keep(first, [proposal(first, "objective", "conclusion of the access text", **seeks)])
    made.dialogues.open(OWNER, "26SARROW1", id=TALKS, title="Talks", parties=["XV", "XT"], ours="XV")
    made.dialogues.accept(OWNER, TALKS, "26SARROW1")
    words = "He asked that we send the access text by October 22"
    held = telegram("26SARROW2", [("C", f"{words}.")], date="2026-10-14")
    asked = {"objective_kind": "other", "sought_by": "XT", "sought_from": "XV", "due": "2026-10-22"}
    made.keep(held, [proposal(held, "objective", words, **asked)])
    [before] = of(made, "objective")
    made.dialogues.amend(OWNER, TALKS, "26SARROW2", 1, {"same_as": before.id})
    [after] = of(made, "objective")
    assert (after.state, after.fields["sought_by"], after.fields["objective_kind"], after.due) == (
        "raised",
        "XV",
        "agreement",
        None,
    )
    assert after.movements[-1].says == "spoken of again"


def test_an_offer_that_follows_no_more_enters_no_agreement_of_a_third_side() -> None:
    made = Archive()
    first = telegram("26SARROW1", [("C", "We seek lower landing fees.")], date="2026-10-01")
    seeks = {"objective_kind": "agreement", "sought_by": "XV", "sought_from": "XT"}
    made.keep(first, [proposal(first, "objective", "lower landing fees", **seeks)])
    made.dialogues.open(OWNER, "26SARROW1", id=TALKS, title="Talks", parties=["XV", "XT"], ours="XV")
    made.dialogues.accept(OWNER, TALKS, "26SARROW1")
    words = "It was agreed with Malta that landing fees are lower"
    held = telegram("26SARROW2", [("C", f"{words}.")], date="2026-10-14")
    made.keep(held)
    [objective] = of(made, "objective")
    known = {"number": 1, "text": "", "rule": "cited-and-words", "score": 1.0, "words": (), "cites": None}
    offer = Candidate(thing=objective.id, entity="objective", becomes="objective.reopen", marking=None, **known)
    event = proposal(held, "event", words, of=None)
    shown = Proposed(
        number=1,
        status="proposed",
        fingerprint=event.fingerprint,
        proposal=event,
        becomes="objective.reopen",
        note=None,
        about=None,
        objective=None,
        reason=None,
        moves=objective.id,
        candidates=(offer,),
    )
    [record] = made.telegrams.versions(OWNER, "26SARROW2")
    board = made.dialogues.board(OWNER, TALKS)
    draft = moved("desk", TALKS, board, objective.id, shown, Found(event, record), {}, load_moves())
    assert draft.kind == "objective.raise"

"""What was decided on a proposal stays decided, whoever reads the telegram anew and in whichever version."""

from __future__ import annotations

import msgspec
import pytest
from hand_made import Archive, proposal, telegram

from legation.core.marking import OWNER

MRN, TALKS = "10TRIPOLI50", "talks"
FIRST = "training of four pilots at the academy in spring"
TEXT = f"We discussed {FIRST}, and spare parts. Libya asks for spare parts of the aircraft fleet."


@pytest.fixture
def archive() -> Archive:
    made = Archive()
    held = telegram(MRN, [("C", TEXT)])
    made.keep(held, [proposal(held, "objective", FIRST), proposal(held, "objective", "spare parts of the aircraft")])
    made.dialogues.open(OWNER, MRN, id=TALKS, title="Talks", parties=["US", "LY"])
    return made


def read_anew(archive: Archive, *words: str, kind: str = "objective") -> list[str]:
    """Statuses of what a later reader of the same bytes proposes."""
    (record,) = archive.telegrams.versions(OWNER, MRN)
    archive._proposals[record.sha256] = [proposal(record.telegram, kind, some) for some in words]  # type: ignore[arg-type]
    return [one.status for one in archive.dialogues.proposals(OWNER, MRN, TALKS)]


@pytest.mark.parametrize(
    "words", [f"discussed {FIRST}", "training of four pilots", "pilots at the academy in spring, and"]
)
def test_a_rejected_proposal_stays_rejected_when_its_words_are_cut_otherwise(archive: Archive, words: str) -> None:
    archive.dialogues.reject(OWNER, TALKS, MRN, 1, "another agency's matter")
    assert read_anew(archive, words, "spare parts of the aircraft") == ["rejected", "proposed"]
    assert archive.dialogues.proposals(OWNER, MRN)[0].reason == "another agency's matter"
    archive.dialogues.accept(OWNER, TALKS, MRN)
    assert [t.text for t in archive.dialogues.board(OWNER, TALKS).of("objective")] == ["spare parts of the aircraft"]


def test_another_kind_or_other_words_are_another_proposal(archive: Archive) -> None:
    archive.dialogues.reject(OWNER, TALKS, MRN, 1, "no")
    assert read_anew(archive, FIRST, kind="meeting") == ["proposed"]
    assert read_anew(archive, "We discussed", "spare parts. Libya asks") == ["proposed", "proposed"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT.replace(" and ", " as well as "), FIRST),
        (TEXT.upper(), FIRST.upper()),
        (TEXT, "training of four pilots at the academy"),
        (f"A new first sentence. {TEXT}", f"{FIRST}, and"),
    ],
)
def test_another_version_does_not_bring_it_back(archive: Archive, text: str, words: str) -> None:
    archive.dialogues.reject(OWNER, TALKS, MRN, 1, "no")
    held = msgspec.structs.replace(telegram(MRN, [("C", text)]), sha256="e" * 64)
    archive.keep(held, [proposal(held, "objective", words)])
    told = archive.dialogues.proposals(OWNER, MRN, TALKS)
    assert {one.status for one in told if "pilots" in one.proposal.text.casefold()} == {"rejected"}
    assert sum(one.status == "proposed" for one in told) == 1  # the spare parts


def test_an_accepted_one_is_not_proposed_again_and_an_amended_one_neither(archive: Archive) -> None:
    archive.dialogues.accept(OWNER, TALKS, MRN, 1)
    archive.dialogues.amend(OWNER, TALKS, MRN, 2, {"text": "Spares for the fleet", "due": "2010-06-30"})
    assert read_anew(archive, f"discussed {FIRST}", "asks for spare parts of the aircraft") == ["accepted", "accepted"]
    before = archive.ledger.entries(OWNER)
    assert archive.dialogues.accept(OWNER, TALKS, MRN) == []
    held = msgspec.structs.replace(telegram(MRN, [("C", f"Corrected copy. {TEXT}")]), sha256="d" * 64)
    archive.keep(held, [proposal(held, "objective", "spare parts of the aircraft fleet")])
    assert {one.status for one in archive.dialogues.proposals(OWNER, MRN, TALKS)} == {"accepted"}
    assert archive.ledger.entries(OWNER) == before


def test_what_is_known_by_its_name_is_not_taken_for_a_neighbour(archive: Archive) -> None:
    (record,) = archive.telegrams.versions(OWNER, MRN)
    archive.dialogues.reject(OWNER, TALKS, MRN, 2, "no")
    # Both stand; the rejected one is known by its name, so the other is not it, however alike.
    archive._proposals[record.sha256] = [
        proposal(record.telegram, "objective", "spare parts of the aircraft"),
        proposal(record.telegram, "objective", "parts of the aircraft fleet"),
    ]
    told = archive.dialogues.proposals(OWNER, MRN, TALKS)
    assert [one.status for one in told] == ["rejected", "proposed"]


def test_what_was_entered_by_hand_with_these_words_is_accepted(archive: Archive) -> None:
    archive.dialogues.record(
        OWNER, TALKS, "objective.raise", "pilots", mrn=MRN, quote=f"{FIRST}, and", fields={"text": "Pilots trained"}
    )
    archive.dialogues.record(OWNER, TALKS, "objective.raise", "all of it", mrn=MRN, quote=TEXT)
    archive.dialogues.record(OWNER, TALKS, "objective.raise", "the telegram", mrn=MRN, fields={"text": "Aid"})
    told = archive.dialogues.proposals(OWNER, MRN, TALKS)
    assert [one.status for one in told] == ["accepted", "proposed"]
    assert archive.dialogues.board(OWNER, TALKS).things[str(told[0].about)].text == "Pilots trained"

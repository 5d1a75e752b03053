"""The telegram that the project comes from gives just what a desk would list."""

import pytest

from legation.core.dialogue.proposal import Proposal
from legation.core.telegram import Telegram
from legation.extract import propose
from legation.formats import read

pytestmark = pytest.mark.corpus
OBJECTIVES = [
    ("participation", "Libya's participation in the Trans-Sahara Counter Terrorism Partnership (TSCTP)"),
    ("agreement", "Signing of the Section 505 End-User Agreement"),
    ("discussion", "Discussing budget transparency"),
    ("interest", "Addressing Libya's Foreign Military Sales interests"),
    ("concern", "Addressing Libya's concerns about the eight Libyan C-130's in Marietta, Georgia"),
    ("acceptance", "Libya's acceptance of MANPAD's destruction and humanitarian demining assistance"),
    (
        "commitment",
        "Libya's fulfillment of its Missile Technology Control Regime (SCUD-B destruction) commitments",
    ),
    ("contribution", "Libyan contribution of helicopters to UNAMID"),
    ("cooperation", "Increased Libyan cooperation with AFRICOM"),
    (
        "training",
        "Civil-Military training and seminar opportunities (International Military Education and Training, "
        "Marshall Center/NESA/Africa Center for Strategic Studies)",
    ),
]


@pytest.fixture
def tripoli(seed: bytes) -> Telegram:
    return read(seed)


@pytest.fixture
def proposals(tripoli: Telegram) -> list[Proposal]:
    return propose(tripoli)


def of(proposals: list[Proposal], kind: str) -> list[Proposal]:
    return [proposal for proposal in proposals if proposal.kind == kind]


def test_the_ten_objectives(tripoli: Telegram, proposals: list[Proposal]) -> None:
    found = of(proposals, "objective")
    assert [(p.fields["objective_kind"], p.text) for p in found] == OBJECTIVES
    for proposal in found:
        assert sorted(proposal.fields) == sorted(
            ["objective_kind", "sought_by", "sought_from", "instrument", "due", "stance", "modality"]
        )
        assert proposal.fields["modality"] == "intended"
        assert (proposal.fields["sought_by"], proposal.fields["sought_from"]) == ("US", "LY")
        assert (proposal.rule, proposal.marking, proposal.telegram) == (
            "dash-list-after-objectives",
            "C",
            "09TRIPOLI893",
        )
        assert proposal.sources[0].paragraph == 1
    assert found[0].fields["stance"] == {"LY": "reluctant"}
    assert [p.fields["stance"] for p in found[1:]] == [None] * 9
    assert found[1].fields["instrument"] == "Section 505 End-User Agreement"
    assert tripoli.quote(found[0].sources[0].span).endswith("in which Libya is currently reluctant to take part")


def test_the_dialogue_and_its_launch(proposals: list[Proposal]) -> None:
    dialogue, launch = of(proposals, "dialogue")
    assert len(launch.sources) == 1
    assert launch.sources[0].paragraph != dialogue.sources[0].paragraph
    for one in (dialogue, launch):
        assert one.fields["parties"] == ["US", "LY"]
        assert one.fields["title"] == "bilateral political-military dialogue"
        assert one.fields["launch"] == "early 2010"


def test_the_contacts(proposals: list[Proposal]) -> None:
    contacts = [(p.text, p.fields["party"], p.fields["role"], p.fields["also"]) for p in of(proposals, "contact")]
    assert contacts == [
        ("the A/S for Political and Military Affairs", "US", "principal", []),
        (
            "single point of contact to marshal Libya's slow-moving and inefficient bureaucracy",
            "LY",
            "wanted",
            [],
        ),
        ("Muatassim al-Qadhafi", "LY", "single point of contact", ["principal"]),
    ]


def test_positions_instrument_and_meeting(tripoli: Telegram, proposals: list[Proposal]) -> None:
    interest, reluctance = of(proposals, "position")
    assert (interest.fields["party"], interest.fields["stance"]) == ("LY", "supports")
    assert (reluctance.fields["party"], reluctance.fields["stance"]) == ("LY", "reluctant")
    assert reluctance.fields["objective"] == OBJECTIVES[0][1]
    assert tripoli.quote(reluctance.sources[0].span) == "in which Libya is currently reluctant to take part"
    (instrument,) = of(proposals, "instrument")
    assert instrument.fields["name"] == "Section 505 End-User Agreement"
    assert (instrument.fields["party"], instrument.fields["counterparty"]) == ("US", "LY")
    (meeting,) = of(proposals, "meeting")
    assert tripoli.quote(meeting.sources[0].span) == "during his April 2009 meeting with the Secretary in Washington"


def test_what_is_promised_and_what_the_post_asks_for(proposals: list[Proposal]) -> None:
    (commitment,) = of(proposals, "commitment")
    assert commitment.text == "Missile Technology Control Regime (SCUD-B destruction) commitments"
    assert (commitment.fields["party"], commitment.fields["counterparty"]) == ("LY", "US")
    (demarche,) = of(proposals, "demarche")
    assert demarche.text.startswith("We appreciate the Department's assistance in moving forward")
    assert (demarche.fields["party"], demarche.fields["counterparty"]) == ("US", "LY")
    assert demarche.fields["modality"] == "requested"


def test_nothing_else(proposals: list[Proposal]) -> None:
    assert {p.kind for p in proposals} == {
        "dialogue",
        "contact",
        "objective",
        "position",
        "instrument",
        "meeting",
        "commitment",
        "demarche",
    }
    assert len(proposals) == 21

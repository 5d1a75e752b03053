"""Talking points drawn from the ledger: each paragraph rests on what it tells, and on nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hand_made import CONFIDENTIAL_READER, Archive, seed_archive, telegram

from legation.core.marking import OWNER, Reader
from legation.services.briefs.brief import Brief, Section

OURS = "us-ly"
SEED = "09TRIPOLI893"


@pytest.fixture
def talks() -> Archive:
    """The seed, with its first objective tabled and answered, and what each side owes on it."""
    archive = seed_archive()
    archive.dialogues.accept(OWNER, OURS, SEED)
    archive.keep(
        telegram("10TRIPOLI8", [("C", "TSCTP was raised with him."), ("U", "He would study it.")], date="2010-01-05")
    )
    archive.keep(telegram("10TRIPOLI9", [("S", "LIBYA WILL SEND AN OBSERVER.")], level="SECRET", date="2010-02-01"))
    record = archive.dialogues.record
    record(OWNER, OURS, "objective.table", "1", mrn="10TRIPOLI8", quote="TSCTP was raised with him")
    record(
        OWNER,
        OURS,
        "commitment.undertake",
        "observer",
        mrn="10TRIPOLI9",
        quote="LIBYA WILL SEND AN OBSERVER",
        fields={"text": "Send an observer", "by": "LY", "to": "US", "due": "2010-06", "objective": "1"},
    )
    fields = {"text": "Pay for the journey", "by": "US", "to": "LY", "due": "2010-05-31", "objective": "1"}
    record(OWNER, OURS, "commitment.undertake", "pay", on=date(2010, 2, 2), fields=fields)
    return archive


def brief(archive: Archive, reader: Reader = OWNER, day: date = date(2010, 3, 1)) -> Brief:
    return archive.dialogues.brief(reader, OURS, day)


def points(made: Brief, number: int) -> Section:
    (section,) = [one for one in made.sections if one.heading == f"Talking points: objective {number}"]
    return section


def said(section: Section) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(line.marking, line.text, line.cites or line.entered_by) for line in section.lines]


def test_an_open_objective_has_what_we_seek_what_they_said_what_is_owed_and_what_to_ask(talks: Archive) -> None:
    section = points(brief(talks), 1)
    assert section.title is not None
    assert "Trans-Sahara" in section.title.text
    seed, tabled, observer = f"{SEED} para 1", "10TRIPOLI8 para 1", "10TRIPOLI9 para 1"
    told = said(section)
    position = told.pop(1)
    assert position[1].startswith("Position of Libya since 5 November 2009: reluctant. “Libya's participation")
    assert position[::2] == ("C", (seed,))
    assert told == [
        ("C", "We seek it from Libya. State: tabled since 5 January 2010.", (seed, tabled)),
        (
            "S",
            "Last from Libya, 1 February 2010: commitment 1 undertaken: “LIBYA WILL SEND AN OBSERVER”.",
            (observer,),
        ),
        ("S", "Outstanding from Libya: commitment 1: Send an observer. State: undertaken. Due June 2010.", (observer,)),
        (
            "C",
            "Outstanding from us: commitment 2: Pay for the journey. State: undertaken. Due 31 May 2010.",
            ("entered by owner, 2 February 2010",),
        ),
        ("C", "Ask Libya for an answer.", (seed, tabled)),
        ("S", "Ask Libya (commitment 1) when it will be done.", (observer,)),
        ("C", "Libya may ask us (commitment 2) when it will be done.", ("entered by owner, 2 February 2010",)),
    ]


def test_each_paragraph_goes_by_its_own_sources_so_a_lower_reader_keeps_the_rest(talks: Archive) -> None:
    whole, lower = brief(talks), brief(talks, CONFIDENTIAL_READER)
    assert (whole.banner, lower.banner) == ("SECRET", "CONFIDENTIAL")
    kept = [text for mark, text, _ in said(points(lower, 1))]
    assert not any("bserver" in text or "OBSERVER" in text for text in kept)
    # What was last said is what they may read of it; the commitment that is ours has the number of their board.
    assert "Last from Libya, 5 November 2009: its position: reluctant." in " ".join(kept)
    assert "Outstanding from us: commitment 1: Pay for the journey. State: undertaken. Due 31 May 2010." in kept
    assert "Libya may ask us (commitment 1) when it will be done." in kept


def test_what_is_past_is_told_as_overdue_and_what_nobody_said_as_such(talks: Archive) -> None:
    later = [text for _, text, _ in said(points(brief(talks, day=date(2010, 7, 1)), 1))]
    assert any(text.endswith("Due June 2010, overdue.") for text in later)
    talks.dialogues.record(
        OWNER, OURS, "objective.raise", "x", on=date(2010, 2, 3), fields={"text": "Ports", "sought_by": "US"}
    )
    board = talks.dialogues.board(OWNER, OURS)
    (ports,) = [thing.number for thing in board.of("objective") if thing.text == "Ports"]
    told = [text for _, text, _ in said(points(brief(talks), ports))]
    assert told == [
        "We seek it from Libya. State: raised since 3 February 2010.",
        "Nothing that Libya said or did on it is entered.",
        "To do: put it to Libya, who has not been asked.",
    ]


def test_a_closed_objective_has_none_and_what_belongs_to_none_has_a_section(talks: Archive) -> None:
    talks.dialogues.record(OWNER, OURS, "objective.drop", "2", on=date(2010, 2, 3))
    fields = {"text": "Name an office", "by": "LY", "to": "US"}
    talks.dialogues.record(OWNER, OURS, "commitment.undertake", "office", on=date(2010, 2, 3), fields=fields)
    made = brief(talks)
    assert not [one for one in made.sections if one.heading == "Talking points: objective 2"]
    (rest,) = [one for one in made.sections if one.heading == "Talking points: other matters"]
    assert [line.text for line in rest.lines] == [
        "Outstanding from Libya: commitment 3: Name an office. State: undertaken.",
        "Ask Libya (commitment 3) when it will be done.",
    ]


def test_what_the_other_side_seeks_is_taken_up_with_it(talks: Archive) -> None:
    fields = {"text": "Sale of six patrol craft", "sought_by": "LY", "sought_from": "US"}
    talks.dialogues.record(OWNER, OURS, "objective.raise", "craft", on=date(2010, 2, 3), fields=fields)
    number = len(talks.dialogues.board(OWNER, OURS).of("objective"))
    asked = [line.text for line in points(brief(talks), number).lines if line.text.startswith("To do")]
    assert asked == ["To do: take it up with Libya, who seeks it."]
    asked = [line.text for line in points(brief(talks), 2).lines if line.text.startswith("To do")]
    assert asked == ["To do: put it to Libya, who has not been asked."]

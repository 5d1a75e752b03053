"""A meeting is told of by its day, by the sides that meet, or by being the one still to come; invented telegrams."""

from __future__ import annotations

import pytest
from hand_made import Archive, proposal, seed_archive, telegram

from legation.core.marking import OWNER
from legation.services.proposals.acceptance import Proposed

OURS = "libya"
ROUND = "A round of fisheries talks in Valletta with the port captain of Zuwara"
WEATHER = "Drought has emptied the cisterns of Zuwara, and the port captain rations water to trawlers and dredgers"


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    return made


def propose(archive: Archive, words: str = ROUND, mrn: str = "10TRIPOLI9", date: str | None = "2010-02-10") -> None:
    held = telegram(mrn, [("C", f"{words}."), ("C", f"{WEATHER}.")], date="2010-01-10")
    archive.keep(
        held, [proposal(held, "meeting", words, party="US", counterparty="LY", date=date, modality="intended")]
    )
    archive.dialogues.accept(OWNER, OURS, mrn)


def later(archive: Archive, words: str, *more: str, on: str = "2010-02-12", of: str | None = None) -> list[Proposed]:
    """What a sentence of a later telegram is shown as. more: paragraphs behind it; of: what became of what it says."""
    held = telegram("10TRIPOLI30", [("C", f"{said}.") for said in (words, *more)], date=on)
    told = {"of": of, "party": None, "counterparty": None, "modality": None}
    archive.keep(held, [], [proposal(held, "event", words, **told)])
    return archive.dialogues.proposals(OWNER, "10TRIPOLI30", OURS)


@pytest.mark.parametrize(
    ("words", "on", "becomes"),
    [
        ("Delegations sat down in Valletta on February 10 to fisheries talks", "2010-02-12", "meeting.hold"),
        ("Fisheries talks with the port captain opened in Valletta yesterday", "2010-02-11", "meeting.hold"),
        ("The port captain is preparing for the fisheries talks of 10 February", "2010-01-20", "meeting.propose"),
    ],
)
def test_a_meeting_is_told_of_by_its_day_and_its_words(archive: Archive, words: str, on: str, becomes: str) -> None:
    propose(archive)
    (one,) = later(archive, words, on=on)
    (known,) = archive.dialogues.board(OWNER, OURS).of("meeting")
    assert (one.moves, one.becomes, one.candidates[0].rule) == (known.id, becomes, "its-day-and-words")


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("Delegations sat down in Valletta on February 3 to fisheries talks", "2010-02-12"),
        ("Fisheries talks with the port captain opened in Valletta yesterday", "2010-02-20"),
        ("On February 10 the football teams met in Benghazi", "2010-02-12"),
        ("The price of bread rose on February 10 in Valletta", "2010-02-12"),
    ],
)
def test_another_day_or_other_words_tell_of_no_meeting(archive: Archive, words: str, on: str) -> None:
    propose(archive)
    assert later(archive, words, on=on) == []


def test_the_day_that_the_words_of_a_meeting_name_is_its_day(archive: Archive) -> None:
    propose(archive, f"{ROUND} on February 10", date=None)
    assert later(archive, "Delegations sat down in Valletta on February 11 to fisheries talks", on="2010-02-11") == []


def test_on_the_day_that_its_words_name_a_meeting_is_held(archive: Archive) -> None:
    propose(archive, f"{ROUND} on February 10", date=None)
    (one,) = later(archive, "Delegations sat down in Valletta on February 10 to fisheries talks")
    assert one.becomes == "meeting.hold"


def test_a_telegram_on_the_same_matter_needs_no_words_beside_the_day(archive: Archive) -> None:
    propose(archive)
    (one,) = later(archive, "He spoke at length of the February 10 session", WEATHER)
    assert one.candidates[0].rule == "a-meeting-of-its-day"


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("He would not speak of any Maltese-Tunisian meeting", "a-meeting-of-its-sides"),
        ("He would not speak of any Maltese-Libyan meeting", None),
        ("He would not speak of any Maltese meeting", None),
    ],
)
def test_a_meeting_is_told_of_by_the_sides_that_meet(archive: Archive, words: str, rule: str | None) -> None:
    propose(archive, "A session of Tunisia and Malta on the lighthouse", date=None)
    assert [one.candidates[0].rule for one in later(archive, words, WEATHER)] == ([rule] if rule else [])


def test_what_became_of_a_meeting_tells_of_the_one_that_is_still_to_come(archive: Archive) -> None:
    propose(archive)
    said = "The Valletta round was called off for lack of an aeroplane"
    (one,) = later(archive, said, on="2010-02-01", of="meeting")
    assert (one.becomes, one.candidates[0].rule) == ("meeting.cancel", "the-one-still-to-come")


def test_of_two_meetings_that_are_still_to_come_neither_is_told_of_so(archive: Archive) -> None:
    propose(archive)
    propose(archive, "A dinner in Valletta for the harbour pilots", "10TRIPOLI11")
    said = "The Valletta round was called off for lack of an aeroplane"
    assert later(archive, said, on="2010-02-01", of="meeting") == []

"""A task of a meeting is told of as done by the side that has it; invented telegrams."""

from __future__ import annotations

import msgspec
import pytest
from hand_made import OPEN_READER, Archive, telegram

from legation.core.errors import NotFoundError
from legation.core.marking import OWNER
from legation.core.telegram import Reference
from legation.core.text import Span
from legation.extract import statements
from legation.services.boards.meetings import meetings
from legation.services.proposals.acceptance import Proposed

TALKS = "talks"
TASKS = (("Tunisia to send the charts of Zuwara harbor by May 15", "TN"), ("Japan to repair the lighthouse", "JP"))


@pytest.fixture
def archive() -> Archive:
    made = Archive()
    made.keep(telegram("17TUNIS2", [("C", "The second round was held. Tasks were set.")], date="2017-03-23"))
    made.dialogues.open(OWNER, "17TUNIS2", id=TALKS, title="Talks", parties=["JP", "TN"], ours="JP")
    held = {"text": "Second round", "date": "2017-03-21"}
    made.dialogues.record(OWNER, TALKS, "meeting.hold", "round", mrn="17TUNIS2", quote="The second round", fields=held)
    for text, holder in TASKS:
        fields = {"type": "task", "text": text, "holder": holder}
        made.dialogues.record(
            OWNER, TALKS, "meeting.outcome", "meeting 1", mrn="17TUNIS2", quote="Tasks were set", fields=fields
        )
    return made


def later(archive: Archive, words: str, *, cites: bool = True, mrn: str = "17TUNIS30") -> list[Proposed]:
    """The proposals of a telegram of May by which a task would be finished."""
    held = telegram(mrn, [("C", f"{words}.")], date="2017-05-12")
    cited = (Reference(None, "17TUNIS2", "17TUNIS2", "telegram", "read", Span(0, 4)),) if cites else ()
    held = msgspec.structs.replace(held, references=cited)
    archive.keep(held, [], statements(held))
    return [one for one in archive.dialogues.proposals(OWNER, mrn, TALKS) if one.becomes == "meeting.finish"]


def done(archive: Archive) -> list[tuple[str, str | None]]:
    (meeting,) = meetings(archive.dialogues.board(OWNER, TALKS))
    return [(one.text, one.done) for one in meeting.outcomes]


@pytest.mark.parametrize(
    "words",
    [
        "On May 11 Tunisia sent us the charts of Zuwara harbor",
        "The charts of Zuwara harbor have been handed over by the Tunisian Embassy",
        "The Ministry of Ports sent us the charts of Zuwara harbor on May 11, as agreed",
    ],
)
def test_a_task_is_done_by_the_deed_that_it_names(archive: Archive, words: str) -> None:
    [told] = later(archive, words)
    assert (told.candidates[0].text, told.acceptable) == (TASKS[0][0], True)
    archive.dialogues.accept(OWNER, TALKS, "17TUNIS30")
    assert done(archive) == [(TASKS[0][0], "2017-05-12"), (TASKS[1][0], None)]
    assert archive.dialogues.board(OWNER, TALKS).findings == []
    assert archive.dialogues.accept(OWNER, TALKS, "17TUNIS30") == []


@pytest.mark.parametrize(
    "words",
    [
        "Tunisia has not yet sent the charts of Zuwara harbor",
        "Tunisia will send the charts of Zuwara harbor in June",
        "Malta sent us the charts of Zuwara harbor",
        "We sent Tunisia the charts of Zuwara harbor",
        "Tunisia has sent part of the charts of Zuwara harbor",
        "Tunisia sent us the charts of Sfax",
        "The Ministry said that the charts of Zuwara harbor were sent",
        "Tunisia studied the charts of Zuwara harbor",
        "Has Tunisia sent the charts of Zuwara harbor?",
    ],
)
def test_what_another_did_or_nobody_yet_finishes_nothing(archive: Archive, words: str) -> None:
    assert later(archive, words) == []


def test_without_a_reference_most_of_the_task_must_be_said(archive: Archive) -> None:
    assert later(archive, "Tunisia has sent the charts", cites=False) == []
    assert len(later(archive, "Tunisia has sent the charts of Zuwara harbor", cites=False, mrn="17TUNIS31")) == 1


def test_each_task_is_told_of_by_its_sentence_and_once(archive: Archive) -> None:
    words = "Tunisia has sent the charts of Zuwara harbor. We have repaired the lighthouse. The lighthouse was repaired"
    assert [one.candidates[0].text for one in later(archive, words)] == [text for text, _ in TASKS]
    archive.dialogues.accept(OWNER, TALKS, "17TUNIS30")
    assert [day for _, day in done(archive)] == ["2017-05-12", "2017-05-12"]
    assert later(archive, "Tunisia has sent the charts of Zuwara harbor", mrn="17TUNIS32") == []


def test_whoever_may_not_read_the_meeting_is_told_of_no_task(archive: Archive) -> None:
    said = [("U", "Tunisia has sent the charts of Zuwara harbor.")]
    held = telegram("17TUNIS33", said, date="2017-05-12", level="UNCLASSIFIED")
    archive.keep(held, [], statements(held))
    assert [one.becomes for one in archive.dialogues.proposals(OWNER, "17TUNIS33", TALKS)] == ["meeting.finish"]
    assert archive.dialogues.proposals(OPEN_READER, "17TUNIS33", None) == []
    with pytest.raises(NotFoundError):
        archive.dialogues.proposals(OPEN_READER, "17TUNIS33", TALKS)

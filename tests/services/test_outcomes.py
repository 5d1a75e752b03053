"""Points of minutes are offered as outcomes of the meeting on which their telegram reports; invented telegrams."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hand_made import CONFIDENTIAL_READER, OPEN_READER, Archive, proposal, telegram

from legation.core.dialogue.proposal import Proposal
from legation.core.errors import MoveError, RefusedError
from legation.core.marking import OWNER
from legation.core.telegram import Telegram
from legation.extract import statements
from legation.services.boards.meetings import meetings
from legation.services.proposals.acceptance import Proposed
from legation.services.proposals.outcomes import Known

TALKS = "talks"
HELD = "The second round was held in Osmar on March 21"
MINUTES = (
    f"{HELD}. Begin text: -- Information: cutting of the rockets began. -- Decision: the third round is in Belisar. "
    "-- Task: send four open points (Tarqand, by May 15, 2017). End text."
)


def report(mrn: str = "17OSMAR2", text: str = MINUTES) -> Telegram:
    return telegram(mrn, [("U", "The round went well."), ("C", text)], date="2017-03-23")


def archive_with(held: Telegram, proposals: list[Proposal]) -> Archive:
    made = Archive()
    made.keep(telegram("17OSMAR1", [("C", "Talks.")], date="2017-01-02"))
    made.keep(held, proposals, statements(held))
    made.dialogues.open(OWNER, "17OSMAR1", id=TALKS, title="Talks", parties=["XV", "XT"], ours="XV")
    return made


def of(archive: Archive, mrn: str = "17OSMAR2") -> list[Proposed]:
    return [
        one for one in archive.dialogues.proposals(OWNER, mrn, TALKS) if one.proposal.fields.get("outcome") is not None
    ]


@pytest.fixture
def proposed() -> Archive:
    held = report()
    return archive_with(held, [proposal(held, "meeting", HELD, modality="done", date="2017-03-21")])


@pytest.fixture
def recorded() -> Archive:
    made = archive_with(report(), [])
    made.dialogues.record(
        OWNER,
        TALKS,
        "meeting.hold",
        "round",
        mrn="17OSMAR2",
        quote=HELD,
        fields={"text": "Second round", "date": "2017-03-21"},
    )
    return made


def test_what_a_meeting_ended_with_waits_for_its_report(proposed: Archive) -> None:
    assert [(one.becomes, one.before, one.acceptable, one.with_all) for one in of(proposed)] == [
        ("meeting.outcome", (1,), False, True)
    ] * 3
    with pytest.raises(MoveError, match="what a meeting ended with") as refused:
        proposed.dialogues.accept(OWNER, TALKS, "17OSMAR2", [2])
    assert f"accept proposal 1 (“{HELD}”) first" in refused.value.do


def test_accepting_all_enters_the_meeting_and_its_outcomes_each_with_its_words(proposed: Archive) -> None:
    entered = proposed.dialogues.accept(OWNER, TALKS, "17OSMAR2")
    assert [entry.draft.kind for entry in entered] == ["meeting.hold"] + ["meeting.outcome"] * 3
    (meeting,) = meetings(proposed.dialogues.board(OWNER, TALKS))
    assert [(one.type, one.text, one.holder, one.due) for one in meeting.outcomes] == [
        ("information", "cutting of the rockets began", None, None),
        ("decision", "the third round is in Belisar", None, None),
        ("task", "send four open points", "Tarqand", "2017-05-15"),
    ]
    assert len({entry.draft.sources[0].span for entry in entered}) == 4
    assert {entry.draft.marking for entry in entered} == {"C"}
    assert {one.status for one in of(proposed)} == {"accepted"}
    assert proposed.dialogues.accept(OWNER, TALKS, "17OSMAR2") == []


def test_of_a_meeting_that_stands_they_are_offered_at_once(recorded: Archive) -> None:
    found = of(recorded)
    assert [(one.becomes, one.moves is not None, one.acceptable) for one in found] == [
        ("meeting.outcome", True, True)
    ] * 3
    recorded.dialogues.amend(OWNER, TALKS, "17OSMAR2", [found[2].number], {"holder": "XT", "due": "2017-06-01"})
    (meeting,) = meetings(recorded.dialogues.board(OWNER, TALKS))
    assert [(one.text, one.holder, one.due) for one in meeting.outcomes] == [
        ("send four open points", "XT", "2017-06-01")
    ]
    with pytest.raises(RefusedError, match="entered already"):
        recorded.dialogues.amend(OWNER, TALKS, "17OSMAR2", [found[2].number], {"holder": "XV"})
    with pytest.raises(RefusedError, match="no field"):
        recorded.dialogues.amend(OWNER, TALKS, "17OSMAR2", [found[1].number], {"place": "Osmar"})


def test_what_a_meeting_has_already_is_not_offered_again(recorded: Archive) -> None:
    fields = {"type": "task", "text": "Send the four open points in writing", "holder": "XT"}
    recorded.dialogues.record(OWNER, TALKS, "meeting.outcome", "meeting 1", mrn="17OSMAR2", fields=fields)
    assert [one.proposal.fields["outcome"] for one in of(recorded)] == ["information", "decision"]


def test_where_no_meeting_is_reported_nothing_is_offered() -> None:
    made = archive_with(report(), [])
    assert of(made) == []
    made.dialogues.record(OWNER, TALKS, "meeting.hold", "first", fields={"text": "First round", "date": "2017-01-02"})
    assert of(made) == []


def test_of_several_meetings_a_person_says_which(recorded: Archive) -> None:
    recorded.dialogues.record(
        OWNER,
        TALKS,
        "meeting.hold",
        "call",
        mrn="17OSMAR2",
        quote="The round went well",
        fields={"text": "Call on Ms Odrun"},
    )
    first = of(recorded)[0]
    assert first.which_moves
    with pytest.raises(RefusedError, match="one of several"):
        recorded.dialogues.accept(OWNER, TALKS, "17OSMAR2", [first.number])
    recorded.dialogues.amend(OWNER, TALKS, "17OSMAR2", [first.number], {"meeting": 2})
    held = {one.number: len(one.outcomes) for one in meetings(recorded.dialogues.board(OWNER, TALKS))}
    assert held == {1: 0, 2: 1}


def test_a_promise_in_the_words_of_a_task_is_entered_once() -> None:
    held = report()
    words = "Task: send four open points (Tarqand, by May 15, 2017)"
    promise = proposal(held, "commitment", words, party="XT", counterparty="XV", modality="intended")
    made = archive_with(held, [proposal(held, "meeting", HELD, modality="done", date="2017-03-21"), promise])
    (one,) = [one for one in made.dialogues.proposals(OWNER, "17OSMAR2", TALKS) if one.proposal.kind == "commitment"]
    assert (one.beside, one.acceptable, one.with_all) == (5, True, False)
    made.dialogues.accept(OWNER, TALKS, "17OSMAR2")
    assert made.dialogues.board(OWNER, TALKS).of("commitment") == []
    made.dialogues.accept(OWNER, TALKS, "17OSMAR2", [one.number])
    assert len(made.dialogues.board(OWNER, TALKS).of("commitment")) == 1


def test_whoever_may_not_read_the_report_has_neither(proposed: Archive) -> None:
    proposed.dialogues.accept(OWNER, TALKS, "17OSMAR2")
    assert len(meetings(proposed.dialogues.board(CONFIDENTIAL_READER, TALKS))[0].outcomes) == 3
    assert proposed.ledger.entries(OPEN_READER, TALKS) == []


def test_the_story_of_a_meeting_tells_what_it_ended_with(proposed: Archive) -> None:
    proposed.dialogues.accept(OWNER, TALKS, "17OSMAR2")
    told = [one.adds for one in proposed.dialogues.story(OWNER, TALKS, "meeting 2017-03-21")]
    assert told == ["", "Information.", "Decision.", "Task for Tarqand by 15 May 2017."]
    outcomes = [{"type": "task", "text": "Send the chart", "holder": "XT"}, {"type": "decision", "text": "To go on"}]
    fields = {"text": "Third round", "date": "2017-04-01", "outcomes": outcomes}
    proposed.dialogues.record(OWNER, TALKS, "meeting.hold", "third", on=date(2017, 4, 1), fields=fields)
    (one,) = proposed.dialogues.story(OWNER, TALKS, "meeting 2017-04-01")
    assert one.adds == "Task for XT: Send the chart. Decision: To go on."


def test_nothing_is_carried_over_to_a_meeting_that_is_called_off(proposed: Archive) -> None:
    proposed.dialogues.accept(OWNER, TALKS, "17OSMAR2")
    for day in (date(2027, 6, 1), date(2027, 7, 1)):
        fields = {"text": f"Round of {day}", "date": day.isoformat()}
        proposed.dialogues.record(
            OWNER, TALKS, "meeting.propose", f"round of {day:%B}", on=date(2017, 4, 1), fields=fields
        )
    proposed.dialogues.record(OWNER, TALKS, "meeting.cancel", "meeting 2027-06-01", on=date(2017, 5, 1))
    carried = {one.on: len(one.carried) for one in meetings(proposed.dialogues.board(OWNER, TALKS))}
    assert carried == {"2017-03-21": 0, "2027-06-01": 0, "2027-07-01": 1}


PRESENT = f"{HELD}. Present were Director Samira Odrun and Captain Roe."


def who_met(archive: Archive) -> list[Proposed]:
    return [one for one in archive.dialogues.proposals(OWNER, "17OSMAR2", TALKS) if one.proposal.fields.get("attends")]


def test_who_took_part_goes_with_the_report_of_the_meeting() -> None:
    held = report(text=PRESENT)
    made = archive_with(held, [proposal(held, "meeting", HELD, modality="done", date="2017-03-21")])
    assert [(one.becomes, one.before, one.acceptable) for one in who_met(made)] == [("meeting.attend", (1,), False)] * 2
    entered = made.dialogues.accept(OWNER, TALKS, "17OSMAR2")
    assert [entry.draft.kind for entry in entered] == ["meeting.hold", "meeting.attend", "meeting.attend"]
    (meeting,) = meetings(made.dialogues.board(OWNER, TALKS))
    assert meeting.attendance == ("Director Samira Odrun", "Captain Roe")
    assert {entry.draft.marking for entry in entered} == {"C"}
    assert len({entry.draft.sources[0].span for entry in entered}) == 3
    assert made.dialogues.accept(OWNER, TALKS, "17OSMAR2") == []


def test_who_is_on_the_list_of_a_meeting_is_not_offered_again() -> None:
    held = report(text=PRESENT)
    made = archive_with(held, [proposal(held, "meeting", HELD, modality="done", date="2017-03-21")])
    made.dialogues.accept(OWNER, TALKS, "17OSMAR2", [1])
    made.dialogues.record(OWNER, TALKS, "meeting.attend", "meeting 1", mrn="17OSMAR2", fields={"person": "S. Odrun"})
    assert [one.proposal.text for one in who_met(made)] == ["Captain Roe"]
    made.dialogues.amend(OWNER, TALKS, "17OSMAR2", [who_met(made)[0].number], {"party": "XV"})
    (meeting,) = meetings(made.dialogues.board(OWNER, TALKS))
    assert meeting.attendance == ("S. Odrun", "Captain Roe (XV)")
    assert who_met(made)[0].status == "accepted"


def test_who_took_part_is_told_of_no_meeting_that_the_telegram_does_not_report() -> None:
    made = archive_with(report(text="Talks go on. Present were Director Samira Odrun and Captain Roe."), [])
    made.dialogues.record(OWNER, TALKS, "meeting.hold", "first", fields={"text": "First round", "date": "2017-01-02"})
    assert who_met(made) == []


def point(text: str) -> Proposal:
    fields = {"outcome": "decision", "holder": None, "due": None}
    one = ("17OSMAR2", "event", text, fields, (), "C", 0.7, "minutes-decision")
    return Proposal(**dict(zip(Proposal.__struct_fields__, one, strict=True)))


class Ended:
    """A meeting with nothing but outcomes."""

    def __init__(self, texts: list[str]) -> None:
        self._told = [{"type": "decision", "text": text} for text in texts]

    def items(self, name: str) -> list[dict[str, Any]]:
        return self._told if name == "outcomes" else []


def told(count: int) -> list[str]:
    words = ("pumps", "valves", "boats", "gauges", "horses", "locks", "lamps")
    return [
        f"The {words[n % 7]} of station{n} beside {words[n // 7 % 7]} are painted colour{n % 90}" for n in range(count)
    ]


def test_the_same_is_found_among_many() -> None:
    known = Known([Ended(told(900))])  # type: ignore[list-item]
    assert known.has(point("Painted colour7: pumps of station7, beside the valves"))
    assert not known.has(point("The pumps of station2000 will be sold by the two sides in Osmar"))


def test_a_point_is_held_against_few_of_many_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    same = Known._same
    monkeypatch.setattr(Known, "_same", lambda self, at, *said: looked.append(at) or same(self, at, *said))
    known = Known([Ended(told(3_000))])  # type: ignore[list-item]
    new = [point(f"Hens beside yaks painted colour{n % 90} with gnus, elks, apes") for n in range(100)]
    assert not any(known.has(one) for one in new)
    assert 0 < len(looked) <= 64 * len(new)

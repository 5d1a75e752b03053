"""What is new to a reader: whatever was entered since they looked, whoever's clock is behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from small_archive import Small, text

from legation.core.marking import OWNER


@pytest.fixture
def house() -> Small:
    house = Small([text(901, body="1. They spoke of the pier.")])
    house.dialogues.open(OWNER, "09TRIPOLI901", id="talks", title="Talks", parties=["US", "LY"])
    return house


def raised(house: Small, name: str) -> None:
    house.dialogues.record(OWNER, "talks", "objective.raise", name, mrn="09TRIPOLI901", fields={"text": name})


def new(house: Small) -> list[str]:
    return [one.text for one in house.looking.today(OWNER).moved]


@pytest.mark.parametrize("ahead", [timedelta(minutes=10), timedelta(days=365)])
def test_what_is_entered_by_a_clock_behind_that_of_the_look_is_new(house: Small, ahead: timedelta) -> None:
    raised(house, "A pier")
    house.at += ahead
    page = house.looking.today(OWNER)
    house.looking.seen(OWNER, at=page.at, until=page.until)
    assert new(house) == []
    house.at -= ahead - timedelta(minutes=1)
    raised(house, "A quay")
    assert new(house) == ["A quay"]
    house.at += timedelta(minutes=1)
    page = house.looking.today(OWNER)
    house.looking.seen(OWNER, at=page.at, until=page.until)
    assert new(house) == []


def test_what_is_entered_while_the_page_is_read_is_new(house: Small) -> None:
    page = house.looking.today(OWNER)
    house.at += timedelta(minutes=1)
    raised(house, "A pier")
    house.looking.seen(OWNER, at=page.at, until=page.until)
    house.looking.seen(OWNER, at="2009-01-01", until="")
    assert new(house) == ["A pier"]


def test_tasks_of_meetings_lie_before_whoever_is_to_do_them(house: Small) -> None:
    def enter(move: str, about: str, on: str = "2009-11-02", **fields: str) -> None:
        house.dialogues.record(
            OWNER, "talks", f"meeting.{move}", about, mrn="09TRIPOLI901", on=date.fromisoformat(on), fields=fields
        )

    enter("propose", "First round", text="First round", date="2009-11-02")
    enter("hold", "meeting 2009-11-02", held_on="2009-11-02")
    for task, holder, due in (
        ("Cost a pier", "US", "2009-11-04"),
        ("Send the plans", "LY", "2009-11-04"),
        ("Draw a map", "US", "2009-11-03"),
    ):
        enter("outcome", "meeting 2009-11-02", type="task", text=task, holder=holder, due=due)
    # Of the day on which the last one is set another is told as done, and before it.
    enter("finish", "meeting 2009-11-02", "2009-11-03", text="Draw a map")
    enter("outcome", "meeting 2009-11-02", "2009-11-03", type="task", text="Name a day", holder="US", due="2030-01-01")
    told = house.looking.today(OWNER)
    late = {one.alert.text for one in told.alerts if one.alert.rule == "overdue" and one.alert.entity == "meeting"}
    assert late == {"Cost a pier", "Send the plans"} == {one.row.text for one in told.overdue}
    assert [(one.row.text, one.row.overdue) for one in told.mine] == [("Cost a pier", True), ("Name a day", False)]
    assert [one.row.text for one in told.waiting] == ["Send the plans"]
    assert told.counts == {"overdue": 2, "mine": 2, "waiting": 1, "watching": 0}
    assert [one.mine for one in told.dialogues] == [2]
    assert {(one.row.entity, one.row.name, one.row.state) for one in told.mine} == {("meeting", "2009-11-02", "task")}
    assert [one.row.last.on for one in told.mine] == ["2009-11-02", "2009-11-03"]
    assert {one.row.last.says for one in told.mine} == {"outcome"}


def test_a_task_told_with_all_that_a_meeting_ended_with_shows_that(house: Small) -> None:
    def enter(move: str, about: str, on: str, **fields: object) -> None:
        house.dialogues.record(
            OWNER, "talks", f"meeting.{move}", about, mrn="09TRIPOLI901", on=date.fromisoformat(on), fields=fields
        )

    enter("propose", "First round", "2009-11-01", text="First round", date="2009-11-02")
    ended = [{"text": one, "type": "task", "holder": "US"} for one in ("Cost a pier", "Draw a map")]
    enter("hold", "meeting 2009-11-02", "2009-11-03", held_on="2009-11-02", outcomes=ended)
    enter("finish", "meeting 2009-11-02", "2009-11-05", text="Draw a map")
    assert [(one.row.text, one.row.last.on) for one in house.looking.today(OWNER).mine] == [
        ("Cost a pier", "2009-11-03")
    ]

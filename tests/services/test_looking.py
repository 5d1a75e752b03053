"""What is new to a reader: whatever was entered since they looked, whoever's clock is behind."""

from __future__ import annotations

from datetime import timedelta

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

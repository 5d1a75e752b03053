"""Saved searches: each tells once of what has come, says why, and knows no more than its reader."""

from __future__ import annotations

import pytest
from small_archive import OPEN, Small, text

from legation.core.errors import LegationError, QueryError
from legation.core.marking import OWNER, Reader


@pytest.fixture
def house() -> Small:
    return Small([text(900, body="1. The dredger came on Monday.")])


def test_a_search_tells_of_what_comes_after_it_was_saved_and_once(house: Small) -> None:
    house.saved.add(OWNER, "dredger", "dredger")
    assert house.saved.look(OWNER) == []
    house.keep(text(901, body="1. Nothing.\n\n2. A second dredger came."), text(902, body="1. A ship came."))
    (alert,) = house.saved.look(OWNER, keep=False)
    assert (alert.search, alert.query, alert.listing.mrn) == ("dredger", "dredger", "09TRIPOLI901")
    assert (alert.matched, alert.paragraph, alert.marking) == (("dredger",), 2, "UNCLASSIFIED")
    assert alert.received == "2026-01-01T00:00:00Z"
    assert house.saved.look(OWNER) == [alert]
    assert house.saved.look(OWNER) == []
    house.keep(text(901, body="1. Nothing.\n\n2. A second dredger came."))
    assert house.saved.look(OWNER) == []


def test_an_alert_names_the_fields_that_fired(house: Small) -> None:
    house.saved.add(OWNER, "either", "tag:PREL AND (post:TRIPOLI OR post:STATE)")
    house.keep(text(903))
    (alert,) = house.saved.look(OWNER)
    assert alert.fields == ("tag:PREL", "post:TRIPOLI")


def test_what_a_telegram_cites_is_told_of_though_it_is_old(house: Small) -> None:
    house.keep(text(950, "TRIPOLI 951"))
    house.saved.add(OWNER, "cited", "citedby:09TRIPOLI950")
    house.keep(text(951), text(952))
    assert [alert.listing.mrn for alert in house.saved.look(OWNER)] == ["09TRIPOLI951"]


def test_a_search_that_another_version_wrote_does_not_silence_the_others(
    house: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("legation.services.news.saved.parse_query", lambda *_: None)
        house.saved.add(OWNER, "old", "*dredger*")
    house.saved.add(OWNER, "dredger", "dredger")
    house.keep(text(904, body="1. A dredger came."))
    assert [alert.search for alert in house.saved.look(OWNER)] == ["dredger"]
    assert [one.name for one in house.saved.all(OWNER)] == ["dredger", "old"]
    house.saved.remove(OWNER, "old")


def test_searches_are_each_readers_own(house: Small) -> None:
    house.saved.add(OWNER, "text", "text")
    house.saved.add(OPEN, "text", "came")
    assert [(one.name, one.query) for one in house.saved.all(OPEN)] == [("text", "came")]
    assert house.saved.add(OWNER, " text ", "other").replaced == "text"
    assert house.saved.add(OPEN, "other", "text").replaced is None
    house.saved.remove(OPEN, "other")
    assert [one.query for one in house.saved.all(OWNER)] == ["other"]
    house.saved.remove(OWNER, "text")
    assert house.saved.all(OWNER) == []
    with pytest.raises(LegationError, match="no saved search"):
        house.saved.remove(OWNER, "text")
    with pytest.raises(LegationError, match="no saved search"):
        house.saved.look(OWNER, only="text")


def test_an_alert_never_tells_of_what_is_closed() -> None:
    full, readable = Small(), Small()
    low = Reader("low", rank=0)
    came = [text(901), text(902, level="S E C R E T"), text(903), text(904, level="S E C R E T")]
    for house, kept in ((full, came), (readable, [came[0], came[2]])):
        house.saved.add(low, "all", "text")
        house.keep(*kept[: len(kept) // 2])
        first = house.saved.look(low)
        assert [alert.listing.mrn for alert in first] == ["09TRIPOLI901"]
        house.keep(*kept[len(kept) // 2 :])
    assert full.saved.look(low) == readable.saved.look(low) != []


def test_a_wrong_query_and_a_wrong_name_are_refused(house: Small) -> None:
    with pytest.raises(QueryError):
        house.saved.add(OWNER, "wrong", '"open')
    for name in ("", "  ", "x" * 81):
        with pytest.raises(LegationError):
            house.saved.add(OWNER, name, "text")


def test_what_is_marked_lower_is_news_to_whoever_may_read_it_now(house: Small) -> None:
    house.saved.add(OPEN, "dredger", "dredger")
    house.keep(text(901, level="SECRET", body="1. A second dredger came."))
    assert house.saved.look(OPEN) == []
    house.markings.mark(OWNER, "09TRIPOLI901", "CONFIDENTIAL", why="read again")
    assert house.saved.look(OPEN) == []
    house.markings.mark(OWNER, "09TRIPOLI901", "UNCLASSIFIED", why="read once more")
    assert [alert.listing.mrn for alert in house.saved.look(OPEN)] == ["09TRIPOLI901"]
    assert house.saved.look(OPEN) == []


def test_what_is_marked_higher_is_no_news(house: Small) -> None:
    house.keep(text(901, body="1. A second dredger came."))
    house.saved.add(OWNER, "dredger", "dredger")
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", why="read again")
    assert house.saved.look(OWNER) == []


def test_paragraphs_that_are_released_again_are_news(house: Small) -> None:
    house.releasing.set("paragraphs")
    house.keep(text(901, level="SECRET", body="1. (U) A second dredger came.\n\n2. (S) It left."))
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", ["EXDIS"], why="read again")
    house.saved.add(OPEN, "dredger", "second")
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", why="read once more")
    assert [alert.listing.mrn for alert in house.saved.look(OPEN)] == ["09TRIPOLI901"]

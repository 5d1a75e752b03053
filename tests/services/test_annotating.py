"""Annotations: held as closely as their telegram, shown to whoever may read it, taken back by their author alone."""

from __future__ import annotations

import pytest
from small_archive import OPEN, Small, text

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, Reader

HIGH, LOW = Reader("high", rank=4), Reader("low", rank=3)


@pytest.fixture
def house() -> Small:
    return Small(
        [
            text(900, body="1. The dredger came.\n\n2. It left."),
            text(901, level="S E C R E T", body="1. (S) The mine was laid."),
            text(902, level="C O N F I D E N T I A L", body="1. (C) The channel is open."),
        ]
    )


def test_an_annotation_is_seen_by_whoever_may_read_the_telegram(house: Small) -> None:
    made = house.annotating.add(LOW, "09TRIPOLI902", text="  Compare the\r\nchart. ", place="p1")
    assert (made.text, made.place, made.by, made.marking, made.own) == ("Compare the\nchart.", "p1", "low", "C", True)
    (seen,) = house.annotating.of(HIGH, "09 TRIPOLI 902")
    assert (seen.id, seen.text, seen.by, seen.own) == (made.id, made.text, "low", False)
    assert house.annotating.of(HIGH, "09TRIPOLI901") == []


def test_a_lower_reader_meets_nothing_of_an_annotation(house: Small) -> None:
    made = house.annotating.add(HIGH, "09TRIPOLI901", text="the tug saw it")
    for name in ("09TRIPOLI901", "09TRIPOLI999"):
        for ask in (
            lambda name=name: house.annotating.of(LOW, name),
            lambda name=name: house.annotating.add(LOW, name, text="x"),
            lambda name=name: house.annotating.withdraw(LOW, name, made.id),
        ):
            with pytest.raises(NotFoundError) as refused:
                ask()
            assert "tug" not in str(refused.value)
    assert len(house.annotating.of(HIGH, "09TRIPOLI901")) == 1


def test_a_lower_version_of_the_number_does_not_show_the_annotation_of_the_higher(house: Small) -> None:
    house.annotating.add(HIGH, "09TRIPOLI901", text="the tug saw it")
    house.keep(text(901, body="1. Something was laid."))
    assert house.annotating.of(OPEN, "09TRIPOLI901") == []
    assert [one.text for one in house.annotating.of(HIGH, "09TRIPOLI901")] == ["the tug saw it"]
    low = house.annotating.add(OPEN, "09TRIPOLI901", text="what was laid?")
    assert [one.text for one in house.annotating.of(OPEN, "09TRIPOLI901")] == ["what was laid?"]
    with pytest.raises(RefusedError):
        house.annotating.withdraw(HIGH, "09TRIPOLI901", low.id)


def test_an_annotation_is_marked_no_higher_than_its_telegram(house: Small) -> None:
    with pytest.raises(RefusedError, match="marked SECRET, and would be held as CONFIDENTIAL"):
        house.annotating.add(HIGH, "09TRIPOLI902", text="(S) The pilot is ours.")
    assert house.annotating.of(HIGH, "09TRIPOLI902") == []
    house.annotating.add(HIGH, "09TRIPOLI902", text="(C) The pilot is theirs.")
    house.annotating.add(HIGH, "09TRIPOLI901", text="(S) The pilot is ours.")


def test_an_annotation_rises_with_its_telegram(house: Small) -> None:
    house.annotating.add(LOW, "09TRIPOLI902", text="see the chart")
    first = house.reading.versions(OWNER, "09TRIPOLI902")[0]
    house.keep(text(902, body="1. A channel."))  # a version that LOW may still open
    house.markings.mark(OWNER, first.sha256, "SECRET", [], why="the chart is held closer")
    seen = [(one.text, one.marking) for one in house.annotating.of(HIGH, "09TRIPOLI902")]
    assert seen == [("see the chart", "S")]
    for reader in (LOW, OPEN):
        assert house.annotating.of(reader, "09TRIPOLI902") == []


def test_a_reader_of_some_paragraphs_writes_for_those_who_read_more() -> None:
    house = Small()
    house.releasing.set("paragraphs")
    from marked import text as marked

    record = house.ingest.record(marked(["U", "C", "S"], level="S E C R E T").encode(), "12.txt")
    from legation.services.views import views_of

    house.telegrams.put(OWNER, [record], {record.sha256: views_of(record, house.posts)})
    name = record.telegram.mrn or ""
    house.annotating.add(LOW, name, text="of what I can read", place="p2")
    house.annotating.add(HIGH, name, text="of all of it", place="p3")
    assert [one.text for one in house.annotating.of(LOW, name)] == ["of what I can read"]
    assert {one.text for one in house.annotating.of(HIGH, name)} == {"of what I can read", "of all of it"}
    assert house.annotating.of(OPEN, name) == []


def test_only_its_author_takes_an_annotation_back(house: Small) -> None:
    made = house.annotating.add(LOW, "09TRIPOLI900", text="once")
    for other in (HIGH, OWNER):
        with pytest.raises(RefusedError):
            house.annotating.withdraw(other, "09TRIPOLI900", made.id)
    house.annotating.withdraw(LOW, "09TRIPOLI900", made.id)
    assert house.annotating.of(LOW, "09TRIPOLI900") == []
    with pytest.raises(RefusedError):
        house.annotating.withdraw(LOW, "09TRIPOLI900", made.id)


@pytest.mark.parametrize("wrong", ["", "  \r\n ", "x" * 4_001])
def test_no_text_or_too_much_is_refused(house: Small, wrong: str) -> None:
    with pytest.raises(RefusedError):
        house.annotating.add(LOW, "09TRIPOLI900", text=wrong)


def test_a_paragraph_or_version_that_is_not_there_is_not_written_on(house: Small) -> None:
    with pytest.raises(NotFoundError):
        house.annotating.add(LOW, "09TRIPOLI900", text="x", place="p7")
    with pytest.raises(NotFoundError):
        house.annotating.add(LOW, "09TRIPOLI900", text="x", version="ffffffffffff")

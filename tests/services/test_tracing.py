"""A gap in a post's numbers raises a service message, once, and knows no more than its reader."""

from __future__ import annotations

import pytest
from small_archive import NOW, OPEN, Small, text

from legation.core.errors import RefusedError
from legation.core.marking import OWNER
from legation.formats import write
from legation.services.drafts.drafting import check_draft
from legation.tables.posts import load_posts


@pytest.fixture
def house() -> Small:
    return Small([text(1), text(2), text(5), text(6), text(60), text(62), text(3, post="TUNIS")])


def test_runs_that_did_not_come_are_told_and_long_ones_are_not(house: Small) -> None:
    runs = house.tracers.missing(OWNER)
    assert [(run.post, run.numbers) for run in runs] == [
        ("TRIPOLI", ("09TRIPOLI3", "09TRIPOLI4")),
        ("TRIPOLI", ("09TRIPOLI61",)),
        ("TUNIS", ("09TUNIS1", "09TUNIS2")),
    ]
    assert (runs[0].after, runs[0].before, runs[2].after) == ("09TRIPOLI2", "09TRIPOLI5", None)
    assert [run.numbers for run in house.tracers.missing(OWNER, "Tunis")] == [("09TUNIS1", "09TUNIS2")]
    assert len(house.tracers.missing(OWNER, longest=60)) == 4
    assert house.tracers.missing(OWNER, "Tripoli", 1999) == []


def test_a_telegram_without_a_day_is_held_of_the_year_of_its_number() -> None:
    _, undated = text(893).split(b"\n", 1)
    small = Small([b"MRN: 09TRIPOLI893\nAction: SECSTATE\nSubject: Hides\n\n" + undated])
    assert [one.date for one in small.telegrams.listings(OWNER)] == [None]
    held = [small.tracers.holds(OWNER, post, year) for post, year in (("Tripoli", 2009), ("Tripoli", 2008))]
    assert (held, small.tracers.holds(OWNER, "Tunis", 2009)) == ([True, False], False)


def test_a_number_is_of_its_year_when_it_was_sent_in_the_next() -> None:
    _, undated = text(999).split(b"\n", 1)
    head = b"MRN: 09TRIPOLI999\nDate/DTG: Jan 01, 2010 / 011000Z JAN 10\nAction: SECSTATE\nSubject: Hides\n\n"
    small = Small([head + undated])
    assert [(one.mrn, one.date) for one in small.telegrams.listings(OWNER)] == [("09TRIPOLI999", "2010-01-01")]
    assert [small.tracers.holds(OWNER, "Tripoli", year) for year in (2008, 2009, 2010)] == [False, True, True]


def test_a_tracer_is_raised_once_and_filled_by_what_comes(house: Small) -> None:
    peeked = house.tracers.message(OWNER, "Tripoli")
    tracer = house.tracers.draft(OWNER, "tripoli", sender="SECSTATE WASHDC")
    assert peeked.numbers == tracer.numbers == ("09TRIPOLI3", "09TRIPOLI4", "09TRIPOLI61")
    (first, _, _) = house.tracers.missing(OWNER)
    assert ([one.mrn for one in first.raised], first.unasked) == (["09TRIPOLI3", "09TRIPOLI4"], ())
    assert {one.raised for one in first.raised} == {NOW.date().isoformat()}
    with pytest.raises(RefusedError, match="nothing of Tripoli"):
        house.tracers.draft(OWNER, "Tripoli")
    house.keep(text(4), text(64))
    assert [run.numbers for run in house.tracers.missing(OWNER, "Tripoli")] == [
        ("09TRIPOLI3",),
        ("09TRIPOLI61",),
        ("09TRIPOLI63",),
    ]
    assert house.tracers.draft(OWNER, "Tripoli").numbers == ("09TRIPOLI63",)


def test_without_a_post_nothing_is_asked_for(house: Small) -> None:
    with pytest.raises(RefusedError, match="a tracer names one post: take one from"):
        house.tracers.message(OWNER, " ")


def test_the_message_is_a_draft_that_can_be_sent(house: Small) -> None:
    import msgspec

    draft = house.tracers.draft(OWNER, "Tripoli", sender="SECSTATE WASHDC").draft
    assert [one.plad for one in draft.to] == ["AMEMBASSY TRIPOLI"]
    assert draft.paragraphs[0].text == (
        "Not received here: 09TRIPOLI3, 09TRIPOLI4, after 09TRIPOLI2 and before 09TRIPOLI5. "
        "Not received here: 09TRIPOLI61, after 09TRIPOLI60 and before 09TRIPOLI62."
    )
    ready = msgspec.structs.replace(draft, dtg="2026-01-01T10:00Z", post="STATE", number=7)
    assert "TRACER: NUMBERS OF TRIPOLI NOT RECEIVED" in write(ready)
    assert [fault.rule for fault in check_draft(ready, load_posts()) if fault.severity == "block"] == []


def test_it_bears_the_marking_of_what_shows_the_gap_and_is_told_to_nobody_else() -> None:
    house = Small([text(1), text(3, level="CONFIDENTIAL"), text(5)])
    assert [run.numbers for run in house.tracers.missing(OPEN)] == [("09TRIPOLI2", "09TRIPOLI3", "09TRIPOLI4")]
    assert house.tracers.missing(OPEN) == Small([text(1), text(5)]).tracers.missing(OPEN)
    tracer = house.tracers.draft(OWNER, "Tripoli")
    assert tracer.banner == "CONFIDENTIAL"
    assert tracer.draft.classification.level == "CONFIDENTIAL"
    assert tracer.draft.executive_order.declassify_on == "2034-11-05"
    (run,) = house.tracers.missing(OPEN)
    assert run.raised == ()

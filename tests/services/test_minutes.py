"""Minutes in both sides' texts: the same, worded otherwise, of one side alone; invented telegrams."""

from __future__ import annotations

from datetime import date

import pytest
from hand_made import CONFIDENTIAL_READER, NOW, OPEN_READER, Archive, telegram

from legation.core.errors import RefusedError
from legation.core.marking import OWNER
from legation.services.boards.minutes import items_of, worded
from legation.services.dialogue.overview import Overviews
from legation.services.report import to_csv

TALKS = "talks"
OURS = (
    "AGREED MINUTES. BEGIN TEXT: -- INFORMATION: CUTTING OF ROCKETS BEGAN ON OCTOBER 26. -- DECISION: A LEGAL WORKING "
    "GROUP WILL MEET IN BELISAR ON MARCH 9. -- TASK: TARQAND TO SEND ITS FOUR OPEN POINTS BY JANUARY 15. END TEXT."
)
THEIRS = (
    "Begin text: -- Information: cutting of rockets began on October 26. -- Decision: a legal working group will meet "
    "in Belisar on March 23. -- Task: Veldria to deliver four aircraft. End text."
)


@pytest.fixture
def archive() -> Archive:
    made = Archive()
    made.keep(telegram("15FOROFF1", [("C", "Round held."), ("C", OURS)], date="2015-11-20", plad="FOROFF OSMAR"))
    made.keep(telegram("15BELISAR2", [("C", f"The Tarqandi text follows. {THEIRS}")], date="2015-12-01"))
    made.dialogues.open(OWNER, "15FOROFF1", id=TALKS, title="Talks", parties=["XV", "XT"], ours="XV")
    record(made, "meeting.hold", "15FOROFF1", "Round held", text="Second round", date="2015-11-18")
    return made


def record(archive: Archive, kind: str, mrn: str | None, quote: str | None, **fields: object) -> None:
    archive.dialogues.record(OWNER, TALKS, kind, "round", mrn=mrn, quote=quote, fields=fields)


@pytest.fixture
def both(archive: Archive) -> Archive:
    record(archive, "meeting.minute", "15BELISAR2", "-- Information ... four aircraft.", party="XT")
    record(archive, "meeting.minute", "15FOROFF1", "-- INFORMATION ... JANUARY 15.", party="XV", agreed=True)
    return archive


def overviews(archive: Archive) -> Overviews:
    return Overviews(archive.dialogues, archive.telegrams, lambda: NOW, archive.threads, archive.moments)


def test_both_texts_are_compared_item_by_item(both: Archive) -> None:
    (one,) = overviews(both).minutes(OWNER, TALKS)
    assert [(side.party, side.agreed, len(side.items), side.sources) for side in one.sides] == [
        ("XV", True, 3, ("15FOROFF1#p2",)),
        ("XT", False, 3, ("15BELISAR2#p1",)),
    ]
    assert [(item.stands, item.numbers, item.only) for item in one.items] == [
        ("same", (1, 1), None),
        ("differs", (2, 2), None),
        ("one side", (3, None), "XV"),
        ("one side", (None, 3), "XT"),
    ]
    assert "[-9.-] {+23.+}" in worded(one.items[1])
    assert worded(one.items[2]) == "TASK: TARQAND TO SEND ITS FOUR OPEN POINTS BY JANUARY 15."


def test_one_text_stands_alone_and_a_later_one_takes_its_place(archive: Archive) -> None:
    record(archive, "meeting.minute", "15FOROFF1", "-- INFORMATION ... JANUARY 15.", party="XV")
    (one,) = overviews(archive).minutes(OWNER, TALKS)
    assert {item.only for item in one.items} == {"XV"}
    archive.dialogues.record(
        OWNER, TALKS, "meeting.minute", "round", on=date(2015, 12, 5), fields={"party": "XV", "text": "1. One. 2. Two."}
    )
    (one,) = overviews(archive).minutes(OWNER, TALKS)
    assert [side.items for side in one.sides] == [("One.", "Two.")]


def test_minutes_are_compiled_over_the_series_with_what_was_carried_over(both: Archive) -> None:
    record(both, "meeting.outcome", None, None, type="task", holder="XT", text="Send four points", due="2016-01-15")
    both.dialogues.record(
        OWNER, TALKS, "meeting.hold", "third", on=date(2016, 6, 1), fields={"text": "Third round", "date": "2016-06-01"}
    )
    report = overviews(both).report(OWNER, TALKS, "minutes")
    assert [line.cells[:3] for line in report.lines] == [
        ("2015-11-18 Second round", "1", "same"),
        ("2015-11-18 Second round", "2", "differs"),
        ("2015-11-18 Second round", "3", "only XV"),
        ("2015-11-18 Second round", "4", "only XT"),
        ("2016-06-01 Third round", "", "carried over"),
    ]
    assert report.lines[-1].cells[3] == "Send four points (XT, due 2016-01-15)"
    assert report.banner == "CONFIDENTIAL"
    assert to_csv(report).startswith("CONFIDENTIAL\n")


def test_a_reader_compares_what_they_may_read(both: Archive) -> None:
    both.keep(telegram("15BELISAR9", [("S", "Our own note: -- DECISION: nothing.")], level="SECRET", date="2015-12-09"))
    record(both, "meeting.minute", "15BELISAR9", "-- DECISION: nothing.", party="XT")
    (seen,) = overviews(both).minutes(CONFIDENTIAL_READER, TALKS)
    assert [len(side.items) for side in seen.sides] == [3, 3]
    (whole,) = overviews(both).minutes(OWNER, TALKS)
    assert [len(side.items) for side in whole.sides] == [3, 1]
    assert whole.marking == "S"
    assert OPEN_READER not in (OWNER, CONFIDENTIAL_READER)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("-- One -- Two", ["One", "Two"]),
        ("It was agreed: 1. To meet. 2. To write on May 4.", ["It was agreed", "To meet.", "To write on May 4."]),
        ("(a) To meet; (b) To write.", ["To meet", "To write."]),
        ("We met on May 1. Nothing was settled.", ["We met on May 1.", "Nothing was settled."]),
        ("BEGIN TEXT: -- One. END TEXT.", ["One."]),
        ("", []),
    ],
)  # fmt: skip
def test_points_are_found_by_their_marks(text: str, items: list[str]) -> None:
    assert items_of(text) == items


def test_words_from_first_to_last_must_stand_once(archive: Archive) -> None:
    with pytest.raises(RefusedError, match="do not stand"):
        record(archive, "meeting.minute", "15FOROFF1", "-- INFORMATION ... of no telegram", party="XV")
    with pytest.raises(RefusedError, match="more than once"):
        record(archive, "meeting.minute", "15FOROFF1", "-- ... JANUARY 15.", party="XV")

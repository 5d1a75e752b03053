"""A draft on its way out: nobody clears alone, a change voids, nothing goes before approval, numbers have no gap."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.services.outgoing import SOUND, Clock, approved, in_memory, on_disk, released, with_

import legation
from legation.app import House
from legation.core.clearing import Standing, text_of
from legation.core.dialogue.ledger import Entry
from legation.core.draft import DraftParagraph, draft_of
from legation.core.errors import AwayError, LegationError, MoveError, NotFoundError, RefusedError
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.core.telegram import Classification
from legation.formats.writing.templates import template, template_names
from legation.services.archive.verifying import Verified
from legation.services.comparing import compare_drafts
from legation.storage.outgoing import Before, Step, Work
from legation.storage.sql.telegrams import SqlTelegrams
from legation.tables.clearing import clearing_moves

DRAFTER = Reader("drafter", rank=4)
SECOND = Reader("second", rank=4)
MINISTER = Reader("minister", rank=4)
BELOW = Reader("below", rank=1)


@pytest.fixture
def house() -> House:
    return in_memory()


def test_a_draft_goes_from_hand_to_hand(house: House) -> None:
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    assert (held.state, held.text, held.authors) == ("drafted", text_of(SOUND)[0], {"drafter"})
    assert desk.clear(SECOND, held.id, "POL").state == "cleared"
    assert desk.clear(MINISTER, held.id[:5], "DCM", text=held.text[:8]).state == "cleared"
    assert desk.approve(MINISTER, held.id).approved_by == "minister"
    done = desk.release(MINISTER, held.id)
    assert (done.state, done.mrn, done.dtg, done.released_by) == (
        "released",
        "26TRIPOLI1",
        "2026-11-01T12:00Z",
        "minister",
    )
    assert [(one.office, one.by, one.counts) for one in done.clearances] == [
        ("POL", "second", True),
        ("DCM", "minister", True),
    ]
    told = [(entry.kind, entry.author, entry.fields["text"]) for entry in desk.log(DRAFTER, held.id)]
    assert [kind for kind, *_ in told] == [
        "draft.draft",
        "draft.clear",
        "draft.clear",
        "draft.approve",
        "draft.release",
    ]
    assert {text for *_, text in told[:4]} == {held.text}
    kept = house.reading.telegram(DRAFTER, "26TRIPOLI1")
    assert kept.subject == SOUND.subject
    assert text_of(msgspec.structs.replace(draft_of(kept), dtg=None, number=None))[0] == held.text


def test_a_release_is_told_though_our_own_copy_cannot_be_kept_yet(tmp_path: Path) -> None:
    """Who was told that it failed would not know that it has a number and goes out."""
    with on_disk(tmp_path / "archive") as house:
        ready = approved(house)
        with pytest.MonkeyPatch.context() as full:
            full.setattr(SqlTelegrams, "put", _without_room)
            assert house.clearing.release(OWNER, ready.id).mrn == "26TRIPOLI1"
        with pytest.raises(NotFoundError):
            house.reading.telegram(OWNER, "26TRIPOLI1")
        released(house)  # with the next, or when the archive is opened
        assert house.reading.telegram(OWNER, "26TRIPOLI1").subject == SOUND.subject


def _without_room(*_given: Any) -> None:
    raise AwayError("the disk of the archive is full", "free some space, then run the same again")


def test_a_draft_kept_in_a_directory_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    with on_disk(tmp_path / "archive") as house:
        held = house.clearing.new(OWNER, SOUND)
        house.clearing.clear(OWNER, held.id, "POL", by="R. Second")
    with on_disk(tmp_path / "archive") as house:
        (again,) = house.clearing.all(OWNER)
        assert (again.id, again.state) == (held.id, "cleared")
        house.clearing.approve(OWNER, held.id, by="C. Minister")
        assert house.clearing.release(OWNER, held.id).mrn is not None
        assert house.verifying is not None
        assert not list(house.verifying.run(OWNER, Verified()))
    with on_disk(tmp_path / "archive") as house:
        assert house.clearing.all(OWNER) == []
        assert [one.state for one in house.clearing.all(OWNER, every=True)] == ["released"]


def test_nobody_clears_their_own_draft_alone(house: House) -> None:
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    with pytest.raises(MoveError, match="own draft alone") as refused:
        desk.clear(DRAFTER, held.id, "POL")
    assert "change, withdraw" in refused.value.do
    desk.clear(SECOND, held.id, "POL")
    assert desk.clear(DRAFTER, held.id, "ECON").state == "cleared"
    with pytest.raises(MoveError, match="own draft"):
        desk.approve(DRAFTER, held.id)


def test_who_changed_the_text_is_its_author_too(house: House) -> None:
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    desk.change(SECOND, held.id, with_(subject="OTHER TALKS"))
    with pytest.raises(MoveError, match="own draft alone"):
        desk.clear(SECOND, held.id, "POL")
    desk.clear(MINISTER, held.id, "DCM")
    with pytest.raises(MoveError, match="own draft"):
        desk.approve(SECOND, held.id)


@pytest.mark.parametrize("last", ["clear", "approve"])
def test_a_change_voids_what_was_cleared_and_approved(house: House, last: str) -> None:
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    desk.clear(SECOND, held.id, "POL")
    if last == "approve":
        desk.approve(MINISTER, held.id)
    changed = desk.change(DRAFTER, held.id, with_(subject="OTHER TALKS"))
    assert (changed.state, changed.approved_by) == ("drafted", None)
    assert [one.counts for one in changed.clearances] == [False]
    for move in (desk.approve, desk.release):
        with pytest.raises(MoveError, match="possible now: change, clear, refuse, withdraw"):
            move(MINISTER, held.id)
    with pytest.raises(MoveError, match="changed since you read it"):
        desk.clear(SECOND, held.id, "POL", text=held.text[:8])
    with pytest.raises(RefusedError, match="same as before"):
        desk.change(DRAFTER, held.id, with_(subject="OTHER TALKS"))


@pytest.mark.parametrize("last", ["clear", "approve"])
def test_a_refusal_voids_what_was_cleared_and_counts_until_the_text_or_the_office_moves(
    house: House, last: str
) -> None:
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    desk.clear(SECOND, held.id, "POL")
    if last == "approve":
        desk.approve(MINISTER, held.id)
    with pytest.raises(MoveError, match="own draft"):
        desk.refuse(DRAFTER, held.id, "POL", "No.")
    for office, why in (("", "No."), ("ECON", " "), ("ECON", "x" * 2001)):
        with pytest.raises(RefusedError):
            desk.refuse(SECOND, held.id, office, why)
    with pytest.raises(MoveError, match="changed since you read it"):
        desk.refuse(SECOND, held.id, "ECON", "No.", text="0000")
    refused = desk.refuse(SECOND, held.id, " ECON ", "Say five craft.\nNot six.", text=held.text[:8])
    assert (refused.state, refused.approved_by, [one.counts for one in refused.clearances]) == (
        "drafted",
        None,
        [False],
    )
    [said] = refused.refusals
    assert (said.by, said.office, said.why, said.counts) == ("second", "ECON", "Say five craft.\nNot six.", True)
    with pytest.raises(MoveError, match="cannot approve a draft that is drafted"):
        desk.approve(MINISTER, held.id)
    assert [one.counts for one in desk.clear(MINISTER, held.id, "POL").refusals] == [True]
    assert [one.counts for one in desk.clear(SECOND, held.id, "ECON").refusals] == [False]
    desk.refuse(SECOND, held.id, "ECON", "No.")
    assert [one.counts for one in desk.change(DRAFTER, held.id, with_(subject="X")).refusals] == [False, False]
    assert desk.log(DRAFTER, held.id)[-2].fields["why"] == "No."


def test_nothing_is_approved_over_a_refusal_that_counts_but_by_saying_so(house: House) -> None:
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    for office in ("ECON", "PRESS"):
        desk.refuse(SECOND, held.id, office, "Say five craft.")
    desk.clear(SECOND, held.id, "POL")
    for over in ((), ("ECON",)):
        with pytest.raises(RefusedError, match="PRESS refused this text") as refused:
            desk.approve(MINISTER, held.id, over=over)
        assert "--over PRESS" in refused.value.do
    with pytest.raises(RefusedError, match="no refusal of DCM counts"):
        desk.approve(MINISTER, held.id, over=("ECON", "PRESS", "DCM"))
    desk.clear(SECOND, held.id, "PRESS")
    with pytest.raises(RefusedError, match="no refusal of PRESS counts"):
        desk.approve(MINISTER, held.id, over=("ECON", "PRESS"))
    approved = desk.approve(MINISTER, held.id, over=(" ECON ", "ECON"))
    assert (approved.approved_by, approved.approved_over) == ("minister", ("ECON",))
    assert desk.log(DRAFTER, held.id)[-1].fields["over"] == ["ECON"]
    again = desk.refuse(SECOND, held.id, "DCM", "No.")
    assert (again.approved_by, again.approved_over) == (None, ())
    desk.clear(SECOND, held.id, "DCM")
    desk.clear(SECOND, held.id, "ECON")
    assert desk.approve(MINISTER, held.id).approved_over == ()
    assert "over" not in desk.log(DRAFTER, held.id)[-1].fields
    assert desk.release(MINISTER, held.id).mrn is not None


def test_a_refusal_that_nobody_read_is_not_gone_over(house: House) -> None:
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    desk.refuse(SECOND, held.id, "Econ Desk", "Say five craft.")
    seen = len(desk.clear(SECOND, held.id, "POL").refusals)
    with pytest.raises(RefusedError) as refused:
        desk.approve(MINISTER, held.id)
    assert refused.value.do.endswith("--over 'Econ Desk'")
    desk.refuse(SECOND, held.id, "Econ Desk", "And name the port.")
    desk.clear(SECOND, held.id, "POL")
    with pytest.raises(RefusedError, match="Econ Desk refused it after it was looked at"):
        desk.approve(MINISTER, held.id, over=("ECON DESK",), seen=seen)
    assert desk.approve(MINISTER, held.id, over=("econ desk",), seen=seen + 1).approved_over == ("Econ Desk",)


@pytest.mark.parametrize(
    "why",
    [
        "(TS//NOFORN) The agent is Kusa.",
        "Leave it out: (S) the agent. S//NF is due.",
        "(\uff33) The agent.",
        "(\u200bS) The agent.",
        "(S). The agent.",
        "2. (S): The agent.",
        "SECRET//NOFORN The agent is Kusa.",
        "SECRET: The agent.",
        "Leave it out.\nS) The agent.",
        "/S/ The agent is Kusa.",
        "TS - The agent.",
    ],
)
def test_what_is_said_of_a_draft_is_marked_no_higher_than_the_draft(house: House, why: str) -> None:
    """A reader of the draft reads it all, and it is CONFIDENTIAL."""
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    all_read = Reader("all", rank=5, holds=frozenset({"NOFORN"}))
    with pytest.raises(RefusedError, match=r"these words are marked .*SECRET.*held as CONFIDENTIAL"):
        desk.refuse(all_read, held.id, "ECON", why)
    with pytest.raises(RefusedError, match="these words are marked"):
        desk.clear(all_read, held.id, "(S) PORTS")
    with pytest.raises(RefusedError, match="these words are marked"):
        desk.clear(OWNER, held.id, "POL", by="(S) The agent")
    assert len(desk.log(OWNER, held.id)) == 1
    desk.refuse(all_read, held.id, "ECON", "(C) Say five craft.")


@pytest.mark.parametrize(
    "why",
    [
        "See para 3 (s).",
        "Article 5 (S) says so.",
        "Annex 1(S)",
        "Ask the Secretary (S) first.",
        "In a (secret) tone.",
        "Secret talks were held.",
    ],
)
def test_a_letter_in_brackets_is_no_mark_of_own_words(house: House, why: str) -> None:
    held = house.clearing.new(DRAFTER, SOUND)
    house.clearing.refuse(SECOND, held.id, "ECON", why)
    assert house.clearing.log(OWNER, held.id)[-1].fields["why"] == why


def test_nothing_goes_before_it_is_approved(house: House) -> None:
    held = house.clearing.new(DRAFTER, SOUND)
    house.clearing.clear(SECOND, held.id, "POL")
    with pytest.raises(MoveError, match="cannot release a draft that is cleared"):
        house.clearing.release(MINISTER, held.id)
    assert house.transmitting.queue(OWNER, every=True) == []


def test_a_draft_that_a_rule_blocks_is_neither_approved_nor_released(house: House) -> None:
    held = house.clearing.new(DRAFTER, with_(tags=()))
    house.clearing.clear(SECOND, held.id, "POL")
    with pytest.raises(RefusedError, match="D06"):
        house.clearing.approve(MINISTER, held.id)


def test_a_clock_past_the_date_of_declassification_blocks_the_release() -> None:
    clock = Clock()
    house = in_memory(clock=clock)
    held = approved(house)
    clock.on(days=366 * 12)
    with pytest.raises(RefusedError, match="M26"):
        house.clearing.release(OWNER, held.id)
    assert house.clearing.show(OWNER, held.id).standing.state == "approved"


def test_only_the_owner_notes_moves_for_others(house: House) -> None:
    with pytest.raises(RefusedError, match="for itself alone"):
        house.clearing.new(DRAFTER, SOUND, by="somebody")
    assert house.clearing.new(OWNER, SOUND, by="R. First").authors == {"R. First"}


def test_a_draft_that_is_kept_again_under_its_key_is_kept_once(house: House) -> None:
    """The answer may be lost, and whoever asked asks again: at another moment, and after others went on with it."""
    desk = house.clearing
    first = desk.new(DRAFTER, SOUND, once="a key")
    assert desk.new(DRAFTER, SOUND, once="a key") == first
    changed = desk.change(SECOND, first.id, with_(subject="THE TALKS"))
    assert desk.new(DRAFTER, SOUND, once="a key") == changed
    with pytest.raises(RefusedError, match="another draft"):
        desk.new(DRAFTER, with_(subject="THE TALKS"), once="a key")
    others = [desk.new(DRAFTER, SOUND, once="another"), desk.new(SECOND, SOUND, once="a key"), desk.new(DRAFTER, SOUND)]
    assert len({one.id for one in desk.all(DRAFTER)} & {first.id, *(one.id for one in others)}) == 4
    for key in ("", "x" * 201):
        with pytest.raises(RefusedError, match="1 to 200"):
            desk.new(DRAFTER, SOUND, once=key)


def test_a_key_tells_nothing_of_a_draft_that_its_writer_may_read_no_more(house: House) -> None:
    """It was marked up by another: the same is asked, and answered, as where it never was."""
    desk = house.clearing
    lower = Reader("drafter", rank=3)
    first = desk.new(lower, SOUND, once="a key")
    desk.change(SECOND, first.id, with_(classification=Classification("SECRET")))
    again = desk.new(lower, SOUND, once="a key")
    assert again.id != first.id
    assert desk.new(lower, SOUND, once="a key") == again
    assert [one.id for one in desk.all(lower)] == [again.id]


def test_who_may_not_read_a_draft_never_learns_of_it(house: House) -> None:
    desk = house.clearing
    closed = desk.new(DRAFTER, SOUND)
    assert desk.all(BELOW) == []
    absent = []
    for name in (closed.id, "n00000000"):
        for ask in (
            lambda name: desk.show(BELOW, name),
            lambda name: desk.log(BELOW, name),
            lambda name: desk.clear(BELOW, name, "POL"),
            lambda name: desk.change(BELOW, name, with_(subject="X")),
            lambda name: desk.approve(BELOW, name),
            lambda name: desk.release(BELOW, name),
            lambda name: desk.withdraw(BELOW, name),
        ):
            with pytest.raises(LegationError) as fault:
                ask(name)
            absent.append(str(fault.value).replace(name, ""))
    assert absent[:7] == absent[7:]


def test_nobody_writes_above_what_they_may_read(house: House) -> None:
    for level in ("CONFIDENTIAL", None, "RATHER SECRET"):
        with pytest.raises(RefusedError, match="above what you may read"):
            house.clearing.new(BELOW, with_(classification=Classification(level)))
    marked = with_(
        classification=Classification("UNCLASSIFIED"), paragraphs=(DraftParagraph(text="Closed.", marking="S"),)
    )
    with pytest.raises(RefusedError, match="above what you may read"):
        house.clearing.new(BELOW, marked)


def test_a_draft_is_held_as_closely_as_all_its_versions(house: House) -> None:
    plain = with_(classification=Classification("UNCLASSIFIED"), paragraphs=(DraftParagraph(text="Open."),))
    held = house.clearing.new(DRAFTER, plain)
    assert [one.id for one in house.clearing.all(BELOW)] == [held.id]
    house.clearing.change(DRAFTER, held.id, SOUND)
    assert house.clearing.all(BELOW) == []
    lowered = house.clearing.change(DRAFTER, held.id, plain)
    assert lowered.access == "3;;-"
    assert house.clearing.all(BELOW) == []


@pytest.mark.parametrize("on_a_disk", [False, True])
def test_a_released_draft_is_held_as_its_telegram_is_now(tmp_path: Path, on_a_disk: bool) -> None:
    made = on_disk(tmp_path / "a") if on_a_disk else in_memory()
    desk, queue, done = made.clearing, made.transmitting.queue, released(made)
    assert done.mrn is not None
    assert [one.mrn for one in desk.all(SECOND, every=True)] == [done.mrn] == [one.mrn for one in queue(SECOND)]
    made.markings.mark(OWNER, done.mrn, "SECRET", ["NODIS"], why="said by its post")
    assert desk.all(SECOND, every=True) == [] == queue(SECOND)
    for ask in (desk.show, desk.log, desk.version, desk.difference):
        with pytest.raises(NotFoundError):
            ask(SECOND, done.id)  # type: ignore[operator]
    with pytest.raises(NotFoundError):
        desk.rendered(SECOND, done.id, "text")
    assert {one.access for one in (*desk.all(OWNER, every=True), *queue(OWNER))} == {"4;NODIS;-"}
    made.close()


def test_what_came_from_elsewhere_under_its_number_says_nothing_of_a_draft(house: House) -> None:
    done = released(house)
    other = b"R 011200Z NOV 26\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nS E C R E T TRIPOLI 000001\n\n1. (S) Other.\n"
    record = house.ingest.record(other, "elsewhere.txt")
    assert record.telegram.mrn == done.mrn
    house.stores.telegrams.put(OWNER, [record])
    assert [one.access for one in house.clearing.all(OWNER, every=True)] == [done.access]


def test_numbers_of_a_post_go_on_without_a_gap(house: House) -> None:
    assert [released(house).mrn for _ in range(3)] == ["26TRIPOLI1", "26TRIPOLI2", "26TRIPOLI3"]
    with pytest.raises(RefusedError):
        house.clearing.begin_numbers(OWNER, "TRIPOLI", 700)
    house.clearing.begin_numbers(OWNER, "LONDON", 700)
    assert released(house, with_(post="LONDON")).mrn == "26LONDON701"


def test_a_number_that_is_held_is_not_given_again(house: House) -> None:
    held = released(house)
    other = in_memory()
    other.ingest.keep_own(UPKEEP, [("old.txt", legation.write(house.clearing.show(OWNER, held.id).draft).encode())])
    waits = approved(other)
    with pytest.raises(RefusedError, match="26TRIPOLI1 is held already"):
        other.clearing.release(OWNER, waits.id)
    other.clearing.begin_numbers(OWNER, "TRIPOLI", 1)
    assert other.clearing.release(OWNER, waits.id).mrn == "26TRIPOLI2"


def test_a_post_does_not_begin_at_one_where_later_numbers_of_its_year_are_held(house: House) -> None:
    far = in_memory()
    far.clearing.begin_numbers(OWNER, "TRIPOLI", 117)
    elsewhere = released(far)
    assert elsewhere.mrn == "26TRIPOLI118"
    house.ingest.keep_own(UPKEEP, [("old.txt", legation.write(far.clearing.show(OWNER, elsewhere.id).draft).encode())])
    waits = approved(house)
    with pytest.raises(RefusedError, match="TRIPOLI would begin at 1 in 2026, and 26TRIPOLI118 is held"):
        house.clearing.release(OWNER, waits.id)
    assert house.clearing.show(OWNER, waits.id).standing.state == "approved"
    assert released(house, with_(post="LONDON")).mrn == "26LONDON1"
    house.clearing.begin_numbers(OWNER, "TRIPOLI", 118)
    assert house.clearing.release(OWNER, waits.id).mrn == "26TRIPOLI119"


def test_a_later_number_that_may_not_be_read_stops_no_first_release(house: House) -> None:
    far = in_memory()
    far.clearing.begin_numbers(OWNER, "TRIPOLI", 117)
    secret = with_(
        classification=Classification("SECRET", (), ("SIPDIS",)),
        paragraphs=(DraftParagraph(number=1, marking="S", text="Each side wants a harbour."),),
    )
    elsewhere = released(far, secret)
    house.ingest.keep_own(UPKEEP, [("old.txt", legation.write(far.clearing.show(OWNER, elsewhere.id).draft).encode())])
    waits = approved(house)
    with pytest.raises(RefusedError, match="would begin at 1"):
        house.clearing.release(Reader("all", rank=4), waits.id)
    assert house.clearing.release(Reader("confidential", rank=3), waits.id).mrn == "26TRIPOLI1"


def test_a_post_that_comes_to_numbers_given_elsewhere_goes_on_behind_them(house: House) -> None:
    far = in_memory()
    far.clearing.begin_numbers(OWNER, "TRIPOLI", 1)
    elsewhere = released(far)
    assert elsewhere.mrn == "26TRIPOLI2"
    assert released(house).mrn == "26TRIPOLI1"
    house.ingest.keep_own(UPKEEP, [("old.txt", legation.write(far.clearing.show(OWNER, elsewhere.id).draft).encode())])
    waits = approved(house)
    with pytest.raises(RefusedError, match="26TRIPOLI2 is held already"):
        house.clearing.release(OWNER, waits.id)
    for last in (1, 3):  # given here; not held
        with pytest.raises(RefusedError, match="has given numbers"):
            house.clearing.begin_numbers(OWNER, "TRIPOLI", last)
    house.clearing.begin_numbers(OWNER, "TRIPOLI", 2)
    assert house.clearing.release(OWNER, waits.id).mrn == "26TRIPOLI3"


def test_references_are_checked_against_the_archive(house: House) -> None:
    first = released(house)
    draft = with_(references=("TRIPOLI 1", "STATE 112900", "STATE 5", "LETTER OF MAY 3"))
    held = house.clearing.new(OWNER, draft)
    assert first.mrn == "26TRIPOLI1"
    assert [(one.mrn, one.status) for one in house.clearing.show(OWNER, held.id).references] == [
        ("26TRIPOLI1", "held"),
        ("26STATE112900", "known"),
        ("26STATE5", "unknown"),
        (None, "unknown"),
    ]


def test_an_answer_carries_over_what_it_answers(house: House) -> None:
    asked = released(house)
    draft = house.clearing.compose(OWNER, "demarche-reply", answers="26 tripoli 001")
    assert draft.from_.plad == "SECSTATE WASHDC"
    assert draft.post == "STATE"
    assert [one.plad for one in draft.to] == ["AMEMBASSY TRIPOLI"]
    assert [one.plad for one in draft.info] == ["AMEMBASSY LONDON"]
    assert draft.references == ("26 TRIPOLI 1", "26 STATE 112900")
    assert draft.tags == SOUND.tags
    assert draft.classification == SOUND.classification
    assert draft.executive_order == SOUND.executive_order
    assert {one.marking for one in draft.paragraphs} == {"C"}
    held = house.clearing.new(OWNER, draft, answers=str(asked.mrn))
    assert held.answers == "26TRIPOLI1"
    assert {fault.rule for fault in house.clearing.show(OWNER, held.id).faults if fault.severity == "block"} == {
        "D10",
        "T01",
    }


def test_an_answer_to_what_was_marked_up_since_does_not_go_until_it_is_marked_as_high(house: House) -> None:
    released(house, with_(post="STATE"))  # 26STATE1, CONFIDENTIAL
    desk = house.clearing
    held = desk.new(DRAFTER, with_(post="TRIPOLI"), answers="26STATE1")
    ready = approved_by_others(house, desk.new(DRAFTER, with_(subject="ANOTHER"), answers="26STATE1").id)
    alone = approved_by_others(house, desk.new(DRAFTER, with_(subject="A THIRD")).id)
    before = Reader("carol", rank=3)
    assert desk.show(before, held.id).standing.id == held.id
    house.markings.mark(OWNER, "26STATE1", "SECRET", why="names a source")
    for make in (
        lambda: desk.clear(SECOND, held.id, "POL"),
        lambda: desk.approve(MINISTER, held.id),
        lambda: desk.release(MINISTER, ready),
    ):
        with pytest.raises(RefusedError, match="26STATE1, which it answers, is now marked SECRET: mark the draft"):
            make()
    # Whoever may not read it any more has no such draft.
    assert {one.id for one in desk.all(before)} == {alone}
    for ask in (desk.show, desk.log, desk.withdraw):
        with pytest.raises(NotFoundError):
            ask(before, held.id)  # type: ignore[operator]
    higher = with_(post="TRIPOLI", classification=Classification("SECRET", (), ()))
    higher = msgspec.structs.replace(
        higher, paragraphs=(DraftParagraph(number=1, marking="S", text="The talks began."),)
    )
    assert desk.change(DRAFTER, held.id, higher).state == "drafted"
    assert desk.clear(SECOND, held.id, "POL").state == "cleared"
    again = desk.new(DRAFTER, with_(subject="BEGUN ANEW"), answers="26STATE1")
    assert desk.clear(SECOND, again.id, "POL").state == "cleared"
    assert desk.release(MINISTER, alone).mrn == "26TRIPOLI1"


def test_an_answer_begun_before_its_version_was_noted_follows_a_raised_marking_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(house, with_(post="STATE"))
    desk, drafts = house.clearing, house.clearing._drafts
    step = drafts.step

    def as_it_was(reader: Reader, draft: str, work: Work) -> tuple[list[Entry], str]:
        def told(before: Before) -> Step:
            made = work(before)
            fields = {name: value for name, value in made.entry.fields.items() if not name.startswith("answered")}
            return msgspec.structs.replace(made, entry=msgspec.structs.replace(made.entry, fields=fields))

        return step(reader, draft, told)

    with monkeypatch.context() as earlier:
        earlier.setattr(drafts, "step", as_it_was)
        held = desk.new(DRAFTER, with_(post="TRIPOLI"), answers="26STATE1")
    assert (held.answers, held.answered) == ("26STATE1", None)
    before = Reader("carol", rank=3)
    assert [one.id for one in desk.all(before)] == [held.id]
    house.markings.mark(OWNER, "26STATE1", "SECRET", why="names a source")
    assert desk.all(before) == []
    with pytest.raises(NotFoundError):
        desk.show(before, held.id)
    with pytest.raises(RefusedError, match="26STATE1, which it answers, is now marked SECRET: mark the draft"):
        desk.clear(SECOND, held.id, "POL")


def test_a_list_of_drafts_is_folded_once_and_is_what_folding_all_gives(house: House) -> None:
    desk = house.clearing
    made = [desk.new(DRAFTER, with_(subject=f"MATTER {number}")) for number in range(30)]
    folds: list[str] = []
    whole = desk._held.standing

    def counted(entries: Sequence[Entry], access: str) -> Standing:
        folds.append(entries[0].draft.dialogue)
        return whole(entries, access)

    desk._held.standing = counted  # type: ignore[method-assign]
    first = desk.all(OWNER)
    assert [one.id for one in first] == [one.id for one in made]
    folds.clear()
    assert desk.all(OWNER) == first
    assert folds == []
    desk.clear(SECOND, made[3].id, "POL")
    folds.clear()
    again = desk.all(OWNER)
    assert set(folds) <= {made[3].id}
    assert [one for one in again if one not in first] == [desk.show(OWNER, made[3].id).standing]
    assert desk.all(BELOW) == []
    desk._held._folded.clear()
    assert desk.all(OWNER) == again


def test_a_draft_marked_up_while_it_is_listed_is_not_told_under_its_old_marking(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = house.clearing
    plain = with_(classification=Classification("UNCLASSIFIED"), paragraphs=(DraftParagraph(text="Open."),))
    held = desk.new(DRAFTER, plain)
    assert [one.id for one in desk.all(BELOW)] == [held.id]
    heads = desk._drafts.heads

    def meanwhile(reader: Reader) -> Any:
        asked = heads(reader)
        monkeypatch.undo()
        desk.change(DRAFTER, held.id, with_(subject="A CLOSED PLAN"))
        assert desk.all(DRAFTER)[0].subject == "A CLOSED PLAN"
        return asked

    monkeypatch.setattr(desk._drafts, "heads", meanwhile)
    assert [one.subject for one in desk.all(BELOW)] in ([], [SOUND.subject])
    assert desk.all(BELOW) == []


def approved_by_others(house: House, draft: str) -> str:
    house.clearing.clear(SECOND, draft, "POL")
    return house.clearing.approve(MINISTER, draft).id


def test_an_answer_is_held_as_closely_as_what_it_answers(house: House) -> None:
    released(house)
    plain = with_(classification=Classification("UNCLASSIFIED"), paragraphs=(DraftParagraph(text="Open."),))
    held = house.clearing.new(OWNER, plain, answers="26TRIPOLI1")
    assert held.access == "3;;-"
    for mrn in ("26TRIPOLI1", "26TRIPOLI9"):
        with pytest.raises(NotFoundError):
            house.clearing.compose(BELOW, "demarche-reply", answers=mrn)


@pytest.mark.parametrize("name", template_names())
def test_every_template_begins_a_draft(house: House, name: str) -> None:
    draft = house.clearing.compose(OWNER, name, level="SECRET")
    assert template(name).subject
    assert {one.marking for one in draft.paragraphs} == {"S"}
    blocks = {fault.rule for fault in house.clearing.show(OWNER, house.clearing.new(OWNER, draft).id).faults}
    assert "T01" in blocks
    assert "D41" not in blocks
    with pytest.raises(RefusedError, match="no template"):
        house.clearing.compose(OWNER, "none")


@pytest.mark.parametrize("form", ["draft", "json", "text", "delivered", "mail"])
def test_a_draft_is_printed_in_every_form(house: House, form: str) -> None:
    held = house.clearing.new(OWNER, SOUND)
    assert "harbour" in house.clearing.rendered(OWNER, held.id, form)
    with pytest.raises(RefusedError, match="no form"):
        house.clearing.rendered(OWNER, held.id, "pigeon")


VERBS = ["clear", "refuse", "approve", "release", "change", "withdraw"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from([DRAFTER, SECOND, MINISTER])), max_size=12))
def test_however_it_goes_what_is_sent_was_cleared_by_another_and_approved(moves: list[tuple[str, Reader]]) -> None:
    house = in_memory()
    desk = house.clearing
    held = desk.new(DRAFTER, SOUND)
    texts = 0
    for verb, reader in moves:
        try:
            if verb == "clear":
                desk.clear(reader, held.id, "POL")
            elif verb == "refuse":
                desk.refuse(reader, held.id, "ECON", "Say five.")
            elif verb == "change":
                texts += 1
                desk.change(reader, held.id, with_(subject=f"TALKS {texts}"))
            else:
                getattr(desk, verb)(reader, held.id)
        except LegationError:
            continue
    log = desk.log(DRAFTER, held.id)
    sent = [entry for entry in log if entry.kind == "draft.release"]
    if not sent:
        assert house.transmitting.queue(OWNER, every=True) == []
        return
    text = sent[0].fields["cleared"]
    authors = {entry.author for entry in log if entry.kind in ("draft.draft", "draft.change")}
    log = log[max((at for at, entry in enumerate(log) if entry.kind == "draft.refuse"), default=-1) + 1 :]
    cleared = {entry.author for entry in log if entry.kind == "draft.clear" and entry.fields["text"] == text}
    approved_by = [entry.author for entry in log if entry.kind == "draft.approve" and entry.fields["text"] == text]
    assert cleared - authors
    assert approved_by
    assert not set(approved_by) & authors
    assert log[-1].kind == "draft.release"


def test_every_move_of_the_table_is_a_method() -> None:
    verbs: Any = {verb for _, verb in clearing_moves().moves.moves}
    assert verbs == {"draft", *VERBS}


def test_two_texts_of_a_draft_are_told_apart_to_the_last_mark() -> None:
    one = msgspec.structs.replace(SOUND, paragraphs=(DraftParagraph(text="They agree.", marking=None, number=1),))
    assert compare_drafts(one, one).same
    for fields in (
        {"paragraphs": (DraftParagraph(text="They agree.", marking="C", number=1),)},
        {"paragraphs": (DraftParagraph(text="They agree.", number=2),)},
        {"paragraphs": (DraftParagraph(text="They agree.", number=1, heading="REPLY"),)},
        {"exempt": ("AMEMBASSY TUNIS",)},
        {"to": tuple(msgspec.structs.replace(to, precedence="FLASH") for to in SOUND.to)},
        {"references": ("09 STATE 1",)},
        {"signature": ("OTHER",)},
    ):
        assert not compare_drafts(one, msgspec.structs.replace(one, **fields)).same, fields
    spaced = compare_drafts(one, msgspec.structs.replace(one, subject=f"{one.subject} "))
    assert (spaced.same, spaced.layout_only) == (True, True)

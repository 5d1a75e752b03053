"""A later telegram moves the meeting or the commitment of the board that it tells of; invented telegrams."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, SECRET_READER, Archive, proposal, seed_archive, telegram

from legation.core.dialogue.board import Thing
from legation.core.dialogue.fold import fold
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.marking import OWNER
from legation.core.telegram import Reference
from legation.core.text import Span
from legation.services.proposals.acceptance import Proposed
from legation.services.ties.moving import is_later
from legation.tables.moves import load_moves

OURS = "libya"
SET = "The Ambassador will call on Minister of Ports Tarhuni in Sirte on January 15"
HELD = "The Ambassador called on Minister Tarhuni in Sirte on January 15"


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    return made


def keep(
    archive: Archive,
    mrn: str,
    words: str,
    *,
    on: str,
    kind: str = "meeting",
    cites: tuple[str, ...] = (),
    level: str = "CONFIDENTIAL",
    **fields: object,
) -> Proposed:
    """A telegram with one proposal, as it is read against the dialogue."""
    held = telegram(mrn, [(level[0], f"{words}.")], date=on, level=level)
    references = tuple(Reference(None, name, name, "telegram", "read", Span(0, 4)) for name in cites)
    held = msgspec.structs.replace(held, references=references, post="TRIPOLI")
    sides = {"party": "US", "counterparty": "LY"} | fields
    made = [proposal(held, kind, words, **sides)]  # type: ignore[arg-type]
    archive.keep(held, *([], made) if kind == "event" else (made,))
    (one,) = archive.dialogues.proposals(OWNER, mrn, OURS)
    return one


def accepted(archive: Archive, mrn: str, words: str, **more: object) -> Proposed:
    one = keep(archive, mrn, words, **more)  # type: ignore[arg-type]
    archive.dialogues.accept(OWNER, OURS, mrn)
    return one


def things(archive: Archive, entity: str) -> list[Thing]:
    return archive.dialogues.board(OWNER, OURS).of(entity)


def set_meeting(archive: Archive, mrn: str = "10TRIPOLI4", words: str = SET, **more: object) -> None:
    accepted(archive, mrn, words, **{"on": "2010-01-05", "date": "2010-01-15", "modality": "intended"} | more)


def test_a_meeting_that_was_set_is_held(archive: Archive) -> None:
    set_meeting(archive)
    one = keep(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    (known,) = things(archive, "meeting")
    assert (one.moves, one.becomes, one.acceptable) == (known.id, "meeting.hold", True)
    (shown,) = one.candidates
    assert (shown.rule, shown.days, shown.number, shown.again) == ("date-and-words", "same", 1, False)
    assert {"tarhuni", "sirte"} <= {word.word for word in shown.words}
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI16")
    assert entry.draft.about == known.id
    (held,) = things(archive, "meeting")
    assert (held.state, held.text, held.fields["date"]) == ("held", SET, "2010-01-15")
    assert [source.telegram for source in held.sources] == ["10TRIPOLI4", "10TRIPOLI16"]
    (again,) = archive.dialogues.proposals(OWNER, "10TRIPOLI16", OURS)
    assert (again.status, again.about, again.candidates) == ("accepted", known.id, ())


def test_a_meeting_is_not_held_before_its_day(archive: Archive) -> None:
    words = "The Ambassador agreed to a meeting with Minister of Ports Tarhuni in Sirte on January 15"
    accepted(archive, "10TRIPOLI4", words, on="2010-01-05", date="2010-01-15", modality="done")
    (known,) = things(archive, "meeting")
    assert known.state == "agreed"
    again = keep(archive, "10TRIPOLI6", words, on="2010-01-07", date="2010-01-15", modality="done")
    assert (again.becomes, again.candidates[0].again) == ("meeting.agree", True)
    one = keep(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    assert (one.moves, one.becomes) == (known.id, "meeting.hold")


def test_the_telegram_that_cites_the_one_that_set_it_needs_no_other_words(archive: Archive) -> None:
    set_meeting(archive, words="The two sides will meet on January 15")
    words = "The two sides met on January 15"
    told = {"on": "2010-01-16", "date": "2010-01-15", "modality": "done"}
    assert keep(archive, "10TRIPOLI16", words, **told).candidates == ()  # type: ignore[arg-type]
    one = keep(archive, "10TRIPOLI17", words, cites=("10TRIPOLI4",), **told)  # type: ignore[arg-type]
    assert one.candidates[0].rule == "cites-and-date"
    assert one.candidates[0].cites is not None
    assert one.candidates[0].cites.way == ("10TRIPOLI4",)


@pytest.mark.parametrize(
    ("words", "more", "becomes", "state", "day"),
    [
        ("The call on Minister Tarhuni in Sirte on January 15 is cancelled", {}, "cancel", "cancelled", "2010-01-15"),
        (
            "The meeting with Tarhuni in Sirte was postponed to January 20",
            {"date": "2010-01-20"},
            "postpone",
            "proposed",
            "2010-01-20",
        ),
        ("Tarhuni confirmed the meeting in Sirte on January 15", {}, "agree", "agreed", "2010-01-15"),
        ("We proposed again to see Tarhuni in Sirte on January 15", {}, "propose", "proposed", "2010-01-15"),
    ],
)
def test_what_became_of_a_meeting_is_told_from_the_words(
    archive: Archive, words: str, more: dict[str, str], becomes: str, state: str, day: str
) -> None:
    set_meeting(archive)
    told = {"on": "2010-01-12", "date": "2010-01-15", "modality": "intended", "cites": ("10TRIPOLI4",)} | more
    one = keep(archive, "10TRIPOLI12", words, **told)  # type: ignore[arg-type]
    assert one.becomes == f"meeting.{becomes}"
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI12")
    (known,) = things(archive, "meeting")
    assert (known.state, known.text, known.fields["date"]) == (state, SET, day)
    assert archive.dialogues.board(OWNER, OURS).findings == []


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("The Ambassador called on Minister Tarhuni in Sirte on February 15", {"date": "2010-02-15"}),
        ("The Ambassador called on Minister Tarhuni in Sirte on January 15", {"counterparty": "TN"}),
        ("The Ambassador called on the Mayor of Zuwara on January 15", {}),
    ],
)
def test_another_day_another_side_or_too_little_raises_a_new_one(
    archive: Archive, words: str, more: dict[str, str]
) -> None:
    set_meeting(archive)
    told = {"on": "2010-02-16", "date": "2010-01-15", "modality": "done"} | more
    one = keep(archive, "10TRIPOLI30", words, **told)  # type: ignore[arg-type]
    assert (one.moves, one.candidates, one.becomes) == (None, (), "meeting.hold")


def test_a_call_on_another_official_on_that_day_is_another_meeting(archive: Archive) -> None:
    set_meeting(archive, words="The Ambassador will call on the Foreign Minister on January 15")
    told = {"on": "2010-01-16", "date": "2010-01-15", "modality": "done", "cites": ("10TRIPOLI4",)}
    other = keep(archive, "10TRIPOLI16", "The Ambassador called on the Minister of Defence on January 15", **told)  # type: ignore[arg-type]
    assert other.candidates == ()
    same = keep(archive, "10TRIPOLI17", "The Ambassador saw the Minister of Foreign Affairs on January 15", **told)  # type: ignore[arg-type]
    assert same.moves == things(archive, "meeting")[0].id


def test_the_same_office_on_that_day_is_not_enough_by_itself(archive: Archive) -> None:
    set_meeting(archive, words="The envoy met the Foreign Minister in Ankara on January 15", modality="done")
    told = {"on": "2010-01-16", "date": "2010-01-15", "modality": "done"}
    assert keep(archive, "10TRIPOLI16", "The Ambassador called on the Foreign Minister", **told).candidates == ()  # type: ignore[arg-type]


def test_another_round_is_another_meeting(archive: Archive) -> None:
    set_meeting(archive, words="The second round will be held in Sirte on January 15")
    told = {"on": "2010-01-16", "date": "2010-01-15", "modality": "done", "cites": ("10TRIPOLI4",)}
    assert keep(archive, "10TRIPOLI16", "The third round was held in Sirte on January 15", **told).candidates == ()  # type: ignore[arg-type]
    assert keep(archive, "10TRIPOLI17", "The second round was held in Sirte on January 15", **told).candidates != ()  # type: ignore[arg-type]


def test_a_reference_to_another_meeting_of_that_day_is_not_enough(archive: Archive) -> None:
    told = {"on": "2010-01-16", "date": "2010-01-15", "modality": "done"}
    accepted(archive, "10TRIPOLI15", "I met Tarhuni on the dredging contract on January 15", **told)  # type: ignore[arg-type]
    words = "Fezzani called on me on January 15 in obvious concern"
    assert keep(archive, "10TRIPOLI16", words, cites=("10TRIPOLI15",), **told).candidates == ()  # type: ignore[arg-type]
    held = telegram("10TRIPOLI17", [("C", "He referred to my visit of January 15 (Tripoli 15).")], date="2010-01-18")
    at = held.source.index("Tripoli 15")
    inside = Reference(None, "10TRIPOLI15", "Tripoli 15", "telegram", "read", Span(at, at + 10))
    held = msgspec.structs.replace(held, references=(inside,), post="TRIPOLI")
    words = "He referred to my visit of January 15 (Tripoli 15)"
    archive.keep(held, [proposal(held, "meeting", words, date="2010-01-15", modality="done", party="US")])
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI17", OURS)
    assert [known.rule for known in one.candidates] == ["cites-in-its-words-and-date"]


def test_what_is_only_told_again_must_name_its_day(archive: Archive) -> None:
    told = {"on": "2010-01-16", "modality": "done"}
    accepted(archive, "10TRIPOLI15", "I met Tarhuni on the dredging of Sirte on January 15", date="2010-01-15", **told)  # type: ignore[arg-type]
    words = "He told me of his talks with Tarhuni on the dredging of Sirte"
    assert keep(archive, "10TRIPOLI16", words, cites=("10TRIPOLI15",), **told).candidates == ()  # type: ignore[arg-type]
    set_meeting(archive, "10TRIPOLI20", "I will see Fezzani on the airfield at Sebha on January 20", date="2010-01-20")
    words = "He told me at his talks with Fezzani on the airfield at Sebha"
    one = keep(archive, "10TRIPOLI22", words, on="2010-01-22", modality="done", cites=("10TRIPOLI20",))
    assert [(known.becomes, known.days) for known in one.candidates] == [("meeting.hold", "lately")]


def test_the_same_round_on_that_day_needs_no_reference(archive: Archive) -> None:
    set_meeting(archive, words="The second round will be held on January 15")
    told = {"on": "2010-01-16", "date": "2010-01-15", "modality": "done"}
    one = keep(archive, "10TRIPOLI16", "The second round was held on January 15", **told)  # type: ignore[arg-type]
    assert [known.rule for known in one.candidates] == ["date-and-round"]


def test_two_that_fit_as_well_are_a_choice(archive: Archive) -> None:
    set_meeting(archive)
    archive.dialogues.record(
        OWNER,
        OURS,
        "meeting.propose",
        "another",
        mrn="10TRIPOLI4",
        fields={"text": "Talks with Tarhuni in Sirte", "date": "2010-01-15", "by": "US", "to": "LY"},
    )
    first, second = things(archive, "meeting")
    one = keep(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    assert {first.id, second.id} == {candidate.thing for candidate in one.candidates}
    assert (one.moves, one.which_moves, one.acceptable) == (None, True, False)
    assert one.note == "it tells of meeting 1 or 2: amend it to say which, or that it is new"
    assert archive.dialogues.accept(OWNER, OURS, "10TRIPOLI16") == []
    with pytest.raises(RefusedError, match="one of several"):
        archive.dialogues.accept(OWNER, OURS, "10TRIPOLI16", 1)
    archive.dialogues.amend(OWNER, OURS, "10TRIPOLI16", 1, {"meeting": 2})
    assert [thing.state for thing in things(archive, "meeting")] == ["proposed", "held"]


def test_a_person_may_say_that_it_is_a_new_one(archive: Archive) -> None:
    set_meeting(archive)
    keep(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    with pytest.raises(RefusedError, match="tells of no commitment"):
        archive.dialogues.amend(OWNER, OURS, "10TRIPOLI16", 1, {"commitment": "new"})
    archive.dialogues.amend(OWNER, OURS, "10TRIPOLI16", 1, {"meeting": "new"})
    assert [thing.state for thing in things(archive, "meeting")] == ["proposed", "held"]


def test_what_cannot_follow_is_not_offered(archive: Archive) -> None:
    set_meeting(archive)
    archive.dialogues.record(OWNER, OURS, "meeting.cancel", "1", mrn="10TRIPOLI4")
    one = keep(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    assert (one.moves, one.candidates) == (None, ())
    with pytest.raises(MoveError, match="tells of no move that meeting 2010-01-15 "):
        archive.dialogues.amend(OWNER, OURS, "10TRIPOLI16", 1, {"meeting": 1})
    archive.dialogues.amend(OWNER, OURS, "10TRIPOLI16", 1, {"meeting": "new"})
    assert [thing.state for thing in things(archive, "meeting")] == ["cancelled", "held"]


def test_a_rejected_movement_is_remembered(archive: Archive) -> None:
    set_meeting(archive)
    keep(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    archive.dialogues.reject(OWNER, OURS, "10TRIPOLI16", 1, "another call")
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI16", OURS)
    assert (one.status, one.moves, one.candidates) == ("rejected", None, ())
    assert archive.dialogues.accept(OWNER, OURS, "10TRIPOLI16") == []


def test_the_report_may_come_in_before_what_set_it(archive: Archive) -> None:
    accepted(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    (known,) = things(archive, "meeting")
    one = keep(archive, "10TRIPOLI4", SET, on="2010-01-05", date="2010-01-15", modality="intended")
    assert (one.moves, one.becomes) == (known.id, "meeting.propose")
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI4")
    (late,) = things(archive, "meeting")
    other = seed_archive()
    other.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    set_meeting(other)
    accepted(other, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    (early,) = things(other, "meeting")
    for name in ("text", "state", "raised", "turn", "sources"):
        assert getattr(late, name) == getattr(early, name), name
    for name in ("date", "party", "counterparty"):
        assert late.fields[name] == early.fields[name]


def test_a_reader_is_moved_to_nothing_that_they_may_not_read(archive: Archive) -> None:
    set_meeting(archive, level="SECRET")
    seen = keep(archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done")
    assert (seen.candidates[0].marking, seen.candidates[0].text) == ("S", SET)
    assert archive.dialogues.proposals(SECRET_READER, "10TRIPOLI16", OURS)[0].moves == seen.moves
    (unseen,) = archive.dialogues.proposals(CONFIDENTIAL_READER, "10TRIPOLI16", OURS)
    assert (unseen.moves, unseen.candidates, unseen.becomes) == (None, (), "meeting.hold")
    for named in (1, seen.moves):
        with pytest.raises(NotFoundError):
            archive.dialogues.amend(CONFIDENTIAL_READER, OURS, "10TRIPOLI16", 1, {"meeting": named})
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI16")
    (below,) = archive.dialogues.board(CONFIDENTIAL_READER, OURS).of("meeting")
    assert (below.state, below.text, [s.telegram for s in below.sources]) == ("held", HELD, ["10TRIPOLI16"])


PROMISE = "Libya undertook to hand over the four Zlin trainers to Tunis by March 31"


def promise(archive: Archive, mrn: str = "10TRIPOLI40", words: str = PROMISE, **more: object) -> None:
    told = {"party": "LY", "counterparty": "US", "due": "2010-03-31", "modality": "intended", "on": "2010-02-01"}
    accepted(archive, mrn, words, kind="commitment", **told | more)  # type: ignore[arg-type]


def stated(archive: Archive, mrn: str, words: str, **more: object) -> list[Proposed]:
    """What a statement of a telegram that cites the promise is shown as."""
    told = {"party": None, "counterparty": None, "of": "commitment", "modality": "done", "on": "2010-04-02"}
    told |= {"kind": "event", "cites": ("10TRIPOLI40",)} | more
    try:
        return [keep(archive, mrn, words, **told)]  # type: ignore[arg-type]
    except ValueError:  # nothing is shown of it
        return []


@pytest.mark.parametrize(
    ("words", "becomes", "state"),
    [
        ("Libya has handed over the four Zlin trainers", "complete", "complete"),
        ("Libya has handed over two of the four Zlin trainers", "start", "limited"),
        ("Libya has not handed over the Zlin trainers", "evidence", "undertaken"),
        ("Libya published the list of the four Zlin trainers", "complete", "complete"),
        ("Libya has not yet published the list of the four Zlin trainers", "evidence", "undertaken"),
        ("The undertaking on the Zlin trainers has lapsed", "lapse", "lapsed"),
        ("Libya repudiated its undertaking on the Zlin trainers", "repudiate", "repudiated"),
    ],
)
def test_what_became_of_a_commitment_is_told_from_the_words(
    archive: Archive, words: str, becomes: str, state: str
) -> None:
    promise(archive)
    (one,) = stated(archive, "10TRIPOLI60", words)
    (known,) = things(archive, "commitment")
    assert (one.moves, one.becomes, one.acceptable) == (known.id, f"commitment.{becomes}", True)
    (entry,) = archive.dialogues.accept(OWNER, OURS, "10TRIPOLI60")
    assert (entry.draft.about, entry.draft.fields["proposed"]) == (known.id, "event")
    (known,) = things(archive, "commitment")
    assert (known.state, known.text, known.due) == (state, PROMISE, "2010-03-31")
    if becomes == "evidence":
        assert [(item["speaks"], item["text"]) for item in known.items("evidence")] == [("against", words)]
    (again,) = archive.dialogues.proposals(OWNER, "10TRIPOLI60", OURS)
    assert (again.status, again.about) == ("accepted", known.id)


def test_a_promise_told_again_and_put_off_is_one(archive: Archive) -> None:
    promise(archive)
    told = {
        "kind": "commitment",
        "party": "LY",
        "counterparty": "US",
        "modality": "intended",
        "cites": ("10TRIPOLI40",),
    }
    again = keep(
        archive,
        "10TRIPOLI44",
        "Libya promised again to hand over the Zlin trainers",
        on="2010-02-20",
        **told,  # type: ignore[arg-type]
    )
    assert (again.becomes, again.candidates[0].again) == ("commitment.undertake", True)
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI44")
    later = keep(
        archive,
        "10TRIPOLI50",
        "Libya will hand over the Zlin trainers by May 31",
        on="2010-03-20",
        due="2010-05-31",
        **told,  # type: ignore[arg-type]
    )
    assert later.becomes == "commitment.extend"
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI50")
    (known,) = things(archive, "commitment")
    assert (known.state, known.due, known.extended) == ("undertaken", "2010-05-31", True)
    assert [movement.says for movement in known.movements] == ["undertaken", "undertaken again", "more time given"]


def test_an_offer_that_is_taken_up_is_undertaken(archive: Archive) -> None:
    promise(archive, words="Libya offered to hand over the four Zlin trainers to Tunis", modality="offered")
    told = {
        "kind": "commitment",
        "party": "LY",
        "counterparty": "US",
        "modality": "intended",
        "cites": ("10TRIPOLI40",),
    }
    one = keep(archive, "10TRIPOLI44", "Libya undertook to hand over the Zlin trainers", on="2010-02-20", **told)  # type: ignore[arg-type]
    assert one.becomes == "commitment.accept"


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("Libya has handed over the four Zlin trainers", {"party": "TN"}),
        ("Libya has handed over the lighthouse at Zuwara", {}),
        ("The Minister handed over the prizes", {"cites": ()}),
    ],
)
def test_a_statement_that_tells_of_nothing_known_is_not_shown(
    archive: Archive, words: str, more: dict[str, object]
) -> None:
    promise(archive)
    assert stated(archive, "10TRIPOLI60", words, **more) == []
    assert archive.dialogues.accept(OWNER, OURS, "10TRIPOLI60") == []


def test_what_is_kept_or_lapsed_takes_no_further_move_but_evidence(archive: Archive) -> None:
    promise(archive)
    stated(archive, "10TRIPOLI60", "Libya has handed over the four Zlin trainers")
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI60")
    assert stated(archive, "10TRIPOLI61", "The undertaking on the Zlin trainers has lapsed") == []
    (one,) = stated(archive, "10TRIPOLI62", "The four Zlin trainers have been handed over")
    assert one.becomes == "commitment.evidence"
    (seen,) = stated(archive, "10TRIPOLI63", "Our attache counted the four Zlin trainers at Tunis")
    assert seen.becomes == "commitment.verify"


def test_a_statement_that_was_decided_keeps_its_number(archive: Archive) -> None:
    promise(archive)
    words = ("The weather is fine", "Libya has handed over the four Zlin trainers")
    held = telegram("10TRIPOLI60", [("C", f"{said}.") for said in words], date="2010-04-02")
    held = msgspec.structs.replace(
        held, references=(Reference(None, "10TRIPOLI40", "10TRIPOLI40", "telegram", "read", Span(0, 4)),)
    )
    archive.keep(held, [], [proposal(held, "event", said, of="commitment", modality="done") for said in words])
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI60", OURS)
    assert one.number == 2
    archive.dialogues.reject(OWNER, OURS, "10TRIPOLI60", 2, "hearsay")
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI60", OURS)
    assert (one.number, one.status) == (2, "rejected")
    assert archive.dialogues.proposals(OWNER, "10TRIPOLI60") == []


def test_what_a_person_entered_with_these_words_is_decided(archive: Archive) -> None:
    promise(archive)
    words = "Libya has not handed over the Zlin trainers"
    stated(archive, "10TRIPOLI60", words)
    archive.dialogues.record(
        OWNER, OURS, "commitment.evidence", "1", mrn="10TRIPOLI60", quote=words, fields={"speaks": "against"}
    )
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI60", OURS)
    assert one.status == "accepted"


def _told_in(order: tuple[str, ...]) -> Archive:
    """An archive into which telegrams of a promise and of two meetings came in this order, each accepted when it came
    and again at the end: what told of a thing that was not there yet waits for it."""
    archive = seed_archive()
    archive.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    come = {
        "10TRIPOLI4": lambda: set_meeting(archive),
        "10TRIPOLI16": lambda: accepted(
            archive, "10TRIPOLI16", HELD, on="2010-01-16", date="2010-01-15", modality="done"
        ),
        "10TRIPOLI40": lambda: promise(archive),
        "10TRIPOLI60": lambda: stated(archive, "10TRIPOLI60", "Libya has handed over two of the four Zlin trainers"),
    }
    for mrn in order:
        come[mrn]()
    for mrn in order:
        archive.dialogues.accept(OWNER, OURS, mrn)
    return archive


CAME = ("10TRIPOLI4", "10TRIPOLI16", "10TRIPOLI40", "10TRIPOLI60")


def _shown(archive: Archive) -> list[tuple[object, ...]]:
    things_of = (*things(archive, "meeting"), *things(archive, "commitment"))
    return [
        (
            one.entity,
            one.number,
            one.text,
            one.state,
            one.raised,
            one.turn,
            one.due,
            one.fields.get("date"),
            one.sources,
        )
        for one in things_of
    ]


def test_any_order_of_arrival_gives_the_same_meetings_and_commitments() -> None:
    expected = _shown(_told_in(CAME))
    assert [(one[0], one[3]) for one in expected] == [("meeting", "held"), ("commitment", "limited")]
    for order in permutations(CAME):
        assert _shown(_told_in(order)) == expected, order


@pytest.mark.parametrize("gone", CAME)
def test_without_a_telegram_nothing_stands_that_rested_on_it(gone: str) -> None:
    archive = _told_in(CAME)
    left = [
        entry for entry in archive.ledger.entries(OWNER, OURS) if all(s.telegram != gone for s in entry.draft.sources)
    ]
    board = fold(left, load_moves())
    states = {thing.entity: thing.state for thing in board.things.values()}
    assert (
        states
        == {
            "10TRIPOLI4": {"meeting": "held", "commitment": "limited"},
            "10TRIPOLI16": {"meeting": "proposed", "commitment": "limited"},
            "10TRIPOLI40": {"meeting": "held", "commitment": "limited"},  # by the word of the report alone
            "10TRIPOLI60": {"meeting": "held", "commitment": "undertaken"},
        }[gone]
    )
    assert all(source.telegram != gone for thing in board.things.values() for source in thing.sources)
    assert any(thing.due == "2010-03-31" for thing in board.of("commitment")) == (gone != "10TRIPOLI40")
    assert board.findings == []


def test_an_event_that_is_proposed_as_one_is_shown_with_why_nothing_comes_of_it(archive: Archive) -> None:
    held = telegram("10TRIPOLI70", [("C", "The harbour was opened.")], date="2010-05-01")
    archive.keep(held, [proposal(held, "event", "The harbour was opened")])
    (one,) = archive.dialogues.proposals(OWNER, "10TRIPOLI70", OURS)
    assert (one.becomes, one.note) == (None, "an event is no thing of the board: record the move that it shows")


@pytest.mark.parametrize(
    ("stands", "said", "later"),
    [
        ("2010-03-31", "2010-05-31", True),
        ("2010-03-31", "2010-06", True),
        ("2010-03", "2010-06-30", True),
        ("2010-03-31", "2010-03", False),
        ("2010-03-31", "2010", False),
        ("early 2010", "late 2010", True),
        ("the end of 2010", "early 2011", True),
        ("late 2010", "early 2010", False),
        ("in December", "March 2011", True),
        ("2010-03-31", "in December", True),
        ("2010-12-31", "in March", False),
        ("soon", "as soon as possible", False),
        (None, "2010-05-31", False),
    ],
)
def test_a_day_is_put_off_as_far_as_both_are_given(
    archive: Archive, stands: str | None, said: str, *, later: bool
) -> None:
    promise(archive)
    thing = msgspec.structs.replace(things(archive, "commitment")[0], fields={"due": stands}, raised="2010-02-01")
    made = telegram("10TRIPOLI50", [("C", "Later.")], date="2010-02-20")
    assert is_later(proposal(made, "commitment", "Later.", due=said), thing, "2010-02-20") is later

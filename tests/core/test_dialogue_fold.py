"""Laws of the fold: the board follows from what was entered, not from when or beside what else."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.dialogue.board import Board
from legation.core.dialogue.fold import Folding, fold
from legation.core.dialogue.ledger import START, Unnumbered, chained
from legation.core.dialogue.merging import standing_for
from legation.core.dialogue.proposal import Source
from legation.core.dialogue.taking_back import IN_ERROR, movement_id, standing
from legation.core.marking import Marking, Reader, may_read
from legation.core.text import Span
from legation.tables.moves import load_moves

MOVES = load_moves()


def draft(
    kind: str,
    about: str,
    on: str,
    telegram: str = "09TRIPOLI893",
    start: int = 0,
    instant: int = 0,
    access: str = "3;;-",
    **fields: Any,
) -> Unnumbered:
    return Unnumbered(
        instant=f"2026-11-24T12:00:00.{instant:06d}Z",
        author="owner",
        kind=kind,
        dialogue="us-ly",
        about=about,
        on=on,
        fields=fields,
        sources=(Source(telegram, 1, Span(start, start + 5), telegram),),
        access=access,
        marking="C",
    )


def board_of(*drafts: Unnumbered, **dates: Any) -> Board:
    return fold(chained(drafts, 0, START), MOVES, **dates)


OPENED = draft("dialogue.propose", "us-ly", "2009-11-05", parties=["US", "LY"], ours="US", text="Pol-mil")
RAISED = draft("objective.raise", "o1", "2009-11-05", text="TSCTP", sought_by="US", sought_from="LY", due="2010-03-31")

KINDS = [f"{entity}.{verb}" for entity, verb in MOVES.moves] + [f"{entity}.amend" for entity in MOVES.entities]


@st.composite
def any_drafts(draw: st.DrawFn) -> list[Unnumbered]:
    """Any entries of one dialogue, legal or not; each entered at an instant of its own."""
    made = []
    for instant in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(KINDS))
        entity = kind.partition(".")[0]
        about = "us-ly" if entity == "dialogue" else entity[:3] + draw(st.sampled_from("12"))
        fields: dict[str, Any] = {
            "text": draw(st.sampled_from(["", "one", "other"])),
            "objective": draw(st.sampled_from([None, "obj1", "obj2"])),
            "party": draw(st.sampled_from([None, "US", "LY"])),
            "due": draw(st.sampled_from([None, "2010-01-01", "2011", "soon", "2010-13-45"])),
        }
        if entity == "dialogue":
            fields |= {"parties": ["US", "LY"], "ours": "US"}
        if entity == "demarche":
            fields |= {
                "posts": draw(st.sampled_from([None, ["TRIPOLI", "TUNIS"]])),
                "post": draw(st.sampled_from([None, "TRIPOLI", "TUNIS"])),
                "cites": draw(st.sampled_from([None, "09STATE1"])),
            }
        if (entity, "merge") in MOVES.moves:
            fields["into"] = draw(st.sampled_from([None, f"{entity[:3]}1", f"{entity[:3]}2"]))
        if kind.endswith(".undo") and made:
            one = draw(st.sampled_from(made))
            about, fields["movement"] = (one.about if one.kind.startswith(f"{entity}.") else about), movement_id(one)
        made.append(
            draft(
                kind,
                about,
                f"2010-01-0{draw(st.integers(1, 4))}",
                draw(st.sampled_from(["09TRIPOLI99", "09TRIPOLI100", "09STATE1"])),
                draw(st.integers(0, 3)),
                instant,
                draw(st.sampled_from(["0;;-", "3;;-", "4;NOFORN;-"])),
                **fields,
            )
        )
    return made


@given(any_drafts(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_board(drafts: list[Unnumbered], chance: Any) -> None:
    shuffled = list(drafts)
    chance.shuffle(shuffled)
    assert board_of(*shuffled) == board_of(*drafts)


@given(any_drafts(), st.builds(Reader, st.just("r"), st.integers(0, 5), st.frozensets(st.just("NOFORN"))))
def test_a_readers_board_is_that_of_a_ledger_that_holds_only_their_entries(
    drafts: list[Unnumbered], reader: Reader
) -> None:
    def readable(held: Unnumbered) -> bool:
        return may_read(reader, Marking.from_label(held.access)).allowed

    filtered = fold([e for e in chained(drafts, 0, START) if readable(e.draft)], MOVES)
    assert filtered == board_of(*filter(readable, drafts))


@given(any_drafts(), st.integers(1, 4))
def test_as_of_a_day_only_what_took_place_by_then_counts(drafts: list[Unnumbered], day: int) -> None:
    last = date(2010, 1, day)
    until = [d for d in drafts if d.on <= last.isoformat()]
    alone = board_of(*until, today=last)
    alone.as_of = last.isoformat()
    assert board_of(*drafts, as_of=last) == alone


@given(any_drafts())
def test_what_is_open_always_has_a_holder_where_our_side_is_known(drafts: list[Unnumbered]) -> None:
    board = board_of(OPENED, *drafts)
    assert board.ours == "US"
    for thing in board.things.values():
        assert (thing.turn == "closed") == (thing.holder is None)
        assert thing.number > 0


@given(any_drafts())
def test_entering_everything_twice_changes_no_state(drafts: list[Unnumbered]) -> None:
    legal = board_of(*drafts)
    if not legal.findings:
        twice = board_of(*drafts, *[d for d in drafts if MOVES.moves.get(_key(d)) and MOVES.moves[_key(d)].opens])
        assert {t.id: t.number for t in twice.things.values()} == {t.id: t.number for t in legal.things.values()}


def _key(held: Unnumbered) -> tuple[str, str]:
    entity, _, verb = held.kind.partition(".")
    return entity, verb


def test_a_raised_objective_is_ours_and_a_tabled_one_waits() -> None:
    board = board_of(OPENED, RAISED)
    assert (board.things["o1"].holder, board.things["o1"].turn) == ("US", "mine")
    tabled = board_of(OPENED, RAISED, draft("objective.table", "o1", "2010-01-10"))
    assert (tabled.things["o1"].holder, tabled.things["o1"].turn) == ("LY", "waiting")


def test_between_two_parties_the_side_that_is_not_named_is_the_other() -> None:
    board = board_of(OPENED, draft("commitment.offer", "c1", "2010-01-10", by="LY"))
    assert (board.things["c1"].holder, board.things["c1"].turn) == ("US", "mine")


def test_overdue_is_reckoned_on_the_day_asked_for() -> None:
    assert not board_of(OPENED, RAISED, as_of=date(2010, 3, 31)).things["o1"].overdue
    assert board_of(OPENED, RAISED, as_of=date(2010, 4, 1)).things["o1"].overdue
    assert not board_of(OPENED, RAISED).things["o1"].overdue
    assert board_of(OPENED, RAISED, today=date(2026, 11, 24)).things["o1"].overdue


@pytest.mark.parametrize(
    ("due", "overdue"),
    [
        ("2010-03", False),
        ("2010-02", True),
        ("2009", True),
        ("soon", False),
        ("early 2009", True),
        ("early 2010", False),
        ("the end of 2009", True),
        ("March or April 2009", True),
        ("2009 or 2010", False),
        ("in March", False),
        ("30 days after March 2009", False),
        ("as may be agreed", False),
    ],
)
def test_a_month_has_passed_when_its_last_day_has_also_in_words(due: str, overdue: bool) -> None:
    raised = draft("objective.raise", "o1", "2009-11-05", text="TSCTP", due=due)
    assert board_of(OPENED, raised, as_of=date(2010, 3, 31)).things["o1"].overdue is overdue


def test_a_day_put_off_is_seen() -> None:
    later = draft("objective.amend", "o1", "2010-02-01", due="2010-09-30")
    board = board_of(OPENED, RAISED, later)
    assert board.things["o1"].extended
    assert board.things["o1"].fields["due"] == "2010-09-30"


def test_the_day_that_stood_before_is_told_with_the_movement_that_told_it() -> None:
    made = [INSTRUCTED, draft("demarche.extend", "d1", "2010-01-20", due="2010-03-01")]
    thing = board_of(OPENED, *made).things["d1"]
    (one,) = thing.redated["due"]
    assert (one.before, one.told_by, one.movement) == ("2010-02-01", thing.movements[0], thing.movements[1])
    assert (thing.due, thing.due_before, thing.extended) == ("2010-03-01", "2010-02-01", True)
    made += [draft("demarche.amend", "d1", "2010-01-22", due="2010-02-01")]
    thing = board_of(OPENED, *made).things["d1"]
    assert (thing.due, thing.due_before, thing.extended) == ("2010-02-01", "2010-03-01", False)
    made += [draft("demarche.amend", "d1", "2010-01-23", due="2010-02")]  # told less closely, and no other day
    assert board_of(OPENED, *made).things["d1"].due_before == "2010-03-01"


def test_ten_times_the_corrections_cost_about_ten_times_the_time() -> None:
    def spent(many: int) -> float:
        day = date(2010, 1, 1)
        days = [(day + timedelta(days=number)).isoformat() for number in range(many)]
        made = [draft("meeting.amend", "m1", on, date=on) for on in days]
        made += [draft("meeting.amend", "m1", days[-1], instant=number, due=on) for number, on in enumerate(days)]
        entries = chained([OPENED, draft("meeting.propose", "m1", "2010-01-01", text="Talks"), *made], 0, START)
        began = time.process_time()
        assert len(fold(entries, MOVES).things["m1"].redated["due"]) == many - 1
        return time.process_time() - began

    least = min(spent(300) for _ in range(3))
    assert min(spent(3000) for _ in range(2)) <= 20 * least + 0.05


def test_a_later_position_supersedes_and_keeps_the_earlier_one() -> None:
    first = draft("position.state", "p1", "2009-11-05", party="LY", objective="o1", stance="reluctant")
    second = draft("position.state", "p2", "2010-02-01", party="LY", objective="o1", stance="accepts")
    board = board_of(OPENED, RAISED, second, first)
    assert board.positions["o1", "LY"].id == "p2"
    assert (board.things["p1"].state, board.things["p1"].superseded_by) == ("superseded", "p2")
    assert [m.about for m in board.story("o1")] == ["o1", "p1", "p2"]
    assert board_of(OPENED, RAISED, second, first, as_of=date(2009, 12, 1)).positions["o1", "LY"].id == "p1"


def test_positions_that_name_no_objective_stand_side_by_side() -> None:
    board = board_of(
        OPENED,
        draft("position.state", "p1", "2009-11-05", party="LY", stance="refuses"),
        draft("position.state", "p2", "2010-02-01", party="LY", stance="accepts"),
    )
    assert {t.state for t in board.of("position")} == {"stated"}


def test_a_contact_leaves_only_when_an_entry_says_so() -> None:
    first = draft("contact.designate", "c1", "2009-11-05", party="LY", role="single point of contact")
    second = draft("contact.designate", "c2", "2010-02-01", party="LY", role="single point of contact")
    assert {t.state for t in board_of(OPENED, first, second).of("contact")} == {"designated"}
    left = draft("contact.vacate", "c1", "2010-02-01")
    assert board_of(OPENED, first, second, left).things["c1"].state == "vacated"


def test_a_move_out_of_order_is_folded_and_found() -> None:
    board = board_of(OPENED, RAISED, draft("objective.implement", "o1", "2010-02-01"))
    assert board.things["o1"].state == "implementing"
    assert board.findings == ["2010-02-01: objective 1 went from raised to implementing out of order"]


def test_moves_of_one_day_go_in_the_order_that_the_table_allows() -> None:
    board = board_of(
        draft("demarche.respond", "d1", "2010-02-01", "10TRIPOLI9"),
        draft("demarche.deliver", "d1", "2010-02-01", "10TRIPOLI10"),
        draft("demarche.instruct", "d1", "2010-02-01", "10STATE99"),
    )
    assert [m.after for m in board.things["d1"].movements] == ["instructed", "delivered", "responded"]
    assert board.findings == []


def test_a_thing_told_of_again_keeps_its_state_and_gains_a_source() -> None:
    again = draft("objective.raise", "o1", "2010-06-01", "10TRIPOLI500", text="The same again", instrument="MOU")
    board = board_of(OPENED, RAISED, draft("objective.table", "o1", "2010-01-10"), again)
    thing = board.things["o1"]
    assert (thing.state, thing.text, thing.fields["instrument"]) == ("tabled", "TSCTP", "MOU")
    assert [s.telegram for s in thing.sources] == ["09TRIPOLI893", "10TRIPOLI500"]
    assert board.findings == []


def test_who_sees_only_a_later_entry_sees_no_fault_in_it() -> None:
    board = board_of(draft("objective.agree", "o1", "2010-02-01"), draft("objective.amend", "o2", "2010-02-01"))
    assert board.things["o1"].state == "agreed"
    assert board.things["o1"].last.before is None
    assert board.findings == []
    assert "o2" not in board.things


def test_a_board_does_not_hang_on_when_anything_was_entered() -> None:
    march = draft("meeting.hold", "march", "2010-03-01", instant=1, text="March round")
    january = draft("meeting.hold", "january", "2010-01-05", instant=2, text="January round")
    other = [
        msgspec.structs.replace(march, instant=january.instant),
        msgspec.structs.replace(january, instant=march.instant),
    ]
    told = [
        [(one.text, one.number) for one in board_of(OPENED, *made).of("meeting")] for made in ([march, january], other)
    ]
    assert told == [[("January round", 1), ("March round", 2)]] * 2


@pytest.mark.parametrize("names", [["oc", "oa", "ob"], ["oa", "ob", "oc"], ["ob", "oc", "oa"]])
def test_the_parts_of_a_split_are_numbered_in_the_order_in_which_they_were_given(names: list[str]) -> None:
    parts = [draft("objective.raise", name, "2010-01-03", text=name, split_from="o1") for name in names]
    split = draft("objective.split", "o1", "2010-01-03", into_several=names)
    beside = draft("objective.raise", "oaa", "2010-01-03", text="beside")
    made = board_of(OPENED, RAISED, *parts, beside, split).of("objective")
    assert [one.number for one in made] == [1, 2, 3, 4, 5]
    assert [one.id for one in made if one.id in names] == names


def test_numbers_follow_the_order_of_raising_and_the_text() -> None:
    board = board_of(
        draft("objective.raise", "ob", "2009-11-05", "09TRIPOLI100", text="third"),
        draft("objective.raise", "oc", "2009-11-05", "09TRIPOLI99", 7, text="second"),
        draft("objective.raise", "oa", "2009-11-05", "09TRIPOLI99", 3, text="first"),
        draft("meeting.propose", "m1", "2009-11-05"),
    )
    assert [(t.number, t.text) for t in board.of("objective")] == [(1, "first"), (2, "second"), (3, "third")]
    assert board.things["m1"].number == 1
    assert board.numbered("objective", 2) is board.things["oc"]
    assert board.numbered("objective", 4) is None


@given(any_drafts(), st.data())
def test_a_fold_carried_on_gives_the_board_of_a_fold_from_the_start(
    drafts: list[Unnumbered], data: st.DataObject
) -> None:
    entries = chained([OPENED, *drafts], 0, START)
    folding = Folding(MOVES)
    at = 0
    while at < len(entries):
        step = data.draw(st.integers(1, len(entries) - at))
        folding.add(entries[at : at + step])
        at += step
        before = folding.board(date(2010, 2, 1))
        assert before == fold(entries[:at], MOVES, today=date(2010, 2, 1))


@given(any_drafts(), any_drafts(), any_drafts())
def test_what_is_tried_on_a_fold_leaves_it_as_it_is(
    held: list[Unnumbered], some: list[Unnumbered], others: list[Unnumbered]
) -> None:
    day = date(2010, 2, 1)
    entries = chained([OPENED, *held], 0, START)
    folding = Folding(MOVES)
    folding.add(entries)
    before = folding.board(day)
    for tried in (some, others[: len(some)], others):
        more = chained(tried, len(entries), entries[-1].hash)
        further = folding.carried_on(more)
        assert further.board(day) == fold([*entries, *more], MOVES, today=day)
        assert further.carried_on(more[:1]).board(day) == fold([*entries, *more, *more[:1]], MOVES, today=day)
        assert folding.board(day) == before


INSTRUCTED = draft(
    "demarche.instruct", "d1", "2010-01-01", by="US", to="LY", posts=["TRIPOLI", "TUNIS"], due="2010-02-01", text="Ask"
)


def test_one_instruction_to_several_posts_is_delivered_when_every_post_has() -> None:
    first = draft("demarche.deliver", "d1", "2010-01-05", post="TRIPOLI", received_by="MFA", left="non-paper")
    second = draft("demarche.deliver", "d1", "2010-01-09", post="TUNIS")
    partly = board_of(OPENED, INSTRUCTED, first).things["d1"]
    assert (partly.state, partly.holder) == ("partly delivered", "US")
    assert partly.items("deliveries") == [
        {"on": "2010-01-05", "post": "TRIPOLI", "received_by": "MFA", "left": "non-paper"}
    ]
    assert board_of(OPENED, INSTRUCTED, first, second).things["d1"].state == "delivered"
    answered = draft("demarche.respond", "d1", "2010-01-12", post="TRIPOLI", answer="will consider")
    both = board_of(OPENED, INSTRUCTED, first, second, answered).things["d1"]
    assert (both.state, both.holder) == ("delivered", "LY")  # Tunis has no answer yet
    last = draft("demarche.respond", "d1", "2010-01-20", post="TUNIS", answer="agrees")
    assert board_of(OPENED, INSTRUCTED, first, second, answered, last).things["d1"].state == "responded"


DELIVERED = [
    draft("demarche.deliver", "d1", "2010-01-05", post="TRIPOLI"),
    draft("demarche.deliver", "d1", "2010-01-09", post="TUNIS"),
]


def replies(*told: tuple[str, str, str | None]) -> list[Unnumbered]:
    return [draft("demarche.respond", "d1", on, post=post, answer="yes", cites=cites) for on, post, cites in told]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([("2010-01-12", "TRIPOLI", "10STATE7")], "delivered"),
        ([("2010-01-12", "TRIPOLI", "10STATE7"), ("2010-01-20", "TUNIS", "10STATE7")], "closed"),
        ([("2010-01-12", "TRIPOLI", None), ("2010-01-20", "TUNIS", "10STATE7")], "responded"),
        ([("2010-01-12", "TRIPOLI", "10STATE7"), ("2010-01-20", "TUNIS", None)], "responded"),
        # A second, fuller reply of the post that did not cite it.
        (
            [
                ("2010-01-12", "TRIPOLI", None),
                ("2010-01-20", "TUNIS", "10STATE7"),
                ("2010-01-25", "TRIPOLI", "10STATE7"),
            ],
            "closed",
        ),
    ],
)
def test_replies_of_every_post_that_cite_it_close_it(told: list[tuple[str, str, str | None]], state: str) -> None:
    board = board_of(OPENED, INSTRUCTED, *DELIVERED, *replies(*told), today=date(2010, 3, 1))
    thing = board.things["d1"]
    assert (thing.state, thing.overdue) == (state, state == "delivered")
    assert board.findings == []


def test_a_demarche_reopened_waits_for_the_post_whose_reply_was_none() -> None:
    first, second = replies(("2010-01-12", "TRIPOLI", "10STATE7"), ("2010-01-20", "TUNIS", "10STATE7"))
    closed = [OPENED, INSTRUCTED, *DELIVERED, first, second]
    anew = board_of(*closed, draft("demarche.reopen", "d1", "2010-01-22", post="TUNIS")).things["d1"]
    assert (anew.state, anew.holder, [item["post"] for item in anew.items("replies")]) == (
        "awaiting",
        "LY",
        ["TRIPOLI"],
    )
    whole = board_of(*closed, draft("demarche.reopen", "d1", "2010-01-22")).things["d1"]
    assert whole.items("replies") == []
    (again,) = replies(("2010-01-30", "TUNIS", "10STATE7"))
    again_closed = board_of(*closed, draft("demarche.reopen", "d1", "2010-01-22", post="TUNIS"), again)
    assert (again_closed.things["d1"].state, again_closed.findings) == ("closed", [])


@pytest.mark.parametrize(
    ("kind", "about", "fields", "finding"),
    [
        ("dialogue.amend", "us-ly", {"parties": 5}, "parties '5' of the dialogue is no list and does not count"),
        (
            "dialogue.amend",
            "us-ly",
            {"ours": ["US"]},
            "ours \"['US']\" of the dialogue is no text and does not count",
        ),
        ("demarche.amend", "d2", {"posts": [["ROME"]]}, "posts \"[['ROME']]\" of demarche 1 is no list"),
        ("demarche.respond", "d2", {"post": ["ROME"]}, "post \"['ROME']\" of demarche 1 is no text"),
        ("meeting.propose", "m1", {"agenda": 5}, "agenda '5' of meeting 2010-01-02 is no list"),
    ],
)
def test_what_is_no_list_is_found_and_passed_over(kind: str, about: str, fields: dict[str, Any], finding: str) -> None:
    asked = draft("demarche.deliver", "d2", "2010-01-01", by="US", to="LY", text="Ask")
    board = board_of(OPENED, asked, draft(kind, about, "2010-01-02", **fields), today=date(2010, 2, 1))
    assert (board.parties, board.ours) == (("US", "LY"), "US")
    assert [held.partition(" and does")[0] for held in board.findings] == [
        f"2010-01-02: {finding.partition(' and does')[0]}"
    ]


def test_one_text_is_a_list_of_one() -> None:
    assert board_of(OPENED, draft("dialogue.amend", "us-ly", "2010-01-02", parties="US, LY")).parties == ("US, LY",)


def test_the_last_day_that_there_is_is_not_put_off() -> None:
    drafts = [
        OPENED,
        draft("demarche.deliver", "d2", "2010-01-01", by="US", to="LY", due="9999-12-31", text="Ask"),
        draft("demarche.hold", "d2", "2010-01-10"),
        draft("demarche.resume", "d2", "2010-01-15"),
    ]
    held = board_of(*drafts, as_of=date(2010, 2, 1)).things["d2"]
    assert (held.paused, held.due, held.overdue) == (5, "9999-12-31", False)


def test_a_holding_reply_stops_the_clock_and_resuming_puts_the_due_day_off() -> None:
    given_ = [
        OPENED,
        draft("demarche.deliver", "d2", "2010-01-01", by="US", to="LY", due="2010-01-20", text="Ask"),
        draft("demarche.hold", "d2", "2010-01-10"),
    ]
    held = board_of(*given_, today=date(2010, 3, 1)).things["d2"]
    assert (held.stopped, held.overdue, held.due) == ("2010-01-10", False, "2010-01-20")
    resumed = board_of(*given_, draft("demarche.resume", "d2", "2010-01-15"), today=date(2010, 1, 24)).things["d2"]
    assert (resumed.paused, resumed.due, resumed.overdue) == (5, "2010-01-25", False)
    later = board_of(*given_, draft("demarche.resume", "d2", "2010-01-15"), today=date(2010, 1, 26)).things["d2"]
    assert later.overdue


def test_a_holding_reply_of_one_post_stops_its_clock_alone() -> None:
    asked = [OPENED, INSTRUCTED, *DELIVERED]
    held = draft("demarche.hold", "d1", "2010-01-20", post="TRIPOLI")
    # Tunis has still to answer by 1 February.
    late = board_of(*asked, held, today=date(2010, 2, 3)).things["d1"]
    assert (late.stopped, late.overdue, late.due) == (None, True, "2010-02-01")
    answered = replies(("2010-01-25", "TUNIS", "10STATE7"))
    waits = board_of(*asked, held, *answered, today=date(2010, 2, 3)).things["d1"]
    assert (waits.stopped, waits.overdue) == ("2010-01-20", False)
    resumed = draft("demarche.resume", "d1", "2010-01-30", post="TRIPOLI")
    runs = board_of(*asked, held, *answered, resumed, today=date(2010, 2, 3)).things["d1"]
    assert (runs.stopped, runs.overdue, runs.due) == (None, False, "2010-02-11")
    # Without a post it is said of all of them.
    both = board_of(*asked, held, draft("demarche.resume", "d1", "2010-01-30"), *answered).things["d1"]
    assert (both.held, both.due) == ({}, "2010-02-11")


@pytest.mark.parametrize("turn", [1, -1])
def test_those_whose_clocks_stand_still_are_in_one_order_whoever_held_first(turn: int) -> None:
    posts = ("TRIPOLI", "TUNIS")[::turn]
    holds = [draft("demarche.hold", "d1", f"2010-01-2{day}", post=post) for day, post in enumerate(posts)]
    thing = board_of(OPENED, INSTRUCTED, *DELIVERED, *holds).things["d1"]
    assert [*thing.held] == ["TRIPOLI", "TUNIS"]


@pytest.mark.parametrize("verb", ["respond", "resume"])
def test_what_stands_still_for_all_runs_again_with_the_first_post_that_moves(verb: str) -> None:
    made = [INSTRUCTED, *(draft("demarche.deliver", "d1", "2010-01-05", post=post) for post in ("TRIPOLI", "TUNIS"))]
    made += [draft("demarche.hold", "d1", "2010-01-10")]
    assert board_of(OPENED, *made).things["d1"].stopped == "2010-01-10"
    made += [draft(f"demarche.{verb}", "d1", "2010-01-20", post="TRIPOLI")]
    (one,) = board_of(OPENED, *made, today=date(2010, 2, 12)).of("demarche")
    assert (one.stopped, one.paused, one.due, one.overdue) == (None, 10, "2010-02-11", True)
    made += [draft("demarche.respond", "d1", "2010-01-21", post=post) for post in ("TRIPOLI", "TUNIS")]
    made += [draft("demarche.reopen", "d1", "2010-01-25")]
    (one,) = board_of(OPENED, *made, today=date(2010, 2, 12)).of("demarche")
    assert (one.state, one.stopped, one.due, one.overdue) == ("awaiting", None, "2010-02-11", True)


def test_more_time_given_lawfully_is_an_extension() -> None:
    longer = draft("demarche.extend", "d1", "2010-01-20", due="2010-03-01")
    thing = board_of(OPENED, INSTRUCTED, longer, today=date(2010, 2, 10)).things["d1"]
    assert (thing.due, thing.extended, thing.overdue) == ("2010-03-01", True, False)


def test_posts_and_days_that_do_not_fit_are_folded_and_found() -> None:
    made = [INSTRUCTED, draft("demarche.deliver", "d1", "2010-01-05", post="TRIPOLI")]
    made += [draft("demarche.hold", "d1", "2010-01-08"), draft("demarche.respond", "d1", "2010-01-10", post="PARIS")]
    made += [draft("demarche.respond", "d1", "2010-01-11", post="TUNIS")]
    made += [draft("demarche.extend", "d1", "2010-01-12", due="2010-01-20")]
    made += [msgspec.structs.replace(draft("demarche.extend", "d1", "2010-01-13"), sources=())]
    paris = board_of(OPENED, *made[:4])
    assert paris.things["d1"].stopped == "2010-01-08"  # no post instructed has answered
    assert board_of(OPENED, *made).findings == [
        "2010-01-10: answered by 'PARIS', which is none of the posts of demarche 1",
        "2010-01-11: answered by 'TUNIS', which is not among the deliveries of demarche 1",
        "2010-01-12: demarche 1: more time given until 2010-01-20, which is before 2010-02-04",
        "2010-01-13: demarche 1: more time given, and no day",
    ]
    assert board_of(OPENED, *made).things["d1"].due == "2010-01-20"


def test_only_what_stands_still_after_an_extension_moves_the_day_agreed() -> None:
    made = [INSTRUCTED, draft("demarche.deliver", "d1", "2010-01-05")]
    made += [draft("demarche.hold", "d1", "2010-01-08"), draft("demarche.resume", "d1", "2010-01-18")]
    assert board_of(OPENED, *made).things["d1"].due == "2010-02-11"
    made += [draft("demarche.extend", "d1", "2010-01-20", due="2010-05-01")]
    one = board_of(OPENED, *made, today=date(2010, 5, 2)).things["d1"]
    assert (one.due, one.extended, one.overdue) == ("2010-05-01", True, True)
    made += [draft("demarche.hold", "d1", "2010-01-25"), draft("demarche.resume", "d1", "2010-02-01")]
    assert board_of(OPENED, *made).things["d1"].due == "2010-05-08"


@pytest.mark.parametrize("post", [None, "TRIPOLI"])
def test_of_a_pause_only_the_days_after_the_extension_move_the_day_agreed(post: str | None) -> None:
    made = [INSTRUCTED, draft("demarche.deliver", "d1", "2010-01-05")]
    made += [draft("demarche.hold", "d1", "2010-01-08", post=post)]
    made += [draft("demarche.respond", "d1", "2010-01-09", post="TUNIS")] if post else []
    made += [draft("demarche.extend", "d1", "2010-01-20", due="2010-05-01")]
    stopped = board_of(OPENED, *made).things["d1"]
    assert (stopped.stopped, stopped.due) == ("2010-01-08", "2010-05-01")
    resumed = board_of(OPENED, *made, draft("demarche.resume", "d1", "2010-01-23", post=post)).things["d1"]
    assert (resumed.stopped, resumed.due) == (None, "2010-05-04")


def test_a_merged_objective_brings_what_belongs_to_it() -> None:
    other = draft("objective.raise", "o2", "2009-11-06", text="TSCTP, again")
    owed = draft("commitment.undertake", "c1", "2009-11-07", text="send officers", by="LY", objective="o2")
    stance = draft("position.state", "p1", "2009-11-07", party="LY", stance="reluctant", objective="o2")
    merged = draft("objective.merge", "o2", "2009-12-01", into="o1")
    board = board_of(OPENED, RAISED, other, owed, stance, merged)
    assert (board.things["o2"].state, board.things["o2"].turn) == ("merged", "closed")
    assert {thing.id for thing in board.linked("o1")} == {"o2", "c1", "p1"}
    assert board.positions["o1", "LY"].id == "p1"
    assert [movement.about for movement in board.story("o1")][:2] == ["o1", "o2"]


def test_what_was_told_of_a_merged_demarche_is_told_of_the_one_it_is() -> None:
    report = draft("demarche.deliver", "d2", "2010-01-05", "10TUNIS4", post="TUNIS", due="2010-01-05", text="Delivered")
    ours = draft("demarche.deliver", "d1", "2010-01-07", post="TRIPOLI")
    same = draft("demarche.merge", "d2", "2010-01-09", "10STATE8", into="d1", text="They are one")
    reply = draft("demarche.respond", "d2", "2010-01-20", "10TUNIS9", post="TUNIS", answer="agrees", cites="10STATE7")
    apart = board_of(OPENED, INSTRUCTED, report, ours)
    assert [(t.state, t.due) for t in apart.of("demarche")] == [
        ("partly delivered", "2010-02-01"),
        ("delivered", "2010-01-05"),
    ]
    board = board_of(OPENED, INSTRUCTED, report, ours, same, reply, *replies(("2010-01-12", "TRIPOLI", "10STATE7")))
    one, other = board.of("demarche")
    # The instruction keeps its words and its day; the delivery and the reply of the other are its own.
    assert (one.state, one.text, one.due) == ("closed", "Ask", "2010-02-01")
    assert [item["post"] for item in one.items("deliveries")] == ["TUNIS", "TRIPOLI"]
    assert [(m.on, m.says, m.before, m.after) for m in one.movements][3] == (
        "2010-01-09",
        "another found to be the same",
        "delivered",
        "delivered",
    )
    assert (other.state, other.turn) == ("merged", "closed")
    before = date(2010, 1, 8)
    early = board_of(OPENED, INSTRUCTED, report, ours, same, as_of=before)
    assert early == board_of(OPENED, INSTRUCTED, report, ours, as_of=before)


def test_what_comes_later_of_a_merged_demarche_is_told_too() -> None:
    made = [INSTRUCTED, draft("demarche.instruct", "d2", "2010-01-01", text="Ask again")]
    made += [draft("demarche.merge", "d2", "2010-01-03", into="d1")]
    made += [draft("demarche.deliver", "d2", "2010-01-05", post="TUNIS")]
    entries = chained(made, 0, START)
    folding = Folding(MOVES)
    for entry in entries:
        folding.add([entry])
        assert folding.board() == fold(entries[: entry.number], MOVES)
    assert folding.board().things["d1"].state == "partly delivered"


def two_demarches(*more: Unnumbered, into: str) -> Board:
    """Two demarches to one post each, the one merged into the other; and a third that has nothing to do with them."""
    made = [
        draft("demarche.instruct", "d1", "2010-01-01", text="first", posts=["TRIPOLI"], due="2010-02-01"),
        draft("demarche.instruct", "d3", "2010-01-02", text="third"),
        draft("demarche.instruct", "d2", "2010-01-03", text="second", posts=["TUNIS"], due="2010-03-01"),
        draft("demarche.merge", "d1" if into == "d2" else "d2", "2010-01-09", into=into),
    ]
    return board_of(OPENED, *made, *more)


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("d1", ("first", ["TRIPOLI"], "2010-02-01", "2010-01-01")),
        ("d2", ("second", ["TUNIS"], "2010-03-01", "2010-01-03")),
    ],
)
def test_the_one_merged_into_keeps_what_it_said_be_it_the_later(into: str, said: tuple[Any, ...]) -> None:
    board = two_demarches(into=into)
    one = board.things[into]
    assert (one.text, one.fields["posts"], one.due, one.raised) == said
    # Its first movement is where its words stand.
    assert [(m.text, m.says) for m in one.movements[:2]] == [
        (said[0], "instructed"),
        ("second" if into == "d1" else "first", "instructed again"),
    ]
    assert [m.on for m in board.story(into)] == ["2010-01-01", "2010-01-03", "2010-01-09"]
    assert {name: thing.number for name, thing in board.things.items()} == {"d1": 1, "d3": 2, "d2": 3}


@pytest.mark.parametrize("post", ["TRIPOLI", None])
def test_an_answer_to_the_one_merged_does_not_close_the_other(post: str | None) -> None:
    delivered = draft("demarche.deliver", "d1", "2010-01-01", post=post)
    answered = draft("demarche.respond", "d1", "2010-01-02", post=post, cites="10STATE7")
    one = two_demarches(delivered, answered, into="d2").things["d2"]
    assert (one.state, one.awaited) == ("partly delivered", ("TUNIS",))
    assert [item["post"] for item in one.items("replies")] == ["TRIPOLI"]


def test_a_report_that_its_instruction_is_merged_into_is_for_the_posts_instructed() -> None:
    report = draft("demarche.deliver", "d2", "2010-01-05", "10TUNIS4", post="TUNIS", text="Delivered")
    same = draft("demarche.merge", "d1", "2010-01-09", into="d2")
    one = board_of(OPENED, INSTRUCTED, report, same).things["d2"]
    assert (one.state, one.text, one.raised) == ("partly delivered", "Delivered", "2010-01-05")
    assert one.awaited == ("TRIPOLI", "TUNIS")


def test_a_commitment_accepted_twice_is_one_after_a_merge() -> None:
    asked = draft("commitment.request", "c1", "2010-01-04", by="LY", text="Name the officers", due="2010-02")
    given_ = draft(
        "commitment.undertake", "c2", "2010-01-09", "10TRIPOLI9", by="LY", to="US", text="Officers by 3 March"
    )
    begun = draft("commitment.start", "c2", "2010-01-20", "10TRIPOLI9")
    done = [draft("commitment.complete", one, f"2010-02-0{day}") for one, day in (("c1", 2), ("c2", 5))]
    same = draft("commitment.merge", "c2", "2010-02-06", into="c1")
    board = board_of(OPENED, asked, given_, begun, *done, same)
    one, other = board.of("commitment")
    # Each was told of as complete, and the promise of the one answers the request of the other.
    assert board.findings == []
    assert [(m.says, m.after) for m in one.movements] == [
        ("requested", "requested"),
        ("undertaken", "undertaken"),
        ("begun", "limited"),
        ("completed", "complete"),
        ("completed", "complete"),
        ("another found to be the same", "complete"),
    ]
    assert (one.state, one.text, one.due, one.fields["to"]) == ("complete", "Name the officers", "2010-02", "US")
    assert (other.state, other.turn) == ("merged", "closed")
    back = draft("commitment.unmerge", "c2", "2010-02-07")
    apart = board_of(OPENED, asked, given_, begun, *done, same, back)
    assert [t.state for t in apart.of("commitment")] == ["complete", "complete"]
    assert apart.things["c1"].fields.get("to") is None


def test_an_instrument_that_stands_twice_is_one_after_a_merge() -> None:
    named = draft("instrument.draft", "i1", "2010-01-04", text="the text", name="MOU")
    signed = draft("instrument.sign", "i2", "2010-02-04", "10TRIPOLI9", text="the memorandum signed today")
    told = draft("instrument.sign", "i2", "2010-03-04", "10TRIPOLI50", text="signed last month")
    ended = draft("instrument.terminate", "i1", "2010-03-01")
    same = draft("instrument.merge", "i2", "2010-03-06", into="i1")
    board = board_of(OPENED, named, signed, same)
    assert (board.things["i1"].state, board.things["i1"].facts) == ("signed", {"signed": "2010-02-04"})
    assert (board.things["i2"].state, board.things["i1"].text) == ("merged", "the text")
    # That the other one tells of it later, when this is over, is nothing out of order.
    over = board_of(OPENED, named, signed, told, ended, same)
    assert (over.things["i1"].state, over.findings) == ("terminated", [])


PROMISED = draft("commitment.undertake", "c1", "2010-01-04", by="LY", text="Name the officers", due="2010-02")
AGAIN = draft("commitment.undertake", "c1", "2010-01-09", "10TRIPOLI9", by="LY", to="US", text="Send the draft")


def undo(one: Unnumbered, on: str) -> Unnumbered:
    kind = f"{one.kind.partition('.')[0]}.undo"
    return draft(kind, one.about, on, "10STATE8", movement=movement_id(one))


def test_what_was_told_again_and_taken_back_counts_no_more_and_is_told() -> None:
    joined = board_of(OPENED, PROMISED, AGAIN).things["c1"]
    assert (joined.fields["to"], [m.says for m in joined.movements]) == ("US", ["undertaken", "undertaken again"])
    board = board_of(OPENED, PROMISED, AGAIN, undo(AGAIN, "2010-01-12"))
    thing = board.things["c1"]
    assert (thing.state, thing.fields.get("to"), thing.text) == ("undertaken", None, "Name the officers")
    assert [s.telegram for m in thing.movements for s in m.sources] == ["09TRIPOLI893", "10STATE8"]
    assert [(m.on, m.says, m.text) for m in board.story("c1")] == [
        ("2010-01-04", "undertaken", "Name the officers"),
        ("2010-01-09", "undertaken", "Send the draft"),
        ("2010-01-12", "taken back", ""),
    ]
    before = date(2010, 1, 11)
    early = board_of(OPENED, PROMISED, AGAIN, undo(AGAIN, "2010-01-12"), as_of=before)
    assert early == board_of(OPENED, PROMISED, AGAIN, as_of=before)


def test_a_move_taken_back_leaves_the_state_that_the_others_make() -> None:
    begun = draft("commitment.start", "c1", "2010-01-20")
    done = draft("commitment.complete", "c1", "2010-02-20")
    board = board_of(OPENED, PROMISED, begun, done, undo(done, "2010-03-01"))
    assert (board.things["c1"].state, board.things["c1"].facts, board.findings) == ("limited", {}, [])
    launched = draft("dialogue.launch", "us-ly", "2010-01-01")
    own = board_of(OPENED, launched, undo(launched, "2010-01-02")).dialogue
    assert own is not None
    assert own.state == "proposed"


def test_a_thing_of_which_the_beginning_is_taken_back_was_entered_in_error() -> None:
    board = board_of(OPENED, PROMISED, undo(PROMISED, "2010-01-12"))
    thing = board.things["c1"]
    assert (thing.state, thing.turn, thing.text) == (IN_ERROR, "closed", "Name the officers")
    assert [m.after for m in thing.movements] == ["undertaken", IN_ERROR]
    assert board.findings == []
    # What else begins it keeps it: here the second telling.
    kept = board_of(OPENED, PROMISED, AGAIN, undo(PROMISED, "2010-01-12")).things["c1"]
    assert (kept.state, kept.text, kept.raised) == ("undertaken", "Send the draft", "2010-01-09")


def test_a_position_taken_back_gives_its_place_to_the_earlier_one() -> None:
    first = draft("position.state", "p1", "2009-11-05", party="LY", objective="o1", stance="reluctant")
    second = draft("position.state", "p2", "2010-02-01", party="LY", objective="o1", stance="accepts")
    board = board_of(OPENED, RAISED, first, second, undo(second, "2010-02-03"))
    assert board.positions["o1", "LY"].id == "p1"
    assert board.things["p1"].state == "stated"


def test_what_was_taken_back_of_a_merged_thing_counts_for_neither() -> None:
    other = draft("commitment.undertake", "c2", "2010-01-05", by="LY", text="The officers")
    done = draft("commitment.complete", "c2", "2010-02-05")
    same = draft("commitment.merge", "c2", "2010-02-06", into="c1")
    wrong = draft("commitment.undo", "c1", "2010-02-07", movement=movement_id(done))
    board = board_of(OPENED, PROMISED, other, done, same, wrong)
    assert (board.things["c1"].state, board.things["c2"].state) == ("undertaken", "merged")


STANDS = "2010-01-09: {}: merged into another, for which it stands itself: that does not count"
NONE = "that does not count"
RAISING = [("objective", "raise"), ("commitment", "request"), ("instrument", "draft"), ("demarche", "instruct")]


@pytest.mark.parametrize(("entity", "verb"), RAISING)
@pytest.mark.parametrize("circle", [("x1", "x2"), ("x1", "x2", "x3"), ("x1",)])
def test_of_things_merged_in_a_circle_the_last_one_stands_for_all(
    entity: str, verb: str, circle: tuple[str, ...]
) -> None:
    known = [
        draft(f"{entity}.{verb}", f"x{n}", f"2010-01-0{n}", text=f"Thing {n}", by="LY", to="US") for n in range(1, 5)
    ]
    asked = board_of(OPENED, *known).things["x4"].state
    pairs = zip(circle, (*circle[1:], circle[0]), strict=True)
    days = [*(f"2010-01-0{5 + n}" for n in range(len(circle) - 1)), "2010-01-09"]
    merged = [
        draft(f"{entity}.merge", one, on, instant=n, into=into)
        for n, ((one, into), on) in enumerate(zip(pairs, days, strict=True))
    ]
    beside = draft(f"{entity}.merge", "x4", "2010-01-10", into="x1")
    board = board_of(OPENED, *known, *merged, beside)
    last = circle[-1]
    assert board.findings == [STANDS.format(board.things[last].called)]
    standing = [one.id for one in board.of(entity) if one.turn != "closed"]
    assert standing == [last, *(f"x{n}" for n in range(1, 4) if f"x{n}" not in circle)]
    assert board.things[last].state == asked
    assert [one.kind for one in board.things[last].movements if one.about == last and one.on == "2010-01-09"]
    # In whatever order they were entered, and added to a board that is carried on.
    for some in permutations([*merged, beside]):
        assert board_of(OPENED, *known, *some) == board
        folding = Folding(MOVES)
        for one in chained([OPENED, *known, *some], 0, START):
            folding.add([one])
            folding.board()
        assert folding.board() == board
    # Each is its own again after the one that it was merged into, the one that stands the last.
    alone = [draft(f"{entity}.unmerge", one, f"2010-02-0{n}") for n, one in enumerate((*circle, "x4"), 1)]
    if len(circle) > 1:
        assert [one.state for one in board_of(OPENED, *known, *merged, beside, *alone).of(entity)] == [asked] * 4


@pytest.mark.parametrize(("entity", "verb"), RAISING)
def test_what_was_merged_into_a_thing_in_error_stands_for_its_own(entity: str, verb: str) -> None:
    known = [
        draft(f"{entity}.{verb}", f"x{n}", f"2010-01-0{n}", text=f"Thing {n}", by="LY", to="US") for n in range(1, 5)
    ]
    there = draft(f"{entity}.merge", "x2", "2010-02-01", into="x1")
    below = draft(f"{entity}.merge", "x3", "2010-02-02", into="x2")
    wrong = draft(f"{entity}.undo", "x1", "2010-02-03", movement=movement_id(known[0]))
    later = draft(f"{entity}.merge", "x2", "2010-02-04", into="x4")
    asked = board_of(OPENED, *known).things["x4"].state
    board = board_of(OPENED, *known, there, below, wrong)
    assert [one.state for one in board.of(entity)] == [IN_ERROR, asked, "merged", asked]
    assert board.findings == [f"2010-02-01: {entity} 2: merged into another, which was entered in error: {NONE}"]
    again = board_of(OPENED, *known, there, below, wrong, later)
    assert [one.state for one in again.of(entity)] == [IN_ERROR, "merged", "merged", asked]
    assert again.findings == []
    for some in permutations([there, below, wrong, later]):
        assert board_of(OPENED, *known, *some) == again
        folding = Folding(MOVES)
        for one in chained([OPENED, *known, *some], 0, START):
            folding.add([one])
            folding.board()
        assert folding.board() == again
    # Recorded again it stands, and for what was merged into it.
    back = draft(f"{entity}.{verb}", "x1", "2010-02-05", text="Thing 1", by="LY", to="US")
    assert [one.state for one in board_of(OPENED, *known, there, wrong, back).of(entity)].count("merged") == 1


@pytest.mark.parametrize(("entity", "verb"), RAISING)
def test_a_thing_into_which_another_was_merged_is_its_own_again_after_its_merge(entity: str, verb: str) -> None:
    known = [
        draft(f"{entity}.{verb}", f"x{n}", f"2010-01-0{n}", text=f"Thing {n}", by="LY", to="US") for n in range(1, 4)
    ]
    there = draft(f"{entity}.merge", "x1", "2010-02-01", into="x2")
    other = draft(f"{entity}.merge", "x3", "2010-03-01", into="x1")
    alone = draft(f"{entity}.unmerge", "x1", "2010-04-01")
    board = board_of(OPENED, *known, there, other, alone)
    before = board_of(OPENED, *known).things["x1"].state
    assert [one.state for one in board.of(entity)] == [before, before, "merged"]
    assert board.findings == []


def test_a_long_way_of_merges_is_gone_once() -> None:
    into = {str(n): str(n + 1) for n in range(50_000)}
    assert standing_for(into, {*into, "50000"}) == dict.fromkeys(into, "50000")


def test_what_is_taken_back_is_so_of_its_own_thing_alone() -> None:
    # Two entries of one instant and the same words have one name.
    two = [msgspec.structs.replace(PROMISED, about=about) for about in ("c1", "c2")]
    assert movement_id(two[0]) == movement_id(two[1])
    entries = chained([*two, undo(two[1], "2010-01-12")], 0, START)
    kept, back = standing(entries, MOVES)
    assert ([one.draft.about for one in kept], [one.draft.about for one in back]) == (["c1", "c2"], ["c2"])
    # What was joined by a merge is taken back of the one that stands for both.
    done = draft("commitment.complete", "c2", "2010-02-05")
    wrong = draft("commitment.undo", "c1", "2010-02-07", movement=movement_id(done))
    kept, back = standing(chained([*two, done, wrong], 0, START), MOVES)
    assert [one.draft.kind for one in back] == ["commitment.complete"]


def test_a_link_is_kept_until_it_is_taken_away() -> None:
    link = draft("objective.link", "o1", "2009-11-10", relation="depends on", other="o2")
    assert board_of(OPENED, RAISED, link).things["o1"].items("links") == [
        {"on": "2009-11-10", "relation": "depends on", "other": "o2"}
    ]
    assert board_of(OPENED, RAISED, link).things["o1"].state == "raised"
    off = draft("objective.unlink", "o1", "2009-11-11", relation="depends on", other="o2")
    assert board_of(OPENED, RAISED, link, off).things["o1"].items("links") == []


def test_signed_in_force_implemented_and_verified_are_different_facts() -> None:
    drafts = [
        draft("instrument.sign", "i1", "2010-01-01", text="EUM agreement"),
        draft("instrument.enter-into-force", "i1", "2010-02-01"),
        draft("commitment.undertake", "c1", "2010-01-01", text="inspect", by="LY"),
        draft("commitment.complete", "c1", "2010-03-01"),
        draft("commitment.verify", "c1", "2010-04-01"),
        draft("commitment.evidence", "c1", "2010-03-05", speaks="against", text="gaps found"),
    ]
    board = board_of(OPENED, *drafts)
    assert board.things["i1"].facts == {"signed": "2010-01-01", "in force": "2010-02-01"}
    assert board.things["c1"].facts == {"implemented": "2010-03-01", "verified": "2010-04-01"}
    assert board.things["c1"].items("evidence") == [{"on": "2010-03-05", "speaks": "against", "text": "gaps found"}]
    assert board.things["c1"].state == "complete"


def test_a_day_that_is_none_is_told_and_does_not_count() -> None:
    told = draft("demarche.instruct", "d1", "2010-01-01", text="Ask", by="US", to="LY", due="2010-02-30")
    held = [draft(f"demarche.{verb}", "d1", f"2010-01-0{day}") for day, verb in ((2, "deliver"), (3, "hold"))]
    board = board_of(OPENED, told, *held, draft("demarche.resume", "d1", "2010-01-05"), today=date(2011, 1, 1))
    thing = board.things["d1"]
    assert (thing.due, thing.overdue, thing.paused) == ("2010-02-30", False, 2)
    assert board.findings == ["2010-01-01: due '2010-02-30' of demarche 1 is no day and does not count"]


def test_a_word_that_is_none_of_its_list_is_told_and_stands() -> None:
    said = draft("position.state", "p1", "2010-01-01", text="Later", party="LY", stance="lukewarm")
    fields = {"text": "Ports", "objective_kind": "wish", "stance": {"LY": "reluctant", "US": "keen"}}
    raised = draft("objective.raise", "o2", "2010-01-02", **fields)
    held = draft("meeting.hold", "m1", "2010-01-03", text="Round", outcomes=[{"type": "gossip", "text": "Much"}])
    read = draft("commitment.undertake", "c1", "2010-01-04", text="Four", event={"type": "CONSULT"}, modality="done")
    board = board_of(OPENED, said, raised, held, read)
    assert board.things["p1"].fields["stance"] == "lukewarm"
    kinds, stances = (", ".join(load_moves().values[name].one_of) for name in ("objective_kind", "stance"))
    assert board.findings == [
        "2010-01-03: type 'gossip' of meeting 2010-01-03 is none of information, decision, task",
        f"2010-01-02: objective_kind 'wish' of objective 1 is none of {kinds}",
        f"2010-01-02: stance 'keen' of objective 1 is none of {stances}",
        f"2010-01-01: stance 'lukewarm' of position 1 is none of {stances}",
    ]


def test_a_day_in_the_words_of_a_text_is_no_fault() -> None:
    read = draft("objective.raise", "o2", "2010-01-01", text="Ports", due="early summer", proposal="a1")
    assert board_of(OPENED, read, today=date(2011, 1, 1)).findings == []
    typed = draft("objective.amend", "o2", "2010-01-02", due="late summer", proposal="a1", amended={"due": "summer"})
    (finding,) = board_of(OPENED, read, typed).findings
    assert "'late summer'" in finding


def test_what_is_raised_is_ours_until_it_is_tabled_whoever_seeks_it() -> None:
    theirs = draft("objective.raise", "o2", "2009-11-05", text="Aircraft", sought_by="LY", sought_from="US")
    others = draft("objective.raise", "o3", "2009-11-05", text="Border", sought_by="TN", sought_from="LY")
    board = board_of(OPENED, RAISED, theirs, others)
    assert [(board.things[o].holder, board.things[o].turn) for o in ("o1", "o2", "o3")] == [
        ("US", "mine"),
        ("US", "mine"),
        ("TN", "watching"),
    ]
    tabled = board_of(OPENED, RAISED, draft("objective.table", "o1", "2010-01-05"))
    assert (tabled.things["o1"].holder, tabled.things["o1"].turn) == ("LY", "waiting")


@pytest.mark.parametrize("word", ["Both sides", "both", "the two sides"])
def test_both_sides_are_all_parties(word: str) -> None:
    mutual = draft("objective.raise", "o1", "2009-11-05", text="Radar", sought_by=word)
    board = board_of(OPENED, mutual, draft("objective.table", "o1", "2010-01-05"))
    thing = board.things["o1"]
    assert (thing.holder, thing.turn) == ("both sides", "mine")
    assert board.sides(thing) == ("both sides", "both sides")
    assert board.moved_by(thing, thing.last) == ("US", "LY")
    asked = draft("objective.raise", "o2", "2009-11-05", text="Radar", sought_by="LY", sought_from=word)
    board = board_of(OPENED, asked, draft("objective.table", "o2", "2010-01-05"))
    assert (board.things["o2"].holder, board.things["o2"].turn) == ("both sides", "mine")


@pytest.mark.parametrize(("first", "who"), [("offer", "US"), ("request", "LY")])
def test_an_offer_is_accepted_by_the_one_to_whom_it_is_made(first: str, who: str) -> None:
    owed = draft(f"commitment.{first}", "c1", "2009-12-01", text="Ten places", by="LY", to="US")
    board = board_of(OPENED, owed, draft("commitment.accept", "c1", "2009-12-05"))
    thing = board.things["c1"]
    assert (thing.state, thing.holder, board.moved_by(thing, thing.last)) == ("undertaken", "LY", (who,))


def test_a_party_on_both_sides_is_told_and_stands() -> None:
    owed = draft("commitment.undertake", "c1", "2009-11-05", text="A list", by="LY", to="ly")
    mutual = draft("objective.raise", "o2", "2009-11-05", text="Radar", sought_by="both", sought_from="both sides")
    board = board_of(OPENED, owed, mutual)
    assert board.findings == ["2009-11-05: LY is on both sides of commitment 1"]
    assert (board.things["c1"].state, board.things["c1"].holder) == ("undertaken", "LY")
    mended = draft("commitment.amend", "c1", "2009-11-06", to="US")
    assert board_of(OPENED, owed, mended).findings == []


def test_a_meeting_is_cited_by_its_day_whatever_came_before_it() -> None:
    march = draft("meeting.hold", "m1", "2010-03-02", text="Round", date="2010-03-01")
    set_ = draft("meeting.propose", "m2", "2010-03-03", text="Next round", date="2010-06-01")
    moved = draft("meeting.postpone", "m2", "2010-05-03", date="2010-07-01")
    before = board_of(OPENED, march, set_, moved)
    assert [(one.number, one.called) for one in before.of("meeting")] == [
        (1, "meeting 2010-03-01"),
        (2, "meeting 2010-07-01"),
    ]
    january = draft("meeting.hold", "m3", "2010-01-20", text="Talk", date="2010-01")
    undated = draft("meeting.hold", "m4", "2010-02-20", text="Other talk", date="soon")
    twice = draft("meeting.hold", "m5", "2010-02-20", text="And another")
    after = board_of(OPENED, march, set_, moved, january, undated, twice)
    assert {one.id: one.called for one in after.of("meeting")} == {
        "m1": "meeting 2010-03-01",
        "m2": "meeting 2010-07-01",
        "m3": "meeting 2010-01",
        "m4": "meeting 2010-02-20a",
        "m5": "meeting 2010-02-20b",
    }
    for name, found in (
        ("2010-07-01", ["m2"]),
        ("2010-06-01", ["m2"]),  # it was of that day before
        ("2010-02-20", ["m4", "m5"]),
        ("2010-02-20b", ["m5"]),
        ("2010-02-21", []),
    ):
        assert [one.id for one in after.dated(name)] == found
    many = [draft("meeting.hold", f"m{n:03}", "2010-01-01", text="Round") for n in range(28)]
    assert [one.name for one in board_of(OPENED, *many).of("meeting")][-3:] == [
        "2010-01-01z",
        "2010-01-01aa",
        "2010-01-01ab",
    ]


@pytest.mark.parametrize(
    ("begins", "closes", "opens", "states"),
    [
        ("commitment.undertake", "commitment.complete", "commitment.reopen", ["undertaken", "complete", "undertaken"]),
        ("commitment.undertake", "commitment.lapse", "commitment.reopen", ["undertaken", "lapsed", "undertaken"]),
        ("meeting.agree", "meeting.cancel", "meeting.reinstate", ["agreed", "cancelled", "agreed"]),
        ("instrument.draft", "instrument.drop", "instrument.reopen", ["draft", "dropped", "draft"]),
        ("contact.designate", "contact.vacate", "contact.return", ["designated", "vacated", "designated"]),
    ],
)
def test_what_was_closed_may_be_taken_up_again(begins: str, closes: str, opens: str, states: list[str]) -> None:
    kinds = ((begins, "2010-02-01"), (closes, "2010-03-01"), (opens, "2010-04-01"))
    told = [draft(kind, "x1", on, text="It", by="LY", to="US") for kind, on in kinds]
    for some in permutations(told):
        board = board_of(OPENED, *some)
        assert ([m.after for m in board.things["x1"].movements], board.findings) == (states, [])
    assert board.things["x1"].turn != "closed"


def test_what_is_open_again_was_not_done() -> None:
    told = [
        draft("commitment.undertake", "c1", "2010-02-01", text="Send it", by="LY", to="US"),
        draft("commitment.complete", "c1", "2010-03-01"),
        draft("commitment.verify", "c1", "2010-03-02"),
    ]
    assert board_of(OPENED, *told).things["c1"].facts == {"implemented": "2010-03-01", "verified": "2010-03-02"}
    again = draft("commitment.reopen", "c1", "2010-04-01")
    assert board_of(OPENED, *told, again).things["c1"].facts == {}
    once_more = draft("commitment.complete", "c1", "2010-05-01")
    assert board_of(OPENED, *told, again, once_more).things["c1"].facts == {"implemented": "2010-05-01"}


def test_what_is_verified_and_open_again_on_one_day_is_open() -> None:
    told = [
        draft("commitment.undertake", "c1", "2010-02-01", text="Send it", by="LY", to="US"),
        draft("commitment.complete", "c1", "2010-03-01"),
        draft("commitment.verify", "c1", "2010-04-01"),
        draft("commitment.reopen", "c1", "2010-04-01"),
    ]
    for some in permutations(told):
        board = board_of(OPENED, *some)
        assert (board.things["c1"].state, board.things["c1"].facts, board.findings) == ("undertaken", {}, [])


def test_a_draft_taken_up_again_is_initialled_anew() -> None:
    told = [
        draft("instrument.draft", "i1", "2010-02-01", text="Treaty"),
        draft("instrument.initial", "i1", "2010-02-02"),
        draft("instrument.drop", "i1", "2010-02-03"),
        draft("instrument.reopen", "i1", "2010-02-04"),
    ]
    assert board_of(OPENED, *told).things["i1"].facts == {}
    anew = draft("instrument.initial", "i1", "2010-02-05")
    assert board_of(OPENED, *told, anew).things["i1"].facts == {"initialled": "2010-02-05"}


def test_who_left_does_not_come_back_by_being_told_of_once_more() -> None:
    told = [
        draft("contact.designate", "x1", "2010-02-01", text="Ali", by="LY"),
        draft("contact.vacate", "x1", "2010-03-01"),
        draft("contact.designate", "x1", "2010-03-01", text="Ali", by="LY"),
    ]
    for some in permutations(told):
        assert board_of(OPENED, *some).things["x1"].state == "vacated"


def test_only_what_is_over_for_good_cannot_be_left() -> None:
    moves = load_moves()
    ends = {
        (entity, state)
        for entity, state in moves.states
        if not any(
            moves.moves[entity, verb].to not in (None, state) or moves.moves[entity, verb].undoes
            for verb in moves.legal(entity, state)
        )
    }
    assert ends == {
        ("position", "stated"),
        ("position", "superseded"),
        ("meeting", "held"),
        *((entity, IN_ERROR) for entity in moves.entities if entity != "dialogue"),
    }

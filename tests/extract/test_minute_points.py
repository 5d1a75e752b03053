"""Points of minutes: which are read, of which type, whose a task is and by when; invented texts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rule_examples import telegram

import legation
from legation.core.dialogue.proposal import Proposal
from legation.core.telegram import Telegram
from legation.extract import propose, statements
from legation.extract.minutes import points as minuted

MINUTES = """\
MINUTES OF THE SECOND MEETING OF THE JOINT COMMISSION

Decisions
1. The agreement will be signed in June.
2. The working group meets
every quarter.

Action items:
- Libya to send its four open points by March 15, 1975.
- Circulate the draft annex (Libya, by March 30, 1975).
- Print the annex (Secretariat, April 4, 1975)

AGREED: The next meeting is in Tunis.
"""


def points(held: Telegram) -> list[Proposal]:
    return [one for one in statements(held) if one.fields.get("outcome")]


def told(text: str) -> list[tuple[str, str]]:
    return [(one.fields["outcome"], one.text) for one in points(telegram(text))]


def test_points_under_headings_and_behind_labels_are_read_with_their_places() -> None:
    held = telegram(MINUTES)
    found = points(held)
    assert [(one.fields["outcome"], one.text, one.fields["holder"], one.fields["due"]) for one in found] == [
        ("decision", "The agreement will be signed in June", None, None),
        ("decision", "The working group meets every quarter", None, None),
        ("task", "Libya to send its four open points by March 15, 1975", "LY", "1975-03-15"),
        ("task", "Circulate the draft annex", "LY", "1975-03-30"),
        ("task", "Print the annex", "Secretariat", "1975-04-04"),
        ("decision", "The next meeting is in Tunis", None, None),
    ]
    assert {(one.kind, one.fields["of"], one.rule.partition("-")[0]) for one in found} == {
        ("event", "meeting", "minutes")
    }
    for one in found:
        quoted = MINUTES[one.sources[0].span.start : one.sources[0].span.end]
        assert " ".join(quoted.split()).startswith(one.text)


def test_a_text_that_is_read_as_paragraphs_gives_the_same() -> None:
    found = points(legation.read(MINUTES.encode()))
    assert [one.fields["outcome"] for one in found] == ["decision", "decision", "task", "task", "task", "decision"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("AGREED MINUTES. BEGIN TEXT: -- INFORMATION: IT HAS BEGUN. -- DECISION: A GROUP WILL MEET. END TEXT. RAIN.",
         [("information", "IT HAS BEGUN"), ("decision", "A GROUP WILL MEET")]),
        ("ACTION ITEM 3: Libya to send the draft.", [("task", "Libya to send the draft")]),
        ("Action (Libya): send the draft.", [("task", "send the draft")]),
        ("It was agreed:\n(a) To meet in May.\n(b) To write in June.",
         [("decision", "To meet in May"), ("decision", "To write in June")]),
        ("DECISION: The talks -- after delay -- go on.", [("decision", "The talks -- after delay -- go on")]),
        ("They took the following decisions: 1) The group meets; 2) the annex is\nsigned in June; and 3) all go home.",
         [("decision", "The group meets"), ("decision", "the annex is signed in June"), ("decision", "all go home")]),
        ("Action items: (a) Libya to send the draft; (b) Libya to print the draft.",
         [("task", "Libya to send the draft"), ("task", "Libya to print the draft")]),
        ("Decisions: 1. The group meets in May. 2. The annex is signed.",
         [("decision", "The group meets in May"), ("decision", "The annex is signed")]),
        ("TASK: 1) Libya to send the draft,\n2) Libya to print the draft.\n3. Rain fell all day.",
         [("task", "Libya to send the draft"), ("task", "Libya to print the draft")]),
        ("The sides agreed on the following points:\n-- the group meets in May; and\n-- the annex is signed.",
         [("decision", "the group meets in May"), ("decision", "the annex is signed")]),
        ("Next steps:\n- Libya will send the draft.\n- Embassy will report.\n- The weather will clear.",
         [("task", "Libya will send the draft")]),
        ("DECISION: The group (a) meets and (b) talks.", [("decision", "The group (a) meets and (b) talks")]),
        ("Decisions: 1) The group meets in room 2) of the palace.",
         [("decision", "The group meets in room 2) of the palace")]),
        ("THEIR TEXT: DECISION: The group meets in May. TASK: Libya to send the draft. Rain fell.",
         [("decision", "The group meets in May"), ("task", "Libya to send the draft. Rain fell")]),
        # What is no point of minutes.
        ("It rained. Decision: we stay in.", []),
        ("He took the following decisions: those of May.", []),
        ("Next steps: Embassy will report.", []),
        ("They agreed that: 2) rain fell; 3) snow fell.", []),
        ("ACTION: NEA", []),
        ("ACTION REQUESTED: Please send the draft.", []),
        ("The Minister said the decision: we shall meet.", []),
        ("DECISION: none. TASK: nil.", []),
        ("DECISION: Should the group meet in May?", []),
        ("We agreed: it rained.", []),
        ("Decisions\nThe Minister then spoke of fish.\n1. He likes cod.", []),
        ("DECISIONS\n1. (C) The Minister spoke of the talks.", []),
        ("Decisions\n7. The Minister spoke of the talks.", []),
        ("INFORMATION COPIES: BELISAR, OSMAR.", []),
        ("COMMENT: the talks went well.\nDECISION:", []),
    ],
)  # fmt: skip
def test_what_is_a_point_and_what_is_none(text: str, wanted: list[tuple[str, str]]) -> None:
    assert told(text) == wanted


def test_a_comment_sets_nothing_down() -> None:
    text = "CONFIDENTIAL\n\n1. (C) DECISION: the group meets in May.\n\n2. (C) COMMENT.\nTASK: Libya to pay.\n"
    assert [one.text for one in points(legation.read(text.encode()))] == ["the group meets in May"]


def test_a_long_point_is_quoted_by_its_first_sentence() -> None:
    first = "The group meets in May"
    assert told(f"DECISION: {first}. {'The sides then spoke of many things. ' * 12}") == [("decision", first)]


@pytest.mark.parametrize(
    ("text", "holder", "due"),
    [
        ("TASK: Libya (Legal Adviser) to send the draft by March 15, 1975.", "LY", "1975-03-15"),
        ("TASK: Send the draft which Libya made on January 5, 1975.", None, None),
        ("TASK: Send the draft to Libya (see annex B).", None, None),
        ("ACTION POINT (Libya): send the draft no later than March 15, 1975.", "LY", "1975-03-15"),
        ("TASK: Send the draft (due March 15, 1975).", None, "1975-03-15"),
        ("TASK: Failure to agree is to be told.", None, None),
        ("TASK: Both sides to name experts by March 15, 1975.", "both sides", "1975-03-15"),
        ("TASK: Both sides of the paper are printed.", None, None),
    ],
)  # fmt: skip
def test_whose_a_task_is_and_by_when_where_that_is_said(text: str, holder: str | None, due: str | None) -> None:
    (one,) = points(telegram(text))
    assert (one.fields["holder"], one.fields["due"]) == (holder, due)


def test_points_are_shown_beside_a_meeting_alone() -> None:
    assert "event" not in {one.kind for one in propose(telegram(MINUTES))}


LINES = st.sampled_from(
    [*MINUTES.splitlines(), "TASK:", "-- DECISION: x", "(", "\r", "END TEXT", "1. a b", "\u2028", "o x y"]
)


@given(st.lists(LINES | st.text(max_size=12), max_size=12).map("\n".join))
def test_any_text_is_read_and_every_point_stands_where_it_says(text: str) -> None:
    held = legation.read(text)
    for one in points(held):
        span = one.sources[0].span
        assert 0 <= span.start < span.end <= len(held.source)
        assert " ".join(held.source[span.start : span.end].split())


@pytest.mark.parametrize(
    "unit",
    [
        "aa -- ",
        "a — ",
        "a -- task: go there ",
        "-- decision: ",
        "task: 1) a b; ",
        "following decisions: ",
        "1) a b; ",
        "x. TASK: y z. ",
    ],
)
def test_a_line_of_dashes_is_read_in_time_that_grows_with_it(unit: str) -> None:
    def taken(times: int) -> float:
        held, best = telegram(unit * times), 9.0
        for _ in range(5):
            began = time.process_time()
            minuted(held)
            best = min(best, time.process_time() - began)
        return best

    assert taken(40_000) < 20 * taken(4_000)  # to look back would cost a hundred times; the rest is for a neighbour


def test_a_task_of_one_side_ends_where_that_of_another_begins() -> None:
    body = "TASKS: Libya to send the charts by March 15, 1975; Malta to repair the quay; it is old."
    assert [(one.text, one.fields["holder"], one.fields["due"]) for one in points(telegram(body))] == [
        ("Libya to send the charts by March 15, 1975", "LY", "1975-03-15"),
        ("Malta to repair the quay; it is old", "MT", None),
    ]

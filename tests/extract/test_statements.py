"""Statements of what became of meetings and commitments: which are read, with whom and when; invented telegrams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rule_examples import telegram

from legation.core.dialogue.proposal import Proposal
from legation.extract import statements
from legation.tables.movements import Sign, load_movements

SAID = [sign for sign in load_movements().signs if "event" in sign.of]


def one(text: str) -> Proposal:
    (found,) = told(text)
    return found


def told(text: str) -> list[Proposal]:
    """What became of things, without the sentences that merely speak of something."""
    return [made for made in statements(telegram(text)) if made.fields["of"] is not None]


@pytest.mark.parametrize("sign", SAID, ids=lambda sign: f"{sign.entity}-{sign.verbs[0]}")
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_every_sign_is_read_in_its_example(sign: Sign, case) -> None:
    found = [(made.rule, made.fields["of"]) for made in statements(telegram(case(sign.example)))]
    assert (f"told-{sign.verbs[0]}", sign.entity) in found


def test_a_statement_has_its_side_words_and_place() -> None:
    text = "It rained. Libya has handed over the four trainers. The harbour is open."
    made = one(text)
    assert (made.kind, made.text) == ("event", "Libya has handed over the four trainers")
    assert text[made.sources[0].span.start : made.sources[0].span.end] == made.text
    assert (made.fields["party"], made.fields["of"], made.fields["modality"]) == ("LY", "commitment", "done")


def test_every_other_sentence_may_speak_of_something_and_comes_after_them() -> None:
    text = "It rained on the harbour of Tripoli. Libya has handed over the four trainers. Is the harbour open to ships?"
    first, second = statements(telegram(text))
    assert (first.fields["of"], second.fields["of"], second.rule) == ("commitment", None, "told")
    assert second.text == "It rained on the harbour of Tripoli"
    assert text[second.sources[0].span.start : second.sources[0].span.end] == second.text


def test_more_time_for_replies_has_its_day() -> None:
    made = one("The date for responses in Ref A is extended to February 28, 1975.")
    assert (made.fields["of"], made.fields["due"], made.rule) == ("demarche", "1975-02-28", "told-extend")
    assert told("The Ministry asked us to extend the date for responses to February 28, 1975.") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The working group of March 9, 1975 is cancelled.", "1975-03-09"),
        ("The second round was postponed from May 12, 1975 to June 3, 1975.", "1975-06-03"),
        ("The second round of May 12, 1975 was postponed.", None),
    ],
)
def test_what_is_put_off_has_the_new_day_or_none(text: str, day: str | None) -> None:
    assert one(text).fields["date"] == day


@pytest.mark.parametrize(
    "text",
    [
        "Has Libya handed over the trainers?",
        "If Libya has handed over the trainers we can go on.",
        "Libya will have handed over the trainers by March.",
        "Libya undertook to hand over the trainers that were delivered.",
        "The Ambassador delivered the protest to the Minister.",
        "He handed over the Government's written reply.",
        "The meeting may be cancelled.",
    ],
)
def test_what_is_no_statement_that_it_was_so_is_none(text: str) -> None:
    assert told(text) == []


def test_of_a_long_sentence_the_run_around_what_is_said_is_quoted() -> None:
    before, after = "The harbour of Tripoli is old and wide, " * 12, "as all know, " * 40
    text = f"{before}Libya has handed over the four trainers, {after}."
    made = one(text)
    assert "handed over the four trainers" in made.text
    assert len(made.text) <= 320
    assert text[made.sources[0].span.start : made.sources[0].span.end] == made.text


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for made in statements(telegram(text)):
        span = made.sources[0].span
        assert 0 <= span.start < span.end <= len(text)

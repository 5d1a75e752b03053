"""A pattern is never found in a text that lacks what it is said to need."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.tables.needing import Sieve, held_in, needs_of
from legation.tables.rules import load_rules

WE = "\ue002"


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bexpects? (?:to )?sign\b", [{"expect"}, {"sign"}]),
        (r"\bw(?:ould|ill) refuse", [{"would", "will"}, {"refuse"}]),
        (r"\bcan(?:not|'t)", [{"can"}, {"cannot", "can"}]),
        (rf"{WE} (?:will|shall)", [{WE}, {"will", "shall"}]),
        (rf"[{WE}\ue003]", [{WE, "\ue003"}]),
        (r"\b\d{1,2} (?:hours|a)\b", [{"0"}]),
        (r"\b(?:hours )?notice", [{"notice"}]),
        (r"\b(?:un)?able", []),
        (r"\bfollow-up", [{"follow"}]),
        (r"\bnon-?committal", [{"non"}]),
        (r"\b[^\d]x", []),
    ],
)
def test_needs_are_told(pattern: str, needs: list[set[str]]) -> None:
    assert sorted(map(sorted, needs_of(pattern))) == sorted(map(sorted, needs))


def test_what_a_text_holds() -> None:
    held = held_in(f"Expected {WE}on the 3rd, F-16")
    assert {"ex", "expec", "expect", WE, "on", "the", "0"} <= held
    assert not {"expecte", "rd", "d", "f"} & held


WORDS = ("expect", "expects", "able", "unable", "would", "will", "cannot", "to", "sign", "refuse", "notice", "a", "3")
TEXTS = st.lists(st.sampled_from((*WORDS, WE, "\ue003", " ", " ", ",", "-", "'")), max_size=30).map("".join)


@settings(deadline=None)
@given(TEXTS, st.booleans())
def test_no_rule_is_lost(text: str, capitals: bool) -> None:
    text = text.upper() if capitals else text
    rules = load_rules().rules
    through = {rule.id for rule in Sieve((rule, needs_of(rule.pattern)) for rule in rules).through(held_in(text))}
    for rule in rules:
        assert rule.id in through or re.search(rule.pattern, text, re.IGNORECASE) is None


def test_what_comes_through_keeps_its_order() -> None:
    sieve = Sieve([("c", ()), ("b", (frozenset({"on"}), frozenset({"the"}))), ("a", (frozenset({"on"}),)), ("d", ())])
    assert sieve.through(held_in("the one")) == ["c", "b", "a", "d"]
    assert sieve.through(held_in("one")) == ["c", "a", "d"]
    assert sieve.through(held_in("")) == ["c", "d"]

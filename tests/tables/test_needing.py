"""A pattern is never found in a text that lacks what it is said to need."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.tables.needing import Glance, Sieve, needs_of, words_in
from legation.tables.rules import load_rules

WE = "\ue002"


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bexpects? (?:to )?sign\b", [{"expect"}, {"sign "}]),
        (r"\bw(?:ould|ill) refuse", [{"would ", "will "}, {"refuse"}]),
        (r"\bcan(?:not|'t)", [{"can"}, {"cannot", "can "}]),
        (rf"{WE} (?:will|shall)", [{WE}, {"will", "shall"}]),
        (rf"[{WE}\ue003]", [{WE, "\ue003"}]),
        (r"\b\d{1,2} (?:hours|a)\b", [{"0"}, {"hours ", "a "}]),
        (r"\b(?:hours )?notice", [{"notice"}]),
        (r"\b(?:un)?able", []),
        (r"\bfollow-up", [{"follow "}]),
        (r"\bnon-?committal", [{"non"}]),
        (r"\b[^\d]x", []),
        (r"\btold(?:,| that)? him$", [{"told "}, {"him "}]),
        (r"\b(?:told|asked)\b", [{"told ", "asked "}]),
        (r"\b(?:call on|visit)", [{"call ", "visit"}, {"on", "visit"}]),
    ],
)
def test_needs_are_told(pattern: str, needs: list[set[str]]) -> None:
    assert sorted(map(sorted, needs_of(pattern))) == sorted(map(sorted, needs))


def test_the_words_of_a_text() -> None:
    assert words_in(f"Expected {WE}on the 3rd, F-16") == {"expected", WE, "on", "the", "3", "rd", "f", "1", "6"}


WORDS = ("expect", "expects", "able", "unable", "would", "will", "cannot", "to", "sign", "refuse", "notice", "a", "3")
TEXTS = st.lists(st.sampled_from((*WORDS, WE, "\ue003", " ", " ", ",", "-", "'")), max_size=30).map("".join)


RULES = load_rules().rules
SIEVE = Sieve((rule, needs_of(rule.pattern)) for rule in RULES)


@settings(deadline=None)
@given(TEXTS, st.booleans())
def test_no_rule_is_lost(text: str, capitals: bool) -> None:
    text = text.upper() if capitals else text
    through = {rule.id for rule in SIEVE.through(SIEVE.met(words_in(text)))}
    for rule in RULES:
        assert rule.id in through or re.search(rule.pattern, text, re.IGNORECASE) is None


@settings(deadline=None)
@given(TEXTS, st.sampled_from([r"\b(?:expects?|refuse)\b", r"\bwould (?:sign|refuse)\b", r"\d", r"\b(?:un)?able"]))
def test_no_pattern_is_lost_at_a_glance(text: str, pattern: str) -> None:
    assert Glance(pattern)(words_in(text)) or re.search(pattern, text, re.IGNORECASE) is None


def test_a_glance_tells_that_nothing_is_there() -> None:
    assert not Glance(r"\bwould (?:sign|refuse)\b")(words_in("they expected to"))


def test_what_comes_through_keeps_its_order() -> None:
    on, the, one = frozenset({"on"}), frozenset({"the "}), frozenset({"one "})
    sieve = Sieve(
        [("c", ()), ("b", (on, the)), ("a", (on,)), ("d", ()), ("e", (on, the, one, frozenset({"and ", "of "})))]
    )

    def through(text: str) -> list[str]:
        return sieve.through(sieve.met(words_in(text)))

    assert through("the one") == ["c", "b", "a", "d", "e"]  # of four sets three are looked at
    assert through("one them") == ["c", "a", "d"]
    assert through("") == ["c", "d"]
    assert sieve.through(sieve.met({"one"}), beside=sieve.met({"the"})) == ["c", "b", "a", "d", "e"]
    assert sieve.through(sieve.met({"one"}), among=sieve.among("abc".__contains__)) == ["c", "a"]

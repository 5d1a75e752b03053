"""Deeds by which a promise is told of as kept: each row finds its example, and not its counter."""

from __future__ import annotations

import re

import pytest

from legation.services.ties.doing import ourselves, stated, stated_in
from legation.tables.deeds import Deed, Extent, Unsaid, load_deeds


@pytest.mark.parametrize("deed", load_deeds().deeds, ids=lambda deed: deed.name)
def test_each_deed_is_found_in_its_promise_and_in_what_tells_of_it(deed: Deed) -> None:
    for said in (str, str.upper):
        assert deed.promised.search(said(deed.example))
        assert deed.told.search(said(deed.kept))


def test_a_deed_that_meets_an_objective_is_one_of_which_somebody_can_say_that_it_was_done() -> None:
    meets = {deed.name for deed in load_deeds().deeds if deed.meets}
    assert {"sign", "join", "release"} <= meets
    assert meets.isdisjoint({"support", "study", "inform", "stop"})  # these go on, or have to be judged


@pytest.mark.parametrize("extent", load_deeds().extents, ids=lambda extent: extent.example)
def test_each_extent_finds_its_example_and_not_its_counter(extent: Extent) -> None:
    assert extent.within(extent.example.upper())
    assert not extent.within(extent.counter)


@pytest.mark.parametrize("name", ["promising", "refraining", "terms"])
def test_words_of_a_promise_are_found_in_their_example_and_not_in_their_counter(name: str) -> None:
    words = getattr(load_deeds(), name)
    assert words.within(words.example)
    assert not words.within(words.counter)


@pytest.mark.parametrize("row", load_deeds().unsaid, ids=lambda row: row.name)
def test_each_row_finds_what_states_no_deed_and_not_its_counter(row: Unsaid) -> None:
    for said in (str, str.upper):
        assert _stated(said(row.example)) == row.makes
        assert _stated(said(row.counter)) == "done"


def test_what_we_say_is_a_statement_and_what_we_hear_is_none() -> None:
    assert _stated("Embassy reports that the dredger arrived") == "done"
    assert _stated("I told the Minister that we had sent the dredger") == "done"
    for words in (
        "British Embassy reports that the dredger arrived",
        "We hear that the dredger arrived",
        "I was told that the dredger had arrived",
        "It is common talk that the dredger arrived",
    ):
        assert _stated(words) == "told"


def test_a_department_is_ours_unless_it_is_that_of_another_matter() -> None:
    for words in ("Department agreed", "The Department of State agreed", "It was agreed by Dept"):
        assert ourselves(words)
    anothers = [f"The {word} Department agreed" for word in load_deeds().agent.another]
    for words in (*anothers, *map(str.upper, anothers), "The Department of Fisheries agreed"):
        assert not ourselves(words)


def test_what_only_tells_which_thing_is_meant_states_no_deed() -> None:
    assert _stated("Dredgers sent by rail would cost more") == "nothing"
    assert _stated("Dredger sent by rail on Monday") == "done"
    assert _stated("The ship that Tarqand sent has arrived") == "done"


def _stated(text: str) -> str:
    met = re.search(r"sent|arrived", text, re.IGNORECASE)
    assert met is not None
    return stated(text, *met.span())


@pytest.mark.parametrize(
    ("text", "said", "states"),
    [
        ("The delivery is complete", "delivery is complete", "done"),
        ("The last two dredgers landed on Monday", "last two dredgers landed", "done"),
        ("There is no sign that the delivery is complete", "delivery is complete", "nothing"),
    ],
)
def test_words_that_tell_a_deed_are_read_from_its_verb_or_else_their_last_word(
    text: str, said: str, states: str
) -> None:
    met = re.search(said, text)
    assert met is not None
    assert stated_in(met) == states


@pytest.mark.parametrize(
    ("promise", "drafts"),
    [
        ("Comments on the draft convention from Libya", False),
        ("An early draft of the minute", False),
        ("Libya will draft a statement", True),
        ("Libya is to study the tariff and draft a note", True),
    ],
)
def test_a_draft_is_no_deed(promise: str, drafts: bool) -> None:
    deed = next(one for one in load_deeds().deeds if one.name == "draft")
    assert bool(deed.promised.search(promise)) is drafts

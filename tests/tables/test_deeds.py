"""Deeds by which a promise is told of as kept: each row finds its example, and not its counter."""

from __future__ import annotations

import pytest

from legation.tables.deeds import Deed, Extent, load_deeds


@pytest.mark.parametrize("deed", load_deeds().deeds, ids=lambda deed: deed.name)
def test_each_deed_is_found_in_its_promise_and_in_what_tells_of_it(deed: Deed) -> None:
    for said in (str, str.upper):
        assert deed.promised.search(said(deed.example))
        assert deed.told.search(said(deed.kept))


@pytest.mark.parametrize("extent", load_deeds().extents, ids=lambda extent: extent.verb)
def test_each_extent_finds_its_example_and_not_its_counter(extent: Extent) -> None:
    assert extent.within(extent.example.upper())
    assert not extent.within(extent.counter)


@pytest.mark.parametrize("name", ["promising", "refraining", "terms"])
def test_words_of_a_promise_are_found_in_their_example_and_not_in_their_counter(name: str) -> None:
    words = getattr(load_deeds(), name)
    assert words.within(words.example)
    assert not words.within(words.counter)

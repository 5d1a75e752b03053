"""What is drawn from a heading or an annex is held as they are, not by the mark of their paragraph."""

from __future__ import annotations

from itertools import pairwise

import pytest

from legation.core.dialogue.proposal import Source
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.formats.reading import read
from legation.tables.banners import mark_of
from legation.tables.pieces import pieces_of, source_marking

HEAD = "R 051513Z MAR 15\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\nBT\nS E C R E T ROME 000893\n\nSUBJECT: (U) GROWTH\n\n"
HEADED = "1. (S) The pier.\n\nA GAZELLE IN ROME\n-----------------\n\n2. (U) The harbour is open.\n"
WITH_ANNEX = "1. (S) The pier.\n\n2. (U) The harbour is open.\n\nANNEX A\nThe gazelle will come in May.\n"


def held(body: str) -> Telegram:
    return read(f"{HEAD}{body}BT\n#0893\n")


def at(telegram: Telegram, words: str, paragraph: int | None = 2) -> Source:
    start = telegram.source.index(words)
    return Source("15ROME893", paragraph, Span(start, start + len(words)), telegram.sha256)


@pytest.mark.parametrize(
    ("body", "words", "mark"),
    [
        (HEADED, "A GAZELLE IN ROME", "S"),
        (HEADED, "The harbour is open", "U"),
        (HEADED, "ROME\n-----------------\n\n2. (U) The", "S"),
        (HEADED.replace("A GAZ", "(C) GAZ"), "GAZELLE IN ROME", "C"),
        (HEADED.replace("A GAZELLE IN ROME", "SUMMARY"), "SUMMARY\n-----------------\n\n2. (U) The", "U"),
        (WITH_ANNEX, "The gazelle will come in May", "S"),
        (WITH_ANNEX, "harbour is open", "U"),
        (WITH_ANNEX, "open.\n\nANNEX A", "S"),
        (HEADED, "The pier.\n\nA GAZELLE", "S"),
    ],
)
def test_a_source_is_held_as_the_pieces_that_it_touches(body: str, words: str, mark: str) -> None:
    telegram = held(body)
    assert mark_of(source_marking(telegram, at(telegram, words))) == mark


def test_a_source_without_a_place_is_held_as_all_of_its_paragraph() -> None:
    for body, mark in ((HEADED, "S"), (WITH_ANNEX, "S"), ("2. (U) The harbour is open.\n", "U")):
        telegram = held(body)
        assert mark_of(source_marking(telegram, Source("15ROME893", 2, Span(0, 0), telegram.sha256))) == mark


def test_the_pieces_of_a_paragraph_are_all_of_it() -> None:
    for body in (HEADED, WITH_ANNEX, HEADED + "\nANNEX\nThe list.\n"):
        telegram = held(body)
        for paragraph in telegram.paragraphs:
            spans = [piece.span for piece in pieces_of(telegram, paragraph)]
            assert (spans[0].start, spans[-1].end) == paragraph.span
            assert all(one.end == other.start for one, other in pairwise(spans))

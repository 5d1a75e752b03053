"""The paragraph that holds a code point is the first one that does, whatever the order of paragraphs."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from legation.core.telegram import Paragraph
from legation.core.text import Span
from legation.formats import read

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=8)


@given(SPANS, st.booleans())
def test_the_first_that_holds_it(spans: list[tuple[int, int]], in_order: bool) -> None:
    if in_order:
        spans = sorted(spans)
    paragraphs = tuple(
        Paragraph(number, None, None, None, "", (), Span(at, at + long)) for number, (at, long) in enumerate(spans)
    )
    telegram = msgspec.structs.replace(read(""), paragraphs=paragraphs)
    for offset in range(-1, 55):
        held = [one for one in paragraphs if one.span.start <= offset < one.span.end]
        assert telegram.paragraph_at(offset) == (held[0] if held else None)


@given(SPANS, st.booleans())
def test_all_of_which_a_run_has_a_part(spans: list[tuple[int, int]], in_order: bool) -> None:
    if in_order:
        spans = sorted(spans)
    paragraphs = tuple(
        Paragraph(number, None, None, None, "", (), Span(at, at + long)) for number, (at, long) in enumerate(spans)
    )
    telegram = msgspec.structs.replace(read(""), paragraphs=paragraphs)
    for start in range(0, 50, 3):
        for end in range(start, 56, 4):
            run = Span(start, end)
            assert [*telegram.paragraphs_in(run)] == [one for one in paragraphs if one.span.overlaps(run)]

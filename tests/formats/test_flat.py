"""Words led back to the text that they were taken from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legation.core.text import Span
from legation.formats.copies.line_ends import with_single_ends
from legation.formats.flat import Flat

_PIECES = st.lists(
    st.tuples(
        st.sampled_from(["copied", "sign", "made", "block"]),
        st.text("ab\n", min_size=1, max_size=4),
        st.integers(0, 3),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=9,
)


def _flat_of(pieces: list[tuple[str, str, int, int]]) -> tuple[Flat, list[tuple[int, int]]]:
    """The words, and for each sign of them where it stands outside."""
    flat = Flat()
    places: list[tuple[int, int]] = []
    at = 0
    for kind, words, gap, outside in pieces:
        at += gap
        if kind == "copied":
            flat.add(words, at)
            places += [(at + index, at + index + 1) for index in range(len(words))]
            at += len(words)
        elif kind == "block":
            flat.add_block(words, at, at + outside)
            places += [(at, at + outside)] * len(words)
            at += outside
        else:
            flat.add(words[0], at, outside if kind == "sign" else 0)
            places.append((at, at + (outside if kind == "sign" else 0)))
            at += outside if kind == "sign" else 0
    return flat, places


@given(_PIECES, st.integers(0, 30), st.integers(1, 30))
def test_the_runs_of_some_words_are_those_of_their_signs(
    pieces: list[tuple[str, str, int, int]], start: int, length: int
) -> None:
    flat, places = _flat_of(pieces)
    start %= flat.length
    end = min(start + length, flat.length)
    runs: list[tuple[int, int]] = []
    for begin, stop in places[start:end]:
        if runs and begin < runs[-1][1]:
            continue  # another sign of the same block
        if stop > begin and runs and runs[-1][1] == begin:
            runs[-1] = (runs[-1][0], stop)
        elif stop > begin:
            runs.append((begin, stop))
    assert flat.runs(start, end) == runs
    assert flat.marks([(start, end, "kind")]) == [(begin, stop, "kind") for begin, stop in runs]


@given(st.text("ab \r\n", max_size=40))
def test_words_with_single_ends_are_as_if_added_one_by_one(text: str) -> None:
    found = with_single_ends(text)
    if "\r\n" not in text:
        assert found is None
        return
    flat, at = Flat(), 0
    while at < len(text):
        end = next((end for end in ("\r\r\n", "\r\n") if text.startswith(end, at)), None)
        flat.add("\n" if end else text[at], at, len(end) if end else 1)
        at += len(end) if end else 1
    assert found is not None
    assert found.text == flat.text
    assert found.length == flat.length
    for start in range(flat.length):
        for end in range(start, flat.length + 1):
            assert found.runs(start, end) == flat.runs(start, end)
            assert found.span(Span(start, end)) == flat.span(Span(start, end))
            assert found.within(start) == flat.within(start)


def test_the_same_words_of_another_text() -> None:
    flat = Flat.without("one two three", 0, 13, [(3, 7)])
    assert flat.text == "one three"
    assert flat.same_of("ONE TWO THREE") == "ONE THREE"

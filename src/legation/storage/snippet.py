"""The snippet of a hit: the paragraph that says most of what was asked, cut to what fits on two lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from legation.storage.card import Passage
from legation.storage.query import And, InField, Near, Number, Or, Phrase, Prefix, Query, Word, spellings


class Token(NamedTuple):
    """A word as the index keeps it, and where it stands: half-open, in code points."""

    text: str
    start: int
    end: int


Tokenize: TypeAlias = Callable[[str], Sequence[Token]]


class Sought(NamedTuple):
    """Words that stand next to one another; with ``prefix`` the last may go on.

    distance: each two of them with at most so many others between, in any order; None for next to one another.
    """

    words: tuple[str, ...]
    prefix: bool = False
    distance: int | None = None


class Snippet(NamedTuple):
    text: str
    marks: tuple[tuple[int, int], ...]
    paragraph: int | None


LENGTH = 200
"""About how many characters a snippet has."""

_LEAD = 60  # characters shown before the first mark


def sought(query: Query, tokenize: Tokenize) -> list[Sought]:
    """What a reader would expect to see marked; nothing of what stands under NOT."""
    match query:
        case Word(text) | Phrase(text):
            return _sought(text, tokenize)
        case Near(text, distance, None | "subject"):
            return [Sought(found.words, distance=distance) for found in _sought(text, tokenize)]
        case Prefix(text):
            return [Sought(found.words, prefix=True) for found in _sought(text, tokenize)]
        case InField("subject", text, prefix):
            return [Sought(found.words, prefix) for found in _sought(text, tokenize)]
        case Number(mrn, words):
            spelled = [found for spelling in spellings(mrn) for found in _sought(spelling, tokenize)]
            return spelled + sought(words, tokenize)
        case And(parts) | Or(parts):
            return [found for part in parts for found in sought(part, tokenize)]
        case _:
            return []


def snippet(passages: Sequence[Passage], wanted: Sequence[Sought], tokenize: Tokenize) -> Snippet:
    """The best passage around its marks; a paragraph goes before what stands around the paragraphs."""
    best: tuple[tuple[bool, bool, int], Passage, list[tuple[int, int]]] | None = None
    for passage in passages:
        marks, kinds = _marks(tokenize(passage.text), wanted)
        rank = (kinds > 0, passage.body, kinds)
        if best is None or rank > best[0]:
            best = (rank, passage, marks)
    if best is None:
        return Snippet("", (), None)
    _, passage, marks = best
    start, end = _window(passage.text, marks)
    inside = tuple((a - start, b - start) for a, b in marks if start <= a and b <= end)
    return Snippet(passage.text[start:end], inside, passage.number)


def find_runs(tokens: Sequence[Token], one: Sought) -> list[Sequence[Token]]:
    """Every place where the words of ``one`` stand next to one another."""
    *before, last = one.words
    found = []
    for at in range(len(before), len(tokens)):
        text = tokens[at].text
        if text == last or (one.prefix and text.startswith(last)):
            run = tokens[at - len(before) : at + 1]
            if all(token.text == word for token, word in zip(run, before, strict=False)):
                found.append(run)
    return found


def _sought(text: str, tokenize: Tokenize) -> list[Sought]:
    words = tuple(token.text for token in tokenize(text))
    return [Sought(words)] if words else []


def _marks(tokens: Sequence[Token], wanted: Sequence[Sought]) -> tuple[list[tuple[int, int]], int]:
    """Spans of the matched words in order, and how many different things of ``wanted`` were met."""
    found: set[tuple[int, int]] = set()
    kinds = 0
    for one in wanted:
        runs = find_runs(tokens, one)
        kinds += bool(runs)
        found.update((token.start, token.end) for run in runs for token in run)
    return sorted(found), kinds


def _window(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where to cut: the stretch with most marks, moved to the ends of words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    starts = [start for start, _ in marks]
    first = max(starts, key=lambda s: (sum(s <= other < s + LENGTH - _LEAD for other in starts), -s), default=0)
    start = max(0, min(first - _LEAD, len(text) - LENGTH))
    if start > 0:
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), start + LENGTH)
    if end < len(text) and text[end] != " ":
        blank = text.rfind(" ", start, end)
        end = blank if blank > first else end
    return start, end

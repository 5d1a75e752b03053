"""The snippet of a hit: the paragraph that says most of what was asked, cut to what fits on two lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, combinations
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
    """``marks`` are spans of ``text``. also: numbers of other paragraphs that have something of what was asked."""

    text: str
    marks: tuple[tuple[int, int], ...]
    paragraph: int | None
    also: tuple[int, ...] = ()


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


class Snippets:
    """Cuts snippets; one object serves every search of an index, by the words that ``tokenize`` makes."""

    def __init__(self, tokenize: Tokenize) -> None:
        self._tokenize = tokenize
        self._folding = _Folding(tokenize)

    def of(self, passages: Sequence[Passage], wanted: Sequence[Sought]) -> Snippet:
        """The best passage around its marks; a paragraph goes before what stands around the paragraphs."""
        best: tuple[tuple[bool, bool, int], Passage, list[tuple[int, int]]] | None = None
        also: list[int] = []
        texts = [passage.text for passage in passages]
        for passage, (marks, kinds) in zip(passages, self.marks(texts, wanted), strict=True):
            if kinds and passage.body and passage.number is not None:
                also.append(passage.number)
            rank = (kinds > 0, passage.body, kinds)
            if best is None or rank > best[0]:
                best = (rank, passage, marks)
        if best is None:
            return Snippet("", (), None)
        _, passage, marks = best
        start, end = _window(passage.text, marks)
        inside = tuple((a - start, b - start) for a, b in marks if start <= a and b <= end)
        others = tuple(number for number in dict.fromkeys(also) if number != passage.number)
        return Snippet(passage.text[start:end], inside, passage.number, others)

    def marks(self, texts: Sequence[str], wanted: Sequence[Sought]) -> list[tuple[list[tuple[int, int]], int]]:
        """Of each text the spans of the matched words, in order, and how many different things were met in it."""
        if not wanted:
            return [([], 0) for _ in texts]
        folded = "\n".join(texts).translate(self._folding)
        if _UNEVEN in folded:
            return [_marks(self._tokenize(text), wanted) for text in texts]
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        found: list[set[tuple[int, int]]] = [set() for _ in texts]
        kinds = [0] * len(texts)
        for one in wanted:
            met: set[int] = set()
            for number, span in _found(folded, starts, one):
                met.add(number)
                found[number].add(span)
            for number in met:
                kinds[number] += 1
        return [(sorted(spans), kind) for spans, kind in zip(found, kinds, strict=True)]


def _found(folded: str, starts: Sequence[int], one: Sought) -> Iterator[tuple[int, tuple[int, int]]]:
    """(number of the text, span in it) of every match; ``starts`` says where texts start, and the end of all."""
    if one.distance is not None:
        if all(word in folded for word in one.words):
            for number, start in enumerate(starts[:-1]):
                for span in _near_spans(_tokens_of(folded[start : starts[number + 1] - 1]), one):
                    yield number, span
        return
    for run in _runs(folded, one):
        number = bisect_right(starts, run[0][0]) - 1
        start = starts[number]
        if run[-1][1] < starts[number + 1]:  # not from one text into the next
            for begin, end in run:
                yield number, (begin - start, end - start)


_UNEVEN = "\ue000"


class _Folding(dict[int, str]):
    """What becomes of a character among letters: its letter as the index keeps it, or a blank.

    A text so translated has every word of the index in its place, and words are found in it as quickly as any
    text; characters that become several letters are ``_UNEVEN``, and such a text is taken apart into words.
    """

    def __init__(self, tokenize: Tokenize) -> None:
        super().__init__()
        self._tokenize = tokenize

    def __missing__(self, code: int) -> str:
        texts = [token.text for token in self._tokenize(f"a{chr(code)}b")]
        one_for_one = len(texts) == 1 and len(texts[0]) == 3
        letter = texts[0][1] if one_for_one else " " if texts == ["a", "b"] else _UNEVEN
        self[code] = letter
        return letter


def _runs(folded: str, one: Sought) -> Iterator[list[tuple[int, int]]]:
    """Every place where the words of ``one`` stand next to one another, as ``find_runs`` finds them."""
    first, *rest = one.words
    at = folded.find(first)
    while at >= 0:
        run = _run_at(folded, at, (first, *rest), prefix=one.prefix) if not at or folded[at - 1] == " " else None
        if run is not None:
            yield run
        at = folded.find(first, at + 1)


def _run_at(folded: str, at: int, words: Sequence[str], *, prefix: bool) -> list[tuple[int, int]] | None:
    run = []
    for number, word in enumerate(words):
        while number and folded[at : at + 1] == " ":
            at += 1
        end = at + len(word)
        if not folded.startswith(word, at):
            return None
        if folded[end : end + 1] not in (" ", ""):
            if not prefix or number < len(words) - 1:
                return None
            end = folded.find(" ", end)
            end = len(folded) if end < 0 else end
        run.append((at, end))
        at = end
    return run


def _tokens_of(folded: str) -> list[Token]:
    return [Token(found[0], found.start(), found.end()) for found in _FOLDED_WORD.finditer(folded)]


_FOLDED_WORD = re.compile("[^ ]+")


def _near_spans(tokens: Sequence[Token], one: Sought) -> set[tuple[int, int]]:
    """Where words of ``one`` stand that have another of them near; none unless each two are near somewhere."""
    words = tuple(dict.fromkeys(one.words))
    places = {word: [at for at, token in enumerate(tokens) if token.text == word] for word in words}
    if len(words) == 1:
        return {(tokens[at].start, tokens[at].end) for at in places[words[0]]}
    spans: set[tuple[int, int]] = set()
    for first, second in combinations(words, 2):
        near = [(a, b) for a in places[first] for b in places[second] if abs(a - b) - 1 <= (one.distance or 0)]
        if not near:
            return set()
        spans.update((tokens[at].start, tokens[at].end) for pair in near for at in pair)
    return spans


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
        if one.distance is not None:
            spans = _near_spans(tokens, one)
        else:
            spans = {(token.start, token.end) for run in find_runs(tokens, one) for token in run}
        kinds += bool(spans)
        found.update(spans)
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

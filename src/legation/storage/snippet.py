"""The snippet of a hit: the paragraph that says most of what was asked, cut to what fits on two lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate, combinations
from typing import NamedTuple, TypeAlias

from legation.storage.card import Passage
from legation.storage.query import (
    And,
    AnyYear,
    InField,
    Near,
    Number,
    Or,
    Phrase,
    Prefix,
    Query,
    Spelled,
    Word,
    spellings,
)


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


class Met(NamedTuple):
    """Spans of the matched words of a text, and how many different things were met in it."""

    spans: set[tuple[int, int]]
    kinds: int


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
        case AnyYear(_, _, words):
            return sought(words, tokenize)
        case Spelled(text):
            return [Sought((word,)) for token in tokenize(text) for word in query.forms(token.text)]
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
        texts = [passage.text for passage in passages]
        starts, found = self._looked_for(texts, wanted)
        kinds = _kinds(starts, found)
        # Where nothing was met any passage is as good as another.
        numbers = sorted(kinds) if kinds else range(len(passages))
        if not numbers:
            return Snippet("", (), None)
        best = numbers[0]
        others: tuple[int, ...] = ()
        if len(numbers) > 1:
            most = (False, -1)
            for number in numbers:
                worth = (passages[number].body, kinds.get(number, 0))
                if worth > most:
                    best, most = number, worth
            also = [passages[number].number for number in numbers if passages[number].body] if kinds else []
            others = tuple([one for one in dict.fromkeys(also) if one is not None and one != passages[best].number])
        passage = passages[best]
        marks = _marks(found, starts[best], starts[best + 1]) if kinds else []
        start, end = _window(passage.text, marks)
        inside = tuple([(a - start, b - start) for a, b in marks if start <= a and b <= end])
        return Snippet(passage.text[start:end], inside, passage.number, others)

    def met(self, texts: Sequence[str], wanted: Sequence[Sought]) -> dict[int, Met]:
        """What was met in each text, by its place among them; texts where nothing was are left out."""
        starts, found = self._looked_for(texts, wanted)
        kinds = _kinds(starts, found)
        return {number: Met(_within(found, starts[number], starts[number + 1]), many) for number, many in kinds.items()}

    def _looked_for(self, texts: Sequence[str], wanted: Sequence[Sought]) -> tuple[list[int], list[_Spans]]:
        """Where each text starts among all of them, joined, and the end; and every match of each of ``wanted``."""
        starts = [0, *accumulate([len(text) + 1 for text in texts])]
        joined = "\n".join(texts)
        # Most telegrams are in ASCII, of which the folding is no more than small letters.
        plain = joined.isascii() and all(one.distance is None for one in wanted)
        folded = joined.lower() if plain else joined.translate(self._folding)
        if not plain and _UNEVEN in folded:
            tokens = [self._tokenize(text) for text in texts]
            return starts, [_among(tokens, starts, one) for one in wanted]
        blanks = _PARTING if plain else _BLANK
        return starts, [_found(folded, starts, one, blanks) for one in wanted]


_Spans: TypeAlias = Collection[tuple[int, int]]
"""Matches in texts that are joined, each once."""


def _kinds(starts: Sequence[int], found: Sequence[_Spans]) -> dict[int, int]:
    """How many different things were met in each text, by its place; texts where nothing was are left out."""
    kinds: dict[int, int] = {}
    for spans in found:
        if len(spans) == 1:  # as of most words
            ((begin, _),) = spans
            number = bisect_right(starts, begin) - 1
            kinds[number] = kinds.get(number, 0) + 1
            continue
        for number in {bisect_right(starts, begin) - 1 for begin, _ in spans}:
            kinds[number] = kinds.get(number, 0) + 1
    return kinds


def _within(found: Sequence[_Spans], start: int, end: int) -> set[tuple[int, int]]:
    """Spans of the text from ``start`` to ``end``, in it."""
    return {(a - start, b - start) for spans in found for a, b in spans if start <= a < end}


def _marks(found: Sequence[_Spans], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Spans of the text from ``start`` to ``end``, in it, in their order."""
    if len(found) == 1 and isinstance(found[0], list):  # each once and in order already
        return [(a - start, b - start) for a, b in found[0] if start <= a < end]
    return sorted(_within(found, start, end))


def _found(folded: str, starts: Sequence[int], one: Sought, blanks: frozenset[str]) -> _Spans:
    """Every match.

    starts: where texts start, and the end of all. blanks: what parts words; a blank alone where words are near others.
    """
    if one.distance is not None:
        if not all(word in folded for word in one.words):
            return ()
        apart = [_tokens_of(folded[start : starts[number + 1] - 1]) for number, start in enumerate(starts[:-1])]
        return _among(apart, starts, one)
    if len(one.words) == 1 and not one.prefix:
        return _words(folded, one.words[0], blanks)
    spans = set()
    for run in _runs(folded, one, blanks):
        if run[-1][1] < starts[bisect_right(starts, run[0][0])]:  # not from one text into the next
            spans.update(run)
    return spans


def _among(texts: Sequence[Sequence[Token]], starts: Sequence[int], one: Sought) -> _Spans:
    """Every match, from the words of each text."""
    spans = set()
    for tokens, at in zip(texts, starts, strict=False):
        spans.update([(begin + at, end + at) for begin, end in _matched(tokens, one)])
    return spans


def _words(folded: str, word: str, blanks: frozenset[str]) -> _Spans:
    """Every match of one word: most of what is asked for."""
    spans = []
    at = folded.find(word)
    length = len(word)
    while at >= 0:
        end = at + length
        if (not at or folded[at - 1] in blanks) and folded[end : end + 1] in blanks:
            spans.append((at, end))
        at = folded.find(word, end)
    return spans


_UNEVEN = "\ue000"
# What may stand before and behind a word; nothing, which is at the ends, too.
_BLANK = frozenset({" ", ""})
_PARTING = frozenset({"", *(sign for sign in map(chr, range(128)) if not sign.isalnum())})
_PARTS = re.compile(f"[{re.escape(''.join(sorted(_PARTING)))}]")


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


def _runs(folded: str, one: Sought, blanks: frozenset[str]) -> Iterator[list[tuple[int, int]]]:
    """Every place where the words of ``one`` stand next to one another, as ``find_runs`` finds them."""
    first, *rest = one.words
    at = folded.find(first)
    while at >= 0:
        begins = not at or folded[at - 1] in blanks
        run = _run_at(folded, at, (first, *rest), blanks, prefix=one.prefix) if begins else None
        if run is not None:
            yield run
        at = folded.find(first, at + 1)


def _run_at(
    folded: str, at: int, words: Sequence[str], blanks: frozenset[str], *, prefix: bool
) -> list[tuple[int, int]] | None:
    run = []
    for number, word in enumerate(words):
        while number and at < len(folded) and folded[at] in blanks:
            at += 1
        end = at + len(word)
        if not folded.startswith(word, at):
            return None
        if folded[end : end + 1] not in blanks:
            if not prefix or number < len(words) - 1:
                return None
            parts = _PARTS.search(folded, end)
            end = len(folded) if parts is None else parts.start()
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


def _matched(tokens: Sequence[Token], one: Sought) -> set[tuple[int, int]]:
    """Spans of every match among words."""
    if one.distance is not None:
        return _near_spans(tokens, one)
    return {(token.start, token.end) for run in find_runs(tokens, one) for token in run}


def _window(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where to cut: the stretch with most marks, moved to the ends of words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    first = marks[0][0] if marks else 0
    if len(marks) > 1:
        starts = [start for start, _ in marks]
        most = 0
        for place, begin in enumerate(starts):
            held = bisect_left(starts, begin + LENGTH - _LEAD) - place
            if held > most:
                first, most = begin, held
    start = max(0, min(first - _LEAD, len(text) - LENGTH))
    if start > 0:
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), start + LENGTH)
    if end < len(text) and text[end] != " ":
        blank = text.rfind(" ", start, end)
        end = blank if blank > first else end
    return start, end

"""What to try where a search finds nothing: near spellings, and the same search without a part of it.

Every search that is offered was made for the reader and finds something, so that it tells of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal

import msgspec

from legation.core.errors import QueryError
from legation.storage.fields import NAMED
from legation.storage.query_text import Piece, pieces_of, plain_word

_MOST = 3  # searches that are offered
_ASKED = 24  # searches that are made for them
_LOOKED_AT = 20_000  # words that begin alike
_RESPELT = 2  # words of one search: each is compared with all that begin alike
_VOWELS = "aeiouy"
_SHORTEST = 4  # letters of a word that is compared
_NAMED = frozenset({"post", "tag", "caption"})  # fields whose values are names, which are misspelt as words are


class Instead(msgspec.Struct, frozen=True):
    """Another search and how many telegrams it finds."""

    query: str
    total: int


Sought = Literal["all", "value", "word", "words"]
"""What a search asks for: every telegram, values of fields alone, one word, or more than that."""


def sought(query: str) -> Sought:
    """What a search asks for, by which one is told what else to try. Raises QueryError."""
    if query.strip() in ("", "*"):
        return "all"
    pieces = pieces_of(query)
    if pieces and all(piece.field is not None and NAMED[piece.field].kind != "words" for piece in pieces):
        return "value"
    return "word" if len(pieces) == 1 and " " not in pieces[0].text else "words"


def instead_of(
    query: str, total_of: Callable[[str], int], completions: Callable[[str, int], tuple[str, ...]]
) -> tuple[Instead, ...]:
    """Searches to make instead of one that finds nothing, at most three.

    total_of: how many a search finds. completions: searches that go on from a beginning, at most so many.
    """
    found: dict[str, int] = {}
    asked = 0
    for other in _others(query, total_of, completions):
        asked += 1
        if other not in found and other != query:
            try:
                total = total_of(other)
            except QueryError:  # without a part it may be no search any more
                continue
            if total:
                found[other] = total
        if len(found) == _MOST or asked == _ASKED:
            break
    return tuple(Instead(other, total) for other, total in found.items())


def _others(
    query: str, total_of: Callable[[str], int], completions: Callable[[str, int], tuple[str, ...]]
) -> Iterator[str]:
    pieces = pieces_of(query)
    small = [piece for piece in pieces if piece.text in ("and", "or", "not") and piece.field is None]
    if small:
        yield _with(query, [(piece.at, piece.end, piece.text.upper()) for piece in small])
    long = [piece for piece in pieces if len(piece.text) >= _SHORTEST and piece.text.isalpha()]
    words = [piece for piece in long if piece.is_word][:8]
    strange = [piece for piece in words if not total_of(_alone(piece))]
    names = [piece for piece in long if piece.field in _NAMED and not piece.is_quoted][:_RESPELT]
    misspelt = [*strange[:_RESPELT], *(piece for piece in names if not total_of(_alone(piece)))][:_RESPELT]
    near = [
        (piece.at, piece.end, told) for piece in misspelt if (told := _near_spelling(piece, completions)) is not None
    ]
    if near:
        yield _with(query, near)
    quoted = [piece for piece in pieces if piece.is_quoted and piece.field is None]
    if quoted:
        yield _with(query, [(piece.begin, piece.end, piece.text) for piece in quoted])
    values = [piece for piece in pieces if piece.field is not None and not piece.is_word]
    for left_out in [*([piece] for piece in values), values]:
        if 0 < len(left_out) < len(pieces):
            yield _with(query, [(piece.begin, piece.end, "") for piece in left_out])
    if strange and len(strange) < len(pieces):
        yield _with(query, [(piece.begin, piece.end, "") for piece in strange])
    plain = [piece.text for piece in words if piece.field is None and piece not in strange]
    if len(plain) > 1 and len(plain) + len(strange) == len(pieces):
        yield " OR ".join(plain)


def _alone(piece: Piece) -> str:
    return piece.text if piece.field is None else f"{piece.field}:{piece.text}"


def _with(query: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """The search with other words from one place to another."""
    for begin, end, text in sorted(changes, reverse=True):
        query = query[:begin] + text + query[end:]
    return re.sub(r"(?<=\() | (?=\))", "", " ".join(query.split()))


def _near_spelling(piece: Piece, completions: Callable[[str, int], tuple[str, ...]]) -> str | None:
    """The nearest word that is there and begins alike, of those equally near the commonest."""
    word = plain_word(piece.text)
    before = "" if piece.field is None else f"{piece.field}:"
    most = 1 if len(word) < 5 else 2
    letters = set(word)
    best: tuple[int, str] | None = None
    for told in chain.from_iterable(completions(before + begins, _LOOKED_AT) for begins in _beginnings(word)):
        one = told.removeprefix(before)
        if abs(len(one) - len(word)) > most or not one.isalnum():
            continue
        other = plain_word(one)
        # A step puts at most one letter in the place of another; to count steps costs far more than to look at letters.
        if len(letters ^ set(other)) > 2 * most:
            continue
        steps = _steps(word, other, most)
        if steps <= most and (best is None or steps < best[0]):
            best = steps, one
        if steps <= 1:  # no nearer one is there, or the search had found it
            break
    return None if best is None else best[1]


def _beginnings(word: str) -> Iterable[str]:
    """Two letters that the word may have been meant to begin with."""
    vowels = [word[0] + vowel for vowel in _VOWELS] if word[1] in _VOWELS else []
    return dict.fromkeys([word[:2], word[1] + word[0], word[0] + word[2], *vowels])


def _steps(first: str, second: str, most: int) -> int:
    """Letters put in, left out, changed or exchanged with the next one; ``most + 1`` for more than ``most``."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for at, sign in enumerate(first, 1):
        earlier, before, row = before, row, [at]
        for to, other in enumerate(second, 1):
            steps = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (sign != other))
            if at > 1 and to > 1 and sign == second[to - 2] and first[at - 2] == other:
                steps = min(steps, earlier[to - 2] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)

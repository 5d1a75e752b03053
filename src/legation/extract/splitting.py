"""A sentence to its clauses: what is said, parted from who says it, with one finite verb each as far as the
words tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from legation.extract.sifting import words_said
from legation.tables.needing import Glance
from legation.tables.rules import word_pattern

_SHORTEST = 12  # signs; less is a scrap and goes with the clause before it
_LONGEST = 420
_TAIL = 32
# Signs that a break between clauses begins with; a blank only before the words and signs that part clauses.
_MAY_BREAK = re.compile(r"[;:,()\"”–— -](?:(?<! )|(?=[abhnotwABHNOTW(–—-]))")
_EDGES = " ,;:.-\"'“”‘’[]"


class Clause(NamedTuple):
    """[start, end) in a marked sentence. frame: where the words that say who speaks begin; ``start`` if none do."""

    start: int
    end: int
    frame: int


def clauses(text: str) -> list[Clause]:
    """Clauses of a marked sentence, in order and apart; in time linear in the text."""
    edges = {0}
    frames: dict[int, int] = {}
    edges.update(breaks(text))
    if _may_frame()(words_said(text)):
        for found in word_pattern("frame").finditer(text):
            edges.add(found.end())
            frames[found.end()] = found.start()
    starts = sorted(edge for edge in edges if edge < len(text))
    made: list[Clause] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
        # The words that say who speaks are no part of the clause before them.
        begin, finish = trimmed(text, start, min(frames.get(end, end), start + _LONGEST))
        if finish - begin < _SHORTEST:
            if made and finish > begin and begin - made[-1].end < 4 and start not in frames:
                made[-1] = made[-1]._replace(end=finish)
            continue
        if made and start not in frames and text[start - 2 : start] == ", " and _terms(text, made[-1]):
            made[-1] = made[-1]._replace(end=finish)  # IF IT RAINS, WE WILL WAIT is one thing that is said
            continue
        frame = frames.get(start, begin)
        made.append(Clause(begin, finish, min(frame, begin)))
    return made


@cache
def _may_frame() -> Glance:
    """Most sentences have no verb of saying."""
    return Glance(word_pattern("frame").pattern)


def breaks(text: str) -> Iterator[int]:
    """Where the breaks between clauses end that ``clause_break`` finds; it is looked for where one may begin."""
    pattern, until = word_pattern("clause_break"), 0
    for begin in _MAY_BREAK.finditer(text):
        if begin.start() >= until:
            found = pattern.match(text, begin.start())
            if found is not None:
                until = found.end()
                yield until


def _terms(text: str, clause: Clause) -> bool:
    """Whether a clause only says on what terms the next one holds."""
    return word_pattern("terms").match(text, clause.start, clause.end) is not None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) without joining words and stops at its edges."""
    while start < end and text[start] in _EDGES:
        start += 1
    opened = word_pattern("joining").match(text, start, end)
    if opened is not None:
        start = opened.end()
    while end > start and (text[end - 1] in _EDGES):
        end -= 1
    left = word_pattern("left_over").search(text, max(start, end - _TAIL), end)
    if left is not None and left.end() == end:
        end = left.start()
    if text[end - 1 : end] == ")" and "(" not in text[start:end]:
        end -= 1
    if text[start : start + 1] == "(" and ")" not in text[start:end]:
        start += 1
    return start, end

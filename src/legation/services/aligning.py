"""What two sequences have in common, in time that grows with their length however they repeat themselves.

What stands once in each and in the same order holds them together; only the short runs in between are compared
step by step.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

# A run of which no more can be said is told as a whole above this product of lengths.
_SMALL = 3_600
_RUN = 3

Pair = tuple[int, int]


def opcodes(one: Sequence[Hashable], two: Sequence[Hashable]) -> Iterator[tuple[str, int, int, int, int]]:
    """Runs of both, as ``difflib`` tells them: equal, replace, delete, insert, with their places in each."""
    start, most = 0, min(len(one), len(two))
    while start < most and one[start] == two[start]:
        start += 1
    end = 0
    while end < most - start and one[-1 - end] == two[-1 - end]:
        end += 1
    pairs = [(place, place) for place in range(start)]
    pairs += _common(one, two, (start, len(one) - end), (start, len(two) - end), _RUN)
    pairs += [(len(one) - place, len(two) - place) for place in range(end, 0, -1)]
    i = j = at = 0
    while at < len(pairs):
        left, right = pairs[at]
        if (left, right) != (i, j):
            yield _differs(i, left, j, right)
        i, j = left, right
        while at < len(pairs) and pairs[at] == (i, j):
            i, j, at = i + 1, j + 1, at + 1
        yield "equal", left, i, right, j
    if (i, j) != (len(one), len(two)):
        yield _differs(i, len(one), j, len(two))


def _differs(i1: int, i2: int, j1: int, j2: int) -> tuple[str, int, int, int, int]:
    return ("insert" if i1 == i2 else "delete" if j1 == j2 else "replace"), i1, i2, j1, j2


def _common(one: Sequence[Hashable], two: Sequence[Hashable], a: Pair, b: Pair, run: int) -> list[Pair]:
    """Places in [a) and [b) that are equal, rising in both."""
    if a[0] == a[1] or b[0] == b[1]:
        return []
    if (a[1] - a[0]) * (b[1] - b[0]) <= _SMALL:
        matcher = SequenceMatcher(None, one[a[0] : a[1]], two[b[0] : b[1]], autojunk=False)
        return [
            (a[0] + block.a + n, b[0] + block.b + n)
            for block in matcher.get_matching_blocks()
            for n in range(block.size)
        ]
    if not run:
        return []
    found: list[Pair] = []
    i, j = a[0], b[0]
    for left, right in [*_anchors(one, two, a, b, run), (a[1], b[1])]:
        found += _common(one, two, (i, left), (j, right), run - 1)
        i, j = left, right
        if (left, right) != (a[1], b[1]):
            found.append((left, right))
            i, j = left + 1, right + 1
    return found


def _anchors(one: Sequence[Hashable], two: Sequence[Hashable], a: Pair, b: Pair, run: int) -> list[Pair]:
    """Beginnings of runs that stand once in each: the longest choice that rises in both."""
    first, second = _once(one, a, run), _once(two, b, run)
    both = [(place, second[words]) for words, place in first.items() if words in second]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for number, (_, right) in enumerate(both):
        at = bisect_left(tails, right)
        before.append(ends[at - 1] if at else None)
        if at == len(tails):
            tails.append(right)
            ends.append(number)
        else:
            tails[at], ends[at] = right, number
    chosen: list[Pair] = []
    step = ends[-1] if ends else None
    while step is not None:
        chosen.append(both[step])
        step = before[step]
    return chosen[::-1]


def _once(words: Sequence[Hashable], within: Pair, run: int) -> dict[tuple[Hashable, ...], int]:
    """Runs that stand once, in order, each with its place."""
    runs = [tuple(words[place : place + run]) for place in range(within[0], within[1] - run + 1)]
    counts = Counter(runs)
    return {some: within[0] + place for place, some in enumerate(runs) if counts[some] == 1}

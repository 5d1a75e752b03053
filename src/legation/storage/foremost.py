"""The hits of one page, of all partitions that are asked: which come first, and how the list goes on.

Each partition is asked for its share first, and for more where what it holds may still count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, cast

import tantivy
from tantivy import DocAddress, Occur, Order, Searcher

from legation.storage.compiling import alike, between
from legation.storage.cursor import Cursor, Shown

_HIGHEST = (1 << 63) - 1
_LEAST = 3  # hits that a partition is asked for, however small its share
_BACK = 64  # hits of each partition that are looked at again where those passed by were too many


class Found(NamedTuple):
    """A hit before its card is read; ``place`` settles equal scores, lowest first."""

    score: float
    place: int
    partition: int
    address: DocAddress


Listed: TypeAlias = tuple[int, list[Found], Cursor | None]
"""How many hits there are in all, those of the page, and the cursor of the next page."""


Each: TypeAlias = Callable[["Sequence[Part]", "Callable[[Part], tantivy.SearchResult]"], list[tantivy.SearchResult]]
"""Asks each partition."""


def in_turn(parts: Sequence[Part], ask: Callable[[Part], tantivy.SearchResult]) -> list[tantivy.SearchResult]:
    return [ask(part) for part in parts]


def by_date(
    readable: Sequence[tuple[str, Searcher]], query: tantivy.Query, cursor: Cursor, limit: int, each: Each
) -> Listed:
    """The page after the place of the cursor; scores of such a list are all alike."""
    column = cursor.sort
    rest = query
    if cursor.after >= 0:
        following = between(column, cursor.after + 1, _HIGHEST)
        rest = tantivy.Query.boolean_query([(Occur.Must, query), (Occur.Must, following)])
    parts = [Part(number, searcher, rest, column) for number, (_, searcher) in enumerate(readable)]
    total, first = foremost(parts, limit + 1, each)
    if rest is not query:
        total = sum(_count(searcher.search(alike(query), limit=1)) for _, searcher in readable)
    found = [Found(1.0, int(key), number, address) for key, number, address in sorted(first, key=itemgetter(0))]
    page = found[:limit]
    more = len(found) > limit and page
    return total, page, Cursor(cursor.sort, after=page[-1].place) if more else None


def by_relevance(
    readable: Sequence[tuple[str, Searcher]], query: tantivy.Query, cursor: Cursor, limit: int, each: Each
) -> Listed:
    """The best of what the cursor has not shown."""
    parts = [
        Part(number, searcher, query, shown=cursor.shown_of(label) if cursor.shown else None)
        for number, (label, searcher) in enumerate(readable)
    ]
    total, first = foremost(parts, limit + 1, each)
    found: list[Found] = []
    for number, some in groupby(first, itemgetter(1)):
        hits = list(some)
        places = parts[number].places(hits)
        found += [Found(-key, place, number, address) for (key, _, address), place in zip(hits, places, strict=True)]
    found.sort(key=lambda hit: (-hit.score, hit.place))
    page = found[:limit]
    if not 0 < len(page) < len(found):
        return total, page, None
    told = [(readable[hit.partition][0], hit.place) for hit in page]
    passed = {readable[part.number][0]: part.passed for part in parts if part.goes_on}
    return total, page, cursor.showing(told, passed)


_Keyed: TypeAlias = tuple[float, int, DocAddress]
"""What a hit is ordered by, lowest first, its partition, and where it lies there."""


class Part:
    """A partition as one page asks it: its hits from the foremost on, without those that the list has shown.

    by: a column that orders hits, lowest first; without, the best come first. hits: what was got so far. reached: the
    key of the last that the engine gave, above every key where it gave all. passed: as ``Shown.passed``, for the next
    page, where the list ``goes_on`` behind hits that it has forgotten.
    """

    __slots__ = (
        *("_asked", "_by", "_query", "_shown", "_skip"),
        *("goes_on", "hits", "num_docs", "number", "passed", "reached", "searcher"),
    )

    def __init__(
        self, number: int, searcher: Searcher, query: tantivy.Query, by: str | None = None, shown: Shown | None = None
    ) -> None:
        self.number, self.searcher, self._query, self._by, self._shown = number, searcher, query, by, shown
        self.num_docs = searcher.num_docs
        self.goes_on = False
        self.passed = self._skip = self._asked = 0
        self.hits: list[_Keyed] = []
        self.reached = math.inf
        if shown is not None and shown.forgotten:
            self.goes_on = True
            self.passed = self._skip = min(shown.passed, self.num_docs)

    def ask(self, limit: int, *, count: bool) -> tantivy.SearchResult:
        """Ask the engine for so many that the list has not shown, as things stood when it was shown them."""
        if self._shown is not None:
            limit += max(0, self._shown.count - self._skip)
        self._asked = asked = min(limit, self.num_docs + 1)  # the engine makes room for so many
        if self._by is None:
            return self.searcher.search(self._query, limit=asked, offset=self._skip, count=count)
        return self.searcher.search(self._query, limit=asked, count=count, order_by_field=self._by, order=Order.Asc)

    def take(self, result: tantivy.SearchResult, limit: int) -> None:
        """Take what the engine gave; ask it for more while that is too little to tell what of it was shown."""
        back = _BACK
        while not self._took(result):
            self._skip, back, limit = max(0, self._skip - back), 8 * back, 2 * limit
            result = self.ask(limit, count=False)

    def _took(self, result: tantivy.SearchResult) -> bool:
        sign, number = -1 if self._by is None else 1, self.number
        self.hits = keyed = [(sign * key, number, address) for key, address in result.hits]
        to_end = len(keyed) < self._asked
        self.reached = math.inf if to_end else keyed[-1][0]
        if self._shown is None:
            return True
        placed = sorted(zip(keyed, self.places(keyed), strict=True), key=_by_key_and_place)
        rest = self._shown.rest([place for _, place in placed], from_top=self._skip == 0, to_end=to_end)
        if rest is None:
            return False
        if self._shown.forgotten and rest.begin < len(placed):
            anchor = placed[rest.begin][0][0]
            better = sum(key < anchor for key, _, _ in keyed)
            if self._skip and not better:
                return False  # others that equal it may have been passed by
            self.passed = max(0, self._skip + better - 1)
        self.hits = [placed[at][0] for at in rest.unseen]
        return True

    def places(self, keyed: Sequence[_Keyed]) -> list[int]:
        addresses = [address for _, _, address in keyed]
        return [int(place or 0) for place in self.searcher.fast_field_values("newest", addresses)]


def _by_key_and_place(hit: tuple[_Keyed, int]) -> tuple[float, int]:
    return hit[0][0], hit[1]


def foremost(parts: Sequence[Part], wanted: int, each: Each) -> tuple[int, list[_Keyed]]:
    """How many hits there are, and the ``wanted`` first with all that equal the last of them, by partition.

    A partition is asked for its share first, and for more where the last that it gave still counts: hits handed over
    cost more than those passed by.
    """
    whole = max(1, sum([part.num_docs for part in parts]))
    shares = [min(wanted, 2 * wanted * part.num_docs // whole + _LEAST) + 1 for part in parts]
    of = dict(zip(parts, shares, strict=True))
    total = 0
    for part, result in zip(parts, each(parts, lambda part: part.ask(of[part], count=True)), strict=True):
        if count := _count(result):
            total += count
            part.take(result, of[part])
    last = _last(parts, wanted)
    for part in parts:
        ask = of[part]
        # The engine settles equal scores by where cards lie; so take all that equal the last one wanted.
        while part.reached <= last and not math.isinf(part.reached):
            ask = max(wanted + 1, ask * 4)
            part.take(part.ask(ask, count=False), ask)
            last = _last(parts, wanted)
    return total, [hit for part in parts for hit in part.hits if hit[0] <= last]


def _last(parts: Sequence[Part], wanted: int) -> float:
    """The key of the last that is wanted of those found; above every key where they are too few."""
    # Each partition's are in order, and to sort what lies in order piece by piece costs little more than to walk it.
    keys = sorted([key for part in parts for key, _, _ in part.hits])
    return keys[wanted - 1] if len(keys) >= wanted else math.inf


def _count(result: tantivy.SearchResult) -> int:
    return int(cast(Any, result).count)  # its stub does not have it

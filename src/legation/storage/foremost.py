"""The hits of one page, of all partitions that are asked: which come first, and how the list goes on.

Each partition is asked for its share first, and for more where what it holds may still count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        total = sum([count_in(searcher, query) for _, searcher in readable])
    found = [(key, part.number, address) for part, hits in first for key, address in hits]
    found.sort(key=itemgetter(0))
    page = [Found(1.0, int(key), number, address) for key, number, address in found[:limit]]
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
    found: list[tuple[float, int, int, DocAddress]] = []
    for part, hits in first:
        number = part.number
        placed = zip(hits, part.places(hits), strict=True)
        found += [(-key, place, number, address) for (key, address), place in placed]
    found.sort(key=itemgetter(0, 1))
    page = [Found(-key, place, number, address) for key, place, number, address in found[:limit]]
    if not 0 < len(page) < len(found):
        return total, page, None
    told = [(readable[hit.partition][0], hit.place) for hit in page]
    passed = {readable[part.number][0]: part.passed for part in parts if part.goes_on}
    return total, page, cursor.showing(told, passed)


_Keyed: TypeAlias = tuple[float, DocAddress]
"""What a hit is ordered by, and where it lies in its partition: as the engine gives it, since few are shown."""


class Part:
    """A partition as one page asks it: its hits from the foremost on, without those that the list has shown.

    by: a column that orders hits, lowest first; without, the best come first, by the highest key. hits: what was got
    so far. reached: the key of the last that the engine gave, None where it gave all. passed: as ``Shown.passed``, for
    the next page, where the list ``goes_on`` behind hits that it has forgotten.
    """

    __slots__ = (
        *("_asked", "_by", "_query", "_shown", "_skip"),
        *("goes_on", "highest_first", "hits", "num_docs", "number", "passed", "reached", "searcher", "share"),
    )

    def __init__(
        self, number: int, searcher: Searcher, query: tantivy.Query, by: str | None = None, shown: Shown | None = None
    ) -> None:
        self.number, self.searcher, self._query, self._by, self._shown = number, searcher, query, by, shown
        self.num_docs = searcher.num_docs
        self.highest_first = by is None
        self.goes_on = False
        self.passed = self._skip = self._asked = self.share = 0
        self.hits: list[_Keyed] = []
        self.reached: float | None = None
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

    def begin(self) -> tantivy.SearchResult:
        """Ask for the share that the partition is likely to have of the page, and how many hits there are."""
        return self.ask(self.share, count=True)

    def take(self, result: tantivy.SearchResult, limit: int) -> None:
        """Take what the engine gave; ask it for more while that is too little to tell what of it was shown."""
        shown = self._shown
        if shown is None:
            self.hits = hits = result.hits
            self.reached = None if len(hits) < self._asked else hits[-1][0]
            return
        back = _BACK
        while not self._took(result, shown):
            self._skip, back, limit = max(0, self._skip - back), 8 * back, 2 * limit
            result = self.ask(limit, count=False)

    def _took(self, result: tantivy.SearchResult, shown: Shown) -> bool:
        keyed: list[_Keyed] = result.hits
        to_end = len(keyed) < self._asked
        self.reached = None if to_end else keyed[-1][0]
        # Of a list by relevance alone: one by date asks for what lies behind its place.
        placed = sorted(zip(keyed, self.places(keyed), strict=True), key=_best_and_place)
        rest = shown.rest([place for _, place in placed], from_top=self._skip == 0, to_end=to_end)
        if rest is None:
            return False
        if shown.forgotten and rest.begin < len(placed):
            anchor = placed[rest.begin][0][0]
            better = sum(key > anchor for key, _ in keyed)
            if self._skip and not better:
                return False  # others that equal it may have been passed by
            self.passed = max(0, self._skip + better - 1)
        self.hits = [placed[at][0] for at in rest.unseen]
        return True

    def may_hold_more(self, last: float | None) -> bool:
        """Whether behind those got so far may lie one that is wanted, where all are whose key reaches ``last``."""
        reached = self.reached
        if reached is None or last is None:
            return reached is not None
        return reached >= last if self.highest_first else reached <= last

    def upto(self, last: float | None) -> list[_Keyed]:
        """Those got so far whose key reaches ``last``; all where that is None."""
        hits = self.hits
        if last is None or not hits:
            return hits
        if self.highest_first:
            # They lie in order, so that of most partitions the first tells that none does.
            return [hit for hit in hits if hit[0] >= last] if hits[0][0] >= last else []
        return [hit for hit in hits if hit[0] <= last] if hits[0][0] <= last else []

    def places(self, keyed: Sequence[_Keyed]) -> list[int]:
        addresses = [address for _, address in keyed]
        return [int(place or 0) for place in self.searcher.fast_field_values("newest", addresses)]


def _best_and_place(hit: tuple[_Keyed, int]) -> tuple[float, int]:
    return -hit[0][0], hit[1]


def foremost(parts: Sequence[Part], wanted: int, each: Each) -> tuple[int, list[tuple[Part, list[_Keyed]]]]:
    """How many hits there are, and the ``wanted`` first with all that equal the last of them, by partition.

    A partition is asked for its share first, and for more where the last that it gave still counts: hits handed over
    cost more than those passed by. All parts are ordered alike.
    """
    whole = max(1, sum([part.num_docs for part in parts]))
    for part in parts:
        share = 2 * wanted * part.num_docs // whole + _LEAST
        part.share = (share if share < wanted else wanted) + 1
    total = 0
    for part, result in zip(parts, each(parts, Part.begin), strict=True):
        if count := _count(result):
            total += count
            part.take(result, part.share)
    last = _last(parts, wanted)
    for part in parts:
        ask = part.share
        # The engine settles equal scores by where cards lie; so take all that equal the last one wanted.
        while part.may_hold_more(last):
            ask = max(wanted + 1, ask * 4)
            part.take(part.ask(ask, count=False), ask)
            last = _last(parts, wanted)
    return total, [(part, hits) for part in parts if (hits := part.upto(last))]


def _last(parts: Sequence[Part], wanted: int) -> float | None:
    """The key of the last that is wanted of those found; None where they are too few."""
    # Each partition's are in order, and to sort what lies in order piece by piece costs little more than to walk it.
    keys = [key for part in parts for key, _ in part.hits]
    if len(keys) < wanted:
        return None
    keys.sort(reverse=parts[0].highest_first)
    return keys[wanted - 1]


def count_in(searcher: Searcher, query: tantivy.Query) -> int:
    """How many hits a partition has."""
    return _count(searcher.search(alike(query), limit=1))


def _count(result: tantivy.SearchResult) -> int:
    return int(cast(Any, result).count)  # its stub does not have it

"""Finding: what a reader asks for, page by page, how it is spread, and how a search may go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from legation.core.marking import Marking, Reader, join_all
from legation.core.mrn import name_to
from legation.services.search.trying import Instead, instead_of
from legation.storage.cursor import Sort
from legation.storage.facets import Spread, narrowing
from legation.storage.parsing import parse_query
from legation.storage.ports import Index
from legation.storage.query import numbers_sought
from legation.storage.records import Hit, Listing
from legation.storage.values import TO
from legation.tables.banners import level_of
from legation.tables.posts import Posts

_AT_ONCE = 500


class Suggestion(msgspec.Struct, frozen=True):
    """How a search may go on. marking: banner over all that its last word stands in; None for the name of a field."""

    query: str
    marking: str | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One page of hits and how many there are in all.

    next: what the next page comes after, None at the end. known: numbers that the search asks for and no readable
    telegram bears, but some readable telegram cites: known by reference, not held. instead: where nothing was found,
    searches that find something: nearer spellings, or the same without a part. marking: banner over all that these two
    were drawn from; None where there is neither.
    """

    total: int
    hits: tuple[Hit, ...]
    next: str | None = None
    known: tuple[str, ...] = ()
    instead: tuple[Instead, ...] = ()
    marking: str | None = None


class Finding:
    """Searches the archive for a reader, over all that this reader may read and nothing else."""

    def __init__(self, index: Index, posts: Posts) -> None:
        self._index = index
        self._posts = posts

    def search(
        self, reader: Reader, query: str, *, limit: int = 20, sort: Sort = "relevance", after: str = ""
    ) -> Found:
        """One page of hits, the best or the newest or the oldest first.

        after: ``Found.next`` of the page before. Raises QueryError with the offset of the fault, and LegationError
        where ``after`` is of another sort.
        """
        page = self._index.search(reader, query, limit=limit, sort=sort, after=after)
        known = self._known(reader, query)
        instead = self._instead(reader, query) if page.total == 0 and limit > 0 else ()
        return Found(
            total=page.total,
            hits=page.hits,
            next=page.next,
            known=known,
            instead=instead,
            marking=self._drawn_from(reader, known, instead) if known or instead else None,
        )

    def every(self, reader: Reader, query: str) -> Iterator[Listing]:
        """Every telegram that a search finds, the oldest first. Raises QueryError."""
        after: str | None = ""
        while after is not None:
            listings, after = self.run(reader, query, limit=_AT_ONCE, after=after)
            yield from listings

    def run(self, reader: Reader, query: str, *, limit: int, after: str = "") -> tuple[list[Listing], str | None]:
        """So many of ``every``, and the cursor of the next ones, None at the end. after: that of the run before.

        Raises QueryError, and LegationError for a cursor of another list.
        """
        page = self._index.search(reader, query, limit=limit, sort="oldest", after=after)
        return [hit.listing for hit in page.hits], page.next

    def facets(self, reader: Reader, query: str, *, most: int = 10) -> Spread:
        """How all that a search finds is spread; at most ``most`` values of each facet. Raises QueryError."""
        return self._index.facets(reader, query, most=most)

    def completions(self, reader: Reader, text: str, *, limit: int = 10) -> tuple[Suggestion, ...]:
        """Searches that begin with ``text``, its last word gone on: fields, posts, TAGS, words that are there."""
        return tuple(
            Suggestion(one.query, None if one.access is None else level_of(Marking.from_label(one.access)))
            for one in self._index.completions(reader, text, limit=limit)
        )

    def _known(self, reader: Reader, query: str) -> tuple[str, ...]:
        if not any(sign.isdigit() for sign in query):  # a number has digits, and most searches have none
            return ()
        numbers = dict.fromkeys(numbers_sought(parse_query(query, self._posts.aliases)))
        known = (mrn for mrn in numbers if not self._any(reader, "mrn", mrn) and self._any(reader, "cites", mrn))
        return tuple(name_to(mrn, post) for mrn, _, post in (one.partition(TO) for one in known))

    def _drawn_from(self, reader: Reader, known: Iterable[str], instead: Iterable[Instead]) -> str | None:
        searches = [narrowing("cites", mrn) or mrn for mrn in known] + [one.query for one in instead]
        return _over({label for one in searches for label in self._index.count(reader, one).access})

    def _instead(self, reader: Reader, query: str) -> tuple[Instead, ...]:
        return instead_of(
            query,
            lambda other: self._index.count(reader, other).total,
            lambda begins, most: tuple(one.query for one in self._index.completions(reader, begins, limit=most)),
        )

    def _any(self, reader: Reader, field: str, mrn: str) -> bool:
        term = narrowing(field, mrn)
        return term is not None and self._index.count(reader, term).total > 0


def banner(spread: Spread) -> str | None:
    """Banner words over all that was counted; None over nothing."""
    return _over(spread.access)


def _over(labels: Iterable[str]) -> str | None:
    markings = [Marking.from_label(label) for label in labels]
    return level_of(join_all(markings)) if markings else None

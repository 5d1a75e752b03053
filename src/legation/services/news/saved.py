"""Saved searches: what is new since the last look, and why each telegram is told of.

What was kept since then is indexed by itself, in memory, and each search is run on that: the words of the query
mean what they always mean, and a look costs what is new, not what is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from legation.core.errors import LegationError, NotFoundError, QueryError
from legation.core.instant import instant_text
from legation.core.marking import UPKEEP, Reader
from legation.services.reading import banner
from legation.storage.facets import narrowing
from legation.storage.parsing import parse_query
from legation.storage.ports import Index, Shelf, Telegrams
from legation.storage.query import And, CitedBy, InField, Not, Or, Query
from legation.storage.records import Hit, Listing, Record, SavedSearch, listing_order
from legation.storage.values import TO
from legation.tables.posts import Posts

_AT_ONCE = 1_000
_HITS = 500
_LONGEST_NAME = 80


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram that a saved search has found since the last look, and why.

    search, query: the name it is saved under and its words. matched: the words that matched, as they stand in the
    snippet, each once. fields: the parts such as ``tag:MARR`` that it bears out. paragraph: of the snippet.
    received: when the telegram was kept. marking: banner words over the telegram, under which the snippet stands.
    """

    search: str
    query: str
    listing: Listing
    snippet: str
    matched: tuple[str, ...]
    fields: tuple[str, ...]
    marks: tuple[tuple[int, int], ...]
    paragraph: int | None
    received: str
    marking: str


class Added(SavedSearch, frozen=True, kw_only=True):
    """A search that was saved just now. replaced: the query that stood under its name before, None where none did."""

    replaced: str | None = None


class Saved:
    """A reader's saved searches."""

    def __init__(
        self,
        telegrams: Telegrams,
        shelf: Shelf,
        new_index: Callable[[], Index],
        posts: Posts,
        now: Callable[[], datetime],
    ) -> None:
        self._telegrams = telegrams
        self._shelf = shelf
        self._new_index = new_index
        self._posts = posts
        self._now = now

    def add(self, reader: Reader, name: str, query: str) -> Added:
        """Save a query; it tells of what comes from now on. One of the same name is replaced, and told.

        Raises QueryError, and LegationError for a name that is none.
        """
        name = " ".join(name.split())
        if not name or len(name) > _LONGEST_NAME:
            raise LegationError(f"a saved search needs a name of at most {_LONGEST_NAME} letters", "name it in a word")
        parse_query(query, self._posts.aliases)
        at = self._instant()
        made = SavedSearch(name=name, query=query, made=at, looked=at, arrival=self._telegrams.last_arrival())
        before = self._shelf.save(reader, made)
        return Added(**msgspec.structs.asdict(_told(made)), replaced=before.query if before is not None else None)

    def all(self, reader: Reader) -> list[SavedSearch]:
        """The reader's searches, by name."""
        return [_told(search) for search in self._shelf.saved(reader)]

    def remove(self, reader: Reader, name: str) -> None:
        """Raises LegationError where there is none of the name."""
        if not self._shelf.forget(reader, " ".join(name.split())):
            raise _none_named(name)

    def look(self, reader: Reader, *, only: str | None = None, keep: bool = True) -> list[Alert]:
        """What the searches find among what was kept since each was last looked at, in the order of keeping.

        only: the name of one search. keep: note that it was looked; without, the next look tells the same again.
        Raises LegationError where there is none of the name.
        """
        searches = self._meant(reader, only)
        if not searches:
            return []
        # Read before the telegrams are: what comes in between is told of at the next look.
        last = self._telegrams.last_arrival()
        found: list[tuple[int, str, Alert]] = []
        for batch in self._since(reader, min(one.arrival for one in searches), last):
            found += self._among(reader, searches, batch)
        if keep:
            self._note(reader, searches, last)
        return [alert for _, _, alert in sorted(found, key=lambda one: one[:2])]

    def place(self) -> int:
        """How far the archive has come in the order of keeping. Not to be shown to a reader."""
        return self._telegrams.last_arrival()

    def looked(self, reader: Reader, upto: int, *, only: str | None = None) -> None:
        """Note a look that kept nothing (``look``), once what it found was told. upto: ``place`` before that look."""
        self._note(reader, self._meant(reader, only), upto)

    def _meant(self, reader: Reader, only: str | None) -> list[SavedSearch]:
        found = [one for one in self._shelf.saved(reader) if only in (None, one.name)]
        if only is not None and not found:
            raise _none_named(only)
        return found

    def _note(self, reader: Reader, searches: Sequence[SavedSearch], upto: int) -> None:
        at = self._instant()
        for search in searches:
            self._shelf.look_noted(reader, msgspec.structs.replace(search, looked=at, arrival=upto))

    def came(self, reader: Reader, name: str, after: int, *, most: int) -> tuple[list[Alert], int]:
        """What a search finds behind a place in the order of keeping, and the place up to which was looked.

        It ends with the batch that brings more than ``most``. By date: the order in which several came at once is the
        house's, and may rest on what else came with them. This is no look. Raises LegationError.
        """
        search = self._one(reader, name, after)
        last, found = self._telegrams.last_arrival(), list[Alert]()
        for batch in self._since(reader, after, last):
            found += [alert for _, _, alert in self._among(reader, [search], batch)]
            if len(found) > most:
                last = max(batch)
                break
        return sorted(found, key=lambda alert: listing_order(alert.listing)), last

    def finds(self, reader: Reader, name: str, sha256: str) -> Alert | None:
        """What a search says of one telegram as it stands; None where it does not find it, or it is not to be read.

        Raises LegationError where the reader has no search of the name.
        """
        search = self._one(reader, name, 0)
        try:
            record = self._telegrams.get(reader, sha256)
        except NotFoundError:
            return None
        return next((alert for _, _, alert in self._among(reader, [search], {1: record})), None)

    def _one(self, reader: Reader, name: str, after: int) -> SavedSearch:
        for search in self._shelf.saved(reader):
            if search.name == name:
                return msgspec.structs.replace(search, arrival=after)
        raise _none_named(name)

    def _among(
        self, reader: Reader, searches: Sequence[SavedSearch], batch: dict[int, Record]
    ) -> Iterator[tuple[int, str, Alert]]:
        """What each search finds in a batch, of what was kept after the place that it has come to."""
        index = self._new_index()
        index.add(UPKEEP, list(batch.values()))
        places = {record.sha256: place for place, record in batch.items()}
        for search in searches:
            try:
                asked = parse_query(search.query, self._posts.aliases)
            except QueryError:  # of a version that read it otherwise: whoever opens it is told; the others go on
                continue
            # What a telegram cites is read from that telegram, which may have been here for long.
            index.add(UPKEEP, [one for mrn in _citing(asked) for one in self._telegrams.versions(reader, mrn)])
            told = {term: {h.listing.sha256 for h in _hits(index, reader, term)} for term in _terms(asked)}
            for hit in _hits(index, reader, search.query):
                place = places.get(hit.listing.sha256, 0)
                if place > search.arrival:
                    fields = tuple(term for term, hashes in told.items() if hit.listing.sha256 in hashes)
                    yield place, search.name, _alert(search, hit, batch[place], fields)

    def _since(self, reader: Reader, after: int, last: int) -> Iterator[dict[int, Record]]:
        while after < last:
            came = [(place, record) for place, record in self._telegrams.arrived(reader, after, _AT_ONCE)]
            batch = {place: record for place, record in came if place <= last}
            if not batch:
                return
            yield batch
            after = max(batch)

    def _instant(self) -> str:
        return instant_text(self._now())


def _hits(index: Index, reader: Reader, query: str) -> Iterator[Hit]:
    after: str | None = ""
    while after is not None:
        page = index.search(reader, query, limit=_HITS, sort="oldest", after=after)
        yield from page.hits
        after = page.next


def _terms(asked: Query) -> list[str]:
    """The parts of a query that ask for a value in a field, as they are written; not those under NOT."""
    match asked:
        case InField(field, text, prefix):
            term = narrowing(field, text)
            return [f"{term}*" if prefix else term] if term is not None else []
        case And(parts) | Or(parts):
            return [term for part in parts for term in _terms(part)]
        case _:
            return []


def _citing(asked: Query) -> list[str]:
    """Telegrams whose citations the query asks for."""
    match asked:
        case CitedBy(mrn):
            return [mrn.partition(TO)[0]]
        case And(parts) | Or(parts):
            return [mrn for part in parts for mrn in _citing(part)]
        case Not(part):
            return _citing(part)
        case _:
            return []


def _alert(search: SavedSearch, hit: Hit, record: Record, fields: tuple[str, ...]) -> Alert:
    words = (hit.snippet[start:end] for start, end in hit.marks)
    return Alert(
        search=search.name,
        query=search.query,
        listing=hit.listing,
        snippet=hit.snippet,
        matched=tuple(dict.fromkeys(words)),
        fields=fields,
        marks=hit.marks,
        paragraph=hit.paragraph,
        received=record.received,
        marking=banner([hit.listing]),
    )


def _none_named(name: str) -> LegationError:
    return LegationError(f"you have no saved search named {name!r}", "see them with: legation saved list")


def _told(search: SavedSearch) -> SavedSearch:
    """As its owner is shown it: how many telegrams had arrived by then counts those that nobody may tell of."""
    return msgspec.structs.replace(search, arrival=0)

"""An index in memory, without an engine: it walks every card that the reader may read.

It settles what a query means, over words that are parted and folded as the engine does it; how good a hit is it reckons
by counting, which the real index does better.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.card import Card, decode_card, encoded_card, newest_first, oldest_first
from legation.storage.compiling import tokenize
from legation.storage.completing import TEXT, Completion, completions
from legation.storage.cursor import Cursor, Sort, read_cursor, write_cursor
from legation.storage.facets import COLUMNS, MONTH, Spread, facets_of
from legation.storage.fields import NAMED
from legation.storage.parsing import parse_query
from legation.storage.query import (
    And,
    AnyYear,
    Between,
    CitedBy,
    Every,
    InField,
    Near,
    Not,
    Number,
    OneOf,
    Or,
    Phrase,
    Prefix,
    Query,
    Spelled,
    Word,
    is_ranked,
    meant,
    resolved,
    spellings,
)
from legation.storage.records import Arrival, Counted, Hit, Hits
from legation.storage.snippet import Snippets, Sought, find_runs, sought

_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


class MemoryIndex:
    """Cards in a dictionary, each under its access label."""

    def __init__(self, aliases: Mapping[str, str] = _NO_ALIASES) -> None:
        self._aliases = aliases
        self._cards: dict[str, tuple[str, Card]] = {}
        self._lock = threading.Lock()

    def add(self, reader: Reader, records: Sequence[Arrival]) -> None:  # noqa: ARG002 - who writes is the port's
        check_labels(record.access for record in records)
        with self._lock:
            self._cards.update(
                {record.sha256: (record.access, decode_card(encoded_card(record))) for record in records}
            )

    def remove(self, reader: Reader, hashes: Sequence[str]) -> None:  # noqa: ARG002 - who writes is the port's
        with self._lock:
            for sha256 in hashes:
                self._cards.pop(sha256, None)

    def search(self, reader: Reader, query: str, *, limit: int, sort: Sort = "relevance", after: str = "") -> Hits:
        asked, found = self._found(reader, query)
        by = "newest" if sort == "relevance" and not is_ranked(asked) else sort
        cursor = read_cursor(after, by)
        page, following = _page(asked, found, cursor, max(0, limit))
        wanted = sought(asked, tokenize)
        hits = []
        for score, card in page:
            shown = _SNIPPETS.of(card.passages, wanted)
            hits.append(
                Hit(
                    listing=card.listing,
                    score=score,
                    snippet=shown.text,
                    marks=shown.marks,
                    paragraph=shown.paragraph,
                    also=shown.also,
                )
            )
        return Hits(total=len(found), hits=tuple(hits), next=None if following is None else write_cursor(following))

    def count(self, reader: Reader, query: str) -> Counted:
        _, found = self._found(reader, query)
        return Counted(len(found), tuple(sorted({card.listing.access for card in found})))

    def facets(self, reader: Reader, query: str, *, most: int) -> Spread:
        _, found = self._found(reader, query)
        counted = {column: Counter(v for card in found for v in _column(card, column)) for column in COLUMNS}
        access = {card.listing.access for card in found if any(_column(card, column) for column in COLUMNS)}
        return Spread(facets_of(counted, most), tuple(sorted(access)))

    def completions(self, reader: Reader, text: str, *, limit: int) -> tuple[Completion, ...]:
        held = [(access, card) for access, card in list(self._cards.values()) if is_readable(reader, access)]

        def terms(column: str, begins: str) -> Iterator[tuple[str, Counter[str]]]:
            return (
                (access, Counter(term for term in _terms(card, column) if term.startswith(begins)))
                for access, card in held
            )

        return completions(text, terms, limit)

    def values(self, reader: Reader, field: str, begins: str) -> list[str]:
        found = {value for card in self._readable(reader) for value in _terms(card, field)}
        return sorted(value for value in found if value.startswith(begins))

    def _readable(self, reader: Reader) -> list[Card]:
        return [card for access, card in list(self._cards.values()) if is_readable(reader, access)]

    def _found(self, reader: Reader, query: str) -> tuple[Query, list[Card]]:
        cards = self._readable(reader)

        def cited_by(mrn: str) -> list[str]:
            citing = (card for card in cards if mrn in card.values.get("mrn", ()))
            return [cited for card in citing for cited in meant(card.values.get("ref", ()))]

        asked = resolved(parse_query(query, self._aliases), cited_by)
        return asked, [card for card in cards if _matches(asked, card)]

    def held(self, reader: Reader, prefix: str = "") -> set[str]:
        return {
            sha256
            for sha256, (access, _) in list(self._cards.items())
            if sha256.startswith(prefix) and is_readable(reader, access)
        }

    def differs(self, reader: Reader, records: Sequence[Arrival]) -> dict[str, str]:
        found: dict[str, str] = {}
        for record in records:
            access, card = self._cards.get(record.sha256, ("", None))
            if card is None or not is_readable(reader, access):
                found[record.sha256] = "missing"
            elif access != record.access:
                found[record.sha256] = "label"
            elif card != decode_card(encoded_card(record)):
                found[record.sha256] = "card"
        return found


def _page(
    asked: Query, found: Sequence[Card], cursor: Cursor, limit: int
) -> tuple[list[tuple[float, Card]], Cursor | None]:
    """One page after the cursor, and the cursor of the next."""
    if cursor.sort == "relevance":
        scored = [(_score(asked, card), card) for card in found]
        scored.sort(key=_best_first)
        unseen = []
        for label in {card.listing.access for card in found}:
            held = [hit for hit in scored if hit[1].listing.access == label]
            rest = cursor.shown_of(label).rest(
                [newest_first(card.listing) for _, card in held], from_top=True, to_end=True
            )
            unseen += [held[at] for at in rest.unseen] if rest is not None else []
        unseen.sort(key=_best_first)
        best = unseen[:limit]
        told = [(card.listing.access, newest_first(card.listing)) for _, card in best]
        return best, cursor.showing(told, {}) if len(unseen) > len(best) > 0 else None
    place = newest_first if cursor.sort == "newest" else oldest_first
    places = sorted((place(card.listing), card.listing.sha256, card) for card in found)
    later = [(at, card) for at, _, card in places if at > cursor.after]
    page = later[:limit]
    following = Cursor(cursor.sort, after=page[-1][0]) if len(later) > limit and page else None
    return [(1.0, card) for _, card in page], following


def _best_first(hit: tuple[float, Card]) -> tuple[float, int]:
    return -hit[0], newest_first(hit[1].listing)


def _column(card: Card, column: str) -> tuple[str, ...]:
    if column == MONTH:
        return (card.listing.date[:7],) if card.listing.date else ()
    return card.values.get(column, ())


def _terms(card: Card, column: str) -> set[str]:
    """The words or values of a column, as the real index has them."""
    if column != TEXT and NAMED[column].kind == "value":
        return set(card.values.get(column, ()))
    texts = _texts(card) if column == TEXT else card.words.get(column, ())
    return {token.text for text in texts for token in tokenize(text)}


def _matches(query: Query, card: Card) -> bool:
    match query:
        case Every():
            return True
        case Word(text) | Phrase(text):
            return _times(_texts(card), text, prefix=False) > 0
        case Prefix(text):
            return _times(_texts(card), text, prefix=True) > 0
        case Near(text, distance, field):
            return _is_near(_texts(card) if field is None else card.words.get(field, ()), text, distance)
        case Number(mrn, words):
            named = mrn in card.values.get("mrn", ()) or mrn in card.values.get("ref", ())
            return named or _spelled(card, mrn) > 0 or _matches(words, card)
        case AnyYear(post, number, words):
            return _bears(card, post, number) or _matches(words, card)
        case InField(field, text, prefix) if NAMED[field].kind == "words":
            return _times(card.words.get(field, ()), text, prefix=prefix) > 0
        case InField(field, text, prefix):
            values = card.values.get(field, ())
            return any(value.startswith(text) for value in values) if prefix else text in values
        case OneOf(field, texts):
            return not set(texts).isdisjoint(card.values.get(field, ()))
        case Spelled(text):
            asked = [token.text for token in tokenize(text)]
            has = _terms(card, TEXT)
            return bool(asked) and all(not has.isdisjoint(query.forms(word)) for word in asked)
        case Between(field, first, last):
            places = card.numbers.get(field, ())
            return any((first is None or first <= place) and (last is None or place <= last) for place in places)
        case CitedBy():  # resolved before
            return False
        case Not(part):
            return not _matches(part, card)
        case And(parts):
            return all(_matches(part, card) for part in parts)
        case Or(parts):
            return any(_matches(part, card) for part in parts)


def _score(query: Query, card: Card) -> float:
    match query:
        case Word(text) | Phrase(text) | Near(text, _, None):
            return _times(_texts(card), text, prefix=False)
        case Number(mrn, words):
            own = 100.0 * (mrn in card.values.get("mrn", ())) + 10.0 * (mrn in card.values.get("ref", ()))
            return own + _spelled(card, mrn) + _score(words, card)
        case AnyYear(post, number, words):
            return 100.0 * _bears(card, post, number) + (_score(words, card) if _matches(words, card) else 0.0)
        case And(parts) | Or(parts):
            return sum(_score(part, card) for part in parts if _matches(part, card))
        case _:
            return 0.0


def _bears(card: Card, post: str, number: int) -> bool:
    return post in card.values.get("post", ()) and number in card.numbers.get("mrn", ())


def _spelled(card: Card, mrn: str) -> float:
    return sum(_times(_texts(card), spelling, prefix=False) for spelling in spellings(mrn))


def _texts(card: Card) -> list[str]:
    """The subject line and every passage: a word of the subject so counts twice."""
    subject = [card.listing.subject] if card.listing.subject else []
    return [*subject, *(passage.text for passage in card.passages)]


def _is_near(values: Sequence[str], text: str, distance: int) -> bool:
    """Whether each two of the words are near; from one value to the next there is a word between."""
    places: dict[str, list[int]] = {}
    at = 0
    for value in values:
        for token in tokenize(value):
            places.setdefault(token.text, []).append(at)
            at += 1
        at += 1
    words = dict.fromkeys(token.text for token in tokenize(text))
    if not words or any(word not in places for word in words):
        return False
    return all(
        any(abs(a - b) - 1 <= distance for a in places[one] for b in places[other])
        for one, other in combinations(words, 2)
    )


def _times(values: Sequence[str], text: str, *, prefix: bool) -> float:
    words = tuple(token.text for token in tokenize(text))
    if not words:
        return 0
    return float(sum(len(find_runs(tokenize(value), Sought(words, prefix))) for value in values))


_SNIPPETS = Snippets(tokenize)

"""What a search cannot do without, and which partitions lack it, so that they need not be asked.

To ask a partition costs the same whether it finds anything or not, and most are small: under a rare marking there is
seldom a telegram of the month, the TAGS and the word that are looked for together. To look whether a partition has a
word costs a tenth of asking it: worth it where it likely has not, by how often the word stands in the largest of the
partitions that the reader may read.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

import tantivy
from tantivy import Searcher

from legation.storage.completing import TEXT
from legation.storage.facets import MONTH
from legation.storage.fields import NAMED
from legation.storage.partition import scale_of
from legation.storage.query import And, Between, InField, Near, Phrase, Query, Word

_SMALL = 500
"""Cards of a partition that is looked at for a value or a range, which are seldom spread as evenly as words."""
_LIKELY = 2
"""Cards that should have a word, by the largest partition, from which on a partition is not looked at for it."""


class Readable(NamedTuple):
    """The partitions that a reader may read: label, searcher and number of cards of each; ``most`` of one of them.

    number: another one whenever any of them has changed, so that what was found in them holds while it is the same.
    """

    partitions: list[tuple[str, Searcher]]
    sizes: list[int]
    most: int
    number: int

    @classmethod
    def of(cls, partitions: list[tuple[str, Searcher]], number: int) -> Readable:
        sizes = [searcher.num_docs for _, searcher in partitions]
        return cls(partitions, sizes, max(sizes, default=0), number)


class Needs(NamedTuple):
    """What any hit has. terms: (column, word or value). ranges: (column, first, last), infinite where open."""

    terms: tuple[tuple[str, str], ...]
    ranges: tuple[tuple[str, float, float], ...]


def needs_of(query: Query, words: Callable[[str], Sequence[str]]) -> Needs:
    """What a search cannot do without; ``words`` parts a text as the index does."""
    terms: dict[tuple[str, str], None] = {}
    ranges: list[tuple[str, float, float]] = []

    def look(query: Query) -> None:
        match query:
            case And(parts):
                for part in parts:
                    look(part)
            case Word(text) | Phrase(text):
                terms.update(dict.fromkeys((TEXT, word) for word in words(text)))
            case Near(text, _, field):
                terms.update(dict.fromkeys((field or TEXT, word) for word in words(text)))
            case InField(field, text, False) if NAMED[field].kind == "words":
                terms.update(dict.fromkeys((field, word) for word in words(text)))
            case InField(field, text, False):
                terms[field, text] = None
            case Between(field, first, last) if (month := month_of(query)) is not None:
                terms[MONTH, month] = None
            case Between(field, first, last):
                ends = (-math.inf if first is None else first, math.inf if last is None else last)
                ranges.append((scale_of(field), *ends))

    look(query)
    return Needs(tuple(terms), tuple(ranges))


def month_of(asked: Between) -> str | None:
    """The month that is asked for, such as ``2009-11``: to look one up costs far less than days on a scale."""
    if asked.field != "date" or asked.first is None or asked.last is None or not 27 <= asked.last - asked.first <= 30:
        return None
    if asked.last >= date.max.toordinal():
        return None
    first, following = date.fromordinal(asked.first), date.fromordinal(asked.last + 1)
    return first.isoformat()[:7] if first.day == following.day == 1 else None


class Lacking:
    """Tells which partitions lack what is needed, as long as they stand as they are."""

    def __init__(self) -> None:
        self._places: dict[tuple[Searcher, str], list[int]] = {}

    def left(self, readable: Readable, needs: Needs) -> list[tuple[str, Searcher]]:
        """The partitions, by label, in which something may be found."""
        partitions, sizes = readable.partitions, readable.sizes
        if len(partitions) < 2 or not any(needs):
            return partitions
        worth = _worth(readable, needs.terms)
        upto = _SMALL if needs.ranges else max([upto for _, _, upto in worth])
        return [
            one
            for one, size in zip(partitions, sizes, strict=True)
            if size > upto or self._may_have(one[1], size, worth, needs)
        ]

    def _may_have(self, searcher: Searcher, size: int, worth: Sequence[tuple[str, str, float]], needs: Needs) -> bool:
        for column, word, upto in worth:
            if size > upto:  # and so for all that follow
                break
            if not searcher.doc_freq(column, word):
                return False
        if size > _SMALL:
            return True
        for column, first, last in needs.ranges:
            places = self._places.get((searcher, column))
            if places is None:
                places = self._places[searcher, column] = _places(searcher, column)
            at = bisect_left(places, first)
            if at == len(places) or places[at] > last:
                return False
        return True


def _worth(readable: Readable, terms: Sequence[tuple[str, str]]) -> list[tuple[str, str, float]]:
    """(column, word or value, cards of the largest partition that is worth looking at for it), the rarest first."""
    partitions, sizes, most = readable.partitions, readable.sizes, readable.most
    largest = partitions[sizes.index(most)][1]
    found = []
    for column, word in terms:
        held = largest.doc_freq(column, word)
        upto = _LIKELY * most / held if held else math.inf
        found.append((column, word, upto if column == TEXT else max(_SMALL, upto)))
    return sorted(found, key=itemgetter(2), reverse=True)


def _places(searcher: Searcher, column: str) -> list[int]:
    """Where the cards of a partition lie on a scale, in order; none lies at two places."""
    every = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
    found = searcher.fast_field_values(column, [address for _, address in every])
    return sorted(int(place) for place in found if place is not None)

"""Versions of telegrams that a page before has told: a list that goes on does not count them once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legation.core.marking import Reader
from legation.services.search.finding import Finding
from legation.storage.facets import narrowing
from legation.storage.ports import Telegrams
from legation.storage.records import Listing, Record

_AT_ONCE = 50  # numbers that are asked for together


class ToldBefore:
    """Tells which versions a list that goes on has told already, for a reader."""

    def __init__(self, telegrams: Telegrams, finding: Finding) -> None:
        self._telegrams = telegrams
        self._finding = finding

    def of(self, reader: Reader, query: str, page: Sequence[Listing]) -> Iterator[Record]:
        """Other versions of the telegrams of a page that the same search found on a page before it.

        page: in the order of a search, the oldest first. What that finds, is not on the page and is of a day before the
        last of the page stood before it. Where the whole page is of one day that cannot be told, and nothing is.
        """
        here = {one.sha256 for one in page}
        last = max((one.date for one in page if one.date is not None), default="")
        numbers = sorted({one.mrn for one in page if one.mrn is not None})
        others = [
            one
            for one in self._telegrams.listed(reader, numbers)
            if one.sha256 not in here and one.date is not None and one.date < last
        ]
        terms = list(filter(None, (narrowing("mrn", mrn) for mrn in dict.fromkeys(str(one.mrn) for one in others))))
        wanted = {one.sha256 for one in others}
        for at in range(0, len(terms), _AT_ONCE):
            either = " OR ".join(terms[at : at + _AT_ONCE])
            after: str | None = ""
            while after is not None:
                found, after = self._finding.run(reader, f"({query}) AND ({either})", limit=_AT_ONCE, after=after)
                yield from self._telegrams.records(reader, {one.sha256 for one in found} & wanted).values()

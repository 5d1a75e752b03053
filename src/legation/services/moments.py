"""Telegrams that are cited by originator and date-time group, found among those that a reader may read.

A reference is of a held telegram where exactly one that the reader may read bears the moment and may be from that
originator (``tables.moments``). Nothing is kept of it: the index finds by the moment which telegrams bear it and which
cite it, so that it leads there whichever of the two was received first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from legation.core.marking import Reader
from legation.core.telegram import Reference
from legation.storage.ports import Index, Telegrams
from legation.storage.records import Record
from legation.tables.moments import CitedMoment, cited_moments, may_be_from

_AT_ONCE = 50  # moments that are asked for together
_PAGE = 500


class Meant(NamedTuple):
    """The reference of a telegram, and the readable versions of the one telegram that it can only mean."""

    citing: Record
    reference: Reference
    cited: tuple[Record, ...]


class Moments:
    """Tells a reader which telegrams cite which others by originator and moment."""

    def __init__(self, telegrams: Telegrams, index: Index) -> None:
        self._telegrams = telegrams
        self._index = index

    def cited(self, reader: Reader, records: Iterable[Record], *, before: str | None = None) -> list[Meant]:
        """What readable records cite so, in the order of their texts. before: received before this instant, ISO."""
        asked = [(record, *one) for record in records for one in cited_moments(record.telegram)]
        bearing: dict[str, list[Record]] = {}
        for record in self._found(reader, "dtg", {moment.at for _, _, moment in asked}, before):
            bearing.setdefault(str(record.telegram.dtg), []).append(record)
        return [
            Meant(record, reference, cited)
            for record, reference, moment in asked
            if (cited := _only(record, moment, bearing.get(moment.at, ())))
        ]

    def citing(self, reader: Reader, records: Sequence[Record], *, before: str | None = None) -> list[Meant]:
        """What readable telegrams cite records so, by day and hash of those that cite."""
        moments = {record.telegram.dtg for record in records if record.telegram.dtg is not None}
        wanted = {record.telegram.called for record in records}
        found = list(self._found(reader, "citesdtg", moments, before))
        return [one for one in self.cited(reader, found, before=before) if one.cited[0].telegram.called in wanted]

    def _found(self, reader: Reader, field: str, moments: set[str], before: str | None) -> Iterator[Record]:
        some = sorted(moments)
        for at in range(0, len(some), _AT_ONCE):
            query, after = " OR ".join(f"{field}:{moment}" for moment in some[at : at + _AT_ONCE]), ""
            while True:
                page = self._index.search(reader, query, limit=_PAGE, sort="oldest", after=after)
                hashes = [hit.listing.sha256 for hit in page.hits]
                held = self._telegrams.records(reader, hashes)
                received = self._telegrams.received(reader, hashes) if before is not None else {}
                yield from (held[one] for one in hashes if one in held and (before is None or received[one] < before))
                if page.next is None:
                    break
                after = page.next


def _only(citing: Record, moment: CitedMoment, bearing: Sequence[Record]) -> tuple[Record, ...]:
    """The versions of the one telegram that is meant; none where several may be, or none is."""
    able: dict[str, list[Record]] = {}
    for one in bearing:
        if one.telegram.called != citing.telegram.called and may_be_from(moment, one.telegram.from_.plad):
            able.setdefault(one.telegram.called, []).append(one)
    return tuple(next(iter(able.values()))) if len(able) == 1 else ()

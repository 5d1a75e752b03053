"""Telegrams that are cited by originator and date-time group, found among those that a reader may read.

A reference is of a held telegram where exactly one that the reader may read bears the moment and may be from that
originator (``tables.moments``). Nothing is kept of it: the index finds by the moment which telegrams bear it and which
cite it, so that it leads there whichever of the two was received first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from legation.core.marking import Reader
from legation.core.telegram import Reference, Telegram
from legation.storage.ports import Index, Telegrams
from legation.storage.records import Record
from legation.tables.moments import CitedMoment, cited_moments, may_be_from, originator_words

_AT_ONCE = 50  # moments that are asked for together
_PAGE = 500
_CITES = "citesdtg:1* OR citesdtg:2*"


class Meant(NamedTuple):
    """The reference of a telegram, and the readable records of the one message that it can only mean.

    They are versions of one number; of a message without a number its copies and sections. The last one stands for it.
    """

    citing: Record
    reference: Reference
    cited: tuple[Record, ...]


class Moments:
    """Tells a reader which telegrams cite which others by originator and moment."""

    def __init__(self, telegrams: Telegrams, index: Index) -> None:
        self._telegrams = telegrams
        self._index = index

    def any(self, reader: Reader) -> bool:
        """Whether any telegram that the reader may read cites so: where none does, none need be opened to see it."""
        return self._index.count(reader, _CITES).total > 0

    def cited(self, reader: Reader, records: Iterable[Record], *, before: str | None = None) -> list[Meant]:
        """What readable records cite so, in the order of their texts. before: received before this instant, ISO."""
        asked = [(record, *one) for record in records for one in cited_moments(record.telegram)]
        bearing: dict[str, list[Record]] = {}
        for record in self._found(reader, "dtg", {moment.at for _, _, moment in asked}, before):
            bearing.setdefault(str(record.telegram.dtg), []).append(record)
        able = {moment: _able(moment, bearing.get(moment.at, ())) for moment in {moment for _, _, moment in asked}}
        return [
            Meant(record, reference, cited)
            for record, reference, moment in asked
            if (cited := _only(record, able[moment]))
        ]

    def citing(self, reader: Reader, records: Sequence[Record], *, most: int, before: str | None = None) -> list[Meant]:
        """What readable telegrams cite records so, by day and hash of those that cite. most: of these at most."""
        moments = {record.telegram.dtg for record in records if record.telegram.dtg is not None}
        wanted = {record.sha256 for record in records}
        found = islice(self._found(reader, "citesdtg", moments, before), most)
        return [
            Meant(one.citing, one.reference, tuple(sorted(one.cited, key=lambda record: record.sha256 in wanted)))
            for one in self.cited(reader, found, before=before)
            if any(record.sha256 in wanted for record in one.cited)
        ]

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


_Message: TypeAlias = tuple[Any, ...]


def _able(moment: CitedMoment, bearing: Sequence[Record]) -> dict[_Message, list[Record]]:
    """The messages that may be meant, each with its records."""
    able: dict[_Message, list[Record]] = {}
    for one in bearing:
        if may_be_from(moment, one.telegram.from_.plad):
            able.setdefault(_message(one.telegram), []).append(one)
    return able


def _message(telegram: Telegram) -> _Message:
    """What copies and sections of a message without a number have in common, and versions of one with a number."""
    if telegram.mrn is not None:
        return (telegram.mrn,)
    sender = originator_words(telegram.from_.plad or "")
    if telegram.section.of is not None:
        return (sender, telegram.section.of)
    return (sender, " ".join((telegram.subject or telegram.sha256).split()).upper())


def _only(citing: Record, able: dict[_Message, list[Record]]) -> tuple[Record, ...]:
    """The records of the one message that is meant; none where several may be, or where it is the one that cites."""
    if len(able) != 1:
        return ()
    ((message, records),) = able.items()
    return () if message == _message(citing.telegram) else tuple(records)

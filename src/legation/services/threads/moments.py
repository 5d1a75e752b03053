"""Telegrams that are cited by originator and date-time group: those that a reader may read, and messages not held.

A reference is of a held telegram where exactly one that the reader may read bears the moment and may be from that
originator (``tables.moments``). Nothing is kept of it: the index finds by the moment which telegrams bear it and which
cite it, so that it leads there whichever of the two was received first. What is cited so and may be none of those is a
message that is not held, known by all the forms in which it is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple, TypeAlias

from legation.core.marking import Reader
from legation.core.mrn import parted
from legation.core.telegram import Reference, Telegram
from legation.storage.ports import Index, Telegrams
from legation.storage.records import Record, is_hash
from legation.tables.moments import (
    CitedMoment,
    cited_moments,
    has_whole_group,
    may_be_from,
    moment_name,
    originator_words,
)

_AT_ONCE = 50  # moments that are asked for together
_PAGE = 500
_CITES = "citesdtg:1* OR citesdtg:2*"
_FORMS = 100  # originators of one minute at most, each compared with each
_DECADES = (*(f"19{ten}" for ten in range(10)), *(f"20{ten}" for ten in range(10)))


class Meant(NamedTuple):
    """The reference of a telegram, and the readable records of the one message that it can only mean.

    They are versions of one number; of a message without a number its copies and sections. The last one stands for it.
    """

    citing: Record
    reference: Reference
    cited: tuple[Record, ...]


class Unheld(NamedTuple):
    """A message that readable telegrams cite by originator and moment, and that is not held for who asks.

    originators: its originator in every form that is written, the longest first. citing: what cites it so.
    """

    originators: tuple[tuple[str, ...], ...]
    at: str
    citing: tuple[tuple[Record, Reference], ...]

    @property
    def name(self) -> str:
        return moment_name(self.originators[0], self.at)

    def may_be(self, moment: CitedMoment) -> bool:
        return moment.at == self.at and any(may_be_from(moment, " ".join(form)) for form in self.originators)


class Moments:
    """Tells a reader which telegrams cite which others by originator and moment."""

    def __init__(self, telegrams: Telegrams, index: Index) -> None:
        self._telegrams = telegrams
        self._index = index

    def any(self, reader: Reader) -> bool:
        """Whether any telegram that the reader may read cites so: where none does, none need be opened to see it."""
        return self._index.count(reader, _CITES).total > 0

    def named(self, reader: Reader, names: Collection[str], *, before: str | None = None) -> list[Record]:
        """The readable telegrams of names, every version: those of numbers in that order, then those of hashes."""
        listed = self._telegrams.listed(reader, sorted({parted(name)[0] for name in names}), before=before)
        hashes = dict.fromkeys([*(one.sha256 for one in listed), *filter(is_hash, names)])
        held = self._telegrams.records(reader, [*hashes])
        return [held[one] for one in hashes if one in held]

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

    def unheld(self, reader: Reader, moments: Iterable[str], *, before: str | None = None) -> list[Unheld]:
        """The messages of some moments that readable telegrams cite so and that are not held; by moment and name.

        None that may be held, none of which no reference states the year, and none of a short form of its originator
        that may be that of several: of these it is not known which message is meant. Of a minute with more forms than
        traffic has, those of the telegrams that write the fewest of it: a list that names everybody hides nobody.
        """
        asked = set(moments)
        records = {record.sha256: record for record in self._found(reader, "citesdtg", asked, before)}
        cited = [
            (record, *one)
            for record in records.values()
            for one in cited_moments(record.telegram)
            if one[1].at in asked
        ]
        bearing: dict[str, list[Record]] = {}
        for record in self._found(reader, "dtg", {moment.at for _, _, moment in cited}, before):
            bearing.setdefault(str(record.telegram.dtg), []).append(record)
        written = {moment for _, _, moment in cited}
        missing = [moment for moment in sorted(written, key=_instant) if not _able(moment, bearing.get(moment.at, ()))]
        by_telegram: dict[tuple[str, str], set[CitedMoment]] = {}
        for record, _, moment in cited:
            by_telegram.setdefault((record.sha256, moment.at), set()).add(moment)
        beside: dict[CitedMoment, int] = {}
        for some_written in by_telegram.values():
            for moment in some_written:
                beside[moment] = min(len(some_written), beside.get(moment, len(some_written)))
        missing.sort(key=lambda moment: (moment.at, beside[moment], moment.originator))
        found = [
            Unheld(tuple(one.originator for one in forms), at, tuple(citing))
            for at, some in groupby(missing, key=_instant)
            for forms in _messages([*islice(some, _FORMS)])
            if (citing := [(record, reference) for record, reference, moment in cited if moment in forms])
            and any(has_whole_group(reference) for _, reference in citing)
        ]
        return sorted(found, key=_place)

    def unheld_by(self, reader: Reader, records: Sequence[Record], *, before: str | None = None) -> list[Unheld]:
        """Those that any of some readable records cites."""
        asked = {moment.at for record in records for _, moment in cited_moments(record.telegram)}
        hashes = {record.sha256 for record in records}
        found = self.unheld(reader, asked, before=before) if asked else []
        return [one for one in found if any(record.sha256 in hashes for record, _ in one.citing)]

    def every_unheld(self, reader: Reader, *, after: CitedMoment | None, before: str | None = None) -> Iterator[Unheld]:
        """All of them in that order, behind one; read as they are asked for."""
        if not self.any(reader):
            return
        since = after.at if after is not None else ""
        behind = (since, moment_name(after.originator, after.at)) if after is not None else ("", "")
        for decade in _DECADES:
            if decade < since[:3]:
                continue
            some = [at for at in self._index.values(reader, "citesdtg", decade) if at >= since]
            for start in range(0, len(some), _AT_ONCE):
                for one in self.unheld(reader, some[start : start + _AT_ONCE], before=before):
                    if _place(one) > behind:
                        yield one

    def held(self, reader: Reader, moment: CitedMoment, *, before: str | None = None) -> tuple[Record, ...]:
        """The readable records of the one message that bears a moment and may be of its originator; else none."""
        able = _able(moment, [*self._found(reader, "dtg", {moment.at}, before)])
        return tuple(next(iter(able.values()))) if len(able) == 1 else ()

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


def _instant(moment: CitedMoment) -> str:
    return moment.at


def _place(one: Unheld) -> tuple[str, str]:
    return one.at, one.name


def _messages(cited: Sequence[CitedMoment]) -> list[list[CitedMoment]]:
    """What is written of one moment, gathered by message; a form that may be of two is of none.

    The longest form first: the others are shortened from it.
    """
    like = {
        one: {other for other in cited if other == one or may_be_from(one, " ".join(other.originator))} for one in cited
    }
    plain = [one for one in cited if all(like[one] <= like[other] for other in like[one])]
    gathered: dict[frozenset[CitedMoment], list[CitedMoment]] = {}
    for one in plain:
        gathered.setdefault(frozenset(like[one].intersection(plain)), []).append(one)
    return [sorted(forms, key=_longest_first) for forms in gathered.values()]


def _longest_first(one: CitedMoment) -> tuple[int, tuple[str, ...]]:
    return -len(one.originator), one.originator


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

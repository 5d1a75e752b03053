"""The versions of a telegram: whole ones, and sections put together; what differs between two; copies of it."""

from __future__ import annotations

from collections.abc import Sequence, Set

import msgspec

from legation.core.errors import LegationError, NotFoundError
from legation.core.marking import Marking, Reader, join_all
from legation.core.telegram import Telegram
from legation.services.boards.stating import counted
from legation.services.comparing import Comparison, compare
from legation.services.reading import Reading
from legation.storage.particulars import body_words
from legation.storage.ports import Telegrams
from legation.storage.records import Listing, Record, listing_of
from legation.tables.banners import level_of
from legation.tables.posts import Posts

CANDIDATES = 30
"""Telegrams of the same day, or of the same words, that are looked at for a copy, the likeliest first."""
THRESHOLD = 0.3
THRESHOLD_OF_A_MOMENT = 0.1
_RUN = 5


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram as one release has it: one record, or the sections of one put together.

    record: of joined sections a record that nobody put, its bytes those of the sections in a row. parts: the
    records it is made of. missing: numbers of sections that are not here.
    """

    record: Record
    parts: tuple[Record, ...]
    missing: tuple[int, ...] = ()

    @property
    def joined(self) -> bool:
        """Whether it is put together of sections."""
        return len(self.parts) > 1 or bool(self.missing)


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of two that are compared: its number among the editions, from 1, and where it came from."""

    number: int
    sha256: str
    file: str | None
    received: str
    layout: str
    marking: str
    sections: int
    missing: tuple[int, ...]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Two editions side by side, under the marking of both."""

    mrn: str | None
    before: Side
    after: Side
    of: int
    changes: Comparison
    banner: str


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """The same telegram from another source.

    by: ``number`` (it bears the same one), ``moment`` (without its number: the same sender and date-time group),
    ``words``. alike: share of runs of five words that the two have in common, 0 to 1. changes: from the one that was
    asked for to the copy.
    """

    listing: Listing
    by: str
    alike: float
    changes: Comparison
    banner: str


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What else is held of a telegram of a list: versions of its number, copies under another number or none.

    copies: of the same words, or of the same moment and sender, as ``Versions.copies`` knows them. Copies of which
    neither the words nor the hour are the same are told on the page of the telegram alone. marking: banner words over
    the others.
    """

    versions: int
    copies: int
    marking: str


class Versions:
    """Puts the versions and copies of a telegram side by side, those that the reader may read."""

    def __init__(self, telegrams: Telegrams, reading: Reading, posts: Posts) -> None:
        self._telegrams = telegrams
        self._reading = reading
        self._posts = posts

    def editions(self, reader: Reader, name: str) -> list[Edition]:
        """Every edition of a telegram, the one received last at the end. Raises NotFoundError."""
        whole: list[Edition] = []
        sections: dict[int, dict[int, list[Record]]] = {}
        for record in self._reading.versions(reader, name):
            section = record.telegram.section
            if section.number is not None and section.of is not None and section.of > 1:
                sections.setdefault(section.of, {}).setdefault(section.number, []).append(record)
            else:
                whole.append(Edition(record=record, parts=(record,)))
        for of, numbers in sections.items():
            whole.extend(self._joined(of, numbers))
        return sorted(whole, key=lambda edition: (edition.record.received, edition.record.sha256))

    def placed(self, reader: Reader, names: Sequence[str]) -> dict[str, str]:
        """Which version of its telegram a record is, such as ``version 1 of 2, FILE``, by its hash.

        Of sections of one version each is told by its file alone. names: those of which a list has several records;
        one that nobody finds has none.
        """
        told: dict[str, str] = {}
        for name in names:
            try:
                editions = self.editions(reader, name)
            except NotFoundError:  # set aside since the list was made
                continue
            for number, edition in enumerate(editions, 1):
                told |= {part.sha256: place_told(number, len(editions), part.file) for part in edition.parts}
        return told

    def beside(self, reader: Reader, hashes: Sequence[str]) -> dict[str, Beside]:
        """What else is held of the records of a list, by their hash; of those alone that have anything beside them."""
        told: dict[str, Beside] = {}
        met = self._telegrams.others(reader, hashes)
        listed = self._telegrams.listed_by_hash(reader, list(met)) if met else {}
        editions: dict[str, int] = {}
        for sha256, others in met.items():
            if sha256 not in listed:  # set aside since the list was made
                continue
            mrn = listed[sha256].mrn
            same = [one for one in others if mrn is not None and one.mrn == mrn]
            # Versions are read once for their number, however many of them the list has.
            if mrn is not None and same and mrn not in editions:
                editions[mrn] = len(self.editions(reader, mrn))
            versions = editions[mrn] - 1 if mrn is not None and same else 0
            copies = self._copies_among(reader, sha256, [one for one in others[:CANDIDATES] if one not in same])
            if versions or copies:
                # Sections of one version are others of its number, and none of them is beside it.
                marking = _banner([*(same if versions else ()), *copies])
                told[sha256] = Beside(versions=versions, copies=len(copies), marking=marking)
        return told

    def _copies_among(self, reader: Reader, sha256: str, others: Sequence[Listing]) -> list[Listing]:
        """Those of other telegrams, none of its own number, that are one and the same with a record."""
        if not others:
            return []
        records = self._telegrams.records(reader, [sha256, *(one.sha256 for one in others)])
        own = records.get(sha256)
        return [
            one
            for one in others
            if own is not None and one.sha256 in records and is_copy(own.telegram, records[one.sha256].telegram)
        ]

    def edition(self, reader: Reader, name: str, which: str = "") -> Edition:
        """One edition: by its number from 1, or the beginning of its hash; the last without. Raises NotFoundError,
        LegationError."""
        return _chosen(self.editions(reader, name), which or "-1")[1]

    def difference(self, reader: Reader, name: str, before: str = "", after: str = "") -> Difference:
        """What differs between two editions; between the last two where none are named.

        Raises NotFoundError; LegationError where there is one edition alone, or none of that name.
        """
        editions = self.editions(reader, name)
        if len(editions) < 2:
            raise LegationError("there is one version of this telegram here", "ingest another to compare it with")
        one, left = _chosen(editions, before or "-2")
        two, right = _chosen(editions, after or "-1")
        return Difference(
            mrn=right.record.telegram.mrn,
            before=_side(one, left),
            after=_side(two, right),
            of=len(editions),
            changes=compare(left.record.telegram, right.record.telegram),
            banner=_banner([left.record, right.record]),
        )

    def copies(self, reader: Reader, name: str) -> list[Copy]:
        """Copies of the version received last, those of its number first, then the most alike. Raises NotFoundError.

        Sections of one telegram are no copies of one another.
        """
        editions = self.editions(reader, name)
        own = editions[-1].record
        runs = _runs(body_words(own.telegram))
        found = [
            _copy(own, edition.record, "number", _shared(runs, _runs(body_words(edition.record.telegram))))
            for edition in editions[:-1]
        ]
        mine = {part.sha256 for edition in editions for part in edition.parts}
        for other in self._telegrams.alike(reader, own, limit=CANDIDATES):
            if other.sha256 in mine:
                continue
            alike = _shared(runs, _runs(body_words(other.telegram)))
            by = concordance(own.telegram, other.telegram, alike)
            if by is not None:
                found.append(_copy(own, other, by, alike))
        return sorted(found, key=lambda copy: (copy.by != "number", -copy.alike, copy.listing.sha256))

    def _joined(self, of: int, numbers: dict[int, list[Record]]) -> list[Edition]:
        """As many as there are versions of the section that has most; one that has fewer stands as it last was."""
        from legation.formats import join_sections  # slow to load, and few telegrams come in sections

        missing = tuple(number for number in range(1, of + 1) if number not in numbers)
        made: dict[str, Edition] = {}
        for place in range(max(len(records) for records in numbers.values())):
            parts = tuple(numbers[number][min(place, len(numbers[number]) - 1)] for number in sorted(numbers))
            joined = join_sections([part.telegram for part in parts], posts=self._posts)
            record = Record(
                sha256=joined.sha256,
                original=b"".join(part.original for part in parts),
                telegram=joined,
                access=_join(parts).label,
                received=max(part.received for part in parts),
                file=parts[0].file,
            )
            made[record.sha256] = Edition(record=record, parts=parts, missing=missing)
        return list(made.values())


def is_copy(one: Telegram, other: Telegram) -> bool:
    """Whether two telegrams that do not bear the same number are one and the same."""
    if one.mrn is not None and one.mrn == other.mrn:
        return False
    return concordance(one, other, alikeness(one, other)) is not None


def beside_told(beside: Beside | None) -> str:
    """What else is held, in words: ``1 other version, 2 copies``; "" for nothing."""
    if beside is None:
        return ""
    versions = counted(beside.versions, "other version") if beside.versions else ""
    copies = counted(beside.copies, "copy", "copies") if beside.copies else ""
    return ", ".join(filter(None, (versions, copies)))


def concordance(one: Telegram, other: Telegram, alike: float) -> str | None:
    """How two telegrams are known to be one and the same; None where they are not. alike: their ``alikeness``.

    Two that bear different numbers may still be one: a retransmission under another's number, or a number that was
    garbled on the way. Their words alone decide that.
    """
    if one.mrn is not None and one.mrn == other.mrn:
        return "number"
    if alike >= THRESHOLD:
        return "words"
    sender = _sender(one)
    if (
        None in (one.mrn, other.mrn)
        and one.dtg is not None
        and (one.dtg, sender) == (other.dtg, _sender(other))
        and sender is not None
        and alike >= THRESHOLD_OF_A_MOMENT
    ):
        return "moment"
    return None


def alikeness(one: Telegram, other: Telegram) -> float:
    """Share of their runs of five words that two telegrams have in common, of those of the shorter one.

    Of the shorter one, since a source may hold an extract, or have words withheld.
    """
    return _shared(_runs(body_words(one)), _runs(body_words(other)))


def _shared(one: Set[tuple[str, ...]], other: Set[tuple[str, ...]]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    if len(words) < _RUN:
        return {tuple(words)} if words else set()
    return set(zip(*(words[place:] for place in range(_RUN)), strict=False))


def _sender(telegram: Telegram) -> str | None:
    return telegram.post or telegram.from_.plad


def _copy(own: Record, other: Record, by: str, alike: float) -> Copy:
    return Copy(
        listing=listing_of(other),
        by=by,
        alike=round(alike, 4),
        changes=compare(own.telegram, other.telegram),
        banner=_banner([own, other]),
    )


def place_told(number: int, of: int, file: str | None) -> str:
    """Which of several versions one is, and the file it came under."""
    return ", ".join(filter(None, (f"version {number} of {of}" if of > 1 else "", file)))


def _chosen(editions: Sequence[Edition], which: str) -> tuple[int, Edition]:
    """(number from 1, edition)."""
    if which.lstrip("-").isdecimal() and len(which) < 6:
        at = int(which)
        place = at - 1 if at > 0 else len(editions) + at
        if 0 <= place < len(editions):
            return place + 1, editions[place]
    for place, edition in enumerate(editions):
        if len(which) >= 6 and edition.record.sha256.startswith(which.lower()):
            return place + 1, edition
    raise LegationError(
        f"there is no version {which!r} of this telegram", f"choose 1 to {len(editions)}, or the beginning of its hash"
    )


def _side(number: int, edition: Edition) -> Side:
    record = edition.record
    return Side(
        number=number,
        sha256=record.sha256,
        file=record.file,
        received=record.received,
        layout=record.telegram.layout,
        marking=_banner([record]),
        sections=len(edition.parts) if edition.joined else 0,
        missing=edition.missing,
    )


def _join(records: Sequence[Record | Listing]) -> Marking:
    return join_all([Marking.from_label(record.access) for record in records])


def _banner(records: Sequence[Record | Listing]) -> str:
    return level_of(_join(records))


def sections_told(edition: Edition) -> str | None:
    """What is to be said of the sections: how many it is of, and which are missing; None for a whole one."""
    if not edition.joined:
        return None
    held = _listed([str(part.telegram.section.number) for part in edition.parts])
    of = max(part.telegram.section.of or 0 for part in edition.parts)
    missing = f"; missing: {_listed([str(number) for number in edition.missing])}" if edition.missing else ""
    return f"joined from section {held} of {of}{missing}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)

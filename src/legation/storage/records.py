"""What a store takes and gives: values without a reader, which only the ports give out."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from legation.core.mrn import name_to
from legation.core.telegram import Telegram
from legation.storage.numbered_to import cited_as_numbered_to, numbered_to
from legation.storage.particulars import Particulars
from legation.tables.declassification import Stated
from legation.tables.moments import moment_named


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram as kept: the original bytes, what was read from them, and how closely they are held.

    access: ``Marking.label``. received: ISO instant of keeping. file: name it came under. read_by: version of
    the reader that made the reading, "" where it was not noted.
    """

    sha256: str
    original: bytes
    telegram: Telegram
    access: str
    received: str
    file: str | None
    read_by: str = ""


_HASH = re.compile(r"[0-9a-f]{64}")  # numbers are in capitals


def is_hash(key: str) -> bool:
    """Whether what a telegram is called by is its hash, and no number."""
    return _HASH.fullmatch(key) is not None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A record without its text: what lists, threads and gaps show."""

    sha256: str
    mrn: str | None
    date: str | None
    subject: str | None
    post: str | None
    level: str | None
    access: str
    file: str | None

    @property
    def day(self) -> datetime.date | None:
        """``date`` as a day of the calendar."""
        return datetime.date.fromisoformat(self.date) if self.date else None


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """A record ready to be kept and indexed (``storage.packing``): a worker packs, the store only inserts.

    original, reading: as they are kept, compressed. cited: what it cites, as ``cited_mrns`` gives it. card: its
    index card, encoded. Whatever is derived from a telegram when it is put belongs here.
    """

    listing: Listing
    received: str
    read_by: str
    original: bytes
    reading: bytes
    cited: tuple[Cited, ...]
    particulars: Particulars
    card: bytes

    @property
    def sha256(self) -> str:
        return self.listing.sha256

    @property
    def access(self) -> str:
        return self.listing.access


class Traffic(msgspec.Struct, frozen=True, kw_only=True):
    """How many records of a post, a month (``2009-11``; None without a date) and an access label there are."""

    post: str | None
    month: str | None
    access: str
    count: int


class Scheduled(msgspec.Struct, frozen=True, kw_only=True):
    """A classified telegram in the schedule of declassification, with what it says of it."""

    listing: Listing
    stated: Stated


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a put: how many were new, already held byte for byte, or versions of a held MRN."""

    new: int = 0
    same: int = 0
    versions: int = 0


class Stored(NamedTuple):
    """What a put did. written: hashes of records and views that were not held before, by anybody.

    kept is for who put them; written is for upkeep and answers nobody: it tells what others hold.
    """

    kept: Kept
    written: frozenset[str]


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """``citing`` names ``cited``; ``held`` says whether this reader can open it.

    cited: an MRN. What is cited by originator and moment has its hash where it has no number, and a name of
    ``tables.moments`` where it is not held.

    numbered_to: the post in whose series the number is one (``storage.numbered_to``); None where the number alone names
    the telegram, or where nothing tells which of several it is. noted: the ISO day on which it was sent, as a note of
    the editors tells it.
    """

    citing: Listing
    cited: str
    text: str
    held: bool
    numbered_to: str | None = None
    noted: str | None = None

    @property
    def name(self) -> str:
        """The name of what is cited: its number, with the post behind it where that is needed."""
        return name_to(self.cited, self.numbered_to or "")

    @property
    def called(self) -> str:
        """What a list calls it: its number; the words that cite it where it has none, or none is known."""
        known = not is_hash(self.cited) and moment_named(self.cited) is None
        return self.name if known else " ".join(self.text.split())


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """A held telegram in its post's numbering. ``at``: ISO moment, or day."""

    mrn: str
    number: int
    at: str


class Stretch(msgspec.Struct, frozen=True):
    """A number of a post in a year, among telegrams of some days: [since, until), ISO.

    numbered_to: those of its series to this post alone, where it has several; else "".
    """

    post: str
    year: int
    number: int
    since: str
    until: str
    numbered_to: str = ""


class SavedSearch(msgspec.Struct, frozen=True, kw_only=True):
    """A query that a reader keeps under a name.

    made, looked: ISO instants, of saving and of the last look. arrival: the last telegram that had been kept then.
    """

    name: str
    query: str
    made: str
    looked: str
    arrival: int


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a record that was sent: for which number, on which ISO day, to whom.

    access: label of the telegrams that cite the number, to those who may read them alone the request exists. On which
    telegrams it rests is kept beside it (``Shelf.requests_rest_on``), and shown to nobody.
    """

    mrn: str
    sent: str
    addressed: str
    access: str


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader has written on a telegram, or on a paragraph of it, for whoever may read it.

    id: made of all else but access (``annotation_id``), so that it tells of no other annotation. telegram: its number,
    or whole hash without one.
    sha256: the version it was written on. place: anchor of the paragraph, such as ``p2``, "" for the whole. made:
    ISO instant. access: label of a marking, at least that of the version.
    """

    id: str
    telegram: str
    sha256: str
    place: str
    by: str
    made: str
    text: str
    access: str


def annotation_id(*, telegram: str, sha256: str, place: str, by: str, made: str, text: str) -> str:
    """The id of an annotation, by which one that was changed is found out."""
    return hashlib.sha256(msgspec.json.encode((telegram, sha256, place, by, made, text))).hexdigest()[:16]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How far a reader has seen what is new. at: ISO instant of the look.

    arrival: place of the last telegram that counts as seen, in the order of keeping. entry: number of the last entry of
    the ledger that does; None where it was not noted, and those up to ``at`` do. None of them is shown to anyone.
    """

    at: str
    arrival: int
    entry: int | None = None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a search. ``snippet`` is plain text; ``marks`` are (start, end) of matched words.

    paragraph: its number, None outside the paragraphs. also: other paragraphs that have something of what was asked.
    """

    listing: Listing
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    paragraph: int | None
    also: tuple[int, ...] = ()


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """One page of hits and how many there are in all. ``next``: what the next page comes after, None at the end."""

    total: int
    hits: tuple[Hit, ...]
    next: str | None = None


class Counted(msgspec.Struct, frozen=True):
    """How many telegrams a search finds, and the labels that they are under, in order."""

    total: int
    access: tuple[str, ...]


Arrival = Record | Packed
"""What is put and indexed: a record, or one that was packed beforehand."""


Views = Mapping[str, Sequence[Arrival]]
"""The views of telegrams by the hash of the whole (``services.views``). They are derived: not counted, not has."""


NO_VIEWS: Views = MappingProxyType({})


def listing_of(record: Record) -> Listing:
    """The record without its text."""
    telegram = record.telegram
    return Listing(
        sha256=record.sha256,
        mrn=telegram.mrn,
        date=telegram.date,
        subject=telegram.subject,
        post=telegram.post,
        level=telegram.classification.level,
        access=record.access,
        file=record.file,
    )


def listing_order(listing: Listing) -> tuple[bool, str, bool, str, str]:
    """By date, then MRN, then hash; what has no date or no MRN goes last."""
    return (
        listing.date is None,
        listing.date or "",
        listing.mrn is None,
        listing.mrn or "",
        listing.sha256,
    )


class Cited(NamedTuple):
    """A telegram that another cites, in these words. numbered_to: the post in whose series its number is one, or "".

    noted: the ISO day on which it was sent, as a note of the editors tells it, or "".
    """

    mrn: str
    text: str
    numbered_to: str = ""
    noted: str = ""


def cited_mrns(records: Iterable[Record]) -> list[Cited]:
    """Every reference read in headers and paragraphs that names another telegram, each telegram once, in order."""
    found: dict[tuple[str, str], Cited] = {}
    for record in records:
        telegram = record.telegram
        noted = {one.mrn: one.day for one in telegram.noted_days}
        listed = list(telegram.references)
        for paragraph in telegram.paragraphs:
            listed.extend(paragraph.mentions)
        for reference in listed:
            if reference.mrn is not None:
                post = cited_as_numbered_to(telegram, reference)
                is_own = reference.mrn == telegram.mrn and (not post or numbered_to(telegram) in ("", post))
                if not is_own:
                    found.setdefault(
                        (reference.mrn, post), Cited(reference.mrn, reference.text, post, noted.get(reference.mrn, ""))
                    )
    return list(found.values())


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word on the marking of a telegram: it stands until a later one, also when all is read anew."""

    sha256: str
    level: str
    caveats: tuple[str, ...]
    by: str
    why: str
    instant: str

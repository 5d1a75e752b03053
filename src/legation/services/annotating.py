"""Annotations: what readers write on a telegram, or on a paragraph of it, for whoever may read the telegram.

An annotation is a reader's own word and no fact of a dialogue, so it stands on the shelf and not in the ledger: its
author may take it back, and no board is folded from it. It is held as closely as the version it was written on, and
as closely as that version is held now where its marking was raised since. A word of it that begins with ``#`` is a
keyword, under which annotations of many telegrams are gathered, with what they stand on and how that is cited.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from legation.core.errors import NotFoundError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import UPKEEP, Marking, Reader, join_all, may_read
from legation.services.banners import listing_level
from legation.services.citing import CitedAs, anchors, cited_as
from legation.services.own_words import check_own_words
from legation.services.titling import NO_SUBJECT, in_place_of_subject
from legation.services.versions import Edition, Versions
from legation.storage.ports import Shelf, Telegrams
from legation.storage.records import Annotation, Listing, Record, listing_of
from legation.tables.banners import level_of, mark_of

LONGEST = 4_000
"""Characters of an annotation."""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """An annotation as its readers see it. place: anchor of a paragraph, "" for the whole telegram. own: by whoever
    asks. keywords: in small letters, each once. marking: portion mark. access: label of the marking."""

    id: str
    telegram: str
    place: str
    by: str
    made: str
    text: str
    own: bool
    keywords: tuple[str, ...]
    marking: str
    access: str


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """An annotation with what it stands on.

    title: the subject, else who wrote to whom. quoted: the words of its paragraph, "" for the whole telegram or a
    paragraph that is not there any more. cited: how that place is cited. marking: portion mark over all of it.
    """

    annotation: Noted
    listing: Listing
    title: str
    quoted: str
    cited: CitedAs
    marking: str


class Notebook(msgspec.Struct, frozen=True, kw_only=True):
    """Annotations by the day of their telegrams, then by telegram and place. keyword, by: what was asked for.

    keywords: every one that the reader meets in any annotation, with how many bear it, the commonest first. total: how
    many were asked for. next: what the next page comes after, None at the end. banner: over all that were asked for, on
    whatever page, and over the keywords; None where there is nothing.
    """

    keyword: str
    by: str
    keywords: dict[str, int]
    gathered: tuple[Gathered, ...]
    banner: str | None
    total: int
    next: str | None = None


_KEYWORD = re.compile(r"(?<![\w#&/.])#(?P<word>[^\W\d_][\w-]{0,59})")


def keywords_of(text: str) -> tuple[str, ...]:
    """The words that follow a ``#``, in small letters, each once: ``bases`` of ``see #Bases``. ``#2`` is a number."""
    return tuple(dict.fromkeys(found["word"].casefold() for found in _KEYWORD.finditer(text)))


def page_of(book: Notebook, *, limit: int | None = None, after: str = "") -> Notebook:
    """The page of a whole notebook after an annotation, by its id. Raises NotFoundError where that is not in it."""
    places = [one.annotation.id for one in book.gathered]
    if after and after not in places:
        raise NotFoundError(f"annotation {after}")
    begin = places.index(after) + 1 if after else 0
    page = book.gathered[begin : None if limit is None else begin + limit]
    more = begin + len(page) < len(places)
    return msgspec.structs.replace(book, gathered=page, next=page[-1].annotation.id if page and more else None)


class Annotating:
    """Writes and shows annotations; the reader comes first."""

    def __init__(self, telegrams: Telegrams, versions: Versions, shelf: Shelf, now: Callable[[], datetime]) -> None:
        self._telegrams = telegrams
        self._versions = versions
        self._shelf = shelf
        self._now = now

    def of(self, reader: Reader, name: str) -> list[Noted]:
        """The annotations of a telegram that the reader may read, oldest first. Raises NotFoundError."""
        record = self._versions.edition(reader, name).record
        found = []
        for one in self._shelf.annotations(reader, _name(record)):
            held = self._held(one)
            if may_read(reader, held).allowed:
                found.append(_noted(reader, one, held, record))
        return found

    def gathered(
        self, reader: Reader, *, keyword: str = "", by: str = "", limit: int | None = None, after: str = ""
    ) -> Notebook:
        """The annotations on all telegrams that the reader may read; those with a keyword, or by one author.

        Each telegram that bears one is read once. limit: of one page; all without it. after: ``Notebook.next`` of the
        page before, an id. Raises NotFoundError where no such one is among them any more.
        """
        wanted = keyword.strip().removeprefix("#").casefold()
        counted: Counter[str] = Counter()
        found: list[tuple[tuple[bool, str, str, int, str], Gathered]] = []
        marks: list[Marking] = []
        on: dict[str, list[Annotation]] = {}
        for one in self._shelf.annotations(reader):
            on.setdefault(one.telegram, []).append(one)
        for name, written in on.items():
            try:
                editions = self._versions.editions(reader, name)
            except NotFoundError:  # what it was written on is not there for this reader any more
                continue
            order = {place: at for at, place in enumerate(anchors(editions[-1].record.telegram), 1)}
            for one in written:
                held = self._held(one)
                if not may_read(reader, held).allowed:
                    continue
                made = _gathered(reader, one, held, editions)
                words = made.annotation.keywords
                counted.update(words)
                asked = (not wanted or wanted in words) and by in ("", one.by)
                if asked or words:
                    marks.append(join_all([held, Marking.from_label(made.listing.access)]))
                if asked:
                    found.append((_place(made, order), made))
        found.sort(key=lambda pair: pair[0])
        whole = Notebook(
            keyword=wanted,
            by=by,
            keywords=dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))),
            gathered=tuple(made for _, made in found),
            banner=level_of(join_all(marks)) if marks else None,
            total=len(found),
        )
        return page_of(whole, limit=limit, after=after)

    def add(self, reader: Reader, name: str, *, text: str, place: str = "", version: str = "") -> Noted:
        """Write one. place: anchor of a paragraph, such as ``p2``. version: the beginning of its hash, or the last.

        Raises NotFoundError for a telegram, version or paragraph that is not there; RefusedError for no text,
        one that is too long, or one that is marked above the telegram.
        """
        text = text.replace("\r\n", "\n").strip()
        if not text or len(text) > LONGEST:
            raise RefusedError(f"an annotation has 1 to {LONGEST} characters", "write one, or cut it in two")
        edition = _edition(self._versions.editions(reader, name), version, name)
        record = edition.record
        if place and place not in anchors(record.telegram):
            raise NotFoundError(f"paragraph {place.removeprefix('p')} of telegram {name}")
        made = instant_text(self._now())
        # Of sections put together the record is nobody's: the one of them held closest stands for it.
        kept = max(edition.parts, key=lambda part: (Marking.from_label(part.access).rank, part.sha256))
        told = (_name(record), kept.sha256, place, reader.name, made, text)
        # A view names those who may not read what is above it; whoever reads more of the telegram may read this too.
        held = Marking.from_label(record.access)
        check_own_words(held, text)
        one = Annotation(
            id=hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16],
            telegram=told[0],
            sha256=kept.sha256,
            place=place,
            by=reader.name,
            made=made,
            text=text,
            access=held.label,
        )
        self._shelf.annotate(reader, one)
        return _noted(reader, one, held, record)

    def withdraw(self, reader: Reader, name: str, which: str) -> None:
        """Take one's own back. Raises NotFoundError for a telegram that is not there, and RefusedError."""
        record = self._versions.edition(reader, name).record
        if not self._shelf.withdraw(reader, _name(record), which):
            raise RefusedError(
                "that is no annotation of yours", "look for its id among what is written on the telegram"
            )

    def _held(self, one: Annotation) -> Marking:
        """The marking it was given, and that which its telegram has now."""
        now = self._telegrams.accesses(UPKEEP, one.sha256)
        return join_all([Marking.from_label(label) for label in (one.access, *now)])


def _name(record: Record) -> str:
    return record.telegram.mrn or record.sha256


def _edition(editions: Sequence[Edition], version: str, name: str) -> Edition:
    for edition in reversed(editions):
        if edition.record.sha256.startswith(version):
            return edition
    raise NotFoundError(f"version {version[:12]} of telegram {name}")


def _noted(reader: Reader, one: Annotation, held: Marking, record: Record) -> Noted:
    on = record.telegram.day
    return Noted(
        id=one.id,
        telegram=one.telegram,
        place=one.place,
        by=one.by,
        made=one.made,
        text=one.text,
        own=one.by == reader.name,
        keywords=keywords_of(one.text),
        marking=mark_of(held, on),
        access=held.label,
    )


def _gathered(reader: Reader, one: Annotation, held: Marking, editions: Sequence[Edition]) -> Gathered:
    record = _standing_on(one, editions)
    telegram = record.telegram
    at = anchors(telegram)
    place = one.place if one.place in at else ""
    listing = listing_of(record)
    over = join_all([held, Marking.from_label(listing.access)])
    return Gathered(
        annotation=_noted(reader, one, held, record),
        listing=listing,
        title=telegram.subject or in_place_of_subject(telegram) or NO_SUBJECT,
        quoted=" ".join(telegram.paragraphs[at[place]].text.split()) if place else "",
        cited=cited_as(telegram, listing_level(listing), place),
        marking=mark_of(over, telegram.day),
    )


def _standing_on(one: Annotation, editions: Sequence[Edition]) -> Record:
    """The version it was written on, its sections put together; the last one where that has gone."""
    own = [edition for edition in editions if any(part.sha256 == one.sha256 for part in edition.parts)]
    return (own or editions)[-1].record


def _place(made: Gathered, order: Mapping[str, int]) -> tuple[bool, str, str, int, str]:
    """What orders a notebook: the day (none last), the telegram, the paragraph, the instant of writing."""
    note, day = made.annotation, made.listing.date
    return (day is None, day or "", note.telegram, order.get(note.place, 0), f"{note.made} {note.id}")

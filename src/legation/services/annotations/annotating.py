"""Annotations: what readers write on a telegram, or on a paragraph of it, for whoever may read the telegram.

An annotation is a reader's own word and no fact of a dialogue, so it stands on the shelf and not in the ledger: its
author may take it back, and no board is folded from it. It is held as closely as the version it was written on, and
as closely as that version is held now where its marking was raised since. A word of it that begins with ``#`` is a
keyword, under which annotations of many telegrams are gathered, with what they stand on and how that is cited.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from legation.core.errors import NotFoundError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import Marking, Reader, join_all, may_read
from legation.services.annotations.citing import CitedAs, anchors, cited_as
from legation.services.archive.versions import Edition, Versions
from legation.services.banners import listing_level
from legation.services.own_words import check_own_words
from legation.services.titling import NO_SUBJECT, in_place_of_subject
from legation.storage.ports import Shelf, Telegrams
from legation.storage.records import Annotation, Listing, Record, annotation_id, listing_of
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

    keywords: every one that the reader meets in any annotation, with how many bear it, the commonest first. telegrams:
    those that all that were asked for stand on, by number or hash; total: how many annotations those are. next: what
    the next page comes after, None at the end. banner: over all that were asked for, on whatever page, and over the
    keywords; None where there is nothing.
    """

    keyword: str
    by: str
    keywords: dict[str, int]
    gathered: tuple[Gathered, ...]
    telegrams: tuple[str, ...]
    banner: str | None
    total: int
    next: str | None = None


class _Readable(NamedTuple):
    """An annotation that the reader may read, how it is held, and what lists show of its telegram."""

    annotation: Annotation
    held: Marking
    listing: Listing


class _Place(NamedTuple):
    """What orders a notebook: the day, none last, and the telegram."""

    undated: bool
    day: str
    telegram: str


_KEYWORD = re.compile(r"(?<![\w#&/.])#(?P<word>[^\W\d_][\w-]{0,59})")


def keywords_of(text: str) -> tuple[str, ...]:
    """The words that follow a ``#``, in small letters, each once: ``bases`` of ``see #Bases``. ``#2`` is a number."""
    return tuple(dict.fromkeys(found["word"].casefold() for found in _KEYWORD.finditer(text)))


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
        written = self._shelf.annotations(reader, _name(record))
        now = self._telegrams.held_as({one.sha256 for one in written})
        found = []
        for one in written:
            held = _held(one, now)
            if may_read(reader, held).allowed:
                found.append(_noted(reader, one, held, record))
        return found

    def gathered(
        self, reader: Reader, *, keyword: str = "", by: str = "", limit: int | None = None, after: str = ""
    ) -> Notebook:
        """The annotations on all telegrams that the reader may read; those with a keyword, or by one author.

        Of telegrams that stand on no page nothing is read but what lists show. limit: of one page; all without it.
        after: ``Notebook.next`` of the page before, an id. Raises NotFoundError where that is not among them any more.
        """
        wanted = keyword.strip().removeprefix("#").casefold()
        counted: Counter[str] = Counter()
        asked: dict[_Place, list[_Readable]] = {}
        marked: set[tuple[Marking, str]] = set()  # many stand under a few
        for one in self._readable(reader):
            words = keywords_of(one.annotation.text)
            counted.update(words)
            if (not wanted or wanted in words) and by in ("", one.annotation.by):
                asked.setdefault(_place(one), []).append(one)
            elif not words:
                continue
            marked.add((one.held, one.listing.access))
        page, following = self._page(reader, [asked[place] for place in sorted(asked)], limit, after)
        marks = [mark for held, label in marked for mark in (held, Marking.from_label(label))]
        marks += [Marking.from_label(label) for one in page for label in (one.annotation.access, one.listing.access)]
        return Notebook(
            keyword=wanted,
            by=by,
            keywords=dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))),
            gathered=tuple(page),
            telegrams=tuple(dict.fromkeys(place.telegram for place in sorted(asked))),
            banner=level_of(join_all(marks)) if marks else None,
            total=sum(map(len, asked.values())),
            next=following,
        )

    def _readable(self, reader: Reader) -> Iterator[_Readable]:
        """Each annotation whose telegram the reader may read, with the listing of the version it stands on."""
        written = self._shelf.annotations(reader)
        held_now = self._telegrams.held_as({one.sha256 for one in written})
        names = {one.telegram for one in written}
        by_hash = self._telegrams.listed_by_hash(reader, names | {one.sha256 for one in written})
        joined: dict[tuple[str, str | None], tuple[Marking, bool]] = {}
        last = {listing.mrn: listing for listing in self._telegrams.listed(reader, sorted(names - by_hash.keys()))}
        for one in written:
            last_of = last.get(one.telegram) or by_hash.get(one.telegram)
            labels = (one.access, held_now.get(one.sha256))
            if labels not in joined:
                over = _held(one, held_now)
                joined[labels] = over, may_read(reader, over).allowed
            held, may = joined[labels]
            if last_of is not None and may:
                yield _Readable(one, held, by_hash.get(one.sha256, last_of))

    def _page(
        self, reader: Reader, asked: Sequence[list[_Readable]], limit: int | None, after: str
    ) -> tuple[list[Gathered], str | None]:
        """So many behind an annotation, and the id that the next page comes after. asked: by telegram, in order."""
        begin = 0
        if after:
            at = [number for number, some in enumerate(asked) if any(one.annotation.id == after for one in some)]
            if not at:
                raise NotFoundError(f"annotation {after}")
            begin = at[0]
        found: list[Gathered] = []
        for some in asked[begin:]:
            if limit is not None and len(found) > limit:
                break
            made = self._in_order(reader, some)
            ids = [one.annotation.id for one in made]
            found.extend(made[ids.index(after) + 1 :] if after in ids else made)
        page = found[:limit]
        return page, page[-1].annotation.id if page and len(found) > len(page) else None

    def _in_order(self, reader: Reader, some: Sequence[_Readable]) -> list[Gathered]:
        """Annotations on one telegram, by their paragraphs and then the instant of writing."""
        try:
            editions = self._versions.editions(reader, some[0].annotation.telegram)
        except NotFoundError:  # set aside since it was listed
            return []
        order = {place: at for at, place in enumerate(anchors(editions[-1].record.telegram), 1)}
        made = [_gathered(reader, one.annotation, one.held, editions) for one in some]
        return sorted(
            made, key=lambda one: (order.get(one.annotation.place, 0), one.annotation.made, one.annotation.id)
        )

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
        told = {
            "telegram": _name(record),
            "sha256": kept.sha256,
            "place": place,
            "by": reader.name,
            "made": made,
            "text": text,
        }
        # A view names those who may not read what is above it; whoever reads more of the telegram may read this too.
        held = Marking.from_label(record.access)
        check_own_words(held, text)
        one = Annotation(id=annotation_id(**told), **told, access=held.label)
        self._shelf.annotate(reader, one)
        return _noted(reader, one, held, record)

    def withdraw(self, reader: Reader, name: str, which: str) -> None:
        """Take one's own back. Raises NotFoundError for a telegram that is not there, and RefusedError."""
        record = self._versions.edition(reader, name).record
        if not self._shelf.withdraw(reader, _name(record), which):
            raise RefusedError(
                "that is no annotation of yours", "look for its id among what is written on the telegram"
            )


def _held(one: Annotation, now: Mapping[str, str]) -> Marking:
    """The marking it was given, and that which its telegram has now. now: labels of telegrams by hash."""
    labels = (one.access, *([now[one.sha256]] if one.sha256 in now else []))
    return join_all([Marking.from_label(label) for label in labels])


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


def _place(one: _Readable) -> _Place:
    return _Place(one.listing.date is None, one.listing.date or "", one.annotation.telegram)

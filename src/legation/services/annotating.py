"""Annotations: what readers write on a telegram, or on a paragraph of it, for whoever may read the telegram.

An annotation is a reader's own word and no fact of a dialogue, so it stands on the shelf and not in the ledger: its
author may take it back, and no board is folded from it. It is held as closely as the version it was written on, and
as closely as that version is held now where its marking was raised since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from legation.core.errors import NotFoundError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import UPKEEP, Marking, Reader, join_all, may_read
from legation.services.citing import anchors
from legation.services.own_words import check_own_words
from legation.services.versions import Edition, Versions
from legation.storage.ports import Shelf, Telegrams
from legation.storage.records import Annotation, Record
from legation.tables.banners import mark_of

LONGEST = 4_000
"""Characters of an annotation."""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """An annotation as its readers see it. place: anchor of a paragraph, "" for the whole telegram. own: by whoever
    asks. marking: portion mark. access: label of the marking."""

    id: str
    telegram: str
    place: str
    by: str
    made: str
    text: str
    own: bool
    marking: str
    access: str


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
        marking=mark_of(held, on),
        access=held.label,
    )

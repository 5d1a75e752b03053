"""From texts to what is kept: split into telegrams, read each, mark it, pack it. This is what the workers do."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

import msgspec

from legation.core.enclosing import words_within
from legation.core.encoding import text_of
from legation.core.errors import RefusedError
from legation.core.marking import UNREADABLE, join_labels
from legation.core.telegram import Telegram
from legation.formats.decoding import decode, is_binary
from legation.formats.exports.columns import is_row
from legation.formats.exports.exported import Exported, Told, exported, is_export
from legation.formats.mail.mail import Attachments, attached
from legation.formats.marked import is_marked
from legation.formats.reading import read
from legation.formats.several import Item, is_object, outside_items, piece_items, split_file, under_banner, volume_items
from legation.services.ingest.containers import form_of, safe_name
from legation.services.ingest.documents import kind_of_document, telegrams_of
from legation.services.ingest.elsewhere import PARQUET
from legation.services.ingest.folders import fault_of, opened
from legation.services.ingest.limits import Budget, Limits
from legation.services.ingest.pieces import Piece
from legation.services.ingest.records import HEAD_BYTES
from legation.services.ingest.sources import (
    DOCUMENTS,
    EXPORTS,
    NO_TEXT,
    TEXTS,
    WRITE_AS,
    Text,
    check_unchanged,
    in_archive,
    is_rtf,
    kind_of,
    why_no_rows,
)
from legation.services.ingest.tally import Refusal
from legation.services.ingest.unread import unread
from legation.services.ingest.volumes import NO_TELEGRAMS
from legation.services.views import views_of
from legation.storage.packing import pack
from legation.storage.records import Packed, Record
from legation.tables.marking import telegram_marking
from legation.tables.posts import Posts

NO_MARKS = (
    "has nothing that marks a telegram",
    "if it is one, save it (legation receive list --bytes) and ingest the file",
)


_HELD_ELSEWHERE = "held so in the archive that it comes from"
_ATTACHED_HELD = "what is attached to it is held so"

_ATTACHED = 20_000
"""Members of all archives that are attached to the mails of one text."""


class Part(NamedTuple):
    """One telegram of a text, not read yet; ``name`` is the one it is kept under. exported: by another archive, how.

    held: label of the telegrams that are attached to it, whose bytes are among its own.
    """

    name: str | None
    data: bytes
    sha256: str
    exported: Exported | None = None
    held: str | None = None


class Parts(NamedTuple):
    """The telegrams of a text, what of it was refused, and the numbers of rows that hold no telegram."""

    parts: list[Part]
    refused: Refusal | None
    without: list[int]


class Taken(NamedTuple):
    """A telegram that is read and not packed yet. unread: why it was not read, though its bytes are kept.

    raised: why it is held closer than its text says: another archive held it so, or what is attached to it is.
    """

    record: Record
    unread: Refusal | None = None
    raised: str | None = None


class Made(NamedTuple):
    """A telegram as it will be kept, with its views; ``unread`` and ``raised`` as of ``Taken``."""

    whole: Packed
    views: Sequence[Packed]
    unread: Refusal | None = None
    raised: str | None = None


class Making(NamedTuple):
    """All that reading needs to know; the same in every worker.

    read_by: version of the reader. paragraphs: whether views are made. vouched: whether somebody gave the texts as
    telegrams, so that one in which nothing marks a telegram is taken, too.
    """

    posts: Posts
    read_by: str
    paragraphs: bool
    limits: Limits
    vouched: bool = True

    def parts(self, text: Text) -> Parts:
        """The telegrams of a text. Raises nothing: what cannot be taken is refused."""
        return self._parts(text, self._budget(len(text.data) or text.size), 1)

    def _budget(self, size: int) -> Budget:
        """Of all archives attached to the mails of one text: what they hold is all in memory at once."""
        most = min(self.limits.unpacked_bytes, self.limits.most_bytes)
        many = min(self.limits.members, _ATTACHED)
        return Budget(msgspec.structs.replace(self.limits, unpacked_bytes=most, members=many), size)

    def _parts(self, text: Text, budget: Budget, depth: int) -> Parts:
        try:
            if text.piece is not None:
                found = _of_piece(text, text.piece)
                return found if text.piece.form != "mail" else self._with_attached(found, budget, depth)
            if text.told is not None:
                return Parts([self._again(text, text.told)], None, [])
            items = self._items(text)
        except RefusedError as why:
            return Parts([], Refusal(text.name, why.what, why.do), [])
        except OSError as fault:
            return Parts([], Refusal(text.name, fault_of(fault), "check who may read it"), [])
        parts = [_part(text.name, item) for item in items if item.holds]
        without = [int(item.part or 0) for item in items if not item.holds]
        return self._with_attached(Parts(parts, None, without), budget, depth)

    def _with_attached(self, found: Parts, budget: Budget, depth: int) -> Parts:
        """Beside each mail the telegrams attached to it, which is read as one of them or as its own words."""
        parts: list[Part] = []
        refused: list[Refusal] = []
        for part in found.parts:
            place, held = len(parts), [part.held]
            parts.append(part)
            beside = attached(part.data, _is_opened) if part.exported is None else Attachments([])
            if beside.more:
                held.append(UNREADABLE.label)  # what nobody looked at may be held as closely as anything
            for name, data in beside.found:
                under = f"{part.name}!{safe_name(name)}"
                if is_archive_name(name):
                    for one in self._in_archive(under, data, budget, depth, held):
                        if isinstance(one, Refusal):
                            refused.append(one)
                        else:
                            parts.append(one)
                else:
                    document = self._of_document(under, data)
                    if document is None:
                        held.append(UNREADABLE.label)
                    for within in document or [Part(under, data, hashlib.sha256(data).hexdigest())]:
                        if (label := self._label(within)) is not None:
                            parts.append(within)
                            held.append(label)
            parts[place] = part._replace(held=_closest(held))
        return found._replace(parts=parts, refused=_several(refused))

    def _of_document(self, name: str, data: bytes) -> list[Part] | None:
        """The telegrams of an attached document, none of another attachment; None where its words were not read.

        Then nobody knows how closely what stands in it is to be held: it is one of pictures, takes too long, or came by
        a door, where none is opened.
        """
        kind = kind_of_document(data)
        if kind is None:
            return []
        if not self.vouched or len(data) > self.limits.one_bytes:
            return None
        try:
            return [_part(name, item) for item in telegrams_of(data, kind)]
        except RefusedError:
            return None

    def _in_archive(
        self, name: str, data: bytes, budget: Budget, depth: int, held: list[str | None]
    ) -> Iterator[Part | Refusal]:
        """The telegrams in an archive attached to a mail. Of what is none nothing is said, as of other attachments.

        held: gets the labels of all that the archive holds.
        """
        # Parquet is an export, which is taken out of no mail. What is hidden goes with the mail's bytes as all else.
        limits = msgspec.structs.replace(self.limits, parquet=False, hidden=True)
        for one in in_archive(name, data, budget, depth, limits):
            if isinstance(one, Refusal):
                if _may_hold_telegrams(one.file):
                    held.append(UNREADABLE.label)  # as of attachments that are too many
                # The archive itself, or one in it; its other members may be any kind of file.
                if is_archive_name(one.file) or kind_of(one.file) == PARQUET:
                    yield one
            elif isinstance(one, Text) and one.data is not None and one.data.startswith(_APPLE_DOUBLE):
                continue
            elif isinstance(one, Text):
                inside = self._parts(one, budget, depth + 1)
                for part in inside.parts:
                    if part.exported is not None:
                        held.append(self.taken_over(part.exported).access)
                        # It may have been held closer than its text says, by what stands beside it there.
                        yield Refusal(one.name, "is an export of another archive", "save it, and ingest the file")
                    elif (label := self._label(part)) is not None:
                        held.append(label)
                        yield part
                if inside.refused is not None and kind_of(one.name) in DOCUMENTS:
                    held.append(UNREADABLE.label)
                if inside.refused is not None and is_archive_name(inside.refused.file):
                    held.append(UNREADABLE.label)
                    yield inside.refused

    def _label(self, part: Part) -> str | None:
        """How closely what is attached is held with what is attached to it; None for what is no telegram for sure."""
        if not 0 < len(part.data) <= self.limits.one_bytes or is_binary(text_of(part.data[:8192])[0]):
            return None
        telegram = read(part.data, posts=self.posts)
        return _closest([telegram_marking(telegram).label, part.held]) if _says_what_it_is(telegram) else None

    def taken(self, part: Part, received: str) -> Taken | Refusal:
        """One telegram read."""
        told = part.exported
        data = part.data if told is None else told.data
        size = len(words_within(data) or data)
        if size > self.limits.one_bytes:
            return Taken(self._unread(part, received), too_long(part.name or part.sha256, self.limits))
        record = self.record(part.data, part.name, received) if told is None else self.taken_over(told)
        if not self.vouched and not is_marked(record.telegram):
            return Refusal(part.name or part.sha256, *NO_MARKS)
        if told is not None:
            raised = record.access != telegram_marking(record.telegram).label
            return Taken(record, raised=_HELD_ELSEWHERE if raised else None)
        access = _closest([record.access, part.held]) or record.access
        raised = access != record.access
        return Taken(msgspec.structs.replace(record, access=access), raised=_ATTACHED_HELD if raised else None)

    def made(self, taken: Taken) -> Made:
        """One telegram packed, with its views."""
        views = views_of(taken.record, self.posts) if self.paragraphs and taken.unread is None else ()
        return Made(pack(taken.record), [pack(view) for view in views], taken.unread, taken.raised)

    def record(self, data: bytes, name: str | None, received: str) -> Record:
        """Bytes as they will be kept, with what was read from them and how closely they are held."""
        telegram = read(data, file=name, posts=self.posts)
        return Record(
            sha256=telegram.sha256,
            original=data,
            telegram=telegram,
            access=telegram_marking(telegram).label,
            received=received,
            file=name,
            read_by=self.read_by,
        )

    def taken_over(self, again: Exported) -> Record:
        """What another archive exported, as it was kept there; held at least as closely as it was."""
        made = self.record(again.data, again.file, again.received)
        try:
            access = join_labels(made.access, again.access)
        except ValueError:
            access = UNREADABLE.label
        return msgspec.structs.replace(made, access=access)

    def _unread(self, part: Part, received: str) -> Record:
        told = part.exported
        return Record(
            sha256=part.sha256,
            original=part.data if told is None else told.data,
            telegram=unread(part.name, part.sha256, self.posts),
            access=UNREADABLE.label,
            received=received if told is None else told.received,
            file=part.name,
            read_by=self.read_by,
        )

    def _again(self, text: Text, told: Told) -> Part:
        """What another archive exported beside how it kept it. Raises RefusedError, OSError."""
        data = text.data
        if text.path is not None:
            with opened(text.path) as file:
                data = file.read(self.limits.most_bytes + 1)
        if len(data) > self.limits.most_bytes:
            raise RefusedError(f"is over the limit of {self.limits.most_bytes:,} bytes", "raise --limit-bytes")
        again = told.of(data)
        if again is None:
            # Taken as any other file it might be held less closely than it was.
            raise RefusedError(
                "is not the bytes that the export says it is", "get the export again, or ingest a copy of it by itself"
            )
        return Part(again.file, data, again.sha256, again)

    def _items(self, text: Text) -> list[Item]:
        data = text.data
        if text.path is not None:
            with opened(text.path) as file:
                # No more than it had when it was met: room for all that it may have is made anew for each file.
                data = file.read(min(text.size, self.limits.one_bytes) + 1)
                if len(data) > text.size:
                    data += file.read(self.limits.one_bytes + 1 - len(data))
                if text.stamp is not None:
                    check_unchanged(text.stamp, os.fstat(file.fileno()))
            if len(data) > self.limits.one_bytes:
                raise RefusedError("has grown while it was read", "give it again when it is whole")
        if not data.strip():
            raise RefusedError("is empty", "nothing to do; remove it")
        if self.vouched and (kind := kind_of_document(data)) is not None:
            return telegrams_of(data, kind)
        if text.kind in DOCUMENTS:
            raise RefusedError("is not the document that its name says", "give it whole, or as text")
        if is_binary(text_of(data[:8192])[0]):
            raise RefusedError(*NO_TEXT)
        if self.vouched and is_rtf(data):
            raise RefusedError("is RTF, whatever it is called", WRITE_AS[".rtf"])
        items = split_file(data)
        if not items:
            raise RefusedError(*NO_TELEGRAMS)
        if (
            text.kind in EXPORTS
            and not is_export(data)
            and not all(is_row(decode(item.data).text) for item in items[:1])
        ):
            raise RefusedError(*why_no_rows(text.kind, data[:HEAD_BYTES]))
        return items


_APPLE_DOUBLE = b"\x00\x05\x16\x07"
"""How a file of macOS about another begins, which may bear the name of a document. Source: RFC 1740."""


def _closest(labels: Sequence[str | None]) -> str | None:
    """The label that holds as closely as each; None where there is none."""
    held = [one for one in labels if one is not None]
    return reduce(join_labels, held) if held else None


def _of_piece(text: Text, piece: Piece) -> Parts:
    if piece.form == "texts":
        places = pairwise([0, *piece.cuts, len(text.data)])
        items = [
            Item(under_banner(piece.names, text.data[start:end]), str(number) if piece.first else None)
            for number, (start, end) in enumerate(places, piece.first)
        ]
        return Parts([_part(text.name, item) for item in items], None, [])
    if piece.form == "volume":
        return Parts([_part(text.name, item) for item in volume_items(text.data, piece.first)], None, [])
    if piece.form == "outside":
        return Parts([_part(text.name, item) for item in outside_items(text.data, piece.first)], None, [])
    if piece.form == "objects":
        if is_object(text.data):
            return Parts([_part(text.name, Item(text.data, str(piece.first)))], None, [])
        return Parts([], None, [piece.first])
    parts: list[Part] = []
    without: list[int] = []
    for name, data in piece_items(text.data, piece.first, piece.names, mail=piece.form == "mail"):
        if data is None:
            without.append(int(name))
        else:
            parts.append(_part(text.name, Item(data, name)))
    return Parts(parts, None, without)


def is_archive_name(name: str) -> bool:
    return form_of(name) is not None


def _may_hold_telegrams(name: str) -> bool:
    """Whether a member of an archive that was not looked at is of a kind that is looked at, as its name says."""
    kind = kind_of(name)
    return is_archive_name(name) or kind == PARQUET or kind in TEXTS or kind in EXPORTS or kind in DOCUMENTS


def _is_opened(name: str) -> bool:
    """Whether what is attached to a mail is opened by its name, though it is no text."""
    return is_archive_name(name) or kind_of(name) in DOCUMENTS


def _several(refused: Sequence[Refusal]) -> Refusal | None:
    """One for all that was refused of a text, which names the first."""
    if not refused:
        return None
    first = refused[0]
    more = f" (and {len(refused) - 1} more that came with it)" if len(refused) > 1 else ""
    return Refusal(first.file, first.what + more, first.do)


def _says_what_it_is(telegram: Telegram) -> bool:
    """Whether an attached text is a telegram for sure: letters and lists have numbered paragraphs, too."""
    return telegram.mrn is not None or telegram.dtg is not None or telegram.classification.level is not None


def too_long(name: str, limits: Limits) -> Refusal:
    """Why a telegram is kept and was not read."""
    return Refusal(
        name,
        f"is over the limit of {limits.one_bytes:,} bytes: kept, but not read",
        "read it by legation rebuild with a higher --limit-bytes",
    )


def _part(name: str, item: Item) -> Part:
    told = exported(item.data)
    if told is not None:
        return Part(told.file, told.data, told.sha256, told)
    return Part(f"{name}#{item.part}" if item.part else name, item.data, hashlib.sha256(item.data).hexdigest())

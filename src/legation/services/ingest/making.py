"""From texts to what is kept: split into telegrams, read each, mark it, pack it. This is what the workers do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from legation.core.encoding import text_of
from legation.core.errors import RefusedError
from legation.core.marking import UNREADABLE, Marking
from legation.core.telegram import Telegram
from legation.formats.decoding import decode, is_binary
from legation.formats.exported import Exported, Told, exported, is_export
from legation.formats.mail import attached
from legation.formats.marked import is_marked
from legation.formats.reading import read
from legation.formats.several import Item, piece_items, split_file, volume_items
from legation.formats.table_export import is_row
from legation.services.ingest.containers import safe_name
from legation.services.ingest.limits import Limits
from legation.services.ingest.records import NO_TELEGRAMS, Piece
from legation.services.ingest.sources import EXPORTS, NO_ROWS, NO_TEXT, Text, fault_of, opened
from legation.services.ingest.tally import Refusal
from legation.services.ingest.unread import unread
from legation.services.views import views_of
from legation.storage.packing import pack
from legation.storage.ports import Packed, Record
from legation.tables.marking import telegram_marking
from legation.tables.posts import Posts

NO_MARKS = (
    "has nothing that marks a telegram",
    "if it is one, save it (legation receive list --bytes) and ingest the file",
)


class Part(NamedTuple):
    """One telegram of a text, not read yet; ``name`` is the one it is kept under. exported: by another archive, how."""

    name: str | None
    data: bytes
    sha256: str
    exported: Exported | None = None


class Parts(NamedTuple):
    """The telegrams of a text, what of it was refused, and the numbers of rows that hold no telegram."""

    parts: list[Part]
    refused: Refusal | None
    without: list[int]


class Made(NamedTuple):
    """A telegram as it will be kept, with its views. unread: why it was not read, though its bytes are kept.

    raised: it comes from another archive, where it was held closer than its text says.
    """

    whole: Packed
    views: Sequence[Packed]
    unread: Refusal | None = None
    raised: bool = False


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
        try:
            if text.piece is not None:
                found = _of_piece(text, text.piece)
                if text.piece.form != "mail":
                    return found
                return found._replace(parts=[one for part in found.parts for one in (part, *self._attached(part))])
            if text.told is not None:
                return Parts([self._again(text, text.told)], None, [])
            items = self._items(text)
        except RefusedError as why:
            return Parts([], Refusal(text.name, why.what, why.do), [])
        except OSError as fault:
            return Parts([], Refusal(text.name, fault_of(fault), "check who may read it"), [])
        parts = [_part(text.name, item) for item in items]
        return Parts([one for part in parts for one in (part, *self._attached(part))], None, [])

    def _attached(self, mail: Part) -> Iterator[Part]:
        """The telegrams attached to a mail, which is read as one of them or as its own words."""
        for name, data in attached(mail.data) if mail.exported is None else ():
            telegram = read(data, posts=self.posts) if 0 < len(data) <= self.limits.one_bytes else None
            if telegram is not None and not is_binary(text_of(data[:8192])[0]) and _says_what_it_is(telegram):
                yield Part(f"{mail.name}!{safe_name(name)}", data, hashlib.sha256(data).hexdigest())

    def made(self, part: Part, received: str) -> Made | Refusal:
        """One telegram read and packed."""
        told = part.exported
        size = len(part.data if told is None else told.data)
        if size > self.limits.one_bytes:
            return Made(pack(self._unread(part, received)), (), too_long(part.name or part.sha256, self.limits))
        record = self.record(part.data, part.name, received) if told is None else self.taken_over(told)
        if not self.vouched and not is_marked(record.telegram):
            return Refusal(part.name or part.sha256, *NO_MARKS)
        views = views_of(record, self.posts) if self.paragraphs else ()
        raised = told is not None and record.access != telegram_marking(record.telegram).label
        return Made(pack(record), [pack(view) for view in views], raised=raised)

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
            access = Marking.from_label(made.access).join(Marking.from_label(again.access)).label
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
                data = file.read(self.limits.one_bytes + 1)
            if len(data) > self.limits.one_bytes:
                raise RefusedError("has grown while it was read", "give it again when it is whole")
        if not data.strip():
            raise RefusedError("is empty", "nothing to do; remove it")
        if is_binary(text_of(data[:8192])[0]):
            raise RefusedError(*NO_TEXT)
        items = split_file(data)
        if not items:
            raise RefusedError(*NO_TELEGRAMS)
        if (
            text.kind in EXPORTS
            and not is_export(data)
            and not all(is_row(decode(item.data).text) for item in items[:1])
        ):
            raise RefusedError(*NO_ROWS)
        return items


def _of_piece(text: Text, piece: Piece) -> Parts:
    if piece.form == "texts":
        places = pairwise([0, *piece.cuts, len(text.data)])
        items = [
            Item(text.data[start:end], str(number) if piece.first else None)
            for number, (start, end) in enumerate(places, piece.first)
        ]
        return Parts([_part(text.name, item) for item in items], None, [])
    if piece.form == "volume":
        return Parts([_part(text.name, item) for item in volume_items(text.data, piece.first)], None, [])
    parts: list[Part] = []
    without: list[int] = []
    for number, data in piece_items(text.data, piece.first, piece.names, mail=piece.form == "mail"):
        if data is None:
            without.append(number)
        else:
            parts.append(_part(text.name, Item(data, str(number))))
    return Parts(parts, None, without)


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

"""Markings settled by hand: a marking that could not be read, or one that was changed.

Only a recorded decision lowers a marking. The bytes of the telegram stay as they are; what the telegram says of
its classification is read as the decision has it, from then on and whenever it is read anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from legation.core.errors import ArchiveError, NotFoundError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import OPEN, UNREADABLE_RANK, UPKEEP, Access, Marking, Reader, may_read
from legation.core.telegram import Classification, Paragraph
from legation.formats.reading import read
from legation.services.archive.releasing import Releasing
from legation.services.ingest.limits import LIMIT_BYTES
from legation.services.own_words import check_own_words
from legation.services.reading import Reading
from legation.services.views import WITHHELD
from legation.storage.ports import Decisions, Index, Notes, Telegrams
from legation.storage.records import Decided, Listing, Record, listing_of
from legation.tables.banners import NOT_READ, classification_of, level_of, listed_as, mark_of
from legation.tables.marking import marking_of, telegram_marking
from legation.tables.marking_rows import UNREADABLE_LEVEL
from legation.tables.portions import least_of_mark, portion

_UNDER_WAY = "marking"
"""Note of the telegram whose marking is being changed; "" or none where none is."""


class Settled(msgspec.Struct, frozen=True):
    """A version of a telegram as it is held now, and the decisions on its marking, the first one first.

    as_read: banner words of what its text says, which held before the first decision. in_part: its text says that
    something is left out of it, so it is settled by who reads it all.
    """

    listing: Listing
    decisions: tuple[Decided, ...]
    as_read: str
    in_part: bool


class Markings:
    """Settles markings and keeps store, index and views in step with them."""

    def __init__(
        self,
        reading: Reading,
        telegrams: Telegrams,
        index: Index,
        decisions: Decisions,
        releasing: Releasing,
        notes: Notes,
        now: Callable[[], datetime],
        *,
        distribute: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._reading = reading
        self._telegrams = telegrams
        self._index = index
        self._decisions = decisions
        self._releasing = releasing
        self._now = now
        self._distribute = distribute
        self._notes = notes
        self._lock = threading.Lock()  # of one process: what is under way is one telegram

    def mark(self, reader: Reader, name: str, level: str, captions: Sequence[str] = (), *, why: str) -> Marking:
        """Settle the marking of every readable version of a telegram, and return it.

        name: as for ``Reading.the_one``. Raises NotFoundError, and RefusedError for a level that is none, for a reason
        that is missing, for a marking that the reader could not read, for a name that fits several telegrams, and for
        a telegram of which the reader reads a part.
        """
        marking = self.to_be_held(reader, level, captions, why=why)
        with self._lock:
            self.settle()
            records = self._reading.the_one(reader, name)
            self._whole(name, records)
            line = classification_of(marking, records[0].telegram.day)
            for record in records:
                decided = Decided(
                    sha256=record.sha256,
                    level=line.level or "",
                    caveats=(*line.caveats, *line.captions),
                    by=reader.name,
                    why=why.strip(),
                    instant=instant_text(self._now()),
                )
                # Who had no answer asks again: held so it is once more, and decided it stays once.
                standing = self._decisions.decided(record.sha256)
                again = standing is not None and msgspec.structs.replace(standing, instant=decided.instant) == decided
                self._hold(record, None if again else decided)
        return marking

    def hold(self, hashes: Iterable[str]) -> None:
        """Hold telegrams as is decided now, with the views that they have then; whoever kept them knew it otherwise."""
        with self._lock:
            self.settle()
            for record in self._telegrams.records(UPKEEP, sorted(set(hashes))).values():
                self._hold(record)

    def to_be_held(self, reader: Reader, level: str, captions: Sequence[str] = (), *, why: str) -> Marking:
        """The marking that a decision asks for, whatever the telegram. Raises RefusedError as ``mark`` does."""
        marking = marking_of(Classification(level, (), tuple(captions)))
        if marking.rank >= UNREADABLE_RANK:
            raise RefusedError(f"{level!r} is no level", "write a level such as CONFIDENTIAL")
        if not why.strip():
            raise RefusedError("a marking is not changed without a reason", "say why it is changed")
        if not may_read(reader, marking).allowed:
            raise RefusedError("you could not read it afterwards", "ask someone who is cleared for that marking")
        check_own_words(marking, why)
        return marking

    def settle(self) -> None:
        """Bring to its end what was cut short: a telegram is held as was decided, and found as it is held."""
        under_way = self._notes.note(_UNDER_WAY)
        if under_way:
            for record in self._telegrams.records(UPKEEP, [under_way]).values():
                self._move(record)
            self._notes.exchange(_UNDER_WAY, under_way, "")

    def of(self, reader: Reader, name: str) -> list[Settled]:
        """Every readable version of a telegram with the decisions on it. Raises NotFoundError.

        name: as for ``mark``. A decision is told to whoever may read the telegram as it is held now.
        """
        return [
            Settled(
                listing_of(record),
                tuple(self._decisions.every(record.sha256)),
                _as_read(record),
                WITHHELD in record.telegram.source and bool(Access.from_label(record.access).beyond),
            )
            for record in self._reading.the_one(reader, name)
        ]

    def standing(self, hashes: Iterable[str]) -> dict[str, Decided]:
        """The decisions that stand on these telegrams now, by hash: other programs may decide at any time."""
        return self._decisions.standing(set(hashes))

    def taken_over(self, sha256: str, access: str, by: str, why: str) -> None:
        """Let a telegram be held closer than its text says, for a reason that its text does not tell, when it is read.

        It stands as a decision of whoever takes it in. access: label of how it is held. A decision that there is here
        stays.
        """
        if self._decisions.decided(sha256) is not None:
            return
        marking = Marking.from_label(access)
        unread = marking.rank >= UNREADABLE_RANK
        line = classification_of(OPEN if unread else marking)
        self._decisions.decide(
            Decided(
                sha256=sha256,
                level="" if unread else line.level or "",
                caveats=(*line.caveats, *line.captions),
                by=by,
                why=why,
                instant=instant_text(self._now()),
            )
        )

    def applied(self, record: Record) -> Record:
        """The record as it is to be kept: under the decision on it, where there is one."""
        decided = self._decisions.decided(record.sha256)
        if decided is None:
            return record
        # Captions that restrict are the decision's; those that only route stay.
        captions = record.telegram.classification.captions
        routing = tuple(c for c in captions if marking_of(Classification("UNCLASSIFIED", (), (c,))) == OPEN)
        line = Classification(decided.level, decided.caveats, routing)
        held = marking_of(line)
        return msgspec.structs.replace(
            record,
            access=held.label,
            telegram=msgspec.structs.replace(record.telegram, classification=line, paragraphs=_under(record, held)),
        )

    def _whole(self, name: str, records: Sequence[Record]) -> None:
        """Refuse a view: under a marking of its own it would be read beside the whole, and by readers of less of it."""
        views = [record for record in records if Access.from_label(record.access).beyond]
        if any(WITHHELD in view.telegram.source for view in views):
            raise RefusedError("you read a part of it", "ask someone who reads it all")
        if views:  # its text does not say that it is a part, so neither may this
            raise NotFoundError(f"telegram {self._reading.mrn(name) or name.strip()}")

    def _restate(self, record: Record) -> Sequence[Record]:
        """Keep a telegram as is decided; the views that it has then.

        Another program may decide, and keep it so, between our look at the decision and our word: ours, the later,
        would hold it as it was before. So it is looked at again behind our word.
        """
        while True:
            standing = self._decisions.decided(record.sha256)
            held = self.applied(record)
            views = self._releasing.views_of(held)
            self._telegrams.restate(UPKEEP, held, views)
            if self._decisions.decided(record.sha256) == standing:
                return views

    def _hold(self, record: Record, decided: Decided | None = None) -> None:
        """``_move``, noted as under way."""
        self._notes.write(_UNDER_WAY, record.sha256)
        try:
            self._move(record, decided)
        except ArchiveError:
            with suppress(ArchiveError):  # else whoever marks the next does it, or opens the archive
                self.settle()
            raise
        self._notes.exchange(_UNDER_WAY, record.sha256, "")

    def _move(self, record: Record, decided: Decided | None = None) -> None:
        """Hold a telegram as is decided now, or was before."""
        # Out of the index first and into it last: in between nobody finds it, under its old marking or its new
        # one. One that is cut short anywhere here is noted, and brought to its end by ``settle``.
        before = [record.sha256, *self._telegrams.view_hashes(record.sha256)]
        self._index.remove(UPKEEP, before)
        if decided is not None:
            self._decisions.decide(decided)
        views = self._restate(record)
        # A view may be that of another version too, and then it stands as it did.
        now = self._telegrams.records(UPKEEP, [*before, *(view.sha256 for view in views)])
        # Whoever put it may have indexed a view meanwhile that it has no longer.
        if gone := [sha256 for sha256 in before if sha256 not in now]:
            self._index.remove(UPKEEP, gone)
        self._index.add(UPKEEP, list(now.values()))
        # Others may read it now; whoever has it keeps it as long as they may. Where nobody has decided on it, because
        # the one who was about to was cut short, it is held as it was, and is nobody's news.
        if self._decisions.decided(record.sha256) is not None:
            self._distribute(record.sha256)


def settled_told(held: Settled) -> str | None:
    """Who settled a marking last, when and why, and how it was held before; None where nobody did."""
    if not held.decisions:
        return None
    last = held.decisions[-1]
    level, before = _words(last), listed_as(held.as_read)
    if len(held.decisions) > 1:
        before = _words(held.decisions[-2])
    return f"settled as {level} by {last.by} on {last.instant[:10]}: {last.why} (before: {before})"


def _words(decided: Decided) -> str:
    return "//".join([decided.level or NOT_READ, *decided.caveats])


def _as_read(record: Record) -> str:
    if len(record.original) > LIMIT_BYTES:  # kept unread
        return UNREADABLE_LEVEL
    return level_of(telegram_marking(read(record.original)), record.telegram.day)


def _under(record: Record, held: Marking) -> tuple[Paragraph, ...]:
    """The paragraphs under a decision: one above all that the text says raises what their marks say.

    Whoever raises a telegram says that its marks are too low; else its paragraphs would be let out, and quoted, as
    before. Words without a mark are held as the whole is anyway.
    """
    paragraphs = record.telegram.paragraphs
    if not paragraphs:
        return paragraphs
    # An earlier decision may have raised them already.
    text = read(record.original)
    if [one.span for one in text.paragraphs] == [one.span for one in paragraphs]:
        paragraphs = tuple(
            msgspec.structs.replace(one, marking=again.marking)
            for one, again in zip(paragraphs, text.paragraphs, strict=True)
        )
    said = telegram_marking(text)
    narrower = held.release is not None and (said.release is None or not said.release <= held.release)
    raised = Marking(
        held.rank if held.rank > said.rank else 0,  # what was not read is settled, not raised
        release=held.release if narrower else None,
    )
    if raised == OPEN:
        return paragraphs
    on = record.telegram.day
    marks = [portion(one.marking) or least_of_mark(one.marking) for one in paragraphs]
    return tuple(
        one if mark is None else msgspec.structs.replace(one, marking=mark_of(mark.join(raised), on))
        for one, mark in zip(paragraphs, marks, strict=True)
    )

"""Moves that a person enters by hand, one or a table of them, each with its telegram and words or as their own word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from legation.core.dialogue.board import Thing
from legation.core.dialogue.fields import stated
from legation.core.dialogue.ledger import PART_OF, PARTS, Entry, Unnumbered, chained
from legation.core.dialogue.taking_back import standing
from legation.core.errors import ArchiveError, LegationError, NotFoundError, RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.services.boards.board import thing_marking
from legation.services.boards.sourcing import day_of
from legation.services.dialogue.rows import (
    Row,
    Tried,
    TriedRow,
    day_of_row,
    fields_of_row,
    is_same,
    refused,
    rows_of,
)
from legation.services.own_words import check_own_words
from legation.services.proposals.pointing import own_name
from legation.services.proposals.recording import (
    by_hand,
    check,
    check_not_entered,
    check_sides,
    known_move,
    to_merge,
    to_split,
)
from legation.services.proposals.standing import Standing
from legation.tables.banners import mark_of
from legation.tables.portions import portion


class ByHand(Standing):
    """Every move by hand."""

    def record(
        self,
        reader: Reader,
        dialogue: str,
        kind: str,
        about: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Entry:
        """Enter one move by hand.

        Args:
            kind: ``entity.verb`` of the moves table, or ``entity.amend``.
            about: id or number on the board (``3``, ``objective 3``); for a move that raises a thing, a new key,
            or the objective that it belongs to; a position is named by that alone (``3``).
            mrn: the telegram that shows it. Without one the entry is held as closely as what it is about.
            quote: words of that telegram; white space may differ. ``first words ... last words`` is all between, too.
            on: the day it took place, none to come; by default that of the telegram, else the present one.

        Raises:
            NotFoundError: no such dialogue or telegram. MoveError: the state does not allow it; names what it
            does.
            RefusedError: the words are not in the telegram, or stand there more than once; a field is none of the
            kind's; a day is none; a word is none of the field's; it is what the same person entered last of the thing.
        """
        known_move(self._moves, kind)
        fields = stated(self._moves, kind, fields or {})

        def made() -> list[Unnumbered]:
            draft = self._drafted(reader, dialogue, kind, about, mrn=mrn, quote=quote, on=on, fields=fields)
            check_not_entered(draft, self._entries(reader, dialogue))
            return [draft]

        return self._enter(reader, made)[0]

    def record_rows(self, reader: Reader, dialogue: str, *, table: str, enter: bool = True) -> Tried:
        """Enter the moves of a table, each as ``record`` would: all of them, or none where any is refused.

        What stands already is passed over, so that a table may be entered again when rows were added to it.

        Args:
            table: text of a spreadsheet, with commas, semicolons or tabs between its cells. The first row names the
            columns: ``move`` and, where they are given, ``about``, ``on``, ``mrn``, ``quote`` and fields by name. A
            row may name what a row before it raises.
            enter: False tells what would become of it, and enters nothing.

        Raises:
            NotFoundError: no such dialogue. RefusedError: it is no such table, or has too many rows.
        """
        rows = rows_of(table)
        tried: list[TriedRow] = []
        not_there: dict[str, None] = {}

        def made() -> list[Unnumbered]:
            drafts, tried[:] = self._tried(reader, dialogue, rows, not_there)
            return drafts if not any(row.what for row in tried) else []

        if not enter:  # those who enter need not wait for it
            made()
            return Tried(rows=tuple(tried), entered=0, not_there=tuple(not_there))
        entered = self._enter(reader, made, takes_long=True)
        return Tried(rows=tuple(tried), entered=len(entered), not_there=tuple(not_there))

    def _tried(
        self, reader: Reader, dialogue: str, rows: Sequence[Row], not_there: dict[str, None]
    ) -> tuple[list[Unnumbered], list[TriedRow]]:
        """What can be entered of the rows, each upon what those before it leave; and what becomes of every one.

        not_there: gets the telegrams that are not there for the reader.
        """
        entries, drafts, tried = list(self._entries(reader, dialogue)), list[Unnumbered](), list[TriedRow]()
        # As they will be: an entry has its place on the board, and the name by which it is taken back, of its instant.
        instants = self._instants(reader)
        at = next(instants)
        met = set[int]()  # numbers of the entries that rows above are, or have made
        for row in rows:
            try:
                known_move(self._moves, row.move)
                fields = stated(self._moves, row.move, fields_of_row(row, self._moves))
                about = row.about or (dialogue if row.move.partition(".")[0] == "dialogue" else "")
                if not about:
                    raise RefusedError("it is not said what is meant", "name it in the column about, or give its text")
                draft = self._written(
                    reader,
                    dialogue,
                    entries,
                    row.move,
                    about,
                    mrn=row.mrn,
                    quote=row.quote,
                    on=day_of_row(row),
                    fields=fields,
                )
                draft = msgspec.structs.replace(draft, instant=at)
                stands = self._standing(draft, entries, met, day=row.on is not None)
                named = (
                    stands.draft
                    if stands is not None
                    else self._check(reader, entries, [*drafts, draft], about, fields)
                )
            except LegationError as fault:
                if isinstance(fault, ArchiveError):
                    raise
                if isinstance(fault, NotFoundError) and row.mrn is not None:
                    not_there[row.mrn] = None
                tried.append(refused(row, fault))
                continue
            if stands is None:
                drafts.append(draft)
                entries += chained([draft], entries[-1].number, entries[-1].hash)
                at = next(instants)
            met.add(stands.number if stands is not None else entries[-1].number)
            board = self._fold(entries)
            thing = board.dialogue if draft.about == dialogue else board.things.get(draft.about)
            tried.append(
                TriedRow(
                    line=row.line,
                    move=row.move,
                    about=f"{thing.called}: {thing.text}" if thing is not None and thing.text else about,
                    on=named.on,
                    marking=_mark_of_row(named, thing),
                    stood=stands is not None,
                )
            )
        return drafts, tried

    def _standing(self, draft: Unnumbered, entries: Sequence[Entry], met: set[int], *, day: bool) -> Entry | None:
        """The same as it stands already. Raises RefusedError where it was entered, and was taken back since.

        met: what rows above are; a second row is the same once more only where nothing of the thing came between.
        """
        same = [entry for entry in entries if is_same(draft, entry.draft, day=day)]
        if not same:
            return None
        taking = [entry for entry in entries if entry.draft.kind in self._moves.taking_back]
        counted = {entry.number for entry in standing([*same, *taking], self._moves)[0]}
        counting = [entry for entry in same if entry.number in counted]
        if not counting:
            raise RefusedError(
                "the same was entered before, and was taken back",
                "leave the row out, or give it a day since then, where it is right after all",
            )
        last = next(entry.number for entry in reversed(entries) if entry.draft.about == draft.about)
        return next((entry for entry in counting if entry.number not in met or entry.number == last), None)

    def merge(
        self,
        reader: Reader,
        dialogue: str,
        about: str,
        into: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
    ) -> Entry:
        """Say that a thing is another one of its kind on the board; ``into`` stands for both from then on.

        about, into: as in ``record``. What belongs to a merged objective stands under the other; what was done of a
        merged demarche, commitment or instrument counts for the other. Raises as ``record`` does.
        """

        def made() -> list[Unnumbered]:
            board = self._fold(self._entries(reader, dialogue))
            one, other = to_merge(board, own_name(board, dialogue, about), own_name(board, dialogue, into))
            kind, fields = f"{one.entity}.merge", {"into": other.id}
            return [self._drafted(reader, dialogue, kind, one.id, mrn=mrn, quote=quote, on=on, fields=fields)]

        return self._enter(reader, made)[0]

    def split(
        self,
        reader: Reader,
        dialogue: str,
        about: str,
        texts: Sequence[str],
        *,
        mrn: str | None = None,
        on: date | None = None,
    ) -> list[Entry]:
        """Make several objectives, or demarches, of one: each raised with its text, the first one saying into which.

        The parts stand for the one, which is closed; what belongs to it stays with it until it is amended to name
        another. The move ``unsplit`` takes it back. Raises as ``record`` does, and then enters nothing.
        """
        return self._enter(reader, lambda: self._splitting(reader, dialogue, about, texts, mrn=mrn, on=on))

    def _splitting(
        self, reader: Reader, dialogue: str, about: str, texts: Sequence[str], *, mrn: str | None, on: date | None
    ) -> list[Unnumbered]:
        board = self._fold(self._entries(reader, dialogue))
        origin, kept = to_split(board, own_name(board, dialogue, about), texts)
        raising = next(move.verb for move in self._moves.moves.values() if move.entity == origin.entity and move.opens)
        kind = f"{origin.entity}.split"
        # Parts of a split that was taken back are others than those of the next one, be they called the same.
        before = sum(movement.kind == kind for movement in origin.movements)
        parts = [
            self._drafted(
                reader,
                dialogue,
                f"{origin.entity}.{raising}",
                " ".join([origin.id, *([str(before)] if before else []), text.strip()]),
                mrn=mrn,
                on=on,
                fields={**kept, "text": text.strip(), PART_OF: origin.id},
                drawn=[origin],
            )
            for text in texts
        ]
        fields = {PARTS: [part.about for part in parts]}
        told = self._drafted(reader, dialogue, kind, origin.id, mrn=mrn, on=on, fields=fields, drawn=[origin])
        return [*parts, told]

    def _drafted(
        self,
        reader: Reader,
        dialogue: str,
        kind: str,
        about: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
        fields: Mapping[str, Any] | None = None,
        drawn: Sequence[Thing] = (),
    ) -> Unnumbered:
        """What ``record`` enters, of fields that are drawn from things of the board."""
        entries = self._entries(reader, dialogue)
        draft = self._written(
            reader, dialogue, entries, kind, about, mrn=mrn, quote=quote, on=on, fields=fields, drawn=drawn
        )
        self._check(reader, entries, [draft], about, fields)
        return draft

    def _written(
        self,
        reader: Reader,
        dialogue: str,
        entries: Sequence[Entry],
        kind: str,
        about: str,
        *,
        mrn: str | None = None,
        quote: str | None = None,
        on: date | None = None,
        fields: Mapping[str, Any] | None = None,
        drawn: Sequence[Thing] = (),
    ) -> Unnumbered:
        """The entry of a move upon ``entries``, whether or not it follows from them."""
        if mrn is None and quote is not None:
            raise RefusedError("a quote needs its telegram", "name the telegram that it stands in")
        place = self._sources.place(reader, mrn, quote) if mrn is not None else None
        day = on.isoformat() if on is not None else day_of(place[0]) if place is not None else None
        today = self._now().date().isoformat()
        if day is not None and day > today:
            raise RefusedError(
                f"{day} is a day to come in UTC, and nothing has moved on it",
                f"date the move {today} or before; what is to come has a due day, or is the date of a meeting",
            )
        return by_hand(
            reader.name,
            dialogue,
            self._fold(entries),
            self._moves,
            kind,
            about,
            on=day or today,
            place=place,
            quoted=quote is not None,
            fields=fields,
            drawn=drawn,
        )

    def _check(
        self, reader: Reader, entries: Sequence[Entry], drafts: Sequence[Unnumbered], *words: object
    ) -> Unnumbered:
        """The last of ``drafts`` as it will be held. Raises MoveError or RefusedError unless it may follow the others.

        entries: what stands, with the others. words: what a person wrote in it.
        """
        draft = drafts[-1]
        named = self._as_named(reader, drafts)[-1]
        check_own_words(Marking.from_label(named.access), *words)  # as which they will be held
        check_sides(draft, self._fold_with(entries, [draft]), self._moves)
        if not draft.kind.endswith(".amend"):
            check(draft, entries, self._moves, self._fold)
        return named


def _mark_of_row(draft: Unnumbered, thing: Thing | None) -> str | None:
    """The portion mark of what is told of a row: its entry, and the words by which the board has its thing."""
    if thing is None:
        return draft.marking
    own = portion(draft.marking) or Marking.from_label(draft.access)
    return mark_of(join_all([own, thing_marking(thing)]), date.fromisoformat(draft.on))

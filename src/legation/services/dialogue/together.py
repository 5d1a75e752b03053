"""Moves of a table, and what one decision entered: entered together, each upon those before it, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from legation.core.dialogue.board import Thing
from legation.core.dialogue.fields import stated
from legation.core.dialogue.ledger import MOVEMENT, Entry, Unnumbered, chained
from legation.core.dialogue.taking_back import standing
from legation.core.errors import ArchiveError, LegationError, NotFoundError, RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.services.boards.board import thing_marking
from legation.services.dialogue.by_hand import ByHand, Stated
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
from legation.services.proposals.recording import known_move
from legation.tables.banners import mark_of
from legation.tables.portions import portion


class Together(ByHand):
    """Several moves in one step."""

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

    def take_back(self, reader: Reader, dialogue: str, movements: Sequence[tuple[str, str, str]]) -> list[Entry]:
        """Take back what one decision entered, the last first: all of it, or nothing.

        movements: of each its name in the story, the kind of its thing, and the thing. Raises as ``record`` does; a
        refusal is that of the first that cannot be taken back.
        """
        rows = [
            Row(line=place, move=f"{kind}.undo", about=about, fields={MOVEMENT: movement})
            for place, (movement, kind, about) in enumerate(reversed(movements), 1)
        ]

        def made() -> list[Unnumbered]:
            drafts, tried = self._tried(reader, dialogue, rows, {})
            for row in tried:
                if row.what is not None:
                    raise RefusedError(row.what, row.do or "")
            return drafts

        return self._enter(reader, made)

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
                move = Stated(row.move, about, row.mrn, row.quote, day_of_row(row), fields)
                draft = self._written(reader, dialogue, entries, move)
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


def _mark_of_row(draft: Unnumbered, thing: Thing | None) -> str | None:
    """The portion mark of what is told of a row: its entry, and the words by which the board has its thing."""
    if thing is None:
        return draft.marking
    own = portion(draft.marking) or Marking.from_label(draft.access)
    return mark_of(join_all([own, thing_marking(thing)]), date.fromisoformat(draft.on))

"""Moves that a person enters by hand, each with its telegram and words or as their own word; merges and splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from legation.core.dialogue.board import Thing
from legation.core.dialogue.fields import stated
from legation.core.dialogue.ledger import PART_OF, PARTS, Entry, Unnumbered
from legation.core.errors import RefusedError
from legation.core.marking import Marking, Reader
from legation.services.boards.sourcing import day_of
from legation.services.own_words import check_own_words
from legation.services.proposals.fitting import check, check_not_entered, check_sides
from legation.services.proposals.pointing import own_name
from legation.services.proposals.recording import (
    by_hand,
    known_move,
    to_merge,
    to_split,
)
from legation.services.proposals.standing import Standing


class Stated(NamedTuple):
    """One move as a person states it, as ``record`` takes it. drawn: things of the board that its fields repeat."""

    kind: str
    about: str
    mrn: str | None = None
    quote: str | None = None
    on: date | None = None
    fields: Mapping[str, Any] | None = None
    drawn: Sequence[Thing] = ()


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
            draft = self._drafted(reader, dialogue, Stated(kind, about, mrn, quote, on, fields))
            check_not_entered(draft, self._entries(reader, dialogue))
            return [draft]

        return self._enter(reader, made)[0]

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
            return [self._drafted(reader, dialogue, Stated(kind, one.id, mrn, quote, on, fields))]

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
                Stated(
                    f"{origin.entity}.{raising}",
                    " ".join([origin.id, *([str(before)] if before else []), text.strip()]),
                    mrn=mrn,
                    on=on,
                    fields={**kept, "text": text.strip(), PART_OF: origin.id},
                    drawn=[origin],
                ),
            )
            for text in texts
        ]
        fields = {PARTS: [part.about for part in parts]}
        told = self._drafted(reader, dialogue, Stated(kind, origin.id, mrn=mrn, on=on, fields=fields, drawn=[origin]))
        return [*parts, told]

    def _drafted(self, reader: Reader, dialogue: str, move: Stated) -> Unnumbered:
        """The entry of a move upon what stands. Raises as ``record`` does."""
        entries = self._entries(reader, dialogue)
        draft = self._written(reader, dialogue, entries, move)
        self._check(reader, entries, [draft], move.about, move.fields)
        return draft

    def _written(self, reader: Reader, dialogue: str, entries: Sequence[Entry], move: Stated) -> Unnumbered:
        """The entry of a move upon ``entries``, whether or not it follows from them."""
        if move.mrn is None and move.quote is not None:
            raise RefusedError("a quote needs its telegram", "name the telegram that it stands in")
        place = self._sources.place(reader, move.mrn, move.quote) if move.mrn is not None else None
        day = move.on.isoformat() if move.on is not None else day_of(place[0]) if place is not None else None
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
            move.kind,
            move.about,
            on=day or today,
            place=place,
            quoted=move.quote is not None,
            fields=move.fields,
            drawn=move.drawn,
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

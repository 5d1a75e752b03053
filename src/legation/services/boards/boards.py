"""Boards that were folded lately. A board is made of entries and days alone, so from the same ones it is the same.

Kept is what was made of entries, never what somebody asked: who may read other entries has another board, and finds
nothing here of one that they may not read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias, TypeVar

from legation.core.dialogue.board import Board
from legation.core.dialogue.fold import Folding
from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.moves import Moves
from legation.services.boards.board import View, view
from legation.services.boards.sides import unknown_sides
from legation.storage.lately import Lately
from legation.tables.parties import PartyTable, default_parties

T = TypeVar("T")

Draw: TypeAlias = Callable[[Board, str], T]
"""Makes something of a board and the id of its dialogue."""

_MOST_ENTRIES = 200_000
"""Of all boards that are kept, together; a thing of a board takes about two kilobytes."""

_FOLDS = 16
"""How many folds are kept to be carried on: what is tried at a desk, and what was entered, is a few entries more."""

_Made: TypeAlias = tuple[str | None, str | None, tuple[tuple[str, str, str | None], ...]]


class _Kept:
    """A board with what was drawn from it, by what drew it; ``entries``: how many it was made of."""

    def __init__(self, board: Board, entries: int) -> None:
        self.board = board
        self.entries = entries
        self.drawn: dict[tuple[Draw[Any], str], Any] = {}


class _Fold(NamedTuple):
    """A fold that is carried on by others and changed by none; ``entries``: how many it was made of."""

    folding: Folding
    entries: int


class Boards:
    """Folds, and keeps what was folded. Whoever is given a board leaves it as it is: others have the same one."""

    def __init__(self, moves: Moves, parties: PartyTable | None = None) -> None:
        self._moves = moves
        self._parties = parties or default_parties()
        self._kept: Lately[_Made, _Kept] = Lately(_MOST_ENTRIES, lambda kept: kept.entries)
        self._folds: Lately[_Made, _Fold] = Lately(
            _MOST_ENTRIES, lambda fold: max(fold.entries, _MOST_ENTRIES // _FOLDS)
        )

    def fold(self, entries: Sequence[Entry], as_of: date | None, today: date | None) -> Board:
        """The board of these entries of one dialogue, as ``core.dialogue.fold`` makes it.

        as_of: None for how it stands on ``today``; what is entered for a later day is counted in ``Board.later``.
        """
        return self._of(entries, as_of, today).board

    def view(self, entries: Sequence[Entry], dialogue: str, as_of: date | None, today: date | None) -> View:
        """All rows of that board. dialogue: its id."""
        return self.drawn(entries, dialogue, as_of, today, self._view)

    def _view(self, board: Board, dialogue: str) -> View:
        return view(board, dialogue, told=unknown_sides(board, self._parties))

    def drawn(
        self, entries: Sequence[Entry], dialogue: str, as_of: date | None, today: date | None, draw: Draw[T]
    ) -> T:
        """What ``draw`` makes of that board and the id of its dialogue, and of nothing else; each draws it once.

        draw: a function of a module, or a method of this; one made anew for each call would be kept each time.
        """
        kept = self._of(entries, as_of, today)
        if (draw, dialogue) not in kept.drawn:
            kept.drawn[draw, dialogue] = draw(kept.board, dialogue)
        made: T = kept.drawn[draw, dialogue]
        return made

    def _of(self, entries: Sequence[Entry], as_of: date | None, today: date | None) -> _Kept:
        # The hash of an entry says all of its draft as it was kept; its marking may be another one now.
        made = (
            as_of.isoformat() if as_of is not None else None,
            today.isoformat() if today is not None else None,
            tuple((entry.hash, entry.draft.access, entry.draft.marking) for entry in entries),
        )
        kept = self._kept.get(made)
        if kept is None:
            folding = self._carried_on(made, entries, as_of, today)
            board = folding.board(today)
            board.later = len(entries) - len(_counted(entries, as_of, today))
            kept = _Kept(board, len(entries))
            self._kept.keep(made, kept)
            self._folds.keep(made, _Fold(folding, len(entries)))
        return kept

    def _carried_on(self, made: _Made, entries: Sequence[Entry], as_of: date | None, today: date | None) -> Folding:
        """A fold of these entries: of the longest beginning of them that was folded lately, and of what is left."""

        def shared(other: _Made) -> int:
            return len(other[2]) if other[:2] == made[:2] and made[2][: len(other[2])] == other[2] else 0

        before = self._folds.best(shared)
        if before is not None:
            return before.folding.carried_on(_counted(entries[before.entries :], as_of, today))
        folding = Folding(self._moves, as_of)
        folding.add(_counted(entries, as_of, today))
        return folding


def _counted(entries: Sequence[Entry], as_of: date | None, today: date | None) -> Sequence[Entry]:
    """Of entries those that count: how it stands is how it stands today."""
    if as_of is not None or today is None:
        return entries
    return [entry for entry in entries if entry.draft.on <= today.isoformat()]

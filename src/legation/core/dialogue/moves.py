"""Moves: which states each kind of thing has, and which verbs lead from one to another.

The rows stand in ``tables/data/moves.toml``; this room only knows how to ask them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from legation.core.errors import MoveError

HolderRule = Literal["by", "to", "ours", "none"]


class State(msgspec.Struct, frozen=True):
    """entity and name; who must act next in it; whether the thing is still open."""

    entity: str
    name: str
    holder: HolderRule
    open: bool


class Move(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """verb: leads from any of ``from_`` (empty: it raises the thing) to ``to``. says: how a story tells it."""

    entity: str
    verb: str
    from_: tuple[str, ...]
    to: str
    says: str


class Moves(msgspec.Struct, frozen=True):
    """All states and moves, asked by entity."""

    states: dict[tuple[str, str], State]
    moves: dict[tuple[str, str], Move]

    def legal(self, entity: str, state: str | None) -> list[str]:
        """Verbs allowed for a thing in ``state`` (None: not there yet), in the order of the table."""
        return [
            move.verb
            for move in self.moves.values()
            if move.entity == entity and ((state is None and not move.from_) or state in move.from_)
        ]

    def after(self, entity: str, verb: str, state: str | None) -> str:
        """State after a move. Raises MoveError with the legal verbs when the state does not allow it."""
        move = self.moves.get((entity, verb))
        legal = self.legal(entity, state)
        if move is None or verb not in legal:
            now = f"is {state}" if state is not None else "is not on the ledger yet"
            raise MoveError(
                f"cannot {verb} {'an' if entity[0] in 'aeiou' else 'a'} {entity} that {now}",
                f"possible now: {', '.join(legal) or 'nothing'}",
            )
        return move.to

"""Moves: which states each kind of thing has, and which verbs lead from one to another.

The rows stand in ``tables/data/moves.toml``; this room only knows how to ask them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from legation.core.errors import MoveError

HolderRule = Literal["by", "to", "ours", "none"]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """entity and name; who must act next in it; whether the thing is still open.

    due: whether its due day still counts; an answered demarche is open but no longer awaited.
    """

    entity: str
    name: str
    holder: HolderRule
    open: bool
    due: bool = True


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """verb: leads from any of ``from_`` to ``to``. says: how a story tells it.

    raises: a thing may begin with it, as a meeting that a telegram first tells of when it has been held. A
    move that leads from nowhere always does.
    """

    entity: str
    verb: str
    from_: tuple[str, ...]
    to: str
    says: str
    raises: bool = False

    @property
    def opens(self) -> bool:
        """Whether a thing may begin with this move."""
        return self.raises or not self.from_


class Moves(msgspec.Struct, frozen=True):
    """All states and moves, asked by entity."""

    states: dict[tuple[str, str], State]
    moves: dict[tuple[str, str], Move]

    @property
    def entities(self) -> tuple[str, ...]:
        """Every kind of thing, in the order of the table."""
        return tuple(dict.fromkeys(entity for entity, _ in self.states))

    def legal(self, entity: str, state: str | None) -> list[str]:
        """Verbs allowed for a thing in ``state`` (None: not there yet), in the order of the table."""
        return [
            move.verb
            for move in self.moves.values()
            if move.entity == entity and (move.opens if state is None else state in move.from_)
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

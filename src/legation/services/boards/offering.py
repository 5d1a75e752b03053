"""A move of the dialogue itself that what happened on its board suggests, such as its launch by a first round.

It is offered and never made: whether a meeting was a round of the dialogue is for a person to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.tables.moves import load_moves


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """move: of the table, such as ``dialogue.launch``. says: what it makes of the dialogue. why: what suggests it.

    on: the day of that. telegram: one that tells of it; None where a person alone does. marking: portion mark of the
    dialogue and of what suggests the move.
    """

    move: str
    says: str
    why: str
    on: str
    telegram: str | None
    marking: str


def offered(board: Board, marks: Callable[[Iterable[Thing]], str]) -> tuple[Offered, ...]:
    """The moves that the dialogue can make and that the first of what they follow, since it was raised, suggests.

    marks: the portion mark of what rests on some things.
    """
    own = board.dialogue
    if own is None:
        return ()
    found = []
    for move in load_moves().moves.values():
        if move.entity != "dialogue" or move.offered is None or own.state not in move.from_:
            continue
        entity, _, verb = move.offered.partition(".")
        reached = load_moves().moves[entity, verb].to
        # What was held before the dialogue was proposed, be it told of in the same telegram, is no round of it.
        told = [
            (movement.on, thing.number, thing, movement)
            for thing in board.of(entity)
            if thing.state == reached
            for movement in thing.movements
            if movement.kind == move.offered and movement.on > own.raised
        ]
        if told:
            on, _, thing, movement = min(told, key=lambda one: one[:2])
            found.append(
                Offered(
                    move=f"dialogue.{move.verb}",
                    says=move.says,
                    why=f"{thing.called} was {reached}, and the dialogue is still {own.state}",
                    on=on,
                    telegram=next((source.telegram for source in movement.sources if source.telegram), None),
                    marking=marks([own, thing]),
                )
            )
    return tuple(found)

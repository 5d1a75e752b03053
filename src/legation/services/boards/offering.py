"""A move that what happened on the board suggests: a launch by a first round, an objective tabled by a demarche.

It is offered and never made: whether a meeting was a round of the dialogue is for a person to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.moves import Move
from legation.tables.moves import load_moves


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """move: of the table, such as ``dialogue.launch``. of: what would make it, as it is named where a move is entered.

    says: what it makes of that. why: what suggests it. on: the day of that. telegram: one that tells of it; None where
    a person alone does. marking: portion mark of what would make the move and of what suggests it.
    """

    move: str
    of: str
    says: str
    why: str
    on: str
    telegram: str | None
    marking: str


def offered(board: Board, marks: Callable[[Iterable[Thing]], str]) -> tuple[Offered, ...]:
    """The moves that the dialogue and its objectives can make, each with the first of what suggests it, or the last.

    marks: the portion mark of what rests on some things.
    """
    found = []
    for move in load_moves().moves.values():
        if move.offered is None:
            continue
        for own, things in _each_with_its_things(board, move):
            told = list(_suggesting(things, own, move)) if own.state in move.from_ else []
            if told:
                first_or_last = min if move.offered_last is None else max
                thing, movement = first_or_last(told, key=lambda one: (one[1].on, one[0].number))
                found.append(_offer(own, move, thing, movement, marks([own, thing])))
    return tuple(found)


def _each_with_its_things(board: Board, move: Move) -> list[tuple[Thing, list[Thing]]]:
    """What a move can be made of, each with the things by which it is offered: of the dialogue, all of their kind."""
    things = board.of((move.offered or "").partition(".")[0])
    if move.entity == "dialogue":
        return [(board.dialogue, things)] if board.dialogue is not None else []
    own: dict[str, list[Thing]] = {}
    for thing in things:
        own.setdefault(str(thing.fields.get(move.entity)), []).append(thing)
    return [(one, own[one.id]) for one in board.of(move.entity) if one.id in own]


def _suggesting(things: Sequence[Thing], own: Thing, move: Move) -> Iterator[tuple[Thing, Movement]]:
    """The movements that suggest a move of ``own``, with those of its things that made them and did not turn back."""
    entity, _, verb = (move.offered or "").partition(".")
    stands = move.offered_while or (load_moves().moves[entity, verb].to,)
    if move.offered_last is not None:
        side = own.actor(move.offered_last)
        things = [one for one in things if side is not None and one.actor("by") == side]
        if any(one.turn != "closed" for one in things):
            return
    for thing in things:
        if thing.state not in stands:
            continue
        for movement in thing.movements:
            # What was held before the dialogue was proposed, be it told of in the same telegram, is no round of it.
            since = movement.on > own.raised if own.entity == "dialogue" else movement.on >= own.raised
            if movement.kind == move.offered and since:
                yield thing, movement


def _offer(own: Thing, move: Move, thing: Thing, movement: Movement, marking: str) -> Offered:
    done = load_moves().moves[thing.entity, movement.kind.partition(".")[2]].says
    itself = own.entity == "dialogue"
    return Offered(
        move=f"{move.entity}.{move.verb}",
        of=own.id if itself else str(own.number),
        says=move.says,
        why=f"{thing.called} was {done}, and {'the dialogue' if itself else own.called} is still {own.state}",
        on=movement.on,
        telegram=next((source.telegram for source in movement.sources if source.telegram), None),
        marking=marking,
    )

"""The moves that a thing of the board may make, and what each asks for: what a form at the desk is made of."""

from __future__ import annotations

import msgspec

from legation.core.dialogue.ledger import MOVEMENT
from legation.tables.moves import load_moves


class Possible(msgspec.Struct, frozen=True, kw_only=True):
    """A move that a thing may make. fields: what it has use for beside the telegram, its words and the day."""

    kind: str
    verb: str
    says: str
    fields: tuple[str, ...]


GIVEN: dict[str, tuple[str, ...]] = {
    "objective": ("text", "objective_kind", "sought_by", "sought_from", "due"),
    "position": ("text", "party", "stance", "objective"),
    "commitment": ("text", "by", "to", "due", "condition", "objective"),
    "demarche": ("text", "by", "to", "posts", "due", "talking_points", "leave_behind", "objective"),
    "meeting": ("text", "by", "to", "date"),
    "instrument": ("text", "by", "to"),
    "contact": ("text", "name", "role", "party"),
}
"""Kinds of things in the order of a board, and the fields that one is raised with."""


ONE_OF = {name: row.one_of for name, row in load_moves().values.items()}
"""Fields that hold one word of a list, and the words."""


RELATIONS = tuple(load_moves().relations)
"""How an objective may be linked to another thing."""


def possible(entity: str, state: str | None) -> tuple[Possible, ...]:
    """The moves of the table that a thing in ``state`` may make, None for one that is not there.

    Then those by which it is told of again and stays as it is, as a second report of a delivery; an amendment last.
    """
    moves = load_moves()
    found = []
    legal = moves.legal(entity, state)
    again = [verb for of, verb in moves.moves if of == entity and moves.tells_again(entity, state, verb)]
    for verb in dict.fromkeys([*legal, *again]):
        move = moves.moves[entity, verb]
        if MOVEMENT in move.item:
            continue  # it is offered beside each movement of a story
        fields = (*GIVEN.get(entity, ()), *move.item)
        if state is not None:
            fields = ("text", *move.item, *_MORE.get(f"{entity}.{verb}", ()))
        own = tuple(name for name in dict.fromkeys(fields) if name not in ("cites", "into_several", "into"))
        says = move.says if verb in legal else move.again or move.says
        found.append(Possible(kind=f"{entity}.{verb}", verb=verb, says=says, fields=own))
    if state is not None:
        amended = ("text", *GIVEN.get(entity, ()))
        found.append(
            Possible(kind=f"{entity}.amend", verb="amend", says="amended", fields=tuple(dict.fromkeys(amended)))
        )
    return tuple(found)


_MORE = {
    "demarche.extend": ("due",),
    "commitment.accept": ("due",),
    "commitment.extend": ("due",),
    "meeting.agree": ("date",),
    "meeting.postpone": ("date",),
}

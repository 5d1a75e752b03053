"""The table of states and moves of everything a dialogue holds (``data/moves.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from legation.core.dialogue.moves import Fields, Move, Moves, State, Values
from legation.tables.rows import TableError, toml, typed
from legation.tables.worded_days import load_worded_days


def _expanded(key: str, defaults: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**defaults, **row, "entity": group["entity"]} for group in toml("moves.toml")[key] for row in group["rows"]
    ]


@cache
def load_moves() -> Moves:
    """All states and moves; raises TableError for a move that names a state the entity has not, and the like."""
    states = {(s.entity, s.name): s for s in typed(_expanded("state", {"open": True}), State, "moves.toml state")}
    moves = {(m.entity, m.verb): m for m in typed(_expanded("move", {"from": []}), Move, "moves.toml move")}
    for move in moves.values():
        named = {*move.from_, *move.actor_from, move.to, move.partly, move.proven, move.rejoins} - {None, "any"}
        for name in named:
            if (move.entity, name) not in states:
                raise TableError(f"moves.toml: {move.entity} {move.verb} names the unknown state {name!r}")
        if move.to is None and move.opens:
            raise TableError(f"moves.toml: {move.entity} {move.verb} raises a thing and names no state")
        if (move.proof is None) != (move.proven is None) or move.proof not in (None, *move.item):
            raise TableError(
                f"moves.toml: {move.entity} {move.verb} has a proof without its state, or not in its items"
            )
        if not {*move.clears} <= {other.fact for other in moves.values() if other.entity == move.entity}:
            raise TableError(f"moves.toml: {move.entity} {move.verb} clears what no move establishes")
        if move.offered is not None and tuple(move.offered.split(".")) not in moves:
            raise TableError(f"moves.toml: {move.entity} {move.verb} is offered by the unknown move {move.offered!r}")
        if not {((move.offered or "").partition(".")[0], name) for name in move.offered_while} <= states.keys():
            raise TableError(f"moves.toml: {move.entity} {move.verb} is offered while in an unknown state")
        if move.undoes is not None and (move.entity, move.undoes) not in moves:
            raise TableError(f"moves.toml: {move.entity} {move.verb} undoes the unknown move {move.undoes!r}")
    relations = {row["name"]: row["to"] for group in toml("moves.toml")["relation"] for row in group["rows"]}
    fields = {f.entity: f for f in typed(toml("moves.toml")["fields"], Fields, "moves.toml fields")}
    if unknown := fields.keys() ^ {entity for entity, _ in states}:
        raise TableError(f"moves.toml: fields and states are not of the same kinds: {', '.join(sorted(unknown))}")
    for held in fields.values():
        items = {name for move in moves.values() if move.entity == held.entity for name in move.item}
        if unknown := {*held.days, *held.lists, *held.items, *held.texts, *held.words} - items - set(held.names):
            raise TableError(f"moves.toml: {held.entity} has no field {', '.join(sorted(unknown))}")
    values = {v.field: v for v in typed(toml("moves.toml")["values"], Values, "moves.toml values")}
    sides = tuple(toml("moves.toml")["sides"]["fields"])
    said = {name for held in fields.values() for name in held.names} | {n for m in moves.values() for n in m.item}
    if unknown := (values.keys() | set(sides)) - said:
        raise TableError(f"moves.toml: nothing has a field {', '.join(sorted(unknown))}")
    return Moves(
        states=states,
        moves=moves,
        relations=relations,
        fields=fields,
        values=values,
        sides=sides,
        both=tuple(toml("moves.toml")["sides"]["both"]),
        days=load_worded_days(),
    )

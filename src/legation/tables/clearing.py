"""The table of states and moves of a draft on its way out (``data/clearing.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from legation.core.clearing import Clearing, Rule
from legation.core.dialogue.moves import Move, Moves, State
from legation.tables.rows import TableError, toml, typed

_OWN = ("action", "own", "voids")


@cache
def clearing_moves() -> Clearing:
    """All states and moves of a draft. Raises TableError for a move that names a state which is none."""
    table = toml("clearing.toml")
    rows = [{"open": True, **row, "entity": "draft"} for group in table["state"] for row in group["rows"]]
    states = {(state.entity, state.name): state for state in typed(rows, State, "clearing.toml state")}
    moves: dict[tuple[str, str], Move] = {}
    rules: dict[str, Rule] = {}
    for row in (row for group in table["move"] for row in group["rows"]):
        bare: dict[str, Any] = {"from": [], **{key: value for key, value in row.items() if key not in _OWN}}
        (move,) = typed([{**bare, "entity": "draft"}], Move, "clearing.toml move")
        for name in {*move.from_, move.to}:
            if ("draft", name) not in states:
                raise TableError(f"clearing.toml: {move.verb} names the unknown state {name!r}")
        moves["draft", move.verb] = move
        (rules[move.verb],) = typed([{key: row[key] for key in _OWN if key in row}], Rule, "clearing.toml move")
    return Clearing(Moves(states=states, moves=moves), rules)

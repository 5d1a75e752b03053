"""The table of states and moves: all of it can be reached, and what it does not allow is refused."""

from __future__ import annotations

import pytest

from legation.core.dialogue.taking_back import IN_ERROR
from legation.core.errors import MoveError
from legation.tables.moves import load_moves

MOVES = load_moves()
COMPUTED = {
    ("position", "superseded"),  # by a later position, not by a move
    ("demarche", "partly delivered"),  # by a delivery that leaves posts to come
    # by taking back what began it
    *((entity, IN_ERROR) for entity in MOVES.entities),
}


@pytest.mark.parametrize("entity", MOVES.entities)
def test_every_state_can_be_reached(entity: str) -> None:
    reached: set[str | None] = {None}
    while True:
        further = {
            MOVES.after(entity, verb, state) for state in reached for verb in MOVES.legal(entity, state)
        } - reached
        if not further:
            break
        reached |= further
    missing = {name for of, name in MOVES.states if of == entity} - reached
    assert {(entity, name) for name in missing} <= COMPUTED


@pytest.mark.parametrize(("entity", "verb"), list(MOVES.moves))
def test_a_move_is_legal_from_its_states_alone(entity: str, verb: str) -> None:
    move = MOVES.moves[entity, verb]
    for state in [None, *(name for of, name in MOVES.states if of == entity)]:
        allowed = (state is None and move.opens) or (state is not None and bool({state, "any"} & set(move.from_)))
        assert MOVES.allows(entity, state, verb) == allowed
        if allowed:
            assert MOVES.after(entity, verb, state) == (move.to or state)
        else:
            with pytest.raises(MoveError) as refused:
                MOVES.after(entity, verb, state)
            for legal in MOVES.legal(entity, state):
                assert legal in refused.value.do


@pytest.mark.parametrize("entity", sorted(set(MOVES.entities) - {"position"}))  # a position is superseded, not moved
def test_something_open_has_a_move_left(entity: str) -> None:
    open_now = [name for (of, name), state in MOVES.states.items() if of == entity and state.open]
    assert open_now
    assert [name for name in open_now if not MOVES.legal(entity, name)] == []


def test_a_met_objective_cannot_be_tabled() -> None:
    with pytest.raises(MoveError, match="cannot table an objective that is met") as refused:
        MOVES.after("objective", "table", "met")
    assert refused.value.do == "possible now: reopen, link, unlink, undo"


def test_a_meeting_may_be_told_of_first_when_it_has_been_held() -> None:
    assert MOVES.after("meeting", "hold", None) == "held"

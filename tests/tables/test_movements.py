"""Every row of movements.toml finds its example and not its counter, and its moves are moves of the table."""

import pytest

from legation.tables.movements import Sign, Words, load_movements
from legation.tables.moves import load_moves

TABLE = load_movements()


@pytest.mark.parametrize(
    "sign", [one for one in TABLE.signs if one.pattern], ids=lambda one: f"{one.entity}-{one.verbs[0]}"
)
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_a_sign_finds_its_example_and_not_its_counter(sign: Sign, case) -> None:
    assert sign.example
    assert sign.counter
    assert sign.within(case(sign.example))
    assert not sign.within(case(sign.counter))


@pytest.mark.parametrize("row", [*TABLE.offices, TABLE.naming], ids=lambda one: one.name or "naming")
def test_words_that_are_looked_for_have_an_example(row: Words) -> None:
    assert row.within(row.example)
    assert not row.within(row.counter)


@pytest.mark.parametrize("row", TABLE.ordinals, ids=lambda one: one.name)
def test_a_round_is_told_from_another(row: Words) -> None:
    assert [other.name for other in TABLE.ordinals if other.within(f"The {row.name} round was held")] == [row.name]
    assert not row.within(f"He said {row.name} that it was well")


@pytest.mark.parametrize("sign", TABLE.signs, ids=lambda one: f"{one.entity}-{one.verbs[0]}")
def test_a_sign_tells_moves_and_fields_of_its_kind(sign: Sign) -> None:
    moves = load_moves()
    assert all((sign.entity, verb) in moves.moves for verb in sign.verbs)
    assert set(sign.gives) <= set(moves.fields[sign.entity].names)
    assert (sign.speaks is not None) == ("evidence" in sign.verbs)


WITHOUT_REFERENCE = [rule for rule in TABLE.thresholds if rule.reference == ("none",)]


@pytest.mark.parametrize("rule", WITHOUT_REFERENCE, ids=lambda one: f"{one.entity}-{one.rule}")
def test_without_a_reference_more_is_asked_for(rule) -> None:
    assert rule.alike or rule.own > 0
    assert rule.sides != "unknown"

"""Laws of the marking lattice and of the one access decision."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.errors import RefusedError
from legation.core.marking import (
    OPEN,
    UNREADABLE,
    UPKEEP,
    Access,
    Marking,
    Reader,
    audience_of,
    join_all,
    least_of,
    may_read,
    reaches,
)

NEEDS = st.frozensets(st.sampled_from(["NOFORN", "EXDIS", "NODIS", "ORCON"]))
NATIONS = st.sampled_from(["US", "GB", "LY", "FR"])
markings = st.builds(Marking, st.sampled_from([0, 1, 2, 3, 4, 5, 9]), NEEDS, st.none() | st.frozensets(NATIONS))
readers = st.builds(
    Reader, st.just("r"), st.integers(0, 5), NEEDS, st.none() | NATIONS, st.sampled_from([False, False, True])
)


@given(markings, markings)
def test_join_is_commutative(one: Marking, other: Marking) -> None:
    assert one.join(other) == other.join(one)


@given(markings, markings, markings)
def test_join_is_associative(one: Marking, two: Marking, three: Marking) -> None:
    assert one.join(two).join(three) == one.join(two.join(three))


@given(markings)
def test_join_is_idempotent_and_open_adds_nothing(one: Marking) -> None:
    assert one.join(one) == one
    assert one.join(OPEN) == one


@given(readers, markings, markings)
def test_who_reads_a_join_reads_both_parts_and_only_then(reader: Reader, one: Marking, other: Marking) -> None:
    parts = may_read(reader, one).allowed and may_read(reader, other).allowed
    assert may_read(reader, one.join(other)).allowed == parts


@given(readers, markings, st.integers(0, 5), NEEDS)
def test_more_clearance_never_closes(reader: Reader, marking: Marking, rank: int, more: frozenset[str]) -> None:
    raised = Reader("r", max(reader.rank, rank), reader.holds | more, reader.nation, reader.owner)
    assert not may_read(reader, marking).allowed or may_read(raised, marking).allowed


@given(markings)
def test_a_label_gives_its_marking_back(marking: Marking) -> None:
    assert Marking.from_label(marking.label) == marking


@given(st.lists(markings))
def test_join_all_is_the_same_in_any_order(held: list[Marking]) -> None:
    assert join_all(held) == join_all(held[::-1])


@given(readers)
def test_only_an_owner_reads_what_cannot_be_read(reader: Reader) -> None:
    assert may_read(reader, UNREADABLE).allowed == reader.owner


@given(markings, markings, markings)
def test_a_join_is_the_least_upper_bound(one: Marking, other: Marking, bound: Marking) -> None:
    joined = one.join(other)
    assert joined.join(one) == joined == joined.join(other)
    above_both = bound.join(one) == bound == bound.join(other)
    assert above_both == (bound.join(joined) == bound)


@given(markings, markings)
def test_release_lists_intersect(one: Marking, other: Marking) -> None:
    joined = one.join(other).release
    for nation in ("US", "GB", "LY", "FR"):
        closed = any(m.release is not None and nation not in m.release for m in (one, other))
        assert (joined is not None and nation not in joined) == closed


@given(markings, st.lists(markings, max_size=3))
def test_an_access_label_gives_its_access_back(marking: Marking, beyond: list[Marking]) -> None:
    access = Access(marking, tuple(beyond))
    again = Access.from_label(access.label)
    assert again.label == access.label
    assert (again.marking, set(again.beyond)) == (marking, set(beyond))
    assert Marking.from_label(access.label) == marking


@given(readers, st.lists(markings, max_size=5))
def test_every_reader_has_one_of_the_reaches_and_one_access_of_it(reader: Reader, held: list[Marking]) -> None:
    mine = frozenset(m for m in held if may_read(reader, m).allowed)
    sets = reaches(held, most=10_000)
    assert sets is not None
    if not reader.owner and reader.rank in {m.rank for m in held}:
        assert mine in sets
    forms = [Access(join_all(list(some)), tuple(least_of([m for m in held if m not in some]))) for some in sets if some]
    opened = [some for some, form in zip((s for s in sets if s), forms, strict=True) if form.opens_to(reader).allowed]
    assert opened == ([mine] if mine in sets and mine else [])


def test_upkeep_reaches_every_form() -> None:
    view = Access(Marking(3), (Marking(4),))
    assert view.opens_to(UPKEEP).allowed
    assert view.opens_to(Reader("owner", owner=True)).rule == "beyond"


def test_too_many_kinds_of_readers_are_not_told_apart() -> None:
    assert reaches([Marking(3, frozenset({f"N{n}"})) for n in range(9)], most=256) is None


@given(readers, markings, st.integers(0, 5), NEEDS, st.none() | NATIONS)
def test_an_audience_reads_no_more_than_whoever_writes_for_it(
    reader: Reader, marking: Marking, rank: int, holds: frozenset[str], nation: str | None
) -> None:
    try:
        audience = audience_of(reader, rank, holds, nation)
    except RefusedError:
        assert not reader.owner
        assert rank > reader.rank or not holds <= reader.holds or nation not in (None, reader.nation)
        return
    assert (audience.name, audience.owner, audience.upkeep) == (reader.name, False, False)
    if may_read(audience, marking).allowed:
        assert may_read(reader, marking).allowed


@pytest.mark.parametrize(
    "asked", [(4, frozenset(), None), (3, frozenset({"NODIS"}), None), (3, frozenset(), "GB"), (9, frozenset(), None)]
)
def test_nobody_writes_for_those_who_read_more(asked: tuple[int, frozenset[str], str | None]) -> None:
    with pytest.raises(RefusedError):
        audience_of(Reader("r", 3, frozenset({"EXDIS"}), "US"), *asked)

"""Laws of the marking lattice and of the one access decision."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legation.core.marking import OPEN, UNREADABLE, Marking, Reader, join_all, may_read

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

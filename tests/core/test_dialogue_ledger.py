"""The chain of the ledger: whole as long as nobody alters an entry, and broken from there on."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from legation.core.dialogue.ledger import START, Unnumbered, broken_at, chained, thing_id

drafts = st.lists(
    st.builds(
        Unnumbered,
        instant=st.just("2026-11-24T12:00:00.000000Z"),
        author=st.sampled_from(["owner", "carol"]),
        kind=st.sampled_from(["objective.raise", "objective.table"]),
        dialogue=st.just("us-ly"),
        about=st.sampled_from(["o1", "o2"]),
        on=st.dates().map(str),
        fields=st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=3),
        sources=st.just(()),
        access=st.just("3;;-"),
        marking=st.just("C"),
    ),
    max_size=6,
)


@given(drafts, drafts)
def test_a_chain_holds_and_goes_on_where_it_ended(first: list[Unnumbered], then: list[Unnumbered]) -> None:
    entries = chained(first, 0, START)
    entries += chained(then, len(entries), entries[-1].hash if entries else START)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert broken_at(entries) is None


@given(drafts.filter(bool), st.data())
def test_an_altered_entry_is_named(held: list[Unnumbered], data: st.DataObject) -> None:
    entries = chained(held, 0, START)
    at = data.draw(st.integers(0, len(entries) - 1))
    altered = msgspec.structs.replace(entries[at].draft, author="someone else")
    entries[at] = msgspec.structs.replace(entries[at], draft=altered)
    assert broken_at(entries) == at + 1


@given(drafts.filter(lambda d: len(d) > 1), st.data())
def test_a_missing_entry_is_noticed(held: list[Unnumbered], data: st.DataObject) -> None:
    entries = chained(held, 0, START)
    del entries[data.draw(st.integers(0, len(entries) - 2))]
    assert broken_at(entries) is not None


def test_the_order_of_fields_does_not_change_a_hash() -> None:
    def draft(fields: dict[str, str]) -> Unnumbered:
        return Unnumbered(
            instant="",
            author="owner",
            kind="objective.raise",
            dialogue="us-ly",
            about="o1",
            on="2009-11-05",
            fields=fields,
            sources=(),
            access="0;;-",
            marking="U",
        )

    one, other = ({"a": "1", "b": "2"}, {"b": "2", "a": "1"})
    assert chained([draft(one)], 0, START) == chained([draft(other)], 0, START)


def test_ids_are_stable_and_tell_no_count() -> None:
    assert (now := thing_id("objective", "us-ly", "tsctp")).startswith("oc8197a30")  # people cite it
    assert len(now) == 13
    # What an older ledger has under its shorter id is found by that.
    assert thing_id("objective", "us-ly", "tsctp", {"oc8197a30"}) == "oc8197a30"
    assert thing_id("objective", "us-ly", "tsctp", {now, "o00000000"}) == now
    assert thing_id("objective", "us-ly", "tsctp") != thing_id("objective", "us-eg", "tsctp")

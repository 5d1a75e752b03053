"""Every row of minutes.toml finds its example and not its counter, and its types are those of outcomes."""

from __future__ import annotations

import pytest

from legation.tables.minutes import Words, load_minutes
from legation.tables.moves import load_moves

TABLE = load_minutes()
CASES = pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])


@pytest.mark.parametrize("row", TABLE.labels, ids=lambda row: row.type)
@CASES
def test_a_label_stands_before_a_colon(row: Words, case) -> None:
    found = TABLE.label(case(row.example))
    assert found is not None
    assert found[0] == (row.type, row.held)
    assert TABLE.label(case(row.counter)) is None


@pytest.mark.parametrize("row", TABLE.headings, ids=lambda row: row.type)
@CASES
def test_a_heading_is_a_whole_line(row: Words, case) -> None:
    found = TABLE.heading(case(row.example).removeprefix("3. "))
    assert found is not None
    assert found[0] == (row.type, row.held)
    assert TABLE.heading(case(row.counter)) is None


@pytest.mark.parametrize("row", TABLE.leads, ids=lambda row: row.type)
@CASES
def test_words_within_a_line_lead_to_a_list(row: Words, case) -> None:
    found = TABLE.lead(case(row.example))
    assert found is not None
    assert found[0] == (row.type, row.held)
    assert TABLE.lead(case(row.counter)) is None


@pytest.mark.parametrize("row", [TABLE.nothing, TABLE.by, TABLE.holds], ids=["nothing", "by", "holds"])
def test_words_that_are_looked_for_have_an_example(row: Words) -> None:
    look = row.compiled.search if row is TABLE.by else row.compiled.match
    assert look(row.example) is not None
    assert look(row.counter) is None


def test_types_are_those_of_outcomes() -> None:
    assert {row.type for row in (*TABLE.labels, *TABLE.headings)} == set(load_moves().values["type"].one_of)

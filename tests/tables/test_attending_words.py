"""Every row of attending.toml finds its example and not its counter."""

from __future__ import annotations

import pytest

from legation.tables.attending import Listing, Words, load_attending

TABLE = load_attending()
CASES = pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.where)
def test_words_beside_a_list_of_names(row: Listing) -> None:
    assert row.found(row.example)
    assert row.found(row.example.upper())
    assert not row.found(row.counter)


@pytest.mark.parametrize(
    "row", [TABLE.near, TABLE.elsewhere, TABLE.unsaid, TABLE.ends], ids=["near", "elsewhere", "unsaid", "ends"]
)
@CASES
def test_words_around_it(row: Words, case) -> None:  # type: ignore[no-untyped-def]
    assert row.compiled.search(case(row.example))
    assert not row.compiled.search(case(row.counter))

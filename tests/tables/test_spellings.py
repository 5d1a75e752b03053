"""Spellings of one name: the rows, and what they join and do not join."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.tables.spellings import changed_once, spellings_of, spellings_table


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("QADHAFI", "KADDAFI"),
        ("QADHAFI", "GADHAFI"),
        ("QADHAFI", "QADHAAFI"),
        ("KHRUSHCHEV", "KHRUSHCHOV"),
        ("BREZHNEV", "BREZHNEFF"),
        ("PIPINELIS", "PIPINELLIS"),
        ("BOURGUIBA", "BURGUIBA"),
        ("KOSYGIN", "KOSYGGIN"),
    ],
)
def test_what_is_written_two_ways_is_alike_both_ways(one: str, other: str) -> None:
    assert other in spellings_of(one)
    assert one in spellings_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GAMAL", "KAMAL"),
        ("BELL", "BEL"),
        ("FISHER", "FISCHER"),
        ("YOUNG", "YUNG"),
        ("MAYER", "MEYER"),
        ("ROSS", "ROSE"),
    ],
)
def test_names_of_two_families_are_not(one: str, other: str) -> None:
    assert other not in spellings_of(one)


@given(st.text(alphabet="ADEFGHIKOQSTUVWYZ", min_size=1, max_size=12))
def test_to_be_a_spelling_is_mutual_and_needs_at_most_two_changes(word: str) -> None:
    for other in list(spellings_of(word))[:20]:
        assert word in spellings_of(other)
        assert other in changed_once(word) or changed_once(word).keys() & changed_once(other).keys()


def test_each_row_joins_two_names_and_says_why() -> None:
    table = spellings_table()
    assert all(len(set(one.spelled)) > 1 and one.because for one in (*table.sounds, *table.names))


def test_what_is_no_word_of_plain_letters_has_no_other_spelling() -> None:
    assert not any(map(spellings_of, ("", "O'DREY", "12", "Ł" * 6, "A" * 25)))

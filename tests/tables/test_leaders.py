"""Leaders whom telegrams name without an office: the rows, and the years in which a name means its bearer."""

from __future__ import annotations

import pytest

from legation.tables.leaders import leader_rows, leaders, leaders_by_office, office_holders
from legation.tables.parties import default_parties
from legation.tables.rules import word_list


def test_rows_are_names_of_known_parties_in_order() -> None:
    names = [one.surname for one in leader_rows()]
    assert names == sorted(names)
    assert all(name.isupper() and len(name) > 2 and name not in word_list("no_names") for name in names)
    assert all(default_parties().party(one.party) for one in leader_rows())
    assert not {(name,) for name in names} & default_parties().names.keys()


@pytest.mark.parametrize(
    ("name", "year", "party"),
    [
        ("NASSER", 1955, "EG"),
        ("NASSER", 1951, "EG"),
        ("NASSER", 1990, None),
        ("GOWON", 1976, "NG"),
        ("GOWON", 1977, None),
    ],
)
def test_a_name_counts_in_its_years_and_one_beside_them(name: str, year: int, party: str | None) -> None:
    assert leaders(year).get(name) == party


def test_a_name_of_many_counts_behind_its_office_in_its_years() -> None:
    assert leaders_by_office(1967)["JOHNSON", "PRESIDENT"] == "US"
    assert ("JOHNSON", "PRESIDENT") not in leaders_by_office(1975)
    rows = [(one.surname, one.office, one.from_) for one in office_holders()]
    assert rows == sorted(rows)
    assert not {one.surname for one in office_holders()} & {one.surname for one in leader_rows()}

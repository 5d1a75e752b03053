"""Leaders whom telegrams name without an office or a country, and whose they were (``data/leaders.csv``).

Those whose surname is that of many are known by it behind their office alone (``data/leaders-by-office.csv``).
"""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.parties import default_parties
from legation.tables.rows import TableError, csv_rows, typed

_ABOUT = 1  # years before and after those of the row in which it counts, too


class Leader(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """The last part of a surname in capitals, a party, and the first and last year in which it meant this person."""

    surname: str
    party: str
    from_: int
    until: int


@cache
def leader_rows() -> tuple[Leader, ...]:
    """Every row. Raises TableError for a party that is not known, and for a name that stands twice."""
    rows = [{**row, "from": int(row["from"]), "until": int(row["until"])} for row in csv_rows("leaders.csv")]
    found = tuple(typed(rows, Leader, "leaders.csv"))
    names: set[str] = set()
    for one in found:
        if default_parties().party(one.party) is None or one.from_ > one.until:
            raise TableError(f"leaders.csv: {one.surname} has no party that is known, or no years")
        if one.surname in names:
            raise TableError(f"leaders.csv: {one.surname} stands twice")
        names.add(one.surname)
    return found


class OfficeHolder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A surname and an office in capitals, a party, and the first and last year in which the two meant this person."""

    surname: str
    office: str
    party: str
    from_: int
    until: int


@cache
def office_holders() -> tuple[OfficeHolder, ...]:
    """Every row. Raises TableError for a party that is not known, and for a row without years."""
    name = "leaders-by-office.csv"
    rows = [{**row, "from": int(row["from"]), "until": int(row["until"])} for row in csv_rows(name)]
    found = tuple(typed(rows, OfficeHolder, name))
    for one in found:
        if default_parties().party(one.party) is None or one.from_ > one.until:
            raise TableError(f"{name}: {one.surname} has no party that is known, or no years")
    return found


@cache
def leaders_by_office(year: int) -> dict[tuple[str, str], str]:
    """Party by surname and office, of those who hold it in a year."""
    return {(one.surname, one.office): one.party for one in office_holders() if one.from_ <= year <= one.until}


@cache
def leaders(year: int) -> dict[str, str]:
    """Party by surname, of those who count in a year."""
    return {one.surname: one.party for one in leader_rows() if one.from_ - _ABOUT <= year <= one.until + _ABOUT}

"""Office symbols of distribution blocks and attention lines, and what they stood for on a day."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

import msgspec

from legation.tables.rows import TableError, csv_rows, typed, years


class OfficeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"since": "from"}):
    """One symbol at one time. since, to: years, None where not known or outside the table's time."""

    symbol: str
    name: str
    since: int | None
    to: int | None
    confirmed: bool

    def stood(self, year: int) -> bool:
        """Whether the row may hold in a year; unknown ends are open."""
        return (self.since is None or self.since <= year) and (self.to is None or year <= self.to)


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """What a symbol stands for.

    name: of the whole symbol, None where the table has only the bureau before a stroke. bureau, bureau_name: that part
    and its name; of a whole symbol, the bureau above it. in_years: False where the row is of another time than the day.
    """

    symbol: str
    name: str | None
    bureau: str | None
    bureau_name: str | None
    in_years: bool
    confirmed: bool

    @property
    def says(self) -> str:
        """In words: ``Office of Maghreb Affairs``, or ``part of NEA, Bureau of Near Eastern Affairs``."""
        return self.name or f"part of {self.bureau}, {self.bureau_name}"


@cache
def office_rows() -> dict[str, tuple[OfficeRow, ...]]:
    """Every row by symbol, in the order of the table. Raises TableError for a row that stands twice."""
    rows: dict[str, list[OfficeRow]] = {}
    for row in typed((_row(raw) for raw in csv_rows("offices.csv")), OfficeRow, "offices.csv"):
        own = rows.setdefault(row.symbol, [])
        if any((other.name, other.since) == (row.name, row.since) for other in own):
            raise TableError(f"offices.csv: {row.symbol} {row.name!r} stands twice")
        if row.since is not None and row.to is not None and row.to < row.since:
            raise TableError(f"offices.csv: {row.symbol} ends before it begins")
        own.append(row)
    return {symbol: tuple(own) for symbol, own in rows.items()}


def _row(row: dict[str, str]) -> dict[str, Any]:
    if row["flag"] not in {"", "u"}:
        raise TableError(f"offices.csv: {row['symbol']} has the flag {row['flag']!r}")
    return {
        "symbol": row["symbol"],
        "name": row["name"],
        **years(row, "offices.csv"),
        "confirmed": row["flag"] != "u",
    }


_LONGEST = 40


def office(symbol: str, on: date | None = None) -> Office | None:
    """The office of a symbol such as ``NEA/MAG`` on a day, or None if not even its first part is known.

    Where the whole is not in the table the longest part before a stroke that is gives the bureau, and ``name`` is None.
    """
    if len(symbol) > _LONGEST:
        return None
    whole = re.sub(r"\s*/\s*", "/", symbol.strip().upper())
    found = _held(whole, on)
    above = next((row for part in _parts(whole) if (row := _held(part, on)) is not None), None)
    if found is None and above is None:
        return None
    telling = found or above
    return Office(
        symbol=whole,
        name=found.name if found is not None else None,
        bureau=above.symbol if above is not None else None,
        bureau_name=above.name if above is not None else None,
        in_years=on is None or (telling is not None and telling.stood(on.year)),
        confirmed=telling is not None and telling.confirmed,
    )


def _parts(symbol: str) -> list[str]:
    """What stands before each stroke, longest first."""
    return [symbol[: found.start()] for found in re.finditer("/", symbol)][::-1]


def _held(symbol: str, on: date | None) -> OfficeRow | None:
    """The row that stood on the day; without one, or without a day, the last row of the symbol."""
    rows = office_rows().get(symbol)
    if not rows:
        return None
    if on is not None:
        standing = [row for row in rows if row.stood(on.year)]
        if standing:
            return max(standing, key=lambda row: row.since or 0)
    return max(rows, key=lambda row: row.since or 0)

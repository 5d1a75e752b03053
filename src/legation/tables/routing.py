"""Routing indicators: which address stood behind the letters on format lines 2, 3, 7 and 8, and when that was seen.

An indicator changes hands over the years, and several addresses may share one: what is given is what the sources show,
with their year, never a guess for another time.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from legation.tables.rows import TableError, csv_rows, typed, years


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"since": "from"}):
    """One pairing. seen: the year of the source that shows it. since, to: its years, None where unknown."""

    ri: str
    plad: str
    post: str | None
    since: int | None
    to: int | None
    seen: int
    source: str


@cache
def route_rows() -> tuple[Route, ...]:
    """Every row of ``data/routing.csv``. Raises TableError."""
    raw = (
        {
            "ri": row["ri"],
            "plad": row["plad"],
            "post": row["post"] or None,
            **years(row, "routing.csv"),
            "seen": int(row["seen"]),
            "source": row["source"],
        }
        for row in csv_rows("routing.csv")
    )
    rows = tuple(typed(raw, Route, "routing.csv"))
    if len({(row.ri, row.plad, row.seen) for row in rows}) != len(rows):
        raise TableError("routing.csv: a pairing stands twice")
    return rows


@cache
def _by_indicator() -> dict[str, tuple[Route, ...]]:
    found: dict[str, list[Route]] = {}
    for row in route_rows():
        found.setdefault(_normal(row.ri), []).append(row)
    return {ri: tuple(rows) for ri, rows in found.items()}


def _normal(ri: str) -> str:
    """Collectives are entered as RHCR and delivered as RUCR (ACP 117 section V)."""
    return f"RUCR{ri[4:]}" if ri.startswith("RHCR") else ri


def routing(ri: str, on: date | None = None) -> tuple[Route, ...]:
    """The pairings of an indicator on a day: those of the source nearest in time to it; all of them without a day.

    Empty where the table has none. ``seen`` tells how far the source is from the day; the caller judges.
    """
    rows = _by_indicator().get(_normal(ri.strip().upper()), ())
    if on is None or not rows:
        return rows
    held = [row for row in rows if (row.since or 0) <= on.year <= (row.to or 9999)]
    nearest = min((abs(row.seen - on.year) for row in held), default=0)
    return tuple(row for row in held if abs(row.seen - on.year) == nearest)

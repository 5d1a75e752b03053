"""How soon a telegram is to be handled by its precedence, and how it ages while it waits (``data/handling.toml``)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import msgspec

from legation.core.precedence import RANKS
from legation.tables.rows import TableError, table, unique


class Handling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One precedence. minutes: until it is to be read. acknowledge: until its receipt is to be acknowledged, or None.

    ages: minutes of waiting after which it counts as ``ages_to``; None where it does not age. confirmed: whether the
    aim was seen in ``source``.
    """

    name: str
    minutes: int
    source: str
    confirmed: bool
    acknowledge: int | None = None
    ages: int | None = None
    ages_to: str | None = None

    @property
    def rank(self) -> int:
        return RANKS[self.name]


@cache
def handling_rows() -> dict[str, Handling]:
    """Every row by its precedence, the highest first. Raises TableError for one that is none, or ages nowhere."""
    rows = unique(table("handling.toml", "precedence", Handling), "name", "handling.toml")
    for row in rows.values():
        later = row.ages_to
        if row.name not in RANKS or (row.ages is None) != (later is None):
            raise TableError(f"handling.toml: {row.name!r} is no precedence, or ages without saying to what")
        if later is not None and not RANKS[row.name] < RANKS[later] < RANKS["FLASH"]:
            raise TableError(f"handling.toml: {row.name!r} may not age to {later!r}")
    if missing := RANKS.keys() - rows.keys():
        raise TableError(f"handling.toml: no row for {', '.join(sorted(missing))}")
    return rows


def aged(name: str, delivered: datetime, now: datetime) -> str:
    """The precedence that a telegram counts as after it has waited: its own, or a higher one that it has aged to."""
    row = handling_rows()[name]
    while row.ages is not None and row.ages_to is not None:
        delivered += timedelta(minutes=row.ages)
        if now < delivered:
            break
        row = handling_rows()[row.ages_to]
    return row.name

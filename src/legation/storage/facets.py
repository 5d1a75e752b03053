"""Facets: how the telegrams that a search finds are spread over years, posts, TAGS and so on.

They are counted over all that was found, inside each partition that the reader may read, and summed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

MONTH = "month"
"""The column of months, such as ``2009-11``."""


class FacetRow(msgspec.Struct, frozen=True, kw_only=True):
    """name: of the facet. column: of the index. field: that a search is narrowed by.

    cut: characters of the column's value that count. by_value: told in order of values, the last ones, not the
    commonest: months that are picked by their counts look like a calendar and have holes.
    """

    name: str
    column: str
    field: str
    cut: int | None = None
    by_value: bool = False


FACETS = (
    FacetRow(name="year", column=MONTH, field="date", cut=4, by_value=True),
    FacetRow(name="month", column=MONTH, field="date", by_value=True),
    FacetRow(name="post", column="post", field="post"),
    FacetRow(name="tag", column="tag", field="tag"),
    FacetRow(name="classification", column="class", field="class"),
    FacetRow(name="caption", column="caption", field="caption"),
    FacetRow(name="signer", column="signer", field="signer"),
)
COLUMNS = tuple(dict.fromkeys(row.column for row in FACETS))


_BY_VALUE = frozenset(row.name for row in FACETS if row.by_value)


class FacetCount(msgspec.Struct, frozen=True):
    """How many have a value. ``narrows``: what to add to the search to find just them, None where none can."""

    value: str
    count: int
    narrows: str | None


class Facet(msgspec.Struct, frozen=True):
    """The commonest values, of years and months the last; ``values``: how many there are in all."""

    name: str
    values: int
    counts: tuple[FacetCount, ...]

    @property
    def left(self) -> str:
        """How many values are not told, in words: ``4 earlier``, ``12 more``; "" for none."""
        left = self.values - len(self.counts)
        return f"{left:,} {'earlier' if self.name in _BY_VALUE else 'more'}" if left else ""


class Spread(msgspec.Struct, frozen=True):
    """How all that a search finds is spread. access: labels of the telegrams that anything was counted of."""

    facets: tuple[Facet, ...]
    access: tuple[str, ...]


def facets_of(columns: Mapping[str, Mapping[str, int]], most: int) -> tuple[Facet, ...]:
    """Facets from counts by column and value; at most ``most`` values of each."""
    found = []
    for row in FACETS:
        counts: Counter[str] = Counter()
        for value, count in columns.get(row.column, {}).items():
            counts[value[: row.cut]] += count
        if row.by_value:
            best = sorted(counts.items())[max(0, len(counts) - max(0, most)) :]
        else:
            best = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[: max(0, most)]
        told = tuple(FacetCount(value, count, narrowing(row.field, value)) for value, count in best)
        found.append(Facet(row.name, len(counts), told))
    return tuple(found)


def narrowing(field: str, value: str) -> str | None:
    """A value of a field as it is written in a search."""
    if '"' in value or value.endswith("*") or not any(sign.isalnum() for sign in value):
        return None
    bare = all(sign.isalnum() or sign in "-/." for sign in value) and ".." not in value
    return f"{field}:{value}" if bare else f'{field}:"{value}"'

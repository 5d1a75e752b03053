"""Which parts of a telegram go with its readable paragraphs into a view of it (``data/releasing.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from legation.tables.rows import TableError, table

Part = Literal["open", "banner", "furniture", "withheld"]


class PartRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of elements of one kind."""

    kind: str
    does: Literal["open", "banner", "furniture"]


@cache
def part_of(kind: str) -> Part:
    """What becomes of an element of this kind; what no row names is withheld."""
    return _rows().get(kind, "withheld")


@cache
def _rows() -> dict[str, Part]:
    found: dict[str, Part] = {}
    for row in table("releasing.toml", "part", PartRow):
        if row.kind in found:
            raise TableError(f"releasing.toml [[part]]: {row.kind!r} stands twice")
        found[row.kind] = row.does
    return found

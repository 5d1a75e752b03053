"""The sets of naval messages and what is read of each (``data/sets.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from legation.tables.rows import table, unique


class MessageSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set. says: what it is. holds: what is read of it. behind: whether it may stand behind the text."""

    name: str
    says: str
    holds: Literal["text", "subject", "reference", "narrative", "order", "aside"]
    behind: bool = False


@cache
def message_sets() -> dict[str, MessageSet]:
    """Every set by its name. Raises TableError for a name that stands twice."""
    rows: dict[str, MessageSet] = unique(table("sets.toml", "set", MessageSet), "name", "sets.toml")
    return rows

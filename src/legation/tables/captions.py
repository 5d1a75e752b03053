"""The words of captions and caveats, for finding them on a telegram's lines (rows of ``data/marking.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from legation.tables.rows import toml


@cache
def _words(groups: frozenset[str]) -> tuple[str, ...]:
    rows: list[dict[str, Any]] = toml("marking.toml")["control"]
    words = [w for row in rows if row["group"] in groups for w in (row["name"], *row.get("words", ())) if len(w) > 3]
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


def caption_names() -> tuple[str, ...]:
    """Distribution captions and channels, longest first: SIPDIS, EXDIS, ROGER CHANNEL ..."""
    return _words(frozenset({"distribution"}))


def caveat_names() -> tuple[str, ...]:
    """Dissemination controls that stand beside the level, longest first: NOFORN, ORCON ..."""
    return _words(frozenset({"control", "compartment"}))

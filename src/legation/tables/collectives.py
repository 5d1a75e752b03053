"""Addresses that stand for a group of posts: by their words, or by a row of ``data/collectives.toml``."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import table


class CollectiveRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address for a group of posts. says: which."""

    plad: str
    says: str


@cache
def _names() -> frozenset[str]:
    return frozenset(row.plad for row in table("collectives.toml", "collective", CollectiveRow))


def is_collective(plad: str) -> bool:
    """Whether an address stands for a group of posts: ``ARAB LEAGUE COLLECTIVE``, ``ALL OECD CAPITALS``, ``ALDAC``."""
    words = plad.upper().split()
    if not words:
        return False
    told = words[0] == "ALL" or "COLLECTIVE" in words or "POSTS" in words
    return told or words[0] in _names() or " ".join(words) in _names()

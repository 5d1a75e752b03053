"""Addresses that tell whose service writes, and which of them are its ministry (``data/services.toml``)."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import table, unique


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row. begins: the first words of the address, in capitals. party: code of the party that it serves.

    home: whether it is the ministry to which the missions of that service report.
    """

    begins: str
    party: str
    home: bool = False


@cache
def services() -> dict[str, Service]:
    """Every row by how its address begins. Raises TableError for one that stands twice."""
    rows: dict[str, Service] = unique(table("services.toml", "service", Service), "begins", "services.toml")
    return rows


def service_at(address: str) -> tuple[Service, str] | None:
    """The row by which an address in capitals begins, and what follows it: the place, where one is named."""
    words = address.split()
    for count in range(min(len(words), _longest()), 0, -1):
        found = services().get(" ".join(words[:count]))
        if found is not None:
            return found, " ".join(words[count:])
    return None


@cache
def _longest() -> int:
    return max(len(begins.split()) for begins in services())

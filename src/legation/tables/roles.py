"""What the roles of accounts may do (``data/roles.toml``): the one place that decides it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec

from legation.tables.rows import TableError, table


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that can be done here, by its name, and in words."""

    name: str
    says: str


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """may: names of actions."""

    name: str
    may: tuple[str, ...]


@cache
def actions() -> dict[str, Action]:
    """Every action by its name."""
    return {row.name: row for row in table("roles.toml", "action", Action)}


@cache
def roles() -> dict[str, Role]:
    """Every role by its name. Raises TableError for a role that names an action which is none."""
    found: dict[str, Role] = {}
    for row in table("roles.toml", "role", Role):
        if row.name in found or not set(row.may) <= actions().keys():
            raise TableError(f"roles.toml [[role]]: {row.name!r} stands twice or may what is no action")
        found[row.name] = row
    return found


def allowed(names: Iterable[str]) -> frozenset[str]:
    """The actions of someone in these roles; a role that no row knows adds nothing."""
    return frozenset(action for name in names if name in roles() for action in roles()[name].may)

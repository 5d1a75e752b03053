"""Why a draft is begun from a thing of a board, and its skeleton (``data/composing.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from legation.tables.moves import load_moves
from legation.tables.rows import TableError, table

THINGS = ("objective", "demarche", "commitment", "meeting", "contact")
"""Kinds of things that a draft is begun from."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paragraph. draws: what is put in from the board in the place of a text."""

    heading: str | None = None
    text: str = ""
    draws: Literal["", "background", "points", "agenda", "outcomes"] = ""


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a draft is begun for. of: kinds of things. states: of the thing; none for any in which it is open. to: the
    side whose posts it goes to. subject: {} is the text of the thing.

    moves: by the kind of thing, the move that its release is, such as ``objective.table``; absent where it is none.
    """

    name: str
    says: str
    of: tuple[str, ...]
    to: Literal["ours", "theirs"]
    subject: str
    paragraphs: tuple[Part, ...]
    states: tuple[str, ...] = ()
    moves: dict[str, str] = {}

    def fits(self, entity: str, state: str, *, open_: bool) -> bool:
        """Whether a draft is begun for this from a thing of a kind, in a state."""
        return entity in self.of and (state in self.states if self.states else open_)


@cache
def purposes() -> dict[str, Purpose]:
    """Every purpose by its name, in the order of the table. Raises TableError for a kind, or a move, that is none."""
    found = {row.name: row for row in table("composing.toml", "purpose", Purpose)}
    known = load_moves().moves
    for row in found.values():
        if not set(row.of) <= set(THINGS):
            raise TableError(f"composing.toml: {row.name} is of {', '.join(row.of)}")
        for thing, kind in row.moves.items():
            entity, _, verb = kind.partition(".")
            if thing not in THINGS or (entity, verb) not in known:
                raise TableError(f"composing.toml: {row.name} names {thing} = {kind!r}")
    return found

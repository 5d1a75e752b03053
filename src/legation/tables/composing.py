"""Why a draft is begun from a thing of a board, and its skeleton (``data/composing.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from legation.tables.moves import load_moves
from legation.tables.rows import TableError, table

THINGS = ("objective", "demarche")
"""Kinds of things that a draft is begun from."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paragraph. draws: what is put in from the board in the place of a text."""

    heading: str | None = None
    text: str = ""
    draws: Literal["", "background", "points"] = ""


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a draft is begun for. to: the side whose posts it goes to. subject: {} is the text of the thing.

    moves: by the kind of thing, the move that its release is, such as ``objective.table``; absent where it is none.
    """

    name: str
    says: str
    to: Literal["ours", "theirs"]
    subject: str
    paragraphs: tuple[Part, ...]
    moves: dict[str, str] = {}


@cache
def purposes() -> dict[str, Purpose]:
    """Every purpose by its name, in the order of the table. Raises TableError for a move that is none."""
    found = {row.name: row for row in table("composing.toml", "purpose", Purpose)}
    known = load_moves().moves
    for row in found.values():
        for thing, kind in row.moves.items():
            entity, _, verb = kind.partition(".")
            if thing not in THINGS or (entity, verb) not in known:
                raise TableError(f"composing.toml: {row.name} names {thing} = {kind!r}")
    return found

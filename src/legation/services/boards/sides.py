"""Sides that nobody knows: what stands for a party and is the name of no country or organisation.

Any text may stand there, for a table never has every movement, tribe and task force; whoever wrote it is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from legation.core.dialogue.board import Board
from legation.services.boards.board import everything
from legation.tables.moves import load_moves
from legation.tables.parties import PartyTable, words_of


def unknown_sides(board: Board, parties: PartyTable) -> list[str]:
    """A finding for each such text of a board, which says of what it is said."""
    said: dict[tuple[str, str], list[str]] = {}
    for thing in everything(board):
        called = "the dialogue" if thing is board.dialogue else thing.called
        for name, side in _unknown(thing.fields, parties):
            said.setdefault((name, side), []).append(called)
    return [
        f"{_told(name, side)} of {of[0]}{f' and {len(of) - 1} more' if len(of) > 1 else ''} {_is_none(side, parties)}"
        for (name, side), of in said.items()
    ]


def unknown_in(fields: Mapping[str, Any], parties: PartyTable) -> list[str]:
    """The same of what one entry says."""
    return [f"{_told(name, side)} {_is_none(side, parties)}" for name, side in _unknown(fields, parties)]


def _unknown(fields: Mapping[str, Any], parties: PartyTable) -> Iterator[tuple[str, str]]:
    """Fields with a side that is not known, each side of a field once."""
    for name in load_moves().sides:
        held = fields.get(name)
        several = dict.fromkeys(one for one in held if isinstance(one, str)) if isinstance(held, list | tuple) else held
        for side in (several,) if isinstance(several, str) else several or ():
            if side and parties.party(side) is None and side.casefold() not in load_moves().both:
                yield name, side


def _told(name: str, side: str) -> str:
    return f"{name.replace('_', ' ')} {side[:60]!r}"


def _is_none(side: str, parties: PartyTable) -> str:
    """What is wrong, with the code of the only party that is called so."""
    codes = {meaning.code for meaning in parties.names.get(words_of(side), ())}
    codes |= {side.upper()} if parties.party(side.upper()) is not None else set()
    near = f", but {codes.pop()} is" if len(codes) == 1 else ""
    return f"is no country or organisation that is known{near}"

"""What pages call a side: a state by its name, an organisation by its short name, and the other of the two beside it.

Programs are told the code, which is what an entry of the ledger holds; so it stands in the title of every name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

from legation.services.boards.sides_in_cells import Piece, between, in_tasks, opening
from legation.services.boards.stating import UNNAMED, told_of
from legation.tables.parties import PartyTable


def side_filters(table: Callable[[], PartyTable]) -> dict[str, Callable[..., Any]]:
    """Filters of templates. side: a side. sides: a cell with sides and what stands between them. side_name: without
    markup, for an attribute. tasks: a cell of outcomes with who holds each. whose: an alert that opens with a side.
    told_of: what a proposal gives, with its sides."""

    def name(side: str) -> str:
        party = table().party(side)
        return side if party is None or party.kind == "organisation" else party.name

    def shown(side: str) -> Markup:
        party = table().party(side)
        if party is None or party.name == side:
            return escape(side)
        beside = party.name if party.kind == "organisation" else side
        return Markup('<abbr class="side" title="{}">{}</abbr>').format(beside, name(side))

    def with_sides(pieces: Iterable[Piece]) -> Markup:
        return Markup("").join(shown(one.text) if one.side else escape(one.text) for one in pieces)

    called = UNNAMED._replace(side=name)
    return {
        "side": shown,
        "sides": lambda cell: with_sides(between(cell)),
        "side_name": name,
        "tasks": lambda cell: with_sides(in_tasks(cell)),
        "whose": lambda says: with_sides(opening(says)),
        "told_of": lambda one: told_of(one, called),
    }

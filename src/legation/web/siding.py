"""What pages call a side: a state by its name, an organisation by its short name, and the other of the two beside it.

Programs are told the code, which is what an entry of the ledger holds; so it stands in the title of every name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from legation.services.boards.stating import UNNAMED, told_of
from legation.tables.parties import PartyTable

_BETWEEN = re.compile(r"( to |, | \(|\)|\n)")
"""What stands between the sides of a cell: ``XV to XT``, ``XT (mine)``."""


def side_filters(table: Callable[[], PartyTable]) -> dict[str, Callable[..., Any]]:
    """Filters of templates. side: a side. sides: a cell with sides and what stands between them. side_name: without
    markup, for an attribute. told_of: what a proposal gives, with its sides."""

    def name(side: str) -> str:
        party = table().party(side)
        return side if party is None or party.kind == "organisation" else party.name

    def shown(side: str) -> Markup:
        party = table().party(side)
        if party is None or party.name == side:
            return escape(side)
        beside = party.name if party.kind == "organisation" else side
        return Markup('<abbr class="side" title="{}">{}</abbr>').format(beside, name(side))

    def several(cell: str) -> Markup:
        return Markup("").join(shown(part) for part in _BETWEEN.split(cell))

    called = UNNAMED._replace(side=name)
    return {"side": shown, "sides": several, "side_name": name, "told_of": lambda one: told_of(one, called)}

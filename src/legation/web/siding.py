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

_BETWEEN = re.compile(r"( to |, | \(|\)|\n| \u2192 )")
"""What stands between the sides of a cell: ``XV to XT``, ``XT (mine)``, ``XT \u2192 XV``."""
_HOLDS = re.compile(
    r"(?<=\()(?P<side>[^\s(),]{1,40})(?=, due \d{4}[-\d]*\)|\)(?:, done \d{4}-\d\d-\d\d)?$)", re.MULTILINE
)
"""The side that has a task, behind its words: ``Send a draft (XV, due 2016-02-01)``."""
_OPENS = re.compile(r"(?P<side>[^\s(),]{1,40})(?= changed its position | has been silent | has \d+ points of contact)")
"""The side of which an alert tells, before what it did."""


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

    def several(cell: str) -> Markup:
        return Markup("").join(shown(part) for part in _BETWEEN.split(cell))

    def within(cell: str, where: re.Pattern[str]) -> Markup:
        told, last = Markup(), 0
        for found in where.finditer(cell):
            told += escape(cell[last : found.start()]) + shown(found["side"])
            last = found.end()
        return told + escape(cell[last:])

    def whose(says: str) -> Markup:
        opens = _OPENS.match(says)
        return shown(opens["side"]) + escape(says[opens.end() :]) if opens else escape(says)

    called = UNNAMED._replace(side=name)
    return {
        "side": shown,
        "sides": several,
        "side_name": name,
        "tasks": lambda cell: within(cell, _HOLDS),
        "whose": whose,
        "told_of": lambda one: told_of(one, called),
    }

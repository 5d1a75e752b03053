"""Which words of a proposal tell which PLOVER event (``data/rules/events.toml``)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import msgspec

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.rows import TableError, table, toml


class EventRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row: words of proposals of some kinds that tell an event of a type."""

    type: str
    kinds: tuple[ProposalKind, ...]
    pattern: str
    example: str


class EventBook(NamedTuple):
    """Rows in order, the first that fits decides; the type that a kind and a stance have without such words."""

    names: frozenset[str]
    rows: tuple[tuple[EventRow, re.Pattern[str]], ...]
    usual: dict[str, str]
    stances: dict[str, str]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset({*self.usual, *(kind for row, _ in self.rows for kind in row.kinds)})


@cache
def load_events() -> EventBook:
    """The table; raises TableError for a type that is none of the sixteen."""
    whole = toml("rules/events.toml")
    names = frozenset(whole["types"]["names"])
    rows = table("rules/events.toml", "event", EventRow)
    usual, stances = dict(whole["usual"]), dict(whole["stances"])
    for name in (*(row.type for row in rows), *usual.values(), *stances.values()):
        if name not in names:
            raise TableError(f"rules/events.toml: {name!r} is no event type")
    made = tuple((row, re.compile(row.pattern, re.IGNORECASE)) for row in rows)
    return EventBook(names, made, usual, stances)

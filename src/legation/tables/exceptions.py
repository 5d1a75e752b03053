"""What reads like a kind of proposal and is none: one row an exception (``data/rules/exceptions.toml``).

Cues are weighed and rules are matched for what a clause shows; an exception says of a form of words that it never is of
a kind, whatever else the clause shows: PLEASE PASS TO OTHER POSTS asks for no demarche.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import msgspec

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.rows import TableError, table, toml, unique
from legation.tables.rules import expanded

FILE = "rules/exceptions.toml"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row. pattern: over the words that would be quoted, as rules are (``tables/rules.py``). before: where it is
    given, what stands before them in their sentence must end so, too. after: what stands behind them must begin so,
    with their last sign. example: would be proposed as one of the kinds without the row, and is not; the
    counter-example is."""

    id: str
    kinds: tuple[ProposalKind, ...]
    pattern: str
    before: str | None = None
    after: str | None = None
    example: str
    counter: str


class Excepted(NamedTuple):
    row: Row
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@cache
def load_exceptions() -> dict[ProposalKind, tuple[Excepted, ...]]:
    """The rows of each kind; raises TableError for a double id or a pattern that does not compile."""
    words: dict[str, str] = toml("rules/words.toml")["words"]
    rows = table(FILE, "exception", Row)
    unique(rows, "id", FILE)
    made: dict[ProposalKind, tuple[Excepted, ...]] = {}
    for row in rows:
        try:
            pattern = re.compile(expanded(row.pattern, words), re.IGNORECASE)
            before = re.compile(f"(?:{expanded(row.before, words)})$", re.IGNORECASE) if row.before else None
            after = re.compile(expanded(row.after, words), re.IGNORECASE) if row.after else None
        except re.error as wrong:
            raise TableError(f"exception {row.id}: {wrong}") from wrong
        for kind in row.kinds:
            made[kind] = (*made.get(kind, ()), Excepted(row, pattern, before, after))
    return made

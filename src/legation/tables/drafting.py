"""The rules that a draft is checked against (``data/drafting.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from legation.tables.rows import TableError, toml, typed

Severity = Literal["block", "warn", "advice"]


class DraftingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """id: stable name. says: what is wrong; ``{}`` stands for the words at fault. fix: a safe edit can be offered."""

    id: str
    severity: Severity
    says: str
    do: str
    source: str
    fix: bool = False


@cache
def drafting_rules() -> dict[str, DraftingRule]:
    """Every rule by its id, in the order of the table. Raises TableError for an id that stands twice."""
    rows = [row for group in toml("drafting.toml")["rule"] for row in group["rows"]]
    made = typed(rows, DraftingRule, "drafting.toml")
    found = {rule.id: rule for rule in made}
    if len(found) != len(made):
        raise TableError("drafting.toml: an id stands twice")
    return found

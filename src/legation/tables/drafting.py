"""The rules that a draft is checked against (``data/drafting.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from legation.tables.rows import TableError, toml, typed

Severity = Literal["block", "warn", "advice"]
Where = Literal["draft", "copy", "clearing", "nothing"]


class DraftingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """id: stable name. says: what is wrong; ``{}`` stands for the words at fault. fix: a safe edit can be offered.

    on: what it is looked for in; nothing for a rule that no look can find, or that is kept here as ``do`` says.
    under: the rule that it is told together with; empty where it is told by itself.
    """

    id: str
    severity: Severity
    says: str
    do: str
    source: str
    on: Where = "draft"
    under: str = ""
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


@cache
def common_letters() -> frozenset[str]:
    """Letters that stand for a name and need not be spelled out, being known to every reader of telegrams."""
    return frozenset(toml("drafting.toml")["common_letters"])

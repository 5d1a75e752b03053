"""The rules of alerts (``data/alerts.toml``)."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import toml, typed


class AlertRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """rule: its name, for programs. called: the same in words. days: before a due day, or of silence.

    says: the alert in words.
    """

    rule: str
    called: str
    days: int
    says: str


@cache
def alert_rules() -> dict[str, AlertRule]:
    """Every rule by its name, in the order of the table."""
    rows = [row for group in toml("alerts.toml")["alert"] for row in group["rows"]]
    return {row.rule: row for row in typed(rows, AlertRule, "alerts.toml")}

"""Signs that stand where a releaser took words out (``data/redactions.toml``)."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from legation.tables.rows import TableError, table


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    says: str
    pattern: str


@cache
def redaction() -> re.Pattern[str]:
    """Any of the signs, as one pattern."""
    rows = table("redactions.toml", "sign", Sign)
    for row in rows:
        try:
            re.compile(row.pattern)
        except re.error as wrong:
            raise TableError(f"redactions.toml: {row.says}: {wrong}") from wrong
    return re.compile("|".join(f"(?:{row.pattern})" for row in rows), re.IGNORECASE)

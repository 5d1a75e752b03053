"""Finding texts by code (``data/findings.toml``)."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.core.text import Finding, Severity, Span
from legation.tables.rows import table, unique


class FindingRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    severity: Severity
    says: str


@cache
def finding_rows() -> dict[str, FindingRow]:
    """Every kind of finding, by code."""
    return unique(table("findings.toml", "finding", FindingRow), "code", "findings.toml")


def finding(code: str, span: Span, **words: object) -> Finding:
    """A finding with its row's wording; ``words`` fill the places in it. An unknown code is a KeyError."""
    row = finding_rows()[code]
    return Finding(code, row.severity, span, row.says.format(**words))

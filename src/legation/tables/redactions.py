"""Signs that stand where a releaser took words out (``data/redactions.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from legation.tables.rows import TableError, table, toml


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """says: what it is; ``<exemption>`` in its pattern is any. states: whether it says by itself that words were
    withheld."""

    says: str
    pattern: str
    states: bool = False


@cache
def redaction() -> re.Pattern[str]:
    """Any of the signs, as one pattern."""
    return _any_of(_signs())


@cache
def withholding() -> re.Pattern[str]:
    """Any of the signs that say by themselves that words were withheld."""
    return _any_of([row for row in _signs() if row.states])


# One of these stands in whatever says so; most texts have none, which is seen in a fifth of the time.
_MAY_SAY = ("[", "<", "**", "1.4", "1.5", *"█■▇▆▌")
_IN_PARENTHESES = re.compile(r"\(\s*(?:b\)|redact|excis|delet|saniti|withh|text d)", re.IGNORECASE)


def says_withheld(text: str) -> bool:
    """Whether a text says that words of it were withheld."""
    may_say = any(sign in text for sign in _MAY_SAY) or _IN_PARENTHESES.search(text) is not None
    return may_say and withholding().search(text) is not None


def _signs() -> list[Sign]:
    exemption = toml("redactions.toml")["exemption"]
    rows = [
        msgspec.structs.replace(row, pattern=row.pattern.replace("<exemption>", exemption))
        for row in table("redactions.toml", "sign", Sign)
    ]
    for row in rows:
        try:
            re.compile(row.pattern)
        except re.error as wrong:
            raise TableError(f"redactions.toml: {row.says}: {wrong}") from wrong
    return rows


def _any_of(rows: Iterable[Sign]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row.pattern})" for row in rows), re.IGNORECASE)

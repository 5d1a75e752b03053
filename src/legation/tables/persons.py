"""Names of persons that a passing line may have: first names, and surnames so short that they look like symbols."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import toml


class PersonNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All in capitals; ``tables/data/person-names.toml`` says what each set holds."""

    surnames: frozenset[str]
    given: frozenset[str]


@cache
def person_names() -> PersonNames:
    """The names. Raises TableError."""
    return msgspec.convert(toml("person-names.toml"), PersonNames)

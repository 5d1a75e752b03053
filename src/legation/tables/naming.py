"""Words by which a person is told whom a text names, beside titles of office and first names."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import toml


class NamingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All in capitals; ``tables/data/persons.toml`` says what each set holds."""

    titles: tuple[str, ...]
    before_titles: frozenset[str]
    realms: frozenset[str]
    weak: frozenset[str]
    surnames: frozenset[str]
    plain_given: frozenset[str]
    no_persons: frozenset[str]
    places: frozenset[str]
    before_places: frozenset[str]


@cache
def naming_words() -> NamingWords:
    """The words of the package. Raises a msgspec error where the file has not what is expected."""
    return msgspec.convert(toml("persons.toml"), NamingWords)

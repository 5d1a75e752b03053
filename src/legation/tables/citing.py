"""Words around the numbers of cited telegrams: which name a post, which do not, and which say a number is a count."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import toml


class CitingWords(msgspec.Struct, frozen=True):
    """All in capitals; ``tables/data/citing.toml`` says what each set holds. own: word to the part it names."""

    own: dict[str, str]
    series: frozenset[str]
    travelling: frozenset[str]
    filler: frozenset[str]
    office: frozenset[str]
    repeated: frozenset[str]
    not_post: frozenset[str]
    busy: frozenset[str]
    great: frozenset[str]
    counted: frozenset[str]
    sentence: frozenset[str]
    travel: frozenset[str]


@cache
def citing_words() -> CitingWords:
    """The words of the package."""
    data = toml("citing.toml")
    own = {word: part for part, words in data["own"].items() for word in words}
    sets = {name: frozenset(words) for name, words in (*data["words"].items(), *data["after"].items())}
    return CitingWords(own=own, **sets)

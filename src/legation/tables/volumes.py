"""Words by which the editors of a printed volume say in its list of persons whose official somebody is."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.rows import toml


class VolumeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All in capitals; ``tables/data/volumes.toml`` says what each set holds."""

    not_his: frozenset[str]
    serves: frozenset[str]
    forms: frozenset[str]
    desks: frozenset[str]
    matters: frozenset[str]
    ranks: frozenset[str]
    american: tuple[str, ...]


@cache
def volume_words() -> VolumeWords:
    """The words of the package. Raises a msgspec error where the file has not what is expected."""
    return msgspec.convert(toml("volumes.toml"), VolumeWords)

"""The words by which a text says when something is due (``data/worded-days.toml``)."""

from __future__ import annotations

from functools import cache

from legation.core.dialogue.worded_days import Part, WordedDays
from legation.tables.rows import TableError, table, toml

_FILE = "worded-days.toml"


@cache
def load_worded_days() -> WordedDays:
    """The whole table. Raises TableError for a month that is none and for words that stand twice."""
    parts = table(_FILE, "part", Part)
    words = [word for part in parts for word in part.words]
    if len(set(words)) != len(words) or not all(word == word.casefold() for word in words):
        raise TableError(f"{_FILE}: words of a part of a year stand once, and in small letters")
    if not all(1 <= part.until <= 12 for part in parts):
        raise TableError(f"{_FILE}: a part of a year ends in one of its months")
    held = toml(_FILE)
    return WordedDays(
        parts=tuple(parts), counted=tuple(held["counted"]["words"]), before_may=tuple(held["may"]["words"])
    )

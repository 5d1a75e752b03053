"""Who speaks with whom: a telegram tells of talk after talk, and what is stated in one is stated to its other side."""

from __future__ import annotations

from functools import cache

from legation.extract.mentions import Marked
from legation.tables.needing import Glance, words_in
from legation.tables.rules import word_pattern


def talk_of(sentence: Marked) -> tuple[str, str] | None:
    """The two sides of the first talk that the sentence tells of: THE MINISTER TOLD ME, I SAW THE MINISTER."""
    if len(sentence.mentions) < 2 or not _may_tell()(words_in(sentence.text)):
        return None
    for found in word_pattern("talk").finditer(sentence.text):
        first, other = (sentence.mentions[found.start(side)].code for side in ("first", "other"))
        if first and other and first != other:
            return first, other
    return None


@cache
def _may_tell() -> Glance:
    return Glance(word_pattern("talk").pattern)

"""How rare a word is in telegrams of any matter (``data/commonness.csv``)."""

from __future__ import annotations

from functools import cache
from math import log

from legation.tables.linking import load_linking, stem_of
from legation.tables.rows import TableError, csv_rows

_LEAST = 15  # telegrams in a thousand; what fewer have is rare, and has no row


@cache
def rarities() -> dict[str, float]:
    """What a word of many telegrams weighs, between 0 and 1, by the form in which words are compared.

    One without a row is rare, and weighs 1. Raises TableError for a word that stands twice or for a count outside.
    """
    found: dict[str, float] = {}
    for row in csv_rows("commonness.csv"):
        many = int(row["per_mille"])
        if row["word"] in found or not _LEAST <= many <= 1000:
            raise TableError(f"commonness.csv: {row['word']} stands twice, or has no count from {_LEAST} to 1000")
        found[row["word"]] = log(1000 / many) / log(1000 / _LEAST)
    return found


def is_common(word: str) -> bool:
    """Whether a word, in any case and form, is one of telegrams of any matter, and so hardly a name in capitals."""
    plain = word.casefold()
    forms, left_out = {plain, stem_of(plain)}, load_linking().common  # which were never counted
    return not forms.isdisjoint(rarities().keys()) or not forms.isdisjoint(left_out)

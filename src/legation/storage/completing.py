"""Completion: how the last word of a search may go on, from what the reader may read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from legation.storage.facets import narrowing
from legation.storage.fields import FIELDS, NAMED, exact_value

TEXT = "body"
"""The column of all words of a telegram."""

SHORTEST = 2
"""Letters that a word must have before it is completed."""

Terms: TypeAlias = Callable[[str, str], Mapping[str, int]]
"""How many telegrams have each word or value of a column that begins so, by (column, beginning)."""

_LAST = re.compile(r"(?:^|(?<=[\s(]))-?(?P<word>(?:(?P<field>[A-Za-z]+):)?(?P<begins>\"[^\"]*|[^\s()\"]*))$")


def completions(text: str, terms: Terms, limit: int) -> tuple[str, ...]:
    """Whole searches: ``text`` with its last word gone on, field names first, then the commonest."""
    last = _LAST.search(text)
    begins = last["begins"].lstrip('"').lower() if last is not None else ""
    if last is None or limit <= 0:
        return ()
    before = text[: last.start("word")]
    if last["field"] is None:
        if len(begins) < SHORTEST or last["begins"].startswith('"') or not begins.isalnum():
            return ()
        named = [f"{row.name}:" for row in FIELDS if row.name.startswith(begins)]
        found = [*named, *_commonest(terms(TEXT, begins))]
    else:
        row = NAMED.get(last["field"].lower())
        if row is None or row.kind == "number" or row.cited:
            return ()
        begins = begins if row.kind == "words" else exact_value(begins)
        if row.kind == "words" and not begins.isalnum():
            return ()
        name = last["field"].lower()
        values = _commonest(terms(row.name, begins))
        found = [told for value in values if (told := narrowing(name, value)) is not None]
    return tuple(before + one for one in found[:limit] if one != last["word"])


def _commonest(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))

"""Completion: how the last word of a search may go on, from what the reader may read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import msgspec

from legation.core.marking import Marking, join_all
from legation.storage.facets import narrowing
from legation.storage.fields import FIELDS, NAMED
from legation.storage.values import exact_value

TEXT = "body"
"""The column of all words of a telegram."""

SHORTEST = 2
"""Letters that a word must have before it is completed."""


class Completion(msgspec.Struct, frozen=True):
    """How a search may go on. access: label of all that its last word stands in; None for the name of a field."""

    query: str
    access: str | None = None


Terms: TypeAlias = Callable[[str, str], Iterable[tuple[str, Mapping[str, int]]]]
"""How many telegrams have each word or value of a column that begins so, by (column, beginning): for each label."""

_LAST = re.compile(r"(?:^|(?<=[\s(]))-?(?P<word>(?:(?P<field>[A-Za-z]+):)?(?P<begins>\"[^\"]*|[^\s()\"]*))$")


def completions(text: str, terms: Terms, limit: int) -> tuple[Completion, ...]:
    """Whole searches: ``text`` with its last word gone on, field names first, then the commonest."""
    last = _LAST.search(text)
    begins = last["begins"].lstrip('"').lower() if last is not None else ""
    if last is None or limit <= 0:
        return ()
    before = text[: last.start("word")]
    if last["field"] is None:
        if len(begins) < SHORTEST or last["begins"].startswith('"') or not begins.isalnum():
            return ()
        named = [Completion(f"{row.name}:") for row in FIELDS if row.name.startswith(begins)]
        found = [*named, *_commonest(terms(TEXT, begins), lambda word: word, limit)]
    else:
        row = NAMED.get(last["field"].lower())
        if row is None or row.kind in ("number", "name") or row.cited:
            return ()
        begins = begins if row.kind == "words" else exact_value(begins)
        if row.kind == "words" and not begins.isalnum():
            return ()
        name = last["field"].lower()
        found = _commonest(terms(row.name, begins), lambda value: narrowing(name, value), limit)
    return tuple(Completion(before + one.query, one.access) for one in found[:limit] if one.query != last["word"])


def _commonest(
    each: Iterable[tuple[str, Mapping[str, int]]], told: Callable[[str], str | None], limit: int
) -> list[Completion]:
    """Words or values, each under the highest of what it stands in: it may stand in one marked telegram alone."""
    counts: dict[str, int] = {}
    under: dict[str, int] = {}  # by value: a bit for each label that it stands under
    bits: dict[str, int] = {}
    for label, some in each:
        bit = bits.setdefault(label, 1 << len(bits))
        for value, count in some.items():
            counts[value] = counts.get(value, 0) + count
            under[value] = under.get(value, 0) | bit
    joined: dict[int, str] = {}  # thousands of values stand under a few sets of labels
    found: list[Completion] = []
    for value in sorted(counts, key=lambda value: (-counts[value], value)):
        if len(found) == limit:
            break
        query = told(value)
        if query is not None:
            which = under[value]
            if which not in joined:
                joined[which] = join_all(
                    [Marking.from_label(label) for label, bit in bits.items() if which & bit]
                ).label
            found.append(Completion(query, joined[which]))
    return found

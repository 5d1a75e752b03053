"""The list of persons of a printed volume in TEI: each name as it is printed there, and what its editors say of him.

``<item><persName xml:id="p_AD1">Acheson, Dean</persName>, former Secretary of State ...</item>`` in the division
``persons``. Source: the markup of five FRUS volumes, 1955-76.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from legation.formats.volumes.markup import words_of

_DIVISION = re.compile(r"<div\b[^<>]*\bxml:id=\"persons\"[^<>]*>")
_TURN = re.compile(r"<(?P<close>/)?div\b(?:[^<>]*[^<>/])?>")
_ENTRY = re.compile(r"<persName\b[^<>]*(?<!/)>(?P<name>[^<>]*)</persName>|</item>")
_YEARS = re.compile(
    r"<title\b[^<>]{0,200}\btype=\"subseries\"[^<>]{0,200}>\s{0,99}(?P<first>(?:18|19|20)\d\d)"
    r"(?:\s{0,9}[–—-]\s{0,9}(?P<last>(?:(?:18|19|20)\d)?\d|(?:18|19|20)?\d\d))?\s{0,99}</title>"
)
_HEADER = 50_000  # code points within which a volume says what it is
_PARTED = " ,;:"


class ListedPerson(NamedTuple):
    """name: the surname first, ``Acheson, Dean``. described: his offices and when he had them; may be empty."""

    name: str
    described: str


def listed_persons(volume: str) -> Iterator[ListedPerson]:
    """Everyone in the list of persons, in its order; nobody where the volume has none."""
    opened = _DIVISION.search(volume)
    if opened is None:
        return
    start = opened.end()
    listed = volume[start : _end(volume, start)]
    entries = list(_ENTRY.finditer(listed))
    for entry, following in zip(entries, [*entries[1:], None], strict=False):
        if entry["name"] is None:
            continue
        end = following.start() if following is not None else len(listed)
        name = " ".join(words_of(entry["name"]).split()).strip(_PARTED)
        if name:
            yield ListedPerson(name, words_of(listed[entry.end() : end]).strip(" ,;:–-"))


def years_of(volume: str) -> tuple[int, int] | None:
    """The first and the last year of the volume, by the title of its series; None where it has no such."""
    found = _YEARS.search(volume, 0, _HEADER)
    if found is None:
        return None
    first, last = found["first"], found["last"] or found["first"]
    years = int(first), int(first[: 4 - len(last)] + last)
    return years if years[0] <= years[1] else None


def _end(volume: str, start: int) -> int:
    depth = 1
    for turn in _TURN.finditer(volume, start):
        depth += -1 if turn["close"] else 1
        if depth == 0:
            return turn.start()
    return len(volume)

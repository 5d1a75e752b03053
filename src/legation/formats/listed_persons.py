"""The list of persons of a printed volume in TEI: each name as it is printed there, and what its editors say of him.

``<item><persName xml:id="p_AD1">Acheson, Dean</persName>, former Secretary of State ...</item>`` in the division
``persons``. Source: the markup of five FRUS volumes, 1955-76.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from legation.formats.markup import words_of

_DIVISION = re.compile(r"<div\b[^<>]*\bxml:id=\"persons\"[^<>]*>")
_TURN = re.compile(r"<(?P<close>/)?div\b(?:[^<>]*[^<>/])?>")
_ENTRY = re.compile(r"<persName\b[^<>]*(?<!/)>(?P<name>[^<>]*)</persName>|</item>")
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


def _end(volume: str, start: int) -> int:
    depth = 1
    for turn in _TURN.finditer(volume, start):
        depth += -1 if turn["close"] else 1
        if depth == 0:
            return turn.start()
    return len(volume)

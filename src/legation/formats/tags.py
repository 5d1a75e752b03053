"""The TAGS line: traffic analysis by geography and subject. Source: telegram-format 4.6."""

from __future__ import annotations

import re

_PIECE = re.compile(r"\([^()]*\)?|[^,;()]+")
_CODES = re.compile(r"[A-Z0-9]{2,5}(?: [A-Z0-9]{2,5})*$")
WRAPPED = re.compile(r"[A-Z0-9][A-Z0-9 ,()./'-]{0,120}$")
"""A line that may go on with the codes of the line above."""
CODES_ONLY = re.compile(r"[A-Z]{2,5}(?:[, ]{1,3}[A-Z]{2,5}){0,30},?$")
"""A line of codes and nothing else."""


def split_tags(value: str) -> list[str]:
    """The TAGS of a line: commas divide; blanks divide codes of capitals; names in brackets stay whole."""
    tags: list[str] = []
    for found in _PIECE.finditer(value):
        words = " ".join(found[0].split()).strip(" .")
        if words.startswith("("):
            tags.append(words if words.endswith(")") else f"{words})")
        elif _CODES.match(words):
            tags.extend(words.split())
        elif words:
            tags.append(words)
    return list(dict.fromkeys(tags))

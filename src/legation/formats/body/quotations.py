"""The quoted texts within a body, between ``QUOTE`` and ``UNQUOTE`` or ``BEGIN TEXT`` and ``END TEXT``."""

from __future__ import annotations

import re

_QUOTE = re.compile(r"Q(?:UO)?TE\b")
_TEXT = re.compile(r"TEXT\b")


def quotations(upper: str) -> list[tuple[int, int]]:
    """Quoted texts that are closed, as (start, end), in order and apart."""
    signs: list[tuple[int, int, bool]] = []  # start, end, whether it closes
    for match in _QUOTE.finditer(upper):
        before = upper[max(match.start() - 4, 0) : match.start()]
        if not before[-1:].isalpha() or before.endswith("UN"):
            signs.append((match.start(), match.end(), before.endswith(("UN", "END "))))
    for match in _TEXT.finditer(upper):
        before = upper[max(match.start() - 6, 0) : match.start()]
        if before.endswith(("END ", "END", "BEGIN ")):
            signs.append((match.start(), match.end(), not before.endswith("BEGIN ")))
    signs.sort()
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for at, end, closes in signs:
        if not closes:
            opened.append(end)
        elif opened:
            start = opened.pop()
            while found and found[-1][0] >= start:
                found.pop()
            found.append((start, at))
    return found

"""Lines as running words."""

from __future__ import annotations

import re

_BROKEN = re.compile(r"-(?<=[^\W\d_]{2}-) {0,9}+\n[ \n]{0,99}+(?=[^\W\d_])")


def fold(pieces: list[str]) -> str:
    """Lines as one: blanks folded, words broken at a line end joined."""
    joined: list[str] = []
    for piece in pieces:
        words = " ".join(piece.split())
        if not words:
            continue
        last = joined[-1] if joined else ""
        if last.endswith("-") and last[-3:-1].isalpha() and len(last) > 2 and words[0].isalpha():
            joined[-1] = last[:-1]
        elif joined:
            joined.append(" ")
        joined.append(words)
    return "".join(joined)


def folded(words: str, *, broken: bool = True) -> str:
    """A run of plain text as ``fold`` gives its lines; ``broken`` where a line of it may end with a hyphen."""
    if broken:
        words = _BROKEN.sub("", words)
    words = words.strip(" \n").replace("\n", " ")
    while "  " in words:  # each turn halves a run of blanks
        words = words.replace("  ", " ")
    return words

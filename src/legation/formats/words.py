"""Lines as running words."""

from __future__ import annotations


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

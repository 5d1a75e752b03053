"""Lines as running words."""

from __future__ import annotations

import re

_BROKEN = re.compile(r"-(?<=[^\W\d_]{2}-) {0,9}+\n[ \n]{0,99}+(?=[^\W\d_])")
# Behind a prefix a hyphen parts two like vowels on a line as well: ``PRE-ELECTION``. No other word is broken there.
_PREFIXES = {
    vowel: re.compile(rf"(?<![^\W\d_])(?:{prefixes})\Z", re.IGNORECASE)
    for vowel, prefixes in (("E", "PRE|RE|DE"), ("I", "ANTI|SEMI|MULTI"))
}
_LONGEST_PREFIX = 5


def fold(pieces: list[str]) -> str:
    """Lines as one: blanks folded, words broken at a line end joined."""
    joined: list[str] = []
    for piece in pieces:
        words = " ".join(piece.split())
        if not words:
            continue
        last = joined[-1] if joined else ""
        if last.endswith("-") and last[-3:-1].isalpha() and len(last) > 2 and words[0].isalpha():
            if not _is_hyphenated(last[:-1], words[0]):  # else the hyphen stays
                joined[-1] = last[:-1]
        elif joined:
            joined.append(" ")
        joined.append(words)
    return "".join(joined)


def folded(words: str, *, broken: bool = True) -> str:
    """A run of plain text as ``fold`` gives its lines; ``broken`` where a line of it may end with a hyphen."""
    if broken:
        words = _BROKEN.sub(_joined, words)
    words = words.strip(" \n").replace("\n", " ")
    while "  " in words:  # each turn halves a run of blanks
        words = words.replace("  ", " ")
    return words


def _joined(found: re.Match[str]) -> str:
    words = found.string
    before = words[max(0, found.start() - _LONGEST_PREFIX - 1) : found.start()]
    return "-" if _is_hyphenated(before, words[found.end()]) else ""


def _is_hyphenated(before: str, behind: str) -> bool:
    """Whether a hyphen between words and the letter behind them stands there within a line as well.

    A word that is only broken goes on in small letters where it began in them: ``Anti-Deficiency`` is none.
    """
    if before[-1].islower() and behind.isupper():
        return True
    prefix = _PREFIXES.get(behind.upper())
    return prefix is not None and prefix.search(before[-_LONGEST_PREFIX - 1 :]) is not None

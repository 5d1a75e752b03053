"""Words of a web page that were copied with the telegram it shows: ``Share  Tweet  Email``, ``Page 1 of 3``.

Source: data/page-words.toml.
"""

from __future__ import annotations

import re
from functools import cache

from legation.tables.rows import toml

_APART = re.compile(r"\s*[|•·»«›‹>/]\s*|\s{2,}|\t")
_PAGE = re.compile(r"page \d{1,4}(?: ?(?:of|/) ?\d{1,4})?|\d{1,4} of \d{1,4}")
_LONGEST = 100
_MOST_LINES = 12


@cache
def _words() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Words of a page, those that are some beside others, and what its lines begin with."""
    rows = toml("page-words.toml")
    return frozenset(rows["words"]), frozenset(rows["beside"]), tuple(rows["starts"])


def is_page_words(words: str) -> bool:
    """Whether a line holds words of a page and nothing else. A line in capitals, as a telegram has, is none."""
    if len(words) > _LONGEST or words.isupper() or not words:
        return False
    words_alone, beside, starts = _words()
    if words.lower().startswith(starts):
        return True
    pieces = [piece for piece in _APART.split(words.lower().strip(" |•·»«›‹>/")) if piece]
    if not pieces or (len(pieces) == 1 and pieces[0] in beside):
        return False
    return all(piece in words_alone or piece in beside or _PAGE.fullmatch(piece) is not None for piece in pieces)


def page_words_above(text: str) -> int:
    """Where the plain ``text`` begins below the lines of a page that stand at its front; 0 where none do."""
    at = below = 0
    for _ in range(_MOST_LINES):
        stop = text.find("\n", at, at + _LONGEST + 40) + 1
        words = text[at:stop].strip()
        if not stop or (words and not is_page_words(words)):
            break
        below = stop if words else below
        at = stop
    return below

"""How a word may stand in a worn copy: letters that a scan reads as other signs (``data/misread_letters.toml``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain, combinations

import msgspec

from legation.tables.rows import TableError, toml, typed

_FILE = "misread_letters.toml"
_MOST = 80  # forms of one word; a search asks for as many words
_LONGEST = 24  # letters

_Change = tuple[int, int, str]
"""Where letters begin and end, and what stands there instead."""


class Misread(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"read_as": "as"}):
    """letters: those of the word, in capitals; read_as: what a scan makes of them."""

    letters: str
    read_as: tuple[str, ...]


@cache
def misread_letters() -> tuple[Misread, ...]:
    """The rows. Raises TableError for letters that are no capitals, stand twice, or are read as themselves."""
    rows = tuple(typed(toml(_FILE).get("misread", []), Misread, f"{_FILE} [[misread]]"))
    letters = [row.letters for row in rows]
    for row in rows:
        if not (row.letters.isascii() and row.letters.isalpha() and row.letters.isupper()):
            raise TableError(f"{_FILE}: {row.letters!r} is not in capitals")
        if letters.count(row.letters) > 1:
            raise TableError(f"{_FILE}: {row.letters} stands twice")
        if row.letters in row.read_as:
            raise TableError(f"{_FILE}: {row.letters} is read as itself")
    return rows


@lru_cache(maxsize=1024)
def worn_forms(word: str) -> tuple[str, ...]:
    """What scans make of a word in capitals, the likeliest first: one letter misread, all O, I and L, two letters.

    Nothing of a word that is longer than any, or that has a figure: what would be misread of that is no letter.
    """
    if len(word) > _LONGEST or not word.isalpha():
        return ()
    each = list(_changes(word))
    singles = ([one] for one in each)
    pairs = (list(pair) for pair in combinations(each, 2) if pair[0][1] <= pair[1][0])
    whole = (word.translate(signs) for signs in _all_at_once())
    forms = chain((_changed(word, one) for one in singles), whole, (_changed(word, two) for two in pairs))
    found: dict[str, None] = {}
    for form in forms:
        if form != word:
            found[form] = None
        if len(found) == _MOST:
            break
    return tuple(found)


@cache
def _all_at_once() -> tuple[dict[int, str], ...]:
    """Every O of a word as its scan mostly has it, and every I, and every L, too."""
    mostly = {row.letters: row.read_as[0] for row in misread_letters()}
    return tuple(str.maketrans({letter: mostly[letter] for letter in letters}) for letters in ("O", "OI", "OIL"))


def _changes(word: str) -> Iterator[_Change]:
    for at in range(len(word)):
        for row in misread_letters():
            if word.startswith(row.letters, at):
                yield from ((at, at + len(row.letters), other) for other in row.read_as)


def _changed(word: str, changes: list[_Change]) -> str:
    for start, end, other in reversed(changes):
        word = word[:start] + other + word[end:]
    return word

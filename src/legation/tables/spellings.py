"""Spellings of one name: which words may be one in other letters, and what joins them (``data/spellings.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal

import msgspec

from legation.tables.rows import TableError, toml, typed

_FILE = "spellings.toml"
_DOUBLED = "a consonant stands once or twice"
_SHORTEST_DOUBLED = 5  # letters of a name of which one may be doubled: BELL is not BEL
_LONGEST = 24  # letters; the spellings of a word grow with the square of its length
_CONSONANTS = re.compile(r"([BCDFGJKLMNPQRSTVWXZ])\1*")


class Sound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Letters that stand for one another, where both names have ``shortest`` letters or more."""

    spelled: tuple[str, ...]
    because: str
    at: Literal["begin", "end", ""] = ""
    shortest: int


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Spellings of a name that no sound joins."""

    spelled: tuple[str, ...]
    because: str


class Spellings(msgspec.Struct, frozen=True):
    """The table."""

    sounds: tuple[Sound, ...]
    names: tuple[Name, ...]


@cache
def spellings_table() -> Spellings:
    """The rows. Raises TableError for letters that are no capitals, or a name that stands twice."""
    held = toml(_FILE)
    sounds = typed(held.get("sound", []), Sound, f"{_FILE} [[sound]]")
    names = typed(held.get("name", []), Name, f"{_FILE} [[name]]")
    words = [
        word for spelled in (*(one.spelled for one in sounds), *(one.spelled for one in names)) for word in spelled
    ]
    if wrong := [word for word in words if not (word.isascii() and word.isalpha() and word.isupper())]:
        raise TableError(f"{_FILE}: {wrong[0]!r} is not in capitals")
    every = [word for one in names for word in one.spelled]
    if twice := [word for word in every if every.count(word) > 1]:
        raise TableError(f"{_FILE} [[name]]: {twice[0]} stands twice")
    return Spellings(tuple(sounds), tuple(names))


@lru_cache(maxsize=256)
def spellings_of(word: str) -> frozenset[str]:
    """Other spellings of a name of one word in capitals without accents: all that at most two changes lead to.

    Either way alike: whatever is a spelling of a word has that word for one of its own.
    """
    once = changed_once(word)
    return frozenset(other for one in (*once, word) for other in (one, *changed_once(one))) - {word}


def changed_once(word: str) -> dict[str, str]:
    """Spellings that one change leads to, each with what allows it. None of what is no word of plain letters."""
    if not (word.isascii() and word.isalpha()) or len(word) > _LONGEST:
        return {}
    found = dict(_changed(word))
    found.pop(word, None)
    return found


def _changed(word: str) -> Iterator[tuple[str, str]]:
    """The word with one thing in it spelled otherwise, and what allows that."""
    table = spellings_table()
    for name in table.names:
        if word in name.spelled:
            yield from ((other, name.because) for other in name.spelled if other != word)
    for sound in table.sounds:
        for letters in sound.spelled:
            for at in _places(word, letters, sound.at):
                for other in sound.spelled:
                    made = word[:at] + other + word[at + len(letters) :]
                    if other != letters and min(len(word), len(made)) >= sound.shortest:
                        yield made, sound.because
    for found in _CONSONANTS.finditer(word):
        made = word[: found.start()] + found[1] * (3 - len(found[0])) + word[found.end() :]
        if len(found[0]) < 3 and min(len(word), len(made)) >= _SHORTEST_DOUBLED:
            yield made, _DOUBLED


def _places(word: str, letters: str, at: str) -> Iterator[int]:
    if at == "begin":
        if word.startswith(letters):
            yield 0
    elif at == "end":
        if word.endswith(letters):
            yield len(word) - len(letters)
    else:
        place = word.find(letters)
        while place >= 0:
            yield place
            place = word.find(letters, place + 1)

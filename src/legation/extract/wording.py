"""The words of a clause as they are weighed: stems, and pairs of neighbours, whatever the parties are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from legation.extract.mentions import ADJECTIVE, DESK, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, WHEN

T = TypeVar("T")

_SIGNS = {
    PARTY: "PARTY",
    OFFICIAL: "OFFICIAL",
    WE: "WE",
    PRONOUN: "HE",
    DESK: "DESK",
    ADJECTIVE: "THEIR",
    WHEN: "DATE",
    SIGNER: "I",
}
_WORD = re.compile(rf"[A-Za-z]+(?:['’-][A-Za-z]+)*|[{''.join(_SIGNS)}]")
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ments", "ment", "ied", "ies", "ed", "es", "ly", "s", "e")
_ENDINGS_BY_LAST = {last: tuple(one for one in _ENDINGS if one[-1] == last) for last in {one[-1] for one in _ENDINGS}}
_SHORTEST = 4  # letters of a stem
_KNOWN = 20_000  # words kept with their stems


class Known(Generic[T]):
    """What is known of some stems and pairs: by stem, and by the second stem of a pair and its first."""

    def __init__(self, of: Mapping[str, T]) -> None:
        self.framed = {word[1:]: value for word, value in of.items() if word.startswith("~")}
        self.alone: dict[str, T] = {}
        self.paired: dict[str, dict[str, T]] = {}
        for word, value in of.items():
            first, blank, second = word.partition(" ")
            if blank:
                self.paired.setdefault(second, {})[first] = value
            elif not word.startswith("~"):
                self.alone[word] = value
        self.stems = self.alone.keys() | self.paired.keys()


def wording(clause: str, frame: str) -> frozenset[str]:
    """Stems of ``clause``, its pairs of neighbours (``^`` before the first), and with ``~`` the stems of ``frame``."""
    words = [_stem(word) for word in _WORD.findall(clause)]
    found = {*words, *(f"{one} {two}" for one, two in zip(["^", *words], words, strict=False))}
    found.update(f"~{_stem(word)}" for word in _WORD.findall(frame))
    return frozenset(found)


def known_in(clause: str, frame: str, known: Known[T]) -> list[T]:
    """What is known of the ``wording`` of a clause, each stem and pair once."""
    met: dict[str, T] = {}
    stems = [*map(_stem, _WORD.findall(clause))]
    told = known.stems
    for place in [place for place, stem in enumerate(stems) if stem in told]:
        stem = stems[place]
        if stem in known.alone:
            met[stem] = known.alone[stem]
        if stem in known.paired:
            before = stems[place - 1] if place else "^"
            if before in known.paired[stem]:
                met[f"{before} {stem}"] = known.paired[stem][before]
    if frame:
        for stem in map(_stem, _WORD.findall(frame)):
            if stem in known.framed:
                met[f"~{stem}"] = known.framed[stem]
    return [*met.values()]


@lru_cache(_KNOWN)
def _stem(word: str) -> str:
    """The word without its ending, in small letters; a sign by its name."""
    if word in _SIGNS:
        return _SIGNS[word]
    word = word.lower()
    for ending in _ENDINGS_BY_LAST.get(word[-1], ()):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word

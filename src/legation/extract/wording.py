"""The words of a clause as they are weighed: stems, and pairs of neighbours, whatever the parties are called."""

from __future__ import annotations

import re
from functools import lru_cache

from legation.extract.mentions import ADJECTIVE, DESK, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, WHEN

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
_SHORTEST = 4  # letters of a stem
_KNOWN = 20_000  # words kept with their stems


def wording(clause: str, frame: str) -> frozenset[str]:
    """Stems of ``clause``, its pairs of neighbours (``^`` before the first), and with ``~`` the stems of ``frame``."""
    words = [_stem(word) for word in _WORD.findall(clause)]
    found = {*words, *(f"{one} {two}" for one, two in zip(["^", *words], words, strict=False))}
    found.update(f"~{_stem(word)}" for word in _WORD.findall(frame))
    return frozenset(found)


@lru_cache(_KNOWN)
def _stem(word: str) -> str:
    """The word without its ending, in small letters; a sign by its name."""
    if word in _SIGNS:
        return _SIGNS[word]
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word

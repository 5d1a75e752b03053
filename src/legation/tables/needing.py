"""What a text must hold for a pattern to be found in it, told from the pattern: to leave out searches for nothing.

Only saves time: a need that is not told is always right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _parser  # type: ignore[attr-defined]  # the parse is used to save time only
from typing import Any, Generic, TypeAlias, TypeVar

Needs: TypeAlias = tuple[frozenset[str], ...]
"""Sets of which the text must hold one each: beginnings of words in small letters, the signs of who, a digit ("0")."""

T = TypeVar("T")

_SHORTEST, _LONGEST = 2, 6  # letters of a beginning
_SIGNS = range(0xE000, 0xE100)  # of who is named: such a sign is no part of a text as it came
_HELD = re.compile(r"(?<![^\W_])[A-Za-z]{2,6}|[\ue000-\ue0ff]")
_DIGIT = re.compile(r"\d")
_BOUNDARY = ("AT", "BOUNDARY")
_ALL_DIGITS = ("CATEGORY", "CATEGORY_DIGIT")


def held_in(text: str) -> frozenset[str]:
    """What a text holds of all that patterns may need."""
    found: set[str] = set()
    for word in _HELD.findall(text):
        begin = word.lower()
        found.add(begin)
        for length in range(_SHORTEST, len(begin)):
            found.add(begin[:length])
    if _DIGIT.search(text):
        found.add("0")
    return frozenset(found)


def needs_of(pattern: str) -> Needs:
    """What any match of ``pattern``, whatever the case of its letters, holds."""
    return _needs(list(_parser.parse(pattern, re.IGNORECASE)))


class Sieve(Generic[T]):
    """Things that need something of a text, sorted so that few are looked at: those that may be found are told."""

    def __init__(self, things: Iterable[tuple[T, Needs]]) -> None:
        self._always: list[tuple[int, T, Needs]] = []
        self._by_need: dict[str, list[tuple[int, T, Needs]]] = {}
        for place, (thing, needs) in enumerate(things):
            # By the set that is met in the fewest texts, as far as the length of its members tells.
            first = min(needs, key=_likely, default=None)
            if first is None:
                self._always.append((place, thing, needs))
                continue
            rest = tuple(need for need in needs if need is not first)
            for one in first:
                self._by_need.setdefault(one, []).append((place, thing, rest))

    def through(self, held: frozenset[str]) -> list[T]:
        """The things whose needs are all met, in their order, each once."""
        met: dict[int, T] = {}
        for place, thing, _ in self._always:
            met[place] = thing
        for one in held:
            for place, thing, needs in self._by_need.get(one, ()):
                if place in met:
                    continue
                for need in needs:
                    if need.isdisjoint(held):
                        break
                else:
                    met[place] = thing
        return [met[place] for place in sorted(met)]


def _likely(need: frozenset[str]) -> float:
    return sum(26.0 ** -min(len(one), 4) for one in need)


def _needs(parts: list[Any]) -> Needs:
    """As ``needs_of``, of a parsed run."""
    found: list[frozenset[str]] = []
    literal = ""
    bounded = True
    for name, value in [*parts, (None, None)]:
        if str(name) == "LITERAL" and (chr(value).isalnum() or (literal and chr(value) == "-")):
            literal += chr(value).lower()
            continue
        begin = _letters(literal)
        if bounded and len(begin) >= _SHORTEST:
            found.append(frozenset({begin[:_LONGEST]}))
        # Alternatives that begin alike are parsed as what they share and what follows: w(?:ould|ill).
        before = [_BOUNDARY, *(("LITERAL", ord(sign)) for sign in literal)] if bounded else None
        bounded = _ends(str(name), value, not literal[-1].isalnum() if literal else bounded)
        literal = ""
        found += _inside(str(name), value, before)
    return tuple(dict.fromkeys(found))


def _letters(literal: str) -> str:
    met = re.match("[a-z]*", literal)
    return met[0] if met is not None else ""


def _ends(name: str, value: Any, before: bool) -> bool:
    """Whether a word may begin after a part of a pattern; ``before``: whether one may before it."""
    if name == "LITERAL":
        return not chr(value).isalnum()
    if name == "AT":
        return "BOUNDARY" in str(value) or "BEGIN" in str(value)
    if name in ("ASSERT", "ASSERT_NOT"):
        return before
    if name == "BRANCH":
        return all(_run_ends(branch, before) for branch in value[1])
    if name == "SUBPATTERN":
        return _run_ends(value[3], before)
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return _run_ends(value[2], before) and (before or value[0] > 0)
    return False


def _run_ends(parts: Any, before: bool) -> bool:
    for name, value in parts:
        before = _ends(str(name), value, before)
    return before


def _inside(name: str, value: Any, before: list[Any] | None) -> Needs:
    """What a part of a run needs; ``before``: the letters of the word that it goes on with, None inside a word."""
    if name == "LITERAL":
        return (frozenset({chr(value)}),) if value in _SIGNS else ()
    if name == "IN":
        return _one_of(value)
    if name == "BRANCH":
        each = [_needs([*(before or [_INSIDE]), *branch]) for branch in value[1]]
        if not all(each):
            return ()
        return (frozenset().union(*(min(one, key=_likely) for one in each)),)
    if name == "SUBPATTERN":
        return _needs([*(before or [_INSIDE]), *value[3]])
    if name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
        return _needs([*(before or [_INSIDE]), *value[2]])
    return ()


_INSIDE = ("ANY", None)  # after it no word begins


def _one_of(members: Any) -> Needs:
    """What a class of characters needs: a sign or a digit, where it has nothing else."""
    needed: set[str] = set()
    for name, value in members:
        kind = str(name)
        first, last = value if kind == "RANGE" else (value, value)
        if kind in ("LITERAL", "RANGE") and first in _SIGNS and last in _SIGNS:
            needed.update(map(chr, range(first, last + 1)))
        elif (kind, str(value)) == _ALL_DIGITS or (kind in ("LITERAL", "RANGE") and _are_digits(first, last)):
            needed.add("0")
        else:
            return ()
    return (frozenset(needed),) if needed else ()


def _are_digits(first: int, last: int) -> bool:
    return ord("0") <= first <= last <= ord("9")

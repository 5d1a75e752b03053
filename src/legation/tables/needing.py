"""What a text must hold for a pattern to be found in it, told from the pattern: to leave out searches for nothing.

Only saves time: a need that is not told is always right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # the parse is used to save time only
from typing import Any, Generic, TypeAlias, TypeVar

Needs: TypeAlias = tuple[frozenset[str], ...]
"""Sets of which the text must hold one each: beginnings of words in small letters ("expect"), whole words with a blank
after them ("the "), the signs of who, a digit ("0")."""

Bits: TypeAlias = tuple[int, int, int]
"""Of the first to the third set of their needs, a bit for each thing that has it met."""

T = TypeVar("T")

_MOST = 3  # sets of a thing that are looked at, the least likely ones: as many as there are numbers in ``Bits``
_SHORTEST = 2  # letters of a beginning
_KNOWN = 20_000  # words kept with what needs them
_SIGNS = range(0xE000, 0xE100)  # of who is named: such a sign is no part of a text as it came
_WORDS = re.compile(r"[a-z]+|[\d\ue000-\ue0ff]")
_BOUNDARY = ("AT", "BOUNDARY")
_MEMBERS = frozenset({"LITERAL", "IN", "BRANCH", "SUBPATTERN", "MAX_REPEAT", "MIN_REPEAT"})
_ALL_DIGITS = ("CATEGORY", "CATEGORY_DIGIT")
_COMMON = """
a an and are as at be been by for from had has have he his in is it not of on or that the their they this to was we were
which will with would
"""
_COMMON_WORDS = frozenset(_COMMON.split())


def words_in(text: str) -> frozenset[str]:
    """The words in small letters, the signs and the digits of a text, by which needs are met."""
    return frozenset(_WORDS.findall(text.lower()))


def needs_of(pattern: str) -> Needs:
    """What any match of ``pattern``, whatever the case of its letters, holds."""
    return _needs(list(_parser.parse(pattern, re.IGNORECASE)), ends=False)


class Sieve(Generic[T]):
    """Things that need something of a text: those that may be found in it are told, and few others."""

    def __init__(self, things: Iterable[tuple[T, Needs]]) -> None:
        self._things: list[T] = []
        # A bit for each thing, in as many numbers as sets of its needs are looked at. Those that have no such set ...
        self._free = [0] * _MOST
        # ... and those of which a beginning or a whole word meets it; None where a longer one may.
        self._met: dict[str, Bits | None] = {}
        met: dict[str, list[int]] = {}
        for place, (thing, needs) in enumerate(things):
            self._things.append(thing)
            kept = sorted(needs, key=_likely)[:_MOST]
            for number in range(_MOST):
                if number >= len(kept):
                    self._free[number] |= 1 << place
                    continue
                for one in kept[number]:
                    met.setdefault(one, [0] * _MOST)[number] |= 1 << place
        for one, bits in met.items():
            self._met[one] = (bits[0], bits[1], bits[2])
            for length in range(1, len(one)):
                self._met.setdefault(one[:length], None)
        self._of_word = lru_cache(_KNOWN)(self._meets)

    def met(self, words: Iterable[str]) -> Bits:
        """The needs that words of a text meet, as ``words_in`` tells them."""
        one = two = three = 0
        for bits in filter(None, map(self._of_word, words)):
            one |= bits[0]
            two |= bits[1]
            three |= bits[2]
        return one, two, three

    def among(self, chosen: Callable[[T], bool]) -> int:
        """A bit for each of some things, by which ``through`` is asked of them alone."""
        return sum(1 << place for place, thing in enumerate(self._things) if chosen(thing))

    def through(self, met: Bits, beside: Bits = (0, 0, 0), among: int = -1) -> list[T]:
        """The things whose needs are all met, by the one or the other, in their order."""
        left = among
        for free, one, other in zip(self._free, met, beside, strict=True):
            left &= free | one | other
        found: list[T] = []
        while left:
            lowest = left & -left
            found.append(self._things[lowest.bit_length() - 1])
            left ^= lowest
        return found

    def _meets(self, word: str) -> Bits | None:
        """The needs that this word or a beginning of it meets; None if there is none."""
        known = self._met
        one = two = three = 0
        word = "0" if word.isdecimal() else word + " "
        for length in range(1, len(word) + 1):
            begin = word[:length]
            if begin not in known:
                break  # nothing begins so
            bits = known[begin]
            if bits is not None:
                one |= bits[0]
                two |= bits[1]
                three |= bits[2]
        return (one, two, three) if one or two or three else None


class Glance:
    """Whether a pattern may be found in a text, told by the words of the text alone."""

    def __init__(self, pattern: str) -> None:
        need = min(needs_of(pattern), key=_likely, default=frozenset[str]())
        # Beginnings of words tell too little to be looked for each by itself.
        self._words = (
            frozenset(one.strip() for one in need) if all(one[-1] == " " for one in need) else frozenset[str]()
        )

    def __call__(self, words: frozenset[str]) -> bool:
        """``words`` of the text, as ``words_in`` tells them."""
        return not self._words or not self._words.isdisjoint(words)


def _likely(need: frozenset[str]) -> float:
    """How often a text may be thought to meet a need: by the length of its words."""
    return sum(0.5 if one[:-1] in _COMMON_WORDS else 26.0 ** -min(len(one), 4) for one in need)


def _needs(parts: list[Any], *, ends: bool) -> Needs:
    """As ``needs_of``, of a parsed run. ends: whether a word that stands last in it is over."""
    found: list[frozenset[str]] = []
    literal = ""
    bounded = True
    for place, (name, value) in enumerate([*parts, (None, None)]):
        if str(name) == "LITERAL" and (chr(value).isalnum() or (literal and chr(value) == "-")):
            literal += chr(value).lower()
            continue
        begin = _letters(literal)
        if bounded and begin:
            over = not literal[len(begin)].isalnum() if len(begin) < len(literal) else _over(parts[place:], ends)
            if over or len(begin) >= _SHORTEST:
                found.append(frozenset({begin + " " if over else begin}))
        # Alternatives that begin alike are parsed as what they share and what follows: w(?:ould|ill).
        before = [_BOUNDARY, *(("LITERAL", ord(sign)) for sign in literal)] if bounded else None
        bounded = _ends(str(name), value, not literal[-1].isalnum() if literal else bounded)
        literal = ""
        if str(name) in _MEMBERS:
            found += _inside(str(name), value, before, ends=_over(parts[place + 1 :], ends))
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


def _over(parts: list[Any], ends: bool) -> bool:
    """Whether a word that stands before a run is over, whatever of the run follows it."""
    for place, (name, value) in enumerate(parts):
        kind = str(name)
        if kind in ("ASSERT", "ASSERT_NOT"):
            continue
        if kind == "AT":
            return str(value) in ("AT_BOUNDARY", "AT_END", "AT_END_STRING")
        if kind == "LITERAL":
            return not chr(value).isalnum()
        if kind == "IN":
            return all(str(of) == "LITERAL" and not chr(one).isalnum() for of, one in value)
        if kind == "SUBPATTERN":
            return _over(list(value[3]), _over(parts[place + 1 :], ends))
        if kind == "BRANCH":
            rest = _over(parts[place + 1 :], ends)
            return all(_over(list(branch), rest) for branch in value[1])
        if kind not in ("MAX_REPEAT", "MIN_REPEAT") or not _over(list(value[2]), ends=False):
            return False
        if value[0] > 0:
            return True
    return ends


def _inside(name: str, value: Any, before: list[Any] | None, *, ends: bool) -> Needs:
    """What a part of a run needs; ``before``: the letters of the word that it goes on with, None inside a word."""
    if name == "LITERAL":
        return (frozenset({chr(value)}),) if value in _SIGNS else ()
    if name == "IN":
        return _one_of(value)
    begun = before or [_INSIDE]
    if name == "BRANCH":
        return _one_each([_needs([*begun, *branch], ends=ends) for branch in value[1]])
    if name == "SUBPATTERN":
        return _needs([*begun, *value[3]], ends=ends)
    if name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
        run = list(value[2])
        return _needs([*begun, *run], ends=ends and (value[1] == 1 or _over(run, ends=False)))
    return ()


def _one_each(alternatives: list[Needs]) -> Needs:
    """What is needed where one of several alternatives is met: of each pick of their sets one."""
    picked = list(alternatives[0])
    for needs in alternatives[1:]:
        picked = sorted({one | other for one in picked for other in needs}, key=_likely)[:_MOST]
    return tuple(picked)


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

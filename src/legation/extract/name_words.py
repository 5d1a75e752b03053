"""Which words may be names of persons, first names and titles, each word looked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

from legation.extract.people import BARE, first_of_titles, key_of, longest_title, no_names, titles
from legation.tables.commonness import is_common
from legation.tables.naming import naming_words
from legation.tables.persons import person_names
from legation.tables.rules import word_list, word_pattern
from legation.tables.titles import title_words

_GENITIVE = re.compile(r"(?:['’][Ss]|(?<=[Ss])['’])$")
_VOWEL = re.compile("[AEIOUYÀ-ÝĀ-ž]")
SHORTEST = 3
"""Signs of a surname."""


class Word(NamedTuple):
    """A word by itself. length: without a genitive, and without a full stop save that of an initial. surname: of one
    who is so called. closes: nothing behind it belongs to the same name. ends, begins: a title. given: a first name."""

    length: int
    key: str
    surname: str
    closes: bool
    ends: bool
    begins: bool
    given: bool


def words_of_name(name: str) -> frozenset[str]:
    """The words of a name as names are compared: in capitals, without accents and full stops."""
    return frozenset(re.split(r"[\s-]+", plain_name(name).strip(" -"))) - {""}


def plain_name(name: str) -> str:
    """A name as names are compared: in capitals, without accents and full stops."""
    return "".join(sign for sign in normalize("NFKD", key_of(name)) if not combining(sign))


def surname_of(name: str) -> str:
    """The last part of a name, by which mentions are held together: ``QADHAFI`` of ``Muatassim al-Qadhafi``."""
    words = plain_name(name).split()
    last = words[-1] if words else ""
    parts = last.split("-")
    return parts[-1] if len(parts) > 1 and parts[0] in word_list("name_particles") else last


@lru_cache(maxsize=50_000)
def word_of(word: str) -> Word:
    """A word as it stands in a text, with its full stop and its genitive."""
    plain = word.rstrip(".")
    bare = _GENITIVE.sub("", plain)
    key = key_of(bare)
    initial = word.endswith(".") and len(key) == 1
    return Word(
        length=len(word if initial else bare),
        key=key,
        surname=surname_of(key),
        closes=bare != plain or (word.endswith(".") and not initial and key not in word_list("abbreviations")),
        ends=key in last_words(),
        begins=key in first_of_titles() or key in first_words(),
        given=initial or (is_given(key) and key not in naming_words().plain_given),
    )


@lru_cache(maxsize=50_000)
def may_be_name(key: str, capitals: bool, sure: bool) -> bool:
    """Whether a word may be a surname. sure: what tells so is no plain word itself, so that a short one may stand."""
    letters = key.replace("-", "").replace("'", "")
    if len(letters) < SHORTEST or not letters.isalpha() or _VOWEL.search(letters) is None:
        return False
    if key in no_names() or key in naming_words().no_persons:
        return False
    if key in last_words() or key in first_words() or title_words().has(key) or key in word_list("bodies"):
        return False
    if not capitals:
        return True
    if len(letters) == SHORTEST and not (sure or key in person_names().surnames):
        return False
    if len(letters) > 5 and letters.endswith(("LY", "ING", "ED")):
        return False
    return not is_common(key) or key in person_names().surnames or key in naming_words().surnames


def is_weak(key: tuple[str, ...]) -> bool:
    """Whether a title is also a plain word: GENERAL."""
    return key in BARE or (len(key) == 1 and key[0] in naming_words().weak)


def is_plural(key: str) -> bool:
    """Whether a word ends as things that are general or a chief one do, and hardly a surname: GUIDELINES."""
    return key.endswith(("S", *word_list("no_surname")))


def is_given(key: str) -> bool:
    """Whether a word is a first name of the table."""
    return key in person_names().given


@cache
def all_titles() -> frozenset[tuple[str, ...]]:
    """Titles by their words: those of the rules, and those that stand before names alone."""
    further = (tuple(key_of(word) for word in name.split()) for name in naming_words().titles)
    # The rules know PRESIDENT NIXON as one of ours; here the name is none of the title.
    known = (key for key in titles() if len(key) == 1 or key[0] != "PRESIDENT")
    return frozenset((*known, *further))


@cache
def last_words() -> frozenset[str]:
    """The words that titles end with."""
    return frozenset(key[-1] for key in all_titles())


@cache
def first_words() -> frozenset[str]:
    """The words that titles begin with."""
    return frozenset(key[0] for key in all_titles())


@cache
def longest_of_all() -> int:
    """Words of the longest title."""
    return max(longest_title(), *(len(key) for key in all_titles()))


@cache
def of_realm() -> re.Pattern[str]:
    """What an office is of, right behind it: OF PETROLEUM."""
    words: Sequence[str] = sorted(naming_words().realms)
    return re.compile(rf" (?:for|of)(?: the)? (?:{'|'.join(words)})\b", re.IGNORECASE)


@cache
def speaks_of_himself() -> re.Pattern[str]:
    """What follows the name of a person who speaks: SAID HE, ADDED THAT HIS."""
    return re.compile(word_pattern("speaks").pattern + r"(?: that)? (?:he|she|his|her)\b", re.IGNORECASE)

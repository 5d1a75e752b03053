"""The name that stands before a number: ``TEL AVIV 12``, ``75 STATE 12345``, ``05PARIS1234``, ``URTEL 12``."""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.dtg import MONTHS
from legation.formats.references.posts import FILLERS, OWN, REPEATED, SERIES, PostNames, own_post
from legation.formats.sheet import Sheet

GLUED = re.compile(r"'?((?:19|20)?[0-9]{2})([A-Z][A-Z0']*)$")
"""A year and the post behind it without a blank."""

_WORD = re.compile(r"[A-Z0-9'’]+")
_WINDOW = 64  # signs before a number in which its post is looked for
_NEAR = 40  # the same, for words that are parted by single blanks
_MOST_WORDS = 4  # of a name
_YEAR_WORD = re.compile(r"'?((?:19|20)[0-9]{2}|[0-9]{2})$")
# ``D. (07) ROME 12``; behind a number, brackets are that number's: ``ROME 12 (07) PARIS 3``.
_YEAR_IN_BRACKETS = re.compile(r"(?:(?:^|[.):;,\]\n]) {0,9})(?P<all>\( ?'?(?P<year>(?:19|20)?[0-9]{2}) ?\)[ -]{0,3})$")
_LONGEST_IN_BRACKETS = 24
_PARTING = frozenset(",;()&/")


class Name(NamedTuple):
    """The post of a number. key: None where it is open. begin: where name or year begins. sure: it is in the table."""

    key: str | None
    begin: int
    year: int | None
    sure: bool


def words_before(upper: str, low: int, at: int, look: int = _WINDOW) -> list[tuple[str, int]]:
    """(word, where it begins) of the words before ``at`` that no sign parts from it, without those that say nothing."""
    plain = _plain_words(upper, low, at)
    if plain is not None:
        return plain
    window = max(low, at - look)
    words = [(found[0].replace("’", "'"), found.start()) for found in _WORD.finditer(upper, window, at)]
    if window > low and words:
        del words[0]  # it may be cut
    while words and words[-1][0] in FILLERS:
        del words[-1]
    del words[: -_MOST_WORDS - 1]
    right = at
    for index in range(len(words) - 1, -1, -1):
        word, begin = words[index]
        between = upper[begin + len(word) : right]
        if right == at:
            between = between.removesuffix("(")  # ``STATE (1234)``
        if word == "AND" or "\n\n" in between or not _PARTING.isdisjoint(between):
            return words[index + 1 :]
        right = begin
    return words


def _plain_words(upper: str, low: int, at: int) -> list[tuple[str, int]] | None:
    """What ``words_before`` gives where single blanks or line ends part the words; None where it must look closer."""
    pieces = upper[max(low, at - _NEAR) : at].replace("\n", " ").rsplit(" ", _MOST_WORDS + 2)
    if pieces[-1] or len(pieces) < _MOST_WORDS + 3:
        return None
    words: list[tuple[str, int]] = []
    right = at - 1
    for piece in pieces[-2:0:-1]:
        if piece == "AND" or piece[-1:] in _PARTING:
            break
        begin = right - len(piece)
        opens = piece[:1] == "("
        word = piece[1:] if opens else piece
        if not word.isalnum() or not word.isascii() or (not words and word in FILLERS):
            return None
        words.append((word, begin + opens))
        if opens:
            break
        right = begin - 1
    words.reverse()
    return words


def plain_name(names: PostNames, upper: str, low: int, at: int) -> Name | None:
    """What ``known_name`` gives for one word of the table behind a year or a word that is no part of a name; else None.

    at: where the number begins, one blank or line end behind the name.
    """
    before, _, last = upper[max(low, at - _NEAR) : at - 1].replace("\n", " ").rpartition(" ")
    space = before.rfind(" ")
    lead = before[space + 1 :]
    if not last.isalpha() or last in names.no_plain:
        return None
    begin = at - 1 - len(last)
    if len(lead) == 2 and lead.isdecimal() and lead.isascii():
        # Behind a line end it may be the day of a month.
        key = names.key(last) if space >= 0 and upper[begin - 1] == " " else None
        return Name(key, begin - 3, int(lead), True) if key is not None else None
    if not lead.isalpha() or lead in names.leads:
        return None
    key = names.key(last)
    if key is None or (lead in names.begins and names.key(f"{lead} {last}") is not None):
        return None
    return Name(key, begin, None, True)


def known_name(sheet: Sheet, names: PostNames, words: list[tuple[str, int]], low: int = 0) -> Name | None:
    """The post that the last of ``words`` name, the most of them that do, with the year written before it.

    low: what stands before it is taken already, and no year is.
    """
    last, at = words[-1]
    glued = GLUED.match(last) if not last[0].isalpha() else None
    if glued is not None:
        key = names.key(glued[2].removesuffix("'S"))
        if key is not None:
            return Name(key, at, int(glued[1]), True)
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        if count > 1 and words[-count][0] not in names.begins:
            continue
        tail = words[-count:]
        name = (last if count == 1 else " ".join([word for word, _ in tail])).removesuffix("'S")
        key = name if name in SERIES else names.key(name)
        if key is not None and count < len(words) and words[-count - 1][0] in REPEATED:
            return None
        if key in SERIES:
            return Name(key, tail[0][1], None, True)
        if key is not None and name not in OWN:
            return Name(key, *_year_before(sheet.upper, words[:-count], tail[0][1], low), True)
    if last in OWN or last.removesuffix("'S") in OWN:
        one_phrase = len(words) > 1 and "." not in sheet.upper[words[-2][1] + len(words[-2][0]) : at]
        if last.startswith("EMB") and one_phrase and (of := known_name(sheet, names, words[:-1], low)) is not None:
            return of  # ``DAMASCUS EMBTEL 12``, and not ``Repeat to Nicosia. Embtel 399``
        return Name(own_post(sheet, last.removesuffix("'S")), *_year_before(sheet.upper, words[:-1], at, low), True)
    return None


def year_of_word(word: str) -> int | None:
    """The year that a word is, of two digits or four, or None."""
    found = _YEAR_WORD.match(word)
    return int(found[1]) if found is not None else None


def _year_before(upper: str, words: list[tuple[str, int]], begin: int, low: int) -> tuple[int, int | None]:
    """Where a citation begins and the year before its post, if one is written: ``75 ROME 1``, ``2009-KABUL-123``."""
    if words:
        word, at = words[-1]
        year = year_of_word(word)
        between = upper[at + len(word) : begin]
        of_month = "\n" in between and len(words) > 1 and words[-2][0][:3] in MONTHS  # ``OF MAY 14`` ends a line
        if year is not None and not of_month and not between.strip(" -/\n") and between.count("\n") < 2:
            return at, year
    if upper[max(low, begin - 3) : begin].rstrip(" -").endswith(")"):
        window = upper[max(low, begin - _LONGEST_IN_BRACKETS) : begin]
        if (bracketed := _YEAR_IN_BRACKETS.search(window)) is not None:
            return begin - len(bracketed["all"]), int(bracketed["year"])
    return begin, None

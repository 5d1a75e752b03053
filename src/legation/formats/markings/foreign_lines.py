"""Lines of the levels of other governments: ``Streng geheim``, ``G E H E I M``, ``TRES SECRET / TOP SECRET``.

``formats.markings.stated`` finds them; here it is told which are markings and what they say. Each raises a telegram
to a level of the scheme and is none itself. Source: the rows of ``[[foreign]]`` in ``data/marking.toml``; decisions
0069, 0127.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from legation.formats.markings.captions import is_in_capitals, is_within, split_handling, words_behind_level
from legation.formats.markings.levels import LEVEL, SIGNS_BETWEEN, foreign_level, higher, level_named, level_of_foreign
from legation.formats.sheet import ELSEWHERE, Sheet

SIGNS_AROUND = " /.,:;*=()[]<>{}-_#|~`'\"!\\+&–—“”‘’«»·•"
"""What stands around a level on its line and says nothing."""
# Behind a level of any government: the page or the copy, whose it is too, what is not to be done with it.
PAGE = re.compile(r"(?:PAGE )?\d{1,3}(?: OF \d{1,3})?|(?:COPY|ЭКЗ\.?) ?(?:NO\.? ?|№ ?)?\d{1,3}(?: OF \d{1,3})?")
PERSONAL = re.compile(
    r"(?:AND )?(?:STRICTLY )?(?:PERSONAL|PRIVATE)|WHEN (?:ATTACHED|SEPARATED)[A-Z ]{0,40}"
    r"|DO NOT (?:COPY|REPRODUCE|FORWARD)|NO COPIES|IN (?:INK|PENCIL)|(?:RUBBER )?STAMP(?:ED)?|HANDWRITTEN"
)

# A line of letters that stand apart, of any alphabet: ``G E H E I M``, ``R-E-S-E-R-V-A-D-O``, ``С Е К Р Е Т Н О``.
_LETTER = r"[^\W\d_]"
_LETTERS_APART = re.compile(
    rf"\n {{0,40}}+(?P<words>[^\n][{SIGNS_BETWEEN}]{{1,4}}{_LETTER}[{SIGNS_BETWEEN}]"
    rf"(?:{_LETTER}|[{SIGNS_BETWEEN}]){{3,90}}+)(?=\n|\Z)"
)


def take_spaced_foreign(sheet: Sheet, upper: str, start: int, end: int) -> None:
    """State the levels of the lines of ``upper[start:end]`` on which such words stand with their letters apart.

    upper: the text of the sheet in capitals without signs over its letters.
    """
    for found in _LETTERS_APART.finditer(f"\n{upper[start:end]}"):
        level = foreign_level(found["words"])
        begin, stop = (start - 1 + edge for edge in found.span("words"))
        if level is not None and is_in_capitals(sheet.text[begin:stop]):
            sheet.state_level(level, ELSEWHERE)


def is_alone(text: str, found: re.Match[str]) -> bool:
    """Whether words of another government in small letters stand on a line of their own: ``Streng geheim``.

    English ones are those of a sentence or of a page: ``Protected``.
    """
    begin, end = found.span("foreign")
    return (
        (text[begin].isupper() or _is_banner(text, begin, found.end()))
        and text[end : found.end()].strip(" )]}*_-–—/!") == ""
        and _ENGLISH.match(found["foreign"]) is None
        and not is_within(text, begin, found.end())
    )


def _is_banner(text: str, begin: int, end: int) -> bool:
    """Whether what stands from ``begin`` to ``end`` is the first or the last line of all."""
    is_first = begin <= _MOST_BEFORE and not text[:begin].strip(f"{SIGNS_AROUND}\n")
    return is_first or (len(text) - end <= _MOST_BEFORE and not text[end:].strip(f"{SIGNS_AROUND}\n"))


_MOST_BEFORE = 80
_ENGLISH = re.compile("PROT|HIGHL|OFFIC|MOST")


class Foreign(NamedTuple):
    """The level that another government's words mean, and the needs that stand behind them."""

    level: str
    needs: list[str]


def of_foreign(words: str, behind: str) -> Foreign | None:
    """What another government's words say, if nothing but handling or another level stands behind them."""
    needs, past = words_behind_level(behind)
    left = split_handling(behind[past:])[1].strip(SIGNS_AROUND)
    second = second_level(left)
    if left and second is None and PAGE.fullmatch(left) is None and PERSONAL.fullmatch(left) is None:
        return None
    return Foreign(str(higher(level_of_foreign(words), second)), needs)


_JOINED = re.compile(r"(?:Y|E|ET|UND|AND) ")


@lru_cache(maxsize=1024)
def second_level(words: str) -> str | None:
    """The level that is all of ``words``, of ours or of another government: ``TOP SECRET / TRES SECRET``."""
    own = LEVEL.fullmatch(words)
    if own is not None:
        return level_named(own["level"])
    return foreign_level(_JOINED.sub("", words, count=1) if _JOINED.match(words) is not None else words)

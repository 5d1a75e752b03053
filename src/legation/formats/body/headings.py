"""Headings between paragraphs: between rules of dashes, underlined, or alone on a line.

Source: telegram-format 4.10 (heads between rows of dashes).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.body.ending import end_of_words

_RULE = re.compile(r"[-=_*]{3,}|(?:- ?){4,}-?")
_RULES = frozenset("-=_*")
_ALONE = re.compile(r"[A-Z][A-Za-z0-9 .,'’/&()\"\-–—]{2,66}:?")
_UNDERLINED = re.compile(r"(?P<words>[A-Z][^\n]{2,69})\n {0,40}+(?:[-=_*]{3,80}|(?:- ?){4,40}) *+\n")
_LONG_RULE = 40  # signs of a rule over which a heading may take the whole line
_NONE = re.compile(r"(?:END|UNQUOTE|BEGIN|QUOTE|FOR|AND|REF|SUBJECT|QQQQ|NNNN)\b|\(|.{0,66}\d\d", re.IGNORECASE)
_SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "vs", "with"]
)
_LONGEST = 70
_LONGEST_LINE = 100  # of those that are looked at above a heading
_MOST_WORDS = 9
_MOST_BEFORE_COLON = 3  # more words before a colon are a sentence that a list completes
_SENTENCE_ENDS = frozenset('.?!"”')
CLOSED = frozenset(".?!,;")
"""No heading ends with one of these signs."""


class Heading(NamedTuple):
    """begin: where it begins, its upper rule included."""

    words: str
    begin: int


def heading_before(body: str, start: int, at: int) -> Heading | None:
    """The heading that ``body[start:at]`` ends with, or is."""
    line = _line_above(body, start, at)
    if line is None:
        return None
    begin, end = line
    words = body[begin:end].strip(" ")
    if _is_rule(words):
        above = _line_above(body, start, begin)
        if above is None:
            return None
        begin, end = above
        whole = len(words) >= _LONG_RULE and (begin == start or _blank_before(body, start, begin))
        named = body[begin:end].strip(" ")
        highest = _line_above(body, start, begin)
        ruled = highest is not None and _is_rule(body[highest[0] : highest[1]].strip(" "))
        if (
            len(named) >= (_LONGEST_LINE if whole else _LONGEST)
            or _is_rule(named)
            or (not ruled and named[-1:] in CLOSED)
        ):
            return None
        return Heading(named.strip(" .:-"), highest[0] if highest is not None and ruled else begin)
    if not is_heading(words):
        return None
    if begin > start and not _blank_before(body, start, begin) and not _closed_above(body, start, begin, end):
        return None
    return Heading(words.rstrip(":-. "), begin)


def _line_above(body: str, start: int, at: int) -> tuple[int, int] | None:
    """The last line with words of ``body[start:at]``; None where there is none, or no heading is so long."""
    end = end_of_words(body, start, at)
    begin = body.rfind("\n", start, end) + 1 or start
    return (begin, end) if 0 < end - begin <= _LONGEST_LINE else None


def _closed_above(body: str, start: int, begin: int, end: int) -> bool:
    """Whether the line above ``body[begin:end]`` ends a sentence, and is longer: a copy without its blank lines."""
    line = _line_above(body, start, begin)
    if line is None:
        return False
    above, stop = line
    return stop - above > end - begin and body[above:stop].rstrip(" ")[-1:] in _SENTENCE_ENDS


def _is_rule(words: str) -> bool:
    return words[:1] in _RULES and _RULE.fullmatch(words) is not None


def is_heading(words: str) -> bool:
    """Whether a line with blank lines about it reads as a heading: in capitals, or titled, and no sentence."""
    if len(words) >= _LONGEST or words[-1:] in CLOSED or _ALONE.fullmatch(words) is None or _NONE.match(words):
        return False
    pieces = words.split()
    if len(pieces) > _MOST_WORDS:
        return False
    if words.isupper():
        return not words.endswith(":") or len(pieces) <= _MOST_BEFORE_COLON
    return not words.endswith(":") and all(
        piece[0].isupper() or piece in _SMALL or not piece[0].isalpha() for piece in pieces
    )


def underlined(body: str, at: int, end: int) -> str | None:
    """The first line of ``body[at:end]`` where the second is a rule."""
    found = _UNDERLINED.match(body, at, end)
    return found["words"].strip(" .:-") if found is not None else None


def _blank_before(body: str, start: int, at: int) -> bool:
    end = at - 1
    while end > start and body[end - 1] == " ":
        end -= 1
    return end <= start or body[end - 1] == "\n"

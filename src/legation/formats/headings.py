"""Headings between paragraphs: between rules of dashes, underlined, or alone on a line.

Source: telegram-format 4.10 (heads between rows of dashes).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.ending import end_of_words

_RULE = re.compile(r"[-=_*]{3,}|(?:- ?){4,}-?")
_RULES = frozenset("-=_*")
_ALONE = re.compile(r"[A-Z][A-Za-z0-9 .,'’/&()\"\-–—]{2,66}:?")
_UNDERLINED = re.compile(r"(?P<words>[A-Z][^\n]{2,69})\n {0,40}+(?:[-=_*]{3,80}|(?:- ?){4,40}) *+\n")
_NONE = re.compile(r"(?:END|UNQUOTE|BEGIN|QUOTE|FOR|AND|REF|SUBJECT|QQQQ|NNNN)\b|\(|.{0,66}\d\d", re.IGNORECASE)
_SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "vs", "with"]
)
_LONGEST = 70
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
    lines: list[tuple[int, int]] = []  # the last lines with words, last first
    end = at
    for _ in range(3):
        end = end_of_words(body, start, end)
        begin = body.rfind("\n", start, end) + 1 or start
        if end <= begin or end - begin > 100:
            break
        lines.append((begin, end))
        end = begin
    if not lines:
        return None
    words = body[slice(*lines[0])].strip(" ")
    if _is_rule(words):
        if len(lines) < 2:
            return None
        named = body[slice(*lines[1])].strip(" ")
        ruled = len(lines) == 3 and _is_rule(body[slice(*lines[2])].strip(" "))
        if len(named) >= _LONGEST or _is_rule(named) or (not ruled and named[-1:] in CLOSED):
            return None
        begin = lines[2][0] if ruled else lines[1][0]
        return Heading(named.strip(" .:-"), begin)
    begin = lines[0][0]
    if begin > start and not _blank_before(body, start, begin) and not (len(lines) > 1 and _closed_above(body, lines)):
        return None
    return Heading(words.rstrip(":-. "), begin) if is_heading(words) else None


def _closed_above(body: str, lines: list[tuple[int, int]]) -> bool:
    """Whether the line above ends a sentence, and is longer: a copy without its blank lines."""
    (begin, end), (above, stop) = lines[:2]
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

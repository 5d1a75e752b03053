"""Where sentences end in telegram English, with its many abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.tables.rules import word_list

_STOP = re.compile(r"[.?!][\"'”’)\]]{0,2} (?=[\"'“‘(\[]?[A-Z0-9À-Þ“\[-]|\([a-z]\) )")
_LAST_WORD = re.compile(r"[A-Za-z0-9./&'’-]{1,24}$")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,5}[A-Z]$", re.IGNORECASE)
# 10 A.M. THIS MORNING and C.O.B. TUESDAY are one time.
_HOURS = frozenset({"A.M", "P.M", "C.O.B"})
_OF_THE_DAY = re.compile(
    r"(?:this (?:morning|afternoon|evening)|on|today|yesterday|tomorrow|and|in|at|for|\d{1,2}|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6})\b",
    re.IGNORECASE,
)
_LONGEST = 1500


def sentences(text: str, cuts: tuple[int, ...] = ()) -> Iterator[tuple[int, int]]:
    """Sentences of folded ``text`` in order, as [start, end), trimmed, none empty. ``cuts`` end one
    wherever they fall.

    A run without a stop is cut at ``_LONGEST`` signs, so that what is done with a sentence is done in
    bounded time.
    """
    ends = sorted({match.end() for match in _STOP.finditer(text) if _ends(text, match)} | {c for c in cuts if c > 0})
    start = 0
    for end in (*ends, len(text)):
        while start < end:
            stop = min(end, start + _LONGEST)
            if stop < end:
                blank = text.rfind(" ", start, stop)
                stop = blank if blank > start else stop
            begin, finish = start, stop
            while begin < finish and text[begin] == " ":
                begin += 1
            while finish > begin and text[finish - 1] == " ":
                finish -= 1
            if begin < finish:
                yield begin, finish
            start = stop


def ends_at(text: str, at: int) -> bool:
    """Whether the stop at a place ends a sentence of folded ``text``, with what closes behind it."""
    stop = _STOP.match(text, at)
    return _closes(text, at) == len(text) if stop is None else _ends(text, stop)


def _closes(text: str, at: int) -> int:
    end = at + 1
    while text[end : end + 1] in tuple("\"'”’)] "):
        end += 1
    return end


def goes_on(text: str, at: int) -> bool:
    """Whether the stop at a place is of an abbreviation behind which more follows: GEN. before a name, NO. before a
    number, U.S. anywhere; REFTEL is often the last word of its sentence.
    """
    word = _word_before(text, at)
    if word in word_list("before_numbers"):
        return text[at + 1 : at + 3].strip().isdigit()
    return word in word_list("before_names") or is_initials(text, at)


def is_initials(text: str, at: int) -> bool:
    """Whether the sign at a place is the last stop of initials."""
    return text[at : at + 1] == "." and _INITIALS.match(_word_before(text, at)) is not None


def _word_before(text: str, at: int) -> str:
    before = _LAST_WORD.search(text, max(0, at - 24), at)
    return before[0].upper() if before is not None else ""


def _ends(text: str, stop: re.Match[str]) -> bool:
    if text[stop.start()] != ".":
        return True
    word = _word_before(text, stop.start())
    if word in _HOURS and _OF_THE_DAY.match(text, stop.end()):
        return False
    if word in word_list("closing_initials"):
        after = re.compile(r"[\"'“(\[]?([A-Za-z]+)").match(text, stop.end())
        return after is not None and after[1].upper() in word_list("openers")
    if word in word_list("abbreviations"):
        return False
    # A single letter is an initial or the mark of a point; a number alone is the mark of a paragraph.
    return not (len(word) == 1 and word.isalpha() and word != "I")

"""Paragraphs that begin inside a line, where a copy has lost the line end before them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from legation.formats.body.opening import ENDS, Opening, blank_before
from legation.formats.markings.portions import PORTION, mark_after

_MARKED = re.compile(rf" {{0,3}}+\( ?{PORTION} ?\)[ \n]")
_NOTED = re.compile(r"[.?!)\"”](?:\d{1,2}|\[\d{1,2}\]|/\d{1,2}/)\Z")
"""The sign of an editors' note behind the end of a sentence."""
_SIGN = 5  # code points that it has at most, with what ends the sentence
_SENTENCE = re.compile(r" {1,3}+[A-Z(\"“]")
_AS_SCANNED = str.maketrans("015", "OIS")


def with_run_on(body: str, run: list[Opening]) -> list[Opening]:
    """The run with the paragraphs that begin inside a line, where the copy has lost a line end."""
    filled: list[Opening] = []
    begin, last = 1, 0
    for opening in run:
        number = opening.number or 0
        if number > last + 1 and (filled or opening.skipped is None):
            inside = within(body, begin, opening.begin, last, number)
            filled.extend(inside)
            if inside and opening.skipped is not None:
                last = inside[-1].number or last
                opening = opening._replace(skipped=last if last + 1 < number else None)
        filled.append(opening)
        begin, last = opening.words, number
    filled.extend(within(body, begin, len(body), last, 1000))
    return filled


def within(body: str, begin: int, end: int, last: int, limit: int) -> list[Opening]:
    """Paragraphs ``last + 1`` and on, short of ``limit``, that begin inside the lines of ``body[begin:end]``."""
    found: list[Opening] = []
    while last + 1 < limit:
        sought = f" {last + 1}."
        at = body.find(sought, begin, end)
        while at >= 0 and not _begins_inside(body, at, at + len(sought), lacks=limit == last + 2):
            at = body.find(sought, at + 1, end)
        if at < 0 and end < len(body):  # a line that has lost the point of its number
            at = body.find(f"\n{last + 1} ", begin, end)
            while at >= 0 and not blank_before(body, at):
                at = body.find(f"\n{last + 1} ", at + 1, end)
        if at < 0 and (misread := _misread(last + 1)) is not None:
            scanned = filter(_is_counted, misread.finditer(body, begin, end))
            at, sought = next(((one.start(), one[0]) for one in scanned), (-1, ""))
        if at < 0:
            return found
        last += 1
        mark, words = mark_after(body, at + len(sought))
        found.append(Opening(at + 1, words, last, mark))
        begin = words
    return found


@lru_cache(maxsize=128)
def _misread(number: int) -> re.Pattern[str] | None:
    """A number at a line's start in which a scan has letters for figures: ``1O.``

    None where no figure of it is taken for a letter.
    """
    letters = str(number).translate(_AS_SCANNED)
    if letters == str(number):
        return None
    figures = letters.replace("O", "[0O]").replace("I", "[1Il]").replace("S", "[5S]")
    return re.compile(rf"\n {{0,9}}+{figures}[.)](?= {{0,4}}[A-Z(\"])")


def _is_counted(scanned: re.Match[str]) -> bool:
    """Whether such a number has a figure left; letters alone need a mark behind."""
    if any(map(str.isdecimal, scanned[0])):
        return True
    return _mark_behind().match(scanned.string, scanned.end(), scanned.endpos) is not None


@cache
def _mark_behind() -> re.Pattern[str]:
    return re.compile(rf" {{0,3}}\({PORTION}\)")


def _begins_inside(body: str, at: int, end: int, *, lacks: bool) -> bool:
    """Whether the number at ``at`` follows a sentence and opens one, or bears a mark.

    lacks: it alone lacks between two paragraphs; then it may follow the sign of a note, too, and a figure if two blanks
    are behind it.
    """
    before = body[at - 1] if body[at - 1] != " " else body[max(at - 4, 0) : at].rstrip(" ")[-1:]
    if _MARKED.match(body, end):
        return before in ENDS or before.isupper()
    if body[end : end + 1] != " " or _SENTENCE.match(body, end) is None:
        return False
    apart = lacks and before.isdecimal() and body[end : end + 2] == "  "
    return before in '.?!)"”' or apart or (lacks and _NOTED.search(body, max(0, at - _SIGN), at) is not None)

"""Marks at paragraphs that may be something else: an initial, a letter of a sentence, the reason of an order.

``2.  C  Douglas Dillon said`` has an initial, ``1.4 (C)`` cites a reason, ``3, (U) AND 4`` goes on a sentence. Taken
for marks they would lower their paragraphs, so that a doubtful mark that lowers is none; and letters before the words
are marks only where all paragraphs have them. What a doubtful mark says above the line raises the telegram all the
same. Source: telegram-format 4.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from legation.core.marking import UNREADABLE_RANK
from legation.formats.body.opening import Opening
from legation.formats.body.other_numbers import decimals_out_of_count
from legation.formats.markings.portions import BARE_MARKS, bare_mark, mark_after
from legation.formats.markings.raising import MARK, raise_to
from legation.formats.sheet import Sheet
from legation.tables.marking_rows import rank_of
from legation.tables.portions import portion

_LETTERS = frozenset("CS")
_PARTED_BY_BLANKS = re.compile(r"(?<![A-Za-z(\[{])(?P<mark>[CS]) {2,4}\Z")
# What is no name, and an initial before it none: ``C  The envoy``; ``C in C`` is somebody.
NO_NAME = re.compile(
    r"(?:THE|IT|WE|THEY|THIS|THESE|THERE|IN(?! {1,3}C\b)|DURING|AFTER|ACCORDING|ALTHOUGH|WHILE|WHEN|SUMMARY|COMMENT)\b",
    re.IGNORECASE,
)
_MAY_BE_A_NAME = re.compile(r"U {2,4}[A-Z]")
_COMMA = re.compile(r"\d{1,3}, {1,3}")
_COMMA_LINE = re.compile(r"\n {0,20}+(?=\d{1,3}, {1,3}[({CSTUL])(?P<number>\d{1,3}, {1,3})")
_SET_WIDE = re.compile(r"[A-Za-z]{2},? {2,9}[A-Za-z]")
"""Words that more than one blank parts: then it parts an initial from its name as well."""


def without_doubtful(sheet: Sheet, body: str, opened: list[Opening], base: int) -> list[Opening]:
    """The openings as they are where doubtful marks that would lower a paragraph are none.

    base: leads from the places of the openings, in ``body``, to those of the sheet.
    """
    opened = _without_letters(body, opened)
    opened = _without_commas(sheet, body, _without_initials(sheet, body, opened, base), base)
    return _without_cited(sheet, body, opened, base)


def _without_letters(body: str, opened: list[Opening]) -> list[Opening]:
    """The openings, those without a mark whose ``(C)`` goes on the ``(A)`` and ``(B)`` of the numbers before."""
    if any(one.mark not in (None, "C") for one in opened):  # then the text has marks, and a (C) among them is one
        return opened
    kept = opened
    for index, opening in enumerate(opened):
        at = body.rfind("(", opening.begin, opening.words) if opening.mark == "C" else -1
        if at < 0 or opening.number is None:  # without a number its mark alone opens it
            continue
        before = [body[one.words : one.words + 3].upper() for one in opened[max(0, index - 2) : index] if not one.mark]
        if before == ["(A)", "(B)"]:
            kept = kept.copy() if kept is opened else kept
            kept[index] = opening._replace(mark=None, words=at)
    return kept


def _without_initials(sheet: Sheet, body: str, opened: list[Opening], base: int) -> list[Opening]:
    """The openings, those without a mark whose mark may be an initial: ``2.  C  Douglas Dillon said``.

    A letter that blanks alone part from the words lowers no paragraph, unless every paragraph is marked and several so.
    """
    parted = {
        index: found.start()
        for index, opening in enumerate(opened)
        if opening.mark in _LETTERS
        and body.startswith("  ", opening.words - 2)
        and (found := _PARTED_BY_BLANKS.search(body, opening.begin, opening.words)) is not None
    }
    if not parted or (
        len(parted) > 1
        and _SET_WIDE.search(body) is None
        and all(opening.mark is not None or _MAY_BE_A_NAME.match(body, opening.words) for opening in opened)
    ):
        return opened
    kept = opened.copy()
    names = [index for index in parted if NO_NAME.match(body, opened[index].words) is None]
    for index in _lowering(sheet, opened, names, base):
        kept[index] = opened[index]._replace(mark=None, words=parted[index])
    return kept


def _without_commas(sheet: Sheet, body: str, opened: list[Opening], base: int) -> list[Opening]:
    """The openings, those without a mark that have a comma behind their number, where their marks would lower.

    The mark behind such a number that opens nothing is above the line as well, if it has a level.
    """
    begins = {opening.begin for opening in opened}
    for line in _COMMA_LINE.finditer(body):
        mark, end = mark_after(body, line.end())
        bare = bare_mark(body, line.end()) if mark is None else None
        if bare is not None and body[line.end() : bare[1]].rstrip(" ").endswith("-"):
            mark, end = bare
        said = portion(mark)
        if said is not None and said.rank > 0 and line.start("number") not in begins:
            raise_to(sheet, said, MARK, (base + line.start("number"), base + end))
    words = {
        index: found.end()
        for index, opening in enumerate(opened)
        if opening.mark is not None and (found := _COMMA.match(body, opening.begin)) is not None
    }
    if not words:
        return opened
    kept = opened.copy()
    for index in _lowering(sheet, opened, words, base):
        kept[index] = opened[index]._replace(mark=None, words=words[index])
    return kept


def _without_cited(sheet: Sheet, body: str, opened: list[Opening], base: int) -> list[Opening]:
    """The openings without those in numbers such as ``1.4`` that may cite an order, where their marks would lower."""
    if not opened or opened[0].number is not None or not any(body[opening.begin].isdecimal() for opening in opened):
        return opened
    low = set(_lowering(sheet, opened, decimals_out_of_count(body, opened), base))
    return [opening for index, opening in enumerate(opened) if index not in low]


def _lowering(sheet: Sheet, opened: list[Opening], doubtful: Iterable[int], base: int) -> list[int]:
    """Those of the doubtful openings whose marks are below what holds a paragraph without one; the telegram is held.

    base: leads from the places of the openings to those of the sheet.
    """
    marks = {opening.mark for opening in opened if opening.mark is not None}
    said = [held.rank if (held := portion(mark)) is not None else UNREADABLE_RANK for mark in marks]
    rank = max([rank_of(sheet.fields.get("level")), *said])
    adds = bool(sheet.caveats) or any("/" in mark for mark in marks)
    found: list[int] = []
    for index in doubtful:
        mark = portion(opened[index].mark)
        if mark is not None and mark.rank >= rank and not adds:
            continue
        found.append(index)
        if mark is not None:  # what is no paragraph's may yet be above the line
            raise_to(sheet, mark, MARK, (base + opened[index].begin, base + opened[index].words))
    return found


def with_bare_marks(body: str, opened: list[Opening]) -> list[Opening]:
    """The openings with the marks that a drafter put before the words without brackets: ``1. C The envoy``.

    A sentence may begin with such a letter as well: only where every numbered paragraph does are they marks. ``U``
    opens Burmese names, and as a mark it opens a paragraph to all: where every one has it, it is none.
    """
    if len(opened) < 2 or opened[0].mark is not None or body[opened[0].words : opened[0].words + 2] not in BARE_MARKS:
        return opened
    marked: list[Opening] = []
    for opening in opened:
        bare = bare_mark(body, opening.words) if opening.mark is None else None
        if bare is None and opening.mark is None:
            return opened
        marked.append(opening if bare is None else opening._replace(mark=bare[0], words=bare[1]))
    return marked if any(opening.mark != "U" for opening in marked) else opened

"""Paragraphs counted otherwise than by whole figures: in Roman numbers, or by parts and points such as ``1.2``."""

from __future__ import annotations

import re

from legation.formats.body.opening import SHORT, Opening, blank_before, leads_on
from legation.formats.markings.portions import PORTION, mark_after, written

_ROMAN = re.compile(r"\n {0,20}+(?P<number>[IVX]{1,6})[.)] {1,9}+(?=\S)")
_DECIMAL = re.compile(
    rf"\n {{0,20}}+(?P<number>\d{{1,2}}\.\d{{1,2}})\.? {{1,4}}+\( ?(?P<mark>{PORTION}) ?\)[ \n]{{1,4}}+"
)
_FARTHEST_POINT = 3  # points of a part that may be lost in a row


def romans(body: str) -> list[Opening]:
    """Paragraphs in Roman numbers, where they run from I on."""
    run: list[Opening] = []
    for match in _ROMAN.finditer(body):
        if match["number"] == _roman(len(run) + 1):
            mark, words = mark_after(body, match.end())
            run.append(Opening(match.start("number"), words, len(run) + 1, mark))
    return run if len(run) > 1 else []


def decimals(body: str) -> list[Opening]:
    """Marked paragraphs in numbers such as ``1.2``, where there are several: no whole number is theirs.

    ``decimals_out_of_count`` tells which of them may be something else.
    """
    found = [Opening(m.start("number"), m.end(), None, written(m["mark"])) for m in _DECIMAL.finditer(body)]
    return found if len(found) > 1 else []


def decimals_out_of_count(body: str, opened: list[Opening]) -> list[int]:
    """Which of the openings have numbers such as ``1.4`` that do not count on from the first of a part.

    A telegram counts so from ``1.1``; the reasons of an order (``1.4 (C)``) stand as they are cited.
    """
    outside: list[int] = []
    last = (0, 0)
    count = 0
    for index, opening in enumerate(opened):
        found = _DECIMAL.match(body, body.rfind("\n", 0, opening.begin)) if opening.number is None else None
        if found is None:
            continue
        part, point = (int(figures) for figures in found["number"].split("."))
        farthest = last[1] + (_FARTHEST_POINT if blank_before(body, found.start()) else 1)
        before = body[max(found.start() - SHORT, 0) : found.start()].rstrip(" ")
        if (last[1] < point <= farthest if part == last[0] else part > last[0] and point < 2) and not leads_on(before):
            last = part, point
            count += 1
        else:
            outside.append(index)
    return outside if count > 1 or not outside else [*range(len(opened))]


def _roman(number: int) -> str:
    ten, one = divmod(number, 10)
    return "X" * ten + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[one]

"""Lists of dash points, inline or on lines of their own, and the words that introduce them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = r"(?:--?|[–—•*]|o|\([A-Za-z]\)|\([0-9]{1,2}\)|\([ivx]{1,4}\)|[A-Za-z]\.|[A-Za-z]\)|[0-9]{1,2}\))"
_ON_LINES = re.compile(rf"(?m)^[ \t]*(?P<mark>{_MARK})[ \t]+(?=\S)")
_INLINE_DASH = re.compile(r"(?:(?<=[:;.,])|(?<=\band))\s+(?P<mark>--|[–—])\s+(?=\S)", re.IGNORECASE)
_INLINE_LETTER = re.compile(r"(?:(?<=[:;,])|(?<=\band))\s+(?P<mark>\(?[A-Za-z1-9]\))\s+(?=\S)", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STOP = re.compile(r"[.?!](?=\s+[A-Z][A-Za-z]*\s|\s*$)")
_AND = re.compile(r"[;,]\s*(?:and|or)\s*$", re.IGNORECASE)


_LONGEST = 4000  # signs of a last point that nothing ends


class PointList(NamedTuple):
    """The words that introduce a list, [start, end), and its points, each without its mark and tail."""

    intro: tuple[int, int]
    points: tuple[tuple[int, int], ...]


def point_lists(text: str) -> list[PointList]:
    """Lists in raw ``text`` (line ends kept), in order and apart from one another."""
    found: list[PointList] = []
    for pattern, inline in _forms(text):
        marks = [(m.start("mark"), m.end(), _style(m["mark"])) for m in pattern.finditer(text)]
        at = 0
        for run in _inline_runs(text, marks) if inline else _runs(marks):
            found.append(_list(text, at, run, inline=inline))
            at = found[-1].points[-1][1]
    apart: list[PointList] = []
    for made in sorted(found, key=lambda each: (each.points[0][0], each.intro)):
        if not apart or made.points[0][0] >= apart[-1].points[-1][1]:
            apart.append(made)
    return apart


def _forms(text: str) -> Iterator[tuple[re.Pattern[str], bool]]:
    """The forms that lists of a text may have, each with whether it is inline."""
    if "\n" in text:  # one mark is no list
        yield _ON_LINES, False
    if ":" in text:
        if "--" in text or "–" in text or "—" in text:
            yield _INLINE_DASH, True
        if ")" in text:
            yield _INLINE_LETTER, True


def _style(mark: str) -> str:
    if mark.strip("()-.–—").isdigit():
        return "number" + mark.strip("0123456789")
    return "letter" + re.sub(r"[A-Za-z]+", "", mark) if any(c.isalpha() for c in mark) else mark


def _runs(marks: list[tuple[int, int, str]]) -> list[list[tuple[int, int]]]:
    """Marks of one style that follow one another; a list on lines may have a blank line between its
    points."""
    runs: list[list[tuple[int, int]]] = []
    style = ""
    for start, end, kind in marks:
        if runs and kind == style:
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
        style = kind
    return [run for run in runs if len(run) > 1]


def _inline_runs(text: str, marks: list[tuple[int, int, str]]) -> list[list[tuple[int, int]]]:
    """Inline marks count from one that a colon stands before; a sentence that ends between two parts them."""
    runs: list[list[tuple[int, int]]] = []
    style, last = "", 0
    for start, end, kind in marks:
        if text[max(0, start - 8) : start].rstrip().endswith(":"):
            runs.append([(start, end)])
        elif runs and kind == style and _STOP.search(text, last, start) is None:
            runs[-1].append((start, end))
        else:
            continue
        style, last = kind, end
    return [run for run in runs if len(run) > 1]


def _list(text: str, after: int, run: list[tuple[int, int]], *, inline: bool) -> PointList:
    first = run[0][0]
    begin = after
    for stop in _STOP.finditer(text, after, first):
        if text[stop.end() : first].strip():
            begin = stop.end()
    blank = text.rfind("\n\n", begin, first)
    if blank >= 0 and text[blank:first].strip():
        begin = blank
    points: list[tuple[int, int]] = []
    for index, (_, start) in enumerate(run):
        end = run[index + 1][0] if index + 1 < len(run) else min(len(text), start + _LONGEST)
        if index + 1 == len(run):
            last = (_STOP if inline else _BLANK_LINE).search(text, start, end)
            end = last.start() if last is not None else end
        points.append((start, _trimmed(text, start, end)))
    return PointList((begin, first), tuple(p for p in points if p[0] < p[1]) or ((first, first),))


def _trimmed(text: str, start: int, end: int) -> int:
    """Where the point's words end: white space, closing stops and a joining AND are no part of it."""
    before = -1
    while end > start and end != before:
        before = end
        while end > start and (text[end - 1].isspace() or text[end - 1] in ";.,:"):
            end -= 1
        joined = _AND.search(text, max(start, end - 12), end)
        if joined is not None:
            end = joined.start()
    return end

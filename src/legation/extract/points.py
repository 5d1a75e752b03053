"""Lists of dash points, inline or on lines of their own, and the words that introduce them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = r"(?:--?|[–—•*]|o|\([A-Za-z]\)|\([0-9]{1,2}\)|\([ivx]{1,4}\)|[A-Za-z]\.|[A-Za-z]\)|[0-9]{1,2}\)|[ivx]{2,4}[.)])"
_ON_LINES = re.compile(rf"(?m)^[ \t]*(?P<mark>{_MARK})[ \t]+(?=\S)")
_INLINE_DASH = re.compile(r"(?:(?<=[:;.,])|(?<=\band))\s+(?P<mark>--|[–—])\s+(?=\S)", re.IGNORECASE)
_INLINE_LETTER = re.compile(
    r"(?:(?<=[:;,])|(?<=\band))\s+(?P<mark>\(?(?:[A-Za-z]|[1-9][0-9]?|[ivx]{2,4})\))\s+(?=\S)"
    r"|\b(?:be|are|is|were|was|include[sd]?|seeks?|sought|wants?|needs?|obtain|secure|achieve|pursue|for)\s+(?P<first>\([a1i]\))\s+(?=\S)",
    re.IGNORECASE,
)
# Words on lines of their own, behind the end of a point, that lead to further points: OUR SIDE WANTS:
_LEADS = re.compile(r"[.;][ \t]*\n[ \t\n]{0,8}(?P<intro>[^\s.;](?:[^.;\n]|[.;](?![ \t]*\n)|\n(?![ \t]*\n))*:)\s*$")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STOP = re.compile(r"(?<!\b[A-Za-z])[.?!](?=\s+[A-Z][A-Za-z]*\s|\s*$)")  # not that of U.S.
_AND = re.compile(r"[;,]\s*(?:and|or)\s*$", re.IGNORECASE)
_JOINED = re.compile(r"[;,]?\s+(?:and|or)\s*$", re.IGNORECASE)


_LONGEST = 4000  # signs of a last point that nothing ends
_LEADING = 320  # signs before a point in which words that lead to it are looked for


class PointList(NamedTuple):
    """The words that introduce a list, [start, end), and its points, each without its mark and tail."""

    intro: tuple[int, int]
    points: tuple[tuple[int, int], ...]


def point_lists(text: str) -> list[PointList]:
    """Lists in raw ``text`` (line ends kept), in order and apart from one another."""
    found: list[PointList] = []
    for pattern, inline in _forms(text):
        marks = [_mark(m) for m in pattern.finditer(text)]
        at = 0
        runs = _inline_runs(text, marks) if inline else _runs(text, marks)
        for place, run in enumerate(runs):
            further = runs[place + 1][0][0] if place + 1 < len(runs) and not inline else None
            leads = _leading(text, run[-1][1], further) if further is not None else None
            until = leads.start("intro") if leads is not None else len(text)
            found.append(_list(text, at, run, until, inline=inline))
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
    if ":" in text and ("--" in text or "–" in text or "—" in text):
        yield _INLINE_DASH, True
    if ")" in text:
        yield _INLINE_LETTER, True


class _Mark(NamedTuple):
    """[start, end) of a mark with the blanks behind it. first: no stop stands before it, as before the first of a list
    that runs on from its words: SHOULD BE (1)."""

    start: int
    end: int
    style: str
    first: bool = False


def _mark(met: re.Match[str]) -> _Mark:
    first = met.re.groupindex.get("first") is not None and met["first"] is not None
    name = "first" if first else "mark"
    return _Mark(met.start(name), met.end(), _style(met[name]), first)


def _style(mark: str) -> str:
    if mark.strip("()-.–—").isdigit():
        return "number" + re.sub(r"[0-9]+", "", mark)
    return "letter" + re.sub(r"[A-Za-z]+", "", mark) if any(c.isalpha() for c in mark) else mark


def _runs(text: str, marks: list[_Mark]) -> list[list[tuple[int, int]]]:
    """Marks of one style that follow one another; a list on lines may have a blank line between its
    points. Words that lead to further points part two lists, of which the second may be one point."""
    runs: list[list[tuple[int, int]]] = []
    led: list[bool] = []
    style, last = "", 0
    for mark in marks:
        leads = bool(runs) and _leading(text, last, mark.start) is not None
        if runs and mark.style == style and not leads:
            runs[-1].append((mark.start, mark.end))
        else:
            runs.append([(mark.start, mark.end)])
            led.append(leads)
            if leads:
                led[-2] = True
        style, last = mark.style, mark.end
    return [run for run, alone in zip(runs, led, strict=True) if len(run) > 1 or alone]


def _leading(text: str, after: int, mark: int) -> re.Match[str] | None:
    """The words between two points that lead to the second."""
    return _LEADS.search(text, max(after, mark - _LEADING), mark)


def _inline_runs(text: str, marks: list[_Mark]) -> list[list[tuple[int, int]]]:
    """Inline marks count from one that a colon stands before, or a verb; a sentence that ends between parts them."""
    runs: list[list[tuple[int, int]]] = []
    style, last = "", 0
    for mark in marks:
        if mark.first or text[max(0, mark.start - 8) : mark.start].rstrip().endswith(":"):
            runs.append([(mark.start, mark.end)])
        elif runs and mark.style == style and _STOP.search(text, last, mark.start) is None:
            runs[-1].append((mark.start, mark.end))
        else:
            continue
        style, last = mark.style, mark.end
    return [run for run in runs if len(run) > 1]


def _list(text: str, after: int, run: list[tuple[int, int]], until: int, *, inline: bool) -> PointList:
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
        end = run[index + 1][0] if index + 1 < len(run) else min(until, start + _LONGEST)
        if index + 1 == len(run):
            last = (_STOP if inline else _BLANK_LINE).search(text, start, end)
            end = last.start() if last is not None else end
        points.append((start, _trimmed(text, start, end, joined=inline and index + 1 < len(run))))
    return PointList((begin, first), tuple(p for p in points if p[0] < p[1]) or ((first, first),))


def _trimmed(text: str, start: int, end: int, *, joined: bool = False) -> int:
    """Where the point's words end: white space, closing stops and a joining AND are no part of it.

    joined: within a sentence, where AND joins it to the next without a stop.
    """
    by = _JOINED if joined else _AND
    before = -1
    while end > start and end != before:
        before = end
        while end > start and (text[end - 1].isspace() or text[end - 1] in ";.,:"):
            end -= 1
        tail = by.search(text, max(start, end - 12), end)
        if tail is not None:
            end = tail.start()
    return end

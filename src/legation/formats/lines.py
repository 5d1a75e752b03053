"""The lines of a source with their places in it, and the furniture that a delivered copy puts between them.

Page headers, page footers and release stamps stand in the middle of lists and sentences. They are taken out
first, so that the rooms after this one see a telegram as it was drafted.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.levels import LEVEL_LINE


class Line(NamedTuple):
    """start and end of the words without white space around them; ``next`` is where the following line starts."""

    start: int
    end: int
    next: int
    text: str


class PageHead(NamedTuple):
    """One page header: post and number as written, section and sections if it says so."""

    post: str
    number: int
    section: int | None
    of: int | None


class Page(NamedTuple):
    """live: lines that are not furniture. marks: furniture as (start, end, kind). heads: page headers met."""

    live: list[Line]
    marks: list[tuple[int, int, str]]
    heads: list[PageHead]


_PAGE = re.compile(
    r"PAGE\s+\d{1,3}(?:\s+(?:OF\s+\d+|(?P<post>[A-Z][A-Z ]{1,20}?)\s+(?P<number>\d{4,6})\b"
    r"(?:\s+(?P<section>\d{1,2})\s+OF\s+(?P<of>\d{1,2}))?(?:\s+\d{6}Z)?|[RQ][A-Z]{3,7}\s*\d{3,4}\s+\S+))?(?:\s+UNCLAS|\s+C O N F[A-Z ]*)?\s*$"
)
_PAGE_2006 = re.compile(
    r"(?P<post>[A-Z][A-Z ]{1,20}?)\s+(?P<number>\d{6,8})\s+(?P<section>\d{3})(?:\.\d)?\s+OF\s+(?P<of>\d{3})\s*$"
)
_POST_NUMBER = re.compile(r"(?P<post>[A-Z][A-Z ]{1,20}?)\s+(?P<number>\d{5,6})(?:\s+\d{6}Z)?\s*$")
_STAMP = re.compile(
    r"(?:Sheryl P\.\s+Walter|Margaret P\.\s+Grafeld)?\s*Declassified/Released\s+US Department of State\s+"
    r"EO Systematic Review\s+\d{1,2} [A-Za-z]{3} \d{4}"
)
_INLINE_PAGE = re.compile(r"\bPAGE\s+\d{2}\s+[A-Z][A-Z ]{1,20}?\s+\d{5,6}(?:\s+\d{2}\s+OF\s+\d{2})?\s+\d{6}Z\b")
_TWO_DIGITS = re.compile(r"\d{2}$")


def split_lines(text: str, begin: int = 0) -> list[Line]:
    """Every line of ``text`` from ``begin`` on, white space trimmed."""
    lines: list[Line] = []
    at = begin
    for raw in (text[begin:] if begin else text).splitlines(keepends=True):
        words = raw.strip()
        if words:
            start = at + raw.find(words[0])
            lines.append(Line(start, start + len(words), at + len(raw), words))
        else:
            lines.append(Line(at, at, at + len(raw), ""))
        at += len(raw)
    return lines


def take_out_furniture(text: str, lines: list[Line]) -> Page:
    """Separate the furniture from the telegram. The order of lines is kept."""
    page = Page([], [], [])
    taken = _page_lines(lines, page.heads)
    has_stamp = "Declassified/Released" in text
    for number, line in enumerate(lines):
        kind = taken.get(number)
        if kind is not None:
            page.marks.append((line.start, line.end, kind))
            continue
        if (has_stamp and "Declassified/Released" in line.text) or (
            "PAGE" in line.text and _INLINE_PAGE.search(line.text)
        ):
            page.live.extend(_without_inline(line, page.marks))
        else:
            page.live.append(line)
    return page


def _page_lines(lines: list[Line], heads: list[PageHead]) -> dict[int, str]:
    """Numbers of the lines that are page furniture, and their kinds."""
    taken: dict[int, str] = {}
    for number, line in enumerate(lines):
        if number in taken or not line.text:
            continue
        first = line.text[0]
        if first == "P" and (found := _PAGE.match(line.text)):
            taken[number] = "page.header"
            at = number + 1
            if found["post"] is None and at < len(lines) and (split := _POST_NUMBER.match(lines[at].text)):
                taken[at] = "page.header"  # 1977-79: page number and telegram number on two lines
                heads.append(PageHead(split["post"], int(split["number"]), None, None))
                at += 1
            elif found["post"] is not None:
                heads.append(_head(found))
            if at < len(lines) and _TWO_DIGITS.match(lines[at].text):
                taken[at] = "page.header"
            _take_levels(lines, number, taken)
        elif line.text[-1].isdigit() and " OF " in line.text and (found := _PAGE_2006.match(line.text)):
            taken[number] = "page.header"
            heads.append(_head(found))
    return taken


def _head(found: re.Match[str]) -> PageHead:
    section, of = found["section"], found["of"]
    return PageHead(
        found["post"].strip(), int(found["number"]), int(section) if section else None, int(of) if of else None
    )


def _take_levels(lines: list[Line], number: int, taken: dict[int, str]) -> None:
    """The classification words above a page header: the foot of the page before and the head of this one."""
    back = number - 1
    found = 0
    while back >= 0 and found < 2 and number - back < 6:
        words = lines[back].text
        if words:
            if not LEVEL_LINE.fullmatch(words):
                break
            taken[back] = "page.classification"
            found += 1
        back -= 1


def _without_inline(line: Line, marks: list[tuple[int, int, str]]) -> list[Line]:
    """The pieces of a line around the stamps and page headers inside it."""
    cuts = sorted(
        [(m.start(), m.end(), "nara.stamp") for m in _STAMP.finditer(line.text)]
        + [(m.start(), m.end(), "page.header") for m in _INLINE_PAGE.finditer(line.text)]
    )
    pieces: list[Line] = []
    at = 0
    for start, end, kind in [*cuts, (len(line.text), len(line.text), "")]:
        piece = line.text[at:start]
        words = piece.strip()
        if words:
            begin = line.start + at + piece.find(words[0])
            pieces.append(Line(begin, begin + len(words), line.next, words))
        if kind:
            marks.append((line.start + start, line.start + end, kind))
        at = max(at, end)
    return pieces

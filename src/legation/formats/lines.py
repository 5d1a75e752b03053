"""The lines of a source with their places in it, and the furniture that a delivered copy puts between them.

Page headers, page footers and release stamps stand in the middle of lists and sentences. They are taken out
first, so that the rooms after this one see a telegram as it was drafted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from legation.formats.levels import LEVEL_LINE
from legation.tables.posts import Posts


class Line(NamedTuple):
    """start and end of the words without white space around them; ``next`` is where the following line starts."""

    start: int
    end: int
    next: int
    text: str

    def cut(self, at: int, end: int | None = None) -> Line:
        """The part of the line from offset ``at`` of its words, white space trimmed, to ``end`` or its own end."""
        piece = self.text[at:end]
        words = piece.strip()
        start = self.start + at + (len(piece) - len(piece.lstrip()))
        return Line(start, start + len(words), self.next if end is None else self.start + end, words)


class Reel:
    """The lines still to be read. Rooms take lines off, look ahead, and put back what they cut off."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._left = list(lines)[::-1]

    def __bool__(self) -> bool:
        return bool(self._left)

    def take(self) -> Line:
        return self._left.pop()

    def put_back(self, line: Line) -> None:
        self._left.append(line)

    def ahead(self, count: int) -> list[Line]:
        """The next ``count`` lines, or as many as there are, in order."""
        return self._left[: -count - 1 : -1]

    def peek(self) -> Line | None:
        return self._left[-1] if self._left else None

    def rest(self) -> list[Line]:
        """All that is left, in order."""
        return self._left[::-1]


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
    r"PAGE\s{1,9}\d{1,3}(?:\s{1,20}(?:OF\s{1,9}\d{1,3}|(?P<post>[A-Z][A-Z ]{1,20}?)\s{1,20}(?P<number>\d{4,6})\b"
    r"(?:\s{1,20}(?P<section>\d{1,2})\s{1,9}OF\s{1,9}(?P<of>\d{1,2}))?(?:\s{1,20}\d{6}Z)?"
    r"|[RQ][A-Z]{3,7}\s{0,9}\d{3,4}(?:\s{1,9}\S{1,12})?))?(?:\s{1,9}(?:UNCLAS|C O N F[A-Z ]{0,20}|S E C R E T))?$"
)
_PAGE_2006 = re.compile(
    r"(?P<post>[A-Z][A-Z ]{1,20}?)\s{1,9}(?P<number>\d{6,8})\s{1,9}"
    r"(?P<section>\d{3})(?:\.\d)?\s{1,9}OF\s{1,9}(?P<of>\d{3})$"
)
_POST_NUMBER = re.compile(
    r"(?P<post>[A-Z][A-Z ]{1,20}?)\s{1,20}(?P<number>\d{5,6})"
    r"(?:\s{1,20}(?P<section>\d{1,2})\s{1,9}OF\s{1,9}(?P<of>\d{1,2}))?(?:\s{1,20}\d{6}Z)?$"
)
_STAMP = re.compile(
    r"(?:(?:Sheryl P\.\s{1,3}Walter|Margaret P\.\s{1,3}Grafeld)\s{1,3})?Declassified/Released\s{1,3}"
    r"US Department of State\s{1,3}EO Systematic Review\s{1,3}\d{1,2} [A-Za-z]{3} \d{4}"
)
_INLINE_PAGE = re.compile(
    r"\bPAGE\s{1,9}\d{2}\s{1,9}[A-Z][A-Z ]{1,20}?\s{1,9}\d{5,6}(?:\s{1,9}\d{2}\s{1,9}OF\s{1,9}\d{2})?\s{1,9}\d{6}Z\b"
)
_INLINE_2006 = re.compile(r"\b\d{8}\s{1,9}\d{3}(?:\.\d)?\s{1,9}OF\s{1,9}\d{3}\b")
_TWO_DIGITS = re.compile(r"\d{2}$")
_LONGEST = 160  # a page header is a line of its own, never longer


def split_lines(text: str) -> list[Line]:
    """Every line of ``text``, white space trimmed."""
    lines: list[Line] = []
    at = 0
    for raw in text.splitlines(keepends=True):
        words = raw.strip()
        start = at + (len(raw) - len(raw.lstrip()) if words else 0)
        lines.append(Line(start, start + len(words), at + len(raw), words))
        at += len(raw)
    return lines


def take_out_furniture(lines: list[Line], posts: Posts) -> Page:
    """Separate the furniture from the telegram. The order of lines is kept."""
    page = Page([], [], [])
    taken = _page_lines(lines, page.heads)
    for number, line in enumerate(lines):
        kind = taken.get(number)
        if kind is not None:
            page.marks.append((line.start, line.end, kind))
            continue
        cuts = _inline(line.text, posts)
        page.live.extend(_around(line, cuts) if cuts else [line])
        page.marks.extend((line.start + start, line.start + end, kind) for start, end, kind in cuts)
    return page


def _page_lines(lines: list[Line], heads: list[PageHead]) -> dict[int, str]:
    """Numbers of the lines that are page furniture, and their kinds."""
    taken: dict[int, str] = {}
    for number, line in enumerate(lines):
        if number in taken or not line.text or len(line.text) > _LONGEST:
            continue
        if line.text[0] == "P" and (found := _PAGE.match(line.text)):
            taken[number] = "page.header"
            at = number + 1
            if found["post"] is None and at < len(lines) and (split := _POST_NUMBER.match(lines[at].text[:80])):
                taken[at] = "page.header"  # 1977-79: page number and telegram number on two lines
                heads.append(_head(split))
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
            if len(words) > _LONGEST or not LEVEL_LINE.fullmatch(words):
                break
            taken[back] = "page.classification"
            found += 1
        back -= 1


def _inline(words: str, posts: Posts) -> list[tuple[int, int, str]]:
    """Stamps and page headers inside a line, as (start, end, kind), in order and apart."""
    cuts: list[tuple[int, int, str]] = []
    if "Declassified/Released" in words:
        cuts.extend((m.start(), m.end(), "nara.stamp") for m in _STAMP.finditer(words))
    if "PAGE" in words:
        cuts.extend((m.start(), m.end(), "page.header") for m in _INLINE_PAGE.finditer(words))
    if " OF 0" in words:
        for found in _INLINE_2006.finditer(words):
            before = words[max(0, found.start() - 30) : found.start()].rstrip()
            pieces = before.split()[-3:]
            named = next((n for n in range(len(pieces), 0, -1) if posts.key(" ".join(pieces[-n:]))), 0)
            if named:  # of a post that is known; a table of figures has none before it
                start = found.start() - 30 if found.start() > 30 else 0
                cuts.append((start + before.rfind(pieces[-named]), found.end(), "page.header"))
    cuts.sort()
    apart: list[tuple[int, int, str]] = []
    for cut in cuts:
        if not apart or cut[0] >= apart[-1][1]:
            apart.append(cut)
    return apart


def _around(line: Line, cuts: list[tuple[int, int, str]]) -> list[Line]:
    """The pieces of a line around the furniture inside it."""
    pieces: list[Line] = []
    at = 0
    for start, end, _ in cuts:
        pieces.append(line.cut(at, start))
        at = end
    pieces.append(line.cut(at))
    return [piece for piece in pieces if piece.text]

"""The furniture that a delivered copy puts between the lines: page headers, page feet and release stamps.

They stand in the middle of lists and sentences, and are taken out first, so that the rooms after this one see a
telegram as it was drafted. Source: telegram-format 3.1 and eras 3.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.levels import LEVEL_LINE
from legation.formats.lines import Line, split_lines
from legation.tables.posts import Posts


class PageHead(NamedTuple):
    """One page header: post and number as written, section and sections if it says so."""

    post: str
    number: int
    section: int | None
    of: int | None


class Furniture(NamedTuple):
    """marks: the furniture as (start, end, kind), in order and apart. heads: the page headers met."""

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
_SENTENCE_ENDS = (".", ":", "?", "!", ")", "-")
_LONGEST = 160  # a page header is a line of its own, never longer


def find_furniture(text: str, start: int, end: int, posts: Posts) -> Furniture | None:
    """The furniture of the plain ``text[start:end]``, or None where there is none."""
    if not _may_have(text):
        return None
    lines = split_lines(text, start, end)
    heads: list[PageHead] = []
    taken = _page_lines(lines, heads)
    marks: list[tuple[int, int, str]] = []
    for number, line in enumerate(lines):
        kind = taken.get(number)
        if kind is not None:
            marks.append((line.start, line.next, kind))
        elif line.text and (cuts := _inline(line.text, posts)):
            covered = sum(stop - begin for begin, stop, _ in cuts)
            whole = covered + len(cuts) > len(line.text)  # nothing but furniture, with a blank between
            marks.extend((line.start + begin, line.start + stop, kind) for begin, stop, kind in cuts)
            if whole:
                marks[-1] = (marks[-1][0], line.next, marks[-1][2])
    return Furniture(marks, heads) if marks else None


def _may_have(text: str) -> bool:
    return "PAGE" in text or " OF 0" in text or "Declassified/Released" in text


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
    _take_blanks(lines, taken)
    return taken


def _take_blanks(lines: list[Line], taken: dict[int, str]) -> None:
    """The empty lines around furniture that stands inside a sentence, so that the sentence runs on."""
    for number in sorted(taken):
        before = number - 1
        while before >= 0 and (before in taken or not lines[before].text):
            before -= 1
        if before < 0 or lines[before].text.endswith(_SENTENCE_ENDS):
            continue
        for step in (-1, 1):
            at = number + step
            while 0 <= at < len(lines) and at not in taken and not lines[at].text and abs(at - number) < 6:
                taken[at] = "layout.blank"
                at += step


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

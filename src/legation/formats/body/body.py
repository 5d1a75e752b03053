"""The body: paragraphs with their numbers, portion marks, headings, roles and dash points, and the names below.

What costs time is looked for only where a short look says that it can be there: a plain text is read with few
passes over all of it and none over its single lines. Source: telegram-format 4.10.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

import msgspec

from legation.core.telegram import Paragraph, Reference
from legation.core.text import span_of
from legation.formats.body.doubtful_marks import with_bare_marks, without_doubtful
from legation.formats.body.ending import take_end, take_note
from legation.formats.body.headings import CLOSED, Heading, heading_before, is_heading, underlined
from legation.formats.body.numbering import openings
from legation.formats.body.opening import Opening
from legation.formats.body.points import first_inside, points
from legation.formats.body.roles import (
    ROLES_BEGIN,
    SUMMARY_WITHIN,
    End,
    ends_of_roles,
    role_at,
    role_of_heading,
    spread,
    summary_of,
)
from legation.formats.body.signature import take_signature
from legation.formats.markings.portions import is_right_to_copy
from legation.formats.references.mentions import read_all_mentions
from legation.formats.sheet import Sheet
from legation.formats.words import folded

_BLANK_LINES = re.compile(r"\n *+\n[ \n]*+")


def read_body(sheet: Sheet, start: int, end: int, closing: str = "") -> None:
    """Read paragraphs, summary and signature from ``sheet.text[start:end]``, the last of the telegram.

    closing: signs that end the text and are no part of its last paragraph, as ``//`` ends a set.
    """
    stop, names = take_signature(sheet, start, take_end(sheet, start, end))
    if names:
        stop = take_note(sheet, start, stop)
    if closing and stop - len(closing) > start and sheet.text.endswith(closing, start, stop):
        stop -= len(closing)
        sheet.mark(stop, stop + len(closing), "genadmin.end")
    fields = sheet.fields
    if names or "signature" not in fields:
        fields["signature"] = tuple(names)
    body = f"\n{sheet.text[start:stop]}"
    section = fields["section"].number or 1 if "section" in fields else 1
    opened, dashes = openings(body, section)
    opened = with_bare_marks(body, without_doubtful(sheet, body, opened, start - 1))
    paragraphs = _Paragraphs(sheet, body, start - 1, dashes).read(opened)
    fields["paragraphs"] = paragraphs
    fields["summary"] = summary_of(paragraphs)


class _Paragraphs:
    """The paragraphs of one body; ``base`` leads from its places to those of the sheet.

    dashes: where a line begins with a dash: a point, or a rule. is_marked: more than one paragraph bears a mark.
    """

    def __init__(self, sheet: Sheet, body: str, base: int, dashes: list[int]) -> None:
        self.sheet = sheet
        self.body = body
        self.base = base
        self.made: list[Paragraph] = []
        self.roles: dict[int, str] = {}
        # Of both lists the next one comes last, so that each paragraph takes its own from the end.
        self.mentions = read_all_mentions(sheet, max(base, 0), base + len(body))[::-1]
        self.dashes = [len(body), *reversed(dashes)]  # the end of the body stays
        self.is_marked = False

    def read(self, opened: list[Opening]) -> tuple[Paragraph, ...]:
        body = self.body
        heading = self._unnumbered(1, opened[0].begin if opened else len(body), numbered=bool(opened))
        self.is_marked = sum([opening.mark is not None for opening in opened]) > 1
        untils = [opening.begin for opening in opened[1:]]
        untils.append(len(body))
        for opening, until in zip(opened, untils, strict=False):
            words = body[opening[1] : until].rstrip(" \n")
            if words[-1:] in CLOSED or until == len(body):
                self._add(opening, words, until, heading)
                heading = None
                continue
            found = heading_before(body, opening.words, opening.words + len(words)) if words else None
            if found is not None and found.begin > opening.words:
                until = found.begin
                words = body[opening.words : until].rstrip(" \n")
            else:
                found = None
            self._add(opening, words, until, heading)
            heading = found
        stop = self.base + len(body) if self.roles else self.base + min(len(body), SUMMARY_WITHIN)
        ends = ends_of_roles(self.sheet.upper, self.base + 1, stop)
        if ends:
            self._spread_roles(ends)
        return tuple(self.made)

    def _unnumbered(self, start: int, end: int, *, numbered: bool) -> Heading | None:
        """Paragraphs without number, apart by blank lines; returns the heading that they leave to the next one."""
        body = self.body
        heading: Heading | None = None
        while start < end and body[start] in " \n":
            start += 1
        if start >= end:
            return None
        cuts = [start, *(m.end() for m in _BLANK_LINES.finditer(body, start, end)), end]
        for begin, stop in pairwise(cuts):
            if not body[begin:stop].strip(" \n"):
                continue
            following = numbered or stop < end
            if following and heading is None and stop - begin < 300:
                found = heading_before(body, begin, stop)
                if found is not None and found.begin <= begin:
                    heading = found
                    continue
            self._add(Opening(begin, begin, None, None), body[begin:stop].rstrip(" \n"), stop, heading)
            heading = None
        return heading

    def _add(self, opening: Opening, words: str, until: int, heading: Heading | None) -> None:
        """Make the paragraph that opens there, has these words, and reaches to ``until``."""
        begin, at, number, mark, skipped = opening
        if mark == "C" and not self.is_marked and is_right_to_copy(self.body, at):
            sign = self.body.rfind("(", begin, at)
            mark, words, at = None, self.body[sign:at] + words, sign
        text = words.replace("\n", " ")
        gaps = "  " in text
        hyphens = "-" in words
        broken = hyphens and "- " in text  # a hyphen at the end of a line, or the sign of a dash point
        if gaps or broken or text[:1] == " ":
            text = folded(words, broken=broken)
        base = self.base
        start, stop = base + begin, base + at + len(words)
        role = title = None
        items: tuple[str, ...] = ()
        run_on = hyphens and " --" in text
        if (
            gaps
            or heading is not None
            or run_on
            or self.dashes[-1] < until
            or words[:3].upper() in ROLES_BEGIN
            or not words
        ):
            dashed = self._is_dashed(at, at + len(words), until)
            if not words:
                stop = start + len(self.body[begin:at].rstrip(" \n"))
            if heading is not None:
                start = base + heading.begin
            role, title = self._titled(at, until, words, text, heading, under=dashed or gaps, dashed=dashed)
            if dashed or run_on:
                items, joined = points(words, text)
                if joined:
                    self._find_run_on(at, until, len(items))
        if skipped is not None:
            self.sheet.find("PAR001", base + begin, base + at, text=number, read=skipped)
        self.sheet.marks.append((start, base + until, "text.paragraph"))
        waiting = self.mentions
        mentions = self._mentions(start, stop) if waiting and waiting[-1].span[0] < stop else ()
        self.made.append(Paragraph(number, mark, title, role, text, items, span_of((start, stop)), mentions))

    def _is_dashed(self, at: int, end: int, until: int) -> bool:
        """Whether a dash begins a line of ``body[at:end]``; those before ``until`` have been seen then."""
        dashes = self.dashes
        dashed = False
        while dashes[-1] < until:
            dashed = at <= dashes.pop() < end or dashed
        return dashed

    def _titled(
        self, at: int, until: int, words: str, text: str, heading: Heading | None, *, under: bool, dashed: bool
    ) -> tuple[str | None, str | None]:
        """Role and heading of a paragraph. under: whether its first line may be a heading of its own."""
        role = None
        title = heading.words if heading is not None else None
        if self.body[at : at + 3].upper() in ROLES_BEGIN:
            named = role_at(self.body, at, until)
            if named is not None:
                role = named[0]
                title = title or named[1]
        if title is None and under:
            title = self._own_heading(at, until, words, text, dashed=dashed)
        if title is not None and role is None:
            role = role_of_heading(title)
        if role is not None:
            self.roles[len(self.made)] = role
        return role, title

    def _mentions(self, start: int, stop: int) -> tuple[Reference, ...]:
        """Take the mentions before ``stop`` from those that wait; one that runs out of the paragraph is none."""
        taken: list[Reference] = []
        waiting = self.mentions
        while waiting:
            begin, end = waiting[-1].span
            if begin >= stop:
                break
            mention = waiting.pop()
            if begin >= start and end <= stop:
                taken.append(mention)
        return tuple(taken)

    def _own_heading(self, at: int, until: int, words: str, text: str, *, dashed: bool) -> str | None:
        """A heading that is the first line of the paragraph itself, underlined or with a blank line below."""
        if dashed:
            under = underlined(self.body, at, until)
            if under is not None:
                return under
        end = words.find("\n\n", 0, 90)
        first = words[: max(end, 0)].strip(" ")
        return first.rstrip(":-. ") if 0 < len(first) < len(text) and is_heading(first) else None

    def _find_run_on(self, at: int, until: int, count: int) -> None:
        place = at + first_inside(self.body[at:until])
        line = max(self.body.rfind("\n", 0, place) + 1, at)
        stop = self.body.find("\n", place, until)
        self.sheet.find("LAY002", self.base + line, self.base + (stop if stop >= 0 else until), text=count)

    def _spread_roles(self, ends: list[End]) -> None:
        begins = [paragraph.span.start for paragraph in self.made]
        placed = [(bisect_right(begins, end.at) - 1, end.role) for end in ends]
        for index, role in spread(self.roles, [end for end in placed if end[0] >= 0]).items():
            if self.made[index].role != role:
                self.made[index] = msgspec.structs.replace(self.made[index], role=role)

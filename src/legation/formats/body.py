"""The body: paragraphs with their numbers, portion marks, headings, roles and dash points, and the names below.

What costs time is looked for only where a short look says that it can be there: a plain text is read with few
passes over all of it and none over its single lines. Source: telegram-format 4.10.
"""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from legation.core.telegram import Paragraph
from legation.core.text import Span
from legation.formats.ending import take_end, take_note
from legation.formats.headings import CLOSED, Heading, heading_before, is_heading, underlined
from legation.formats.mentions import mentions_within, read_all_mentions
from legation.formats.numbering import Opening, openings
from legation.formats.points import first_inside, points
from legation.formats.roles import (
    ROLES_BEGIN,
    SUMMARY_WITHIN,
    ends_a_role,
    role_at,
    role_of_heading,
    spread,
    summary_of,
)
from legation.formats.sheet import Sheet
from legation.formats.signature import take_signature
from legation.formats.words import folded

_BLANK_LINES = re.compile(r"\n *+\n[ \n]*+")
_HYPHENS = re.compile(r"-(?:-| {0,9}\n)")


def read_body(sheet: Sheet, start: int, end: int) -> None:
    """Read paragraphs, summary and signature from ``sheet.text[start:end]``, the last of the telegram."""
    stop, names = take_signature(sheet, start, take_end(sheet, start, end))
    if names:
        stop = take_note(sheet, start, stop)
    fields = sheet.fields
    if names or "signature" not in fields:
        fields["signature"] = tuple(names)
    body = f"\n{sheet.text[start:stop]}"
    section = fields["section"].number or 1 if "section" in fields else 1
    opened, odd = openings(body, section)
    paragraphs = _Paragraphs(sheet, body, start - 1, odd=bool(odd)).read(opened)
    fields["paragraphs"] = paragraphs
    fields["summary"] = summary_of(paragraphs)


class _Paragraphs:
    """The paragraphs of one body; ``base`` leads from its places to those of the sheet."""

    def __init__(self, sheet: Sheet, body: str, base: int, *, odd: bool) -> None:
        self.sheet = sheet
        self.body = body
        self.base = base
        self.made: list[Paragraph] = []
        self.roles: dict[int, str] = {}
        self.mentions = read_all_mentions(sheet, base, base + len(body))
        self.odd = odd  # a line begins with a dash: a point, or a rule
        hyphens = _HYPHENS.findall(body)
        self.dashed = "--" in hyphens
        self.breaks = (
            [m.start() for m in _HYPHENS.finditer(body) if m[0] != "--"][::-1] if hyphens else []
        )  # places of words broken at a line end, the next one last

    def read(self, opened: list[Opening]) -> tuple[Paragraph, ...]:
        body = self.body
        heading = self._unnumbered(1, opened[0].begin if opened else len(body), numbered=bool(opened))
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
        if ends_a_role(self.sheet.upper, self.base + 1, stop):
            self._spread_roles()
        return tuple(self.made)

    def _unnumbered(self, start: int, end: int, *, numbered: bool) -> Heading | None:
        """Paragraphs without number, apart by blank lines; returns the heading that they leave to the next one."""
        body = self.body
        heading: Heading | None = None
        while start < end and body[start] in " \n":
            start += 1
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
        body, base, sheet = self.body, self.base, self.sheet
        begin, at, number, mark, skipped = opening
        text = words.replace("\n", " ")
        broken = False
        breaks = self.breaks
        while breaks and breaks[-1] < until:
            broken = breaks.pop() >= at
        gaps = "  " in text
        if broken or gaps or text[:1] == " ":
            text = folded(words, broken=broken)
        role = title = None
        start, stop = base + begin, base + at + len(words)
        if not words:
            stop = start + len(body[begin:at].rstrip(" \n"))
        if heading is not None:
            start, title = base + heading.begin, heading.words
        if body[at : at + 3].upper() in ROLES_BEGIN:
            named = role_at(body, at, until)
            if named is not None:
                role = named[0]
                title = title or named[1]
        if title is None and (self.odd or gaps):
            title = self._own_heading(at, until, words, text)
        if title is not None and role is None:
            role = role_of_heading(title)
        items: tuple[str, ...] = ()
        if self.odd or self.dashed:
            items, run_on = points(words, text)
            if run_on:
                self._find_run_on(at, until, len(items))
        if skipped is not None:
            sheet.find("PAR001", base + opening.begin, base + at, text=number, read=skipped)
        if role is not None:
            self.roles[len(self.made)] = role
        sheet.marks.append((start, base + until, "text.paragraph"))
        mentions = mentions_within(self.mentions, start, stop) if self.mentions else ()
        self.made.append(Paragraph(number, mark, title, role, text, items, Span(start, stop), mentions))

    def _own_heading(self, at: int, until: int, words: str, text: str) -> str | None:
        """A heading that is the first line of the paragraph itself, underlined or with a blank line below."""
        if self.odd:
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

    def _spread_roles(self) -> None:
        for index, role in spread(self.made, self.roles).items():
            if self.made[index].role != role:
                self.made[index] = msgspec.structs.replace(self.made[index], role=role)

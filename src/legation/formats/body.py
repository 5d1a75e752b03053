"""The body: numbered, portion-marked paragraphs, their headings, roles and dash points.

A portion mark counts by its place only, directly at the number; ``(C)`` in prose is not one.
Source: telegram-format 4.10.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.telegram import Paragraph
from legation.core.text import Span
from legation.formats.ending import take_end, take_signature
from legation.formats.lines import Line, split_lines
from legation.formats.mentions import read_mentions
from legation.formats.sheet import Sheet
from legation.formats.words import fold

_MARK = r"(?:TS|SBU|LOU|OUO|FOUO|S|C|U|R)(?:\s?(?://|/|-)\s?[A-Z]{1,8}(?:,\s?[A-Z]{2,6}){0,8}){0,3}"
_START = re.compile(
    rf"(?:¶\s{{0,3}})?(?:\((?P<pre>{_MARK})\)\s{{0,3}})?(?:PARA(?:GRAPH)?\s{{1,3}})?"
    rf"(?P<number>\d{{1,3}})(?:\s?[.)](?!\d)|(?=\s{{0,2}}\((?:{_MARK})\)\s))\s{{0,9}}"
    rf"(?:\(\s?(?P<mark>{_MARK})\s?\)\s{{0,9}}|(?=\(?(?P<entire>TS|SBU|LOU|[CSU])\s?[-–]?\s?ENTIRE)\(?"
    rf"|(?P<bare>[CSU])\s?[-–]\s{{1,3}}(?=[A-Z])|(?=(?P<word>TOP SECRET|SECRET|CONFIDENTIAL"
    rf"|UNCLASSIFIED)\s?[-–]{{1,2}}\s?ENTIRE))?"
)
_SHORT = {"TOP SECRET": "TS", "SECRET": "S", "CONFIDENTIAL": "C", "UNCLASSIFIED": "U"}
_MARK_ONLY = re.compile(rf"¶?\s?\(\s?(?P<mark>{_MARK})\s?\)\s{{1,9}}(?=\S)")
_INLINE_MARKED = re.compile(rf"(?<=[.?!:)\"A-Z])\s+(?:¶\s?)?(?P<number>\d{{1,2}})\.\s?\((?:{_MARK})\)\s")
_INLINE = re.compile(r"(?<=[.?!\"])\s{1,4}(?P<number>\d{1,2})\.\s{1,3}(?=[A-Z(])")
_RULE = re.compile(r"[-=_*]{3,}$|(?:- ?){4,}$")
_ROLE = re.compile(
    r"(?:(?:BEGIN|START)\s|THIS IS AN\s)?(?P<label>SUMMARY|COMMENT|ACTION REQUEST(?:ED)?|ACTION REQUIRED"
    r"|ACTION MESSAGE|"
    r"GUIDANCE REQUEST(?:ED)?|INTRODUCTION|NOTE|EMBASSY COMMENT|POST COMMENT|MISSION COMMENT|EMBOFF COMMENT"
    r"|BIO NOTE|BIOGRAPHIC NOTE)"
    r"(?P<more>(?:\s?(?:AND|,|/|&)\s?(?:SUMMARY|COMMENTS?|ACTION REQUEST(?:ED)?|CONCLUSIONS?|INTRODUCTION"
    r"|RECOMMENDATIONS?)){0,3})"
    r"\s?(?:\((?:CONTINUED|CONT'?D)\))?\s?(?:[:.;-]|--|$)",
    re.IGNORECASE,
)
_ROLES = {
    "SUMMARY": "summary",
    "COMMENT": "comment",
    "ACTION REQUEST": "action_request",
    "ACTION REQUESTED": "action_request",
    "ACTION REQUIRED": "action_request",
    "ACTION MESSAGE": "action_request",
    "GUIDANCE REQUEST": "action_request",
    "GUIDANCE REQUESTED": "action_request",
    "INTRODUCTION": "introduction",
    "NOTE": "note",
    "BIO NOTE": "note",
    "BIOGRAPHIC NOTE": "note",
    "EMBASSY COMMENT": "comment",
    "POST COMMENT": "comment",
    "MISSION COMMENT": "comment",
    "EMBOFF COMMENT": "comment",
}
_SUMMARY_END = re.compile(r"\bEND (?:OF )?SUMMARY\b", re.IGNORECASE)
_HEADING = re.compile(r"(?P<words>[A-Z][A-Za-z0-9 ,'/&()\-]{2,60}?)\s?(?::|\.|--)?$")
_DASH_LINE = re.compile(r"(?:--|-(?=\s)|–\s?|—\s?|\*\s|•)\s{0,9}(?=\S)")
_INLINE_DASH = re.compile(r"(?:(?<=[:;.,?!\")])|(?<=;\sand)|(?<=;\sor)|(?<=AND))\s--\s?(?=[A-Za-z(\"'])")
# A quotation with numbers of its own, opened at the end of a line and closed on a later one.
_QUOTE_OPENS = re.compile(r"(?:^|[\s:.])(?:BEGIN )?(?:QUOTE|QTE|(?<=BEGIN )TEXT(?: OF [A-Z ]{3,40})?)[:.]?$")
_QUOTE_CLOSES = re.compile(r"\b(?:UNQUOTE|UNQTE|END QUOTE|END QTE|END TEXT)\b")


class _Piece(NamedTuple):
    """A run of lines that makes one paragraph: number and mark as read, lines without them."""

    number: int | None
    mark: str | None
    start: int
    lines: list[Line]
    heading: str | None


def read_body(sheet: Sheet, start: int, end_of_text: int) -> None:
    """Read paragraphs, summary and signature from ``sheet.text[start:end_of_text]``, the last of the telegram."""
    lines = split_lines(sheet.text, start, end_of_text)
    end = take_end(sheet, lines)
    end, names = take_signature(sheet, lines, end)
    if names or "signature" not in sheet.fields:
        sheet.fields["signature"] = tuple(names)
    paragraphs = [_paragraph(sheet, piece) for piece in _pieces(sheet, lines[:end])]
    sheet.fields["paragraphs"] = tuple(paragraphs)
    sheet.fields["summary"] = _summary(paragraphs)


def _quoted(lines: list[Line]) -> frozenset[int]:
    """Starts of the lines inside quotations that are closed; their numbers are not the telegram's own."""
    inside: set[int] = set()
    opened: list[int] = []
    for index, line in enumerate(lines):
        tail = line.text[-60:]
        if opened and _QUOTE_CLOSES.search(line.text):
            first = opened.pop()
            if not opened:
                inside.update(lines[i].start for i in range(first + 1, index + 1))
        if tail.endswith(("E", "E:", "E.", "T", "T:", "T.")) and _QUOTE_OPENS.search(tail):
            opened.append(index)
    return frozenset(inside)


def _pieces(sheet: Sheet, lines: list[Line]) -> list[_Piece]:
    """Cut the body into paragraphs: by number where numbers run on, else by blank lines."""
    pieces: list[_Piece] = []
    number = 0
    queue = lines[::-1]
    quoted = _quoted(lines)
    blank_before = True
    while queue:
        line = queue.pop()
        if not line.text:
            blank_before = True
            if pieces:
                pieces[-1].lines.append(line)
            continue
        own = not (number and line.start in quoted)
        start = _START.match(line.text) if own else None
        if start is not None and _runs_on(int(start["number"]), number, start, blank_before):
            if number and int(start["number"]) > number + 1:
                sheet.find("PAR001", line.start, line.start + start.end(), text=start["number"], read=number)
            number = int(start["number"])
            heading = _heading_before(pieces)
            mark = start["mark"] or start["pre"] or start["bare"] or start["entire"] or _SHORT.get(start["word"] or "")
            line, rest = _split_inline(line, start.end(), number)
            if rest is not None:
                queue.append(rest)
            begin = heading[1] if heading else line.start
            text = line.cut(start.end())
            pieces.append(_Piece(number, _clean(mark), begin, [text], heading[0] if heading else None))
            blank_before = False
            continue
        marked = _MARK_ONLY.match(line.text) if own and (blank_before or not pieces) else None
        if marked is not None:
            pieces.append(_Piece(None, _clean(marked["mark"]), line.start, [line.cut(marked.end())], None))
        else:
            if own:
                line, rest = _split_inline(line, 0, number)
                if rest is not None:
                    queue.append(rest)
            if pieces and not (pieces[-1].number is None and blank_before and number == 0):
                pieces[-1].lines.append(line)
            else:
                pieces.append(_Piece(None, None, line.start, [line], None))
        blank_before = False
    return pieces


def _clean(mark: str | None) -> str | None:
    return re.sub(r"\s", "", mark).upper() if mark else None


def _runs_on(number: int, last: int, start: re.Match[str], blank_before: bool) -> bool:
    """Whether a number at a line's start goes on with the paragraphs: the next one, or a small gap."""
    if number == last + 1:
        return True
    if start["mark"] or start["pre"]:
        return last < number <= last + 5
    return last < number <= last + 2 and blank_before and last > 0


def _split_inline(line: Line, begin: int, number: int) -> tuple[Line, Line | None]:
    """Cut a line where the next paragraph begins inside it."""
    for pattern in (_INLINE_MARKED, _INLINE):
        for found in pattern.finditer(line.text, begin):
            if int(found["number"]) == number + 1:
                at = found.start("number")
                return line.cut(0, at), line.cut(at)
    return line, None


def _heading_before(pieces: list[_Piece]) -> tuple[str, int] | None:
    """A heading between rules of dashes, or alone in capitals, that closes the paragraph before; it is taken off."""
    if not pieces:
        return None
    lines = pieces[-1].lines
    filled: list[int] = []  # the last three lines with words, last first
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].text:
            filled.append(index)
            if len(filled) == 3:
                break
    if not filled:
        return None
    last = filled[0]
    if _RULE.match(lines[last].text) and len(filled) >= 2:
        words = lines[filled[1]].text
        above = filled[2] if len(filled) == 3 and _RULE.match(lines[filled[2]].text) else filled[1]
        if len(words) < 70 and above > 0:
            start = lines[above].start
            del lines[above:]
            return words.strip(" .:-"), start
    words = lines[last].text
    alone = last > 0 and not lines[last - 1].text
    if alone and words.upper() == words and len(words) < 70 and _HEADING.match(words) and not words.endswith("."):
        if len(words.split()) > 8:
            return None
        start = lines[last].start
        del lines[last:]
        return words.rstrip(":- "), start
    return None


def _paragraph(sheet: Sheet, piece: _Piece) -> Paragraph:
    lines = [line for line in piece.lines if line.text]
    end = lines[-1].end if lines else piece.start + 1
    at = piece.start
    for line in piece.lines:
        sheet.mark(at if at <= line.start else line.start, line.next, "text.paragraph")
        at = line.next
    words = [line.text for line in lines]
    text = fold(words)
    role = _ROLE.match(text)
    heading = piece.heading
    if heading is None and words and len(words) > 1:
        underlined = _RULE.match(words[1]) is not None
        alone = _HEADING.match(words[0]) if underlined else None
        heading = alone["words"] if alone else None
    name = None
    if role is not None:
        name = _ROLES[" ".join(role["label"].upper().split())]
        if "ACTION REQUEST" in (role["more"] or "").upper():
            name = "action_request" if name != "summary" else name
        heading = heading or " ".join((role["label"] + (role["more"] or "")).split())
    elif heading is not None and (titled := _ROLE.match(heading + ":")):
        name = _ROLES[" ".join(titled["label"].upper().split())]
    span = Span(piece.start, max(end, piece.start + 1))
    mentions = read_mentions(sheet, span.start, span.end)
    return Paragraph(piece.number, piece.mark, heading, name, text, _items(sheet, lines, text), span, mentions)


def _items(sheet: Sheet, lines: list[Line], text: str) -> tuple[str, ...]:
    """The dash points of a paragraph, on lines of their own or run on inside it."""
    items: list[list[str]] = []
    for line in lines:
        dash = _DASH_LINE.match(line.text)
        if dash is not None and not _RULE.match(line.text):
            items.append([line.text[dash.end() :]])
        elif items:
            items[-1].append(line.text)
    if items:
        found = tuple(_item(fold(piece)) for piece in items)
        if len(found) > 1 or not _INLINE_DASH.search(text):
            return tuple(item for item in found if item)
    pieces = _INLINE_DASH.split(text)
    if len(pieces) > 2:
        first = next((line for line in lines if " -- " in line.text or " --" in line.text), lines[0])
        sheet.find("LAY002", first.start, first.end, text=len(pieces) - 1)
        return tuple(_item(piece) for piece in pieces[1:] if _item(piece))
    return ()


def _item(words: str) -> str:
    """A dash point without the signs and the AND that join it to the next."""
    words = words.strip(" ;,.")
    for joined in (" AND", " and", " OR", " or"):
        if words.endswith((f";{joined}", f",{joined}")):
            words = words[: -len(joined)].rstrip(" ;,.")
    return words


def _summary(paragraphs: list[Paragraph]) -> str | None:
    """The text of the summary: from its label to END SUMMARY, over several paragraphs if it runs on."""
    for index, paragraph in enumerate(paragraphs):
        if paragraph.role != "summary":
            continue
        label = _ROLE.match(paragraph.text)
        words = [paragraph.text[label.end() :] if label else paragraph.text]
        for later in paragraphs[index:]:
            if later is not paragraph:
                words.append(later.text)
            stop = _SUMMARY_END.search(words[-1])
            if stop is not None:
                words[-1] = words[-1][: stop.start()]
                return " ".join(words).strip(" .-(") or None
        first = words[0].strip(" .-")
        return first or None
    return None

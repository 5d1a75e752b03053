"""The body: numbered, portion-marked paragraphs, their dash points and blocks, and the signature.

A portion mark counts by its place only, directly at the number; ``(C)`` in prose is not one.
Source: telegram-format 4.10 and 4.11.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.telegram import Paragraph
from legation.core.text import Span
from legation.formats.levels import LEVEL_LINE
from legation.formats.lines import Line
from legation.formats.references import read_mentions
from legation.formats.sheet import Sheet
from legation.formats.textpart import fold

_MARK = r"(?:TS|SBU|LOU|OUO|FOUO|S|C|U|R)(?:\s?(?://|/|-)\s?[A-Z]{1,8}(?:,\s?[A-Z]{2,6}){0,8}){0,3}"
_START = re.compile(
    rf"(?:¶\s*)?(?:\((?P<pre>{_MARK})\)\s*)?(?:PARA(?:GRAPH)?\s+)?(?P<number>\d{{1,3}})\s?[.)](?!\d)\s*"
    rf"(?:\(\s?(?P<mark>{_MARK})\s?\)\s*|(?P<bare>[CSU])\s?[-–]\s+(?=ENTIRE|[A-Z]))?"
)
_MARK_ONLY = re.compile(rf"¶?\s*\((?P<mark>{_MARK})\)\s+(?=\S)")
_INLINE_MARKED = re.compile(rf"(?<=[.?!:)\"A-Z])\s+(?P<number>\d{{1,2}})\.\s?\((?:{_MARK})\)\s")
_INLINE = re.compile(r"(?<=[.?!\"])\s{1,4}(?P<number>\d{1,2})\.\s{1,3}(?=[A-Z(])")
_RULE = re.compile(r"[-=_*]{3,}\s*$")
_ROLE = re.compile(
    r"(?:(?:BEGIN|START)\s+)?(?P<label>SUMMARY|COMMENT|ACTION REQUEST(?:ED)?|ACTION REQUIRED|GUIDANCE REQUEST|INTRODUCTION|NOTE|EMBASSY COMMENT|POST COMMENT|"
    r"MISSION COMMENT|EMBOFF COMMENT|BIO NOTE|BIOGRAPHIC NOTE)(?P<more>(?:\s*(?:AND|,|/|&)\s*(?:SUMMARY|COMMENT|ACTION REQUEST(?:ED)?|CONCLUSION|INTRODUCTION))*)"
    r"\s*(?:\((?:CONTINUED|CONT'?D)\))?\s*(?:[:.;-]|--|$|\n)",
    re.IGNORECASE,
)
_ROLES = {
    "SUMMARY": "summary",
    "COMMENT": "comment",
    "ACTION REQUEST": "action_request",
    "ACTION REQUESTED": "action_request",
    "ACTION REQUIRED": "action_request",
    "GUIDANCE REQUEST": "action_request",
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
_HEADING = re.compile(r"(?P<words>[A-Z][A-Za-z0-9 ,'/&()\-]{2,60}?)\s*(?::|\.|--)?\s*$")
_DASH_LINE = re.compile(r"\s*(?:--|-(?=\s)|–\s?|—\s?|\*\s|•)\s*(?=\S)")
_INLINE_DASH = re.compile(r"(?:(?<=[:;.,])|(?<=;\sand)|(?<=;\sor)|(?<=AND))\s+--\s*(?=[A-Za-z(\"'])")
_ITEM_END = re.compile(r"[\s;,]*(?:;|,)?\s*(?:\b(?:AND|OR|and|or)\b)?[\s;,.]*$")
_FURNITURE = re.compile(
    r"BT$|#\s?\d{3,4}$|N{3,}(?:MAFVVZCZ)?$|<< END OF DOCUMENT >>|<<.*>>$|#{2,}$|UNCLASSIFIED//.*$|\*{3}.*|ZCZC.*|"
    r"(?:MESSAGE ATTRIBUTES|END OF MESSAGE)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:(?:DE|VAN|VON|MC|MAC|O'|LA|DU|ST\.?) ?)*[A-Z][A-Z'\-]{1,18}(?:[ .]+[A-Z][A-Z'\-]{0,18}){0,2}$")
_TITLED = re.compile(r"(?P<name>[A-Z][A-Z'.\- ]{2,30}),\s*(?:CHARGE|ACTING|CDA|AMBASSADOR|DCM|CONSUL|A\.I\.)[A-Z .']*$")
_LAST_WORD = re.compile(r"[.!?\")]\s+(?P<name>(?:(?:DE|VAN|MC|MAC) )?[A-Z][A-Z'\-]{2,18})$")
_NO_NAMES = frozenset(
    "UNQUOTE QUOTE END COMMENT SUMMARY UNCLASSIFIED CONFIDENTIAL SECRET RESTRICTED TEXT PARA STOP ACTION NOTE REGARDS INFO EXDIS NODIS LIMDIS SIPDIS "
    "NNNN UNCLAS NONE YES NO ROUTINE PRIORITY IMMEDIATE FLASH NOFORN UNSIGNED DRAFT ANNEX TABLE TOTAL RELEASED FYI NOTAL DECONTROL".split()
)


class _Piece(NamedTuple):
    """A run of lines that makes one paragraph: number and mark as read, lines without them."""

    number: int | None
    mark: str | None
    start: int
    lines: list[Line]
    heading: str | None


def read_body(sheet: Sheet, lines: list[Line], at: int) -> None:
    """Read paragraphs, summary and signature from line ``at`` to the end."""
    lines = lines[at:]
    end = _tail(sheet, lines)
    end, names = _signature(sheet, lines, end)
    pieces = _pieces(sheet, lines[:end])
    sheet.fields["signature"] = tuple(names)
    paragraphs = [_paragraph(sheet, piece) for piece in pieces]
    sheet.fields["paragraphs"] = tuple(paragraphs)
    sheet.fields["summary"] = _summary(paragraphs)


def _tail(sheet: Sheet, lines: list[Line]) -> int:
    """Index after the last line that is not end-of-message furniture; the furniture is marked."""
    end = len(lines)
    while end > 0:
        line = lines[end - 1]
        words = line.text
        if words and not (_FURNITURE.match(words) or LEVEL_LINE.fullmatch(words)):
            break
        if words:
            serial = re.match(r"#\s?(\d{3,4})$", words)
            held = sheet.fields.get("transmission")
            if serial is not None and held is not None and held.serial and held.serial[-4:] != serial[1][-4:]:
                sheet.find("TRX001", line.start, line.end, text=serial[0], read=held.serial)
            sheet.mark(line.start, line.next, "end.classification" if LEVEL_LINE.fullmatch(words) else "end.message")
        end -= 1
    return end


def _signature(sheet: Sheet, lines: list[Line], end: int) -> tuple[int, list[str]]:
    """The names that close the text. They stand alone on the last lines, or after the last sentence."""
    names: list[str] = []
    index = end
    while index > 0 and len(names) < 3:
        line = lines[index - 1]
        if not line.text:
            index -= 1
            continue
        name = _name_in(line.text)
        if name is None or index == 1:
            break
        names.insert(0, name)
        sheet.mark(line.start, line.next, "text.signature")
        index -= 1
        if index > 1 and lines[index - 1].text and not _ends_sentence(lines, index):
            break
    if names:
        return index, names
    if end > 0:
        line = lines[end - 1]
        found = _LAST_WORD.search(line.text)
        if found is not None and found["name"] not in _NO_NAMES and len(line.text) > len(found["name"]) + 12:
            start = line.start + found.start("name")
            sheet.mark(start, line.next, "text.signature")
            cut = line.text[: found.start("name")].rstrip()
            lines[end - 1] = Line(line.start, line.start + len(cut), start, cut)
            return end, [found["name"]]
    return end, []


def _ends_sentence(lines: list[Line], index: int) -> bool:
    return lines[index - 1].text.endswith((".", '"', ")", "?", "!", "'"))


def _name_in(words: str) -> str | None:
    words = words.strip(" .")
    titled = _TITLED.match(words)
    if titled is not None:
        return titled["name"].strip()
    if len(words) > 32 or _NAME.match(words) is None:
        return None
    if any(word.strip(".'-") in _NO_NAMES for word in words.split()):
        return None
    return words


def _pieces(sheet: Sheet, lines: list[Line]) -> list[_Piece]:
    """Cut the body into paragraphs: by number where numbers run on, else by blank lines."""
    pieces: list[_Piece] = []
    waiting: list[Line] = []  # lines before the next number that may be its heading
    number = 0
    queue = list(reversed(lines))
    blank_before = True
    while queue:
        line = queue.pop()
        if not line.text:
            blank_before = True
            if pieces:
                pieces[-1].lines.append(line)
            continue
        start = _START.match(line.text)
        if start is not None and _runs_on(int(start["number"]), number, start, blank_before):
            if number and int(start["number"]) > number + 1:
                sheet.find("PAR001", line.start, line.start + start.end(), text=start["number"], read=number)
            number = int(start["number"])
            heading = _heading_before(sheet, pieces, waiting)
            mark = start["mark"] or start["pre"] or start["bare"]
            line, rest = _split_inline(line, start.end(), number)
            if rest is not None:
                queue.append(rest)
            words = line.text[start.end() :]
            text = Line(line.start + start.end(), line.end, line.next, words)
            begin = heading[1] if heading else line.start
            pieces.append(_Piece(number, _clean(mark), begin, [text], heading[0] if heading else None))
        elif (marked := _MARK_ONLY.match(line.text)) is not None and (blank_before or not pieces):
            text = Line(line.start + marked.end(), line.end, line.next, line.text[marked.end() :])
            pieces.append(_Piece(None, _clean(marked["mark"]), line.start, [text], None))
        elif pieces and not (pieces[-1].number is None and blank_before and number == 0):
            line, rest = _split_inline(line, 0, number)
            if rest is not None:
                queue.append(rest)
            pieces[-1].lines.append(line)
        else:
            line, rest = _split_inline(line, 0, number)
            if rest is not None:
                queue.append(rest)
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
                head = line.text[:at].rstrip()
                rest = Line(line.start + at, line.end, line.next, line.text[at:])
                return Line(line.start, line.start + len(head), line.start + at, head), rest
    return line, None


def _heading_before(sheet: Sheet, pieces: list[_Piece], waiting: list[Line]) -> tuple[str, int] | None:
    """A heading between rules of dashes, or alone in capitals, that closes the paragraph before."""
    if not pieces:
        return None
    lines = pieces[-1].lines
    filled = [i for i, line in enumerate(lines) if line.text]
    if not filled:
        return None
    last = filled[-1]
    if _RULE.match(lines[last].text) and len(filled) >= 2:
        words = lines[filled[-2]].text
        above = filled[-3] if len(filled) >= 3 and _RULE.match(lines[filled[-3]].text) else filled[-2]
        if len(words) < 70 and (above > 0 or len(pieces) > 0):
            start = lines[above].start
            del lines[above:]
            return words, start
    words = lines[last].text
    alone = last == 0 or not lines[last - 1].text
    if alone and last > 0 and words.upper() == words and _HEADING.match(words) and len(words.split()) <= 8 and not words.endswith("."):
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
    return _ITEM_END.sub("", words).strip()


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
                return " ".join(words).strip(" .-(")  or None
        first = words[0].strip(" .-")
        return first or None
    return None

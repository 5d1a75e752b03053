"""The heads of the later sections of one telegram: page header, heading and fields repeated over the rest of the text.

A long telegram travels in sections (``SECTION 02 OF 03``), each with a heading of its own. Where several stand in one
text, all but the first head come out, so that the text runs on across the cut. Source: telegram-format 4.1, eras 5.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.labels import PARAGRAPH, is_field
from legation.formats.markings.levels import GLUED, LEVEL, is_level_line

_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN", "TWELVE"), 1
    )
} | {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
COUNT = rf"\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
"""A number of a section, in figures or words."""
_SECTION = re.compile(
    rf"(?P<final>FINAL )?SECTION {{1,3}}(?:(?P<number>{COUNT}) {{1,3}})?OF {{1,3}}(?P<of>{COUNT})\b"
    r"(?: {1,9}(?P<post>[A-Z][A-Z .'-]{1,30}?) {1,9}0{0,6}(?P<serial>\d{1,7})\b)?"
)
_LINE = re.compile(r"[ \t/]{0,20}(?:UNCLAS[A-Z]{0,7}[ /]{1,9}(?:[A-Z]\d{5}[ /]{1,9})?)?$")
_TAIL = re.compile(r"[ \t/.)]{0,20}$")
# What may stand above the line with the section: the end of the section before, and the heading without addressees.
_END = re.compile(r"N{4,9}(?:MAFVVZCZ)?|BT|#\s?\d{3,4}|<<[^<>]{1,60}>>|\*{3}.{1,80}")
ABOVE = re.compile(
    r"V?ZCZC.{0,30}|(?:ZZ|OO|PP|RR|YY) {1,9}R[A-Z ]{3,100}|R[A-Z]{4,7}(?: {1,9}R[A-Z]{4,7}){0,15}"
    r"|DE R[A-Z]{3,7} .{4,30}|ZN[RY] .{4,40}|(?:[ZOPRY0] ){1,2}\d{6}Z .{5,40}"
    r"|(?:ACTION|ORIGIN|INFO) .{0,80}-\d\d\b.{0,80}"
    r"|(?:[A-Z/]{1,8}-\d\d {0,4}){1,14}.{0,16}|/\d{3} ?[WR].{0,40}|-{10,30}.{0,60}|\d{2}|PAGE .{1,60}"
    r"|[A-Z]{3,20} {1,9}\d{4,6} .{0,30}"
)
"""A line of a heading above its addressees, or of the block of a delivered copy."""
_FROM = re.compile(r"(?:\A|\n)[ ]{0,20}FM [^\n]{2,80}(?=\n)")
_LONGEST = 160
_DEEP = 6000  # code points in which a repeated heading stands
_SENTENCE_ENDS = (".", ":", "?", "!", ")", '"')


class SectionHead(NamedTuple):
    """One section: its number, of how many; where its head begins and stops.

    end: where the text of the section before ends; what stands from there to ``start`` closed that section.
    The head of the first section is left in the text (``stop`` is ``start``).
    """

    number: int
    of: int
    end: int
    start: int
    stop: int


class _Line(NamedTuple):
    number: int
    of: int
    serial: str | None
    start: int
    stop: int


def find_section_heads(text: str, start: int, end: int) -> list[SectionHead]:
    """The sections of the plain ``text[start:end]``; empty where it has not at least two."""
    lines = _section_lines(text, start, end) if "SECTION" in text else []
    if len(lines) < 2:
        return []
    first = lines[0]
    header = header_of(text, first.start, end)
    heads = [SectionHead(first.number, first.of, start, start, start)]
    for line in lines[1:]:
        low = heads[-1].stop if len(heads) > 1 else first.stop
        begin = _begin(text, low, line.start)
        stop = _stop(text, line.stop, end, header)
        closed = _back(text, low, begin, _END)
        heads.append(SectionHead(line.number, line.of, closed, begin, stop))
    return heads


def head_of_part(text: str, start: int, end: int, header: str) -> tuple[int, int] | None:
    """For one later section alone, ``text[start:end]``: its number, and where its repeated fields stop."""
    line = next(iter(_section_lines(text, start, end)), None)
    return (line.number, _stop(text, line.stop, end, header)) if line is not None else None


def _section_lines(text: str, start: int, end: int) -> list[_Line]:
    """The lines that say which section begins: of one telegram, each with a higher number than the one before."""
    lines: list[_Line] = []
    at = text.find("SECTION ", start, end)
    while at >= 0:
        line = _section_line(text, at, start, end)
        if line is not None:
            last = lines[-1] if lines else None
            if last is None or (
                line.of == last.of and line.number > last.number and _agree(line.serial, lines[0].serial)
            ):
                lines.append(line)
        at = text.find("SECTION ", at + 8, end)
    return lines


def _agree(first: str | None, second: str | None) -> bool:
    return first is None or second is None or first == second


def _section_line(text: str, at: int, start: int, end: int) -> _Line | None:
    edge = max(start, at - 60)
    begin = text.rfind("\n", edge, at) + 1
    if begin == 0:
        if edge > start:
            return None
        begin = start
    stop = text.find("\n", at, min(end, at + _LONGEST))
    if stop < 0:
        if end - at > _LONGEST:
            return None
        stop = end
    found = _SECTION.match(text, at - 6 if text[max(begin, at - 6) : at] == "FINAL " else at, stop)
    if found is None:
        return None
    before = text[begin : found.start()].strip()
    if (glued := GLUED.search(text[begin:stop])) is not None:
        begin += glued.start()
        before = text[begin : found.start()].strip()
    level = LEVEL.match(before)
    alone = not before or _LINE.fullmatch(before) is not None
    if level is None and not (alone and _TAIL.fullmatch(text[found.end() : stop])):
        return None
    of = count(found["of"])
    number = count(found["number"]) if found["number"] else of
    if not 0 < number <= of:
        return None
    return _Line(number, of, found["serial"], begin, min(stop + 1, end))


def count(words: str) -> int:
    """The number that ``COUNT`` matched."""
    return _NUMBERS.get(words) or int(words)


def header_of(text: str, start: int, end: int) -> str:
    """The fields of the first section, folded, as a later one may repeat them."""
    lines = _section_lines(text, start, end)
    return _folded(_header(text, lines[0].start if lines else start, end))


def _header(text: str, start: int, end: int) -> str:
    """The fields above the first paragraph of the first section."""
    stop = min(end, start + _DEEP)
    at = start
    while at < stop:
        following = text.find("\n", at, stop) + 1 or stop
        if PARAGRAPH.match(text[at:following].lstrip()[:60]):
            return text[start:at]
        at = following
    return text[start : start + 1500]


def _folded(words: str) -> str:
    return " ".join(words.upper().split())


def _begin(text: str, low: int, at: int) -> int:
    """Where the head of a section begins whose line stands ``at``: above the heading, if it has one of its own."""
    edge = max(low, at - _DEEP)
    sender = max(_FROM.finditer(text, edge, at), key=re.Match.start, default=None)
    if sender is not None:
        between = text[sender.end() : at].split("\n")
        if all(len(line) < 90 and not PARAGRAPH.match(line.strip()) for line in between):
            return _back(text, low, sender.start() + (text[sender.start()] == "\n"), ABOVE)
    return at


def _back(text: str, low: int, at: int, above: re.Pattern[str]) -> int:
    """The start of the lines over ``at`` that are blank, a bare classification, or of the kind ``above``."""
    best = at
    for _ in range(60):
        if at <= low:
            break
        start = text.rfind("\n", max(low, at - 1 - _LONGEST), at - 1) + 1
        if start == 0:
            start = low
        if at - start > _LONGEST:
            break
        words = text[start:at].strip()
        if words and not above.fullmatch(words) and not is_level_line(words):
            break
        at = start
        best = at
    return max(best, low)


def _stop(text: str, at: int, end: int, header: str) -> int:
    """Where the repeated fields end: each line is a field's, or stands word for word over the first paragraph."""
    best = at
    for _ in range(80):
        if at >= end:
            break
        following = text.find("\n", at, min(end, at + _LONGEST)) + 1
        if following == 0:
            if end - at > _LONGEST:
                break
            following = end
        words = text[at:following].strip()
        folded = _folded(words)
        if words and not (is_field(words) or folded in header or is_level_line(words)):
            break
        if words:
            best = following
        at = following
    return best


def section_cuts(text: str, heads: list[SectionHead]) -> list[tuple[int, int, str]]:
    """What comes out of the text, as (start, end, kind), in order and apart.

    Blank lines beside a cut go too where the section ended inside a sentence.
    """
    cuts: list[tuple[int, int, str]] = []
    for head in heads[1:]:
        closed, stop = head.end, head.stop
        if closed < head.start:
            cuts.append((closed, head.start, "section.end"))
        if head.start < stop:
            cuts.append((head.start, stop, "section.heading"))
        before = text[max(0, closed - 400) : closed].rstrip()
        if before and not before.endswith(_SENTENCE_ENDS):
            after = text[stop : stop + 400]
            blank = len(after) - len(after.lstrip(" \n"))
            blank = after[:blank].rfind("\n") + 1
            if blank:
                cuts.append((stop, stop + blank, "layout.blank"))
    return cuts

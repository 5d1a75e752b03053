"""A text that a program has covered: a sign, a number or blanks before every line, a fence or quotes around all of it.

Mail programs put ``>`` before the lines that they quote, editors number lines, notes and chats fence a text with three
backquotes, and tables put a cell in quotes. None of that was sent: it stays in the source and is left out of the words.
"""

from __future__ import annotations

import re
from itertools import islice

from legation.formats.flat import Flat

_MAY_BE = re.compile(
    r"[ \t\r\n\ufeff]{0,40}+(?:(?P<quoted>>)|(?P<fence>```|~~~)|(?P<cell>\")|(?P<number>\d{1,5}(?:[ \t]|[|:][ \t]))"
    r"|(?<=[ \t]{2})|(?<=\t))"
)
QUOTE = re.compile(r"^(?:[ \t]{0,3}>){1,9} ?", re.MULTILINE)
_NUMBER = re.compile(r"[ \t]{0,9}(?P<number>\d{1,5})(?:[ \t]?(?P<sign>[|:])|(?=[ \t\r]|$))(?P<gap>[ \t]{0,40})")
_FENCE = re.compile(r"[ \t\r\n\ufeff]{0,40}(?:```|~~~)(?:te?xt|plain(?:text)?)?[ \t]*\r?\n", re.IGNORECASE)
_FENCE_END = re.compile(r"\n[ \t]{0,9}(?:```|~~~)\s{0,80}\Z")
_LOOKED_AT = 600  # code points at the front in which a quoted telegram begins
_FIRST_LINES = 12
_LEAST_LINES = 5
_TAIL = 120
# What a telegram has at the beginning of a line, so that a sentence in quotes is no quoted cell.
_TELEGRAM = re.compile(
    r"^[ \t]{0,20}(?:V?ZCZC|FM [A-Z]|DE R[A-Z]{3}|(?:[ZOPR] ){1,2}\d{6}Z|SUBJ(?:ECT)?\s?:|TAGS?\s?:|E\.?O\.? ?1\d{4}"
    r"|UNCLAS|C O N F|S E C R E T|1 ?[.)] {1,4}[A-Z(])",
    re.MULTILINE,
)


def uncovered(text: str) -> Flat | None:
    """The words of ``text`` without what covers them; None where nothing does."""
    found = _MAY_BE.match(text)
    if found is None:
        return _unquoted(text) if "\n>" in text[:_LOOKED_AT] else None
    if found["quoted"]:
        return _unquoted(text)
    if found["fence"]:
        return _unfenced(text)
    if found["cell"]:
        return _cell(text)
    return (_unnumbered(text) if found["number"] else None) or _unindented(text)


BAR = re.compile(r"^\| ?", re.MULTILINE)
"""Another sign of quotation, as some programs for mail have it."""


def without_quotes(text: str, sign: re.Pattern[str] = QUOTE) -> Flat | None:
    """``text`` without the signs of quotation before its lines; None where it has none."""
    flat = Flat()
    at = 0
    for quote in sign.finditer(text):
        flat.add(text[at : quote.start()], at)
        at = quote.end()
    if not at:
        return None
    flat.add(text[at:], at)
    return flat


def _unquoted(text: str) -> Flat | None:
    """The words of a quoted text: nearly every line bears the sign, but for who wrote it above and the answer below."""
    filled = [line for line in islice(text.split("\n", 40), 40) if line.strip()][:_FIRST_LINES]
    quoted = sum(1 for line in filled if line.lstrip().startswith(">"))
    if quoted < 2 or quoted < len(filled) - 2:
        return None
    return without_quotes(text)


def _unfenced(text: str) -> Flat | None:
    first = _FENCE.match(text)
    if first is None:
        return None
    last = _FENCE_END.search(text, max(first.end() - 1, len(text) - _TAIL))
    cuts = [(0, first.end())]
    if last is not None:
        cuts.append((last.start() + 1, len(text)))
    return Flat.without(text, 0, len(text), cuts)


def _cell(text: str) -> Flat | None:
    """The words of one cell of a table, in quotes, those inside doubled."""
    start, end = text.find('"') + 1, text.rfind('"')
    if end <= start or text[end + 1 :].strip() or text.count("\n", start, end) < 2:
        return None
    inside = text[start:end]
    if '"' in inside.replace('""', "") or not ('""' in inside or _TELEGRAM.search(inside)):
        return None
    flat = Flat()
    at = start
    while (doubled := text.find('""', at, end)) >= 0:
        flat.add(text[at:doubled], at)
        flat.add('"', doubled, 2)
        at = doubled + 2
    flat.add(text[at:end], at)
    return flat


def _unindented(text: str) -> Flat | None:
    """The words of a text of which every line is indented, by the blanks or tabs that the least has."""
    filled = [line for line in text.split("\n") if line.strip()]
    if len(filled) < _LEAST_LINES:
        return None
    indent = filled[0][: len(filled[0]) - len(filled[0].lstrip(" \t"))]
    for line in filled:
        while not line.startswith(indent):
            indent = indent[:-1]
    if len(indent) < (1 if indent[:1] == "\t" else 2):
        return None
    flat = Flat()
    at = 0
    for line in text.split("\n"):
        begin = at + (len(indent) if line.startswith(indent) else 0)
        at += len(line) + 1
        flat.add(text[begin : min(at, len(text))], begin)
    return flat


def _unnumbered(text: str) -> Flat | None:
    """The words of a text whose lines are numbered one by one, the empty ones too. Numbers of paragraphs are none."""
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) < _LEAST_LINES:
        return None
    found: list[re.Match[str]] = []
    for line in lines:
        number = _NUMBER.match(line)
        if number is None or (found and int(number["number"]) != int(found[-1]["number"]) + 1):
            return None
        found.append(number)
    # Blanks behind the number beyond those that every line has are the line's own.
    gap = min((len(n["gap"]) for n, line in zip(found, lines, strict=True) if line[n.end() :].strip()), default=0)
    flat = Flat()
    at = 0
    for number, line in zip(found, lines, strict=True):
        begin = at + min(number.start("gap") + gap, len(line))
        at += len(line) + 1
        flat.add(text[begin : min(at, len(text))], begin)
    return flat

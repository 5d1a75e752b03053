"""The end of a telegram: repeated classification, end-of-message lines, and the names that sign it.

Source: telegram-format 4.11 and FL15-FL16.
"""

from __future__ import annotations

import re

from legation.formats.levels import LEVEL_LINE
from legation.formats.lines import Line
from legation.formats.sheet import Sheet

_FURNITURE = re.compile(
    r"BT$|#\s?\d{3,4}$|N{3,9}(?:MAFVVZCZ)?$|<<[^<>]{0,60}>>$|#{2,}$"
    r"|(?:CLASSIFICATION: )?UNCLASSIFIED//.{0,60}$|\*{3}.*$|ZCZC.*$"
    r"|(?:MESSAGE ATTRIBUTES|END OF MESSAGE)$|RTD:[\d-]{3,9}/COPIES:$",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"#\s?(\d{3,4})$")
# The downgrading group under the text: ``GP-3``, ``XGDS-1``, ``DECONTROL UPON RECEIPT``.
_DOWNGRADING = re.compile(r"(?:GP|X?GDS|ADS)\s?-?\s?\d?\.?$|DECONTROL(?:LED)?\b.{0,50}$")
_NAME = re.compile(
    r"(?:(?:DE|VAN|VON|MC|MAC|O'|LA|DU|ST\.?) ?){0,2}[A-Z][A-Z'\-]{1,18}(?:[ .]{1,3}[A-Z][A-Z'\-]{0,18}){0,2}$"
)
_TITLED = re.compile(
    r"(?P<name>[A-Z][A-Z'.\- ]{2,30}),\s?(?:CHARGE|ACTING|CDA|AMBASSADOR|DCM|CONSUL|A\.I\.)[A-Z .']{0,30}$"
)
_LAST_WORD = re.compile(r"[.!?\")]\s{1,9}(?P<name>(?:(?:DE|VAN|MC|MAC) )?[A-Z][A-Z'\-]{2,18})$")
_NO_NAMES = frozenset(
    [
        *("UNQUOTE", "QUOTE", "QTE", "UNQTE", "END", "COMMENT", "SUMMARY", "UNCLASSIFIED", "CONFIDENTIAL"),
        *("SECRET", "RESTRICTED", "TEXT", "PARA", "STOP", "ACTION", "NOTE", "REGARDS", "INFO", "EXDIS"),
        *("NODIS", "LIMDIS", "SIPDIS", "NNNN", "UNCLAS", "NONE", "YES", "NO", "ROUTINE", "PRIORITY"),
        *("IMMEDIATE", "FLASH", "NOFORN", "UNSIGNED", "DRAFT", "ANNEX", "TABLE", "TOTAL", "RELEASED"),
        *("FYI", "NOTAL", "DECONTROL", "GDS", "XGDS", "ADS", "GP", "BT"),
    ]
)


def take_end(sheet: Sheet, lines: list[Line]) -> int:
    """Mark end-of-message furniture; returns the index after the last line that is none."""
    end = len(lines)
    while end > 0:
        line = lines[end - 1]
        words = line.text
        if words:
            level = len(words) < 80 and LEVEL_LINE.fullmatch(words) is not None
            if not level and not _FURNITURE.match(words):
                break
            _check_serial(sheet, line)
            sheet.mark(line.start, line.next, "end.classification" if level else "end.message")
        end -= 1
    return end


def _check_serial(sheet: Sheet, line: Line) -> None:
    serial = _SERIAL.match(line.text)
    held = sheet.fields.get("transmission")
    if serial is not None and held is not None and held.serial and held.serial[-4:] != serial[1][-4:]:
        sheet.find("TRX001", line.start, line.end, text=serial[0], read=held.serial)


def take_signature(sheet: Sheet, lines: list[Line], end: int) -> tuple[int, list[str]]:
    """The names that close the text, and the index after the last line of the body.

    They stand alone on the last lines, or after the last sentence, which is then cut there.
    """
    names: list[str] = []
    index = body = end
    while index > 0 and len(names) < 3:
        line = lines[index - 1]
        if not line.text:
            index -= 1
            continue
        if _DOWNGRADING.match(line.text) or (not names and sheet.posts.key(line.text[:40]) is not None):
            sheet.mark(line.start, line.next, "end.downgrading")
            index = body = index - 1
            continue
        name = _name_in(line.text)
        if name is None or index == 1:
            break
        names.insert(0, name)
        sheet.mark(line.start, line.next, "text.signature")
        index = body = index - 1
        if index > 1 and lines[index - 1].text and not lines[index - 1].text.endswith((".", '"', ")", "?", "!", "'")):
            break
    if not names and body > 0:
        names = _after_last_sentence(sheet, lines, body)
    return body, names


def _after_last_sentence(sheet: Sheet, lines: list[Line], end: int) -> list[str]:
    last = next((i for i in range(end - 1, -1, -1) if lines[i].text), None)
    if last is None:
        return []
    line = lines[last]
    tail = max(0, len(line.text) - 60)
    found = _LAST_WORD.search(line.text, tail)
    if found is None or found["name"] in _NO_NAMES or len(line.text) <= len(found["name"]) + 12:
        return []
    sheet.mark(line.start + found.start("name"), line.next, "text.signature")
    lines[last] = line.cut(0, found.start("name"))
    return [found["name"]]


def _name_in(words: str) -> str | None:
    if len(words) > 60:
        return None
    words = words.strip(" .")
    titled = _TITLED.match(words)
    if titled is not None:
        return titled["name"].strip()
    if len(words) > 32 or _NAME.match(words) is None:
        return None
    if any(word.strip(".'-") in _NO_NAMES for word in words.split()):
        return None
    return words

"""The frame of the NARA release: ``Message Text`` above, ``Message Attributes`` (key: value) below the telegram."""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.mrn import parse_mrn
from legation.formats.lines import Line
from legation.formats.sheet import Sheet

_KEY = re.compile(r"(?P<key>[A-Z][A-Za-z ()/]{2,40}):\s*(?P<value>.*)$")
_DOCUMENT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<post>[A-Z]{2,6})(?P<number>\d{5,6})$")
_LOST = re.compile(r"TEXT UNRETRIEVABLE|ERROR READING TEXT INDEX FILE|TEXT FOR THIS MRN IS UNAVAILABLE")


class Frame(NamedTuple):
    """first, last: indexes of the telegram's own lines. attributes: value by key, continuation lines joined."""

    first: int
    last: int
    attributes: dict[str, str]


def read_frame(sheet: Sheet, lines: list[Line], at: int) -> Frame:
    """Find the frame around lines ``at`` and on; without one the frame is the whole."""
    begin, end = at, len(lines)
    attributes: dict[str, str] = {}
    source = sheet.source
    if "Message Text" in source[:2000]:
        for index in range(at, min(len(lines), at + 30)):
            if lines[index].text == "Message Text":
                sheet.layer("nara-record")
                for line in lines[at : index + 1]:
                    sheet.mark(line.start, line.next, "nara.frame")
                begin = index + 1
                break
    if "Message Attributes" in source:
        for index in range(len(lines) - 1, begin - 1, -1):
            if lines[index].text == "Message Attributes":
                sheet.layer("nara-record")
                attributes = _attributes(sheet, lines[index:])
                end = index
                break
    if _LOST.search(source[:4000]) or _LOST.search(attributes.get("Locator", "")):
        sheet.find("TXT001", lines[begin].start if begin < len(lines) else 0, len(source))
    number = _DOCUMENT.match(attributes.get("Document Number", ""))
    if number is not None:
        key = sheet.posts.key(number["post"]) or number["post"]
        mrn = parse_mrn(f"{number['year']}{key}{number['number']}", {})
        if mrn is not None:
            sheet.fields["record_mrn"] = mrn
    if attributes:
        sheet.fields["attributes"] = attributes
    return Frame(begin, end, attributes)


def _attributes(sheet: Sheet, lines: list[Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    last: str | None = None
    for line in lines:
        if line.text:
            sheet.mark(line.start, line.next, "nara.attributes")
        pair = _KEY.match(line.text)
        if pair is not None:
            last = pair["key"].strip()
            found[last] = pair["value"].strip()
        elif last is not None and line.text and line.text != "Message Attributes":
            found[last] = f"{found[last]} {line.text}".strip()
    return found

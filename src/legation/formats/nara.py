"""The frame of the NARA release: ``Message Text`` above, ``Message Attributes`` (key: value) below the telegram."""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.mrn import parse_mrn
from legation.core.telegram import Distribution, Release
from legation.formats.levels import level_named
from legation.formats.lines import Line
from legation.formats.orders import read_day, read_order
from legation.formats.references import read_reference_list
from legation.formats.sheet import Sheet
from legation.formats.tags import split_tags
from legation.tables.captions import caption_names, caveat_names, row_name

_KEY = re.compile(r"(?P<key>[A-Z][A-Za-z ()/]{1,40}):(?:\s+|$)(?P<value>.*)$")
_DOCUMENT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<post>[A-Z]{2,6})(?P<number>\d{5,6})$")
_LOST = re.compile(r"TEXT UNRETRIEVABLE|ERROR READING TEXT INDEX FILE|TEXT FOR THIS MRN IS UNAVAILABLE")

_OFFICE = re.compile(r"(?P<role>ACTION|ORIGIN) (?P<office>[A-Z][A-Z/&]{0,7})$")


class Frame(NamedTuple):
    """first, last: indexes of the telegram's own lines. attributes: value by key, continuation lines joined."""

    first: int
    last: int
    attributes: dict[str, str]


def may_have_frame(text: str) -> bool:
    """Whether ``text`` has words of the frame, or of a text that the archive has lost."""
    return "Message " in text or "TEXT " in text[:4000]


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
    return Frame(begin, end, attributes)


def _attributes(sheet: Sheet, lines: list[Line]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    last: str | None = None
    for line in lines:
        if line.text:
            sheet.mark(line.start, line.next, "nara.attributes")
        pair = _KEY.match(line.text)
        if pair is not None:
            last = pair["key"].strip()
            found[last] = [pair["value"].strip()]
        elif last is not None and line.text and line.text != "Message Attributes":
            found[last].append(line.text)
    return {key: " ".join(value).strip() for key, value in found.items()}


def fill_from_attributes(sheet: Sheet, attributes: dict[str, str]) -> None:
    """Take from the record's attributes what the telegram's own words did not say.

    Handling restrictions are added to the captions, since review has stripped them from the text.
    """
    if not attributes:
        return
    fields = sheet.fields
    day = _day(attributes.get("Draft Date") or attributes.get("Sent Date") or "")
    level = level_named(attributes.get("Original Classification", ""))
    if "release" not in fields:
        fields["release"] = Release(created=day, classification=level, origin=_value(attributes, "From"))
    sheet.settle_day()
    fields["level"] = fields.get("level") or level
    handling = ", ".join(v for k, v in attributes.items() if k.endswith("Handling Restrictions"))
    known = re.compile("|".join(re.escape(name) for name in (*caption_names(), *caveat_names())))
    for name in known.findall(handling.upper()):
        held = sheet.caveats if name in caveat_names() else sheet.captions
        held.append(row_name(name))
    subject = _value(attributes, "Subject")
    if not fields.get("subject") and subject:
        fields["subject"] = " ".join(subject.split())
    tags = split_tags(_value(attributes, "TAGS") or "")
    if not fields.get("tags") and tags:
        fields["tags"] = tuple(tags)
    order = fields.get("executive_order")
    if order is None and (value := _value(attributes, "Executive Order")):
        written = re.match(r"(?P<order>1\d{4})?\s?(?P<value>.{0,100})", value)
        if written is not None:
            fields["executive_order"] = read_order(written["order"] or "11652", _spelled(written["value"]), sheet.day)
    office = _OFFICE.match(_value(attributes, "Office") or "")
    if not fields.get("distribution") and office is not None:
        fields["distribution"] = (Distribution(office["role"], office["office"]),)
    if not sheet.references and (listed := _value(attributes, "Reference")):
        at = sheet.source.rfind("Message Attributes")
        at = sheet.source.find(listed, at)
        if at >= 0:
            for piece in re.finditer(r"[^,;]+", listed):
                sheet.references.extend(read_reference_list(sheet, at + piece.start(), at + piece.end()))


def _value(attributes: dict[str, str], key: str) -> str | None:
    value = attributes.get(key, "")
    return None if value.upper() in {"", "N/A", "NONE"} else value


def _spelled(value: str) -> str:
    """The record's short forms of a schedule: ``GS`` is GDS, ``X1`` is XGDS-1, ``AS 31 DEC 1984`` is ADS."""
    upper = value.upper().strip()
    if upper.startswith("GS"):
        return "GDS"
    if re.match(r"X[1-4]\b", upper):
        return f"XGDS-{upper[1]}"
    return re.sub(r"^AS\b", "ADS", upper)


def _day(words: str) -> str | None:
    """A record's date as ISO date; the filler days of the archive (``01 JAN 1960``) are no dates."""
    upper = words.strip().upper()
    day = read_day(upper, None)
    return None if day in {"1960-01-01", "1994-01-01"} else day

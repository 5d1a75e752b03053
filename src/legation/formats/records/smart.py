"""The field block of SMART, the system that replaced telegrams' typed lines: ``MRN:``, ``Action:``, ``Subject:``.

The layout is known from rules and a few released copies, not from a published form, so nothing here is required and
nothing is an error: a label that is not known ends no telegram. Source: eras 6 (unconfirmed).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.dtg import DTG_PATTERN, instant_of
from legation.core.telegram import Addressee, Attention, ClassifiedBy, Originator, Precedence, Release
from legation.formats.attention import read_attention
from legation.formats.heading.lines import WORDS_ALONE
from legation.formats.markings.captions import captions_named, hold_captions, hold_level, restrictions
from legation.formats.markings.levels import level_named
from legation.formats.ownnumber import take_record_number
from legation.formats.references.references import read_reference_list
from legation.formats.sheet import Sheet
from legation.formats.textpart.authority import read_authority
from legation.formats.textpart.fields import SUBJECT_MARK
from legation.formats.textpart.orders import read_day, read_order
from legation.formats.textpart.tags import split_tags

_FIELDS = {
    "classification": "classification",
    "mrn": "mrn",
    "date/dtg": "date",
    "date": "date",
    "dtg": "date",
    "from": "from",
    "action": "to",
    "to": "to",
    "info": "info",
    "cc": "info",
    "precedence": "precedence",
    "e.o.": "order",
    "eo": "order",
    "tags": "tags",
    "captions": "captions",
    "caption": "captions",
    "channel": "captions",
    "reference": "references",
    "references": "references",
    "ref": "references",
    "refs": "references",
    "pass line": "attention",
    "attention": "attention",
    "classified by": "authority",
    "reason": "authority",
    "declassify on": "declassify",
    "subject": "subject",
}
_LABEL = re.compile(
    rf"[ ]{{0,20}}(?P<label>{'|'.join(re.escape(label) for label in sorted(_FIELDS, key=len, reverse=True))})"
    r"[ ]{0,3}:[ ]{0,40}",
    re.IGNORECASE | re.ASCII,  # else a long s or a Turkish i would be a letter of a label that the table has not
)
_TELLS = re.compile(
    r"^[ ]{0,20}(?:(?:MRN|Date ?/ ?DTG)[ ]{0,3}:"
    # As military systems print a message: precedence, group and marking below one another.
    r"|Precedence ?:[^\n]{1,40}\n[ ]{0,20}DTG ?:|DTG ?:[^\n]{1,40}\n[ ]{0,20}(?:Precedence|Classification) ?:)",
    re.MULTILINE | re.IGNORECASE,
)
_LAST = re.compile(
    r"^[ ]{0,20}(?:Signature|Drafted By|Cleared By|Approved By|Released By|Info|Dissemination Rule|Action Post|XMT)"
    r"[ ]{0,3}:",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNED = re.compile(r"[ ]{0,20}Signature[ ]{0,3}:[ ]{0,20}\n?[ ]{0,20}(?P<name>[^\n]{1,80})", re.IGNORECASE)
_INFO = re.compile(r"[ ]{0,20}Info[ ]{0,3}:[ ]{0,20}", re.IGNORECASE)
_DTG = re.compile(DTG_PATTERN, re.IGNORECASE)
_PRECEDENCE = re.compile(r"[ ,]{1,4}(?P<word>NIACT IMMEDIATE|FLASH|IMMEDIATE|PRIORITY|ROUTINE)$", re.IGNORECASE)
# ``WASHDC, SECSTATE``, ``LONDON, AMEMBASSY``: the city stands first.
_CITY_FIRST = re.compile(
    r"(?:(?P<city>WASHDC|WASHINGTON(?: DC)?), {0,2}(?P<name>[A-Z][A-Z ]{1,30})"
    r"|(?P<place>[A-Z][A-Z .'-]{1,40}), {0,2}(?P<kind>AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USINT|USLO|USDAO|CDR))$"
)
_DEEP = 3000  # code points in which the block begins
_LONGEST_BLOCK = 12_000


class Block(NamedTuple):
    """start, end: where the text between the fields above and below stands."""

    start: int
    end: int


def is_field_block(text: str, start: int, end: int) -> bool:
    """Whether the plain ``text[start:end]`` begins with such a block."""
    stop = min(end, start + _DEEP)
    if text.find("MRN", start, stop) < 0 and text.find("DTG", start, stop) < 0:
        return False
    found = _TELLS.search(text, start, stop)
    if found is None or text.count("\n", start, found.start()) > 30:
        return False
    below = text.find("\n", found.end()) + 1
    if text[found.end() : below].isspace():  # each label stands over its value
        below = text.find("\n", below) + 1
    return _LABEL.match(text, below) is not None


def read_block(sheet: Sheet, start: int, end: int) -> Block:
    """Read the fields above and below the text of ``sheet.text[start:end]``."""
    sheet.layer("smart")
    text = sheet.text
    at, field, value = start, "above", start
    body, blank = start, False
    while at < min(end, start + _LONGEST_BLOCK):
        stop = text.find("\n", at, end) + 1 or end
        words = text[at:stop].strip()
        label = _LABEL.match(text, at, stop)
        if label is not None:
            _take(sheet, field, value, at)
            field, value = _FIELDS[" ".join(label["label"].lower().split())], at
            body = stop
        elif words and (blank or at - start > _DEEP) and field != "above":
            break  # the text
        elif words:
            body = stop
        blank = not words
        at = stop
    _take(sheet, field, value, body)
    last = _LAST.search(text, body, end)
    foot = last.start() if last is not None else end
    if foot < end:
        _take_foot(sheet, foot, end)
    for way in ("to", "info"):
        sheet.fields[way] = tuple(sheet.fields.get(way, ()))
    return Block(body, foot)


def _take(sheet: Sheet, field: str, start: int, end: int) -> None:
    """Read one field, from its label to the next."""
    text, fields = sheet.text, sheet.fields
    if end <= start:
        return
    label = _LABEL.match(text, start, end)
    value = label.end() if label is not None else start
    words = " ".join(text[value:end].split())
    if field == "above":
        marks = (line.strip().partition("//") for line in text[start:end].split("\n"))
        level, _, controls = next((mark for mark in marks if _is_level(mark[0])), ("", "", ""))
        if level:
            hold_level(sheet, level.strip() if level_named(level.strip()) else "UNCLASSIFIED")
            hold_captions(sheet, restrictions(f"{level} {controls}".upper()))
    elif field == "classification":
        level, _, controls = words.partition("//")
        hold_level(sheet, level)
        hold_captions(sheet, restrictions(controls.upper()))
    elif field == "precedence":
        if words.upper() in WORDS_ALONE:
            fields["precedence"] = Precedence(WORDS_ALONE[words.upper()])
    elif field == "mrn":
        take_record_number(sheet, words)
    elif field == "date":
        _take_date(sheet, value, end)
    elif field == "from":
        fields["from_"] = Originator(words)
        fields["originator_post"] = sheet.posts.key_of_plad(words)
    elif field in {"to", "info"}:
        named = _addressees(text[value:end])
        fields.setdefault(field, []).extend(named)
        highest = next((addressee.precedence for addressee in named if addressee.precedence), None)
        given: Precedence = fields.get("precedence") or Precedence()
        if field == "to" and given.action is None:
            fields["precedence"] = Precedence(highest, given.info)
        elif field == "info" and given.info is None:
            fields["precedence"] = Precedence(given.action, highest)
    elif field == "references":
        sheet.references.extend(read_reference_list(sheet, value, end))
    elif field == "captions":
        hold_captions(sheet, captions_named(words.upper()))
    else:
        _take_text_field(sheet, field, words)
    sheet.mark(start, end, f"smart.{field}")


def _is_level(words: str) -> bool:
    """Whether words of the line above are a level, or the control that stands in its place where there is none."""
    bare = words.strip().upper()
    return level_named(bare) is not None or bare in ("SENSITIVE BUT UNCLASSIFIED", "SBU")


def _take_text_field(sheet: Sheet, field: str, words: str) -> None:
    fields = sheet.fields
    if field == "subject":
        mark = SUBJECT_MARK.match(words) if words.startswith("(") else None
        fields["subject"] = (words[mark.end() :] if mark is not None else words) or None
    elif field == "tags":
        fields["tags"] = tuple(split_tags(words))
        if not words:
            sheet.find("TAG001", 0, 0)
    elif field == "order":
        order = re.match(r"(?:E\.?O\.? ?)?(?P<order>1\d{4})[ :,]{0,4}(?P<value>.{0,200})", words)
        if order is not None:
            fields["executive_order"] = read_order(order["order"], order["value"], sheet.day)
    elif field == "attention":
        sheet.attention.extend(read_attention(words) or (Attention(words),))
    elif field == "authority":
        read = read_authority(words if words.upper().startswith("CLASSIFIED") else f"CLASSIFIED BY: {words}")
        if read != ClassifiedBy() and "classified_by" not in fields:
            fields["classified_by"] = read
    elif field == "declassify":
        order = fields.get("executive_order")
        held = read_order(order.order if order is not None else "13526", f"DECL: {words}", sheet.day)
        if order is None or order.declassify_on is None:
            fields["executive_order"] = held


def _take_date(sheet: Sheet, start: int, end: int) -> None:
    """``Sep 11, 2012 / 111234Z SEP 12``: the day in words and the date-time group, or either."""
    found = _DTG.search(sheet.text, start, end)
    instant = instant_of(found, sheet.received) if found is not None else None
    if instant is not None:
        sheet.fields["dtg"] = instant
    else:
        day = read_day(sheet.text[start:end].upper(), None)
        if day is not None:
            sheet.fields.setdefault("release", Release(created=day))
    sheet.settle_day()


def _addressees(words: str) -> list[Addressee]:
    """Addressees between semicolons or on lines; ``WASHDC, SECSTATE ROUTINE`` has the city first."""
    found: list[Addressee] = []
    for piece in re.split(r"[;\n]", words):
        name = " ".join(piece.split()).strip(" ,")
        if not name:
            continue
        marked = _PRECEDENCE.search(name)
        bare = name[: marked.start()] if marked is not None else name
        city = _CITY_FIRST.match(bare.upper())
        plad = f"{(city['name'] or city['kind']).strip()} {city['city'] or city['place']}" if city is not None else bare
        found.append(Addressee(plad, precedence=marked["word"].upper() if marked is not None else None))
    return found


def _take_foot(sheet: Sheet, start: int, end: int) -> None:
    """The fields below the text: who signed, drafted, cleared and released it, and who has it for information."""
    text, at = sheet.text, start
    starts = [found.start() for found in _LAST.finditer(text, start, end)]
    for at, stop in zip(starts, [*starts[1:], end], strict=True):
        signed, info = _SIGNED.match(text, at, stop), _INFO.match(text, at, stop)
        if signed is not None and signed["name"].strip():
            sheet.fields["signature"] = (signed["name"].strip(),)
            sheet.mark(at, stop, "text.signature")
        elif info is not None:
            _take(sheet, "info", at, stop)
        else:
            sheet.mark(at, stop, "smart.clearance")

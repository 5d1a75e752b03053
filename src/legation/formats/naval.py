"""Naval general administrative messages: sets between slashes (MSGID/, SUBJ/, REF/, NARR/, RMKS/).

A set runs from its name at a line's start to ``//``. Source: telegram-format 2.3 and the shared naval texts.
"""

from __future__ import annotations

import re

from legation.core.mrn import Mrn
from legation.core.telegram import Addressee, Attention, Originator, Reference, ReferenceKind
from legation.core.text import Span
from legation.formats.body import read_body
from legation.formats.captions import take_captions
from legation.formats.levels import level_at, level_named
from legation.formats.lines import Line, Reel
from legation.formats.ownnumber import SERIES, take_series_number
from legation.formats.sheet import Sheet
from legation.formats.words import fold

_SET = re.compile(
    r"(?P<name>MSGID|SUBJ|REF|NARR|AMPN|RMKS|POC|GENTEXT|DECL|PASS|TIMEZONE|EXER|OPER|CORR)\s?/|SUBJ(?:ECT)?\s?:",
    re.IGNORECASE,
)
_FIRST_SETS = re.compile(r"(?:MSGID|RMKS|SUBJ|NARR)\s?/")
_PARAGRAPH = re.compile(r"1\s?\.\s")
_PASSING = re.compile(r"(?:PASS TO OFFICE CODES|FM |TO |INFO )", re.IGNORECASE)
_ADDRESS = re.compile(r"(?P<list>FM|TO|INFO) (?P<plad>\S.{0,80})$")
_LONGEST_SET = 40  # lines
_LONGEST_LINE = 200
_TYPES: dict[str, ReferenceKind] = {
    "MSG": "telegram",
    "RMG": "telegram",
    "GENADMIN": "telegram",
    "NAVADMIN": "telegram",
    "DOC": "document",
    "LTR": "letter",
    "MEMO": "memorandum",
    "EMAIL": "email",
    "EML": "email",
    "E-MAIL": "email",
    "TEL": "meeting",
    "MTG": "meeting",
    "CONF": "meeting",
}
_RELEASED = re.compile(r"RELEASED BY\s*:?\s*(?P<who>[^/]+?)\s*(?:,\s*[A-Z0-9/ .]+)?\s*\.?\s*//", re.IGNORECASE)


def is_naval(reel: Reel) -> bool:
    """Whether the text part at the front of ``reel`` is made of sets."""
    return any(_FIRST_SETS.match(line.text[:20]) for line in reel.ahead(60))


def read_sets(sheet: Sheet, reel: Reel) -> None:
    """Read the text part of a naval message from the front of ``reel`` to the end of the message."""
    sheet.layer("genadmin")
    begin: int | None = None
    while reel:
        line = reel.take()
        if not line.text:
            continue
        found = _SET.match(line.text)
        if found is None:
            if _PARAGRAPH.match(line.text) and "subject" in sheet.fields:
                reel.put_back(line)
                begin = line.start
                break
            _take_plain(sheet, line)
            continue
        name = (found["name"] or "SUBJ").upper()
        if name in {"RMKS", "GENTEXT"}:
            rest = line.cut(found.end())
            sheet.mark(line.start, rest.start if rest.text else line.next, "genadmin.rmks")
            if rest.text:
                reel.put_back(rest)
            begin = line.start
            break
        pieces = _set(line, reel)
        sheet.mark(line.start, pieces[-1].next, f"genadmin.{name.lower()}")
        words = fold([piece.text for piece in pieces])
        if name == "SUBJ":
            sheet.fields.setdefault("subject", _subject(words[found.end() :]))
        elif name == "REF":
            _take_reference(sheet, line.start, pieces[-1].end, words)
    sheet.settle_day()
    read_body(sheet, reel.rest())
    released = list(_RELEASED.finditer(sheet.source, begin)) if begin is not None else []
    if released and not sheet.fields.get("signature"):
        sheet.fields["signature"] = (" ".join(released[-1]["who"].split()),)


def _subject(words: str) -> str | None:
    """The subject without the slashes that end the set and begin its continuation lines."""
    return " ".join(words.rstrip("/ ").replace(" /", " ").lstrip("/").split()) or None


def _set(first: Line, reel: Reel) -> list[Line]:
    """The lines of a set: to ``//`` at a line's end, or to the next set, paragraph or blank line."""
    pieces = [first]
    while not pieces[-1].text.endswith("//") and len(pieces) < _LONGEST_SET:
        following = reel.peek()
        if following is None or not following.text:
            break
        if _SET.match(following.text) or _PARAGRAPH.match(following.text):
            break
        pieces.append(reel.take())
    return pieces


def _take_plain(sheet: Sheet, line: Line) -> None:
    """Lines between the sets: classification, series number, passing instructions, captions."""
    words = line.text
    found = level_at(words)
    if found is not None and "level" not in sheet.fields:
        sheet.fields["level"] = level_named(found["level"])
        sheet.mark(line.start, line.next, "text.classification")
        series = SERIES.search(words[found.end() : found.end() + 60])
        if series is not None:
            take_series_number(sheet, series[0])
        return
    if len(words) < 60 and take_series_number(sheet, words):
        sheet.mark(line.start, line.next, "text.number")
        return
    if _PASSING.match(words):
        office = re.search(r"//(?P<office>[A-Z0-9/,. ]{1,60})//", words[:_LONGEST_LINE])
        if office is not None:
            sheet.attention.append(Attention(office["office"], None))
        _take_missing_address(sheet, words)
        sheet.mark(line.start, line.next, "text.attention")
        return
    if not take_captions(sheet, line):
        sheet.mark(line.start, line.next, "text.other")


def _take_missing_address(sheet: Sheet, words: str) -> None:
    """Originator and addressees that stand behind BT only, as in copies whose heading was cut to its date."""
    found = _ADDRESS.match(words)
    if found is None:
        return
    fields = sheet.fields
    plad = found["plad"].strip()
    if found["list"] == "FM":
        fields.setdefault("from_", Originator(plad))
    elif not fields.get(name := found["list"].lower()):
        fields[name] = (Addressee(plad),)


def _take_reference(sheet: Sheet, start: int, end: int, words: str) -> None:
    """``REF/C/NAVADMIN 165/09/SUBJECT/291651ZMAY09//``: label, type, then what it is."""
    fields = [part.strip() for part in words.strip("/ ").split("/")]
    label = fields[1].upper() if len(fields) > 1 and len(fields[1]) <= 2 else None
    rest = "/".join(fields[2:] if label else fields[1:]).strip()
    series = SERIES.search(rest)
    span = Span(start, max(end, start + 1))
    if series is not None:
        two = int(series["year"])
        mrn = Mrn(1900 + two if two >= 45 else 2000 + two, series["post"].upper(), int(series["number"]))
        sheet.references.append(Reference(label, str(mrn), rest, "telegram", "read", span))
        return
    kind = _TYPES.get((fields[2] if label and len(fields) > 2 else "").upper().split(":")[0], "other")
    if kind == "other" and re.search(r"INST|MANUAL|DOC|PUB", rest, re.IGNORECASE):
        kind = "document"
    sheet.references.append(Reference(label, None, rest, kind, "unread", span))

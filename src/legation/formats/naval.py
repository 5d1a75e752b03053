"""Naval general administrative messages: sets between slashes (MSGID/, SUBJ/, REF/, NARR/, RMKS/).

A set runs from its name at a line's start to ``//``. Source: telegram-format 2.3 and the shared naval texts.
"""

from __future__ import annotations

import re

from legation.core.telegram import Attention, Classification, Reference, ReferenceKind
from legation.core.text import Span
from legation.formats.body import read_body
from legation.formats.levels import level_at, level_named
from legation.formats.lines import Line
from legation.formats.references import read_reference_list
from legation.formats.sheet import Sheet
from legation.formats.textpart import TextPart, fold
from legation.core.mrn import Mrn

_SET = re.compile(r"(?P<name>MSGID|SUBJ|REF|NARR|AMPN|RMKS|POC|GENTEXT|DECL|PASS|TIMEZONE|EXER|OPER|CORR)\s?(?P<slash>/)|(?P<colon>SUBJ(?:ECT)?\s*:)", re.IGNORECASE)
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
_SERIES = re.compile(r"\b(?P<post>NAVADMIN|ALNAV|ALCOAST|MARADMIN|ALMAR|NAVOP)\s*0*(?P<number>\d{1,4})[/-](?P<year>\d{2})\b", re.IGNORECASE)
_RELEASED = re.compile(r"RELEASED BY\s*:?\s*(?P<who>[^/]+?)\s*(?:,\s*[A-Z0-9/ .]+)?\s*\.?\s*//", re.IGNORECASE)


def is_naval(lines: list[Line], at: int) -> bool:
    """Whether the text part from line ``at`` is made of sets."""
    return any(re.match(r"(?:MSGID|RMKS|SUBJ|NARR)\s?/", line.text) for line in lines[at : at + 60])


def read_sets(sheet: Sheet, lines: list[Line], at: int) -> None:
    """Read the text part of a naval message from line ``at`` on."""
    sheet.layer("genadmin")
    part = TextPart(sheet, lines)
    index = at
    body: int | None = None
    while index < len(lines):
        line = lines[index]
        if not line.text:
            index += 1
            continue
        found = _SET.match(line.text)
        if found is None:
            if re.match(r"1\s?\.\s", line.text) and "subject" in sheet.fields:
                body = index
                break
            _take_plain(sheet, part, line)
            index += 1
            continue
        name = (found["name"] or "SUBJ").upper()
        if name in {"RMKS", "GENTEXT"}:
            cut = Line(line.start + found.end(), line.end, line.next, line.text[found.end() :].lstrip())
            lead = len(line.text) - found.end() - len(cut.text)
            lines[index] = Line(cut.start + lead, cut.end, cut.next, cut.text)
            sheet.mark(line.start, line.start + found.end() + lead, "genadmin.rmks")
            body = index
            break
        used = _length(lines, index)
        pieces = lines[index : index + used]
        sheet.mark(line.start, pieces[-1].next, f"genadmin.{name.lower()}")
        words = fold([piece.text for piece in pieces])
        if name == "SUBJ":
            subject = words[found.end() :].replace("///", "//").rstrip("/ ").strip()
            sheet.fields.setdefault("subject", re.sub(r"\s?/(?=[A-Z])(?<=\s/)", " ", subject) or None)
        elif name == "REF":
            _take_reference(sheet, line.start, pieces[-1].end, words)
        index += used
    part._settle()
    sheet.fields["classification"] = Classification(
        sheet.fields.get("level"), tuple(part.caveats), tuple(part.captions)
    )
    if body is not None:
        read_body(sheet, lines, body)
        released = None
        for released in _RELEASED.finditer(sheet.source, lines[body].start):
            pass
        if released is not None and not sheet.fields.get("signature"):
            sheet.fields["signature"] = (" ".join(released["who"].split()),)
    else:
        read_body(sheet, lines, index)


def _length(lines: list[Line], index: int) -> int:
    """How many lines the set at ``index`` runs: to ``//`` at a line's end, or to the next set or paragraph."""
    for used in range(1, 40):
        if index + used > len(lines):
            return used - 1
        if lines[index + used - 1].text.endswith("//"):
            return used
        if index + used < len(lines):
            words = lines[index + used].text
            if _SET.match(words) or re.match(r"1\s?\.\s", words) or not words:
                return used
    return 1


def _take_plain(sheet: Sheet, part: TextPart, line: Line) -> None:
    """Lines between the sets: classification, series number, passing instructions."""
    words = line.text
    found = level_at(words)
    if found is not None and "level" not in sheet.fields:
        sheet.fields["level"] = level_named(found["level"])
        sheet.mark(line.start, line.next, "text.classification")
        number = _SERIES.search(words)
        if number is not None:
            _number(sheet, number)
        return
    series = _SERIES.match(words)
    if series is not None and "number" not in sheet.fields:
        _number(sheet, series)
        sheet.mark(line.start, line.next, "text.number")
        return
    if words.upper().startswith(("PASS TO OFFICE CODES", "FM ", "TO ", "INFO ")):
        office = re.search(r"//(?P<office>[A-Z0-9/,. ]+)//", words)
        if office is not None:
            held = list(part.attention)
            held.append(Attention(office["office"], None))
            part.attention = held
        sheet.mark(line.start, line.next, "text.attention")
        return
    if not part._take_captions(line):
        sheet.mark(line.start, line.next, "text.other")


def _number(sheet: Sheet, found: re.Match[str]) -> None:
    two = int(found["year"])
    sheet.fields["post"], sheet.fields["number"] = found["post"].upper(), int(found["number"])
    sheet.fields["series_year"] = 1900 + two if two >= 45 else 2000 + two


def _take_reference(sheet: Sheet, start: int, end: int, words: str) -> None:
    """``REF/C/NAVADMIN 165/09/SUBJECT/291651ZMAY09//``: label, type, then what it is."""
    fields = [part.strip() for part in words.strip("/ ").split("/")]
    label = fields[1].upper() if len(fields) > 1 and len(fields[1]) <= 2 else None
    rest = "/".join(fields[2:] if label else fields[1:]).strip()
    series = _SERIES.search(rest)
    span = Span(start, max(end, start + 1))
    if series is not None:
        two = int(series["year"])
        mrn = Mrn(1900 + two if two >= 45 else 2000 + two, series["post"].upper(), int(series["number"]))
        sheet.references.append(Reference(label, str(mrn), rest, "telegram", "read", span))
        return
    kind = _TYPES.get((fields[2] if label and len(fields) > 2 else "").upper().split(":")[0], "other")
    if kind == "other":
        inner = read_reference_list(sheet, start, start + 1)
        kind = inner[0].kind if inner else "document" if re.search(r"INST|MANUAL|DOC|PUB", rest, re.I) else "other"
    sheet.references.append(Reference(label, None, rest, kind, "unread", span))

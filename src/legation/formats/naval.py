"""Naval general administrative messages: sets between slashes (MSGID/, SUBJ/, REF/, NARR/, RMKS/).

A set runs from its name at a line's start to ``//``. Source: telegram-format 2.3 and the shared naval texts.
"""

from __future__ import annotations

import re

from legation.core.mrn import Mrn
from legation.core.telegram import Attention, Reference, ReferenceKind
from legation.core.text import Span
from legation.formats.body import read_body
from legation.formats.captions import take_captions
from legation.formats.heading import read_heading, take_late_dtg
from legation.formats.lines import Line, Reel
from legation.formats.ownnumber import SERIES, take_series_number
from legation.formats.sheet import Sheet
from legation.formats.textpart import take_level
from legation.formats.words import fold

_SET = re.compile(
    r"(?P<name>MSGID|SUBJ|REF|NARR|AMPN|RMKS|POC|GENTEXT|DECL|PASS|TIMEZONE|EXER|OPER|CORR)\s?(?P<slash>/)"
    r"|(?P<msgid>MSGID)\s(?=GENADMIN)|(?P<colon>SUBJ(?:ECT)?\s?:)",
    re.IGNORECASE,
)
# Sets that follow another on one line: ``...17NOV08// AMPN/REF A IS``.
_NEXT_SET = re.compile(r"//\s{0,3}(?=(?:SUBJ|REF|NARR|AMPN|RMKS|POC|GENTEXT)/[A-Z0-9])")
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
_DOCUMENT = re.compile(r"INST|MANUAL|DOC|PUB", re.IGNORECASE)
_RELEASED = re.compile(
    r"RELEASED\s{1,4}BY\s{0,2}:?\s{1,4}(?P<who>[^/,\n]{2,60}(?:,\s{1,3}(?:JR|SR|II|III|IV)\b\.?)?)"
    r"(?:[,\s][^/]{0,80}?)?\s{0,3}(?://|/|\.\s|\Z)",
    re.IGNORECASE,
)
# ``REF A IS NAVADMIN 304/17`` in the narrative under the references.
_IS_SERIES = re.compile(
    r"\bREF\s\(?(?P<label>[A-Z])\)?\s(?:IS|WAS)\s(?:THE\s)?(?P<what>" + SERIES.pattern.replace("?P<", "?P<s_") + ")",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"1\s?\.\s")
_PASSING = ("PASS TO ", "PLEASE PASS", "FM ", "TO ", "INFO ")
_OFFICE = re.compile(r"//(?P<office>[A-Z0-9/,. ]{1,60})//")
_FIRST_SET = re.compile(r" *(?:(?:MSGID|RMKS|SUBJ|NARR) ?/|MSGID GENADMIN)")
_LATER_SET = re.compile(r"\n *(?:(?:MSGID|RMKS|SUBJ|NARR) ?/|MSGID GENADMIN)")
_LOOK = 2500  # code points of the text part in which its sets begin
_LONGEST = 40  # lines of a set


def is_naval(sheet: Sheet, reel: Reel) -> bool:
    """Whether the text part at the front of ``reel`` is made of sets."""
    stop = min(reel.at + _LOOK, reel.end)
    begin = max(reel.at - 1, 0)  # the line end before the first line
    upper = sheet.upper
    if not any(upper.find(name, begin, stop) >= 0 for name in ("MSGID", "RMKS", "SUBJ", "NARR")):
        return False
    return _FIRST_SET.match(upper, reel.at, stop) is not None or _LATER_SET.search(upper, begin, stop) is not None


def read_sets(sheet: Sheet, reel: Reel) -> None:
    """Read the text part of a naval message, then its body."""
    sheet.layer("genadmin")
    found_narrative: list[str] = []
    while reel:
        line = reel.take()
        if not line.text:
            continue
        found = _SET.match(line.text)
        if found is None:
            if _PARAGRAPH.match(line.text) and ("subject" in sheet.fields or sheet.references):
                reel.put_back(line)
                break
            _take_plain(sheet, reel, line)
            continue
        name = (found["name"] or found["msgid"] or "SUBJ").upper()
        if name in {"RMKS", "GENTEXT"}:
            words = re.match(r"(?:RE?MA?RKS\s?/)?\s{0,9}", line.text[found.end() :])
            body = line.cut(found.end() + (words.end() if words else 0))
            sheet.mark(line.start, body.start, "genadmin.rmks")
            reel.put_back(body)
            break
        pieces = _set(reel, line, colon=found["colon"] is not None)
        sheet.mark(line.start, pieces[-1].next, f"genadmin.{name.lower()}")
        text = fold([piece.text for piece in pieces])
        if name == "SUBJ":
            _take_subject(sheet, text[found.end() :], colon=found["colon"] is not None)
        elif name == "REF":
            _take_reference(sheet, Span(line.start, pieces[-1].end), text)
        elif name in {"NARR", "AMPN"}:
            found_narrative.append(text)
    _name_references(sheet, " ".join(found_narrative)[:20_000])
    sheet.settle_day()
    begin = reel.at
    read_body(sheet, begin, reel.end)
    if not sheet.fields.get("signature"):
        _take_releaser(sheet, begin)


def _set(reel: Reel, line: Line, *, colon: bool) -> list[Line]:
    """The lines of the set that begins with ``line``: to ``//``, or to the next set, paragraph or empty line."""
    pieces: list[Line] = []
    while True:
        next_set = _NEXT_SET.search(line.text)
        if next_set is not None:
            reel.put_back(line.cut(next_set.end()))
            return [*pieces, line.cut(0, next_set.end())]
        pieces.append(line)
        following = reel.peek()
        if line.text.rstrip().endswith("//") or following is None or len(pieces) >= _LONGEST:
            return pieces
        words = following.text
        if not words or _SET.match(words) or _PARAGRAPH.match(words):
            return pieces
        if colon and (words.startswith(_PASSING) or words.startswith("UNCLAS") or len(pieces) == 3):
            return pieces
        line = reel.take()


def _take_subject(sheet: Sheet, words: str, *, colon: bool) -> None:
    """The subject of SUBJ/; a line of it that begins with a slash goes on. SUBJ: above it is the mailer's cut copy."""
    subject = words.replace("///", "//").strip().rstrip("/ ").strip()
    subject = re.sub(r"\s?/(?=[A-Z(])(?<=\s/)", " ", subject)
    if not colon or "subject" not in sheet.fields:
        sheet.fields["subject"] = subject or sheet.fields.get("subject")


def _take_plain(sheet: Sheet, reel: Reel, line: Line) -> None:
    """Lines between the sets: classification, series number, heading lines repeated for offices, captions."""
    words = line.text
    upper = words.upper()
    if "level" not in sheet.fields and take_level(sheet, line):
        series = SERIES.search(upper[:120])
        if series is not None:
            take_series_number(sheet, upper[series.start() :])
        return
    if take_series_number(sheet, words):
        sheet.mark(line.start, line.next, "text.number")
        return
    if take_late_dtg(sheet, reel, line):
        return
    if words.startswith(("FM ", "TO ")) and not (sheet.fields.get("from_") and sheet.fields.get("to")):
        reel.put_back(line)
        if read_heading(sheet, reel) and reel.peek() != line:
            return
        reel.take()
    if upper.startswith(_PASSING):
        office = _OFFICE.search(words[:200])
        if office is not None and Attention(office["office"]) not in sheet.attention:
            sheet.attention.append(Attention(office["office"], None))
        sheet.mark(line.start, line.next, "text.attention")
        late = SERIES.search(upper[:80])
        if late is not None and upper.startswith("TO "):
            take_series_number(sheet, upper[late.start() :])
    elif not take_captions(sheet, line):
        sheet.mark(line.start, line.next, "text.other")


def _series_mrn(found: re.Match[str], prefix: str = "") -> Mrn:
    year = int(found[f"{prefix}year"])
    year = year if year > 99 else 1900 + year if year >= 45 else 2000 + year
    return Mrn(year, found[f"{prefix}post"].upper(), int(found[f"{prefix}number"]))


def _take_reference(sheet: Sheet, span: Span, words: str) -> None:
    """``REF/C/NAVADMIN 165/09/SUBJECT/291651ZMAY09//``: label, type, then what it is."""
    fields = [part.strip() for part in words.strip("/ ").split("/", 12)]
    label = fields[1].upper() if len(fields) > 1 and re.fullmatch(r"\(?[A-Za-z]{1,2}\)?", fields[1]) else None
    rest = "/".join(fields[2:] if label else fields[1:]).strip()
    series = SERIES.search(rest.upper())
    if series is not None:
        sheet.references.append(Reference(label, str(_series_mrn(series)), rest, "telegram", "read", span))
        return
    named = fields[2] if label and len(fields) > 2 else rest
    kind = _TYPES.get(re.split(r"[:\s]", named.upper())[0] if named else "", "other")
    if kind == "other" and _DOCUMENT.search(rest):
        kind = "document"
    sheet.references.append(Reference(label, None, rest, kind, "unread", span))


def _name_references(sheet: Sheet, narrative: str) -> None:
    """Give references the series number that the narrative says they bear."""
    named = {found["label"].upper(): _series_mrn(found, "s_") for found in _IS_SERIES.finditer(narrative)}
    for index, held in enumerate(sheet.references):
        mrn = named.get(held.label or "")
        if mrn is not None and held.status == "unread" and held.kind in {"telegram", "other"}:
            sheet.references[index] = Reference(held.label, str(mrn), held.text, "telegram", "read", held.span)


def _take_releaser(sheet: Sheet, start: int) -> None:
    """The officer of the last ``RELEASED BY NAME, OFFICE.//``."""
    last = sheet.upper.rfind("RELEASED BY", start)
    found = _RELEASED.match(sheet.text, last) if last >= 0 else None
    if found is None:
        found = max(_RELEASED.finditer(sheet.text, start), key=lambda match: match.start(), default=None)
    if found is not None:
        sheet.fields["signature"] = (" ".join(found["who"].split()).strip(" ."),)

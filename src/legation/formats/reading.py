"""Reading one telegram: decode, find the layers, let each room read its part, and lay out the elements.

Reading never fails: any bytes give a telegram and findings.
"""

from __future__ import annotations

import re
from datetime import date

from legation.core.mrn import Mrn, parse_mrn
from legation.core.telegram import Classification, Telegram
from legation.core.text import Element, Span, partition
from legation.formats.body import read_body
from legation.formats.decoding import decode, is_binary
from legation.formats.heading import read_heading
from legation.formats.levels import level_named
from legation.formats.lines import Line, split_lines, take_out_furniture
from legation.formats.naval import is_naval, read_sets
from legation.formats.nara import read_frame
from legation.formats.release import read_release_head
from legation.formats.sheet import Sheet
from legation.formats.tei import is_document, read_document
from legation.formats.textpart import TextPart
from legation.tables.posts import Posts, load_posts

_SECURITY_LEVELS = {
    "U": {"UNCLASSIFIED"},
    "E": {"UNCLASSIFIED", "LIMITED OFFICIAL USE", "OFFICIAL USE ONLY"},
    "R": {"RESTRICTED"},
    "C": {"CONFIDENTIAL"},
    "S": {"SECRET"},
    "T": {"TOP SECRET"},
}


def read(
    data: bytes | str, received: date | None = None, *, file: str | None = None, posts: Posts | None = None
) -> Telegram:
    """Read one telegram. Never raises on any content.

    Args:
        data: bytes in any encoding, or text.
        received: settles centuries and the years of references where the text has no date-time group.
        file: name to carry in the result.
        posts: the table of posts; the package's own if not given.
    """
    decoded = decode(data)
    sheet = Sheet(decoded.text, posts or load_posts(), received)
    sheet.findings.extend(decoded.findings)
    if is_document(decoded.text):
        read_document(sheet)
    elif decoded.text and not is_binary(decoded.text):
        _read_layers(sheet)
    return _telegram(sheet, decoded.sha256, file)


def _read_layers(sheet: Sheet) -> None:
    lines = split_lines(sheet.source)
    at = read_release_head(sheet, lines)
    frame = read_frame(sheet, lines, at)
    read_text(sheet, lines[frame.first : frame.last])


def read_text(sheet: Sheet, lines: list[Line]) -> None:
    """Read heading, text part and body from ``lines`` of the sheet's source."""
    page = take_out_furniture(sheet.source, lines)
    if page.heads:
        sheet.layer("delivered")
    for start, end, kind in page.marks:
        sheet.mark(start, end, kind)
    sheet.fields["page_heads"] = page.heads
    live = page.live
    if len(live) < 3:
        _read_fragment(sheet, live)
        return
    at = read_heading(sheet, live, 0)
    if is_naval(live, at):
        _settle_day(sheet)
        read_sets(sheet, live, at)
        return
    part = TextPart(sheet, live)
    body = part.read(at)
    if not sheet.layers:
        sheet.layer("bare" if at > 0 or part.seen else "body")
    read_body(sheet, live, body)


def _read_fragment(sheet: Sheet, live: list[Line]) -> None:
    """A line or two: an identifier, a REF line, a heading line, or plain words."""
    words = " ".join(line.text for line in live if line.text)
    mrn = parse_mrn(words, sheet.posts.aliases) if re.fullmatch(r"\S.{3,40}", words) else None
    if mrn is not None and len([line for line in live if line.text]) == 1:
        sheet.layer("identifier")
        sheet.fields["record_mrn"] = mrn
        for line in live:
            sheet.mark(line.start, line.next, "release.mrn")
        return
    at = read_heading(sheet, live, 0)
    part = TextPart(sheet, live)
    body = part.read(at)
    sheet.layer("fragment")
    read_body(sheet, live, body)


def _settle_day(sheet: Sheet) -> None:
    stamp = sheet.fields.get("dtg")
    if stamp is not None:
        sheet.day = date.fromisoformat(stamp[:10])


def _telegram(sheet: Sheet, sha256: str, file: str | None) -> Telegram:
    fields = sheet.fields
    record: Mrn | None = fields.get("record_mrn")
    mrn = _own_mrn(sheet, record)
    known = fields.get("classification", Classification())
    length = len(sheet.source)
    _check(sheet, record, mrn)
    references = tuple(sheet.references)
    return Telegram(
        file=file,
        sha256=sha256,
        layout="+".join(sheet.layers) or "empty",
        mrn=str(mrn) if mrn else None,
        post=mrn.post if mrn else fields.get("post") or fields.get("originator_post"),
        number=mrn.number if mrn else fields.get("number"),
        year=mrn.year if mrn else sheet.year,
        classification=known,
        references=references,
        elements=_elements(sheet, length),
        findings=tuple(sorted(set(sheet.findings), key=lambda f: (f.span, f.code))),
        source=sheet.source,
        **{
            name: fields[name]
            for name in (
                "release", "transmission", "precedence", "dtg", "from_", "to", "info", "exempt", "distribution",
                "section", "attention", "executive_order", "tags", "subject", "classified_by", "paragraphs",
                "summary", "signature",
            )
            if name in fields
        },
    )


def _own_mrn(sheet: Sheet, record: Mrn | None) -> Mrn | None:
    """The telegram's own number: of its record head, else of its text with the year of its date."""
    fields = sheet.fields
    if record is not None:
        return record
    post, number = fields.get("post"), fields.get("number")
    if number is None and fields.get("page_heads"):
        head = fields["page_heads"][0]
        post, number = sheet.posts.key(head.post) or re.sub(r"[^A-Z]", "", head.post), head.number
    year = fields.get("series_year") or sheet.year
    if sheet.fields.get("dtg"):
        year = fields.get("series_year") or int(sheet.fields["dtg"][:4])
    if post and number is not None and year:
        return Mrn(year, post, number)
    return None


def _check(sheet: Sheet, record: Mrn | None, mrn: Mrn | None) -> None:
    """Findings that compare one part of the document with another, or that say what is absent."""
    fields, length = sheet.fields, len(sheet.source)
    if not sheet.source or is_binary(sheet.source):
        return
    whole = (0, min(length, 80))
    if not sheet.marks or (sheet.layers in (["body"], ["fragment"]) and not fields.get("paragraphs")):
        sheet.find("NOT001", *whole)
        return
    if sheet.layers in (["fragment"], ["identifier"]):
        return
    if "dtg" not in fields and not any(f.code == "DTG002" for f in sheet.findings):
        sheet.find("DTG001", *whole)
    if mrn is None:
        sheet.find("MRN001", *whole)
    own_number = fields.get("number")
    if record is not None and own_number is not None and own_number != record.number:
        sheet.find("MRN002", *whole, text=f"{fields.get('post')} {own_number}", read=record)
    level = fields.get("level")
    if level is None:
        sheet.find("CLS001", *whole)
    release = fields.get("release")
    if level and release is not None and release.classification:
        recorded = level_named(release.classification.split("//")[0])
        if recorded is not None and recorded != level:
            sheet.find("CLS002", *whole, text=release.classification, read=level)
    transmission = fields.get("transmission")
    if level and transmission is not None and transmission.security:
        letter = transmission.security.split()[-1][0]
        if level not in _SECURITY_LEVELS.get(letter, {level}):
            sheet.find("CLS003", *whole, text=transmission.security, read=level)
    if "subject" not in fields and "body" not in sheet.layers:
        sheet.find("SUB001", *whole)


def _elements(sheet: Sheet, length: int) -> tuple[Element, ...]:
    """The partition of the source: understood runs, blank runs, and the rest as ``unread``."""
    laid: list[Element] = []
    for element in partition(sheet.marks, length, "unread"):
        kind = element.kind
        if kind == "unread" and not sheet.source[element.span.start : element.span.end].strip():
            kind = "layout.blank"
        if laid and laid[-1].kind == kind == "text.paragraph" and not _begins_paragraph(sheet, element.span.start):
            laid[-1] = Element(kind, Span(laid[-1].span.start, element.span.end))
        else:
            laid.append(Element(kind, element.span))
    return tuple(laid)


def _begins_paragraph(sheet: Sheet, at: int) -> bool:
    starts: frozenset[int] = sheet.fields.get("_starts") or frozenset(
        p.span.start for p in sheet.fields.get("paragraphs", ())
    )
    sheet.fields["_starts"] = starts
    return at in starts

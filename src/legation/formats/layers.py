"""The layers of a source, outermost first: record head or frame, delivered copy, heading, text part, body."""

from __future__ import annotations

import re
from itertools import islice

from legation.core.mrn import parse_mrn
from legation.formats.body import read_body
from legation.formats.flat import Flat
from legation.formats.furniture import find_furniture
from legation.formats.heading import read_heading
from legation.formats.lines import Line, Reel
from legation.formats.nara import fill_from_attributes, read_frame
from legation.formats.naval import is_naval, read_sets
from legation.formats.plain import plain
from legation.formats.release import fill_from_head, read_release_head
from legation.formats.sheet import Sheet
from legation.formats.textpart import read_text_part


def read_layers(sheet: Sheet) -> None:
    """Read the whole of the sheet's source."""
    read_record(sheet, plain(sheet.source))


def read_record(sheet: Sheet, text: str) -> None:
    """Read the plain ``text`` as a record: head or frame, and the telegram in it."""
    sheet.text = text
    at = read_release_head(sheet, text)
    frame = read_frame(sheet, text, at)
    if not frame.lost:
        read_words(sheet, text, frame.start, frame.end)
    fill_from_attributes(sheet, frame.attributes)
    fill_from_head(sheet)


def read_words(sheet: Sheet, text: str, start: int, end: int) -> None:
    """Read heading, text part and body from the plain ``text[start:end]``, furniture first taken out.

    Spans found so far and from here count the code points of ``text``.
    """
    furniture = find_furniture(text, start, end, sheet.posts)
    if furniture is None:
        sheet.set_words(text)
        _read_telegram(sheet, start, end)
        return
    if furniture.heads:
        sheet.layer("delivered")
    sheet.fields["page_heads"] = furniture.heads
    held = sheet.marks, sheet.findings
    sheet.marks, sheet.findings = [], []
    flat = Flat.without(text, start, end, ((begin, stop) for begin, stop, _ in furniture.marks))
    sheet.set_words(flat.text)
    _read_telegram(sheet, 0, flat.length)
    sheet.lead_back(flat)
    sheet.marks = [*held[0], *furniture.marks, *sheet.marks]
    sheet.findings = [*held[1], *sheet.findings]
    sheet.set_words(text)


def _read_telegram(sheet: Sheet, start: int, end: int) -> None:
    """Read heading, text part and body from ``sheet.text[start:end]``."""
    reel = Reel(sheet.text, start, end)
    filled = _filled(reel)
    if len(filled) == 1 and _is_identifier(sheet, filled[0]):
        return
    found_heading = read_heading(sheet, reel)
    sheet.settle_day()
    if is_naval(sheet, reel):
        read_sets(sheet, reel)
        return
    found_fields = read_text_part(sheet, reel)
    if len(filled) < 3:
        sheet.layer("fragment")
    elif not sheet.layers:
        sheet.layer("bare" if found_heading or found_fields else "body")
    read_body(sheet, reel.at, end)


def _filled(reel: Reel) -> list[Line]:
    """The first three lines with words."""
    return list(islice((line for line in reel.ahead(reel.end) if line.text), 3))


def _is_identifier(sheet: Sheet, line: Line) -> bool:
    """Whether the only line is a message reference number, such as ``09TRIPOLI893``; if so it is taken."""
    mrn = parse_mrn(line.text, sheet.posts.aliases) if re.fullmatch(r"\S.{3,40}", line.text) else None
    if mrn is None:
        return False
    sheet.layer("identifier")
    sheet.fields["record_mrn"] = mrn
    sheet.mark(line.start, line.next, "release.mrn")
    return True

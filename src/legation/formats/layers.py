"""The layers of a source, outermost first: record head or frame, delivered copy, heading, text part, body."""

from __future__ import annotations

import re

from legation.core.mrn import parse_mrn
from legation.formats.body import read_body
from legation.formats.heading import read_heading
from legation.formats.lines import Line, Reel, split_lines, take_out_furniture
from legation.formats.nara import fill_from_attributes, read_frame
from legation.formats.naval import is_naval, read_sets
from legation.formats.release import read_release_head
from legation.formats.sheet import Sheet
from legation.formats.textpart import read_text_part


def read_layers(sheet: Sheet) -> None:
    """Read the whole of the sheet's source."""
    lines = split_lines(sheet.source)
    at = read_release_head(sheet, lines)
    frame = read_frame(sheet, lines, at)
    read_text(sheet, lines[frame.first : frame.last])
    fill_from_attributes(sheet, frame.attributes)


def read_text(sheet: Sheet, lines: list[Line]) -> None:
    """Read heading, text part and body from ``lines`` of the sheet's source."""
    page = take_out_furniture(lines, sheet.posts)
    if page.heads:
        sheet.layer("delivered")
    sheet.marks.extend(page.marks)
    sheet.fields["page_heads"] = page.heads
    filled = sum(1 for line in page.live if line.text)
    if filled == 1 and _is_identifier(sheet, page.live):
        return
    reel = Reel(page.live)
    found_heading = read_heading(sheet, reel)
    sheet.settle_day()
    if is_naval(reel):
        read_sets(sheet, reel)
        return
    found_fields = read_text_part(sheet, reel)
    if filled < 3:
        sheet.layer("fragment")
    elif not sheet.layers:
        sheet.layer("bare" if found_heading or found_fields else "body")
    read_body(sheet, reel.rest())


def _is_identifier(sheet: Sheet, live: list[Line]) -> bool:
    """Whether the whole is one message reference number, such as ``09TRIPOLI893``; if so it is taken."""
    line = next(line for line in live if line.text)
    mrn = parse_mrn(line.text, sheet.posts.aliases) if re.fullmatch(r"\S.{3,40}", line.text) else None
    if mrn is None:
        return False
    sheet.layer("identifier")
    sheet.fields["record_mrn"] = mrn
    sheet.mark(line.start, line.next, "release.mrn")
    return True

"""The layers of a source, outermost first: record head or frame, delivered copy, heading, text part, body."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from legation.core.telegram import Section
from legation.formats.body.body import read_body
from legation.formats.body.marked_above import find_marked_above, find_seen_above
from legation.formats.body.worn_marks import take_worn_marks
from legation.formats.copies.front_matter import front_matter, without_matter
from legation.formats.copies.furniture import find_furniture
from legation.formats.copies.one_line import with_line_ends
from legation.formats.flat import Flat
from legation.formats.heading.agency import read_agency_heading
from legation.formats.heading.heading import read_heading
from legation.formats.heading.security_warning import take_security_warning
from legation.formats.lines import Line, Reel
from legation.formats.markings.marked_fields import raise_by_fields
from legation.formats.markings.marks_within import (
    take_stated_marks,
    take_stated_sets,
    take_stated_subject,
    take_stated_within,
)
from legation.formats.markings.parted_captions import take_parted_captions
from legation.formats.markings.raising import held_now
from legation.formats.markings.spoiled_captions import take_spoiled_captions
from legation.formats.markings.stated import take_levels_around, take_stated_captions, take_stated_levels
from legation.formats.naval.naval import is_naval, read_sets
from legation.formats.naval.releaser import releaser
from legation.formats.ownnumber import take_record_number
from legation.formats.page_words import page_words_above
from legation.formats.plain import as_seen, in_capitals, plain, single_spaced
from legation.formats.printed.edited import fill_from_page, read_page_head
from legation.formats.printed.head import read_printed_head
from legation.formats.printed.lines import Page
from legation.formats.records.nara import fill_from_attributes, read_frame
from legation.formats.records.page_above import page_above
from legation.formats.records.release import fill_from_head, read_release_head
from legation.formats.records.smart import is_field_block, read_block
from legation.formats.said_about import take_said_about
from legation.formats.sectionheads import SectionHead, find_section_heads, section_cuts
from legation.formats.sheet import Sheet
from legation.formats.textpart.spoiled_levels import take_spoiled_blocks, take_spoiled_levels
from legation.formats.textpart.textpart import read_text_part

_HEAD = 300  # code points at the front in which nearly every telegram has three lines

_KEYED = re.compile(r"\n {0,40}[A-Za-z ]{0,60}(?:Classification|Restrictions) ?:.*")
"""Attributes that are looked at by their names."""

_FEWEST_WRAPPED, _WIDEST_WRAPPED = 4, 90
_SENTENCE_ENDS = (".", "?", "!", ":", ";", ")", "]", '"', "\u201d", "'", "\u2019")
_FIRST = 100  # the same in which a heading in small letters has no capital
_GROUND, _REASON = "CLASSIFICATION", "REASON"
"""What a line of a review's stamp begins with that keeps a telegram closed in parts."""


def read_layers(sheet: Sheet) -> None:
    """Read the whole of the sheet's source."""
    read_record(sheet, plain(sheet.source))


def read_record(sheet: Sheet, text: str) -> bool:
    """Read the plain ``text`` as a record: head or frame, and the telegram in it.

    Whether all of it was looked at for levels, which head and frame are not. A copy that has lost its capitals is read
    in capitals, as it was sent, and its words are told in small letters, as it has them.
    """
    if text.islower() and (capitals := in_capitals(text)).lower() == text:
        looked_at = _read_record(sheet, capitals)
        sheet.in_small_letters()
        return looked_at
    return _read_record(sheet, text)


def _read_record(sheet: Sheet, text: str) -> bool:
    matter = front_matter(text)
    if matter is not None:
        sheet.mark(0, matter.end, "html.page")
        said, text = text[: matter.end], without_matter(text, matter)
        _read_words_of_record(sheet, text)
        take_levels_around(sheet, said, (0, matter.end))
        return False
    return _read_words_of_record(sheet, text)


def _read_words_of_record(sheet: Sheet, text: str) -> bool:
    if (above := page_words_above(text)) > 0:
        sheet.mark(0, above, "html.page")
        text = re.sub(r"[^\n]", " ", text[:above]) + text[above:]
    sheet.text = text
    at = read_release_head(sheet, text)
    if not at and (above := page_above(text)) > 0:
        sheet.mark(0, above, "html.page")
        sheet.fields["page_words"] = [(0, above)]
        at = read_release_head(sheet, text, above) or above
    text = sheet.text = single_spaced(with_line_ends(text, at), at)
    frame = read_frame(sheet, text, at)
    if not frame.lost:
        read_words(sheet, text, frame.start, frame.end)
    fill_from_attributes(sheet, frame.attributes)
    fill_from_head(sheet)
    for begin, end in sheet.fields.pop("page_words", ()):
        take_levels_around(sheet, text[begin:end], (begin, end))
    if frame.start > at:
        around = _KEYED.sub("\n", f"\n{text[at : frame.start]}")[1:] if frame.is_above else text[at : frame.start]
        take_levels_around(sheet, around, (at, frame.start))
    if frame.attributes:
        unkeyed = _KEYED.sub("\n", f"\n{text[frame.end :]}")[1:]
        take_levels_around(sheet, unkeyed, (frame.end, len(text)))
        for key, value in frame.attributes.items():
            if key.endswith(("Classification", "Restrictions", "Markings", "Handling")):
                take_said_about(sheet, key, value.words, (value.start, value.end))
    return not frame.lost and frame.start == 0 and frame.end == len(text)


def read_words(sheet: Sheet, text: str, start: int, end: int) -> None:
    """Read heading, text part and body from the plain ``text[start:end]``, furniture first taken out.

    Spans found so far and from here count the code points of ``text``.
    """
    sheet.set_words(text)
    page = None
    if not text[start : start + _FIRST].isupper():
        page = read_page_head(sheet, text, start, end) or read_printed_head(sheet, text, start, end)
    if page is not None:
        _read_lines_apart(sheet, text, page)
        _take_stated(sheet, start, page.end)
        fill_from_page(sheet, page)
        if page.end < end:
            take_levels_around(sheet, text[page.end : end], (page.end, end))
        for note in page.notes:
            take_levels_around(sheet, text[note.start : note.end], (note.start, note.end))
        return
    furniture = find_furniture(text, sheet.upper, start, end, sheet.posts)
    parts: list[SectionHead] | None = sheet.fields.pop("parts", None)
    if furniture is not None:
        if furniture.heads:
            sheet.layer("delivered")
        sheet.fields["page_heads"] = furniture.heads
    marks = furniture.marks if furniture is not None else []
    for begin, stop, kind in marks:
        if kind == "page.review" and sheet.upper.startswith(_GROUND, begin):
            take_levels_around(sheet, text[begin:stop].upper().partition(_REASON)[0], (begin, stop))
    if parts is not None:
        _read_without(sheet, text, start, end, _apart([*section_cuts(text, parts), *marks]), _read_plainly)
        _note_sections(sheet, parts, start, end)
    elif marks:
        _read_without(sheet, text, start, end, marks, _read_sections)
    else:
        _read_sections(sheet, text, start, end)
    if "series_year" in sheet.fields and "genadmin" not in sheet.layers and not sheet.fields.get("signature"):
        released_by = releaser(sheet.text, start, end)  # of a message of a series that has no sets
        if released_by is not None:
            sheet.fields["signature"] = (released_by,)
    _take_stated(sheet, start, end)


def _take_stated(sheet: Sheet, start: int, end: int) -> None:
    """Hold the telegram by what lines state that no room has read: levels anywhere, captions above the body."""
    paragraphs = sheet.fields.get("paragraphs")
    body = min(end, paragraphs[0].span.start) if paragraphs else end
    take_stated_levels(sheet, start, end, body)
    take_spoiled_levels(sheet, start, body)
    take_spoiled_blocks(sheet, start, body, end)
    take_security_warning(sheet, start, body)
    take_stated_captions(sheet, start, end, body)
    take_parted_captions(sheet, start, body)
    take_spoiled_captions(sheet, start, body)
    take_stated_marks(sheet, start, end)
    take_stated_within(sheet, start, end)
    take_stated_subject(sheet)
    if "genadmin" in sheet.layers:
        take_stated_sets(sheet, start, end)
    take_worn_marks(sheet, start, end)
    find_marked_above(sheet, end)
    if (seen := as_seen(sheet.text[start:end])) is not None:
        sheet.looks_otherwise = True
        before = held_now(sheet)
        take_levels_around(sheet, seen, (start, end))
        find_seen_above(sheet, is_raised=held_now(sheet) != before)
    raise_by_fields(sheet)


def _apart(cuts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Cuts in order, without those that begin inside another."""
    apart: list[tuple[int, int, str]] = []
    for cut in sorted(cuts, key=lambda cut: (cut[0], -cut[1])):
        if not apart or cut[0] >= apart[-1][1]:
            apart.append(cut)
    return apart


def _read_sections(sheet: Sheet, text: str, start: int, end: int) -> None:
    """Read the words of a telegram; where several sections stand in a row, without the heads of the later ones."""
    heads = find_section_heads(text, start, end)
    if heads:
        _read_without(sheet, text, start, end, section_cuts(text, heads), _read_plainly)
        _note_sections(sheet, heads, start, end)
    else:
        _read_plainly(sheet, text, start, end)


def _note_sections(sheet: Sheet, heads: list[SectionHead], start: int, end: int) -> None:
    sheet.fields["section"] = Section(None, heads[0].of)
    sheet.find("SEC001", start, end, text=len(heads))
    met = {head.number for head in heads}
    for number in range(1, heads[0].of + 1):
        if number not in met:
            sheet.find("SEC002", start, end, text=number, read=heads[0].of)


def _read_plainly(sheet: Sheet, text: str, start: int, end: int) -> None:
    sheet.set_words(text)
    _read_telegram(sheet, start, end)


def _read_lines_apart(sheet: Sheet, text: str, page: Page) -> None:
    """Read the words of a page, whose lines are whole paragraphs, with a blank line between them, without its notes.

    Where its lines are as narrow as they were printed, and mostly end within a sentence, they are none.
    """
    flat, at, end = Flat(), page.start, page.end
    words = text[at:end].strip("\n")
    apart = "\n\n" in words or _is_wrapped(words.split("\n"))
    ends = {note.start: note.end for note in page.notes}
    while at < end:
        if at in ends:
            at = ends[at]
            continue
        stop = text.find("\n", at, end) + 1 or end
        flat.add(text[at:stop], at)
        if not apart:
            flat.add("\n", stop, 0)
        at = stop
    _read_led_back(sheet, text, flat, [], _read_sections)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines of a text without blank ones go on with one another."""
    if len(lines) < _FEWEST_WRAPPED or max(map(len, lines)) > _WIDEST_WRAPPED:
        return False
    return sum(line.rstrip().endswith(_SENTENCE_ENDS) for line in lines[:-1]) * 2 < len(lines) - 1


def _read_without(
    sheet: Sheet,
    text: str,
    start: int,
    end: int,
    cuts: list[tuple[int, int, str]],
    read: Callable[[Sheet, str, int, int], None],
) -> None:
    """Let ``read`` read ``text[start:end]`` without ``cuts``, and lead its spans back."""
    sheet.set_words(text)
    flat = Flat.without(text, start, end, ((begin, stop) for begin, stop, _ in cuts))
    _read_led_back(sheet, text, flat, cuts, read, flat.same_of(sheet.upper))


def _read_led_back(
    sheet: Sheet,
    text: str,
    flat: Flat,
    cuts: list[tuple[int, int, str]],
    read: Callable[[Sheet, str, int, int], None],
    capitals: str | None = None,
) -> None:
    """Let ``read`` read the words of ``flat``, taken from ``text``. capitals: the same in capitals, if at hand."""
    held = sheet.marks, sheet.findings
    upper = sheet.upper
    if capitals is not None:
        sheet.set_words(flat.text, capitals)
    sheet.marks, sheet.findings = [], []
    read(sheet, flat.text, 0, flat.length)
    sheet.lead_back(flat)
    sheet.marks = [*held[0], *cuts, *sheet.marks]
    sheet.findings = [*held[1], *sheet.findings]
    sheet.set_words(text, upper)


def _read_telegram(sheet: Sheet, start: int, end: int) -> None:
    """Read heading, text part and body from ``sheet.text[start:end]``."""
    reel = Reel(sheet.text, start, end)
    filled = _filled(reel)
    if filled == 1 and _is_identifier(sheet, next(line for line in reel.ahead(end) if line.text)):
        return
    if is_field_block(sheet.text, start, end):
        block = read_block(sheet, start, end)
        read_body(sheet, block.start, block.end)
        return
    found_heading = _read_heading(sheet, reel)
    sheet.settle_day()
    if is_naval(sheet, reel):
        read_sets(sheet, reel)
        return
    found_fields = read_text_part(sheet, reel)
    if filled < 3:
        sheet.layer("fragment")
    elif not sheet.layers:
        sheet.layer("bare" if found_heading or found_fields else "body")
    read_body(sheet, reel.at, end)


def _read_heading(sheet: Sheet, reel: Reel) -> bool:
    """Read the heading; of a copy in small letters its lines are read in capitals, as they were sent."""
    if read_agency_heading(sheet, reel):
        return True
    if not reel.text[reel.at : min(reel.at + _FIRST, reel.end)].islower():
        return read_heading(sheet, reel)
    capitals = Reel(sheet.upper, reel.at, reel.end)
    found = read_heading(sheet, capitals)
    reel.at = capitals.at
    return found


def _filled(reel: Reel) -> int:
    """How many lines have words, counted to three."""
    head = reel.text[reel.at : min(reel.at + _HEAD, reel.end)].split("\n")
    count = len(list(filter(str.strip, head)))
    if count >= 3 or reel.at + _HEAD >= reel.end:
        return min(count, 3)
    return sum(1 for _ in islice((line for line in reel.ahead(reel.end) if line.text), 3))


def _is_identifier(sheet: Sheet, line: Line) -> bool:
    """Whether the only line is a message reference number, such as ``09TRIPOLI893``; if so it is taken."""
    if not re.fullmatch(r"\S.{3,40}", line.text) or take_record_number(sheet, line.text) is None:
        return False
    sheet.layer("identifier")
    sheet.mark(line.start, line.next, "release.mrn")
    return True

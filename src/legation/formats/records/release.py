"""The five-line head of a released record: reference number, created, released, classification, origin.

Copies lose a line of it, or run its lines together, and release software has glued a section tag into some numbers.
What the text beneath does not say of itself is taken from the head. Source: eras 5.
"""

from __future__ import annotations

import re
from datetime import datetime

from legation.core.mrn import SECTION_WORD
from legation.core.telegram import Originator, Release, Section
from legation.formats.lines import SPACE
from legation.formats.markings.captions import controls_behind, hold_captions, hold_level
from legation.formats.ownnumber import take_record_number
from legation.formats.records.labelled_head import read_labelled_head
from legation.formats.records.page_above import COLUMNS
from legation.formats.records.titled_head import read_titled_head
from legation.formats.sheet import RECORD, Sheet
from legation.tables.posts import Posts

_ID = re.compile(
    rf"\s{{0,200}}(?P<id>\d{{2}}(?:\d{{2}})?(?:{SECTION_WORD}(?P<section>\d{{1,2}})OF(?P<of>\d{{1,2}}))?[A-Z][A-Z0-9]{{1,40}}?-?A?-?\d{{1,7}}"
    r"(?P<copy>_[a-z])?)(?=[\s|,;]|\Z)"
)
_COLUMNS = re.compile(rf"\s{{0,200}}{COLUMNS}", re.IGNORECASE)
_PARTED = re.compile(r"[ \n|,;]{1,60}")
_STAMP = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::\d{2})?(?:\.\d{1,6})?Z?)?(?=[\s|,;]|\Z)")
_LEVEL = re.compile(
    r"(?P<words>(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|LIMITED OFFICIAL USE|UNCLASSIFIED)"
    r"(?:\s?//\s?[A-Z][A-Z /,-]{1,60}?)?)(?=[ ]{0,20}[\n|;]|\Z|,?[ ]{1,20}(?:[A-Z][a-z]|US |USUN|USEU|\n))"
)
# Whose telegram it is, as the head shows it: ``Embassy Tripoli``, ``Secretary of State``, ``US Mission Geneva``.
_ORIGIN = re.compile(
    r"(?P<words>(?:Embassy|Consulate|Mission|Secretary|US|USUN|UN|REO|American|Department|Office|Iraqi?|DIR|USEU|Dhaka)"
    r"\b[^\n|;]{0,60}?|[A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z.'-]{0,20}| (?:of|the|for|to|de)){0,6})[ ]{0,40}(?=[\n|;]|\Z)"
)
# The five lines as nearly every record has them, of a number that is no section's and no airgram's.
_PLAIN = re.compile(
    r"(?P<id>\d\d[A-Z]{3,24}\d{1,6})\n"
    r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<clock>\d\d:\d\d)\n(?P<day2>\d{4}-\d\d-\d\d)[ T](?P<clock2>\d\d:\d\d)\n"
    r"(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)\n"
    r"(?P<origin>(?:Embassy|Consulate|Mission) [A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z]{1,20}){0,3}|Secretary of State)\n"
)
# Title and tags that a page shows between the head and that note.
_TITLED = re.compile(r"\s{0,20}Cable title ?:[^\n]{0,300}\n(?:[^\n]{0,300}\n){1,8}?(?=This record is a partial)")
# What release software wrote under the head of a record of which only the text was kept.
_NOTE = re.compile(
    r"\s{0,20}This record is a partial extract of the original cable\.\s{1,3}"
    r"The full text of the original cable is not available\.[ ]{0,20}(?:\n|\Z|(?=UNCLAS|[A-Z] [A-Z] [A-Z] ))"
)


def read_release_head(sheet: Sheet, text: str, start: int = 0) -> int:
    """Read the head, if the plain ``text`` has one at ``start``. Returns where the text after it begins, else 0."""
    plain = _PLAIN.match(text, start)
    if plain is not None and (found := _take_plain(sheet, plain)):
        return found
    columns = _COLUMNS.match(text, start)
    named = _ID.match(text, columns.end() if columns is not None else start)
    if named is None and start:
        return 0
    if named is None:
        found = read_labelled_head(sheet, text)
        return _behind_note(sheet, text, found) if found else 0
    if columns is None and (found := read_titled_head(sheet, text)):
        return _behind_note(sheet, text, found)
    at, found = _next(text, named.end()), named.end()
    values: dict[str, str | None] = {}
    marks = [(named.start("id"), "release.mrn")]
    if columns is not None:
        marks.insert(0, (columns.start(), "release.columns"))
    for name in ("created", "released"):
        stamp = _STAMP.match(text, at)
        if stamp is None:
            break
        clock = f"T{stamp[4]}:{stamp[5]}" if stamp[4] else ""
        values[name] = _moment(f"{stamp[1]}-{stamp[2]}-{stamp[3]}{clock}")
        if values[name] is None:
            sheet.find("DTG002", stamp.start(), stamp.end(), text=stamp[0])
        marks.append((at, f"release.{name}"))
        found, at = stamp.end(), _next(text, stamp.end())
    if not values:
        return 0
    level = _LEVEL.match(text, at)
    if level is not None:
        values["classification"] = level["words"].strip()
        marks.append((at, "release.classification"))
        found, at = level.end(), _next(text, level.end())
        origin = _ORIGIN.match(text, at) if "\n\n" not in text[found:at] else None
        if origin is not None and _is_origin(origin["words"], sheet.posts):
            values["origin"] = origin["words"].strip()
            marks.append((at, "release.origin"))
            found = origin.end()
    stop = text.find("\n", found, found + 60) + 1
    found = stop if stop and not text[found:stop].strip() else found
    sheet.layer("release-head")
    for (begin, kind), end in zip(marks, [*(begin for begin, _ in marks[1:]), found], strict=True):
        sheet.mark(begin, end, kind)
    found = _behind_note(sheet, text, found)
    sheet.fields["release"] = Release(**values)
    take_record_number(sheet, named["id"].removesuffix(named["copy"] or ""))
    if named["of"]:
        sheet.fields["section"] = Section(int(named["section"]), int(named["of"]))
    return found


def _behind_note(sheet: Sheet, text: str, at: int) -> int:
    """Where the telegram begins: behind the note that only its text was kept, if that stands ``at``."""
    note = _NOTE.match(text, at)
    if note is None:
        titled = _TITLED.match(text, at)
        note = _NOTE.match(text, titled.end()) if titled is not None else None
        if titled is None or note is None:
            return at
        sheet.mark(at, titled.end(), "release.title")
        sheet.fields.setdefault("page_words", []).append((at, titled.end()))
    sheet.mark(note.start() if note.start() > at else at, note.end(), "release.note")
    return note.end()


def _take_plain(sheet: Sheet, plain: re.Match[str]) -> int:
    """Take the five lines of a plain head; 0, and nothing taken, where they are more than they seem."""
    words, day, clock, day2, clock2, level, origin = plain.groups()
    created, released = _moment(f"{day}T{clock}"), _moment(f"{day2}T{clock2}")
    if created is None or released is None or "OF" in words:
        return 0
    if sheet.text.startswith("This record is", SPACE.match(sheet.text, plain.end()).end()):  # type: ignore[union-attr]
        return 0
    if take_record_number(sheet, words) is None:
        return 0
    sheet.layer("release-head")
    begins = (
        plain.start(),
        plain.start("day"),
        plain.start("day2"),
        plain.start("level"),
        plain.start("origin"),
        plain.end(),
    )
    sheet.marks.extend(zip(begins, begins[1:], _KINDS, strict=False))
    sheet.fields["release"] = Release(created, released, level, origin)
    return plain.end()


_KINDS = tuple(f"release.{name}" for name in ("mrn", "created", "released", "classification", "origin"))


def fill_from_head(sheet: Sheet) -> None:
    """Take from the head what the telegram's own words did not say: level, controls, originator."""
    fields = sheet.fields
    head: Release | None = fields.get("release")
    if head is None:
        return
    if head.classification:
        words, _, controls = head.classification.partition("//")
        hold_level(sheet, words, RECORD)
        hold_captions(sheet, controls_behind(controls))
    if head.origin and "from_" not in fields:
        fields["from_"] = Originator(head.origin)
    if not fields.get("subject") and "title" in fields:
        fields["subject"] = fields["title"]


def _moment(written: str) -> str | None:
    """A day, or a day and its time, as written; None where no calendar or clock has it."""
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return None
    return written


def _next(text: str, at: int) -> int:
    parted = _PARTED.match(text, at)
    return parted.end() if parted is not None else at


def _is_origin(words: str, posts: Posts) -> bool:
    """Whether words after the level name a sender: mixed case, or a post of the table, and no field of a telegram."""
    if ":" in words or re.match(r"[RQ][A-Z]{4,7}\b", words):
        return False
    return any(c.islower() for c in words) or posts.key(words) is not None or words.startswith(("USUN", "US ", "UN "))

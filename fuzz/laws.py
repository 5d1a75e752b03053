"""The laws of reading, as sentences about one reading: each that is broken is told in a line.

Nothing is lost (the elements are a partition of the source), every place lies inside, every name and number has
the form that the contract gives it, and the same input gives the same result however it is handed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from legation.core.telegram import Reference, Telegram, to_dict, to_json
from legation.core.text import Span
from legation.formats import read, read_many
from legation.formats.exports.objects import first_object
from legation.formats.several import banner_of, split_file
from legation.tables.findings import finding_rows

LEVELS = frozenset(
    {
        *("UNCLASSIFIED", "LIMITED OFFICIAL USE", "OFFICIAL USE ONLY", "RESTRICTED", "CONFIDENTIAL", "SECRET"),
        "TOP SECRET",
    }
)
ROLES = frozenset({"summary", "comment", "action_request", "note", "introduction", None})
_KIND = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
_MRN = re.compile(r"\d{2}[A-Z0-9.'&/-]*[A-Z]-?A?\d+")


def broken_by(telegram: Telegram) -> Iterator[str]:
    """The laws that a reading breaks, each with what it was found on."""
    yield from _partition(telegram)
    length = len(telegram.source)
    for where, span in spans(telegram):
        if not 0 <= span.start <= span.end <= length:
            yield f"span outside the source: {where} {tuple(span)} of {length}"
    yield from _paragraphs(telegram)
    for reference in (*telegram.references, *(m for p in telegram.paragraphs for m in p.mentions)):
        yield from _reference(reference)
    for found in telegram.findings:
        row = finding_rows().get(found.code)
        if row is None or row.severity != found.severity or not found.says:
            yield f"finding not as its table row: {found.code}"
    if telegram.classification.level not in {*LEVELS, None}:
        yield f"no level: {telegram.classification.level!r}"
    if telegram.mrn is not None and not _MRN.fullmatch(telegram.mrn):
        yield f"no message reference number: {telegram.mrn!r}"
    for name, stamp in (("dtg", telegram.dtg), ("created", telegram.release.created)):
        if stamp is not None and not _is_stamp(stamp):
            yield f"no moment: {name} {stamp!r}"


def spans(telegram: Telegram) -> Iterator[tuple[str, Span]]:
    """Every span of a reading, with whose it is."""
    for element in telegram.elements:
        yield f"element {element.kind}", element.span
    for found in telegram.findings:
        yield f"finding {found.code}", found.span
    for reference in telegram.references:
        yield f"reference {reference.text[:40]!r}", reference.span
    for paragraph in telegram.paragraphs:
        yield f"paragraph {paragraph.number}", paragraph.span
        for mention in paragraph.mentions:
            yield f"mention {mention.text[:40]!r}", mention.span


def _partition(telegram: Telegram) -> Iterator[str]:
    at = 0
    for element in telegram.elements:
        if element.span.start != at or element.span.end <= at:
            yield f"elements do not touch: {element.kind} {tuple(element.span)} after {at}"
            return
        if not _KIND.fullmatch(element.kind):
            yield f"no dotted kind: {element.kind!r}"
        at = element.span.end
    if at != len(telegram.source):
        yield f"elements end at {at} of {len(telegram.source)}"
    elif "".join(telegram.quote(element.span) for element in telegram.elements) != telegram.source:
        yield "elements do not join to the source"


def _paragraphs(telegram: Telegram) -> Iterator[str]:
    at = 0
    for paragraph in telegram.paragraphs:
        if paragraph.span.start < at:
            yield f"paragraphs overlap: {paragraph.number} at {paragraph.span.start}, the one before ends at {at}"
        at = paragraph.span.end
        if paragraph.role not in ROLES:
            yield f"no role: {paragraph.role!r}"
        if "\n" in paragraph.text or "\r" in paragraph.text:
            yield f"line end in the text of paragraph {paragraph.number}"
        for mention in paragraph.mentions:
            if not paragraph.span.start <= mention.span.start <= mention.span.end <= paragraph.span.end:
                yield f"mention outside its paragraph: {mention.text[:40]!r}"


def _reference(reference: Reference) -> Iterator[str]:
    if (reference.status == "read") != (reference.mrn is not None):
        yield f"status {reference.status} with MRN {reference.mrn!r}"
    if reference.mrn is not None and not _MRN.fullmatch(reference.mrn):
        yield f"no message reference number: {reference.mrn!r}"


def _is_stamp(stamp: str) -> bool:
    try:
        datetime.fromisoformat(stamp)
    except ValueError:
        return False
    return True


def broken_on(data: bytes) -> Iterator[str]:
    """The laws that reading ``data`` breaks, in all ways of handing it over. Exceptions of the reader pass through."""
    telegram = read(data)
    yield from broken_by(telegram)
    if read(data) != telegram:
        yield "a second reading differs"
    to_json(telegram)
    if _beside_bytes(read(telegram.source)) != _beside_bytes(telegram):
        yield "read as text and as bytes differ"
    items = split_file(data)
    is_taken_apart = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or first_object(data) is not None
    if not is_taken_apart and not _join([item.data for item in items], data):
        yield "the parts of the file do not join to it"
    if len(items) > 1:
        for part in read_many(data):
            yield from broken_by(part)


def _join(parts: Iterable[bytes], data: bytes) -> bool:
    """Whether the parts are the file's bytes, those behind the first also under the banner of the file."""
    banner, at = banner_of(data), 0
    for number, part in enumerate(parts):
        if data.startswith(part, at):
            at += len(part)
        elif number and part.startswith(banner) and data.startswith(own := part[len(banner) :], at):
            at += len(own)
        else:
            return False
    return at == len(data)


def _beside_bytes(telegram: Telegram) -> dict[str, Any]:
    """A reading without what belongs to the bytes: their digest and the findings about them."""
    told = to_dict(telegram)
    del told["sha256"]
    told["findings"] = [found for found in told["findings"] if not found["code"].startswith("BYT")]
    return told

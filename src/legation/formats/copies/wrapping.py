"""A telegram in a wrapping (a web page, a row of a table, a mail): its words are read, the wrapping is marked."""

from __future__ import annotations

from legation.formats.copies.escaped import unescaped
from legation.formats.copies.gaps import with_single_gaps
from legation.formats.copies.line_ends import with_single_ends
from legation.formats.flat import Flat
from legation.formats.layers import read_record
from legation.formats.plain import plain
from legation.formats.sheet import Sheet

_WAYS = (unescaped, with_single_ends, with_single_gaps)


def put_right(text: str) -> Flat | None:
    """The words of ``text`` as they were sent, where a copy has other signs or gaps for some; None of a sound one."""
    return next((words for way in _WAYS if (words := way(text)) is not None), None)


def read_flat(sheet: Sheet, flat: Flat, rest: str) -> bool:
    """Read the words of ``flat`` as a record, lead all spans back, and mark what it leaves out as ``rest``.

    Whether all of them were looked at for levels.
    """
    for way in _WAYS:
        inner = way(flat.text)
        if inner is not None:
            flat = flat.through(inner)
    looked_at = read_record(sheet, plain(flat.text))
    sheet.lead_back(flat)
    at = 0
    for start, end in flat.runs(0, flat.length):
        if start > at:
            sheet.mark(at, start, rest)
        at = max(at, end)
    if at < len(sheet.source):
        sheet.mark(at, len(sheet.source), rest)
    return looked_at

"""A text that would be a table but for a row that is not whole: it is read as one text, and held by every field of it.

Which column a field of a torn row is in cannot be told, so that each of them counts as one of markings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from legation.formats.exports.columns import columns_of
from legation.formats.exports.cuts import divider_of, row_spans
from legation.formats.exports.fields import is_body
from legation.formats.exports.names import FIRST_ROWS, row_of_names
from legation.formats.exports.rows import read_row
from legation.formats.exports.tabletext import OF_OBJECT, Field, is_closed, json_strings, row_at, unfolded
from legation.formats.markings.raising import FIELD, raise_by
from legation.formats.said_about import take_field
from legation.formats.sheet import Sheet

_OF_MARKINGS = "classification"  # what a column of them is called
_BETWEEN = re.compile(r"[^{}\[\],:\s][^{}\[\],:\n]*")


def take_torn(sheet: Sheet) -> Sheet | None:
    """Raise a text that is a table but for a row that is not whole by all that its fields would have said.

    Which column a field of it is in cannot be told, so that each of them counts as one of markings. Returns what would
    have been read of a text that is one such row, under a name for its words; None of any other.
    """
    source = sheet.source
    seen: set[str] = set()
    for field in _torn(source):
        said, span = unfolded(source, field), (field.start, field.end)
        if said in seen:
            continue
        seen.add(said)
        take_field(sheet, "" if is_body(source, field) else _OF_MARKINGS, said, span)
    if columns_of(source) is None:
        return None
    row = Sheet(source, sheet.posts, sheet.received)
    read_row(row)
    raise_by(sheet, row.fields.get("level"), [*row.caveats, *row.captions], FIELD, (0, len(source)))
    named = row_of_names(source)
    return row if named is not None and not named.of_looks else None


def _torn(source: str) -> Iterator[Field]:
    """Whatever may be a field of a text that is a table but for its torn rows."""
    if source[:1] == "{":
        yield from (Field("", *span, quoted=True) for _, _, span in json_strings(source))
        # The same length, so that places hold.
        between = OF_OBJECT.sub(lambda found: "\n" * len(found[0]), source)
        yield from (Field(None, *piece.span(), quoted=False) for piece in _BETWEEN.finditer(between))
        return
    divider = divider_of(source)
    if divider is None:
        return
    named = row_of_names(source)
    begins = named.after if named is not None else 0
    first = islice(row_spans(source, begins, divider), FIRST_ROWS)
    if all(columns_of(source[:begins] + source[start:end]) is None for start, end in first):
        return
    for start, _ in row_spans(source, 0, divider):
        fields, end = row_at(source, start, divider)
        yield from fields
        if not is_closed(source, fields, divider):  # where one ends cannot be told
            pieces = re.compile(rf'[^"\r\n{divider}]+').finditer(source, start, end)
            yield from (Field(None, *piece.span(), quoted=False) for piece in pieces)

"""Cutting a table into its rows, each of which is a telegram of its own or holds none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from legation.formats.exports.columns import LEAST_FIELDS, columns_of, divider_of_row, is_object, is_whole
from legation.formats.exports.names import BODY_NAMES, FIRST_ROWS, divider_of_names, names_of, row_of_names
from legation.formats.exports.objects import end_of_object
from legation.formats.exports.tabletext import OF_OBJECT, json_fields, row_at

_OTHERWISE = re.compile(r"(?:\xef\xbb\xbf|\ufeff)?'[^'\n]{1,40}'[,;\t]'")  # names in single quotes
_OBJECT = re.compile(r'\{\s*(?:["}]|\Z)')  # what begins otherwise are words: ``{ALL OF THE ABOVE IS``
# Where an object ends and the next begins on its line; a list in one may have them so, too.
_NEXT_OBJECT = re.compile(r'\}[^\S\n]*+,?[^\S\n]*+\{\s*+"')
_BLANK = re.compile(r"\s*+")
_BETWEEN_OBJECTS = re.compile(r"[^\S\n]*+,?[^\S\n]*+")
_MOST_NAMES = 200
_OTHER_DIVIDERS = "|^~:"


class Row(NamedTuple):
    """One row of a file: where it stands, its number, the first being 1, and whether it holds a telegram.

    One that is not whole holds one if it would else: it is kept as a text, with the lines below that hold none.
    of_line: which of several objects of one line, the first being 1; 0 where a line is all of it.
    """

    start: int
    end: int
    number: int
    holds: bool = True
    of_line: int = 0

    @property
    def name(self) -> str:
        """What it is called in its file: ``3``, and ``3-2`` as the second object of that line."""
        return f"{self.number}-{self.of_line}" if self.of_line else str(self.number)


def rows(text: str, *, first: int | None = None, names: str = "", goes_on: bool = False) -> Iterator[Row]:
    """The rows of an export but for that of its names; none if ``text`` is no export.

    ``text`` may be bytes decoded one to one. A text of which a row is not whole is no export, but for a line
    of JSON that is torn: it holds no telegram, unless more stands behind a whole object. One whose first three
    rows hold no telegram is none either, which is found out when they have been given. goes_on: whether it is but the
    beginning of a file. With ``first``, it is a piece of an export, with the row of names ``names``, and its first row
    has that number.
    """
    head = names or text[: names_of(text) or 0]
    # The rows that a piece begins with may hold no telegram, and its names were taken for such by others.
    divider = divider_of_names(names) if names else divider_of(text)
    if divider is None or (first is None and not _is_table(text, divider, goes_on=goes_on)):
        return
    at, number, met = 0, (first or 1) - 1, first is not None
    while at < len(text):
        number += 1
        after = max(_row_end(text, at, divider), at + 1)
        row, rest = text[at:after], 0
        if divider == "{" and (several := _objects_of_line(text, at, after)):
            met = True
            yield from (Row(*span, number, of_line=place) for place, span in enumerate(several, 1))
        elif row != head and row.strip():
            columns = columns_of(head + row)
            if columns is not None and not columns.is_whole and divider != "{":
                after, rest = _end_of_torn(text, after, divider, head)
            met = met or columns is not None
            yield Row(at, after, number, columns is not None or (divider == "{" and _has_more(row)))
            number += rest
        if not met and number > FIRST_ROWS:
            return
        at = after


def row_cutter(text: str) -> Callable[[str, int], tuple[int, int]] | None:
    """A function that gives end and count of fields of the row that begins at a place; None if ``text`` is no table.

    ``text`` is the beginning of the table, the row of names included.
    """
    divider = divider_of(text)
    if divider is None or divider == "{":
        return None

    def row(piece: str, at: int) -> tuple[int, int]:
        fields, after = row_at(piece, at, divider)
        return after, len(fields)

    return row


def divider_of(text: str) -> str | None:
    """What divides the fields of a file, ``{`` for JSON lines, or None if its beginning is no row."""
    if text[:1] == "{":
        return "{"
    named = row_of_names(text)
    if named is not None:
        return named.divider
    line = text[:4000].partition("\n")[0]
    of_row = divider_of_row(text)
    if of_row is not None:
        return of_row
    for divider in ("\t", ",", ";"):
        if line.count(divider) >= LEAST_FIELDS - 1:
            return divider
    return None


def row_spans(text: str, at: int, divider: str) -> Iterator[tuple[int, int]]:
    """Where each row from ``at`` on begins and ends."""
    while at < len(text):
        after = max(_row_end(text, at, divider), at + 1)
        yield at, after
        at = after


def _row_end(text: str, at: int, divider: str) -> int:
    if divider == "{":
        line = text.find("\n", at)
        return len(text) if line < 0 else line + 1
    return row_at(text, at, divider)[1]


def _is_table(text: str, divider: str, *, goes_on: bool) -> bool:
    """Whether every row of a text is whole, as the first is. goes_on: whether more of it stands elsewhere."""
    if divider == "{":
        return _is_objects(text, goes_on=goes_on)
    named = row_of_names(text)
    at, count = named.after if named is not None else 0, 0
    while at < len(text):
        fields, after = row_at(text, at, divider)
        is_blank, at = not text[at:after].strip(), after
        if goes_on and after >= len(text):
            break
        if is_blank:
            continue
        count = count or len(fields)
        if not is_whole(text, fields, divider, named) or (named is None and len(fields) != count):
            return False
    return True


def _is_objects(text: str, *, goes_on: bool) -> bool:
    """Whether every line of a text is an object, or the beginning of one that is torn where another is whole."""
    met = torn = False
    for begins, at in row_spans(text, 0, "{"):
        row = text[begins:at].strip()
        if not row or (goes_on and at >= len(text)):
            continue
        if not _OBJECT.match(row):
            return False
        if (json_fields(row, 0, len(row)) and is_object(row)) or _objects_of_line(row, 0, len(row)):
            met = True
        else:
            torn = True
    return met or not torn


def _objects_of_line(text: str, at: int, after: int) -> list[tuple[int, int]]:
    """Where the objects of a line stand that has several, each whole and with a telegram, and nothing else.

    Empty for any other line: what of it holds no telegram may mark what does.
    """
    if _NEXT_OBJECT.search(text, at, after) is None:
        return []
    spans: list[tuple[int, int]] = []
    depth, begins, ended = 0, at, at
    for token in OF_OBJECT.finditer(text, at, after):
        sign = token[0]
        if not depth:
            between = _BETWEEN_OBJECTS if spans else _BLANK
            if sign != "{" or between.fullmatch(text, ended, token.start()) is None:
                return []
            begins = token.start()
        depth += (sign == "{") - (sign == "}")
        if not depth:
            ended = token.end()
            spans.append((begins, ended))
    if depth or len(spans) < 2 or text[ended:after].strip():
        return []
    if not all(is_object(one) and columns_of(one) is not None for one in (text[begin:end] for begin, end in spans)):
        return []
    return [*spans[:-1], (spans[-1][0], after)]


def _has_more(row: str) -> bool:
    """Whether an object that holds a telegram is whole on a line, and more stands behind it; it is kept as a text."""
    end = end_of_object(row.encode("utf-8", "replace"), 0)
    if end is None:
        return False
    whole = row.encode("utf-8", "replace")[:end].decode("utf-8", "replace")
    return len(whole) < len(row.strip()) and columns_of(whole) is not None


def _end_of_torn(text: str, at: int, divider: str, head: str) -> tuple[int, int]:
    """Where a row that is not whole ends, and how many rows it takes with it: all below that hold no telegram."""
    upto, count = at, 0
    for passed, (start, end) in enumerate(row_spans(text, at, divider), 1):
        row = text[start:end]
        if not row.strip():
            continue
        if columns_of(head + row) is not None:
            break
        upto, count = end, passed
    return upto, count


def is_quoted_otherwise(text: str) -> bool:
    """Whether the table that begins with ``text`` has its fields in single quotes: it would be cut within them."""
    named = row_of_names(text.replace("'", '"', 2 * _MOST_NAMES) if _OTHERWISE.match(text) else text)
    if named is None:
        return False
    if _OTHERWISE.match(text):
        return True
    fields, _ = row_at(text, named.after, named.divider)
    body = next((n for n, name in enumerate(named.names) if name in BODY_NAMES), 0)
    if len(fields) <= body or any(field.quoted for field in fields[: body + 1]):
        return False
    opens = fields[body].start
    closes = re.compile(rf"[^']'(?:{named.divider}|\r?\n|\Z)")
    return text.startswith("'", opens) and closes.search(text, opens + 1) is not None


def divided_otherwise(text: str) -> str | None:
    """What divides the names of a table that would be one by another divider; None for any other text."""
    line = text[:4000].partition("\n")[0]
    if row_of_names(text) is not None or "," in line:
        return None
    return next(
        (sign for sign in _OTHER_DIVIDERS if sign in line and row_of_names(line.replace(sign, ",")) is not None), None
    )

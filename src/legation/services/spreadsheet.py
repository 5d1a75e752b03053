"""Comma-separated values, which people open in a spreadsheet: the one place that writes them.

Words of a telegram are hostile input, and a spreadsheet runs a cell that begins as a formula does. Such a cell gets an
apostrophe before it, which a spreadsheet takes for "this is text". In many countries the cells of such a file are held
apart by semicolons (or tabs): there a quotation that does not begin its line holds nothing together, so that one within
the words begins a cell, and the end of a line a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

# Blanks of every kind, and signs that take no room, which some programs leave out.
_BEFORE = (
    " \xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u2064\u2066-\u206f"
    "\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_APART = re.compile(f"([;\t\n][{_BEFORE}\"']*)(?=[=+@|%\uff1d\uff0b\uff0d\uff20]|-(?!\\s+[^\\W\\d]))")
"""Before what would be a formula in a cell of its own; a dash in a sentence has a blank and a letter behind it."""

_BEGINS = re.compile(f"[{_BEFORE}]*[=+\\-@\t\n|%\uff1d\uff0b\uff0d\uff20]")
_NO_SIGN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]")
"""Of which some programs end the cell or the line, and some leave them out, so that what stands behind begins it."""


def sheet(rows: Iterable[Iterable[str]]) -> str:
    """The rows as text. No cell begins as a formula does, whatever blanks stand before it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would run it."""
    # A carriage return is not quoted, and would begin a row of the writer's choosing.
    cell = _NO_SIGN.sub(" ", cell.replace("\r\n", "\n").replace("\r", "\n"))
    cell = _APART.sub(r"\1'", cell)
    return f"'{cell}" if _BEGINS.match(cell) else cell

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

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BEFORE = " \xa0\ufeff\u200b"
_APART = re.compile(f"([;\t\n][{_BEFORE}\"']*)(?=[=+@|%\uff1d\uff0b\uff0d\uff20]|-(?!\\s+[^\\W\\d]))")
"""Before what would be a formula in a cell of its own; a dash in a sentence has a blank and a letter behind it."""


def sheet(rows: Iterable[Iterable[str]]) -> str:
    """The rows as text. No cell begins as a formula does, whatever blanks stand before it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would run it."""
    # A carriage return is not quoted, and would begin a row of the writer's choosing.
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    cell = _APART.sub(r"\1'", cell)
    return f"'{cell}" if cell.lstrip(_BEFORE).startswith(_RUN) else cell

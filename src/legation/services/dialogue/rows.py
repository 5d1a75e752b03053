"""Moves in the rows of a table: what was kept in a spreadsheet until now, read row by row.

The first row names the columns. ``move`` and ``about``, ``on``, ``mrn`` and ``quote`` are those of a move by hand;
every other column is a field by its name. Pure: ``together`` tries the rows and enters them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import msgspec

from legation.core.dialogue.days import is_full_day
from legation.core.dialogue.ledger import Unnumbered
from legation.core.dialogue.moves import Moves, Shape
from legation.core.errors import LegationError, RefusedError
from legation.services.boards.stating import counted
from legation.services.proposals.fitting import own_fields

MOST = 500
"""Rows of one table: each is tried against the board as the rows before it leave it."""

_OWN = ("move", "about", "on", "mrn", "quote")
_BETWEEN = "\t;,"
"""What may stand between cells: as they are copied from a spreadsheet, and as one is saved in either of two customs."""
_NAMES = ("text", "name", "title", "quote")
"""By what something new is called that is given no short name, the first of these that is there."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One move as a table has it. line: of the file, from 1. fields: cells of the other columns that are filled.

    beside: how many filled cells stand in no column.
    """

    line: int
    move: str
    about: str
    on: str | None = None
    mrn: str | None = None
    quote: str | None = None
    fields: dict[str, str] = {}
    beside: int = 0


class TriedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What would become of a row. what, do: why it cannot be entered, and the remedy; None where it can.

    about: the thing in words. marking: portion mark of the entry and of those words. stood: the same stands already.
    """

    line: int
    move: str
    about: str
    on: str | None = None
    marking: str | None = None
    stood: bool = False
    what: str | None = None
    do: str | None = None


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A table that was tried. entered: how many entries it left in the ledger; none where any row was refused.

    not_there: telegrams that its rows name and that are not there for the reader, whether or not they are for others.
    """

    rows: tuple[TriedRow, ...]
    entered: int
    not_there: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[TriedRow, ...]:
        return tuple(row for row in self.rows if row.what is not None)

    @property
    def fresh(self) -> int:
        """How many rows can be entered and do not stand already."""
        return sum(row.what is None and not row.stood for row in self.rows)


def rows_of(table: str) -> list[Row]:
    """The rows of a table that have anything in them.

    Raises RefusedError for a table that has no columns of these names, the same column twice, or more than ``MOST``
    rows.
    """
    lines = _lines(table.removeprefix("\ufeff"))
    head = [" ".join(cell.split()).casefold() for cell in next(lines, (1, []))[1]]
    if "move" not in head:
        raise RefusedError(
            "the first row names no column 'move'",
            f"begin with a row such as {', '.join(_OWN)}, text, party, and save a workbook as CSV first",
        )
    if twice := [name for name in head if name and head.count(name) > 1]:
        raise RefusedError(f"the first row names {twice[0]!r} twice", "give each column a name of its own")
    rows: list[Row] = []
    for line, cells in lines:
        if len(rows) == MOST:
            raise RefusedError(f"the table has more than {counted(MOST, 'row')}", "split it, and enter one part first")
        given = {name: cell.strip() for name, cell in zip(head, cells, strict=False) if name and cell.strip()}
        surplus = [cell for name, cell in zip([*head, *[""] * len(cells)], cells, strict=False) if not name]
        rows.append(
            Row(
                line=line,
                move=given.get("move", ""),
                about=given.get("about") or next((given[name] for name in _NAMES if name in given), ""),
                on=given.get("on"),
                mrn=given.get("mrn"),
                quote=given.get("quote"),
                fields={name: cell for name, cell in given.items() if name not in _OWN},
                beside=sum(bool(cell.strip()) for cell in surplus),
            )
        )
    if not rows:
        raise RefusedError("the table has no row below the names of its columns", "write a move in each row")
    return rows


def day_of_row(row: Row) -> date | None:
    """The day that a row gives. Raises RefusedError for what is none."""
    if row.on is None:
        return None
    if not is_full_day(row.on):
        raise RefusedError(f"{row.on[:60]!r} is no day", "write it as 2016-03-31")
    return date.fromisoformat(row.on)


def fields_of_row(row: Row, moves: Moves) -> dict[str, Any]:
    """The fields of a row in the shapes that its move has them. Raises RefusedError for a cell beside the columns."""
    if row.beside:
        raise RefusedError(f"{counted(row.beside, 'cell')} without a column", "name the column, or empty the cell")
    shapes = moves.shapes.get(row.move.partition(".")[0], {})
    return {name: _shaped(cell, shapes.get(name)) for name, cell in row.fields.items()}


def is_same(draft: Unnumbered, other: Unnumbered, *, day: bool) -> bool:
    """Whether two entries say the same of the same thing, whoever entered them. day: and of the same day."""
    return (
        (draft.kind, draft.about, draft.sources) == (other.kind, other.about, other.sources)
        and (draft.on == other.on or not day)
        and own_fields(draft) == own_fields(other)
    )


def refused(row: Row, fault: LegationError) -> TriedRow:
    """A row that cannot be entered."""
    return TriedRow(line=row.line, move=row.move, about=row.about, on=row.on, what=fault.what, do=fault.do)


def _shaped(cell: str, shape: Shape | None) -> Any:
    if shape in ("list", "items") and cell[0] in "[{":
        try:
            # Strictly: a number that is none (NaN) is not kept as it was read, and would be entered again each time.
            return msgspec.json.decode(cell)
        except (ValueError, RecursionError):  # no JSON, or brackets in brackets without end
            return cell
    if shape == "list":
        return [one for part in cell.replace("\n", ";").split(";") if (one := part.strip())]
    return cell


def _lines(table: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line of the file on which it begins. Raises RefusedError."""
    first = next((line for line in table.splitlines() if line.strip()), "")
    between = max(_BETWEEN, key=first.count)
    reader = csv.reader(StringIO(table, newline=""), delimiter=between, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise RefusedError(
                f"line {begins} is no row of a table ({fault})", "save it as CSV, or copy the cells from the sheet"
            ) from fault
        if any(cell.strip() for cell in cells):
            yield begins, cells

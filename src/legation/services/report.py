"""A report: a table of marked lines, ready for a terminal, a page, a spreadsheet or a printer.

Each line carries the mark of the paragraphs it rests on and their addresses; the banner is the join of all lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.marking import Marking, join_all
from legation.services.boards.board import address, entered_by, everything, last_day, marks, thing_marking
from legation.services.spreadsheet import sheet
from legation.tables.banners import level_of


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row. cells: as many as the report has columns. sources: addresses such as ``09TRIPOLI893#p1``.

    about: kind and number of the thing on the board, for its story. entered_by: whose word it is where no telegram says
    it.
    """

    marking: str
    cells: tuple[str, ...]
    sources: tuple[str, ...] = ()
    about: tuple[str, int] | None = None
    entered_by: tuple[str, ...] = ()

    @property
    def rests_on(self) -> str:
        """Its telegrams and whose own word it is, in one cell."""
        return "; ".join(filter(None, (" ".join(self.sources), *self.entered_by)))


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A titled table. main: the column that says what a line is about. ``empty``: what to say without any line.

    A cell holds several things on lines of its own.
    """

    name: str
    dialogue: str
    title: str
    banner: str
    as_of: str | None
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    main: int = 0
    empty: str = "Nothing to show."


class Drawn(msgspec.Struct, frozen=True):
    """A line and the things of the board that it is drawn from."""

    line: Line
    things: tuple[Thing, ...]


def line(cells: Sequence[str | None], things: Iterable[Thing]) -> Drawn:
    """A line over the things that its cells are drawn from; the first is what it is about."""
    held = tuple(things)
    sources = dict.fromkeys(address(source) for thing in held for source in thing.sources)
    return Drawn(
        Line(
            marking=marks(held),
            cells=tuple(cell or "" for cell in cells),
            sources=tuple(sources),
            about=(held[0].entity, held[0].number) if held and held[0].number else None,
            entered_by=entered_by(held),
        ),
        held,
    )


def report(
    board: Board, dialogue: str, name: str, columns: Sequence[str], drawn: Sequence[Drawn], empty: str, main: int
) -> Report:
    """The lines under one banner; the title of the dialogue is part of what it covers."""
    own = [board.dialogue] if board.dialogue is not None else []
    shown = [*own, *(thing for one in drawn for thing in one.things)]
    return Report(
        name=name,
        dialogue=dialogue,
        title=own[0].text if own and own[0].text else dialogue,
        banner=banner_over(board, shown),
        as_of=board.as_of,
        columns=tuple(columns),
        lines=tuple(one.line for one in drawn),
        main=main,
        empty=empty,
    )


def banner_over(board: Board, things: Iterable[Thing]) -> str:
    """Banner words over things of a board; UNCLASSIFIED over none."""
    joined: Marking = join_all([thing_marking(thing) for thing in things])
    return level_of(joined, last_day(everything(board)))


def to_csv(made: Report) -> str:
    """The report for a spreadsheet: banner, heading and lines."""
    lines = ([f"({one.marking})", *one.cells, one.rests_on] for one in made.lines)
    return sheet([[made.banner], ["mark", *made.columns, "sources"], *lines, [made.banner]])


def days_between(first: str, second: str) -> int:
    """Days from one ISO date to another; below zero where the second is earlier."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days

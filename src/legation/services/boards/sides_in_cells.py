"""Where sides stand in the cells of a table, so that each way in can call them as its readers are used to.

What is kept and what a program is told is the code; a cell has it among other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

Called = Callable[[str], str]
"""What a side is called, by its code."""

_BETWEEN = re.compile(r"( to |, | \(|\)|\n| \u2192 )")
"""What stands between the sides of a cell: ``XV to XT``, ``XT (mine)``, ``XT \u2192 XV``."""
_HOLDS = re.compile(
    r"(?<=\()(?P<side>[^\s(),]{1,40})(?=, due \d{4}[-\d]*\)|\)(?:, done \d{4}-\d\d-\d\d)?$)", re.MULTILINE
)
"""The side that has a task, behind its words: ``Send a draft (XV, due 2016-02-01)``."""
_OPENS = re.compile(r"(?P<side>[^\s(),]{1,40})(?= changed its position | has been silent | has \d+ points of contact)")
"""The side of which an alert tells, before what it did."""

_OF_SIDES = ("by", "to", "sides", "holder")
_OF_TASKS = ("outcomes", "carried over", "words")


class Piece(NamedTuple):
    """A piece of a cell, and whether it may be a side."""

    text: str
    side: bool


def between(cell: str) -> Iterator[Piece]:
    """A cell of sides: every other piece stands between two."""
    for at, text in enumerate(_BETWEEN.split(cell)):
        yield Piece(text, side=not at % 2)


def in_tasks(cell: str) -> Iterator[Piece]:
    """A cell of outcomes, with who holds each."""
    last = 0
    for found in _HOLDS.finditer(cell):
        yield Piece(cell[last : found.start()], side=False)
        yield Piece(found["side"], side=True)
        last = found.end()
    yield Piece(cell[last:], side=False)


def opening(cell: str) -> Iterator[Piece]:
    """An alert that opens with a side."""
    opens = _OPENS.match(cell)
    if opens is not None:
        yield Piece(opens["side"], side=True)
    yield Piece(cell[opens.end() if opens is not None else 0 :], side=False)


def told(column: str, cell: str, called: Called) -> str:
    """A cell of a report with its sides as they are called there; as it is in a column that has none."""
    if column in _OF_SIDES:
        pieces = between(cell)
    elif column in _OF_TASKS:
        pieces = in_tasks(cell)
    elif column == "says":
        pieces = opening(cell)
    else:
        return cell
    return "".join(called(one.text) if one.side else one.text for one in pieces)

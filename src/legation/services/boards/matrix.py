"""The position matrix: how each party has stood to each objective, with the day, the words and the changes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.services.boards.board import address, entered_by, marks, words
from legation.services.report import Report, banner_over, line, report

Quoted = Callable[[Movement], str]


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """A position as it was stated.

    changed: its stance (without one, its text) is another than the party's one before on the objective; on none
    nothing is changed, for each position is on a matter of its own. stands: none came after.
    """

    on: str
    stance: str | None
    text: str
    quote: str
    changed: bool
    stands: bool
    number: int
    sources: tuple[str, ...]
    marking: str
    entered_by: tuple[str, ...] = ()


class MatrixRow(msgspec.Struct, frozen=True, kw_only=True):
    """An objective and, by party, what was stated, oldest first."""

    number: int
    id: str
    text: str
    state: str
    marking: str
    positions: dict[str, tuple[Stated, ...]]


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """Parties by objectives. Positions on no objective stand in a last row whose number is 0."""

    dialogue: str
    banner: str
    as_of: str | None
    parties: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def matrix(board: Board, dialogue: str, quoted: Quoted) -> Matrix:
    """The matrix of a board; ``quoted`` gives the words a movement rests on."""
    by_objective: dict[str, list[Thing]] = {}
    for thing in board.of("position"):
        named = str(thing.fields.get("objective") or "")
        about = board.merged.get(named, named)
        by_objective.setdefault(about if about in board.things else "", []).append(thing)
    parties = dict.fromkeys(board.parties)
    rows: list[MatrixRow] = []
    shown: list[Thing] = []
    for objective in [*board.of("objective"), None]:
        held = by_objective.get(objective.id if objective is not None else "", [])
        if objective is None and not held:
            continue
        positions = _positions(held, quoted, of_one=objective is not None)
        parties.update(dict.fromkeys(positions))
        own = [objective] if objective is not None else []
        shown += [*own, *held]
        rows.append(
            MatrixRow(
                number=objective.number if objective is not None else 0,
                id=objective.id if objective is not None else "",
                text=objective.text if objective is not None else "On no objective of the board",
                state=objective.state if objective is not None else "",
                marking=marks([*own, *held]),
                positions=positions,
            )
        )
    return Matrix(
        dialogue=dialogue,
        banner=banner_over(board, shown),
        as_of=board.as_of,
        parties=tuple(parties),
        rows=tuple(rows),
    )


def matrix_report(board: Board, dialogue: str) -> Report:
    """The matrix as a table, without quotations: one line for each objective, one column for each party."""
    made = matrix(board, dialogue, lambda _: "")
    numbered = {thing.number: thing for thing in board.of("position")}
    drawn = []
    for row in made.rows:
        objective = board.things.get(row.id)
        held = [numbered[one.number] for stated in row.positions.values() for one in stated]
        # What each of those on no objective is about is told by its text alone.
        told = [_cell(row.positions.get(party, ()), texts=objective is None) for party in made.parties]
        cells = [row.text, row.state, *told]
        drawn.append(line(cells, [*([objective] if objective is not None else []), *held]))
    return report(
        board, dialogue, "matrix", ["objective", "state", *made.parties], drawn, "No objective and no position yet.", 0
    )


def _positions(held: list[Thing], quoted: Quoted, *, of_one: bool) -> dict[str, tuple[Stated, ...]]:
    found: dict[str, list[Stated]] = {}
    for thing in sorted(held, key=lambda one: (one.raised, one.number)):
        told = found.setdefault(thing.actor("by") or "not named", [])
        stance = words(thing.fields.get("stance"))
        before = told[-1] if told else None
        told.append(
            Stated(
                on=thing.raised,
                stance=stance,
                text=thing.title,
                quote=quoted(thing.movements[0]),
                changed=of_one and before is not None and (stance or thing.text) != (before.stance or before.text),
                stands=thing.state != "superseded",
                number=thing.number,
                sources=tuple(dict.fromkeys(address(source) for source in thing.sources)),
                entered_by=entered_by([thing]),
                marking=marks([thing]),
            )
        )
    return {party: tuple(told) for party, told in found.items()}


def _cell(stated: tuple[Stated, ...], *, texts: bool) -> str:
    def said(one: Stated) -> str:
        if one.stance and texts:
            return f"{one.stance}: {one.text}"
        return one.stance or one.text

    return "\n".join(f"{one.on} {said(one)}{' (changed)' if one.changed else ''}" for one in stated)

"""Tasks that meetings set and that are not done, whose each is, and what of them lies before a reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from legation.core.dialogue.board import Board, Movement, Thing, Turn
from legation.services.boards.board import Row, address, entered_by, last, marks, words
from legation.services.boards.meetings import Outcome, due_by, is_late, meetings


class Task(NamedTuple):
    """An open task. meeting: that set it. turn: ``mine`` also where nobody is named who is to do it."""

    outcome: Outcome
    meeting: Thing
    turn: Turn


def open_tasks(board: Board) -> Iterator[Task]:
    """The tasks of a board that are not done, in the order of the meetings that set them."""
    for meeting in meetings(board):
        for outcome in meeting.outcomes:
            if outcome.type == "task" and outcome.done is None:
                ours = outcome.holder is None or board.ours in board.members(outcome.holder)
                yield Task(outcome, board.things[meeting.id], "mine" if ours else "waiting")


def task_rows(board: Board) -> list[Row]:
    """The open tasks of a board, each as a row of the meeting that set it: with its own text, holder and day."""
    return [_row(board, task) for task in open_tasks(board)]


def _sets(movement: Movement, outcome: Outcome) -> bool:
    """Whether it set this task: alone, or among all that a meeting ended with. One that tells it done does not."""
    told = movement.fields.get("outcomes")
    texts = [item.get("text") for item in told if isinstance(item, dict)] if isinstance(told, list | tuple) else []
    if movement.kind == "meeting.outcome":
        texts.append(movement.fields.get("text"))
    return outcome.text in map(words, texts)


def _row(board: Board, task: Task) -> Row:
    outcome, meeting = task.outcome, task.meeting
    set_by = (movement for movement in meeting.movements if _sets(movement, outcome))
    return Row(
        number=meeting.number,
        name=meeting.name or str(meeting.number),
        id=meeting.id,
        entity=meeting.entity,
        text=outcome.text,
        kind=outcome.type,
        by=None,
        to=None,
        state=outcome.type,
        holder=outcome.holder,
        turn=task.turn,
        due=outcome.due,
        overdue=is_late(outcome, board.day),
        extended=False,
        objective=None,
        last=last(next(set_by, meeting.last)),
        stances={},
        commitments=(),
        sources=tuple(dict.fromkeys(address(source) for source in meeting.sources)),
        marking=marks([meeting]),
        next_due=due_by(outcome),
        entered_by=entered_by([meeting]),
    )

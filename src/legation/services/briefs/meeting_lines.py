"""Lines of a draft about a meeting: what it is to take up, and what it ended with, each with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from legation.core.dialogue.board import Board, Movement, Thing
from legation.services.boards.board import words
from legation.services.boards.meetings import Meeting, Outcome, meetings, that_set
from legation.services.boards.stating import day, written_out
from legation.services.briefs.brief import Line
from legation.services.briefs.lines import Writer
from legation.services.briefs.wording import ended


def agenda_of(writer: Writer, board: Board, thing: Thing) -> list[Line]:
    """The agenda of a meeting, then the tasks of meetings before it that were not done."""
    found = []
    for item in thing.items("agenda"):
        text = words(item.get("text"))
        if text:
            found.append(writer.line(ended(text), _that_say(thing, text)))
    held = board.of("meeting")
    for task in _of(board, thing).carried:
        for origin in that_set(held, [task])[:1]:
            told = f"task of {written_out(origin)}, not done: {ended(task.text)}{_beside(writer, task)}"
            found.append(writer.line(told, _that_say(origin, task.text)))
    return found


def outcomes_of(writer: Writer, board: Board, thing: Thing) -> list[Line]:
    """What a meeting ended with, as minutes have it: its type, its words, whose a task is and by when."""
    return [
        writer.line(
            f"{one.type.capitalize()}: {one.text.rstrip('.')}{_beside(writer, one) if one.type == 'task' else ''}.",
            _that_say(thing, one.text),
        )
        for one in _of(board, thing).outcomes
    ]


def _of(board: Board, thing: Thing) -> Meeting:
    return next(one for one in meetings(board) if one.id == thing.id)


def _beside(writer: Writer, task: Outcome) -> str:
    told = ", ".join(
        part for part in (writer.named(task.holder or ""), f"by {day(task.due)}" if task.due else None) if part
    )
    return f" ({told})" if told else ""


def _that_say(thing: Thing, text: str) -> Sequence[Movement]:
    """The movements that say it, else all of the meeting: what it is drawn from is never less than that."""
    return [one for one in thing.movements if words(one.fields.get("text")) == text] or thing.movements

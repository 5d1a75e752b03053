"""Talking points of a brief: those that telegrams give, and for each open objective what the ledger has to go by.

What we seek of whom, what they last said, what is outstanding from each side and by when, and what to ask. Nothing is
argued: the words of a point are a telegram's, a field that a person accepted, or a row of the table of states. Each
paragraph rests on the movements of what it tells, and on no other, so that a point may be left out by its mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.proposal import with_matter
from legation.services.boards.board import everything, words
from legation.services.boards.meetings import is_late, meetings
from legation.services.boards.stating import begun, day, written_out
from legation.services.briefs.brief import Line, Section
from legation.services.briefs.lines import Writer
from legation.services.briefs.wording import ended, joined, reached, title, worded, worders
from legation.tables.moves import load_moves


def talking_points(writer: Writer, board: Board) -> list[Section]:
    """A section for what telegrams give, one for each open objective, and one for what belongs to none."""
    tasks = _tasks(board)
    open_ones = [thing for thing in board.of("objective") if thing.turn != "closed"]
    sections = [_given(writer, everything(board))]
    for objective in open_ones:
        lines = _of_objective(writer, board, objective, tasks)
        heading = f"Talking points: objective {objective.number}"
        told = title(writer, objective)
        head = writer.line(told, worders(objective)) if told else None
        sections.append(Section(heading=heading, lines=tuple(lines), title=head))
    shown = {objective.id for objective in open_ones}
    rest = [
        thing
        for entity in ("commitment", "demarche")
        for thing in board.of(entity)
        if thing.turn != "closed" and _of(board, thing.fields.get("objective")) not in shown
    ]
    others = [task for task in tasks if task.objective not in shown]
    lines = [*_outstanding(writer, board, rest, others), *_asked(writer, board, rest)]
    if lines:
        sections.append(Section(heading="Talking points: other matters", lines=tuple(lines)))
    return [section for section in sections if section is not None]


def points_on(writer: Writer, board: Board, thing: Thing) -> list[Line]:
    """The talking points of one open objective or demarche: what telegrams give for it, and what its state asks for."""
    given = _given(writer, [thing])
    told = list(given.lines) if given is not None else []
    if thing.entity == "objective":
        return [*told, *_of_objective(writer, board, thing, _tasks(board))]
    return [*told, *_outstanding(writer, board, [thing], []), *_asked(writer, board, [thing])]


def _of_objective(writer: Writer, board: Board, objective: Thing, tasks: Sequence[_Task]) -> list[Line]:
    owed = _owed(board, objective)
    return [
        _sought(writer, board, objective),
        *_said(writer, board, objective),
        *_outstanding(writer, board, [thing for thing in owed if thing is not objective], tasks, objective),
        *_asked(writer, board, owed),
    ]


def open_tasks(writer: Writer, board: Board) -> Section | None:
    """The tasks of meetings that are not done, ours first; None where there is none."""
    lines = list(_outstanding(writer, board, [], _tasks(board)))
    return Section(heading="Tasks of meetings not done", lines=tuple(lines[::-1])) if lines else None


class _Task(NamedTuple):
    """A task of a meeting that is not done, the meeting, and the objective that it belongs to."""

    text: str
    holder: str | None
    due: str | None
    meeting: Thing
    rests_on: tuple[Movement, ...]
    objective: str | None
    late: bool


def _tasks(board: Board) -> list[_Task]:
    found = []
    for meeting in meetings(board):
        thing = board.things[meeting.id]
        for outcome, item in zip(meeting.outcomes, thing.items("outcomes"), strict=True):
            if outcome.type == "task" and outcome.done is None:
                told = tuple(m for m in thing.movements if words(m.fields.get("text")) == outcome.text)
                objective = _of(board, item.get("objective"))
                rests_on = told or tuple(thing.movements)
                late = is_late(outcome, board.day)
                found.append(_Task(outcome.text, outcome.holder, outcome.due, thing, rests_on, objective, late))
    return found


def _of(board: Board, objective: object) -> str | None:
    """The id of an objective, of one that was merged that of the other."""
    return board.merged.get(str(objective), str(objective)) if objective else None


def _given(writer: Writer, things: Iterable[Thing]) -> Section | None:
    """Talking points as a telegram gives them."""
    lines = []
    for thing in things:
        for movement in thing.movements:
            given = movement.fields.get("talking_points") or movement.fields.get("points") or ()
            if movement.sources and thing.turn != "closed":
                for point in given if isinstance(given, list | tuple) else [given]:
                    lines.append(writer.line(words(point) or "", [movement]))
    return Section(heading="Talking points", lines=tuple(lines)) if lines else None


def _us(writer: Writer, board: Board, side: str | None, *, whom: bool = False) -> str:
    """A side as the one who speaks calls it."""
    if side == board.ours and side is not None:
        return "us" if whom else "we"
    return writer.named(side or "a side not named")


def _sought(writer: Writer, board: Board, objective: Thing) -> Line:
    """Who seeks it of whom, and since when it stands as it does."""
    by, to = board.sides(objective)
    if by is not None and by in board.both:
        who = "Both sides seek it."
    elif by is None:
        who = "Who seeks it is not told."
    else:
        name = _us(writer, board, by)
        who = f"{begun(name)} seek{'' if name == 'we' else 's'} it from {_us(writer, board, to, whom=True)}."
    led = reached(objective)
    return writer.line(joined(who, f"State: {objective.state} since {day(led.on)}."), _once([*worders(objective), led]))


def _once(movements: Iterable[Movement]) -> list[Movement]:
    return list({id(movement): movement for movement in movements}.values())


def _said(writer: Writer, board: Board, objective: Thing) -> Iterator[Line]:
    """What each other side last said or did on it, and the position that it holds."""
    sides = [side for side in (*board.parties, *board.sides(objective)) if side is not None]
    others = dict.fromkeys(m for side in sides for m in board.members(side) if m != board.ours)
    asked = {m for side in board.sides(objective) for m in board.members(side)}
    held = [
        (thing, m, board.moved_by(thing, m))
        for thing in (objective, *board.linked(objective.id))
        for m in thing.movements
    ]
    for party in others:
        spoken = [(thing, m) for thing, m, by in held if party in by]
        position = board.positions.get((objective.id, party))
        if not spoken:
            if party in asked:
                text = f"Nothing that {writer.named(party)} said or did on it is entered."
                yield writer.line(text, worders(objective))
            continue
        thing, last = max(spoken, key=lambda one: one[1].on)
        who = writer.named(party)
        if position is not None and position.last is not last:
            yield writer.line(_stance(writer, who, position), position.movements)
        if position is not None and position.last is last:
            yield writer.line(_stance(writer, who, position, day(last.on)), position.movements)
        else:
            name = "" if thing is objective else f" {written_out(thing)}"
            said = worded(last.text if last.text != thing.text or thing is not objective else "", writer.quote(last))
            yield writer.line(
                joined(f"Last from {who}, {day(last.on)}:{name} {last.says}{':' if said else '.'}", said), [last]
            )


def _stance(writer: Writer, who: str, position: Thing, on: str = "") -> str:
    stance, condition = words(position.fields.get("stance")), words(position.fields.get("condition"))
    head = f"Last from {who}, {on}: its position" if on else f"Position of {who} since {day(position.raised)}"
    return joined(
        f"{head}: {stance}." if stance else f"{head}:",
        with_matter(worded(position.text, writer.quote(position.last)), position.fields),
        f"Condition: {ended(condition)}" if condition else None,
    )


def _owed(board: Board, objective: Thing) -> list[Thing]:
    """The objective and what is open of it."""
    linked = [t for t in board.linked(objective.id) if t.entity in ("commitment", "demarche") and t.turn != "closed"]
    return [objective, *linked]


def _outstanding(
    writer: Writer, board: Board, things: Sequence[Thing], tasks: Sequence[_Task], objective: Thing | None = None
) -> Iterator[Line]:
    """What each side still owes, theirs first, with the day by which it is due."""
    told: list[tuple[str | None, str, Sequence[Movement]]] = []
    for thing in things:
        by = board.sides(thing)[0]
        # An offer of theirs is outstanding from us.
        whose = f" of {writer.named(by)}" if by is not None and by != thing.holder else ""
        said = ended(thing.title) or worded("", writer.quote(thing.last))
        text = joined(f"{written_out(thing)}{whose}:", said, f"State: {thing.state}.")
        told.append((thing.holder, joined(text, _by(thing.due, late=thing.overdue)), thing.movements))
    for task in tasks:
        if objective is None or task.objective == objective.id:
            text = f"task of {written_out(task.meeting)}: {ended(task.text)}"
            told.append((task.holder or board.ours, joined(text, _by(task.due, late=task.late)), task.rests_on))
    if objective is not None and objective.due is not None:
        text = joined(f"the objective itself: state {objective.state}.", _by(objective.due, late=objective.overdue))
        told.append((objective.holder, text, objective.movements))
    for side, text, rests_on in sorted(told, key=lambda one: one[0] == board.ours):
        yield writer.line(f"Outstanding from {_us(writer, board, side, whom=True)}: {text}", rests_on)


def _by(due: str | None, *, late: bool) -> str | None:
    return f"Due {day(due)}{', overdue' if late else ''}." if due else None


def _asked(writer: Writer, board: Board, things: Iterable[Thing]) -> Iterator[Line]:
    """What to ask of the other side, and what it may ask of us, by the state of each thing."""
    states = load_moves().states
    for thing in things:
        state = states.get((thing.entity, thing.state))
        if state is None:
            continue
        name = "" if thing.entity == "objective" else f" ({written_out(thing)})"
        others = [side for side in board.sides(thing) if side is not None and side != board.ours]
        other = others[0] if others else "the other side"
        named = writer.named(other)
        if state.act and thing.turn == "mine":
            act = (state.act_theirs if board.sides(thing)[0] == other else "") or state.act
            yield writer.line(f"To do{name}: {act.format(other=named)}", thing.movements)
        elif state.ask and thing.turn == "mine" and thing.holder == board.ours:
            yield writer.line(f"{begun(named)} may ask us{name} {state.ask}.", thing.movements)
        elif state.ask:
            asked = thing.holder if thing.holder not in (None, board.ours, *board.both) else other
            yield writer.line(f"Ask {writer.named(asked or other)}{name} {state.ask}.", thing.movements)

"""Meetings: agenda, attendance, both sides' minutes, outcomes, and the tasks that go on to the next one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.clock import is_before
from legation.services.boards.board import address, entered_by, marks, words
from legation.services.boards.series import ALL, Asked
from legation.services.boards.stating import attended
from legation.services.report import Drawn, Report, line, report
from legation.tables.worded_days import load_worded_days


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a meeting ended with. type: information, decision or task; ``done`` is the day a task was finished."""

    on: str
    type: str
    text: str
    holder: str | None
    due: str | None
    done: str | None


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """One side's text of what was said; ``agreed`` where the other side took it as its own."""

    on: str
    party: str | None
    text: str
    agreed: bool


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """One meeting of the series. ``carried``: tasks of meetings before it that were not done when it was held."""

    number: int
    id: str
    text: str
    state: str
    on: str
    agenda: tuple[str, ...]
    attendance: tuple[str, ...]
    minutes: tuple[Minutes, ...]
    outcomes: tuple[Outcome, ...]
    carried: tuple[Outcome, ...]
    sources: tuple[str, ...]
    marking: str
    entered_by: tuple[str, ...] = ()


class AgendaItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something the next meeting should take up, and why: overdue, ours to act on, a task carried over and so on."""

    why: str
    entity: str
    number: int
    text: str
    holder: str | None
    due: str | None
    sources: tuple[str, ...]
    marking: str
    entered_by: tuple[str, ...] = ()


def meetings(board: Board, of: Asked = ALL) -> list[Meeting]:
    """The series in order of days, each with what was carried over to it, also from those that were not asked for."""
    held = sorted(board.of("meeting"), key=lambda thing: (_day(thing), thing.number))
    finished = [item for thing in held for item in thing.items("finished")]
    carried: list[Outcome] = []
    found = []
    for thing in held:
        day = _day(thing)
        outcomes = [_outcome(item, finished, day) for item in thing.items("outcomes")]
        # Nothing is carried over to a meeting that does not take place.
        takes = tuple(t for t in carried if t.done is None or t.done >= day) if thing.state != "cancelled" else ()
        ended = [*that_set(held[: held.index(thing)], takes), *_ended(held, (*outcomes, *takes), thing)]
        found.append(
            Meeting(
                number=thing.number,
                id=thing.id,
                text=thing.text,
                state=thing.state,
                on=day,
                agenda=tuple(words(item.get("text")) or "" for item in thing.items("agenda")),
                attendance=tuple(dict.fromkeys(map(attended, thing.items("attendance")))),
                minutes=tuple(_minutes(item, day) for item in thing.items("minutes")),
                outcomes=tuple(outcomes),
                carried=takes,
                sources=tuple(dict.fromkeys(address(source) for one in (thing, *ended) for source in one.sources)),
                entered_by=entered_by((thing, *ended)),
                marking=marks([thing, *ended]),
            )
        )
        if thing.state == "held":
            carried += [task for task in outcomes if task.type == "task"]
    return [one for one in found if is_asked(one, of)]


def meeting_report(board: Board, dialogue: str, of: Asked = ALL) -> Report:
    """The series as a table."""
    drawn: list[Drawn] = []
    earlier: list[Thing] = []
    series = board.of("meeting")
    for one in meetings(board):
        thing = board.things[one.id]
        cells = [
            thing.name,
            one.text if one.on == thing.day else f"{one.on} {one.text}",
            one.state,
            "\n".join(one.agenda),
            ", ".join(one.attendance),
            "\n".join(_told(outcome) for outcome in one.outcomes),
            "\n".join(_told(task) for task in one.carried),
        ]
        if is_asked(one, of):
            ended = _ended(series, (*one.outcomes, *one.carried), thing)
            drawn.append(line(cells, [thing, *that_set(earlier, one.carried), *ended]))
        earlier.append(thing)
    columns = ["day", "meeting", "state", "agenda", "attendance", "outcomes", "carried over"]
    none = "No meeting yet." if of == ALL else "No such meeting."
    return report(board, dialogue, "meetings", columns, drawn, none, 1)


def is_asked(one: Meeting, of: Asked) -> bool:
    """Whether a meeting of the series is one of those that are asked for."""
    return of.fits(one.on, (one.text, *one.attendance))


def that_set(held: Iterable[Thing], tasks: Iterable[Outcome]) -> list[Thing]:
    """The meetings that set some tasks, of those held before: what is carried over rests on them and on no other."""
    said = {(task.text, task.on) for task in tasks}
    return [
        thing
        for thing in held
        if any(
            (words(item.get("text")) or "", item.get("on") or _day(thing)) in said for item in thing.items("outcomes")
        )
    ]


def next_agenda(board: Board) -> list[AgendaItem]:
    """What the next meeting should take up, most pressing first: overdue, ours, tasks carried over, theirs.

    A task that is carried over and overdue stands with what is overdue.
    """
    found: list[tuple[tuple[int, str, int], AgendaItem]] = []
    for thing in board.things.values():
        if thing.entity not in ("objective", "commitment", "demarche") or thing.turn == "closed":
            continue
        why, place = _why(thing)
        if why:
            found.append(((place, _when(thing.due, thing.due_by), thing.number), _item(why, thing, thing.text)))
    series = meetings(board)
    open_tasks = [task for one in series for task in one.outcomes if task.type == "task" and task.done is None]
    for task in dict.fromkeys(open_tasks):
        origin = next(one for one in series if task in one.outcomes)
        late = is_late(task, board.day)
        why = "overdue task carried over" if late else "task carried over"
        item = _item(why, board.things[origin.id], task.text)
        item = msgspec.structs.replace(item, holder=task.holder, due=task.due)
        found.append(((0 if late else 2, _when(task.due, due_by(task)), origin.number), item))
    return [item for _, item in sorted(found, key=lambda one: one[0])]


def due_by(task: Outcome) -> str | None:
    """The day, month or year by which a task is due, also where a text says it in words; None where it does not."""
    return load_worded_days().due_by(task.due, task.on)


def is_late(task: Outcome, day: str | None) -> bool:
    """Whether the day by which a task is due has passed by ``day``."""
    return is_before(due_by(task), day)


def _when(due: str | None, by: str | None) -> str:
    """Order of what is due: by its day, then in words that name none (*at once*), then whatever has no day."""
    return by or ("9999" if due else "9999-99")


def agenda_report(board: Board, dialogue: str) -> Report:
    """The agenda built from the board, as a table."""
    drawn = []
    for item in next_agenda(board):
        thing = board.numbered(item.entity, item.number)
        cells = [item.why, thing.called if thing is not None else item.entity, item.text, item.holder, item.due]
        drawn.append(line(cells, [thing] if thing is not None else []))
    columns = ["why", "item", "text", "holder", "due"]
    return report(board, dialogue, "agenda", columns, drawn, "Nothing is open.", 2)


def _why(thing: Thing) -> tuple[str, int]:
    if thing.overdue:
        return "overdue", 0
    if thing.turn == "mine":
        return "ours to act on", 1
    if thing.turn == "waiting":
        return "the other side's turn", 3
    return ("", 4)


def _item(why: str, thing: Thing, text: str) -> AgendaItem:
    return AgendaItem(
        why=why,
        entity=thing.entity,
        number=thing.number,
        text=text,
        holder=thing.holder,
        due=thing.due,
        sources=tuple(dict.fromkeys(address(source) for source in thing.sources)),
        entered_by=entered_by([thing]),
        marking=marks([thing]),
    )


def _day(thing: Thing) -> str:
    """The day of a meeting: the one its texts give, else that of its last move."""
    given = thing.fields.get("date") or thing.fields.get("held_on")
    if isinstance(given, str) and given:
        return given
    moved = [m.on for m in thing.movements if m.kind in ("meeting.hold", "meeting.agree", "meeting.propose")]
    return moved[-1] if moved else thing.raised


def _outcome(item: dict[str, Any], finished: list[dict[str, Any]], day: str) -> Outcome:
    text = words(item.get("text")) or ""
    done = [other.get("on") or day for other in finished if words(other.get("text")) == text]
    return Outcome(
        on=item.get("on") or day,
        type=str(item.get("type") or "information"),
        text=text,
        holder=words(item.get("holder")),
        due=words(item.get("due")),
        done=min(done, default=None),
    )


def _ended(series: list[Thing], tasks: tuple[Outcome, ...], meeting: Thing) -> list[Thing]:
    """The other meetings that say that tasks told of this one were done."""
    done = {task.text for task in tasks if task.done is not None}
    return [
        other
        for other in series
        if other is not meeting and any(words(item.get("text")) in done for item in other.items("finished"))
    ]


def _minutes(item: dict[str, Any], day: str) -> Minutes:
    return Minutes(
        on=item.get("on") or day,
        party=words(item.get("party")),
        text=words(item.get("text")) or "",
        agreed=bool(item.get("agreed")),
    )


def _told(outcome: Outcome) -> str:
    beside = ", ".join(part for part in (outcome.holder, f"due {outcome.due}" if outcome.due else None) if part)
    done = f", done {outcome.done}" if outcome.done else ""
    return f"{outcome.type}: {outcome.text}{f' ({beside})' if beside else ''}{done}"

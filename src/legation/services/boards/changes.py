"""What moved between two days, and why: each thing with its state before and after, and the movements between."""

from __future__ import annotations

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.services.boards.board import address, everything, marks, told_by
from legation.services.report import Report, line, report


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One movement: the day, the words of the moves table, what was said, and where."""

    on: str
    says: str
    text: str
    author: str
    sources: tuple[str, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that moved. before: its state at the end of the first day, None if it was not there yet.

    overdue: it became so in between. holder_before, holder: who had to act, and who has to now.
    """

    entity: str
    number: int
    id: str
    text: str
    before: str | None
    after: str
    holder_before: str | None
    holder: str | None
    overdue: bool
    movements: tuple[Moved, ...]
    marking: str


def changes(before: Board, after: Board) -> list[Change]:
    """What differs between a board as of one day and as of a later one, in order of the later board."""
    held = {thing.id: thing for thing in everything(before)}
    found = []
    for thing in everything(after):
        was = held.get(thing.id)
        # Entries of a day are on both boards or on one of them; what is on the earlier one is not news.
        news = [m for m in thing.movements if before.as_of is None or m.on > before.as_of]
        late = thing.overdue and not (was is not None and was.overdue)
        if news or late or (was is not None and (was.state, was.holder) != (thing.state, thing.holder)):
            found.append(_change(was, thing, news, told_by(after, thing), late=late))
    return found


def change_report(before: Board, after: Board, dialogue: str) -> Report:
    """The changes as a table."""
    drawn = []
    own = {thing.id: thing for thing in everything(after)}
    for one in changes(before, after):
        moved = f"{one.before or 'new'} → {one.after}" if one.before != one.after else one.after
        why = "\n".join(
            f"{m.on} {m.says}{f': {m.text}' if m.text and m.text != one.text else ''}" for m in one.movements
        )
        later = own.get(own[one.id].superseded_by or "")
        if later is not None and one.before != one.after:
            why = "\n".join(part for part in (why, f"{later.raised} superseded by position {later.number}") if part)
        if one.overdue:
            why = "\n".join(part for part in (why, "became overdue") if part)
        holder = one.holder or ""
        if one.before is not None and one.holder_before != one.holder:
            holder = f"{one.holder_before or 'nobody'} → {one.holder or 'nobody'}"
        thing = own[one.id]
        name = thing.called if one.number else one.entity
        cells = [name, thing.actor("by") or "", one.text, moved, holder, why]
        drawn.append(line(cells, told_by(after, thing)))
    columns = ["what", "by", "text", "state", "holder", "why"]
    days = f"after {before.as_of}{f' and up to {after.as_of}' if after.as_of else ''}"
    quiet = f"Nothing moved {days}." if before.as_of is not None else "Choose the day from which to look."
    return report(after, dialogue, "diff", columns, drawn, quiet, 2)


def _change(was: Thing | None, thing: Thing, news: list[Movement], told: list[Thing], *, late: bool) -> Change:
    return Change(
        entity=thing.entity,
        number=thing.number,
        id=thing.id,
        text=thing.title,
        before=was.state if was is not None else None,
        after=thing.state,
        holder_before=was.holder if was is not None else None,
        holder=thing.holder,
        overdue=late,
        movements=tuple(
            Moved(
                on=m.on,
                says=m.says,
                text=m.text,
                author=m.author,
                sources=tuple(dict.fromkeys(map(address, m.sources))),
            )
            for m in news
        ),
        marking=marks(told),
    )

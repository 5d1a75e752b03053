"""The clock of a thing with a due day: it stands still, for one of several or for all, runs again, and runs out."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from legation.core.dialogue.board import Thing
from legation.core.dialogue.days import is_day, is_full_day
from legation.core.dialogue.moves import Move, State


def set_clock(thing: Thing, move: Move, on: str, fields: dict[str, Any], several: Set[str] | None) -> None:
    """The time until the due day stands still, or runs again: that of one of several, or all of it.

    several: those of whom each makes the move; None where none are named.
    """
    one = fields.get(move.item[0]) if move.item else None
    named = one if several is not None and isinstance(one, str) and one in several else None
    if named is None and isinstance(one, str) and several:
        return  # of one that is none of them: the time of those runs or stands still as it did
    if move.clock == "stop" and named is not None:
        held = thing.held = _own(thing.held)
        if named not in held:
            last = next(reversed(held), "")
            held[named] = on
            if named < last:
                thing.held = dict(sorted(held.items()))  # by name, whoever held first
    elif move.clock == "stop":
        thing.stopped = thing.stopped or on
    else:
        for waiting in [*thing.held] if named is None else [named] if named in thing.held else ():
            _resume(thing, waiting, on)
        # Where all of it stands still, whoever moves first sets it going.
        if thing.stopped is not None:
            thing.paused += _stood(thing, thing.stopped, on)
            thing.stopped = None


def _resume(thing: Thing, one: str, on: str) -> None:
    held = thing.held = _own(thing.held)
    rested = thing.rested = _own(thing.rested)
    rested[one] = rested.get(one, 0) + _stood(thing, held.pop(one), on)


def _own(days: Mapping[str, Any]) -> dict[str, Any]:
    return days if isinstance(days, dict) else {**days}


def is_before(day: object, other: object) -> bool:
    """Whether a day, a month or a year lies before another, as far as both are given."""
    if not (is_day(day) and is_day(other)):
        return False
    told = min(len(str(day)), len(str(other)))
    return str(day)[:told] < str(other)[:told]


def agree(thing: Thing, on: str) -> None:
    """Its due day was set anew on a day: only what stands still after that moves it."""
    thing.agreed, thing.paused, thing.rested = on, 0, {}


def _stood(thing: Thing, since: str, on: str) -> int:
    """For how many days it stood still that move its due day."""
    return _days(since if thing.agreed is None else max(since, thing.agreed), on)


def _days(first: str, last: str) -> int:
    if not (is_full_day(first) and is_full_day(last)):
        return 0  # an entry from elsewhere: nobody can say how long
    return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)


def settle_clock(thing: Thing, state: State, day: str | None) -> None:
    """Since when all of it stands still, and whether its due day has passed by ``day``."""
    if thing.held and thing.stopped is None and thing.awaited and all(one in thing.held for one in thing.awaited):
        thing.stopped = max(thing.held.values())
    # "2010-03" has passed when its last day has.
    thing.overdue = bool(state.due and day and thing.stopped is None and is_before(thing.due_by, day))

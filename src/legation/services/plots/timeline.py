"""The timeline of a dialogue: a lane for each objective, a sign for each movement with the state it led to."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.services.boards.board import address, is_at_rest, marks, movement_marking
from legation.services.boards.stating import counted
from legation.services.plots.drawing import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    RED,
    VIOLET,
    Days,
    Lanes,
    Plot,
    framed,
    line,
    sign,
    signs,
    text,
    told,
    wrapped,
)
from legation.services.report import banner_over
from legation.tables.banners import mark_of

Link = Callable[[str], str | None]

STATES: dict[str, tuple[str, str]] = {
    "raised": ("ring", GREY),
    "tabled": ("ring", BLUE),
    "under negotiation": ("circle", BLUE),
    "agreed": ("circle", VIOLET),
    "implementing": ("circle", GREEN),
    "met": ("square", GREEN),
    "deferred": ("triangle", AMBER),
    "dropped": ("cross", RED),
    "merged": ("cross", GREY),
    "split": ("cross", GREY),
    "proposed": ("ring", GREY),
    "launched": ("ring", GREEN),
    "active": ("circle", GREEN),
    "suspended": ("triangle", AMBER),
    "concluded": ("square", GREEN),
}
"""Shape and tint of each state of an objective, then of those that only a dialogue has."""

LINES = 4
"""Of the name of a lane at most."""
_WIDTH, _LEFT, _LANE, _LINE = 1000, 360, 30, 15


def timeline_plot(board: Board, dialogue: str, link: Link = lambda _: None, shown: Lanes | None = None) -> Plot:
    """The timeline. ``link`` gives the page of an address such as ``09TRIPOLI893#p1``; None for no link.

    shown: the lanes that are drawn, else all. Days and banner are those of all, so that every part has the same.
    """
    every = [*([board.dialogue] if board.dialogue is not None else []), *board.of("objective")]
    lanes = every[slice(*shown)] if shown is not None else every
    every_movement = [movement for thing in every for movement in thing.movements]
    days = [date.fromisoformat(m.on) for m in every_movement if m.moves_something]
    days = days or [date.fromisoformat(m.on) for m in every_movement]
    title = f"{board.dialogue.text if board.dialogue is not None else dialogue}: timeline"
    if not days:
        nothing = [text(8, 60, "Nothing moved yet.", quiet=True)]
        return framed(
            "timeline", title, banner_over(board, []), nothing, width=_WIDTH, height=100, says="Nothing moved yet."
        )
    last, silent = _reach(board, days)
    scale = Days(min(days), last, _LEFT, _WIDTH - 20)
    top = 82
    names = [_name(thing, dialogue=thing is board.dialogue) for thing in lanes]
    told_in = [wrapped(name, _LEFT - 24, most=LINES) for name in names]
    bottom = top + sum(map(lane_height, told_in))
    along = [text(_WIDTH - 20, 47, silent, size=11, anchor="end", quiet=True)] if silent else []
    for day, words in scale.marks():
        along += [line(scale.at(day), top - 8, scale.at(day), bottom - 8, width=0.5, dash="2 3")]
        along += [text(scale.at(day), top - 22, words, size=11, anchor="middle", quiet=True)]
    y, called_by = top, []
    for thing, name, lines in zip(lanes, names, told_in, strict=True):
        called_by.append(named(name, lines, y, bold=thing is board.dialogue))
        along.append(lane(lines, _lane(thing, y + lane_height(lines) / 2 - 7, scale, link)))
        y += lane_height(lines)
    parts = [*called_by, beside_names(along)]
    met = {movement.after for thing in every for movement in _within(thing, scale)}
    called: dict[tuple[str, str], list[str]] = {}
    for state in STATES:
        if state in met:
            called.setdefault(STATES[state], []).append(state)
    legend, end = signs(((*drawn, ", ".join(states)) for drawn, states in called.items()), bottom + 14, _WIDTH)
    parts += legend
    told_of = [
        f"({marks([thing])}) {thing.title}: {', '.join(f'{m.on} {m.says}' for m in _within(thing, scale))}"
        for thing in lanes
    ]
    says = ". ".join([*told_of, *([silent] if silent else [])])
    drawn = framed("timeline", title, banner_over(board, every), parts, width=_WIDTH, height=round(end) + 36, says=says)
    return msgspec.structs.replace(drawn, lanes=len(every))


def _name(thing: Thing, *, dialogue: bool) -> str:
    return f"({marks([thing])}) {'' if dialogue else f'{thing.number}. '}{thing.title}"


def named(name: str, lines: list[str], y: float, *, bold: bool = False) -> str:
    """The name of a lane whose room begins at ``y``, in its lines; all of it under a pointer.

    Where a page is too narrow for names beside lanes, it stands above its lane: that is moved down by its class.
    """
    drawn = (
        text(8, y + 12 + _LINE * number, words, weight="bold" if bold else "normal")
        for number, words in enumerate(lines)
    )
    return f'<g class="name">{told("".join(drawn), name)}</g>'


def lane(lines: list[str], parts: Iterable[str]) -> str:
    """A lane beside the lines of its name. By its class a narrow page moves it down, under the last of them."""
    return f'<g class="lane lines-{len(lines)}">{"".join(parts)}</g>'


def beside_names(parts: Iterable[str]) -> str:
    """What stands to the right of the names of lanes: a narrow page moves it to the left, under them."""
    return f'<g class="lanes">{"".join(parts)}</g>'


def lane_height(lines: list[str]) -> int:
    """Room of a lane by the lines of its name."""
    return _LANE + _LINE * (len(lines) - 1)


def _reach(board: Board, days: list[date]) -> tuple[date, str]:
    """The last day of the axis, and what is said where the axis ends before the day on which silence is reckoned.

    What has not moved since is seen not to have moved; but a silence longer than a third of all that moved would leave
    the movements no room, unless somebody asked for that day. Of a dialogue at rest nothing is awaited.
    """
    first, moved = min(days), max(days)
    day = date.fromisoformat(board.day) if board.day is not None else moved
    if day <= moved:
        return moved, ""
    if board.as_of is not None:
        return day, ""
    if is_at_rest(board):
        return moved, ""
    most = moved + max((moved - first) / 3, timedelta(days=30))
    return (
        (day, "")
        if day <= most
        else (most, f"nothing here moved from {moved} to {day}: {counted((day - moved).days, 'day')}")
    )


def _within(thing: Thing, scale: Days) -> list[Movement]:
    """The movements of a thing that the axis has room for: what the desk did long after the last one is not."""
    return [movement for movement in thing.movements if date.fromisoformat(movement.on) <= scale.last]


def _lane(thing: Thing, y: float, scale: Days, link: Link) -> list[str]:
    parts = []
    moved = [(scale.at(date.fromisoformat(m.on)), m) for m in _within(thing, scale)]
    for (x, movement), (after, _) in itertools.pairwise(moved):
        tint = STATES.get(movement.after, ("circle", GREY))[1]
        parts.append(line(x, y, after, y, tint=tint, width=2))
    if thing.turn != "closed" and moved:
        parts.append(line(moved[-1][0], y, scale.at(scale.last), y, tint=GREY, width=1, dash="3 3"))
    for x, movement in moved:
        shape, tint = STATES.get(movement.after, ("circle", GREY))
        mark = mark_of(movement_marking(movement), date.fromisoformat(movement.on))
        where = address(movement.sources[0]) if movement.sources else None
        words = (
            f"({mark}) {movement.on} {movement.says}{f' [{where}]' if where else f' (entered by {movement.author})'}"
        )
        parts.append(told(sign(x, y, shape, tint), words, link(where) if where else None))
    return parts

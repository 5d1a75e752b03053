"""Commitments against their due days: from the day each was undertaken to the day it is due, was done or lapsed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.services.boards.board import address, marks
from legation.services.plots.drawing import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    RED,
    Days,
    Lanes,
    Plot,
    box,
    framed,
    line,
    sign,
    signs,
    text,
    told,
    wrapped,
)
from legation.services.plots.timeline import LINES, Link, beside_names, lane, lane_height, named
from legation.services.report import banner_over

_WIDTH, _LEFT = 1000, 360
_TINTS = {"complete": GREEN, "lapsed": RED, "repudiated": RED, "requested": GREY, "offered": GREY}


def commitments_plot(
    board: Board,
    dialogue: str,
    link: Link = lambda _: None,
    shown: Lanes | None = None,
    called: Callable[[str], str] = str,
) -> Plot:
    """The commitments of a board. ``link``: the page of an address; None for no link. shown: as for the timeline.

    called: what a side is called, by its code.
    """
    every = board.of("commitment")
    things = every[slice(*shown)] if shown is not None else every
    title = f"{board.dialogue.text if board.dialogue is not None else dialogue}: commitments against their due days"
    own = [board.dialogue] if board.dialogue is not None else []
    if not every:
        nothing = [text(8, 60, "No commitment yet.", quiet=True)]
        return framed(
            "commitments", title, banner_over(board, own), nothing, width=_WIDTH, height=100, says="No commitment yet."
        )
    today = date.fromisoformat(board.day) if board.day is not None else None
    # Records put in order years later do not squeeze them into a corner either.
    movements = [movement for thing in every for movement in thing.movements]
    days = [date.fromisoformat(m.on) for m in movements if m.moves_something or m is movements[0]]
    days += [day for thing in every if (day := _due(thing)) is not None]
    # A board read years later does not squeeze its years into a corner.
    late = today if today is not None and (today - max(days)).days < 200 else None
    scale = Days(min(days), max([*days, *([late] if late is not None else [])]), _LEFT, _WIDTH - 20)
    top = 82
    names = [f"({marks([thing])}) {thing.number}. {_said(thing, called)}" for thing in things]
    told_in = [wrapped(name, _LEFT - 24, most=LINES) for name in names]
    bottom = top + sum(map(lane_height, told_in))
    along = []
    for day, words in scale.marks():
        along += [line(scale.at(day), top - 8, scale.at(day), bottom - 8, width=0.5, dash="2 3")]
        along += [text(scale.at(day), top - 22, words, size=11, anchor="middle", quiet=True)]
    if late is not None:
        along.append(told(line(scale.at(late), top - 8, scale.at(late), bottom - 8, tint=RED), f"today, {late}"))
    y, called_by = top, []
    for thing, name, lines in zip(things, names, told_in, strict=True):
        called_by.append(named(name, lines, y))
        along.append(lane(lines, _lane(thing, name, y + lane_height(lines) / 2 - 7, scale, link)))
        y += lane_height(lines)
    parts = [*called_by, beside_names(along)]
    legend, end = signs(
        (
            ("square", GREY, "asked for or offered"),
            ("square", BLUE, "undertaken"),
            ("square", GREEN, "complete"),
            ("square", RED, "lapsed or repudiated"),
            ("triangle", AMBER, "due day"),
            ("cross", RED, "overdue"),
        ),
        bottom + 14,
        _WIDTH,
    )
    parts += legend
    says = ". ".join(
        f"({marks([thing])}) {called(thing.actor('by') or 'not named')}: {thing.title}, {thing.state}"
        f"{f', due {thing.due}' if thing.due else ''}"
        f"{', overdue' if thing.overdue else ''}"
        for thing in things
    )
    banner = banner_over(board, [*own, *every])
    drawn = framed("commitments", title, banner, parts, width=_WIDTH, height=round(end) + 36, says=says)
    return msgspec.structs.replace(drawn, lanes=len(every))


def _lane(thing: Thing, name: str, y: float, scale: Days, link: Link) -> list[str]:
    first = date.fromisoformat(thing.raised)
    last = date.fromisoformat(thing.last.on) if thing.turn == "closed" else scale.last
    tint = _TINTS.get(thing.state, BLUE)
    where = address(thing.sources[0]) if thing.sources else None
    words = f"{name}: {thing.state}{f', due {thing.due}' if thing.due else ''}"
    bar = box(scale.at(first), y - 6, scale.at(last) - scale.at(first), 12, tint=tint, opacity=0.85)
    parts = [told(bar, words, link(where) if where else None)]
    due = _due(thing)
    if due is not None:
        late = thing.overdue
        parts.append(
            told(sign(scale.at(due), y, "cross" if late else "triangle", RED if late else AMBER), f"due {thing.due}")
        )
    return parts


def _said(thing: Thing, called: Callable[[str], str]) -> str:
    """Who owes what; of one whose words the reader may not read its name alone."""
    who = called(thing.actor("by") or ("?" if thing.text else ""))
    return ": ".join(filter(None, (who, thing.title or f"{thing.entity.capitalize()} {thing.number}")))


def _due(thing: Thing) -> date | None:
    """The day by which it is due: of a month or a year that is its last, for then it has passed."""
    due = thing.due_by
    if due is None:
        return None
    year, month, day = [*map(int, due.split("-")), 0, 0][:3]
    return date(year, month or 12, day or monthrange(year, month or 12)[1])

"""Commitments against their due days: from the day each was undertaken to the day it is due, was done or lapsed."""

from __future__ import annotations

from datetime import date

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.services.board import address, marks
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
    cut,
    framed,
    line,
    sign,
    text,
    told,
)
from legation.services.plots.timeline import Link
from legation.services.report import banner_over

_WIDTH, _LEFT, _LANE = 1000, 330, 30
_TINTS = {"complete": GREEN, "lapsed": RED, "repudiated": RED, "requested": GREY, "offered": GREY}


def commitments_plot(board: Board, dialogue: str, link: Link = lambda _: None, shown: Lanes | None = None) -> Plot:
    """The commitments of a board. ``link``: the page of an address; None for no link. shown: as for the timeline."""
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
    days = [date.fromisoformat(m.on) for thing in every for m in thing.movements]
    days += [day for thing in every if (day := _due(thing)) is not None]
    # A board read years later does not squeeze its years into a corner.
    late = today if today is not None and (today - max(days)).days < 200 else None
    scale = Days(min(days), max([*days, *([late] if late is not None else [])]), _LEFT, _WIDTH - 20)
    top = 74
    bottom = top + _LANE * len(things)
    parts = []
    for day, words in scale.marks():
        parts += [line(scale.at(day), top - 8, scale.at(day), bottom - 8, width=0.5, dash="2 3")]
        parts += [text(scale.at(day), top - 14, words, size=11, anchor="middle", quiet=True)]
    if late is not None:
        parts.append(told(line(scale.at(late), top - 8, scale.at(late), bottom - 8, tint=RED), f"today, {late}"))
    for number, thing in enumerate(things):
        parts += _lane(thing, top + _LANE * number + 8, scale, link)
    x = 8.0
    for shape, tint, words in (
        ("square", GREY, "asked for or offered"),
        ("square", BLUE, "undertaken"),
        ("square", GREEN, "complete"),
        ("square", RED, "lapsed or repudiated"),
        ("triangle", AMBER, "due day"),
        ("cross", RED, "overdue"),
    ):
        parts += [sign(x + 6, bottom + 14, shape, tint), text(x + 16, bottom + 18, words, size=11)]
        x += 34 + len(words) * 6.2
    says = ". ".join(
        f"({marks([thing])}) {thing.actor('by') or 'not named'}: {thing.text}, {thing.state}"
        f"{f', due {thing.due}' if thing.due else ''}"
        f"{', overdue' if thing.overdue else ''}"
        for thing in things
    )
    banner = banner_over(board, [*own, *every])
    drawn = framed("commitments", title, banner, parts, width=_WIDTH, height=bottom + 50, says=says)
    return msgspec.structs.replace(drawn, lanes=len(every))


def _lane(thing: Thing, y: float, scale: Days, link: Link) -> list[str]:
    name = f"({marks([thing])}) {thing.number}. {thing.actor('by') or '?'}: {thing.text}"
    first = date.fromisoformat(thing.raised)
    last = date.fromisoformat(thing.last.on) if thing.turn == "closed" else scale.last
    tint = _TINTS.get(thing.state, BLUE)
    where = address(thing.sources[0]) if thing.sources else None
    words = f"{name}: {thing.state}{f', due {thing.due}' if thing.due else ''}"
    bar = box(scale.at(first), y - 6, scale.at(last) - scale.at(first), 12, tint=tint, opacity=0.85)
    parts = [told(text(8, y + 4, cut(name, _LEFT - 30)), name), told(bar, words, link(where) if where else None)]
    due = _due(thing)
    if due is not None:
        late = thing.overdue
        parts.append(
            told(sign(scale.at(due), y, "cross" if late else "triangle", RED if late else AMBER), f"due {thing.due}")
        )
    return parts


def _due(thing: Thing) -> date | None:
    try:
        return date.fromisoformat(thing.due or "")
    except ValueError:  # a month or a year has no place of its own on the line
        return None

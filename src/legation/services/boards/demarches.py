"""Demarches: what was instructed, which post delivered it when and to whom, what was left, and what came back."""

from __future__ import annotations

import msgspec

from legation.core.dialogue.board import Board, Thing, Turn
from legation.services.boards.board import OVERDUE, address, entered_by, marks, open_posts, posts_of, was_due, words
from legation.services.report import Report, line, report


class PostReport(msgspec.Struct, frozen=True, kw_only=True):
    """One post's part of a demarche. Days are None until it happened; ``left``: non-paper, aide-memoire, note.

    open: it has not answered, and the demarche is open. cites: the telegram of the demarche that its reply refers to.
    stopped: since when a holding reply or a question stops its clock.
    """

    post: str
    open: bool
    delivered: str | None
    received_by: str | None
    left: str | None
    answered: str | None
    answer: str | None
    cites: str | None
    stopped: str | None


class Demarche(msgspec.Struct, frozen=True, kw_only=True):
    """One instruction and what came of it.

    parts: what was instructed, by name (arguments, talking points, leave-behind). stopped: since when a holding reply
    or a question stops the clock; due counts the days on which it stood still. delivered, answered: of the whole.
    due_before: the day by which it was due until another took its place.
    """

    number: int
    id: str
    text: str
    by: str | None
    to: str | None
    instructed: str
    parts: dict[str, str]
    posts: tuple[PostReport, ...]
    state: str
    turn: Turn
    holder: str | None
    due: str | None
    overdue: bool
    extended: bool
    stopped: str | None
    objective: int | None
    sources: tuple[str, ...]
    marking: str
    entered_by: tuple[str, ...] = ()
    due_before: str | None = None


_PARTS = ("arguments", "points", "talking_points", "leave_behind", "request")


def demarches(board: Board) -> list[Demarche]:
    """Every demarche of a board, in order of raising."""
    return [_demarche(board, thing) for thing in board.of("demarche")]


def demarche_report(board: Board, dialogue: str) -> Report:
    """The demarches as a table, open ones first."""
    drawn = []
    for one in sorted(demarches(board), key=lambda one: (one.turn == "closed", not one.overdue, one.number)):
        cells = [
            str(one.number),
            one.text,
            " to ".join(side for side in (one.by, one.to) if side),
            "\n".join(map(_post, one.posts)),
            f"{one.state}{f' {OVERDUE}' if one.overdue else ''}",
            f"{one.holder} ({one.turn})" if one.holder else "",
            _clock(one),
        ]
        drawn.append(line(cells, [board.things[one.id]]))
    columns = ["no", "demarche", "sides", "posts", "state", "holder", "due"]
    return report(board, dialogue, "demarches", columns, drawn, "No demarche yet.", 1)


def _demarche(board: Board, thing: Thing) -> Demarche:
    by, to = board.sides(thing)
    objective = board.things.get(str(thing.fields.get("objective")))
    parts = {name.replace("_", " "): words(thing.fields.get(name)) for name in _PARTS}
    return Demarche(
        number=thing.number,
        id=thing.id,
        text=thing.title,
        by=by,
        to=to,
        instructed=thing.raised,
        parts={name: text for name, text in parts.items() if text},
        posts=_posts(thing),
        state=thing.state,
        turn=thing.turn,
        holder=thing.holder,
        due=thing.due,
        overdue=thing.overdue,
        extended=thing.extended or thing.paused > 0 or bool(thing.rested),
        due_before=thing.due_before,
        stopped=thing.stopped,
        objective=objective.number if objective is not None else None,
        sources=tuple(dict.fromkeys(address(source) for source in thing.sources)),
        entered_by=entered_by([thing]),
        marking=marks([thing]),
    )


def _posts(thing: Thing) -> tuple[PostReport, ...]:
    """The posts instructed, and any other that reported; one without a name where no post is named at all."""
    deliveries, replies = thing.items("deliveries"), thing.items("replies")
    named = posts_of(thing)
    if not named:
        if not thing.movements or not any(m.kind in ("demarche.deliver", "demarche.respond") for m in thing.movements):
            return ()
        delivered = next((m for m in thing.movements if m.kind == "demarche.deliver"), None)
        anew = max((at for at, m in enumerate(thing.movements) if m.kind == "demarche.reopen"), default=0)
        answered = next((m for m in thing.movements[anew:] if m.kind == "demarche.respond"), None)
        return (
            PostReport(
                post=words(thing.fields.get("post")) or "",
                open=thing.turn != "closed" and answered is None,
                delivered=delivered.on if delivered is not None else None,
                received_by=words(thing.fields.get("received_by")) or _last(deliveries, None, "received_by"),
                left=words(thing.fields.get("left")) or _last(deliveries, None, "left"),
                answered=answered.on if answered is not None else None,
                answer=_last(replies, None, "answer"),
                cites=_last(replies, None, "cites"),
                stopped=thing.stopped,
            ),
        )
    waiting = open_posts(thing)
    return tuple(
        PostReport(
            post=post,
            open=post in waiting,
            delivered=_last(deliveries, post, "on"),
            received_by=_last(deliveries, post, "received_by"),
            left=_last(deliveries, post, "left"),
            answered=_last(replies, post, "on"),
            answer=_last(replies, post, "answer"),
            cites=_last(replies, post, "cites"),
            stopped=thing.held.get(post),
        )
        for post in named
    )


def _last(items: list[dict[str, object]], post: str | None, name: str) -> str | None:
    # What names no post is told of all of them.
    held = [words(item.get(name)) for item in items if post is None or item.get("post") in (post, None)]
    return next((value for value in reversed(held) if value), None)


def _post(one: PostReport) -> str:
    told = f"delivered {one.delivered}" if one.delivered else "not delivered"
    if one.received_by:
        told += f" to {one.received_by}"
    if one.left:
        told += f", left {one.left}"
    if one.answered:
        cited = f" (cites {one.cites})" if one.cites else ""
        told += f", answered {one.answered}{cited}{f': {one.answer}' if one.answer else ''}"
    elif one.delivered and one.open:
        told += f", no answer yet{f', stands still since {one.stopped}' if one.stopped else ''}"
    return f"{one.post} {told}".strip()


def _clock(one: Demarche) -> str:
    told = one.due or ""
    if one.stopped:
        return f"{told} (stands still since {one.stopped})".strip()
    if not told:
        return ""
    return f"{told} (put off)" if one.extended and not one.due_before else f"{told} {was_due(one.due_before)}".strip()

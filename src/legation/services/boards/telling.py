"""A dialogue as a list and as a story tell it: what is open in it, and each movement with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from legation.core.dialogue.board import Board, Movement
from legation.core.text import Span
from legation.services.boards import board as showing
from legation.services.boards.tasks import open_tasks


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The exact words of a source, and the mark of their paragraph."""

    telegram: str
    paragraph: int | None
    span: Span
    text: str
    marking: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One movement of a story with the words it rests on. ``adds``: what it says beside its text, in words.

    says: what the movement did, with the side where that is whose words they are; names, as in ``adds``.
    id: names it where it is taken back; empty for one that is taken back in another way. counts: it was not taken back.
    """

    movement: Movement
    quotes: tuple[Quote, ...]
    says: str
    adds: str = ""
    id: str = ""
    counts: bool = True


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A dialogue among others. ``open``: its open objectives.

    ``mine``: all that our side must act on, tasks of meetings too.
    """

    id: str
    title: str
    parties: tuple[str, ...]
    ours: str | None
    state: str | None
    open: int
    mine: int
    last: showing.Last | None
    marking: str


def listed(dialogue: str, board: Board) -> Listed:
    """A dialogue as a list shows it."""
    own = board.dialogue
    wanted = [t for t in board.of("objective") if t.turn != "closed"]
    movements = [m for thing in showing.everything(board) for m in thing.movements if m.moves_something]
    return Listed(
        id=dialogue,
        title=own.text if own is not None and own.text else dialogue,
        parties=board.parties,
        ours=board.ours,
        state=own.state if own is not None else None,
        open=len(wanted),
        mine=sum(turn == "mine" for turn in _turns(board)),
        last=showing.last(max(movements, key=lambda m: m.on)) if movements else None,
        marking=showing.banner(board),
    )


def _turns(board: Board) -> Iterator[str]:
    """Whose turn it is on each thing of a board, and on each task of a meeting that is not done."""
    yield from (thing.turn for thing in board.things.values())
    yield from (task.turn for task in open_tasks(board))

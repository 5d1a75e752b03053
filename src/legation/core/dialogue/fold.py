"""The fold: a dialogue as it stands, made from the entries a reader may read, up to a date.

Pure: the same entries give the same board, in whatever order they reached the ledger, because movements are
taken by the day they took place. Access, time travel and undo are all this one function with fewer entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import msgspec

from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source
from legation.core.marking import OPEN, Marking

Turn = Literal["mine", "waiting", "watching", "closed"]


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as a story tells it. ``after`` is the state it led to."""

    on: str
    kind: str
    about: str
    says: str
    text: str
    author: str
    before: str | None
    after: str
    sources: tuple[Source, ...]
    marking: str | None
    access: str


class Thing(msgspec.Struct, kw_only=True):
    """An objective, commitment, meeting ... as it stands. ``number`` is its place on this reader's board."""

    id: str
    entity: str
    number: int
    text: str
    state: str
    fields: dict[str, Any]
    raised: str
    last: Movement
    movements: list[Movement]
    holder: str | None = None
    turn: Turn = "closed"
    overdue: bool = False

    @property
    def access(self) -> Marking:
        """Join of the markings of all its movements."""
        joined = OPEN
        for movement in self.movements:
            joined = joined.join(Marking.from_label(movement.access))
        return joined


class Board(msgspec.Struct, kw_only=True):
    """A dialogue as one reader sees it on one day.

    things: every thing but the dialogue itself, in order of raising. positions: what stands now, by objective
    id and party. findings: entries that the moves table does not allow, folded all the same.
    """

    dialogue: Thing | None
    parties: tuple[str, ...]
    ours: str | None
    as_of: str | None
    things: dict[str, Thing]
    positions: dict[tuple[str, str], Thing]
    findings: list[str]

    def of(self, entity: str) -> list[Thing]:
        """The things of one kind, in order of raising."""
        return [t for t in self.things.values() if t.entity == entity]

    def linked(self, objective: str, entity: str | None = None) -> list[Thing]:
        """Things whose ``objective`` field names this objective."""
        return [
            t
            for t in self.things.values()
            if t.fields.get("objective") == objective and (entity is None or t.entity == entity)
        ]

    def story(self, about: str) -> list[Movement]:
        """Every movement of a thing and of what is linked to it, in order of days."""
        things = [self.things[about], *self.linked(about)]
        told = [movement for thing in things for movement in thing.movements]
        return sorted(told, key=lambda m: m.on)


# The fields that name who must act ("by") and who is asked ("to"), by entity.
_ACTORS = {
    "objective": ("sought_by", "sought_from"),
    "commitment": ("by", "to"),
    "demarche": ("by", "to"),
    "meeting": ("by", "to"),
    "instrument": ("by", "to"),
    "position": ("party", "counterparty"),
    "contact": ("party", "counterparty"),
    "dialogue": ("by", "to"),
}


def order(entry: Entry) -> tuple[str, str, str, int]:
    """Movements go by the day they took place, then by telegram; the ledger number settles the rest."""
    sources = entry.draft.sources
    telegram = sources[0].telegram if sources else ""
    return (entry.draft.on, telegram, "", entry.number)


def fold(entries: Iterable[Entry], moves: Moves, *, as_of: date | None = None) -> Board:
    """The board of one dialogue. Entries of other dialogues must have been left out by the caller.

    Args:
        entries: what the reader may read, in any order.
        moves: the table of states and moves.
        as_of: last day that counts; None for all. Overdue is reckoned on this day, and not at all without it.
    """
    board = Board(dialogue=None, parties=(), ours=None, as_of=None, things={}, positions={}, findings=[])
    if as_of is not None:
        board.as_of = as_of.isoformat()
    for entry in sorted(entries, key=order):
        if board.as_of is None or entry.draft.on <= board.as_of:
            _take(board, entry, moves)
    _number(board)
    for thing in [*board.things.values(), *([board.dialogue] if board.dialogue else [])]:
        _settle(thing, board, moves)
    return board


def _take(board: Board, entry: Entry, moves: Moves) -> None:
    draft, entity = entry.draft, entry.entity
    if entity == "proposal":  # a rejection: remembered in the ledger, nothing on the board
        return
    thing = board.dialogue if entity == "dialogue" else board.things.get(draft.about)
    before = thing.state if thing is not None else None
    if entry.verb == "amend":
        after, says = before or "amended", "amended"
    else:
        move = moves.moves.get((entity, entry.verb))
        if move is None:
            board.findings.append(f"{draft.kind} is not a move of the table; the entry was left out")
            return
        after, says = move.to, move.says
        if entry.verb not in moves.legal(entity, before):
            board.findings.append(f"{draft.on}: {entity} {draft.about} went from {before} to {after} out of order")
    movement = Movement(
        on=draft.on,
        kind=draft.kind,
        about=draft.about,
        says=says,
        text=str(draft.fields.get("text") or ""),
        author=draft.author,
        before=before,
        after=after,
        sources=draft.sources,
        marking=draft.marking,
        access=draft.access,
    )
    if thing is None:
        thing = Thing(
            id=draft.about,
            entity=entity,
            number=0,
            text=movement.text,
            state=after,
            fields=dict(draft.fields),
            raised=draft.on,
            last=movement,
            movements=[movement],
        )
        if entity == "dialogue":
            board.dialogue = thing
        else:
            board.things[thing.id] = thing
    else:
        thing.state = after
        thing.fields.update({k: v for k, v in draft.fields.items() if v is not None and k != "text"})
        if entry.verb == "amend" and draft.fields.get("text"):
            thing.text = movement.text
        thing.last = movement
        thing.movements.append(movement)
    if entity == "dialogue":
        board.parties = tuple(thing.fields.get("parties") or ())
        board.ours = thing.fields.get("ours")
    elif entity == "position":
        key = (str(thing.fields.get("objective")), str(thing.fields.get("party")))
        standing = board.positions.get(key)
        if standing is not None and standing.id != thing.id:
            standing.state = "superseded"
        board.positions[key] = thing


def _number(board: Board) -> None:
    counts: dict[str, int] = {}
    for thing in board.things.values():
        counts[thing.entity] = counts.get(thing.entity, 0) + 1
        thing.number = counts[thing.entity]


def _settle(thing: Thing, board: Board, moves: Moves) -> None:
    """Who must act, and whether the day has passed: computed, never typed."""
    state = moves.states.get((thing.entity, thing.state))
    if state is None or not state.open:
        thing.holder, thing.turn = None, "closed"
        return
    by, to = _ACTORS[thing.entity]
    rule = state.holder
    party = {"by": thing.fields.get(by), "to": thing.fields.get(to), "ours": board.ours, "none": None}[rule]
    # Never blank: a thing whose texts name no actor is ours to settle.
    thing.holder = party if rule == "none" else (party or board.ours)
    if rule == "none" or thing.holder is None:
        thing.turn = "watching"
    elif thing.holder == board.ours:
        thing.turn = "mine"
    else:
        thing.turn = "waiting" if board.ours in {thing.fields.get(by), thing.fields.get(to)} else "watching"
    due = thing.fields.get("due")
    thing.overdue = bool(board.as_of and isinstance(due, str) and len(due) == 10 and due < board.as_of)

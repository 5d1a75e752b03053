"""The fold: a dialogue as it stands, made from the entries a reader may read, up to a date.

Pure, and blind to the order in which entries reached the ledger: movements go by the day they took place, and
within a day by what the moves table allows. Nothing here looks at an entry's number or hash, which would tell
of entries that the reader may not read. Access, time travel and undo are all this one function with fewer
entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date
from operator import attrgetter
from string import ascii_lowercase
from typing import TypeAlias

from legation.core.dialogue.board import Board, Thing, Turn
from legation.core.dialogue.clock import settle_clock
from legation.core.dialogue.ledger import PARTS, Entry, Unnumbered
from legation.core.dialogue.merging import Merging, merge
from legation.core.dialogue.moves import HolderRule, Moves, State
from legation.core.dialogue.taking_back import IN_ERROR
from legation.core.dialogue.telling import Told, tell

_Turns: TypeAlias = dict[tuple[HolderRule, str | None, str | None], tuple[str | None, Turn]]
"""Who must act and whose turn it is, by the rule of a state and the sides that a thing names."""

_place_of, _id_of = attrgetter("place"), attrgetter("thing.id")


class Folding:
    """A fold that can be carried on: entries are added as they come, and a board costs what has changed.

    moves: the table of states and moves. as_of: last day that counts; None for all.
    """

    def __init__(self, moves: Moves, as_of: date | None = None) -> None:
        self._moves = moves
        self._as_of = as_of.isoformat() if as_of is not None else None
        self._drafts: dict[str, dict[str, list[Unnumbered]]] = {}
        self._told: dict[tuple[str, str], Told | None] = {}
        self._kinds: set[str] = set()
        self._merging = Merging(moves)

    def add(self, entries: Iterable[Entry]) -> None:
        """Take in entries of one dialogue, in any order."""
        last, told = self._as_of, self._told
        by_kind: dict[str, dict[str, list[Unnumbered]]] = {}
        for entry in entries:
            draft = entry.draft
            if last is not None and draft.on > last:
                continue
            kind, about = draft.kind, draft.about
            things = by_kind.get(kind)
            if things is None:
                things = by_kind[kind] = self._drafts.setdefault(kind.partition(".")[0], {})
            held = things.get(about)
            if held is None:
                things[about] = [draft]
            else:
                held.append(draft)
            if told:
                told.pop((kind.partition(".")[0], about), None)
        self._kinds.update(by_kind)

    def carried_on(self, entries: Sequence[Entry]) -> Folding:
        """A fold of these entries too, which tells anew what they are about; this one stays as it is."""
        other = copy(self)
        other._drafts = {entity: {**things} for entity, things in self._drafts.items()}
        for entity, about in {(entry.draft.kind.partition(".")[0], entry.draft.about) for entry in entries}:
            if about in other._drafts.get(entity, {}):
                other._drafts[entity][about] = [*other._drafts[entity][about]]
        other._told, other._kinds, other._merging = {**self._told}, {*self._kinds}, self._merging.apart()
        other.add(entries)
        return other

    def board(self, today: date | None = None) -> Board:
        """The board of all that was added. ``today``: the day on which ``overdue`` is reckoned, else ``as_of``."""
        for entity, things_of in self._drafts.items():
            if entity == "proposal":
                continue  # what was proposed or rejected is remembered in the ledger and stands on no board
            for about, drafts in things_of.items():
                if (entity, about) not in self._told:
                    self._told[entity, about] = tell(entity, about, drafts, self._moves)
        known = {**self._told, **self._merging.told(self._drafts, self._told, self._kinds)}
        told = [one for one in known.values() if one is not None]
        # Of one place by id. What is in order already is not sorted again: that is quicker than both at once.
        told.sort(key=_id_of)
        if not self._kinds.isdisjoint(self._moves.parting):
            told.sort(key=_in_order_given(told))
        told.sort(key=_place_of)
        # A board settles things by what stands beside them, so each board has its own.
        things = [copy(one.thing) for one in told]
        dialogue = next((thing for thing in things if thing.entity == "dialogue"), None)
        board = Board(
            dialogue=dialogue,
            parties=tuple(dialogue.fields.get("parties") or ()) if dialogue is not None else (),
            ours=dialogue.fields.get("ours") if dialogue is not None else None,
            as_of=self._as_of,
            things={thing.id: thing for thing in things if thing.entity != "dialogue"},
            positions={},
            merged={},
            under={},
            findings=[],
            both=self._moves.both,
        )
        _number(board)
        found = sorted(name for name, one in known.items() if one is not None and one.findings)
        board.findings += [finding for name in found for finding in _findings(board, known[name])]
        merge(board)
        _supersede(board)
        moved = (
            (movement.on, thing.id) for thing in things for movement in thing.movements if movement.moves_something
        )
        last = max(moved, default=None)
        if last is not None:
            board.moved = last[0], next(thing for thing in things if thing.id == last[1])
        day = board.day = today.isoformat() if today is not None else self._as_of
        turns: _Turns = {}
        for thing in things:
            _settle(thing, board, self._moves, day, turns)
        return board


def fold(entries: Iterable[Entry], moves: Moves, *, as_of: date | None = None, today: date | None = None) -> Board:
    """The board of one dialogue. Entries of other dialogues must have been left out by the caller.

    Args:
        entries: what the reader may read, in any order.
        moves: the table of states and moves.
        as_of: last day that counts; None for all.
        today: the day on which ``overdue`` is reckoned; ``as_of`` if None. With neither nothing is overdue.
    """
    folding = Folding(moves, as_of)
    folding.add(entries)
    return folding.board(today)


def _findings(board: Board, told: Told | None) -> list[str]:
    """What was found of a thing, which is named as the board names it."""
    if told is None or not told.findings:
        return []
    thing = board.things.get(told.thing.id)
    name = thing.called if thing is not None else "the dialogue"
    return [found.format(name) for found in told.findings]


def _number(board: Board) -> None:
    counts: dict[str, int] = {}
    for thing in board.things.values():
        counts[thing.entity] = counts.get(thing.entity, 0) + 1
        thing.number = counts[thing.entity]
    # A meeting is cited by its day, which no meeting of another day changes.
    by_day: dict[str, list[Thing]] = {}
    for thing in board.of("meeting"):
        by_day.setdefault(thing.day, []).append(thing)
    for day, held in by_day.items():
        for place, thing in enumerate(held):
            thing.name = day if len(held) == 1 else f"{day}{_letter(place)}"


def _letter(place: int) -> str:
    """a, b ... z, and then aa, ab: one for each of several of a day."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + ascii_lowercase[place % 26]


def _in_order_given(told: Iterable[Told]) -> Callable[[Told], tuple[str, int]]:
    """The ids of things, by which those of one place are told apart; parts of a split go in the order of the split."""
    found: dict[str, tuple[str, int]] = {}
    for one in told:
        for movement in one.thing.movements:
            parts = movement.fields.get(PARTS)
            named = [str(part) for part in parts] if isinstance(parts, list | tuple) else []
            if named:
                leading = min(named)
                found |= {part: (leading, number) for number, part in enumerate(named)}
    return lambda one: found.get(one.thing.id, (one.thing.id, 0))


def _supersede(board: Board) -> None:
    # Only a position on the same objective takes another's place: two that name none may be on two matters.
    for thing in board.of("position"):
        objective, party = thing.fields.get("objective"), thing.actor("by")
        if not isinstance(objective, str) or party is None or thing.state == IN_ERROR:
            continue
        objective = board.merged.get(objective, objective)
        standing = board.positions.get((objective, party))
        if standing is not None:
            standing.state, standing.superseded_by = "superseded", thing.id
        board.positions[objective, party] = thing


def _settle(thing: Thing, board: Board, moves: Moves, day: str | None, turns: _Turns) -> None:
    """Who must act, and whether the day has passed: computed, never typed. turns: what was found for other things."""
    due = thing.due
    if due is not None:
        thing.due_by = moves.days.due_by(due, thing.agreed or thing.raised)
    state = moves.states.get((thing.entity, thing.state))
    if state is None or not state.open:
        return
    between = state.holder, thing.actor("by"), thing.actor("to")
    turn = turns.get(between)
    if turn is None:
        turn = turns[between] = _turn(thing, board, state)
    thing.holder, thing.turn = turn
    if thing.held or thing.due_by is not None:
        settle_clock(thing, state, day)


def _turn(thing: Thing, board: Board, state: State) -> tuple[str | None, Turn]:
    """Who must act next, by the sides and the rule of the state alone, and whose turn that is."""
    by, to = board.sides(thing)
    # Never blank: a thing whose texts name no actor is ours to settle, and what nobody must act on is ours to
    # watch.
    members = {*board.members(by), *board.members(to)}
    named = by if state.holder == "by" else to if state.holder == "to" else None
    if state.holder == "ours" and by and to and board.ours not in members:
        named = by  # it is between others
    holder = named or board.ours
    if state.holder == "none" or holder is None:
        return holder, "watching"
    if board.ours in board.members(holder):
        return holder, "mine"
    return holder, "waiting" if board.ours in members else "watching"

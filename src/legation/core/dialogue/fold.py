"""The fold: a dialogue as it stands, made from the entries a reader may read, up to a date.

Pure, and blind to the order in which entries reached the ledger: movements go by the day they took place, and
within a day by what the moves table allows. Nothing here looks at an entry's number or hash, which would tell
of entries that the reader may not read. Access, time travel and undo are all this one function with fewer
entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import msgspec

from legation.core.dialogue.ledger import Draft, Entry, entry_hash
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source
from legation.core.marking import Marking, join_all

Turn = Literal["mine", "waiting", "watching", "closed"]


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as a story tells it. ``before`` is None for the first that is known."""

    on: str
    kind: str
    about: str
    says: str
    text: str
    author: str
    before: str | None
    after: str
    fields: dict[str, Any]
    sources: tuple[Source, ...]
    marking: str | None
    access: str


class Thing(msgspec.Struct, kw_only=True):
    """An objective, commitment, meeting ... as it stands.

    number: its place among its kind on this reader's board, in order of raising. holder: who must act next;
    for what is only watched, the side that watches. extended: its due day was put off. superseded_by: id of
    the position that took its place.
    """

    id: str
    entity: str
    number: int
    text: str
    state: str
    fields: dict[str, Any]
    raised: str
    movements: list[Movement]
    holder: str | None = None
    turn: Turn = "closed"
    overdue: bool = False
    extended: bool = False
    superseded_by: str | None = None

    @property
    def last(self) -> Movement:
        return self.movements[-1]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source of its movements, each once, in order."""
        return tuple(dict.fromkeys(source for movement in self.movements for source in movement.sources))

    @property
    def access(self) -> Marking:
        """Join of the markings of the telegrams of all its movements."""
        return join_all([Marking.from_label(movement.access) for movement in self.movements])

    def actor(self, role: Literal["by", "to"]) -> str | None:
        """The party that acts ("by") or is asked ("to"), by whichever field its kind names it with."""
        for name in _ROLES[role]:
            party = self.fields.get(name)
            if isinstance(party, str) and party:
                return party
        return None


_ROLES = {"by": ("by", "sought_by", "party"), "to": ("to", "sought_from", "counterparty")}


class Board(msgspec.Struct, kw_only=True):
    """A dialogue as one reader sees it on one day.

    things: every thing but the dialogue itself, by id, in order of raising. positions: the one that stands,
    by objective id and party. findings: movements that the moves table does not allow, folded all the same.
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
        return [thing for thing in self.things.values() if thing.entity == entity]

    def numbered(self, entity: str, number: int) -> Thing | None:
        """The thing that this board shows under a number."""
        return next((thing for thing in self.of(entity) if thing.number == number), None)

    def linked(self, objective: str, entity: str | None = None) -> list[Thing]:
        """Things whose ``objective`` field names this objective."""
        return [
            thing
            for thing in self.things.values()
            if thing.fields.get("objective") == objective and entity in (None, thing.entity)
        ]

    def story(self, about: str) -> list[Movement]:
        """Every movement of a thing and of what is linked to it, in order of days. Raises KeyError."""
        if self.dialogue is not None and about == self.dialogue.id:
            things = [self.dialogue]
        else:
            things = [self.things[about], *self.linked(about)]
        # Sorting is stable: within a day the thing goes first, and each keeps its own order.
        return sorted((m for thing in things for m in thing.movements), key=lambda movement: movement.on)


def fold(entries: Iterable[Entry], moves: Moves, *, as_of: date | None = None, today: date | None = None) -> Board:
    """The board of one dialogue. Entries of other dialogues must have been left out by the caller.

    Args:
        entries: what the reader may read, in any order.
        moves: the table of states and moves.
        as_of: last day that counts; None for all.
        today: the day on which ``overdue`` is reckoned; ``as_of`` if None. With neither nothing is overdue.
    """
    last = as_of.isoformat() if as_of is not None else None
    findings: list[str] = []
    grouped: dict[tuple[str, str], list[Draft]] = {}
    for entry in entries:
        if last is None or entry.draft.on <= last:
            grouped.setdefault((entry.entity, entry.draft.about), []).append(entry.draft)
    things: list[Thing] = []
    for (entity, about), drafts in sorted(grouped.items()):
        # A rejected proposal is remembered in the ledger and stands on no board.
        if entity != "proposal":
            thing = _thing(entity, about, drafts, moves, findings)
            if thing is not None:
                things.append(thing)
    things.sort(key=_place)
    dialogue = next((thing for thing in things if thing.entity == "dialogue"), None)
    board = Board(
        dialogue=dialogue,
        parties=tuple(dialogue.fields.get("parties") or ()) if dialogue is not None else (),
        ours=dialogue.fields.get("ours") if dialogue is not None else None,
        as_of=last,
        things={thing.id: thing for thing in things if thing.entity != "dialogue"},
        positions={},
        findings=findings,
    )
    _number(board)
    _supersede(board)
    reckoned = today or as_of
    day = reckoned.isoformat() if reckoned is not None else None
    for thing in things:
        _settle(thing, board, moves, day)
    return board


def _natural(text: str) -> list[tuple[int, str]]:
    # 99 goes before 100, and text beside numbers never meets them in a comparison.
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)]


def _said(sources: tuple[Source, ...]) -> tuple[list[tuple[int, str]], int]:
    # Where a thing was first said: telegram, then place in it.
    return (_natural(sources[0].telegram), sources[0].span.start) if sources else ([], 0)


def _place(thing: Thing) -> tuple[str, list[tuple[int, str]], int, str]:
    return (thing.raised, *_said(thing.movements[0].sources), thing.id)


def _verb(draft: Draft) -> str:
    return draft.kind.partition(".")[2]


def _sequence(entity: str, drafts: list[Draft], moves: Moves) -> list[Draft]:
    """The drafts about one thing in the order in which they took place.

    By day; within a day the first in order of the table that the state allows, so that a reply delivered on
    the day of its instruction follows it. Amendments of a day come after its moves, as they were entered.
    """
    progress = {verb: place for place, (of, verb) in enumerate(moves.moves) if of == entity}
    days: dict[str, list[Draft]] = {}
    for draft in drafts:
        days.setdefault(draft.on, []).append(draft)
    told: list[Draft] = []
    state: str | None = None
    for day in sorted(days):
        waiting = [draft for draft in days[day] if _verb(draft) in progress]
        waiting.sort(key=lambda d: (progress[_verb(d)], *_said(d.sources), d.instant, entry_hash(0, d, "")))
        while waiting:
            legal = moves.legal(entity, state)
            following = next((draft for draft in waiting if _verb(draft) in legal), waiting[0])
            waiting.remove(following)
            told.append(following)
            state = _after(entity, _verb(following), state, moves)
        rest = [draft for draft in days[day] if _verb(draft) not in progress]
        told.extend(sorted(rest, key=lambda d: (d.instant, *_said(d.sources), entry_hash(0, d, ""))))
    return told


def _after(entity: str, verb: str, state: str | None, moves: Moves) -> str:
    move = moves.moves[entity, verb]
    if state is not None and move.opens and state not in move.from_:
        return state  # told of again: what was raised once is not raised back
    return move.to


def _thing(entity: str, about: str, drafts: list[Draft], moves: Moves, findings: list[str]) -> Thing | None:
    """The thing that ``drafts`` tell of; None if they only amend what this reader does not see."""
    thing: Thing | None = None
    seen: set[tuple[str, str]] = set()
    for draft in _sequence(entity, drafts, moves):
        verb = _verb(draft)
        before = thing.state if thing is not None else None
        if verb == "amend":
            if thing is None:
                continue
            after, says = thing.state, "amended"
        elif (entity, verb) in moves.moves:
            after, says = _after(entity, verb, before, moves), moves.moves[entity, verb].says
            again = moves.moves[entity, verb].opens and verb not in moves.legal(entity, before)
            # One proposal accepted twice, by two desks at once, is one movement.
            fingerprint = draft.fields.get("proposal")
            if isinstance(fingerprint, str):
                if (verb, fingerprint) in seen:
                    continue
                seen.add((verb, fingerprint))
            if thing is not None and not again and verb not in moves.legal(entity, before):
                findings.append(f"{draft.on}: {entity} {about} went from {before} to {after} out of order")
        else:
            findings.append(f"{draft.on}: {draft.kind} is not a move of the table and was left out")
            continue
        movement = Movement(
            on=draft.on,
            kind=draft.kind,
            about=about,
            says=says,
            text=str(draft.fields.get("text") or ""),
            author=draft.author,
            before=before,
            after=after,
            fields=draft.fields,
            sources=draft.sources,
            marking=draft.marking,
            access=draft.access,
        )
        if thing is None:
            thing = Thing(
                id=about,
                entity=entity,
                number=0,
                text=movement.text,
                state=after,
                fields=dict(draft.fields),
                raised=draft.on,
                movements=[movement],
            )
        else:
            _change(thing, movement, verb, moves)
    return thing


def _change(thing: Thing, movement: Movement, verb: str, moves: Moves) -> None:
    told_again = verb != "amend" and moves.moves[thing.entity, verb].opens and movement.after == movement.before
    due = thing.fields.get("due")
    for name, value in movement.fields.items():
        # A field once known is overwritten by what happens later, not by a second telling of the beginning.
        if name != "text" and value is not None and not (told_again and thing.fields.get(name) is not None):
            thing.fields[name] = value
    if movement.text and (verb == "amend" or not thing.text):
        thing.text = movement.text
    put_off = thing.fields.get("due")
    if _is_day(due) and _is_day(put_off) and str(put_off) > str(due):
        thing.extended = True
    thing.state = movement.after
    thing.movements.append(movement)


def _number(board: Board) -> None:
    counts: dict[str, int] = {}
    for thing in board.things.values():
        counts[thing.entity] = counts.get(thing.entity, 0) + 1
        thing.number = counts[thing.entity]


def _supersede(board: Board) -> None:
    # Only a position on the same objective takes another's place: two that name none may be on two matters.
    for thing in board.of("position"):
        objective, party = thing.fields.get("objective"), thing.actor("by")
        if not isinstance(objective, str) or party is None:
            continue
        standing = board.positions.get((objective, party))
        if standing is not None:
            standing.state, standing.superseded_by = "superseded", thing.id
        board.positions[objective, party] = thing


def _is_day(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value) is not None


def _settle(thing: Thing, board: Board, moves: Moves, day: str | None) -> None:
    """Who must act, and whether the day has passed: computed, never typed."""
    state = moves.states.get((thing.entity, thing.state))
    if state is None or not state.open:
        return
    by, to = _sides(thing, board)
    # Never blank: a thing whose texts name no actor is ours to settle, and what nobody must act on is ours to
    # watch.
    thing.holder = {"by": by, "to": to, "ours": None, "none": None}[state.holder] or board.ours
    if state.holder == "none" or thing.holder is None:
        thing.turn = "watching"
    elif thing.holder == board.ours:
        thing.turn = "mine"
    else:
        thing.turn = "waiting" if board.ours in {by, to} else "watching"
    due = thing.fields.get("due")
    # "2010-03" has passed when its last day has.
    thing.overdue = bool(state.due and day and _is_day(due) and str(due) < day[: len(str(due))])


def _sides(thing: Thing, board: Board) -> tuple[str | None, str | None]:
    """Who acts and who is asked; between two parties the one that is not named is the other."""
    by, to = thing.actor("by"), thing.actor("to")
    if len(board.parties) == 2:
        other = {board.parties[0]: board.parties[1], board.parties[1]: board.parties[0]}
        by, to = by or other.get(to or ""), to or other.get(by or "")
    return by, to

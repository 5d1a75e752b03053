"""The fold: a dialogue as it stands, made from the entries a reader may read, up to a date.

Pure, and blind to the order in which entries reached the ledger: movements go by the day they took place, and
within a day by what the moves table allows. Nothing here looks at an entry's number or hash, which would tell
of entries that the reader may not read. Access, time travel and undo are all this one function with fewer
entries.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from copy import copy
from datetime import date, timedelta
from itertools import groupby
from operator import ne
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from legation.core.dialogue.ledger import Draft, Entry, entry_hash
from legation.core.dialogue.moves import Actor, Move, Moves
from legation.core.dialogue.proposal import Source
from legation.core.marking import Marking, join_all

Turn = Literal["mine", "waiting", "watching", "closed"]


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Movement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One entry as a story tells it. ``before`` is None for the first that is known.

    side: who moved, as the moves table has it: the one that acts, the one asked, our own, or both.
    """

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
    side: Actor = "ours"


class Thing(msgspec.Struct, kw_only=True, gc=False):
    """An objective, commitment, meeting ... as it stands.

    number: its place among its kind on this reader's board, in order of raising. holder: who must act next;
    for what is only watched, the side that watches. extended: its due day was put off. superseded_by: id of
    the position that took its place. facts: what was established (signed, in force, implemented, verified), with its
    day. stopped: since when the time until the due day stands still; paused: days for which it stood still before.
    held, rested: the same of one of several, such as the posts instructed. movements: the one that raised it, then the
    others by their days; those of a thing merged into it may be earlier.
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
    facts: dict[str, str] = msgspec.field(default_factory=dict)
    stopped: str | None = None
    paused: int = 0
    held: Mapping[str, str] = _NOTHING
    rested: Mapping[str, int] = _NOTHING

    @property
    def due(self) -> str | None:
        """The day by which it is due, put off by the days on which the time stood still; None without one.

        Of several it is that of the first whose time runs.
        """
        due = self.fields.get("due")
        if not isinstance(due, str) or not due:
            return None
        rested = min((self.rested.get(one, 0) for one in self.awaited if one not in self.held), default=0)
        if self.paused + rested and _DAY.fullmatch(due):
            return (date.fromisoformat(due) + timedelta(days=self.paused + rested)).isoformat()
        return due

    @property
    def awaited(self) -> tuple[str, ...]:
        """The posts instructed that have not answered; none where none is named or one reply is for all."""
        posts = self.fields.get("posts")
        return self.unanswered(posts) if isinstance(posts, list | tuple) else ()

    def unanswered(self, posts: Iterable[Any]) -> tuple[str, ...]:
        """Those of some posts that have not answered; none where a reply names no post, which is one for all."""
        answered = {item.get("post") for item in self.items("replies")}
        return () if None in answered else tuple(str(post) for post in posts if post not in answered)

    def items(self, name: str) -> list[dict[str, Any]]:
        """The items of a list that its movements made, such as ``deliveries``; each has the day, ``on``."""
        held = self.fields.get(name)
        return [item for item in held if isinstance(item, dict)] if isinstance(held, list | tuple) else []

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
    by objective id and party. merged: objective to the one that it was merged into. under: by objective id, the
    ids of what belongs to it, merged objectives and what belongs to them included. findings: movements that the
    moves table does not allow, folded all the same. day: the day on which overdue and silence are reckoned.
    """

    dialogue: Thing | None
    parties: tuple[str, ...]
    ours: str | None
    as_of: str | None
    things: dict[str, Thing]
    positions: dict[tuple[str, str], Thing]
    merged: dict[str, str]
    under: dict[str, list[str]]
    findings: list[str]
    day: str | None = None

    def of(self, entity: str) -> list[Thing]:
        """The things of one kind, in order of raising."""
        return [thing for thing in self.things.values() if thing.entity == entity]

    def numbered(self, entity: str, number: int) -> Thing | None:
        """The thing that this board shows under a number."""
        return next((thing for thing in self.of(entity) if thing.number == number), None)

    def linked(self, objective: str, entity: str | None = None) -> list[Thing]:
        """What belongs to an objective: things that name it, and what was merged into it with all of its own."""
        things = (self.things[name] for name in self.under.get(objective, ()))
        return [thing for thing in things if entity in (None, thing.entity)]

    def sides(self, thing: Thing) -> tuple[str | None, str | None]:
        """Who acts and who is asked; between two parties the one that is not named is the other."""
        return _sides(thing, self)

    def moved_by(self, thing: Thing, movement: Movement) -> tuple[str, ...]:
        """The parties that made a movement of a thing."""
        if movement.side == "both":
            return self.parties
        by, to = _sides(thing, self)
        party = {"by": by, "to": to, "ours": self.ours}[movement.side]
        return (party,) if party is not None else ()

    def story(self, about: str) -> list[Movement]:
        """Every movement of a thing and of what is linked to it, in order of days. Raises KeyError."""
        if self.dialogue is not None and about == self.dialogue.id:
            things = [self.dialogue]
        else:
            things = [self.things[about], *self.linked(about)]
        # Sorting is stable: within a day the thing goes first, and each keeps its own order.
        return sorted((m for thing in things for m in thing.movements), key=lambda movement: movement.on)


class Folding:
    """A fold that can be carried on: entries are added as they come, and a board costs what has changed.

    moves: the table of states and moves. as_of: last day that counts; None for all.
    """

    def __init__(self, moves: Moves, as_of: date | None = None) -> None:
        self._moves = moves
        self._as_of = as_of.isoformat() if as_of is not None else None
        self._drafts: dict[str, dict[str, list[Draft]]] = {}
        self._told: dict[tuple[str, str], _Told | None] = {}
        self._joined: dict[tuple[str, str], tuple[tuple[tuple[str, int], ...], _Told | None]] = {}

    def add(self, entries: Iterable[Entry]) -> None:
        """Take in entries of one dialogue, in any order."""
        last, told = self._as_of, self._told
        by_kind: dict[str, dict[str, list[Draft]]] = {}
        for entry in entries:
            draft = entry.draft
            if last is not None and draft.on > last:
                continue
            things = by_kind.get(draft.kind)
            if things is None:
                things = by_kind[draft.kind] = self._drafts.setdefault(draft.kind.partition(".")[0], {})
            held = things.get(draft.about)
            if held is None:
                things[draft.about] = [draft]
            else:
                held.append(draft)
            if told:
                told.pop((draft.kind.partition(".")[0], draft.about), None)

    def board(self, today: date | None = None) -> Board:
        """The board of all that was added. ``today``: the day on which ``overdue`` is reckoned, else ``as_of``."""
        for entity, things_of in self._drafts.items():
            if entity == "proposal":
                continue  # what was proposed or rejected is remembered in the ledger and stands on no board
            for about, drafts in things_of.items():
                if (entity, about) not in self._told:
                    self._told[entity, about] = _tell(entity, about, drafts, self._moves)
        known = {**self._told, **self._of_one()}
        told = [one for one in known.values() if one is not None]
        told.sort(key=lambda one: one.place)
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
            findings=[finding for name in sorted(known) for finding in _findings(known[name])],
        )
        _number(board)
        _merge(board)
        _supersede(board)
        day = board.day = today.isoformat() if today is not None else self._as_of
        for thing in things:
            _settle(thing, board, self._moves, day)
        return board

    def _of_one(self) -> dict[tuple[str, str], _Told | None]:
        """What is told of things into which others were merged, with what was told of those."""
        found: dict[tuple[str, str], _Told | None] = {}
        for entity, move in self._moves.joining.items():
            drafts = self._drafts.get(entity, {})
            kind = f"{entity}.{move.verb}"
            known = [told for about in drafts if (told := self._told[entity, about]) is not None]
            things = [told.thing for told in known]
            places = {told.thing.id: told.place for told in known}
            joined = [thing for thing in things if any(movement.kind == kind for movement in thing.movements)]
            into = _targets({thing.id: str(thing.fields.get("into")) for thing in joined}, {t.id for t in things})
            for thing in joined:
                if thing.id in into:  # whatever is entered of it later, by whoever does not see that it is merged
                    merged = copy(thing)
                    merged.state = str(move.to)
                    found[entity, thing.id] = _Told(merged, places[thing.id], ())
            members: dict[str, list[str]] = {}
            for one, target in sorted(into.items()):
                members.setdefault(target, [target]).append(one)
            for target, names in members.items():
                counted = tuple((name, len(drafts[name])) for name in names)
                kept = self._joined.get((entity, target))
                if kept is None or kept[0] != counted:
                    every = [draft for name in names for draft in drafts[name]]
                    kept = self._joined[entity, target] = (counted, _tell(entity, target, every, self._moves))
                found[entity, target] = kept[1]
        return found


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


# A dialogue may have a hundred thousand things. What is kept of each is made of values that the collector of cycles
# need not look at (tuples of text and numbers, structs without ``gc``), or its passes would take a third of the time.

_Natural = tuple[tuple[int, str], ...]


class _Told(msgspec.Struct, frozen=True, gc=False):
    """A thing as its own entries make it, before it is settled beside the others; and its place among them."""

    thing: Thing
    place: tuple[str, _Natural, int, str]
    findings: tuple[str, ...]


def _findings(told: _Told | None) -> tuple[str, ...]:
    return told.findings if told is not None else ()


def _natural(text: str) -> _Natural:
    # 99 goes before 100, and text beside numbers never meets them in a comparison.
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text))


def _said(sources: tuple[Source, ...]) -> tuple[_Natural, int]:
    # Where a thing was first said: telegram, then place in it.
    return (_natural(sources[0].telegram), sources[0].span.start) if sources else ((), 0)


def _place(first: Draft) -> tuple[str, _Natural, int, str]:
    return (first.on, *_said(first.sources), first.about)


def _verb(draft: Draft) -> str:
    return draft.kind.partition(".")[2]


def _day_of(draft: Draft) -> str:
    return draft.on


def _sequence(entity: str, about: str, drafts: list[Draft], moves: Moves) -> list[Draft]:
    """The drafts about one thing, and of what was merged into it, in the order in which they took place.

    By day; within a day the first in order of the table that the state allows, so that a reply delivered on
    the day of its instruction follows it. Amendments of a day come after its moves, as they were entered.
    """
    if len(drafts) == 1:
        return drafts
    ordered = sorted(drafts, key=_day_of)
    days = [draft.on for draft in ordered]
    if all(map(ne, days, days[1:])):
        return ordered
    told: list[Draft] = []
    state: str | None = None
    for _, same_day in groupby(ordered, key=_day_of):
        of_day = list(same_day)
        waiting = [draft for draft in of_day if (entity, _verb(draft)) in moves.moves]
        if len(waiting) > 1:
            progress = moves.progress
            waiting.sort(key=lambda d: (progress[entity, _verb(d)], *_said(d.sources), d.instant, entry_hash(0, d, "")))
        while waiting:
            # That another is the same is told after what was told of it on that day.
            first = [d for d in waiting if d.about == about or moves.steps[d.kind].move.joins is None]
            following = next((d for d in first if moves.allows(entity, state, _verb(d))), (first or waiting)[0])
            waiting.remove(following)
            told.append(following)
            if first:
                state = moves.steps[following.kind].after(state)
        rest = [draft for draft in of_day if (entity, _verb(draft)) not in moves.moves]
        told.extend(sorted(rest, key=lambda d: (d.instant, *_said(d.sources), entry_hash(0, d, ""))))
    return told


def _tell(entity: str, about: str, drafts: list[Draft], moves: Moves) -> _Told | None:
    """The thing that ``drafts`` tell of; None if they only change what this reader does not see.

    Drafts about another are of one that was merged into it: they are its own, but what it said itself stays, be it
    said later: it has its words, fields and place from the first draft that is about itself.
    """
    told = _sequence(entity, about, drafts, moves)
    steps = moves.steps
    first = next((d for d in told if d.about == about and d.kind in steps and steps[d.kind].after(None)), None)
    if first is None:
        return None
    thing: Thing | None = None
    state: str | None = None
    seen: set[tuple[str, str]] = set()
    findings: list[str] = []
    for draft in told:
        before = state
        fields = draft.fields
        step = steps.get(draft.kind)
        if step is None:
            move = None
            if _verb(draft) != "amend":
                findings.append(f"{draft.on}: {draft.kind} is not a move of the table and was left out")
                continue
            if thing is None:
                continue
            after, says = thing.state, "amended"
            side: Actor = "ours"
        elif step.move.joins is not None and draft.about != about:
            if thing is None:
                continue
            move, fields = None, {}
            after, says, side = thing.state, step.move.joins, step.move.actor
        else:
            move = step.move
            reached = step.after(before)
            if reached is None:
                continue
            after, says, side = reached, move.says, move.actor
            # One proposal accepted twice, by two desks at once, is one movement.
            fingerprint = fields.get("proposal")
            if isinstance(fingerprint, str):
                if (draft.kind, fingerprint) in seen:
                    continue
                seen.add((draft.kind, fingerprint))
            if move.again is not None and draft is not first and (after == before or draft.about != about):
                says = move.again
            if thing is not None:
                allowed = before in step.froms
                if not allowed and not step.opens:
                    findings.append(f"{draft.on}: {entity} {about} went from {before} to {after} out of order")
                if allowed and move.each is not None:
                    after = _reached(thing, move, _meant(thing, move, draft, told), before) or after
        movement = Movement(
            on=draft.on,
            kind=draft.kind,
            about=about,
            says=says,
            text=str(fields["text"] or "") if "text" in fields else "",
            author=draft.author,
            before=before,
            after=after,
            fields=fields,
            sources=draft.sources,
            marking=draft.marking,
            access=draft.access,
            side=side,
        )
        if thing is None:
            thing = Thing(
                id=about,
                entity=entity,
                number=0,
                text=str(first.fields.get("text") or ""),
                state=after,
                fields=dict(first.fields),
                raised=first.on,
                movements=[movement] if draft is first else [],
            )
            if draft is not first:
                _change(thing, movement, move, own=False)
            if move is not None and move.each is not None:
                after = thing.state = _reached(thing, move, _meant(thing, move, draft, told), after) or after
        else:
            _change(thing, movement, move, own=draft.about == about)
        if move is not None and step is not None and step.notes:
            for fields in _meant(thing, move, draft, told):
                _note(thing, move, draft.on, fields)
        if draft is first and thing.movements[0] is not movement:
            # What shows its words says by its first movement where they stand and how closely they are held.
            thing.movements = [movement, *(held for held in thing.movements if held is not movement)]
        state = after
    return _Told(thing, _place(first), tuple(findings)) if thing is not None else None


def _meant(thing: Thing, move: Move, draft: Draft, told: list[Draft]) -> list[dict[str, Any]]:
    """The fields of a draft; where it names none of several, once for each, for it is told of all of them.

    Of one that was merged, all are those that its own thing names, not those that only the other is for.
    """
    own = draft.about == thing.id
    if move.each is None or (own and move.adds is None) or draft.fields.get(move.item[0]) is not None:
        return [draft.fields]
    several = thing.fields.get(move.each)
    if not own:
        several = next((held for d in told if d.about == draft.about and (held := d.fields.get(move.each))), None)
    if not isinstance(several, list | tuple) or not several:
        return [draft.fields]
    return [{**draft.fields, move.item[0]: one} for one in several]


def _reached(thing: Thing, move: Move, fields: list[dict[str, Any]], before: str | None) -> str | None:
    """The state after a move of each of several, where it is not that of the table: some are left, or all show more."""
    if move.proven is not None and before == move.proven:
        return before
    if not _is_each_done(thing, move, fields):
        return move.partly or before
    return move.proven if move.proof is not None and _is_each_done(thing, move, fields, move.proof) else None


def _is_each_done(thing: Thing, move: Move, fields: list[dict[str, Any]], having: str | None = None) -> bool:
    """Whether with this move every member of the list that it is for has made it; ``having``: each with this field."""
    made = [item for item in (*thing.items(str(move.adds)), *fields) if having is None or item.get(having)]
    wanted = thing.fields.get(str(move.each))
    if not isinstance(wanted, list | tuple) or not wanted:
        return bool(made)
    # Without a name it is told of all of them.
    named = {item.get(move.item[0]) for item in made}
    return None in named or set(wanted) <= named


def _change(thing: Thing, movement: Movement, move: Move | None, *, own: bool) -> None:
    if move is None or move.to is not None or not move.item:
        held, told = thing.fields, movement.fields
        apart = move.item if move is not None else ()
        told_again = not own or (movement.after == movement.before and move is not None and move.opens)
        due = held.get("due")
        for name, value in told.items():
            if value is None or name == "text" or name in apart:
                continue
            # A field once known is overwritten by what happens later, not by a second telling of the beginning.
            if not told_again or held.get(name) is None:
                held[name] = value
        if movement.text and ((own and move is None) or not thing.text):
            thing.text = movement.text
        if due is not None and "due" in told:
            put_off = held["due"]
            if put_off != due and _is_day(due) and _is_day(put_off) and str(put_off) > str(due):
                thing.extended = True
    thing.state = movement.after
    thing.movements.append(movement)


def _note(thing: Thing, move: Move, on: str, fields: dict[str, Any]) -> None:
    """What a move leaves beside the state: an item of a list, a fact, the clock."""
    item = {name: fields[name] for name in move.item if fields.get(name) is not None}
    if move.adds and (item or move.each is not None):
        held = thing.items(move.adds)
        item = {"on": on, **item}
        if item not in held:
            thing.fields[move.adds] = [*held, item]
    if move.takes:
        left = [one for one in thing.items(move.takes) if any(one.get(name) != told for name, told in item.items())]
        thing.fields[move.takes] = left
    if move.fact:
        thing.facts.setdefault(move.fact, on)
    if move.clock is not None:
        _clock(thing, move, on, fields)


def _clock(thing: Thing, move: Move, on: str, fields: dict[str, Any]) -> None:
    """The time until the due day stands still, or runs again: that of one of several, or all of it."""
    several = thing.fields.get(move.each or "")
    one = fields.get(move.item[0]) if move.item else None
    named = one if isinstance(several, list | tuple) and isinstance(one, str) and one in several else None
    if move.clock == "stop" and named is not None:
        thing.held = {named: on, **thing.held}
    elif move.clock == "stop":
        thing.stopped = thing.stopped or on
    else:
        for held in thing.held:
            if named in (None, held):
                _resume(thing, held, on)
        # Where all of it stands still, whoever moves first sets it going.
        if thing.stopped is not None:
            thing.paused += _days(thing.stopped, on)
            thing.stopped = None


def _resume(thing: Thing, one: str, on: str) -> None:
    thing.rested = {**thing.rested, one: thing.rested.get(one, 0) + _days(thing.held[one], on)}
    thing.held = {name: since for name, since in thing.held.items() if name != one}


def _days(first: str, last: str) -> int:
    return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)


def _number(board: Board) -> None:
    counts: dict[str, int] = {}
    for thing in board.things.values():
        counts[thing.entity] = counts.get(thing.entity, 0) + 1
        thing.number = counts[thing.entity]


def _merge(board: Board) -> None:
    """Settle which objective stands for a merged one, and what belongs to each objective."""
    merged = [thing for thing in board.of("objective") if thing.state == "merged"]
    board.merged |= _targets({thing.id: str(thing.fields.get("into")) for thing in merged}, board.things)
    for thing in board.things.values():
        if thing.id in board.merged:
            board.under.setdefault(board.merged[thing.id], []).append(thing.id)
        named = thing.fields.get("objective")
        if isinstance(named, str):
            board.under.setdefault(named, []).append(thing.id)
            if named in board.merged:
                board.under.setdefault(board.merged[named], []).append(thing.id)


def _targets(into: Mapping[str, str], known: Container[str]) -> dict[str, str]:
    """The thing that stands for each merged one, over several steps; into one that is not ``known`` none is merged."""
    named = {merged: target for merged, target in into.items() if target in known}
    found: dict[str, str] = {}
    for merged, target in named.items():
        met = {merged}
        while target in named and target not in met:
            met.add(target)
            target = named[target]
        if target not in met:  # two merged into one another stand each for itself
            found[merged] = target
    return found


def _supersede(board: Board) -> None:
    # Only a position on the same objective takes another's place: two that name none may be on two matters.
    for thing in board.of("position"):
        objective, party = thing.fields.get("objective"), thing.actor("by")
        if not isinstance(objective, str) or party is None:
            continue
        objective = board.merged.get(objective, objective)
        standing = board.positions.get((objective, party))
        if standing is not None:
            standing.state, standing.superseded_by = "superseded", thing.id
        board.positions[objective, party] = thing


_DUE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _DUE.fullmatch(value) is not None


def _settle(thing: Thing, board: Board, moves: Moves, day: str | None) -> None:
    """Who must act, and whether the day has passed: computed, never typed."""
    state = moves.states.get((thing.entity, thing.state))
    if state is None or not state.open:
        return
    by, to = _sides(thing, board)
    # Never blank: a thing whose texts name no actor is ours to settle, and what nobody must act on is ours to
    # watch.
    named = by if state.holder == "by" else to if state.holder == "to" else None
    thing.holder = named or board.ours
    if state.holder == "none" or thing.holder is None:
        thing.turn = "watching"
    elif thing.holder == board.ours:
        thing.turn = "mine"
    else:
        thing.turn = "waiting" if board.ours in {by, to} else "watching"
    if thing.held and thing.stopped is None and thing.awaited and all(one in thing.held for one in thing.awaited):
        thing.stopped = max(thing.held.values())
    due = thing.due
    # "2010-03" has passed when its last day has.
    thing.overdue = bool(
        state.due and day and thing.stopped is None and _is_day(due) and str(due) < day[: len(str(due))]
    )


def _sides(thing: Thing, board: Board) -> tuple[str | None, str | None]:
    """Who acts and who is asked; between two parties the one that is not named is the other."""
    by, to = thing.actor("by"), thing.actor("to")
    if (by is None or to is None) and len(board.parties) == 2:
        other = {board.parties[0]: board.parties[1], board.parties[1]: board.parties[0]}
        by, to = by or other.get(to or ""), to or other.get(by or "")
    return by, to

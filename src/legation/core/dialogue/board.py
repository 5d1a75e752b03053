"""The board: a dialogue as one reader sees it on one day, with its things and the movements that each made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from legation.core.dialogue.days import is_day, is_full_day
from legation.core.dialogue.moves import Actor
from legation.core.dialogue.proposal import Source, with_matter
from legation.core.marking import Marking, join_all

Turn = Literal["mine", "waiting", "watching", "closed"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Movement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One entry as a story tells it. ``before`` is None for the first that is known. instant: when it was entered.

    side: who moved, as the moves table has it: the one that acts, the one asked, our own, both, or none; desk where the
    records alone were put in order, also for what an entry made in error says.
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
    instant: str = ""

    @property
    def moves_something(self) -> bool:
        """Whether it tells of the dialogue, and not of how its records are kept.

        What no side did counts where a telegram tells it, as that no evidence was seen.
        """
        return self.side != "desk" and (self.side != "none" or bool(self.sources))

    def actor(self, role: Literal["by", "to"]) -> str | None:
        """The party that acts or is asked, where this movement itself says which (``Thing.actor``)."""
        return _actor(self.fields, role)


class Redated(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A day that a movement put another in the place of: that by which a thing was due, or on which a meeting was set.

    told_by: the movement that had told the day that was; None where none of them tells it.
    """

    movement: Movement
    before: str
    told_by: Movement | None


class Thing(msgspec.Struct, kw_only=True, gc=False):
    """An objective, commitment, meeting ... as it stands.

    number: its place among its kind on this reader's board, in order of raising. name: what it is cited by beside its
    kind: of a meeting its day, with a letter where several are of that day, else the number. holder: who must act next;
    for what is only watched, the side that watches. extended: its due day was put off. superseded_by: id of
    the position that took its place. facts: what was established (signed, in force, implemented, verified), with its
    day. agreed: the day on which the due day that stands was set, for one set later than the thing was raised. stopped:
    since when the time until the due day stands still; paused: days for which it stood still before, since ``agreed``.
    held, rested: the same of one of several, such as the posts instructed. due_by: ``due``, or what its words come to.
    movements: the one that raised it, then the others by their days; those of a thing merged into it may be earlier.
    taken_back: those that were entered and do not count any more, by their days. redated: days that were put off or
    corrected, by their field (``due`` or ``date``), in the order of the movements.
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
    agreed: str | None = None
    stopped: str | None = None
    paused: int = 0
    held: Mapping[str, str] = _NOTHING
    rested: Mapping[str, int] = _NOTHING
    due_by: str | None = None
    name: str = ""
    taken_back: tuple[Movement, ...] = ()
    redated: Mapping[str, list[Redated]] = _NOTHING

    @property
    def title(self) -> str:
        """Its text, with what that is about where it does not say so itself."""
        return with_matter(self.text, self.fields)

    @property
    def called(self) -> str:
        """Its kind and its name: ``objective 2``, ``meeting 2010-03-01``."""
        return f"{self.entity} {self.name or self.number}" if self.name or self.number else f"the {self.entity}"

    @property
    def day(self) -> str:
        """The day of a meeting as its texts give it, a month or a year; else that of the first move that is known."""
        given = (self.fields.get("date"), self.fields.get("held_on"))
        return next((str(day) for day in given if is_day(day)), self.raised)

    @property
    def days(self) -> frozenset[str]:
        """Every day that was told of a meeting, also those before it was postponed."""
        told = (m.fields.get(name) for m in self.movements for name in ("date", "held_on"))
        return frozenset({self.day, *(str(day) for day in told if is_day(day))})

    @property
    def due(self) -> str | None:
        """The day by which it is due, put off by the days on which the time stood still; None without one.

        Days before the due day was set anew do not count: whoever agreed to it knew of them. Of several it is that of
        the first whose time runs.
        """
        due = self.fields.get("due")
        if not isinstance(due, str) or not due:
            return None
        rested = min((self.rested.get(one, 0) for one in self.awaited if one not in self.held), default=0)
        if self.paused + rested and is_full_day(due):
            try:
                return (date.fromisoformat(due) + timedelta(days=self.paused + rested)).isoformat()
            except OverflowError:
                return due  # there is no later day to put it off to
        return due

    @property
    def due_before(self) -> str | None:
        """The day by which it was due until another took its place; None for one that had no other."""
        return self.redated["due"][-1].before if "due" in self.redated else None

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
        """The last that moved anything; the last of all where none did."""
        moved = (movement for movement in reversed(self.movements) if movement.moves_something)
        return next(moved, self.movements[-1])

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
        return _actor(self.fields, role)


_ROLES = {"by": ("by", "sought_by", "party"), "to": ("to", "sought_from", "counterparty")}

SIDES = frozenset(name for names in _ROLES.values() for name in names)
"""Fields that name who acts, or who is asked."""


def _actor(fields: Mapping[str, Any], role: Literal["by", "to"]) -> str | None:
    first, second, third = _ROLES[role]
    party = fields.get(first) or fields.get(second) or fields.get(third)
    if party is None or isinstance(party, str):
        return party or None
    named = (fields.get(name) for name in _ROLES[role])  # the first says something that is no party
    return next((party for party in named if isinstance(party, str) and party), None)


def on_both_sides(fields: Mapping[str, Any], both: Collection[str]) -> str | None:
    """The party that acts and is asked at once, which none can; None where there is no such.

    both: words for all parties at once: what both seek is asked of both.
    """
    by, to = _actor(fields, "by"), _actor(fields, "to")
    if by is None or to is None or by.casefold() != to.casefold() or by.casefold() in both:
        return None
    return by


class Board(msgspec.Struct, kw_only=True):
    """A dialogue as one reader sees it on one day.

    things: every thing but the dialogue itself, by id, in order of raising. positions: the one that stands,
    by objective id and party. merged: objective to the one that it was merged into. under: by objective id, the
    ids of what belongs to it, merged objectives and what belongs to them included. findings: movements that the
    moves table does not allow, folded all the same. day: the day on which overdue and silence are reckoned. later:
    entries of days after it, which do not count yet. moved: the day on which anything last moved, and the thing that
    did; that the records were put in order is no such movement. both: words for all parties at once, the
    first as it is written.
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
    later: int = 0
    moved: tuple[str, Thing] | None = None
    both: tuple[str, ...] = ()

    def of(self, entity: str) -> list[Thing]:
        """The things of one kind, in order of raising."""
        return [thing for thing in self.things.values() if thing.entity == entity]

    def numbered(self, entity: str, number: int) -> Thing | None:
        """The thing that this board shows under a number."""
        return next((thing for thing in self.of(entity) if thing.number == number), None)

    def dated(self, name: str) -> list[Thing]:
        """The meetings that are cited so: by their day, with or without its letter, or by one that was told before."""
        held = self.of("meeting")
        for found in (
            [thing for thing in held if thing.name == name],
            [thing for thing in held if thing.day == name],
            [thing for thing in held if name in thing.days],
        ):
            if found:
                return found
        return []

    def linked(self, objective: str, entity: str | None = None) -> list[Thing]:
        """What belongs to an objective: things that name it, and what was merged into it with all of its own."""
        things = (self.things[name] for name in self.under.get(objective, ()))
        return [thing for thing in things if entity in (None, thing.entity)]

    def sides(self, thing: Thing) -> tuple[str | None, str | None]:
        """Who acts and who is asked; between two parties the one that is not named is the other.

        What both sides seek is asked of both, and a side that is all parties has the word for that.
        """
        return _sides(thing, self)

    def members(self, side: str | None) -> tuple[str, ...]:
        """The parties that a side stands for."""
        if side is None:
            return ()
        return self.parties if side.casefold() in self.both else (side,)

    def moved_by(self, thing: Thing, movement: Movement) -> tuple[str, ...]:
        """The parties that made a movement of a thing."""
        if movement.side == "both":
            return self.parties
        if movement.side in ("none", "desk"):  # nobody has said or done anything
            return ()
        if movement.side == "ours":
            return self.members(self.ours)
        by, to = _sides(thing, self)
        return self.members(by if movement.side == "by" else to)

    def story(self, about: str) -> list[Movement]:
        """Every movement of a thing and of what is linked to it, in order of days, also what was taken back.

        Raises KeyError.
        """
        if self.dialogue is not None and about == self.dialogue.id:
            things = [self.dialogue]
        else:
            things = [self.things[about], *self.linked(about)]
        # Sorting is stable: within a day the thing goes first, and each keeps its own order.
        return sorted(
            (m for thing in things for m in (*thing.taken_back, *thing.movements)), key=lambda movement: movement.on
        )


def _sides(thing: Thing, board: Board) -> tuple[str | None, str | None]:
    """Who acts and who is asked; between two parties the one that is not named is the other."""
    by, to = thing.actor("by"), thing.actor("to")
    if by is not None and by.casefold() in board.both:
        by = board.both[0]
    if to is not None and to.casefold() in board.both:
        to = board.both[0]
    if by is not None and by in board.both:
        return by, to or by
    if (by is None or to is None) and len(board.parties) == 2:
        other = {board.parties[0]: board.parties[1], board.parties[1]: board.parties[0]}
        by, to = by or other.get(to or ""), to or other.get(by or "")
    return by, to

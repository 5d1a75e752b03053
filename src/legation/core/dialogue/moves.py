"""Moves: which states each kind of thing has, and which verbs lead from one to another.

The rows stand in ``tables/data/moves.toml``; this room only knows how to ask them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from legation.core.dialogue.ledger import MOVEMENT, PARTS
from legation.core.dialogue.worded_days import WordedDays
from legation.core.errors import MoveError

HolderRule = Literal["by", "to", "ours", "none"]
Shape = Literal["list", "items", "text"]
Actor = Literal["by", "to", "ours", "both", "none", "desk"]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """entity and name; who must act next in it; whether the thing is still open.

    due: whether its due day still counts; an answered demarche is open but no longer awaited. silence: whether days
    without a word count while a dialogue is in it. ask: what the one who
    must act is asked in a talk; act: what our side does instead, with ``{other}`` for the other; act_theirs: the same
    where it is the other that seeks it.
    """

    entity: str
    name: str
    holder: HolderRule
    open: bool
    due: bool = True
    silence: bool = True
    ask: str = ""
    act: str = ""
    act_theirs: str = ""


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """verb: leads from any of ``from_`` (``any`` is every state) to ``to``. says: how a story tells it.

    raises: a thing may begin with it, as a meeting that a telegram first tells of when it has been held. A
    move that leads from nowhere always does. to: None where the state stays as it is.

    adds: a list of the thing that gets one more item, made of the fields named in ``item`` and the day.
    takes: a list of the thing that loses the items that are equal in those fields named in ``item`` that the move has.
    each: a list field of the thing, such as the posts instructed, of which one makes the move, named by the first of
    ``item``: its clock alone stops and runs, and the state is reached when every one of them stands among the items;
    until then it is ``partly``, or stays where that is None.
    answers: a list of the thing in which every one of ``each`` stands before it can make the move, such as deliveries.
    later: a field of the thing that the move sets to a later day than the one that stands.
    proof: a field of the items by which each shows more; where each member has it the state is ``proven`` instead, and
    no further one leads out of that.
    actor: the side that makes the move, for days of silence; none where no side has said or done anything, and desk
    where the records alone are put in order, as by a merge. actor_from: by the state before, where another side makes
    it, as an offer is accepted by the one to whom it is made. fact: what is
    established by it, with its day; clears: facts that it takes back.
    undoes: a move that it takes back: the thing is again in the state in which that one found it. rejoins: the state of
    the parts that the other move made, which belong to the whole from then on.
    offered: the kind of a movement of another thing, such as ``meeting.hold``, which suggests this move to a person
    while that thing is in a state of ``offered_while``, or where the movement left it. offered_last: only by things of
    this side of it, and once none of theirs is open.
    quoted: its quotation is what it says and is not repeated in its text, as with minutes.
    joins: how a story tells it of the other, where the two are one and what was told of each is told of that one.
    clock: whether the time until the due day stands still from then on, or runs again. again: how a story tells it of
    a thing that was there before and stays as it is.
    """

    entity: str
    verb: str
    from_: tuple[str, ...]
    says: str
    to: str | None = None
    raises: bool = False
    adds: str | None = None
    takes: str | None = None
    item: tuple[str, ...] = ()
    each: str | None = None
    partly: str | None = None
    answers: str | None = None
    later: str | None = None
    proof: str | None = None
    proven: str | None = None
    actor: Actor = "by"
    actor_from: dict[str, Actor] = {}
    fact: str | None = None
    clears: tuple[str, ...] = ()
    clock: Literal["stop", "start"] | None = None
    again: str | None = None
    joins: str | None = None
    undoes: str | None = None
    rejoins: str | None = None
    quoted: bool = False
    offered: str | None = None
    offered_while: tuple[str, ...] = ()
    offered_last: Literal["by", "to"] | None = None

    @property
    def opens(self) -> bool:
        """Whether a thing may begin with this move."""
        return self.raises or not self.from_


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an entry may say of a kind of thing, beside the ``item`` of its move.

    days: those of any that hold a day. lists: those that hold a list of texts; items: a list of items with fields of
    their own; texts: one text and nothing else, for things are told apart by it. words: of which one is said, or a
    quotation given, when such a thing is raised.
    """

    entity: str
    names: tuple[str, ...]
    days: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Values(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field whose value is one of a list of words. by_party: kinds of which it may also be said of each side."""

    field: str
    one_of: tuple[str, ...]
    by_party: tuple[str, ...] = ()


class Step(NamedTuple):
    """A move made ready for a fold, which takes one for every entry.

    froms: states that allow it, None where a thing may begin with it. after: by the state before, that after the move;
    None where a thing that is not there was to keep its state. notes: it leaves something beside the state. plain: it
    leads from one state to another and nothing more is asked of it, as most do.
    """

    move: Move
    froms: frozenset[str | None]
    after: Mapping[str | None, str | None]
    opens: bool
    notes: bool
    plain: bool


class Checks(NamedTuple):
    """What in the entries of a kind of thing may be wrong, made ready for a fold: days, words of a list, shapes.

    names: of the fields in which any of that may stand.
    """

    names: frozenset[str]
    shapes: Mapping[str, Shape]
    days: tuple[str, ...]
    closed: Mapping[str, Values]


def _after(move: Move, state: str | None) -> str | None:
    """State after a move."""
    if move.to is None:
        return state
    if move.opens and move.from_ != ("any",) and state is not None and state not in move.from_:
        return state  # told of again: what was raised once is not raised back
    return move.to


def _notes(move: Move) -> bool:
    return bool(move.adds or move.takes or move.fact or move.clears or move.clock)


class Moves(msgspec.Struct, frozen=True, dict=True):
    """All states and moves, asked by entity.

    relations: name of a link of objectives to the kind it leads to. fields: what may be said of a thing, by its entity.
    values: by its name, each field that holds one word of a list. sides: fields that hold a party. both: words for all
    parties at once, the first as it is written. days: the words by which a text says when something is due.
    """

    states: dict[tuple[str, str], State]
    moves: dict[tuple[str, str], Move]
    relations: dict[str, str] = {}
    fields: dict[str, Fields] = {}
    values: dict[str, Values] = {}
    sides: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    days: WordedDays = WordedDays()

    @property
    def entities(self) -> tuple[str, ...]:
        """Every kind of thing, in the order of the table."""
        return tuple(dict.fromkeys(entity for entity, _ in self.states))

    @cached_property
    def _legal(self) -> dict[tuple[str, str | None], dict[str, None]]:
        allowed: dict[tuple[str, str | None], dict[str, None]] = {}
        for move in self.moves.values():
            froms: list[str | None] = [None] if move.opens else []
            if "any" in move.from_:
                froms += [name for entity, name in self.states if entity == move.entity]
            for state in (*froms, *(name for name in move.from_ if name != "any")):
                allowed.setdefault((move.entity, state), {})[move.verb] = None
        return allowed

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every move by the kind of an entry, such as ``objective.table``."""
        states: dict[tuple[str, str], set[str | None]] = {}
        for (entity, state), verbs in self._legal.items():
            for verb in verbs:
                states.setdefault((entity, verb), set()).add(state)
        return {
            f"{entity}.{verb}": Step(
                move=move,
                froms=frozenset(states.get((entity, verb), ())),
                after={state: _after(move, state) for state in (None, *(n for of, n in self.states if of == entity))},
                opens=move.opens,
                notes=_notes(move),
                plain=not (
                    _notes(move) or move.actor_from or any((move.joins, move.undoes, move.again, move.each, move.later))
                ),
            )
            for (entity, verb), move in self.moves.items()
        }

    def fields_of(self, kind: str) -> tuple[str, ...]:
        """Names of what a move, or an amendment such as ``objective.amend``, may say; none of an unknown kind."""
        entity, _, verb = kind.partition(".")
        move, held = self.moves.get((entity, verb)), self.fields.get(entity)
        item = move.item if move is not None else ()
        if move is not None and move.to is None and item:
            return tuple(dict.fromkeys(("text", *item)))  # it leaves one more item, and the thing as it is
        return tuple(dict.fromkeys((*(held.names if held is not None else ()), *item)))

    def days_of(self, kind: str) -> tuple[str, ...]:
        """Names of the fields that hold a day, wherever they stand in the entry."""
        held = self.fields.get(kind.partition(".")[0])
        return held.days if held is not None else ()

    @cached_property
    def shapes(self) -> dict[str, dict[str, Shape]]:
        """By entity, the fields that hold a list of texts, a list of items or one text; not the others."""
        return {
            entity: {
                **dict.fromkeys(held.lists, "list"),
                **dict.fromkeys(held.items, "items"),
                **dict.fromkeys(held.texts, "text"),
            }
            for entity, held in self.fields.items()
        }

    @cached_property
    def closed(self) -> dict[str, dict[str, Values]]:
        """By entity, the fields of it, and of the items of its moves, that hold one word of a list."""
        items: dict[str, set[str]] = {}
        for move in self.moves.values():
            items.setdefault(move.entity, set()).update(move.item)
        return {
            entity: {
                name: row for name, row in self.values.items() if name in held.names or name in items.get(entity, ())
            }
            for entity, held in self.fields.items()
        }

    @cached_property
    def checks(self) -> dict[str, Checks]:
        """By entity, what in its entries may be wrong."""
        return {
            entity: Checks(
                names=frozenset({*held.days, *self.shapes[entity], *self.closed[entity]}),
                shapes=self.shapes[entity],
                days=held.days,
                closed=self.closed[entity],
            )
            for entity, held in self.fields.items()
        }

    def words_of(self, kind: str, *, raises: bool) -> tuple[str, ...]:
        """Names of the fields of which a move must have one, where no quotation says it; none where it needs none."""
        entity, _, verb = kind.partition(".")
        move, held = self.moves.get((entity, verb)), self.fields.get(entity)
        if move is not None and "text" in move.item:
            return ("text",)
        return held.words if raises and held is not None else ()

    @cached_property
    def joining(self) -> dict[str, Move]:
        """By entity, the move by which what is told of a thing is told of the one that its field ``into`` names."""
        return {move.entity: move for move in self.moves.values() if move.joins is not None}

    @cached_property
    def rejoining(self) -> dict[str, Move]:
        """By entity, the move after which the parts of a whole are parts no more."""
        return {move.entity: move for move in self.moves.values() if move.rejoins is not None}

    @cached_property
    def parting(self) -> frozenset[str]:
        """The kinds of entries by which a thing is split."""
        return frozenset(f"{move.entity}.{move.verb}" for move in self.moves.values() if PARTS in move.item)

    @cached_property
    def taking_back(self) -> frozenset[str]:
        """The kinds of entries by which one other entry is taken back."""
        return frozenset(f"{move.entity}.{move.verb}" for move in self.moves.values() if MOVEMENT in move.item)

    @cached_property
    def undoing(self) -> dict[str, tuple[str, ...]]:
        """By the kind of an entry, such as ``objective.merge``, those that take it back."""
        found: dict[str, tuple[str, ...]] = {}
        for move in self.moves.values():
            if move.undoes is not None:
                undone = f"{move.entity}.{move.undoes}"
                found[undone] = (*found.get(undone, ()), f"{move.entity}.{move.verb}")
        return found

    @cached_property
    def progress(self) -> dict[tuple[str, str], int]:
        """Place of every move in the order of the table."""
        return {name: place for place, name in enumerate(self.moves)}

    def allows(self, entity: str, state: str | None, verb: str) -> bool:
        """Whether a thing in ``state`` (None: not there yet) may make the move."""
        return verb in self._legal.get((entity, state), ())

    def tells_again(self, entity: str, state: str | None, verb: str) -> bool:
        """Whether the move only tells again of a thing that stays in ``state``: open, or the one that it leads to."""
        move = self.moves.get((entity, verb))
        if move is None or move.again is None or not move.opens or state is None:
            return False
        held = self.states.get((entity, state))
        return state == move.to or (held is not None and held.open)

    def legal(self, entity: str, state: str | None) -> list[str]:
        """Verbs allowed for a thing in ``state`` (None: not there yet), in the order of the table."""
        return list(self._legal.get((entity, state), ()))

    def after(self, entity: str, verb: str, state: str | None) -> str:
        """State after a move. Raises MoveError with the legal verbs when the state does not allow it."""
        if (entity, verb) not in self.moves or not self.allows(entity, state, verb):
            now = f"is {state}" if state is not None else "is not on the ledger yet"
            raise MoveError(
                f"cannot {verb} {'an' if entity[0] in 'aeiou' else 'a'} {entity} that {now}",
                f"possible now: {', '.join(self.legal(entity, state)) or 'nothing'}",
            )
        to = self.moves[entity, verb].to or state
        assert to is not None, "a move that keeps the state raises nothing"  # noqa: S101 - the table's loader sees to it
        return to

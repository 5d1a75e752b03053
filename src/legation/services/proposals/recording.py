"""A move entered by hand: which thing it is about, what it rests on, and whether the state of its day allows it.

Pure: ``services.dialogue.by_hand`` finds the telegram and its words, and appends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

import msgspec

from legation.core.dialogue.board import SIDES, Board, Movement, Thing, on_both_sides
from legation.core.dialogue.clock import is_before
from legation.core.dialogue.days import is_full_day
from legation.core.dialogue.ledger import MOVEMENT, PART_OF, PARTS, RESTS_ON, Entry, Unnumbered, chained, thing_id
from legation.core.dialogue.merging import standing_for
from legation.core.dialogue.moves import Move, Moves
from legation.core.dialogue.proposal import Source
from legation.core.dialogue.taking_back import IN_ERROR, movement_id
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.services.boards.meetings import meetings
from legation.services.boards.sourcing import words_at
from legation.services.proposals.entering import draft_of
from legation.services.proposals.pointing import day_of_meeting, find, named_post, named_thing, own_name, resolve
from legation.services.ties.following import citing
from legation.storage.records import Record
from legation.tables.moves import load_moves

_KEPT = {
    "objective": ("objective_kind", "sought_by", "sought_from"),
    "demarche": ("by", "to", "party", "counterparty", "posts", "objective", "deliveries", "replies"),
}
"""Kinds of things that can be split, and the fields that each part of a split one has from it."""


def by_hand(
    author: str,
    dialogue: str,
    board: Board,
    moves: Moves,
    kind: str,
    about: str,
    *,
    on: str,
    place: tuple[Record, Source] | None = None,
    quoted: bool = False,
    fields: Mapping[str, Any] | None = None,
    drawn: Sequence[Thing] = (),
) -> Unnumbered:
    """The entry of one move.

    place: the telegram that shows it, and where; quoted: by its words. drawn: things whose words it repeats.

    Raises MoveError for a move that the table has not, NotFoundError for a thing that the board has not, RefusedError
    for one that does not say what it raises.
    """
    entity, verb = known_move(moves, kind)
    raises = verb != "amend" and moves.moves[entity, verb].opens
    record, sources = (place[0], (place[1],)) if place is not None else (None, ())
    given = {name: value for name, value in (fields or {}).items() if value is not None}
    resolve(board, dialogue, moves, given, entity)
    thing, key = _about(board, moves, dialogue, entity, about, given, raises=raises, said=(on, sources))
    _say(board, moves, kind, thing, given, on, place if quoted else None)
    if kind in moves.taking_back and thing is not None:
        # It says nothing of the thing but that, and is held as closely as what it takes back.
        one = to_take_back(thing, str(given.get(MOVEMENT) or ""), moves)
        given |= {MOVEMENT: movement_id(one)}
        given |= {RESTS_ON: rests} if (rests := one.fields.get(RESTS_ON)) else {}
        drawn = [_alone(thing, one)]
    if kind == "demarche.respond" and thing is not None and record is not None and "cites" not in (fields or {}):
        cited = citing(thing, record)
        given |= {"cites": cited} if cited is not None else {}
    # An entry that says which other thing this one is tells of both, whatever telegram shows it.
    into = board.things.get(str(given.get("into")))
    both = [one for one in (thing, into) if one is not None] if into is not None else []
    if verb == "merge" and thing is not None and into is not None:
        _check_merge(thing, into, board)
    made = draft_of(
        author,
        kind,
        dialogue,
        key,
        on,
        given,
        sources,
        [record] if record is not None else [],
        board=board if kind not in moves.taking_back else None,
        drawn=[*drawn, *both],
    )
    if PART_OF not in given:
        return made
    # A part rests on what the whole rests on.
    rests_on = dict.fromkeys([*sources, *(source for thing in drawn for source in thing.sources)])
    return msgspec.structs.replace(made, sources=tuple(rests_on))


def _about(
    board: Board,
    moves: Moves,
    dialogue: str,
    entity: str,
    about: str,
    given: dict[str, Any],
    *,
    raises: bool,
    said: tuple[str, tuple[Source, ...]],
) -> tuple[Thing | None, str]:
    """The thing that is meant, None for one that is raised, and its id; ``given`` has what a new one belongs to.

    said: on which day, and where. Raises as ``by_hand``.
    """
    number = _NUMBER.fullmatch(about.strip())
    only_raised = all(move.opens or MOVEMENT in move.item for move in moves.moves.values() if move.entity == entity)
    if number is not None and raises and only_raised:
        about = f"objective {number[1]}"  # what is only raised is never moved by its number: it belongs to one
    elif raises and only_raised:
        about = own_name(board, dialogue, about)
    thing = board.dialogue if entity == "dialogue" else find(board, entity, about)
    key = dialogue if entity == "dialogue" else thing_id(entity, dialogue, about, board.things)
    named = about if " " in about else f"{entity} {about}"
    if thing is not None and thing.entity == "objective" and entity != "objective" and raises:
        # A position on objective 3 is a new thing that belongs to it.
        given.setdefault("objective", thing.id)
        key = thing_id(entity, dialogue, repr((thing.id, *said, sorted(given.items(), key=repr))), board.things)
        thing = board.things.get(key)
    elif thing is not None and thing.entity != entity:
        raise RefusedError(f"{about} is no {entity}", f"use a move of {thing.entity}")
    elif thing is not None:
        key = thing.id
    elif _is_numbered(about, moves):
        raise NotFoundError(named)  # a number is no name for something new
    else:
        thing = board.things.get(key)  # named by the key it was raised under
        if thing is None and day_of_meeting(entity, about) is not None:
            raise NotFoundError(named)  # a mistyped day begins no meeting
    if thing is None and not raises:
        raise NotFoundError(named)
    return thing, key


def _say(
    board: Board,
    moves: Moves,
    kind: str,
    thing: Thing | None,
    given: dict[str, Any],
    on: str,
    quoted: tuple[Record, Source] | None,
) -> None:
    """Put into the fields of a move what it says of itself. quoted: the words that it quotes. Raises RefusedError."""
    entity, _, verb = kind.partition(".")
    said = moves.words_of(kind, raises=thing is None)
    if said and not any(given.get(name) for name in said):
        if quoted is None:
            raise RefusedError(f"{kind} does not say what it is", "give its text, or a quotation")
        if not moves.moves[entity, verb].quoted:
            given["text"] = " ".join(words_at(quoted[0].telegram, quoted[1].span).split())
    if entity == "dialogue" and given.get("title"):
        given.setdefault("text", given["title"])  # it is called by its text, and by its title where it is opened
    if kind == "meeting.finish":
        given["text"] = _open_task(board, given.get("text"), on)
    if entity == "demarche" and given.get("post"):
        given["post"] = named_post(thing, given)


def _open_task(board: Board, text: object, on: str) -> str:
    """The words of the task of a meeting that is meant. Raises RefusedError with those that were open on a day."""
    tasks = [task for one in meetings(board) for task in one.outcomes if task.type == "task" and task.on <= on]
    plain = " ".join(str(text or "").split()).casefold()
    meant = [task for task in tasks if task.text.casefold() == plain]
    for task in meant:
        if task.done is None or task.done > on:
            return task.text
    if meant:
        raise RefusedError(f"the task {meant[0].text[:60]!r} was done on {meant[0].done}", "leave it as it is")
    still = list(dict.fromkeys(repr(task.text) for task in tasks if task.done is None or task.done > on))
    do = (
        f"give the text of one that is: {', '.join(still)}"
        if still
        else "record meeting.outcome with type=task before it"
    )
    raise RefusedError(f"no task {str(text or '')[:60]!r} is open on {on}", do)


_NUMBER = re.compile(r"#?(\d+)")


def _is_numbered(about: str, moves: Moves) -> bool:
    """Whether it is a number on a board, which is no name for something new."""
    kind, _, number = about.strip().lower().rpartition(" ")
    return _NUMBER.fullmatch(number) is not None and (not kind or kind in moves.entities)


def known_move(moves: Moves, kind: str) -> tuple[str, str]:
    """Entity and verb of a move, or of an amendment. Raises MoveError with those that there are."""
    entity, _, verb = kind.partition(".")
    if entity not in moves.entities:
        raise MoveError(f"there is no move {kind!r}", f"begin with one of {', '.join(moves.entities)}")
    if verb != "amend" and (entity, verb) not in moves.moves:
        verbs = [move.verb for move in moves.moves.values() if move.entity == entity]
        raise MoveError(f"there is no move {kind!r}", f"the moves are {', '.join(verbs)}")
    return entity, verb


def check(
    draft: Unnumbered, entries: Sequence[Entry], moves: Moves, fold: Callable[[Sequence[Entry], date | None], Board]
) -> None:
    """Raise MoveError unless the move fits the state of its day and what came later follows from it."""
    entity, _, verb = draft.kind.partition(".")
    board = fold(entries, date.fromisoformat(draft.on))
    thing = board.dialogue if entity == "dialogue" else board.things.get(draft.about)
    now = fold(entries, None)
    if thing is None and draft.about in now.things and not moves.moves[entity, verb].opens:
        raised = now.things[draft.about].raised
        raise MoveError(f"cannot {verb} on a day before it was raised", f"date the move {raised} or later")
    if thing is None and draft.about in now.things:
        # It was raised by what this move follows, as a demarche by its instruction, and not by a report of the move.
        first = now.things[draft.about].movements[0]
        if first.after in moves.moves[entity, verb].from_:
            raise MoveError(
                f"cannot {verb} on a day before it was {first.says}",
                f"date the move {now.things[draft.about].raised} or later, or raise it as another one",
            )
    state = thing.state if thing is not None else None
    # What leaves the state as it is, such as a second report of a delivery, is one where it says anything.
    says = draft.sources or draft.fields.keys() - {RESTS_ON}
    if not (says and moves.tells_again(entity, state, verb)):
        moves.after(entity, verb, state)
    if thing is not None:
        _check_said(draft, thing, moves.moves[entity, verb])
    with_it = fold([*entries, *chained([draft], entries[-1].number, entries[-1].hash)], None)
    if draft.kind in moves.taking_back:
        _check_in_error(draft.about, now, with_it)
    if draft.kind in moves.taking_back and len(with_it.findings) > len(now.findings):
        raise MoveError(
            "cannot take it back: what followed does not follow without it",
            "take back what followed, the last first",
        )
    if len(with_it.findings) > len(now.findings):
        later = now.things[draft.about].movements[-1].on if draft.about in now.things else draft.on
        if draft.on >= later:  # no other day would do
            raise MoveError(
                f"cannot {verb} it: what was done of the one does not follow from what was done of the other",
                "record what is missing between, or leave them as they are",
            )
        raise MoveError(f"cannot {verb} before what followed", f"date the move {later} or later")


def check_not_entered(draft: Unnumbered, entries: Sequence[Entry]) -> None:
    """Raise RefusedError where an entry is the last one of its thing once more: who never had the answer asks again."""
    last = next((entry.draft for entry in reversed(entries) if entry.draft.about == draft.about), None)
    if last is not None and _told(last) == _told(draft):
        raise RefusedError("that is entered already", "enter what is new: another day, telegram or word")


def _told(draft: Unnumbered) -> tuple[object, ...]:
    """What an entry says, and who says it."""
    return draft.author, draft.kind, draft.on, draft.sources, own_fields(draft)


def own_fields(draft: Unnumbered) -> dict[str, Any]:
    """The fields of an entry without what it was made to rest on: the thing has more sources since it was entered."""
    return {name: value for name, value in draft.fields.items() if name != RESTS_ON}


def check_sides(draft: Unnumbered, board: Board, moves: Moves) -> None:
    """Raise RefusedError where what an entry says of its sides puts one party on both of them.

    board: with the entry. An older entry that says so stands, and what says nothing of sides may follow it.
    """
    thing = board.things.get(draft.about)
    party = on_both_sides(thing.fields, moves.both) if thing is not None else None
    if thing is not None and party is not None and not SIDES.isdisjoint(draft.fields):
        raise RefusedError(
            f"{party} is on both sides of the {thing.entity}",
            "name two sides, or one alone: between two parties the other is meant",
        )


def _check_said(draft: Unnumbered, thing: Thing, move: Move) -> None:
    """Raise RefusedError for what a move says that cannot follow: a day put off to an earlier one, a reply to nothing.

    thing: as it stood on the day of the move.
    """
    name = thing.called
    if move.later is not None:
        day = draft.fields.get(move.later)
        if day is None:
            stands = f", later than {thing.due}" if thing.due else ""
            raise RefusedError(f"{name} is given more time, and no day", f"say until when{stands}: {move.later}=DAY")
        if is_before(day, thing.due):
            amend = f"amend the one that stands, where it was wrong ({thing.entity}.amend)"
            raise RefusedError(f"{day} is before {thing.due}, by which {name} is due", f"give a later day, or {amend}")
    if PARTS in move.item and not draft.fields.get(PARTS):
        raise RefusedError("it is not said into which", "give the texts of its parts: legation dialogue split")
    if move.verb == "merge" and not draft.fields.get("into"):
        raise RefusedError("no other one is named", "give the number of the one that it is the same as: into=NUMBER")
    if MOVEMENT in move.item:
        _check_taken_back(draft, thing)
    if move.verb in ("link", "unlink"):
        _check_link(draft, thing, move)
    set_for = draft.fields.get("date") or thing.fields.get("date")
    if (thing.entity, move.verb) == ("meeting", "hold") and is_full_day(set_for) and draft.on < str(set_for):
        raise RefusedError(
            f"{name} is set for {set_for}, and {draft.on} is before that day",
            f"date the move {set_for} or later, or amend the day of the meeting (meeting.amend)",
        )
    if move.answers is not None and thing.fields.get(str(move.each)):
        one = draft.fields.get(move.item[0])
        done = {item.get(move.item[0]) for item in thing.items(move.answers)}
        if one is not None and None not in done and one not in done:
            told = ", ".join(sorted(filter(None, done)))
            raise RefusedError(
                f"{one} had not delivered {name} by {draft.on}{f'; {told} had' if told else ''}",
                "record its delivery first",
            )


def _check_taken_back(draft: Unnumbered, thing: Thing) -> None:
    """Raise RefusedError for what was not entered by then, and for the beginning of a dialogue."""
    one = next((one for one in thing.movements if movement_id(one) == draft.fields.get(MOVEMENT)), None)
    if one is None:
        raise RefusedError(f"it had not been made by {draft.on}", "date it on the day of that move, or later")
    if thing.entity == "dialogue" and one is thing.movements[0]:
        raise RefusedError("a dialogue is not taken back", "conclude it: record dialogue.conclude")


def _check_in_error(about: str, board: Board, with_it: Board) -> None:
    """Raise RefusedError where a thing that stands for others would be entered in error. with_it: with the entry."""
    thing = with_it.things.get(about)
    if thing is None or thing.state != IN_ERROR:
        return
    under = [one for one in board.of(thing.entity) if one.state == "merged" and one.fields.get("into") == about]
    if under:
        names = ", ".join(one.called for one in under)
        raise RefusedError(
            f"{thing.called} stands for what is merged into it: {names}",
            f"take that back first: record {thing.entity}.unmerge",
        )


def _check_link(draft: Unnumbered, thing: Thing, move: Move) -> None:
    """Raise RefusedError for a link of a thing to itself, one that stands already, and the end of one that does not."""
    given = {name: draft.fields.get(name) for name in move.item}
    if given.get("other") == thing.id:
        raise RefusedError("nothing is linked to itself", "name another one")
    stands = any(all(item.get(name) == value for name, value in given.items()) for item in thing.items("links"))
    if stands and move.adds is not None:
        raise RefusedError(f"{thing.called} is linked so already", "leave it as it is")
    if not stands and move.takes is not None:
        raise RefusedError(f"{thing.called} has no such link", "look at its links on the board")


def to_take_back(thing: Thing, named: str, moves: Moves) -> Movement:
    """The movement of a thing that is meant: by its name in the story, else its telegram or day if no other is of it.

    Raises RefusedError with those that there are, and for one that has a move of its own which takes it back.
    """
    able = [one for one in thing.movements if is_taken_back_so(one, moves)]
    plain = named.strip()
    for names in (lambda one: {movement_id(one)}, lambda one: {one.on, *(s.telegram for s in one.sources)}):
        meant = [one for one in able if plain in names(one)]
        if len({movement_id(one) for one in meant}) == 1:
            return _only(meant)
    told = ", ".join(f"{movement_id(one)} ({one.says}, {one.on})" for one in meant or able)
    no_such = f"{thing.called} has no move {plain[:60]!r}" if plain else "it is not said which move is taken back"
    what = f"{len(meant)} moves of {thing.called} are of {plain}" if meant else no_such
    raise RefusedError(what, f"name one: {MOVEMENT}= of {told}" if told else "look at its story")


def _only(meant: list[Movement]) -> Movement:
    """The one movement that is meant. Raises RefusedError where others are named as it is, for all would be taken back.

    Two moves of two days bear one name in one of four thousand million cases.
    """
    if any((one.kind, one.on, one.text) != (meant[0].kind, meant[0].on, meant[0].text) for one in meant):
        raise RefusedError(f"{len(meant)} moves bear the name {movement_id(meant[0])}", "amend what is wrong instead")
    return meant[0]


def is_taken_back_so(one: Movement, moves: Moves) -> bool:
    """Whether a movement is taken back by ``undo``: not a merge or a split, nor what takes such a one, or any, back."""
    entity, _, verb = one.kind.partition(".")
    move = moves.moves.get((entity, verb))
    if one.says == (move.joins if move is not None else None) or one.kind in moves.taking_back:
        return False
    return move is None or (move.undoes is None and one.kind not in moves.undoing)


def _alone(thing: Thing, one: Movement) -> Thing:
    """A thing of which nothing but one movement is known."""
    alone = copy(thing)
    alone.movements = [one]
    return alone


def to_merge(board: Board, about: str, into: str) -> tuple[Thing, Thing]:
    """A thing and the one that it is merged into; numbers alone are of objectives. Raises as ``by_hand`` does."""
    one = named_thing(board, "objective", about)
    other = named_thing(board, one.entity, into)
    able = [entity for entity, verb in load_moves().moves if verb == "merge"]
    if one.entity not in able or other.entity != one.entity:
        raise RefusedError(f"{one.entity} and {other.entity} are not merged", f"name two of {' or '.join(able)}")
    return one, other


def _check_merge(one: Thing, other: Thing, board: Board) -> None:
    """Raise RefusedError for one that is to be merged into itself, or into one that stands for itself no more."""
    if one.id == other.id:
        raise RefusedError("nothing is merged into itself", "name another one")
    whose, of = board.sides(one)[0], board.sides(other)[0]
    if one.entity == "commitment" and whose and of and whose.casefold() != of.casefold():
        raise RefusedError(
            f"{one.called} is of {whose} and {other.called} of {of}: what two sides undertake is not one",
            "amend the side that is wrong (by=), or leave them as they are",
        )
    if other.state == IN_ERROR:
        raise RefusedError(f"{other.called} was entered in error", "name one that stands, or record it again before")
    if other.state == "split":
        raise RefusedError(
            f"{other.called} is split into others",
            f"name one of those, or take the split back: record {other.entity}.unsplit",
        )
    if other.state == "merged":
        merged = {
            thing.id: str(thing.fields.get("into")) for thing in board.of(other.entity) if thing.state == "merged"
        }
        over = board.things.get(standing_for(merged, board.things).get(other.id, ""))
        back = f"take that back: record {other.entity}.unmerge"
        if over is None or over.id == one.id:
            raise RefusedError(f"{other.called} is merged into {'another' if over is None else over.called}", back)
        raise RefusedError(f"{other.called} stands under {over.called}", f"name that, or {back}")


def to_split(board: Board, about: str, texts: Sequence[str]) -> tuple[Thing, dict[str, Any]]:
    """A thing to be split, and the fields that every part of it has. Raises as ``by_hand`` does."""
    origin = named_thing(board, "objective", about)
    if origin.entity not in _KEPT:
        raise RefusedError(f"a {origin.entity} is not split", f"name one of {' or '.join(_KEPT)}")
    if len(texts) < 2 or not all(text.strip() for text in texts):
        raise RefusedError(f"a split needs two {origin.entity}s or more", "give a text for each")
    if len({" ".join(text.split()).casefold() for text in texts}) < len(texts):
        raise RefusedError("two parts have the same text", "give each a text of its own")
    kept = {name: origin.fields[name] for name in _KEPT[origin.entity] if origin.fields.get(name)}
    # Its clock goes on as it went: by its due day, and still where it stood still.
    clock = {"due": origin.due, "stopped": origin.stopped, "held": dict(origin.held) or None}
    return origin, {**kept, "state": origin.state, **{name: held for name, held in clock.items() if held is not None}}


class Possible(msgspec.Struct, frozen=True, kw_only=True):
    """A move that a thing may make. fields: what it has use for beside the telegram, its words and the day."""

    kind: str
    verb: str
    says: str
    fields: tuple[str, ...]


GIVEN: dict[str, tuple[str, ...]] = {
    "objective": ("text", "objective_kind", "sought_by", "sought_from", "due"),
    "position": ("text", "party", "stance", "objective"),
    "commitment": ("text", "by", "to", "due", "condition", "objective"),
    "demarche": ("text", "by", "to", "posts", "due", "talking_points", "leave_behind", "objective"),
    "meeting": ("text", "by", "to", "date"),
    "instrument": ("text", "by", "to"),
    "contact": ("text", "name", "role", "party"),
}
"""Kinds of things in the order of a board, and the fields that one is raised with."""


ONE_OF = {name: row.one_of for name, row in load_moves().values.items()}
"""Fields that hold one word of a list, and the words."""


RELATIONS = tuple(load_moves().relations)
"""How an objective may be linked to another thing."""


def possible(entity: str, state: str | None) -> tuple[Possible, ...]:
    """The moves of the table that a thing in ``state`` may make, None for one that is not there.

    Then those by which it is told of again and stays as it is, as a second report of a delivery; an amendment last.
    """
    moves = load_moves()
    found = []
    legal = moves.legal(entity, state)
    again = [verb for of, verb in moves.moves if of == entity and moves.tells_again(entity, state, verb)]
    for verb in dict.fromkeys([*legal, *again]):
        move = moves.moves[entity, verb]
        if MOVEMENT in move.item:
            continue  # it is offered beside each movement of a story
        fields = (*GIVEN.get(entity, ()), *move.item)
        if state is not None:
            fields = ("text", *move.item, *_MORE.get(f"{entity}.{verb}", ()))
        own = tuple(name for name in dict.fromkeys(fields) if name not in ("cites", "into_several", "into"))
        says = move.says if verb in legal else move.again or move.says
        found.append(Possible(kind=f"{entity}.{verb}", verb=verb, says=says, fields=own))
    if state is not None:
        amended = ("text", *GIVEN.get(entity, ()))
        found.append(
            Possible(kind=f"{entity}.amend", verb="amend", says="amended", fields=tuple(dict.fromkeys(amended)))
        )
    return tuple(found)


_MORE = {
    "demarche.extend": ("due",),
    "commitment.accept": ("due",),
    "commitment.extend": ("due",),
    "meeting.agree": ("date",),
    "meeting.postpone": ("date",),
}

"""The entry of a move by hand: which thing it is about, what it rests on, and what it says.

Pure: ``services.dialogue.by_hand`` finds the telegram and its words, and appends; ``fitting`` says whether it fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.ledger import MOVEMENT, PART_OF, RESTS_ON, Unnumbered, thing_id
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source
from legation.core.dialogue.taking_back import movement_id
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.services.boards.meetings import meetings
from legation.services.boards.sourcing import words_at
from legation.services.proposals.entering import draft_of
from legation.services.proposals.fitting import check_merge
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
        check_merge(thing, into, board)
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

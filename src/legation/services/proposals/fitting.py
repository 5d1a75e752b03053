"""Whether a move that is to be entered fits: the state of its day, what came later, and what the board says of it.

Pure: a board and the entries are handed in. Each refusal says what is possible instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from legation.core.dialogue.board import SIDES, Board, Thing, on_both_sides
from legation.core.dialogue.clock import is_before
from legation.core.dialogue.days import is_full_day
from legation.core.dialogue.ledger import MOVEMENT, PARTS, RESTS_ON, Entry, Unnumbered, chained
from legation.core.dialogue.merging import standing_for
from legation.core.dialogue.moves import Move, Moves
from legation.core.dialogue.taking_back import IN_ERROR, movement_id
from legation.core.errors import MoveError, RefusedError


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


def check_merge(one: Thing, other: Thing, board: Board) -> None:
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

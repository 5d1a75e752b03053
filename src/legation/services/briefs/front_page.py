"""The first page of a brief, for who reads no further: what is most pressing, what is wanted of us, where the sides
differ, and what moved last.

Each thing has one line, shortened where it is long; all of it stands behind. Of each kind a few are told, those that
are due next to the day of the brief or that moved last: a page holds them, however large the dialogue is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.days import is_full_day
from legation.core.dialogue.proposal import REGARDING, with_matter
from legation.services.boards.board import everything, words
from legation.services.boards.stating import begun, day, sentences, told_as, written_out
from legation.services.briefs.brief import Line, Section
from legation.services.briefs.lines import Writer
from legation.services.briefs.wording import ended, joined, tells_no_more, worders

_PRESSING, _WANTED, _DIFFERENT, _MOVED = 3, 3, 3, 3  # lines of each
_LONGEST, _ABOUT = 100, 50  # signs of the words of a thing, and of what they are about
_FAR = 10**6  # days: of what has no day
_NO = ("refuses", "reluctant", "conditional")


def front_page(writer: Writer, board: Board, standing: Callable[[Writer, Thing], str]) -> list[Section | None]:
    """The sections of the first page behind the state of the dialogue. standing: how a thing stands, in a sentence."""
    held = [t for t in everything(board) if t.entity not in ("dialogue", "contact", "position") and t.turn != "closed"]
    wanted = [t for t in held if t.turn == "mine" and t.actor("by") not in (None, board.ours)]
    pressing = [t for t in held if t.overdue or (t.turn == "mine" and (t.due or t not in wanted))]
    pressing.sort(key=lambda t: (not t.overdue, _away(t, board), _recent(t), t.entity, t.number))
    told = pressing[:_PRESSING]
    asked = sorted((t for t in wanted if t not in told), key=lambda t: (_recent(t), t.entity, t.number))[:_WANTED]
    against = _different(board)[:_DIFFERENT]
    above = {thing.id for thing in (*told, *asked, *against)}
    return [
        _section("Most pressing", (_pressing(writer, board, thing, standing) for thing in told)),
        _section("What is wanted of us", (_wanted(writer, thing) for thing in asked)),
        _section("Where the sides differ", (_differs(writer, board, one) for one in against)),
        _section("Latest movements", (_moved(writer, thing, movement) for thing, movement in _last(board, above))),
    ]


def _section(heading: str, lines: Iterable[Line]) -> Section | None:
    told = tuple(lines)
    return Section(heading=heading, lines=told) if told else None


def _away(thing: Thing, board: Board) -> int:
    """Days from the day of the brief to that by which a thing is due, before it or after."""
    due, today = thing.due_by or thing.due, board.as_of or board.day
    if not (due and today and is_full_day(due) and is_full_day(str(today))):
        return _FAR
    return abs((date.fromisoformat(due) - date.fromisoformat(str(today))).days)


def _recent(thing: Thing) -> int:
    """Less for what moved later."""
    return -date.fromisoformat(thing.last.on).toordinal() if is_full_day(thing.last.on) else 0


def _title(thing: Thing) -> str:
    about = thing.fields.get(REGARDING)
    told = _short(about.removesuffix(" …"), _ABOUT) if isinstance(about, str) else None
    return with_matter(_short(thing.text, _LONGEST), {REGARDING: told})


def _short(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else f"{plain[:longest].rsplit(' ', 1)[0]} …"


def _pressing(writer: Writer, board: Board, thing: Thing, standing: Callable[[Writer, Thing], str]) -> Line:
    due = sentences({"due": thing.due}, writer.names(board)) if thing.due else ()
    text = ended(_title(thing)) if thing.text else None
    return writer.line(joined(f"{begun(written_out(thing))}:", text, standing(writer, thing), *due), thing.movements)


def _wanted(writer: Writer, thing: Thing) -> Line:
    text = joined(
        f"{writer.side(thing.actor('by') or '')}, {day(thing.last.on)}, {written_out(thing)}:",
        ended(_title(thing)),
        f"State: {thing.state}.",
    )
    return writer.line(text, thing.movements)


def _different(board: Board) -> list[Thing]:
    """Positions that stand against something: those of or towards our side first, the latest before others."""
    held = [p for p in board.of("position") if p.state != "superseded" and words(p.fields.get("stance")) in _NO]

    def order(one: Thing) -> tuple[bool, int, int]:
        sides = (one.actor("by"), one.actor("to"))
        return board.ours not in sides, _recent(one), -one.number

    return sorted((one for one in held if one.actor("by") is not None), key=order)


def _differs(writer: Writer, board: Board, one: Thing) -> Line:
    objective = board.things.get(str(one.fields.get("objective")))
    head = f"{writer.side(one.actor('by') or '')} since {day(one.raised)}: {words(one.fields.get('stance'))}."
    on = f"Objective {objective.number}." if objective is not None and tells_no_more(objective, one) else None
    return writer.line(joined(head, ended(_title(one)), on), one.movements)


def _last(board: Board, above: Collection[str]) -> list[tuple[Thing, Movement]]:
    """The things that moved last and are not told above, the last first, each with its last movement."""
    moved = [thing for thing in everything(board) if thing.last.moves_something and thing.id not in above]
    moved.sort(key=lambda thing: (_recent(thing), thing.entity, thing.number))
    return [(thing, thing.last) for thing in moved[:_MOVED]]


def _moved(writer: Writer, thing: Thing, movement: Movement) -> Line:
    text = joined(f"{day(movement.on)}, {written_out(thing)}, {told_as(movement, writer.named)}:", ended(_title(thing)))
    rests_on = list({id(one): one for one in (*(worders(thing) if thing.text else ()), movement)}.values())
    return writer.line(text if thing.text else f"{text.removesuffix(':')}.", rests_on)

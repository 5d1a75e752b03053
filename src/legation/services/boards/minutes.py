"""Agreed minutes: both sides' texts of a meeting item by item, and the series of them.

A text is the words of a telegram that a ``meeting.minute`` rests on, or what a person typed where there is none. Its
items are the points of its list; where it has none, its sentences. What the two sides word alike, what they word
otherwise and what only one of them has is told, and nothing is settled between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from legation.core.dialogue.board import Board, Movement, Thing
from legation.extract.sentences import sentences
from legation.services.boards.board import address, movement_marking
from legation.services.boards.meetings import Meeting, Outcome, is_asked, meetings, that_set
from legation.services.boards.series import ALL, Asked
from legation.services.comparing import Piece, compared
from legation.services.report import Drawn, Report, line, report
from legation.tables.banners import mark_of

Stands = Literal["same", "differs", "one side"]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One side's text. agreed: the other side took it as its own. items: as they stand in it, from the first."""

    party: str
    on: str
    agreed: bool
    items: tuple[str, ...]
    sources: tuple[str, ...]
    marking: str


class MinuteItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item in both texts. numbers: its place in each; None where it is not there. only: whose alone it is.

    pieces: runs of words, each ``same``, ``changed``, ``added`` or ``removed`` from the first side to the second.
    """

    stands: Stands
    numbers: tuple[int | None, int | None]
    only: str | None
    pieces: tuple[Piece, ...]


class MeetingMinutes(msgspec.Struct, frozen=True, kw_only=True):
    """The minutes of one meeting. sides: ours first. items: of both, in order; of one side, where only one wrote.

    carried: tasks of meetings before it that were not done when it was held.
    """

    number: int
    id: str
    text: str
    on: str
    sides: tuple[Side, ...]
    items: tuple[MinuteItem, ...]
    carried: tuple[Outcome, ...]
    marking: str


Said = Callable[[Movement], str]
"""The words that a movement rests on, on one line and without page furniture; "" where it names no place."""


def minutes(board: Board, said: Said, of: Asked = ALL) -> list[MeetingMinutes]:
    """The series in order of days; meetings without minutes are there with what was carried over to them."""
    return [_minuted(board, meeting, said) for meeting in meetings(board, of)]


def _minuted(board: Board, meeting: Meeting, said: Said) -> MeetingMinutes:
    sides = _sides(board, board.things[meeting.id], said)
    return MeetingMinutes(
        number=meeting.number,
        id=meeting.id,
        text=meeting.text,
        on=meeting.on,
        sides=tuple(sides),
        items=tuple(_items(sides)),
        carried=meeting.carried,
        marking=meeting.marking,
    )


def minutes_report(board: Board, dialogue: str, said: Said, of: Asked = ALL) -> Report:
    """The series as a table: a line for each item, then one for each task that was carried over."""
    drawn: list[Drawn] = []
    earlier: list[Thing] = []
    for meeting in meetings(board):
        thing = board.things[meeting.id]
        if is_asked(meeting, of):
            drawn += _lines(_minuted(board, meeting, said), thing, earlier)
        earlier.insert(0, thing)
    columns = ["meeting", "item", "stands", "words"]
    none = "No minutes yet." if of == ALL else "No minutes of such a meeting."
    return report(board, dialogue, "minutes", columns, drawn, none, 3)


def _lines(one: MeetingMinutes, thing: Thing, earlier: list[Thing]) -> Iterator[Drawn]:
    """earlier: the meetings before it, the last first."""
    name = f"{one.on} {one.text}"
    for number, item in enumerate(one.items, 1):
        yield line([name, str(number), _stands(item), worded(item)], [thing])
    for task in one.carried:
        rests_on = [thing, *that_set(earlier, [task])]
        beside = ", ".join(part for part in (task.holder, f"due {task.due}" if task.due else None) if part)
        yield line([name, "", "carried over", f"{task.text}{f' ({beside})' if beside else ''}"], rests_on)


def worded(item: MinuteItem) -> str:
    """An item in words: ``[-before-]`` is the first side's alone, ``{+after+}`` the second's."""
    told = []
    for piece in item.pieces:
        if piece.change == "same" or item.only is not None:
            told.append(piece.before or piece.after)
            continue
        told += [f"[-{piece.before}-]"] if piece.before else []
        told += [f"{{+{piece.after}+}}"] if piece.after else []
    return " ".join(told)


def _stands(item: MinuteItem) -> str:
    return f"only {item.only}" if item.only is not None else item.stands


def _sides(board: Board, thing: Thing, said: Said) -> list[Side]:
    """The last text of each party, ours first, then as the dialogue names them."""
    texts: dict[str, Side] = {}
    for movement in thing.movements:
        if movement.kind != "meeting.minute":
            continue
        party = str(movement.fields.get("party") or board.ours or "?")
        text = said(movement) or movement.text
        if text:
            made = Side(
                party=party,
                on=movement.on,
                agreed=movement.fields.get("agreed") in (True, "true", "yes"),
                items=tuple(items_of(text)),
                sources=tuple(dict.fromkeys(address(source) for source in movement.sources)),
                marking=movement.marking or mark_of(movement_marking(movement)),
            )
            texts[party] = made
    order = [party for party in (board.ours, *board.parties) if party is not None]
    return sorted(texts.values(), key=lambda side: (order.index(side.party) if side.party in order else 99, side.party))


_ALIKE = 0.5  # share of words by which two items are the same one: TASK: X TO ... begins many that are not


def _items(sides: list[Side]) -> list[MinuteItem]:
    """Items of the first side beside those of the second; a third side is shown with its text alone."""
    first = sides[0].items if sides else ()
    second = sides[1].items if len(sides) > 1 else ()
    found = []
    for change in compared(first, second, least=_ALIKE):
        only = None
        if change.change in ("added", "removed"):
            only = sides[1 if change.change == "added" else 0].party
        found.append(
            MinuteItem(
                stands="one side" if only is not None else "same" if change.change == "same" else "differs",
                numbers=(change.before, change.after),
                only=only,
                pieces=change.pieces,
            )
        )
    return found


_FRAME = re.compile(r"\b(?:BEGIN|END)(?: OF)? (?:AGREED )?(?:TEXT|MINUTES)\s?[:.]?", re.IGNORECASE)
_DASH = re.compile(r"(?:^|(?<=\s))(?:--?|•|\*)\s+")
_NUMBER = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2}|[a-zA-Z])[.)]\s+(?=\S)")


def items_of(text: str) -> list[str]:
    """The points of a text on one line: after dashes, else after numbers or letters in turn, else its sentences."""
    bare = " ".join(_FRAME.sub(" ", text).split())
    starts = [(met.start(), met.end()) for met in _DASH.finditer(bare)]
    if not starts:
        starts = _in_turn(bare)
    if not starts:
        return [bare[start:end] for start, end in sentences(bare)]
    ends = [start for start, _ in starts[1:]] + [len(bare)]
    points = [bare[begin:end].strip(" ;") for (_, begin), end in zip(starts, ends, strict=True)]
    before = bare[: starts[0][0]].strip(" :")
    return [point for point in (before, *points) if point]


def _in_turn(text: str) -> list[tuple[int, int]]:
    """Marks that count on from 1 or A; two at least, so that an initial or a figure is no list."""
    found: list[tuple[int, int]] = []
    for first in ("1", "a", "A"):
        found = []
        for met in _NUMBER.finditer(text):
            wanted = str(len(found) + 1) if first == "1" else chr(ord(first) + len(found))
            if met[1] == wanted:
                found.append((met.start(), met.end()))
        if len(found) > 1:
            return found
    return []

"""Who met and on what day, as far as the words of a sentence and of a meeting say it of one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.days import is_full_day
from legation.extract.dates import date_starts, dates
from legation.extract.dates import day as day_of
from legation.services.boards.words import Words
from legation.services.ties.moving import Telling
from legation.tables.movements import Days, load_movements
from legation.tables.speaking import load_speaking

_BESIDE = 16  # signs between a day and the meeting that is of it
_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9][\w’'&/.-]*")


def names(whom: str, text: str) -> bool:
    """Whether those whom a sentence names are among those of a meeting: by name, or by one office."""
    met = load_speaking().met
    offices = (office for office in load_movements().offices if office.within(whom))
    return not met.names(whom).isdisjoint(met.names(text)) or any(office.within(text) for office in offices)


def who_meets(said: str, thing: Thing, words: Words) -> frozenset[str]:
    """Words that may name somebody both in a sentence and in the text of a meeting; in capitals alone no name is known.

    Where one of the two is in capitals the other tells which of its words are names.
    """
    known = [words.whom(text) for text in (said, thing.text) if text != text.upper()]
    return frozenset.intersection(*known) if known else frozenset()


def days_after(told: Telling, thing: Thing) -> Days | None:
    """Whether a sentence is of the day of a meeting, or soon after it; None where it is not, or none is known."""
    held = day_of_meeting(thing)
    if held is None:
        return None
    since = (date.fromisoformat(told.day) - held).days
    return None if not 0 <= since <= load_speaking().met.days else "near" if since else "same"


def day_of_meeting(thing: Thing) -> date | None:
    """The day of a meeting: that which is entered, else by its words: TOMORROW, or the one later day that they name."""
    day = thing.fields.get("date")
    if day is not None:
        return date.fromisoformat(str(day)) if is_full_day(day) else None
    return _day_in_words(thing.text, thing.raised)


@lru_cache(maxsize=4096)
def _day_in_words(text: str, raised: str) -> date | None:
    after, began = load_speaking().met.after(text), date.fromisoformat(raised)
    if after is not None:
        return began + timedelta(days=after)
    named = [day for day in days_named(text, raised) if day >= began]
    return named[0] if len(named) == 1 else None


def days_named(text: str, day: str) -> dict[date, bool]:
    """The days that a sentence names, in a telegram of a day: of a day of the week the last one and the next.

    With each whether a meeting is named right beside it: THE MAY 12 MEETING.
    """
    written = date.fromisoformat(day)
    met = load_speaking().plain.met
    starts = (word.start() + at for word in _WORD.finditer(text) for at in date_starts(word[0]))
    named: dict[date, bool] = {}
    for found in dates(text, starts, len(text)):
        one = day_of(found, written)
        beside = met.within(text[max(0, found.start() - _BESIDE) : found.end() + _BESIDE])
        for said in (one.iso, one.back, one.ahead):
            if is_full_day(said):
                known = date.fromisoformat(str(said))
                named[known] = named.get(known, False) or beside
    return named


class Meets(NamedTuple):
    """How a sentence tells of a meeting otherwise than by its words.

    day: it names the day; beside_day: right beside a word for a meeting. sides: it names those who meet, and no other
    side. alone: it says what became of a meeting, and this one alone is still to come.
    """

    day: bool = False
    beside_day: bool = False
    sides: bool = False
    alone: bool = False


def meets_by(told: Telling, thing: Thing, days: Mapping[date, bool], next_one: str | None, words: Words) -> Meets:
    """How a sentence tells of a meeting. days: ``days_named`` in it; next_one: the one that it may tell of by being
    alone."""
    if thing.entity != "meeting":
        return Meets()
    held = day_of_meeting(thing)
    day = held is not None and held in days
    beside = held is not None and days.get(held, False)
    return Meets(day, beside, _same_sides(told, thing, words), thing.id == next_one)


def _same_sides(told: Telling, thing: Thing, words: Words) -> bool:
    """Whether a sentence names two sides or more, and those that the text of a meeting names."""
    year = int(told.day[:4])
    said, known = (
        {one for _, _, codes in words.sides(text, year) for one in codes} for text in (told.proposal.text, thing.text)
    )
    return len(said) > 1 and said == known


def next_meeting(board: Board, day: str) -> str | None:
    """The id of the one meeting that stands and is still to come; None where there are several, or none."""
    to_come = [
        thing.id
        for thing in board.of("meeting")
        if thing.turn != "closed" and ((held := day_of_meeting(thing)) is None or held.isoformat() >= day)
    ]
    return to_come[0] if len(to_come) == 1 else None


def is_past(told: Telling, thing: Thing) -> bool:
    """Whether the day of a meeting is known and gone by: who met on it may have met since."""
    day = day_of_meeting(thing)
    return day is not None and day.isoformat() < told.day

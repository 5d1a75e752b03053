"""Who met and on what day, as far as the words of a sentence and of a meeting say it of one another."""

from __future__ import annotations

from datetime import date, timedelta

from legation.core.dialogue.board import Thing
from legation.core.dialogue.days import is_full_day
from legation.services.moving import Telling
from legation.services.words import Words
from legation.tables.movements import Days, load_movements
from legation.tables.speaking import load_speaking


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
    held = _day_of(thing)
    if held is None:
        return None
    since = (date.fromisoformat(told.day) - held).days
    return None if not 0 <= since <= load_speaking().met.days else "near" if since else "same"


def _day_of(thing: Thing) -> date | None:
    """The day of a meeting: that which is entered, else by the words of the telegram that set it."""
    day, after = thing.fields.get("date"), load_speaking().met.after(thing.text)
    if is_full_day(day):
        return date.fromisoformat(str(day))
    return date.fromisoformat(thing.raised) + timedelta(days=after) if day is None and after is not None else None


def is_past(told: Telling, thing: Thing) -> bool:
    """Whether the day of a meeting is known and gone by: who met on it may have met since."""
    day = _day_of(thing)
    return day is not None and day.isoformat() < told.day

"""Words of a thing as a brief writes them: its text, what it rests on, and no word of a telegram twice."""

from __future__ import annotations

import re
from functools import lru_cache

from legation.core.dialogue.board import Movement, Thing
from legation.core.dialogue.proposal import REGARDING, with_matter
from legation.core.marking import Marking
from legation.services.boards.board import movement_marking, thing_marking
from legation.services.briefs.lines import Writer


def joined(*parts: str | None) -> str:
    """The parts that there are, as one text."""
    return " ".join(part for part in parts if part)


def ended(text: str) -> str:
    """A text with the stop at its end."""
    return text if not text or text.removesuffix("”").endswith((".", "!", "?")) else f"{text}."


def worded(text: str, quote: str) -> str:
    """A text and the words it rests on; the words alone where they have all of it."""
    return ended(quote) if plain(text) in plain(quote) else joined(ended(text), ended(quote))


@lru_cache(maxsize=8192)  # a brief holds each text against several others
def plain(text: str) -> str:
    """Its words alone, for comparing."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def within(text: str, other: str) -> bool:
    """Whether all words of one stand in the other, one after the other."""
    return f" {plain(text)} " in f" {plain(other)} "


def worders(thing: Thing) -> list[Movement]:
    """What the title of a thing rests on: the movement that raised it, and those that said what it is called by now.

    Of its text and of what that is about each has the first that said it so; where none did, all movements count.
    """
    first, *later = thing.movements
    found = [first]
    for said in filter(None, (thing.text, thing.fields.get(REGARDING))):
        if not any(_says(movement, said) for movement in found):
            found += [next(one for one in later if _says(one, said))] if any(_says(m, said) for m in later) else later
    return list({id(movement): movement for movement in found}.values())


def _says(movement: Movement, said: object) -> bool:
    """Whether a movement gives words for word: as its text, or as a name."""
    return movement.text == said or any(value == said for value in movement.fields.values())


def reached(thing: Thing) -> Movement:
    """The movement that led to the state in which a thing is: what left the state as it was does not date it."""
    led = [m for m in thing.movements if m.after == thing.state and m.before != m.after]
    return led[-1] if led else thing.movements[-1]


def title(writer: Writer, thing: Thing) -> str:
    """The title of a thing; its text in quotation marks where it is word for word what a telegram says."""
    quoted = f"“{' '.join(thing.text.split())}”"
    told = quoted if any(quoted == writer.quote(movement) for movement in worders(thing)) else thing.text
    return with_matter(told, thing.fields)


def tells_no_more(objective: Thing, thing: Thing) -> bool:
    """Whether a line that rests on a thing may name its objective: that is held no more closely, nor what raised it."""
    raised, shown, access = objective.movements[0], thing_marking(thing), thing.access
    return (shown.join(movement_marking(raised)), access.join(Marking.from_label(raised.access))) == (shown, access)

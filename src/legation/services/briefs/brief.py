"""What a brief is: sections of lines that cite what they rest on, under a banner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from legation.services.boards.stating import day

Kind = Literal["scene-setter", "hand-over"]

TITLES: dict[Kind, str] = {"scene-setter": "Scene-setter", "hand-over": "Hand-over brief"}
"""Every kind of brief of a dialogue with its name."""

Written = Kind | Literal["story"]

NAMES: Mapping[Written, str] = {
    "scene-setter": TITLES["scene-setter"],
    "hand-over": TITLES["hand-over"],
    "story": "Story",
}
"""With the story of one thing, which is written as a brief is."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_A_DAY = re.compile(rf"\b{_DAY.pattern}\b")
_PLACE = re.compile(r"(?P<telegram>.+) para (?P<number>\d+)")


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph that the brief rests on; ``paragraph`` is None for what stands outside the paragraphs."""

    telegram: str
    paragraph: int | None
    marking: str
    date: str | None
    subject: str | None
    sha256: str

    @property
    def citation(self) -> str:
        """How a line cites it."""
        where = f" para {self.paragraph}" if self.paragraph is not None else ""
        return f"{self.telegram}{where}"


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """Paragraphs of one telegram and one mark, as a list of sources has them. day: in words."""

    marking: str
    telegram: str
    paragraphs: tuple[int, ...]
    day: str
    subject: str

    @property
    def citation(self) -> str:
        """The telegram and its paragraphs: ``15BELISAR12 paras 1, 2``."""
        return _cited(self.telegram, list(map(str, self.paragraphs)))


def _cited(telegram: str, numbers: Sequence[str]) -> str:
    return f"{telegram} para{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" if numbers else telegram


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph: its mark, its text, and what it cites. ``entered_by``: a person's word, no telegram."""

    marking: str
    text: str
    cites: tuple[str, ...]
    entered_by: tuple[str, ...] = ()

    @property
    def rests_on(self) -> str:
        """What it cites and who entered it, in one: ``15BELISAR12 paras 1, 2; 15FOROFF590 para 1``; or nothing."""
        held: dict[str, list[str]] = {}
        for cite in self.cites:
            place = _PLACE.fullmatch(cite)
            numbers = held.setdefault(place["telegram"] if place is not None else cite, [])
            if place is not None:
                numbers.append(place["number"])
        return "; ".join([*(_cited(telegram, numbers) for telegram, numbers in held.items()), *self.entered_by])


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading in the program's own words, with ``title`` a line drawn from the dialogue, and its lines."""

    heading: str
    lines: tuple[Line, ...]
    title: Line | None = None

    @property
    def titled(self) -> Line | None:
        """Heading and title in one line, for its mark stands before all of it; None where there is no title."""
        held = self.title
        return None if held is None else msgspec.structs.replace(held, text=f"{self.heading}: {held.text}")


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A brief of one of the kinds of ``NAMES``.

    Nothing classified used: ``derived_from`` is empty, ``declassify_on`` None.
    """

    banner: str
    dialogue: str
    title: Line
    made: str
    as_of: str
    sections: tuple[Section, ...]
    derived_from: tuple[str, ...]
    declassify_on: str | None
    sources: tuple[Cited, ...]
    kind: Written = "scene-setter"

    @property
    def dated(self) -> str:
        """Of what kind it is and of which day, and when it was made where that is another day."""
        made = f", made {day(self.made)}" if self.made != self.as_of else ""
        return f"{NAMES[self.kind]} as of {day(self.as_of)}{made}."

    @property
    def declassification(self) -> str:
        """``declassify_on`` with its day in words."""
        return _A_DAY.sub(lambda found: day(found[0]), self.declassify_on or "not known")

    @property
    def used(self) -> tuple[Used, ...]:
        """``sources`` by telegram, in their order: paragraphs of one telegram and one mark together."""
        held: dict[tuple[str, str, str | None, str | None], list[int | None]] = {}
        for one in self.sources:
            held.setdefault((one.telegram, one.marking, one.date, one.subject), []).append(one.paragraph)
        return tuple(
            Used(
                marking=marking,
                telegram=telegram,
                paragraphs=tuple(number for number in numbers if number is not None),
                day=day(on) or "no date",
                subject=" ".join((subject or "").split()),
            )
            for (telegram, marking, on, subject), numbers in held.items()
        )

    @property
    def past(self) -> str | None:
        """What is said beside the banner where the day of ``declassify_on`` has come by the day it is made; else None.

        A mark or an event beside the day may last longer: then nothing is said.
        """
        if self.declassify_on is None or not _DAY.fullmatch(self.declassify_on) or self.declassify_on > self.made:
            return None
        return f"Declassify on {day(self.declassify_on)} is past: the banner stands until the sources are reviewed."

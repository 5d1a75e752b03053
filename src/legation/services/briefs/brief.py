"""What a brief is: sections of lines that cite what they rest on, under a banner."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

Kind = Literal["scene-setter", "hand-over"]

TITLES: dict[Kind, str] = {"scene-setter": "Scene-setter", "hand-over": "Hand-over brief"}
"""Every kind of brief with its name."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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
        where = f" para {self.paragraph}" if self.paragraph is not None else ""
        return f"{self.telegram}{where}"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph: its mark, its text, and what it cites. ``entered_by``: a person's word, no telegram."""

    marking: str
    text: str
    cites: tuple[str, ...]
    entered_by: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading in the program's own words, with ``title`` a line drawn from the dialogue, and its lines."""

    heading: str
    lines: tuple[Line, ...]
    title: Line | None = None


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A brief of one of the kinds of ``TITLES``.

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
    kind: Kind = "scene-setter"

    @property
    def past(self) -> str | None:
        """What is said beside the banner where the day of ``declassify_on`` has come by the day it is made; else None.

        A mark or an event beside the day may last longer: then nothing is said.
        """
        if self.declassify_on is None or not _DAY.fullmatch(self.declassify_on) or self.declassify_on > self.made:
            return None
        return f"Declassify on {self.declassify_on} is past: the banner stands until the sources are reviewed."

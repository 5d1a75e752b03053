"""What a brief is: sections of lines that cite what they rest on, under a banner."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["scene-setter", "hand-over"]

TITLES: dict[Kind, str] = {"scene-setter": "Scene-setter", "hand-over": "Hand-over brief"}
"""Every kind of brief with its name."""


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

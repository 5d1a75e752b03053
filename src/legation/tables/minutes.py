"""How minutes set down what a meeting ended with: labels, headings, leads to a list, whose a task is.

Its rows: ``data/minutes.toml``.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from legation.tables.rows import toml, typed

Type = Literal["decision", "information", "task"]
"""The types of outcomes, as moves.toml has them."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words that are looked for. example, counter: words in which they are found, and words in which they are not.

    held: what stands under them is a point only where it says whose it is."""

    pattern: str
    example: str
    counter: str
    type: Type | None = None
    held: bool = False

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)


class Caption(NamedTuple):
    """The type of the outcomes that words stand before; ``held`` as in ``Words``."""

    type: Type
    held: bool


class MinuteWords(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """labels, headings, leads: each of one type. nothing: at the beginning of a point that is none. by: before the
    day by which a task is to be done. holds: after the side that a task is for."""

    labels: tuple[Words, ...]
    headings: tuple[Words, ...]
    leads: tuple[Words, ...]
    nothing: Words
    by: Words
    holds: Words

    def label(self, line: str, at: int = 0) -> tuple[Caption, re.Match[str]] | None:
        """The label that a line has at a place; ``whose`` is its words in brackets."""
        return _first(self._labels, line, at)

    def heading(self, line: str, at: int = 0) -> tuple[Caption, re.Match[str]] | None:
        """The heading that a line is, from a place."""
        return _first(self._headings, line, at)

    def lead(self, line: str) -> tuple[Caption, re.Match[str]] | None:
        """The words within a line that lead to a list, up to the blanks behind their colon."""
        found = ((caption, pattern.search(line)) for caption, pattern in self._leads)
        return next(((caption, met) for caption, met in found if met is not None), None)

    @cached_property
    def _labels(self) -> list[_Row]:
        after = r"(?: ?(?:no\. ?)?\d{1,2})?(?: ?\((?P<whose>[^()\n]{1,40})\))? ?:(?!//)[ \t]*"
        return _rows(self.labels, after)

    @cached_property
    def _headings(self) -> list[_Row]:
        return _rows(self.headings, r" ?[:.]?[ \t]*$")

    @cached_property
    def _leads(self) -> list[_Row]:
        return _rows(self.leads, r" ?:[ \t]*")


_Row: TypeAlias = tuple[Caption, re.Pattern[str]]


def _rows(rows: tuple[Words, ...], after: str) -> list[_Row]:
    return [
        (Caption(row.type, row.held), re.compile(f"(?:{row.pattern}){after}", re.IGNORECASE))
        for row in rows
        if row.type is not None
    ]


def _first(rows: list[_Row], line: str, at: int) -> tuple[Caption, re.Match[str]] | None:
    for caption, pattern in rows:
        met = pattern.match(line, at)
        if met is not None:
            return caption, met
    return None


@cache
def load_minutes() -> MinuteWords:
    """The whole table. Raises TableError for what is not of its form."""
    rows = toml("minutes.toml")
    file = "minutes.toml"
    return MinuteWords(
        labels=tuple(typed(rows["label"], Words, f"{file} [[label]]")),
        headings=tuple(typed(rows["heading"], Words, f"{file} [[heading]]")),
        leads=tuple(typed(rows["lead"], Words, f"{file} [[lead]]")),
        nothing=typed([rows["nothing"]], Words, f"{file} [nothing]")[0],
        by=typed([rows["by"]], Words, f"{file} [by]")[0],
        holds=typed([rows["holds"]], Words, f"{file} [holds]")[0],
    )

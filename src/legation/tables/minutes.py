"""How minutes of a meeting set down what it ended with: labels, headings, whose a task is (``data/minutes.toml``)."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal

import msgspec

from legation.tables.rows import toml, typed

Type = Literal["decision", "information", "task"]
"""The types of outcomes, as moves.toml has them."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words that are looked for. example, counter: words in which they are found, and words in which they are not."""

    pattern: str
    example: str
    counter: str
    type: Type | None = None

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)


class MinuteWords(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """labels, headings: each of one type. nothing: at the beginning of a point that is none. by: before the day by
    which a task is to be done. holds: after the side that a task is for."""

    labels: tuple[Words, ...]
    headings: tuple[Words, ...]
    nothing: Words
    by: Words
    holds: Words

    def label(self, line: str, at: int = 0) -> tuple[Type, re.Match[str]] | None:
        """The label that a line has at a place; ``whose`` is its words in brackets."""
        return _first(self._labels, line, at)

    def heading(self, line: str, at: int = 0) -> tuple[Type, re.Match[str]] | None:
        """The heading that a line is, from a place."""
        return _first(self._headings, line, at)

    @cached_property
    def _labels(self) -> list[tuple[Type | None, re.Pattern[str]]]:
        after = r"(?: ?(?:no\. ?)?\d{1,2})?(?: ?\((?P<whose>[^()\n]{1,40})\))? ?:(?!//)[ \t]*"
        return [(row.type, re.compile(row.pattern + after, re.IGNORECASE)) for row in self.labels]

    @cached_property
    def _headings(self) -> list[tuple[Type | None, re.Pattern[str]]]:
        return [(row.type, re.compile(row.pattern + r" ?[:.]?[ \t]*$", re.IGNORECASE)) for row in self.headings]


def _first(rows: list[tuple[Type | None, re.Pattern[str]]], line: str, at: int) -> tuple[Type, re.Match[str]] | None:
    for type_, pattern in rows:
        met = pattern.match(line, at)
        if met is not None and type_ is not None:
            return type_, met
    return None


@cache
def load_minutes() -> MinuteWords:
    """The whole table. Raises TableError for what is not of its form."""
    rows = toml("minutes.toml")
    file = "minutes.toml"
    return MinuteWords(
        labels=tuple(typed(rows["label"], Words, f"{file} [[label]]")),
        headings=tuple(typed(rows["heading"], Words, f"{file} [[heading]]")),
        nothing=typed([rows["nothing"]], Words, f"{file} [nothing]")[0],
        by=typed([rows["by"]], Words, f"{file} [by]")[0],
        holds=typed([rows["holds"]], Words, f"{file} [holds]")[0],
    )

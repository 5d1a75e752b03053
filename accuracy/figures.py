"""A figure: how many of how many, what the whole is, and each miss by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from math import sqrt
from typing import Any

LONGEST = 90  # characters of a value in a miss: enough to know it by, too short to republish a text
_Z = 1.96  # of the normal distribution, for 95 %


def short(value: Any) -> str:
    """A value as a miss shows it: one line, cut at :data:`LONGEST`, safe inside a Markdown code span."""
    if value is None or value in ("", [], ()):
        return "nothing"
    if isinstance(value, list | tuple | set | frozenset):
        value = "; ".join(short(each) for each in value)
    words = " ".join(str(value).replace("`", "'").replace("|", "/").split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: which telegram, what the other side says, what was read, and why, where it is known."""

    identity: str
    wanted: str
    found: str
    why: str = ""


def interval(right: int, whole: int) -> str:
    """The 95 % interval of a share as ``12.1 to 24.5 %``; ``-`` of an empty whole. Source: Wilson, 1927."""
    if not whole:
        return "-"
    share, square = right / whole, _Z * _Z
    middle = share + square / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    low, high = ((middle + side) / (1 + square / whole) for side in (-reach, reach))
    return f"{100 * max(low, 0):.1f} to {100 * min(high, 1):.1f} %"


@dataclass(slots=True)
class Figure:
    """Right of whole. ``whole_is`` says in words what is counted."""

    name: str
    whole_is: str
    right: int = 0
    whole: int = 0
    misses: list[Miss] = field(default_factory=list)

    def saw(self, identity: str, agrees: bool, wanted: Any, found: Any, why: str = "") -> None:
        """Count one case; a case that does not agree is kept as a miss."""
        self.whole += 1
        if agrees:
            self.right += 1
        else:
            self.misses.append(Miss(identity, short(wanted), short(found), why))

    @property
    def share(self) -> str:
        return f"{100 * self.right / self.whole:.1f} %" if self.whole else "-"


@dataclass(frozen=True, slots=True)
class Table:
    """What needs other columns than a figure has; the first column is a name, the others are numbers.

    long: it stands with the misses, not with the figures.
    """

    words: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    long: bool = False


@dataclass(slots=True)
class Section:
    """Figures over one set of texts. chief: names of those that say the most of it, which stand above all sections."""

    title: str
    words: str
    chief: tuple[str, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def figure(self, name: str, whole_is: str) -> Figure:
        """The figure of that name; made at its first case, so that figures stand in the order met."""
        return self.figures.setdefault(name, Figure(name, whole_is))


def chief(sections: Iterable[Section]) -> str:
    """A table of the figures that say the most of each section, as Markdown."""
    lines = ["| texts | field | right | of | share |", "| --- | --- | ---: | ---: | ---: |"]
    for section in sections:
        shown = [section.figures[name] for name in section.chief if name in section.figures]
        where = f"[{section.title}](#{_anchor(section)})"
        lines += [f"| {where} | {one.name} | {one.right} | {one.whole} | {one.share} |" for one in shown]
    return "\n".join(lines) + "\n"


def rendered(sections: Iterable[Section], lists: str = "") -> str:
    """All sections as Markdown: a table each, notes and further tables.

    lists: the page of what is :func:`listing`, to lead there from each section of which something is.
    """
    lines: list[str] = []
    for section in sections:
        lines += [f"## {section.title}", "", section.words, "", "| field | right | of | share | of what |"]
        lines.append("| --- | ---: | ---: | ---: | --- |")
        for figure in section.figures.values():
            lines.append(f"| {figure.name} | {figure.right} | {figure.whole} | {figure.share} | {figure.whole_is} |")
        lines.append("")
        for note in section.notes:
            lines += [note, ""]
        for table in section.tables:
            if not table.long:
                lines += _table(table)
        if lists and (said := _listed_there(section)):
            lines += [f"[Listed]({lists}#{_anchor(section)}): {said}.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def listing(sections: Iterable[Section]) -> str:
    """What is too long to stand beside the figures, as Markdown: every miss, and the long tables."""
    lines: list[str] = []
    for section in sections:
        if not _listed_there(section):
            continue
        lines += [f"## {section.title}", ""]
        for table in section.tables:
            if table.long:
                lines += _table(table)
        for figure in section.figures.values():
            if figure.misses:
                lines += [f"### {section.title}: {figure.name}", ""]
                lines += [_line(identity, misses) for identity, misses in groupby(figure.misses, key=_identity)]
                lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _listed_there(section: Section) -> str:
    """What :func:`listing` has of a section, in words."""
    misses = sum(len(figure.misses) for figure in section.figures.values())
    said = [f"{misses} that disagree"] if misses else []
    long = [table.words.split(":")[0] for table in section.tables if table.long]
    return "; ".join([*said, *(f"{words[:1].lower()}{words[1:]}" for words in long)])


def _anchor(section: Section) -> str:
    return section.title.lower().replace(" ", "-")


def _table(table: Table) -> list[str]:
    head = (_row(table.columns), _row(("---", *["---:"] * (len(table.columns) - 1))))
    return [table.words, "", *head, *map(_row, table.rows), ""]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _identity(miss: Miss) -> str:
    return miss.identity


def _line(identity: str, misses: Iterable[Miss]) -> str:
    """All misses of one telegram that stand side by side, on one line."""
    said = (f"`{m.wanted}`, read `{m.found}`" + (f" ({m.why})" if m.why else "") for m in misses)
    return f"- {identity}: " + "; ".join(said)

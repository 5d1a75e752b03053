"""What is told of persons, as tables: a line each, under its marking."""

from __future__ import annotations

from legation.core.marking import Marking, join_all
from legation.services.persons.persons import People, Sheet
from legation.services.report import Line, Report
from legation.tables.banners import level_of, mark_of


def people_sheet(found: People) -> Report:
    """A line for each person."""
    return Report(
        name="people",
        dialogue="",
        title=found.query,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("surname", "names", "joined", "titles", "telegrams", "mentions", "first", "last"),
        lines=tuple(
            Line(
                marking=mark_of(Marking.from_label(one.access)),
                cells=(
                    one.surname,
                    "\n".join(said.words for said in one.names),
                    "\n".join(f"{other.surname}: {other.because}" for other in one.joined),
                    "\n".join(said.words for said in one.titles),
                    str(one.telegrams),
                    str(one.mentions),
                    one.first or "",
                    one.last or "",
                ),
            )
            for one in found.people
        ),
        empty="nobody is named in what was found",
    )


def mentions_sheet(found: Sheet, *, once: bool = False) -> Report:
    """A line for each mention of one person. once: a sentence that has the name twice stands once, as people read."""
    return Report(
        name="mentions",
        dialogue="",
        title=found.name,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("date", "name", "title", "sentence"),
        lines=tuple(
            Line(
                marking=mark_of(Marking.from_label(one.access)),
                cells=(one.date or "", one.name, one.title or "", one.quote),
                sources=(f"{one.telegram}#{one.place}",),
            )
            for before, one in zip((None, *found.mentions), found.mentions, strict=False)
            if not once
            or before is None
            or (before.sha256, before.place, before.quote) != (one.sha256, one.place, one.quote)
        ),
        main=3,
        empty="nobody of that name is named in what was found",
    )


def beside_sheet(found: Sheet) -> Report:
    """A line for each who is named in the same telegrams."""
    return Report(
        name="named in the same telegrams",
        dialogue="",
        title=found.name,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("name", "telegrams"),
        lines=tuple(
            Line(marking=mark_of(Marking.from_label(one.access)), cells=(one.name, str(one.telegrams)))
            for one in found.beside
        ),
        empty="nobody else",
    )


def unsure_sheet(found: Sheet) -> Report:
    """A line for each telegram that has the words of the name alone."""
    return Report(
        name="the word alone",
        dialogue="",
        title=found.name,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("date", "words around it"),
        lines=tuple(
            Line(
                marking=mark_of(Marking.from_label(one.access)),
                cells=(one.date or "", one.quote),
                sources=(f"{one.telegram}#{one.place}",),
            )
            for one in found.unsure
        ),
        main=1,
        empty="none",
    )

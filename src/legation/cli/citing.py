"""``legation cite``: how telegrams are cited in a work of one's own, one or all that a search finds."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Annotated

import typer

from legation.app import House
from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    MrnsArgument,
    command,
    house,
    print_json,
    print_text,
    warn,
)
from legation.core.errors import RefusedError
from legation.core.marking import Reader
from legation.services.annotations.citing import FORMS, CitedAs, cited_as, lines_of
from legation.services.banners import banner_of, listing_level
from legation.services.boards.stating import counted
from legation.storage.records import listing_of

Form = Enum("Form", {form.upper(): form for form in FORMS}, type=str)  # type: ignore[misc]  # the forms there are


def add_to(app: typer.Typer) -> None:
    app.command("cite")(command(cite))


def cite(
    names: MrnsArgument = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    query: Annotated[str, typer.Option("--query", "-q", help="A search; what it finds is cited, oldest first.")] = "",
    at: Annotated[str, typer.Option("--at", help="A paragraph of one telegram, such as p2.")] = "",
    form: Annotated[
        Form, typer.Option(help="In plain words, by the Chicago Manual, an entry of BibTeX, of RIS or of CSL-JSON.")
    ] = Form("plain"),
) -> None:
    """Print how telegrams are cited; each citation ends with the marking of its telegram.

    Example: legation cite 09TRIPOLI893 --at p2 --form chicago
    Example: legation cite --query 'tag:MARR date:2009' --form bibtex > marr.bib
    """
    if bool(names) == bool(query.strip()):
        wrong = "telegrams and a search are named" if names else "nothing is named to be cited"
        raise RefusedError(wrong, "name telegrams, or a search with --query")
    if at and len(names or ()) != 1:
        raise RefusedError("a paragraph is cited of one telegram", "name that one alone")
    marks: list[str] = []
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        made = _noting(marks, _cited(open_house, reader, names or [], query, at))
        if as_json:
            for one in made:
                print_json(one)
        else:
            for line in lines_of(made, form.value):
                print_text(line)
    if not as_json:
        over = banner_of(marks)
        warn(counted(len(marks), "citation") + (f", together {over}" if over else ""))


def _noting(marks: list[str], cited: Iterator[CitedAs]) -> Iterator[CitedAs]:
    for one in cited:
        marks.append(one.marking)
        yield one


def _cited(open_house: House, reader: Reader, names: list[str], query: str, at: str) -> Iterator[CitedAs]:
    """Of each telegram the version that was received last, its sections put together."""
    seen: set[str] = set()
    found = (one.mrn or one.sha256 for one in open_house.finding.every(reader, query)) if query.strip() else names
    for name in found:
        record = open_house.versions.editions(reader, name)[-1].record
        if record.sha256 not in seen:  # a search finds the versions of a telegram one by one
            seen.add(record.sha256)
            yield cited_as(record.telegram, listing_level(listing_of(record)), at)

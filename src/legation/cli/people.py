"""``legation people``: whom telegrams name in their text, with which office, from when to when."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    bytes_of,
    command,
    house,
    print_json,
    print_text,
    warn,
)
from legation.cli.listing import print_report
from legation.services.boards.stating import counted
from legation.services.persons.of_volumes import person_rows, volume_persons
from legation.services.persons.persons import LIMIT, People, Sheet
from legation.services.persons.sheets import beside_sheet, mentions_sheet, people_sheet, unsure_sheet

PeopleForm = Enum("PeopleForm", {name: name for name in ("table", "csv")}, type=str)  # type: ignore[misc]


def add_to(app: typer.Typer) -> None:
    app.command("people")(command(people))


def people(
    query: Annotated[
        str, typer.Argument(help="A query as for search; without one, the whole archive.", metavar="QUERY")
    ] = "*",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    name: Annotated[str, typer.Option("--name", help="One person, by surname or more of the name.")] = "",
    begins: Annotated[str, typer.Option("--begins", help="Those with a name that begins so.")] = "",
    form: Annotated[PeopleForm, typer.Option("--format", help="A table or a sheet.")] = PeopleForm("table"),
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Telegrams at most, the oldest first.")] = LIMIT,
    beyond: Annotated[str, typer.Option(help="Go on behind them: the cursor that was told with the last answer.")] = "",
    most: Annotated[int, typer.Option(min=1, max=1_000_000, help="Persons, or mentions of one, at most.")] = 1_000,
    after: Annotated[int, typer.Option(min=0, help="Go on behind so many of them.")] = 0,
    beside_after: Annotated[int, typer.Option(min=0, help="Of those named beside one, go on behind so many.")] = 0,
    volume: Annotated[
        Path | None,
        typer.Option("--volume", help="Instead: the list of persons of a volume in TEI, as rows of parties.toml."),
    ] = None,
) -> None:
    """Show whom telegrams name in their text, or where one person is named.

    Example: legation people 'date:1955'
    Example: legation people --name vashtal --format csv > vashtal.csv
    Example: legation search person:vashtal
    Example: legation people --volume frus1964-68v16.xml >> desk/parties.toml
    """
    if volume is not None:
        _print_volume(volume, as_json=as_json)
        return
    found: People | Sheet
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        if name:
            found = open_house.persons.person(
                *(reader, name),
                query=query,
                limit=limit,
                beyond=beyond,
                after=after,
                most=most,
                beside_after=beside_after,
            )
        else:
            found = open_house.persons.people(
                reader, query, begins=begins, limit=limit, beyond=beyond, after=after, most=most
            )
    if as_json:
        for one in found.mentions if isinstance(found, Sheet) else found.people:
            print_json(one)
    else:
        as_csv = form.value == "csv"
        made = mentions_sheet(found, once=not as_csv) if isinstance(found, Sheet) else people_sheet(found)
        print_report(made, as_csv=as_csv)
        if isinstance(found, Sheet) and found.unsure and form.value == "table":
            print_text("")
            print_report(unsure_sheet(found), as_csv=False)
        if isinstance(found, Sheet) and found.beside and form.value == "table":
            print_text("")
            print_report(beside_sheet(found), as_csv=False)
    if found.after is not None:
        warn(f"there are more of them: go on with --after {found.after}")
    if isinstance(found, Sheet) and found.beside_after is not None:
        warn(f"{counted(found.beside_total, 'person')} named beside: go on with --beside-after {found.beside_after}")
    if found.beyond is not None:
        warn(f"{counted(limit, 'telegram')} were looked at, and there are more: go on with --beyond {found.beyond}")
    if isinstance(found, Sheet) and found.person is not None:
        for joined in found.person.joined:
            warn(f"{joined.surname} is told with {found.person.surname}: {joined.because} ({joined.marking})")
        for apart in found.person.apart:
            warn(f"{apart.surname} is written alike and told by itself: {apart.because} ({apart.marking})")


def _print_volume(volume: Path, *, as_json: bool) -> None:
    listed = volume_persons(bytes_of(volume), volume.name)
    if not as_json:
        print_text(person_rows(listed, volume.name))
    for one in listed if as_json else ():
        print_json(one)
    left = sum(one.without is not None for one in listed)
    warn(f"{counted(len(listed), 'person')} in the list, {left} without a row: read it over before you lay it down")
    if apart := sum(bool(one.beside) for one in listed):
        warn(f"{counted(apart, 'person')} of a surname that is of another party too: by it nobody is known")

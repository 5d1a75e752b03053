"""``legation annotation``: what readers write on a telegram, or on a paragraph of it."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from legation.cli.console import (
    EXIT_INPUT,
    ArchiveOption,
    AsOption,
    JsonOption,
    MrnArgument,
    command,
    house,
    names_given,
    print_json,
    print_text,
    warn,
)
from legation.cli.listing import print_report
from legation.core.errors import NotFoundError, RefusedError
from legation.services.annotations.chronology import chronology_markdown, chronology_sheet, cited_once
from legation.services.annotations.citing import FORMS, written

Form = Enum("Form", {form.upper(): form for form in ("table", "md", "csv", "numbers", *FORMS)}, type=str)  # type: ignore[misc]

app = typer.Typer(
    no_args_is_help=True,
    help="Write on telegrams, for whoever may read them.\n\nExample: legation annotation list 09TRIPOLI893",
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="annotation")


def add(
    name: Annotated[
        str, typer.Argument(help="MRN in any spelling; - reads them from standard input, one a line.", metavar="MRN")
    ],
    text: Annotated[str, typer.Argument(help="What to write.", metavar="TEXT")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    at: Annotated[str, typer.Option("--at", help="On a paragraph, such as p2; on the whole telegram without it.")] = "",
    version: Annotated[str, typer.Option(help="The beginning of a version's hash; the last without it.")] = "",
) -> None:
    """Write on a telegram or on a paragraph of it. It is held as closely as what it is written on.

    A word that begins with # is a keyword, under which `legation annotation gather` finds it again.

    Example: legation annotation add 09TRIPOLI893 "compare the chart #charts" --at p2
    Example: legation search 'tag:MARR date:2009' --numbers --limit 1000 | legation annotation add - "#bases"
    """
    if name == "-" and (at or version):
        raise RefusedError("many telegrams have no one paragraph or version", "leave --at and --version out")
    names, faults = names_given(name), []
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader)
        for one in names:
            try:
                made = open_house.annotating.add(reader, one, text=text, place=at, version=version)
            except NotFoundError as fault:
                if name != "-":
                    raise
                faults.append(fault)  # the others are written all the same
                continue
            if as_json:
                print_json(made)
            else:
                print_text(made.id)
    for wrong in faults:
        warn(str(wrong))
    if faults:
        raise typer.Exit(EXIT_INPUT)


def list_(
    name: MrnArgument, archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False
) -> None:
    """Show what is written on a telegram, oldest first.

    Example: legation annotation list 09TRIPOLI893
    """
    with house(archive) as open_house:
        found = open_house.annotating.of(open_house.reader(as_reader), name)
    if not found and not as_json:
        warn("nothing is written on it")
    for one in found:
        if as_json:
            print_json(one)
            continue
        place = f"#{one.place}" if one.place else ""
        print_text(f"{one.id}  {one.telegram}{place}  {one.made}  {one.by}")
        print_text(f"    ({one.marking}) {one.text}")


def gather(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    keyword: Annotated[str, typer.Option("--keyword", "-k", help="Those with a word that begins with #.")] = "",
    by: Annotated[str, typer.Option(help="Those by one author.")] = "",
    form: Annotated[
        Form, typer.Option(help="A table; a chronology in Markdown; a sheet; numbers of telegrams; citations.")
    ] = Form("table"),
    limit: Annotated[int | None, typer.Option(min=1, max=1_000_000, help="So many; all without it.")] = None,
    after: Annotated[str, typer.Option(help="Those behind this one, by its id: the cursor of the page before.")] = "",
) -> None:
    """Show what is written on all telegrams, by their days: with the words it stands on and their citation.

    Example: legation annotation gather --keyword bases --form md > bases.md
    Example: legation annotation gather --keyword bases --form csl > bases.json
    Example: legation dialogue propose $(legation annotation gather -k bases --form numbers)
    """
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        found = open_house.annotating.gathered(reader, keyword=keyword, by=by, limit=limit, after=after)
    if as_json:
        for one in found.gathered:
            print_json(one)
    elif form.value == "md":
        print_text(chronology_markdown(found))
    elif form.value == "numbers":
        print_text("\n".join(found.telegrams))
    elif form.value in FORMS:
        print_text(written(cited_once(found), form.value))
    else:
        print_report(chronology_sheet(found), as_csv=form.value == "csv")
    if found.next is not None:
        warn(f"{len(found.gathered)} of {found.total}: go on with --after {found.next}")
    if not as_json and found.keywords:
        warn("keywords: " + ", ".join(f"#{word} {count}" for word, count in found.keywords.items()))


def withdraw(
    name: MrnArgument,
    which: Annotated[str, typer.Argument(help="Its id, as `legation annotation list` shows it.", metavar="ID")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
) -> None:
    """Take back what you wrote.

    Example: legation annotation withdraw 09TRIPOLI893 0f3a5b7c9d1e2f40
    """
    with house(archive, write=True) as open_house:
        open_house.annotating.withdraw(open_house.reader(as_reader), name, which)
    warn(f"{which} is withdrawn")


for word, work in (("add", add), ("list", list_), ("gather", gather), ("withdraw", withdraw)):
    app.command(word)(command(work))

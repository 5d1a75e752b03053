"""``legation saved``: searches kept under a name, and what is new for them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    house,
    print_json,
    print_table,
    print_text,
    warn,
)
from legation.cli.listing import line

app = typer.Typer(
    no_args_is_help=True,
    help="Keep searches under a name, and see what is new for them.\n\n"
    "Example: legation saved add harbour 'subject:harbour'",
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="saved")


def add(
    name: Annotated[str, typer.Argument(help="A name for the search.", metavar="NAME")],
    query: Annotated[str, typer.Argument(help="A query as for search.", metavar="QUERY")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save a search; from now on it tells of what comes. One of the same name is replaced, and told.

    Example: legation saved add helicopters 'helicopters AND tag:MARR'
    """
    with house(archive, write=True) as open_house:
        made = open_house.saved.add(open_house.reader(as_reader), name, query)
    if as_json:
        told = {"name": made.name, "query": made.query, "made": made.made, "looked": made.looked}
        print_json({**told, "replaced": made.replaced})
    else:
        print_text(f"saved {made.name}: {made.query}")
    if made.replaced is not None:
        warn(f"{made.name} is replaced; it was: {made.replaced}")


def list_(archive: ArchiveOption = None, as_reader: AsOption = None, as_json: JsonOption = False) -> None:
    """List the saved searches of a reader.

    Example: legation saved list
    """
    with house(archive) as open_house:
        found = open_house.saved.all(open_house.reader(as_reader))
    if as_json:
        for one in found:
            print_json({"name": one.name, "query": one.query, "made": one.made, "looked": one.looked})
        return
    print_table(
        ["name", "last look", "query"],
        [[one.name, one.looked, one.query] for one in found],
        none="no saved search",
        wide=2,
    )


def remove(
    name: Annotated[str, typer.Argument(help="The name it was saved under.", metavar="NAME")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
) -> None:
    """Take a saved search away.

    Example: legation saved remove helicopters
    """
    with house(archive, write=True) as open_house:
        open_house.saved.remove(open_house.reader(as_reader), name)
    warn(f"{name} is removed")


def run(
    name: Annotated[str | None, typer.Argument(help="One search; all without it.", metavar="NAME")] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    peek: Annotated[
        bool, typer.Option("--peek", help="Do not count as a look: tell the same again next time.")
    ] = False,
) -> None:
    """Tell what is new since the last look, and why: the words and fields that matched.

    Example: legation saved run --json
    """
    with house(archive, write=not peek) as open_house:
        reader, place = open_house.reader(as_reader), open_house.saved.place()
        found = open_house.saved.look(reader, only=name, keep=False)
        if not found and not peek:
            open_house.saved.looked(reader, place, only=name)
        titles = open_house.titles.instead(reader, [alert.listing for alert in found] if not as_json else [])
    for alert in found:
        if as_json:
            print_json(alert)
            continue
        at = f"#p{alert.paragraph} " if alert.paragraph is not None else ""
        why = ", ".join([*alert.matched, *alert.fields])
        print_text(f"{alert.search}: {line(alert.listing, titles)}")
        print_text(f"    ({alert.marking}) {at}{alert.snippet}")
        print_text(f"    kept {alert.received}; matched {why or alert.query}")
    if found and not peek:
        # Once it is out, and with the archive free meanwhile for others that write: a pager may take its time.
        sys.stdout.flush()
        with house(archive, write=True) as open_house:
            open_house.saved.looked(reader, place, only=name)
    warn(f"{len(found)} new")


for name, work in (("add", add), ("list", list_), ("remove", remove), ("run", run)):
    app.command(name)(command(work))

"""``legation tracer``: numbers of a post's series that did not come, and service messages that ask for them."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
import typer

from legation.app import House
from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    OutputOption,
    command,
    house,
    print_json,
    print_text,
    warn,
)
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.services.boards.stating import counted
from legation.tables.banners import listed_as

app = typer.Typer(
    no_args_is_help=True,
    help="Tracers for numbers of a post that did not come.\n\nExample: legation tracer list TRIPOLI --year 2009",
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="tracer")


def why_none(archive: House, reader: Reader, post: str, year: int | None) -> str:
    """What is said beside that nothing is missing, where nothing is there either. Raises NotFoundError."""
    if not archive.tracers.holds(reader, post):
        raise NotFoundError(f"post {post}")
    return "" if archive.tracers.holds(reader, post, year) else f": no telegram of {post} of {year} is held here"


YearOption = Annotated[int | None, typer.Option(min=1900, max=2100, help="Year of the numbers; else the latest.")]


def list_(
    post: Annotated[str | None, typer.Argument(help="A post; every one without it.", metavar="POST")] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    year: YearOption = None,
    longest: Annotated[int | None, typer.Option(min=1, help="The longest run that counts.")] = None,
) -> None:
    """List the runs of numbers that did not come, between two that did or before a year's first, and their tracers.

    Example: legation tracer list Tripoli --year 2009
    """
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        found = open_house.tracers.missing(reader, post, year, longest=longest)
        nothing_of = "" if found or not post else why_none(open_house, reader, post, year)
    for run in found:
        if as_json:
            print_json({**msgspec.to_builtins(run), "unasked": run.unasked})
            continue
        named = run.numbers[0] if len(run.numbers) == 1 else f"{run.numbers[0]} to {run.numbers[-1]}"
        asked = f"; raised {run.raised[0].raised} by {run.raised[0].by}" if run.raised else ""
        after = f"after {run.after}, " if run.after else ""
        held_as = listed_as(run.banner)
        print_text(f"{named:<36} {len(run.numbers):>3}  {held_as:<14} {after}before {run.before}{asked}")
    numbers, unasked = sum(len(run.numbers) for run in found), sum(len(run.unasked) for run in found)
    warn(f"{counted(numbers, 'number')}, {unasked:,} not asked for{nothing_of}")


def draft(
    post: Annotated[str, typer.Argument(help="The post that is asked.", metavar="POST")],
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    year: YearOption = None,
    sender: Annotated[
        str | None, typer.Option("--from", metavar="ADDRESS", help="The address it goes out from.")
    ] = None,
    peek: Annotated[bool, typer.Option("--peek", help="Do not note the numbers as asked for.")] = False,
    output: OutputOption = None,
) -> None:
    """Draft a service message that asks a post for what did not come, once: what was asked for is not asked again.

    The draft is JSON as `legation draft check` and `render` take it; it bears the marking of the telegrams whose
    numbers show the gap.

    Example: legation tracer draft Tripoli --from "SECSTATE WASHDC" -o tracer.json
    """
    from legation.cli.drafting import put_draft

    with house(archive, write=not peek) as open_house:
        reader = open_house.reader(as_reader)
        tracer = open_house.tracers.message(reader, post, year, sender=sender)
        if as_json:
            print_json(tracer)
        else:
            put_draft(tracer.draft, output)
        if not peek:
            sys.stdout.flush()  # what nobody has is not noted as asked for
            open_house.tracers.draft(reader, post, year, sender=sender)
    warn(f"{counted(len(tracer.numbers), 'number')} asked for; {tracer.banner}")


for name, work in (("list", list_), ("draft", draft)):
    app.command(name)(command(work))

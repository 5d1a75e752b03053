"""``legation draft mark``: a draft marked from what it is drawn from."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    OutputOption,
    command,
    day,
    house,
    print_json,
    warn,
)
from legation.cli.drafting import FileArgument, put_draft, read_file


def add_to(drafts: typer.Typer) -> None:
    drafts.command("mark")(command(mark))


def mark(
    draft: FileArgument,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="MRN", help="A telegram it is drawn from; else its references that are held."),
    ] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its day; else that of the draft.")] = None,
    output: OutputOption = None,
) -> None:
    """Fill in the markings of a draft from its sources, and say why: portions, banner, order, duration, derived from.

    A paragraph that repeats eight words of a source in their order is held as they are; no mark is lowered. The draft
    is printed as JSON, the reasons on standard error; with --json one value has both.

    Example: legation draft mark draft.toml --source 09TRIPOLI893 -o marked.json
    """
    given = read_file(draft)
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        marked = open_house.deriving.mark(reader, given, source or (), day(on))
    if as_json:
        print_json(marked)
    else:
        put_draft(marked.draft, output)
    for one in marked.because:
        place = f"paragraph {one.paragraph}: " if one.paragraph is not None else ""
        warn(f"{place}{one.says}" + (f" ({', '.join(one.sources)})" if one.sources else ""))
    warn(marked.banner)

"""``legation plot``: a dialogue or the traffic as a picture."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    DateOption,
    DialogueArgument,
    DialogueOption,
    JsonOption,
    OutputOption,
    command,
    day,
    house,
    one_dialogue,
    print_json,
    print_text,
    warn,
    write_file,
)
from legation.core.errors import RefusedError


def add_to(app: typer.Typer) -> None:
    app.command("plot")(command(plot))


class PlotName(StrEnum):
    """What to draw."""

    TIMELINE = "timeline"
    COMMITMENTS = "commitments"
    NETWORK = "network"
    TRAFFIC = "traffic"


def plot(
    name: Annotated[PlotName, typer.Argument(help="timeline, commitments, network or traffic.", metavar="PLOT")],
    dialogue: DialogueArgument = None,
    named: DialogueOption = None,
    output: OutputOption = None,
    as_of: DateOption = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw a dialogue or the traffic as SVG, with its banner in the picture.

    The network is that of the references: the telegrams that a dialogue rests on, and what they cite.

    Example: legation plot timeline --dialogue us-ly -o timeline.svg
    """
    if output is not None and output.suffix.lower() not in ("", ".svg"):
        raise RefusedError(
            f"no plot is written as {output.suffix}", "use .svg; a browser opens it, and prints it as PDF"
        )
    with house(archive) as h:
        reader = h.reader(as_reader)
        which = "" if name is PlotName.TRAFFIC else one_dialogue(h.dialogues.all(reader), named, dialogue)
        drawn = h.overviews.plot(reader, name.value, which, day(as_of))
    if as_json:
        print_json(drawn)
    elif output is None:
        print_text(drawn.svg)
    else:
        write_file(output, drawn.svg.encode())
        warn(f"{drawn.banner}: written to {output}")

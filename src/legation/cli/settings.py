"""``legation settings``: how an archive as a whole behaves."""

from __future__ import annotations

from typing import Annotated

import typer

from legation.cli.console import ArchiveOption, JsonOption, command, house, print_json, print_text

app = typer.Typer(no_args_is_help=True, help="See and change how the archive behaves.")


def release(
    to: Annotated[str | None, typer.Argument(help="whole or paragraphs; without it the setting is shown.")] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let telegrams out whole, or the readable paragraphs of those that are held closer as a whole.

    A change makes every view of the archive anew.

    Example: legation settings release paragraphs
    """
    with house(archive, write=to is not None) as open_house:
        views = open_house.releasing.set(to) if to is not None else None
        setting = open_house.releasing.release
    if as_json:
        print_json({"release": setting, "views": views})
    else:
        print_text(f"telegrams are released {setting}" + ("" if views is None else f"; {views} views were made"))


app.command("release")(command(release))

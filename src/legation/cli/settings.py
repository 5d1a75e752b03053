"""``legation settings``: how an archive as a whole behaves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from legation.cli.console import ArchiveOption, JsonOption, command, house, print_json, print_text, text_of
from legation.core.marking import OWNER
from legation.services.boards.stating import counted

app = typer.Typer(
    no_args_is_help=True,
    help="See and change how the archive behaves.\n\nExample: legation settings release paragraphs",
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="settings")


def release(
    to: Annotated[
        str | None, typer.Argument(help="whole or paragraphs; without it the setting is shown.", metavar="TO")
    ] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let telegrams out whole, or the readable paragraphs of those that are held closer as a whole.

    A change makes every view of the archive anew.

    Example: legation settings release paragraphs
    """
    with house(archive, write=to is not None, make=to is not None, whole=True) as open_house:
        views = open_house.releasing.set(to) if to is not None else None
        setting = open_house.releasing.release
    if as_json:
        print_json({"release": setting, "views": views})
    else:
        how = "paragraph by paragraph" if setting == "paragraphs" else setting
        print_text(f"telegrams are released {how}" + ("" if views is None else f"; {counted(views, 'view')} made"))


def mail(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A mail.toml to lay down; without it, what holds is shown.", readable=False, metavar="FILE"
        ),
    ] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how correspondents are reached. A mail.toml in the archive directory goes before what was laid down so.

    Example: legation settings mail mail.toml
    """
    text = text_of(file) if file is not None else ""
    with house(archive, write=file is not None, make=file is not None, whole=True) as open_house:
        told = open_house.lay_down_mail(text) if file is not None else open_house.correspondents()
    if as_json:
        print_json(told)
        return
    server = f"{told.server.host}:{told.server.port} ({told.server.security})" if told.server else "no mail server"
    print_text(server)
    for one in told.addresses.values():
        print_text(f"{one.plad}: {one.mail or one.folder}")


def numbers(
    post: Annotated[str, typer.Argument(help="The post.", metavar="POST")],
    last: Annotated[int, typer.Argument(help="The number that it gave last.", min=1, metavar="LAST")],
    archive: ArchiveOption = None,
    year: Annotated[int | None, typer.Option(min=1900, max=2999, help="Of this year; by default the present.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Let the numbers of a post go on behind one that it gave elsewhere.

    After it has given any here, only behind a later one that is held.

    Example: legation settings numbers BELISAR 118
    """
    with house(archive, write=True, make=True, whole=True) as open_house:
        own = open_house.clearing.begin_numbers(OWNER, post, last, year=year)
    if as_json:
        print_json(own)
    else:
        print_text(f"the next telegram of {own.post} in {own.year} is number {own.number + 1}")


for name, run in (("release", release), ("mail", mail), ("numbers", numbers)):
    app.command(name)(command(run))

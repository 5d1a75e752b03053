"""``legation serve`` and ``legation sample``: the desk, and an archive to look at it with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from legation.app import archive_place, place_shown
from legation.cli.console import ArchiveOption, command, house, print_text, warn
from legation.samples import make_sample
from legation.web.pages import make_app


def add_to(app: typer.Typer) -> None:
    app.command("serve")(command(serve))
    app.command("sample")(command(sample))


def serve(
    archive: ArchiveOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve the desk, by default at http://127.0.0.1:8000 and to this machine alone.

    Example: legation serve --archive desk
    """
    with house(archive, write=True) as open_house:
        shown = place_shown(archive_place(archive))
        print_text(f"Legation's desk for {shown} is at http://{host}:{port}  (Ctrl-C ends it)")
        if host not in {"127.0.0.1", "localhost", "::1"}:
            warn("whoever reaches this address reads the whole archive: put a gate in front of it")
        uvicorn.run(make_app(open_house, hosts=[host]), host=host, port=port, log_level="warning", access_log=False)


def sample(
    path: Annotated[Path, typer.Argument(help="Where to make it.", metavar="DIR", readable=False)],
) -> None:
    """Make the sample archive: invented traffic of two invented countries, and their dialogue.

    Example: legation sample sample-archive
    """
    made = make_sample(path)
    print_text(f"the sample archive is at {path}" + ("" if made else " (it was there)"))

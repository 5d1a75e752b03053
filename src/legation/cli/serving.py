"""``legation serve`` and ``legation sample``: the desk, and an archive to look at it with."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from legation.cli.console import ArchiveOption, command, house, print_text, warn
from legation.core.errors import LegationError

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def add_to(app: typer.Typer) -> None:
    app.command("serve")(command(serve))
    app.command("sample")(command(sample))


def serve(
    archive: ArchiveOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any that is free.")] = 8000,
    name: Annotated[list[str] | None, typer.Option("--name", help="Name that a gate reaches it by.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Answer on so many processes; one of them writes.")] = 1,
    sign_in: Annotated[
        Path | None, typer.Option("--sign-in", help="Single sign-on; else sign-in.toml in the archive directory.")
    ] = None,
) -> None:
    """Serve the desk, by default at http://127.0.0.1:8000 and to this machine alone.

    Example: legation serve --archive desk
    """
    # The desk is slow to load, and no other command needs it.
    from legation.web.processes import Share, run

    def start(share: Share, opened: Callable[[], None], more: Iterable[socket.socket]) -> None:
        import uvicorn

        from legation.app import archive_place, place_shown
        from legation.web.pages import make_app
        from legation.web.processes import HandOver, TakeOver
        from legation.web.single_sign_on import load_provider

        with house(archive, write=share.to_writer is None) as open_house:
            place = archive_place(archive)
            provider = load_provider(sign_in or Path(place) / "sign-in.toml")
            desk: Any = make_app(open_house, hosts=[host, *(name or [])], provider=provider, secret=share.secret)
            if share.to_writer is not None:
                desk = HandOver(desk, share.to_writer)
            else:
                if host not in _HERE and provider is None and not open_house.accounts.needs_sign_in():
                    raise LegationError(
                        "without accounts the desk is for this machine alone",
                        "make one that can sign in, see `legation account add --help`, or leave --host out",
                    )
                desk = TakeOver(desk)
                at = f"http://{host}:{share.listening.getsockname()[1]}"
                print_text(f"Legation's desk for {place_shown(place)} is at {at}  (Ctrl-C ends it)")
                if host not in _HERE:
                    warn(
                        "passwords and telegrams go over this address as they are: "
                        "put a gate that speaks https in front of it"
                    )
            opened()
            config = uvicorn.Config(desk, log_level="warning", access_log=False)
            uvicorn.Server(config).run(sockets=[share.listening, *more])

    if processes > 1 and not hasattr(os, "fork"):
        raise LegationError("this system cannot serve on several processes", "leave --processes out")
    try:
        run(start, host=host, port=port, processes=processes)
    except OSError as fault:
        if fault.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise LegationError(
            f"the desk cannot have {host}:{port} ({fault.strerror})", "end what listens there, or choose another --port"
        ) from fault


def sample(
    path: Annotated[Path, typer.Argument(help="Where to make it.", metavar="DIR", readable=False)],
) -> None:
    """Make the sample archive: invented traffic of two invented countries, and their dialogue.

    Example: legation sample sample-archive
    """
    from legation.samples import make_sample  # needs the desk's parts, which are slow to load

    made = make_sample(path)
    print_text(f"the sample archive is at {path}" + ("" if made else " (it was there)"))

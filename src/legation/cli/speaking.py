"""``legation mcp``: the archive for a language model or another program, by the Model Context Protocol."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from legation.cli.console import ArchiveOption, AsOption, command, house, warn
from legation.cli.staying import ended_in_order
from legation.core.errors import LegationError, RefusedError


def add_to(app: typer.Typer) -> None:
    app.command("mcp")(command(mcp))


def mcp(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    http: Annotated[
        int | None, typer.Option("--http", min=1, max=65535, help="Serve at this port of this machine instead.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Let notes of the reader be added to telegrams.")] = False,
) -> None:
    """Answer questions of a program as one reader: search, telegrams, threads, gaps, boards, stories, proposals.

    Over standard input and output, as most such programs start it, or with --http at http://127.0.0.1:PORT/mcp
    to those who send a token of the reader.

    Example: legation mcp --archive desk --as mira
    """
    # The SDK is slow to load, and no other command needs it.
    from legation.mcp.piping import serve_pipes
    from legation.mcp.server import make_server
    from legation.mcp.serving import http_app

    if http is None and sys.stdin is None:
        raise LegationError("nothing can be asked: standard input is closed", "let the program that asks start it")
    with ended_in_order(), house(archive, write=write, stays=True) as open_house:
        open_house.reader(as_reader)
        if http is not None and as_reader is None and open_house.accounts.needs_sign_in():
            raise RefusedError("an archive with accounts answers over HTTP as one of them", "name it with --as")
        server = make_server(open_house, lambda: open_house.reader(as_reader), write=write)
        if http is None:
            serve_pipes(server, sys.stdin.fileno(), sys.stdout.fileno())
            return
        import uvicorn

        warn(f"answering at http://127.0.0.1:{http}/mcp as {as_reader or 'the owner'} (Ctrl-C ends it)")
        uvicorn.run(
            http_app(server, open_house, as_reader),
            host="127.0.0.1",
            port=http,
            http="h11",  # another that may be installed has no limit to a header
            log_level="warning",
            access_log=False,
        )

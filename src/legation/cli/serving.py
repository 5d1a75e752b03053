"""``legation serve`` and ``legation sample``: the desk, and an archive to look at it with."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legation.cli.console import ArchiveOption, command, house, print_text, warn
from legation.cli.staying import settle
from legation.core.errors import LegationError

if TYPE_CHECKING:
    from legation.app import House

_ENDING_SECONDS = 15  # an attempt that is under way may take ten
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
    proxy: Annotated[
        list[str] | None,
        typer.Option("--proxy", help="Address or network of a reverse proxy that is believed about who asks, and how."),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, help="Requests of one program to the API in a minute, in each process.")
    ] = 600,
    log: Annotated[
        bool, typer.Option("--log", help="Print a line of JSON on standard error for each request.")
    ] = False,
    backups: Annotated[
        Path | None, typer.Option("--backups", help="Folder for the backups that are begun at the desk.")
    ] = None,
    sign_in: Annotated[
        Path | None, typer.Option("--sign-in", help="Single sign-on; else sign-in.toml in the archive directory.")
    ] = None,
) -> None:
    """Serve the desk, by default at http://127.0.0.1:8000 and to this machine alone.

    Example: legation serve --archive desk
    """
    proxies = _networks(proxy or [])
    # The desk is slow to load, and no other command needs it.
    from legation.web.processes import Share, run

    def start(share: Share, opened: Callable[[], None], more: Iterable[socket.socket]) -> None:
        import uvicorn

        from legation.api.application import Beside, make_api
        from legation.backups import back_up
        from legation.place import archive_place, place_shown
        from legation.web.operating import Counts, Watch, log_as_lines, one_line_each, tell_line
        from legation.web.pages import make_app
        from legation.web.processes import HandOver, TakeOver
        from legation.web.single_sign_on import load_provider

        if log:
            log_as_lines()
        with ExitStack() as stack:
            place, writes = archive_place(archive), share.to_writer is None
            provider = load_provider(sign_in or Path(place) / "sign-in.toml")
            # Whom a single sign-on lets in has an account, which stays, and is written of in the trail.
            people = writes and provider is not None
            open_house = stack.enter_context(house(archive, write=writes, people=people, make=writes, stays=True))
            open_house.upkeep.folder = backups
            counts = Counts()
            pages = make_app(
                open_house,
                hosts=[host, *(name or [])],
                provider=provider,
                secret=share.secret,
                counts=counts,
                gate=bool(proxies or name),
            )
            api = make_api(open_house, hosts=[host, *(name or [])], a_minute=limit)
            desk: Any = Watch(Beside(api, pages), counts, tell_line if log else None)
            if share.to_writer is not None:
                desk = HandOver(desk, share.to_writer)
            else:
                far = host not in _HERE or bool(proxies)
                if far and provider is None and not open_house.accounts.needs_sign_in():
                    raise LegationError(
                        "without accounts the desk is for this machine alone",
                        "make one that can sign in, see `legation account add --help`, or leave --host and --proxy out",
                    )
                desk = TakeOver(desk)
                at = f"http://{host}:{share.listening.getsockname()[1]}"
                print_text(f"Legation's desk for {place_shown(place)} is at {at}  (Ctrl-C ends it)")
                if host not in _HERE and not proxies:
                    warn(
                        "passwords and telegrams go over this address as they are: "
                        "put a gate that speaks https in front of it"
                    )
                jobs = stack.enter_context(ThreadPoolExecutor(1, "jobs"))
                stack.callback(open_house.jobs.stop)
                open_house.jobs.open(secrets.token_hex(8), jobs.submit)
                stack.enter_context(_sending(open_house))
                open_house.upkeep.backing = lambda to, tell: back_up(place, to, tell=tell).faults or []
            opened()
            config = uvicorn.Config(
                desk,
                http="h11",  # another that may be installed has no limit to a header
                log_level="warning",
                log_config=None if log else one_line_each(uvicorn.config.LOGGING_CONFIG),
                access_log=False,
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
            )
            settle()
            uvicorn.Server(config).run(sockets=[share.listening, *more])

    if processes > 1 and not hasattr(os, "fork"):
        raise LegationError("this system cannot serve on several processes", "leave --processes out")
    try:
        with _ended_in_order():
            run(start, host=host, port=port, processes=processes)
    except OSError as fault:
        if fault.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise LegationError(
            f"the desk cannot have {host}:{port} ({fault.strerror})", "end what listens there, or choose another --port"
        ) from fault


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Ctrl-C and the system's word to end close what is open, and are no fault: the exit code is 0.

    uvicorn answers what it was asked and then sends itself the signal again, which by default ends the program where
    it stands, before anything is closed or cleared away.
    """

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the shape of a handler
        raise SystemExit(0)

    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, end) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _sending(open_house: House) -> Iterator[None]:
    """Webhooks are sent while this is open, by the process that writes."""
    from legation.core.marking import UPKEEP

    ending = threading.Event()

    def send() -> None:
        open_house.hooks.run(UPKEEP, stop=ending.is_set, wait=ending.wait, told=_told)

    thread = threading.Thread(target=send, name="webhooks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(_ENDING_SECONDS)


def _told(fault: str) -> None:
    logging.getLogger("legation.hooks").error("a round of webhooks failed: %s", fault)


def _networks(given: list[str]) -> list[str]:
    """Addresses and networks as they were given. Raises LegationError for what is none."""
    for one in given:
        try:
            ipaddress.ip_network(one)
        except ValueError as wrong:
            raise LegationError(
                f"{one!r} is no address of a proxy", "write one such as 127.0.0.1, or a network such as 10.0.0.0/24"
            ) from wrong
    return given


def sample(
    path: Annotated[Path, typer.Argument(help="Where to make it.", metavar="DIR", readable=False)],
) -> None:
    """Make the sample archive: invented traffic of two invented countries, and their dialogue.

    Example: legation sample sample-archive
    """
    from legation.samples import make_sample  # needs the desk's parts, which are slow to load

    made = make_sample(path)
    print_text(f"the sample archive is at {path}" + ("" if made else " (it was there)"))

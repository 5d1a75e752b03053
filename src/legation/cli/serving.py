"""``legation serve`` and ``legation sample``: the desk, and an archive to look at it with."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legation.cli.console import ArchiveOption, JsonOption, command, house, print_json, print_text, warn
from legation.cli.staying import ended_in_order, settle
from legation.core.errors import LegationError

if TYPE_CHECKING:
    from legation.app import House
    from legation.web.processes import Share

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
    as_json: JsonOption = False,
) -> None:
    """Serve the desk, by default at http://127.0.0.1:8000 and to this machine alone.

    Example: legation serve --archive desk
    """
    desk = _Desk(
        archive=archive,
        host=host,
        names=tuple(name or ()),
        proxies=_networks(proxy or []),
        limit=limit,
        log=log,
        backups=backups,
        sign_in=sign_in,
        as_json=as_json,
    )
    # The desk is slow to load, and no other command needs it.
    from legation.web.processes import run

    if processes > 1 and not hasattr(os, "fork"):
        raise LegationError("this system cannot serve on several processes", "leave --processes out")
    try:
        with ended_in_order():
            run(desk.serve, host=host, port=port, processes=processes)
    except OSError as fault:
        if fault.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise LegationError(
            f"the desk cannot have {host}:{port} ({fault.strerror})", "end what listens there, or choose another --port"
        ) from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """A desk as its options have it, served by each process in turn. names: those that a gate reaches it by."""

    archive: str | None
    host: str
    names: tuple[str, ...]
    proxies: list[str]
    limit: int
    log: bool
    backups: Path | None
    sign_in: Path | None
    as_json: bool

    def serve(self, share: Share, opened: Callable[[], None], more: Iterable[socket.socket]) -> None:
        """Serve until ended. opened: told when it may answer. more: sockets beside that of ``share``."""
        import uvicorn

        from legation.api.application import Beside, make_api
        from legation.place import archive_place
        from legation.web.operating import Counts, Watch, log_as_lines, one_line_each, tell_line
        from legation.web.pages import make_app
        from legation.web.processes import HandOver, TakeOver
        from legation.web.single_sign_on import load_provider

        if self.log:
            log_as_lines()
        with ExitStack() as stack:
            place, writes = archive_place(self.archive), share.to_writer is None
            provider = load_provider(self.sign_in or Path(place) / "sign-in.toml")
            # Whom a single sign-on lets in has an account, which stays, and is written of in the trail.
            people = writes and provider is not None
            open_house = stack.enter_context(house(self.archive, write=writes, people=people, make=writes, stays=True))
            open_house.upkeep.folder = self.backups
            counts = Counts()
            hosts = [self.host, *self.names]
            pages = make_app(
                open_house,
                hosts=hosts,
                provider=provider,
                secret=share.secret,
                counts=counts,
                gate=bool(self.proxies or self.names),
            )
            api = make_api(open_house, hosts=hosts, a_minute=self.limit)
            desk: Any = Watch(Beside(api, pages), counts, tell_line if self.log else None)
            if share.to_writer is not None:
                desk = HandOver(desk, share.to_writer)
            else:
                self._check_who_may_come(open_house, alone=provider is None)
                desk = TakeOver(desk)
                self._tell_where(place, share)
                _work_beside(open_house, place, stack)
            opened()
            config = uvicorn.Config(
                desk,
                http="h11",  # another that may be installed has no limit to a header
                ws="none",
                log_level="warning",
                log_config=None if self.log else one_line_each(uvicorn.config.LOGGING_CONFIG),
                access_log=False,
                server_header=False,
                proxy_headers=bool(self.proxies),
                forwarded_allow_ips=self.proxies,
            )
            settle()
            threading.Thread(target=load_rules, name="rules", daemon=True).start()
            uvicorn.Server(config).run(sockets=[share.listening, *more])

    def _check_who_may_come(self, open_house: House, *, alone: bool) -> None:
        """Raises LegationError where others reach the desk and nobody can sign in. alone: without single sign-on."""
        far = self.host not in _HERE or bool(self.proxies)
        if far and alone and not open_house.accounts.needs_sign_in():
            raise LegationError(
                "without accounts the desk is for this machine alone",
                "make one that can sign in, see `legation account add --help`, or leave --host and --proxy out",
            )

    def _tell_where(self, place: str | Path, share: Share) -> None:
        from legation.place import place_shown

        share.listening.listen()  # whoever is told where may come at once, and waits until it serves
        at = f"http://{self.host}:{share.listening.getsockname()[1]}"
        if self.as_json:
            print_json({"address": at, "archive": place_shown(place)})
        else:
            print_text(f"Legation's desk for {place_shown(place)} is at {at}  (Ctrl-C ends it)")
        sys.stdout.flush()  # whoever started it reads the address while it runs
        if self.host not in _HERE and not self.proxies:
            warn(
                "passwords and telegrams go over this address as they are: put a gate that speaks https in front of it"
            )


def load_rules() -> None:
    """Load what rules of proposals need, some two seconds of work, so that nobody waits for it on their first page."""
    import legation

    with suppress(OSError):  # as without descriptors left: then they are loaded when they are first needed
        legation.propose(legation.read("1. The Minister said that he would sign the agreement.\n"))


def _work_beside(open_house: House, place: str | Path, stack: ExitStack) -> None:
    """What the process that writes does beside its answers, until the stack is closed: jobs, sending, backups."""
    from legation.backups import back_up

    jobs = stack.enter_context(ThreadPoolExecutor(1, "jobs"))
    stack.callback(open_house.jobs.stop)
    open_house.jobs.open(secrets.token_hex(8), jobs.submit)
    stack.enter_context(_sending(open_house))
    open_house.upkeep.backing = lambda to, tell: back_up(place, to, tell=tell).faults or []


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
    as_json: JsonOption = False,
) -> None:
    """Make the sample archive: invented traffic of two invented countries, and their dialogue.

    Example: legation sample sample-archive
    """
    from legation.samples import make_sample  # needs the desk's parts, which are slow to load

    made = make_sample(path)
    if as_json:
        print_json({"archive": str(path), "made": made})
    else:
        print_text(f"the sample archive is at {path}" + ("" if made else " (it was there)"))

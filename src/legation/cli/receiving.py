"""``legation receive``: take telegrams in from outside, and see what could not be taken."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from legation.cli.clearing import carriers
from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    house,
    print_json,
    print_table,
    print_text,
    warn,
)
from legation.cli.taking import stopping
from legation.core.errors import RefusedError
from legation.core.marking import OWNER

if TYPE_CHECKING:
    from legation.app import House
    from legation.services.arriving import Arrived, Coming

app = typer.Typer(no_args_is_help=True, help="Take telegrams in from outside.")

_LIMIT_BYTES = 8 * 1024 * 1024
_LOOKS_SECONDS = 0.2


def smtp(
    archive: ArchiveOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 2525,
    addresses: Annotated[
        list[str] | None, typer.Option("--for", metavar="ADDRESS", help="Take mail for this address; else for any.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Certificate for STARTTLS, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key, where it is in a file of its own.")] = None,
    users: Annotated[
        Path | None, typer.Option(help="Take mail only from these: a file of lines `name password`.")
    ] = None,
    limit_bytes: Annotated[int, typer.Option(help="Largest mail to take.")] = _LIMIT_BYTES,
    send: Annotated[bool, typer.Option("--send", help="Meanwhile send what waits, as `legation draft send`.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Listen for mail and keep each telegram, until stopped. A sender is told 250 only when it is kept for good.

    The archive has one writer: to receive and send with one archive directory at a time, use --send.

    Example: legation receive smtp --port 2525 --for traffic@ministry.example --send
    """
    from legation.services.doors.smtp import SmtpDoor

    with house(archive, write=True) as open_house, stopping() as stopped:
        door = SmtpDoor(
            _take(open_house),
            host=host,
            port=port,
            limit_bytes=limit_bytes,
            addresses=addresses or (),
            certificate=certificate,
            key=key,
            users=_users(users),
            told=lambda arrived: _say(arrived, as_json=as_json),
        )
        warn(f"listening at {host}:{door.port} (Ctrl-C ends it)")
        try:
            if send:
                open_house.transmitting.run(
                    OWNER, carriers(open_house, None), stop=stopped, wait=time.sleep, every_seconds=_LOOKS_SECONDS
                )
            while not stopped():
                time.sleep(_LOOKS_SECONDS)
        finally:
            door.close()


def list_(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    broken: Annotated[bool, typer.Option("--broken", help="What could not be taken; as without it.")] = True,
    save: Annotated[
        str | None, typer.Option("--bytes", metavar="HASH", help="Print the bytes of one instead, as they came.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List arrivals that could not be taken as telegrams, with the reason. Their bytes are kept.

    Example: legation receive list --broken
    """
    del broken  # there is nothing else to list: what was taken is found by search
    with house(archive) as open_house:
        reader = open_house.reader(as_reader)
        if save is not None:
            sys.stdout.buffer.write(open_house.arrivals.broken_data(reader, save))
            return
        found = open_house.arrivals.broken(reader)
    if as_json:
        for one in found:
            print_json(one)
        return
    rows = [[one.sha256[:12], one.received, one.via, one.name, f"{one.what}: {one.do}"] for one in found]
    print_table(["hash", "received", "via", "name", "why"], rows, wide=4)


def _take(open_house: House) -> Callable[[Sequence[Coming], Callable[[Sequence[Arrived]], None]], object]:
    return lambda some, durable: open_house.arrivals.take(OWNER, some, durable=durable)


def _say(arrived: Arrived, *, as_json: bool) -> None:
    if as_json:
        print_json(arrived)
    else:
        why = f" ({arrived.what}: {arrived.do})" if arrived.what else ""
        print_text(f"{arrived.outcome} {', '.join(arrived.mrns) or arrived.name}{why}")
    sys.stdout.flush()


def _users(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        raise RefusedError(f"{path} cannot be read ({fault.strerror})", "check the path") from fault
    found = dict(line.split(maxsplit=1) for line in lines if len(line.split(maxsplit=1)) == 2)
    if not found:
        raise RefusedError(f"{path} names nobody", "write a line `name password` for each")
    return found


for name, work in (("smtp", smtp), ("list", list_)):
    app.command(name)(command(work))

"""``legation receive``: take telegrams in from outside, and see what could not be taken."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    house,
    print_json,
    print_table,
    print_text,
    text_of,
    warn,
)
from legation.cli.sending import carriers
from legation.cli.staying import settle
from legation.cli.taking import stopping, told_away
from legation.core.errors import LegationError, RefusedError
from legation.core.marking import OWNER

if TYPE_CHECKING:
    from legation.services.archive.arriving import Arrived, Coming

app = typer.Typer(
    no_args_is_help=True,
    help="Take telegrams in from outside.\n\nExample: legation receive smtp --port 2525 --for belisar@embassy.example",
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="receive")


_LIMIT_BYTES = 8 * 1024 * 1024
_LOOKS_SECONDS = 0.2
_EVERY_LOOKS = 50
WatchOption = Annotated[bool, typer.Option("--watch", help="Go on looking, every ten seconds, until stopped.")]


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
    limit_bytes: Annotated[int, typer.Option(min=1, help="Largest mail to take.")] = _LIMIT_BYTES,
    send: Annotated[bool, typer.Option("--send", help="Meanwhile send what waits, as `legation draft send`.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Listen for mail and keep each telegram, until stopped. A sender is told 250 only when it is kept for good.

    The archive has one writer: to receive and send with one archive directory at a time, use --send.

    Example: legation receive smtp --port 2525 --for traffic@ministry.example --send
    """
    from legation.services.doors.smtp import SmtpDoor

    taken = 0

    def told(arrived: Arrived) -> None:
        nonlocal taken
        taken += 1
        _say(arrived, as_json=as_json)

    with house(archive, write=True, make=True, stays=True) as open_house, stopping() as stopped:
        door = SmtpDoor(
            open_house.arrivals,
            OWNER,
            host=host,
            port=port,
            limit_bytes=limit_bytes,
            addresses=addresses or (),
            certificate=certificate,
            key=key,
            users=_users(users),
            now=open_house.clock,
            told=told,
        )
        settle()
        warn(f"listening at {host}:{door.port} (Ctrl-C ends it)")
        try:
            if send:
                open_house.transmitting.run(
                    OWNER,
                    carriers(open_house, None),
                    away=told_away,
                    stop=stopped,
                    wait=time.sleep,
                    every_seconds=_LOOKS_SECONDS,
                )
            while not stopped():
                time.sleep(_LOOKS_SECONDS)
        finally:
            door.close()
        warn(f"{taken} taken")


def imap(
    host: Annotated[str, typer.Option(help="The mail server.")],
    user: Annotated[str, typer.Option(help="Whose mailbox.")],
    password_file: Annotated[Path, typer.Option(help="File with the password.")],
    archive: ArchiveOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the mail server.")] = 993,
    security: Annotated[str, typer.Option(help="tls, starttls, or none for a server on this machine.")] = "tls",
    folder: Annotated[str, typer.Option(help="Folder of the mailbox.")] = "INBOX",
    ca_file: Annotated[Path | None, typer.Option(help="Certificates to trust beside those of the system.")] = None,
    watch: WatchOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take what is unseen in a mailbox; each mail is marked as seen when it is kept.

    Example: legation receive imap --host mail.ministry.example --user traffic --password-file password
    """
    from legation.services.doors.imap import Mailbox, take_imap

    if security not in ("tls", "starttls", "none"):
        raise RefusedError(f"{security} is no security", "use tls, starttls or none")
    told = {"host": host, "port": port, "user": user, "security": security, "folder": folder}
    known = {"password": text_of(password_file).strip(), "ca_file": str(ca_file) if ca_file is not None else None}
    mailbox = msgspec.convert({**told, **known}, Mailbox)
    _fetched(archive, lambda take, say: take_imap(mailbox, take, say), watch=watch, as_json=as_json)


def maildir(
    folder: Annotated[Path, typer.Argument(help="The folder that has `new` and `cur` in it.", metavar="DIR")],
    archive: ArchiveOption = None,
    watch: WatchOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take what is new in a Maildir; each mail is moved to `cur` when it is kept.

    Example: legation receive maildir /var/mail/traffic --watch
    """
    from legation.services.doors.maildir import take_maildir

    _fetched(archive, lambda take, say: take_maildir(folder, take, say), watch=watch, as_json=as_json)


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
    print_table(["hash", "received", "via", "name", "why"], rows, none="no arrival that could not be taken", wide=4)


def _say(arrived: Arrived, *, as_json: bool) -> None:
    if as_json:
        print_json(arrived)
    else:
        why = f" ({arrived.what}: {arrived.do})" if arrived.what else ""
        print_text(f"{arrived.outcome} {', '.join(arrived.mrns) or arrived.name}{why}")
    sys.stdout.flush()


Taking = Callable[["Sequence[Coming]"], "Sequence[Arrived]"]


def _fetched(
    archive: str | None, fetch: Callable[[Taking, Callable[[Arrived], None]], int], *, watch: bool, as_json: bool
) -> None:
    """Fetch once, or until stopped; where it cannot be fetched meanwhile, say so and go on."""
    with house(archive, write=True, make=True, stays=watch) as open_house, stopping() as stopped:
        taken = 0
        while True:
            try:
                taken += fetch(
                    lambda some: open_house.arrivals.take(OWNER, some), lambda arrived: _say(arrived, as_json=as_json)
                )
            except LegationError as fault:
                if not watch:
                    raise
                warn(str(fault))
            for _ in range(_EVERY_LOOKS if watch else 0):
                if not stopped():
                    time.sleep(_LOOKS_SECONDS)
            if not watch or stopped():
                break
    warn(f"{taken} taken")


def _users(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    lines = text_of(path).splitlines()
    found = dict(line.split(maxsplit=1) for line in lines if len(line.split(maxsplit=1)) == 2)
    if not found:
        raise RefusedError(f"{path} names nobody", "write a line `name password` for each")
    return found


for name, work in (("smtp", smtp), ("imap", imap), ("maildir", maildir), ("list", list_)):
    app.command(name)(command(work))

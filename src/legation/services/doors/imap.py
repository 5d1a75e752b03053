"""A mailbox on a server (IMAP4rev1): what is unseen is fetched, kept, and only then marked as seen."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Literal

import msgspec

from legation.core.errors import ArchiveError
from legation.services.arriving import Arrived, Coming

_AT_ONCE = 50
_BYTES_AT_ONCE = 16 * 1024 * 1024  # and of mails so large, fewer: anybody may send them
_TIMEOUT_SECONDS = 60.0


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is fetched from. ca_file: certificates to trust beside those of the system."""

    host: str
    user: str
    password: str
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    folder: str = "INBOX"
    ca_file: str | None = None


def take_imap(
    mailbox: Mailbox,
    take: Callable[[Sequence[Coming]], Sequence[Arrived]],
    told: Callable[[Arrived], None] = lambda _: None,
) -> int:
    """Take every mail that is unseen; returns how many. Raises ArchiveError where the server is not reached."""
    try:
        line = _opened(mailbox)
        try:
            return _taken(line, mailbox, take, told)
        finally:
            _close(line)
    except ssl.SSLCertVerificationError as fault:
        raise ArchiveError(
            f"the certificate of {mailbox.host} does not hold ({fault.verify_message})", "name one to trust"
        ) from fault
    except (OSError, imaplib.IMAP4.error) as fault:
        raise ArchiveError(
            f"the mailbox at {mailbox.host} cannot be read ({fault})", "check its address, user and password"
        ) from fault


def _opened(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=mailbox.ca_file)
    line: imaplib.IMAP4
    if mailbox.security == "tls":
        line = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=_TIMEOUT_SECONDS)
    else:
        line = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=_TIMEOUT_SECONDS)
    try:
        if mailbox.security == "starttls":
            line.starttls(context)
        line.login(mailbox.user, mailbox.password)
    except BaseException:
        _close(line)
        raise
    return line


def _close(line: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        line.logout()
    with suppress(OSError):  # a line that broke is still held open on this side
        line.shutdown()


def _taken(
    line: imaplib.IMAP4,
    mailbox: Mailbox,
    take: Callable[[Sequence[Coming]], Sequence[Arrived]],
    told: Callable[[Arrived], None],
) -> int:
    quoted = mailbox.folder.replace("\\", "\\\\").replace('"', '\\"')
    _must(line.select(f'"{quoted}"'))
    found = _must(line.uid("SEARCH", "UNSEEN"))
    unseen = b" ".join(part for part in found if isinstance(part, bytes)).split()
    left = [uid.decode("ascii", "replace") for uid in reversed(unseen)]
    while left:
        fetched: list[tuple[str, bytes]] = []
        asked = held = 0
        while left and asked < _AT_ONCE and held < _BYTES_AT_ONCE:
            uid = left.pop()
            parts = _must(line.uid("FETCH", uid, "(BODY.PEEK[])"))
            fetched += [(uid, part[1]) for part in parts if isinstance(part, tuple)]
            asked += 1
            held = sum(len(data) for _, data in fetched)
        for arrived in take([Coming(data, "imap", f"{mailbox.folder}-{uid}.eml") for uid, data in fetched]):
            told(arrived)
        if fetched:
            _must(line.uid("STORE", ",".join(uid for uid, _ in fetched), "+FLAGS", r"(\Seen)"))
    return len(unseen)


def _must(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    """What the server gave; raises where it said no."""
    said, parts = answer
    if said != "OK":
        raise imaplib.IMAP4.error(f"the server said {said}")
    return parts

"""A mailbox on a server (IMAP4rev1): what is unseen is fetched, kept, and only then marked as seen.

A server may say anything. A mail that it cannot hand over, or that breaks the line, keeps no other from coming; what it
sends is bounded; and what it says in the place of an answer may be words of a mail, which no message repeats.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Literal

import msgspec

from legation.core.errors import ArchiveError
from legation.services.archive.arriving import Arrived, Coming
from legation.services.ingest.limits import KEPT_BYTES

_AT_ONCE = 50
_BYTES_AT_ONCE = 16 * 1024 * 1024  # and of mails so large, fewer: anybody may send them
_TIMEOUT_SECONDS = 60.0
_ANSWER_BYTES = 32 * 1024 * 1024
"""Of lines that answer one command, beside the mail itself: the numbers of four million mails."""
_MOST_BREAKS = 3
_TOLD = 200  # signs of what a server says that are repeated
_NUMBER = re.compile(rb"[1-9]\d{0,9}")
_BODY = re.compile(rb"\bBODY\[\] (?:\{\d+\}$|\"((?:[^\"\\]|\\.)*)\")", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d+)\b", re.IGNORECASE)


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is fetched from. ca_file: certificates to trust beside those of the system."""

    host: str
    user: str
    password: str
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    folder: str = "INBOX"
    ca_file: str | None = None


class _Bounded(imaplib.IMAP4):
    """A line that does not hold more than a mail may have, nor answers without end."""

    _answer_bytes = 0

    def read(self, size: int) -> bytes:
        """As the library's. Raises ``abort`` for what is longer than any mail that is kept."""
        if size > KEPT_BYTES:
            raise self.abort(f"a mail of {size:,} bytes is over the limit of {KEPT_BYTES:,}")
        return super().read(size)

    def readline(self) -> bytes:
        """As the library's. Raises ``abort`` for answers without end."""
        line = super().readline()
        self._answer_bytes += len(line)
        if self._answer_bytes > _ANSWER_BYTES:
            raise self.abort("its answer does not end")
        return line

    def send(self, data: Any) -> None:
        """As the library's; an answer begins."""
        self._answer_bytes = 0
        super().send(data)

    def _get_response(self, *args: Any, **named: Any) -> Any:
        try:
            return super()._get_response(*args, **named)  # type: ignore[misc]
        except self.abort as fault:
            if str(fault).startswith("unexpected response"):
                raise self.abort("it answered with what is no answer") from None
            raise


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    pass


def take_imap(
    mailbox: Mailbox,
    take: Callable[[Sequence[Coming]], Sequence[Arrived]],
    told: Callable[[Arrived], None] = lambda _: None,
) -> int:
    """Take every mail that is unseen; returns how many. Raises ArchiveError where the server is not reached.

    A mail on which the line breaks is tried again behind all others. Raises ArchiveError where it breaks again; the
    others are taken then.
    """
    try:
        run = _Run(mailbox, take, told)
        while True:
            line = _opened(mailbox)
            try:
                run.go(line)
                return run.taken
            except (OSError, imaplib.IMAP4.abort):
                if not run.goes_on():
                    raise
            finally:
                _close(line)
    except ssl.SSLCertVerificationError as fault:
        raise ArchiveError(
            f"the certificate of {mailbox.host} does not hold ({fault.verify_message})", "name one to trust"
        ) from fault
    except (OSError, imaplib.IMAP4.error) as fault:
        raise ArchiveError(
            f"the mailbox at {mailbox.host} cannot be read ({_said(fault)})", "check its address, user and password"
        ) from fault


def _opened(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=mailbox.ca_file)
    line: _Bounded
    if mailbox.security == "tls":
        line = _BoundedTls(mailbox.host, mailbox.port, ssl_context=context, timeout=_TIMEOUT_SECONDS)
    else:
        line = _Bounded(mailbox.host, mailbox.port, timeout=_TIMEOUT_SECONDS)
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


class _Run:
    """The taking of one mailbox, over as many lines as it needs."""

    def __init__(
        self, mailbox: Mailbox, take: Callable[[Sequence[Coming]], Sequence[Arrived]], told: Callable[[Arrived], None]
    ) -> None:
        self.taken = 0
        self._mailbox = mailbox
        self._take = take
        self._told = told
        self._kept: set[str] = set()  # and not marked as seen yet
        self._numbered_by: list[Any] = []
        self._asked: str | None = None
        self._broke_on: list[str] = []

    def goes_on(self) -> bool:
        """Whether a line that broke is to be opened again: it broke on a mail, and for the first time."""
        asked, self._asked = self._asked, None
        if asked is None or asked in self._broke_on or len(self._broke_on) >= _MOST_BREAKS:
            return False
        self._broke_on.append(asked)
        return True

    def go(self, line: imaplib.IMAP4) -> None:
        """Take what is unseen and was not taken yet, what a line broke on last."""
        quoted = self._mailbox.folder.replace("\\", "\\\\").replace('"', '\\"')
        _must(line.select(f'"{quoted}"'))
        found = _must(line.uid("SEARCH", "UNSEEN"))
        numbers = b" ".join(part for part in found if isinstance(part, bytes)).split()
        unseen = [uid.decode("ascii") for uid in dict.fromkeys(numbers) if _NUMBER.fullmatch(uid)]
        by = line.response("UIDVALIDITY")[1]
        if by != self._numbered_by or by == [None]:  # another mail may have the number of one that was kept
            self._kept.clear()
        self._numbered_by = by
        here = {uid for uid in unseen if uid in self._kept}
        self._mark(line, sorted(here))
        left = [uid for uid in unseen if uid not in here and uid not in self._broke_on]
        left += [uid for uid in self._broke_on if uid in unseen]
        left.reverse()
        refused = 0
        while left:
            fetched: list[tuple[str, bytes]] = []
            asked = held = 0
            try:
                while left and asked < _AT_ONCE and held < _BYTES_AT_ONCE:
                    if fetched and left[-1] in self._broke_on:
                        break  # the others are marked first
                    self._asked = uid = left.pop()
                    said, parts = line.uid("FETCH", uid, "(BODY.PEEK[])")
                    self._asked = None
                    refused += said != "OK"
                    asked += 1
                    if (data := _mail(parts, uid)) is not None:
                        fetched.append((uid, data))
                        held += len(data)
            finally:
                # What came before a mail on which the line breaks is kept at once, and marked on the next line.
                self._keep(fetched)
            self._mark(line, [uid for uid, _ in fetched])
        if refused:
            raise line.error(f"the server does not hand over {refused:,} of its mails")

    def _mark(self, line: imaplib.IMAP4, kept: Sequence[str]) -> None:
        if kept:
            _must(line.uid("STORE", ",".join(kept), "+FLAGS", r"(\Seen)"))
            self._kept.difference_update(kept)

    def _keep(self, fetched: Sequence[tuple[str, bytes]]) -> None:
        if not fetched:
            return
        folder = self._mailbox.folder
        for arrived in self._take([Coming(data, "imap", f"{folder}-{uid}.eml") for uid, data in fetched]):
            self._told(arrived)
        self.taken += len(fetched)
        self._kept.update(uid for uid, _ in fetched)


def _mail(parts: Sequence[Any], uid: str) -> bytes | None:
    """The mail of that number in an answer; None where there is none, as of one that was removed meanwhile."""
    for part in parts:
        head, data = part if isinstance(part, tuple) else (part, None)
        if not isinstance(head, bytes) or (body := _BODY.search(head)) is None:
            continue
        named = _UID.search(head, 0, body.start())
        if named is None or named[1].decode() == uid:
            return data if data is not None else re.sub(rb"\\(.)", rb"\1", body[1])
    return None


def _said(fault: Exception) -> str:
    """A fault in one short line, whatever a server said."""
    said = " ".join(str(fault).split())
    return said if len(said) <= _TOLD else f"{said[:_TOLD]}..."


def _must(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    """What the server gave; raises where it said no."""
    said, parts = answer
    if said != "OK":
        raise imaplib.IMAP4.error(f"the server said {said}")
    return parts

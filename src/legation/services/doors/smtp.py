"""A mail server that only takes in: 250 when a telegram is kept for good, 4xx when it cannot be kept now.

It relays nothing. Where addresses are named, mail for others is refused.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from legation.core.errors import ArchiveError, LegationError
from legation.core.marking import Reader
from legation.services.accounts.attempts import Attempts, network_of
from legation.services.archive.arriving import Arrivals, Arrived, Coming
from legation.services.doors.keeper import Keeper
from legation.services.doors.protocol import MailController

LIMIT_BYTES = 8 * 1024 * 1024


class SmtpDoor:
    """Listens until it is closed; takes in as ``reader``.

    host, port: where; port 0 takes a free one. now: the clock. addresses: for whom mail is taken; empty for anyone.
    certificate, key: files for STARTTLS. users: their passwords by name; where there are some, mail is taken from them
    alone, and passwords only over TLS; an address from which wrong ones come has to wait. told: hears of each arrival.
    """

    def __init__(
        self,
        arrivals: Arrivals,
        reader: Reader,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limit_bytes: int = LIMIT_BYTES,
        addresses: Collection[str] = (),
        certificate: Path | None = None,
        key: Path | None = None,
        users: dict[str, str] | None = None,
        now: Callable[[], datetime],
        told: Callable[[Arrived], None] = lambda _: None,
    ) -> None:
        if users and certificate is None:
            raise ArchiveError("passwords would come over the line as they are", "name a certificate and its key")
        self._keeper = Keeper(arrivals, reader)
        handler = _Handler(self._keeper, frozenset(one.lower() for one in addresses), told)
        context = _context(certificate, key) if certificate is not None else None
        self._loop = asyncio.new_event_loop()
        self._server: Any = MailController(
            handler,
            loop=self._loop,
            hostname=host,
            port=port,
            data_size_limit=limit_bytes,
            tls_context=context,
            require_starttls=context is not None,
            authenticator=_authenticator(users or {}, Attempts(now)),
            auth_required=bool(users),
            ident="Legation",
        )
        begun: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(begun,), name="smtp", daemon=True)
        self._thread.start()
        try:
            begun.result()
        except OSError as fault:
            self._thread.join()
            self._keeper.close()
            raise ArchiveError(
                f"nothing can listen at {host}:{port} ({fault.strerror})", "choose another port"
            ) from fault

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Take nothing more; what was taken is kept first."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._keeper.close()

    def _run(self, begun: Future[None]) -> None:
        try:
            self._server.begin()
        except BaseException as fault:  # noqa: BLE001 - whoever opens the door is told
            self._loop.close()
            begun.set_exception(fault)
            return
        begun.set_result(None)
        try:
            self._loop.run_forever()
            # Not to be waited for: from Python 3.12 on that would wait for whoever is connected.
            self._server.server.close()
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        finally:
            self._loop.close()


class _Handler:
    def __init__(self, keeper: Keeper, addresses: frozenset[str], told: Callable[[Arrived], None]) -> None:
        self._keeper = keeper
        self._addresses = addresses
        self._told = told

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        del server, session
        if self._addresses and address.lower() not in self._addresses:
            return "550 5.1.1 nobody of that address here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        data = envelope.content
        if not isinstance(data, bytes):
            return "554 5.6.0 no mail came"
        try:
            arrived = await asyncio.wrap_future(self._keeper.hand_in(Coming(data, "smtp")))
        except LegationError:
            return "451 4.3.0 it cannot be kept now, try again later"
        except Exception:  # noqa: BLE001 - whatever it is, the sender still has the mail and must be told so
            return "451 4.3.0 it cannot be kept now, try again later"
        self._told(arrived)
        return f"250 2.0.0 kept as {arrived.sha256[:16]}"


def _context(certificate: Path, key: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as fault:
        raise ArchiveError(
            f"{certificate} cannot be used ({fault})", "name a certificate and its key as PEM"
        ) from fault
    return context


def _authenticator(users: dict[str, str], attempts: Attempts) -> Callable[..., AuthResult]:
    import hmac

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: object) -> AuthResult:
        del server, envelope, mechanism
        if not isinstance(told, LoginPassword):
            return AuthResult(success=False, handled=False)
        # By address alone: by name, anybody could shut a house out.
        address = network_of(str((session.peer or ("",))[0]))
        if attempts.must_wait(address):
            return AuthResult(success=False, handled=False, message="454 4.7.0 too many failed, try again later")
        known = users.get(told.login.decode("utf-8", "replace"), "")
        right = hmac.compare_digest(known.encode(), told.password) and known != ""
        return AuthResult(success=attempts.let_in([address], right), handled=False)

    return check

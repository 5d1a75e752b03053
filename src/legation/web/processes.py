"""The desk on several processes: one writes, the others answer questions, all at one address.

Python answers one request at a time in a process. The others open the archive to read, as any other program may; what
is to be written they hand to the one that writes, over a socket that only this user can open. The one that writes
deals out new connections, each to the process that has fewest. When one of the others ends, the rest go on; when the
one that writes ends, all do.
"""

from __future__ import annotations

import errno
import logging
import mmap
import os
import secrets
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TextIO, TypeAlias

import httpx

from legation.storage.scratch import Scratch, sweep

ASGIApp: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OF_ONE = "/sign-in/"
"""What begins with this is the writer's, whatever the method: a single sign-on ends where it was begun, and once."""
_CLIENT = b"x-legation-client"
_SCHEME = b"x-legation-scheme"
_ENCODED = b"transfer-encoding"
_LONGEST = httpx.Timeout(600, connect=5)  # seconds; an upload may be large
# Of one connection alone (RFC 9110, 7.6.1), and what is ours to say.
_OF_A_HOP = frozenset(
    {b"connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade", _CLIENT, _SCHEME}
)


_OUT_OF = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
"""There is nothing left to take a connection with; it waits, and the event loop asks again after a second."""
_PAUSE_SECONDS = 0.5  # less than that second, longer than the loop goes on asking at once

SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which the processes add up what they count; read when prometheus_client is imported."""


class Share(NamedTuple):
    """What one process of a desk is given. to_writer: the socket of the one that writes; None for itself.

    listening: connections come out of it; the one that writes has that of the address.
    """

    listening: socket.socket
    to_writer: Path | None
    secret: str


Serve = Callable[[Share, Callable[[], None], Iterable[socket.socket]], None]
"""Opens the archive, calls what it is given once that is done, and serves on its socket and the others."""


class _Open:
    """How many connections each process has open, in memory that all of them share; the first is the one that writes.

    Two numbers each, how many it was given and how many of them are closed, so that each has one that writes it.
    """

    def __init__(self, processes: int) -> None:
        self._shared = mmap.mmap(-1, 16 * processes)
        self._numbers = memoryview(self._shared).cast("q")

    def give(self, process: int) -> None:
        self._numbers[2 * process] += 1

    def close(self, process: int) -> None:
        self._numbers[2 * process + 1] += 1

    def of(self, process: int) -> int:
        return self._numbers[2 * process] - self._numbers[2 * process + 1]


class _Connection(socket.socket):
    """A connection that tells when it is closed."""

    told: Callable[[], None] | None = None

    @classmethod
    def taken(cls, descriptor: int, told: Callable[[], None]) -> _Connection:
        made = cls(fileno=descriptor)
        made.told = told
        return made

    def close(self) -> None:
        told, self.told = self.told, None
        if told is not None:
            told()
        super().close()


class _Patient(socket.socket):
    """A socket that tells once that nothing is left to take a connection with, and then that none waits.

    The event loop asks it a second later; until it goes on to its other work it would ask, and tell, as many times as
    connections may wait.
    """

    _again = 0.0

    def accept(self) -> tuple[socket.socket, Any]:
        """Raises OSError of ``_OUT_OF`` once, then BlockingIOError for a while, as where none waits."""
        if self._again and time.monotonic() < self._again:
            raise BlockingIOError(errno.EAGAIN, "nothing is left to take a connection with")
        try:
            taken = self._taken()
        except OSError as fault:
            if fault.errno in _OUT_OF:
                self._again = time.monotonic() + _PAUSE_SECONDS
            raise
        self._again = 0.0
        return taken

    def _taken(self) -> tuple[socket.socket, Any]:
        return super().accept()


class OutOfDescriptors(logging.Filter):
    """What the event loop tells of a connection that it cannot take, as one line that says what to do.

    Told at most once a second by a process, whatever sockets it serves on, and left out where nobody reads what is
    told: the desk would stand still until somebody does.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        # Only of taking one: what else the event loop tells is told as it is, whatever was used up meanwhile.
        if not isinstance(fault, OSError) or fault.errno not in _OUT_OF or "socket.accept()" not in str(record.msg):
            return True
        now = time.monotonic()
        if (self._told and now - self._told < 1) or not _is_read(sys.stderr):
            return False
        self._told = now
        says = f"the system has nothing left to take it with ({fault.strerror})", "end what uses it up"
        if fault.errno == errno.EMFILE:
            says = (
                "this process has as many files and connections open as it may",
                "raise the limit of open files (ulimit -n, or LimitNOFILE= of a service) and start the desk again",
            )
        record.msg, record.args = "a connection waits: %s: %s", says
        record.exc_info = record.exc_text = None
        return True


def _is_read(stream: TextIO | None) -> bool:
    """Whether a line can be written without waiting for who reads it."""
    if stream is None:  # closed by whoever started it
        return True
    asked = select.poll()
    try:
        asked.register(stream.fileno(), select.POLLOUT)
        return bool(asked.poll(0))
    except (OSError, ValueError):  # it is no file, and nobody reads it elsewhere
        return True


class _Dealer(_Patient):
    """The socket of the address, as the one that writes serves on it: it hands others what they are to take."""

    count: _Open
    ways: dict[int, socket.socket]

    def _taken(self) -> tuple[socket.socket, Any]:
        """A connection of this process's own. Raises BlockingIOError, as where none waits, when it went to another."""
        taken, address = super()._taken()
        descriptor = taken.detach()
        # Of those that have as few one that only reads: this one has more to do.
        which = min([*self.ways, 0], key=self.count.of)
        if which and self._handed(which, descriptor):
            raise BlockingIOError(errno.EAGAIN, "another process has it")
        self.count.give(0)
        return _Connection.taken(descriptor, lambda: self.count.close(0)), address

    def _handed(self, which: int, descriptor: int) -> bool:
        try:
            socket.send_fds(self.ways[which], [b"."], [descriptor])
        except BlockingIOError:  # it has not come to those that it was handed before
            return False
        except OSError as fault:
            if fault.errno != errno.ETOOMANYREFS:  # else more is on its way to others than may be open
                del self.ways[which]  # it has ended
            return False
        os.close(descriptor)
        self.count.give(which)
        return True


class _Dealt(_Patient):
    """What another process serves on: connections come out of it that the one that writes has accepted."""

    count: _Open
    own: int

    def listen(self, backlog: int = 0) -> None:
        """Nothing: the one that writes listens."""

    def _taken(self) -> tuple[socket.socket, Any]:
        # One that comes out where there is no room for it is closed at once: whether there is, is asked before.
        os.close(os.dup(self.fileno()))
        _, descriptors, _, _ = socket.recv_fds(self, 1, 1)
        if not descriptors:
            raise BlockingIOError(errno.EAGAIN, "the one that writes has ended")
        made = _Connection.taken(descriptors[0], lambda: self.count.close(self.own))
        try:
            return made, made.getpeername()
        except OSError as gone:
            made.close()
            raise ConnectionAbortedError(errno.ECONNABORTED, "whoever connected has gone") from gone


class HandOver:
    """Hands requests that write to the process that may, and passes its answer on as it is."""

    def __init__(self, app: ASGIApp, to_writer: Path) -> None:
        self.app = app
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=str(to_writer)), timeout=_LONGEST, follow_redirects=False
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or (scope["method"] in SAFE and not scope["path"].startswith(_OF_ONE)):
            await self.app(scope, receive, send)
            return
        path = scope.get("raw_path") or scope["path"].encode()
        if not path.startswith(b"/"):  # of no page, and of no other host by way of this one: ``CONNECT HOST:PORT``
            await send({"type": "http.response.start", "status": 400, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        # A length beside a transfer encoding counts for nothing (RFC 9112, 6.3).
        left = _OF_A_HOP | ({b"content-length"} if any(name == _ENCODED for name, _ in scope["headers"]) else set())
        headers = [(name, value) for name, value in scope["headers"] if name not in left]
        headers.append((_SCHEME, str(scope["scheme"]).encode()))
        if scope.get("client"):
            headers.append((_CLIENT, str(scope["client"][0]).encode()))
        address = httpx.URL(
            scheme="http", host="desk", raw_path=path + (b"?" + q if (q := scope["query_string"]) else b"")
        )
        asked = self._client.build_request(scope["method"], address, headers=headers, content=_body(receive))
        answer = await self._client.send(asked, stream=True)
        try:
            told = [(name, value) for name, value in answer.headers.raw if name.lower() not in _OF_A_HOP]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": told})
            async for part in answer.aiter_raw():
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await answer.aclose()


class TakeOver:
    """Lets a request that was handed over come from where it came from."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            said = dict(scope["headers"])
            # Only what comes through our own socket, which has no port, is believed about the one who asks.
            if (scope.get("server") or ("", None))[1] is None:
                scope["client"] = (said[_CLIENT].decode(), 0) if _CLIENT in said else None
                scope["scheme"] = said.get(_SCHEME, b"http").decode()
            scope["headers"] = [one for one in scope["headers"] if one[0] not in (_CLIENT, _SCHEME)]
        await self.app(scope, receive, send)


def run(serve: Serve, *, host: str, port: int, processes: int) -> None:
    """Serve on so many processes until the first ends. Call it before there are threads: the others are forks.

    Raises OSError where the address cannot be had.
    """
    secret = secrets.token_hex(32)
    logging.getLogger("asyncio").addFilter(OutOfDescriptors())
    sweep()
    scratch = Scratch()
    own = scratch.path / "w"
    listening = _listening(host, port)
    count = listening.count = _Open(processes)
    ways = listening.ways = {}
    if processes > 1:
        counts = scratch.path / "counts"
        counts.mkdir(mode=0o700)
        os.environ[SHARED_COUNTS] = str(counts)
    alive, ours = os.pipe()
    ready, tell = os.pipe()
    for number in range(1, processes):
        ways[number], dealt = _way(count, number)
        if os.fork():
            dealt.close()
            continue
        os.close(ours)
        os.close(tell)
        listening.close()
        for way in ways.values():
            way.close()
        code = 1
        try:
            if os.read(ready, 1):
                serve(Share(dealt, own, secret), lambda: _end_with(alive), ())
                code = 0
        finally:
            # Nothing of the program that forked is to run a second time here.
            os._exit(code)
    os.close(alive)
    os.close(ready)
    inner = _Patient(socket.AF_UNIX)
    try:
        inner.bind(str(own))
        inner.listen(128)
        serve(Share(listening, None, secret), lambda: _let_go(tell, processes - 1), (inner,))
    finally:
        inner.close()
        listening.close()
        for way in ways.values():
            way.close()
        os.close(ours)
        scratch.close()


def _listening(host: str, port: int) -> _Dealer:
    """A socket at an address that nobody else may have."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: asyncio sends at once only on what it knows for such; else answers wait for acknowledgements.
    made = _Dealer(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


def _way(count: _Open, own: int) -> tuple[socket.socket, _Dealt]:
    """The two ends of what connections are handed through to a process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setblocking(False)
    dealt = _Dealt(fileno=theirs.detach())
    dealt.count, dealt.own = count, own
    return ours, dealt


def _let_go(tell: int, others: int) -> None:
    """The archive is open and whole: the others may open it."""
    os.write(tell, b"." * others)
    os.close(tell)


def _end_with(alive: int) -> None:
    """End this process when the one that writes has ended: nobody holds the other end of the pipe then.

    It is told until it has: a word that comes while something is collected is swallowed there, and it would ask without
    end for connections that nobody deals out.
    """

    def wait() -> None:
        os.read(alive, 1)
        while True:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)

    threading.Thread(target=wait, daemon=True).start()


async def _body(receive: Any) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise httpx.ReadError("the one who asked has gone")
        yield message.get("body", b"")
        more = message.get("more_body", False)

"""The desk on several processes: one writes, the others answer questions, all at one address.

Python answers one request at a time in a process. The others open the archive to read, as any other program may; what
is to be written they hand to the one that writes, over a socket that only this user can open. The kernel deals out
new connections. When one of the others ends, the rest go on; when the one that writes ends, all do.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import httpx

ASGIApp: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_CLIENT = b"x-legation-client"
_SCHEME = b"x-legation-scheme"
_LONGEST = httpx.Timeout(600, connect=5)  # seconds; an upload may be large
# Of one connection alone (RFC 9110, 7.6.1), and what is ours to say.
_OF_A_HOP = frozenset(
    {b"connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade", _CLIENT, _SCHEME}
)


SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which the processes add up what they count; read when prometheus_client is imported."""


class Share(NamedTuple):
    """What one process of a desk is given. to_writer: the socket of the one that writes; None for itself."""

    listening: socket.socket
    to_writer: Path | None
    secret: str


Serve = Callable[[Share, Callable[[], None], Iterable[socket.socket]], None]
"""Opens the archive, calls what it is given once that is done, and serves on its socket and the others."""


class HandOver:
    """Hands requests that write to the process that may, and passes its answer on as it is."""

    def __init__(self, app: ASGIApp, to_writer: Path) -> None:
        self.app = app
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=str(to_writer)), timeout=_LONGEST, follow_redirects=False
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in _OF_A_HOP]
        headers.append((_SCHEME, str(scope["scheme"]).encode()))
        if scope.get("client"):
            headers.append((_CLIENT, str(scope["client"][0]).encode()))
        path = scope.get("raw_path") or scope["path"].encode()
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
    folder = Path(tempfile.mkdtemp(prefix="legation-"))  # for this user alone
    own = folder / "writer"
    sockets = _listening(host, port, processes)
    if processes > 1:
        counts = folder / "counts"
        counts.mkdir(mode=0o700)
        os.environ[SHARED_COUNTS] = str(counts)
    alive, ours = os.pipe()
    ready, tell = os.pipe()
    for number in range(1, processes):
        if os.fork():
            continue
        os.close(ours)
        os.close(tell)
        for other in sockets[:number] + sockets[number + 1 :]:
            other.close()
        code = 1
        try:
            if os.read(ready, 1):
                serve(Share(sockets[number], own, secret), lambda: _end_with(alive), ())
                code = 0
        finally:
            # Nothing of the program that forked is to run a second time here.
            os._exit(code)
    os.close(alive)
    os.close(ready)
    for other in sockets[1:]:
        other.close()
    inner = socket.socket(socket.AF_UNIX)
    try:
        inner.bind(str(own))
        inner.listen(128)
        serve(Share(sockets[0], None, secret), lambda: _let_go(tell, processes - 1), (inner,))
    finally:
        inner.close()
        sockets[0].close()
        os.close(ours)
        shutil.rmtree(folder, ignore_errors=True)


def _listening(host: str, port: int, processes: int) -> list[socket.socket]:
    """A socket for each process, all at one address, which nobody else may have."""

    def bound(at: int, *, shared: bool) -> socket.socket:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Named as TCP: asyncio sends at once only on what it knows for such; else answers wait for acknowledgements.
        made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            made.bind((host, at))
        except OSError:
            made.close()
            raise
        return made

    alone = bound(port, shared=False)
    if processes == 1:
        return [alone]
    # A shared address may be shared with another desk too; so it is asked for alone first.
    at = alone.getsockname()[1]
    alone.close()
    return [bound(at, shared=True) for _ in range(processes)]


def _let_go(tell: int, others: int) -> None:
    """The archive is open and whole: the others may open it."""
    os.write(tell, b"." * others)
    os.close(tell)


def _end_with(alive: int) -> None:
    """End this process when the one that writes has ended: nobody holds the other end of the pipe then."""

    def wait() -> None:
        os.read(alive, 1)
        os.kill(os.getpid(), 15)

    threading.Thread(target=wait, daemon=True).start()


async def _body(receive: Any) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise httpx.ReadError("the one who asked has gone")
        yield message.get("body", b"")
        more = message.get("more_body", False)

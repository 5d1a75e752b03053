"""Serving the tools: over standard input and output, or over HTTP to those who hold the reader's token."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeAlias

import anyio.to_thread
from mcp.server.fastmcp import FastMCP
from mcp.types import INVALID_REQUEST, PARSE_ERROR, JSONRPCMessage
from pydantic import ValidationError

from legation.app import House
from legation.gate import still_the_same

ASGIApp: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]


class _NoTokenError(Exception):
    """Nobody, or nobody any more, asks for what the reader may have."""


class TokenGate:
    """Answers only to who sends a token of the reader as whom the server answers.

    An archive without accounts that can sign in has one reader, its owner, and is served to this machine alone: the
    SDK refuses names of other hosts, so that no page of another site can reach it.
    """

    def __init__(self, app: ASGIApp, house: House, account: str | None) -> None:
        self.app = app
        self._house = house
        self._account = account

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        try:
            if not await anyio.to_thread.run_sync(self._may, headers):
                raise _NoTokenError
            await self.app(scope, still_the_same(receive, lambda: self._may(headers), _NoTokenError()), send)
        except _NoTokenError:  # before anything was answered: what is asked is read whole first
            told = json.dumps({"error": "send a token of the reader as whom this server answers"}).encode()
            said = [(b"content-type", b"application/json"), (b"www-authenticate", b"Bearer")]
            await send({"type": "http.response.start", "status": 401, "headers": said})
            await send({"type": "http.response.body", "body": told})

    def _may(self, headers: dict[bytes, bytes]) -> bool:
        if not self._house.accounts.needs_sign_in():
            return self._account is None
        kind, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        who = self._house.accounts.bearer(key.strip()) if kind.lower() == "bearer" else None
        allowed = who is not None and who.may("read") and who.reader.name == self._account
        if who is not None and not allowed and self._house.trail is not None:
            self._house.trail.turned_away(who, "read", "/mcp")
        return allowed


_DEEPEST = 100
"""So many levels a message has at most; nothing that a tool takes has five."""

LONGEST = 1_000_000
"""So many bytes a message has at most; the longest note has four thousand signs."""


class Wrong(NamedTuple):
    """What is wrong with a message: the code that the protocol has for it, and the words."""

    code: int
    told: str


TOO_LARGE = Wrong(INVALID_REQUEST, f"the message is too large: send at most {LONGEST:,} bytes")
NO_MESSAGE = Wrong(
    INVALID_REQUEST, "the message is no JSON-RPC: send one with jsonrpc, id, method and params, in UTF-8"
)


class Readable:
    """Lets through only messages that can be read: the SDK holds any whole, and answers others as if it had failed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        body = bytearray()
        ended = False
        while not ended:
            message = await receive()
            if message["type"] != "http.request":
                return  # whoever asked is gone
            body += message.get("body", b"")
            if len(body) > LONGEST:
                # Not held until its end: that may never come.
                await _refuse(send, 413, TOO_LARGE)
                return
            ended = not message.get("more_body", False)
        wrong = what_is_wrong(bytes(body))
        if wrong is not None:
            await _refuse(send, 400, wrong)
            return
        given = False

        async def again() -> Any:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, again, send)


async def _refuse(send: Any, status: int, wrong: Wrong) -> None:
    told = error_told(wrong)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": told})


def error_told(wrong: Wrong) -> bytes:
    """An error of the protocol, as the SDK answers what is no JSON."""
    said = {"code": wrong.code, "message": wrong.told}
    return json.dumps({"jsonrpc": "2.0", "id": "server-error", "error": said}).encode()


def what_is_wrong(body: bytes) -> Wrong | None:
    """Why a message cannot be read; None where it can."""
    deep = Wrong(PARSE_ERROR, "the message is nested too deeply: see what the tool takes")
    try:
        message = json.loads(body)
    except RecursionError:
        return deep
    except ValueError:
        return Wrong(PARSE_ERROR, "the message is no JSON: send one message of JSON-RPC as UTF-8")
    held = [message]
    for _ in range(_DEEPEST + 1):
        held = [
            inner
            for one in held
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not held:
            break
    else:
        return deep
    try:
        JSONRPCMessage.model_validate(message)
    except ValidationError:  # it says so in a dozen lines, with what was sent
        return NO_MESSAGE
    return None


def http_app(server: FastMCP, house: House, account: str | None) -> ASGIApp:
    """The server over streamable HTTP at ``/mcp``. account: as whom it answers; None for the owner."""
    return TokenGate(Readable(server.streamable_http_app()), house, account)

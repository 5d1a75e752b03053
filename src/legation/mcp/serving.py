"""Serving the tools: over standard input and output, or over HTTP to those who hold the reader's token."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import anyio.to_thread
from mcp.server.fastmcp import FastMCP

from legation.app import House

ASGIApp: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]


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
        if scope["type"] == "http" and not await anyio.to_thread.run_sync(self._may, dict(scope["headers"])):
            told = json.dumps({"error": "send a token of the reader as whom this server answers"}).encode()
            headers = [(b"content-type", b"application/json"), (b"www-authenticate", b"Bearer")]
            await send({"type": "http.response.start", "status": 401, "headers": headers})
            await send({"type": "http.response.body", "body": told})
            return
        await self.app(scope, receive, send)

    def _may(self, headers: dict[bytes, bytes]) -> bool:
        if not self._house.accounts.needs_sign_in():
            return self._account is None
        kind, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        who = self._house.accounts.bearer(key.strip()) if kind.lower() == "bearer" else None
        allowed = who is not None and who.may("read") and who.reader.name == self._account
        if who is not None and not allowed and self._house.trail is not None:
            self._house.trail.turned_away(who, "read", "/mcp")
        return allowed


def http_app(server: FastMCP, house: House, account: str | None) -> ASGIApp:
    """The server over streamable HTTP at ``/mcp``. account: as whom it answers; None for the owner."""
    return TokenGate(server.streamable_http_app(), house, account)

"""Who asks the API: a token of an account, or the owner of an archive that has no accounts, on this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from legation.app import House
from legation.core.accounts import Who
from legation.gate import still_the_same
from legation.services.accounts.accounts import OWNS, ForbiddenError
from legation.services.accounts.attempts import network_of

DESCRIPTION = "/api/v1/openapi.json"


class NoTokenError(HTTPException):
    """Nobody, or nobody any more, asks for what nobody may have."""

    status_code = 401


class Bearer:
    """Finds out whose token came along and notes it in the state of the request as ``who`` (or None).

    Cookies count for nothing here, so no page of another site can ask in a reader's name; where no token is needed,
    a request that a browser sends for another site is refused by what the browser says of it.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self._house = house
        self._guarded = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":  # type: ignore[comparison-overlap]
            headers = Headers.from_scope(scope)
            if _from_another_site(headers):
                raise HTTPException(status_code=403)
            state: Any = scope.setdefault("state", {})
            given = headers.get("authorization", "")
            if self._house.trail is None:
                # Without a database of people there is nothing to wait for, and the way to a thread and back is long.
                state["who"] = self._who(given)
            else:
                state["who"] = await anyio.to_thread.run_sync(self._who, given)
            state["again"] = partial(self._who, given)
            if (who := state["who"]) is not None:
                receive = still_the_same(receive, lambda: self._who(given) == who, NoTokenError())
        await self.app(scope, receive, send)

    def _who(self, given: str) -> Who | None:
        # Once there was a way to sign in there is no way back to an open door while this runs.
        self._guarded = self._guarded or self._house.accounts.needs_sign_in()
        if not self._guarded:
            return Who(self._house.reader(None), OWNS.actions)
        kind, _, key = given.partition(" ")
        return self._house.accounts.bearer(key.strip()) if kind.lower() == "bearer" else None


def _from_another_site(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        return True
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")


def still(request: Any, who: Who) -> Callable[[], bool]:
    """Whether whoever asked reads and may now what they did then, for an answer that takes long."""
    again: Callable[[], Who | None] = request.scope["state"]["again"]
    return lambda: again() == who


def guard(house: House) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Any]:
    """Refuses whoever may not have a route, by what its ``opt`` says. Raises NoTokenError, ForbiddenError."""

    async def authorize(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        scope: Any = connection.scope
        if scope.get("method") == "OPTIONS":  # which methods an address has stands in the description
            return
        action = str(handler.opt.get("action", ""))
        # What the API is stands in the sources; whoever may not ask is told so by every other address.
        if connection.url.path == DESCRIPTION:
            return
        if not action:
            raise NotFoundException  # the framework's own routes beside the description
        who: Who | None = connection.scope["state"].get("who")
        if who is None:
            raise NoTokenError
        if who.may(action):
            if handler.opt.get("json") and not _is_json(connection.headers):
                raise ClientException(status_code=415)
            return
        if house.trail is not None:
            await anyio.to_thread.run_sync(house.trail.turned_away, who, action, connection.url.path[:200])
        raise ForbiddenError(action, who)

    return authorize


def _is_json(headers: Headers) -> bool:
    """Whether a body is JSON, or there is none, by what is said of it."""
    sent = headers.get("transfer-encoding") is not None or headers.get("content-length", "0") != "0"
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return not sent or kind == "application/json" or kind.endswith("+json")


def asker(request: Any) -> str:
    """Whose requests are counted together: a token, or an address without one; never kept as it came.

    A token that is none counts as none: whoever makes one up for each request would never be too many.
    """
    who: Who | None = request.scope["state"].get("who")
    given = request.headers.get("authorization") if who is not None and not who.reader.owner else None
    address = network_of(request.client.host) if request.client else ""
    return hashlib.sha256((given or address).encode()).hexdigest()

"""The API of an open archive as one application, and how it stands beside the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import Message, Scope

from legation.api.answers import Tagged, stamp
from legation.api.asking import Bearer, NoTokenError, asker, guard
from legation.api.describing import Described, SpanShape
from legation.api.documents import ALSO, DOCUMENT_ROUTES, TheHouse
from legation.api.faults import FAULTS
from legation.api.making import route
from legation.api.operations import OPERATIONS
from legation.app import House
from legation.core.accounts import Who
from legation.gate import HostGate

ASGIApp: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]


PREFIX = "/api/"
A_MINUTE = 600
"""Requests of one token, or of one address without one, in a minute and a process."""

_LARGEST_BYTES = 1_000_000
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    # An answer is one reader's; it may be asked for again by its tag, by that reader.
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization",
}


def make_api(house: House, *, hosts: Iterable[str] = (), a_minute: int = A_MINUTE) -> Litestar:
    """The API over an open archive. hosts: as for the pages. a_minute: requests of one asker."""

    def the_house() -> House:
        return house

    # It needs the house, so that they are made in turn: two that could be made at once would be given a task each.
    def the_who(request: Request[Any, Any, Any], house: TheHouse) -> Who:  # noqa: ARG001 - see above
        who: Who | None = request.scope["state"].get("who")
        if who is None:
            raise NoTokenError
        return who

    limits = RateLimitConfig(rate_limit=("minute", a_minute), identifier_for_request=asker)
    return Litestar(
        route_handlers=[*map(route, OPERATIONS), *DOCUMENT_ROUTES],
        dependencies={
            "house": Provide(the_house, sync_to_thread=False),
            "who": Provide(the_who, sync_to_thread=False),
        },
        middleware=[
            DefineMiddleware(HostGate, names=tuple(hosts)),
            DefineMiddleware(Bearer, house=house),
            limits.middleware,  # who asks is known by now
            DefineMiddleware(Tagged),
        ],
        guards=[guard(house)],
        after_request=stamp,
        before_send=[_send_headers],
        exception_handlers=FAULTS,
        request_max_body_size=_LARGEST_BYTES,
        openapi_config=_described(),
        plugins=[SpanShape()],
        logging_config=None,
    )


class Beside:
    """The API beside the pages: an address under ``/api/`` is the API's, any other the pages'. Both answer HEAD."""

    def __init__(self, api: ASGIApp, pages: ASGIApp) -> None:
        self._api = api
        self._pages = pages

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asked = self._api if scope["type"] == "http" and scope["path"].startswith(PREFIX) else self._pages
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await asked(scope, receive, send)
            return
        # What GET would answer; the server leaves the body out, by the scope that it keeps as it came.
        as_get = {**scope, "method": "GET"}
        try:
            await asked(as_get, receive, send)
        finally:
            if "path_template" in as_get:  # what a line of the log and a count name
                scope["path_template"] = as_get["path_template"]


def _described() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Legation",
        version="1",
        description=(
            "Telegrams and dialogues as one reader may see them. Every answer says how closely it is held. Examples of "
            "answers are those over the sample archive (`legation sample`), with long lists and texts cut."
        ),
        path="/api/v1",
        render_plugins=[Described(ALSO)],
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        security=[{"token": []}],
    )


async def _send_headers(message: Message, _scope: Scope) -> None:
    if message["type"] == "http.response.start":
        there = {name.lower() for name, _ in message.get("headers", ())}
        more = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
        message["headers"] = [*message.get("headers", ()), *(one for one in more if one[0] not in there)]

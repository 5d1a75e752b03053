"""What the API answers with: data under its marking, an ETag for what was asked again."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec
from litestar import Response
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from legation.services.banners import MARKING, in_a_header

T = TypeVar("T")

MADE_AT = "made at"
_TAGGED = ("application/json", "application/atom+xml")


class Answer(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """marking: banner of everything in ``data``; null where nothing in it bears a marking.

    next: what the next page comes after, to be sent as ``after``; null at the end.
    """

    marking: str | None
    data: T
    next: str | None = None


def stamp(response: Response[Any]) -> Response[Any]:
    """Say in a header how closely the answer is held, for programs that do not look inside."""
    content = response.content
    if isinstance(content, Answer) and content.marking is not None:
        response.headers[MARKING] = content.marking
    if MARKING in response.headers:
        response.headers[MARKING] = in_a_header(response.headers[MARKING])
    return response


class Tagged:
    """Gives an answer in JSON, and a feed, an ETag of its bytes, and says 304 where the asker has them already.

    The tag is of what this asker gets, so it tells nothing of what others get. ``at``, the moment at which an
    answer was made, is no part of what it shows: the route of such an answer says so (``MADE_AT``).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":  # type: ignore[comparison-overlap,typeddict-item]
            await self.app(scope, receive, send)
            return
        known = Headers.from_scope(scope).get("if-none-match", "")
        begun: list[Message] = []
        parts: list[bytes] = []

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                if message["status"] != 200 or not headers.get("content-type", "").startswith(_TAGGED):
                    await send(message)
                    return
                begun.append(message)
                return
            if not begun:
                await send(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = b"".join(parts)
            made_at = scope["route_handler"].opt.get(MADE_AT, False)
            tag = f'"{sha256(_still(body) if made_at else body).hexdigest()[:32]}"'
            start: Any = begun[0]
            headers = MutableScopeHeaders.from_message(start)
            headers["ETag"] = tag
            if tag in (one.strip().removeprefix("W/") for one in known.split(",")) or known.strip() == "*":
                start["status"], body = 304, b""
                del headers["content-type"]
                del headers["content-length"]
            await send(start)
            last: Any = {"type": "http.response.body", "body": body, "more_body": False}
            await send(last)

        await self.app(scope, receive, sending)


def _still(body: bytes) -> bytes:
    told: dict[str, Any] = msgspec.json.decode(body)
    return msgspec.json.encode({**told, "data": {**told["data"], "at": None}})

"""Who may speak to the desk, and what its pages may do in a browser."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from typing import Any

from litestar import Response
from litestar.config.csrf import CSRFConfig
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from legation.services.banners import MARKING, in_a_header

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
)

_YEAR_SECONDS = 31_536_000
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    # What frame-ancestors says, for browsers that know only this.
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in (
            *("accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media"),
            *("fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
            *("picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb"),
            *("xr-spatial-tracking",),
        )
    ),
}


_SENT = tuple((name.lower().encode(), value.encode()) for name, value in _HEADERS.items())
_NAMES = frozenset(name for name, _ in _SENT)
_CACHE = b"cache-control"
_KEPT, _GOES_TO = (b"legation-form", b"kept"), b"legation-goes-to"
"""Of a form that a page sends without being left, and where it leads when it has gone well."""


def marked_in_header(response: Response[Any]) -> Response[Any]:
    """The banner of an answer as its header can bear it."""
    if MARKING in response.headers:
        response.headers[MARKING] = in_a_header(response.headers[MARKING])
    return response


async def send_headers(message: Message, scope: Scope) -> None:
    """Put the desk's headers on every answer, faults included."""
    if message["type"] != "http.response.start":
        return
    # All at once: to set them one by one looks through all that are there for each.
    headers = [(name.lower(), value) for name, value in message.get("headers", ())]
    if 300 < message["status"] < 304 and _KEPT in scope["headers"]:
        # The script follows nothing unseen: the browser itself goes where the form leads, once.
        message["status"] = 204
        left = ((_GOES_TO if name == b"location" else name, value) for name, value in headers)
        headers = [(name, value) for name, value in left if name not in (b"content-length", b"content-type")]
    headers = [one for one in headers if one[0] not in _NAMES] + [*_SENT]
    # Marked text stays out of the browser's cache; the assets say for themselves how long they keep.
    if not any(name == _CACHE for name, _ in headers):
        headers.append((_CACHE, b"no-store"))
    if scope.get("scheme") == "https":
        # The browser has come by https, and is to come by nothing else, with whatever cookie.
        headers = [
            (name, _held_to_https(value) if name == b"set-cookie" else value)
            for name, value in headers
            if name != b"strict-transport-security"
        ]
        headers.append((b"strict-transport-security", f"max-age={_YEAR_SECONDS}".encode()))
    message["headers"] = headers


_OF_FORMS = re.compile(rb"legation-[0-9a-f]{8}=")
_HOST_ALONE = b"__Host-"
"""Before the name of a cookie: the browser takes it from this host alone, by https. Source: RFC 6265bis, 4.1.3.2."""


def _held_to_https(cookie: bytes) -> bytes:
    """A cookie as it is set by https; that of the forms under the name that no other host can give one."""
    named = _HOST_ALONE + cookie if _OF_FORMS.match(cookie) is not None else cookie
    return named if b"secure" in cookie.lower() else named + b"; Secure"


class OwnCookie:
    """By https the cookie of the forms is the one that this desk has set.

    A neighbour under the same domain can set one of the plain name, with a token that it has asked of the desk itself,
    and then send forms as whoever is signed in; so the plain name is passed over.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("scheme") == "https":
            scope["headers"] = [
                (name, _own_of_forms(value) if name == b"cookie" else value) for name, value in scope["headers"]
            ]
        await self.app(scope, receive, send)


def _own_of_forms(cookies: bytes) -> bytes:
    kept = [one for one in map(bytes.strip, cookies.split(b";")) if _OF_FORMS.match(one) is None]
    own = [one.removeprefix(_HOST_ALONE) for one in kept if _OF_FORMS.match(one, len(_HOST_ALONE)) is not None]
    return b"; ".join([*kept, *own])


def csrf_config(secret: str = "") -> CSRFConfig:
    """Forms of this desk carry a token signed with a secret of this start of it, which its processes share."""
    secret = secret or secrets.token_hex(32)
    # Named anew at each start: a cookie signed with the secret of an earlier start would never be replaced,
    # and every form would be refused until the browser is closed.
    return CSRFConfig(
        secret=secret,
        cookie_name=f"legation-{sha256(secret.encode()).hexdigest()[:8]}",
        cookie_httponly=True,
        cookie_samesite="lax",
    )

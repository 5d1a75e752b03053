"""Who may speak to the desk, and what its pages may do in a browser."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from litestar import Response
from litestar.config.csrf import CSRFConfig
from litestar.types import Message, Scope

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
            (name, value + b"; Secure" if name == b"set-cookie" and b"secure" not in value.lower() else value)
            for name, value in headers
            if name != b"strict-transport-security"
        ]
        headers.append((b"strict-transport-security", f"max-age={_YEAR_SECONDS}".encode()))
    message["headers"] = headers


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

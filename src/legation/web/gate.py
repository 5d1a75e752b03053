"""Who may speak to the desk, and what its pages may do in a browser."""

from __future__ import annotations

import secrets
from hashlib import sha256

from litestar.config.csrf import CSRFConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

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
            *("picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb", "web-share"),
            *("xr-spatial-tracking",),
        )
    ),
}


async def send_headers(message: Message, scope: Scope) -> None:
    """Put the desk's headers on every answer, faults included."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _HEADERS.items():
        headers[name] = value
    # Marked text stays out of the browser's cache; the assets say for themselves how long they keep.
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"
    if scope.get("scheme") == "https":
        # The browser has come by https, and is to come by nothing else, with whatever cookie.
        headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
        message["headers"] = [
            (name, value + b"; Secure" if name.lower() == b"set-cookie" and b"secure" not in value.lower() else value)
            for name, value in message["headers"]
        ]


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

"""Which names an application of this machine answers to, pages and API alike."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send


class HostGate:
    """Answers only to addresses in numbers, to ``localhost`` and to the names it was given.

    A page of another site can make its own name resolve to this machine (DNS rebinding) and would then read
    the desk as its own; its name, which the browser sends as Host, gives it away. A number cannot be rebound.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self.names = frozenset({"localhost", *(name.strip("[]").lower().rstrip(".") for name in names)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and not self.answers(Headers.from_scope(scope).get("host", "")):
            raise HTTPException(status_code=421)
        await self.app(scope, receive, send)

    def answers(self, host: str) -> bool:
        """Whether a Host header, with or without a port, names this desk."""
        name = host.strip().lower()
        bracketed = name.startswith("[")  # an address of IP version 6
        name = name[1:].partition("]")[0] if bracketed else name.partition(":")[0].rstrip(".")
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self.names
        return True


def is_near(host: str | None) -> bool:
    """Whether an address is one of this machine itself."""
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

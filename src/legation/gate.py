"""What is the same before pages and API: which names they answer to, and whether who asked still may at the end."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterable
from typing import Any

import anyio.to_thread
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send

LOOK_SECONDS = 1.0
"""So often is looked who asks while a body comes; one that is there by then came together with its head."""


def still_the_same(receive: Receive, still: Callable[[], bool], over: Exception) -> Receive:
    """``receive``, which asks ``still`` again and again while a body comes, and raises ``over`` where it says no.

    Who asks is settled when the head of a request has come, and its body may take hours: for as long an account that
    was shut out, or a grant that has ended, would still be asked for, and answered. A session is used meanwhile.
    """
    looked, several = time.monotonic(), False

    async def received() -> Any:
        nonlocal looked, several
        message = await receive()
        if message["type"] == "http.request":
            ends = several and not message.get("more_body", False)
            if ends or time.monotonic() - looked >= LOOK_SECONDS:
                if not await anyio.to_thread.run_sync(still):
                    raise over
                looked = time.monotonic()
            several = True
        return message

    return received


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

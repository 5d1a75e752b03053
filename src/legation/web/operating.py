"""How a running desk is watched: whether it lives and is ready, what it counts, and a line for each request.

A request is told of by the template of its route, such as ``/telegram/{name}``, and never by its address: addresses
hold the numbers of telegrams and the words of searches. Nor is it told who asked.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeAlias

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector

from legation.core.instant import instant_text
from legation.faults import logged
from legation.web.asked import TheHouse
from legation.web.processes import SHARED_COUNTS

ASGIApp: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]

NO_ROUTE = "(none)"
"""The route of an address that leads nowhere."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LOG = logging.getLogger("legation.web")
_asking: ContextVar[str | None] = ContextVar("asking", default=None)


class Counts:
    """Requests, counted and timed by method, route and status."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._shared = os.environ.get(SHARED_COUNTS)
        if not self._shared:
            ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "legation_requests", "Requests that were answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "legation_request_seconds",
            "Seconds until a request was answered in full.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def told(self) -> bytes:
        """All of it, over every process of the desk, as Prometheus reads it."""
        if not self._shared:
            return generate_latest(self._registry)
        added = CollectorRegistry()
        MultiProcessCollector(added, self._shared)  # type: ignore[no-untyped-call]
        return generate_latest(added)


class Watch:
    """Counts every request that goes through it, names it, and tells of it where somebody is told.

    tell: takes the line of one request, as values.
    """

    def __init__(self, app: ASGIApp, counts: Counts, tell: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.app = app
        self._counts = counts
        self._tell = tell

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Named here: a name that came with the request could carry words of a telegram into the log.
        name = secrets.token_hex(8)
        asked = _asking.set(name)
        began = time.perf_counter()
        status = 500

        async def sending(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", name.encode())]}
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            _asking.reset(asked)
            seconds = time.perf_counter() - began
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            route = str(scope.get("path_template") or NO_ROUTE)
            self._counts.note(method, route, status, seconds)
            if self._tell is not None:
                self._tell(
                    {
                        "request": name,
                        "method": method,
                        "route": route,
                        "status": status,
                        "ms": round(seconds * 1000, 1),
                    }
                )


def tell_line(told: dict[str, Any], level: str = "info") -> None:
    """Print one line of JSON on standard error."""
    at = instant_text(datetime.now(UTC), "milliseconds")
    sys.stderr.write(json.dumps({"time": at, "level": level, **told}) + "\n")
    sys.stderr.flush()


class Lines(logging.Handler):
    """What the program itself has to say, as lines of the same shape."""

    def emit(self, record: logging.LogRecord) -> None:
        told: dict[str, Any] = {"logger": record.name, "process": record.process}
        if _asking.get() is not None:
            told["request"] = _asking.get()
        # Of an error only its kind: its words, and those of a traceback, may be words of a telegram.
        fault = record.exc_info[0] if record.exc_info else None
        if fault is not None:
            told["says"] = fault.__name__
        else:
            told["says"] = record.getMessage()
        tell_line(told, record.levelname.lower())


def log_as_lines() -> None:
    """From now on whatever this process logs goes to standard error, a line of JSON each."""
    logging.basicConfig(handlers=[Lines()], level=logging.WARNING, force=True)


class OneLine(logging.Filter):
    """What a library tells of a fault is one line: its traceback, and the words of an error, may be of a telegram."""

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        if isinstance(fault, Exception):
            first = _first(fault)
            ended = getattr(first, "status_code", None) == 401
            says = "its reader may read it no longer" if ended else f"a fault of the program: {logged(first)}"
            record.msg, record.args = "%s", (f"an answer broke off: {says}",)
            record.exc_info = record.exc_text = None
        return True


def _first(fault: Exception) -> Exception:
    """The fault that the others came of."""
    while True:
        inner = fault.exceptions[0] if isinstance(fault, ExceptionGroup) else fault.__cause__
        if not isinstance(inner, Exception):
            return fault
        fault = inner


def one_line_each(config: dict[str, Any]) -> dict[str, Any]:
    """The settings of logging of a library, every handler with its faults in one line."""
    handlers = {name: {**handler, "filters": ["one line"]} for name, handler in config["handlers"].items()}
    return {**config, "filters": {"one line": {"()": OneLine}}, "handlers": handlers}


def operating_pages(counts: Counts) -> list[HTTPRouteHandler]:
    """``/healthz`` and ``/readyz``, which tell anybody nothing else, and ``/metrics``."""

    @get("/healthz", sync_to_thread=False, opt={"action": "open"})
    def healthz() -> Response[str]:
        return Response("ok\n", media_type="text/plain")

    @get("/readyz", sync_to_thread=True, opt={"action": "open"})
    def readyz(house: TheHouse) -> Response[str]:
        try:
            house.notes.note("readers")
        except Exception as fault:  # noqa: BLE001 - whatever it is, the archive does not answer
            _LOG.error("the archive does not answer: %s", type(fault).__name__)
            return Response("not ready\n", media_type="text/plain", status_code=503)
        return Response("ready\n", media_type="text/plain")

    @get("/metrics", sync_to_thread=True, opt={"action": "operate", "near": True})
    def metrics() -> Response[bytes]:
        return Response(counts.told(), media_type="text/plain; version=0.0.4")

    return [healthz, readyz, metrics]

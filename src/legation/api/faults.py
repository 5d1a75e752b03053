"""Faults as problem documents (RFC 9457): what is wrong, what to do, and never a word of a telegram."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from legation.core.errors import LegationError, QueryError
from legation.core.misfits import misfit
from legation.faults import Wrong, logged, problem, status_of

Asked: TypeAlias = Request[Any, Any, Any]

_LOG = logging.getLogger("legation.api")

_SAYS = {
    400: "what was sent cannot be read: compare it with /api/v1/openapi.json",
    401: "send a token that is good: Authorization: Bearer KEY",
    403: "this may not be asked from a page of another site: ask from a program",
    404: "there is nothing at this address: see /api/v1/openapi.json",
    405: "this address takes no such request: see /api/v1/openapi.json",
    413: "that is too large: send less at once, or use `legation ingest`",
    415: "send JSON: Content-Type: application/json",
    421: "the desk does not answer to this name: use the address that it printed when it was started",
    429: "that is too much in a minute: wait, and ask again",
}
_INTERNAL = "the desk failed at this: try again; if it fails again, report what you asked. The archive is safe"


def of_the_house(_request: Asked, error: LegationError) -> Response[bytes]:
    at = error.at + 1 if isinstance(error, QueryError) else None
    return problem(status_of(error), error.what, error.do, at=at)


def of_http(request: Asked, error: HTTPException) -> Response[bytes]:
    # The words of the error may quote what was sent: they are not told.
    status = error.status_code
    told = _SAYS.get(status, _SAYS[400] if status < 500 else _INTERNAL)
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() in _KEPT}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        headers.setdefault("Retry-After", "60")
    title, _, detail = told.partition(": ")
    wrong = _wrong(request, error) if status == 400 and isinstance(error, ValidationException) else ()
    return problem(status, title, detail, wrong=wrong, headers=headers)


_KEPT = frozenset({"retry-after", "allow"})
_MISSING = re.compile(r"Missing required \w+ parameter '(\w+)'")
_LONGEST = 200
_ADDRESS = frozenset({"path", "query"})
"""Where a parameter of an address stands, as the library calls it."""


def _wrong(request: Asked, error: ValidationException) -> tuple[Wrong, ...]:
    """Which parameters and fields cannot be read, by the names under which they are sent."""
    missing = _MISSING.match(str(error.detail))
    if missing is not None:
        return (Wrong(name=missing[1], says="is missing"),)
    parameters = request.route_handler.parsed_fn_signature.parameters
    found = []
    for one in error.extra if isinstance(error.extra, list) else []:
        name, says = str(one.get("key", "")), str(one.get("message", ""))
        if name == "data":  # the body as a whole, which has no name where it is sent
            name, says = "body", "is missing" if says == "'data'" else says
        into = parameters[name].annotation if name in parameters else None
        found.append(Wrong(name=name[:_LONGEST], says=_plain(says, into, in_address=one.get("source") in _ADDRESS)))
    return tuple(found)


def _plain(says: str, into: Any, *, in_address: bool) -> str:
    """What the library says of a field, which may quote the value that was sent, as it is told. into: its type."""
    if says == "is missing":
        return says
    told = misfit(says, into, in_address=in_address)
    return f"{told.says}: {told.do}"


def of_the_program(_request: Asked, error: Exception) -> Response[bytes]:
    _LOG.error("%s", logged(error))
    title, _, detail = _INTERNAL.partition(": ")
    return problem(500, title, detail)


def of_nesting(_request: Asked, _error: RecursionError) -> Response[bytes]:
    """JSON of thousands of levels: the library gives up in its own way."""
    return problem(400, "what was sent is nested too deeply", "compare it with /api/v1/openapi.json")


FAULTS: dict[int | type[Exception], Callable[[Asked, Any], Response[bytes]]] = {
    LegationError: of_the_house,
    HTTPException: of_http,
    RecursionError: of_nesting,
    Exception: of_the_program,
}

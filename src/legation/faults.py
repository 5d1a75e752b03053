"""A fault as it is told over HTTP, by pages and API alike: its status, and the problem document that programs read."""

from __future__ import annotations

import msgspec
from litestar import Response

from legation.core.errors import ArchiveError, LegationError, MoveError, NotFoundError, QueryError, RefusedError
from legation.services.accounts.accounts import ForbiddenError, SignInError

PROBLEM = "application/problem+json"

_STATUS: dict[type[LegationError], int] = {
    ForbiddenError: 403,
    SignInError: 401,
    NotFoundError: 404,
    QueryError: 400,
    RefusedError: 409,
    MoveError: 409,
    ArchiveError: 503,
}


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter or a field that cannot be read, and why."""

    name: str
    says: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong and what to do (RFC 9457).

    at: where a search is wrong, the number of its character from 1. wrong: what of the request cannot be read.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    at: int | None = None
    wrong: tuple[Wrong, ...] = ()


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    at: int | None = None,
    wrong: tuple[Wrong, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """A fault as it is sent to programs."""
    body = msgspec.json.encode(Problem(title=title, status=status, detail=detail, at=at, wrong=wrong))
    return Response(body, status_code=status, media_type=PROBLEM, headers=headers)


def status_of(error: LegationError) -> int:
    """The status by which a refusal of the house is answered."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)


def logged(error: Exception) -> str:
    """A fault of the program for the log: its kind and its line, and no value, which may be words of a telegram."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "?"
    return f"{type(error).__name__} at {where}"

"""Instants as they are written everywhere: ISO 8601 in UTC with a ``Z``, such as ``2009-11-05T15:13:00Z``.

``datetime.fromisoformat`` reads them again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from legation.core.errors import RefusedError

Fineness = Literal["minutes", "seconds", "milliseconds", "microseconds"]


def instant_text(moment: datetime, to: Fineness = "seconds") -> str:
    """The instant of a moment, which bears its zone. Of one fineness the texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec=to).replace("+00:00", "Z")


def told_moment(text: str) -> datetime:
    """A day or an instant as somebody writes it, of UTC where it says no zone. Raises RefusedError."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise RefusedError(f"{text!r} is no day or instant", "write 2026-12-24 or 2026-12-24T18:00:00Z") from wrong
    return in_utc(read)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, which it is of where it bears no zone. Raises RefusedError where no calendar has it."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as wrong:
        raise RefusedError("that instant is beyond the calendar", "write 2026-12-24T18:00:00Z") from wrong

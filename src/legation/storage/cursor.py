"""Where a reader stands in a list of hits, as a short text to come back with.

In a list by date it is the place of the last hit, so the list may be read to its end. By relevance every score
moves when a telegram is added, so it is what was shown: the next page is the best of the rest.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Literal, TypeAlias, get_args

import msgspec

from legation.core.errors import LegationError

Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)

MOST_SHOWN = 1_000
"""Hits that a list by relevance goes down to."""

_SHOWN_BYTES = 6
_SHOWN = (1 << (8 * _SHOWN_BYTES)) - 1


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """after: place of the last hit on the scale of its sort. shown: ends of the places of what was shown."""

    sort: Sort
    after: int = -1
    shown: bytes = b""

    def marks(self) -> frozenset[int]:
        """What was shown, each as ``shown_mark`` of its place."""
        cut = range(0, len(self.shown), _SHOWN_BYTES)
        return frozenset(int.from_bytes(self.shown[at : at + _SHOWN_BYTES], "big") for at in cut)

    def showing(self, places: Iterable[int]) -> Cursor:
        """The cursor when hits at these places were shown too."""
        more = b"".join(shown_mark(place).to_bytes(_SHOWN_BYTES, "big") for place in places)
        return msgspec.structs.replace(self, shown=self.shown + more)


def shown_mark(place: int) -> int:
    """What a cursor remembers of a hit that was shown."""
    return place & _SHOWN


def write_cursor(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(cursor)).decode().rstrip("=")


def shown_before(text: str) -> int:
    """How many hits a list by relevance has shown when it goes on at a cursor that ``read_cursor`` has read."""
    return len(read_cursor(text, "relevance").shown) // _SHOWN_BYTES


def read_cursor(text: str, sort: Sort) -> Cursor:
    """The cursor of a text; the beginning of the list for "". Raises LegationError."""
    if not text:
        return Cursor(sort)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.msgpack.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        cursor = None
    if cursor is None or cursor.sort != sort or len(cursor.shown) % _SHOWN_BYTES or not -1 <= cursor.after < 1 << 63:
        raise LegationError("this is no place in that list of hits", "begin the list again, without a cursor")
    return cursor

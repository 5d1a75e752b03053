"""Where a reader stands in a list of hits, as a short text to come back with.

In a list by date it is the place of the last hit. By relevance every score moves when a telegram comes, so it is what
was shown: the next page is the best of the rest. Of a long list only the last hits of each partition are remembered,
and how many there were before; a partition goes on behind the middle one of those remembered, so that what comes into
another does not move it. Either list may be read to its end.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias, TypeVar, get_args

import msgspec

from legation.core.errors import LegationError

T = TypeVar("T")

Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)

REMEMBERED = 500
"""Hits that a cursor by relevance remembers; all of a list that is no longer."""

_MARK_BYTES = 6
_MARK = (1 << (8 * _MARK_BYTES)) - 1
_MOST = 1 << 32


class Rest(NamedTuple):
    """Positions in a run of hits: from where the list goes on, and of those behind it that were not shown."""

    begin: int
    unseen: list[int]


class Shown(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a list has shown of a partition. marks: ends of the places of the last hits; forgotten: how many before.

    passed: how many of its hits, the best, need not be looked at again: a guess, which the index checks.
    """

    marks: bytes = b""
    forgotten: int = 0
    passed: int = 0

    @property
    def remembered(self) -> int:
        return len(self.marks) // _MARK_BYTES

    @property
    def count(self) -> int:
        """How many hits were shown."""
        return self.forgotten + self.remembered

    def rest(self, places: Sequence[int], *, from_top: bool, to_end: bool) -> Rest | None:
        """What of a run of the partition's hits, by their places, the best first, was not shown.

        from_top, to_end: no hit is better than these, or worse. None where the run is too short to tell.
        """
        cut = range(0, len(self.marks), _MARK_BYTES)
        marks = {int.from_bytes(self.marks[at : at + _MARK_BYTES], "big") for at in cut}
        found = [at for at, place in enumerate(places) if (place & _MARK) in marks]
        behind = len(marks) // 2
        if self.forgotten == 0:
            begin = 0
        elif len(found) > behind:
            # Half of the remembered lie behind it: so far may a hit move in the order, up or down, without being lost
            # or shown again.
            begin = found[-1 - behind]
        elif from_top and to_end:  # most of what is remembered was taken out
            begin = found[0] if found else self.forgotten
        else:
            return None
        known = frozenset(found)
        return Rest(begin, [at for at in range(begin, len(places)) if at not in known])

    def lately(self, most: int) -> Shown:
        """The same with at most so many remembered."""
        over = self.remembered - most
        if over <= 0:
            return self
        return Shown(self.marks[over * _MARK_BYTES :], self.forgotten + over, self.passed)


_NOTHING = Shown()


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """after: place of the last hit on the scale of its sort. shown: by partition, each as ``_partition`` names it."""

    sort: Sort
    after: int = -1
    shown: dict[int, Shown] = {}

    def shown_of(self, label: str) -> Shown:
        """What was shown of the partition of a label."""
        return self.shown.get(_partition(label), _NOTHING)

    def showing(self, hits: Iterable[tuple[str, int]], passed: Mapping[str, int]) -> Cursor:
        """The cursor when hits were shown too, each by its label and place; ``passed`` by label, where it is known."""
        shown = dict(self.shown)
        fresh: dict[str, list[bytes]] = {}
        for label, place in hits:
            fresh.setdefault(label, []).append((place & _MARK).to_bytes(_MARK_BYTES, "big"))
        for label, marks in fresh.items():
            held = shown.get(_partition(label), _NOTHING)
            shown[_partition(label)] = Shown(held.marks + b"".join(marks), held.forgotten, held.passed)
        for label, skip in passed.items():
            if (held := shown.get(_partition(label), _NOTHING)) is not _NOTHING:
                shown[_partition(label)] = Shown(held.marks, held.forgotten, skip)
        most = _most_each([one.remembered for one in shown.values()], REMEMBERED)
        return Cursor(self.sort, self.after, {name: shown[name].lately(most) for name in sorted(shown)})


@lru_cache(maxsize=4096)
def _partition(label: str) -> int:
    return zlib.crc32(label.encode())


def _most_each(counts: Sequence[int], room: int) -> int:
    """How many of each go into ``room`` where none gives up any before it has the most."""
    for place, count in enumerate(sorted(counts)):
        share = room // (len(counts) - place)
        if count > share:
            return share
        room -= count
    return max(counts, default=0)


def place_of(value: object) -> str:
    """A place in any list as a short text to come back with."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(value)).decode().rstrip("=")


def placed(text: str, kind: type[T]) -> T | None:
    """The place that a text is of; None where it is of none."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.msgpack.decode(raw, type=kind)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None


def write_cursor(cursor: Cursor) -> str:
    return place_of(cursor)


def read_cursor(text: str, sort: Sort) -> Cursor:
    """The cursor of a text; the beginning of the list for "". Raises LegationError."""
    if not text:
        return Cursor(sort)
    cursor = placed(text, Cursor)
    if cursor is None or cursor.sort != sort or not _is_sound(cursor):
        raise LegationError("this is no place in that list of hits", "begin the list again, without a cursor")
    return cursor


def _is_sound(cursor: Cursor) -> bool:
    shown = cursor.shown.values()
    return (
        -1 <= cursor.after < 1 << 63
        and not any(len(one.marks) % _MARK_BYTES for one in shown)
        and sum(one.remembered for one in shown) <= REMEMBERED
        and all(0 <= one.forgotten < _MOST and 0 <= one.passed < _MOST for one in shown)
    )

"""Rebuilding: everything derived is made anew from the original bytes, and the old counts until the new is whole.

New readings are set aside beside the old ones, an index is made of them in a place of its own, and then both count
at one moment, in one transaction. Killed before that, a rebuild has changed nothing and the next goes on from where
it stood; killed after it, the archive is the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import msgspec

from legation.core.marking import OWNER, Reader
from legation.services.accounts.accounts import ForbiddenError
from legation.services.archive.verifying import Progress, Tell, kept_record
from legation.services.ingest.limits import LIMIT_BYTES
from legation.services.ingest.unread import is_unread
from legation.storage.keeping import Indexes, Stacks
from legation.storage.ports import Telegrams
from legation.storage.records import Record

T = TypeVar("T")

_AT_ONCE = 500
# Told to ``Releasing``: the views were cut from other readings and are to be made anew.
_VIEWS_TO_MAKE = {"release.made": "none"}


class Rebuilt(msgspec.Struct, kw_only=True):
    """What a rebuild did. changed: readings that differ from the old; unread: telegrams whose bytes are damaged."""

    read: int = 0
    changed: int = 0
    unread: int = 0
    indexed: int = 0


class Rebuilding:
    """Rebuilds an archive. ``record``: reads bytes as they would be kept today; ``read_by``: by which version.

    The program that has run it opens the archive anew before it looks anything up.
    """

    def __init__(
        self,
        stacks: Stacks,
        telegrams: Telegrams,
        indexes: Indexes,
        record: Callable[[bytes, str | None], Record],
        read_by: str,
    ) -> None:
        self._stacks = stacks
        self._telegrams = telegrams
        self._indexes = indexes
        self._record = record
        self._read_by = read_by

    def run(
        self, reader: Reader, *, readings: bool = True, limit_bytes: int = LIMIT_BYTES, tell: Tell = lambda _: None
    ) -> Rebuilt:
        """Make readings (or leave them as they are) and the index anew. Raises ForbiddenError; the owner may.

        limit_bytes: what was kept unread and is longer stays unread.
        """
        if not reader.owner:
            raise ForbiddenError("rebuild")
        done = Rebuilt()
        everything = self._telegrams.count(OWNER)
        if readings:
            self._read(done, everything, limit_bytes, tell)
        else:
            self._stacks.reread("")  # what an interrupted rebuild of readings has set aside must not count
        name = _next(self._indexes.counting())
        made_for = self._read_by if readings else "the readings as they are"
        self._indexes.fill(name, made_for, self._batches(done, everything, tell))
        self._stacks.adopt(OWNER, name, _VIEWS_TO_MAKE)
        return done

    def clean(self) -> None:
        """Remove the indexes that no longer count."""
        self._indexes.forget(self._indexes.counting())

    def _read(self, done: Rebuilt, everything: int, limit_bytes: int, tell: Tell) -> None:
        after = self._stacks.reread(self._read_by)
        for some in _runs(self._stacks.held(OWNER, after)):
            made: list[Record] = []
            for held in some:
                if held.original is None:
                    done.unread += 1
                    continue
                before = kept_record(held)
                too_long = before is not None and is_unread(before.telegram) and len(held.original) > limit_bytes
                again = before if before and too_long else self._record(held.original, held.listing.file)
                if again.sha256 != held.sha256:
                    done.unread += 1
                    continue
                done.read += 1
                done.changed += again.telegram != held.telegram or again.access != held.listing.access
                made.append(msgspec.structs.replace(again, received=held.received, read_by=self._read_by))
            self._stacks.set_aside(OWNER, made)
            tell(Progress("readings", done.read + done.unread, everything))

    def _batches(self, done: Rebuilt, everything: int, tell: Tell) -> Iterator[Sequence[Record]]:
        for some in _runs(self._stacks.as_set_aside(OWNER)):
            yield some
            done.indexed += len(some)
            tell(Progress("index", done.indexed, everything))


def _next(name: str) -> str:
    """``index`` is followed by ``index-2``."""
    _, _, number = name.partition("-")
    return f"index-{int(number) + 1 if number.isdigit() else 2}"


def _runs(items: Iterable[T]) -> Iterator[list[T]]:
    walk = iter(items)
    while some := list(islice(walk, _AT_ONCE)):
        yield some

"""The index of an archive in a database server: each machine has its own, and it follows the database.

Any number of programs and machines write to such an archive. Before an answer, the index on this machine takes in
what the database has numbered since it last looked; the one that writes the index holds a lock for as long as that
takes, so that any number of programs on one machine share one index.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from typing import Any

from legation.core.marking import UPKEEP, Reader
from legation.storage.index_shelf import Changes, ClosingIndex, IndexShelf
from legation.storage.records import Arrival

_BATCH = 500


class SharedIndex:
    """An ``Index`` of a shelf, kept in step with ``changes``."""

    def __init__(self, shelf: IndexShelf, changes: Changes) -> None:
        self._shelf = shelf
        self._changes = changes
        self._name = ""
        self._index: ClosingIndex | None = None
        self._upto = 0
        self._lock = threading.RLock()

    def add(self, reader: Reader, records: Sequence[Arrival]) -> None:  # noqa: ARG002 - all that is kept is indexed
        """Take in what the database holds; ``records`` must be kept there already."""
        self._followed()

    def remove(self, reader: Reader, hashes: Sequence[str]) -> None:  # noqa: ARG002 - all that is gone is taken out
        """Take out what the database no longer holds; ``hashes`` must be among that."""
        self._followed()

    def __getattr__(self, name: str) -> Any:
        """Every question goes to the index as it stands when it is asked."""
        return getattr(self._followed(), name)

    def standing(self) -> int:
        return 0

    def upto(self) -> int:
        return self._upto

    def take_in(self) -> int:
        before = self._upto
        self._followed()
        return self._upto - before

    def note(self, before: int, hashes: Collection[str]) -> bool:  # noqa: ARG002 - the port's
        """Nothing: every index notes for itself how far it has followed."""
        return True

    def close(self) -> None:
        if self._index is not None:
            self._index.close()

    def _followed(self) -> ClosingIndex:
        with self._lock:
            return self._follow()

    def _follow(self) -> ClosingIndex:
        name, newest = self._changes.standing()
        if self._index is None or name != self._name:
            self.close()
            self._index, self._name, self._upto = self._shelf.opened(name), name, 0
        if self._upto < newest:
            with self._shelf.writing():
                self._take_in(self._index)
        return self._index

    def _take_in(self, index: ClosingIndex) -> None:
        self._upto = self._shelf.upto(self._name)
        try:
            while True:
                upto, gone, kept = self._changes.changed(UPKEEP, self._upto, _BATCH)
                if upto == self._upto:
                    break
                if gone:
                    index.remove(UPKEEP, gone)
                if kept:
                    index.add(UPKEEP, kept)
                self._upto = upto
                self._shelf.note_upto(self._name, upto)
        finally:
            index.close()  # lets another program write it

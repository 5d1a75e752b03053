"""How far the index of an embedded archive has come with its database, so that a writer need not compare the two.

The mark lies inside the index and goes with it. It may lag behind, which costs a second look; it is never ahead of
what is indexed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from legation.core.marking import UPKEEP
from legation.storage.index_shelf import Changes, ClosingIndex, IndexShelf

_BATCH = 2000


class NumberedChanges(Changes, Protocol):
    def hashes(self, after: int) -> set[str]:
        """Hashes of all that was kept, changed or dropped after number ``after``."""


class IndexMark:
    """The mark of the index that counts."""

    def __init__(self, shelf: IndexShelf, changes: NumberedChanges, index: ClosingIndex) -> None:
        self._shelf = shelf
        self._changes = changes
        self._index = index

    def standing(self) -> int:
        return self._changes.standing()[1]

    def upto(self) -> int:
        name, newest = self._changes.standing()
        upto = self._shelf.upto(name)
        return upto if upto <= newest else 0  # it is of another database

    def take_in(self) -> int:
        self._index.add(UPKEEP, [])  # an index of another form is begun anew here, and its mark goes with it
        name, newest = self._changes.standing()
        upto = self.upto()
        taken = 0
        while upto < newest:
            upto, gone, kept = self._changes.changed(UPKEEP, upto, _BATCH)
            if gone:
                self._index.remove(UPKEEP, gone)
            self._index.add(UPKEEP, kept)
            taken += len(gone) + len(kept)
            self._shelf.note_upto(name, upto)
        return taken

    def note(self, before: int, hashes: Collection[str]) -> bool:
        name, newest = self._changes.standing()
        # Whoever else changed something meanwhile may not have indexed it yet.
        fits = self._shelf.upto(name) == before and self._changes.hashes(before) <= set(hashes)
        if fits:
            self._shelf.note_upto(name, newest)
        return fits

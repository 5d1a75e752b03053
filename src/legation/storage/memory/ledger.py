"""A ledger in memory; also that of the audit trail."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from legation.core.dialogue.ledger import START, Entry, Unnumbered, chained
from legation.core.errors import OvertakenError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.chain import first_broken, link_of, settled
from legation.storage.ports import Following


class MemoryLedger:
    """The ledger in a list."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def append(
        self,
        reader: Reader,
        drafts: Sequence[Unnumbered],
        *,
        after: int | None = None,
    ) -> list[Entry]:
        check_labels(draft.access for draft in drafts)
        with self._lock:
            if after is not None:
                named = {draft.dialogue for draft in drafts}
                newer = (entry.draft for entry in self._entries[after:])
                if any(draft.dialogue in named and is_readable(reader, draft.access) for draft in newer):
                    raise OvertakenError
            previous = self._entries[-1].hash if self._entries else START
            added = chained(map(settled, drafts), len(self._entries), previous)
            self._entries.extend(added)
        return added

    def add(self, drafts: Sequence[Unnumbered], following: Following) -> None:
        check_labels(draft.access for draft in drafts)
        with self._lock:
            held = {entry.draft.dialogue for entry in self._entries} - {""}
            made = following(self.tail(), [draft for draft in drafts if draft.dialogue not in held])
            previous = self._entries[-1].hash if self._entries else START
            self._entries.extend(chained(map(settled, made), len(self._entries), previous))

    def entries(self, reader: Reader, dialogue: str | None = None) -> list[Entry]:
        return [
            entry
            for entry in list(self._entries)
            if is_readable(reader, entry.draft.access) and dialogue in (None, entry.draft.dialogue)
        ]

    def legible(self, reader: Reader) -> list[Entry | int]:
        return [*self.entries(reader)]

    def last(self) -> int:
        return len(self._entries)

    def tail(self) -> Entry | None:
        return self._entries[-1] if self._entries else None

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        return link_of(self._entries, number)

    def broken_at(self, reader: Reader) -> int | None:
        seen = self.entries(reader)
        return first_broken(seen, whole=len(seen) == len(self._entries))

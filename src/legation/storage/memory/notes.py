"""Notes of the archive about itself, in memory."""

from __future__ import annotations

import threading


class MemoryNotes:
    """Notes in a dictionary."""

    def __init__(self) -> None:
        self._notes: dict[str, str] = {}
        self._lock = threading.Lock()

    def note(self, key: str) -> str | None:
        return self._notes.get(key)

    def write(self, key: str, value: str) -> None:
        self._notes[key] = value

    def exchange(self, key: str, before: str | None, value: str) -> bool:
        with self._lock:
            if self._notes.get(key) != before:
                return False
            self._notes[key] = value
            return True

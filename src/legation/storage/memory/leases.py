"""Leases in memory."""

from __future__ import annotations

import threading
import time


class MemoryLeases:
    """Leases in a dictionary."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def hold(self, name: str, holder: str, seconds: float) -> str:
        with self._lock:
            now = time.monotonic()
            has, until = self._held.get(name, (holder, now))
            if has != holder and until > now:
                return has
            self._held[name] = holder, now + seconds
            return holder

    def free(self, name: str, holder: str) -> None:
        with self._lock:
            if self._held.get(name, ("", 0.0))[0] == holder:
                del self._held[name]

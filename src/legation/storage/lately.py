"""What was made lately, kept up to a weight: the least lately asked for goes first. For several threads at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Values by key. most: how much they may weigh together; weigh: what one weighs, the same each time it is asked.

    What was kept last stays, be it heavier than all may be.
    """

    def __init__(self, most: int, weigh: Callable[[V], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._held: OrderedDict[K, V] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What is kept under a key; None where nothing is, or no longer."""
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
            return held

    def best(self, fits: Callable[[K], int]) -> V | None:
        """What is kept under the key that fits best; None where none fits at all, which is 0."""
        with self._lock:
            found = max(self._held, key=fits, default=None)
            if found is None or not fits(found):
                return None
            self._held.move_to_end(found)
            return self._held[found]

    def keep(self, key: K, value: V) -> None:
        """Keep a value, in the place of the one before it."""
        with self._lock:
            before = self._held.pop(key, None)
            if before is not None:
                self._weight -= self._weigh(before)
            self._held[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._most and len(self._held) > 1:
                self._weight -= self._weigh(self._held.popitem(last=False)[1])

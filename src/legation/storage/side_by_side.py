"""Work on the partitions of an index, on several cores where it is much: the engine lets others run meanwhile."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Protocol, TypeVar

T = TypeVar("T")

_MANY = 100_000
"""Cards from which on the way to another thread is worth it."""
_CORES = min(4, os.cpu_count() or 1)

TURNS = threading.BoundedSemaphore(_CORES)
"""Held by a search: more at once than there are cores take the interpreter from one another at every partition, and all
of them come later than if each had waited."""


class _Cards(Protocol):
    """A partition, or what asks it."""

    @property
    def num_docs(self) -> int: ...


P = TypeVar("P", bound=_Cards)


def in_turn(parts: Sequence[P], work: Callable[[P], T]) -> list[T]:
    """What ``work`` gives for each partition, in their order, asked one by one."""
    return [work(part) for part in parts]


def each(parts: Sequence[P], work: Callable[[P], T]) -> list[T]:
    """The same, on several cores where the partitions are large."""
    sizes = [part.num_docs for part in parts]
    if sum(sizes) < _MANY or _CORES == 1:
        return in_turn(parts, work)

    def done(share: Sequence[int]) -> list[tuple[int, T]]:
        return [(number, work(parts[number])) for number in share]

    own, *others = shares(sizes, _CORES)
    waiting = [_threads().submit(done, share) for share in others if share]
    found = dict(done(own))
    for one in waiting:
        found.update(one.result())
    return [found[number] for number in range(len(parts))]


def shares(sizes: Sequence[int], count: int) -> list[list[int]]:
    """Places in ``sizes`` dealt out so that the sums are as alike as the largest first makes them."""
    dealt: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        least = loads.index(min(loads))
        dealt[least].append(number)
        loads[least] += sizes[number]
    return dealt


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CORES, "partitions")


os.register_at_fork(after_in_child=_threads.cache_clear)  # threads do not come along

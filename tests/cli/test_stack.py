"""A command has room on the stack, wherever its loops stand."""

from __future__ import annotations

import resource
from collections.abc import Callable
from typing import Any

import pytest

from legation.cli.stack import with_room

_DEPTHS = 300
_CALLS = 1_000


def taken_from_the_system(call: Callable[[Callable[[], Any]], Any]) -> int:
    """The most pages of memory that a loop of calls took, at any of some hundred depths."""

    def leaf(*_: object) -> None:
        """A call whose frame is large enough to reach over the end of a piece at some depth."""

    def loop() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(_CALLS):
            leaf(1, 2, 3, 4, 5, 6, 7, 8)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    def below(depth: int) -> int:
        return loop() if depth == 0 else below(depth - 1)

    return int(call(lambda: max(below(depth) for depth in range(_DEPTHS))))


def test_no_loop_takes_memory_at_every_call() -> None:
    assert taken_from_the_system(with_room) < _CALLS // 2


def test_what_is_called_returns_and_raises() -> None:
    assert with_room(lambda: 7) == 7
    with pytest.raises(LookupError):
        with_room(lambda: {}["absent"])

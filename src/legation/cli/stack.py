"""Room on the interpreter's stack for all that a command loads.

CPython takes its stack from the system in pieces of 16 KB, each when a call needs it, and gives it back when that call
returns. Where a loop happens to stand at the end of a piece, as the making of patterns while rooms load one another,
every call in it takes one and gives it back: 17,000 to 36,000 times in a command that opens an archive. A call whose
own frame is large takes a larger piece, in which those below it find room. Source: docs/reference/performance.md.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

_SLOTS = 40_000
"""Of 8 bytes each: the next larger piece is of 512 KB. What is not reached takes no memory."""


def _call(work: Callable[[], Any]) -> Any:
    return work()


with_room: Callable[[Callable[[], Any]], Any] = FunctionType(
    _call.__code__.replace(co_stacksize=_SLOTS), globals(), "with_room"
)
"""Call ``work``, with room on the stack for what it calls; returns what it returns."""

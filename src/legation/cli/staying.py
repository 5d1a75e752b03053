"""Commands that stay until they are ended: what all of them do once they have come up."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Ctrl-C and the system's word to end close what is open, and are no fault: the exit code is 0.

    uvicorn answers what it was asked and then sends itself the signal again, which by default ends the program where
    it stands, before anything is closed or cleared away.
    """

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the shape of a handler
        raise SystemExit(0)

    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, end) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _heard_afterwards() -> Iterator[None]:
    """What ends the program is heard when this is left: raised while something is collected it would go no further."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda told, _frame: heard.append(told)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for told in heard:
        signal.raise_signal(told)


def settle() -> None:
    """Let the collector of cycles leave alone what is loaded, and look less often at the rest.

    For a process that answers from here on: to walk through all that stays took a tenth of a second, of whatever was
    asked at that moment.
    """
    with _heard_afterwards():
        gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)

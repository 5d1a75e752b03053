"""One thing done beside another: what was read is kept while more is read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Does one thing at a time in a thread of its own, or at once where it is not ``aside``. Use it in a ``with``.

    What came of it, a fault included, is handed back by ``ended``, which is asked before the next is begun.
    """

    def __init__(self, *, aside: bool) -> None:
        self._thread = ThreadPoolExecutor(1) if aside else None
        self._under_way: Future[T] | None = None

    def begin(self, work: Callable[[], T]) -> None:
        """Begin the next thing; what was begun before has ended."""
        if self._thread is not None:
            self._under_way = self._thread.submit(copy_context().run, work)
            return
        done: Future[T] = Future()
        done.set_result(work())
        self._under_way = done

    def ended(self, *, wait: bool) -> T | None:
        """What came of the thing begun last, told once; None where there is none, or where it goes on and is let."""
        going = self._under_way
        if going is None or not (wait or going.done()):
            return None
        self._under_way = None
        return going.result()

    def __enter__(self) -> Beside[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown()

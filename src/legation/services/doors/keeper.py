"""The keeper at the door: what waits is kept together, since keeping fifty costs little more than keeping one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from legation.services.arriving import Arrived, Coming

Take = Callable[[Sequence[Coming], Callable[[Sequence[Arrived]], None]], object]
"""Keeps what comes, and tells as soon as it is durable what became of each."""

_AT_ONCE = 250


class Keeper:
    """Keeps, in a thread of its own, whatever is handed in from others."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._waiting: queue.SimpleQueue[tuple[Coming, Future[Arrived]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def hand_in(self, coming: Coming) -> Future[Arrived]:
        """The future has what became of it once that is durable, or why it could not be kept."""
        future: Future[Arrived] = Future()
        self._waiting.put((coming, future))
        return future

    def close(self) -> None:
        """Keep what was handed in, then end."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            some: list[tuple[Coming, Future[Arrived]]] = []
            first = self._waiting.get()
            while True:
                if first is None:
                    going = False
                    break
                some.append(first)
                if len(some) >= _AT_ONCE or self._waiting.empty():
                    break
                first = self._waiting.get()
            if some:
                self._keep(some)

    def _keep(self, some: list[tuple[Coming, Future[Arrived]]]) -> None:
        def durable(arrived: Sequence[Arrived]) -> None:
            for (_, future), one in zip(some, arrived, strict=True):
                future.set_result(one)

        try:
            self._take([coming for coming, _ in some], durable)
        except Exception as fault:  # noqa: BLE001 - whoever waits is told, and the door stays open
            for _, future in some:
                if not future.done():
                    future.set_exception(fault)

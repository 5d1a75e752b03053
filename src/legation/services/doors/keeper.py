"""The keeper at the door: what waits is kept together, since keeping fifty costs little more than keeping one.

Who waits is told as soon as it is durable. Behind that another thread makes it searchable, several lots at once where
they come faster than the index takes them in.
"""

from __future__ import annotations

import queue
import threading
import time
from concurrent.futures import Future
from typing import Any

from legation.core.marking import Reader
from legation.services.arriving import Arrivals, Arrived, Coming
from legation.services.ingest.run import Put

_AT_ONCE = 250
_LONGEST_GATHERING, _LONGEST_PAUSE = 0.05, 0.5  # seconds
_BEHIND = 16  # lots that are kept and not searchable yet; more would let the index fall behind without end


class Keeper:
    """Keeps, in threads of its own, whatever is handed in from others, as ``reader``."""

    def __init__(self, arrivals: Arrivals, reader: Reader) -> None:
        self._arrivals = arrivals
        self._reader = reader
        self._waiting: queue.SimpleQueue[tuple[Coming, Future[Arrived]] | None] = queue.SimpleQueue()
        self._kept: queue.Queue[Put | None] = queue.Queue(_BEHIND)
        self._threads = [
            threading.Thread(target=run, name=name, daemon=True)
            for name, run in (("keeper", self._keep), ("indexer", self._settle))
        ]
        for thread in self._threads:
            thread.start()

    def hand_in(self, coming: Coming) -> Future[Arrived]:
        """The future has what became of it once that is durable, or why it could not be kept."""
        future: Future[Arrived] = Future()
        self._waiting.put((coming, future))
        return future

    def close(self) -> None:
        """Keep what was handed in and make it searchable, then end."""
        self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _keep(self) -> None:
        crew = self._arrivals.crew(self._reader)
        took, many = 0.0, False
        while True:
            # Those who were answered just now come back with their next within moments: better kept together.
            gathered = time.monotonic() + min(took / 8, _LONGEST_GATHERING) if many else 0.0
            some = _lot(self._waiting, _AT_ONCE, gathered)
            if some is None:
                break
            began, many = time.monotonic(), len(some) > 1
            # Whoever went away meanwhile hears nothing; what they handed in is kept all the same.
            hearing = [future.set_running_or_notify_cancel() for _, future in some]
            try:
                arrived, put = self._arrivals.keep(self._reader, [coming for coming, _ in some], crew)
            except Exception as fault:  # noqa: BLE001 - whoever waits is told, and the door stays open
                for (_, future), heard in zip(some, hearing, strict=True):
                    if heard:
                        future.set_exception(fault)
                continue
            for (_, future), one, heard in zip(some, arrived, hearing, strict=True):
                if heard:
                    future.set_result(one)
            took = time.monotonic() - began
            self._kept.put(put)
        crew.close()
        self._kept.put(None)

    def _settle(self) -> None:
        rested = 0.0
        while (puts := _lot(self._kept, _BEHIND, rested)) is not None:
            began = time.monotonic()
            try:
                self._arrivals.settle(self._reader, puts)
            except Exception:  # noqa: BLE001, S112 - all is kept; whoever opens the archive next takes it into the index
                continue
            # A commit of the index costs the same for few as for many: where lots come one after another, there are
            # fewer. What comes after a silence is searchable at once.
            ended = time.monotonic()
            rested = ended + min(2 * (ended - began), _LONGEST_PAUSE)


def _lot(waiting: Any, most: int, until: float) -> list[Any] | None:
    """What waits, at least one, and what comes until a moment of the monotonic clock; None when the end has come."""
    first = waiting.get()
    some: list[Any] = []
    while first is not None:
        some.append(first)
        left = until - time.monotonic()
        if len(some) >= most or (left <= 0 and waiting.empty()):
            return some
        try:
            first = waiting.get(timeout=max(left, 0.001))
        except queue.Empty:
            return some
    if some:
        waiting.put(None)  # the end is for the next to see
    return some or None

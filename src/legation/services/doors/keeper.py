"""The keeper at the door: what waits is kept together, since keeping fifty costs little more than keeping one.

Lots are read side by side in lanes, each with a worker of its own, and kept in the order in which they came, those
together that are read. Who waits is told as soon as it is durable. Behind that one thread distributes it, and behind
that another makes it searchable, many lots at once where they follow one another: to write a partition of the index
costs about the same for a few telegrams as for hundreds, and takes the processor from those who read.
"""

from __future__ import annotations

import logging
import math
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from legation.core.errors import ArchiveError
from legation.core.marking import Reader
from legation.services.archive.arriving import Arrivals, Arrived, Coming, Lot
from legation.services.ingest.crew import Crew
from legation.services.ingest.run import Prepared
from legation.services.ingest.under_way import Put
from legation.storage.records import Kept

_AT_ONCE = 250
_FEWEST = 8  # that are not parted
_LANES = 4  # at most; fewer where there are fewer cores
_LONGEST_GATHERING = 0.05  # seconds
_LONGEST_PAUSE, _PAUSES = 10.0, 10  # between two commits of the index: seconds, and as a multiple of the last one
_LONGEST_BREATH, _BREATHS = 0.2, 4  # the same between two distributions: short, for a reader waits behind it
_SILENCE, _SILENCES = 1.0, 3.0  # seconds, or as a multiple of the last lot, without another: the index waits no more
_AGAIN = 10.0  # seconds until what failed is tried again, where nothing else comes
_BEHIND = 128  # lots that are kept and not searchable yet; more would let the index fall behind without end

_LOG = logging.getLogger("legation.doors")

Answer: TypeAlias = "Future[Arrived]"


class _Under(NamedTuple):
    """A lot that is not kept yet. read: it, once a lane has read it. hearing: who waits for an answer.

    began: when, by the monotonic clock.
    """

    lot: Lot
    read: Future[Prepared]
    hearing: list[Answer | None]
    began: float


class Keeper:
    """Keeps, in threads of its own, whatever is handed in from others, as ``reader``."""

    def __init__(self, arrivals: Arrivals, reader: Reader) -> None:
        self._arrivals = arrivals
        self._reader = reader
        self._waiting: queue.SimpleQueue[tuple[Coming, Answer] | None] = queue.SimpleQueue()
        self._read: queue.SimpleQueue[_Under | None] = queue.SimpleQueue()
        self._kept: queue.Queue[Put | None] = queue.Queue(_BEHIND)
        self._distributed: queue.Queue[Put | None] = queue.Queue(_BEHIND)
        lanes = min(os.cpu_count() or 1, _LANES)
        self._lanes = ThreadPoolExecutor(lanes, "lane")
        self._crews: queue.SimpleQueue[Crew] = queue.SimpleQueue()
        for _ in range(lanes):
            self._crews.put(arrivals.crew(reader, 1))
        self._shares = lanes
        self._room = threading.Semaphore(lanes + 1)  # for one more that is kept meanwhile
        self._lock = threading.Lock()
        self._ahead: list[Lot] = []  # of which nobody knows yet whether they will be kept
        self._behind = False  # something may be kept that is not searchable
        self._took = 0.0  # seconds from the beginning of a lot until it was kept
        self._threads = [
            threading.Thread(target=run, name=name, daemon=True)
            for name, run in (
                ("meeter", self._meeting),
                ("keeper", self._keeping),
                ("distributor", self._distributing),
                ("indexer", self._indexing),
            )
        ]
        for thread in self._threads:
            thread.start()

    def hand_in(self, coming: Coming) -> Answer:
        """The future has what became of it once that is durable, or why it could not be kept."""
        future: Answer = Future()
        self._waiting.put((coming, future))
        return future

    def close(self) -> None:
        """Keep what was handed in and make it searchable, then end."""
        self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _meeting(self) -> None:
        crowd = 0  # of those who give their next once they are answered, as many as there were lately
        while True:
            self._room.acquire()
            with self._lock:
                under_way = sum(len(lot.found) for lot in self._ahead)
            crowd = max(crowd - 1, under_way + self._waiting.qsize())
            # A share for each lane and one that is kept: in one lot all of them would wait for one worker.
            share = min(math.ceil(crowd / self._shares), _AT_ONCE)
            # Those who were answered just now come back with their next within moments: better kept together.
            gathered = time.monotonic() + min(self._took / 8, _LONGEST_GATHERING)
            some = _lot(self._waiting, max(share, _FEWEST), gathered, enough=share * 3 // 4)
            if some is None:
                break
            began = time.monotonic()
            # Whoever went away meanwhile hears nothing; what they handed in is kept all the same.
            hearing = [answer if answer.set_running_or_notify_cancel() else None for _, answer in some]
            with self._lock:
                ahead = list(self._ahead)
            try:
                lot = self._arrivals.recognise(self._reader, [coming for coming, _ in some], ahead)
                read = self._lanes.submit(self._reading, lot)  # which may have to start a thread
            except Exception as fault:  # noqa: BLE001 - whoever waits is told, and the door stays open
                _refuse(hearing, fault)
                self._room.release()
                continue
            with self._lock:
                self._ahead.append(lot)
            self._read.put(_Under(lot, read, hearing, began))
        self._lanes.shutdown()
        while not self._crews.empty():
            self._crews.get().close()
        self._read.put(None)

    def _reading(self, lot: Lot) -> Prepared:
        crew = self._crews.get()
        try:
            return self._arrivals.read(self._reader, lot, crew)
        finally:
            self._crews.put(crew)

    def _keeping(self) -> None:
        for some in self._lots():
            read = []
            for under in some:
                fault = under.read.exception()
                if fault is None:
                    read.append(under)
                else:
                    self._let_go(under)  # first: whoever is told may send it again at once
                    _refuse(under.hearing, fault)
            if not read:
                continue
            try:
                found, put = self._arrivals.keep(self._reader, [(under.lot, under.read.result()) for under in read])
            except Exception as fault:  # noqa: BLE001 - as above
                for under in read:
                    self._let_go(under)
                    _refuse(under.hearing, fault)
                # It may have been kept for all that, before the fault: then it comes again as what is held already.
                self._behind = True
                self._kept.put(Put(0, [], Kept()))
                continue
            for under, arrived in zip(read, found, strict=True):
                for answer, one in zip(under.hearing, arrived, strict=True):
                    if answer is not None and one is not None:
                        answer.set_result(one)
                    elif answer is not None:
                        answer.set_exception(ArchiveError("what it repeats could not be kept", "send it again"))
                self._took = time.monotonic() - under.began
                self._let_go(under)
            self._kept.put(put)
        self._kept.put(None)

    def _lots(self) -> Iterator[list[_Under]]:
        """Lots in the order in which they came: the next once it is read, with those behind it that are read, too."""
        following = self._read.get()
        while following is not None:
            wait([following.read])
            together = [following]
            while True:
                try:
                    following = self._read.get_nowait()
                except queue.Empty:
                    yield together
                    following = self._read.get()
                    break
                if following is None or not following.read.done():
                    yield together
                    break
                together.append(following)

    def _let_go(self, under: _Under) -> None:
        with self._lock:
            self._ahead = [lot for lot in self._ahead if lot is not under.lot]
        self._room.release()

    def _distributing(self) -> None:
        rested = 0.0
        failed = False
        while (puts := _lot(self._kept, _BEHIND, rested, again=_AGAIN if failed else None)) is not None:
            began = time.monotonic()
            failed = True
            # What fails is distributed with the next, or in a while, or by whoever opens the archive.
            with suppress(Exception):
                self._arrivals.distribute(puts)
                failed = False
            ended = time.monotonic()
            rested = ended + min(_BREATHS * (ended - began), _LONGEST_BREATH)
            for put in puts:
                self._distributed.put(put)
        self._distributed.put(None)

    def _indexing(self) -> None:
        rested = 0.0
        while True:
            again = _AGAIN if self._behind else None
            puts = _lot(self._distributed, _BEHIND, rested, self._silence, again=again)
            if puts is None:
                break
            began = time.monotonic()
            behind, self._behind = self._behind, False
            if not self._indexed(puts, behind=behind):
                self._behind = True
            # What comes after a silence is searchable at once.
            ended = time.monotonic()
            rested = ended + min(_PAUSES * (ended - began), _LONGEST_PAUSE)

    def _indexed(self, puts: list[Put], *, behind: bool) -> bool:
        """Make it searchable, with what failed before if the index is behind, as it is held now; whether that is so.

        What fails is taken in with the next, or in a while, or by whoever opens the archive next.
        """
        try:
            self._arrivals.make_searchable(self._reader, puts)
            if behind:
                self._arrivals.catch_up(self._reader)
        except Exception as fault:  # noqa: BLE001 - all is kept, and the door stays open
            # Once, when it came, and the kind of the fault alone: what a database says may quote what it was given.
            if puts:
                _LOG.error("%d lots that came are not searchable yet: %s", len(puts), type(fault).__name__)
            return False
        return True

    def _silence(self) -> float:
        """Seconds without another lot from which on none is to be expected."""
        return max(_SILENCE, _SILENCES * self._took)


def _refuse(hearing: Iterable[Answer | None], fault: BaseException) -> None:
    for answer in hearing:
        if answer is not None:
            answer.set_exception(fault)


def _lot(
    waiting: Any,
    most: int,
    until: float,
    silence: Callable[[], float] = lambda: math.inf,
    *,
    enough: float = math.inf,
    again: float | None = None,
) -> list[Any] | None:
    """What waits, at least one, and what comes until a moment of the monotonic clock; None when the end has come.

    silence: seconds without another, after which nothing more is waited for. enough: so many that none is waited for.
    again: seconds after which there may be none at all, for there is something to be tried again.
    """
    try:
        first = waiting.get(timeout=again)
    except queue.Empty:
        return []
    some: list[Any] = []
    while first is not None:
        some.append(first)
        left = min(until - time.monotonic(), silence())
        if len(some) >= most or ((left <= 0 or len(some) >= enough) and waiting.empty()):
            return some
        try:
            first = waiting.get(timeout=max(left, 0.001))
        except queue.Empty:
            return some
    if some:
        waiting.put(None)  # the end is for the next to see
    return some or None

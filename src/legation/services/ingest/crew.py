"""Jobs read by workers side by side and handed back in the order in which they were given.

What comes out does not depend on how many workers there are. At most a few jobs for each worker are under way or
wait for an earlier one, so memory does not grow with the run. A worker that ends is replaced; what it was at is
given out again a step at a time, and the telegram that ends a worker twice is refused.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from legation.core.errors import ArchiveError
from legation.services.ingest.making import Made, Making
from legation.services.ingest.sources import Found, Text
from legation.services.ingest.tally import Refusal
from legation.services.ingest.worker import main, read_each, split_one

_AHEAD = 6  # jobs given to one worker before the first is back: it has work while the run keeps a batch
_AHEAD_BYTES = 64 * 1024 * 1024  # of texts given to workers that are not back
_STARTS = "from legation.services.ingest.worker import main; main()"
_LONGEST_END = 5.0  # seconds


class Job(NamedTuple):
    """Some of what was found, in order. number: from 0."""

    number: int
    found: list[Found]

    @property
    def texts(self) -> list[Text]:
        return [one for one in self.found if isinstance(one, Text)]

    @property
    def carried_bytes(self) -> int:
        """What it takes of memory."""
        return sum(len(one.data) for one in self.found if isinstance(one, Text))


class Read(NamedTuple):
    """What came of a job: for each of its texts, by telegram, what was made, or refused, or None if held already."""

    job: Job
    outcomes: list[list[Made | Refusal | None]]
    without: list[list[int]]


Held = Callable[[Sequence[str]], set[str]]


def read_alone(jobs: Iterator[Job], making: Making, held: Held, now: Callable[[], str]) -> Generator[Read, None, None]:
    """Read jobs here, one after another."""
    for job in jobs:
        given = [split_one(making, text) for text in job.texts]
        known = held([part.sha256 for parts in given for part in parts.parts])
        fresh = [[part for part in parts.parts if part.sha256 not in known] for parts in given]
        outcomes: list[list[Made | Refusal | None]] = []
        for parts, some in zip(given, read_each(making, fresh, now()), strict=True):
            outcomes.append([parts.refused] if parts.refused is not None else [])
            following = iter(some)
            outcomes[-1] += [None if part.sha256 in known else next(following) for part in parts.parts]
        yield Read(job, outcomes, [parts.without for parts in given])


class _Pending:
    """A job that is under way. number: its own among all that the crew is ever given."""

    def __init__(self, number: int, job: Job) -> None:
        self.number = number
        self.job = job
        self.given: list[tuple[list[str], Refusal | None, list[int]]] = []
        self.held: set[str] = set()
        self.careful = False
        self.skip: set[tuple[int, int]] = set()


class Program:
    """A program that will be a worker, on its way up. Raises OSError where none can be started.

    copied: it is this program once more instead of a fresh one, which ``may_be_copied`` allows. beside: others that
    were copied before; the copy lets go of their pipes, so that they notice when this program ends.
    """

    def __init__(self, *, copied: bool = False, beside: Sequence[Program] = ()) -> None:
        from_us, to_us = os.pipe(), os.pipe()
        self.asking = Connection(from_us[1], readable=False)
        self.told = Connection(to_us[0], writable=False)
        try:
            self._process = _Copy(from_us[0], to_us[1], [self, *beside]) if copied else _Fresh(from_us[0], to_us[1])
        except BaseException:
            self.asking.close()
            self.told.close()
            raise
        finally:
            os.close(from_us[0])
            os.close(to_us[1])

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.runs

    def kill(self) -> None:
        """Make it end, whatever it is at."""
        self._process.kill()

    def end(self) -> None:
        """Let it end, or make it."""
        with suppress(OSError):
            self.asking.close()
        if not self._process.has_ended_within(_LONGEST_END):
            self._process.kill()
            self._process.has_ended_within(None)


class _Fresh:
    """A fresh interpreter that imports the reader and nothing of the program that runs."""

    def __init__(self, asked: int, told: int) -> None:
        self._popen = subprocess.Popen(  # noqa: S603 - this interpreter, and words of our own
            [sys.executable, "-P", "-c", _STARTS, str(asked), str(told)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(asked, told),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    @property
    def runs(self) -> bool:
        return self._popen.poll() is None

    def kill(self) -> None:
        self._popen.kill()

    def has_ended_within(self, seconds: float | None) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        return not self.runs


class _Copy:
    """A copy of this program, which has the reader imported: quick to make, and shares what both only read."""

    def __init__(self, asked: int, told: int, kept: Sequence[Program]) -> None:
        made = multiprocessing.get_context("fork").Process(target=_serve_as_copy, args=(asked, told, kept), daemon=True)
        made.start()
        self._process = made

    @property
    def runs(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        self._process.kill()

    def has_ended_within(self, seconds: float | None) -> bool:
        self._process.join(seconds)
        return not self.runs


def _serve_as_copy(asked: int, told: int, kept: Sequence[Program]) -> None:
    for program in kept:
        program.asking.close()
        program.told.close()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the command prints is its own
    main(asked, told)


def may_be_copied() -> bool:
    """Whether a copy of this program is sound: it has one thread, so that none is lost with a lock that it holds.

    Where the system does not tell of threads that are not Python's, programs are started fresh.
    """
    try:
        return len(os.listdir("/proc/self/task")) == 1 and hasattr(os, "fork")  # noqa: PTH208 - names alone
    except OSError:
        return False


@contextmanager
def programs_ahead(count: int) -> Iterator[list[Program]]:
    """Programs that come up while the archive is opened; those that nobody has taken from the list are ended.

    They are copies of this one where that is sound (``may_be_copied``): be called early, with nothing open.
    """
    ahead: list[Program] = []
    try:
        with suppress(OSError):  # whoever needs them finds out
            while len(ahead) < count:
                ahead.append(Program(copied=may_be_copied(), beside=ahead))
        yield ahead
    finally:
        for program in ahead:
            program.kill()
            program.told.close()
            program.end()


class _Worker:
    """A worker and the jobs it has, by their numbers among all that the crew is given."""

    def __init__(self, program: Program, making: bytes, tell: Callable[[_Worker, bytes | None], None]) -> None:
        self.jobs: dict[int, _Pending] = {}
        self.at: tuple[int, tuple[int, int]] | None = None
        self._program = program
        # Always emptied by a thread of its own, so that the two never wait for each other with full pipes.
        self._listener = threading.Thread(target=self._listen, args=(program.told, tell), daemon=True)
        self._listener.start()
        self.ask_bytes(making)

    def _listen(self, told: Connection, tell: Callable[[_Worker, bytes | None], None]) -> None:
        with told:
            while True:
                try:
                    message = told.recv_bytes()
                except (EOFError, OSError):
                    break
                tell(self, message)
        tell(self, None)

    def ask(self, *message: Any) -> None:
        self.ask_bytes(pickle.dumps(message, protocol=5))

    def ask_bytes(self, message: bytes) -> None:
        with suppress(OSError):  # one that has ended says so by hanging up
            self._program.asking.send_bytes(message)

    def end(self) -> None:
        """Let it end, or make it."""
        self._program.end()
        self._listener.join(_LONGEST_END)

    def kill(self) -> None:
        self._program.kill()


class Crew:
    """Reads jobs in ``workers`` programs beside this one. ahead: some that are on their way up; it takes them out.

    making: what all of them know, as of when the crew was made.
    """

    def __init__(
        self, making: Making, workers: int, held: Held, now: Callable[[], str], ahead: list[Program] | None = None
    ) -> None:
        self._ahead = [] if ahead is None else ahead
        self.making = making
        self._packed = pickle.dumps(making)
        self._held = held
        self._now = now
        self._told: queue.SimpleQueue[tuple[_Worker, bytes | None]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._wanted = workers
        self._read: dict[int, Read] = {}
        self._absent: Collection[str] = frozenset()
        self._given = self._lot = 0
        self._failed = 0

    def read(self, jobs: Iterator[Job]) -> Generator[Read, None, None]:
        """Read jobs; close the iterator to stop."""
        try:
            yield from self.read_some(jobs)
        finally:
            self.close()

    def read_some(self, jobs: Iterator[Job], absent: Collection[str] = frozenset()) -> Generator[Read, None, None]:
        """Read jobs to their end; the workers stay for the next, until ``close``.

        absent: hashes of which somebody has just seen that they are not held; they are not asked for again.

        Where it is left before that, by a fault or because the iterator is closed, what was made of these jobs is let
        go with the workers that have them: nothing of it is handed to whoever comes next.
        """
        if self._read or any(worker.jobs for worker in self._workers):
            self.close()
        self._lot += 1
        lot, self._absent = self._lot, absent
        try:
            yield from self._in_turn(jobs)
        except BaseException:
            if lot == self._lot:  # else it was let go, and the workers are at another
                self.close()
            raise

    def _in_turn(self, jobs: Iterator[Job]) -> Generator[Read, None, None]:
        with suppress(OSError):  # no interpreter to start, or no room for one more
            while len(self._workers) < self._wanted:
                self._start()
        if not self._workers:
            yield from read_alone(jobs, self.making, self._held, self._now)
            return
        most = _AHEAD * len(self._workers)
        under_way: dict[int, _Pending] = {}
        following, more, ahead = self._given, True, 0
        while True:
            while more and len(under_way) < most and (ahead < _AHEAD_BYTES or not under_way):
                job = next(jobs, None)
                if job is None:
                    more = False
                    break
                pending = under_way[self._given] = _Pending(self._given, job)
                self._given += 1
                ahead += job.carried_bytes
                if job.texts:
                    self._give(min(self._workers, key=lambda worker: len(worker.jobs)), pending)
                else:
                    self._read[pending.number] = Read(job, [], [])
            if not under_way:
                return
            while following not in self._read:
                self._hear()
            ahead -= under_way.pop(following).job.carried_bytes
            yield self._read.pop(following)
            following += 1

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.kill()  # what it still reads nobody asks for any more
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        self._read.clear()
        self._told = queue.SimpleQueue()

    def _start(self) -> _Worker:
        program = self._ahead.pop() if self._ahead else Program()
        worker = _Worker(program, self._packed, lambda who, message: self._told.put((who, message)))
        self._workers.append(worker)
        return worker

    def _give(self, worker: _Worker, pending: _Pending) -> None:
        worker.jobs[pending.number] = pending
        worker.ask("split", pending.number, pending.job.texts, pending.careful, frozenset(pending.skip))

    def _hear(self) -> None:
        worker, told = self._told.get()
        if worker not in self._workers:  # closed meanwhile
            return
        if told is None:
            self._replace(worker)
            return
        message: tuple[Any, ...] = pickle.loads(told)  # noqa: S301 - from a program that this one started
        pending = worker.jobs.get(message[1])
        if pending is None:  # nobody waits for it any more
            return
        worker.at = (message[1], (message[2], message[3])) if message[0] == "at" else None
        if message[0] == "at":
            return
        if message[0] == "parts":
            pending.given = message[2]
            hashes = [sha256 for hashes, _, _ in pending.given for sha256 in hashes if sha256 not in self._absent]
            pending.held = self._held(hashes) if hashes else set()
            worker.ask("read", message[1], pending.held, self._now())
        else:
            self._failed = 0
            del worker.jobs[message[1]]
            self._read[message[1]] = _in_order(pending, message[2])

    def _replace(self, gone: _Worker) -> None:
        """Give the jobs of a worker that has ended to a fresh one, a step at a time, past what ended one twice."""
        self._workers.remove(gone)
        gone.end()
        self._failed += 1
        if gone.at is not None:
            number, place = gone.at
            gone.jobs[number].skip.add(place)
            self._failed = 0
        for pending in gone.jobs.values():
            pending.careful = True
        if self._failed > 3:  # it does not even begin; so it is read here
            for pending in gone.jobs.values():
                one = next(read_alone(iter([pending.job]), self.making, self._held, self._now))
                self._read[pending.number] = one
            if not self._workers:
                self._start()
            return
        worker = self._start()
        for pending in list(gone.jobs.values()):
            self._give(worker, pending)


def _in_order(pending: _Pending, made: list[list[Made | Refusal]]) -> Read:
    """What was made, with None in the places of what is held."""
    outcomes: list[list[Made | Refusal | None]] = []
    for (hashes, refused, _), some in zip(pending.given, made, strict=True):
        outcomes.append([refused] if refused is not None else [])
        following = iter(some)
        for sha256 in hashes:
            one = None if sha256 in pending.held else next(following)
            if isinstance(one, Made) and one.whole.sha256 != sha256:
                raise ArchiveError("a worker handed back another telegram than it was given", "report it as a fault")
            outcomes[-1].append(one)
    return Read(pending.job, outcomes, [without for _, _, without in pending.given])

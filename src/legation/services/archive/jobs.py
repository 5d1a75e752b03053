"""Work that takes longer than a page: begun by one request, done in the background, looked at by others.

How far it has come stands in the notes of the archive, so that every process of a desk can tell. A job belongs to the
account that began it, or to the upkeep of the archive; the rooms that begin jobs say who may see them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from legation.core.errors import LegationError, NotFoundError
from legation.core.instant import instant_text
from legation.services.archive.verifying import Fault
from legation.services.ingest import Tally
from legation.storage.ports import Notes

KEPT = 10
"""Jobs of an account that are remembered."""

TOLD = 200
"""Refusals, faults and telegrams of a job that are remembered, of each so many."""

_EVERY_SECONDS = 1.0
_KEY = "jobs."
_DESK = "jobs-desk"

State = Literal["waiting", "running", "done", "failed", "stopped"]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a job. says: in a sentence that names no telegram. tally: of what was taken in.

    kept: hashes of the first telegrams that were; who may read which of them by now is asked when they are shown.
    """

    says: str = ""
    good: bool = True
    tally: Tally | None = None
    kept: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """number: of the account's own, from 1. share: of it done, 0 to 1. desk: the run of the desk that does it.

    kept: telegrams that it had kept for good when it last told; after its end ``outcome`` has them all.
    """

    number: int
    kind: str
    by: str
    began: str
    state: State = "waiting"
    share: float = 0.0
    kept: int = 0
    ended: str | None = None
    desk: str = ""
    outcome: Outcome = Outcome()

    @property
    def under_way(self) -> bool:
        return self.state in ("waiting", "running")


class StoppedError(Exception):
    """The desk ends: the job is to end too."""


class Tell(Protocol):
    """How far a job has come."""

    def __call__(self, share: float, kept: int = 0) -> None:
        """Told the share that is done, and how many telegrams are kept for good. Raises StoppedError."""


Work = Callable[[Tell], Outcome]


class Jobs:
    """Begins jobs and remembers them. later: runs what it is given, at once unless a desk gives its own way."""

    def __init__(self, notes: Notes, now: Callable[[], datetime]) -> None:
        self._notes = notes
        self._now = now
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.later: Callable[[Callable[[], None]], object] = lambda run: run()
        self._desk = ""

    def open(self, desk: str, later: Callable[[Callable[[], None]], object]) -> None:
        """A desk begins, under a name of its own: jobs of an earlier one are over, whatever they said last."""
        self._desk = desk
        self.later = later
        self._notes.write(_DESK, desk)

    def stop(self) -> None:
        """Every job ends at its next step."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def begin(self, owner: str, kind: str, by: str, work: Work) -> Job:
        """Begin a job that belongs to ``owner``; returns it as it stands then."""
        with self._lock:
            held = self._held(owner)
            number = held[0].number + 1 if held else 1
            job = Job(number=number, kind=kind, by=by, began=self._instant(), desk=self._desk)
            self._write(owner, [job, *held][:KEPT])
        self.later(lambda: self._run(owner, job, work))
        return self.one(owner, number)

    def of(self, owner: str) -> list[Job]:
        """Its jobs, newest first."""
        current = self._notes.note(_DESK) or ""
        return [
            msgspec.structs.replace(job, state="stopped") if job.under_way and job.desk != current else job
            for job in self._held(owner)
        ]

    def one(self, owner: str, number: int) -> Job:
        """Raises NotFoundError."""
        for job in self.of(owner):
            if job.number == number:
                return job
        raise NotFoundError(f"job {number}")

    def _run(self, owner: str, job: Job, work: Work) -> None:
        told = time.monotonic()
        most = 0

        def tell(share: float, kept: int = 0) -> None:
            nonlocal told, most
            most = max(most, kept)
            if self.stopping:
                raise StoppedError
            if time.monotonic() - told >= _EVERY_SECONDS:
                told = time.monotonic()
                at = min(max(share, 0.0), 1.0)
                self._note(owner, msgspec.structs.replace(job, state="running", share=at, kept=most))

        state: State = "done"
        try:
            self._note(owner, msgspec.structs.replace(job, state="running"))
            tell(0.0)
            outcome = work(tell)
            if outcome.tally is not None and outcome.tally.stopped:
                state = "stopped"
        except StoppedError:
            state, outcome = "stopped", Outcome(good=False)
        except LegationError as fault:
            state, outcome = "failed", Outcome(says=f"{fault.what}: {fault.do}", good=False)
        except Exception as fault:  # noqa: BLE001 - whoever began it has gone, and is to find out
            # Only its kind: its words may be words of a telegram.
            state, outcome = "failed", Outcome(says=f"the desk failed at this ({type(fault).__name__})", good=False)
        share = 1.0 if state == "done" else job.share
        ended = msgspec.structs.replace(
            job, state=state, share=share, kept=most, ended=self._instant(), outcome=outcome
        )
        self._note(owner, ended)

    def _note(self, owner: str, job: Job) -> None:
        with self._lock:
            self._write(owner, [job if one.number == job.number else one for one in self._held(owner)])

    def _held(self, owner: str) -> list[Job]:
        return msgspec.json.decode(self._notes.note(_KEY + owner) or "[]", type=list[Job])

    def _write(self, owner: str, jobs: list[Job]) -> None:
        self._notes.write(_KEY + owner, msgspec.json.encode(jobs).decode())

    def _instant(self) -> str:
        return instant_text(self._now())

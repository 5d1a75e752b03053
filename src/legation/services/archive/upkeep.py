"""Upkeep at the desk: whoever may operate it has the archive backed up and verified, and learns nothing of its content.

How large an archive is, what a backup holds and where there is a fault are for its owner: others are told whether it
went well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from legation.core.accounts import Who
from legation.core.errors import RefusedError
from legation.core.instant import instant_text
from legation.core.marking import OWNER
from legation.services.accounts.accounts import check
from legation.services.accounts.audit import Check
from legation.services.archive.jobs import TOLD, Job, Jobs, Outcome, Tell
from legation.services.archive.verifying import Fault, Progress, Verified, Verifying

ACTION = "operate"
_OWNER = "upkeep"
_BACKUP = re.compile(r"legation-\d{8}T\d{6}Z\.tar\.zst")
_FAULTY = "faults were found: the owner of the archive sees which with `legation verify`"


class Made(msgspec.Struct, frozen=True):
    """A backup: the name of its file, and the instant in it."""

    name: str
    instant: str


class Backing(Protocol):
    """Writes a backup to a new file; returns the faults that the archive has."""

    def __call__(self, place: Path, tell: Callable[[Progress], None]) -> list[Fault]: ...


class Upkeep:
    """Backs up and verifies. folder: where backups go; None where the desk was given no folder. backing: makes one."""

    def __init__(
        self,
        verifying: Verifying | None,
        jobs: Jobs,
        now: Callable[[], datetime],
        note: Callable[[str, str], None] = lambda _who, _did: None,
        check: Check = check,
    ) -> None:
        self._verifying = verifying
        self._jobs = jobs
        self._now = now
        self._note = note
        self._check = check
        self.folder: Path | None = None
        self.backing: Backing | None = None

    def jobs(self, who: Who) -> list[Job]:
        """What was done, newest first; the faults only for the owner. Raises ForbiddenError."""
        self._check(who, ACTION)
        return [_told(job, who) for job in self._jobs.of(_OWNER)]

    def backups(self, who: Who) -> list[Made]:
        """The backups that lie in the folder, newest first. Raises ForbiddenError."""
        self._check(who, ACTION)
        if self.folder is None or not self.folder.is_dir():
            return []
        names = (one.name for one in self.folder.iterdir() if _BACKUP.fullmatch(one.name))
        return [Made(name, _instant_in(name)) for name in sorted(names, reverse=True)]

    def back_up(self, who: Who) -> Job:
        """Begin a backup. Raises ForbiddenError, and RefusedError where there is no folder or one is under way."""
        self._check(who, ACTION)
        folder, backing = self.folder, self.backing
        if folder is None or backing is None:
            raise RefusedError("the desk was given no folder for backups", "start it with --backups DIR")
        self._alone()
        place = folder / f"legation-{self._now().strftime('%Y%m%dT%H%M%SZ')}.tar.zst"

        def work(tell: Tell) -> Outcome:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _outcome(backing(place, _share(tell)))

        self._note(who.reader.name, "backed up")
        return _told(self._jobs.begin(_OWNER, "backup", who.reader.name, work), who)

    def verify(self, who: Who, *, quick: bool = False) -> Job:
        """Begin to verify; with ``quick`` no text is read anew. Raises ForbiddenError, RefusedError."""
        self._check(who, ACTION)
        verifying = self._verifying
        if verifying is None:
            raise RefusedError("this archive has no stacks to look at", "open it from a directory or a URL")
        self._alone()

        def work(tell: Tell) -> Outcome:
            return _outcome(list(verifying.run(OWNER, Verified(), _share(tell), reread=not quick)))

        self._note(who.reader.name, "verified")
        return _told(self._jobs.begin(_OWNER, "verify", who.reader.name, work), who)

    def _alone(self) -> None:
        if any(job.under_way for job in self._jobs.of(_OWNER)):
            raise RefusedError("a backup or a verification is under way", "wait until it is done")


def _share(tell: Tell) -> Callable[[Progress], None]:
    return lambda state: tell(state.done / state.all if state.all else 0.0)


def _outcome(faults: list[Fault]) -> Outcome:
    return Outcome(says=_FAULTY if faults else "no fault was found", good=not faults, faults=tuple(faults[:TOLD]))


def _told(job: Job, who: Who) -> Job:
    if who.reader.owner:
        return job
    return msgspec.structs.replace(job, outcome=msgspec.structs.replace(job.outcome, faults=()))


def _instant_in(name: str) -> str:
    digits = name.removeprefix("legation-").removesuffix(".tar.zst")
    return instant_text(datetime.strptime(digits, "%Y%m%dT%H%M%S%z"))

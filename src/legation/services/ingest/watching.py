"""A drop folder: what is laid into it is kept and searchable within seconds.

A file is taken when it is whole: when its size and time have stood still for a while and, where the system tells,
nobody has it open for writing. What was taken is noted in the archive by name, size and time, so that a watch that
begins again takes only what is new.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path

from legation.core.encoding import file_name_as_text
from legation.core.errors import ArchiveError, AwayError
from legation.core.marking import Reader
from legation.services.ingest.folders import levels, no_file
from legation.services.ingest.limits import Limits
from legation.services.ingest.run import Ingest
from legation.services.ingest.tally import Refusal, Tally
from legation.services.ingest.writers import File, open_for_writing
from legation.services.outlasting import until_stopped
from legation.storage.archive_dir import is_archive
from legation.storage.ports import Notes
from legation.storage.scratch import Scratch, put, sweep

EVERY_SECONDS = 1.0
SETTLE_SECONDS = 10.0

_COPIED = ":copied"
"""Stands behind the note of a file that lies where it is to be moved, and may still be in the folder."""

Stamp = tuple[int, int, int, int]
"""Bytes, time of change in nanoseconds, number of the file, and the time at which anything about it changed."""

Told = Callable[[str, Tally, int | None], None]
"""Of a file: its name as it can be printed, what became of it, and its bytes when taken before, where it has grown."""


Left = Callable[[str, str], None]
"""Of a file that was taken and cannot be moved: its name, and why."""


def check_folder(folder: Path) -> None:
    """Raises ArchiveError for what is no folder to watch, an archive among them, or may not be looked into."""
    if not os.path.isdir(folder):  # noqa: PTH112 - a Path raises where one above it may not be looked into
        raise ArchiveError(f"{folder} is not a folder", "name the folder that files are laid into")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise ArchiveError(f"{folder} may not be looked into by you", "check who may read the folder")
    if is_archive(folder):
        raise ArchiveError(f"{folder} is an archive", "name the folder that files are laid into")


class Watching:
    """Watches one folder, and those below it.

    moved_to: where files go that were taken; None leaves them. settle_seconds: how long a file has to have stood
    still, beside from one look to the next. clock: seconds that only grow.
    """

    def __init__(
        self,
        ingest: Ingest,
        notes: Notes,
        folder: Path,
        *,
        moved_to: Path | None = None,
        settle_seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ingest = ingest
        self._notes = notes
        self._folder = folder
        self._moved_to = moved_to
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._seen: dict[str, tuple[Stamp, float]] = {}  # and since when
        self._held: set[str] = set()
        self._left: set[str] = set()
        self._closed: list[Refusal] = []  # folders that were told
        self._hidden: dict[str, float | None] = {}  # since when; None of what was told
        self._key = f"watch.{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]}."

    def run(
        self,
        reader: Reader,
        *,
        told: Told,
        held: Callable[[str], None] = lambda _: None,
        left: Left = lambda _name, _why: None,
        away: Callable[[str | None], None] = lambda _: None,
        stop: Callable[[], bool],
        limits: Limits | None = None,
        every_seconds: float = EVERY_SECONDS,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take what comes until ``stop`` says so; ``told`` hears of each file what became of it, once it is durable.

        held: hears once of a file that stands still and is open for writing. left: hears once of one that was taken and
        cannot be moved, which is tried again. away: hears once why the archive cannot be
        used for now, which does not end the watch, and None once it can; what was not taken is taken then.
        """
        if self._moved_to is not None:
            sweep(self._moved_to)
        until_stopped(
            lambda: self.look(reader, told=told, held=held, left=left, stop=stop, limits=limits),
            stop=stop,
            away=away,
            # A look that found nothing to take has not asked the archive.
            answers=lambda: self._notes.note(self._key),
            every_seconds=every_seconds,
            wait=wait,
        )

    def look(
        self,
        reader: Reader,
        *,
        told: Told,
        held: Callable[[str], None] = lambda _: None,
        left: Left = lambda _name, _why: None,
        stop: Callable[[], bool] = lambda: False,
        limits: Limits | None = None,
    ) -> None:
        """Take what has stood still. Raises AwayError when the folder is gone, or may no longer be looked into."""
        try:
            check_folder(self._folder)
        except ArchiveError as gone:  # a disk of the network comes back
            raise AwayError(gone.what, "put it back, or end the watch: what lies in it then is taken") from gone
        at = self._clock()
        now: dict[str, tuple[Stamp, float]] = {}
        devices: dict[str, int] = {}
        closed: list[Refusal] = []
        hidden: list[str] = []
        for name in self._names(closed, hidden):
            try:
                status = os.lstat(self._folder / name)
            except OSError:
                continue  # gone again
            if not stat.S_ISDIR(status.st_mode):
                stamp = _stamp(status)
                before, since = self._seen.get(name, (None, at))
                now[name] = (stamp, since if before == stamp else at)
                devices[name] = status.st_dev
        still = [
            name
            for name, (stamp, since) in now.items()
            if name in self._seen and self._seen[name][0] == stamp and at - since >= self._settle_seconds
        ]
        self._seen = now
        self._held &= now.keys()
        for refusal in closed:
            if refusal not in self._closed:
                told(refusal.file, Tally(refused=1, refusals=[refusal]), None)
        self._closed = closed
        self._tell_hidden(hidden, at, told)
        written: set[File] | None = None
        for name in still:
            if stop():
                return
            stamp = now[name][0]
            said, noted = ":".join(map(str, stamp)), self._notes.note(self._note(name))
            if noted in (said, said + _COPIED):
                # It was taken by a watch that ended before it was moved, or could not move it.
                self._put_away(name, noted, left)
                continue
            if written is None:
                written = open_for_writing()
            if (devices[name], stamp[2]) in written:
                if name not in self._held:
                    self._held.add(name)
                    held(file_name_as_text(name))
                continue
            if not self._still_stands(name, said):  # since the look others were taken, which may have been long
                continue
            tally = self._taken(reader, name, limits, stop)
            if tally.stopped:
                return
            self._notes.write(self._note(name), said)
            told(file_name_as_text(name), tally, _grown(noted, stamp))
            self._put_away(name, said, left)

    def _taken(self, reader: Reader, name: str, limits: Limits | None, stop: Callable[[], bool]) -> Tally:
        path = self._folder / name
        if path.is_symlink():
            tally = Tally()
            tally.refuse(no_file(file_name_as_text(name)))
            return tally
        return self._ingest.run(reader, [path], limits=limits, stop=stop, named=file_name_as_text(name))

    def _tell_hidden(self, hidden: list[str], at: float, told: Told) -> None:
        """Tell once of what is hidden and stays: many programs write so, and rename what is whole."""
        before, self._hidden = self._hidden, {path: self._hidden.get(path, at) for path in hidden}
        for path, since in self._hidden.items():
            if since is not None and path in before and at - since >= self._settle_seconds:
                self._hidden[path] = None
                told(file_name_as_text(os.path.relpath(path, self._folder)), Tally(passed_over=1), None)

    def _names(self, refused: list[Refusal], hidden: list[str]) -> list[str]:
        goal = None if self._moved_to is None else self._moved_to.resolve()

        def is_goal(path: str) -> bool:
            return goal is not None and Path(path).resolve() == goal

        met: list[str] = []
        every = [*levels(str(self._folder), "", refused, is_goal, hidden=met)]
        hidden += [path for path in met if not is_goal(path)]
        return sorted(os.path.relpath(f"{level.path}/{one}", self._folder) for level in every for one in level.entries)

    def _note(self, name: str) -> str:
        return self._key + hashlib.sha256(os.fsencode(name)).hexdigest()[:32]

    def _put_away(self, name: str, noted: str, left: Left) -> None:
        """Move a file that was taken, where it is to be moved; one that cannot be stays, and is no loss."""
        if self._moved_to is None:
            return
        try:
            self._move(name, noted)
            self._left.discard(name)
        except FileNotFoundError:  # somebody else has moved it
            self._left.discard(name)
        except OSError as fault:
            if name not in self._left:
                self._left.add(name)
                left(file_name_as_text(name), fault.strerror or str(fault))

    def _move(self, name: str, noted: str) -> None:
        """Move a file that was taken; one of the same name that is there already is not written over.

        To another disk it is copied, once: that it was is noted, for one that cannot be removed here. What was laid in
        its place since it was looked at is left for the next look: nobody has read it.
        """
        assert self._moved_to is not None  # noqa: S101 - for the type checker
        if not self._stands(name, noted):
            return
        if noted.endswith(_COPIED):
            (self._folder / name).unlink()
            return
        goal = self._moved_to / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while os.path.lexists(goal):
            number += 1
            goal = goal.with_name(f"{Path(name).stem}-{number}{Path(name).suffix}")
        try:
            (self._folder / name).rename(goal)
        except OSError as fault:
            if fault.errno != errno.EXDEV:
                raise
            with Scratch(self._moved_to) as folder:
                shutil.copy2(self._folder / name, folder / goal.name, follow_symlinks=False)
                put(folder / goal.name, goal)
            self._notes.write(self._note(name), noted + _COPIED)
            if not self._stands(name, noted):
                return
            (self._folder / name).unlink()
        self._seen.pop(name, None)

    def _still_stands(self, name: str, noted: str) -> bool:
        try:
            return self._stands(name, noted)
        except OSError:  # gone
            return False

    def _stands(self, name: str, noted: str) -> bool:
        """Whether the file that lies there now is the one that was noted."""
        now = _stamp(os.lstat(self._folder / name))
        return ":".join(map(str, now)) == noted.removesuffix(_COPIED)


def _stamp(status: os.stat_result) -> Stamp:
    # One that could not be read is looked at again when its mode or owner has changed.
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns


def _grown(noted: str | None, stamp: Stamp) -> int | None:
    """Bytes of the same file when it was taken before, where it has more now."""
    before = [int(part) for part in (noted or "").split(":") if part.isdigit()]
    return before[0] if len(before) == 4 and before[2] == stamp[2] and before[0] < stamp[0] else None

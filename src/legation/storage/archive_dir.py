"""The embedded archive: one directory with a marker, a lock for its one writer, a database and an index.

``archive.toml`` says that the directory is an archive and by which format. ``writer.lock`` is held by the one
that writes, and says which process that is and whether it stays; readers need no lock. ``access.db``, where there is
one, has the accounts and the audit trail.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import msgspec

from legation.core.errors import ArchiveError, AwayError
from legation.storage.private import PRIVATE, close_to_others

FORMAT = 1
"""Of the directory as a whole; the database and the index have their own."""

PARTIES = "parties.toml"
MARKER = "archive.toml"
DATABASE = "archive.db"
PEOPLE = "access.db"
SIGN_IN = "sign-in.toml"
MAIL = "mail.toml"
MODEL = "extractor.toml"
_LOCK = "writer.lock"
# What a new archive has, with the files that the database lays beside its own.
_MADE = re.compile(rf"{re.escape(MARKER)}(?:\.new)?|{re.escape(_LOCK)}|index|(?:{DATABASE}|{PEOPLE})(?:-\w+)?")
_STAYS = "stays"
_LOOK_SECONDS = 0.05
# What a creation that was cut short leaves behind, and what an owner may lay down beforehand.
_LEFTOVERS = {_LOCK, MARKER + ".new", PARTIES, SIGN_IN, MAIL, MODEL}


class _Marker(msgspec.Struct):
    format: int
    made_by: str = ""


class Patience(NamedTuple):
    """How a writer waits for another: at most so many seconds, and whom it tells that it does."""

    seconds: float = 0.0
    told: Callable[[str], None] = lambda _: None


AT_ONCE = Patience()


class ArchiveDirectory:
    """An archive that is open; the writer's lock is held until ``close``.

    made: whether there was none before. beside: what lay in its directory then; None where there was no directory.
    """

    def __init__(
        self, path: Path, lock: int | None, *, made: bool = False, beside: frozenset[str] | None = None
    ) -> None:
        self.path = path
        self.writes = lock is not None
        self.made = made
        self._lock = lock
        self._beside = beside
        self._forsaken = False

    @classmethod
    def create_or_open(
        cls, path: Path, *, write: bool, patience: Patience = AT_ONCE, stays: bool = False
    ) -> ArchiveDirectory:
        """Open the archive at ``path``; with ``write``, take the lock and make the archive if there is none.

        patience: with another writer. stays: will hold the lock until somebody ends it, so that nobody need wait.
        Raises ArchiveError, with one remedy: not an archive, none there yet, made by a newer version, another
        writer at work, no permission, disk full or failing.
        """
        with disk_faults(path):
            if not write:
                _check_marker(path)
                return cls(path, None)
            there = path.is_dir()
            if not (path / MARKER).exists():
                _check_free(path)
                path.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
                close_to_others(path)
            else:
                _check_marker(path)
            lock = _take_lock(path / _LOCK, patience, stays=stays)
            try:
                made = not (path / MARKER).exists()
                beside = {entry.name for entry in path.iterdir()} - {_LOCK, MARKER + ".new"}
                if made:
                    write_marker(path)
                else:
                    _check_marker(path)
            except BaseException:
                os.close(lock)
                raise
            return cls(path, lock, made=made, beside=frozenset(beside) if there else None)

    @property
    def database(self) -> Path:
        """The SQLite file of telegrams and ledger."""
        return self.path / DATABASE

    @property
    def people(self) -> Path:
        """The SQLite file of accounts and audit trail; readers write to it, so it is not the archive's own."""
        return self.path / PEOPLE

    @property
    def sign_in(self) -> Path:
        """What the owner says of single sign-on."""
        return self.path / SIGN_IN

    def make_private(self, file: Path) -> None:
        """Make a file, if there is none, that nobody but its owner may open.

        Raises ArchiveError where it cannot be written: it has who reads what before they have an answer.
        """
        with disk_faults(file):
            try:
                os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            except OSError as fault:
                if fault.errno not in _UNWRITABLE or not file.exists():
                    raise
                why, do = _UNWRITABLE[fault.errno]
                told = f"{file}, in which is noted who reads what, cannot be written ({why})"
                raise ArchiveError(told, do) from fault

    def own(self, name: str) -> str:
        """A file that the owner lays down, such as ``parties.toml``; "" where there is none."""
        file = self.path / name
        with disk_faults(file):
            try:
                return file.read_text(encoding="utf-8-sig") if file.exists() else ""
            except UnicodeDecodeError as wrong:
                raise ArchiveError(f"{file} cannot be read (it is not UTF-8)", "mend the file") from wrong

    def forsake(self) -> None:
        """Take away what was made here when this is closed, where an archive was made: nothing came of it."""
        self._forsaken = self.made

    def close(self) -> None:
        """Let another process write."""
        if self._lock is None:
            return
        try:
            if self._forsaken:
                self._take_away()
        finally:
            os.close(self._lock)
            self._lock = None

    def _take_away(self) -> None:
        with disk_faults(self.path):
            # Nothing but what an archive has: somebody may have laid a file of their own here meanwhile.
            made = [entry for entry in self.path.iterdir() if _MADE.fullmatch(entry.name)]
            ours = [entry for entry in made if entry.name not in (self._beside or ())]
            # The lock goes last; who waits for it sees that it is gone, and begins anew.
            for entry in sorted(ours, key=lambda entry: entry.name == _LOCK):
                if entry.is_dir():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
            if self._beside is None and not any(self.path.iterdir()):
                self.path.rmdir()

    def __enter__(self) -> ArchiveDirectory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_archive(path: Path) -> bool:
    """Whether a directory is an archive, or a backup of one; of one that may not be looked into nobody can say so."""
    return os.path.isfile(path / MARKER) and os.path.isfile(path / DATABASE)  # noqa: PTH113 - a Path raises there


def _check_marker(path: Path) -> None:
    """Raises ArchiveError unless ``path`` is an archive of a format that this program knows."""
    marker = path / MARKER
    if not marker.exists():
        _check_free(path)
        raise ArchiveError(f"there is no archive at {path}", f"make one: legation ingest FILES --archive {path}")
    try:
        found = msgspec.convert(tomllib.loads(marker.read_text(encoding="utf-8")), _Marker)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as wrong:
        raise ArchiveError(f"{marker} cannot be read", f"write `format = {FORMAT}` into it") from wrong
    if found.format > FORMAT:
        raise ArchiveError(
            f"the archive at {path} was made by a newer legation ({found.made_by or 'unnamed'})",
            "update legation, or open it with the version that made it",
        )


def _check_free(path: Path) -> None:
    """Raises ArchiveError when ``path`` holds something that is no archive."""
    if path.exists() and (not path.is_dir() or {entry.name for entry in path.iterdir()} - _LEFTOVERS):
        raise ArchiveError(f"{path} is not an archive directory", "name an archive, or an empty or new directory")


def write_marker(path: Path) -> None:
    """Say that the directory is an archive."""
    marker = path / MARKER
    fresh = marker.with_name(marker.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(f'# A Legation archive. Leave this file in place.\nformat = {FORMAT}\nmade_by = "{program()}"\n')
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(marker)


def program() -> str:
    """Name and version of this program, as an archive's marker says who made it."""
    try:
        return f"legation {version('legation')}"
    except PackageNotFoundError:  # run from a source tree that was not installed
        return "legation"


def _take_lock(file: Path, patience: Patience, *, stays: bool) -> int:
    """Descriptor that holds the lock; the kernel frees it when the process ends, however it ends."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _wait_for(descriptor, file.parent, patience)
        if not file.exists() or not os.path.samestat(os.fstat(descriptor), file.stat()):
            # Its holder has taken the archive away, and this file with it.
            os.close(descriptor)
            return _take_lock(file, patience, stays=stays)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}{f' {_STAYS}' if stays else ''}\n".encode(), 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _wait_for(descriptor: int, archive: Path, patience: Patience) -> None:
    """Lock a file, once whoever has locked it lets go. Raises ArchiveError for one that stays or takes too long."""
    until = time.monotonic() + patience.seconds
    before: list[str] | None = None
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as held:
            said = os.pread(descriptor, 64, 0).decode("ascii", "replace").split()
            by = f" (process {said[0]})" if said and said[0].isdigit() else ""
            # Who has just taken the lock may not have written its own number yet over that of one that was killed.
            if said == before and _STAYS in said[1:]:
                raise ArchiveError(
                    f"another program has the archive at {archive} open for writing until it is ended{by}",
                    "end it, then run the same again",
                ) from held
            if time.monotonic() >= until and (before is not None or _STAYS not in said[1:]):
                after = f" for {patience.seconds:g} s and more" if patience.seconds else ""
                raise ArchiveError(
                    f"another program is writing to the archive at {archive}{by}{after}",
                    "wait until it is done, or stop it",
                ) from held
            if not told and _STAYS not in said[1:]:
                told = True
                patience.told(f"another program is writing to the archive{by}: waiting {patience.seconds:g} s at most")
            before = said
        time.sleep(_LOOK_SECONDS)


@contextmanager
def disk_faults(path: Path) -> Iterator[None]:
    """Turn a fault of the file system into an ArchiveError with its remedy; an AwayError where room is all it lacks."""
    try:
        yield
    except OSError as fault:
        what, do = _FAULTS.get(
            fault.errno or 0,
            (f"the disk failed ({fault.strerror})", "check the disk, then try again"),
        )
        raise (AwayError if fault.errno in _NO_ROOM else ArchiveError)(f"{path}: {what}", do) from fault


_SERVED = ("you have no right to it", "ask its owner to serve it (`legation serve`), and sign in there")
_UNWRITABLE = {
    errno.EROFS: ("the disk is read-only", "copy the directory to a disk that can be written, and open the copy"),
    errno.EACCES: _SERVED,
    errno.EPERM: _SERVED,
}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FAULTS = {
    errno.EACCES: ("no permission", "check who owns the directory, or choose another"),
    errno.EPERM: ("no permission", "check who owns the directory, or choose another"),
    errno.EROFS: ("the disk is read-only", "choose another directory, or open the archive for reading"),
    errno.ENOSPC: ("the disk is full", "free some space, then run the same again"),
    errno.EDQUOT: ("your share of the disk is full", "free some space, then run the same again"),
    errno.EFBIG: ("no file may grow so large", "free the program of that limit, see `ulimit -f`"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.ENOTDIR: ("a part of the path is a file", "choose another directory"),
}

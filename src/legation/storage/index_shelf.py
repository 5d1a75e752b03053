"""The indexes of an archive, side by side in one directory; the database says which of them counts."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from legation.core.marking import UPKEEP, Reader
from legation.storage.archive_dir import disk_faults
from legation.storage.ports import Index
from legation.storage.records import Record

_OURS = re.compile(r"(index(?:-\d+)?)(?:\.\w+)?")


class Changes(Protocol):
    """What the database says of itself to an index that follows it."""

    def standing(self) -> tuple[str, int]:
        """Name of the index that counts, and the number of the last change (0 if none)."""

    def changed(self, reader: Reader, after: int, limit: int) -> tuple[int, list[str], list[Record]]:
        """Up to ``limit`` changes after number ``after``: the last number, hashes that are gone, records kept."""


class ClosingIndex(Index, Protocol):
    def close(self) -> None: ...


class IndexShelf:
    """Indexes below ``home``.

    opening: opens one at a path. form: of the index, where programs of several versions may share ``home``; each
    form has a directory of its own.
    """

    def __init__(
        self, home: Path, changes: Changes, opening: Callable[[Path], ClosingIndex], *, form: str = ""
    ) -> None:
        self._home = home
        self._changes = changes
        self._opening = opening
        self._form = form

    def counting(self) -> str:
        return self._changes.standing()[0]

    def opened(self, name: str) -> ClosingIndex:
        """The index of a name."""
        return self._opening(self._path(name))

    def fill(self, name: str, made_for: str, batches: Iterator[Sequence[Record]]) -> None:
        path = self._path(name)
        with self.writing():
            purpose = path / "for"
            if not purpose.exists() or purpose.read_text(encoding="utf-8") != made_for:
                shutil.rmtree(path, ignore_errors=True)
                path.mkdir(mode=0o700)
                purpose.write_text(made_for, encoding="utf-8")
        _, newest = self._changes.standing()  # what changes from here on is for those who follow
        index = self.opened(name)
        try:
            for records in batches:
                index.add(UPKEEP, records)
        finally:
            index.close()
        self.note_upto(name, newest)

    def forget(self, but: str) -> None:
        with self.writing():
            for entry in list(self._home.iterdir()):
                ours = _OURS.fullmatch(entry.name)
                if ours is not None and ours[1] != but and entry.is_dir():
                    shutil.rmtree(entry, ignore_errors=True)

    def upto(self, name: str) -> int:
        """Number of the last change that an index has taken in."""
        with disk_faults(self._home):
            noted = self._path(name) / "upto"
            said = noted.read_text(encoding="ascii") if noted.exists() else ""
        return int(said) if said.isdigit() else 0

    def note_upto(self, name: str, number: int) -> None:
        with disk_faults(self._home):
            noted = self._path(name) / "upto"
            fresh = noted.with_name("upto.new")
            fresh.write_text(str(number), encoding="ascii")
            fresh.replace(noted)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While one program writes, the others of this machine wait."""
        with disk_faults(self._home):
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)  # an index holds the words of telegrams
            descriptor = os.open(self._home / "index.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)

    def _path(self, name: str) -> Path:
        return self._home / (f"{name}.{self._form}" if self._form else name)

"""The index of an archive in a database server: each machine has its own, and it follows the database.

Any number of programs and machines write to such an archive. Before an answer, the index on this machine takes in
what the database has numbered since it last looked; the one that writes the index holds a lock for as long as that
takes, so that any number of programs on one machine share one index.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from legation.core.errors import ArchiveError
from legation.core.marking import UPKEEP, Reader
from legation.storage.archive_dir import disk_faults
from legation.storage.ports import Arrival, Index, Record

_BATCH = 2000


class Arrivals(Protocol):
    """What the database says of itself to an index that follows it."""

    def standing(self) -> tuple[str, int]:
        """Name of the index that counts, and the number of the last change (0 if none)."""

    def changed(self, reader: Reader, after: int, limit: int) -> tuple[int, list[str], list[Record]]:
        """Up to ``limit`` changes after number ``after``: the last number, hashes that are gone, records kept."""


class ClosingIndex(Index, Protocol):
    def close(self) -> None: ...


class SharedIndex:
    """An ``Index`` below ``home``, kept in step with ``arrivals``. ``opened`` opens one at a path."""

    def __init__(self, home: Path, arrivals: Arrivals, opened: Callable[[Path], ClosingIndex]) -> None:
        self._home = home
        self._arrivals = arrivals
        self._opened = opened
        self._name = ""
        self._index: ClosingIndex | None = None
        self._upto = 0

    def add(self, reader: Reader, records: Sequence[Arrival]) -> None:  # noqa: ARG002 - all that is kept is indexed
        """Take in what the database holds; ``records`` must be kept there already."""
        self._followed()

    def remove(self, reader: Reader, hashes: Sequence[str]) -> None:  # noqa: ARG002 - all that is gone is taken out
        """Take out what the database no longer holds; ``hashes`` must be among that."""
        self._followed()

    def __getattr__(self, name: str) -> Any:
        """Every question goes to the index as it stands when it is asked."""
        return getattr(self._followed(), name)

    def close(self) -> None:
        if self._index is not None:
            self._index.close()

    def _followed(self) -> ClosingIndex:
        name, newest = self._arrivals.standing()
        if self._index is None or name != self._name:
            self.close()
            self._index, self._name, self._upto = self._opened(self._home / name), name, 0
        if self._upto < newest:
            with disk_faults(self._home), self._writing():
                self._take_in(self._index)
        return self._index

    def _take_in(self, index: ClosingIndex) -> None:
        noted = self._home / f"{self._name}.upto"
        whole = (self._home / self._name).is_dir() and noted.exists()
        said = noted.read_text(encoding="ascii") if whole else "0"
        self._upto = int(said) if said.isdigit() else 0
        try:
            while True:
                upto, gone, kept = self._arrivals.changed(UPKEEP, self._upto, _BATCH)
                if upto == self._upto:
                    break
                if gone:
                    index.remove(UPKEEP, gone)
                if kept:
                    index.add(UPKEEP, kept)
                self._upto = upto
                fresh = noted.with_name(noted.name + ".new")
                fresh.write_text(str(self._upto), encoding="ascii")
                fresh.replace(noted)
        finally:
            index.close()  # lets another program write it

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)  # the index holds the words of telegrams
        descriptor = os.open(self._home / "index.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def forget(home: Path, name: str) -> None:
    """Remove an index that no longer counts."""
    if name in {"", ".", ".."} or "/" in name:
        raise ArchiveError("the name of an index is damaged", "restore the archive from a backup")
    shutil.rmtree(home / name, ignore_errors=True)
    (home / f"{name}.upto").unlink(missing_ok=True)

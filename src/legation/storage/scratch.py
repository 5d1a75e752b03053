"""A folder for what is only passing through: gone with the work, or on the next start where the program was killed.

Each is locked while it is in use, and the system lets go of the lock of a program that ends, however it ends. So what
a killed one left can be told from what another is working with: marked texts do not stay where nobody looks for them.

What is to be at a place whole or not at all is made in such a folder beside it, and moved there.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

# Hidden, and short: an address of a socket in it has some hundred signs at most. Nothing else is to be called so.
_PREFIX = ".legation-"
# In a folder of somebody's, where a name such as .legation-archives may be theirs.
_BESIDE = ".legation-making-"
_NAME = re.compile(rf"{re.escape(_PREFIX)}[a-z0-9_]{{8}}")
_NAME_BESIDE = re.compile(rf"{re.escape(_BESIDE)}[a-z0-9_]{{8}}")


class Scratch:
    """A new folder, for this user alone, until it is closed. within: the folder that it is made in, else ``TMPDIR``."""

    def __init__(self, within: Path | None = None) -> None:
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX if within is None else _BESIDE, dir=within))
            # One that sweeps at this moment may find it before it is locked: it is theirs then, and another is made.
            with suppress(FileNotFoundError):
                self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
                if _locked(self._lock) is not False and os.fstat(self._lock).st_nlink:
                    return
                os.close(self._lock)

    def close(self) -> None:
        """Remove it with all that it holds. Again is no fault."""
        if self._lock >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def made_beside(place: Path) -> Iterator[Path]:
    """A path of the name of ``place`` in a new folder beside it, where nothing is yet; ``put`` moves it there.

    Nothing beside the place is removed but what killed programs left there of their making. Raises OSError.
    """
    whole = place.resolve()  # it may be ``.``, or a link
    whole.parent.mkdir(parents=True, exist_ok=True)
    sweep(whole.parent)
    with Scratch(whole.parent) as folder:
        yield folder / whole.name


def put(made: Path, place: Path) -> None:
    """Move what was made beside it to its place; that it is there lasts on return. Raises OSError."""
    whole = place.resolve()
    if not made.is_symlink():  # what it names may be nothing
        sync(made)
    made.replace(whole)
    sync(whole.parent)


def sync(path: Path) -> None:
    """Let a file, or the names in a folder, outlast a loss of power. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(within: Path | None = None) -> None:
    """Remove the folders of this user that programs left which were killed; never one that is in use.

    within: the folder that they were made in, else ``TMPDIR``.
    """
    room, named = (Path(tempfile.gettempdir()), _NAME) if within is None else (within, _NAME_BESIDE)
    with suppress(OSError):  # a place that cannot be listed is none where anything could be left
        for one in room.iterdir():
            if named.fullmatch(one.name) is None:
                continue
            with suppress(OSError):  # somebody else's, or gone since it was listed
                _remove_if_left(one)


def _remove_if_left(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(opened).st_uid == os.geteuid() and _locked(opened):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(opened)


def _locked(opened: int) -> bool | None:
    """Whether the lock is ours now; None where the disk has none, and so nothing can be told."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True

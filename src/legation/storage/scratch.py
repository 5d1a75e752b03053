"""A folder for what is only passing through: gone with the work, or on the next start where the program was killed.

Each is locked while it is in use, and the system lets go of the lock of a program that ends, however it ends. So what
a killed one left can be told from what another is working with: marked texts do not stay where nobody looks for them.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

# Hidden, and short: an address of a socket in it has some hundred signs at most. Nothing else is to be called so.
_PREFIX = ".legation-"
_NAME = re.compile(rf"{re.escape(_PREFIX)}[a-z0-9_]{{8}}")


class Scratch:
    """A new folder, for this user alone, until it is closed."""

    def __init__(self) -> None:
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
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


def sweep() -> None:
    """Remove the folders of this user that programs left which were killed; never one that is in use."""
    with suppress(OSError):  # a place that cannot be listed is none where anything could be left
        for one in Path(tempfile.gettempdir()).iterdir():
            if _NAME.fullmatch(one.name) is None:
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

"""Which files programs have open for writing, as far as Linux shows us: those of our user, or all to the super-user.

So a file that is half written can be told from a whole one while its writer pauses.
"""

from __future__ import annotations

import os
import stat
import time

from legation.core.errors import RefusedError

UNFINISHED = (
    "is still being written by another program",
    "give it again once that has closed it, which --watch waits for; where it never does, give a copy",
)
_JUST_SECONDS = 60.0
"""A file that was written to so lately, and is open for it still, is taken for half written."""

_LOOK_SECONDS = 1.0

File = tuple[int, int]
"""Device and number of a file."""


def file_of(status: os.stat_result) -> File:
    return status.st_dev, status.st_ino


def open_for_writing(*, own: bool = True) -> set[File]:
    """Every file that a program has open for writing. own: this program, and those that started it, too."""
    found: set[File] = set()
    apart = frozenset[str]() if own else _lineage()
    for process in _listed("/proc"):
        if not process.isdecimal() or process in apart:
            continue
        for number in _listed(f"/proc/{process}/fd"):
            at = f"/proc/{process}/fd/{number}"
            try:
                # Of such a link the mode says how the file is open, and most lead to no file but a pipe or a socket.
                if os.lstat(at).st_mode & stat.S_IWUSR and os.readlink(at).startswith("/"):  # noqa: PTH115
                    found.add(file_of(os.stat(at)))  # noqa: PTH116 - thousands of them
            except OSError:
                continue  # closed again
    return found


def _lineage() -> frozenset[str]:
    """Numbers of this program, of the one that started it, and so on: each knows what it wrote and gave."""
    found: list[str] = []
    process = str(os.getpid())
    while process not in ("0", *found):
        found.append(process)
        try:
            # The name of a program may hold any sign; the one that started it is the second word behind it.
            with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as told:  # noqa: PTH123 - as above
                process = told.read().rpartition(")")[2].split()[1]
        except (OSError, IndexError):
            break
    return frozenset(found)


def _listed(directory: str) -> list[str]:
    try:
        return os.listdir(directory)  # noqa: PTH208 - names are all that is asked for
    except OSError:
        return []  # it has ended, or is somebody else's; or there is no such thing here


class Writers:
    """Whether files that are met one after another are half written; programs are looked at once a second at most."""

    def __init__(self) -> None:
        self._looked = 0.0
        self._open: set[File] = set()

    def check(self, status: os.stat_result) -> None:
        """Raises RefusedError for a file that another program has open for writing, and has written to just now.

        Programs that started this one do not count: who hands over a file that it made has it open still, often.
        """
        if time.time() - status.st_mtime > _JUST_SECONDS:
            return
        if not self._looked or time.monotonic() - self._looked > _LOOK_SECONDS:
            self._open = open_for_writing(own=False)
            self._looked = time.monotonic()
        if file_of(status) in self._open:
            raise RefusedError(*UNFINISHED)

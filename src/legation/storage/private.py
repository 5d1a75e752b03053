"""What is written of marked texts is for the eyes of the one who had it written, until they let others see it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o700
"""Rights of a directory that is made."""
_OTHERS, _FILE, _SHARED = 0o007, 0o600, 0o640


def owner_only(path: str, flags: int) -> int:
    """The ``opener`` of a file that its owner alone may open where it is made; one that is there keeps its rights."""
    return os.open(path, flags, _FILE)


def close_to_others(directory: Path) -> None:
    """Take from a directory the rights of those who are neither its owner nor of its group.

    One that belongs to somebody else, as a volume that was mounted may, keeps the rights that its owner gave it.
    """
    mode = directory.stat().st_mode
    if mode & _OTHERS:
        with suppress(PermissionError):
            directory.chmod(mode & ~_OTHERS)


def share_as(file: int, directory: Path) -> None:
    """Give an open file to the group of a directory that another program looks into, if that group may read this.

    Raises PermissionError where the group is another's: no other group is let in for it.
    """
    like = directory.stat()
    rights = _FILE | like.st_mode & _SHARED
    if rights != _FILE and os.fstat(file).st_gid != like.st_gid:
        os.chown(file, -1, like.st_gid)
    os.fchmod(file, rights)

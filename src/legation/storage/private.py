"""What is written of marked texts is for the eyes of the one who had it written, until they let others see it."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE = 0o700
"""Rights of a directory that is made."""
_OTHERS, _FILE, _SHARED = 0o007, 0o600, 0o640


def owner_only(path: str, flags: int) -> int:
    """The ``opener`` of a file that its owner alone may open where it is made; one that is there keeps its rights."""
    return os.open(path, flags, _FILE)


def close_to_others(directory: Path) -> None:
    """Take from a directory the rights of those who are neither its owner nor of its group."""
    mode = directory.stat().st_mode
    if mode & _OTHERS:
        directory.chmod(mode & ~_OTHERS)


def as_shared_as(directory: Path) -> int:
    """Rights of a file in a directory that another program looks into: its group reads the file if it reads that."""
    return _FILE | directory.stat().st_mode & _SHARED

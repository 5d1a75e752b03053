"""A mail folder in the form of Maildir, as a mail server on this machine fills it: one file for each mail.

What is kept is moved from ``new`` to ``cur``, as read; what cannot be kept now stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from legation.core.errors import ArchiveError
from legation.services.archive.arriving import Arrived, Coming

_AT_ONCE = 200
_BYTES_AT_ONCE = 16 * 1024 * 1024  # and of mails so large, fewer: anybody may send them


def take_maildir(
    folder: Path,
    take: Callable[[Sequence[Coming]], Sequence[Arrived]],
    told: Callable[[Arrived], None] = lambda _: None,
) -> int:
    """Take every mail that is new; returns how many. Raises ArchiveError where the folder is no Maildir."""
    new, read = folder / "new", folder / "cur"
    if not new.is_dir() or not read.is_dir():
        raise ArchiveError(f"{folder} is no Maildir", "name the folder that has `new` and `cur` in it")
    files = sorted(file for file in new.iterdir() if file.is_file() and not file.name.startswith("."))
    left = files[::-1]
    while left:
        some: list[Path] = []
        coming: list[Coming] = []
        held = 0
        while left and len(some) < _AT_ONCE and held < _BYTES_AT_ONCE:
            some.append(left.pop())
            coming.append(Coming(some[-1].read_bytes(), "maildir", some[-1].name))
            held += len(coming[-1].data)
        for arrived in take(coming):
            told(arrived)
        for file in some:
            file.rename(read / f"{file.name.partition(':')[0]}:2,S")
    return len(files)

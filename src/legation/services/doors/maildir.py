"""A mail folder in the form of Maildir, as a mail server on this machine fills it: one file for each mail.

What is kept is moved from ``new`` to ``cur``, as read; what cannot be kept now stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from legation.core.errors import ArchiveError
from legation.services.arriving import Arrived, Coming

_AT_ONCE = 200


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
    for at in range(0, len(files), _AT_ONCE):
        some = files[at : at + _AT_ONCE]
        for arrived in take([Coming(file.read_bytes(), "maildir", file.name) for file in some]):
            told(arrived)
        for file in some:
            file.rename(read / f"{file.name.partition(':')[0]}:2,S")
    return len(files)

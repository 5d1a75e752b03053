"""Where an archive is, and how long to wait for it: as a command says, else as the environment does.

A place is a directory or the address of a database, ``postgresql://...``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from legation.core.errors import ArchiveError
from legation.storage.archive_dir import ArchiveDirectory, Patience, is_archive
from legation.storage.sql.address import postgresql_url

DEFAULT_ARCHIVE = "legation-archive"
_VARIABLE = "LEGATION_ARCHIVE"
_WAIT_VARIABLE = "LEGATION_WAIT"
_WAIT_SECONDS, _MOST_SECONDS = 30.0, 86_400.0


def archive_place(given: str | Path | None) -> str | Path:
    """The archive to use, directory or URL: as given, else as LEGATION_ARCHIVE names it, else ``legation-archive``."""
    return given or os.environ.get(_VARIABLE) or DEFAULT_ARCHIVE


def patience(told: Callable[[str], None]) -> Patience:
    """How long a command waits for another that writes: half a minute, or as LEGATION_WAIT says.

    told: hears that it waits. Raises ArchiveError for what is no number of seconds.
    """
    given = os.environ.get(_WAIT_VARIABLE) or str(_WAIT_SECONDS)
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _MOST_SECONDS:
        raise ArchiveError(f"{_WAIT_VARIABLE} is {given!r}", "give it a number of seconds, such as 30")
    return Patience(seconds, told)


def is_there(place: str | Path) -> bool:
    """Whether there is an archive at ``place``; of a database of a server whoever opens it is told."""
    return postgresql_url(str(place)) is not None or is_archive(Path(place))


def check_archive(place: str | Path) -> None:
    """Raises ArchiveError where there is no archive at ``place``."""
    if not is_there(place):
        ArchiveDirectory.create_or_open(Path(place), write=False).close()


def place_shown(place: str | Path) -> str:
    """The name of an archive to show, without a password."""
    url = postgresql_url(str(place))
    return str(place) if url is None else url.set(drivername="postgresql").render_as_string(hide_password=True)


def local_home() -> Path:
    """Where this machine keeps its indexes of archives in database servers."""
    own = os.environ.get("LEGATION_CACHE")
    return Path(own) if own else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "legation"

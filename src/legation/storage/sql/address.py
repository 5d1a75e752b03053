"""The address of a database server, by which an archive may be named instead of by a directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legation.core.errors import ArchiveError

if TYPE_CHECKING:  # who only asks whether it is one need not load it
    from sqlalchemy import URL

_OTHER_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


def postgresql_url(place: str) -> URL | None:
    """The URL of a PostgreSQL database, such as ``postgresql://user@host/db``; None if ``place`` is no such URL.

    Raises ArchiveError for one that cannot be read, and for an address of anything else: as a path it would name
    folders that nobody meant.
    """
    if not place.startswith(("postgresql:", "postgres:", "postgresql+psycopg:")):
        if other := _OTHER_ADDRESS.match(place):
            raise ArchiveError(
                f"no archive is kept at an address of {other[1]}",
                "name a directory, or write postgresql://USER@HOST/DATABASE",
            )
        return None
    import sqlalchemy as sa  # slow to load, and most archives are directories

    try:
        return sa.make_url(place).set(drivername="postgresql+psycopg")
    except (sa.exc.ArgumentError, ValueError) as wrong:
        raise ArchiveError("the URL of the archive cannot be read", "write postgresql://USER@HOST/DATABASE") from wrong

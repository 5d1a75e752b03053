"""For whom a brief is: readers of a level of the table, who may read less than whoever makes it."""

from __future__ import annotations

from collections.abc import Iterable

from legation.core.errors import RefusedError
from legation.core.marking import Reader, audience_of
from legation.tables.marking_rows import level_names, rank_of


def nothing_for_them() -> RefusedError:
    """What is raised where a brief for such readers would be of a dialogue that they may not know of."""
    return RefusedError("that audience may read nothing of this dialogue", "choose a higher level")


def readers_of(reader: Reader, level: str, holds: Iterable[str] = (), nation: str | None = None) -> Reader:
    """Those who are cleared for a level, with this handling access, for a nation or for none.

    Raises RefusedError for a level that there is not, and for more than the reader has.
    """
    if level not in level_names():
        raise RefusedError("there is no such level", f"choose one of these: {', '.join(level_names())}")
    held = frozenset(one for one in (name.strip().upper() for name in holds) if one)
    return audience_of(reader, rank_of(level), held, (nation or "").strip().upper() or None)

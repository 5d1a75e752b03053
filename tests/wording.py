"""What statements are in SQL, worked out once for all databases of a kind that a program opens.

A program does it once for each database, a few times in its life; tests open thousands, and it took two fifths of the
processor in those that keep archives.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa


class _Worded(dict[Any, Any]):
    """Statements by the kind of database, in place of the one connection that asked first."""

    def get(self, key: Any, default: Any = None) -> Any:
        dialect, *rest = key
        return super().get((type(dialect), *rest), default)

    def __setitem__(self, key: Any, worded: Any) -> None:
        dialect, *rest = key
        super().__setitem__((type(dialect), *rest), worded)


@contextmanager
def worded_once() -> Iterator[None]:
    """Every database that is opened within shares its wording with the others."""
    honest, worded = sa.create_engine, _Worded()

    def create_engine(*given: Any, **named: Any) -> sa.Engine:
        made = honest(*given, **named)
        made.update_execution_options(compiled_cache=worded)
        return made

    with patch.object(sa, "create_engine", create_engine):
        yield

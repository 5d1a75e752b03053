"""Statements that are put into the words of a database once, for as many values as they have places.

To look a statement up and to look at each of its values, as SQLAlchemy does each time, takes longer than most of these
questions take the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

T = TypeVar("T")

_AT_ONCE = 500  # databases bound the values of one statement
_STEP = 20  # statements are made for so many places more


class Worded(NamedTuple):
    """A statement, with its words for SQLite, which takes values as they are; other databases are asked as ever.

    order: of its values in those words. fixed: values that are the same each time.
    """

    statement: sa.Select[Any] | sa.Delete
    text: str | None
    order: tuple[str, ...]
    fixed: dict[str, Any]

    def asked(self, connection: Connection, given: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """What comes of it with these values."""
        if self.text is None:
            return connection.execute(self.statement, given)
        values = {**self.fixed, **given}
        return connection.exec_driver_sql(self.text, tuple([values[name] for name in self.order]))


def worded(statement: sa.Select[Any] | sa.Delete, dialect: sa.Dialect) -> Worded:
    """A statement of which every value that is left open has a name."""
    if dialect.name != "sqlite":
        return Worded(statement, None, (), {})
    made = statement.compile(dialect=dialect)
    fixed = {name: value for name, value in made.params.items() if value is not None}
    return Worded(statement, str(made), tuple(made.positiontup or ()), fixed)


def among(column: sa.Column[Any], name: str, places: int) -> sa.ColumnElement[bool]:
    """Whether a column has one of the values that ``placed`` gives."""
    return column.in_([sa.bindparam(f"{name}{n}", type_=column.type) for n in range(places)])


def placed(name: str, values: Sequence[str], step: int) -> dict[str, str]:
    """Values for numbered places, as many as full steps: the last value stands in those that are left."""
    last = len(values) - 1
    return {f"{name}{n}": values[min(n, last)] for n in range(-(-len(values) // step) * step)}


def runs(names: Iterable[T]) -> Iterator[list[T]]:
    """``names`` in runs that fit one statement."""
    held = list(names)
    return (held[at : at + _AT_ONCE] for at in range(0, len(held), _AT_ONCE))


def rows_with(
    connection: Connection, column: sa.Column[Any], values: Iterable[str], *beside: sa.Column[Any]
) -> Iterator[Any]:
    """The rows of a table whose ``column`` has one of ``values``: that one, and what stands beside it."""
    for some in runs(sorted(set(values))):
        given = placed("value", some, _STEP)
        yield from _rows_with(connection.dialect, (column, *beside), len(given)).asked(connection, given)


@lru_cache(maxsize=256)
def _rows_with(dialect: sa.Dialect, columns: tuple[sa.Column[Any], ...], places: int) -> Worded:
    return worded(sa.select(*columns).where(among(columns[0], "value", places)), dialect)


def forget(connection: Connection, column: sa.Column[Any], values: Iterable[str]) -> None:
    """Take out the rows whose ``column`` has one of ``values``."""
    for some in runs(sorted(set(values))):
        given = placed("value", some, _STEP)
        _forget(connection.dialect, column, len(given)).asked(connection, given)


@lru_cache(maxsize=256)
def _forget(dialect: sa.Dialect, column: sa.Column[Any], places: int) -> Worded:
    return worded(sa.delete(column.table).where(among(column, "value", places)), dialect)

"""Notes about the archive as a whole: its settings, what it is called, and which index counts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.storage.sql.engine import in_read, in_write
from legation.storage.sql.schema import meta

ID = "id"
"""Key of the archive's own name, 32 hex digits."""
INDEX = "index"
"""Key, and usual value, of the name of the index that counts."""


class SqlNotes:
    """Notes in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, key: str) -> str | None:
        with in_read(self._engine) as connection:
            return note(connection, key)

    def write(self, key: str, value: str) -> None:
        in_write(self._engine, lambda connection: write_note(connection, key, value))

    def exchange(self, key: str, before: str | None, value: str) -> bool:
        def exchanged(connection: Connection) -> bool:
            if note(connection, key) != before:
                return False
            write_note(connection, key, value)
            return True

        return in_write(self._engine, exchanged)


def note(connection: Connection, key: str) -> str | None:
    """What is noted, within a transaction; None if nothing."""
    return connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def write_note(connection: Connection, key: str, value: str) -> None:
    """Note it within a transaction."""
    connection.execute(sa.delete(meta).where(meta.c.key == key))
    connection.execute(meta.insert(), {"key": key, "value": value})

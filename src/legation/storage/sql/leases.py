"""Leases in a table; the time is the database's."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.storage.sql.engine import in_write
from legation.storage.sql.schema import leases

_LONGEST_SECONDS = 3600.0
"""No lease is asked for longer."""

_NOW = {
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
}


class SqlLeases:
    """Leases in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hold(self, name: str, holder: str, seconds: float) -> str:
        def work(connection: Connection) -> str:
            now = float(connection.exec_driver_sql(_NOW[connection.dialect.name]).scalar_one())
            row = connection.execute(sa.select(leases).where(leases.c.name == name)).one_or_none()
            values = {"holder": holder, "until": now + seconds}
            if row is None:
                connection.execute(leases.insert(), {"name": name, **values})
            # One that would last longer than any was given by a clock that was ahead.
            elif row.holder == holder or not now < row.until <= now + _LONGEST_SECONDS:
                connection.execute(sa.update(leases).where(leases.c.name == name).values(values))
            else:
                return str(row.holder)
            return holder

        return in_write(self._engine, work)

    def free(self, name: str, holder: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(sa.delete(leases).where(leases.c.name == name, leases.c.holder == holder))

        in_write(self._engine, work)

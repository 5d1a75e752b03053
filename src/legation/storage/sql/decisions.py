"""Markings settled by hand, in a table."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.storage.records import Decided
from legation.storage.sql.engine import in_read, in_write
from legation.storage.sql.schema import marking_decisions as rows
from legation.storage.sql.wording import runs


class SqlDecisions:
    """Decisions in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def decide(self, decided: Decided) -> None:
        def work(connection: Connection) -> None:
            last = connection.execute(sa.select(sa.func.max(rows.c.number))).scalar() or 0
            body = msgspec.json.encode(decided).decode()
            connection.execute(rows.insert(), {"number": last + 1, "sha256": decided.sha256, "body": body})

        in_write(self._engine, work)

    def decided(self, sha256: str) -> Decided | None:
        query = sa.select(rows.c.body).where(rows.c.sha256 == sha256).order_by(rows.c.number.desc()).limit(1)
        with in_read(self._engine) as connection:
            body = connection.execute(query).scalar_one_or_none()
        return None if body is None else msgspec.json.decode(body, type=Decided)

    def every(self, sha256: str) -> list[Decided]:
        query = sa.select(rows.c.body).where(rows.c.sha256 == sha256).order_by(rows.c.number)
        with in_read(self._engine) as connection:
            return [msgspec.json.decode(body, type=Decided) for body in connection.execute(query).scalars()]

    def standing(self, hashes: Collection[str]) -> dict[str, Decided]:
        query = sa.select(rows.c.sha256, rows.c.body).order_by(rows.c.number)
        found: dict[str, str] = {}
        with in_read(self._engine) as connection:
            for some in runs(sorted(hashes)):
                found.update((row.sha256, row.body) for row in connection.execute(query.where(rows.c.sha256.in_(some))))
        return {sha256: msgspec.json.decode(body, type=Decided) for sha256, body in found.items()}

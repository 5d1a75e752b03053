"""What the database tells an index that follows it: which index counts, and what was kept since."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from legation.core.marking import Reader
from legation.storage.records import Record
from legation.storage.sql.engine import in_read, open_labels
from legation.storage.sql.notes import INDEX
from legation.storage.sql.schema import holdings, meta, telegrams
from legation.storage.sql.telegrams import RECORD, record_of


class SqlChanges:
    """The order in which telegrams were kept, for an index that follows the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def standing(self) -> tuple[str, int]:
        counts = sa.select(meta.c.value).where(meta.c.key == INDEX).scalar_subquery()
        newest = sa.select(sa.func.max(holdings.c.number)).scalar_subquery()
        with in_read(self._engine) as connection:
            name, number = connection.execute(sa.select(counts, newest)).one()
        return name or INDEX, number or 0

    def hashes(self, after: int) -> set[str]:
        with in_read(self._engine) as connection:
            return set(connection.execute(sa.select(holdings.c.sha256).where(holdings.c.number > after)).scalars())

    def changed(self, reader: Reader, after: int, limit: int) -> tuple[int, list[str], list[Record]]:
        with in_read(self._engine) as connection:
            told = sa.select(holdings.c.number, holdings.c.sha256).where(holdings.c.number > after)
            numbered = connection.execute(told.order_by(holdings.c.number).limit(limit)).all()
            if not numbered:
                return after, [], []
            may = telegrams.c.access.in_(open_labels(connection, reader))
            inside = holdings.c.number.between(numbered[0].number, numbered[-1].number)
            found = [record_of(row) for row in connection.execute(RECORD.where(inside, may))]
        held = {record.sha256 for record in found}
        return numbered[-1].number, [row.sha256 for row in numbered if row.sha256 not in held], found

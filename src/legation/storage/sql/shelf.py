"""What readers lay down for themselves, in tables."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.core.marking import Reader
from legation.storage.access import check_labels
from legation.storage.ports import Request, SavedSearch
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.neighbours import runs
from legation.storage.sql.schema import requests, saved


class SqlShelf:
    """Saved searches and requests in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, reader: Reader, search: SavedSearch) -> None:
        def work(connection: Connection) -> None:
            _forget(connection, reader, search.name)
            connection.execute(saved.insert(), [{"reader": reader.name, **msgspec.structs.asdict(search)}])

        in_write(self._engine, work)

    def saved(self, reader: Reader) -> list[SavedSearch]:
        columns = [saved.c[name] for name in SavedSearch.__struct_fields__]
        with in_read(self._engine) as connection:
            query = sa.select(*columns).where(saved.c.reader == reader.name).order_by(saved.c.name)
            return [SavedSearch(**row._mapping) for row in connection.execute(query)]

    def forget(self, reader: Reader, name: str) -> bool:
        return in_write(self._engine, lambda connection: _forget(connection, reader, name))

    def send(self, reader: Reader, request: Request) -> None:  # noqa: ARG002 - who sends is the port's
        check_labels([request.access])

        def work(connection: Connection) -> None:
            note_labels(connection, {request.access})
            same = sa.and_(requests.c.mrn == request.mrn, requests.c.access == request.access)
            connection.execute(sa.delete(requests).where(same))
            connection.execute(requests.insert(), [msgspec.structs.asdict(request)])

        in_write(self._engine, work)

    def sent(self, reader: Reader, mrns: Sequence[str]) -> list[Request]:
        columns = [requests.c[name] for name in Request.__struct_fields__]
        order = (requests.c.mrn, requests.c.sent, requests.c.access)
        found: list[Request] = []
        with in_read(self._engine) as connection:
            may = requests.c.access.in_(open_labels(connection, reader))
            for some in runs(sorted(set(mrns))):
                query = sa.select(*columns).where(requests.c.mrn.in_(some), may).order_by(*order)
                found.extend(Request(**row._mapping) for row in connection.execute(query))
        return found


def _forget(connection: Connection, reader: Reader, name: str) -> bool:
    which = sa.and_(saved.c.reader == reader.name, saved.c.name == name)
    return connection.execute(sa.delete(saved).where(which)).rowcount > 0

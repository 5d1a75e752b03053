"""Arrivals in tables."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.storage.access import check_labels
from legation.storage.incoming import Broken, Mark
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.schema import mails, refused
from legation.storage.sql.wording import runs


class SqlIncoming:
    """Arrivals in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def met(self, marks: Sequence[Mark]) -> dict[tuple[str, str], str]:
        with in_read(self._engine) as connection:
            return _met(connection, marks)

    def note(self, marks: Sequence[Mark]) -> None:
        def work(connection: Connection) -> None:
            known = _met(connection, marks)
            given = {(mark.message_id, mark.digest): mark for mark in marks[::-1]}
            rows = [msgspec.structs.asdict(mark) for key, mark in given.items() if key not in known]
            if rows:
                connection.execute(mails.insert(), rows)
            for (message_id, digest), mark in given.items():
                if known.get((message_id, digest), mark.sha256) != mark.sha256:
                    one = sa.and_(mails.c.message_id == message_id, mails.c.digest == digest)
                    connection.execute(mails.update().where(one).values(sha256=mark.sha256))

        if marks:
            in_write(self._engine, work)

    def refuse(self, broken: Broken, data: bytes) -> None:
        check_labels([broken.access])

        def work(connection: Connection) -> None:
            if connection.execute(sa.select(refused.c.sha256).where(refused.c.sha256 == broken.sha256)).first():
                return
            note_labels(connection, {broken.access})
            last = connection.execute(sa.select(sa.func.max(refused.c.place))).scalar() or 0
            body = msgspec.json.encode(broken).decode()
            row = {"place": last + 1, "sha256": broken.sha256, "access": broken.access, "body": body, "data": data}
            connection.execute(refused.insert(), row)

        in_write(self._engine, work)

    def refused(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        found: set[str] = set()
        if hashes:
            with in_read(self._engine) as connection:
                may = refused.c.access.in_(open_labels(connection, reader))
                for some in runs(sorted(set(hashes))):
                    query = sa.select(refused.c.sha256).where(refused.c.sha256.in_(some), may)
                    found.update(connection.execute(query).scalars())
        return found

    def broken(self, reader: Reader) -> list[Broken]:
        with in_read(self._engine) as connection:
            query = sa.select(refused.c.body).where(refused.c.access.in_(open_labels(connection, reader)))
            bodies = connection.execute(query.order_by(refused.c.place)).scalars()
            return [msgspec.json.decode(body, type=Broken) for body in bodies]

    def data(self, reader: Reader, sha256: str) -> bytes:
        with in_read(self._engine) as connection:
            query = (
                sa.select(refused.c.data)
                .where(refused.c.sha256.startswith(sha256, autoescape=True))
                .where(refused.c.access.in_(open_labels(connection, reader)))
                .order_by(refused.c.place)
                .limit(1)
            )
            data = connection.execute(query).scalar_one_or_none() if sha256 else None
        if data is None:
            raise NotFoundError(f"arrival {sha256}")
        return bytes(data)


def _met(connection: Connection, marks: Sequence[Mark]) -> dict[tuple[str, str], str]:
    wanted = {(mark.message_id, mark.digest) for mark in marks}
    found: dict[tuple[str, str], str] = {}
    for some in runs(sorted({message_id for message_id, _ in wanted})):
        for row in connection.execute(sa.select(mails).where(mails.c.message_id.in_(some))):
            if (row.message_id, row.digest) in wanted:
                found[row.message_id, row.digest] = row.sha256
    return found

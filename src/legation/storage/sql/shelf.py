"""What readers lay down for themselves, in tables."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.core.marking import Reader
from legation.storage.access import check_labels
from legation.storage.records import Annotation, Look, Request, SavedSearch
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.notes import note, write_note
from legation.storage.sql.schema import annotated, looks, saved
from legation.storage.sql.schema import requests as requests_table
from legation.storage.sql.wording import runs

_REQUEST = [requests_table.c[name] for name in Request.__struct_fields__]
_SEARCH = [saved.c[name] for name in SavedSearch.__struct_fields__]


ANNOTATIONS = "annotations"
"""Key of the note of how many annotations are kept and of the sum over their ids, by which one that went is missed."""


class Tally(NamedTuple):
    """How many there are, and the sum over the hashes of their ids, whatever their order."""

    many: int = 0
    total: int = 0

    def with_one(self, which: str) -> Tally:
        return Tally(self.many + 1, (self.total + _number(which)) % _MODULUS)

    def without(self, which: str) -> Tally:
        return Tally(self.many - 1, (self.total - _number(which)) % _MODULUS)

    @property
    def told(self) -> str:
        """As it is noted: ``2 0f3a``."""
        return f"{self.many} {self.total:x}"


_MODULUS = 1 << 256


def _number(which: str) -> int:
    return int(hashlib.sha256(which.encode("utf-8", "surrogatepass")).hexdigest(), 16)


def tally(connection: Connection) -> Tally:
    """That of all annotations that there are now."""
    found = Tally()
    for (which,) in connection.execute(sa.select(sa.cast(annotated.c.id, sa.String))):
        found = found.with_one(which)
    return found


def _kept(connection: Connection) -> Tally:
    """As is noted; counted anew where nothing is, or nothing that can be read, as in archives of before."""
    many, _, total = (note(connection, ANNOTATIONS) or "").partition(" ")
    try:
        return Tally(int(many), int(total, 16))
    except ValueError:
        return tally(connection)


class SqlShelf:
    """Saved searches, looks, annotations and requests in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, reader: Reader, search: SavedSearch) -> SavedSearch | None:
        def work(connection: Connection) -> SavedSearch | None:
            which = sa.and_(saved.c.reader == reader.name, saved.c.name == search.name)
            before = connection.execute(sa.select(*_SEARCH).where(which)).first()
            _forget(connection, reader, search.name)
            connection.execute(saved.insert(), [{"reader": reader.name, **msgspec.structs.asdict(search)}])
            return SavedSearch(**before._mapping) if before is not None else None

        return in_write(self._engine, work)

    def look_noted(self, reader: Reader, search: SavedSearch) -> bool:
        def work(connection: Connection) -> bool:
            same = sa.and_(
                saved.c.reader == reader.name,
                *(saved.c[name] == getattr(search, name) for name in ("name", "query", "made")),
            )
            # Of two looks at once the one that came further counts.
            noted = sa.update(saved).where(same, saved.c.arrival <= search.arrival)
            connection.execute(noted.values(looked=search.looked, arrival=search.arrival))
            return connection.execute(sa.select(saved.c.name).where(same)).first() is not None

        return in_write(self._engine, work)

    def saved(self, reader: Reader) -> list[SavedSearch]:
        with in_read(self._engine) as connection:
            query = sa.select(*_SEARCH).where(saved.c.reader == reader.name).order_by(saved.c.name)
            return [SavedSearch(**row._mapping) for row in connection.execute(query)]

    def forget(self, reader: Reader, name: str) -> bool:
        return in_write(self._engine, lambda connection: _forget(connection, reader, name))

    def looked(self, reader: Reader) -> Look | None:
        with in_read(self._engine) as connection:
            row = connection.execute(sa.select(looks).where(looks.c.reader == reader.name)).first()
        return Look(at=row.at, arrival=row.arrival, entry=row.entry) if row is not None else None

    def look(self, reader: Reader, look: Look) -> None:
        def work(connection: Connection) -> None:
            connection.execute(sa.delete(looks).where(looks.c.reader == reader.name))
            connection.execute(looks.insert(), [{"reader": reader.name, **msgspec.structs.asdict(look)}])

        in_write(self._engine, work)

    def annotate(self, reader: Reader, annotation: Annotation) -> None:  # noqa: ARG002 - who writes is the port's
        check_labels([annotation.access])

        def work(connection: Connection) -> None:
            note_labels(connection, {annotation.access})
            kept = _kept(connection)
            again = connection.execute(sa.delete(annotated).where(annotated.c.id == annotation.id)).rowcount > 0
            connection.execute(annotated.insert(), [msgspec.structs.asdict(annotation)])
            write_note(connection, ANNOTATIONS, (kept if again else kept.with_one(annotation.id)).told)

        in_write(self._engine, work)

    def annotations(self, reader: Reader, telegram: str | None = None) -> list[Annotation]:
        with in_read(self._engine) as connection:
            may = annotated.c.access.in_(open_labels(connection, reader))
            query = sa.select(annotated).where(may)
            if telegram is not None:
                query = query.where(annotated.c.telegram == telegram)
            found = connection.execute(query.order_by(annotated.c.made, annotated.c.id))
            return [Annotation(**row._mapping) for row in found]

    def withdraw(self, reader: Reader, telegram: str, which: str) -> bool:
        def work(connection: Connection) -> bool:
            may = annotated.c.access.in_(open_labels(connection, reader))
            own = sa.and_(annotated.c.id == which, annotated.c.telegram == telegram, annotated.c.by == reader.name)
            kept = _kept(connection)
            if connection.execute(sa.delete(annotated).where(own, may)).rowcount == 0:
                return False
            write_note(connection, ANNOTATIONS, kept.without(which).told)
            return True

        return in_write(self._engine, work)

    def send(
        self,
        reader: Reader,  # noqa: ARG002 - who sends is the port's
        request: Request,
        rests_on: Collection[str] = (),
    ) -> None:
        check_labels([request.access])
        noting = " ".join(sorted(set(rests_on)))

        def work(connection: Connection) -> None:
            note_labels(connection, {request.access})
            row = msgspec.structs.asdict(request)
            same = sa.and_(*(requests_table.c[name] == value for name, value in row.items()))
            before = connection.execute(sa.select(requests_table.c.rests_on).where(same)).scalar_one_or_none()
            if before is None:
                connection.execute(requests_table.insert(), [{**row, "rests_on": noting}])
            elif noting not in before.split("\n"):
                connection.execute(sa.update(requests_table).where(same).values(rests_on=f"{before}\n{noting}"))

        in_write(self._engine, work)

    def sent(self, reader: Reader, mrns: Sequence[str]) -> list[Request]:
        with in_read(self._engine) as connection:
            asked = (requests_table.c.mrn.in_(some) for some in runs(sorted(set(mrns))))
            return [request for which in asked for request in _requests(connection, reader, which)]

    def sent_for(self, reader: Reader, ending: str) -> list[Request]:
        with in_read(self._engine) as connection:
            return _requests(connection, reader, requests_table.c.mrn.endswith(ending, autoescape=True))

    def requests_rest_on(self, requests: Collection[Request]) -> dict[Request, list[tuple[str, ...]]]:
        wanted = set(requests)
        with in_read(self._engine) as connection:
            rows = [
                row
                for some in runs(sorted({one.mrn for one in wanted}))
                for row in connection.execute(
                    sa.select(*_REQUEST, requests_table.c.rests_on).where(requests_table.c.mrn.in_(some))
                )
            ]
        found = {
            Request(**{name: getattr(row, name) for name in Request.__struct_fields__}): row.rests_on for row in rows
        }
        return {one: [tuple(noting.split()) for noting in found[one].split("\n")] for one in wanted & found.keys()}


def _requests(connection: Connection, reader: Reader, which: sa.ColumnElement[bool]) -> list[Request]:
    order = (requests_table.c.mrn, requests_table.c.sent, requests_table.c.addressed, requests_table.c.access)
    may = requests_table.c.access.in_(open_labels(connection, reader))
    query = sa.select(*_REQUEST).where(which, may).order_by(*order)
    return [Request(**row._mapping) for row in connection.execute(query)]


def _forget(connection: Connection, reader: Reader, name: str) -> bool:
    which = sa.and_(saved.c.reader == reader.name, saved.c.name == name)
    return connection.execute(sa.delete(saved).where(which)).rowcount > 0

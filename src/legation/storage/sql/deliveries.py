"""The queues of readers in tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from legation.core.delivery import STEPS, Delivery, Step
from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.core.profile import CATCH_ALL
from legation.storage.access import check_labels
from legation.storage.chain import settled
from legation.storage.deliveries import Held, Overdue, Place, Standing, Traced
from legation.storage.sql.engine import in_read, in_write, insert, note_labels, open_labels
from legation.storage.sql.ledger import SqlLedger, append_within
from legation.storage.sql.neighbours import LISTED, listing, may_read_each
from legation.storage.sql.schema import deliveries, receipts, telegrams, tracers
from legation.storage.sql.wording import runs

_D = deliveries.c
_OF_DELIVERY = [_D[name] for name in Delivery.__struct_fields__ if name != "sha256"]
_HELD = sa.select(*LISTED, *(column.label(f"d_{column.name}") for column in _OF_DELIVERY)).join_from(
    deliveries, telegrams, _D.sha256 == telegrams.c.sha256
)


class SqlDeliveries:
    """Deliveries in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._chain = SqlLedger(engine, receipts)

    def deliver(self, reader: Reader, some: Sequence[Delivery]) -> int:  # noqa: ARG002 - who delivers is the port's
        check_labels(one.closer for one in some if one.closer is not None)

        def work(connection: Connection) -> int:
            note_labels(connection, {one.closer for one in some if one.closer is not None})
            held: set[tuple[str, str]] = set()
            for hashes in runs(sorted({one.sha256 for one in some})):
                query = sa.select(_D.reader, _D.sha256).where(_D.sha256.in_(hashes))
                held.update((row.reader, row.sha256) for row in connection.execute(query))
            fresh = {(one.reader, one.sha256): one for one in reversed(some) if (one.reader, one.sha256) not in held}
            if fresh:
                insert(connection, deliveries, [_row(one) for one in fresh.values()])
            return len(fresh)

        return in_write(self._engine, work) if some else 0

    def waiting(self, reader: Reader, rank: int, *, limit: int, after: Place | None = None) -> list[Held]:
        own = [_D.reader == reader.name, _D.waiting == 1, _D.rank == rank]
        if after is not None:
            own.append(sa.tuple_(_D.at, _D.sha256) > sa.tuple_(*after))
        with in_read(self._engine) as connection:
            query = _HELD.where(*own, may_read_each(connection, reader)).order_by(_D.at, _D.sha256).limit(limit)
            return [_held(row) for row in connection.execute(query)]

    def done(self, reader: Reader, *, limit: int, after: Place | None = None) -> list[Held]:
        own = [_D.reader == reader.name, _D.waiting == 0]
        if after is not None:  # the last first, and of one moment the lower hash
            own.append(sa.or_(_D.at < after.at, sa.and_(_D.at == after.at, _D.sha256 > after.sha256)))
        with in_read(self._engine) as connection:
            query = _HELD.where(*own, may_read_each(connection, reader)).order_by(_D.at.desc(), _D.sha256).limit(limit)
            return [_held(row) for row in connection.execute(query)]

    def standing(self, reader: Reader, now: str, *, waiting: bool, most: int | None = None) -> list[Standing]:
        own = (_D.reader == reader.name, *([_D.waiting == 1] if waiting else []))
        columns = (_D.precedence, _D.role, _D.read, _D.received, _D.aim, _D.acknowledge, _D.profiles)
        looked = sa.select(*columns).join_from(deliveries, telegrams, _D.sha256 == telegrams.c.sha256).where(*own)
        if most is not None:
            looked = looked.order_by(_D.rank.desc(), _D.at.desc(), _D.sha256.desc()).limit(most)
        with in_read(self._engine) as connection:
            d = looked.where(may_read_each(connection, reader)).subquery().c
            query = (
                sa.select(
                    d.precedence,
                    d.role,
                    sa.func.count(),
                    _many(sa.func.coalesce(d.read, now) > d.aim),
                    _many(sa.and_(d.acknowledge < now, d.received.is_(None))),
                    _many(sa.or_(d.profiles == CATCH_ALL, d.profiles.endswith(f"\n{CATCH_ALL}"))),
                )
                .group_by(d.precedence, d.role)
                .order_by(d.precedence, d.role)
            )
            return [
                Standing(
                    precedence=row[0],
                    role=row[1],
                    copies=int(row[2]),
                    missed=int(row[3]),
                    overdue=int(row[4]),
                    unrouted=int(row[5]),
                )
                for row in connection.execute(query)
            ]

    def owed(self, reader: Reader, now: str, *, everyone: bool, limit: int, after: Overdue | None = None) -> list[Held]:
        late = sa.and_(_D.acknowledge < now, _D.received.is_(None))
        if after is not None:
            late = sa.and_(late, sa.tuple_(_D.acknowledge, _D.reader, _D.sha256) > sa.tuple_(*after))
        with in_read(self._engine) as connection:
            query = _HELD.where(late, _told(connection, reader, everyone=everyone), may_read_each(connection, reader))
            ordered = query.order_by(_D.acknowledge, _D.reader, _D.sha256).limit(limit)
            return [_held(row) for row in connection.execute(ordered)]

    def of(self, reader: Reader, hashes: Sequence[str], *, everyone: bool) -> list[Held]:
        found: list[Held] = []
        with in_read(self._engine) as connection:
            told, may = _told(connection, reader, everyone=everyone), may_read_each(connection, reader)
            for some in runs(sorted(set(hashes))):
                query = _HELD.where(_D.sha256.in_(some), told, may).order_by(_D.sha256, _D.reader)
                found.extend(_held(row) for row in connection.execute(query))
        return found

    def step(self, reader: Reader, sha256: str, step: Step, at: str, entry: Callable[[Held], Unnumbered]) -> Held:
        def work(connection: Connection) -> Held:
            own = sa.and_(_D.reader == reader.name, _D.sha256 == sha256)
            row = connection.execute(_HELD.where(own, may_read_each(connection, reader))).one_or_none()
            if row is None:
                raise NotFoundError(f"delivery of {sha256}")
            held = _held(row)
            if held.delivery.is_taken(step):
                return held
            draft = settled(entry(held))
            check_labels([draft.access])
            changed = held.delivery.stepped(step, at, reader.name)
            connection.execute(deliveries.update().where(own), _moving(changed))
            if step == "acted":
                others = sa.and_(
                    _D.sha256 == sha256, _D.role == "action", _D.office == changed.office, _D.acted.is_(None)
                )
                settling = {"acted": at, "acted_by": reader.name, "waiting": 0}
                connection.execute(deliveries.update().where(others), settling)
            append_within(connection, receipts, [draft])
            return Held(delivery=changed, listing=held.listing)

        return in_write(self._engine, work)

    def receipts(self, reader: Reader, about: str | None = None) -> list[Entry]:
        return self._chain.entries(reader, about)

    def broken_at(self, reader: Reader) -> int | None:
        return self._chain.broken_at(reader)

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        return self._chain.link(number)

    def trace(self, reader: Reader, some: Sequence[Traced]) -> None:  # noqa: ARG002 - who raises is the port's
        check_labels(one.access for one in some)
        wanted = {(one.mrn, one.access): one for one in reversed(some)}

        def work(connection: Connection) -> None:
            note_labels(connection, {one.access for one in some})
            for mrns in runs(sorted({one.mrn for one in some})):
                query = sa.select(tracers.c.mrn, tracers.c.access).where(tracers.c.mrn.in_(mrns))
                for row in connection.execute(query):
                    wanted.pop((row.mrn, row.access), None)
            if wanted:
                rows = [{name: getattr(one, name) for name in one.__struct_fields__} for one in wanted.values()]
                connection.execute(tracers.insert(), rows)

        if some:
            in_write(self._engine, work)

    def traced(self, reader: Reader, mrns: Sequence[str]) -> list[Traced]:
        columns = [tracers.c[name] for name in Traced.__struct_fields__]
        order = (tracers.c.mrn, tracers.c.raised, tracers.c.access)
        found: list[Traced] = []
        with in_read(self._engine) as connection:
            may = tracers.c.access.in_(open_labels(connection, reader))
            for some in runs(sorted(set(mrns))):
                query = sa.select(*columns).where(tracers.c.mrn.in_(some), may).order_by(*order)
                found.extend(Traced(**row._mapping) for row in connection.execute(query))
        return found


def _many(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((which, 1), else_=0))


def _told(connection: Connection, reader: Reader, *, everyone: bool) -> sa.ColumnElement[bool]:
    """The reader's own; or everyone's that rest on nothing which the reader may not read."""
    own = _D.reader == reader.name
    if not everyone:
        return own
    return sa.or_(own, _D.closer.is_(None), _D.closer.in_(open_labels(connection, reader)))


def _held(row: Row[Any]) -> Held:
    named = {name: getattr(row, f"d_{name}") for name in Delivery.__struct_fields__ if name != "sha256"}
    named["profiles"] = tuple(row.d_profiles.split("\n"))
    return Held(delivery=Delivery(sha256=row.sha256, **named), listing=listing(row))


def _row(one: Delivery) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in Delivery.__struct_fields__}
    return {**row, "profiles": "\n".join(one.profiles), "waiting": int(one.waiting)}


def _moving(one: Delivery) -> dict[str, Any]:
    """What of a row a step changes."""
    return {**{step: getattr(one, step) for step in STEPS}, "acted_by": one.acted_by, "waiting": int(one.waiting)}

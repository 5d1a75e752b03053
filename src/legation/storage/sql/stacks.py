"""The archive as its keeper sees it: all as it lies in the tables, and new readings set aside until all are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.keeping import Harm, Held
from legation.storage.packing import DAMAGE
from legation.storage.particulars import Particulars
from legation.storage.records import Cited, Listing, Record, cited_mrns
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.holdings import number
from legation.storage.sql.neighbours import cited_rows, derived_row
from legation.storage.sql.notes import INDEX, note, write_note
from legation.storage.sql.schema import (
    arrivals,
    citations,
    holdings,
    marking_decisions,
    particulars,
    recitations,
    reparticulars,
    rereadings,
    telegrams,
    view_wholes,
)
from legation.storage.sql.soundness import harms
from legation.storage.sql.telegrams import (
    drop,
    note_former_views,
    original_of,
    record_of,
    row_of_another_reading,
    telegram_of,
)
from legation.storage.sql.wording import forget

_PAGE = 200
_DECIDED = "rereadings.decided"
"""Note of the last decision on a marking that there was when the new readings were begun."""
# What a reading says of its telegram, and so what a new one changes.
_REREAD = tuple(column.name for column in rereadings.columns if column.name not in {"sha256", "read_by"})


class SqlStacks:
    """The stacks of a database that ``open_engine`` has opened. people: where accounts and trail are, if elsewhere."""

    def __init__(self, engine: Engine, people: Engine | None = None) -> None:
        self._engine = engine
        self._engines = list({one.url: one for one in (people, engine) if one is not None}.values())

    def held(self, reader: Reader, after: str = "") -> Iterator[Held]:
        # Looked up one by one: a damaged table that has a telegram twice should not list it twice.
        arrived = [
            sa.select(column).where(arrivals.c.sha256 == telegrams.c.sha256).limit(1).scalar_subquery().label(name)
            for name, column in (("arrived", arrivals.c.number), ("arrived_at", arrivals.c.received))
        ]
        query = sa.select(telegrams, holdings.c.number, holdings.c.read_by, *arrived).join_from(
            telegrams, holdings, telegrams.c.sha256 == holdings.c.sha256, isouter=True
        )
        while rows := self._page(reader, query, after):
            with in_read(self._engine) as connection:
                cited = _cited(connection, [row.sha256 for row in rows])
                looked_up = _particulars(connection, [row.sha256 for row in rows])
            for row in rows:
                yield _held(row, cited.get(row.sha256, ()), looked_up.get(row.sha256))
            after = rows[-1].sha256

    def strays(self, reader: Reader) -> int:  # noqa: ARG002 - a row without a telegram has no marking to tell of
        held = sa.exists().where(telegrams.c.sha256 == citations.c.citing)
        with in_read(self._engine) as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(citations).where(~held)).scalar_one()

    def harmed(self, reader: Reader) -> Iterator[Harm]:  # noqa: ARG002 - it tells nothing of what is kept
        for engine in self._engines:
            yield from harms(engine)

    def lost(self, reader: Reader) -> list[str]:  # noqa: ARG002 - what is not there has no marking to tell of
        # What is dropped keeps a number, and no version of a reader with it.
        held = sa.exists().where(telegrams.c.sha256 == holdings.c.sha256)
        query = sa.select(holdings.c.sha256).where(~held, holdings.c.read_by != "").order_by(holdings.c.sha256)
        with in_read(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def reread(self, read_by: str) -> str:
        def begun(connection: Connection) -> str:
            other = sa.select(rereadings.c.sha256).where(rereadings.c.read_by != read_by)
            if connection.execute(other.limit(1)).first() is not None:
                _clear(connection)
            last = connection.execute(sa.select(sa.func.max(rereadings.c.sha256))).scalar()
            if last is None:
                decided = connection.execute(sa.select(sa.func.max(marking_decisions.c.number))).scalar()
                write_note(connection, _DECIDED, str(decided or 0))
            return last or ""

        return in_write(self._engine, begun)

    def set_aside(self, reader: Reader, records: Sequence[Record]) -> None:
        check_labels(record.access for record in records)
        rows = {
            record.sha256: row_of_another_reading(record) for record in records if is_readable(reader, record.access)
        }
        cited = {record.sha256: cited_mrns([record]) for record in records}
        particular = {record.sha256: derived_row(record) for record in records}

        def kept(connection: Connection) -> None:
            there = sa.select(rereadings.c.sha256).where(rereadings.c.sha256.in_(list(rows)))
            fresh = sorted(rows.keys() - set(connection.execute(there).scalars()))
            if not fresh:
                return
            note_labels(connection, {rows[sha256]["access"] for sha256 in fresh})
            read_by = {record.sha256: record.read_by for record in records}
            connection.execute(
                rereadings.insert(),
                [
                    {"sha256": sha256, "read_by": read_by[sha256], **{name: rows[sha256][name] for name in _REREAD}}
                    for sha256 in fresh
                ],
            )
            connection.execute(reparticulars.insert(), [particular[sha256] for sha256 in fresh])
            if found := [row for sha256 in fresh for row in cited_rows(sha256, cited[sha256])]:
                connection.execute(recitations.insert(), found)

        in_write(self._engine, kept)

    def as_set_aside(self, reader: Reader, after: str = "") -> Iterator[Record]:
        anew = {name: sa.func.coalesce(rereadings.c[name], telegrams.c[name]).label(name) for name in _REREAD}
        # What is not stated now was perhaps stated before: absent values count where there is a new reading.
        columns = [
            sa.case((rereadings.c.sha256.is_not(None), rereadings.c[name]), else_=telegrams.c[name]).label(name)
            if name in anew
            else telegrams.c[name]
            for name in telegrams.c.keys()  # noqa: SIM118 - a collection of columns, not a dictionary
        ]
        read_by = sa.func.coalesce(rereadings.c.read_by, holdings.c.read_by, "").label("read_by")
        query = (
            sa.select(*columns, read_by)
            .join_from(telegrams, holdings, telegrams.c.sha256 == holdings.c.sha256, isouter=True)
            .join(rereadings, rereadings.c.sha256 == telegrams.c.sha256, isouter=True)
        )
        while rows := self._page(reader, query, after):
            for row in rows:
                try:
                    yield record_of(row)
                except DAMAGE:  # a fault that verifying tells of; there is nothing to index
                    continue
            after = rows[-1].sha256

    def adopt(self, reader: Reader, index: str, notes: Mapping[str, str]) -> int:  # noqa: ARG002 - all count at once
        def adopted(connection: Connection) -> int:
            many = connection.execute(sa.select(sa.func.count()).select_from(rereadings)).scalar_one()
            if many:
                _leave_decided(connection)
                _drop_views(connection)
                _exchange(connection)
            for key, value in {**notes, INDEX: index}.items():
                write_note(connection, key, value)
            return many

        return in_write(self._engine, adopted)

    def _page(self, reader: Reader, query: sa.Select[Any], after: str) -> Sequence[Row[Any]]:
        with in_read(self._engine) as connection:
            may = telegrams.c.access.in_(open_labels(connection, reader))
            page = query.where(telegrams.c.sha256 > after, may).order_by(telegrams.c.sha256).limit(_PAGE)
            return connection.execute(page).all()


def _leave_decided(connection: Connection) -> None:
    """Take out of the new readings those of telegrams whose marking was decided since they were read: they would undo
    it. What is left as it was is numbered, so that the index, made of the new readings, takes it in."""
    since = int(note(connection, _DECIDED) or 0)
    decided = sa.select(marking_decisions.c.sha256).where(marking_decisions.c.number > since)
    query = (
        sa.select(rereadings.c.sha256, holdings.c.read_by)
        .join(holdings, holdings.c.sha256 == rereadings.c.sha256)
        .where(rereadings.c.sha256.in_(decided))
    )
    left = {row.sha256: row.read_by for row in connection.execute(query)}
    for column in (recitations.c.citing, reparticulars.c.sha256, rereadings.c.sha256):
        forget(connection, column, left)
    if left:
        number(connection, left)


def _exchange(connection: Connection) -> None:
    """The new readings in the place of the old."""
    anew = rereadings.c.sha256 == telegrams.c.sha256
    connection.execute(
        telegrams.update()
        .where(telegrams.c.sha256.in_(sa.select(rereadings.c.sha256)))
        .values({name: sa.select(rereadings.c[name]).where(anew).scalar_subquery() for name in _REREAD})
    )
    by = sa.select(rereadings.c.read_by).where(rereadings.c.sha256 == holdings.c.sha256)
    connection.execute(
        holdings.update()
        .where(holdings.c.sha256.in_(sa.select(rereadings.c.sha256)))
        .values(read_by=by.scalar_subquery())
    )
    for table, key, aside in ((citations, "citing", recitations), (particulars, "sha256", reparticulars)):
        connection.execute(table.delete().where(table.c[key].in_(sa.select(rereadings.c.sha256))))
        columns = [column.name for column in table.columns]
        connection.execute(table.insert().from_select(columns, sa.select(*(aside.c[name] for name in columns))))
    _clear(connection)


def _drop_views(connection: Connection) -> None:
    views = list(connection.execute(sa.select(view_wholes.c.view).distinct()).scalars())
    note_former_views(connection)
    connection.execute(view_wholes.delete())
    drop(connection, views)


def _clear(connection: Connection) -> None:
    for table in (recitations, reparticulars):
        connection.execute(table.delete())
    connection.execute(rereadings.delete())


def _cited(connection: Connection, hashes: Sequence[str]) -> dict[str, tuple[Cited, ...]]:
    query = sa.select(citations).where(citations.c.citing.in_(hashes)).order_by(citations.c.citing, citations.c.place)
    found: dict[str, tuple[Cited, ...]] = {}
    for row in connection.execute(query):
        found[row.citing] = (*found.get(row.citing, ()), Cited(row.cited, row.text, row.numbered_to, row.noted))
    return found


def _particulars(connection: Connection, hashes: Sequence[str]) -> dict[str, Particulars]:
    # Under another label than its telegram's a row is as good as none.
    query = (
        sa.select(particulars)
        .join(
            telegrams, sa.and_(telegrams.c.sha256 == particulars.c.sha256, telegrams.c.access == particulars.c.access)
        )
        .where(particulars.c.sha256.in_(hashes))
    )
    return {
        row.sha256: Particulars(**{name: row._mapping[name] for name in Particulars.__struct_fields__})
        for row in connection.execute(query)
    }


def _held(row: Row[Any], cited: tuple[Cited, ...], looked_up: Particulars | None) -> Held:
    try:
        original = original_of(row)
    except DAMAGE:
        original = None
    try:
        telegram = telegram_of(row)
    except DAMAGE:
        telegram = None
    return Held(
        sha256=row.sha256,
        number=row.number,
        listing=Listing(**{name: row._mapping[name] for name in Listing.__struct_fields__}),
        received=row.received,
        read_by=row.read_by or "",
        original=original,
        telegram=telegram,
        cited=cited,
        particulars=looked_up,
        arrived=row.arrived is not None,
        arrived_at=row.arrived_at,
    )

"""Telegrams in tables. Access is a condition of every query, so no answer knows of what it leaves out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from legation.core.errors import NotFoundError
from legation.core.marking import UNREADABLE, Marking, Reader, join_all
from legation.core.telegram import Telegram
from legation.storage.access import check_labels, is_readable, lets_in
from legation.storage.packing import decompressed, pack, packed_reading, unpacked
from legation.storage.records import (
    NO_VIEWS,
    Arrival,
    Citation,
    Kept,
    Listing,
    Numbered,
    Packed,
    Record,
    Scheduled,
    Stored,
    Stretch,
    Traffic,
    Views,
)
from legation.storage.sql import neighbours, scheduled
from legation.storage.sql.engine import in_read, in_write, insert, note_labels, open_labels
from legation.storage.sql.holdings import last_number, number
from legation.storage.sql.neighbours import (
    LISTED,
    ORDER,
    cited_rows,
    derived_row,
    may_read,
    may_read_each,
    note_arrivals,
    note_news,
)
from legation.storage.sql.notes import INDEX, note
from legation.storage.sql.schema import arrivals, citations, former_views, holdings, particulars, telegrams, view_wholes
from legation.storage.sql.wording import forget, rows_with, runs
from legation.tables.declassification import Stands

# Rows are taken in pages, so that a listing of millions is not held in memory.
_PAGE = 2_000


RECORD = sa.select(telegrams, holdings.c.read_by).join_from(
    telegrams, holdings, holdings.c.sha256 == telegrams.c.sha256
)
"""Whole records; ``record_of`` makes them of the rows."""


class SqlTelegrams:
    """The archive in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Of every label, at a state of the archive: counted once for whoever asks, until something is kept or changed.
        self._counted: tuple[tuple[int, str | None], list[Traffic]] | None = None

    def put(self, reader: Reader, records: Sequence[Arrival], views: Views = NO_VIEWS) -> Stored:
        check_labels(record.access for some in (records, *views.values()) for record in some)
        packed = [pack(record) for record in records]  # before the database is locked
        shown = {whole: [pack(view) for view in some] for whole, some in views.items() if some}

        def work(connection: Connection) -> Stored:
            _make_room(connection, [record.sha256 for record in packed])
            kept, written = _put(connection, reader, packed)
            return Stored(kept, written | _show(connection, shown))

        return in_write(self._engine, work)

    def restate(self, reader: Reader, record: Record, views: Sequence[Record]) -> list[str]:
        check_labels(one.access for one in (record, *views))
        row, shown = row_of_another_reading(record), [pack(view) for view in views]

        def work(connection: Connection) -> list[str]:
            named = telegrams.c.sha256 == record.sha256
            asked = sa.select(telegrams.c.access).where(named, may_read(connection, reader))
            was = connection.execute(asked).scalar_one_or_none()
            if was is None:
                raise NotFoundError(f"telegram {record.sha256}")
            note_labels(connection, {record.access})
            changed = {name: row[name] for name in row if name not in _AS_RECEIVED}
            connection.execute(sa.update(telegrams).where(named).values(changed))
            number(connection, {record.sha256: record.read_by})
            own = particulars.c.sha256 == record.sha256
            connection.execute(sa.update(particulars).where(own).values(derived_row(record)))
            of_it = view_wholes.c.whole == record.sha256
            before = list(connection.execute(sa.select(view_wholes.c.view).where(of_it)).scalars())
            note_former_views(connection, of_it)
            connection.execute(sa.delete(view_wholes).where(of_it))
            gone = sorted(set(before) - _views_among(connection, before))
            drop(connection, gone)
            # One that was dropped just now, to be written anew as it is read now, is nobody's news.
            came = _show(connection, {record.sha256: shown}) - set(gone)
            note_news(connection, [*came, *([record.sha256] if lets_in(was, record.access) else [])])
            return sorted(set(gone) - {view.sha256 for view in views})

        return in_write(self._engine, work)

    def view_hashes(self, whole: str | None = None) -> list[str]:
        query = sa.select(view_wholes.c.view).distinct().order_by(view_wholes.c.view)
        if whole is not None:
            query = query.where(view_wholes.c.whole == whole)
        with in_read(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def clear_views(self) -> None:
        def work(connection: Connection) -> None:
            gone = sorted(set(connection.execute(sa.select(view_wholes.c.view)).scalars()))
            note_former_views(connection)
            connection.execute(sa.delete(view_wholes))
            drop(connection, gone)

        in_write(self._engine, work)

    def accesses(self, reader: Reader, name: str) -> list[str]:
        with in_read(self._engine) as connection:
            named = sa.or_(telegrams.c.mrn == name, telegrams.c.sha256 == name)
            query = sa.select(telegrams.c.access).where(named, may_read(connection, reader)).distinct()
            return sorted(connection.execute(query).scalars())

    def labels(self, hashes: Collection[str]) -> dict[str, str]:
        with in_read(self._engine) as connection:
            return dict(map(tuple, rows_with(connection, telegrams.c.sha256, hashes, telegrams.c.access)))

    def held_as(self, hashes: Collection[str]) -> dict[str, str]:
        with in_read(self._engine) as connection:
            held = dict(map(tuple, rows_with(connection, telegrams.c.sha256, hashes, telegrams.c.access)))
            if lacking := set(hashes) - held.keys():
                held.update(_as_their_wholes(connection, lacking))
            return held

    def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        return set(self.received(reader, hashes))

    def received(self, reader: Reader, hashes: Sequence[str]) -> dict[str, str]:
        with in_read(self._engine) as connection:
            readable = set(open_labels(connection, reader))
            of = rows_with(connection, telegrams.c.sha256, hashes, telegrams.c.received, telegrams.c.access)
            return {sha256: received for sha256, received, access in of if access in readable}

    def get(self, reader: Reader, sha256: str) -> Record:
        with in_read(self._engine) as connection:
            query = RECORD.where(telegrams.c.sha256 == sha256, may_read(connection, reader))
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(f"telegram {sha256}")
        return record_of(row)

    def records(self, reader: Reader, hashes: Collection[str]) -> dict[str, Record]:
        with in_read(self._engine) as connection:
            may = may_read_each(connection, reader)
            rows = [
                row
                for some in runs(sorted(set(hashes)))
                for row in connection.execute(RECORD.where(telegrams.c.sha256.in_(some), may))
            ]
        # Unpacked when the database is left: that takes longer than finding them.
        return {row.sha256: record_of(row) for row in sorted(rows, key=lambda row: str(row.sha256))}

    def versions(self, reader: Reader, mrn: str) -> list[Record]:
        with in_read(self._engine) as connection:
            query = RECORD.where(telegrams.c.mrn == mrn, may_read(connection, reader)).order_by(
                telegrams.c.received, telegrams.c.sha256
            )
            return [record_of(row) for row in connection.execute(query)]

    def listings(self, reader: Reader) -> Iterator[Listing]:
        with in_read(self._engine) as connection:
            query = sa.select(*LISTED).where(may_read(connection, reader)).order_by(*ORDER)
            with connection.execution_options(yield_per=_PAGE).execute(query) as rows:
                for row in rows:
                    yield Listing(**row._mapping)

    def recent(self, reader: Reader, limit: int, *, before: str | None = None) -> list[Listing]:
        with in_read(self._engine) as connection:
            return neighbours.recent(connection, reader, limit, before)

    def find(self, reader: Reader, *, sha256: str | None = None, file: str | None = None) -> list[Listing]:
        with in_read(self._engine) as connection:
            return neighbours.find(connection, reader, sha256, file)

    def listed(self, reader: Reader, mrns: Sequence[str], *, before: str | None = None) -> list[Listing]:
        with in_read(self._engine) as connection:
            return neighbours.listed(connection, reader, mrns, before)

    def listed_by_hash(self, reader: Reader, hashes: Collection[str]) -> dict[str, Listing]:
        with in_read(self._engine) as connection:
            return neighbours.listed_by_hash(connection, reader, hashes)

    def numbered_to(self, reader: Reader, hashes: Collection[str]) -> dict[str, str]:
        with in_read(self._engine) as connection:
            return neighbours.numbered_to(connection, reader, hashes)

    def cites(
        self, reader: Reader, names: Sequence[str], *, each: int | None = None, before: str | None = None
    ) -> list[Citation]:
        with in_read(self._engine) as connection:
            return neighbours.cites(connection, reader, names, each, before)

    def cited_by(
        self, reader: Reader, names: Sequence[str], *, each: int | None = None, before: str | None = None
    ) -> list[Citation]:
        with in_read(self._engine) as connection:
            return neighbours.cited_by(connection, reader, names, each, before)

    def missing(
        self,
        reader: Reader,
        *,
        within: str = "",
        post: str = "",
        after: str = "",
        limit: int,
        before: str | None = None,
    ) -> list[str]:
        with in_read(self._engine) as connection:
            return neighbours.missing(connection, reader, within, post, after, limit, before)

    def around(
        self, reader: Reader, stretches: Sequence[Stretch], *, width: int, before: str | None = None
    ) -> list[tuple[list[Numbered], list[Numbered]]]:
        with in_read(self._engine) as connection:
            return neighbours.around(connection, reader, stretches, width, before)

    def alike(self, reader: Reader, record: Record, *, limit: int) -> list[Record]:
        with in_read(self._engine) as connection:
            likeliest = neighbours.alike(connection, reader, record, limit)
            found = {}
            for some in runs(likeliest):  # each was found as one that the reader may read
                found.update(
                    {row.sha256: row for row in connection.execute(RECORD.where(telegrams.c.sha256.in_(some)))}
                )
        return [record_of(found[sha256]) for sha256 in likeliest]

    def others(self, reader: Reader, hashes: Collection[str]) -> dict[str, list[Listing]]:
        with in_read(self._engine) as connection:
            return neighbours.others(connection, reader, hashes)

    def arrived(self, reader: Reader, after: int, limit: int) -> list[tuple[int, Record]]:
        with in_read(self._engine) as connection:
            query = (
                RECORD.add_columns(arrivals.c.number)
                .join(arrivals, arrivals.c.sha256 == telegrams.c.sha256)
                .where(arrivals.c.number > after, may_read_each(connection, reader))
                .order_by(arrivals.c.number)
                .limit(limit)
            )
            return [(row.number, record_of(row)) for row in connection.execute(query)]

    def last_arrival(self) -> int:
        with in_read(self._engine) as connection:
            return neighbours.last_arrival(connection)

    def count(self, reader: Reader, *, before: str | None = None) -> int:
        with in_read(self._engine) as connection:
            query = sa.select(sa.func.count()).select_from(telegrams).where(may_read(connection, reader))
            if before is not None:
                query = query.where(telegrams.c.received < before)
            return connection.execute(query).scalar_one()

    def schedule(
        self, reader: Reader, stands: Stands, *, on: str = "", come: bool | None = None, limit: int | None = None
    ) -> list[Scheduled]:
        with in_read(self._engine) as connection:
            return scheduled.schedule(connection, reader, stands, on, come, limit)

    def schedule_counts(self, reader: Reader, on: str) -> dict[tuple[Stands, bool], int]:
        with in_read(self._engine) as connection:
            return scheduled.schedule_counts(connection, reader, on)

    def falling(self, reader: Reader, since: str, until: str, *, each: int | None = None) -> list[Scheduled]:
        with in_read(self._engine) as connection:
            return scheduled.falling(connection, reader, since, until, each)

    def falling_counts(self, reader: Reader, since: str, until: str) -> dict[str, int]:
        with in_read(self._engine) as connection:
            return scheduled.falling_counts(connection, reader, since, until)

    def months_around(self, reader: Reader, month: str, each: int) -> dict[str, int]:
        with in_read(self._engine) as connection:
            return scheduled.months_around(connection, reader, month, each)

    def traffic(self, reader: Reader, *, before: str | None = None) -> list[Traffic]:
        with in_read(self._engine) as connection:
            if before is not None:
                readable = set(open_labels(connection, reader))
                return [one for one in _traffic(connection, before) if one.access in readable]
            standing = (last_number(connection), note(connection, INDEX))
            counted = self._counted
            if counted is None or counted[0] != standing:
                counted = self._counted = (standing, _traffic(connection))
            readable = set(open_labels(connection, reader))
        return [one for one in counted[1] if one.access in readable]


def _traffic(connection: Connection, before: str | None = None) -> list[Traffic]:
    """All of it, of every label."""
    month = sa.func.substr(telegrams.c.date, 1, 7).label("month")
    counted = sa.select(telegrams.c.post, month, telegrams.c.access, sa.func.count())
    # By the name of the label: PostgreSQL does not know two bound expressions for one.
    query = counted.group_by(telegrams.c.post, "month", telegrams.c.access)
    if before is not None:
        query = query.where(telegrams.c.received < before)
    rows = [Traffic(post=row[0], month=row[1], access=row[2], count=row[3]) for row in connection.execute(query)]
    # Where NULL stands in an order is each database's own.
    return sorted(rows, key=lambda one: (one.post or "", one.month or "", one.access))


def original_of(row: Row[Any]) -> bytes:
    """The bytes as they came in. Raises ``DAMAGE``."""
    return decompressed(row.original)


def telegram_of(row: Row[Any]) -> Telegram:
    """What was read from them. Raises ``DAMAGE``."""
    return unpacked(row.original, row.reading)[1]


# What a restated record keeps of its first putting.
_AS_RECEIVED = frozenset({"sha256", "received", "file", "original"})


def _views_among(connection: Connection, hashes: Sequence[str]) -> set[str]:
    return {view for (view,) in rows_with(connection, view_wholes.c.view, hashes)}


def _make_room(connection: Connection, hashes: Sequence[str]) -> None:
    """A record that is put goes before a view of the same bytes, which would hide it from its own keeper."""
    if hidden := sorted(_views_among(connection, hashes)):
        forget(connection, view_wholes.c.view, hidden)
        drop(connection, hidden)


def note_former_views(connection: Connection, *only: sa.ColumnElement[bool]) -> None:
    """Note of which telegrams the views are that are about to go: all of them, or those of some rows."""
    pair = (former_views.c.view == view_wholes.c.view, former_views.c.whole == view_wholes.c.whole)
    fresh = sa.select(view_wholes.c.view, view_wholes.c.whole).where(*only, ~sa.exists().where(*pair))
    connection.execute(former_views.insert().from_select(["view", "whole"], fresh))


def _as_their_wholes(connection: Connection, views: Collection[str]) -> dict[str, str]:
    """Of those that were views, the label of all that each was a view of."""
    wholes: dict[str, set[str]] = {}
    for view, whole in rows_with(connection, former_views.c.view, views, former_views.c.whole):
        wholes.setdefault(view, set()).add(whole)
    # "" tells nothing where it is known by now.
    wholes = {view: some - {""} or some for view, some in wholes.items()}
    every = {whole for some in wholes.values() for whole in some}
    held = dict(map(tuple, rows_with(connection, telegrams.c.sha256, every, telegrams.c.access)))
    return {
        view: join_all([Marking.from_label(held.get(whole, UNREADABLE.label)) for whole in sorted(some)]).label
        for view, some in wholes.items()
    }


def drop(connection: Connection, hashes: Sequence[str]) -> None:
    """Take records out of the tables; they keep a number, so that an index that follows takes them out too."""
    for column in (citations.c.citing, particulars.c.sha256, telegrams.c.sha256):
        forget(connection, column, hashes)
    number(connection, dict.fromkeys(hashes, ""))


def _show(connection: Connection, views: Mapping[str, Sequence[Packed]]) -> frozenset[str]:
    """Keep views; of two with the same bytes the one that is held stays. Hashes of those that were not held."""
    hashes = sorted({view.sha256 for some in views.values() for view in some})
    held = {sha256 for (sha256,) in rows_with(connection, telegrams.c.sha256, hashes)}
    shared = _views_among(connection, hashes)
    pairs: set[tuple[str, str]] = set()
    written: set[str] = set()
    for whole, some in views.items():
        for view in some:
            if view.sha256 not in held:
                held.add(view.sha256)
                written.add(view.sha256)
                shared.add(view.sha256)
                note_labels(connection, {view.access})
                connection.execute(telegrams.insert(), row_of(view))
                number(connection, {view.sha256: view.read_by})
                connection.execute(particulars.insert(), derived_row(view))
                note_arrivals(connection, {view.sha256: view.received})
                if cited := cited_rows(view.sha256, view.cited):
                    connection.execute(citations.insert(), cited)
            if view.sha256 in shared:
                pairs.add((view.sha256, whole))
    known = {
        tuple(row)
        for run in runs(hashes)
        for row in connection.execute(
            sa.select(view_wholes.c.view, view_wholes.c.whole).where(view_wholes.c.view.in_(run))
        )
    }
    if fresh := sorted(pairs - known):
        connection.execute(view_wholes.insert(), [{"view": view, "whole": whole} for view, whole in fresh])
    return frozenset(written)


def _put(connection: Connection, reader: Reader, records: Sequence[Packed]) -> Stored:
    # What is held bounds what is written; what is held and readable bounds what the answer says.
    held, seen, mrns = _standing(connection, reader, records)
    new = same = versions = 0
    fresh: list[Packed] = []
    for record in records:
        mrn = record.listing.mrn
        if record.sha256 in seen:
            same += 1
        elif mrn is not None and mrn in mrns:
            versions += 1
        else:
            new += 1
        if record.sha256 in held:
            continue
        held.add(record.sha256)
        fresh.append(record)
        if is_readable(reader, record.access):
            seen.add(record.sha256)
            if mrn is not None:
                mrns.add(mrn)
    note_labels(connection, {record.access for record in fresh})
    if fresh:
        # In the order of hashes, so that each page of an index is written once however large the archive has become.
        in_order = sorted(fresh, key=lambda record: record.sha256)
        insert(connection, telegrams, [row_of(record) for record in in_order])
        number(connection, {record.sha256: record.read_by for record in fresh})
        insert(connection, particulars, [derived_row(record) for record in in_order])
        note_arrivals(connection, {record.sha256: record.received for record in fresh})
        insert(connection, citations, [row for record in in_order for row in cited_rows(record.sha256, record.cited)])
    return Stored(Kept(new=new, same=same, versions=versions), frozenset(record.sha256 for record in fresh))


def _standing(connection: Connection, reader: Reader, records: Sequence[Packed]) -> tuple[set[str], set[str], set[str]]:
    """Of the hashes and MRNs of ``records``: hashes held, hashes readable, MRNs readable."""
    readable = set(open_labels(connection, reader))
    held: set[str] = set()
    seen: set[str] = set()
    for sha256, access in rows_with(
        connection, telegrams.c.sha256, [one.sha256 for one in records], telegrams.c.access
    ):
        held.add(sha256)
        if access in readable:
            seen.add(sha256)
    numbers = [one.listing.mrn for one in records if one.listing.mrn is not None]
    mrns = {
        mrn for mrn, access in rows_with(connection, telegrams.c.mrn, numbers, telegrams.c.access) if access in readable
    }
    return held, seen, mrns


def row_of(record: Arrival) -> dict[str, Any]:
    packed = pack(record)
    listing = packed.listing
    return {
        **{name: getattr(listing, name) for name in Listing.__struct_fields__},
        "received": packed.received,
        "original": packed.original,
        "reading": packed.reading,
    }


def row_of_another_reading(record: Record) -> dict[str, Any]:
    """The row of a record whose original is kept already, and stays as it is."""
    return {**row_of(record), "reading": packed_reading(record.telegram, record.original)}


def record_of(row: Row[Any]) -> Record:
    original, telegram = unpacked(row.original, row.reading)
    return Record(
        sha256=row.sha256,
        original=original,
        telegram=telegram,
        access=row.access,
        received=row.received,
        file=row.file,
        read_by=row.read_by,
    )

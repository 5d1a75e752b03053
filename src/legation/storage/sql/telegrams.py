"""Telegrams in tables. Access is a condition of every query, so no answer knows of what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.sql.elements import ColumnElement

from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.packing import decompressed, pack, unpacked_reading
from legation.storage.ports import NO_VIEWS, Arrival, Citation, Kept, Listing, Packed, Record, Views
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.holdings import number
from legation.storage.sql.schema import citations, holdings, telegrams, view_wholes

# Databases bound the parameters of one statement.
_AT_ONCE = 500
# Rows are taken in pages, so that a listing of millions is not held in memory.
_PAGE = 2_000

_LISTED = tuple(telegrams.c[name] for name in Listing.__struct_fields__)
_ORDER = (telegrams.c.date.asc().nulls_last(), telegrams.c.mrn.asc().nulls_last(), telegrams.c.sha256)
RECORD = sa.select(telegrams, holdings.c.read_by).join_from(
    telegrams, holdings, holdings.c.sha256 == telegrams.c.sha256
)
"""Whole records; ``record_of`` makes them of the rows."""


class SqlTelegrams:
    """The archive in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, reader: Reader, records: Sequence[Arrival], views: Views = NO_VIEWS) -> Kept:
        check_labels(record.access for some in (records, *views.values()) for record in some)
        packed = [pack(record) for record in records]  # before the database is locked
        shown = {whole: [pack(view) for view in some] for whole, some in views.items() if some}

        def work(connection: Connection) -> Kept:
            _make_room(connection, [record.sha256 for record in packed])
            kept = _put(connection, reader, packed)
            _show(connection, shown)
            return kept

        return in_write(self._engine, work)

    def restate(self, reader: Reader, record: Record, views: Sequence[Record]) -> list[str]:
        check_labels(one.access for one in (record, *views))
        row, shown = _row(pack(record)), [pack(view) for view in views]

        def work(connection: Connection) -> list[str]:
            named = telegrams.c.sha256 == record.sha256
            if connection.execute(sa.select(named).where(named, _may_read(connection, reader))).first() is None:
                raise NotFoundError(f"telegram {record.sha256}")
            note_labels(connection, {record.access})
            changed = {name: row[name] for name in row if name not in _AS_RECEIVED}
            connection.execute(sa.update(telegrams).where(named).values(changed))
            number(connection, {record.sha256: record.read_by})
            of_it = view_wholes.c.whole == record.sha256
            before = list(connection.execute(sa.select(view_wholes.c.view).where(of_it)).scalars())
            connection.execute(sa.delete(view_wholes).where(of_it))
            gone = sorted(set(before) - _views_among(connection, before))
            _drop(connection, gone)
            _show(connection, {record.sha256: shown})
            return sorted(set(gone) - {view.sha256 for view in views})

        return in_write(self._engine, work)

    def view_hashes(self) -> list[str]:
        with in_read(self._engine) as connection:
            query = sa.select(view_wholes.c.view).distinct().order_by(view_wholes.c.view)
            return list(connection.execute(query).scalars())

    def clear_views(self) -> None:
        def work(connection: Connection) -> None:
            gone = sorted(set(connection.execute(sa.select(view_wholes.c.view)).scalars()))
            connection.execute(sa.delete(view_wholes))
            _drop(connection, gone)

        in_write(self._engine, work)

    def accesses(self, reader: Reader, name: str) -> list[str]:
        with in_read(self._engine) as connection:
            named = sa.or_(telegrams.c.mrn == name, telegrams.c.sha256 == name)
            query = sa.select(telegrams.c.access).where(named, _may_read(connection, reader)).distinct()
            return sorted(connection.execute(query).scalars())

    def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        with in_read(self._engine) as connection:
            may = _may_read(connection, reader)
            found: set[str] = set()
            for some in _runs(sorted(set(hashes))):
                query = sa.select(telegrams.c.sha256).where(telegrams.c.sha256.in_(some), may)
                found.update(connection.execute(query).scalars())
            return found

    def get(self, reader: Reader, sha256: str) -> Record:
        with in_read(self._engine) as connection:
            query = RECORD.where(telegrams.c.sha256 == sha256, _may_read(connection, reader))
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(f"telegram {sha256}")
        return record_of(row)

    def versions(self, reader: Reader, mrn: str) -> list[Record]:
        with in_read(self._engine) as connection:
            query = RECORD.where(telegrams.c.mrn == mrn, _may_read(connection, reader)).order_by(
                telegrams.c.received, telegrams.c.sha256
            )
            return [record_of(row) for row in connection.execute(query)]

    def listings(self, reader: Reader) -> Iterator[Listing]:
        with in_read(self._engine) as connection:
            query = sa.select(*_LISTED).where(_may_read(connection, reader)).order_by(*_ORDER)
            with connection.execution_options(yield_per=_PAGE).execute(query) as rows:
                for row in rows:
                    yield Listing(**row._mapping)

    def cites(self, reader: Reader, mrn: str) -> list[Citation]:
        order = (telegrams.c.received, telegrams.c.sha256, citations.c.place)
        found: dict[str, Citation] = {}
        with in_read(self._engine) as connection:
            may = _may_read(connection, reader)
            for citation in _citations(connection, may, telegrams.c.mrn == mrn, order, _held(connection, reader)):
                found.setdefault(citation.cited, citation)
        return list(found.values())

    def cited_by(self, reader: Reader, mrn: str) -> list[Citation]:
        with in_read(self._engine) as connection:
            may = _may_read(connection, reader)
            cited = citations.c.cited == mrn
            return list(_citations(connection, may, cited, _ORDER, _held(connection, reader)))

    def unheld(self, reader: Reader) -> list[Citation]:
        with in_read(self._engine) as connection:
            may, held = _may_read(connection, reader), _held(connection, reader)
            return list(_citations(connection, may, ~held, (citations.c.cited, *_ORDER), sa.false()))

    def count(self, reader: Reader) -> int:
        with in_read(self._engine) as connection:
            query = sa.select(sa.func.count()).select_from(telegrams).where(_may_read(connection, reader))
            return connection.execute(query).scalar_one()


# What a restated record keeps of its first putting.
_AS_RECEIVED = frozenset({"sha256", "received", "file", "original"})


def _views_among(connection: Connection, hashes: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in _runs(sorted(set(hashes))):
        found.update(connection.execute(sa.select(view_wholes.c.view).where(view_wholes.c.view.in_(some))).scalars())
    return found


def _make_room(connection: Connection, hashes: Sequence[str]) -> None:
    """A record that is put goes before a view of the same bytes, which would hide it from its own keeper."""
    for some in _runs(sorted(_views_among(connection, hashes))):
        connection.execute(sa.delete(view_wholes).where(view_wholes.c.view.in_(some)))
        _drop(connection, some)


def _drop(connection: Connection, hashes: Sequence[str]) -> None:
    for some in _runs(hashes):
        connection.execute(sa.delete(citations).where(citations.c.citing.in_(some)))
        connection.execute(sa.delete(telegrams).where(telegrams.c.sha256.in_(some)))
        number(connection, dict.fromkeys(some, ""))


def _show(connection: Connection, views: Mapping[str, Sequence[Packed]]) -> None:
    """Keep views; of two with the same bytes the one that is held stays."""
    hashes = sorted({view.sha256 for some in views.values() for view in some})
    held: set[str] = set()
    for run in _runs(hashes):
        held.update(connection.execute(sa.select(telegrams.c.sha256).where(telegrams.c.sha256.in_(run))).scalars())
    shared = _views_among(connection, hashes)
    pairs: set[tuple[str, str]] = set()
    for whole, some in views.items():
        for view in some:
            if view.sha256 not in held:
                held.add(view.sha256)
                shared.add(view.sha256)
                note_labels(connection, {view.access})
                connection.execute(telegrams.insert(), _row(view))
                number(connection, {view.sha256: view.read_by})
                if cited := _cited(view):
                    connection.execute(citations.insert(), cited)
            if view.sha256 in shared:
                pairs.add((view.sha256, whole))
    known = {
        tuple(row)
        for run in _runs(hashes)
        for row in connection.execute(
            sa.select(view_wholes.c.view, view_wholes.c.whole).where(view_wholes.c.view.in_(run))
        )
    }
    if fresh := sorted(pairs - known):
        connection.execute(view_wholes.insert(), [{"view": view, "whole": whole} for view, whole in fresh])


def _cited(packed: Packed) -> list[dict[str, Any]]:
    return [
        {"citing": packed.sha256, "place": place, "cited": name, "text": text}
        for place, (name, text) in enumerate(packed.cited)
    ]


def _put(connection: Connection, reader: Reader, records: Sequence[Packed]) -> Kept:
    # What is held bounds what is written; what is held and readable bounds what the answer says.
    held, seen, mrns = _standing(connection, reader, records)
    new = same = versions = 0
    fresh: list[dict[str, Any]] = []
    cited: list[dict[str, Any]] = []
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
        fresh.append(_row(record))
        cited.extend(_cited(record))
        if is_readable(reader, record.access):
            seen.add(record.sha256)
            if mrn is not None:
                mrns.add(mrn)
    note_labels(connection, {row["access"] for row in fresh})
    if fresh:
        connection.execute(telegrams.insert(), fresh)
        read_by = {record.sha256: record.read_by for record in records}
        number(connection, {row["sha256"]: read_by[row["sha256"]] for row in fresh})
    if cited:
        connection.execute(citations.insert(), cited)
    return Kept(new=new, same=same, versions=versions)


def _standing(connection: Connection, reader: Reader, records: Sequence[Packed]) -> tuple[set[str], set[str], set[str]]:
    """Of the hashes and MRNs of ``records``: hashes held, hashes readable, MRNs readable."""
    readable = set(open_labels(connection, reader))
    held: set[str] = set()
    seen: set[str] = set()
    mrns: set[str] = set()
    for some in _runs(sorted({record.sha256 for record in records})):
        query = sa.select(telegrams.c.sha256, telegrams.c.access).where(telegrams.c.sha256.in_(some))
        for sha256, access in connection.execute(query):
            held.add(sha256)
            if access in readable:
                seen.add(sha256)
    for some in _runs(sorted({record.listing.mrn for record in records if record.listing.mrn is not None})):
        query = sa.select(telegrams.c.mrn).where(telegrams.c.mrn.in_(some), telegrams.c.access.in_(readable))
        mrns.update(connection.execute(query).scalars())
    return held, seen, mrns


def _may_read(connection: Connection, reader: Reader) -> ColumnElement[bool]:
    return telegrams.c.access.in_(open_labels(connection, reader))


def _held(connection: Connection, reader: Reader) -> ColumnElement[bool]:
    """Whether a version of the cited MRN is held that ``reader`` may read."""
    version = telegrams.alias("version")
    readable = version.c.access.in_(open_labels(connection, reader))
    return sa.exists().where(version.c.mrn == citations.c.cited, readable)


def _citations(
    connection: Connection,
    may: ColumnElement[bool],
    which: ColumnElement[bool],
    order: Sequence[Any],
    held: ColumnElement[bool],
) -> Iterator[Citation]:
    query = (
        sa.select(*_LISTED, citations.c.cited, citations.c.text, held.label("held"))
        .join_from(citations, telegrams, citations.c.citing == telegrams.c.sha256)
        .where(may, which)
        .order_by(*order)
    )
    width = len(_LISTED)
    for row in connection.execute(query):
        citing = Listing(**dict(zip(Listing.__struct_fields__, row[:width], strict=True)))
        yield Citation(citing=citing, cited=row.cited, text=row.text, held=bool(row.held))


def _row(packed: Packed) -> dict[str, Any]:
    listing = packed.listing
    return {
        **{name: getattr(listing, name) for name in Listing.__struct_fields__},
        "received": packed.received,
        "original": packed.original,
        "reading": packed.reading,
    }


def record_of(row: Row[Any]) -> Record:
    original = decompressed(row.original)
    return Record(
        sha256=row.sha256,
        original=original,
        telegram=unpacked_reading(row.reading, original),
        access=row.access,
        received=row.received,
        file=row.file,
        read_by=row.read_by,
    )


def _runs(names: Iterable[str]) -> Iterator[list[str]]:
    """``names`` in runs that fit one statement."""
    held = list(names)
    return (held[at : at + _AT_ONCE] for at in range(0, len(held), _AT_ONCE))

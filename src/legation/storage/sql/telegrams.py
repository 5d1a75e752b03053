"""Telegrams in tables. Access is a condition of every query, so no answer knows of what it leaves out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.core.text import Element
from legation.storage.access import check_labels, is_readable
from legation.storage.ports import (
    NO_VIEWS,
    Citation,
    Kept,
    Listing,
    Numbered,
    Record,
    Traffic,
    Views,
    cited_mrns,
    listing_of,
)
from legation.storage.sql import neighbours
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.neighbours import LISTED, ORDER, derived_row, may_read, note_arrivals, runs
from legation.storage.sql.schema import arrivals, citations, particulars, telegrams, view_wholes

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Telegram)


class _Earlier(msgspec.Struct):
    """What archives made before marks were kept have in their place: the elements themselves."""

    elements: tuple[Element, ...] = ()


_EARLIER = msgspec.msgpack.Decoder(_Earlier)
# Level 6 packs telegrams little better and takes twice as long.
_ZLIB_LEVEL = 3
# Rows are taken in pages, so that a listing of millions is not held in memory.
_PAGE = 2_000


class SqlTelegrams:
    """The archive in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, reader: Reader, records: Sequence[Record], views: Views = NO_VIEWS) -> Kept:
        check_labels(record.access for some in (records, *views.values()) for record in some)
        rows = [_row(record) for record in records]  # packed before the database is locked
        shown = {whole: [(view, _row(view)) for view in some] for whole, some in views.items() if some}

        def work(connection: Connection) -> Kept:
            _make_room(connection, [record.sha256 for record in records])
            kept = _put(connection, reader, records, rows)
            _show(connection, shown)
            return kept

        return in_write(self._engine, work)

    def restate(self, reader: Reader, record: Record, views: Sequence[Record]) -> list[str]:
        check_labels(one.access for one in (record, *views))
        row, shown = _row(record), [(view, _row(view)) for view in views]

        def work(connection: Connection) -> list[str]:
            named = telegrams.c.sha256 == record.sha256
            if connection.execute(sa.select(named).where(named, may_read(connection, reader))).first() is None:
                raise NotFoundError(f"telegram {record.sha256}")
            note_labels(connection, {record.access})
            changed = {name: row[name] for name in row if name not in _AS_RECEIVED}
            connection.execute(sa.update(telegrams).where(named).values(changed))
            own = particulars.c.sha256 == record.sha256
            connection.execute(sa.update(particulars).where(own).values(derived_row(record)))
            of_it = view_wholes.c.whole == record.sha256
            before = list(connection.execute(sa.select(view_wholes.c.view).where(of_it)).scalars())
            connection.execute(sa.delete(view_wholes).where(of_it))
            gone = sorted(set(before) - _views_among(connection, before))
            _drop(connection, gone)
            _show(connection, {record.sha256: shown})
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
            connection.execute(sa.delete(view_wholes))
            _drop(connection, gone)

        in_write(self._engine, work)

    def accesses(self, reader: Reader, name: str) -> list[str]:
        with in_read(self._engine) as connection:
            named = sa.or_(telegrams.c.mrn == name, telegrams.c.sha256 == name)
            query = sa.select(telegrams.c.access).where(named, may_read(connection, reader)).distinct()
            return sorted(connection.execute(query).scalars())

    def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        with in_read(self._engine) as connection:
            may = may_read(connection, reader)
            found: set[str] = set()
            for some in runs(sorted(set(hashes))):
                query = sa.select(telegrams.c.sha256).where(telegrams.c.sha256.in_(some), may)
                found.update(connection.execute(query).scalars())
            return found

    def get(self, reader: Reader, sha256: str) -> Record:
        with in_read(self._engine) as connection:
            query = sa.select(telegrams).where(telegrams.c.sha256 == sha256, may_read(connection, reader))
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(f"telegram {sha256}")
        return _record(row)

    def versions(self, reader: Reader, mrn: str) -> list[Record]:
        with in_read(self._engine) as connection:
            query = (
                sa.select(telegrams)
                .where(telegrams.c.mrn == mrn, may_read(connection, reader))
                .order_by(telegrams.c.received, telegrams.c.sha256)
            )
            return [_record(row) for row in connection.execute(query)]

    def listings(self, reader: Reader) -> Iterator[Listing]:
        with in_read(self._engine) as connection:
            query = sa.select(*LISTED).where(may_read(connection, reader)).order_by(*ORDER)
            for row in connection.execution_options(yield_per=_PAGE).execute(query):
                yield Listing(**row._mapping)

    def recent(self, reader: Reader, limit: int) -> list[Listing]:
        with in_read(self._engine) as connection:
            return neighbours.recent(connection, reader, limit)

    def find(self, reader: Reader, *, sha256: str | None = None, file: str | None = None) -> list[Listing]:
        with in_read(self._engine) as connection:
            return neighbours.find(connection, reader, sha256, file)

    def listed(self, reader: Reader, mrns: Sequence[str]) -> list[Listing]:
        with in_read(self._engine) as connection:
            return neighbours.listed(connection, reader, mrns)

    def cites(self, reader: Reader, names: Sequence[str], *, each: int | None = None) -> list[Citation]:
        with in_read(self._engine) as connection:
            return neighbours.cites(connection, reader, names, each)

    def cited_by(self, reader: Reader, mrns: Sequence[str], *, each: int | None = None) -> list[Citation]:
        with in_read(self._engine) as connection:
            return neighbours.cited_by(connection, reader, mrns, each)

    def missing(self, reader: Reader, *, within: str = "", after: str = "", limit: int) -> list[str]:
        with in_read(self._engine) as connection:
            return neighbours.missing(connection, reader, within, after, limit)

    def around(
        self, reader: Reader, post: str, year: int, number: int, *, days: tuple[str, str], width: int
    ) -> tuple[list[Numbered], list[Numbered]]:
        with in_read(self._engine) as connection:
            return neighbours.around(connection, reader, (post, year, number), days, width)

    def alike(self, reader: Reader, record: Record, *, limit: int) -> list[Listing]:
        with in_read(self._engine) as connection:
            return neighbours.alike(connection, reader, record, limit)

    def arrived(self, reader: Reader, after: int, limit: int) -> list[tuple[int, Record]]:
        with in_read(self._engine) as connection:
            query = (
                sa.select(arrivals.c.number, telegrams)
                .join_from(arrivals, telegrams, arrivals.c.sha256 == telegrams.c.sha256)
                .where(arrivals.c.number > after, may_read(connection, reader))
                .order_by(arrivals.c.number)
                .limit(limit)
            )
            return [(row.number, _record(row)) for row in connection.execute(query)]

    def last_arrival(self) -> int:
        with in_read(self._engine) as connection:
            return neighbours.last_arrival(connection)

    def count(self, reader: Reader) -> int:
        with in_read(self._engine) as connection:
            query = sa.select(sa.func.count()).select_from(telegrams).where(may_read(connection, reader))
            return connection.execute(query).scalar_one()

    def traffic(self, reader: Reader) -> list[Traffic]:
        with in_read(self._engine) as connection:
            month = sa.func.substr(telegrams.c.date, 1, 7).label("month")
            counted = sa.select(telegrams.c.post, month, telegrams.c.access, sa.func.count())
            # By the name of the label: PostgreSQL does not know two bound expressions for one.
            query = counted.where(may_read(connection, reader)).group_by(telegrams.c.post, "month", telegrams.c.access)
            rows = [
                Traffic(post=row[0], month=row[1], access=row[2], count=row[3]) for row in connection.execute(query)
            ]
        # Where NULL stands in an order is each database's own.
        return sorted(rows, key=lambda one: (one.post or "", one.month or "", one.access))


def _telegram(reading: bytes) -> Telegram:
    telegram = _DECODER.decode(reading)
    if not telegram.marks and (elements := _EARLIER.decode(reading).elements):
        marks = tuple((*element.span, element.kind) for element in elements if element.kind != "unread")
        return msgspec.structs.replace(telegram, marks=marks)
    return telegram


# What a restated record keeps of its first putting.
_AS_RECEIVED = frozenset({"sha256", "received", "file", "original"})


def _views_among(connection: Connection, hashes: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in runs(sorted(set(hashes))):
        found.update(connection.execute(sa.select(view_wholes.c.view).where(view_wholes.c.view.in_(some))).scalars())
    return found


def _make_room(connection: Connection, hashes: Sequence[str]) -> None:
    """A record that is put goes before a view of the same bytes, which would hide it from its own keeper."""
    for some in runs(sorted(_views_among(connection, hashes))):
        connection.execute(sa.delete(view_wholes).where(view_wholes.c.view.in_(some)))
        _drop(connection, some)


def _drop(connection: Connection, hashes: Sequence[str]) -> None:
    for some in runs(hashes):
        connection.execute(sa.delete(citations).where(citations.c.citing.in_(some)))
        connection.execute(sa.delete(particulars).where(particulars.c.sha256.in_(some)))
        connection.execute(sa.delete(telegrams).where(telegrams.c.sha256.in_(some)))


def _show(connection: Connection, views: Mapping[str, Sequence[tuple[Record, dict[str, Any]]]]) -> None:
    """Keep views; of two with the same bytes the one that is held stays."""
    hashes = sorted({view.sha256 for some in views.values() for view, _ in some})
    held: set[str] = set()
    for run in runs(hashes):
        held.update(connection.execute(sa.select(telegrams.c.sha256).where(telegrams.c.sha256.in_(run))).scalars())
    shared = _views_among(connection, hashes)
    pairs: set[tuple[str, str]] = set()
    for whole, some in views.items():
        for view, row in some:
            if view.sha256 not in held:
                held.add(view.sha256)
                shared.add(view.sha256)
                note_labels(connection, {view.access})
                connection.execute(telegrams.insert(), row)
                connection.execute(particulars.insert(), derived_row(view))
                note_arrivals(connection, [view.sha256])
                if cited := _cited(view):
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


def _cited(record: Record) -> list[dict[str, Any]]:
    return [
        {"citing": record.sha256, "place": place, "cited": name, "text": text}
        for place, (name, text) in enumerate(cited_mrns([record]))
    ]


def _put(connection: Connection, reader: Reader, records: Sequence[Record], rows: Sequence[dict[str, Any]]) -> Kept:
    # What is held bounds what is written; what is held and readable bounds what the answer says.
    held, seen, mrns = _standing(connection, reader, records)
    new = same = versions = 0
    fresh: list[dict[str, Any]] = []
    derived: list[dict[str, Any]] = []
    cited: list[dict[str, Any]] = []
    for record, row in zip(records, rows, strict=True):
        mrn = record.telegram.mrn
        if record.sha256 in seen:
            same += 1
        elif mrn is not None and mrn in mrns:
            versions += 1
        else:
            new += 1
        if record.sha256 in held:
            continue
        held.add(record.sha256)
        fresh.append(row)
        derived.append(derived_row(record))
        cited.extend(_cited(record))
        if is_readable(reader, record.access):
            seen.add(record.sha256)
            if mrn is not None:
                mrns.add(mrn)
    note_labels(connection, {row["access"] for row in fresh})
    if fresh:
        connection.execute(telegrams.insert(), fresh)
        connection.execute(particulars.insert(), derived)
        note_arrivals(connection, [row["sha256"] for row in fresh])
    if cited:
        connection.execute(citations.insert(), cited)
    return Kept(new=new, same=same, versions=versions)


def _standing(connection: Connection, reader: Reader, records: Sequence[Record]) -> tuple[set[str], set[str], set[str]]:
    """Of the hashes and MRNs of ``records``: hashes held, hashes readable, MRNs readable."""
    readable = set(open_labels(connection, reader))
    held: set[str] = set()
    seen: set[str] = set()
    mrns: set[str] = set()
    for some in runs(sorted({record.sha256 for record in records})):
        query = sa.select(telegrams.c.sha256, telegrams.c.access).where(telegrams.c.sha256.in_(some))
        for sha256, access in connection.execute(query):
            held.add(sha256)
            if access in readable:
                seen.add(sha256)
    for some in runs(sorted({record.telegram.mrn for record in records if record.telegram.mrn is not None})):
        query = sa.select(telegrams.c.mrn).where(telegrams.c.mrn.in_(some), telegrams.c.access.in_(readable))
        mrns.update(connection.execute(query).scalars())
    return held, seen, mrns


def _row(record: Record) -> dict[str, Any]:
    listing = listing_of(record)
    return {
        **{name: getattr(listing, name) for name in Listing.__struct_fields__},
        "received": record.received,
        "original": zlib.compress(record.original, _ZLIB_LEVEL),
        "reading": zlib.compress(_ENCODER.encode(record.telegram), _ZLIB_LEVEL),
    }


def _record(row: Row[Any]) -> Record:
    return Record(
        sha256=row.sha256,
        original=zlib.decompress(row.original),
        telegram=_telegram(zlib.decompress(row.reading)),
        access=row.access,
        received=row.received,
        file=row.file,
    )

"""Telegrams in tables. Access is a condition of every query, so no answer knows of what it leaves out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.sql.elements import ColumnElement

from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.core.text import Element
from legation.storage.access import check_labels, is_readable
from legation.storage.ports import Citation, Kept, Listing, Record, cited_mrns, listing_of
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.holdings import note_holdings
from legation.storage.sql.schema import citations, holdings, telegrams

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Telegram)


class _Earlier(msgspec.Struct):
    """What archives made before marks were kept have in their place: the elements themselves."""

    elements: tuple[Element, ...] = ()


_EARLIER = msgspec.msgpack.Decoder(_Earlier)
# Level 6 packs telegrams little better and takes twice as long.
_ZLIB_LEVEL = 3
# Databases bound the parameters of one statement.
_AT_ONCE = 500
# Rows are taken in pages, so that a listing of millions is not held in memory.
_PAGE = 2_000

_LISTED = tuple(telegrams.c[name] for name in Listing.__struct_fields__)
_ORDER = (telegrams.c.date.asc().nulls_last(), telegrams.c.mrn.asc().nulls_last(), telegrams.c.sha256)
RECORD = sa.select(telegrams, holdings.c.read_by).join_from(telegrams, holdings)
"""Whole records; ``record_of`` makes them of the rows."""


class SqlTelegrams:
    """The archive in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, reader: Reader, records: Sequence[Record]) -> Kept:
        check_labels(record.access for record in records)
        rows = [_row(record) for record in records]  # packed before the database is locked
        return in_write(self._engine, lambda connection: _put(connection, reader, records, rows))

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


def _telegram(reading: bytes) -> Telegram:
    telegram = _DECODER.decode(reading)
    if not telegram.marks and (elements := _EARLIER.decode(reading).elements):
        marks = tuple((*element.span, element.kind) for element in elements if element.kind != "unread")
        return msgspec.structs.replace(telegram, marks=marks)
    return telegram


def _put(connection: Connection, reader: Reader, records: Sequence[Record], rows: Sequence[dict[str, Any]]) -> Kept:
    # What is held bounds what is written; what is held and readable bounds what the answer says.
    held, seen, mrns = _standing(connection, reader, records)
    new = same = versions = 0
    fresh: list[dict[str, Any]] = []
    added: list[Record] = []
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
        added.append(record)
        cited.extend(
            {"citing": record.sha256, "place": place, "cited": name, "text": text}
            for place, (name, text) in enumerate(cited_mrns([record]))
        )
        if is_readable(reader, record.access):
            seen.add(record.sha256)
            if mrn is not None:
                mrns.add(mrn)
    note_labels(connection, {row["access"] for row in fresh})
    if fresh:
        connection.execute(telegrams.insert(), fresh)
        note_holdings(connection, added)
    if cited:
        connection.execute(citations.insert(), cited)
    return Kept(new=new, same=same, versions=versions)


def _standing(connection: Connection, reader: Reader, records: Sequence[Record]) -> tuple[set[str], set[str], set[str]]:
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
    for some in _runs(sorted({record.telegram.mrn for record in records if record.telegram.mrn is not None})):
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


def _row(record: Record) -> dict[str, Any]:
    listing = listing_of(record)
    return {
        **{name: getattr(listing, name) for name in Listing.__struct_fields__},
        "received": record.received,
        "original": zlib.compress(record.original, _ZLIB_LEVEL),
        "reading": zlib.compress(_ENCODER.encode(record.telegram), _ZLIB_LEVEL),
    }


def record_of(row: Row[Any]) -> Record:
    return Record(
        sha256=row.sha256,
        original=zlib.decompress(row.original),
        telegram=_telegram(zlib.decompress(row.reading)),
        access=row.access,
        received=row.received,
        file=row.file,
        read_by=row.read_by,
    )


def _runs(names: Iterable[str]) -> Iterator[list[str]]:
    """``names`` in runs that fit one statement."""
    held = list(names)
    return (held[at : at + _AT_ONCE] for at in range(0, len(held), _AT_ONCE))

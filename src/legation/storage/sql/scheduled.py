"""The schedule of declassification in tables: every answer comes from an index of ``particulars``, in its order."""

from __future__ import annotations

from typing import get_args

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from legation.core.marking import Reader
from legation.storage.particulars import NO_DAY
from legation.storage.records import Scheduled
from legation.storage.sql.engine import open_labels
from legation.storage.sql.neighbours import LISTED, listing
from legation.storage.sql.schema import particulars, telegrams
from legation.tables.declassification import Stands, Stated

_DECODER = msgspec.json.Decoder(Stated)
_LAST = "\U0010ffff"

_p = particulars.c
_ORDER = (_p.stands, _p.falls, _p.mrn, _p.sha256)


def schedule(
    connection: Connection, reader: Reader, stands: Stands, on: str, come: bool | None, limit: int | None
) -> list[Scheduled]:
    """``limit``: None for all."""
    which = [_p.stands == stands]
    if come is not None:
        which.append(_p.falls <= on if come else _p.falls > on)
    first = sa.select(*_ORDER).where(*which, _open(connection, reader)).order_by(*_ORDER[1:]).limit(limit)
    return _scheduled(connection, first.subquery(), "falls", "mrn", "sha256")


def schedule_counts(connection: Connection, reader: Reader, on: str) -> dict[tuple[Stands, bool], int]:
    """A stretch of the index for each: a third of what grouping all of them takes."""
    query = sa.select(sa.func.count()).select_from(particulars).where(_open(connection, reader))
    counted = {
        (stands, has): connection.execute(query.where(_p.stands == stands, which)).scalar_one()
        for stands in get_args(Stands)
        for has, which in ((True, _p.falls <= on), (False, _p.falls > on))
    }
    return {key: count for key, count in counted.items() if count}


def falling(connection: Connection, reader: Reader, since: str, until: str, each: int | None) -> list[Scheduled]:
    """``each``: None for all of a day and standing."""
    place = sa.func.row_number().over(partition_by=(_p.falls, _p.stands), order_by=(_p.mrn, _p.sha256)).label("place")
    within = sa.select(*_ORDER, place).where(_between(since, until), _open(connection, reader)).subquery()
    first = sa.select(within)
    if each is not None:
        first = first.where(within.c.place <= each)
    return _scheduled(connection, first.subquery(), "falls", "stands", "mrn", "sha256")


def falling_counts(connection: Connection, reader: Reader, since: str, until: str) -> dict[str, int]:
    """One walk along the index."""
    query = (
        sa.select(_p.falls, sa.func.count())
        .where(_between(since, until), _open(connection, reader))
        .group_by(_p.falls)
        .order_by(_p.falls)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def months_around(connection: Connection, reader: Reader, month: str, each: int) -> dict[str, int]:
    """From month to month, as the index goes: what lies further off is not looked at."""
    readable = sa.and_(_p.falls != NO_DAY, _open(connection, reader))
    found: list[str] = []
    for later in (False, True):
        reached = month
        for _ in range(each):
            beyond = _p.falls > reached + _LAST if later else _p.falls < reached
            nearest = _p.falls.asc() if later else _p.falls.desc()
            day = connection.execute(sa.select(_p.falls).where(beyond, readable).order_by(nearest).limit(1)).scalar()
            if day is None:
                break
            reached = day[:7]
            found.append(reached)
    counted = sa.select(sa.func.count()).select_from(particulars)
    return {
        name: connection.execute(counted.where(_between(name, name + _LAST), readable)).scalar_one()
        for name in sorted(found)
    }


def _scheduled(connection: Connection, first: sa.Subquery, *order: str) -> list[Scheduled]:
    query = (
        sa.select(*LISTED, _p.stated)
        .join_from(first, telegrams, telegrams.c.sha256 == first.c.sha256)
        .join(particulars, _p.sha256 == first.c.sha256)
        .order_by(*(first.c[name] for name in order))
    )
    return [Scheduled(listing=listing(row), stated=_DECODER.decode(row.stated)) for row in connection.execute(query)]


def _between(since: str, until: str) -> ColumnElement[bool]:
    return sa.and_(_p.falls >= since, _p.falls < until)


def _open(connection: Connection, reader: Reader) -> ColumnElement[bool]:
    return _p.access.in_(open_labels(connection, reader))

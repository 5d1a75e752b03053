"""Rows that are derived of each telegram, made where an archive of an earlier schema has none.

Migrations make tables and columns; what stands in those that are derived is worked out here, when all have run, by the
code that works it out for whatever is put: so no migration rests on code that goes on changing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from legation.storage.packing import DAMAGE
from legation.storage.sql.neighbours import derived_row, note_arrivals, runs
from legation.storage.sql.schema import particulars, telegrams
from legation.storage.sql.telegrams import RECORD, record_of


def fill(connection: Connection) -> None:
    """Make the rows of ``particulars`` and ``arrivals`` that are not there, or are of an earlier form.

    In the order of receipt. A telegram that cannot be unpacked gets none; verifying tells of it.
    """
    own = sa.exists().where(particulars.c.sha256 == telegrams.c.sha256, particulars.c.access.is_not(None))
    lacking = sa.select(telegrams.c.sha256, telegrams.c.received).where(~own)
    received = {
        row.sha256: row.received
        for row in connection.execute(lacking.order_by(telegrams.c.received, telegrams.c.sha256))
    }
    for some in runs([*received]):
        there = particulars.c.sha256.in_(some)
        query = RECORD.where(telegrams.c.sha256.in_(some))
        rows = [row for read in connection.execute(query) if (row := _derived(read)) is not None]
        note_arrivals(connection, {sha256: received[sha256] for sha256 in some})
        if rows:
            connection.execute(particulars.delete().where(there))
            connection.execute(particulars.insert(), rows)


def _derived(read: Row[Any]) -> dict[str, Any] | None:
    try:
        return derived_row(record_of(read))
    except DAMAGE:
        return None

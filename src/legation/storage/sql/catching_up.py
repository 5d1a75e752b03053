"""Rows that are derived of each telegram, made where an archive of an earlier schema has none.

Migrations make tables and columns; what stands in those that are derived is worked out here, when all have run, by the
code that works it out for whatever is put: so no migration rests on code that goes on changing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from legation.storage.numbered_to import numbered_to
from legation.storage.packing import DAMAGE
from legation.storage.records import Record, cited_mrns
from legation.storage.sql.holdings import number
from legation.storage.sql.neighbours import cited_rows, derived_row, note_arrivals
from legation.storage.sql.schema import citations, particulars, telegrams
from legation.storage.sql.telegrams import RECORD, record_of
from legation.storage.sql.wording import forget, runs


def fill(connection: Connection) -> None:
    """Make the rows of ``particulars``, ``citations`` and ``arrivals`` that are not there, or are of an earlier form.

    In the order of receipt. A telegram that cannot be unpacked gets none; verifying tells of it.
    """
    own = sa.exists().where(particulars.c.sha256 == telegrams.c.sha256, particulars.c.access.is_not(None))
    lacking = sa.select(telegrams.c.sha256, telegrams.c.received).where(~own)
    received = {
        row.sha256: row.received
        for row in connection.execute(lacking.order_by(telegrams.c.received, telegrams.c.sha256))
    }
    for some in runs([*received]):
        query = RECORD.where(telegrams.c.sha256.in_(some))
        records = [record for read in connection.execute(query) if (record := _record(read)) is not None]
        note_arrivals(connection, {sha256: received[sha256] for sha256 in some})
        if records:
            forget(connection, particulars.c.sha256, [record.sha256 for record in records])
            connection.execute(particulars.insert(), [derived_row(record) for record in records])
        # All others cite as they did. An index that follows takes these in again.
        for record in records:
            cited = cited_mrns([record])
            if numbered_to(record.telegram) or any(one.numbered_to for one in cited):
                number(connection, {record.sha256: record.read_by})
            if any(one.numbered_to for one in cited):
                connection.execute(citations.delete().where(citations.c.citing == record.sha256))
                connection.execute(citations.insert(), cited_rows(record.sha256, cited))


def _record(read: Row[Any]) -> Record | None:
    try:
        return record_of(read)
    except DAMAGE:
        return None

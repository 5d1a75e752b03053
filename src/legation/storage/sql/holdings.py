"""The order in which telegrams were kept, and which version of the reader read each."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from legation.storage.ports import Record
from legation.storage.sql.schema import holdings


def note_holdings(connection: Connection, kept: Sequence[Record]) -> None:
    """Number what has just been kept."""
    last = connection.execute(sa.select(sa.func.max(holdings.c.number))).scalar() or 0
    rows = [
        {"number": last + at, "sha256": record.sha256, "read_by": record.read_by} for at, record in enumerate(kept, 1)
    ]
    if rows:
        connection.execute(holdings.insert(), rows)

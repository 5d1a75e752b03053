"""The order in which telegrams were kept or changed, for an index that follows, and which reader read each."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from legation.storage.sql.engine import insert
from legation.storage.sql.schema import holdings
from legation.storage.sql.wording import forget


def last_number(connection: Connection) -> int:
    """Number of what was kept, changed or dropped last; 0 for none."""
    return connection.execute(sa.select(sa.func.max(holdings.c.number))).scalar() or 0


def number(connection: Connection, changed: Mapping[str, str]) -> None:
    """Give what has just been kept, changed or dropped the next numbers. changed: version of the reader by hash."""
    # The last number before any is taken away: none is given twice.
    last = last_number(connection)
    forget(connection, holdings.c.sha256, changed)
    numbered = {sha256: last + place for place, sha256 in enumerate(changed, 1)}
    insert(
        connection,
        holdings,
        [{"number": numbered[sha256], "sha256": sha256, "read_by": changed[sha256]} for sha256 in sorted(changed)],
    )

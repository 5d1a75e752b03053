"""The audit trail in a table: a ledger that takes what a change owes to it once, whoever brings it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.core.dialogue.ledger import Unnumbered
from legation.storage.access import check_labels
from legation.storage.chain import settled
from legation.storage.ports import Following
from legation.storage.sql.engine import in_write
from legation.storage.sql.ledger import SqlLedger, append_within, last_sound
from legation.storage.sql.schema import trail


class SqlTrail(SqlLedger):
    """The trail in a database that ``open_engine`` has opened."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, trail)

    def add(self, drafts: Sequence[Unnumbered], following: Following) -> None:
        check_labels(draft.access for draft in drafts)

        def added(connection: Connection) -> None:
            held: set[str] = set()
            if owed := [draft.dialogue for draft in drafts if draft.dialogue]:
                held = set(connection.execute(_HELD, {"some": owed}).scalars())
            fresh = [draft for draft in drafts if draft.dialogue not in held]
            row, last = last_sound(connection, trail)
            append_within(connection, trail, list(map(settled, following(last, fresh))), row)

        in_write(self._engine, added)


_HELD = sa.select(trail.c.dialogue).where(
    trail.c.dialogue != "", trail.c.dialogue.in_(sa.bindparam("some", expanding=True))
)

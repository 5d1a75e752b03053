"""Entries that are owed to the audit trail, in a table beside what they tell of."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import msgspec
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from legation.core.dialogue.ledger import Unnumbered
from legation.core.marking import Access
from legation.storage.chain import decode_draft, encode_draft
from legation.storage.owed import Debt
from legation.storage.sql.engine import WRITES, in_read
from legation.storage.sql.schema import owed

_BEFORE = "legation_changes"
_OWE = sa.text("INSERT INTO owed (id, body) VALUES (:id, :body) ON CONFLICT DO NOTHING")
_STRIKE = sa.delete(owed).where(owed.c.id == sa.bindparam("some"))


class SqlOwed:
    """Entries that are owed for what is changed through one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._paid: deque[str] = deque()
        # Here, so that no store can forget it: whatever is kept through this engine is committed by it.
        event.listen(engine, "begin", self._begun)
        event.listen(engine, "commit", self._before_commit)

    @contextmanager
    def owing(self, debt: Debt) -> Iterator[None]:
        before = _DEBT.set((self, debt))
        try:
            yield
        finally:
            _DEBT.reset(before)

    def waiting(self, only: str = "") -> list[Unnumbered]:
        query = sa.select(owed.c.body)
        with in_read(self._engine) as connection:
            found = connection.execute(query.where(owed.c.id == only) if only else query).scalars()
            return sorted(filter(None, map(_legible, found)), key=lambda draft: draft.instant)

    def damaged(self) -> list[str]:
        with in_read(self._engine) as connection:
            found = connection.execute(sa.select(owed.c.id, owed.c.body)).all()
        return [some for some, body in found if _legible(body) is None]

    def paid(self, some: str) -> None:
        self._paid.append(some)

    def _begun(self, connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            connection.info[_BEFORE] = _changes(connection)

    def _before_commit(self, connection: Connection) -> None:
        if not connection.get_execution_options().get(WRITES):
            return
        of, debt = _DEBT.get() or (None, None)
        owes = debt is not None and of is self and _has_changed(connection)
        # One that is taken here and rolled back is struck off by whoever opens the archive next.
        if paid := [self._paid.popleft() for _ in range(len(self._paid))]:
            connection.execute(_STRIKE, [{"some": one} for one in paid])
        if debt is None or not owes:
            return
        if not debt.id:
            debt.id = secrets.token_hex(16)
        # Also where it stands: the commit that was to keep it may have failed.
        draft = msgspec.structs.replace(debt.draft(), dialogue=debt.id)
        connection.execute(_OWE, {"id": debt.id, "body": encode_draft(draft)})


def _legible(body: str) -> Unnumbered | None:
    """The entry, or None where what was kept of it is damaged: that hides no other and shuts no archive."""
    try:
        draft = decode_draft(body)
        Access.from_label(draft.access)
    except (msgspec.MsgspecError, ValueError):
        return None
    return draft


def _has_changed(connection: Connection) -> bool:
    """Whether the transaction has changed anything so far."""
    if connection.dialect.name == "sqlite":
        return bool(_changes(connection) != connection.info[_BEFORE])
    return connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()").scalar() is not None


def _changes(connection: Connection) -> int:
    """Rows that a connection of SQLite has changed since it was opened."""
    return getattr(connection.connection.dbapi_connection, "total_changes", 0)


_DEBT: ContextVar[tuple[SqlOwed, Debt] | None] = ContextVar("debt", default=None)

"""The ledger in a table: numbered, chained, written in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from legation.core.dialogue.ledger import START, Entry, Unnumbered, chained
from legation.core.errors import ArchiveError, OvertakenError
from legation.core.marking import UNREADABLE, Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.chain import decode_draft, encode_draft, first_broken, settled
from legation.storage.sql.engine import in_read, in_write, note_labels, open_labels
from legation.storage.sql.schema import entries


class SqlLedger:
    """A ledger in a database that ``open_engine`` has opened: that of dialogues, or another that is kept as it is."""

    def __init__(self, engine: Engine, table: sa.Table = entries) -> None:
        self._engine = engine
        self._table = table

    def append(
        self,
        reader: Reader,
        drafts: Sequence[Unnumbered],
        *,
        after: int | None = None,
    ) -> list[Entry]:
        check_labels(draft.access for draft in drafts)
        kept = [settled(draft) for draft in drafts]

        def added(connection: Connection) -> list[Entry]:
            # Under the writer's lock, so that nothing comes in between any more.
            if after is not None and _overtaken(connection, self._table, reader, kept, after):
                raise OvertakenError
            return append_within(connection, self._table, kept)

        return in_write(self._engine, added)

    def entries(self, reader: Reader, dialogue: str | None = None) -> list[Entry]:
        found = []
        for _, entry in self._shown(reader, dialogue):
            if entry is None:
                raise ArchiveError("the ledger is damaged", "restore the archive from a backup")
            found.append(entry)
        return found

    def legible(self, reader: Reader) -> list[Entry | int]:
        # How closely a damaged one is held cannot be read, and the column may have been altered with it.
        told = is_readable(reader, UNREADABLE.label)
        shown = self._shown(reader, None)
        return [number if entry is None else entry for number, entry in shown if entry is not None or told]

    def _shown(self, reader: Reader, dialogue: str | None) -> Iterator[tuple[int, Entry | None]]:
        with in_read(self._engine) as connection:
            rows = _rows(connection, self._table, reader, dialogue)
        for row in rows:
            entry = entry_of(row)
            # The column may have been altered; what the entry itself says of its access holds too.
            if entry is None or is_readable(reader, entry.draft.access):
                yield row.number, entry

    def last(self) -> int:
        with in_read(self._engine) as connection:
            return connection.execute(sa.select(sa.func.max(self._table.c.number))).scalar() or 0

    def tail(self) -> Entry | None:
        with in_read(self._engine) as connection:
            return last_sound(connection, self._table)[1]

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        asked = _last(self._table)
        with in_read(self._engine) as connection:
            row = connection.execute(
                asked if number is None else asked.where(self._table.c.number == number)
            ).one_or_none()
        return None if row is None else (row.number, row.hash)

    def broken_at(self, reader: Reader) -> int | None:
        sound: list[Entry] = []
        damaged: int | None = None
        with in_read(self._engine) as connection:
            # Whoever keeps them all looks at them all, also at those under a label that no reader is asked about.
            every = sa.select(self._table).order_by(self._table.c.number)
            rows = connection.execute(every).all() if reader.owner else _rows(connection, self._table, reader, None)
            in_all = connection.execute(sa.select(sa.func.count()).select_from(self._table)).scalar_one()
        for row in rows:
            entry = entry_of(row)
            if entry is None or (entry.draft.access, entry.draft.dialogue) != (row.access, row.dialogue):
                damaged = row.number
                break
            sound.append(entry)
        broken = first_broken(sound, whole=len(rows) == in_all)
        return damaged if broken is None else broken


def _rows(connection: Connection, table: sa.Table, reader: Reader, dialogue: str | None) -> Sequence[Row[Any]]:
    query = sa.select(table).where(table.c.access.in_(open_labels(connection, reader)))
    if dialogue is not None:
        query = query.where(table.c.dialogue == dialogue)
    return connection.execute(query.order_by(table.c.number)).all()


@cache
def _last(table: sa.Table) -> sa.Select[Any]:
    """Made once: to make it takes as long as to ask it, and the trail asks at every question."""
    return sa.select(table.c.number, table.c.hash).order_by(table.c.number.desc()).limit(1)


@cache
def _whole_last(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table).order_by(table.c.number.desc()).limit(1)


def _overtaken(
    connection: Connection, table: sa.Table, reader: Reader, drafts: Sequence[Unnumbered], after: int
) -> bool:
    # What the reader may not read had no part in what they decided, and that it was entered is not theirs to know.
    seen = table.c.access.in_(open_labels(connection, reader))
    newer = sa.select(table.c.dialogue).where(table.c.number > after, seen).distinct()
    return not {draft.dialogue for draft in drafts}.isdisjoint(connection.execute(newer).scalars())


def last_sound(connection: Connection, table: sa.Table) -> tuple[Row[Any] | None, Entry | None]:
    """The last row, and the last entry that can be read, within a transaction; None where there is none."""
    asked = _whole_last(table)
    last = row = connection.execute(asked).one_or_none()
    entry: Entry | None = None
    # One that was damaged is told by ``broken_at``; it must not keep anybody from asking that.
    while row is not None and (entry := entry_of(row)) is None:
        row = connection.execute(asked.where(table.c.number < row.number)).one_or_none()
    return last, entry


def append_within(
    connection: Connection, table: sa.Table, drafts: Sequence[Unnumbered], last: Row[Any] | None = None
) -> list[Entry]:
    """Append within a transaction; the drafts are as they will be read back. last: the last row, where it is known."""
    if last is None:
        last = connection.execute(_last(table)).one_or_none()
    added = chained(drafts, last.number, last.hash) if last is not None else chained(drafts, 0, START)
    note_labels(connection, {draft.access for draft in drafts})
    if added:
        connection.execute(table.insert(), [row_of(entry) for entry in added])
    return added


def row_of(entry: Entry) -> dict[str, Any]:
    """An entry as its table has it."""
    return {
        "number": entry.number,
        "dialogue": entry.draft.dialogue,
        "access": entry.draft.access,
        "body": encode_draft(entry.draft),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def entry_of(row: Row[Any]) -> Entry | None:
    """The entry of a row; None where the body is no draft, which only an alteration can bring about."""
    try:
        draft = decode_draft(row.body)
    except msgspec.DecodeError:
        return None
    return Entry(number=row.number, draft=draft, previous=row.previous, hash=row.hash)

"""Copying a whole database, from SQLite or PostgreSQL to either, as it stood at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from legation.core.errors import ArchiveError
from legation.storage.sql.engine import in_read, in_write, note_labels, read_options
from legation.storage.sql.notes import write_note
from legation.storage.sql.schema import accounts, entries, labels, leases, metadata, sessions, telegrams, tokens, trail

_ROWS = 200  # rows hold two texts each
_PAGES = 2_000
Tell = Callable[[int, int], None]


def copy_sqlite(source: Path, target: Path, tell: Tell = lambda _done, _all: None) -> None:
    """Copy a SQLite database that may be written to meanwhile. tell: pages done, pages in all."""
    try:
        address = f"{source.absolute().as_uri()}?{urlencode(read_options(source))}"
        with closing(sqlite3.connect(address, uri=True)) as old:
            # A transaction that has read holds its state, so writers do not make the copy begin again.
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
            with closing(sqlite3.connect(target)) as new:
                old.backup(new, pages=_PAGES, progress=lambda _status, left, every: tell(every - left, every))
                # One file, whole by itself: no log beside it.
                new.execute("PRAGMA journal_mode = DELETE")
                found = new.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as fault:
        raise ArchiveError(
            f"the database of the archive cannot be copied ({fault})",
            "make room where the copy goes; if there is room, `legation verify` the archive",
        ) from fault
    if found != "ok":
        raise ArchiveError("the copy of the database is not whole", "check the disk, then try again")


def copy_tables(
    source: Engine,
    target: Engine,
    tell: Tell = lambda _done, _all: None,
    *,
    people: Engine | None = None,
    noted: Mapping[str, str] | None = None,
) -> None:
    """Copy an archive into a database with the same tables and no telegram, in one transaction.

    Accounts and trail come from ``people``, which may be ``source`` itself; without it they are left out. tell: rows.
    noted: what stands among the notes then, in the place of what the source has.
    """

    def fill(into: Connection) -> None:
        for table in (telegrams, entries):
            if into.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
                raise ArchiveError("the database to restore to is not empty", "name an empty one")
        for table in reversed(metadata.sorted_tables):
            into.execute(table.delete())
        with in_read(source) as connection:
            _copy(connection, into, [table for table in metadata.sorted_tables if table not in _NOT_COPIED], tell)
        if people is not None:
            with in_read(people) as connection:
                note_labels(into, set(connection.execute(sa.select(labels.c.label)).scalars()))
                _copy(connection, into, _PEOPLE, tell)
        for key, value in (noted or {}).items():
            write_note(into, key, value)

    in_write(target, fill)


def copy_people(source: Engine, target: Engine) -> None:
    """Copy accounts and trail into a database of their own."""

    def fill(into: Connection) -> None:
        with in_read(source) as connection:
            note_labels(into, set(connection.execute(sa.select(labels.c.label)).scalars()))
            _copy(connection, into, _PEOPLE, lambda _done, _all: None)

    in_write(target, fill)


_PEOPLE = (accounts, tokens, sessions, trail)
_NOT_COPIED = (*_PEOPLE, leases)  # a lease is of those who have this very database open


def _copy(connection: Connection, into: Connection, tables: Sequence[sa.Table], tell: Tell) -> None:
    every = sum(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables)
    done = 0
    for table in tables:
        ordered = sa.select(table).order_by(*table.primary_key.columns)
        with connection.execution_options(yield_per=_ROWS).execute(ordered) as rows:
            for some in rows.partitions():
                into.execute(table.insert(), [row._asdict() for row in some])
                done += len(some)
                tell(done, every)

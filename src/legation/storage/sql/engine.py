"""Opening a database: commits that last, the schema brought up to date, faults named with their remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from legation.core.errors import ArchiveError
from legation.core.marking import Reader
from legation.storage.access import readable_labels
from legation.storage.sql.schema import labels

T = TypeVar("T")

HEAD = "0005"
"""The newest revision under ``migrations/versions``."""

_KNOWN = ("0001", "0002", "0003", "0004", "0005")
_ATTEMPTS = 5
_BUSY_MS = 10_000


def sqlite_url(path: Path) -> sa.URL:
    """The URL of a SQLite database file."""
    return sa.URL.create("sqlite", database=str(path))


def open_engine(url: sa.URL | str, *, write: bool) -> Engine:
    """Connect and make sure the schema is the one this program knows.

    With ``write``, an empty or older database is brought up to date. Raises ArchiveError when the database is
    newer, older and not to be written, or cannot be opened.
    """
    url = sa.make_url(url)
    # Parameters hold telegram text; a fault never quotes it.
    engine = sa.create_engine(_reading(url) if not write else url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, write=write)
    try:
        with faults():
            _bring_up_to_date(engine, write=write)
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine) -> None:
    """Run the migrations that the database has not seen."""
    from alembic import command  # slow to load, and needed once in the life of an archive
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(legation_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision(engine: Engine) -> str | None:
    """The revision the database is at; None if it has no tables of ours."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def in_write(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Run ``work`` in one transaction, durable on return; begun again if another writer came between."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with (
                faults(),
                engine.connect().execution_options(legation_write=True) as connection,
                connection.begin(),
            ):
                return work(connection)
        except IntegrityError as collision:
            if attempt == _ATTEMPTS:
                raise ArchiveError(
                    "another writer keeps changing the archive", "wait until it is done, then try again"
                ) from collision
    raise AssertionError("unreachable")


@contextmanager
def in_read(engine: Engine) -> Iterator[Connection]:
    """One transaction for reading: all its queries see the same state."""
    with faults(), engine.connect() as connection:
        yield connection


@contextmanager
def faults() -> Iterator[None]:
    """Turn a fault of the database into an ArchiveError with its remedy; IntegrityError passes."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as fault:
        said = str(fault.orig).lower()
        for sign, what, do in _FAULTS:
            if sign in said:
                raise ArchiveError(what, do) from fault
        raise ArchiveError("the database of the archive failed", "check the disk, then try again") from fault


_FAULTS = (
    ("full", "the disk of the archive is full", "free some space, then run the same again"),
    ("locked", "the archive is busy with another writer", "wait until it is done, then try again"),
    ("readonly", "the archive may not be written", "check the permissions of its directory"),
    (
        "unable to open",
        "the database of the archive cannot be opened",
        "check that it exists and its permissions",
    ),
    ("malformed", "the database of the archive is damaged", "restore it from a backup, or ingest anew"),
    ("not a database", "the database of the archive is damaged", "restore it from a backup, or ingest anew"),
    ("no such table", "the database of the archive lacks tables", "restore it from a backup, or ingest anew"),
)


def note_labels(connection: Connection, met: set[str]) -> None:
    """Keep the labels that the database has not met yet."""
    known = set(connection.execute(sa.select(labels.c.label)).scalars())
    if fresh := sorted(met - known):
        connection.execute(labels.insert(), [{"label": label} for label in fresh])


def open_labels(connection: Connection, reader: Reader) -> list[str]:
    """The labels of this database that ``reader`` may read."""
    return readable_labels(reader, connection.execute(sa.select(labels.c.label)).scalars())


def _bring_up_to_date(engine: Engine, *, write: bool) -> None:
    at = revision(engine)
    if at == HEAD:
        return
    if at is not None and at not in _KNOWN:
        raise ArchiveError(
            "the archive was made by a newer legation",
            "update legation, or open it with the version that made it",
        )
    if not write:
        raise ArchiveError(
            "the archive was made by an older legation",
            "run `legation ingest` on it once",
        )
    migrate(engine)


def _reading(url: sa.URL) -> sa.URL:
    """A URL that opens a SQLite file for reading alone, also where its directory may not be written."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return url
    path = Path(url.database)
    query = {"mode": "ro", "uri": "true"}
    if path.exists() and not path.with_name(path.name + "-wal").exists() and not _may_write(path.parent):
        # SQLite cannot make the shared-memory file of WAL here; without a log the file is whole as it stands.
        query["immutable"] = "1"
    return url.set(database=path.absolute().as_uri(), query=query)


def _may_write(directory: Path) -> bool:
    import os  # only the kernel knows; pathlib has no such question

    return os.access(directory, os.W_OK)


def _prepare_sqlite(engine: Engine, *, write: bool) -> None:
    """Durable commits, true foreign keys, transactions that begin where we say."""

    @event.listens_for(engine, "connect")
    def _settings(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver would begin transactions late, and not for reads
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        if write:
            cursor.execute("PRAGMA journal_mode = WAL")
        # FULL: in WAL, NORMAL may lose the last commits when power fails.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once: one that reads first would be refused, not made to wait.
        writes = connection.get_execution_options().get("legation_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

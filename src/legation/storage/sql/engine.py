"""Opening a database: commits that last, the schema brought up to date, faults named with their remedy."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from legation.core.errors import ArchiveError, AwayError
from legation.core.marking import Reader
from legation.storage.access import readable_labels
from legation.storage.sql.schema import labels
from legation.storage.sql.wording import Worded, worded

T = TypeVar("T")

_QUIET = logging.NullHandler()

HEAD = "0023"
"""The newest revision under ``migrations/versions``, which follows the others; each begins the name of its file."""

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
WRITES = "legation_write"
"""Option of a connection whose transaction is one for writing."""

_ATTEMPTS = 5
_BUSY_MS = 10_000
# What one batch changes fits in; with SQLite's own 2 MB the same page goes to the log again and again.
_CACHE_KIB = 64 * 1024
_LOG_PAGES = 16 * 1024
_BUSY_POSTGRESQL_MS = 60_000  # many may write there, one after another
# Names the lock of the one that writes to a PostgreSQL database; any number that nothing else uses.
_WRITER = 0x6C656761


def sqlite_url(path: Path) -> sa.URL:
    """The URL of a SQLite database file."""
    return sa.URL.create("sqlite", database=str(path))


def open_engine(url: sa.URL | str, *, write: bool, lasting: bool = True) -> Engine:
    """Connect and make sure the schema is the one this program knows.

    With ``write``, an empty or older database is brought up to date. Raises ArchiveError when the database is
    newer, older and not to be written, or cannot be opened.

    lasting: a commit outlives a failure of the power. Without, it outlives the end of the process only, and costs
    a fifth: for what is written at every question.
    """
    url = sa.make_url(url)
    if url.get_backend_name() == "sqlite":
        # Parameters hold telegram text; a fault never quotes it.
        engine = sa.create_engine(_reading(url) if not write else url, hide_parameters=True)
        if url.database:
            _stay_with_its_file(engine, Path(url.database).absolute())
        _prepare_sqlite(engine, write=write, lasting=lasting)
    else:
        engine = sa.create_engine(
            url,
            hide_parameters=True,
            # A reader's queries see one state; writers are parted by a lock instead (``_writing``).
            isolation_level="REPEATABLE READ",
            execution_options={} if write else {"postgresql_readonly": True},
            # A server may have gone and come back since a connection was last used.
            pool_pre_ping=True,
        )
        _prepare_postgresql(engine)
    try:
        with faults():
            _bring_up_to_date(engine, write=write)
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine, to: str = "head") -> None:
    """Run the migrations that the database has not seen, up to one of them; after all of them, make what is derived."""
    from alembic import command  # slow to load, and needed once in the life of an archive
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _writing(engine) as connection:
        config.attributes["connection"] = connection
        new = not sa.inspect(connection).has_table("telegrams")
        command.upgrade(config, to)
        if to == "head" and not new:
            from legation.storage.sql.catching_up import fill  # it rests on this room

            fill(connection)


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
            with faults(), _writing(engine) as connection:
                _check_not_overtaken(connection)
                return work(connection)
        except IntegrityError as collision:
            if attempt == _ATTEMPTS:
                raise ArchiveError(
                    "another writer keeps changing the archive", "wait until it is done, then try again"
                ) from collision
    raise AssertionError("unreachable")


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """One transaction for writing, with the writer's lock: it waits for another that writes."""
    options: dict[str, Any] = {WRITES: True}
    if engine.dialect.name == "postgresql":
        # A snapshot taken before the lock was waited for would not have what the one before wrote.
        options["isolation_level"] = "READ COMMITTED"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


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
    except sa.exc.TimeoutError as fault:  # of the pool: this program has as many connections as it may
        raise AwayError("too much is asked of the archive at once", "try again in a moment") from fault
    except DBAPIError as fault:
        said = str(fault.orig).lower()
        for sign, what, do in _FAULTS:
            if sign in said:
                raise (AwayError if sign in _PASSING else ArchiveError)(what, do) from fault
        if fault.connection_invalidated:  # whatever words the network has for it
            raise AwayError(*_UNREACHED) from fault
        raise ArchiveError("the database of the archive failed", "check the disk, then try again") from fault


_LACKS = "the database of the archive lacks what this program looks for"
_RESTORE = "start the program anew, if the archive was brought up to date meanwhile; else restore it from a backup"
# Who goes on until stopped waits for what others can mend meanwhile: a server, a lock, room on a disk.
_PASSING = (
    *("lock timeout", "canceling statement", "too many c", "connection slots", "connection", "resolve host"),
    *("locked", "no space left", "full", "disk i/o"),
)
_UNREACHED = "the database server cannot be reached", "check the URL, and that the server runs"
_NO_PLACE = (
    "the database server takes no more connections",
    "try again in a moment; if it stays so, raise its max_connections, or end programs that are connected",
)
_FAULTS = (
    ("lock timeout", "the archive is busy with another writer", "wait until it is done, then try again"),
    (
        "canceling statement",
        "the database server broke a question off",
        "try again; if it stays so, raise its statement_timeout",
    ),
    ("too many c", *_NO_PLACE),  # clients; connections of a role or a database
    ("connection slots", *_NO_PLACE),
    ("password", "the database server does not let you in", "check the user and the password of the URL"),
    ('database "', "the database is not there", "make it: createdb --encoding UTF8 NAME"),
    ("connection", *_UNREACHED),
    ("resolve host", *_UNREACHED),
    ("read-only transaction", "the archive is open for reading alone", "open it for writing"),
    ("permission denied", "the archive may not be written", "ask for the right to write to its database"),
    ("no space left", "the disk of the archive is full", "free some space, then run the same again"),
    ("full", "the disk of the archive is full", "free some space, then run the same again"),
    # Also of a disk that has no room for the memory that its readers and writers share.
    ("disk i/o", "the disk of the archive is full or fails", "free some space or check it, then run the same again"),
    ("locked", "the archive is busy with another writer", "wait until it is done, then try again"),
    ("readonly", "the archive may not be written", "open it for writing, and check the permissions of its directory"),
    (
        "unable to open",
        "the database of the archive cannot be opened",
        "check that it exists and its permissions",
    ),
    ("malformed", "the database of the archive is damaged", "restore it from a backup, or ingest anew"),
    ("not a database", "the database of the archive is damaged", "restore it from a backup, or ingest anew"),
    ("no such table", _LACKS, _RESTORE),
    ("no such column", _LACKS, _RESTORE),
    ("has no column", _LACKS, _RESTORE),
    ("does not exist", _LACKS, _RESTORE),
)


def insert(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows that all have the same columns, two or more, as quickly as the database takes them.

    SQLite takes values as they are, so nothing has to look at each of them on the way.
    """
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(table.insert(), list(rows))
        return
    columns = tuple(rows[0])
    named = ", ".join(f'"{table.c[name].name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({named}) VALUES ({places})',
        list(map(itemgetter(*columns), rows)),
    )


@lru_cache(maxsize=64)
def _labels(dialect: sa.Dialect) -> Worded:
    return worded(sa.select(labels.c.label), dialect)  # every question begins with it


def note_labels(connection: Connection, met: set[str]) -> None:
    """Keep the labels that the database has not met yet."""
    known = set(_labels(connection.dialect).asked(connection, {}).scalars())
    if fresh := sorted(met - known):
        connection.execute(labels.insert(), [{"label": label} for label in fresh])


def open_labels(connection: Connection, reader: Reader) -> list[str]:
    """The labels of this database that ``reader`` may read."""
    return [*_readable(reader, tuple(_labels(connection.dialect).asked(connection, {}).scalars()))]


@lru_cache(maxsize=256)
def _readable(reader: Reader, held: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(readable_labels(reader, held))


_STANDS = sa.text("SELECT version_num FROM alembic_version")


def _check_not_overtaken(connection: Connection) -> None:
    """Raises ArchiveError where the schema is no longer that which was looked at when the database was opened.

    A newer program has brought it up to date meanwhile, and what this one writes would lack what that one looks for.
    """
    if connection.execute(_STANDS).scalar() != HEAD:
        raise ArchiveError(
            "the archive was brought up to date by another legation since it was opened",
            "end this program, and go on with the newer one",
        )


def _bring_up_to_date(engine: Engine, *, write: bool) -> None:
    at = revision(engine)
    if at == HEAD:
        return
    if at is not None and not any(file.stem.startswith(f"{at}_") for file in _VERSIONS.glob("*.py")):
        raise ArchiveError(
            "the archive was made by a newer legation",
            "update legation, or open it with the version that made it",
        )
    if not write:
        raise ArchiveError(
            "the archive was made by an older legation",
            "run `legation rebuild` on it once",
        )
    migrate(engine)


def _reading(url: sa.URL) -> sa.URL:
    """A URL that opens a SQLite file for reading alone, also where its directory may not be written."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return url
    path = Path(url.database)
    return url.set(database=path.absolute().as_uri(), query={**read_options(path), "uri": "true"})


def read_options(path: Path) -> dict[str, str]:
    """What is said of a SQLite file in its address, so that it is read alone."""
    if path.exists() and not path.with_name(path.name + "-wal").exists() and not _may_write(path.parent):
        # SQLite cannot make the shared-memory file of WAL here; without a log the file is whole as it stands.
        return {"mode": "ro", "immutable": "1"}
    return {"mode": "ro"}


def _may_write(directory: Path) -> bool:
    import os  # only the kernel knows; pathlib has no such question

    return os.access(directory, os.W_OK)


def _prepare_postgresql(engine: Engine) -> None:
    """Texts in UTF-8, and a writer that takes its lock at once."""
    # What the driver remarks on a lost connection is told by ``faults``; whoever keeps a log has it there too.
    logging.getLogger("psycopg").addHandler(_QUIET)

    @event.listens_for(engine, "connect")
    def _settings(raw: Any, _record: Any) -> None:
        if raw.info.parameter_status("server_encoding") != "UTF8":
            raise ArchiveError("the database does not keep texts as UTF-8", "make one with ENCODING 'UTF8'")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES, False):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_BUSY_POSTGRESQL_MS}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def _stay_with_its_file(engine: Engine, file: Path) -> None:
    """Refuse to go on where another file, or none, is at the place of the one that was opened first.

    An open file outlives its name: what was kept in it would be gone with the last program that has it open.
    """
    opened: list[tuple[int, int]] = []

    def identity() -> tuple[int, int] | None:
        try:
            status = file.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def check(*_given: Any) -> None:
        if opened and identity() != opened[0]:
            raise AwayError(
                f"{file.parent} was moved, removed or replaced since it was opened",
                "put it back, or end this program and start it again",
            )

    @event.listens_for(engine, "first_connect", insert=True)
    def _opened(*_given: Any) -> None:
        if (found := identity()) is not None:
            opened.append(found)

    event.listen(engine, "do_connect", check)
    event.listen(engine, "begin", check)


def _prepare_sqlite(engine: Engine, *, write: bool, lasting: bool) -> None:
    """Durable commits, true foreign keys, transactions that begin where we say."""

    @event.listens_for(engine, "connect")
    def _settings(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver would begin transactions late, and not for reads
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        if write:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            cursor.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        # FULL: in WAL, NORMAL may lose the last commits when power fails.
        cursor.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once: one that reads first would be refused, not made to wait.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

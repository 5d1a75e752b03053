"""The same texts and the same searches in SQLite FTS5 and in PostgreSQL, for a comparison within one run."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from bench.queries import LIMIT, Query, Spread

_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_PATIENCE_MS = 5_000
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "1GB",
    "work_mem": "256MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
}


class Row(NamedTuple):
    """What both keep of a telegram: its day, its TAGS between blanks, its text."""

    day: str
    tags: str
    text: str


# SQLite.


def fill_fts5(file: Path, rows: Iterable[Row]) -> float:
    """Make a table with the texts; seconds by the clock."""
    file.unlink(missing_ok=True)
    began = time.perf_counter()
    with _sqlite(file) as database:
        database.execute("CREATE TABLE telegram (id INTEGER PRIMARY KEY, day TEXT, tags TEXT, body TEXT)")
        database.execute("CREATE VIRTUAL TABLE words USING fts5(body, content='telegram', content_rowid='id')")
        for number, row in enumerate(rows):
            database.execute("INSERT INTO telegram VALUES (?, ?, ?, ?)", (number, *row))
            database.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (number, row.text))
        database.execute("CREATE INDEX by_day ON telegram (day)")
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
    return time.perf_counter() - began


@contextmanager
def _sqlite(file: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(file)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -1000000")
        with database:
            yield database
    finally:
        database.close()


@contextmanager
def fts5(file: Path) -> Iterator[Callable[[Query], int]]:
    """How to ask it: the top 20 with snippets and the number of all hits, which is returned."""
    with _sqlite(file) as database:

        def ask(query: Query) -> int:
            where, values = "words MATCH ?", [query.fts5()]
            if query.month:
                where += " AND day >= ? AND day < ?"
                values += [query.month, f"{query.month}~"]
            if query.tag:
                where += " AND tags LIKE ?"
                values.append(f"% {query.tag} %")
            source = "words" if where == "words MATCH ?" else "words JOIN telegram ON telegram.id = words.rowid"
            total = database.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchone()[0]
            top = f"SELECT words.rowid, rank FROM {source} WHERE {where} ORDER BY rank LIMIT {LIMIT}"
            for number, _ in database.execute(top, values).fetchall():
                database.execute(
                    "SELECT snippet(words, 0, '[', ']', '...', 30) FROM words WHERE words MATCH ? AND rowid = ?",
                    (query.fts5(), number),
                ).fetchone()
            return int(total)

        yield ask


# PostgreSQL.


def has_postgresql() -> bool:
    """Whether the server's programs are installed."""
    return (_PROGRAMS / "initdb").exists()


@contextmanager
def cluster() -> Iterator[str]:
    """A private server on a socket of its own and on no network, thrown away afterwards; where to connect."""
    place = Path(tempfile.mkdtemp(prefix="legation-bench-", dir="/tmp"))
    user: dict[str, Any] = {}
    if os.getuid() == 0:  # the server does not run as root
        account = pwd.getpwnam("postgres")
        os.chown(place, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    server: subprocess.Popen[bytes] | None = None
    try:
        made: list[str | Path] = [
            _PROGRAMS / "initdb",
            "-D",
            place / "data",
            "-U",
            "bench",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run(  # noqa: S603
            [*made, "--locale=C.UTF-8"], cwd=place, check=True, stdout=subprocess.DEVNULL, **user
        )
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (place / "log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603
                [_PROGRAMS / "postgres", "-D", place / "data", "-k", place, *settings],
                **{"cwd": place, "stdout": log, "stderr": log, **user},
            )
        where = f"host={place} user=bench dbname=postgres"
        _wait(server, where)
        yield where
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            server.wait(60)
        shutil.rmtree(place, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], where: str) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("bench: PostgreSQL did not start")
        try:
            psycopg.connect(where).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("bench: PostgreSQL did not answer within thirty seconds")


def fill_postgresql(where: str, rows: Iterable[Row]) -> tuple[float, str]:
    """Make a table with the texts, their words and an index over these; seconds by the clock, and the version."""
    began = time.perf_counter()
    with psycopg.connect(where, autocommit=True) as database:
        database.execute(
            "CREATE TABLE telegram (id bigserial PRIMARY KEY, day text, tags text, body text,"
            " words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED)"
        )
        with database.cursor() as cursor, cursor.copy("COPY telegram (day, tags, body) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        database.execute("CREATE INDEX ON telegram USING gin (words)")
        database.execute("CREATE INDEX ON telegram (day)")
        database.execute("VACUUM ANALYZE telegram")
        seconds = time.perf_counter() - began
        number = database.info.server_version
    return seconds, f"{number // 10_000}.{number % 10_000}"


@contextmanager
def postgresql(where: str) -> Iterator[Callable[[Query], int]]:
    """How to ask it, as ``fts5``; a search over five seconds is broken off and counts as those."""
    with psycopg.connect(where, autocommit=True) as database:
        database.execute(f"SET statement_timeout = {_PATIENCE_MS}")

        def ask(query: Query) -> int:
            clause, values = "words @@ to_tsquery('simple', %s)", [query.tsquery()]
            if query.month:
                clause += " AND day >= %s AND day < %s"
                values += [query.month, f"{query.month}~"]
            if query.tag:
                clause += " AND tags LIKE %s"
                values.append(f"% {query.tag} %")
            try:
                found = database.execute(f"SELECT count(*) FROM telegram WHERE {clause}", values).fetchone()
                database.execute(
                    "SELECT id, ts_headline('simple', body, to_tsquery('simple', %s), 'MaxFragments=1') FROM ("
                    f"SELECT id, body FROM telegram WHERE {clause}"
                    f" ORDER BY ts_rank(words, to_tsquery('simple', %s)) DESC LIMIT {LIMIT}) AS top",
                    [query.tsquery(), *values, query.tsquery()],
                ).fetchall()
            except psycopg.errors.QueryCanceled:
                return -1
            return int(found[0]) if found else 0

        yield ask


def asked(ask: Callable[[Query], int], some: list[Query], *, seconds: float) -> tuple[Spread, int]:
    """The spread of the searches asked one after another until ``seconds`` are gone, and the hits of all of them."""
    spent: list[float] = []
    hits = 0
    ask(some[-1])  # warm
    began = time.perf_counter()
    for query in some:
        at = time.perf_counter()
        hits += ask(query)
        spent.append(time.perf_counter() - at)
        if time.perf_counter() - began > seconds:
            break
    return Spread.of(spent), hits

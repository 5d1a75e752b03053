"""PostgreSQL: many writers, texts of every sign, and faults named with their remedy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from tests.postgres import Cluster

from legation.core.errors import ArchiveError, AwayError, NotFoundError
from legation.core.marking import OWNER
from legation.storage.records import Kept
from legation.storage.sql import engine as engines
from legation.storage.sql.address import postgresql_url
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import in_read, in_write, open_engine
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.notes import SqlNotes, write_note
from legation.storage.sql.schema import holdings
from legation.storage.sql.telegrams import SqlTelegrams

from .records import draft, record


def opened(url: str, *, write: bool = True) -> sa.Engine:
    found = postgresql_url(url)
    assert found is not None
    return open_engine(found, write=write)


def test_what_is_a_url_of_postgresql() -> None:
    for place in ("postgresql://desk@host/db", "postgres://desk@host/db", "postgresql+psycopg:///db"):
        found = postgresql_url(place)
        assert found is not None
        assert found.drivername == "postgresql+psycopg"
    for place in ("desk", "/var/desk", "postgresql", "sqlite"):
        assert postgresql_url(place) is None
    with pytest.raises(ArchiveError, match="no archive is kept at an address of sqlite"):
        postgresql_url("sqlite:///x")
    with pytest.raises(ArchiveError, match="cannot be read"):
        postgresql_url("postgresql://desk@host:port/db")


def test_every_sign_is_kept_and_stands_where_its_code_point_does(postgres: Cluster) -> None:
    engine = opened(postgres.new_schema())
    store = SqlTelegrams(engine)
    signs = [
        "\x00",
        "\x00a",
        "\x01",
        "\x01\x01",
        "\x01\x02",
        "\x02",
        "A",
        "Z",
        "a",
        "\xc9",
        "\xdf",
        "\ud7ff",
        "\U0001f600",
    ]
    kept = [record(f"09A{sign}", subject=sign, salt=str(at)) for at, sign in enumerate(signs)]
    store.put(OWNER, kept[::-1])
    assert [listing.mrn for listing in store.listings(OWNER)] == [f"09A{sign}" for sign in signs]
    assert [store.versions(OWNER, f"09A{sign}") for sign in signs] == [[one] for one in kept]
    engine.dispose()


def test_what_is_no_hash_is_not_found(postgres: Cluster) -> None:
    engine = opened(postgres.new_schema())
    store = SqlTelegrams(engine)
    store.put(OWNER, [record("09A1")])
    for name in ("\x00", "a\x00b", "\x01", "b" * 200):
        assert store.find(OWNER, sha256=name) == []
        assert store.has(OWNER, [name]) == set()
        assert store.records(OWNER, [name]) == {}
        assert store.accesses(OWNER, name) == []
        with pytest.raises(NotFoundError):
            store.get(OWNER, name)
        assert SqlDrafts(engine).logs(OWNER, name) == []
    engine.dispose()


def test_writers_at_once_neither_lose_nor_repeat(postgres: Cluster) -> None:
    """Three writers, half of whose telegrams are the same, and each a ledger entry for every batch."""
    url = postgres.new_schema()
    opened(url).dispose()
    told: list[Kept] = []

    def write(writer: int) -> None:
        engine = opened(url)
        store, ledger = SqlTelegrams(engine), SqlLedger(engine)
        for batch in range(6):
            shared = [record(f"09SHARED{batch}", "text", salt=str(n)) for n in range(5)]
            own = [record(f"09OWN{writer}{batch}", "text", salt=str(n)) for n in range(5)]
            told.append(store.put(OWNER, shared + own).kept)
            ledger.append(OWNER, [draft(f"{writer} {batch}")])
        engine.dispose()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine = opened(url, write=False)
    assert SqlTelegrams(engine).count(OWNER) == 30 + 3 * 30
    assert sum(kept.new + kept.versions for kept in told) == 120
    assert sum(kept.same for kept in told) == 2 * 30
    ledger = SqlLedger(engine)
    assert [entry.number for entry in ledger.entries(OWNER)] == list(range(1, 19))
    assert ledger.broken_at(OWNER) is None
    with engine.connect() as connection:
        numbers = connection.execute(sa.select(holdings.c.number).order_by(holdings.c.number)).scalars().all()
    assert numbers == list(range(1, 121))
    engine.dispose()


def test_two_that_make_the_tables_at_once(postgres: Cluster) -> None:
    url = postgres.new_schema()
    engines_made: list[sa.Engine] = []
    threads = [threading.Thread(target=lambda: engines_made.append(opened(url))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(engines_made) == 3
    for engine in engines_made:
        assert len(SqlNotes(engine).note("id") or "") == 32
        engine.dispose()


def test_a_killed_writer_leaves_what_it_acknowledged(postgres: Cluster) -> None:
    url = postgres.new_schema()
    program = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[2])\n"
        "from storage.records import record, draft, OWNER\n"
        "from legation.storage.sql.address import postgresql_url\n"
        "from legation.storage.sql.engine import open_engine, in_write\n"
        "from legation.storage.sql.ledger import SqlLedger\n"
        "from legation.storage.sql.telegrams import SqlTelegrams\n"
        "from legation.storage.sql.notes import write_note\n"
        "engine = open_engine(postgresql_url(sys.argv[1]), write=True)\n"
        "SqlTelegrams(engine).put(OWNER, [record('09A1', 'text')])\n"
        "SqlLedger(engine).append(OWNER, [draft()])\n"
        "def half(connection):\n"
        "    write_note(connection, 'half', 'done')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "in_write(engine, half)\n"
    )
    tests = Path(__file__).parent.parent
    ended = subprocess.run([sys.executable, "-c", program, url, str(tests)], check=False, env={**os.environ})
    assert ended.returncode == -signal.SIGKILL
    engine = opened(url)
    assert SqlTelegrams(engine).get(OWNER, record("09A1", "text").sha256) == record("09A1", "text")
    assert len(SqlLedger(engine).entries(OWNER)) == 1
    assert SqlNotes(engine).note("half") is None
    SqlNotes(engine).write("half", "the lock of the killed one is gone")
    engine.dispose()


def test_a_writer_that_waits_in_vain_says_so(postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_BUSY_POSTGRESQL_MS", 50)
    url = postgres.new_schema()
    first, second = opened(url), opened(url)

    def slow(connection: sa.Connection) -> None:
        with pytest.raises(AwayError, match="busy with another writer"):
            SqlTelegrams(second).put(OWNER, [record()])

    engines.in_write(first, slow)
    first.dispose()
    second.dispose()


def test_what_the_server_breaks_off_passes_and_the_next_is_answered(postgres: Cluster) -> None:
    """A question that takes too long, a connection that is cut, a pool and a server that have no place left."""
    url = postgres.new_schema()
    engine = opened(url)

    def asked(what: str) -> object:
        with in_read(engine) as connection:
            return connection.execute(sa.text(what)).scalar()

    def cut(connection: sa.Connection) -> None:
        SqlNotes(engine).note("id")
        write_note(connection, "half", "done")
        mine = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        postgres.run(f"SELECT pg_terminate_backend({mine})")
        time.sleep(0.1)

    def many() -> None:
        small = sa.create_engine(engine.url, pool_size=1, max_overflow=0, pool_timeout=0.05)
        try:
            with in_read(small), in_read(small):
                pass
        finally:
            small.dispose()

    def full() -> None:
        with ExitStack() as others:
            engine.dispose()
            with suppress(psycopg.OperationalError):
                while True:
                    others.enter_context(psycopg.connect(url))
            asked("SELECT 1")

    for work, what in (
        (lambda: asked("SET statement_timeout = 20; SELECT pg_sleep(5)"), "broke a question off"),
        (lambda: asked("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5)"), "broke a question off"),
        (lambda: in_write(engine, cut), "cannot be reached"),
        (many, "too much is asked"),
        (full, "takes no more connections"),
    ):
        with pytest.raises(AwayError, match=what):
            work()
        assert asked("SELECT 1") == 1
        assert SqlNotes(engine).note("half") is None
    engine.dispose()


def test_a_reading_engine_does_not_write(postgres: Cluster) -> None:
    url = postgres.new_schema()
    opened(url).dispose()
    engine = opened(url, write=False)
    with pytest.raises(ArchiveError, match="reading alone"):
        SqlTelegrams(engine).put(OWNER, [record("09A1", subject="SECRET SUBJECT")])
    engine.dispose()


def test_what_cannot_be_opened_is_said_with_its_remedy(postgres: Cluster, tmp_path: Path) -> None:
    cases = {
        postgres.url("absent"): "is not there",
        f"postgresql://legation@/db?host={tmp_path}": "cannot be reached",
        "postgresql://legation@nowhere.invalid/db": "cannot be reached",
        postgres.new_database("TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"): "UTF-8",
    }
    for url, what in cases.items():
        with pytest.raises(ArchiveError, match=what) as error:
            opened(url)
        assert error.value.do
        # What goes on by itself waits for a server, and for nothing that a person has to mend.
        assert isinstance(error.value, AwayError) == (what == "cannot be reached")
    with pytest.raises(ArchiveError, match="older"):
        opened(postgres.new_schema(), write=False)


def test_what_the_driver_remarks_on_a_lost_connection_is_no_second_line(postgres: Cluster) -> None:
    script = (
        "import logging, sys; from legation.storage.sql.address import postgresql_url;"
        "from legation.storage.sql.engine import open_engine;"
        "open_engine(postgresql_url(sys.argv[1]), write=True); logging.getLogger('psycopg').warning('it is lost')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, postgres.new_schema()], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")

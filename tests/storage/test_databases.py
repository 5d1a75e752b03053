"""The database: its schema, what it keeps when the process dies, and what it says when it cannot be used."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from legation.core.errors import ArchiveError
from legation.core.marking import OWNER
from legation.storage.sql import engine as engines
from legation.storage.sql.engine import migrate, open_engine, revision, sqlite_url
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.schema import arrivals, citations, metadata, particulars, telegrams
from legation.storage.sql.telegrams import SqlTelegrams

from .conftest import DATABASES
from .records import SECRET, draft, record

New = Callable[[], Path]
NewUrl = Callable[[str], sa.URL]


@pytest.mark.parametrize("database", DATABASES)
def test_the_migrations_make_the_schema(empty_url: NewUrl, database: str, tmp_path: Path) -> None:
    engine = open_engine(empty_url(database), write=True)
    with engine.connect() as connection:
        # Types are compared below, collations among them.
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    straight = sa.create_engine(empty_url(database))
    metadata.create_all(straight)

    def columns(of: sa.Engine) -> dict[str, list[tuple[str, str, bool, bool]]]:
        inspector = sa.inspect(of)
        return {
            table: [
                (
                    column["name"],
                    f"{column['type']} {getattr(column['type'], 'collation', None)}",
                    column["nullable"],
                    column["name"] in inspector.get_pk_constraint(table)["constrained_columns"],
                )
                for column in inspector.get_columns(table)
            ]
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }

    assert columns(engine) == columns(straight)
    assert {name: len(found) for name, found in columns(straight).items()}.keys() == set(metadata.tables)
    straight.dispose()
    engine.dispose()


def test_a_new_file_of_the_tests_is_what_the_migrations_make(tmp_path: Path) -> None:
    """Most tests are given a copy of what the first migration of the run made (tests/conftest.py)."""
    ids = set()

    def made(name: str) -> list[str]:
        engine = open_engine(sqlite_url(tmp_path / name), write=True)
        with engine.connect() as connection:
            told = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
            held = [
                (table, connection.exec_driver_sql(f"SELECT * FROM {table}").all())
                for kind, table, *_ in told
                if kind == "table" and table != "meta"
            ]
            ((key, own),) = connection.exec_driver_sql("SELECT * FROM meta").all()
        engine.dispose()
        assert key == "id"
        ids.add(own)
        return sorted(map(str, [*told, *held]))

    given = [made(f"{number}") for number in range(3)]
    with patch.object(engines, "migrate", migrate):
        assert given == [made("straight")] * 3
    assert len(ids) == 4


def test_migrating_again_changes_nothing(new_database: New) -> None:
    engine = open_engine(sqlite_url(new_database()), write=True)
    migrate(engine)
    assert revision(engine) == engines.HEAD
    engine.dispose()


def test_an_archive_of_the_first_schema_is_brought_up_to_date(new_database: New) -> None:
    """Its derived rows are made anew from the readings, the same as those of a fresh archive."""
    engine = open_engine(sqlite_url(new_database()), write=True)
    SqlTelegrams(engine).put(OWNER, [record("09A1", "some words", refs=["09A2"]), record(None, access=SECRET)])
    derived = [particulars, arrivals, citations]

    def rows() -> list[list[tuple[object, ...]]]:
        with engine.connect() as connection:
            return [sorted(map(tuple, connection.execute(sa.select(table))), key=repr) for table in derived]

    before = rows()
    config = Config()
    config.set_main_option("script_location", str(Path(engines.__file__).parent / "migrations"))
    with engine.connect().execution_options(legation_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    assert revision(engine) == "0001"
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert [len(table) for table in before] == [2, 2, 1]
    after = rows()
    assert (after[0], sorted(n for n, *_ in after[1]), after[2]) == (before[0], [1, 2], before[2])
    engine.dispose()


def test_connections_keep_what_they_acknowledge(new_database: New) -> None:
    engine = open_engine(sqlite_url(new_database()), write=True)
    with engine.connect() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    engine.dispose()


def test_reopening_gives_the_same(new_database: New) -> None:
    path = new_database()
    kept = [record("09A1", "text", refs=["09A2"]), record("09A3", access=SECRET)]
    first = open_engine(sqlite_url(path), write=True)
    SqlTelegrams(first).put(OWNER, kept)
    added = SqlLedger(first).append(OWNER, [draft("a"), draft("b")])
    first.dispose()
    again = open_engine(sqlite_url(path), write=False)
    assert [SqlTelegrams(again).get(OWNER, one.sha256) for one in kept] == kept
    assert SqlLedger(again).entries(OWNER) == added
    again.dispose()


def test_a_killed_writer_leaves_what_it_acknowledged(new_database: New) -> None:
    path = new_database()
    program = (
        "import os, signal, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from storage.records import record, draft, OWNER\n"
        "from legation.storage.sql.engine import open_engine, sqlite_url\n"
        "from legation.storage.sql.ledger import SqlLedger\n"
        "from legation.storage.sql.telegrams import SqlTelegrams\n"
        "engine = open_engine(sqlite_url(Path(sys.argv[1])), write=True)\n"
        "SqlTelegrams(engine).put(OWNER, [record('09A1', 'text')])\n"
        "SqlLedger(engine).append(OWNER, [draft()])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    tests = Path(__file__).parent.parent
    ended = subprocess.run([sys.executable, "-c", program, str(path), str(tests)], check=False)
    assert ended.returncode == -9
    engine = open_engine(sqlite_url(path), write=True)
    assert SqlTelegrams(engine).get(OWNER, record("09A1", "text").sha256) == record("09A1", "text")
    assert len(SqlLedger(engine).entries(OWNER)) == 1
    engine.dispose()


def test_a_put_that_fails_keeps_nothing(new_database: New) -> None:
    engine = open_engine(sqlite_url(new_database()), write=True)
    store = SqlTelegrams(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE citations"))
    with pytest.raises(ArchiveError):
        store.put(OWNER, [record("09A1", refs=["09A2"])])
    assert store.count(OWNER) == 0
    engine.dispose()


def test_a_reading_engine_does_not_write(new_database: New) -> None:
    engine = open_engine(sqlite_url(new_database()), write=False)
    with pytest.raises(ArchiveError, match="may not be written"):
        SqlTelegrams(engine).put(OWNER, [record()])
    engine.dispose()


def test_a_reading_kept_before_marks_were_keeps_its_elements(new_database: New) -> None:
    path = new_database()
    kept = record("09TRIPOLI1", "text")
    engine = open_engine(sqlite_url(path), write=True)
    SqlTelegrams(engine).put(OWNER, [kept])
    earlier = msgspec.to_builtins(kept.telegram)
    del earlier["marks"]
    earlier["elements"] = [{"kind": "text.subject", "span": [0, 3]}, {"kind": "unread", "span": [3, 4]}]
    packed = zlib.compress(msgspec.msgpack.encode({**earlier, "source": "text"}))
    with engine.begin() as connection:
        connection.execute(sa.update(telegrams).values(reading=packed))
    found = SqlTelegrams(engine).get(OWNER, kept.sha256).telegram
    engine.dispose()
    assert [(e.kind, tuple(e.span)) for e in found.elements] == [("text.subject", (0, 3)), ("layout.unread", (3, 4))]


def test_a_database_of_a_newer_legation_is_refused(new_database: New) -> None:
    path = new_database()
    engine = open_engine(sqlite_url(path), write=True)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for write in (True, False):
        with pytest.raises(ArchiveError, match="newer") as error:
            open_engine(sqlite_url(path), write=write)
        assert error.value.do == "update legation, or open it with the version that made it"


@pytest.mark.parametrize("database", DATABASES)
def test_nothing_is_written_to_a_schema_that_another_program_changed(empty_url: NewUrl, database: str) -> None:
    engine = open_engine(empty_url(database), write=True)
    SqlTelegrams(engine).put(OWNER, [record("09A1")])
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveError, match="brought up to date by another legation since it was opened"):
        SqlTelegrams(engine).put(OWNER, [record("09A2")])
    assert SqlTelegrams(engine).count(OWNER) == 1
    engine.dispose()


def test_reading_where_there_is_no_database_or_no_schema(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened"):
        open_engine(sqlite_url(tmp_path / "absent.db"), write=False)
    (tmp_path / "empty.db").touch()
    with pytest.raises(ArchiveError, match="older"):
        open_engine(sqlite_url(tmp_path / "empty.db"), write=False)
    (tmp_path / "other.db").write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveError, match="damaged"):
        open_engine(sqlite_url(tmp_path / "other.db"), write=True)


def test_a_reader_reads_while_a_writer_writes(new_database: New) -> None:
    path = new_database()
    writing = open_engine(sqlite_url(path), write=True)
    SqlTelegrams(writing).put(OWNER, [record("09A1"), record("09A2")])
    reading = open_engine(sqlite_url(path), write=False)
    listings = SqlTelegrams(reading).listings(OWNER)
    next(listings)
    SqlTelegrams(writing).put(OWNER, [record("09A3")])
    assert len(list(listings)) == 1  # as it stood when the listing began
    assert SqlTelegrams(reading).count(OWNER) == 3
    writing.dispose()
    reading.dispose()


def test_reading_where_the_directory_may_not_be_written(new_database: New, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_database()
    engine = open_engine(sqlite_url(path), write=True)
    SqlTelegrams(engine).put(OWNER, [record("09A1")])
    engine.dispose()
    monkeypatch.setattr(engines, "_may_write", lambda _directory: False)
    before = sorted(path.parent.iterdir())
    reading = open_engine(sqlite_url(path), write=False)
    assert SqlTelegrams(reading).count(OWNER) == 1
    assert sorted(path.parent.iterdir()) == before
    reading.dispose()


def test_a_fault_does_not_quote_a_telegram(new_database: New) -> None:
    engine = open_engine(sqlite_url(new_database()), write=False)
    with pytest.raises(ArchiveError) as error:
        SqlTelegrams(engine).put(OWNER, [record("09A1", subject="SECRET SUBJECT")])
    assert "SECRET SUBJECT" not in str(error.value)
    assert "SECRET SUBJECT" not in str(error.value.__cause__)
    engine.dispose()


def test_looking_up_many_goes_by_what_is_looked_up_and_not_by_label(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "a.db"), write=True)
    store = SqlTelegrams(engine)
    some = [record(f"09TRIPOLI{number}") for number in range(100)]
    asked: list[tuple[str, object]] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _u, said, given, _x, _m: asked.append((said, given)))
    store.put(OWNER, some)
    store.has(OWNER, [one.sha256 for one in some])
    with engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given).fetchall()
            for said, given in list(asked)
            if said.startswith("SELECT") and " IN (" in said
        ]
    engine.dispose()
    assert len(plans) >= 5
    assert not [plan for plan in plans for step in plan if "SCAN" in step[3] or "ix_telegrams_access" in step[3]]


def test_what_stands_beside_hits_is_asked_for_at_once_and_by_index(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "a.db"), write=True)
    store = SqlTelegrams(engine)
    some = [record(f"09TRIPOLI{number}") for number in range(100)]
    store.put(OWNER, some)
    asked: list[tuple[str, object]] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _u, said, given, _x, _m: asked.append((said, given)))
    store.others(OWNER, [one.sha256 for one in some[:20]])
    with engine.connect() as connection:
        _, (said, given) = [one for one in asked if one[0].startswith(("SELECT", "WITH"))]  # the labels, and this
        steps = [step[3] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given)]
    engine.dispose()
    held = [step for step in steps if step.split()[:2] in (["SCAN", "telegrams"], ["SCAN", "particulars"])]
    assert not held
    assert not [step for step in steps if "ix_telegrams_access" in step or step.startswith("SCAN other")]

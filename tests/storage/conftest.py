"""The stores under test, each by the same few names."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event
from tests.postgres import Cluster

from legation.storage.index import TantivyIndex
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.ports import Index, Ledger, Telegrams
from legation.storage.sql.address import postgresql_url
from legation.storage.sql.engine import HEAD, open_engine, sqlite_url
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.schema import metadata
from legation.storage.sql.telegrams import SqlTelegrams

DATABASES = ("sqlite", "postgresql")
_LIVE = 8  # more than any one test looks at together


def _hasty(path: Path) -> Engine:
    """An engine that does not wait for the disk; test_databases.py tests the one that does."""
    engine = open_engine(sqlite_url(path), write=True)
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _settings(raw: Any, _record: Any) -> None:
        raw.execute("PRAGMA synchronous = OFF")

    return engine


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: quicker than to migrate one for each example."""
    path = tmp_path_factory.mktemp("empty") / "archive.db"
    open_engine(sqlite_url(path), write=True).dispose()
    return path


@pytest.fixture(scope="session")
def new_database(empty_database: Path) -> Iterator[Callable[[], Path]]:
    with TemporaryDirectory() as place:
        made = 0

        def new() -> Path:
            nonlocal made
            made += 1
            return Path(shutil.copy(empty_database, Path(place) / f"{made}.db"))

        yield new


@pytest.fixture(scope="session")
def new_engine(new_database: Callable[[], Path], request: pytest.FixtureRequest) -> Iterator[Callable[[str], Engine]]:
    """An engine on an empty database of the kind that is named. Few live at once: older ones are used again."""
    live: dict[str, deque[Engine]] = {kind: deque() for kind in DATABASES}

    def new(kind: str) -> Engine:
        engines = live[kind]
        if len(engines) < _LIVE:
            engines.append(_hasty(new_database()) if kind == "sqlite" else _made_straight(request))
        else:
            engines.rotate(-1)
            with engines[-1].begin() as connection:
                for table in reversed(metadata.sorted_tables):
                    connection.execute(table.delete())
        return engines[-1]

    yield new
    for engines in live.values():
        for engine in engines:
            engine.dispose()


def _made_straight(request: pytest.FixtureRequest) -> Engine:
    """An engine on a new schema with tables from schema.py: quicker than migrations, and a test holds them equal."""
    server: Cluster = request.getfixturevalue("postgres")
    url = postgresql_url(server.new_schema(_tables()))
    assert url is not None
    return open_engine(url, write=True)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], sa.URL]:
    """URL of a database without tables, of the kind that is named."""
    made = count()

    def new(kind: str) -> sa.URL:
        if kind == "sqlite":
            return sqlite_url(tmp_path / f"{next(made)}.db")
        url = postgresql_url(request.getfixturevalue("postgres").new_schema())
        assert url is not None
        return url

    return new


@cache
def _tables() -> str:
    """All tables as SQL for PostgreSQL, and the revision they stand for."""
    said: list[str] = []
    making = sa.create_mock_engine(
        "postgresql+psycopg://", lambda made, *_, **__: said.append(str(made.compile(making)))
    )
    metadata.create_all(making, checkfirst=False)
    said.append("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    said.append(f"INSERT INTO alembic_version VALUES ('{HEAD}')")
    return ";".join(said)


@pytest.fixture(scope="module", params=["memory", *DATABASES])
def new_telegrams(request: pytest.FixtureRequest, new_engine: Callable[[str], Engine]) -> Callable[[], Telegrams]:
    return MemoryTelegrams if request.param == "memory" else lambda: SqlTelegrams(new_engine(request.param))


@pytest.fixture(scope="module", params=["memory", *DATABASES])
def new_ledger(request: pytest.FixtureRequest, new_engine: Callable[[str], Engine]) -> Callable[[], Ledger]:
    return MemoryLedger if request.param == "memory" else lambda: SqlLedger(new_engine(request.param))


@pytest.fixture(scope="module", params=["memory", "tantivy in memory", "tantivy on disk"])
def new_index(request: pytest.FixtureRequest) -> Iterator[Callable[[], Index]]:
    with ExitStack() as places:

        def on_disk() -> Index:
            index = TantivyIndex(Path(places.enter_context(TemporaryDirectory())) / "index")
            places.callback(index.close)
            return index

        yield {
            "memory": MemoryIndex,
            "tantivy in memory": lambda: TantivyIndex(None),
            "tantivy on disk": on_disk,
        }[request.param]

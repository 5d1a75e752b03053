"""The stores under test, each by the same few names."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Engine, event

from legation.storage.index import TantivyIndex
from legation.storage.memory import MemoryLedger, MemoryTelegrams
from legation.storage.memory_index import MemoryIndex
from legation.storage.ports import Index, Ledger, Telegrams
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.ledger import SqlLedger
from legation.storage.sql.telegrams import SqlTelegrams


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


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def new_telegrams(
    request: pytest.FixtureRequest, new_database: Callable[[], Path]
) -> Iterator[Callable[[], Telegrams]]:
    with ExitStack() as open_engines:

        def on_sqlite() -> Telegrams:
            engine = _hasty(new_database())
            open_engines.callback(engine.dispose)
            return SqlTelegrams(engine)

        yield MemoryTelegrams if request.param == "memory" else on_sqlite


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def new_ledger(request: pytest.FixtureRequest, new_database: Callable[[], Path]) -> Iterator[Callable[[], Ledger]]:
    with ExitStack() as open_engines:

        def on_sqlite() -> Ledger:
            engine = _hasty(new_database())
            open_engines.callback(engine.dispose)
            return SqlLedger(engine)

        yield MemoryLedger if request.param == "memory" else on_sqlite


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

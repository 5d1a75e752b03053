"""Where the shared corpus is, and the sample archive made once for all tests that look at it."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
import sqlalchemy as sa
import typer.main
import typer.testing
from hypothesis import HealthCheck, settings
from tests.postgres import Cluster, cluster
from tests.wording import worded_once

from legation.samples import make_sample
from legation.storage.sql import engine
from legation.storage.sql.schema import meta

ROOT = Path(__file__).resolve().parent.parent

# Programs that tests start find their modules compiled, as installed ones do, also under a shell that forbids to write
# them: else each compiles the whole house anew, half of what its start takes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long a case takes is measured by the benchmarks; a busy machine must not fail a law that holds. The tests
# draw the same cases at each run, so that what has passed passes; `make laws` draws others (docs/decisions/0147).
UNTIMED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **UNTIMED)
settings.register_profile("fresh", derandomize=False, **UNTIMED)
settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def _commands_are_described_once() -> Iterator[None]:
    """The runner would describe all commands anew for each that it runs, which takes longer than most of them do."""
    with patch("typer.testing._get_command", cache(typer.main.get_command)):
        yield


@pytest.fixture(scope="session", autouse=True)
def _new_databases_are_migrated_once() -> Iterator[None]:
    """The first new file of SQLite runs every migration; each later one is given what that made, and an id of its own.

    To run them takes a fifteenth of a second, more than most of what a test does with a new archive. A database that
    is not new, and one of a server, is migrated as ever; tests/storage/test_databases.py holds both to be the same.
    """
    honest, once = engine.migrate, Lock()
    made = sqlite3.connect(":memory:", check_same_thread=False)

    def raw(connection: sa.Connection) -> sqlite3.Connection:
        return connection.connection.driver_connection  # type: ignore[return-value]

    def migrate(opened: sa.Engine, to: str = "head") -> None:
        with once:
            if opened.dialect.name != "sqlite" or to != "head" or sa.inspect(opened).get_table_names():
                honest(opened, to)
            elif not made.execute("SELECT 1 FROM sqlite_master").fetchone():
                honest(opened, to)
                with opened.connect() as connection:
                    raw(connection).backup(made)
            else:
                with opened.connect() as connection:
                    made.backup(raw(connection))
                with engine._writing(opened) as connection:
                    # Each has an id of its own, by which what belongs to another archive is known.
                    connection.execute(meta.update().where(meta.c.key == "id").values(value=uuid4().hex))

    with patch.object(engine, "migrate", migrate):
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_worded_once() -> Iterator[None]:
    with worded_once():
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared corpus; tests that need it are skipped, with the reason, where it is absent."""
    path = Path(os.environ.get("LEGATION_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not path.is_dir():
        pytest.skip(f"the shared corpus is not at {path}: set LEGATION_CORPUS")
    return path


@pytest.fixture(scope="session")
def seed(corpus: Path) -> bytes:
    """The bytes of telegram 09TRIPOLI893."""
    return (corpus / "seed" / "09TRIPOLI893.txt").read_bytes()


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive, made as `legation sample` makes it. Only to be read."""
    path = tmp_path_factory.mktemp("sample") / "archive"
    assert make_sample(path)
    return path


@pytest.fixture
def sample(made_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive, to be written to."""
    path = tmp_path / "archive"
    shutil.copytree(made_sample, path)
    return path


def pytest_collection_finish() -> None:
    """What is there to the end is looked at by no later round of the collector: a full one took a second of each."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many cases the equality test asked, over all processes of a run."""
    counts: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name == "equality":
                held: dict[str, Any] = dict(told)
                counts += Counter({"cases": held["cases"], "refusals": held["refused"]})
                counts += Counter(held["kinds"]) + Counter(held["layers"])
                rows += Counter(held["rows"])
    if counts:
        said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        least, fewest = min(rows.items(), key=lambda row: row[1])
        terminalreporter.write_line(f"equality: {said}; {len(rows)} rows, the one asked least {least} ({fewest})")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A private PostgreSQL server; a test that needs it fails, and says what to do, where there is none."""
    with cluster() as server:
        yield server

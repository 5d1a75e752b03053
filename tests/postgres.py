"""A private PostgreSQL for the tests: a cluster in a directory of its own, on a socket in it and on no network.

Started when the first test asks for it and thrown away with the session; each worker of pytest-xdist has one.
The server does not run as root, so a super-user hands it to ``postgres`` or ``nobody``. ``tools/postgresql``
finds the server's programs, and installs Debian's package where it may.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
# Nothing here outlives the session, so nothing waits for the disk.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "80",
    "autovacuum": "off",
}


class Cluster:
    """A server. ``url`` names a database; a new one is dearer than a new schema."""

    def __init__(self, place: Path, starting: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.place = place
        self._numbers = count(1)
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._starting = starting
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._server = self._starting()
        _wait(self._server, self.place)

    def stop(self) -> None:
        """Stop it at once, whoever is connected; ``start`` brings it back as it was."""
        self.close()
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)  # it would wait for open connections at any other
            self._server.wait(30)
            self._server = None

    def crash(self) -> None:
        """End it without a word to anybody and without a checkpoint, as ``pg_ctl stop -m immediate`` does."""
        self.close()
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)
            self._server = None

    def url(self, database: str = "postgres", schema: str | None = None) -> str:
        options = f"&options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://legation@/{database}?host={self.place}{options}"

    def new_schema(self, tables: str = "") -> str:
        """URL of a schema in the database ``postgres``; ``tables`` are statements to make it with."""
        name = f"s{next(self._numbers)}"
        self.run(f"CREATE SCHEMA {name}; SET search_path TO {name}; {tables}")
        return self.url(schema=name)

    def new_database(self, more: str = "") -> str:
        """URL of an empty database."""
        name = f"d{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} {more}")
        return self.url(name)

    def run(self, statements: str) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self.url(), autocommit=True)
        self._connection.execute(statements.encode())

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def cluster(**others: str) -> Iterator[Cluster]:
    """A cluster of its own, running. others: settings in the place of those above.

    Raises RuntimeError, saying what to do, where there is no PostgreSQL.
    """
    found = subprocess.run([ROOT / "tools" / "postgresql"], capture_output=True, text=True, check=False)
    if found.returncode:
        raise RuntimeError(found.stderr.strip())
    programs = Path(found.stdout.strip())
    # A socket's path must be short.
    place = Path(tempfile.mkdtemp(prefix="legation-pg-", dir="/tmp"))
    user: dict[str, object] = {}
    if os.getuid() == 0:
        named = {entry.pw_name for entry in pwd.getpwall()}
        account = pwd.getpwnam("postgres" if "postgres" in named else "nobody")
        os.chown(place, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = place / "data"
    initdb = [programs / "initdb", "-D", data, "-U", "legation", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    settings = [part for name, value in {**_SETTINGS, **others}.items() for part in ("-c", f"{name}={value}")]

    def starting() -> subprocess.Popen[bytes]:
        with (place / "log").open("ab") as log:
            words = [programs / "postgres", "-D", data, "-k", place, *settings]
            return subprocess.Popen(words, cwd=place, stdout=log, stderr=log, **user)  # type: ignore[call-overload,no-any-return]

    started = Cluster(place, starting)
    try:
        # The working directory must be one that the account may enter.
        made = subprocess.run([*initdb, "--no-sync"], cwd=place, capture_output=True, text=True, check=False, **user)
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
        started.start()
        yield started
    finally:
        started.stop()
        shutil.rmtree(place, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], place: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {(place / 'log').read_text(errors='replace')[-2000:]}")
        try:
            psycopg.connect(f"postgresql://legation@/postgres?host={place}").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL did not answer within thirty seconds")

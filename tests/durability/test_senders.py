"""Two programs send from one PostgreSQL archive: none of it twice, and one that is killed is followed by the other."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from tests.moving import free_port
from tests.postgres import Cluster

from legation.core.marking import OWNER
from legation.storage.sql.address import postgresql_url
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.leases import SqlLeases

from .numbering import POST, YEAR
from .senders import LEASE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
_COUNT, _KILLS, _IN_FLIGHT = 30, 2, 50


class Other:
    """The other side: every mail as it came, also the same one again; and from whom."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.by: Counter[str] = Counter()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        del server
        found = re.search(rb"<\d+@a>", envelope.content)  # type: ignore[attr-defined]
        assert found is not None
        self.came.append(found[0].decode())
        self.by[session.host_name] += 1  # type: ignore[attr-defined]
        return "250 kept"


@pytest.fixture
def other() -> Iterator[tuple[Other, int]]:
    heard, port = Other(), free_port()
    listening = Controller(heard, hostname="127.0.0.1", port=port)
    listening.start()
    try:
        yield heard, port
    finally:
        listening.stop()


def _until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.02)


def test_two_senders_lose_and_double_nothing(postgres: Cluster, other: tuple[Other, int]) -> None:
    heard, port = other
    found = postgresql_url(postgres.new_schema())
    assert found is not None
    engine = open_engine(found, write=True)
    drafts = SqlDrafts(engine)
    chance = random.Random(7)  # noqa: S311
    running: dict[str, subprocess.Popen[str]] = {}

    def begin(name: str, count: int) -> None:
        url = found.render_as_string(hide_password=False)
        words = [sys.executable, "-m", "tests.durability.senders", url, name, str(port), str(count)]
        running[name] = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def end(name: str) -> None:
        gone = running.pop(name)
        gone.kill()
        gone.wait()
        assert gone.stdout is not None
        gone.stdout.close()

    def waiting() -> int:
        return len(drafts.queued(OWNER, ("waiting",), limit=1000))

    try:
        # Nobody is killed: each is sent once, and both have had their turn.
        for name in ("a0", "b0"):
            begin(name, _COUNT)
        _until(lambda: drafts.numbered(POST, YEAR) == 2 * _COUNT and waiting() == 0)
        assert sorted(heard.came) == sorted(f"<{n}@a>" for n in range(1, 2 * _COUNT + 1))
        assert set(heard.by) == {"a0", "b0"}
        for name in ("a0", "b0"):
            end(name)
        # Now each is killed in turn, wherever it is.
        for again in range(_KILLS):
            begin(f"a{again + 1}", _COUNT)
            begin(f"b{again + 1}", _COUNT)
            for one in running.values():
                assert one.stdout is not None
                assert one.stdout.readline() == "begun\n"
            time.sleep(chance.uniform(0.05, 0.4))
            end(f"{'ab'[again % 2]}{again + 1}")
            _until(lambda: waiting() == 0)  # the one that is left takes over
            end(f"{'ba'[again % 2]}{again + 1}")
        # The one that was left may have been killed behind a release of its own: what waits then goes with the next.
        begin("last", 0)
        _until(lambda: waiting() == 0)
        end("last")
        given = sorted(entry.draft.fields["number"] for entries, _ in drafts.logs(OWNER) for entry in entries)
        last = drafts.numbered(POST, YEAR)
        assert given == list(range(1, last + 1))
        assert set(heard.came) == {f"<{number}@a>" for number in given}
        # What was on its way when a sender was killed comes again, as the same mail, and nothing else does.
        doubled = len(heard.came) - len(given)
        assert doubled <= _KILLS * _IN_FLIGHT
        assert max(Counter(heard.came).values()) <= 2
    finally:
        for name in list(running):
            end(name)
        engine.dispose()


def test_a_lease_is_one_programs_until_it_ends_or_is_given_up(postgres: Cluster) -> None:
    found = postgresql_url(postgres.new_schema())
    assert found is not None
    engine = open_engine(found, write=True)
    leases = SqlLeases(engine)
    assert leases.hold("x", "a", 60) == "a"
    assert (leases.hold("x", "b", 60), leases.hold("y", "b", 60), leases.hold("x", "a", 60)) == ("a", "b", "a")
    leases.free("x", "b")
    assert leases.hold("x", "b", 60) == "a"
    leases.free("x", "a")
    assert leases.hold("x", "b", 0.05) == "b"
    time.sleep(0.06)
    assert leases.hold("x", "a", LEASE_SECONDS) == "a"
    engine.dispose()


def test_a_lease_that_a_clock_gave_that_was_ahead_holds_nobody_up(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "archive.db"), write=True)
    leases = SqlLeases(engine)
    assert leases.hold("x", "killed", LEASE_SECONDS) == "killed"
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE leases SET until = until + 31536000"))  # a year
    assert leases.hold("x", "b", LEASE_SECONDS) == "b"
    assert leases.hold("x", "c", LEASE_SECONDS) == "b"
    engine.dispose()

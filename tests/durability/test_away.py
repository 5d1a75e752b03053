"""A database server that goes away and comes back ends nothing that goes on; what was answered for is not lost."""

from __future__ import annotations

import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.postgres import Cluster, cluster

from legation.app import open_house
from legation.core.marking import OWNER
from legation.services.doors.smtp import SmtpDoor
from legation.services.ingest import Tally, Watching
from legation.web.pages import make_app

from .killing import telegram


@pytest.fixture
def own() -> Iterator[Cluster]:
    """A server that no other test uses."""
    with cluster() as started:
        yield started


def _until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def _sent(port: int, number: int) -> int:
    """Code of the answer to a telegram in a mail."""
    head = f"From: a@b.example\r\nTo: c@d.example\r\nMessage-ID: <{number}@b>\r\n\r\n".encode()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as door:
            door.sendmail("a@b.example", ["c@d.example"], head + telegram(number).replace(b"\n", b"\r\n"))
    except smtplib.SMTPDataError as fault:
        return fault.smtp_code
    return 250


def test_a_desk_a_watch_and_a_door_outlast_their_server(
    own: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "here"))
    (tmp_path / "drop").mkdir()
    ending, taken, away = threading.Event(), list[str](), list[str | None]()

    def told(name: str, tally: Tally, _: int | None) -> None:
        taken.append(f"{name} {tally.new}")

    with open_house(own.new_database(), write=True) as house:
        watching = Watching(house.ingest, house.notes, tmp_path / "drop")
        watch = threading.Thread(
            target=lambda: watching.run(OWNER, told=told, away=away.append, stop=ending.is_set, every_seconds=0.05)
        )
        watch.start()
        door = SmtpDoor(house.arrivals, OWNER, port=0, now=house.clock)
        try:
            with TestClient(make_app(house), base_url="http://127.0.0.1:8000") as desk:
                assert _sent(door.port, 1) == 250
                assert desk.get("/telegram/09TRIPOLI1").status_code == 200
                own.stop()
                (tmp_path / "drop" / "2.txt").write_bytes(telegram(2))
                assert _sent(door.port, 3) == 451
                assert desk.get("/telegram/09TRIPOLI1").status_code == 503
                _until(lambda: bool(away))
                own.start()
                _until(lambda: taken == ["2.txt 1"] and away[-1] is None)
                assert _sent(door.port, 3) == 250
                for number in (1, 2, 3):
                    assert desk.get(f"/telegram/09TRIPOLI{number}").status_code == 200
                _until(lambda: house.finding.search(OWNER, "dredger", limit=1).total == 3)
        finally:
            ending.set()
            watch.join(60)
            door.close()
    assert away == ["the database server cannot be reached: check the URL, and that the server runs", None]

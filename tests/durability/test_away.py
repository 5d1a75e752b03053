"""An archive that goes away and comes back ends nothing that goes on; what was answered for is not lost."""

from __future__ import annotations

import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.postgres import cluster

from legation.app import open_house
from legation.core.errors import AwayError
from legation.core.marking import OWNER
from legation.services.archive.verifying import Verified
from legation.services.doors.smtp import SmtpDoor
from legation.services.ingest import Tally, Watching
from legation.web.pages import make_app

from .killing import telegram

_UNREACHED = "the database server cannot be reached: check the URL, and that the server runs"
_OPENED = "removed or replaced since it was opened: put it back, or end this program and start it again"


class Place:
    """Where an archive is, and how it goes away and comes back."""

    def __init__(self, at: str, go: Callable[[], object], come: Callable[[], object], why: str) -> None:
        self.at, self.go, self.come, self.why = at, go, come, why


@pytest.fixture(params=["server", "directory"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A server that no other test uses, which is stopped, and a directory, which is moved."""
    if request.param == "directory":
        here, there = tmp_path / "archive", tmp_path / "elsewhere"
        yield Place(str(here), lambda: here.rename(there), lambda: there.rename(here), f"{here} was moved, {_OPENED}")
        return
    monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "here"))
    with cluster() as own:
        yield Place(own.new_database(), own.stop, own.start, _UNREACHED)


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


def test_a_desk_a_watch_and_a_door_outlast_their_archive(place: Place, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    ending, taken, away = threading.Event(), list[str](), list[str | None]()

    def told(name: str, tally: Tally, _: int | None) -> None:
        taken.append(f"{name} {tally.new}")

    with open_house(place.at, write=True) as house:
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
                place.go()
                (tmp_path / "drop" / "2.txt").write_bytes(telegram(2))
                assert _sent(door.port, 3) == 451
                assert desk.get("/telegram/09TRIPOLI1").status_code == 503
                _until(lambda: bool(away))
                place.come()
                _until(lambda: taken == ["2.txt 1"] and away[-1] is None)
                assert _sent(door.port, 3) == 250
                for number in (1, 2, 3):
                    assert desk.get(f"/telegram/09TRIPOLI{number}").status_code == 200
                _until(lambda: house.finding.search(OWNER, "dredger", limit=1).total == 3)
        finally:
            ending.set()
            watch.join(60)
            door.close()
    assert away == [place.why, None]


def test_nothing_is_kept_in_an_archive_that_was_replaced(tmp_path: Path) -> None:
    """It would be told as kept, and be gone with the program; its card would lie in the index of the other."""
    (tmp_path / "1.txt").write_bytes(telegram(1))
    (tmp_path / "2.txt").write_bytes(telegram(2))
    for name, number in (("archive", 1), ("other", 2)):
        with open_house(tmp_path / name, write=True) as house:
            house.ingest.run(OWNER, [tmp_path / f"{number}.txt"])
    (tmp_path / "3.txt").write_bytes(telegram(3))
    with open_house(tmp_path / "archive", write=True) as house:
        (tmp_path / "archive").rename(tmp_path / "before")
        (tmp_path / "other").rename(tmp_path / "archive")
        with pytest.raises(AwayError, match="replaced since it was opened"):
            house.ingest.run(OWNER, [tmp_path / "3.txt"])
        with pytest.raises(AwayError, match="replaced since it was opened"):
            house.reading.versions(OWNER, "09TRIPOLI1")
    for name in ("archive", "before"):
        with open_house(tmp_path / name) as house:
            assert house.reading.count(OWNER) == 1
            assert house.verifying is not None
            assert list(house.verifying.run(OWNER, Verified())) == []

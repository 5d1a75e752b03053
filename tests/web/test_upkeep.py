"""Upkeep at the desk: an administrator backs up and verifies, and learns nothing of what is kept."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient

from legation.app import House, open_house
from legation.backups import back_up, restore
from legation.core.accounts import Who
from legation.core.errors import RefusedError
from legation.core.marking import OWNER, Reader
from legation.services.accounts.accounts import OWNS, ForbiddenError
from legation.storage.sql.engine import sqlite_url
from legation.web.pages import make_app

from .traffic import TEXTS, Client

ADMINISTRATOR = Who(Reader("vera", rank=-1), frozenset({"operate", "accounts"}))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[House]:
    """A small archive in a directory, with a folder for backups."""
    folder = tmp_path / "traffic"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text)
    with open_house(tmp_path / "archive", write=True, people=True) as house:
        house.ingest.run(OWNER, [folder])
        house.upkeep.folder = tmp_path / "backups"
        house.upkeep.backing = lambda to, tell: back_up(tmp_path / "archive", to, tell=tell).faults or []
        yield house


def page(house: House, did: str = "", **form: str) -> Any:
    with TestClient(make_app(house), base_url="http://127.0.0.1:8000") as client:
        token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', client.get("/upkeep").text)
        assert token is not None
        return client.post(did, data={"_csrf_token": token[1], **form}) if did else client.get("/upkeep")


def damage(archive: Path) -> None:
    engine = sa.create_engine(sqlite_url(archive / "archive.db"))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE telegrams SET access = '0;;-' WHERE mrn = '15BELISAR99'"))
    engine.dispose()


def test_a_backup_is_made_verified_and_restored(kept: House, tmp_path: Path) -> None:
    job = kept.upkeep.back_up(ADMINISTRATOR)
    assert (job.state, job.outcome.says) == ("done", "no fault was found")
    [made] = kept.upkeep.backups(ADMINISTRATOR)
    place = tmp_path / "backups" / made.name
    assert place.stat().st_mode & 0o077 == 0
    restore(place, tmp_path / "again")
    with open_house(tmp_path / "again") as again:
        assert again.reading.count(OWNER) == len(TEXTS)


def test_a_fault_is_found_and_only_the_owner_told_which(kept: House, tmp_path: Path) -> None:
    damage(tmp_path / "archive")
    job = kept.upkeep.verify(ADMINISTRATOR)
    assert not job.outcome.good
    assert "BELISAR" not in repr(kept.upkeep.jobs(ADMINISTRATOR))
    assert "15BELISAR99" in repr(kept.upkeep.jobs(OWNS))
    assert "15BELISAR99" in page(kept).text


def test_an_administrator_is_not_told_how_much_there_is(kept: House, tmp_path: Path) -> None:
    kept.upkeep.back_up(ADMINISTRATOR)
    kept.upkeep.verify(ADMINISTRATOR)
    with open_house(tmp_path / "empty", write=True) as empty:
        empty.upkeep.folder, empty.clock = tmp_path / "other", kept.clock
        empty.upkeep.backing = lambda to, tell: back_up(tmp_path / "empty", to, tell=tell).faults or []
        empty.upkeep.back_up(ADMINISTRATOR)
        empty.upkeep.verify(ADMINISTRATOR)
        said = [re.sub(r"[\dT:-]{19}Z", "", repr(house.upkeep.jobs(ADMINISTRATOR))) for house in (kept, empty)]
    assert said[0] == said[1]


@pytest.mark.parametrize("action", ["read", "decide", "accounts", "audit"])
def test_others_do_neither(kept: House, action: str) -> None:
    who = Who(Reader("ivo", rank=9), frozenset({action}))
    for ask in (kept.upkeep.back_up, kept.upkeep.verify, kept.upkeep.jobs, kept.upkeep.backups):
        with pytest.raises(ForbiddenError):
            ask(who)


def test_the_trail_says_who_did_it(kept: House) -> None:
    kept.upkeep.back_up(ADMINISTRATOR)
    kept.upkeep.verify(ADMINISTRATOR, quick=True)
    assert kept.trail is not None
    assert [(one.who, one.did) for one in kept.trail.entries(OWNS)][-2:] == [
        ("vera", "backed up"),
        ("vera", "verified"),
    ]


def test_without_a_folder_there_is_no_backup(kept: House) -> None:
    kept.upkeep.folder = None
    with pytest.raises(RefusedError, match="--backups"):
        kept.upkeep.back_up(OWNS)
    assert "--backups" in page(kept).text


def test_one_at_a_time(kept: House) -> None:
    waiting: list[Any] = []
    kept.jobs.open("x", waiting.append)
    kept.upkeep.verify(OWNS)
    with pytest.raises(RefusedError, match="under way"):
        kept.upkeep.back_up(OWNS)
    waiting[0]()
    kept.upkeep.back_up(OWNS)


def test_the_page_says_what_it_does_not_list(kept: House) -> None:
    said = page(kept).text
    assert "Nothing since the desk was started." in said
    assert "Backups and verifications on the command line are not listed here" in said


def test_the_page_begins_both(kept: House, tmp_path: Path) -> None:
    assert "no fault was found" in page(kept, "/upkeep/verify", quick="1").text
    assert "legation-" in page(kept, "/upkeep/backup").text
    shutil.rmtree(tmp_path / "backups")


def test_a_marking_is_settled_on_its_page(client: Client, desk: Any, post: Any) -> None:
    before = client.get("/telegram/15BELISAR12/marking").text
    assert "Nobody has settled it" in before
    at = post("/telegram/15BELISAR12/settle", level="SECRET", captions="noforn", why="<b>read anew</b>")
    after = client.get(at).text
    assert "SECRET, NOFORN" in after
    assert "&lt;b&gt;read anew" in after
    assert "as its text says" in after
    assert "Its marking was settled as SECRET//NOFORN by" in client.get("/telegram/15BELISAR12").text
    assert desk.reading.versions(OWNER, "15BELISAR12")[0].access.startswith("4;NOFORN")
    desk.asks = Reader("low", rank=3)
    assert client.get("/telegram/15BELISAR12/marking").text.count("15BELISAR12") == client.get(
        "/telegram/15BELISAR77/marking"
    ).text.count("15BELISAR77")
    assert client.get("/telegram/15BELISAR12/marking").status_code == 404

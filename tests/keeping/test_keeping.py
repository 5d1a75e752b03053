"""Verifying, backing up, restoring and rebuilding, on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from tests.cli.whole import app
from tests.postgres import Cluster
from typer.testing import CliRunner, Result

from legation import backups
from legation.app import open_house
from legation.backups import back_up, restore
from legation.core.errors import ArchiveError
from legation.core.marking import OWNER, UPKEEP, Marking
from legation.services.accounts.accounts import OWNS
from legation.services.archive import rebuilding
from legation.services.archive.verifying import Fault, Verified
from legation.storage import backup_dir, scratch
from legation.storage.index import TantivyIndex
from legation.storage.index_shelf import IndexShelf
from legation.storage.sql import copying
from legation.storage.sql.address import postgresql_url
from legation.storage.sql.engine import sqlite_url
from legation.storage.sql.stacks import SqlStacks
from legation.storage.sql.telegrams import SqlTelegrams

TEXT = """R 05{hour}13Z MAR 15
FM EMBASSY BELISAR
TO MINISTRY OSMAR
INFO MISSION IMBREL
BT
{level} BELISAR {number:06}

E.O. 12958: N/A
TAGS: PREL
SUBJECT: HARBOUR {number}
REF: BELISAR {cited}

1. ({mark}) The dredger {number} came on Monday.

2. (U) It left again.

SMITH
BT
#{number:04}
NNNN
"""
COUNT = 12


def texts(count: int = COUNT) -> Iterator[bytes]:
    for number in range(1, count + 1):
        level, mark = (("UNCLAS", "U"), ("C O N F I D E N T I A L", "C"), ("S E C R E T", "S"))[number % 3]
        made = TEXT.format(hour=10 + number % 10, number=number, cited=number + 1, level=level, mark=mark)
        yield made.encode()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive with a dialogue. Only to be copied."""
    place = tmp_path_factory.mktemp("made")
    files = place / "files"
    files.mkdir()
    for number, text in enumerate(texts()):
        (files / f"{number:02}.txt").write_bytes(text)
    with open_house(place / "archive", write=True, people=True) as house:
        house.ingest.run(OWNER, [files])
        house.dialogues.open(OWNER, "15BELISAR3", title="Harbour", ours="US", parties=["LY"])
        house.accounts.add(OWNS, "clerk")
    return place / "archive"


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same archive in either database."""
    if request.param == "sqlite":
        shutil.copytree(made, tmp_path / "archive")
        return str(tmp_path / "archive")
    server: Cluster = request.getfixturevalue("postgres")
    monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "cache"))
    back_up(made, tmp_path / "first")
    url = server.new_schema()
    restore(tmp_path / "first", url)
    return url


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def content(place: str | Path) -> object:
    """All that an archive holds and answers."""
    with open_house(place) as house:
        listings = list(house.reading._telegrams.listings(OWNER))
        records = [house.reading._telegrams.get(OWNER, listing.sha256) for listing in listings]
        found = house.finding.search(OWNER, "dredger", limit=50)
        return {
            "records": [(r.sha256, r.original, r.telegram, r.access, r.received, r.file) for r in records],
            "cites": [house.reading._telegrams.cites(OWNER, [r.telegram.mrn or ""]) for r in records],
            "entries": house.ledger.entries(OWNER),
            "found": [(hit.listing, hit.snippet) for hit in found.hits],
            "readers": [account.name for account in house.accounts.all(OWNS)],
            "gaps": [c for r in records for c in house.reading._telegrams.cited_by(OWNER, [r.telegram.mrn or ""])],
        }


def faults(place: str | Path, **how: bool) -> list[Fault]:
    with open_house(place) as house:
        assert house.verifying is not None
        return list(house.verifying.run(OWNER, Verified(), **how))


def harm(place: str, *statements: str) -> None:
    engine = sa.create_engine(postgresql_url(place) or sqlite_url(Path(place) / "archive.db"))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def test_a_sound_archive_has_no_fault(place: str) -> None:
    assert faults(place) == []


SAID = "(SELECT sha256 FROM telegrams WHERE mrn = '15BELISAR2')"


@pytest.mark.parametrize(
    ("statement", "check", "where"),
    [
        (
            f"UPDATE telegrams SET original = (SELECT original FROM telegrams WHERE mrn = '15BELISAR4')"
            f" WHERE sha256 = {SAID}",
            "original",
            "15BELISAR2",
        ),
        (f"UPDATE telegrams SET original = reading WHERE sha256 = {SAID}", "original", "15BELISAR2"),
        (f"UPDATE telegrams SET reading = original WHERE sha256 = {SAID}", "reading", "15BELISAR2"),
        ("UPDATE telegrams SET subject = 'OTHER' WHERE mrn = '15BELISAR2'", "reading", "15BELISAR2"),
        (f"UPDATE citations SET cited = '15BELISAR9' WHERE citing = {SAID}", "citations", "15BELISAR2"),
        (f"DELETE FROM citations WHERE citing = {SAID}", "citations", "15BELISAR2"),
        (f"DELETE FROM particulars WHERE sha256 = {SAID}", "reading", "15BELISAR2"),
        (f"DELETE FROM holdings WHERE sha256 = {SAID}", "reading", "15BELISAR2"),
        (
            "UPDATE telegrams SET access = (SELECT access FROM telegrams WHERE mrn = '15BELISAR3')"
            " WHERE mrn = '15BELISAR2'",
            "access",
            "15BELISAR2",
        ),
        ("UPDATE entries SET hash = previous WHERE number = 1", "ledger", "entry 1"),
        (f"DELETE FROM arrivals WHERE sha256 = {SAID}", "reading", "15BELISAR2 ("),
        ("UPDATE telegrams SET received = '2001-01-01T00:00:00Z' WHERE mrn = '15BELISAR2'", "reading", "15BELISAR2 ("),
        (f"UPDATE arrivals SET received = NULL WHERE sha256 = {SAID}", "reading", "15BELISAR2 ("),
    ],
)
def test_harm_to_the_database_is_found(place: str, statement: str, check: str, where: str) -> None:
    harm(place, statement)
    found = faults(place)
    assert check in {fault.check for fault in found}
    assert all(fault.where.startswith(where) and fault.what and fault.do for fault in found), found


def test_a_lost_telegram_is_told_before_and_after_its_card_is_gone(place: str) -> None:
    with open_house(place) as house:
        (lost,) = house.reading.versions(OWNER, "15BELISAR2")
    harm(place, f"DELETE FROM citations WHERE citing = {SAID}", f"DELETE FROM particulars WHERE sha256 = {SAID}")
    harm(place, "DELETE FROM telegrams WHERE mrn = '15BELISAR2'")
    (fault,) = faults(place)
    assert (fault.where, fault.what) == (lost.sha256[:12], "was kept and is not there")
    assert "backup" in fault.do
    assert run("rebuild", "--index", "--archive", place).exit_code == 0
    assert faults(place) == [fault]


def test_a_lost_telegram_that_is_kept_anew_is_sound(archive: Path, tmp_path: Path) -> None:
    harm(str(archive), f"DELETE FROM citations WHERE citing = {SAID}", f"DELETE FROM particulars WHERE sha256 = {SAID}")
    harm(str(archive), "DELETE FROM telegrams WHERE mrn = '15BELISAR2'")
    for number, text in enumerate(texts()):
        (tmp_path / f"{number:02}.txt").write_bytes(text)
    with open_house(archive, write=True) as house:
        house.ingest.run(OWNER, sorted(tmp_path.glob("*.txt")))
    assert faults(archive) == []


def test_harm_to_the_index_is_found(archive: Path) -> None:
    with open_house(archive) as house:
        records = {r.telegram.mrn: r for n in range(1, 6) for r in house.reading.versions(OWNER, f"15BELISAR{n}")}
    index = TantivyIndex(archive / "index")
    gone, moved, other = (records[f"15BELISAR{number}"] for number in (1, 2, 3))
    index.remove(UPKEEP, [gone.sha256])
    index.add(UPKEEP, [msgspec.structs.replace(moved, access=Marking(4, frozenset({"NOFORN"})).label)])
    changed = msgspec.structs.replace(other.telegram, subject="OTHER WORDS")
    index.add(UPKEEP, [msgspec.structs.replace(other, telegram=changed)])
    index.add(UPKEEP, [msgspec.structs.replace(records["15BELISAR4"], sha256="ab" * 32)])
    index.close()
    said = {(fault.where.split()[0], fault.what) for fault in faults(archive)}
    assert said == {
        ("15BELISAR1", "is not in the index"),
        ("15BELISAR2", "is in the index under another access label"),
        ("15BELISAR3", "is in the index with other words"),
        ("ab" * 6, "is in the index and not in the archive"),
    }
    assert run("rebuild", "--index", "--archive", archive).exit_code == 0
    assert faults(archive) == []


def test_an_index_that_cannot_be_read_is_a_fault_among_others_and_is_made_anew(archive: Path) -> None:
    for meta in (archive / "index").glob("*/*/meta.json"):
        meta.write_text("{")
    harm(str(archive), f"UPDATE telegrams SET reading = original WHERE sha256 = {SAID}")
    found = faults(archive)
    assert [(one.check, one.do) for one in found if one.check == "index"] == [
        ("index", "run `legation rebuild --index`")
    ]
    assert "15BELISAR2" in {one.where.split()[0] for one in found}
    assert run("search", "silt", "--archive", archive).exit_code == 2
    assert run("rebuild", "--archive", archive).exit_code == 0
    assert faults(archive) == []


def test_verify_says_one_line_for_a_fault_and_exits_1(archive: Path) -> None:
    done = run("verify", "--archive", archive)
    assert (done.exit_code, done.stdout) == (0, "")
    harm(str(archive), f"UPDATE telegrams SET reading = original WHERE sha256 = {SAID}")
    done = run("verify", "--archive", archive)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0].startswith("15BELISAR2 (")
    assert "`legation rebuild`" in done.stdout.splitlines()[0]
    lines = [json.loads(line) for line in run("verify", "--archive", archive, "--json").stdout.splitlines()]
    assert lines[0]["check"] == "reading"
    assert {**lines[-1], "ends": {}} == {"telegrams": COUNT, "earlier": 0, "faults": len(lines) - 1, "ends": {}}
    assert run("rebuild", "--archive", archive).exit_code == 0
    assert run("verify", "--archive", archive).exit_code == 0


def as_read_before(place: str) -> None:
    """Make the archive one whose readings an earlier reader made, which read other subjects and lower labels."""
    with open_house(place, write=True) as house:
        store, index = house.reading._telegrams, house.finding._index
        assert isinstance(store, SqlTelegrams)
        for listing in list(store.listings(OWNER)):
            held = store.get(OWNER, listing.sha256)
            before = msgspec.structs.replace(held.telegram, subject="READ BEFORE")
            record = msgspec.structs.replace(held, telegram=before, access=Marking(0).label, read_by="earlier")
            store.restate(OWNER, record, [])
            index.add(UPKEEP, [record])


def test_readings_of_an_earlier_reader_are_no_fault_and_are_made_anew(place: str) -> None:
    whole = content(place)
    as_read_before(place)
    assert faults(place) == []
    assert content(place) != whole
    done = run("verify", "--archive", place, "--json")
    assert json.loads(done.stdout.splitlines()[-1])["earlier"] == COUNT
    done = run("rebuild", "--archive", place, "--json")
    assert json.loads(done.stdout) == {"read": COUNT, "changed": COUNT, "unread": 0, "indexed": COUNT}
    assert content(place) == whole
    assert faults(place) == []
    assert json.loads(run("verify", "-a", place, "--json").stdout.splitlines()[-1])["earlier"] == 0


def test_what_cannot_be_read_again_is_left_and_said(archive: Path) -> None:
    harm(str(archive), f"UPDATE telegrams SET original = reading WHERE sha256 = {SAID}")
    done = run("rebuild", "--archive", archive, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["unread"] == 1
    with open_house(archive) as house:
        assert len(list(house.reading._telegrams.listings(OWNER))) == COUNT


def test_what_is_too_long_to_be_read_stays_unread_until_it_is_asked_for(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("UNCLAS BELISAR 0099\n\nSUBJECT: A HARBOUR\n\n1. " + "Silt and sand. " * 400)
    kept = run("ingest", tmp_path / "long.txt", "--archive", archive, "--limit-bytes", "2000", "--json")
    assert json.loads(kept.stdout) | {"seconds": 0} == {
        "new": 1,
        "same": 0,
        "versions": 0,
        "refused": 0,
        "unread": 1,
        "unmarked": 0,
        "passed_over": 0,
        "seconds": 0,
        "stopped": False,
    }
    assert "long.txt: is over the limit of 2,000 bytes: kept, but not read: " in kept.stderr
    assert faults(archive) == []
    assert run("export", "--archive", archive, "--output", tmp_path / "out.ndjson").exit_code == 0
    second = tmp_path / "second"
    assert run("ingest", tmp_path / "out.ndjson", "--archive", second, "--limit-bytes", "2000").exit_code == 0
    assert content(second)["records"] == content(archive)["records"]  # type: ignore[index]
    for limit, found in (("2000", 0), ("9000", 1)):
        assert run("rebuild", "--archive", archive, "--limit-bytes", limit).exit_code == 0
        assert faults(archive) == []
        with open_house(archive) as house:
            assert house.finding.search(OWNER, "silt", limit=5).total == found


def test_the_views_follow_a_rebuild(archive: Path) -> None:
    with open_house(archive, write=True) as house:
        house.releasing.set("paragraphs")
        views = house.reading._telegrams.view_hashes()
    assert views
    assert run("rebuild", "--archive", archive).exit_code == 0
    with open_house(archive) as house:
        assert house.reading._telegrams.view_hashes() == views
    assert faults(archive) == []


def killed(work: Callable[[], object]) -> bool:
    """Do ``work`` in another process; whether it was killed in the middle."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def kill_at(moment: int, monkeypatch: pytest.MonkeyPatch, points: list[tuple[Any, str]]) -> None:
    """Kill this process before or after the calls of ``points``, at the moment of that number."""
    passed = 0

    def tick() -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def guarded(whole: Callable[..., Any]) -> Callable[..., Any]:
        def at(*args: Any, **kwargs: Any) -> Any:
            tick()
            result = whole(*args, **kwargs)
            tick()
            return result

        return at

    for owner, name in points:
        monkeypatch.setattr(owner, name, guarded(getattr(owner, name)))


def test_a_rebuild_killed_at_any_moment_leaves_the_old_or_the_new(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = content(archive)
    as_read_before(str(archive))
    old = content(archive)
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 5)
    points: list[tuple[Any, str]] = [
        (SqlStacks, "set_aside"),
        (SqlStacks, "adopt"),
        (TantivyIndex, "add"),
        (IndexShelf, "note_upto"),
        (IndexShelf, "forget"),
    ]
    seen: list[str] = []
    for moment in range(1, 100):
        place = tmp_path / f"killed{moment}"
        shutil.copytree(archive, place)

        def work(place: Path = place, moment: int = moment) -> None:
            kill_at(moment, monkeypatch, points)
            run("rebuild", "--archive", place)

        if not killed(work):
            break
        assert faults(place) == [], moment
        now = content(place)
        assert now in (old, new), moment
        seen.append("new" if now == new else "old")
        if moment % 4 == 0:  # taken up where it stood
            assert run("rebuild", "--archive", place).exit_code == 0
            assert content(place) == new
            assert faults(place) == []
    assert seen.count("old") > 5
    assert seen == sorted(seen, reverse=True)  # once it is new it stays new
    assert "new" in seen


@pytest.mark.parametrize("name", ["backup", "backup.tar", "backup.tar.zst"])
def test_a_backup_restores_to_the_same_content(place: str, tmp_path: Path, name: str) -> None:
    whole = content(place)
    done = run("backup", tmp_path / "to" / name, "--archive", place, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["telegrams"] == COUNT
    again = tmp_path / "again"
    done = run("restore", tmp_path / "to" / name, "--archive", again, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["faults"] == 0
    assert content(again) == whole
    assert faults(again) == []


def test_a_backup_goes_over_to_the_other_database(archive: Path, postgres: Cluster, tmp_path: Path) -> None:
    whole = content(archive)
    with open_house(archive) as house:
        assert house.trail is not None
        trail = house.trail.entries(OWNS)
    back_up(archive, tmp_path / "backup.tar.zst")
    url = postgres.new_schema()
    os.environ["LEGATION_CACHE"] = str(tmp_path / "cache")
    try:
        assert run("restore", tmp_path / "backup.tar.zst", "--archive", url).exit_code == 0
        assert content(url) == whole
        with pytest.raises(ArchiveError, match="not empty"):
            restore(tmp_path / "backup.tar.zst", url)
        back_up(url, tmp_path / "over")
        restore(tmp_path / "over", tmp_path / "back")
        assert content(tmp_path / "back") == whole
        with open_house(tmp_path / "back") as house:
            assert house.trail is not None
            again = house.trail.entries(OWNS)
        assert again[: len(trail)] == trail
        assert faults(tmp_path / "back") == []
    finally:
        del os.environ["LEGATION_CACHE"]


class Killed(BaseException):
    """Ends a program where it stands."""


def test_a_restore_to_a_server_that_is_killed_leaves_nothing_or_all_that_its_owner_laid_down(
    archive: Path, postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "mail.toml").write_text('[[address]]\nplad = "AMEMBASSY BELISAR"\nmail = "a@b.example"\n')
    back_up(archive, tmp_path / "backup")
    with open_house(archive) as house:
        named = house.notes.note("id")
    monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "cache"))
    url, there = postgres.new_schema(), list[bool]()

    def committed(connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql" and sa.inspect(connection).has_table("telegrams"):
            there.append(connection.execute(sa.text("SELECT 1 FROM telegrams")).first() is not None)

    def begun(connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql" and any(there):
            raise Killed

    for name, heard in (("commit", committed), ("begin", begun)):
        sa.event.listen(sa.Engine, name, heard)
    try:
        with pytest.raises(Killed):
            restore(tmp_path / "backup", url)
    finally:
        for name, heard in (("commit", committed), ("begin", begun)):
            sa.event.remove(sa.Engine, name, heard)
    with open_house(url) as house:
        assert house.correspondents().mail("AMEMBASSY BELISAR") == "a@b.example"
        assert house.notes.note("id") not in (None, named)
        assert house.reading.count(OWNER) == COUNT


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_how_correspondents_are_reached_is_part_of_a_backup(archive: Path, tmp_path: Path, name: str) -> None:
    laid = archive / "mail.toml"
    laid.write_text('[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "outgoing"\n')
    try:
        back_up(archive, tmp_path / name)
        restore(tmp_path / name, tmp_path / "again")
    finally:
        text = laid.read_text()
        laid.unlink()
    again = tmp_path / "again" / "mail.toml"
    assert (again.read_text(), again.stat().st_mode & 0o077) == (text, 0)  # it may name a password


def test_which_model_may_be_asked_is_part_of_a_backup(
    archive: Path, postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a directory it lies there; of an archive on a server it lies beside the index on this machine."""
    monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "cache"))
    text = 'address = "http://127.0.0.1:8080/v1"\nmodel = "small"\nkey_variable = "MODEL_KEY"\n'
    (archive / "extractor.toml").write_text(text)
    try:
        back_up(archive, tmp_path / "first")
    finally:
        (archive / "extractor.toml").unlink()
    url = postgres.new_schema()
    restore(tmp_path / "first", url)
    assert [file.read_text() for file in (tmp_path / "cache").glob("*/extractor.toml")] == [text]
    back_up(url, tmp_path / "second.tar")
    restore(tmp_path / "second.tar", tmp_path / "again")
    assert (tmp_path / "again" / "extractor.toml").read_text() == text


@pytest.mark.parametrize("name", ["backup", "deep/backup.tar.zst", "../link/backup", ""])
def test_a_backup_is_not_laid_into_its_archive(archive: Path, tmp_path: Path, name: str) -> None:
    (archive.parent / "link").symlink_to(archive)
    try:
        before = sorted(archive.rglob("*"))
        with pytest.raises(ArchiveError, match="lies in the archive itself") as error:
            back_up(archive, archive / name)
        assert error.value.do == "name a place outside, on another disk"
        assert sorted(archive.rglob("*")) == before
    finally:
        (archive.parent / "link").unlink()


def test_a_backup_of_an_archive_in_use_is_one_moment(archive: Path, tmp_path: Path) -> None:
    """An ingest goes on between the pages; the copy is what stood when it began."""
    (tmp_path / "more").mkdir()
    for number, text in enumerate(texts(60)):
        (tmp_path / "more" / f"{number}.txt").write_bytes(text.replace(b"dredger", b"lighter"))
    whole = content(archive)
    with open_house(archive, write=True) as house, pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_PAGES", 4)
        kept: list[int] = []

        def meanwhile(_state: object) -> None:
            if not kept:
                kept.append(house.ingest.run(OWNER, [tmp_path / "more"]).new)

        made = back_up(archive, tmp_path / "backup", tell=meanwhile)
        assert kept[0] > 0
    assert made.manifest.telegrams == COUNT
    assert made.faults == []
    restore(tmp_path / "backup", tmp_path / "again")
    assert content(tmp_path / "again") == whole


def test_a_backup_killed_at_any_moment_is_not_there_or_whole(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [
        (backups, "copy_sqlite"),
        (backups, "write_manifest"),
        (backup_dir, "_pack"),
        (backup_dir, "sync"),
        (scratch, "sync"),
    ]
    monkeypatch.setattr(backup_dir, "_pack", backup_dir._pack)
    for name in ("backup", "backup.tar"):
        there: list[bool] = []
        for moment in range(1, 30):
            target = tmp_path / f"{moment}" / name

            def work(target: Path = target, moment: int = moment) -> None:
                kill_at(moment, monkeypatch, points)
                back_up(archive, target)

            was_killed = killed(work)
            there.append(target.exists())
            if target.exists():
                restore(target, tmp_path / f"{moment}" / "again")
            assert faults(archive, reread=False) == []
            if not was_killed:
                break
            if not target.exists():  # what was left behind is in nobody's way
                back_up(archive, target)
                assert target.exists()
        assert there[0] is False
        assert there[-1] is True


@pytest.mark.parametrize("name", ["desk.new", "desk.part", "desk.new.tar"])
def test_nothing_beside_the_place_of_a_backup_or_an_archive_is_removed(
    archive: Path, tmp_path: Path, name: str
) -> None:
    """Neither the backup itself, whatever it is called, nor a folder of somebody's."""
    diary = [tmp_path / f"{kind}{end}" for kind in ("desk", "b", "b.tar") for end in (".new", ".part")]
    for folder in diary:
        if folder.name != name:
            folder.mkdir()
            (folder / "diary.txt").write_text("of somebody")
    back_up(archive, tmp_path / name)
    back_up(archive, tmp_path / "b")
    back_up(archive, tmp_path / "b.tar")
    restore(tmp_path / name, tmp_path / "desk")
    assert content(tmp_path / "desk") == content(archive)
    assert (tmp_path / name).exists()
    assert all((folder / "diary.txt").exists() for folder in diary if folder.name != name)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".legation-")] == []


def test_what_a_killed_restore_left_goes_with_the_next_and_what_is_in_the_making_stays(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(archive, tmp_path / "backup")

    def work() -> None:
        kill_at(1, monkeypatch, [(backups, "put")])
        restore(tmp_path / "backup", tmp_path / "again")

    assert killed(work)
    [left] = tmp_path.glob(".legation-making-????????")
    assert (left / "again" / "archive.db").exists()
    assert not (tmp_path / "again").exists()
    with scratch.made_beside(tmp_path / "other") as making:
        assert not left.exists()
        making.mkdir()
        (tmp_path / ".legation-archives").mkdir()  # somebody's, and no name of ours there
        restore(tmp_path / "backup", tmp_path / "again")
        assert making.exists()
    assert (tmp_path / ".legation-archives").exists()
    assert content(tmp_path / "again") == content(archive)


def test_a_backup_that_was_harmed_is_not_restored(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backup")
    with (tmp_path / "backup" / "archive.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"\x00harm\x00")
    with pytest.raises(ArchiveError, match=r"archive\.db is not as it was written"):
        restore(tmp_path / "backup", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    (tmp_path / "other.tar").write_bytes(b"no tar")
    (tmp_path / "empty").mkdir()
    for wrong in ("other.tar", "empty"):
        with pytest.raises(ArchiveError, match="not a backup"):
            restore(tmp_path / wrong, tmp_path / "again")
    with pytest.raises(ArchiveError, match="no backup at"):
        restore(tmp_path / "absent", tmp_path / "again")
    with pytest.raises(ArchiveError, match="something at"):
        restore(tmp_path / "backup", archive)
    with pytest.raises(ArchiveError, match="is there already"):
        back_up(archive, tmp_path / "backup")


@pytest.mark.parametrize("packed", [False, True])
def test_a_backup_from_before_there_were_accounts_is_restored(archive: Path, tmp_path: Path, packed: bool) -> None:
    back_up(archive, tmp_path / "backup")
    (tmp_path / "backup" / "readers.toml").write_text('[[reader]]\nname = "r"\n')
    manifest = json.loads((tmp_path / "backup" / "backup.json").read_bytes())
    manifest["files"]["readers.toml"] = hashlib.sha256(b'[[reader]]\nname = "r"\n').hexdigest()
    (tmp_path / "backup" / "backup.json").write_text(json.dumps(manifest))
    source = tmp_path / "backup"
    if packed:
        source = tmp_path / "backup.tar"
        with tarfile.open(source, "w") as tar:
            for file in sorted((tmp_path / "backup").iterdir()):
                tar.add(file, arcname=file.name)
    restore(source, tmp_path / "again")
    assert not (tmp_path / "again" / "readers.toml").exists()


@pytest.mark.parametrize("name", ["access.db", "sign-in.toml", "mail.toml", "extractor.toml"])
@pytest.mark.parametrize("packed", [False, True])
def test_what_was_laid_into_a_backup_is_not_restored(archive: Path, tmp_path: Path, name: str, packed: bool) -> None:
    """Accounts, a way to sign in, or where telegrams are sent, beside a manifest that somebody has kept."""
    back_up(archive, tmp_path / "backup")
    (tmp_path / "backup" / name).write_bytes(b"")
    source = tmp_path / "backup"
    if packed:
        source = tmp_path / "backup.tar"
        with tarfile.open(source, "w") as tar:
            for file in (tmp_path / "backup").iterdir():
                tar.add(file, arcname=file.name)
    with pytest.raises(ArchiveError, match=f"{name} is not as it was written"):
        restore(source, tmp_path / "again")


def test_an_end_that_was_kept_elsewhere_finds_what_was_cut_off(place: str, tmp_path: Path) -> None:
    with open_house(place, write=True, people=True) as house:
        house.accounts.add(OWNS, "mira", clearance="SECRET")
        house.reading.versions(OWNER, "15BELISAR3")
    kept = tmp_path / "ends.json"
    kept.write_text(run("verify", "--quick", "--json", "--archive", place).stdout)
    ends = json.loads(kept.read_text())["ends"]
    assert set(ends) == {"ledger", "audit"}
    with open_house(place, write=True) as house:
        house.dialogues.open(OWNER, "15BELISAR6", title="Silt", ours="US", parties=["LY"])
    since = ("verify", "--quick", "--since", kept, "--archive", place)
    assert run(*since).exit_code == 0  # what came since is no cut
    where = postgresql_url(place) or sqlite_url(Path(place) / "access.db")
    for url, table in ((postgresql_url(place) or sqlite_url(Path(place) / "archive.db"), "entries"), (where, "trail")):
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            number = int(ends["ledger" if table == "entries" else "audit"].partition(":")[0])
            connection.execute(sa.text(f"DELETE FROM {table} WHERE number >= {number}"))
        engine.dispose()
    assert run("verify", "--quick", "--archive", place).exit_code == 0  # the chains themselves hold
    done = run(*since)
    assert done.exit_code == 1
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        f"entry {ends[name].partition(':')[0]}" for name in ("ledger", "audit")
    ]
    assert all("cut off or written anew" in line for line in done.stdout.splitlines())


def test_a_chain_that_is_gone_is_told_and_a_file_without_ends_is_refused(archive: Path, tmp_path: Path) -> None:
    with open_house(archive, write=True, people=True) as house:
        house.accounts.add(OWNS, "mira")
    kept = tmp_path / "ends.json"
    kept.write_text(run("verify", "--quick", "--json", "--archive", archive).stdout)
    for file in archive.glob("access.db*"):
        file.unlink()
    done = run("verify", "--quick", "--since", kept, "--archive", archive)
    assert (done.exit_code, "the audit trail of the archive are gone" in done.stderr) == (2, True)
    (archive / "access.db").touch()
    done = run("verify", "--quick", "--since", kept, "--archive", archive)
    assert (done.exit_code, "was cut off or written anew" in done.stdout) == (1, True)
    for file in archive.glob("access.db*"):
        file.unlink()
    engine = sa.create_engine(sqlite_url(archive / "archive.db"))
    with engine.begin() as connection:  # one that has not been opened for writing since there were accounts
        connection.execute(sa.text("DELETE FROM meta WHERE key = 'accounts'"))
    engine.dispose()
    done = run("verify", "--quick", "--since", kept, "--archive", archive)
    assert (done.exit_code, "was there at an earlier verification, and is not" in done.stdout) == (1, True)
    for wrong in ("", "{}", "not json", '{"telegrams": 3}', "\x00"):
        kept.write_text(wrong)
        done = run("verify", "--quick", "--since", kept, "--archive", archive)
        assert done.exit_code == 2
        assert "does not say where the chains ended" in done.stderr
    assert run("verify", "--since", tmp_path / "absent", "--archive", archive).exit_code == 2


def test_what_lies_in_a_tar_is_for_whoever_unpacks_it(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as tar:
        assert {member.mode for member in tar.getmembers()} == {0o600}


def test_a_tar_writes_nothing_elsewhere(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backup")
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        for file in sorted((tmp_path / "backup").iterdir()):
            tar.add(file, arcname=file.name)
        tar.add(tmp_path / "evil", arcname="../outside.txt")
        tar.add(tmp_path / "evil", arcname=str(tmp_path / "absolute.txt"))
        link = tarfile.TarInfo("parties.toml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    restore(tmp_path / "evil.tar", tmp_path / "in" / "archive")
    assert not (tmp_path / "in" / "outside.txt").exists()
    assert not (tmp_path / "absolute.txt").exists()
    assert not (tmp_path / "in" / "archive" / "parties.toml").is_symlink()

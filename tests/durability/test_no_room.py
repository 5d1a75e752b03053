"""A disk without room: one clear line, nothing lost, and when there is room again all goes on as if nothing had been.

No file may grow beyond some size, which the system says of a file as it says of a disk that it is full.
"""

from __future__ import annotations

import errno
import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars
import pytest
from tests.cli.whole import app
from typer.testing import CliRunner, Result

from legation.app import open_house
from legation.backups import back_up, restore
from legation.cli.console import write_file
from legation.core.errors import AwayError, RefusedError
from legation.core.marking import OWNER, UPKEEP
from legation.services.archive.verifying import Verified
from legation.services.ingest import Tally, Watching
from legation.storage.index import TantivyIndex
from legation.storage.partition import Partition
from legation.storage.sql.telegrams import SqlTelegrams

from .killing import telegram

COUNT = 12


@contextmanager
def room(bytes_of_a_file: int) -> Iterator[None]:
    """No file grows beyond so many bytes meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_of_a_file, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(1, COUNT + 1):
        (folder / f"{number}.txt").write_bytes(telegram(number))
    return folder


@pytest.fixture
def archive(tmp_path: Path, files: Path) -> Path:
    with open_house(tmp_path / "archive", write=True) as house:
        house.ingest.run(OWNER, [files])
    return tmp_path / "archive"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def faults(archive: Path) -> list[str]:
    with open_house(archive) as house:
        assert house.verifying is not None
        return [fault.what for fault in house.verifying.run(OWNER, Verified(), reread=False)]


@pytest.mark.parametrize("bytes_of_a_file", [0, 600, 8_000])
@pytest.mark.parametrize("name", ["rows.parquet", "rows", "lines.jsonl"])
def test_an_export_that_finds_no_room_is_one_line_and_leaves_nothing(
    archive: Path, tmp_path: Path, name: str, bytes_of_a_file: int
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    words = ["export", "--archive", archive, "--output", out / name]
    words += ["--format", "jsonl" if name.endswith("jsonl") else "parquet"]
    with room(bytes_of_a_file):
        done = run(*words)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.output
    assert "cannot be written" in done.stderr or "disk" in done.stderr
    assert "os error" not in done.stderr
    assert list(out.iterdir()) == []
    assert run(*words).exit_code == 0


@pytest.mark.parametrize("before", [None, b"an earlier brief"])
def test_a_brief_that_finds_no_room_leaves_what_was_there_before(tmp_path: Path, before: bytes | None) -> None:
    file = tmp_path / "brief.md"
    if before is not None:
        file.write_bytes(before)
        file.chmod(0o640)
    with room(100), pytest.raises(RefusedError, match=r"brief\.md cannot be written \(File too large\)"):
        write_file(file, bytes(200))
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == ({"brief.md": before} if before else {})
    write_file(file, bytes(200))
    assert file.read_bytes() == bytes(200)
    assert file.stat().st_mode & 0o777 == (0o640 if before else 0o600)


def test_what_is_no_file_or_has_two_names_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    file, other = tmp_path / "one", tmp_path / "other"
    file.write_bytes(b"before")
    other.hardlink_to(file)
    write_file(file, b"after")
    assert other.read_bytes() == b"after"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"through")
    assert os.read(reader, 9) == b"through"
    os.close(reader)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "named")
    write_file(link, b"behind it")
    assert (link.is_symlink(), (tmp_path / "named").read_bytes()) == (True, b"behind it")


@pytest.mark.parametrize("writing", ["polars.DataFrame.write_parquet", "polars.LazyFrame.sink_parquet"])
def test_what_the_library_of_rows_says_of_a_full_disk_is_one_line(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writing: str
) -> None:
    def fails(*_given: Any, **_more: Any) -> None:  # as it was met on a disk that was full
        said = "parquet: File out of specification: underlying IO error: No space left on device (os error 28)"
        raise polars.exceptions.ComputeError(said)

    monkeypatch.setattr(writing, fails)
    done = run("export", "--archive", archive, "--format", "parquet", "--output", tmp_path / "rows.parquet")
    assert done.exit_code == 2
    assert done.stderr == (
        "legation: the export cannot be written (No space left on device): free some space, or name another place\n"
    )
    assert not list(tmp_path.glob("rows.parquet*"))


def test_no_room_for_what_readers_and_writers_share_is_told_as_such(archive: Path) -> None:
    with room(0):
        done = run("account", "add", "mira", "--archive", archive)
    assert done.exit_code == 2
    assert done.stderr == (
        "legation: the disk of the archive is full or fails: free some space or check it, then run the same again\n"
    )
    assert run("account", "add", "mira", "--archive", archive).exit_code == 0
    assert faults(archive) == []


def full(*_given: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def away(*_given: Any) -> None:
    raise AwayError("the index cannot be written", "make room")


def test_what_the_index_had_no_room_for_is_found_once_there_is_room(archive: Path, files: Path) -> None:
    """A desk that goes on does not wait for its next start."""
    with open_house(archive, write=True) as house:
        for number in range(101, 104):
            (files / f"{number}.txt").write_bytes(telegram(number))
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(Partition, "_write", full)
            broken.setattr(Partition, "_join", full)
            with pytest.raises(AwayError, match="the index cannot be written"):
                house.ingest.run(OWNER, [files])
        (files / "104.txt").write_bytes(telegram(104))
        assert house.ingest.run(OWNER, [files / "104.txt"]).new == 1
        assert house.finding.search(OWNER, "dredger", limit=1).total == COUNT + 4
        assert house.ingest.run(OWNER, [files]).same == COUNT + 4
        assert house.ingest.catch_up(UPKEEP) == 0  # the mark has come along
    assert faults(archive) == []


def test_what_the_next_that_writes_takes_in_is_told_as_that(archive: Path, files: Path) -> None:
    (files / "101.txt").write_bytes(telegram(101))
    with open_house(archive, write=True) as house, pytest.MonkeyPatch.context() as broken:
        broken.setattr(Partition, "_write", full)
        broken.setattr(Partition, "_join", full)
        with pytest.raises(AwayError):
            house.ingest.run(OWNER, [files / "101.txt"])
    with open_house(archive) as house:
        assert house.verifying is not None
        (fault,) = house.verifying.run(OWNER, Verified(), reread=False)
    assert fault.what == "is not in the index"
    assert fault.do == "whatever writes to the archive next, such as `legation ingest`, takes it in"
    with open_house(archive, write=True):
        pass
    assert faults(archive) == []


def test_what_was_kept_before_the_index_had_room_is_found_when_it_is_sent_again(archive: Path, files: Path) -> None:
    (files / "101.txt").write_bytes(telegram(101))
    with open_house(archive, write=True) as house:
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(Partition, "_write", full)
            broken.setattr(Partition, "_join", full)
            with pytest.raises(AwayError):
                house.ingest.run(OWNER, [files / "101.txt"])
        assert house.ingest.run(OWNER, [files / "101.txt"]).same == 1
        assert house.finding.search(OWNER, "dredger", limit=1).total == COUNT + 1


def test_a_partition_that_cannot_be_written_anew_answers_as_before(archive: Path) -> None:
    with open_house(archive, write=True) as house:
        held = [one.sha256 for one in house.ingest._telegrams.listings(OWNER)]
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(Partition, "_write", full)
            with pytest.raises(AwayError):
                house.ingest._index.remove(UPKEEP, held[:1])
        assert house.finding.search(OWNER, "dredger", limit=1).total == COUNT
        house.ingest._index.remove(UPKEEP, held[:1])
        assert house.finding.search(OWNER, "dredger", limit=1).total == COUNT - 1


@pytest.mark.parametrize(("step", "decided"), [("remove", False), ("add", True)])
def test_a_marking_that_the_index_had_no_room_for_is_brought_to_its_end(
    archive: Path, step: str, decided: bool
) -> None:
    with open_house(archive, write=True) as house:

        def mark(number: int) -> None:
            house.markings.mark(OWNER, f"09TRIPOLI{number}", "CONFIDENTIAL", why="seen on paper")

        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(TantivyIndex, step, away)
            with pytest.raises(AwayError):
                mark(1)
        found = house.finding.search(OWNER, "dredger", limit=COUNT)
        assert [hit.listing.access for hit in found.hits if hit.listing.mrn == "09TRIPOLI1"] in ([], ["0;;-"])
        mark(2)  # whoever marks the next brings it to its end
        found = house.finding.search(OWNER, "dredger", limit=COUNT)
        held = {hit.listing.mrn: hit.listing.access for hit in found.hits}
        assert len(held) == COUNT
        assert (held["09TRIPOLI1"], held["09TRIPOLI2"]) == ("3;;-" if decided else "0;;-", "3;;-")
        assert bool(house.markings.of(OWNER, "09TRIPOLI1")[0].decisions) == decided
    assert faults(archive) == []


@pytest.mark.parametrize("packed", [False, True])
def test_a_restore_whose_index_finds_no_room_leaves_no_archive(archive: Path, tmp_path: Path, packed: bool) -> None:
    backup = tmp_path / ("backup.tar" if packed else "backup")
    back_up(archive, backup)
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(Partition, "_write", full)
        with pytest.raises(AwayError):
            restore(backup, tmp_path / "again")
    with room(8_000), pytest.raises(AwayError, match=r"/again: no file may grow"):  # it names what is full
        restore(backup, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    restore(backup, tmp_path / "again")
    assert faults(tmp_path / "again") == []


def test_a_watch_outlasts_a_full_disk(archive: Path, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "101.txt").write_bytes(telegram(101))
    said: list[str | None] = []
    taken: list[str] = []
    ended = threading.Event()
    put = SqlTelegrams.put
    looks = 0

    def hear(name: str, _tally: Tally, _before: int | None) -> None:
        taken.append(name)
        ended.set()

    with open_house(archive, write=True) as house, pytest.MonkeyPatch.context() as broken:

        def wait(_seconds: float) -> None:
            nonlocal looks
            looks += 1
            if looks == 1:
                broken.setattr(SqlTelegrams, "put", without_room)
            if looks == 3:
                broken.setattr(SqlTelegrams, "put", put)

        def without_room(*given: Any) -> Any:
            with room(0):
                return put(*given)

        watching = Watching(house.ingest, house.notes, drop)
        watching.run(OWNER, told=hear, away=said.append, stop=lambda: ended.is_set() or looks > 9, wait=wait)
        assert taken == ["101.txt"]
        assert said[0] is not None
        assert "disk" in said[0]
        assert house.finding.search(OWNER, "dredger", limit=1).total == COUNT + 1
    assert faults(archive) == []

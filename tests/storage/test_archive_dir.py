"""The directory of an archive: made, opened, locked, and refused with one remedy."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from legation.core.errors import ArchiveError
from legation.storage import archive_dir
from legation.storage.archive_dir import ArchiveDirectory, Patience


def opened(path: Path, *, write: bool = True) -> ArchiveDirectory:
    return ArchiveDirectory.create_or_open(path, write=write)


def test_made_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "archive"
    with opened(path) as archive:
        assert archive.writes
        assert archive.database.parent == path
    assert "format = 1" in (path / "archive.toml").read_text()
    assert "legation" in (path / "archive.toml").read_text()
    with opened(path), opened(path, write=False) as reading:
        assert not reading.writes


@pytest.mark.parametrize(("given", "made"), [(None, 0o700), (0o755, 0o750), (0o700, 0o700), (0o2770, 0o2770)])
def test_others_may_not_look_into_an_archive(tmp_path: Path, given: int | None, made: int) -> None:
    path = tmp_path / "archive"
    if given is not None:
        path.mkdir()
        path.chmod(given)
    with opened(path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == made
    path.chmod(0o755)  # who lets others in later means it
    with opened(path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_reading_what_is_not_there_says_to_ingest(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ArchiveError, match="no archive") as error:
            opened(path, write=False)
        assert "legation ingest" in error.value.do
    assert not (tmp_path / "absent").exists()


def test_a_directory_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    for path in (tmp_path, tmp_path / "letter.txt"):
        for write in (True, False):
            with pytest.raises(ArchiveError, match="not an archive directory"):
                opened(path, write=write)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_creation_cut_short_is_taken_up(tmp_path: Path) -> None:
    (tmp_path / "writer.lock").touch()
    (tmp_path / "archive.toml.new").touch()
    with pytest.raises(ArchiveError, match="there is no archive"):
        opened(tmp_path, write=False)
    opened(tmp_path).close()
    assert "\nformat = 1\n" in (tmp_path / "archive.toml").read_text()
    opened(tmp_path, write=False).close()


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive.toml").write_text('format = 2\nmade_by = "legation 7.0"\n')
    for write in (True, False):
        with pytest.raises(ArchiveError, match=r"legation 7\.0") as error:
            opened(tmp_path, write=write)
        assert error.value.do == "update legation, or open it with the version that made it"


def test_a_marker_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for text in ("format = ", "", 'format = "one"'):
        (tmp_path / "archive.toml").write_text(text)
        with pytest.raises(ArchiveError, match="cannot be read"):
            opened(tmp_path)


def test_a_second_writer_is_refused_by_name(tmp_path: Path) -> None:
    with opened(tmp_path):
        with pytest.raises(ArchiveError, match=f"process {os.getpid()}"):
            opened(tmp_path)
        opened(tmp_path, write=False).close()
    opened(tmp_path).close()


def test_a_writer_waits_for_another_and_says_so_once(tmp_path: Path) -> None:
    first = opened(tmp_path)
    told: list[str] = []
    letting_go = threading.Timer(0.3, first.close)
    letting_go.start()
    patience = Patience(20.0, told.append)
    ArchiveDirectory.create_or_open(tmp_path, write=True, patience=patience).close()
    letting_go.join()
    by = f"(process {os.getpid()})"
    assert told == [f"another program is writing to the archive {by}: waiting 20 s at most"]


def test_a_writer_that_waited_long_enough_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(ArchiveError, match=r"for 0\.2 s and more"):
        ArchiveDirectory.create_or_open(tmp_path, write=True, patience=Patience(0.2))


def test_what_was_made_for_nothing_is_taken_away_and_who_waits_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    first = opened(path)
    waiting = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        second = threads.submit(
            ArchiveDirectory.create_or_open, path, write=True, patience=Patience(20.0, lambda _: waiting.set())
        )
        assert waiting.wait(10)
        first.forsake()
        first.close()
        with second.result(20) as archive:
            assert archive.made
            with pytest.raises(ArchiveError, match=f"process {os.getpid()}"):
                opened(path)
            archive.forsake()
    assert not list(path.iterdir())  # it was there when the second one came
    opened(path).close()
    with opened(path) as there:
        there.forsake()
    assert (path / "archive.toml").exists()


def test_what_somebody_lays_beside_an_archive_is_not_taken_away_with_it(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    with opened(path) as made:
        (path / "index.html").write_text("a page")
        (path / "notes").mkdir()
        made.forsake()
    assert sorted(entry.name for entry in path.iterdir()) == ["index.html", "notes"]


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_nobody_waits_for_one_that_stays(tmp_path: Path, seconds: float) -> None:
    told: list[str] = []
    begun = time.monotonic()
    with (
        ArchiveDirectory.create_or_open(tmp_path, write=True, stays=True),
        pytest.raises(ArchiveError, match=rf"until it is ended \(process {os.getpid()}\)"),
    ):
        ArchiveDirectory.create_or_open(tmp_path, write=True, patience=Patience(seconds, told.append))
    assert told == []
    assert time.monotonic() - begun < 30
    with opened(tmp_path), pytest.raises(ArchiveError, match="is writing to"):  # the next one does not stay
        opened(tmp_path)


def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from legation.storage.archive_dir import ArchiveDirectory\n"
        "kept = ArchiveDirectory.create_or_open(Path(sys.argv[1]), write=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert ended.returncode == -9
    opened(tmp_path).close()


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (errno.EACCES, "no permission"),
        (errno.ENOSPC, "full"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "disk failed"),
    ],
)
def test_faults_of_the_disk_have_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, what: str
) -> None:
    def failing(_marker: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(archive_dir, "write_marker", failing)
    with pytest.raises(ArchiveError, match=what) as error:
        opened(tmp_path)
    assert error.value.do
    monkeypatch.undo()
    opened(tmp_path).close()  # the lock was given back


@pytest.mark.parametrize(
    ("number", "do"), [(errno.EROFS, "copy the directory"), (errno.EACCES, "ask its owner to serve it")]
)
def test_where_nobody_can_be_noted_as_a_reader_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, do: str
) -> None:
    with opened(tmp_path) as kept:
        kept.make_private(kept.people)

        def failing(path: Path, *_: int) -> int:
            raise OSError(number, os.strerror(number), str(path))

        monkeypatch.setattr(os, "open", failing)
        with pytest.raises(ArchiveError, match="in which is noted who reads what") as error:
            kept.make_private(kept.people)
        monkeypatch.undo()
        assert do in str(error.value)


def test_an_archive_is_made_in_a_directory_that_belongs_to_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "volume"
    path.mkdir()
    path.chmod(0o777)
    chmod = Path.chmod

    def refused(self: Path, mode: int, **named: bool) -> None:
        if self == path:
            raise PermissionError(1, "Operation not permitted")
        chmod(self, mode, **named)

    monkeypatch.setattr(Path, "chmod", refused)
    with opened(path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o777

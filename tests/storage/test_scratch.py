"""What is only passing through goes with the work, and with the next start where the program was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from legation.storage import scratch
from legation.storage.scratch import Scratch, sweep


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    place = tmp_path / "room"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@contextmanager
def another(room: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that lays something down and is at work with it."""
    works = (
        "import time\nfrom legation.storage.scratch import Scratch\n"
        "made = Scratch()\n(made.path / '0').write_text('marked')\nprint('at work', flush=True)\ntime.sleep(600)\n"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", works], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(room)}
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "at work\n"
        yield program
    finally:
        program.kill()
        program.communicate()


def test_it_goes_with_the_work(room: Path) -> None:
    with Scratch() as folder:
        assert folder.parent == room
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "0").write_text("marked")
    assert list(room.iterdir()) == []
    again = Scratch()
    again.close()
    again.close()
    assert list(room.iterdir()) == []


def test_what_a_killed_program_left_is_swept_and_what_is_in_use_is_not(room: Path) -> None:
    with another(room) as killed:
        sweep()
        [left] = room.iterdir()
        assert (left / "0").read_text() == "marked"
        killed.kill()
        killed.wait()
        assert left.exists()
        with Scratch() as own, another(room):
            sweep()
            assert not left.exists()
            assert own.exists()
            assert len(list(room.iterdir())) == 2


def test_only_folders_that_it_made_are_swept(room: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "telegram.txt").write_text("kept")
    (room / ".legation-linklink").symlink_to(kept)
    (room / ".legation-filefile").write_text("a file")
    (room / "legation-backup").mkdir()
    (room / ".legation-leftleft").mkdir()
    sweep()
    assert {one.name for one in room.iterdir()} == {
        ".legation-linklink",
        ".legation-filefile",
        "legation-backup",
    }
    assert (kept / "telegram.txt").read_text() == "kept"


def test_one_that_is_swept_before_it_is_locked_is_made_anew(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the making and the lock another program may start, and sweep."""
    makes: Callable[..., str] = tempfile.mkdtemp
    made: list[str] = []

    def swept(**named: object) -> str:
        made.append(makes(**named))
        if len(made) == 1:
            sweep()
        return made[-1]

    monkeypatch.setattr(scratch.tempfile, "mkdtemp", swept)
    with Scratch() as folder:
        assert len(made) == 2
        assert folder.exists()
        assert list(room.iterdir()) == [folder]


def test_many_that_begin_while_others_sweep_lose_nothing(room: Path) -> None:
    ended = threading.Event()

    def sweeping() -> None:
        while not ended.is_set():
            sweep()

    sweeper = threading.Thread(target=sweeping)
    sweeper.start()
    try:
        for _ in range(300):
            with Scratch() as folder:
                (folder / "0").write_text("marked")
                assert (folder / "0").read_text() == "marked"
    finally:
        ended.set()
        sweeper.join()
    assert list(room.iterdir()) == []

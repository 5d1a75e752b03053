"""A drop folder: whole files are taken once, broken ones listed, and a new watch goes on where the last one ended."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from legation.core.errors import ArchiveError, AwayError
from legation.core.marking import OWNER
from legation.services.ingest import Ingest, Tally, Watching, check_folder
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.notes import MemoryNotes
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.tables.posts import load_posts

TEXT = b"FM AMEMBASSY TRIPOLI\nUNCLAS TRIPOLI 000900\n\nSUBJECT: A HARBOUR IS DREDGED\n\n1. The dredger came.\n"


class Kit:
    def __init__(self, home: Path, moved_to: Path | None = None) -> None:
        self.folder = home / "drop"
        self.folder.mkdir()
        self.telegrams, self.index, self.notes = MemoryTelegrams(), MemoryIndex(), MemoryNotes()
        self.moved_to = moved_to
        self.told: list[tuple[str, int, list[str]]] = []
        self.held: list[str] = []
        self.left: list[tuple[str, str]] = []
        self.grown: dict[str, int] = {}
        self.at, self.settle_seconds = 0.0, 0.0
        self.begin()

    def begin(self) -> None:
        ingest = Ingest(self.telegrams, self.index, load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
        self.watching = Watching(
            ingest,
            self.notes,
            self.folder,
            moved_to=self.moved_to,
            settle_seconds=self.settle_seconds,
            clock=lambda: self.at,
        )

    def hear(self, name: str, tally: Tally, before: int | None) -> None:
        if before is not None:
            self.grown[name] = before
        self.told.append((name, tally.new, [refusal.what for refusal in tally.refusals]))

    def look(self) -> list[tuple[str, int, list[str]]]:
        self.told = []
        self.watching.look(OWNER, told=self.hear, held=self.held.append, left=lambda *one: self.left.append(one))
        return self.told


def test_an_archive_that_is_away_for_a_while_does_not_end_a_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = Kit(tmp_path)
    (kit.folder / "a.txt").write_bytes(TEXT)
    away: list[str | None] = []
    looks = 0
    note = kit.notes.note

    def asked(key: str) -> str | None:
        if looks < 3:
            raise AwayError("the database server cannot be reached", "check it")
        return note(key)

    def wait(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            assert away == []
        if looks == 3:
            (kit.folder / "a.txt").touch()  # so that there is nothing to take in the next look

    monkeypatch.setattr(kit.notes, "note", asked)
    kit.watching.run(OWNER, told=kit.hear, away=away.append, stop=lambda: looks > 5, wait=wait)
    assert away == ["the database server cannot be reached: check it", None]
    assert kit.told == [("a.txt", 1, [])]


def test_a_file_is_taken_when_it_is_whole_and_once(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    (kit.folder / "below").mkdir()
    file = kit.folder / "below" / "a.txt"
    file.write_bytes(TEXT[:50])
    assert kit.look() == []
    file.write_bytes(TEXT)
    assert kit.look() == []
    assert kit.look() == [("below/a.txt", 1, [])]
    assert kit.index.search(OWNER, "dredger", limit=1).total == 1
    assert [listing.file for listing in kit.telegrams.listings(OWNER)] == ["below/a.txt"]
    assert kit.look() == []
    kit.begin()
    assert kit.look() == kit.look() == []


def test_what_is_hidden_and_stays_is_told_once(tmp_path: Path) -> None:
    kit = Kit(tmp_path, moved_to=tmp_path / "drop" / ".done")
    kit.settle_seconds = 10.0
    kit.begin()
    (kit.folder / ".done").mkdir()
    (kit.folder / "below").mkdir()
    (kit.folder / "below" / ".a.txt").write_bytes(TEXT)
    passed_over: list[tuple[str, int]] = []

    def look() -> list[tuple[str, int]]:
        passed_over.clear()
        kit.watching.look(OWNER, told=lambda name, tally, _: passed_over.append((name, tally.passed_over)))
        return passed_over

    assert look() == []
    (kit.folder / ".b.part").write_bytes(TEXT)
    kit.at = 9.0
    assert look() == []
    (kit.folder / ".b.part").rename(kit.folder / "b.txt")
    kit.at = 10.0
    assert look() == [("below/.a.txt", 1)]
    kit.at = 30.0
    assert look() == [("b.txt", 0)]
    with zipfile.ZipFile(kit.folder / "c.zip", "w") as packed:
        packed.writestr(".c.txt", TEXT)
    look()
    kit.at = 60.0
    assert look() == [("c.zip", 1)]


def test_a_file_that_pauses_while_it_is_written_is_waited_for(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    kit.settle_seconds = 10.0
    kit.begin()
    file = kit.folder / "a.txt"
    file.write_bytes(TEXT[:80])
    for kit.at in (0, 1, 2, 5, 9.9):
        assert kit.look() == []
    file.write_bytes(TEXT)
    for kit.at in (10, 15, 19.9):
        assert kit.look() == []
    kit.at = 20
    assert kit.look() == [("a.txt", 1, [])]
    assert kit.grown == {}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not tell who has a file open")
def test_a_file_that_is_open_for_writing_is_waited_for_and_named_once(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    file = kit.folder / "a.txt"
    with file.open("wb") as writing:
        writing.write(TEXT)
        writing.flush()
        for _ in range(3):
            assert kit.look() == []
    assert kit.held == ["a.txt"]
    with file.open("rb"):  # who only reads is no hindrance
        assert kit.look() == [("a.txt", 1, [])]


def test_what_grows_after_it_was_taken_is_told_as_a_further_version(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    file = kit.folder / "a.txt"
    file.write_bytes(TEXT[:80])
    kit.look()
    assert kit.look() == [("a.txt", 1, [])]
    with file.open("ab") as more:
        more.write(TEXT[80:])
    kit.begin()  # also where another watch has taken it
    kit.look()
    assert [name for name, _, _ in kit.look()] == ["a.txt"]
    assert kit.grown == {"a.txt": 80}
    versions = {str(listing.mrn) for listing in kit.telegrams.listings(OWNER)}
    assert (kit.telegrams.count(OWNER), len(versions)) == (2, 1)


def test_a_broken_file_is_listed_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    (kit.folder / "a.zip").write_bytes(b"PK broken")
    (kit.folder / "b.txt").write_bytes(TEXT)
    (kit.folder / ".c.txt.part").write_bytes(TEXT)
    (kit.folder / "d.txt").symlink_to("/etc/passwd")
    kit.look()
    first, *others = kit.look()
    assert first == (".c.txt.part", 0, [])
    assert others == [("a.zip", 0, ["is damaged"]), ("b.txt", 1, []), ("d.txt", 0, ["is a link or a device"])]
    assert kit.look() == []
    (kit.folder / "a.zip").write_bytes(b"PK still broken")
    kit.look()
    assert kit.look() == [("a.zip", 0, ["is damaged"])]


def test_a_file_that_changes_while_others_are_taken_waits_for_the_next_look(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    first, second = kit.folder / "a.txt", kit.folder / "b.txt"
    first.write_bytes(TEXT)
    second.write_bytes(TEXT + b"\n2. It left.\n")
    kit.look()
    hear = kit.hear

    def write(name: str, tally: Tally, before: int | None) -> None:
        hear(name, tally, before)
        if name == "a.txt":
            second.write_bytes(TEXT[:60])

    kit.hear = write  # type: ignore[method-assign]
    assert [name for name, _, _ in kit.look()] == ["a.txt"]
    second.write_bytes(TEXT + b"\n2. It left.\n")
    kit.look()
    assert kit.look() == [("b.txt", 1, [])]
    assert kit.telegrams.count(OWNER) == 2


def test_a_folder_that_may_not_be_looked_into_is_told_once_and_taken_when_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = Kit(tmp_path)
    (kit.folder / "closed").mkdir()
    (kit.folder / "closed" / "a.txt").write_bytes(TEXT)

    def guarded(path: str | Path) -> object:
        if Path(path).name == "closed":  # the super-user may look into any, so it is refused here
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    scandir = os.scandir
    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", guarded)
        assert kit.look() == [("closed", 0, ["may not be read by you"])]
        assert kit.look() == []
    assert kit.look() == []
    assert kit.look() == [("closed/a.txt", 1, [])]


def test_a_file_that_may_not_be_read_is_taken_when_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = Kit(tmp_path)
    file = kit.folder / "a.txt"
    file.write_bytes(TEXT)

    def guarded(path: str, *rest: int) -> int:
        if Path(path).name == "a.txt":
            raise PermissionError(13, "Permission denied", path)
        return opening(path, *rest)

    opening = os.open
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", guarded)
        kit.look()
        assert kit.look() == [("a.txt", 0, ["may not be read by you"])]
        assert kit.look() == []
    time.sleep(0.05)  # as finely as file systems tell the time
    file.chmod(0o640)
    kit.begin()
    kit.look()
    assert kit.look() == [("a.txt", 1, [])]


def test_a_folder_that_may_not_be_looked_into_is_not_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ArchiveError, match="may not be looked into by you"):
        check_folder(tmp_path)


def test_files_may_be_moved_and_never_over_others(tmp_path: Path) -> None:
    kit = Kit(tmp_path, moved_to=tmp_path / "drop" / "taken")
    for number in range(3):
        (kit.folder / "a.txt").write_bytes(TEXT.replace(b"came", b"came %d times" % number))
        kit.look()
        assert kit.look() == [("a.txt", 1, [])]
    assert sorted(file.name for file in (kit.folder / "taken").iterdir()) == ["a-2.txt", "a-3.txt", "a.txt"]
    assert (kit.look(), kit.look()) == ([], [])
    assert kit.telegrams.count(OWNER) == 3


def test_a_folder_that_goes_and_comes_back_does_not_end_a_watch(tmp_path: Path) -> None:
    kit = Kit(tmp_path)
    away: list[str | None] = []
    looks = 0

    def wait(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            kit.folder.rename(tmp_path / "elsewhere")
            (tmp_path / "elsewhere" / "a.txt").write_bytes(TEXT)
        if looks == 4:
            (tmp_path / "elsewhere").rename(kit.folder)

    taken: list[str] = []
    kit.watching.run(
        OWNER, told=lambda name, *_: taken.append(name), away=away.append, stop=lambda: looks > 7, wait=wait
    )
    gone = f"{kit.folder} is not a folder: put it back, or end the watch: what lies in it then is taken"
    assert (away, taken) == ([gone, None], ["a.txt"])


@pytest.mark.parametrize(
    ("name", "how", "told"),
    [("a.txt", ["--json"], '{"file":"a.txt","new":1,'), ("a\nb.txt", [], "a b.txt: 1 new\n")],
    ids=["json", "one line whatever the name"],
)
def test_the_command_takes_files_until_it_is_told_to_stop(tmp_path: Path, name: str, how: list[str], told: str) -> None:
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / name).write_bytes(TEXT)
    command = ["ingest", "--watch", str(tmp_path / "drop"), "--archive", str(tmp_path / "archive"), *how]
    command += ["--settle", "0"]
    with subprocess.Popen(
        [sys.executable, "-m", "legation", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stdout is not None
        first = watch.stdout.readline()
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(60) == 0
        assert first.startswith(told)


def other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "rename", fails)


def test_what_was_taken_is_moved_to_another_disk_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = Kit(tmp_path, moved_to=tmp_path / "done")
    (kit.folder / "900.txt").write_bytes(TEXT)
    kit.look()
    other_disk(monkeypatch)
    assert kit.look() == [("900.txt", 1, [])]
    assert [path.name for path in (tmp_path / "done").iterdir()] == ["900.txt"]
    assert (tmp_path / "done" / "900.txt").read_bytes() == TEXT
    assert list(kit.folder.iterdir()) == []
    assert kit.left == []


def test_what_is_copied_to_another_disk_and_cannot_be_removed_is_copied_once_and_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy more at each look filled that disk."""
    kit = Kit(tmp_path, moved_to=tmp_path / "done")
    (kit.folder / "900.txt").write_bytes(TEXT)
    kit.look()
    other_disk(monkeypatch)
    removes = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.parent == kit.folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        removes(self, missing_ok=missing_ok)

    with monkeypatch.context() as closed:
        closed.setattr(Path, "unlink", unlink)
        assert kit.look() == [("900.txt", 1, [])]
        for _ in range(3):
            assert kit.look() == []
        assert [name for name, _ in kit.left] == ["900.txt"]
        kit.begin()  # and by the next watch not again either
        for _ in range(3):
            assert kit.look() == []
        assert [path.name for path in (tmp_path / "done").iterdir()] == ["900.txt"]
        assert (kit.folder / "900.txt").exists()
    assert kit.look() == []
    assert list(kit.folder.iterdir()) == []
    assert (tmp_path / "done" / "900.txt").read_bytes() == TEXT
    (kit.folder / "900.txt").write_bytes(TEXT + b"2. More.\n")
    kit.look()
    assert [name for name, *_ in kit.look()] == ["900.txt"]
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["900-2.txt", "900.txt"]


def test_what_is_copied_to_another_disk_lasts_there_before_it_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = Kit(tmp_path, moved_to=tmp_path / "done")
    (kit.folder / "900.txt").write_bytes(TEXT)
    (kit.folder / "link.txt").symlink_to("nowhere")
    kit.look()
    other_disk(monkeypatch)
    synced: list[tuple[int, bool]] = []
    monkeypatch.setattr(
        os, "fsync", lambda file: synced.append((os.fstat(file).st_ino, (kit.folder / "900.txt").exists()))
    )
    kit.look()
    for lasting in (tmp_path / "done" / "900.txt", tmp_path / "done"):
        assert (lasting.stat().st_ino, True) in synced
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["900.txt", "link.txt"]
    assert list(kit.folder.iterdir()) == []


def test_what_cannot_be_moved_is_told_once_and_moved_later(tmp_path: Path) -> None:
    kit = Kit(tmp_path, moved_to=tmp_path / "done")
    (tmp_path / "done").write_text("in the way")
    (kit.folder / "900.txt").write_bytes(TEXT)
    kit.look()
    assert kit.look() == [("900.txt", 1, [])]
    assert kit.look() == []
    assert [name for name, _ in kit.left] == ["900.txt"]
    (tmp_path / "done").unlink()
    assert kit.look() == []
    assert (tmp_path / "done" / "900.txt").exists()


def test_what_a_killed_watch_took_and_did_not_move_is_moved_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = Kit(tmp_path, moved_to=tmp_path / "done")
    (kit.folder / "900.txt").write_bytes(TEXT)
    kit.look()
    with monkeypatch.context() as killed:
        killed.setattr(Watching, "_move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            kit.look()
    kit.begin()
    kit.look()
    assert kit.look() == []
    assert (tmp_path / "done" / "900.txt").exists()
    assert kit.telegrams.count(OWNER) == 1


def test_a_name_that_is_no_utf_8_is_told_as_it_is_kept(tmp_path: Path) -> None:
    """As a line of JSON, too, which ended the watch."""
    kit = Kit(tmp_path)
    Path(os.fsdecode(os.fsencode(kit.folder) + b"/caf\xe9.txt")).write_bytes(TEXT)
    kit.look()
    assert kit.look() == [("caf\\xe9.txt", 1, [])]
    (kept,) = kit.telegrams.listings(OWNER)
    assert kept.file == "caf\\xe9.txt"


@pytest.mark.parametrize("disk", ["same", "other"])
def test_what_is_laid_in_the_place_of_a_file_while_it_is_taken_is_not_put_away_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: str
) -> None:
    kit = Kit(tmp_path, moved_to=tmp_path / "done")
    if disk == "other":
        other_disk(monkeypatch)
    (kit.folder / "900.txt").write_bytes(TEXT)
    kit.look()
    hear, later = kit.hear, TEXT.replace(b"900", b"901")

    def replaced(name: str, tally: Tally, before: int | None) -> None:
        (kit.folder / "laid").write_bytes(later)
        (kit.folder / "laid").replace(kit.folder / "900.txt")
        hear(name, tally, before)

    kit.watching.look(OWNER, told=replaced)
    assert (kit.folder / "900.txt").read_bytes() == later
    kit.look()
    assert kit.look() == [("900.txt", 1, [])]

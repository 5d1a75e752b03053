"""Ingest: idempotent, never stopped by a bad item, and honest in its tally."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest

from legation.core.errors import ArchiveError
from legation.core.marking import OWNER, Reader
from legation.services.ingest import Ingest, Progress, Watching, nothing_in
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.notes import MemoryNotes
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.tables.posts import load_posts

ONE = b"""R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC 5452
BT
UNCLAS TRIPOLI 000900

E.O. 12958: N/A
TAGS: PREL LY
SUBJECT: A HARBOUR IS DREDGED
REF: STATE 112

1. The dredger came on Monday.

SMITH
BT
#0900
NNNN
"""
TWO = ONE.replace(b"000900", b"000901").replace(b"Monday", b"Tuesday")


@pytest.fixture
def telegrams() -> MemoryTelegrams:
    return MemoryTelegrams()


@pytest.fixture
def index() -> MemoryIndex:
    return MemoryIndex()


@pytest.fixture
def ingest(telegrams: MemoryTelegrams, index: MemoryIndex) -> Ingest:
    return Ingest(telegrams, index, load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))


def counts(tally: object) -> tuple[int, ...]:
    return tuple(getattr(tally, name) for name in ("new", "same", "versions", "refused"))


def test_the_same_again_changes_nothing(ingest: Ingest, telegrams: MemoryTelegrams, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(ONE)
    (tmp_path / "two.txt").write_bytes(TWO)
    assert counts(ingest.run(OWNER, [tmp_path])) == (2, 0, 0, 0)
    assert counts(ingest.run(OWNER, [tmp_path])) == (0, 2, 0, 0)
    assert telegrams.count(OWNER) == 2


def test_what_went_in_comes_out_byte_for_byte(ingest: Ingest, telegrams: MemoryTelegrams, tmp_path: Path) -> None:
    odd = ONE.replace(b"Monday", b"\x93Monday\x94 caf\xe9").replace(b"\n", b"\r\n")
    (tmp_path / "odd.txt").write_bytes(odd)
    ingest.run(OWNER, [tmp_path / "odd.txt"])
    assert telegrams.versions(OWNER, "09TRIPOLI900")[0].original == odd


def test_a_second_text_of_a_number_is_a_version(ingest: Ingest, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ONE)
    (tmp_path / "b.txt").write_bytes(ONE.replace(b"Monday", b"XXXXXX"))
    assert counts(ingest.run(OWNER, [tmp_path])) == (1, 0, 1, 0)


def test_a_file_of_several_telegrams_gives_each(ingest: Ingest, telegrams: MemoryTelegrams, tmp_path: Path) -> None:
    (tmp_path / "day.txt").write_bytes(ONE + TWO)
    assert counts(ingest.run(OWNER, [tmp_path])) == (2, 0, 0, 0)
    kept = [telegrams.versions(OWNER, mrn)[0].original for mrn in ("09TRIPOLI900", "09TRIPOLI901")]
    assert b"".join(kept) == ONE + TWO


def test_refused_items_are_listed_and_do_not_stop_the_run(ingest: Ingest, tmp_path: Path) -> None:
    (tmp_path / "a-empty.txt").write_bytes(b" \n")
    (tmp_path / "b-binary.txt").write_bytes(bytes(range(32)) * 40)
    (tmp_path / "c-picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "d-large.csv").write_bytes(b"x" * 2001)
    (tmp_path / "e-good.txt").write_bytes(ONE)
    tally = ingest.run(OWNER, [tmp_path, tmp_path / "nowhere"], limit_bytes=2000)
    assert counts(tally) == (1, 0, 0, 5)
    said = {Path(r.file).name: r.what for r in tally.refusals}
    assert said == {
        "a-empty.txt": "is empty",
        "b-binary.txt": "is not text",
        "c-picture.png": "is not a kind of file that holds telegrams",
        "d-large.csv": "is a table without a column that holds telegrams",
        "nowhere": "is not there",
    }
    assert all(r.do for r in tally.refusals)


def test_a_closed_folder_is_refused_by_name(ingest: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "good.txt").write_bytes(ONE)
    scandir = os.scandir

    def guarded(path: str | Path) -> object:
        if Path(path).name == "closed":  # the super-user may read any folder, so the refusal is made here
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    stat = os.stat

    def closed(path: str | Path, **how: bool) -> os.stat_result:
        if Path(path).parent.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **how)

    monkeypatch.setattr(os, "scandir", guarded)
    monkeypatch.setattr(os, "stat", closed)
    tally = ingest.run(OWNER, [tmp_path])
    assert counts(tally) == (1, 0, 0, 1)
    assert tally.refusals[0].what == "may not be read by you"
    assert nothing_in([tmp_path / "closed"])[0].what == "may not be read by you"


def test_folders_may_lie_deeper_than_the_interpreter_counts(ingest: Ingest, tmp_path: Path) -> None:
    deep = tmp_path / "top" / "/".join(["d"] * (sys.getrecursionlimit() + 50))
    try:  # Python makes and removes no folder that lies so deep
        subprocess.run(["mkdir", "-p", str(deep)], check=True)
        (deep / "one.txt").write_bytes(ONE)
        assert counts(ingest.run(OWNER, [tmp_path / "top"])) == (1, 0, 0, 0)
        watching = Watching(ingest, MemoryNotes(), tmp_path / "top")
        taken: list[int] = []
        for _ in range(2):
            watching.look(OWNER, told=lambda _name, tally, _before: taken.append(tally.same))
        assert taken == [1]
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "top")], check=True)


def test_the_index_catches_up_from_the_store(ingest: Ingest, telegrams: MemoryTelegrams, index: MemoryIndex) -> None:
    telegrams.put(OWNER, [ingest.record(ONE, "one.txt")])
    assert index.search(OWNER, "dredger", limit=5).total == 0
    assert ingest.catch_up(OWNER) == 1
    assert index.search(OWNER, "dredger", limit=5).total == 1
    assert ingest.catch_up(OWNER) == 0


def test_what_was_kept_is_found_at_the_end_and_after_a_fault(
    ingest: Ingest, telegrams: MemoryTelegrams, index: MemoryIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_bytes(ONE.replace(b"000900", b"00091%d" % number))
    put = telegrams.put

    def fails(*given: object) -> object:
        if telegrams.count(OWNER) == 4:
            raise ArchiveError("the disk is full", "free some space")
        return put(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(telegrams, "put", fails)
        broken.setattr("legation.services.ingest.workload._JOB_TEXTS", 1)
        with pytest.raises(ArchiveError):
            ingest.run(OWNER, [tmp_path], batch=2)
    assert index.search(OWNER, "dredger", limit=1).total == 4
    assert ingest.run(OWNER, [tmp_path], batch=2).new == 5
    assert index.search(OWNER, "dredger", limit=1).total == 9


def test_what_was_put_first_and_settled_last_is_noted_from_where_it_began(telegrams: MemoryTelegrams) -> None:
    noted: list[tuple[int, int]] = []

    class Changes:
        """Of a store in which each telegram is a change."""

        def standing(self) -> int:
            return telegrams.count(OWNER)

        def take_in(self) -> int:
            return 0

        def note(self, before: int, hashes: Collection[str]) -> bool:
            noted.append((before, len(hashes)))
            return before == 0 and self.standing() == len(hashes)  # of none the index has been told yet

    ingest = Ingest(telegrams, MemoryIndex(), load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC), mark=Changes())
    first, second = (ingest.put(OWNER, ingest.prepared(OWNER, [(f"{data[-9]}.txt", data)])) for data in (ONE, TWO))
    ingest.settle(OWNER, [second])
    ingest.settle(OWNER, [first])
    assert noted[-1] == (0, 2)


def test_of_two_files_with_the_same_bytes_the_first_is_kept_and_found(ingest: Ingest, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(ONE)
    tally = ingest.run(OWNER, [tmp_path])
    assert (tally.new, tally.same) == (1, 1)
    (kept,) = ingest._telegrams.listings(OWNER)
    (hit,) = ingest._index.search(OWNER, kept.mrn or "", limit=5).hits
    assert (kept.file, hit.listing) == ("a.txt", kept)


def test_what_is_held_unseen_stays_as_it_is_held(ingest: Ingest, tmp_path: Path) -> None:
    secret = ONE.replace(b"UNCLAS TRIPOLI", b"S E C R E T TRIPOLI")
    (tmp_path / "kept.txt").write_bytes(secret)
    ingest.run(OWNER, [tmp_path])
    clerk = Reader("clerk", rank=0)
    put = ingest.put(clerk, ingest.prepared(clerk, [("given.txt", secret)]))
    ingest.settle(clerk, [put])
    assert put.kept.new == 1, "who may not read it is not told that it is held"
    (kept,) = ingest._telegrams.listings(OWNER)
    (hit,) = ingest._index.search(OWNER, kept.mrn or "", limit=5).hits
    assert (kept.file, hit.listing) == ("kept.txt", kept)


def test_progress_ends_with_all_there_was(ingest: Ingest, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_bytes(ONE.replace(b"000900", b"00091%d" % number))
    told: list[Progress] = []
    ingest.run(OWNER, [tmp_path], progress=told.append)
    last = told[-1]
    assert (last.done, last.files, last.telegrams, last.kept) == (3, 3, 3, 3)
    assert last.done_bytes == last.bytes == 3 * len(ONE)
    assert last.seconds_left == 0

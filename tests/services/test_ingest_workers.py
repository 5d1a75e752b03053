"""Reading side by side: the same result with any number of workers, also when workers end."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from legation.app import open_house
from legation.core.marking import OWNER, Reader
from legation.formats.version import reader_version
from legation.services.ingest import Ingest, Limits, Progress, Refusal, worth_ahead
from legation.services.ingest.crew import Crew, Job, Read, programs_ahead, read_alone
from legation.services.ingest.making import Made, Making, Part, Taken
from legation.services.ingest.sources import Text, found, is_more_than
from legation.services.ingest.worker import read_each
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.records import NO_VIEWS, Arrival, Stored, Views
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.telegrams import SqlTelegrams
from legation.tables.posts import load_posts


def telegram(number: int, words: str = "The dredger came on Monday.") -> bytes:
    return f"""R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
UNCLAS TRIPOLI {number:06d}

SUBJECT: A HARBOUR IS DREDGED

1. {words}
""".encode()


class Fragile(Making):
    """Ends its program on one telegram, fails on another, and ends it once on a third; so it does when it packs."""

    def taken(self, part: Part, received: str) -> Taken | Refusal:
        if b"DEADLY" in part.data:
            os._exit(9)
        if b"FAULTY" in part.data:
            raise MemoryError
        if b"SHAKY" in part.data and (mark := Path(str(part.data.split()[-1], "ascii"))).exists():
            mark.unlink()
            os._exit(9)
        return super().taken(part, received)

    def made(self, taken: Taken) -> Made:
        if b"UNPACKABLE" in taken.record.original:
            os._exit(9)
        if b"UNWIELDY" in taken.record.original:
            raise MemoryError
        return super().made(taken)


def jobs(folder: Path, size: int = 3) -> Iterator[Job]:
    every = list(found([folder], Limits()))
    for number, at in enumerate(range(0, len(every), size)):
        yield Job(number, every[at : at + size])


def told(reads: Iterator[Read]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for read in reads:
        for text, outcomes in zip(read.job.texts, read.outcomes, strict=True):
            for one in outcomes:
                if isinstance(one, Refusal):
                    lines.append((text.name, one.what))
                else:
                    lines.append((text.name, one.whole.sha256 if one else "held"))
    return lines


def crew(making: Making, workers: int, held: set[str] = frozenset()) -> Crew:  # type: ignore[assignment]
    return Crew(making, workers, lambda hashes: held & set(hashes), lambda: "2026-01-01T00:00:00Z")


def making(kind: type[Making] = Making) -> Making:
    return kind(load_posts(), reader_version(), False, Limits())


def test_workers_hand_back_what_one_alone_does(tmp_path: Path) -> None:
    for number in range(1, 40):
        (tmp_path / f"{number:03}.txt").write_bytes(telegram(number) * (1 + number % 3))
    (tmp_path / "020.txt").write_bytes(b" ")
    alone = told(read_alone(jobs(tmp_path), making(), lambda _: set(), lambda: "2026-01-01T00:00:00Z"))
    assert told(crew(making(), 1).read(jobs(tmp_path))) == told(crew(making(), 3).read(jobs(tmp_path))) == alone
    some = {sha256 for _, sha256 in alone[::2]}
    assert told(crew(making(), 2, some).read(jobs(tmp_path)))[0] == ("001.txt", "held")


def test_some_telegrams_are_read_before_they_are_packed_and_no_more() -> None:
    """However many a file holds, few are in memory at once."""
    waiting: list[int] = [0]
    most: list[int] = []

    class Counting(Making):
        def taken(self, part: Part, received: str) -> Taken | Refusal:
            waiting[0] += len(part.data)
            most.append(waiting[0])
            return super().taken(part, received)

        def made(self, taken: Taken) -> Made:
            waiting[0] -= len(taken.record.original)
            return super().made(taken)

    every = [Part(f"{number}.txt", telegram(number, "The dredger came. " * 300), str(number)) for number in range(120)]
    some = read_each(making(Counting), [every[:1], [], every[1:]], "2026-01-01T00:00:00Z")
    assert [len(one) for one in some] == [1, 0, 119]
    assert [one.whole.listing.file for texts in some for one in texts if isinstance(one, Made)] == [
        p.name for p in every
    ]
    assert 200_000 < max(most) < 300_000
    assert waiting == [0]


def test_a_telegram_that_ends_its_reader_is_refused_and_no_other(tmp_path: Path) -> None:
    shaky = tmp_path / "mark"
    shaky.touch()
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(1, 30):
        (folder / f"{number:03}.txt").write_bytes(telegram(number))
    (folder / "010.txt").write_bytes(telegram(10, "DEADLY"))
    (folder / "011.txt").write_bytes(telegram(11, "FAULTY"))
    (folder / "012.txt").write_bytes(telegram(12, f"SHAKY {shaky}"))
    (folder / "017.txt").write_bytes(telegram(17, "UNPACKABLE"))
    (folder / "018.txt").write_bytes(telegram(18, "UNWIELDY"))
    (folder / "028.txt").write_bytes(telegram(28, "DEADLY"))
    lines = dict(told(crew(making(Fragile), 2).read(jobs(folder))))
    assert len(lines) == 29
    assert {name: what for name, what in lines.items() if len(what) != 64} == {
        "010.txt": "ended the program that read it",
        "011.txt": "could not be read (MemoryError)",
        "017.txt": "ended the program that read it",
        "018.txt": "could not be read (MemoryError)",
        "028.txt": "ended the program that read it",
    }


def numbered_jobs(first: int, count: int = 20) -> Iterator[Job]:
    for at in range(count):
        data = telegram(first + at)
        yield Job(at, [Text(f"{first + at}.txt", ".txt", len(data), None, data)])


@pytest.mark.parametrize("at", [1, 2, 5, 12])
def test_nothing_of_a_lot_that_a_fault_cut_short_is_handed_to_the_next(at: int) -> None:
    asked = 0

    def held(_: Sequence[str]) -> set[str]:
        nonlocal asked
        asked += 1
        if asked == at:
            raise OSError("database is locked")
        return set()

    with closing(Crew(making(), 2, held, lambda: "2026-01-01T00:00:00Z")) as reads:
        with pytest.raises(OSError, match="locked"):
            told(reads.read_some(numbered_jobs(1)))
        for first in (1001, 2001):
            lines = told(reads.read_some(numbered_jobs(first)))
            expected = [hashlib.sha256(telegram(number)).hexdigest() for number in range(first, first + 20)]
            assert lines == [(f"{first + n}.txt", sha256) for n, sha256 in enumerate(expected)]


@pytest.mark.parametrize("closed", [True, False])
def test_nothing_of_a_lot_that_was_left_is_handed_to_the_next(closed: bool) -> None:
    with closing(crew(making(), 2)) as reads:
        left = reads.read_some(numbered_jobs(1))
        assert next(left).job.texts[0].name == "1.txt"
        if closed:
            left.close()
        following = reads.read_some(numbered_jobs(1001))
        lines = told(iter([next(following)]))
        left.close()  # as whoever clears up later may; the workers are at the next
        lines += told(following)
    assert lines == [(f"{n}.txt", hashlib.sha256(telegram(n)).hexdigest()) for n in range(1001, 1021)]


def test_without_an_interpreter_lot_after_lot_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    with closing(crew(making(), 2)) as reads:
        assert [len(told(reads.read_some(numbered_jobs(first)))) for first in (1, 101)] == [20, 20]


@pytest.mark.parametrize("copied", [True, False])
def test_programs_that_came_up_ahead_are_used_and_the_rest_are_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: bool
) -> None:
    (tmp_path / "a.txt").write_bytes(telegram(1))
    monkeypatch.setattr("legation.services.ingest.crew.may_be_copied", lambda: copied)
    with programs_ahead(2) as ahead:
        first, second = ahead
        reads = Crew(making(), 1, lambda _: set(), lambda: "2026-01-01T00:00:00Z", ahead)
        assert len(told(reads.read(jobs(tmp_path)))) == 1
        assert ahead == [first]
        assert not second.runs
    assert not first.runs


COPIES = """
import os, signal, sys, threading
from legation.services.ingest import programs_ahead
from legation.services.ingest.crew import may_be_copied
assert may_be_copied()
with programs_ahead(2) as ahead:
    print(*(program._process._process.pid for program in ahead), flush=True)
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait, daemon=True)
    thread.start()
    assert not may_be_copied()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="copies are made where threads are told of")
def test_copies_of_a_program_end_with_it_and_none_is_made_beside_threads() -> None:
    done = subprocess.run([sys.executable, "-c", COPIES], capture_output=True, text=True, timeout=60)
    copies = [int(pid) for pid in done.stdout.split()]
    assert (done.returncode, len(copies), done.stderr) == (-9, 2, "")
    until = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() and _state(pid) != "Z" for pid in copies):
        assert time.monotonic() < until, "a copy outlives the program"
        time.sleep(0.02)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@pytest.mark.parametrize("half", [b"", b"\x00\x00", b"\x00\x00\x00\x10half"])
def test_a_worker_whose_program_was_killed_ends_without_a_word(half: bytes) -> None:
    """A message may be under way at that moment: four bytes of its length, and then the rest."""
    asked, ask = os.pipe()
    tell, told = os.pipe()
    worker = subprocess.Popen(
        [sys.executable, "-c", "from legation.services.ingest.worker import main; main()", str(asked), str(told)],
        pass_fds=(asked, told),
        stderr=subprocess.PIPE,
    )
    os.write(ask, half)
    for end in (asked, ask, told, tell):
        os.close(end)
    _, said = worker.communicate(timeout=60)
    assert (worker.returncode, said) == (0, b"")


def test_more_is_read_while_what_was_read_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 60):
        (tmp_path / f"{number:02}.txt").write_bytes(telegram(number))
    asked = threading.Event()

    class Slow(MemoryTelegrams):
        """Keeps the first lot only once what comes after it is asked for."""

        def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
            if keeping.is_set():
                asked.set()
            return super().has(reader, hashes)

        def put(self, reader: Reader, records: Sequence[Arrival], views: Views = NO_VIEWS) -> Stored:
            keeping.set()
            assert asked.wait(30), "nothing is read until this is kept"
            return super().put(reader, records, views)

    keeping = threading.Event()
    telegrams = Slow()
    monkeypatch.setattr("legation.services.ingest.workload._JOB_TEXTS", 1)
    index = MemoryIndex()
    ingest = Ingest(telegrams, index, load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
    assert ingest.run(OWNER, [tmp_path], workers=1, batch=5).new == 59
    assert index.search(OWNER, "dredger", limit=1).total == 59


def test_what_is_worth_programs_ahead_is_told_without_looking_at_all(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * 100)
    assert is_more_than([tmp_path], 250)
    assert not is_more_than([tmp_path, tmp_path / "nowhere"], 300)
    assert worth_ahead([tmp_path], None) == 0
    assert worth_ahead([tmp_path], 3) == 3


def test_without_an_interpreter_to_start_reading_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(telegram(1))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    assert len(told(crew(making(), 2).read(jobs(tmp_path)))) == 1


def test_workers_that_never_begin_leave_the_reading_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 20):
        (tmp_path / f"{number}.txt").write_bytes(telegram(number))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert len(told(crew(making(), 2).read(jobs(tmp_path)))) == 19


def test_the_archive_does_not_depend_on_the_workers(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(1, 300):
            archive.writestr(f"{number}.txt", telegram(number % 250, f"Harbour {number // 2}."))
    seen = []
    for workers in (0, 1, 3):
        with open_house(tmp_path / f"of-{workers}", write=True) as house:
            tally = house.ingest.run(OWNER, [tmp_path / "a.zip"], workers=workers)
            store = SqlTelegrams(open_engine(sqlite_url(tmp_path / f"of-{workers}" / "archive.db"), write=False))
            rows = [(one.sha256, one.file) for one in store.listings(OWNER)]
            hits = [(h.listing.sha256, h.score) for h in house.finding.search(OWNER, "harbour 7", limit=50).hits]
            seen.append((tally.new, tally.same, tally.versions, rows, hits))
    assert seen[0] == seen[1] == seen[2]


def test_a_run_that_is_told_to_stop_has_kept_what_it_tallied(tmp_path: Path) -> None:
    for number in range(1, 400):
        (tmp_path / f"{number}.txt").write_bytes(telegram(number))
    telegrams = MemoryTelegrams()
    ingest = Ingest(telegrams, MemoryIndex(), load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
    states: list[Progress] = []
    tally = ingest.run(OWNER, [tmp_path], workers=0, progress=states.append, stop=lambda: True)
    assert tally.stopped
    assert 0 < tally.new == telegrams.count(OWNER) == states[-1].kept < 399
    again = ingest.run(OWNER, [tmp_path], workers=0)
    assert (again.stopped, again.same, again.new) == (False, tally.new, 399 - tally.new)


SCRIPT = """
import sys
from pathlib import Path
from legation.app import open_house
from legation.core.marking import OWNER, Reader
with open_house(Path(sys.argv[1]) / "archive", write=True) as house:
    print(house.ingest.run(OWNER, [Path(sys.argv[1]) / "files"], workers=2).new)
"""


def test_a_script_on_standard_input_without_a_guard_can_ingest(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for number in range(1, 9):
        (tmp_path / "files" / f"{number}.txt").write_bytes(telegram(number))
    done = subprocess.run(
        [sys.executable, "-", str(tmp_path)], input=SCRIPT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "8\n"


def test_of_a_long_run_more_is_asked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.txt").write_bytes(telegram(number))
    asked: list[int] = []

    class Asked(MemoryTelegrams):
        def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
            asked.append(len(hashes))
            return super().has(reader, hashes)

    for least, lots in ((1 << 20, [64, 64, 64, 8]), (1, [200])):
        monkeypatch.setattr("legation.services.ingest.workload._LARGE_RUN_BYTES", least)
        asked.clear()
        ingest = Ingest(Asked(), MemoryIndex(), load_posts(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
        assert ingest.run(OWNER, [tmp_path], workers=0).new == 200
        assert asked == lots


def test_a_file_that_has_grown_since_it_was_met_is_read_to_its_end(tmp_path: Path) -> None:
    data = telegram(1)
    (tmp_path / "a.txt").write_bytes(data)

    def parts(size: int, limit: int) -> tuple[list[bytes], str | None]:
        met = Text("a.txt", ".txt", size, str(tmp_path / "a.txt"), b"")
        given = making()._replace(limits=Limits(one_bytes=limit)).parts(met)
        return [part.data for part in given.parts], given.refused and given.refused.what

    for size in (len(data), len(data) - 1, 1, 0, len(data) + 5):
        assert parts(size, 1 << 20) == ([data], None)
    assert parts(5, len(data)) == ([data], None)
    assert parts(5, len(data) - 1) == ([], "has grown while it was read")


def test_a_text_is_what_travels(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(telegram(1))
    [text] = [one for one in found([tmp_path], Limits()) if isinstance(one, Text)]
    assert (text.data, text.size) == (b"", len(telegram(1)))  # the worker opens it; only its name is sent

"""A program that kills ingests at random moments and looks at what is left. Prints what is wrong; nothing if all holds.

It forks itself, so that each attempt costs no start; nothing in it makes a thread before a fork.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

from tests.storage.records import draft
from tests.wording import worded_once

from legation.app import House, open_house
from legation.core.dialogue.ledger import Unnumbered
from legation.core.marking import OWNER, UPKEEP
from legation.services.archive.verifying import Verified
from legation.services.ingest import Progress
from legation.storage.memory.index import MemoryIndex


def telegram(number: int) -> bytes:
    return f"""R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
{"SECRET" if number % 3 == 0 else "UNCLAS"} TRIPOLI {number:06d}

SUBJECT: HARBOUR {number}
REF: TRIPOLI {number + 1}

1. The dredger came on Monday.
""".encode()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Threadless(MemoryIndex):
    """An index that makes no thread."""

    def __init__(self, at: Path, aliases: Mapping[str, str]) -> None:
        super().__init__(aliases)
        at.mkdir(exist_ok=True)

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def warmed(home: Path) -> Iterator[None]:
    """What each child would load, read and word anew is there before the first is forked: most of what it did."""
    with worded_once():
        with patch("legation.app.TantivyIndex", _Threadless):
            (home / "0.txt").write_bytes(telegram(0))
            with open_house(home / "warm", write=True) as house:
                house.ingest.run(OWNER, [home / "0.txt"], workers=0)
                house.markings.mark(OWNER, "09TRIPOLI0", "CONFIDENTIAL", why="seen on paper")
                house.ledger.append(OWNER, [draft()])
            with open_house(home / "warm") as house:
                assert house.verifying is not None
                list(house.verifying.run(OWNER, Verified(), reread=False))
                house.markings.of(OWNER, "09TRIPOLI0")
                house.finding.search(OWNER, "dredger", limit=1)
        yield


def forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent is to see it
        traceback.print_exc()
    finally:
        os._exit(1)


def ingest(archive: Path, files: Path, told: int) -> None:
    """Ingest in small steps, and say of each what is kept, telegrams and ledger entries."""
    with open_house(archive, write=True) as house:
        note: Unnumbered = draft()
        kept, entries = 0, -1

        def progress(state: Progress) -> None:
            nonlocal kept, entries
            if state.kept > kept:
                kept = state.kept
                entries = house.ledger.append(OWNER, [note])[-1].number
                os.write(told, f"{kept} {entries}\n".encode())

        house.ingest.run(OWNER, [files], workers=0, batch=5, progress=progress)
        os.write(told, b"end end\n")


def check(archive: Path, kept: int, entries: int, ended: bool, count: int) -> None:
    """Open the archive as the next writer does, and hold it against what was reported."""
    with open_house(archive, write=True) as house:
        held = [listing.sha256 for listing in house_telegrams(house)]
        wrong = []
        if len(held) != len(set(held)):
            wrong.append("a telegram is there twice")
        if not kept <= len(held) <= count or (ended and len(held) != count):
            wrong.append(f"{kept} were reported, {len(held)} are there")
        found = house.finding.search(OWNER, "dredger", limit=1).total
        if found != len(held):
            wrong.append(f"{len(held)} are there, {found} are found")
        if entries > max((entry.number for entry in house.ledger.entries(OWNER)), default=-1):
            wrong.append("an entry of the ledger is lost")
        assert house.verifying is not None
        tally = Verified()
        wrong.extend(f"{fault.check}: {fault.what}" for fault in house.verifying.run(OWNER, tally, reread=False))
        for line in wrong:
            say(line)


def house_telegrams(house: House) -> list:  # type: ignore[type-arg]
    return list(house.ingest._telegrams.listings(UPKEEP))


def main(home: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    count = 50
    files = home / "files"
    files.mkdir(parents=True)
    for number in range(1, count + 1):
        (files / f"{number}.txt").write_bytes(telegram(number))
    done = archives = 0
    kept, entries = 0, -1
    while done < kills:
        archive = home / f"archive-{archives}"
        reading, told = os.pipe()
        child = forked(partial(ingest, archive, files, told))
        os.close(told)
        time.sleep(chance.random() * 0.35)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(reading) as said:
            lines = said.read().split("\n")[:-1]
        ended = "end end" in lines
        numbers = [tuple(map(int, line.split())) for line in lines if line != "end end"]
        kept = max([kept, *(number for number, _ in numbers)])
        entries = max([entries, *(number for _, number in numbers)])
        if not os.WIFSIGNALED(status) and not ended:
            say("the ingest failed by itself")
        done += os.WIFSIGNALED(status)
        checking = forked(partial(check, archive, kept, entries, ended, count))
        if os.waitpid(checking, 0)[1]:
            say("the check failed")
        if ended or kept == count:
            archives, kept, entries = archives + 1, 0, -1


if __name__ == "__main__":
    with warmed(Path(sys.argv[1])):
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

"""A program in which two others change one PostgreSQL archive while the server dies under them, or one of them dies.

What was told done stands once, and the trail says once who did it, whatever else stands. Prints what is wrong; nothing
if all holds. It forks itself, so that each attempt costs no start; nothing in it makes a thread before a fork.

python -m tests.durability.outages DIRECTORY ROUNDS SEED
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.postgres import Cluster, cluster

from legation.app import House, open_house
from legation.core.errors import ArchiveError
from legation.core.marking import OWNER, Reader
from legation.services.accounts.accounts import OWNS
from legation.services.archive.verifying import Verified

from .killing import forked, say, telegram

_TELEGRAM = "09TRIPOLI1"
_SECONDS = 60.0


class Program:
    """One that goes on until it is killed, and says what it has done."""

    def __init__(self, work: Callable[[int], None]) -> None:
        told, says = os.pipe()
        self._child = forked(lambda: work(says))
        os.close(says)
        os.set_blocking(told, False)
        self._told = told
        self._rest = b""

    def done(self) -> list[str]:
        """What it has said since it was last asked."""
        try:
            while some := os.read(self._told, 65536):
                self._rest += some
        except BlockingIOError:
            pass
        *lines, self._rest = self._rest.split(b"\n")
        return [line.decode() for line in lines]

    def kill(self) -> list[str]:
        os.kill(self._child, signal.SIGKILL)
        if not os.WIFSIGNALED(os.waitpid(self._child, 0)[1]):
            say("a program ended by itself")
        last = self.done()
        os.close(self._told)
        return last


def change(url: str, name: str, says: int) -> None:
    """Annotate and mark as mira, for good, and say of each what was answered."""
    at = 0
    while True:
        try:
            with open_house(url, write=True) as house:
                mira = house.accounts.named("mira").reader
                while True:
                    at += 1
                    _deed(house, mira, at, f"{name} {at}")
                    os.write(says, f"{name} {at}\n".encode())
        except ArchiveError:
            time.sleep(0.02)


def _deed(house: House, mira: Reader, at: int, words: str) -> None:
    if at % 3:
        house.annotating.add(mira, _TELEGRAM, text=words)
    else:
        house.markings.mark(mira, _TELEGRAM, ("CONFIDENTIAL", "SECRET")[at % 2], why=words)


def check(url: str, done: list[str]) -> None:
    with open_house(url, write=True) as house:
        assert house.verifying is not None
        assert house.trail is not None
        for fault in house.verifying.run(OWNER, Verified(), reread=False):
            say(f"{fault.check}: {fault.what}")
        (held,) = house.markings.of(OWNER, _TELEGRAM)
        notes, marks = [one.text for one in house.annotating.of(OWNER, _TELEGRAM)], [one.why for one in held.decisions]
        stand = Counter(notes + marks)
        wrong = [f"{words} was answered, and stands {stand[words]} times" for words in done if stand[words] != 1]
        wrong += [f"{words} stands {times} times" for words, times in stand.items() if times > 1]
        told = Counter((one.did, "carried" in one.fields) for one in house.trail.entries(OWNS) if one.who == "mira")
        if told["annotated", False] + told["annotated", True] != len(notes):
            wrong.append(f"{len(notes)} annotations stand, and the trail says {told}")
        # A marking has several steps, the first of which decides nothing yet.
        if not 0 <= told["marked", False] + told["marked", True] - len(marks) <= told["marked", True]:
            wrong.append(f"{len(marks)} decisions stand, and the trail says {told}")
        found = [hit.listing.access for hit in house.finding.search(OWNER, "dredger", limit=5).hits]
        if found != [held.listing.access]:
            wrong.append(f"held is {held.listing.access}, found is {found}")
    for line in wrong:
        say(line)


def made(own: Cluster, home: Path) -> str:
    """URL of a new archive of one telegram, with an account."""
    url = own.new_database()
    own.close()  # no connection is handed to those that are forked
    (home / "1.txt").write_bytes(telegram(1))

    def make() -> None:
        with open_house(url, write=True, people=True) as house:
            house.ingest.run(OWNER, [home / "1.txt"], workers=0)
            house.accounts.add(OWNS, "mira", roles=["administrator", "desk"], clearance="SECRET")

    assert os.waitpid(forked(make), 0)[1] == 0
    return url


def main(home: Path, rounds: int, seed: int) -> None:
    os.environ["LEGATION_CACHE"] = str(home / "cache")
    chance = random.Random(seed)  # noqa: S311
    # What a server has answered for is to outlast it.
    with cluster(synchronous_commit="on") as own:
        url = made(own, home)
        done: list[str] = []
        programs = {name: Program(partial(change, url, name)) for name in ("a0", "b0")}

        def go_on() -> None:
            """Wait until each has changed something more."""
            for one in programs.values():
                done.extend(one.done())
            waiting, ends = set(programs), time.monotonic() + _SECONDS
            while waiting and time.monotonic() < ends:
                for name, one in programs.items():
                    if more := one.done():
                        done.extend(more)
                        waiting.discard(name)
                time.sleep(0.01)
            for name in waiting:
                say(f"{name} does not go on")

        for at in range(1, rounds + 1):
            go_on()
            time.sleep(chance.uniform(0.0, 0.2))
            own.crash()
            own.start()
            go_on()
            time.sleep(chance.uniform(0.0, 0.2))
            done.extend(programs.pop(f"a{at - 1}").kill())
            programs[f"a{at}"] = Program(partial(change, url, f"a{at}"))
        for one in programs.values():
            done.extend(one.kill())
        if os.waitpid(forked(partial(check, url, done)), 0)[1]:
            say("the check failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

"""A program that kills commands before each of their steps that last, and looks at what is left.

Such a step is a commit, or a file that is opened for writing, made to last, moved or removed. Prints what is wrong;
nothing if all holds. It forks itself, so that each attempt costs no start; nothing in it makes a thread before a fork.

python -m tests.durability.stepwise NAME DIRECTORY
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from legation.app import House, open_house
from legation.backups import back_up, restore
from legation.core.accounts import Who
from legation.core.errors import ArchiveError
from legation.core.instant import instant_text
from legation.core.marking import OWNER, Reader
from legation.services.accounts.accounts import OWNS, Accounts
from legation.services.archive.verifying import Verified

from .killing import forked, say, telegram, warmed

_STEPS = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"})
_LATER = datetime(2099, 1, 1, tzinfo=UTC)


def killed_at(step: int) -> None:
    """Let this process kill itself before its next step of that number."""
    left = step

    def steps() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(name: str, given: tuple[object, ...]) -> None:
        if name in _STEPS or (name == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)):
            steps()

    lasting = os.fsync

    def fsync(file: int) -> None:
        steps()
        lasting(file)

    os.fsync = fsync
    sys.addaudithook(heard)
    event.listen(Engine, "commit", lambda _connection: steps())


def every_step(
    begin: Callable[[], object],
    work: Callable[[], object],
    look: Callable[[bool], object],
    ready: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> int:
    """Do the work anew, each time killed one step later, until it ends by itself; how many kills there were.

    begin: lays down what the work begins with. look: looks at what is left; told whether the work ended.
    ready: what the work is done in; its own beginning is not killed.
    """
    step = 0
    while True:
        step += 1
        begin()

        def attempt(at: int = step) -> None:
            with ready():
                killed_at(at)
                work()

        _, status = os.waitpid(forked(attempt), 0)
        ended = not os.WIFSIGNALED(status)
        if ended and status:
            say(f"the work failed by itself at step {step}")
        if os.waitpid(forked(lambda: look(ended)), 0)[1]:  # noqa: B023 - it is over before the next round
            say(f"the look failed after step {step}")
        if ended:
            return step - 1


def whole(archive: Path) -> list[str]:
    """What is wrong with an archive of one telegram."""
    with open_house(archive) as house:
        assert house.verifying is not None
        tally = Verified()
        wrong = [str(fault) for fault in house.verifying.run(OWNER, tally, reread=False)]
    return wrong if tally.telegrams == 1 else [*wrong, f"{tally.telegrams} telegrams"]


def made(home: Path) -> Path:
    """A new archive of one telegram, made by a process of its own."""

    def make() -> None:
        (home / "1.txt").write_bytes(telegram(1))
        with open_house(home / "archive", write=True) as house:
            house.ingest.run(OWNER, [home / "1.txt"], workers=0)

    assert os.waitpid(forked(make), 0)[1] == 0
    return home / "archive"


Change = Callable[[Accounts], object]
_CHANGES: dict[str, Change] = {
    "account add": lambda accounts: accounts.add(OWNS, "olga"),
    "account change": lambda accounts: accounts.change(OWNS, "mira", clearance="SECRET"),
    "account grant": lambda accounts: accounts.grant(OWNS, "mira", until=_LATER, why="talks", holds=["NOFORN"]),
    "account revoke": lambda accounts: accounts.revoke(OWNS, "mira"),
    "account disable": lambda accounts: accounts.disable(OWNS, "mira"),
    "account token add": lambda accounts: accounts.add_token(OWNS, "mira", "x", until=_LATER),
}


def accounts(home: Path) -> int:
    """An account is changed if and only if the trail says so."""
    archive, base = made(home), home / "base"

    def prepare() -> None:
        with open_house(archive, people=True) as house:
            house.accounts.add(OWNS, "mira")
            house.accounts.grant(OWNS, "mira", until=_LATER, why="visit", holds=["EXDIS"])

    assert os.waitpid(forked(prepare), 0)[1] == 0
    archive.rename(base)

    def state(at: Path) -> tuple[object, list[str]]:
        with open_house(at) as house:
            assert house.trail is not None
            stands = (house.accounts.all(OWNS), house.accounts.tokens(OWNS, "mira"))
            return stands, [entry.did for entry in house.trail.entries(OWNS)]

    def begin() -> None:
        shutil.rmtree(archive, ignore_errors=True)
        shutil.copytree(base, archive)

    kills = 0
    for did, change in _CHANGES.items():

        def work(change: Change = change) -> None:
            with open_house(archive, people=True) as house:
                change(house.accounts)

        def look(ended: bool, did: str = did) -> None:
            (before, earlier), (after, told) = state(base), state(archive)
            new = told[len(earlier) :]
            if new not in ([], [did]) or (before != after) != bool(new) or (ended and not new):
                say(f"{did}: changed is {before != after}, and the trail says {new}")

        kills += every_step(begin, work, look)
    return kills


def backup(home: Path, name: str) -> int:
    """What stands at the place of a backup can be restored; made again, nothing lies beside it."""
    archive, place = made(home), home / "backups" / name

    def begin() -> None:
        shutil.rmtree(place.parent, ignore_errors=True)

    def look(ended: bool) -> None:
        there = place.exists()
        if ended and not there:
            say("a backup was made and is not there")
        try:
            back_up(archive, place)
        except ArchiveError as fault:
            if not there:
                say(f"it cannot be made again: {fault}")
        restore(place, home / "again")
        for wrong in whole(home / "again"):
            say(wrong)
        if (found := [entry.name for entry in place.parent.iterdir()]) != [name]:
            say(f"beside the backup there is {found}")
        shutil.rmtree(home / "again")

    return every_step(begin, lambda: back_up(archive, place), look)


def restoring(home: Path) -> int:
    """What stands at the place of an archive is all of it; restored again, nothing lies beside it."""
    archive, place = made(home), home / "restored" / "archive"
    assert os.waitpid(forked(lambda: back_up(archive, home / "b.tar.zst")), 0)[1] == 0

    def look(ended: bool) -> None:
        there = place.exists()
        if ended and not there:
            say("it was restored and is not there")
        try:
            restore(home / "b.tar.zst", place)
        except ArchiveError as fault:
            if not there:
                say(f"it cannot be restored again: {fault}")
        for wrong in whole(place):
            say(wrong)
        if (found := [entry.name for entry in place.parent.iterdir()]) != [place.name]:
            say(f"beside the archive there is {found}")

    begin = lambda: shutil.rmtree(place.parent, ignore_errors=True)  # noqa: E731 - as short as it is
    return every_step(begin, lambda: restore(home / "b.tar.zst", place), look)


def another_form(home: Path) -> int:
    """An index of another form is made anew whole, however far its removal had come."""
    archive, base = made(home), home / "base"
    (archive / "index" / "format").write_text("0")
    archive.rename(base)

    def begin() -> None:
        shutil.rmtree(archive, ignore_errors=True)
        shutil.copytree(base, archive)

    def write() -> None:
        open_house(archive, write=True).close()

    def look(_ended: bool) -> None:
        write()
        for wrong in whole(archive):
            say(wrong)

    return every_step(begin, write, look)


def marking(home: Path) -> int:
    """A telegram is held as was decided, or no decision is on record; and it is found as it is held."""
    archive, base = made(home), home / "base"
    archive.rename(base)

    def begin() -> None:
        shutil.rmtree(archive, ignore_errors=True)
        shutil.copytree(base, archive)

    def mark() -> None:
        with open_house(archive, write=True) as house:
            house.markings.mark(OWNER, "09TRIPOLI1", "CONFIDENTIAL", why="seen on paper")

    def look(ended: bool) -> None:
        with open_house(archive, write=True) as house:
            (held,) = house.markings.of(OWNER, "09TRIPOLI1")
            found = [hit.listing.access for hit in house.finding.search(OWNER, "dredger", limit=5).hits]
            assert house.verifying is not None
            for fault in house.verifying.run(OWNER, Verified(), reread=False):
                say(str(fault))
        level = [one.level for one in held.decisions]
        stands = {"0;;-": [], "3;;-": ["CONFIDENTIAL"]}[held.listing.access]
        if level != stands or found != [held.listing.access] or (ended and not level):
            say(f"decided is {level}, held is {held.listing.access}, found is {found}")

    return every_step(begin, mark, look)


_RULES = 'catch-all = "DESK"\n\n[[office]]\nname = "DESK"\nreaders = ["mira"]\n'
_TELEGRAM = "09TRIPOLI1"
Deed = Callable[[House, Who], object]
_DEEDS: dict[str, tuple[Deed, Callable[[House, Reader], object]]] = {
    "annotated": (
        lambda house, who: house.annotating.add(who.reader, _TELEGRAM, text="Ask again."),
        lambda house, reader: house.annotating.of(reader, _TELEGRAM),
    ),
    "opened a dialogue": (
        lambda house, who: house.dialogues.open(
            who.reader, _TELEGRAM, id="harbour", title="Talks", parties=["US", "LY"]
        ),
        lambda house, reader: house.ledger.entries(reader),
    ),
    "saved": (
        lambda house, who: house.saved.add(who.reader, "harbour", "dredger"),
        lambda house, _reader: house.saved.all(Reader("mira", rank=5)),
    ),
    "webhook rules": (
        lambda house, who: house.hooks.set_rules(who, highest="SECRET"),
        lambda house, _reader: house.hooks.rules,
    ),
    "profiles replaced": (
        lambda house, who: house.profiles.replace(who, _RULES),
        lambda house, _reader: house.profiles.text(),
    ),
}
"""What a reader changes in the archive, by what the trail says of it, and what stands of it."""


def deeds(home: Path) -> int:
    """Whatever stands of what a reader changed, the trail says once who did it and when, and nothing that is not so."""
    archive, base = made(home), home / "base"

    def prepare() -> None:
        with open_house(archive, write=True, people=True) as house:
            house.accounts.add(OWNS, "mira", roles=["administrator", "desk"], clearance="SECRET")

    assert os.waitpid(forked(prepare), 0)[1] == 0
    archive.rename(base)

    def begin() -> None:
        shutil.rmtree(archive, ignore_errors=True)
        shutil.copytree(base, archive)

    kills = 0
    for did, (deed, stands) in _DEEDS.items():
        began = instant_text(datetime.now(UTC), "microseconds")

        who: list[tuple[House, Who]] = []

        @contextmanager
        def ready(who: list[tuple[House, Who]] = who) -> Iterator[None]:
            with open_house(archive, write=True) as house:
                who.append((house, house.accounts.named("mira")))
                yield

        def work(deed: Deed = deed, who: list[tuple[House, Who]] = who) -> None:
            deed(*who[0])

        def look(ended: bool, did: str = did, stands: Callable[[House, Reader], object] = stands) -> None:
            with open_house(base) as house:
                before, now = stands(house, OWNER), instant_text(datetime.now(UTC), "microseconds")
            for write in (False, True):  # whoever comes, and however often
                with open_house(archive, write=write) as house:
                    changed = stands(house, OWNER) != before
                    assert house.trail is not None
                    told = [(one.who, one.did) for one in house.trail.entries(OWNS) if one.who == "mira"]
                    moments = [one.instant for one in house.trail.entries(OWNS) if one.who == "mira"]
                    if told != [("mira", did)] * changed or (ended and not changed):
                        say(f"{did}: changed is {changed}, and the trail says {told}")
                    if not all(began < moment < now for moment in moments):  # noqa: B023 - over before the next
                        say(f"{did}: at {moments}, between {began} and {now}")  # noqa: B023
                    if house.trail.broken_at() is not None:
                        say(f"{did}: the chain is broken")

        kills += every_step(begin, work, look, ready)
    return kills


SCENES: dict[str, Callable[[Path], int]] = {
    "accounts": accounts,
    "backup": lambda home: backup(home, "d"),
    "backup in a file": lambda home: backup(home, "d.tar.zst"),
    "restore": restoring,
    "index of another form": another_form,
    "marking": marking,
    "deeds": deeds,
}


if __name__ == "__main__":
    with warmed(Path(sys.argv[2])):
        say(f"{SCENES[sys.argv[1]](Path(sys.argv[2]))} kills")

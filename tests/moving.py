"""Houses that exchange telegrams over SMTP on this machine, each a program of its own that may be killed.

Run as ``python -m tests.moving house ARCHIVE PORT`` it is such a house: it receives, sends what waits, and takes orders
on standard input. ``exchange`` runs two of them against each other.
"""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from tests.services.outgoing import SOUND, approved, mail_toml

from legation.app import House, open_house
from legation.core.clearing import Standing, text_of
from legation.core.draft import Draft
from legation.core.marking import OWNER, UPKEEP
from legation.core.telegram import Addressee, Originator
from legation.services.archive.verifying import Verified
from legation.services.carriers.smtp import SmtpCarrier
from legation.services.doors.smtp import SmtpDoor
from legation.services.drafts.dispatching import outgoing
from legation.services.news.retrying import Retrying
from legation.storage.outgoing import Before, OwnNumber, Step, Work
from legation.tables.marking import telegram_marking

ROOT = Path(__file__).resolve().parents[1]
POST, MINISTRY = "AMEMBASSY TRIPOLI", "SECSTATE WASHDC"
ADDRESSES = {POST: "tripoli@post.example", MINISTRY: "state@ministry.example"}
LONG = 1000
"""Telegrams each way beyond which they are queued without their clearances."""
SOON = Retrying(first=0.05, longest=0.2, most=100_000)


def draft(sender: str, to: str, number: int) -> Draft:
    """A telegram of the one to the other, known by its subject."""
    return msgspec.structs.replace(
        SOUND,
        from_=Originator(sender),
        to=(Addressee(to),),
        info=(),
        post="TRIPOLI" if sender == POST else "STATE",
        subject=f"MATTER {number}",
    )


def opened(archive: Path, port: int) -> House:
    """The house in a directory, which sends to a port of this machine."""
    house = open_house(archive, write=True)
    (archive / "mail.toml").write_text(mail_toml(port), encoding="utf-8")
    return house


def door_of(house: House, port: int) -> SmtpDoor:
    return SmtpDoor(house.arrivals, OWNER, port=port, now=house.clock)


def sent(house: House) -> int:
    """Send what is due."""
    found = house.correspondents().server
    assert found is not None
    return house.transmitting.send(OWNER, {"mail": SmtpCarrier(found, name="localhost", timeout=5)}, retrying=SOON)


def queued_at_once(house: House, sender: str, to: str, done: int, most: int) -> int:
    """Release up to ``most`` telegrams more without their clearances, for a run of thousands; how many there are then.

    Each takes its number in one step with its queue, as a release does.
    """
    desk = getattr(house.clearing, "_service", house.clearing)

    def work(number: int) -> Work:
        text = draft(sender, to, number)
        access = telegram_marking(text).label

        def step(before: Before) -> Step:
            year = house.clock().year
            own = OwnNumber(str(text.post), year, before.number(str(text.post), year))
            mrn = f"{year % 100}{own.post}{own.number}"
            final = msgspec.structs.replace(text, number=own.number, dtg=house.clock().strftime("%Y-%m-%dT%H:%MZ"))
            digest, body = text_of(final)
            held = Standing(
                id=f"n{own.number}", state="released", text=digest, subject=None, access=access, versions=()
            )
            entry = desk._entry(OWNER, "release", held.id, "C. Minister", telegram_marking(final), final, {"mrn": mrn})
            leaving = tuple(outgoing(final, mrn, held, house.correspondents(), desk._instant()))
            return Step(entry=entry, access=access, text=(digest, body), number=own, outgoing=leaving)

        return step

    for number in range(done + 1, done + most + 1):
        desk._drafts.step(OWNER, f"n{number}", work(number))
    house.transmitting.settle_own()
    return done + most


def run_house(archive: Path, own: int, other: int, sender: str, to: str, count: int) -> None:
    """Write ``count`` telegrams in all, send them, and receive, until killed."""
    with opened(archive, other) as house:
        door = door_of(house, own)
        # The last may have been cut short on its way through the house.
        if count <= LONG:
            for held in house.clearing.all(OWNER):
                house.clearing.withdraw(OWNER, held.id)
        desk = getattr(house.clearing, "_service", house.clearing)
        done = desk._drafts.numbered("TRIPOLI" if sender == POST else "STATE", house.clock().year)
        while True:
            if done < count and count > LONG:
                done = queued_at_once(house, sender, to, done, min(50, count - done))
            elif done < count:
                done += house.clearing.release(OWNER, approved(house, draft(sender, to, done + 1)).id).mrn is not None
            made = sent(house)
            waiting = len(house.transmitting.queue(OWNER, limit=1))
            sys.stdout.write(f"{done} {waiting} {house.reading.count(OWNER)}\n")
            sys.stdout.flush()
            if done >= count and not made:
                time.sleep(0.02)
        door.close()


def check(archive: Path, count: int) -> list[str]:
    """What is wrong with an archive in the end: all telegrams of both there, each once, numbers without a gap."""
    wrong = []
    with open_house(archive, write=True) as house:
        listed = list(house.ingest._telegrams.listings(UPKEEP))
        numbers = sorted(one.mrn or "" for one in listed)
        wanted = sorted(
            f"{time.gmtime().tm_year % 100}{post}{n}" for post in ("TRIPOLI", "STATE") for n in range(1, count + 1)
        )
        if numbers != wanted:
            lost, more = set(wanted) - set(numbers), [one for one in numbers if numbers.count(one) > 1]
            wrong.append(f"{archive.name}: lost {sorted(lost)}, doubled {sorted(set(more))}")
        if house.transmitting.queue(OWNER):
            wrong.append(f"{archive.name}: something waits still")
        assert house.verifying is not None
        wrong += [str(fault) for fault in house.verifying.run(OWNER, Verified(), reread=False)]
    return wrong


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Program:
    """One of the two houses, started anew whenever it was killed."""

    def __init__(self, archive: Path, own: int, other: int, sender: str, to: str, count: int) -> None:
        self.words = [str(archive), str(own), str(other), sender, to, str(count)]
        self.state = (0, 1, 0)
        self.start()

    def start(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.moving", *self.words], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def hear(self) -> bool:
        """Read the next line; False where it ended."""
        assert self.running.stdout is not None
        line = self.running.stdout.readline().split()
        if len(line) == 3:
            done, waiting, held = map(int, line)
            self.state = done, waiting, held
        return bool(line)

    def kill(self) -> None:
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()
        if self.running.stdout is not None:
            self.running.stdout.close()


def exchange(place: Path, count: int, kills: int, seed: int, apart: tuple[float, float] = (1.2, 2.5)) -> list[str]:
    """Let both send ``count`` telegrams to the other while each is killed ``kills`` times; what is wrong in the end.

    apart: seconds from one kill of a house to its next, at least and at most.
    """
    chance = random.Random(seed)  # noqa: S311
    ports = free_port(), free_port()
    names = ((POST, MINISTRY), (MINISTRY, POST))
    places = place / "post", place / "ministry"
    both = [_Program(places[at], ports[at], ports[1 - at], *names[at], count) for at in (0, 1)]
    killed = [0, 0]
    due = [chance.uniform(0.5, 1.5) for _ in both]
    began = [time.monotonic()] * 2
    try:
        while True:
            for at, one in enumerate(both):
                if not one.hear():
                    return [f"{places[at].name} ended by itself"]
                if killed[at] < kills and time.monotonic() - began[at] > due[at]:
                    one.kill()
                    killed[at] += 1
                    one.start()
                    began[at], due[at] = time.monotonic(), chance.uniform(*apart)
            if min(killed) >= kills and all(one.state == (count, 0, 2 * count) for one in both):
                break
    finally:
        for one in both:
            one.kill()
    return [line for path in places for line in check(path, count)]


if __name__ == "__main__":
    place, own, other, sender, to, count = sys.argv[1:]
    run_house(Path(place), int(own), int(other), sender, to, int(count))

"""Distribution: arrivals distributed a second beside bulk ingest, and how soon a FLASH is seen behind a long queue.

The aim is that keeping and distributing together go at least half as fast as bulk ingest alone, and that a FLASH is in
its reader's queue within a second of its acceptance, at the median, while 100,000 ROUTINE telegrams wait for them.
Rates are of processor time in one process; the latency is of the clock.
"""

from __future__ import annotations

import hashlib
import shutil
import smtplib
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from legation.app import House, open_house
from legation.core.marking import OWNER, UPKEEP
from legation.services.accounts.accounts import OWNS
from legation.services.distribution.profiles import REACHED
from legation.simulate import traffic
from legation.storage.records import Record

Say = Callable[[str, str], None]

DESKS = 12
PROFILES = 2 * DESKS + 2
WAITING = 100_000
_FLASHES = 31
_AT_ONCE = 5_000

_ROUTINE = """R 051000Z NOV 15
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
BT
UNCLAS TRIPOLI 000001

E.O. 13526: N/A
TAGS: PREL
SUBJECT: PORT VISIT

1. A port visit went well.

SMITH
"""


def bench_distributing(telegrams: int, waiting: int, folder: Path, say: Say) -> None:
    """Measure both; ``folder`` is emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say("telegrams", f"{telegrams:,} simulated without faults; {DESKS} desks, {PROFILES} profiles")
    source = folder / "traffic"
    source.mkdir()
    for number, sent in enumerate(traffic(telegrams, faults=0)):
        (source / f"{number:06d}.txt").write_bytes(sent.text)
    with open_house(folder / "archive", write=True, people=True) as house:
        kept = _seconds(lambda: house.ingest.run(OWNER, [source], workers=0))
        for words in (False, True):
            copies, taken = _distributed(house, words=words)
            together = kept + taken
            what = "distributed, with words" if words else "distributed, without words"
            say(
                what,
                f"{telegrams / taken:,.0f} arrivals/s, {copies / telegrams:.1f} copies each; kept and distributed "
                f"{telegrams / together:,.0f}/s, {kept / together:.2f} of bulk ingest ({telegrams / kept:,.0f}/s)",
            )
    with open_house(folder / "queue", write=True) as house:
        _latency(house, waiting, say)


def rules(*, words: bool) -> str:
    """Rules as an archive of a dozen desks has them."""
    posts = (
        "Tripoli",
        "Tunis",
        "Cairo",
        "Rabat",
        "Algiers",
        "Paris",
        "London",
        "Rome",
        "Madrid",
        "Lagos",
        "Accra",
        "Dakar",
    )
    lines = ['catch-all = "registry"', "[[office]]", 'name = "WATCH"', 'readers = ["desk0", "desk1"]']
    for at in range(DESKS):
        lines += ["[[profile]]", f'name = "post {at}"', f'to = "desk{at}"', 'for = "action"', f'from = ["{posts[at]}"]']
        lines += ["[[profile]]", f'name = "matter {at}"', f'to = "desk{at}"']
        asked = (
            f'words = ["dialogue {posts[at]}*", "subject:meeting AND tag:PREL"]' if words else 'tags = ["PREL", "MARR"]'
        )
        lines.append(asked)
    lines += ["[[profile]]", 'name = "flash"', 'to = "WATCH"', 'precedence = "FLASH"']
    lines += ["[[profile]]", 'name = "closed"', 'to = "registry"', 'caption = ["EXDIS", "NODIS"]']
    return "\n".join(lines)


def lay_down(house: House, *, words: bool) -> None:
    """The desks as accounts, and their rules."""
    if not house.accounts.all(OWNS):
        for name in ("registry", *(f"desk{at}" for at in range(DESKS))):
            house.accounts.add(OWNS, name, clearance="SECRET", holds=["NOFORN", "EXDIS"])
    house.profiles.replace(OWNS, rules(words=words))


def _distributed(house: House, *, words: bool) -> tuple[int, float]:
    lay_down(house, words=words)
    house.notes.write(REACHED, "0")
    copies: list[int] = []
    taken = _seconds(lambda: copies.append(house.distributing.new()))
    return copies[0], taken


def _latency(house: House, waiting: int, say: Say) -> None:
    """From the acceptance of a FLASH's bytes until it stands first in its reader's queue."""
    house.profiles.replace(
        OWNS, 'catch-all = "owner"\n[[profile]]\nname = "all"\nto = "owner"\nfor = "action"\ntags = ["PREL"]'
    )
    store = house.reading._telegrams
    for batch in _routine(house, waiting):
        store.put(UPKEEP, batch)
        house.distributing.new()
    say("waiting", f"{sum(one.copies for one in house.inbox.tally(OWNER)):,} ROUTINE")
    seen, steps = [], {"kept": 0.0, "distributed": 0.0, "shown": 0.0}
    for number in range(_FLASHES):
        flash = _ROUTINE.replace("R 05", "Z 05").replace("000001", f"{number + 900_000}").encode()
        began = time.perf_counter()
        record = house.ingest.record(flash, f"{number}.txt")
        store.put(UPKEEP, [record])
        kept = time.perf_counter()
        house.distributing.telegram(str(record.telegram.mrn))
        distributed = time.perf_counter()
        first = house.inbox.queue(OWNER).held[0]
        shown = time.perf_counter()
        assert first.delivery.precedence == "FLASH"  # noqa: S101 - what is measured must be so
        seen.append(shown - began)
        for name, took in (("kept", kept - began), ("distributed", distributed - kept), ("shown", shown - distributed)):
            steps[name] += took / _FLASHES
        house.inbox.step(OWNER, str(record.telegram.mrn), "acted")
    parts = ", ".join(f"{name} {took * 1000:,.0f} ms" for name, took in steps.items())
    say(
        "FLASH, accepted until shown",
        f"{statistics.median(seen) * 1000:,.0f} ms at the median ({parts} in the mean); aim 1,000 ms",
    )
    _latency_by_mail(house, say)


def _latency_by_mail(house: House, say: Say) -> None:
    """From the 250 of the door, and from the sender's DATA, until the page of the reader's queue has it first."""
    from litestar.testing import TestClient

    from legation.services.doors.smtp import SmtpDoor
    from legation.web.pages import make_app

    accepted, handed, page = [], [], []
    door = SmtpDoor(house.arrivals, OWNER, now=house.clock)
    with (
        TestClient(make_app(house), base_url="http://127.0.0.1:8000") as desk,
        smtplib.SMTP("127.0.0.1", door.port, local_hostname="sender.example", timeout=60) as line,
    ):
        line.ehlo()
        for number in range(950_000, 950_000 + _FLASHES):
            flash = _ROUTINE.replace("R 05", "Z 05").replace("000001", f"{number}")
            mail = f"Message-ID: <{number}@sender.example>\r\nContent-Type: text/plain\r\n\r\n{flash}"
            line.mail("station@sender.example")
            line.rcpt("desk@receiver.example")
            began = time.perf_counter()
            line.data(mail.encode())
            accept = time.perf_counter()
            mrn = f"15TRIPOLI{number}"
            while True:
                asked = time.perf_counter()
                text = desk.get("/inbox").text
                if mrn in text:
                    break
            seen = time.perf_counter()
            accepted.append(seen - accept)
            handed.append(seen - began)
            page.append(seen - asked)
            house.inbox.step(OWNER, mrn, "acted")
    door.close()
    told = ", ".join(
        f"{statistics.median(some) * 1000:,.0f} ms {what}"
        for what, some in (("from DATA on", handed), ("of it the page", page))
    )
    longest = f"longest {max(accepted) * 1000:,.0f}"
    say(
        "FLASH by SMTP, accepted until on the page",
        f"{statistics.median(accepted) * 1000:,.0f} ms at the median, {longest} ({told}); aim 1,000 ms",
    )


def _routine(house: House, count: int) -> Iterator[list[Record]]:
    """Small ROUTINE telegrams, each with bytes and a number of its own."""
    made = house.ingest.record(_ROUTINE.encode(), None)
    batch: list[Record] = []
    for number in range(1, count + 1):
        original = _ROUTINE.replace("000001", f"{number:06d}").encode()
        sha256 = hashlib.sha256(original).hexdigest()
        telegram = msgspec.structs.replace(
            made.telegram, sha256=sha256, mrn=f"15TRIPOLI{number}", number=number, source=original.decode()
        )
        batch.append(
            msgspec.structs.replace(
                made,
                sha256=sha256,
                original=original,
                telegram=telegram,
                received=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            )
        )
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _seconds(run: Callable[[], object]) -> float:
    """Of processor time, so that other work on the machine counts little."""
    began = time.process_time()
    run()
    return time.process_time() - began

"""Telegrams on the move: drafts rendered, and arrivals by SMTP kept beside what bulk ingest keeps in the same run.

The receiving house is a program of its own, as it would be; the sender, this program, only speaks the protocol, over
many lines at once, each waiting for the answer to one mail before it gives the next. Both share the machine, so the
processor time of each is told beside the clock. Bulk ingest is measured before and after the arrivals, and what comes
is set beside the mean of the two: until the last is searchable, and until the archive is closed again, when the index
is put in order.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.distributing import PROFILES, lay_down
from legation.app import open_house
from legation.core.draft import Draft, draft_of
from legation.core.errors import RefusedError
from legation.core.marking import OWNER
from legation.formats import read, write
from legation.formats.writing.delivered import write_delivered
from legation.formats.writing.mail import write_mail
from legation.tables.marking import telegram_marking

Say = Callable[[str, str], None]

LINES = 64
_MAIL = b"MAIL FROM:<station@sender.example>\r\n"
_TO = b"RCPT TO:<desk@receiver.example>\r\n"


def bench_moving(count: int, folder: Path, say: Say) -> None:
    """Measure with ``count`` simulated telegrams; ``folder`` is emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _run("simulate", str(folder / "traffic"), "--telegrams", str(count), "--faults", "0")
    texts = [file.read_bytes() for file in sorted((folder / "traffic").rglob("*")) if file.is_file()]
    _bench_rendering(texts, say)
    bulk = [_ingested(folder / "bulk", folder / "traffic")]
    mails = [_mail(number, text) for number, text in enumerate(texts)]
    came = [
        ("arrivals by SMTP, 1 line", _arriving(folder / "arrived-1", mails[: count // 20], 1)),
        (f"arrivals by SMTP, {LINES} lines", _arriving(folder / f"arrived-{LINES}", mails, LINES)),
    ]
    with open_house(folder / "routed", write=True, people=True) as house:
        lay_down(house, words=False)
    came.append((f"arrivals by SMTP, {LINES} lines, {PROFILES} profiles", _arriving(folder / "routed", mails, LINES)))
    bulk.append(_ingested(folder / "bulk-again", folder / "traffic"))
    rates = ", ".join(f"{one.rate:,.0f}" for one in bulk)
    processor = sum(one.processor_ms for one in bulk) / len(bulk)
    say("bulk ingest, before and after", f"{rates} telegrams/s, {processor:.2f} ms of the processor each")
    each = sum(one.seconds for one in bulk) / sum(one.telegrams for one in bulk)
    closed = sum(one.closed for one in bulk) / sum(one.telegrams for one in bulk)
    for what, one in came:
        say(
            what,
            f"{one.rate:,.0f}/s, {each * one.rate:.2f} of bulk ingest ({closed * one.telegrams / one.closed:.2f} with "
            f"closing); {one.processor_ms:.2f} ms of the processor each, {processor / one.processor_ms:.2f} "
            f"(and {one.sender_ms:.2f} of the sender)",
        )


class _Run(NamedTuple):
    """What a run took, in seconds.

    seconds: until the last was searchable. closed: until the archive was closed. processor: of the house and its
    workers until the last was searchable. sender: of the processor, for the sender.
    """

    telegrams: int
    seconds: float
    closed: float
    processor: float
    sender: float = 0.0

    @property
    def rate(self) -> float:
        return self.telegrams / self.seconds

    @property
    def processor_ms(self) -> float:
        return self.processor * 1000 / self.telegrams

    @property
    def sender_ms(self) -> float:
        return self.sender * 1000 / self.telegrams


def _ingested(archive: Path, traffic: Path) -> _Run:
    house = open_house(archive, write=True)
    began, used = time.perf_counter(), _used(resource.RUSAGE_SELF) + _used(resource.RUSAGE_CHILDREN)
    with house:
        house.ingest.run(OWNER, [traffic])
        seconds = time.perf_counter() - began
        used = _used(resource.RUSAGE_SELF) + _used(resource.RUSAGE_CHILDREN) - used
        kept = house.reading.count(OWNER)
    return _Run(kept, seconds, time.perf_counter() - began, used)


def _used(whose: int) -> float:
    """Seconds of the processor, of this program or of those that it started and that have ended."""
    told = resource.getrusage(whose)
    return told.ru_utime + told.ru_stime


def _used_by(program: int) -> float:
    """Seconds of the processor that a running program and those that it has waited for have used.

    Nothing where the system does not say.
    """
    try:
        told = Path(f"/proc/{program}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


def _bench_rendering(texts: Sequence[bytes], say: Say) -> None:
    drafts = []
    for text in texts[:2000]:
        draft = draft_of(read(text))
        try:
            write(draft)
        except RefusedError:
            continue
        drafts.append(draft)

    def mail(draft: Draft) -> bytes:
        return write_mail(
            draft,
            message_id="<1@sender.example>",
            sender="station@sender.example",
            address=lambda _: "desk@receiver.example",
            marking=telegram_marking(draft),
        )

    ways: dict[str, Callable[[Draft], object]] = {"transmission copy": write, "delivered copy": write_delivered}
    ways["mail"] = mail
    for name, way in ways.items():
        seconds = _timed(lambda way=way: [way(draft) for draft in drafts])  # type: ignore[misc]
        say(f"drafts rendered, {name}", f"{len(drafts) / seconds:,.0f}/s")


def _mail(number: int, text: bytes) -> bytes:
    head = (
        f"Message-ID: <{number}@sender.example>\r\nSubject: {number}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    body = text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..")
    return head.encode() + body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _arriving(archive: Path, mails: Sequence[bytes], lines: int) -> _Run:
    """Until every mail is answered with 250 and searchable, and until the program has ended."""
    words = [sys.executable, "-m", "legation", "receive", "smtp", "--port", "0", "--archive", str(archive)]
    house = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603
    assert house.stderr is not None  # noqa: S101 - for the type checker
    port = int(house.stderr.readline().split()[3].rpartition(":")[2])
    before = _used_by(house.pid)  # it has come up
    began, own = time.perf_counter(), _used(resource.RUSAGE_SELF)
    asyncio.run(_given(port, mails, lines))
    own = _used(resource.RUSAGE_SELF) - own
    house.send_signal(signal.SIGTERM)
    while not house.stderr.readline().endswith("taken\n"):
        if house.poll() is not None:
            raise SystemExit("bench: the house ended before it had taken everything in")
    seconds, used = time.perf_counter() - began, _used_by(house.pid) - before
    house.wait()
    house.stderr.close()
    return _Run(len(mails), seconds, time.perf_counter() - began, used, own)


async def _given(port: int, mails: Sequence[bytes], lines: int) -> None:
    left = iter(mails)

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        writer.write(b"HELO sender.example\r\n")
        await reader.readline()
        for mail in left:
            for words, wanted in ((_MAIL, b"2"), (_TO, b"2"), (b"DATA\r\n", b"3"), (mail, b"2")):
                writer.write(words)
                answer = await reader.readline()
                if not answer.startswith(wanted):
                    raise SystemExit(f"bench: the house said {answer.decode().strip()}")
        writer.write(b"QUIT\r\n")
        await reader.readline()
        writer.close()

    await asyncio.gather(*(one() for _ in range(lines)))


def _run(*words: str) -> None:
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "legation", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began

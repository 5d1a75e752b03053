"""Telegrams on the move: drafts rendered, and arrivals by SMTP kept beside what bulk ingest keeps in the same run.

The receiving house is a program of its own, as it would be; the sender only speaks the protocol, over many lines at
once, each waiting for the answer to one mail before it gives the next.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from legation.app import open_house
from legation.core.draft import Draft, draft_of
from legation.core.errors import RefusedError
from legation.core.marking import OWNER
from legation.formats import read, write
from legation.formats.delivered_writing import write_delivered
from legation.formats.mail_writing import write_mail
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
    with open_house(folder / "bulk", write=True) as house:
        bulk = _timed(lambda: house.ingest.run(OWNER, [folder / "traffic"]))
        kept = house.reading.count(OWNER)
    say("bulk ingest", f"{kept / bulk:,.0f} telegrams/s")
    mails = [_mail(number, text) for number, text in enumerate(texts)]
    for lines in (1, LINES):
        seconds = _arriving(folder / f"arrived-{lines}", mails if lines > 1 else mails[: count // 20], lines)
        rate = (len(mails) if lines > 1 else count // 20) / seconds
        say(
            f"arrivals by SMTP, {lines} line{'s' if lines > 1 else ''}",
            f"{rate:,.0f}/s, {rate / (kept / bulk):.2f} of bulk ingest",
        )


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


def _arriving(archive: Path, mails: Sequence[bytes], lines: int) -> float:
    """Seconds until every mail is answered with 250 and searchable."""
    words = [sys.executable, "-m", "legation.cli.main", "receive", "smtp", "--port", "0", "--archive", str(archive)]
    house = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603
    assert house.stderr is not None  # noqa: S101 - for the type checker
    port = int(house.stderr.readline().split()[3].rpartition(":")[2])
    began = time.perf_counter()
    asyncio.run(_given(port, mails, lines))
    house.send_signal(signal.SIGTERM)
    house.wait()
    house.stderr.close()
    return time.perf_counter() - began


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
        [sys.executable, "-m", "legation.cli.main", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began

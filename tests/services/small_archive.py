"""A small archive in memory of invented telegrams, plain enough to be written in a line each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tests.stores import memory_stores

from legation.app import House
from legation.core.marking import OWNER, Reader
from legation.formats import read
from legation.services.news.hooks import Post
from legation.tables.parties import default_parties
from legation.tables.posts import load_posts

OPEN = Reader("open", rank=0)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def text(
    number: int,
    refs: str = "",
    *,
    level: str = "UNCLAS",
    day: str = "05",
    month: str = "NOV",
    post: str = "TRIPOLI",
    body: str = "",
    subject: str = "",
    series: str = "",
) -> bytes:
    ref = f"REF: {refs}\n" if refs else ""
    return f"""R {day}1000Z {month} 09
FM AMEMBASSY {post}
TO SECSTATE WASHDC
BT
{level} {series}{post} {number:06d}

E.O. 12958: N/A
TAGS: PREL
SUBJECT: {subject or f"NUMBER {number}"}
{ref}
{body or f"1. Text of number {number}."}

SMITH
""".encode()


class Small(House):
    """A house over stores in memory."""

    def __init__(self, texts: Iterable[bytes] = (), post: Post | None = None, **stores: Any) -> None:
        self.at = NOW
        made = memory_stores(**stores)
        self.telegrams, self.index, self.shelf = made.telegrams, made.index, made.shelf
        super().__init__(
            made,
            posts=load_posts(),
            parties=default_parties(),
            post=post,
            clock=lambda: self.at,
        )
        self.keep(*texts)

    def keep(self, *texts: bytes) -> None:
        """Keep telegrams, each under the name of its number, such as ``900.txt``, or of no number, ``None.txt``."""
        records = [self.ingest.record(data, f"{read(data).number}.txt") for data in texts]
        self.telegrams.put(OWNER, records)
        self.index.add(OWNER, records)

"""A file that may hold several telegrams: where each begins and ends, and the reading of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from legation.core.telegram import Telegram
from legation.formats.reading import read
from legation.formats.tei import documents
from legation.tables.posts import Posts

# The end of one message, and what may stand between it and the head of the next.
_END = re.compile(
    rb"^(?:N{4}(?:MAFVVZCZ)?|<< END OF DOCUMENT >>)[ \t]*\r*\n(?:[ \t\r]{0,9}\n){0,40}"
    rb"(?:(?:CLASSIFICATION: )?UNCLASSIFIED//[ \t]*\r*\n)?",
    re.MULTILINE,
)
_BEGIN = re.compile(
    rb"(?:[ \t\r]{0,9}\n){0,40}[ \t]{0,20}(?:V?ZCZC|[ZOPRY][A-Z]{2}[A-Z]{5} [RQ]|\d{2}[A-Z]+\d{1,6}\r?\n\d{4}-"
    rb"|Message Text|"
    rb"(?:[ZOPRY] ){1,2}\d{6}Z|PAGE 0?1\b|UNCLAS|CLASSIFICATION:|[A-Z ]{6,24}\r?\nPAGE 0?1\b)"
)
_IN_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Item(NamedTuple):
    """One telegram of a file: its own bytes and its name within the file (None if it is the whole file)."""

    data: bytes
    part: str | None


def split_file(data: bytes) -> list[Item]:
    """The telegrams of a file, in order. Never raises; the parts joined are the file's bytes.

    A TEI volume is the exception: it gives its telegrams, each with its markup unchanged, and leaves out the rest.
    """
    if _is_volume(data):
        # Latin-1 gives each byte one code point and back, so that the markup's bytes stay what they were.
        found = documents(data.decode("latin-1"))
        telegrams = [Item(d.markup.encode("latin-1"), d.identity) for d in found if d.is_telegram]
        return telegrams or [Item(data, None)]
    if (b"NNNN" not in data and b"<< END OF DOCUMENT >>" not in data) or data.startswith(_IN_UTF16):
        return [Item(data, None)]
    cuts = [0, *(end.end() for end in _END.finditer(data) if _BEGIN.match(data, end.end())), len(data)]
    if len(cuts) == 2:
        return [Item(data, None)]
    return [Item(data[start:end], str(number)) for number, (start, end) in enumerate(pairwise(cuts), 1)]


def _is_volume(data: bytes) -> bool:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and (b"<TEI" in head or b"tei-c.org" in head)


def read_many(
    data: bytes | str, received: date | None = None, *, file: str | None = None, posts: Posts | None = None
) -> Iterator[Telegram]:
    """Read every telegram of a file; a file that holds one gives one. Never raises on any content."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    for item in split_file(raw):
        name = f"{file}#{item.part}" if file and item.part else file
        yield read(item.data, received, file=name, posts=posts)

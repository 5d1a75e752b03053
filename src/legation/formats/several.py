"""A file that may hold several telegrams: where each begins and ends, and the reading of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from legation.core.telegram import Telegram
from legation.formats.decoding import decode
from legation.formats.reading import read
from legation.formats.tei import documents
from legation.tables.posts import Posts

# The end of one message run into the head of the next, and the frames of archive dumps.
_END = re.compile(r"^(?:N{4}|<< END OF DOCUMENT >>)[ \t]*\r?\n(?:\s*UNCLASSIFIED//[ \t]*\r?\n)?", re.MULTILINE)
_BEGIN = re.compile(
    r"\s*(?:V?ZCZC|[ZOPRY][A-Z]{2}[A-Z]{5} [RQ]|\d{2}[A-Z]+\d+\r?\n\d{4}-|Message Text|(?:[ZOPRY] ){1,2}\d{6}Z"
    r"|PAGE 0?1|UNCLAS)"
)


class Item(NamedTuple):
    """One telegram of a file: its own bytes and its name within the file (None if it is the whole file)."""

    data: bytes
    part: str | None


def split_file(data: bytes) -> list[Item]:
    """The telegrams of a file, in order. A TEI volume gives its telegrams; other documents of it are left out."""
    head = data[:4096].lstrip()
    if head.startswith(b"<") and (b"<TEI" in head or b"tei-c.org" in head):
        volume = decode(data).text
        return [Item(markup.encode("utf-8"), identity) for identity, markup, telegram in documents(volume) if telegram]
    if b"NNNN" not in data and b"<< END OF DOCUMENT >>" not in data:
        return [Item(data, None)]
    decoded = decode(data)
    cuts = [0]
    for found in _END.finditer(decoded.text):
        if _BEGIN.match(decoded.text, found.end()):
            cuts.append(found.end())
    if len(cuts) == 1:
        return [Item(data, None)]
    cuts.append(len(decoded.text))
    text = decoded.text
    if len(text) == len(data):  # one byte a code point: the places are the same
        pieces = [data[a:b] for a, b in pairwise(cuts)]
    else:
        pieces = [text[a:b].encode("utf-8") for a, b in pairwise(cuts)]
        if b"".join(pieces) != data:  # an encoding that does not come back byte for byte stays in one piece
            return [Item(data, None)]
    return [Item(piece, str(number)) for number, piece in enumerate(pieces, 1)]


def read_many(
    data: bytes | str, received: date | None = None, *, file: str | None = None, posts: Posts | None = None
) -> Iterator[Telegram]:
    """Read every telegram of a file; a file that holds one gives one."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    for item in split_file(raw):
        name = f"{file}#{item.part}" if file and item.part else file
        yield read(item.data, received, file=name, posts=posts)

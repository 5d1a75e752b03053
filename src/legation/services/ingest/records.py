"""Large files cut a piece at a time where a record ends: rows of exports, messages of mail folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from legation.core.errors import RefusedError
from legation.formats.mail import is_mbox, messages
from legation.formats.table_export import names_of, row_cutter
from legation.services.ingest.containers import Stream

PIECE_BYTES = 256 * 1024
"""About so much is cut off at once: some forty telegrams."""

HEAD_BYTES = 64 * 1024


class Piece(NamedTuple):
    """Whole records of one file. first: number of the first of them, from 1. names: the row of names above them."""

    data: bytes
    first: int
    names: bytes


Cut = Iterator[Piece | RefusedError]


def cutter(kind: str, head: bytes) -> Callable[[Stream, bytes, int], Cut] | None:
    """How a file with this suffix and beginning is cut; None where it is read as a whole.

    The function takes the rest of the file, its beginning, and the most bytes of one record.
    """
    if kind == ".mbox" and is_mbox(head):
        return _messages
    if kind in {".ndjson", ".jsonl"} and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _lines
    if kind in {".csv", ".tsv"}:
        ends = row_cutter(head.decode("latin-1"))
        if ends is not None:
            return lambda rest, begun, most: _rows(rest, begun, most, ends)
    return None


def _lines(rest: Stream, begun: bytes, most: int) -> Cut:
    first, held, dropping = 1, begun, False
    while True:
        at_end = not (more := rest.read(PIECE_BYTES))
        held += more
        cut = len(held) if at_end else held.rfind(b"\n") + 1
        whole, held = held[:cut], held[cut:]
        if dropping and whole:
            _, _, whole = whole.partition(b"\n")
            first, dropping = first + 1, False
        if whole:
            yield Piece(whole, first, b"")
            first += whole.count(b"\n")
        if at_end:
            return
        if len(held) > most:
            if not dropping:
                yield _too_long(f"row {first}", most)
            held, dropping = b"", True


def _rows(rest: Stream, begun: bytes, most: int, ends: Callable[[str, int], int]) -> Cut:
    first, held, names = 1, begun, b""
    wanted = PIECE_BYTES
    while True:
        at_end = False
        while len(held) < wanted and not at_end:
            more = rest.read(PIECE_BYTES)
            at_end = not more
            held += more
        text = held.decode("latin-1")
        at = number = 0
        while at < len(text):
            after = max(ends(text, at), at + 1)
            if after >= len(text) and not at_end:
                break  # it may go on
            at, number = after, number + 1
            if first == number == 1 and names_of(text[:at]) is not None:
                names = held[:at]
        if at:
            yield Piece(held[:at], first, names)
        elif not at_end and len(held) > most:
            # Where a row without an end stops cannot be known, so the rest of the file goes with it.
            yield _too_long(f"row {first}", most)
            return
        first += number
        held = held[at:]
        # A row that goes on is looked at again when there is twice as much of it.
        wanted = PIECE_BYTES if at else 2 * len(held)
        if at_end:
            return


def _messages(rest: Stream, begun: bytes, most: int) -> Cut:
    first, held = 1, begun
    wanted = PIECE_BYTES
    while True:
        at_end = False
        while len(held) < wanted and not at_end:
            more = rest.read(PIECE_BYTES)
            at_end = not more
            held += more
        starts = [start for start, _ in messages(held)][1:]
        if at_end:
            if held:
                yield Piece(held, first, b"")
            return
        # The last that is seen may go on, and what looks like a start at the very end may be none.
        cut = next((start for start in reversed(starts) if start < len(held) - 2000), 0)
        if cut:
            yield Piece(held[:cut], first, b"")
            first += 1 + sum(start < cut for start in starts)
            held = held[cut:]
            wanted = PIECE_BYTES
        elif len(held) > most:
            yield _too_long(f"message {first}", most)
            return
        else:
            wanted = 2 * len(held)


def _too_long(what: str, most: int) -> RefusedError:
    return RefusedError(f"{what} is over the limit of {most:,} bytes", "split it, or raise --limit-bytes")

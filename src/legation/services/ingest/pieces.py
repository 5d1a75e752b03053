"""Pieces of a file that is too large to be read as a whole: whole records of it, some at a time.

What cuts them off, by what the file holds, stands in ``ingest.records`` and ``ingest.volumes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from legation.core.errors import RefusedError
from legation.services.ingest.unpacking import Stream

PIECE_BYTES = 256 * 1024
"""About so much is cut off at once: some forty telegrams."""

MARGIN = 16 * 1024
"""Bytes at the end of what has been read in which a beginning may look otherwise when more is there."""

Form = Literal["rows", "objects", "mail", "texts", "volume", "outside"]


class Piece(NamedTuple):
    """Whole records of one file.

    first: number of the first of them, from 1, or 0 where it is all that the file holds; of a volume, the byte at which
    the piece begins; of a text outside of volumes, which of them it is. names: the row of names above rows, or the
    banner above texts. cuts: where the further telegrams of a text begin.
    """

    data: bytes
    first: int
    names: bytes
    form: Form
    cuts: tuple[int, ...] = ()


Cut = Iterator[Piece | RefusedError]
Cutter = Callable[[Stream, bytes, int], Cut]
"""Cuts a file: of the rest of it, its beginning, and the most bytes of one record."""


def filled(rest: Stream, held: bytes, wanted: int) -> tuple[bytes, bool]:
    """``held`` and what follows, ``wanted`` bytes in all; and whether the file ends with it."""
    parts, count = [held], len(held)
    while count < wanted:
        more = rest.read(max(PIECE_BYTES, wanted - count))
        if not more:
            return b"".join(parts), True
        parts.append(more)
        count += len(more)
    return b"".join(parts), False


def too_long(what: str, most: int) -> RefusedError:
    return RefusedError(f"{what} is over the limit of {most:,} bytes", "split it, or raise --limit-bytes")

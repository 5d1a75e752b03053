"""The bytes of a table as signs that stand as far apart as the bytes do, so that a place among them is one in the file.

A table is cut where its commas, quotes and line ends say, and each row keeps its bytes. A byte is a sign, but for
UTF-16 with its mark, as spreadsheets write it, of which two are: what a sign of another script looks like is of no
account here, only how many there are.
"""

from __future__ import annotations

import sys
from array import array

_LITTLE, _BIG = b"\xff\xfe", b"\xfe\xff"
_UTF32 = b"\xff\xfe\x00\x00"


def is_utf16(data: bytes) -> bool:
    """Whether a file begins with the mark of UTF-16."""
    return data.startswith((_LITTLE, _BIG)) and not data.startswith(_UTF32)


def width_of(beginning: bytes) -> int:
    """How many bytes of the file that begins so are one sign."""
    return 2 if is_utf16(beginning) else 1


def signs_of(data: bytes, beginning: bytes | None = None) -> str:
    """A sign for each of ``width_of`` bytes. beginning: of the file, where ``data`` is a stretch further down.

    Half a sign at the very end is left out.
    """
    mark = data[:4] if beginning is None else beginning[:4]
    if not is_utf16(mark):
        return data.decode("latin-1")
    units = array("H", data[: len(data) // 2 * 2])
    if (mark[:2] == _LITTLE) != (sys.byteorder == "little"):
        units.byteswap()
    return "".join(map(chr, units))

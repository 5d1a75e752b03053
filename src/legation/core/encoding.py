"""Bytes to text without loss: every byte string decodes, and the same bytes always give the same text."""

from __future__ import annotations

import codecs

# Windows-1252 leaves five bytes undefined; they become the control code of the same number.
_HOLES = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_CP1252 = "".join(_HOLES.get(byte) or bytes([byte]).decode("cp1252") for byte in range(256))


def text_of(data: bytes) -> tuple[str, str | None]:
    """The text of ``data``, and its encoding where that is not UTF-8: UTF-16 with its mark, else Windows-1252."""
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            pass
    return codecs.charmap_decode(data, "strict", _CP1252)[0], "Windows-1252"

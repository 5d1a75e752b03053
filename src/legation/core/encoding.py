"""Bytes to text without loss: every byte string decodes, and the same bytes always give the same text."""

from __future__ import annotations

import codecs

from legation.core.enclosing import words_within

# Windows-1252 leaves five bytes undefined; they become the control code of the same number.
_HOLES = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_CP1252 = "".join(_HOLES.get(byte) or bytes([byte]).decode("cp1252") for byte in range(256))


_FRONT = 16
_HEAD = 512


def text_of(data: bytes) -> tuple[str, str | None]:
    """The text of ``data``, and its encoding where that is not UTF-8.

    UTF-16 and UTF-32 with their mark, UTF-16 without where every other byte is zero, else Windows-1252. Of a document
    that is enclosed with its words (``core.enclosing``) the words.
    """
    within = words_within(data)
    data = data if within is None else within
    # Enclosed words are written in UTF-8, whatever zeros stand among them.
    wide = _wide(data) if within is None and 0 in data[:_FRONT] else None
    if wide is not None:
        try:
            return data.decode(wide), wide.upper().removesuffix("-LE").removesuffix("-BE")
        except UnicodeDecodeError:
            pass
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


def file_name_as_text(name: str) -> str:
    """The name of a file as it can be kept and printed: bytes that are no UTF-8 stand as ``\\xe9``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _wide(data: bytes) -> str | None:
    """The codec of a text of several bytes a sign whose beginning has zero bytes as Latin letters have them."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    for codec, zeros, letters in (
        ("utf-16-le", data[1:_HEAD:2], data[:_HEAD:2]),
        ("utf-16-be", data[:_HEAD:2], data[1:_HEAD:2]),
    ):
        if zeros.count(0) * 10 > len(zeros) * 9 and 0 not in letters:
            return codec
    return None

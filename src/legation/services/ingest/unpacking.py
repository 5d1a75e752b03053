"""Streams that are unpacked, never more at once than is asked for, to their whole end or to an error."""

from __future__ import annotations

import bz2
import copy
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Protocol

import zstandard

from legation.core.errors import RefusedError

_READ = 64 * 1024
_READ_ZSTD = 256
"""Bytes of Zstandard at once, which say by nothing but their number how much they hold: of these at most 8 MiB."""

_MOST_WINDOW = 1 << 27
_MOST_MEMORY = _MOST_WINDOW + (1 << 24)

_OF_MEMORY = ("usage limit", "too much memory")
"""By what the two libraries say it."""

_NO_ROOM = ("asks for too much memory to be unpacked", "unpack it yourself")


class Stream(Protocol):
    """Bytes, from the first to the last; "" where there are no more."""

    def read(self, size: int = -1, /) -> bytes: ...


class _Frame(Protocol):
    """What unpacks one of the parts that may stand one behind the other, as ``lzma.LZMADecompressor`` does."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def bzip2(packed: Stream) -> Stream:
    """Raises, in reading, as ``_Unpacked``; so do the two below."""
    return _Unpacked(packed, bz2.BZ2Decompressor, _READ)


def xz(packed: Stream) -> Stream:
    return _Unpacked(packed, lambda: lzma.LZMADecompressor(memlimit=_MOST_MEMORY), _READ)


def zstd(packed: Stream) -> Stream:
    return _Unpacked(packed, _ZstdFrame, _READ_ZSTD)


def member_of_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes] | Stream:
    """The bytes of a member. Raises RefusedError, and what a damaged archive may raise.

    The library unpacks two ways of packing without a bound, so that of these it gives the packed bytes alone.
    """
    if info.compress_type not in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        return archive.open(info)
    bare = copy.copy(info)
    bare.compress_type, bare.file_size = zipfile.ZIP_STORED, info.compress_size
    del bare.CRC  # which is that of what it unpacks to
    packed = archive.open(bare)
    frame = bz2.BZ2Decompressor if info.compress_type == zipfile.ZIP_BZIP2 else _lzma_of_zip(packed)
    return _Checked(_Unpacked(packed, frame, _READ), info)


def _lzma_of_zip(packed: Stream) -> Callable[[], _Frame]:
    # Section 5.8.8 of the note on the format: a version, a length, and the properties that files of LZMA begin with.
    _, length = struct.unpack("<HH", packed.read(4))
    first, window = struct.unpack("<BL", packed.read(length))
    if window > _MOST_WINDOW:
        raise RefusedError(*_NO_ROOM)
    way = {"dict_size": window, "lc": first % 9, "lp": first // 9 % 5, "pb": first // 45}
    return lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, **way}])


class _Unpacked:
    """Part after part. Raises EOFError where one breaks off, RefusedError where one takes too much memory."""

    def __init__(self, packed: Stream, begin: Callable[[], _Frame], at_once: int) -> None:
        self._packed = packed
        self._begin = begin
        self._at_once = at_once
        self._frame: _Frame | None = begin()
        self._given, self._at = b"", 0

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(_READ), b""))
        while self._at == len(self._given) and self._frame is not None and size:
            try:
                self._given, self._at = self._more(self._frame, size), 0
            except MemoryError:
                raise RefusedError(*_NO_ROOM) from None
            except (lzma.LZMAError, zstandard.ZstdError) as why:
                if any(word in str(why) for word in _OF_MEMORY):
                    raise RefusedError(*_NO_ROOM) from None
                raise
        some = self._given[self._at : self._at + size]
        self._at += len(some)
        return some

    def _more(self, frame: _Frame, size: int) -> bytes:
        data = b""
        if frame.eof:
            # What stands behind it is another one; zeros fill up a block.
            data = frame.unused_data
            while not data.lstrip(b"\0") and (data := self._packed.read(self._at_once)):
                pass
            data = data.lstrip(b"\0")
            self._frame = self._begin() if data else None
            if self._frame is None:
                return b""
            frame = self._frame
        elif frame.needs_input:
            data = self._packed.read(self._at_once)
            if not data:
                raise EOFError("it breaks off")
        return frame.decompress(data, size)


class _ZstdFrame:
    needs_input = True

    def __init__(self) -> None:
        # A bound on the window, so that a small file cannot ask for gigabytes.
        self._frame = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW).decompressobj()

    @property
    def eof(self) -> bool:
        return self._frame.eof

    @property
    def unused_data(self) -> bytes:
        return self._frame.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        del max_length
        return self._frame.decompress(data)


class _Checked:
    """What a zip says that a member has, and no more. Raises BadZipFile where it is something else."""

    def __init__(self, stream: Stream, info: zipfile.ZipInfo) -> None:
        self._stream = stream
        self._left = info.file_size
        self._sum, self._expected = 0, info.CRC

    def read(self, size: int = -1, /) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(_READ), b""))
        some = self._stream.read(min(self._left, size))
        self._left -= len(some)
        self._sum = zlib.crc32(some, self._sum)
        if self._left and size and not some:
            raise EOFError("it breaks off")
        if not self._left and self._sum != self._expected:
            raise zipfile.BadZipFile("not what was packed")
        return some

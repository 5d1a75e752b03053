"""Archives of files: zip, tar and single compressed files, one inside the other; members are streamed, never unpacked
to disk under a name of theirs.

A member's name is only a label (``day.zip!inner/name.txt``); links, devices and folders are not followed.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import posixpath
import re
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple, Protocol, cast

import zstandard

from legation.core.errors import RefusedError
from legation.services.ingest.limits import Budget

_IN_MEMORY = 8 * 1024 * 1024
_LONGEST_NAME = 400
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Stream(Protocol):
    """Bytes, from the first to the last; "" where there are no more."""

    def read(self, size: int = -1, /) -> bytes: ...


Opener = Callable[[Stream], Stream]


def _zstd(packed: Stream) -> Stream:
    # A bound on the window, so that a small file cannot ask for gigabytes.
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    return cast(Stream, reader.stream_reader(cast(IO[bytes], packed), read_across_frames=True))


_SINGLE: dict[str, Opener] = {
    ".gz": lambda packed: gzip.GzipFile(fileobj=cast(IO[bytes], packed), mode="rb"),
    ".bz2": lambda packed: bz2.BZ2File(cast(IO[bytes], packed)),
    ".xz": lambda packed: lzma.LZMAFile(cast(IO[bytes], packed)),  # noqa: SIM115 - closed with what it reads
    ".zst": _zstd,
}
_SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".tbz": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}

DAMAGES = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
"""What reading a damaged archive may raise."""


class Member(NamedTuple):
    """name: safe to show. stream: its bytes, to be read before the next member; None where ``why`` says why not."""

    name: str
    stream: Stream | None
    why: RefusedError | None = None


def form_of(name: str) -> str | None:
    """The form of an archive by its name: ``zip``, ``tar`` or ``single``; None where it is none."""
    lower = name.lower()
    for short, long in _SHORT.items():
        if lower.endswith(short):
            lower = lower.removesuffix(short) + long
    stem, suffix = posixpath.splitext(lower)
    if suffix == ".zip":
        return "zip"
    if suffix == ".tar" or (suffix in _SINGLE and stem.endswith(".tar")):
        return "tar"
    return "single" if suffix in _SINGLE else None


def members(name: str, packed: Stream, budget: Budget) -> Iterator[Member]:
    """The members of an archive, one after another. Raises RefusedError, and what ``DAMAGES`` lists."""
    form = form_of(name)
    if form == "zip":
        yield from _of_zip(packed, budget)
    elif form == "tar":
        yield from _of_tar(name, packed, budget)
    else:
        suffix = posixpath.splitext(name.lower())[1]
        budget.member()
        stem = posixpath.basename(name.replace("!", "/"))[: -len(suffix)]
        yield Member(safe_name(stem), _Counted(_SINGLE[suffix](packed), budget))


def safe_name(name: str) -> str:
    """A member's name as a label: no roots, no steps up, no signs that a terminal or a file system would act on."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in {"", ".", ".."}]
    clean = _UNSAFE.sub("_", "/".join(steps)) or "unnamed"
    return clean if len(clean) <= _LONGEST_NAME else clean[:100] + "..." + clean[100 - _LONGEST_NAME :]


def seekable(stream: Stream) -> IO[bytes]:
    """The bytes of ``stream`` in a file without a name, to be read anywhere; small ones stay in memory."""
    spooled = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        shutil.copyfileobj(cast(IO[bytes], stream), spooled, 1 << 20)
        spooled.seek(0)
    except BaseException:
        spooled.close()
        raise
    return cast(IO[bytes], spooled)


def _of_zip(packed: Stream, budget: Budget) -> Iterator[Member]:
    with zipfile.ZipFile(cast(IO[bytes], packed)) as archive:
        for info in archive.infolist():
            budget.member()
            if info.is_dir() or _is_hidden(info.filename):
                continue
            name = safe_name(info.filename)
            kind = info.external_attr >> 28
            if kind not in {0, 8}:  # the file type of Unix: neither left out nor a plain file
                yield Member(name, None, RefusedError("is a link or a device", "ingest what it leads to by name"))
            elif info.flag_bits & 1:
                yield Member(name, None, RefusedError("is encrypted", "unpack it with its password"))
            else:
                with archive.open(info) as stream:
                    yield Member(name, _Counted(stream, budget))


def _of_tar(name: str, packed: Stream, budget: Budget) -> Iterator[Member]:
    lower = name.lower()
    suffix = posixpath.splitext(
        next((lower.removesuffix(s) + of for s, of in _SHORT.items() if lower.endswith(s)), lower)
    )[1]
    # Counted here and not by the member, since a header can be a bomb too.
    plain = _Counted(_SINGLE[suffix](packed) if suffix in _SINGLE else packed, budget)
    with tarfile.open(fileobj=cast(IO[bytes], plain), mode="r|") as archive:
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # it would keep all of them
            budget.member()
            if info.isdir() or _is_hidden(info.name):
                continue
            if not info.isreg():
                yield Member(
                    safe_name(info.name), None, RefusedError("is a link or a device", "ingest what it leads to by name")
                )
                continue
            yield Member(safe_name(info.name), archive.extractfile(info))


def _is_hidden(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return any((step.startswith(".") and step not in {".", ".."}) or step == "__MACOSX" for step in steps)


class _Counted:
    """A stream whose bytes go against a budget as they are read."""

    def __init__(self, stream: Stream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int = -1, /) -> bytes:
        # Whatever is asked for, at most a mebibyte is unpacked before it is counted.
        if 0 <= size <= _STEP:
            return self._taken(size)
        parts: list[bytes] = []
        left = size if size >= 0 else None
        while left is None or left > 0:
            some = self._taken(_STEP if left is None else min(_STEP, left))
            if not some:
                break
            parts.append(some)
            left = None if left is None else left - len(some)
        return b"".join(parts)

    def _taken(self, size: int) -> bytes:
        some = self._stream.read(size)
        self._budget.spend(len(some))
        return some


_STEP = 1 << 20

"""Archives of files: zip, tar and single compressed files, one inside the other; members are streamed, never unpacked
to disk under a name of theirs.

A member's name is only a label (``day.zip!inner/name.txt``); links, devices and folders are not followed.
"""

from __future__ import annotations

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
from typing import IO, Any, NamedTuple, cast

import zstandard

from legation.core.errors import RefusedError
from legation.services.ingest.limits import Budget, OverLimitError
from legation.services.ingest.unpacking import Stream, bzip2, member_of_zip, xz, zstd

_IN_MEMORY = 8 * 1024 * 1024
_LONGEST_NAME = 400
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


Opener = Callable[[Stream], Stream]

_SINGLE: dict[str, Opener] = {
    ".gz": lambda packed: gzip.GzipFile(fileobj=cast(IO[bytes], packed), mode="rb"),
    ".bz2": bzip2,
    ".xz": xz,
    ".zst": zstd,
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
    """name: safe to show. stream: its bytes, to be read before the next member; None where ``why`` says why not.

    alone: whether those behind it can be read where this one is damaged. passed_over: whether it is hidden, and so not
    gone through; of a hidden folder there is this alone.
    """

    name: str
    stream: Stream | None
    why: RefusedError | None = None
    alone: bool = False
    passed_over: bool = False


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


def members(name: str, packed: Stream, budget: Budget, *, hidden: bool = False) -> Iterator[Member]:
    """The members of an archive, one after another. Raises RefusedError, and what ``DAMAGES`` lists.

    hidden: whether what is hidden is gone through as all else is.
    """
    form = form_of(name)
    if form == "zip":
        yield from _of_zip(packed, budget, all_of_it=hidden)
    elif form == "tar":
        yield from _of_tar(name, packed, budget, all_of_it=hidden)
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


def seekable(stream: Stream, in_memory: int = _IN_MEMORY) -> IO[bytes]:
    """The bytes of ``stream`` in a file without a name, to be read anywhere; small ones stay in memory."""
    spooled = tempfile.SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - the caller closes it
    try:
        shutil.copyfileobj(cast(IO[bytes], stream), spooled, 1 << 20)
        spooled.seek(0)
    except BaseException:
        spooled.close()
        raise
    return cast(IO[bytes], spooled)


def _of_zip(packed: Stream, budget: Budget, *, all_of_it: bool) -> Iterator[Member]:
    listed = _Listed(cast(IO[bytes], packed), budget)
    with zipfile.ZipFile(cast(IO[bytes], listed)) as archive:
        listed.whole = True
        met: set[str] = set()
        for info in archive.infolist():
            budget.member()
            if not all_of_it and (hidden := _hidden_in(info.filename)) is not None:
                yield from _passed_over(hidden, met)
                continue
            if info.filename.endswith("/"):
                continue
            name = safe_name(info.filename)
            kind = info.external_attr >> 28
            if kind not in {0, 8}:  # the file type of Unix: neither left out nor a plain file
                yield Member(name, None, RefusedError("is a link or a device", "ingest what it leads to by name"))
            elif info.flag_bits & 1:
                yield Member(name, None, RefusedError("is encrypted", "unpack it with its password"))
            elif info.orig_filename in listed.misnamed:
                why = RefusedError("has a name that is not written as the archive says (UTF-8)", "unpack it yourself")
                yield Member(name, None, why)
            else:
                yield _opened_in_zip(name, archive, info, budget)


def _opened_in_zip(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member:
    try:
        return Member(name, _Counted(member_of_zip(archive, info), budget), alone=True)
    except NotImplementedError:
        way = zipfile.compressor_names.get(info.compress_type, str(info.compress_type))  # type: ignore[attr-defined]
        return Member(
            name, None, RefusedError(f"is packed in a way that is not read here ({way})", "unpack it yourself")
        )
    except RefusedError as why:
        return Member(name, None, why)
    except DAMAGES:
        return Member(
            name, None, RefusedError("is damaged", "mend or unpack the archive; its other members were taken")
        )


def _of_tar(name: str, packed: Stream, budget: Budget, *, all_of_it: bool) -> Iterator[Member]:
    lower = name.lower()
    suffix = posixpath.splitext(
        next((lower.removesuffix(s) + of for s, of in _SHORT.items() if lower.endswith(s)), lower)
    )[1]
    # Counted here and not by the member, since a header can be a bomb too.
    plain = _Counted(_SINGLE[suffix](packed) if suffix in _SINGLE else packed, budget)
    with tarfile.open(fileobj=cast(IO[bytes], plain), mode="r|", tarinfo=_Header, encoding="utf-8") as archive:
        met: set[str] = set()
        info: tarfile.TarInfo | None = None
        while (info := _behind(info, archive)) is not None:
            archive.members = []  # type: ignore[attr-defined]  # it would keep all of them
            budget.member()
            if not all_of_it and (hidden := _hidden_in(info.name)) is not None:
                yield from _passed_over(hidden, met)
                continue
            if info.isdir():
                continue
            if not info.isreg():
                yield Member(
                    safe_name(info.name), None, RefusedError("is a link or a device", "ingest what it leads to by name")
                )
                continue
            yield Member(safe_name(info.name), archive.extractfile(info))


def _behind(member: tarfile.TarInfo | None, archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    """The member behind one, or the first. Raises tarfile.ReadError where that one has less than it says."""
    file: Any = archive.fileobj
    # Left to itself the library reads on behind the end of the file, for as long as a header says.
    left = 0 if member is None else archive.offset - file.tell()
    while left > 0:
        some = file.read(min(left, _STEP))
        if not some:
            raise tarfile.ReadError("it breaks off")
        left -= len(some)
    following = archive.next()
    while following is None and (some := file.read(_STEP)):
        if some.strip(b"\0"):
            raise RefusedError("goes on behind its end", "unpack it yourself (tar --ignore-zeros)")
    return following


def _hidden_in(name: str) -> str | None:
    """The name of a member up to what is hidden in it: its own, or that of a folder above; None where nothing is."""
    steps = name.replace("\\", "/").split("/")
    for count, step in enumerate(steps, 1):
        if (step.startswith(".") and step not in {".", ".."}) or step == "__MACOSX":
            return "/".join(steps[:count])
    return None


def _passed_over(hidden: str, met: set[str]) -> Iterator[Member]:
    """What is hidden as a member, once."""
    if hidden not in met:
        met.add(hidden)
        yield Member(safe_name(hidden), None, passed_over=True)


class _Listed:
    """The file of a zip, whose list of members is read at once: no more of it than the members that are allowed.

    What lists a member takes ten times its room in memory, and a list of the same packs to next to nothing.

    misnamed: names that are said to be UTF-8 and are not, for which the library would give up the whole list. whole:
    whether the list has been read; what is read then is of members.
    """

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        self._file = file
        self._budget = budget
        self.misnamed: set[str] = set()
        self.whole = False
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1, /) -> bytes:
        if size <= _STEP:  # of which so many members as it can list are none too many
            some = self._file.read(size)
        else:
            self._budget.check_list(size)
            some = self._file.read(size)
            self._budget.check_members(some.count(_LISTS))
        return self._named(some) if some.startswith(_LISTS) and not self.whole else some

    def _named(self, listed: bytes) -> bytes:
        """The list with each name written as it says; the library has no other way past one that is not."""
        mended: bytearray | None = None
        at = 0
        while listed.startswith(_LISTS, at) and at + _LISTED.size <= len(listed):
            _, flags, *lengths = _LISTED.unpack_from(listed, at)
            name = listed[at + _LISTED.size : at + _LISTED.size + lengths[0]]
            if flags & _SAID_UTF8 and not _is_utf8(name):
                mended = mended or bytearray(listed)
                struct.pack_into("<H", mended, at + _FLAGS_AT, flags & ~_SAID_UTF8)
                self.misnamed.add(name.decode("cp437"))
            at += _LISTED.size + sum(lengths)
        return listed if mended is None else bytes(mended)


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_LISTS = b"PK\x01\x02"
"""What each member in the list of a zip begins with."""
_LISTED = struct.Struct("<8sH18xHHH12x")
"""What lists a member: its flags, and how long its name, more of it and a comment are, which follow."""
_FLAGS_AT, _SAID_UTF8 = 8, 1 << 11


class _Header(tarfile.TarInfo):
    """The header of a member of a tar with the headers before it that say more of it, of which no more is kept.

    They are read here: the library looks at one of them in time that grows with the square of its length, keeps what is
    said of all members for each, and calls itself for each header before a member.
    """

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        # The library takes a header that it cannot read for the end of the archive.
        try:
            return super().frombuf(buf, encoding, errors)
        except (tarfile.EmptyHeaderError, tarfile.EOFHeaderError):  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as why:
            raise tarfile.ReadError("no header of a member") from why

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        head: Any = self
        name: bytes | None = None
        size: int | None = None
        while head.type in _ABOUT:
            if not 0 <= head.size <= _STEP:
                raise OverLimitError("says more of a member than its name", "unpack it yourself")
            said: bytes = archive.fileobj.read(head._block(head.size))[: head.size]
            if head.type == tarfile.GNUTYPE_LONGNAME:
                name = said.partition(b"\0")[0]
            elif head.type != tarfile.GNUTYPE_LONGLINK:  # where a link leads is not looked at
                given = _given_in(said)
                if head.type == tarfile.XGLTYPE and given:
                    raise OverLimitError("says of all its members what is of one", "unpack it yourself")
                name = given.get(b"path", name)
                size = int(given[b"size"]) if b"size" in given else size
            begins = archive.fileobj.tell()
            buffer = archive.fileobj.read(tarfile.BLOCKSIZE)
            try:
                head = type(self).frombuf(buffer, archive.encoding or "utf-8", archive.errors)
            except tarfile.HeaderError as why:
                raise tarfile.ReadError("no member behind what is said of one") from why
            head.offset = begins
        if head.type == tarfile.GNUTYPE_SPARSE:
            raise _holes()
        if name is not None:
            head.name = name.decode("utf-8", "surrogateescape").rstrip("/")
        if size is not None:
            head.size = size
        return cast(tarfile.TarInfo, head._proc_builtin(archive))


def _given_in(said: bytes) -> dict[bytes, bytes]:
    """Name and size in a header of POSIX.1-2001: records ``LENGTH KEY=VALUE``, a line each; others count not.

    Raises OverLimitError for a file with holes, ValueError for what is no such record.
    """
    given: dict[bytes, bytes] = {}
    at = 0
    while at < len(said) and said[at]:  # zeros fill what is left
        length, blank, _ = said[at : at + _LENGTH_DIGITS].partition(b" ")
        if not blank or int(length) <= len(length) + 1:
            raise ValueError("no record of a header")
        key, _, value = said[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        if key.startswith(b"GNU.sparse."):
            raise _holes()
        if key in (b"path", b"size"):
            given[key] = value
        at += int(length)
    return given


_LENGTH_DIGITS = 10

_ABOUT = frozenset(
    {
        *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
        *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    }
)
"""Headers that say more of the member behind them, or of all."""


def _holes() -> OverLimitError:
    # The holes are in no byte of the archive, so that no budget counts them.
    return OverLimitError("holds a file with holes in it", "unpack it yourself")


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

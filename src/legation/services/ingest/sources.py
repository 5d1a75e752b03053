"""What there is to read: files, files below folders, members of archives, pieces of large files, in one fixed order.

Nothing is read further ahead than it is asked for, and nothing that is not a plain file is opened.
"""

from __future__ import annotations

import io
import os
import posixpath
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import IO, NamedTuple, cast

from legation.core.encoding import text_of
from legation.core.errors import RefusedError
from legation.formats.decoding import is_binary
from legation.formats.exports.columns import about_key
from legation.formats.exports.cuts import divided_otherwise, is_quoted_otherwise
from legation.formats.exports.exported import LIST, Told
from legation.formats.exports.signs import is_utf16, signs_of
from legation.services.ingest.containers import DAMAGES, Member, form_of, members, seekable
from legation.services.ingest.elsewhere import PARQUET, Manifests, telegrams_in_rows
from legation.services.ingest.folders import fault_of, files_of, opened
from legation.services.ingest.limits import Budget, Limits, OverLimitError
from legation.services.ingest.pieces import Cutter, Form, Piece
from legation.services.ingest.records import HEAD_BYTES, JSON, cutter, cutter_of_text
from legation.services.ingest.tally import Refusal
from legation.services.ingest.unpacking import Stream
from legation.services.ingest.writers import Writers
from legation.storage.scratch import Scratch, sweep

TEXTS = frozenset(
    {"", ".txt", ".text", ".cable", ".tel", ".msg", ".xml", ".tei", ".asc", ".htm", ".html", ".eml", ".mbox"}
)
DOCUMENTS = frozenset({".pdf", ".docx"})
"""Files of pages, whose words are read apart (``documents``)."""

EXPORTS = frozenset({".csv", ".tsv"}) | JSON
"""Telegrams only where a column holds their text."""

TABLES = frozenset({".csv", ".tsv"})

QUOTED_OTHERWISE = (
    "is a table whose fields stand in single quotes (')",
    'write it with double quotes ("), as RFC 4180 has it',
)
NO_TEXT = ("is not text", "give the telegram as text")
CHANGED = ("has changed while it was read", "give it again when it is whole")
DAMAGED = ("is damaged", "mend or unpack it; what stood before the damage was taken")
NO_ROWS = ("is a table without a column that holds telegrams", "give the telegrams themselves")
UTF16_TABLE = (
    "is a table in UTF-16 without a column that holds telegrams",
    "give it a row of names, one of them text or body, or save it as UTF-8",
)
UTF16_JSON = ("is JSON in UTF-16", "save it as UTF-8")


Stamp = tuple[int, int, int]
"""By which it is seen that a file has changed: bytes, time of change in nanoseconds, number of the file."""


_MOST_LISTS, _LIST_IN_MEMORY = 64, 64 * 1024
"""Of the exports in one archive, each of which has a file open while that is read."""

_OF_A_BACKUP = frozenset({"archive.toml", "backup.json"})
A_BACKUP = ("is a backup of an archive", "make an archive of it: legation restore FILE --archive DIR")


class Text(NamedTuple):
    """Something to read, of ``size`` bytes: a file by its path or ``data``, the whole of ``name`` or a piece of it.

    told: how another archive kept it, which exported it; it is one telegram then, whatever is in it. stamp: of the file
    when it was met.
    """

    name: str
    kind: str
    size: int
    path: str | None
    data: bytes
    piece: Piece | None = None
    told: Told | None = None
    stamp: Stamp | None = None


class Whole(NamedTuple):
    """All pieces of ``name`` have been given. about: the key by which the first row is about a telegram and none."""

    name: str
    form: Form
    about: str | None = None


class Passed(NamedTuple):
    """So far a run has come: files done, and bytes of files as they lie on the disk."""

    files: int
    bytes: int


class PassedOver(NamedTuple):
    """Something hidden in an archive, which is not gone through."""

    name: str


Found = Text | Whole | Refusal | Passed | PassedOver


class Size(NamedTuple):
    files: int
    bytes: int
    packed: bool
    """Whether an archive is among them, which holds more than its size."""
    passed_over: int = 0
    """Hidden files and folders, which are not gone through; those in archives are met on the way."""


def is_rtf(data: bytes) -> bool:
    """Whether a file is in Rich Text Format, by its first bytes: what a word processor wrote are no words of a text."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\\rtf")


def size_of(paths: Iterable[Path]) -> Size:
    """How much ``found`` will go through."""
    files = count = 0
    packed = False
    hidden: list[str] = []
    for path, name, status in files_of(paths, [], hidden):
        files += 1
        if status is not None:
            count += status.st_size
            packed = packed or form_of(name) is not None
        del path
    return Size(files, count, packed, len(hidden))


def is_more_than(paths: Iterable[Path], many: int) -> bool:
    """Whether there is more to read than so many bytes; no more is looked at than tells it."""
    count = 0
    for _, _, status in files_of(paths, []):
        count += 0 if status is None else status.st_size
        if count > many:
            return True
    return False


def nothing_in(paths: Iterable[Path]) -> list[Refusal]:
    """Why there is no file at all to take, looked at before an archive is made for them; empty where there is one."""
    refused: list[Refusal] = []
    return refused if next(files_of(paths, refused), None) is None else []


def found(paths: Iterable[Path], limits: Limits, named: str | None = None) -> Iterator[Found]:
    """Every text of the paths and, below folders, of every file; what cannot be taken is refused in its place."""
    refused: list[Refusal] = []
    manifests = Manifests(_in_folder)
    try:
        yield from _each(paths, limits, named, refused, manifests)
        if named is None:  # else the other files come by themselves
            yield from manifests.missing()
    finally:
        manifests.close()


def _in_folder(folder: str) -> IO[bytes] | None:
    try:
        return opened(f"{folder or '.'}/{LIST}")
    except (FileNotFoundError, NotADirectoryError, RefusedError, ValueError):
        return None
    except OSError as fault:
        # How closely what lies beside it is to be held stands there.
        raise RefusedError(
            f"lies beside a {LIST} that cannot be read ({fault.strerror})", "check who may read it"
        ) from fault


def _each(
    paths: Iterable[Path], limits: Limits, named: str | None, refused: list[Refusal], manifests: Manifests
) -> Iterator[Found]:
    writers = Writers()
    for path, own, status in files_of(paths, refused):
        name = named or own
        yield from refused
        refused.clear()
        if status is None:
            yield Passed(1, 0)
            continue
        passed = 0
        try:
            if named is None:  # whoever gives it a name has waited for its writer
                writers.check(status)
            for one in _of_file(path, name, status, limits, manifests):
                if isinstance(one, Passed):
                    one = Passed(0, min(one.bytes, status.st_size) - passed)
                    passed += one.bytes
                yield one
        except RefusedError as why:
            yield Refusal(name, why.what, why.do)
        except OSError as fault:
            yield Refusal(name, fault_of(fault), "check who may read it")
        yield Passed(1, status.st_size - passed)
    yield from refused


def _of_file(path: str, name: str, status: os.stat_result, limits: Limits, manifests: Manifests) -> Iterator[Found]:
    kind = kind_of(name)
    told = manifests.about(path, name)
    if isinstance(told, Told):
        yield Text(name, kind, status.st_size, path, b"", told=told)
        return
    if told is not None:
        yield from told
        return
    stamp = stamp_of(status)
    if form_of(name) is not None:
        with opened(path) as packed:
            yield from _told(packed, stamp, _of_archive(name, packed, Budget(limits, status.st_size), 1, limits))
        return
    if kind == PARQUET:
        opened(path).close()
        rows = _rows(name, path, Budget(limits, status.st_size), limits)
        yield from _unchanged(rows, stamp, lambda: os.stat(path))  # noqa: PTH116 - as it was met
        return
    check_kind(kind)
    large = status.st_size > limits.one_bytes
    if large and kind in DOCUMENTS:
        raise too_large(limits)
    if large or _has_records(kind):
        with opened(path) as stream:
            head = stream.read(HEAD_BYTES)
            cut = _cutter(kind, head, large=large)
            if cut is not None:
                yield from _told(stream, stamp, _pieces(name, kind, cut(stream, head, limits.most_bytes)))
                return
    yield Text(name, kind, status.st_size, path, b"", stamp=stamp)


def stamp_of(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ino


def check_unchanged(stamp: Stamp, status: os.stat_result) -> None:
    """Raises RefusedError for a file that is no longer as it was when it was met: what was read may be half of it."""
    if stamp_of(status) != stamp:
        raise RefusedError(*CHANGED)


def _unchanged(inside: Iterator[Found], stamp: Stamp, now: Callable[[], os.stat_result]) -> Iterator[Found]:
    """What is inside a file for as long as that is as it was met. Raises RefusedError, OSError."""
    for one in inside:
        check_unchanged(stamp, now())  # once it is read, so that nothing is given that was read after a change
        yield one


def _told(stream: IO[bytes], stamp: Stamp, inside: Iterator[Found]) -> Iterator[Found]:
    """What is inside a file, with how far the file has been read (of its bytes, from its beginning)."""
    furthest = 0
    for one in _unchanged(inside, stamp, lambda: os.fstat(stream.fileno())):
        yield one
        if isinstance(one, Text) and (at := stream.tell()) > furthest:
            furthest = at
            yield Passed(0, furthest)


def _rows(name: str, path: str, budget: Budget, limits: Limits) -> Iterator[Found]:
    """The telegrams of another archive's export as rows."""
    for number, row in enumerate(telegrams_in_rows(path, limits), 1):
        if isinstance(row, RefusedError):
            yield Refusal(f"{name}#{number}", row.what, row.do)
        else:
            told, data = row
            budget.spend(len(data))
            yield Text(f"{name}#{number}", PARQUET, len(data), None, data, told=told)


def in_archive(name: str, data: bytes, budget: Budget, depth: int, limits: Limits) -> Iterator[Found]:
    """What an archive holds that did not come as a file of its own; what is wrong with it is refused by its name."""
    try:
        yield from _of_archive(name, io.BytesIO(data), budget, depth, limits)
    except RefusedError as why:
        yield Refusal(name, why.what, why.do)


def _manifests_in(name: str, packed: IO[bytes], budget: Budget) -> Manifests:
    """Those of the originals in an archive, wherever in it they stand: a telegram may stand before them.

    Raises RefusedError for a backup of an archive, which holds no telegram as a file.
    """
    there: dict[str, IO[bytes]] = {}
    own: set[str] = set()
    if form_of(name) in {"zip", "tar"}:
        # What is wrong is told by whoever reads the members.
        try:
            for member in members(name, packed, budget.anew()):
                folder, _, base = member.name.rpartition("/")
                if base in _OF_A_BACKUP:
                    own.add(member.name)
                if base == LIST and folder not in there:
                    if len(there) == _MOST_LISTS:
                        raise _NoListError(f"holds more than {_MOST_LISTS} exports", "unpack it, and ingest each")
                    there[folder] = _list_in(member, budget)
        except _NoListError:
            _close(there)
            raise
        except (*DAMAGES, RefusedError):
            pass
        packed.seek(0)
    if own == _OF_A_BACKUP:
        _close(there)
        raise RefusedError(*A_BACKUP)
    return Manifests(lambda folder: there.pop(folder, None), there)


def _spent(file: IO[bytes], size: int, budget: Budget) -> IO[bytes]:
    try:
        budget.spend(size)
    except OverLimitError:
        file.close()
        raise
    return file


def _close(files: Mapping[str, IO[bytes]]) -> None:
    for file in files.values():
        file.close()


class _NoListError(RefusedError):
    """Nothing of the archive is taken."""


def _list_in(member: Member, budget: Budget) -> IO[bytes]:
    """The list of an export, which goes against the budget here: whoever goes through the members passes it over.

    Raises OverLimitError, and _NoListError where it cannot be read: a telegram might be held closer by it.
    """
    try:
        if member.stream is not None:
            listed = seekable(member.stream, in_memory=_LIST_IN_MEMORY)
            size = listed.seek(0, io.SEEK_END)
            listed.seek(0)
            return _spent(listed, size, budget)
    except DAMAGES:
        pass
    raise _NoListError(f"has a {LIST} that cannot be read", "get the export again, or ingest its files by themselves")


def _of_archive(name: str, packed: IO[bytes], budget: Budget, depth: int, limits: Limits) -> Iterator[Found]:
    """What an archive holds. What is wrong with the whole of it is raised at the outermost, else refused by name."""
    manifests: Manifests | None = None
    try:
        budget.check_depth(depth)
        manifests = _manifests_in(name, packed, budget)
        for member in members(name, packed, budget, hidden=limits.hidden):
            inner = f"{name}!{member.name}"
            if member.passed_over:
                yield PassedOver(inner)
                continue
            try:
                if member.why is not None or member.stream is None:
                    raise member.why or RefusedError("cannot be read", "unpack it yourself")
                told = manifests.about(member.name, inner)
                if isinstance(told, Told):
                    data = member.stream.read(limits.most_bytes + 1)
                    yield Text(inner, kind_of(inner), len(data), None, data, told=told)
                elif told is not None:
                    yield from told
                else:
                    yield from _of_member(inner, member.stream, budget, depth, limits)
            except OverLimitError:
                raise
            except RefusedError as why:
                yield Refusal(inner, why.what, why.do)
            except DAMAGES:
                if not member.alone:
                    raise
                yield Refusal(inner, *DAMAGED)
        yield from manifests.missing()
    except RefusedError as why:
        if isinstance(why, OverLimitError) and depth > 1:
            raise
        yield Refusal(name, why.what, why.do)
    except DAMAGES:
        yield Refusal(name, *DAMAGED)
    finally:
        if manifests is not None:
            manifests.close()


def _of_member(name: str, stream: Stream, budget: Budget, depth: int, limits: Limits) -> Iterator[Found]:
    kind = kind_of(name)
    form = form_of(name)
    if form is not None:
        budget.check_depth(depth + 1)
        with seekable(stream) if form in {"zip", "tar"} else nullcontext(cast(IO[bytes], stream)) as packed:
            yield from _of_archive(name, packed, budget, depth + 1, limits)
        return
    if kind == PARQUET:
        if not limits.parquet:
            raise RefusedError("is Parquet, which is not opened there", "save it, and ingest the file")
        sweep()
        with Scratch() as folder:
            rows = folder / f"rows{PARQUET}"
            with rows.open("wb") as to:
                shutil.copyfileobj(cast(IO[bytes], stream), to, 1 << 20)
            yield from _rows(name, str(rows), budget, limits)
        return
    check_kind(kind)
    data = stream.read(HEAD_BYTES)
    cut = _cutter(kind, data, large=False) if _has_records(kind) else None
    if cut is None:
        data += stream.read(max(0, limits.one_bytes + 1 - len(data)))
        if len(data) > limits.one_bytes and kind in DOCUMENTS:
            raise too_large(limits)
        if len(data) > limits.one_bytes:
            cut = _cutter(kind, data, large=True)
    if cut is None:
        yield Text(name, kind, len(data), None, data)
    else:
        yield from _pieces(name, kind, cut(stream, data, limits.most_bytes))


def too_large(limits: Limits) -> RefusedError:
    """A document is read as a whole, or not at all."""
    return RefusedError(f"is over the limit of {limits.one_bytes:,} bytes", "raise --limit-bytes")


def _has_records(kind: str) -> bool:
    return kind in EXPORTS or kind == ".mbox"


def _cutter(kind: str, head: bytes, *, large: bool) -> Cutter | None:
    """How a file is cut; None where it is read as a whole, as none that is ``large`` is. Raises RefusedError."""
    binary = is_binary(text_of(head[:8192])[0])
    if kind in TABLES and is_quoted_otherwise(signs_of(head)):
        raise RefusedError(*QUOTED_OTHERWISE)
    cut = cutter(kind, head) if _has_records(kind) and not binary else None
    if cut is not None or not large:
        return cut
    if binary:
        raise RefusedError(*NO_TEXT)
    if kind in EXPORTS:
        raise RefusedError(*why_no_rows(kind, head))
    return cutter_of_text(head)


def why_no_rows(kind: str, head: bytes) -> tuple[str, str]:
    """Why an export gives no telegram, by its beginning, and what to do."""
    divider = divided_otherwise(signs_of(head)) if kind in TABLES else None
    if divider is not None:
        return f"is a table whose fields are divided by {divider}", "write it with commas, semicolons or tabs"
    if is_utf16(head):
        return UTF16_TABLE if kind in TABLES else UTF16_JSON
    return NO_ROWS


def _pieces(name: str, kind: str, cut: Iterator[Piece | RefusedError]) -> Iterator[Found]:
    form: Form | None = None
    about: str | None = None
    for piece in cut:
        if isinstance(piece, RefusedError):
            yield Refusal(name, piece.what, piece.do)
        else:
            if form is None and piece.form in {"rows", "objects"}:
                first = piece.data if piece.form == "objects" else piece.data.partition(b"\n")[0]
                about = about_key(first.decode("latin-1").lstrip("\xef\xbb\xbf"))
            form = piece.form
            yield Text(name, kind, len(piece.data), None, piece.data, piece._replace(data=b""))
    if form is not None:
        yield Whole(name, form, about)


def kind_of(name: str) -> str:
    return posixpath.splitext(name.rpartition("!")[2])[1].lower()


WRITE_AS = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".wpd"), "save it as .docx, .pdf or .txt from the program that opens it"),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), "save the sheet as .csv"),
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp"),
        "have the words of the picture recognised, and give them as .txt, or as a PDF with a layer of words",
    ),
    **dict.fromkeys((".7z", ".rar"), "unpack it and give the folder, or pack it as .zip or .tar"),
}
"""What to make of a file that may well hold telegrams, of a kind that is not read."""
_ELSE = "give .txt, .pdf, .docx, TEI .xml, .html, .eml, .mbox, .csv, .json or .parquet, or these in .zip or .tar"


def check_kind(kind: str) -> None:
    """Raises RefusedError for a suffix that telegrams do not have, with what to make of the file."""
    if kind not in TEXTS and kind not in EXPORTS and kind not in DOCUMENTS:
        raise RefusedError("is not a kind of file that holds telegrams", WRITE_AS.get(kind, _ELSE))

"""Exports of another archive that are more than lines: originals in files that a manifest names, and rows of Parquet.

Both come from outside: what they say may let a telegram be held more closely than its text says, never less. No path
that a manifest names is opened; a file that is met is looked for in it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO

from legation.core.errors import RefusedError
from legation.formats.exports.exported import (
    LIST,
    Told,
    is_name_of_export,
    is_of_another_list,
    manifest_line,
    told_of,
)
from legation.services.boards.stating import counted
from legation.services.ingest.containers import safe_name
from legation.services.ingest.limits import Limits
from legation.services.ingest.tally import Refusal

PARQUET = ".parquet"

_ALONE = "get the export again, or ingest a copy of the file by itself"
_LONGEST_LINE = 64 * 1024
_MOST_FILES = 2_000_000  # as many as an archive may hold: each takes room in memory
_NAMED = 5
_AT_ONCE = 500  # rows, which an export has in one group
_COLUMNS = ("sha256", "file", "received", "access", "original")


class Manifest:
    """What an export says of its files. name: of the manifest itself, once it has been met among them.

    In memory is where each file's line begins; what has been asked for is forgotten, so what is left is missing.
    """

    def __init__(self, file: IO[bytes], room: int | None = None) -> None:
        """room: how many files it may name, where others take room beside it."""
        self.name: str | None = None
        self._room = _MOST_FILES if room is None else room
        self._file = file
        self._lines: dict[str, int] = {}
        self._bad: list[int] = []
        self._twice: list[int] = []
        self._bads = self._twices = self._found = 0
        self._of_another = False
        number = at = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            length = len(line)
            whole = line.endswith(b"\n") or length < _LONGEST_LINE
            while not whole and (rest := file.readline(_LONGEST_LINE)):
                length += len(rest)
                whole, line = rest.endswith(b"\n"), b"{"
            if line.strip():
                said = manifest_line(line)
                self._note(number, at, said)
                self._of_another = self._of_another or (said is None and is_of_another_list(line))
            at += length

    def _note(self, number: int, at: int, said: tuple[str, Told] | None) -> None:
        if said is None or self._found >= self._room:
            self._bads += 1
            self._bad += [number] if len(self._bad) < _NAMED else []
        elif said[0] in self._lines:
            self._twices += 1
            self._twice += [number] if len(self._twice) < _NAMED else []
        else:
            self._lines[said[0]] = at
            self._found += 1

    @property
    def is_one(self) -> bool:
        """Whether it is no list of something else; that of an export of nothing is empty, and one may be damaged."""
        return bool(self._found) or not self._of_another

    @property
    def waiting(self) -> int:
        """How many files it names that have not been asked for."""
        return len(self._lines)

    def about(self, name: str) -> Told | None:
        """What it says of the file under this path from its folder. Raises RefusedError where that cannot be known."""
        at = self._lines.pop(name, None)
        if at is not None:
            self._file.seek(at)
            said = manifest_line(self._file.readline(_LONGEST_LINE))
            if said is not None and said[0] == name:
                return said[1]
            raise RefusedError(f"was named by {LIST}, which has changed since", "give the export again")
        if self._bads:
            # Perhaps one of those lines says how closely it is to be held.
            raise RefusedError(
                f"stands in no line of {LIST}, some of which cannot be read",
                _ALONE,
            )
        if is_name_of_export(name):
            raise RefusedError(f"stands in no line of {LIST}, which others of its export stand in", _ALONE)
        return None

    def faults(self, name: str) -> list[Refusal]:
        """What is wrong with its lines."""
        return [
            Refusal(name, f"has {counted(count, 'line')} {what} ({_some(first, count)})", "get the export again")
            for count, what, first in (
                (self._bads, "that cannot be read", self._bad),
                (self._twices, "about a file that another is about", self._twice),
            )
            if count
        ]

    def missing(self) -> Refusal | None:
        """What it names and nobody has met."""
        if self.name is None or not self._lines:
            return None
        count = len(self._lines)
        what = f"names {counted(count, 'file')} that did not come with it ({_some(self._lines, count)})"
        return Refusal(self.name, what, "ingest the whole folder of the export")

    def close(self) -> None:
        self._file.close()


class Manifests:
    """The manifests of a run. find: that of a folder, opened, if it has one. ready: those that it has open already.

    Whatever ``find`` raises of one that is there and cannot be read is raised of each file that it may be about.
    """

    def __init__(self, find: Callable[[str], IO[bytes] | None], ready: Mapping[str, IO[bytes]] | None = None) -> None:
        self._find = find
        self._ready = ready or {}
        self._known: dict[str, Manifest | None] = {}

    def about(self, path: str, name: str) -> Told | list[Refusal] | None:
        """What a manifest says of the file at this path; of a manifest itself, what is wrong with it.

        An export has its files in folders beside the manifest. None where no manifest knows it. Raises RefusedError.
        """
        folder, base = posixpath.split(path)
        above, within = posixpath.split(folder)
        beside = self._of(folder)
        if beside is not None:
            if base == LIST:
                beside.name = name
                return [*beside.faults(name)]
            if (told := beside.about(base)) is not None:
                return told
        over = self._of(above) if within else None
        return None if over is None else over.about(f"{within}/{base}")

    def _of(self, folder: str) -> Manifest | None:
        if folder not in self._known:
            file = self._find(folder)
            taken = sum(one.waiting for one in self._known.values() if one is not None)
            manifest = None if file is None else Manifest(file, _MOST_FILES - taken)
            if manifest is not None and not manifest.is_one:
                manifest.close()
                manifest = None
            self._known[folder] = manifest
        return self._known[folder]

    def missing(self) -> list[Refusal]:
        """What manifests that were met name and nobody has met."""
        missing = (one.missing() for one in self._known.values() if one is not None)
        return [refusal for refusal in missing if refusal is not None]

    def close(self) -> None:
        for one in (*self._known.values(), *self._ready.values()):
            if one is not None:
                one.close()


def telegrams_in_rows(path: str, limits: Limits) -> Iterator[tuple[Told, bytes] | RefusedError]:
    """The telegrams of an export as rows of Parquet, some at a time. Raises RefusedError for any other table."""
    import polars  # slow to load

    try:
        rows = polars.scan_parquet(Path(path).absolute(), glob=False, hive_partitioning=False)
        if not set(_COLUMNS) <= set(rows.collect_schema()):
            raise RefusedError("is Parquet, and no export of an archive", "give the telegrams themselves")
        count = int(rows.select(polars.len()).collect().item())
        for at in range(0, count, _AT_ONCE):
            some = rows.select(_COLUMNS).slice(at, _AT_ONCE).collect()
            yield from (_of_row(row, limits) for row in some.iter_rows())
    except (polars.exceptions.PolarsError, OSError) as fault:
        raise RefusedError("is damaged Parquet", "export it again") from fault


def _of_row(row: tuple[object, ...], limits: Limits) -> tuple[Told, bytes] | RefusedError:
    *said, data = row
    told = told_of(*said)
    if told is None or not isinstance(data, bytes):
        return RefusedError("is no row of an export", "export it again")
    if len(data) > limits.most_bytes:
        return RefusedError(f"is over the limit of {limits.most_bytes:,} bytes", "raise --limit-bytes")
    return told, data


def _some(first: Iterable[object], count: int) -> str:
    named = [safe_name(str(one)) for one in islice(first, _NAMED)]
    return ", ".join(named) + (", ..." if count > len(named) else "")

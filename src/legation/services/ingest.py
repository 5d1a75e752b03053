"""Ingest: from files and folders to kept, searchable telegrams.

Idempotent: bytes that are held are counted as the same and not read again. A refused item never stops the
run; it is listed with its reason. What has been tallied is durable.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from legation.core.errors import RefusedError
from legation.core.marking import Reader
from legation.formats.decoding import decode, is_binary
from legation.formats.reading import read
from legation.formats.several import Item, split_file
from legation.formats.table_export import is_row
from legation.storage.ports import NO_VIEWS, Index, Record, Telegrams, Views
from legation.tables.marking import telegram_marking
from legation.tables.posts import Posts

T = TypeVar("T")

LIMIT_BYTES = 32 * 1024 * 1024
"""The largest file that is taken without being asked; volumes of several telegrams stay well below it."""

_BATCH = 2000  # telegrams kept and indexed in one step; a commit of the index costs as much as hundreds
_TEXTS = frozenset(
    {"", ".txt", ".text", ".cable", ".tel", ".msg", ".xml", ".tei", ".asc", ".htm", ".html", ".eml", ".mbox"}
)
_EXPORTS = frozenset({".csv", ".tsv", ".ndjson", ".jsonl"})  # telegrams only where a column holds their text


class Refusal(msgspec.Struct, frozen=True):
    """One item that was not kept: where, what is wrong, what to do."""

    file: str
    what: str
    do: str


class Tally(msgspec.Struct, kw_only=True):
    """What became of a run. ``versions``: further versions of an MRN already held."""

    new: int = 0
    same: int = 0
    versions: int = 0
    refused: int = 0
    seconds: float = 0.0
    refusals: list[Refusal] = msgspec.field(default_factory=list)


class Progress(msgspec.Struct, frozen=True):
    """Where a run stands: files done of files in all, telegrams met, seconds gone."""

    done: int
    files: int
    telegrams: int
    seconds: float


class Ingest:
    """Keeps telegrams and makes them searchable."""

    def __init__(
        self,
        telegrams: Telegrams,
        index: Index,
        posts: Posts,
        now: Callable[[], datetime],
        views: Callable[[Sequence[Record]], Views] = lambda _: NO_VIEWS,
        settled: Callable[[Record], Record] = lambda record: record,
    ) -> None:
        self._telegrams = telegrams
        self._index = index
        self._posts = posts
        self._now = now
        self._views = views
        self._settled = settled

    def run(
        self,
        reader: Reader,
        paths: Sequence[Path],
        *,
        limit_bytes: int = LIMIT_BYTES,
        progress: Callable[[Progress], None] | None = None,
    ) -> Tally:
        """Ingest files and, below folders, every file. Paths that do not exist are refused, not raised."""
        began = time.monotonic()
        tally = Tally()
        files = list(_files(paths, tally))
        batch: list[Record] = []
        met = 0
        for done, (file, name) in enumerate(files, 1):
            try:
                items = _taken(file, limit_bytes)
            except RefusedError as refused:
                _refuse(tally, Refusal(name, refused.what, refused.do))
                items = []
            for part in _runs(items):
                met += len(part)
                batch.extend(self._read(reader, part, name, tally))
                if len(batch) >= _BATCH:
                    self._keep(reader, batch, tally)
                    batch = []
            if progress is not None:
                progress(Progress(done, len(files), met, time.monotonic() - began))
        self._keep(reader, batch, tally)
        tally.seconds = round(time.monotonic() - began, 3)
        return tally

    def catch_up(self, reader: Reader) -> int:
        """Index what the store holds and the index lacks, as after an interrupted run; returns how many."""
        held = self._index.held(reader)
        behind = [listing.sha256 for listing in self._telegrams.listings(reader) if listing.sha256 not in held]
        for part in _runs(behind):
            self._index.add(reader, [self._telegrams.get(reader, sha256) for sha256 in part])
        return len(behind)

    def _read(self, reader: Reader, items: Sequence[Item], name: str, tally: Tally) -> Iterator[Record]:
        hashes = [hashlib.sha256(item.data).hexdigest() for item in items]
        held = self._telegrams.has(reader, hashes)
        for item, sha256 in zip(items, hashes, strict=True):
            if sha256 in held:
                tally.same += 1
                continue
            yield self.record(item.data, f"{name}#{item.part}" if item.part else name)

    def record(self, data: bytes, name: str | None) -> Record:
        """Bytes as they will be kept, with what was read from them and how closely they are held."""
        telegram = read(data, file=name, posts=self._posts)
        record = Record(
            sha256=telegram.sha256,
            original=data,
            telegram=telegram,
            access=telegram_marking(telegram).label,
            received=self._now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            file=name,
        )
        return self._settled(record)

    def _keep(self, reader: Reader, batch: list[Record], tally: Tally) -> None:
        if not batch:
            return
        views = self._views(batch)
        kept = self._telegrams.put(reader, batch, views)
        self._index.add(reader, [*batch, *(view for some in views.values() for view in some)])
        tally.new += kept.new
        tally.same += kept.same
        tally.versions += kept.versions


def _refuse(tally: Tally, refusal: Refusal) -> None:
    tally.refused += 1
    tally.refusals.append(refusal)


def _runs(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), _BATCH):
        yield items[at : at + _BATCH]


def _files(paths: Iterable[Path], tally: Tally) -> Iterator[tuple[Path, str]]:
    """(file, name) of every file, in order of names; a name is relative to the folder it was found under."""
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as fault:
            _refuse(tally, Refusal(str(path), _fault(fault), "check the path"))
            continue
        if not stat.S_ISDIR(mode):
            yield path, path.name
            continue

        def closed(fault: OSError) -> None:
            _refuse(tally, Refusal(str(fault.filename), _fault(fault), "check who may read the folder"))

        for folder, folders, names in os.walk(path, onerror=closed):
            folders.sort()
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in sorted(names):
                if not name.startswith("."):
                    file = Path(folder) / name
                    yield file, str(file.relative_to(path))


def _fault(fault: OSError) -> str:
    return {
        FileNotFoundError: "is not there",
        PermissionError: "may not be read by you",
    }.get(type(fault), fault.strerror or "cannot be read")


def _taken(file: Path, limit_bytes: int) -> list[Item]:
    """The telegrams of a file. Raises RefusedError for what is no text, too large, or plainly no telegram."""
    kind = file.suffix.lower()
    if kind not in _TEXTS and kind not in _EXPORTS:
        raise RefusedError(
            "is not a kind of file that holds telegrams", "give telegrams as .txt, TEI .xml, .html, .eml, .mbox or .csv"
        )
    try:
        size = file.stat().st_size
        if size > limit_bytes:
            raise RefusedError(
                f"is {size:,} bytes, over the limit of {limit_bytes:,}", "split it, or raise --limit-bytes"
            )
        data = file.read_bytes()
    except OSError as fault:
        raise RefusedError(_fault(fault), "check who may read it") from fault
    if not data.strip():
        raise RefusedError("is empty", "nothing to do; remove it")
    if is_binary(decode(data[:8192]).text):
        raise RefusedError("is not text", "give the telegram as text")
    items = split_file(data)
    if not items:
        raise RefusedError("is a volume without telegrams", "nothing to do")
    if kind in _EXPORTS and not all(is_row(decode(item.data).text) for item in items[:1]):
        raise RefusedError("is a table without a column that holds telegrams", "give the telegrams themselves")
    return items

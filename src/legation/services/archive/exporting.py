"""Exporting: what a reader may read, as JSON lines, as rows, or as the bytes that came in.

A JSON line is the telegram of the contract with ``received``, ``access`` and ``original`` (base64) behind it, so that
another archive takes in the same bytes under the same name (``formats/exports/exported.py``). Memory is flat in the
number of telegrams.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Literal

import msgspec

from legation.core.enclosing import is_enclosed
from legation.core.errors import ArchiveError, RefusedError
from legation.core.marking import Access, Reader
from legation.core.telegram import to_json
from legation.formats.exports.exported import LIST
from legation.services.archive.verifying import Progress, Tell
from legation.storage.ports import Index, Telegrams
from legation.storage.private import PRIVATE
from legation.storage.records import Record
from legation.storage.scratch import made_beside, put

if TYPE_CHECKING:
    import polars

Format = Literal["jsonl", "parquet", "original"]

_AT_ONCE = 500
_READ_AT_ONCE = 50  # telegrams in memory, some of which are large
_WHOLE = "whole"  # the one file of an export that is no folder
_TEXTS = frozenset({".txt", ".text", ".xml", ".tei", ".htm", ".html", ".eml", ".csv", ".tsv", ".jsonl", ".ndjson"})
_UNSAFE = re.compile(r"[^A-Z0-9-]+")


class Exporting:
    """Writes telegrams out for a reader. Absent and closed telegrams leave no trace in what is written."""

    def __init__(self, telegrams: Telegrams, index: Index) -> None:
        self._telegrams = telegrams
        self._index = index

    def records(self, reader: Reader, query: str | None = None) -> Iterator[Record]:
        """Readable records by date, those without one last; the newest first where a query finds them.

        Raises QueryError.
        """
        hashes = self._hashes(reader, query)
        while some := list(islice(hashes, _READ_AT_ONCE)):
            held = self._telegrams.records(reader, some)
            for record in (held[sha256] for sha256 in some if sha256 in held):
                # Of a view, what others read of the telegram is nobody's business.
                yield msgspec.structs.replace(record, access=Access.from_label(record.access).marking.label)

    def write(self, reader: Reader, query: str | None, form: Format, place: Path, tell: Tell = lambda _: None) -> int:
        """Write to a new file or folder, which is there when it is whole; returns how many telegrams.

        Raises ArchiveError where something is at ``place`` or it cannot be written, QueryError.
        """
        if place.exists():
            raise ArchiveError(f"{place} is there already", "name a new file or folder")
        try:
            with made_beside(place) as filling:
                filling.mkdir(mode=PRIVATE)
                if form == "original":
                    made = self.originals(reader, query, filling, tell)
                elif form == "parquet":
                    made = self.rows(reader, query, filling, tell)
                    if place.suffix == ".parquet":
                        _one_file(filling)
                else:
                    with (filling / _WHOLE).open("wb") as out:
                        made = self.lines(reader, query, out, tell)
                whole = filling / _WHOLE
                if whole.exists():
                    whole.chmod(0o600)  # a folder has such rights already
                put(whole if whole.exists() else filling, place)
        except OSError as fault:
            raise _not_written(fault.strerror or "the disk failed") from fault
        return made

    def lines(self, reader: Reader, query: str | None, out: IO[bytes], tell: Tell = lambda _: None) -> int:
        """Write JSON lines; returns how many."""
        return self._each(reader, query, tell, lambda record: out.write(json_line(record)))

    def originals(self, reader: Reader, query: str | None, folder: Path, tell: Tell = lambda _: None) -> int:
        """Write the bytes that came in, a file each in folders by year, and a list of them; returns how many."""
        with (folder / LIST).open("wb") as manifest:

            def write(record: Record) -> None:
                name = _file_name(record)
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(record.original)
                told = {
                    "name": name,
                    "sha256": record.sha256,
                    "mrn": record.telegram.mrn,
                    "date": record.telegram.date,
                    "file": record.file,
                    "received": record.received,
                    "access": record.access,
                }
                manifest.write(msgspec.json.encode(told) + b"\n")

            return self._each(reader, query, tell, write)

    def rows(self, reader: Reader, query: str | None, folder: Path, tell: Tell = lambda _: None) -> int:
        """Write Parquet, ``part-NNNNNN.parquet`` of 500 rows each, at least one; returns how many rows."""
        import polars  # slow to load

        made = 0
        records = self.records(reader, query)
        everything = self._telegrams.count(reader)
        for part in range(1_000_000):
            some = list(islice(records, _AT_ONCE))
            if not some and part:
                break
            frame = polars.DataFrame([_row(record) for record in some], schema=_schema())
            with _polars_faults():
                frame.write_parquet(folder / f"part-{part:06}.parquet", compression="zstd", compression_level=3)
            made += len(some)
            tell(Progress("exported", made, everything))
        return made

    def frame(self, reader: Reader, query: str | None = None, columns: Sequence[str] = ()) -> polars.DataFrame:
        """A row for each telegram in memory. columns: some of ``COLUMNS``; without, all but the texts of each.

        Raises RefusedError for a column that there is not, QueryError.
        """
        import polars  # slow to load

        wanted = tuple(columns) or tuple(name for name in COLUMNS if name not in _LONG)
        if unknown := [name for name in wanted if name not in COLUMNS]:
            raise RefusedError(f"there is no column {unknown[0]!r}", f"use some of {', '.join(COLUMNS)}")
        schema = {name: kind for name, kind in _schema().items() if name in wanted}
        parts = []
        records = self.records(reader, query)
        while some := list(islice(records, _AT_ONCE)):
            rows = ({name: value for name, value in _row(record).items() if name in wanted} for record in some)
            parts.append(polars.DataFrame(list(rows), schema=schema))
        return (polars.concat(parts) if parts else polars.DataFrame(schema=schema)).select(wanted)

    def _each(self, reader: Reader, query: str | None, tell: Tell, write: Callable[[Record], object]) -> int:
        everything = self._telegrams.count(reader)
        made = 0
        for made, record in enumerate(self.records(reader, query), 1):
            write(record)
            if made % _AT_ONCE == 0:
                tell(Progress("exported", made, everything))
        return made

    def _hashes(self, reader: Reader, query: str | None) -> Iterator[str]:
        if query is None:
            yield from (listing.sha256 for listing in self._telegrams.listings(reader))
            return
        after = ""
        while True:
            page = self._index.search(reader, query, limit=_AT_ONCE, sort="newest", after=after)
            yield from (hit.listing.sha256 for hit in page.hits)
            if page.next is None:
                return
            after = page.next


def _one_file(folder: Path) -> None:
    """The parts of a folder as one file, a part at a time."""
    import polars

    # Groups as small as the parts: whoever reads the file has no more than one of them in memory.
    parts = polars.scan_parquet(folder / "part-*.parquet")
    with _polars_faults():
        parts.sink_parquet(folder / _WHOLE, compression="zstd", row_group_size=_AT_ONCE)


_OF_THE_SYSTEM = re.compile(r"([^:\s][^:]*) \(os error \d+\)")


@contextmanager
def _polars_faults() -> Iterator[None]:
    """What the library says of a file that cannot be written: an error of its own, whatever the disk said."""
    import polars

    try:
        yield
    except polars.exceptions.PolarsError as fault:
        told = _OF_THE_SYSTEM.search(str(fault))
        if told is None:
            raise
        raise _not_written(told[1]) from fault


def _not_written(why: str) -> ArchiveError:
    return ArchiveError(f"the export cannot be written ({why})", "free some space, or name another place")


def json_line(record: Record) -> bytes:
    """A record as a line of JSON with its line end."""
    more = {"received": record.received, "access": record.access, "original": b64encode(record.original).decode()}
    return to_json(record.telegram)[:-1] + b"," + msgspec.json.encode(more)[1:] + b"\n"


def _file_name(record: Record) -> str:
    """Year, number and hash, of letters that every file system takes; the kind of file as it came in.

    What has a document enclosed with its words is a message (``core.enclosing``).
    """
    telegram = record.telegram
    mrn = _UNSAFE.sub("_", (telegram.mrn or "").upper())[:60].strip("_") or "NO-NUMBER"
    kind = PurePosixPath((record.file or "").split("#")[0]).suffix.lower()
    kind = ".eml" if is_enclosed(record.original) else kind if kind in _TEXTS else ".txt"
    year = telegram.date[:4] if telegram.date and telegram.date[:4].isdigit() else "undated"
    return f"{year}/{mrn}-{record.sha256[:16]}{kind}"


def _row(record: Record) -> dict[str, Any]:
    telegram = record.telegram
    return {
        "sha256": record.sha256,
        "mrn": telegram.mrn,
        "post": telegram.post,
        "number": telegram.number,
        "year": telegram.year,
        "date": telegram.date,
        "dtg": telegram.dtg,
        "layout": telegram.layout,
        "level": telegram.classification.level,
        "caveats": list(telegram.classification.caveats),
        "captions": list(telegram.classification.captions),
        "from": telegram.from_.plad,
        "to": [addressee.plad for addressee in telegram.to],
        "info": [addressee.plad for addressee in telegram.info],
        "tags": list(telegram.tags),
        "subject": telegram.subject,
        "references": [reference.mrn for reference in telegram.references if reference.mrn is not None],
        "paragraphs": [
            {"number": paragraph.number, "marking": paragraph.marking, "text": paragraph.text}
            for paragraph in telegram.paragraphs
        ],
        "signature": list(telegram.signature),
        "source": telegram.source,
        "file": record.file,
        "received": record.received,
        "access": record.access,
        "original": record.original,
    }


def _schema() -> dict[str, Any]:
    import polars

    text, texts, whole = polars.String, polars.List(polars.String), polars.Int64
    paragraph = polars.Struct({"number": whole, "marking": text, "text": text})
    kinds = {"number": whole, "year": whole, "paragraphs": polars.List(paragraph), "original": polars.Binary}
    kinds |= dict.fromkeys(("caveats", "captions", "to", "info", "tags", "references", "signature"), texts)
    return {name: kinds.get(name, text) for name in COLUMNS}


COLUMNS = (
    *("sha256", "mrn", "post", "number", "year", "date", "dtg", "layout", "level", "caveats", "captions", "from", "to"),
    *("info", "tags", "subject", "references", "paragraphs", "signature", "source", "file", "received", "access"),
    "original",
)
"""The columns of an export as rows."""
_LONG = frozenset({"source", "original", "paragraphs"})

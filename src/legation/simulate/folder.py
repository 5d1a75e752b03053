"""Simulated traffic on disk: one file a telegram, or few large ones, and the truth beside them as JSON lines.

``simulated.toml`` in the folder says what was asked for and, once all is written, how many bytes it came to and their
hash; a folder without it is left alone, and a run that was cut short is begun again.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from legation.core.errors import LegationError
from legation.core.simulated import HEAD, MANIFEST, TRUTH
from legation.simulate.stream import FAULTS, traffic
from legation.simulate.truth import Sent
from legation.simulate.wrapping import mail_head

Shape = Literal["files", "ndjson", "mbox"]
SHAPES: tuple[Shape, ...] = ("files", "ndjson", "mbox")

TELEGRAMS = "telegrams"
"""The folder below that holds the telegrams alone, so that it can be ingested as it stands."""
FORMAT = 2
"""Of the traffic: goes up when the same seed no longer gives the same bytes."""

_A_FOLDER = 1000  # files
_A_FILE = 24_000_000  # bytes of a file of many telegrams; ingest takes up to 32 MiB unasked

_JSON = msgspec.json.Encoder()


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of traffic is to hold."""

    telegrams: int
    seed: int = 1
    shape: Shape = "files"
    faults: int = FAULTS
    truth: bool = False


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What it holds. ``sha256``: of all bytes of the telegrams in order; ``made`` is False where it was there."""

    telegrams: int
    bytes: int
    sha256: str
    made: bool


def write(folder: Path, asked: Asked, progress: Callable[[int], None] | None = None) -> Written:
    """Write the traffic into ``folder``, or find it there whole.

    Raises LegationError where the folder holds something else or cannot be written.
    """
    manifest = folder / MANIFEST
    try:
        said = tomllib.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else None
        if said is not None and all(said.get(name) == value for name, value in _words(asked).items()):
            if "sha256" in said:
                return Written(telegrams=asked.telegrams, bytes=said["bytes"], sha256=said["sha256"], made=False)
        elif said is not None or (folder.exists() and any(folder.iterdir())):
            raise LegationError(f"{folder} holds something else", "name a new or an empty folder")
        folder.mkdir(parents=True, exist_ok=True)
        _note(manifest, _words(asked))
        size, sha256 = _write(folder, asked, progress)
        _note(manifest, {**_words(asked), "bytes": size, "sha256": sha256})
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        what = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise LegationError(f"{folder}: traffic cannot be written ({what})", "check the folder and its disk") from fault
    return Written(telegrams=asked.telegrams, bytes=size, sha256=sha256, made=True)


def _words(asked: Asked) -> dict[str, object]:
    return {"format": FORMAT, **msgspec.structs.asdict(asked)}


def _note(manifest: Path, values: dict[str, object]) -> None:
    lines = [f"{name} = {_JSON.encode(value).decode()}\n" for name, value in values.items()]
    fresh = manifest.with_name(manifest.name + ".new")
    fresh.write_text(HEAD + "".join(lines))
    fresh.replace(manifest)


def _write(folder: Path, asked: Asked, progress: Callable[[int], None] | None) -> tuple[int, str]:
    """Bytes of the telegrams and their hash."""
    size, running = 0, hashlib.sha256()
    files = _WRITERS[asked.shape](folder / TELEGRAMS)
    truth = (folder / TRUTH).open("wb") if asked.truth else None
    try:
        for number, sent in enumerate(traffic(asked.telegrams, seed=asked.seed, faults=asked.faults), 1):
            data, name = files.put(sent)
            size += len(data)
            running.update(data)
            if truth is not None:
                truth.write(_truth_line(sent, name))
            if progress is not None and not number % _A_FOLDER:
                progress(number)
    finally:
        files.close()
        if truth is not None:
            truth.close()
    return size, running.hexdigest()


def _truth_line(sent: Sent, name: str) -> bytes:
    """One line: where the telegram stands, what it says field by field, what it cites, what befell it."""
    return (
        _JSON.encode(
            {"file": name, **sent.truth._asdict(), "held": sent.held, "missing": sent.missing, "faults": sent.faults}
        )
        + b"\n"
    )


class _Files:
    """One file a telegram, a thousand in a folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._count = 0

    def put(self, sent: Sent) -> tuple[bytes, str]:
        """Write one; returns its bytes and the name it stands under."""
        part, number = divmod(self._count, _A_FOLDER)
        name = f"{part:04d}/{number:03d}_{sent.truth.mrn}{sent.suffix}"
        if number == 0:
            (self._home / f"{part:04d}").mkdir(parents=True, exist_ok=True)
        # Not by Path: over a million files its cost shows.
        with open(f"{self._home}/{name}", "wb") as file:  # noqa: PTH123
            file.write(sent.text)
        self._count += 1
        return sent.text, name

    def close(self) -> None:
        """Nothing is open between two telegrams."""


class _Volumes:
    """Telegrams one behind the other in files of some 24 MB; ``wrap`` makes of one what stands in the file."""

    def __init__(self, home: Path, suffix: str, wrap: Callable[[Sent], bytes]) -> None:
        self._home, self._suffix, self._wrap = home, suffix, wrap
        self._file: BinaryIO | None = None
        self._size = self._number = self._count = 0

    def put(self, sent: Sent) -> tuple[bytes, str]:
        data = self._wrap(sent)
        if self._file is None or self._size + len(data) > _A_FILE:
            self.close()
            self._home.mkdir(parents=True, exist_ok=True)
            self._number, self._size, self._count = self._number + 1, 0, 0
            self._file = (self._home / f"traffic-{self._number:04d}{self._suffix}").open("wb")
        self._file.write(data)
        self._size += len(data)
        self._count += 1
        return data, f"traffic-{self._number:04d}{self._suffix}#{self._count}"

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _row(sent: Sent) -> bytes:
    truth = sent.truth
    return _JSON.encode({"mrn": truth.mrn, "date": truth.dtg[:10], "body": sent.inner.decode()}) + b"\n"


def _message(sent: Sent) -> bytes:
    """A message of a mail folder; a line that begins like the line between two messages is quoted."""
    truth = sent.truth
    text = sent.inner.decode().replace("\r", "").replace("\nFrom ", "\n>From ")
    return f"From station Thu Jan  1 00:00:00 {truth.dtg[:4]}\n{mail_head(truth)}{text}\n\n".encode()


_WRITERS: dict[Shape, Callable[[Path], _Files | _Volumes]] = {
    "files": _Files,
    "ndjson": lambda home: _Volumes(home, ".ndjson", _row),
    "mbox": lambda home: _Volumes(home, ".mbox", _message),
}

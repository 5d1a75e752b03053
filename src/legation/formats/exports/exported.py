"""What an archive exports so that it comes in elsewhere: the bytes that came in, and how they were kept.

A line of JSON has both; beside files of originals and in rows the bytes stand by themselves (``Told``).
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime

import msgspec

LIST = "manifest.jsonl"
"""The list beside an export of originals: a line for each file, with its name and hash first."""

_HASH = re.compile("[0-9a-f]{64}")
_NAME = re.compile(r"(?:\d{4}|undated)/[A-Z0-9_-]{1,60}-[0-9a-f]{16}\.[a-z]{1,8}")
_LINE = re.compile(rb'\{"file":[^\n]{1,4096}?"sha256":"[0-9a-f]{64}"')
_ORIGINAL = re.compile(rb'"original":"[A-Za-z0-9+/]*={0,2}"\}\s*\Z')


class Exported(msgspec.Struct, frozen=True):
    """What a line says of a telegram beside its bytes. file, received: as in the archive it comes from."""

    sha256: str
    data: bytes
    file: str | None
    received: str
    access: str


class Told(msgspec.Struct, frozen=True):
    """How an archive kept the bytes with this hash: under which name (``file``), since when, how closely."""

    sha256: str
    file: str | None
    received: str
    access: str

    def of(self, data: bytes) -> Exported | None:
        """Together with the bytes; None where they are not those that it is about."""
        if hashlib.sha256(data).hexdigest() != self.sha256:
            return None
        return Exported(self.sha256, data, self.file, self.received, self.access)


def told_of(sha256: object, file: object, received: object, access: object) -> Told | None:
    """How bytes were kept, from what was written of it; None where that cannot be.

    An access that is no label is let through: it is held as one that cannot be read.
    """
    if not (isinstance(sha256, str) and isinstance(received, str) and isinstance(access, str)):
        return None
    if not (file is None or isinstance(file, str)) or _HASH.fullmatch(sha256) is None:
        return None
    try:
        datetime.strptime(received, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - looked at, not used
    except ValueError:
        return None
    return Told(sha256, file, received, access)


class _Named(msgspec.Struct):
    name: str
    sha256: str
    received: str
    access: str
    file: str | None = None


_NAMED = msgspec.json.Decoder(_Named)


def manifest_line(line: bytes) -> tuple[str, Told] | None:
    """The file that a line of a manifest of originals names, and how its bytes were kept; None for any other line."""
    try:
        said = _NAMED.decode(line)
    except (msgspec.DecodeError, ValueError):
        return None
    told = told_of(said.sha256, said.file, said.received, said.access)
    return None if told is None else (said.name, told)


def is_of_another_list(line: bytes) -> bool:
    """Whether a line is whole and says nothing of how closely anything is held; what is torn may have said so."""
    try:
        said = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return not isinstance(said, dict) or "access" not in said


def is_name_of_export(name: str) -> bool:
    """Whether an export of originals calls a file so: by its year, its number and the beginning of its hash."""
    return _NAME.fullmatch(name) is not None


class _Line(msgspec.Struct):
    sha256: str
    received: str
    access: str
    original: str
    file: str | None = None


_DECODER = msgspec.json.Decoder(_Line)


def exported(line: bytes) -> Exported | None:
    """What a line of an export holds; None for any other line, and for one whose bytes are not those it names."""
    if not is_export(line) or _ORIGINAL.search(line) is None:
        return None
    try:
        said = _DECODER.decode(line)
        data = b64decode(said.original, validate=True)
    except (msgspec.DecodeError, ValueError):
        return None
    told = told_of(said.sha256, said.file, said.received, said.access)
    return None if told is None else told.of(data)


def is_export(data: bytes) -> bool:
    """Whether a file begins as an export does."""
    return _LINE.match(data) is not None


def export_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of an export with their numbers, from 1."""
    at = 0
    number = 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end + 1
        number += 1
        if data[at:end].strip():
            yield number, data[at:end]
        at = end

"""What an archive exports, so that it comes in elsewhere: a telegram's JSON with the bytes that came in, a line each.

An export of the bytes alone, a file each, has a list beside them, which is no telegram.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator

import msgspec

LIST = "manifest.jsonl"
"""The list beside an export of originals: a line for each file, with its name and hash first."""

_LISTED = re.compile(rb'\{"name":"[^"\n]{1,1000}","sha256":"[0-9a-f]{64}",')
_LINE = re.compile(rb'\{"file":[^\n]{1,4096}?"sha256":"[0-9a-f]{64}"')
_ORIGINAL = re.compile(rb'"original":"[A-Za-z0-9+/]*={0,2}"\}\s*\Z')


class Exported(msgspec.Struct, frozen=True):
    """What a line says of a telegram beside its bytes. file, received: as in the archive it comes from."""

    sha256: str
    data: bytes
    file: str | None
    received: str
    access: str


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
    if hashlib.sha256(data).hexdigest() != said.sha256:
        return None
    return Exported(said.sha256, data, said.file, said.received, said.access)


def is_export(data: bytes) -> bool:
    """Whether a file begins as an export does."""
    return _LINE.match(data) is not None


def is_list(head: bytes) -> bool:
    """Whether a file that is called ``LIST`` begins as one; that of an export of nothing is empty."""
    return not head or _LISTED.match(head) is not None


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

"""A document whose words were read for it, as one message: the words first, and the document itself enclosed.

Nothing of the document is lost so, and every span leads to words that lie in the archive, whatever a later program
would read in the document. The text of such a message is its words (``core.encoding.text_of``): the rest is for eyes.
The message is of MIME, which any mail program opens. The same words and document give the same bytes; the name of the
file is not among them, for a copy of it under another name is no other telegram.

Source: RFC 2045, RFC 2046; docs/decisions/0108.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

PDF = "application/pdf"
"""Media type of a PDF."""

_MARK = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_'
_BETWEEN = "Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
_HASH = 64
_HEAD = re.compile(
    re.escape(_MARK) + rb'([0-9a-f]{64})"\n\n--=_\1\n'
    rb"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
)


class Enclosed(NamedTuple):
    """kind: the media type of what is enclosed. data: its bytes."""

    kind: str
    data: bytes


def enclose(words: str, document: bytes, kind: str) -> bytes:
    """The message of ``words`` in UTF-8 and of the ``document`` they were read from. kind: its media type."""
    # No text holds the hash of the document that it was read from, so that none can end its part before its end.
    boundary = f"=_{hashlib.sha256(document).hexdigest()}"
    head = (
        f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{boundary}"\n\n--{boundary}\n'
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    between = f"\n--{boundary}\nContent-Type: {kind}\n{_BETWEEN}"
    return b"".join(
        (
            head.encode(),
            words.encode("utf-8", "replace"),
            between.encode(),
            base64.encodebytes(document),
            f"--{boundary}--\n".encode(),
        )
    )


def is_enclosed(data: bytes) -> bool:
    return data.startswith(_MARK) and _words(data) is not None


def words_within(data: bytes) -> bytes | None:
    """The words of what ``enclose`` made; None for all else."""
    if not data.startswith(_MARK):
        return None
    span = _words(data)
    return data[slice(*span)] if span is not None else None


def kind_within(data: bytes) -> str | None:
    """The media type of the document in what ``enclose`` made; None for all else."""
    span = _words(data) if data.startswith(_MARK) else None
    if span is None:
        return None
    begin = span[1] + len(_end_of_words(data))
    return data[begin : data.index(b"\n", begin)].decode("ascii", "replace")


def document_within(data: bytes) -> Enclosed | None:
    """The document in what ``enclose`` made; None for all else."""
    span = _words(data) if data.startswith(_MARK) else None
    if span is None:
        return None
    kind, _, rest = data[span[1] + len(_end_of_words(data)) :].partition(b"\n")
    encoded, _, _ = rest.removeprefix(_BETWEEN.encode()).partition(b"--=_")
    return Enclosed(kind.decode("ascii", "replace"), binascii.a2b_base64(encoded))


def _end_of_words(data: bytes) -> bytes:
    return b"\n--=_" + data[len(_MARK) : len(_MARK) + _HASH] + b"\nContent-Type: "


def _words(data: bytes) -> tuple[int, int] | None:
    """Where the words begin and end, of a whole message alone."""
    head = _HEAD.match(data)
    if head is None or not data.endswith(b"--=_" + head[1] + b"--\n"):
        return None
    end = data.find(_end_of_words(data), head.end() - 1)
    return (head.end(), end) if end >= head.end() else None

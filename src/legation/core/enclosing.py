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
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"pdf": PDF, "docx": DOCX}
"""Media types of the documents that are enclosed, by the suffix of their files."""

_MARK = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_'
_BETWEEN = "Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
_HASH = 64
_HEAD = re.compile(
    re.escape(_MARK) + rb'([0-9a-f]{64})"\n\n--=_\1\n'
    rb"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
)


class Enclosed(NamedTuple):
    """kind: what is enclosed, a key of ``KINDS``. data: its bytes."""

    kind: str
    data: bytes


def enclose(words: str, document: bytes, kind: str) -> bytes:
    """The message of ``words`` in UTF-8 and of the ``document`` they were read from. kind: a key of ``KINDS``."""
    # No text holds the hash of the document that it was read from, so that none can end its part before its end.
    boundary = f"=_{hashlib.sha256(document).hexdigest()}"
    head = (
        f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{boundary}"\n\n--{boundary}\n'
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    between = f"\n--{boundary}\nContent-Type: {KINDS[kind]}\n{_BETWEEN}"
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
    """The kind of the document in what ``enclose`` made, a key of ``KINDS``; None for all else."""
    span = _words(data) if data.startswith(_MARK) else None
    if span is None:
        return None
    begin = span[1] + len(_end_of_words(data))
    said = data[begin : data.index(b"\n", begin)].decode("ascii", "replace")
    return next((kind for kind, media_type in KINDS.items() if media_type == said), None)


def document_within(data: bytes) -> Enclosed | None:
    """The document in what ``enclose`` made; None for all else."""
    kind = kind_within(data)
    if kind is None:
        return None
    _, _, behind = data.partition(f"{KINDS[kind]}\n{_BETWEEN}".encode())
    return Enclosed(kind, binascii.a2b_base64(behind.partition(b"--=_")[0]))


def _end_of_words(data: bytes) -> bytes:
    return b"\n--=_" + data[len(_MARK) : len(_MARK) + _HASH] + b"\nContent-Type: "


def _words(data: bytes) -> tuple[int, int] | None:
    """Where the words begin and end, of a whole message alone."""
    head = _HEAD.match(data)
    if head is None or not data.endswith(b"--=_" + head[1] + b"--\n"):
        return None
    end = data.find(_end_of_words(data), head.end() - 1)
    return (head.end(), end) if end >= head.end() else None

"""A document whose words were read for it, as one message: the words first, and the document itself enclosed.

Nothing of the document is lost so, and every span leads to words that lie in the archive, whatever a later program
would read in the document. The text of such a message is its words (``core.encoding.text_of``): the rest is for eyes.
The message is of MIME, which any mail program opens. The same words and document give the same bytes; the name of the
file is not among them, for a copy of it under another name is no other telegram.

Source: RFC 2045, RFC 2046; docs/decisions/0108.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import NamedTuple

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"pdf": PDF, "docx": DOCX}
"""Media types of the documents that are enclosed, by the suffix of their files."""

_SIGNS = {"pdf": b"%PDF-", "docx": b"PK"}
_HASH = 64

_MARK = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_'
_TEXT = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
_ATTACHED = "Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
_HEAD = re.compile(re.escape(_MARK) + rb'([0-9a-f]{64})"\n\n--=_\1\n' + re.escape(_TEXT.encode()))
# Nothing else may stand in it, where no reader would look for it.
_REST = re.compile(
    rb"\n--=_(?P<hash>[0-9a-f]{64})\nContent-Type: (?P<type>"
    + "|".join(map(re.escape, KINDS.values())).encode()
    + rb")\n"
    + re.escape(_ATTACHED.encode())
    + rb"(?P<document>[A-Za-z0-9+/=\n]*)--=_(?P=hash)--\n"
)


class Enclosed(NamedTuple):
    """kind: what is enclosed, a key of ``KINDS``. data: its bytes."""

    kind: str
    data: bytes


class _Message(NamedTuple):
    """Where the words stand, the media type of the document, and where that stands."""

    words: tuple[int, int]
    type: str
    document: tuple[int, int]


def enclose(words: str, document: bytes, kind: str) -> bytes:
    """The message of ``words`` in UTF-8 and of the ``document`` they were read from. kind: a key of ``KINDS``."""
    # No text holds the hash of the document that it was read from, so that none can end its part before its end.
    boundary = f"=_{hashlib.sha256(document).hexdigest()}"
    head = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{boundary}"\n\n--{boundary}\n{_TEXT}'
    between = f"\n--{boundary}\nContent-Type: {KINDS[kind]}\n{_ATTACHED}"
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
    return _parted(data) is not None


def words_within(data: bytes) -> bytes | None:
    """The words of what ``enclose`` made; None for all else."""
    found = _parted(data)
    return data[slice(*found.words)] if found is not None else None


def kind_within(data: bytes) -> str | None:
    """The kind of the document in what ``enclose`` made, a key of ``KINDS``; None for all else."""
    found = _parted(data)
    return next((kind for kind, said in KINDS.items() if found is not None and said == found.type), None)


def document_within(data: bytes) -> Enclosed | None:
    """The document in what ``enclose`` made; None for all else."""
    found, kind = _parted(data), kind_within(data)
    if found is None or kind is None:
        return None
    try:
        document = base64.b64decode(data[slice(*found.document)])
    except ValueError:
        return None
    # Else somebody else made the message.
    is_it = hashlib.sha256(document).hexdigest() == data[len(_MARK) : len(_MARK) + _HASH].decode("ascii", "replace")
    return Enclosed(kind, document) if is_it and document.lstrip().startswith(_SIGNS[kind]) else None


def _parted(data: bytes) -> _Message | None:
    head = _HEAD.match(data) if data.startswith(_MARK) else None
    if head is None:
        return None
    end = data.find(b"\n--=_" + head[1] + b"\n", head.end())
    rest = _REST.fullmatch(data, end) if end >= 0 else None
    if rest is None or rest["hash"] != head[1]:
        return None
    return _Message((head.end(), end), rest["type"].decode(), rest.span("document"))

"""Bytes to text without loss: every byte string decodes, and the code points count the spans."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from legation.core.enclosing import kind_within
from legation.core.encoding import text_of
from legation.core.text import Finding, Span
from legation.tables.findings import finding

_CONTROL = bytes([*range(0x07), *range(0x0E, 0x1C)])
_CONTROL_SIGNS = _CONTROL.decode("ascii")
_A_FEW = 5


class Decoded(NamedTuple):
    """text: the source. sha256: of the bytes, as hex. findings: what was odd about the bytes.

    layer: what the text was taken out of, such as ``pdf``; None where it is the bytes.
    """

    text: str
    sha256: str
    findings: list[Finding]
    layer: str | None = None


def bytes_of(data: bytes | str) -> bytes:
    """The bytes of what is to be read, a str as UTF-8. Raises TypeError for what is neither text nor bytes."""
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data)
    raise TypeError(f"a telegram is read from bytes or text, not from {type(data).__name__}: give what stands in it")


def decode(data: bytes | str) -> Decoded:
    """Decode ``data``: UTF-8, UTF-16 or UTF-32, else Windows-1252; of a document enclosed with its words the words.

    A str is hashed as UTF-8.

    Raises TypeError for what is neither text nor bytes.
    """
    raw = bytes_of(data)
    findings: list[Finding] = []
    if isinstance(data, str):
        text = data
    else:
        text, findings = _decode_bytes(raw)
    if not text:
        findings.append(finding("BYT001", Span(0, 0)))
    elif is_binary(text):
        findings.append(finding("BYT002", Span(0, len(text))))
    layer = None if isinstance(data, str) else kind_within(raw)
    return Decoded(text, hashlib.sha256(raw).hexdigest(), findings, layer)


_TO_ALPHABET = re.compile(r"\x1b(?:\([A-Z]|\$[@-C]|\$\([A-Z])")


def is_binary(text: str) -> bool:
    """Whether the beginning of ``text`` is no text: a PDF, or more control codes than a damaged text has.

    More than one in fifty of its signs, or one in ten where they are a few in a short text. Public telegrams have
    fewer than one in a thousand.
    """
    if text.startswith("%PDF-"):
        return True
    if not any(map(text[:4096].__contains__, _CONTROL_SIGNS)):
        return False
    head = text[:4096].encode("utf-8", "surrogatepass")
    # The signs of another alphabet begin with an escape code (ISO 2022), in mail of Japan on every line.
    controls = len(head) - len(head.translate(None, _CONTROL)) - len(_TO_ALPHABET.findall(text[:4096]))
    many = controls > _A_FEW and controls * 50 > len(text[:4096])
    return many or controls * 10 > len(head)


def _decode_bytes(data: bytes) -> tuple[str, list[Finding]]:
    text, encoding = text_of(data)
    return text, [] if encoding is None else [finding("BYT003", Span(0, len(text)), text=encoding)]

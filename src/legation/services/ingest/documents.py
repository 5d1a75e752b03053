"""Documents (PDF, Word): their words are read by a program apart, and kept with the document (``core.enclosing``)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from legation.core.enclosing import enclose
from legation.core.errors import RefusedError
from legation.formats.reading import read
from legation.formats.several import Item, banner_of, split_file, under_banner

_PROGRAM = Path(__file__).with_name("words_apart.py")

MOST_SECONDS = 120.0
"""By the clock, for one file; it has a minute of the processor, which takes longer beside much other work."""

_BEFORE_SIGN = 1_024
"""Bytes of blanks that may stand before the sign of a PDF."""

_END = re.compile(r"^[ \t]*(?:N{4}|#\d{4}|BT)[ \t]*\s*\Z", re.MULTILINE)

_NO_WORDS = {
    "pdf": ("is a PDF of pictures, without words", "let a program that recognises characters (OCR) add them"),
    "docx": ("is a Word document without words", "give the telegram itself"),
}
_NAMES = {"pdf": "a PDF", "docx": "a Word document"}
_AGAIN = "print it to a PDF anew, and give that"


def kind_of_document(data: bytes) -> str | None:
    """``pdf`` or ``docx``, by what is in it; None for all else."""
    if data[:_BEFORE_SIGN].lstrip().startswith(b"%PDF-"):
        return "pdf"
    return "docx" if data.startswith(b"PK\x03\x04") and b"word/document.xml" in data else None


def words_of(data: bytes, kind: str) -> bytes:
    """The words of a document, page after page, in UTF-8. Raises RefusedError."""
    return _joined(_pages(data, kind)).encode("utf-8", "replace")


def telegrams_of(data: bytes, kind: str) -> list[Item]:
    """The telegrams of a document. Raises RefusedError.

    One that stands alone has the document with its words. Of several each has its words alone: pages of one file share
    what they draw with, so that no piece of it is sure to hold nothing of its neighbours, which may be held closer.
    """
    pages = _pages(data, kind)
    runs = ["\n".join(run).encode("utf-8", "replace") for run in _runs(pages)]
    banner = banner_of(runs[0])
    texts = [under_banner(banner, item.data) for run in runs for item in split_file(run)]
    if len(texts) > 1:
        return [Item(text, str(number)) for number, text in enumerate(texts, 1)]
    return [Item(enclose(_joined(pages), data, kind), None)]


class _Begun(NamedTuple):
    """Which telegram has its heading on a page."""

    sender: str
    dtg: str
    mrn: str | None

    def is_of(self, other: _Begun) -> bool:
        """Whether the heading is that of another page again, with its number or without."""
        same_number = self.mrn is None or other.mrn is None or self.mrn == other.mrn
        return same_number and (self.sender, self.dtg) == (other.sender, other.dtg)


def _runs(pages: list[str]) -> list[list[str]]:
    """The pages of each telegram: a heading at the head of a page begins another where the one before has ended.

    Without an end it may be a heading that the telegram quotes, and what stands below it is held as closely as that.
    """
    runs: list[list[str]] = []
    last: _Begun | None = None
    for page in pages:
        begun = _begun(page) if len(pages) > 1 else None
        is_other = begun is not None and (last is None or not begun.is_of(last))
        if not runs or (is_other and _has_ended(runs[-1][-1])):
            runs.append([])
        runs[-1].append(page)
        last = begun or last
    return runs


def _begun(page: str) -> _Begun | None:
    """None for a page without a whole heading."""
    alone = read(page)
    if alone.dtg is None or alone.from_.plad is None or not alone.to:
        return None
    return _Begun(alone.from_.plad, alone.dtg, alone.mrn)


def _has_ended(page: str) -> bool:
    """Whether a page ends as a telegram does: with the end of a message, or a signature and no more text."""
    if _END.search(page) is not None:
        return True
    told = [one.kind for one in read(page).elements if one.kind in ("text.signature", "text.paragraph")]
    return told[-1:] == ["text.signature"]


def _joined(pages: list[str]) -> str:
    return "\n\f".join(pages)


def _pages(data: bytes, kind: str) -> list[str]:
    """The words of each page, of which one has some."""
    try:
        run = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(_PROGRAM), kind, json.dumps(sys.path)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(f"is {_NAMES[kind]} that takes too long to read", _AGAIN) from None
    try:
        said = json.loads(run.stdout)
    except ValueError:
        raise RefusedError(f"is {_NAMES[kind]} that ended the program which reads it", _AGAIN) from None
    if "refused" in said:
        raise RefusedError(*said["refused"])
    pages = list[str](said["pages"])
    if not any(page.strip() for page in pages):
        raise RefusedError(*_NO_WORDS[kind])
    return pages

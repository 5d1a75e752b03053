"""PDFs: their words are read by a program apart, and kept with the PDF enclosed (``core.enclosing``)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from legation.core.enclosing import PDF, enclose
from legation.core.errors import RefusedError
from legation.formats.reading import read
from legation.formats.several import Item, split_file

_PROGRAM = Path(__file__).with_name("pdf_words.py")

MOST_SECONDS = 120.0
"""By the clock, for one file: beside much other work a minute of the processor takes longer."""

_SIGN = b"%PDF-"
_BEFORE_SIGN = 1_024
"""Bytes of blanks that may stand before the sign of a PDF."""


def is_pdf(data: bytes) -> bool:
    return data[:_BEFORE_SIGN].lstrip().startswith(_SIGN)


def telegrams_of(data: bytes) -> list[Item]:
    """The telegrams of a PDF. Raises RefusedError.

    One that stands alone has the PDF with its words. Of several each has its words alone: pages of one file share what
    they draw with, so that no piece of it is sure to hold nothing of its neighbours, which may be held more closely.
    """
    pages = _pages(data)
    if not any(page.strip() for page in pages):
        raise RefusedError(
            "is a PDF of pictures, without words", "let a program that recognises characters (OCR) add them"
        )
    runs = _runs(pages)
    texts = [item.data for run in runs for item in split_file("\n".join(run).encode("utf-8", "replace"))]
    if len(texts) > 1:
        return [Item(text, str(number)) for number, text in enumerate(texts, 1)]
    return [Item(enclose("\n\f".join(pages), data, PDF), None)]


def _runs(pages: list[str]) -> list[list[str]]:
    """The pages of each telegram: a heading at the head of a page begins another, unless it is the same again."""
    runs: list[list[str]] = []
    last: str | None = None
    for page in pages:
        begun = _begun(page) if runs or len(pages) > 1 else None
        if not runs or (begun is not None and begun != last):
            runs.append([])
        runs[-1].append(page)
        last = begun or last
    return runs


def _begun(page: str) -> str | None:
    """Which telegram has its heading on a page; None for a page without a whole one."""
    read_alone = read(page)
    is_headed = read_alone.dtg is not None and read_alone.from_.plad is not None and read_alone.to
    return f"{read_alone.from_.plad} {read_alone.dtg}" if is_headed else None


def _pages(data: bytes) -> list[str]:
    try:
        run = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(_PROGRAM)], input=data, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise RefusedError("is a PDF that takes too long to read", "print it to a PDF anew, and give that") from None
    try:
        said = json.loads(run.stdout)
    except ValueError:
        raise RefusedError(
            "is a PDF that ended the program which reads it", "print it to a PDF anew, and give that"
        ) from None
    if "what" in said:
        raise RefusedError(said["what"], "give it whole and without a password")
    return list(said["pages"])

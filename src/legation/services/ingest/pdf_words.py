"""The words of a PDF, page by page, read apart (``words_apart``): its lines, as they stand under each other."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]

MOST_PAGES = 5_000

_APART = 1.45
"""Two lines are parted by a blank one where they stand so many times as far apart as lines of the page do."""

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_LINE_ENDS = (0x0A, 0x0D)
_HYPHENS = (0x02, 0xFFFE)
"""How PDFium tells of the hyphen that parts a word at the end of a line; it leaves the line end out."""
_UP = ((0, 1), (-1, 0), (0, -1), (1, 0))
"""What counts as up, (across, up), on a page that is shown turned clockwise by so many quarters."""


class _Line(NamedTuple):
    """text: a line of a page. at: its height on the page as it is shown, in points above any mark."""

    text: str
    at: float


def pages_of(data: bytes) -> list[str]:
    """The text of each page, in lines; empty without words. Raises ValueError with what is wrong and what to do."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as why:
        if getattr(why, "err_code", None) == _PASSWORD:
            raise ValueError("needs a password", "take the password off") from None
        raise ValueError("is a damaged PDF", "give it whole") from None
    document.init_forms()
    if len(document) > MOST_PAGES:
        raise ValueError(f"has more than {MOST_PAGES:,} pages", "give it in parts")
    return [_laid_out(list(_lines(document, number))) for number in range(len(document))]


def _lines(document: Any, number: int) -> Iterator[_Line]:
    """The lines of a page in the order in which it tells them; none of a page that cannot be opened."""
    try:
        # What was stamped or filled in is no part of a page until it is laid into it.
        pdfium.raw.FPDFPage_Flatten(document[number], pdfium.raw.FLAT_NORMALDISPLAY)
        page = document[number]
        told, turned = page.get_textpage(), page.get_rotation() // 90 % 4
    except pdfium.PdfiumError:
        return
    across, up = ctypes.c_double(), ctypes.c_double()
    signs: list[str] = []
    at: float | None = None
    for place in range(told.count_chars()):
        code = pdfium.raw.FPDFText_GetUnicode(told, place)
        if at is None and code > 0x20 and pdfium.raw.FPDFText_GetCharOrigin(told, place, across, up):
            at = across.value * _UP[turned][0] + up.value * _UP[turned][1]
        if code in _HYPHENS:
            signs.append("-")
        elif code >= 0x20 or code == 0x09:
            signs.append(chr(code))
        if code in _LINE_ENDS or code in _HYPHENS:
            yield from _line(signs, at)
            signs, at = [], None
    yield from _line(signs, at)


def _line(signs: list[str], at: float | None) -> Iterator[_Line]:
    text = "".join(signs).rstrip()
    if text and at is not None:
        yield _Line(text, at)


def _laid_out(lines: list[_Line]) -> str:
    """The lines under each other, with a blank one where the page leaves room for it: paragraphs are told by that."""
    down = [above.at - below.at for above, below in pairwise(lines)]
    usual = _usual(sorted(step for step in down if step > 1))
    laid: list[str] = []
    for line, step in zip(lines, [0.0, *down], strict=False):
        if step < -1 or (usual and step > _APART * usual):
            laid.append("")
        laid.append(line.text)
    return "\n".join(laid)


def _usual(steps: list[float]) -> float:
    """The smallest step that is no exception: at least one in ten is about as large. 0 without any."""
    return next((step for n, step in enumerate(steps) if _near(steps, n) * 10 >= len(steps)), 0.0)


def _near(steps: list[float], place: int) -> int:
    """How many of the sorted steps, from a place on, are at most a tenth larger."""
    return bisect_right(steps, steps[place] * 1.1) - place

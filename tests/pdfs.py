"""Small PDFs for tests, written sign by sign: pages of lines in Courier, with blank lines left as room."""

from __future__ import annotations

import re
from collections.abc import Sequence


def pdf_of(*pages: str) -> bytes:
    """A PDF whose pages hold the lines of the texts, which are of Latin-1."""
    first = 4
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        drawn = _drawn(page.split("\n"))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (first + 2 * number + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects)


def pdf_of_scan(page: str, turned: int = 0) -> bytes:
    """A PDF of one page as programs that recognise characters write it: words that do not show, each in its place.

    Lines slope a little and are not quite even. turned: quarters by which the page is shown turned clockwise, and its
    words the other way.
    """
    drawn = [(b"", b"0 1 -1 0 612 0 cm", b"-1 0 0 -1 612 792 cm", b"0 -1 1 0 0 792 cm")[turned]]
    for row, line in enumerate(page.split("\n")):
        for word in re.finditer(r"\S+", line):
            across, up = 40 + 5.4 * word.start(), 760 - 11 * row + (row * 7 % 5 - 2) * 0.3
            said = _escaped(word.group())
            drawn.append(
                b"BT 3 Tr /F 9 Tf 0.99998 0.006 -0.006 0.99998 %.2f %.2f Tm (%s) Tj ET"
                % (across, up + 0.006 * across, said)
            )
    body = b"\n".join(drawn)
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate %d /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents 5 0 R >>" % (90 * turned),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        ]
    )


def pdf_without_words() -> bytes:
    """A PDF with one page and no word on it."""
    return pdf_of("")


def with_stamp(made: bytes, words: str) -> bytes:
    """A PDF of one page with a stamp laid on it as programs lay them: an annotation that draws its words itself."""
    said = b"BT /F 9 Tf 5 5 Td (%s) Tj ET" % words.encode("latin-1")
    page, text = re.findall(rb"(<< /Type /Page /Parent.*?>>)\nendobj|(<< /Length.*?endstream)", made, re.DOTALL)
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
            page[0][:-2] + b"/Annots [6 0 R] >>",
            text[1],
            b"<< /Type /Annot /Subtype /Stamp /Rect [40 20 240 40] /F 4 /AP << /N 7 0 R >> >>",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F 3 0 R >> >> /Length %d >>\n"
            b"stream\n%s\nendstream" % (len(said), said),
        ]
    )


def _escaped(words: str) -> bytes:
    return words.encode("latin-1").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _drawn(lines: Sequence[str]) -> bytes:
    drawn = [b"BT /F 9 Tf 11 TL 40 760 Td"]
    for line in lines:
        said = _escaped(line)
        drawn.append(b"(%s) Tj T*" % said if said else b"T*")
    return b"\n".join([*drawn, b"ET"])


def _file(objects: Sequence[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)

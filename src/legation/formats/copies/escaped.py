"""A text whose signs are written as a web page writes them: ``&amp;``, ``&#x000A;`` or ``<br>`` for a line end.

Some copies of the public release bear them outside any page. Each stands for one sign of the words.
Source: telegram-format 5.
"""

from __future__ import annotations

import re
from html import unescape

from legation.formats.flat import Flat

_SIGN = re.compile(r"&(?:#[xX][0-9A-Fa-f]{1,6}|#[0-9]{1,7}|amp|lt|gt|quot|apos|nbsp);|<[bB][rR] {0,3}/?>")


def unescaped(text: str) -> Flat | None:
    """The words of ``text`` with such signs put right; None where it bears none."""
    if "&" not in text and "<" not in text:
        return None
    flat = Flat()
    at = 0
    for found in _SIGN.finditer(text):
        flat.add(text[at : found.start()], at)
        sign = unescape(found[0])[:1] if found[0][0] == "&" else "\n"
        if sign in "\r\n" and "\n" in (text[found.end() : found.end() + 1], text[found.start() - 1 : found.start()]):
            sign = " "  # beside the line end that it stands for
        flat.add(sign, found.start(), len(found[0]))
        at = found.end()
    if not at:
        return None
    flat.add(text[at:], at)
    return flat

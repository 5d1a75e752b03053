"""Character references of HTML, such as ``&amp;`` and ``&#233;``, put right."""

from __future__ import annotations

import re
from html import unescape

_BEYOND = re.compile(r"&#[0-9]{20,};?")


def without_entities(text: str) -> str:
    """The text with every character reference put right. A number beyond all characters is U+FFFD. Never raises.

    ``unescape`` alone makes a whole number of the digits first, and Python makes none of more than 4300.
    """
    return unescape(_BEYOND.sub("\ufffd", text) if "&#" in text else text)

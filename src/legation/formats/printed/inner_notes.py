"""Notes of editors that stand between the paragraphs of a page, each a paragraph behind its sign: ``/2/Not printed.``

So the Department's own site had the volumes until 2008, with several documents on a page, and so its mirrors have them.
The sign stands in the text, too: ``Embtel 4118./2/`` The first note names source and marking.
Source: public pages of FRUS 1958-1976.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NOTE = re.compile(r"^ {0,9}/(?P<sign>\d{1,3})/ {0,3}(?=\S)", re.MULTILINE)
_FILLED = re.compile(r" {0,200}[^ \n]")
_FIRST = "/1/"
_WHOLE = 120  # code points of a line; what is shorter may go on in the next one
SOURCE = "Source: "


class InnerNote(NamedTuple):
    """words: with single blanks, without the sign."""

    start: int
    end: int
    words: str


def inner_notes(text: str, start: int, end: int) -> list[InnerNote]:
    """The notes of ``text[start:end]``, in order and apart."""
    if text.find(_FIRST, start, end) < 0:
        return []
    notes: list[InnerNote] = []
    parted = text.rfind("\n\n", start, end)  # behind it nothing parts the paragraphs but their line ends
    found = _NOTE.search(text, start, end)
    while found is not None:
        stop = _line_end(text, found.end(), end)
        # Of a copy whose paragraphs are wrapped and parted a note goes on; a line that touches the next is whole.
        goes_on = stop - found.start() <= _WHOLE and text.endswith("\n\n", start, found.start())
        while goes_on and stop <= parted and _FILLED.match(text, stop) and _NOTE.match(text, stop) is None:
            stop = _line_end(text, stop, end)
        notes.append(InnerNote(found.start(), stop, " ".join(text[found.end() : stop].split())))
        found = _NOTE.search(text, stop, end)
    return notes


def _line_end(text: str, at: int, end: int) -> int:
    return text.find("\n", at, end) + 1 or end

"""The lines of a text, taken off one by one with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

SPACE = re.compile(r"[ \n]*")
"""The white space of a plain text."""

LONG = 200
"""No line of a text part but a joined one is longer, in signs."""

_WIDTH = 64  # columns that posts drafted to; lines on the circuit have up to 69


class Line(msgspec.Struct, frozen=True, gc=False):
    """start and end of the words without white space around them; ``next`` is where the following line starts."""

    start: int
    end: int
    next: int
    text: str

    def cut(self, at: int, end: int | None = None) -> Line:
        """The part of the line from offset ``at`` of its words, white space trimmed, to ``end`` or its own end."""
        piece = self.text[at:end]
        words = piece.strip()
        start = self.start + at + (len(piece) - len(piece.lstrip()))
        return Line(start, start + len(words), self.next if end is None else self.start + end, words)


def is_wrapped(length: int, words: str) -> bool:
    """Whether a line of ``length`` was full: the first word of the line below it would not have stood on it too."""
    return length < 90 and length + 1 + (words + " ").find(" ") > _WIDTH


def line_at(text: str, at: int, end: int) -> Line:
    """The line of ``text[:end]`` that begins at ``at``."""
    stop = text.find("\n", at, end)
    return _laid(text, at, stop, stop + 1) if stop >= 0 else _laid(text, at, end, end)


def _laid(text: str, at: int, stop: int, following: int) -> Line:
    words = text[at:stop].strip()
    length = len(words)
    if length == stop - at:
        return Line(at, stop, following, words)
    start = text.find(words[0], at) if words else at
    return Line(start, start + length, following, words)


# A copy without line ends is taken in pieces of this many code points, so that cutting it again and again at the
# labels inside it stays in proportion to its length.
_LONGEST = 4_000


class Reel:
    """The lines still to be read. ``at`` is where the next one begins; a room that cuts a line sets it back."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.at = start
        self.end = end

    def __bool__(self) -> bool:
        return self.at < self.end

    def take(self) -> Line:
        line = self._line(self.at)
        self.at = line.next
        return line

    def put_back(self, line: Line) -> None:
        self.at = line.start

    def ahead(self, count: int) -> Iterator[Line]:
        """The next ``count`` lines, or as many as there are, in order."""
        at = self.at
        while count > 0 and at < self.end:
            line = self._line(at)
            yield line
            at = line.next
            count -= 1

    def peek(self) -> Line | None:
        """The next line, which stays on the reel."""
        return self._line(self.at) if self.at < self.end else None

    def _line(self, at: int) -> Line:
        text = self.text
        stop = text.find("\n", at, at + _LONGEST)
        if 0 <= stop < self.end:
            words = text[at:stop]
            kept = words.strip()
            if len(kept) == len(words):
                return Line(at, stop, stop + 1, words)
            start = at + words.find(kept[:1])
            return Line(start, start + len(kept), stop + 1, kept)
        limit = at + _LONGEST
        if limit >= self.end:
            return line_at(text, at, self.end)
        blank = text.rfind(" ", at, limit)
        return line_at(text, at, blank + 1 if blank > at else limit)

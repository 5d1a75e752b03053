"""The lines of a text, taken off one by one with their places in it."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
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


def line_at(text: str, at: int, end: int) -> Line:
    """The line of ``text[:end]`` that begins at ``at``."""
    stop = text.find("\n", at, end)
    following = stop + 1 if stop >= 0 else end
    raw = text[at:following]
    words = raw.strip()
    start = at if not words or raw[0] > " " else at + len(raw) - len(raw.lstrip())
    return Line(start, start + len(words), following, words)


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Every line of ``text[start:end]``; text is plain, so that a line feed is the only line end."""
    stop = len(text) if end is None else end
    lines: list[Line] = []
    at = start
    while at < stop:
        line = line_at(text, at, stop)
        lines.append(line)
        at = line.next
    return lines


class Reel:
    """The lines still to be read. Rooms take lines off, look ahead, and put back what they cut off."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._at = start
        self._end = end
        self._held: list[Line] = []  # lines looked at or put back, the next one last

    def __bool__(self) -> bool:
        return bool(self._held) or self._at < self._end

    def take(self) -> Line:
        if self._held:
            return self._held.pop()
        line = line_at(self._text, self._at, self._end)
        self._at = line.next
        return line

    def put_back(self, line: Line) -> None:
        self._held.append(line)

    def ahead(self, count: int) -> list[Line]:
        """The next ``count`` lines, or as many as there are, in order."""
        held = self._held
        if len(held) < count and self._at < self._end:
            more: list[Line] = []
            while len(held) + len(more) < count and self._at < self._end:
                line = line_at(self._text, self._at, self._end)
                self._at = line.next
                more.append(line)
            held[:0] = more[::-1]
        return held[: -count - 1 : -1]

    def peek(self) -> Line | None:
        if not self._held:
            if self._at >= self._end:
                return None
            self._held.append(self.take())
        return self._held[-1]

    @property
    def position(self) -> int:
        """Where the next line begins; the end of the text where there is none."""
        return self._held[-1].start if self._held else self._at

    @property
    def end(self) -> int:
        return self._end

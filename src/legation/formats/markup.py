"""Tags of a TEI text, walked once: which elements stand where, and the words between them.

The markup is walked by its tags and not by an XML parser, so that a cut or damaged document still reads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from legation.core.text import Span

_TOKEN = re.compile(r"<!--|<[^<>]*>|&[#A-Za-z0-9]{1,12};|\s+")
_TAG = re.compile(r"<(?P<close>/)?\s?(?P<name>[A-Za-z][A-Za-z0-9]*)\b(?P<rest>[^<>]*)>")
_BREAKS = frozenset(
    {"p", "lb", "head", "item", "list", "opener", "dateline", "closer", "signed", "div", "salute", "table", "row"}
)
_SKIPPED = frozenset({"note", "head"})
_LONG_PARAGRAPH = 120


class Found(NamedTuple):
    """One element: its name, its opening tag, where it and its inner text begin and end."""

    name: str
    tag: str
    start: int
    inner: int
    inner_end: int
    end: int


def elements(markup: str, *names: str) -> Iterator[Found]:
    """The elements of ``names`` that are closed, as their ends are met; an open one gives none."""
    opened: dict[str, list[re.Match[str]]] = {name: [] for name in names}
    for tag in _TAG.finditer(markup):
        held = opened.get(tag["name"])
        if held is None or tag["rest"].endswith("/"):
            continue
        if not tag["close"]:
            held.append(tag)
        elif held:
            first = held.pop()
            yield Found(tag["name"], first[0], first.start(), first.end(), tag.start(), tag.end())


def plain(markup: str) -> str:
    """The words of a piece of markup, on one line, notes left out."""
    kept: list[str] = []
    at = 0
    for note in sorted(elements(markup, "note"), key=lambda found: found.start):
        if note.start >= at:
            kept.append(markup[at : note.start])
            at = note.end
    kept.append(markup[at:])
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", "".join(kept))).split())


class Flat:
    """The words of a markup and, for each code point of them, its offset in the markup."""

    def __init__(self, markup: str) -> None:
        self._starts: list[int] = []  # offsets in the flat text where a run begins
        self._places: list[int] = []  # offsets in the markup of those runs
        self._pieces: list[str] = []
        self._length = 0
        self._skipping: list[str] = []
        self.tags: list[tuple[int, int]] = []
        self._walk(markup)
        self.text = "".join(self._pieces)

    def _add(self, words: str, place: int) -> None:
        self._starts.append(self._length)
        self._places.append(place)
        self._pieces.append(words)
        self._length += len(words)

    def _walk(self, markup: str) -> None:
        at = 0
        while (found := _TOKEN.search(markup, at)) is not None:
            piece, start, end = found[0], found.start(), found.end()
            if start > at and not self._skipping:
                self._add(markup[at:start], at)
            if piece == "<!--":
                closed = markup.find("-->", end)
                end = closed + 3 if closed >= 0 else len(markup)
                self.tags.append((start, end))
            elif piece.startswith("<"):
                self._tag(piece, start, end)
            elif not self._skipping:
                self._add_blank_or_sign(piece, start)
            at = end
        if at < len(markup) and not self._skipping:
            self._add(markup[at:], at)

    def _add_blank_or_sign(self, piece: str, start: int) -> None:
        if not piece.isspace():
            self._add(unescape(piece)[:1], start)
        elif self._pieces and not self._pieces[-1].endswith(("\n", " ")):
            self._add(" ", start)

    def _tag(self, piece: str, start: int, end: int) -> None:
        named = _TAG.match(piece)
        name = named["name"] if named else ""
        closing = piece.startswith("</")
        if name in _SKIPPED and not piece.endswith("/>"):
            if not closing:
                self._skipping.append(name)
            elif self._skipping:
                self._skipping.pop()
        if self._skipping:
            return
        self.tags.append((start, end))
        if name in _BREAKS and self._pieces and not self._pieces[-1].endswith("\n"):
            self._add("\n", start)
            if name == "p" and closing and self._length > _LONG_PARAGRAPH:
                self._add("\n", start)

    def place(self, offset: int) -> int:
        """Offset in the markup of a code point of the flat text."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return 0
        inside = offset - self._starts[index]
        return self._places[index] + min(inside, len(self._pieces[index]))

    def span(self, span: Span) -> Span:
        """A span of the flat text as a span of the markup (from its first to its last code point)."""
        start = self.place(span.start)
        end = self.place(max(span.end - 1, span.start)) + 1
        return Span(start, max(end, start + 1))

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The runs of the markup that hold flat text ``start`` to ``end``, tags left out."""
        index = max(bisect_right(self._starts, start) - 1, 0)
        while index < len(self._starts) and self._starts[index] < end:
            begin = max(start, self._starts[index])
            stop = min(end, self._starts[index] + len(self._pieces[index]))
            if stop > begin and self._pieces[index] != "\n":
                place = self._places[index] + begin - self._starts[index]
                yield place, place + stop - begin
            index += 1

"""Tags of a TEI text, walked once: which elements stand where, and the words between them.

The markup is walked by its tags and not by an XML parser, so that a cut or damaged document still reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from legation.formats.flat import Flat

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


def words_of(markup: str) -> str:
    """The words of a piece of markup, on one line, notes left out."""
    kept: list[str] = []
    at = 0
    for note in sorted(elements(markup, "note"), key=lambda found: found.start):
        if note.start >= at:
            kept.append(markup[at : note.start])
            at = note.end
    kept.append(markup[at:])
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", "".join(kept))).split())


class Words:
    """The words of a markup (``flat``), and where its tags stand (``tags``)."""

    def __init__(self, markup: str) -> None:
        self.flat = Flat()
        self.tags: list[tuple[int, int]] = []
        self._skipping: list[str] = []
        self._walk(markup)

    def _walk(self, markup: str) -> None:
        at = 0
        while (found := _TOKEN.search(markup, at)) is not None:
            piece, start, end = found[0], found.start(), found.end()
            if start > at and not self._skipping:
                self.flat.add(markup[at:start], at)
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
            self.flat.add(markup[at:], at)

    def _add_blank_or_sign(self, piece: str, start: int) -> None:
        if not piece.isspace():
            self.flat.add(unescape(piece)[:1], start, len(piece))
        elif not self.flat.ends_with(("\n", " ")):
            self.flat.add(" ", start, len(piece))

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
        if name in _BREAKS and not self.flat.ends_with(("\n",)):
            self.flat.add("\n", start, 0)
            if name == "p" and closing and self.flat.length > _LONG_PARAGRAPH:
                self.flat.add("\n", start, 0)

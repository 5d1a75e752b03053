"""Tags of a TEI text, walked once: which elements stand where, and the words between them.

The markup is walked by its tags and not by an XML parser, so that a cut or damaged document still reads, and no
entity but the signs of HTML stands for anything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.entities import without_entities
from legation.formats.flat import Flat

_TOKEN = re.compile(r"<!--|<[^<>]*>|&#?[A-Za-z0-9]{1,12};|\n\s*")
_TAG = re.compile(r"</?\s?(?P<name>[A-Za-z][A-Za-z0-9]*)")
_BREAKS = frozenset(
    {"p", "lb", "head", "item", "list", "opener", "dateline", "closer", "signed", "div", "salute", "table", "row"}
)
_SKIPPED = frozenset({"note", "head", "dateline", "signed"})
_KEPT = frozenset({"head", "note", "signed", "dateline", "list", "date", "placeName", "gloss", "persName"})


class Found(NamedTuple):
    """One element: its name, its opening tag, where it and its inner text begin and end."""

    name: str
    tag: str
    start: int
    inner: int
    inner_end: int
    end: int


def first_element(markup: str, name: str) -> str | None:
    """What stands inside the first element of ``name``, or None; it is not looked for inside others of its name."""
    opened = re.compile(rf"<{name}\b[^<>]*>").search(markup)
    if opened is None or opened[0].endswith("/>"):
        return None
    end = markup.find(f"</{name}", opened.end())
    return markup[opened.end() : end] if end >= 0 else None


def words_of(markup: str) -> str:
    """The words of a piece of markup, on one line, notes left out."""
    kept: list[str] = []
    at, depth = 0, 0
    for tag in _TOKEN.finditer(markup):
        if not tag[0].startswith("<"):
            continue
        if depth == 0:
            kept.append(markup[at : tag.start()])
        at = tag.end()
        if tag[0].startswith("<note") and not tag[0].endswith("/>"):
            depth += 1
        elif tag[0].startswith("</note") and depth:
            depth -= 1
    if depth == 0:
        kept.append(markup[at:])
    return " ".join(without_entities("".join(kept)).split())


class Words:
    """The words of a markup (``flat``), where its tags stand (``tags``), and the elements by name (``found``).

    Left out of the words are notes, datelines, the last signature and heads. The head of a list is none of the
    edition's but the label that the telegram itself has (``SUBJ:``); it stands on one line with the first item.
    """

    def __init__(self, markup: str) -> None:
        self.flat = Flat()
        self.tags: list[tuple[int, int]] = []
        self.found: dict[str, list[Found]] = {}
        self._opened: dict[str, list[tuple[str, int, int]]] = {}
        self._skipping: list[str] = []
        self.lists: list[tuple[str, int, int]] = []  # opening tag, and where its words begin and end
        self.labels: set[int] = set()  # where the heads of lists begin
        self._listed: list[tuple[str, int]] = []
        self._joining = False  # the next item goes on the line of its list's head
        self._signature = markup.rfind("<signed")
        self._walk(markup)
        for named in self.found.values():
            named.sort(key=lambda found: found.start)

    def _walk(self, markup: str) -> None:
        at = 0
        add = self.flat.add
        while (found := _TOKEN.search(markup, at)) is not None:
            start, end = found.span()
            sign = markup[start]
            if start > at and not self._skipping:
                add(markup[at:start], at)
            if sign == "<":
                piece = markup[start:end]
                if piece == "<!--":
                    closed = markup.find("-->", end)
                    end = closed + 3 if closed >= 0 else len(markup)
                    self.tags.append((start, end))
                else:
                    self._tag(piece, start, end)
            elif self._skipping:
                pass
            elif sign == "&":
                add(without_entities(markup[start:end])[:1], start, end - start)
            elif not self.flat.ends_with(("\n", " ")):
                add(" ", start, end - start)
            at = end
        if at < len(markup) and not self._skipping:
            add(markup[at:], at)

    def _tag(self, piece: str, start: int, end: int) -> None:
        named = _TAG.match(piece)
        name = named["name"] if named else ""
        closing = piece.startswith("</")
        whole = piece.endswith("/>")
        if name in _KEPT and not whole:
            self._keep(name, piece, start, end, closing)
        if name == "list" and not whole:
            if not closing:
                self._listed.append((piece, self.flat.length))
            elif self._listed:
                self.lists.append((*self._listed.pop(), self.flat.length))
        if name in _SKIPPED and not whole:
            if name == "head" and self._listed and not self._skipping:
                self._joining = closing
                if not closing:
                    self.labels.add(start)
            elif not closing:
                if name != "signed" or start == self._signature:
                    self._skipping.append(name)
            elif name in self._skipping[-1:]:
                self._skipping.pop()
        if self._skipping:
            return
        self.tags.append((start, end))
        if name in _BREAKS:
            self._break(name, closing, start)

    def _break(self, name: str, closing: bool, start: int) -> None:
        if name == "head" and closing:
            return
        if self._joining and name == "item":
            if not closing and not self.flat.ends_with((" ",)):
                self.flat.add(" ", start, 0)
            self._joining = False
            return
        if not self.flat.ends_with(("\n",)):
            self.flat.add("\n", start, 0)
            if name == "p" and closing:  # a paragraph of the edition is one of the telegram
                self.flat.add("\n", start, 0)

    def _keep(self, name: str, piece: str, start: int, end: int, closing: bool) -> None:
        opened = self._opened.setdefault(name, [])
        if not closing:
            opened.append((piece, start, end))
        elif opened:
            tag, first, inner = opened.pop()
            self.found.setdefault(name, []).append(Found(name, tag, first, inner, start, end))

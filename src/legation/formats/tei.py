"""FRUS volumes in TEI: each ``div`` of type document that is a telegram is one telegram of its own.

The source of such a telegram is the markup of its ``div``, unchanged; the words are read from it with the tags
taken out, and every span is led back to the markup. What the editors say (head, date, source note) fills the
fields that the telegram's own words leave empty.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from legation.core.telegram import Addressee, Originator, Paragraph, Reference, Release
from legation.core.text import Finding, Span
from legation.formats.layers import read_text
from legation.formats.levels import level_named
from legation.formats.lines import split_lines
from legation.formats.sheet import Sheet

_DOCUMENT = re.compile(r"\s*<div\b[^>]{0,300}\btype=\"document\"[^>]{0,300}>")
_TOKEN = re.compile(r"<!--.*?-->|<[^<>]*>|&[#A-Za-z0-9]{1,12};|\s+", re.DOTALL)
_BREAKS = frozenset(
    ["p", "lb", "head", "item", "list", "opener", "dateline", "closer", "signed", "div", "salute", "table", "row"]
)
_SKIPPED = frozenset(["note", "head"])
_HEAD = re.compile(
    r"(?:\d+\.\s*)?(?:\w+\s)?Telegram\s*(?P<number>[A-Za-z]*\d+)?(?:/\d+)?\s*(?:From"
    r"|from)\s+(?P<from>.+?)\s+to\s+(?P<to>.+?)(?:,\s+(?P<date>[A-Z][a-z]+ \d.*))?$",
    re.DOTALL,
)
_LEVEL_WORD = re.compile(
    r"\b(Top Secret|Secret|Confidential|Limited Official Use|Official Use Only|Unclassified|Restricted)\b"
)
_CAPTION_WORD = re.compile(r"\b(Nodis|Exdis|Limdis|Stadis|Eyes Only|Noforn|Cherokee|Roger Channel)\b", re.IGNORECASE)


def is_document(text: str) -> bool:
    """Whether ``text`` is one document of a TEI volume."""
    return _DOCUMENT.match(text) is not None


def documents(volume: str) -> Iterator[tuple[str, str, bool]]:
    """(xml:id, markup, is a telegram) of each document ``div`` of a volume, in order.

    Depth is counted over ``div`` tags, so that a document may hold divisions of its own.
    """
    depth_tags = re.compile(r"<(?P<close>/)?div\b(?P<rest>[^<>]*)>")
    start: int | None = None
    depth = 0
    identity = ""
    for found in depth_tags.finditer(volume):
        if found["rest"].endswith("/"):
            continue
        if start is None:
            if not found["close"] and 'type="document"' in found["rest"]:
                start, depth = found.start(), 1
                named = re.search(r'xml:id="([^"]+)"', found["rest"])
                identity = named[1] if named else f"at{found.start()}"
            continue
        depth += -1 if found["close"] else 1
        if depth == 0:
            markup = volume[start : found.end()]
            yield identity, markup, _is_telegram(markup)
            start = None


def _is_telegram(markup: str) -> bool:
    head = re.search(r"<head\b[^>]*>(.*?)</head>", markup, re.DOTALL)
    words = re.sub(r"<note\b.*?</note>|<[^>]+>", " ", head[1], flags=re.DOTALL) if head else ""
    return re.search(r"\b(?:Circular )?Telegram\b", words) is not None


class _Flat:
    """The words of a markup and, for each code point of them, its offset in the markup."""

    def __init__(self, markup: str) -> None:
        self.starts: list[int] = []  # offsets in the flat text where a run begins
        self.places: list[int] = []  # offsets in the markup of those runs
        self.pieces: list[str] = []
        self.length = 0
        self.tags: list[tuple[int, int, str]] = []
        self._walk(markup)
        self.text = "".join(self.pieces)

    def _add(self, words: str, place: int) -> None:
        self.starts.append(self.length)
        self.places.append(place)
        self.pieces.append(words)
        self.length += len(words)

    def _walk(self, markup: str) -> None:
        at = 0
        skipping: list[str] = []
        for found in _TOKEN.finditer(markup):
            if found.start() > at and not skipping:
                self._add(markup[at : found.start()], at)
            token = found[0]
            at = found.end()
            if token.startswith("<"):
                self._tag(token, found.start(), at, skipping)
            elif not skipping:
                if token.isspace():
                    if self.pieces and not self.pieces[-1].endswith(("\n", " ")):
                        self._add(" ", found.start())
                else:
                    self._add(unescape(token)[:1], found.start())
        if at < len(markup) and not skipping:
            self._add(markup[at:], at)

    def _tag(self, token: str, start: int, end: int, skipping: list[str]) -> None:
        name = re.match(r"</?\s*([A-Za-z0-9]+)", token)
        tag = name[1] if name else ""
        if tag in _SKIPPED and not token.endswith("/>"):
            if not token.startswith("</"):
                skipping.append(tag)
            elif skipping:
                skipping.pop()
        if not skipping:
            self.tags.append((start, end, "tei.markup"))
        if tag in _BREAKS and not skipping and self.pieces and not self.pieces[-1].endswith("\n"):
            self._add("\n", start)
            if tag == "p" and token.startswith("</") and self.length > 120:
                self._add("\n", start)

    def place(self, offset: int) -> int:
        """Offset in the markup of a code point of the flat text."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0:
            return 0
        inside = offset - self.starts[index]
        return self.places[index] + min(inside, len(self.pieces[index]))

    def span(self, span: Span) -> Span:
        """A span of the flat text as a span of the markup (from its first to its last code point)."""
        start = self.place(span.start)
        end = self.place(max(span.end - 1, span.start)) + 1
        return Span(start, max(end, start + 1))


def read_document(sheet: Sheet) -> None:
    """Read one document ``div``: its words as a telegram, then the editors' word where a field is empty."""
    markup = sheet.source
    flat = _Flat(markup)
    inner = Sheet(flat.text, sheet.posts, sheet.received)
    read_text(inner, split_lines(flat.text))
    sheet.layer("frus-tei")
    for layer in inner.layers:
        sheet.layer(layer)
    sheet.fields.update(inner.fields)
    sheet.captions, sheet.caveats, sheet.attention = inner.captions, inner.caveats, inner.attention
    sheet.fields["paragraphs"] = tuple(_placed(p, flat) for p in inner.fields.get("paragraphs", ()))
    sheet.references = [msgspec.structs.replace(r, span=flat.span(r.span)) for r in inner.references]
    sheet.findings.extend(Finding(f.code, f.severity, flat.span(f.span), f.says) for f in inner.findings)
    sheet.day = inner.day
    _marks(sheet, inner, flat)
    _editors(sheet, markup)


def _placed(paragraph: Paragraph, flat: _Flat) -> Paragraph:
    mentions: tuple[Reference, ...] = tuple(
        msgspec.structs.replace(m, span=flat.span(m.span)) for m in paragraph.mentions
    )
    return msgspec.structs.replace(paragraph, span=flat.span(paragraph.span), mentions=mentions)


def _marks(sheet: Sheet, inner: Sheet, flat: _Flat) -> None:
    """Marks of the flat text, cut at the tags, so that markup and words are elements of their own."""
    for start, end, kind in flat.tags:
        sheet.mark(start, end, kind)
    for start, end, kind in inner.marks:
        index = max(bisect_right(flat.starts, start) - 1, 0)
        while index < len(flat.starts) and flat.starts[index] < end:
            begin = max(start, flat.starts[index])
            stop = min(end, flat.starts[index] + len(flat.pieces[index]))
            if stop > begin and flat.pieces[index] != "\n":
                place = flat.places[index] + begin - flat.starts[index]
                sheet.mark(place, place + stop - begin, kind)
            index += 1
    for found in re.finditer(r"<note\b[^<>]*>.*?</note>|<head\b.*?</head>", sheet.source, re.DOTALL):
        sheet.mark(found.start(), found.end(), "tei.head" if found[0].startswith("<head") else "tei.note")


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def _editors(sheet: Sheet, markup: str) -> None:
    """Fields from the head, the date and the source note, where the telegram's own words gave none."""
    fields: dict[str, Any] = sheet.fields
    head = re.search(r"<head\b[^>]*>(.*?)</head>", markup, re.DOTALL)
    if head is None:
        return
    title = _plain(re.sub(r"<note\b.*?</note>", "", head[1], flags=re.DOTALL))
    when = re.search(r'<date\b[^>]*\bwhen="([^"]+)"', head[1]) or re.search(
        r'<dateline\b.*?<date\b[^>]*\bwhen="([^"]+)"', markup, re.DOTALL
    )
    named = _HEAD.match(title.rstrip("."))
    created = None
    if when is not None:
        created = when[1][:16]
        if (
            "dtg" not in fields
            and len(when[1]) >= 16
            and re.search(r"\d{4}Z|\d[.:]\d\d?\s?[ap]\.?m", title + markup[:3000])
        ):
            fields["dtg"] = f"{when[1][:16]}Z" if re.search(r"\d{4}\s?Z", title + markup[:3000]) else None
            if fields["dtg"] is None:
                del fields["dtg"]
    fields.setdefault("release", Release(created=created, origin=named["from"] if named else None))
    if named is not None:
        if "from_" not in fields:
            fields["from_"] = Originator(" ".join(named["from"].split()))
        if not fields.get("to"):
            fields["to"] = (Addressee(" ".join(named["to"].split())),)
        if "subject" not in fields:
            listed = re.search(r'<list\b[^>]*type="subject"[^>]*>(.*?)</list>', markup, re.DOTALL)
            if listed is not None:
                fields["subject"] = re.sub(r"^SUBJECT:?\s*", "", _plain(re.sub(r"<head>.*?</head>", "", listed[1])))
    note = re.search(r'<note\b[^>]*type="source"[^>]*>(.*?)</note>', markup, re.DOTALL)
    if note is not None and fields.get("level") is None:
        words = _plain(note[1])
        level = _LEVEL_WORD.search(words)
        if level is not None:
            fields["level"] = level_named(level[1])
            sheet.captions = sheet.captions or [word.upper() for word in _CAPTION_WORD.findall(words)]
    signed = re.search(r"<signed\b[^>]*>(.*?)</signed>", markup, re.DOTALL)
    if signed is not None and not fields.get("signature"):
        name = _plain(re.sub(r"<note\b.*?</note>", "", signed[1], flags=re.DOTALL))
        fields["signature"] = (name,) if name else ()

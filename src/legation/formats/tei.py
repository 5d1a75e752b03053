"""FRUS volumes in TEI: each ``div`` of type document that is a telegram is one telegram of its own.

The source of such a telegram is the markup of its ``div``, unchanged; the words are read from it with the tags
taken out, and every span is led back to the markup. What the editors say (head, date, source note) fills the
fields that the telegram's own words leave empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from legation.core.telegram import Addressee, Originator, Release
from legation.formats.layers import read_words
from legation.formats.levels import level_named
from legation.formats.markup import Found, Words, elements, words_of
from legation.formats.plain import plain
from legation.formats.sheet import Sheet

_DOCUMENT = re.compile(r"\s*<div\b[^<>]{0,300}\btype=\"document\"[^<>]{0,300}>")
_DIV = re.compile(r"<(?P<close>/)?div\b(?P<rest>[^<>]*)>")
_HEAD = re.compile(
    r"(?:\d+\.\s)?(?:\w+\s)?Telegram\s?(?P<number>[A-Za-z]{0,12}\d+)?(?:/\S{1,20})?\s?From\s(?P<from>.+?)\sto\s(?P<to>.+?)"
    r"(?:,\s(?P<date>[A-Z][a-z]+,? \d.*))?$",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(Top Secret|Secret|Confidential|Limited Official Use|Official Use Only|Unclassified|Restricted)\b"
)
_CAPTION = re.compile(r"\b(Nodis|Exdis|Limdis|Stadis|Eyes Only|Noforn|Cherokee|Roger Channel)\b", re.IGNORECASE)
_WHEN = re.compile(r'\bwhen="(?P<when>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?)')
_ZULU = re.compile(r"\b\d{4}\s?Z")
_LONGEST_HEAD = 600


class Document(NamedTuple):
    """One document of a volume: its xml:id, its markup as it stands there, whether it is a telegram."""

    identity: str
    markup: str
    is_telegram: bool


def is_document(text: str) -> bool:
    """Whether ``text`` is one document of a TEI volume."""
    return _DOCUMENT.match(text) is not None


def documents(volume: str) -> Iterator[Document]:
    """Each document ``div`` of a volume, in order.

    Depth is counted over ``div`` tags, so that a document may hold divisions of its own.
    """
    start: int | None = None
    depth = 0
    identity = ""
    for found in _DIV.finditer(volume):
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
            head = next(elements(markup, "head"), None)
            title = words_of(markup[head.inner : head.inner_end]) if head else ""
            yield Document(identity, markup, re.search(r"\b(?:Circular )?Telegram\b", title) is not None)
            start = None


def read_document(sheet: Sheet) -> None:
    """Read one document ``div``: its words as a telegram, then the editors' word where a field is empty."""
    words = Words(sheet.source)
    text = plain(words.flat.text)
    read_words(sheet, text, 0, len(text))
    sheet.layers.insert(0, "frus-tei")
    sheet.lead_back(words.flat)
    for found in elements(sheet.source, "note", "head"):
        sheet.mark(found.start, found.end, f"tei.{found.name}")
    for start, end in words.tags:
        sheet.mark(start, end, "tei.markup")
    _Editors(sheet).fill()


class _Editors:
    """What the editors of a volume say about a document, outside its text."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.found: dict[str, list[Found]] = {}
        for found in elements(sheet.source, "head", "note", "signed", "dateline", "list", "date", "placeName"):
            self.found.setdefault(found.name, []).append(found)
        for named in self.found.values():
            named.sort(key=lambda found: found.start)
        heads = self.found.get("head", [])
        self.title = self._words(heads[0])[:_LONGEST_HEAD].rstrip(".") if heads else ""
        self.head = _HEAD.match(self.title)

    def _words(self, found: Found) -> str:
        return words_of(self.sheet.source[found.inner : found.inner_end])

    def fill(self) -> None:
        """Fill the fields that the telegram's own words leave empty."""
        self._fill_date()
        if self.head is not None:
            self._fill_addresses(self.head)
            self._fill_number(self.head)
        self._fill_marking()
        signed = self.found.get("signed")
        if signed and not self.sheet.fields.get("signature"):
            name = self._words(signed[-1])
            self.sheet.fields["signature"] = (name,) if name else ()

    def _fill_date(self) -> None:
        """The date of head or dateline. Its hour is Zulu only where the words say so; else it is the sender's own."""
        fields = self.sheet.fields
        stamped = next((when for date in self.found.get("date", ()) if (when := _WHEN.search(date.tag))), None)
        stamp = stamped["when"] if stamped is not None else None
        datelines = " ".join(self._words(line) for line in self.found.get("dateline", ())[:3])
        if stamp is not None and len(stamp) == 16 and "dtg" not in fields and _ZULU.search(f"{self.title} {datelines}"):
            fields["dtg"] = f"{stamp}Z"
        fields.setdefault("release", Release(created=stamp, origin=self.head["from"] if self.head else None))
        self.sheet.settle_day()

    def _fill_addresses(self, head: re.Match[str]) -> None:
        fields = self.sheet.fields
        if "from_" not in fields:
            fields["from_"] = Originator(head["from"])
        if not fields.get("to"):
            fields["to"] = (Addressee(head["to"]),)
        if "subject" not in fields:
            listed = next((found for found in self.found.get("list", ()) if 'type="subject"' in found.tag), None)
            if listed is not None:
                fields["subject"] = re.sub(r"^SUBJECT:?\s?", "", self._words(listed), flags=re.IGNORECASE) or None

    def _fill_number(self, head: re.Match[str]) -> None:
        """The number of the head; its post is the Department, or the place of the dateline."""
        fields = self.sheet.fields
        if head["number"] is None or fields.get("number") is not None:
            return
        digits = re.search(r"\d+", head["number"])
        if digits is None or len(digits[0]) > 6:
            return
        fields["number"] = int(digits[0])
        post = fields.get("originator_post")
        if post is None and re.match(r"(?:the )?Department of State", head["from"], re.IGNORECASE):
            post = "STATE"
        places = [self._words(found) for found in self.found.get("placeName", ())[:2]]
        fields["post"] = post or next((key for place in places if (key := self.sheet.posts.key(place))), None)

    def _fill_marking(self) -> None:
        fields, sheet = self.sheet.fields, self.sheet
        note = next((found for found in self.found.get("note", ()) if 'type="source"' in found.tag), None)
        if note is None or fields.get("level") is not None:
            return
        words = self._words(note)
        level = _LEVEL.search(words)
        if level is not None:
            fields["level"] = level_named(level[1])
            if not sheet.captions:
                sheet.captions.extend(dict.fromkeys(word.upper() for word in _CAPTION.findall(words)))

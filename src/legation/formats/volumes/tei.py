"""FRUS volumes in TEI: each ``div`` of type document that is a telegram is one telegram of its own.

The source of such a telegram is the markup of its ``div``, unchanged; the words are read from it with the tags
taken out, and every span is led back to the markup. What the editors say (head, dateline, source note) fills the
fields that the telegram's own words leave empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from legation.core.telegram import Addressee, Originator, Release
from legation.core.text import Span
from legation.formats.layers import read_words
from legation.formats.markings.marked_fields import raise_by_field
from legation.formats.markings.stated import take_levels_around
from legation.formats.noted_days import Notes
from legation.formats.plain import plain
from legation.formats.printed.edited import HEAD, TELEGRAM, fill_marking
from legation.formats.printed.lines import ARTICLE, OPENS, OPENS_SERIES
from legation.formats.printed.noted_copies import take_copies
from legation.formats.references.references import read_reference_list
from legation.formats.references.years import TRAVELLING, series_to
from legation.formats.sheet import Sheet
from legation.formats.volumes.kinds_named_once import each_with_its_kind
from legation.formats.volumes.markup import Found, Words, first_element, words_of
from legation.formats.written_day import take_written_day
from legation.tables.seats import receiving_post, sending_post

_DOCUMENT = re.compile(r"\s*<div\b[^<>]{0,300}\btype=\"document\"[^<>]{0,300}>")
_BEFORE_MARKUP = frozenset("<\ufeff \t\r\n")
_FILE_HEAD = 4096  # code points within which a TEI file says what it is
# The roots of volumes, and the first tag of a file of markup behind what may stand before it.
_ROOT = "TEI|teiCorpus"
_FIRST = re.compile(
    r"(?:\xef\xbb\xbf|\ufeff)?(?:\s|<\?[^>]{0,400}>|<!--(?:[^-]|-(?!->)){0,3000}-->|<!DOCTYPE[^>\[]{0,400}(?:\[[^\]]{0,2000}\]\s{0,9})?>)*+"
    r"<(?P<name>[A-Za-z][A-Za-z0-9.:]{0,40})(?P<rest>[^<>]{0,2000})"
)
# What says nothing where it stands outside of a root: blanks and declarations.
_DECLARED = re.compile(r"(?:\xef\xbb\xbf|\ufeff)?(?:\s|<\?xml[^<>]{0,400}\?>|<!DOCTYPE[^<>\[]{0,400}>)*+\Z")
_CLOSING = re.compile(r"(?:\s{0,400}</[^<>]{0,80}>)*+")
_DIV = re.compile(r"<(?P<close>/)?div\b(?P<rest>[^<>]*)>")
_WHEN = re.compile(r'\bwhen="(?P<when>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?)(?::\d{2})?(?P<zulu>Z)?')
_ZULU = re.compile(r"\b\d{4}\s?Z")
_TYPE = re.compile(r'\btype="(?P<type>from|to|info|subject|references)"')
_LABEL = re.compile(
    r"\s{0,40}(?:(?:RPTD|REPEATED|IMMEDIATE|PRIORITY|ROUTINE) ){0,2}"
    r"(?P<label>SUBJ(?:ECT)?|REF(?:ERENCE)?S?(?=[ :.(])|ACTION|INFO)\b[ :.]{0,5}",
    re.IGNORECASE,
)
_FIELDS = {"SUB": "subject", "REF": "references", "ACT": "to", "INF": "info"}
# A line that the heading of a telegram has, and a heading in words of its own has not.
_LINES = re.compile(
    r"^\s{0,9}(?:FM\b|TO\s|TO:|FROM:? {1,9}(?:AM|US|SEC)|[ZOPR] ?[ZOPR]? ?\d{6} ?Z)", re.MULTILINE | re.IGNORECASE
)
_ADDRESS = re.compile(r"(?P<plad>\S.{1,60}?)\s(?P<precedence>PRIORITY|IMMEDIATE|FLASH|ROUTINE)", re.IGNORECASE)
_MARKED = re.compile("SECRET|CONFIDENTIAL|[NE][XO]DIS|S E C|C O N")  # a note of other words needs no look
_SOURCE = re.compile(r"(?:\s|<[^<>]{0,80}>){0,9}Source:")
_DEEPEST = 1500  # code points in which the lists of a heading begin
_LONGEST_NUMBER = 7  # figures that no number of a head has
_LONGEST_HEAD = 600
_DAY_ALONE = len("1974-05-03")


class Document(NamedTuple):
    """One document of a volume: its xml:id, its markup as it stands there, whether it is a telegram."""

    identity: str
    markup: str
    is_telegram: bool


class Tag(NamedTuple):
    """A tag of a root of a volume."""

    start: int
    end: int
    name: str
    closes: bool


class Stretch(NamedTuple):
    """A part of a file with volumes in it. holds: the documents of a volume; nothing for what stands outside of all."""

    start: int
    end: int
    holds: tuple[Document, ...] = ()


def is_document(text: str) -> bool:
    """Whether ``text`` is one document of a TEI volume."""
    return _DOCUMENT.match(text) is not None


def documents(volume: str, begins: int = 0) -> Iterator[Document]:
    """Each document ``div`` of a volume, or of a piece of one that ``begins`` at a place of it, in order."""
    for start, end, tag in divisions(volume):
        if end is None:
            return
        named = re.search(r'xml:id="([^"]+)"', tag)
        identity = named[1] if named else f"at{begins + start}"
        markup = volume[start:end]
        head = first_element(markup, "head")
        yield Document(identity, markup, head is not None and TELEGRAM.search(words_of(head)) is not None)


def is_volume(text: str) -> bool:
    """Whether a text begins as a TEI volume does."""
    opened = _FIRST.match(text, 0, _FILE_HEAD)
    return opened is not None and ("TEI" in opened["name"] or "tei-c.org" in opened["rest"])


def root_pattern(beginning: str) -> re.Pattern[str]:
    """The tags of the roots of a file, by its first tag, which may have a name of its own."""
    opened = _FIRST.match(beginning, 0, _FILE_HEAD)
    own = f"|{re.escape(opened['name'])}" if opened is not None else ""
    return re.compile(rf"<(?P<close>/)?(?P<name>{_ROOT}{own})(?=[\s/>])[^<>]{{0,2000}}(?<!/)>")


def root_tags(roots: re.Pattern[str], text: str) -> Iterator[Tag]:
    """The tags of roots in a text, in order."""
    for found in roots.finditer(text):
        yield Tag(found.start(), found.end(), found["name"], found["close"] is not None)


def says_something(outside: str) -> bool:
    """Whether what stands outside of the roots of a file is more than blanks and declarations."""
    return _DECLARED.match(outside) is None


def stretches(text: str) -> Iterator[Stretch]:
    """The volumes of a file that hold a telegram, and what stands outside of them, in order; nothing where none does.

    A volume without its end, or with a document without one, ends behind its last whole document.
    """
    tags = list(root_tags(root_pattern(text), text))
    at = 0
    behind: dict[str, Tag] = {}
    following: list[Tag | None] = []
    for tag in reversed(tags):
        following.append(behind.get(tag.name))
        behind[tag.name] = tag
    for tag, closing in zip(tags, reversed(following), strict=True):
        if tag.closes or tag.start < at:
            continue
        end = len(text) if closing is None else closing.end if closing.closes else closing.start
        own = text[tag.start : end]
        holds = tuple(documents(own, tag.start))
        if not any(document.is_telegram for document in holds):
            continue
        last, goes_on = whole_documents(own)
        if goes_on is not None:
            end = tag.start + goes_on
        elif closing is None or not closing.closes:
            closed = _CLOSING.match(text, tag.start + last, end)
            end = closed.end() if closed is not None else tag.start + last
        if says_something(text[at : tag.start]):
            yield Stretch(at, tag.start)
        yield Stretch(tag.start, end, holds)
        at = end
    if at and says_something(text[at:]):
        yield Stretch(at, len(text))


def only_telegram(text: str) -> tuple[int, int] | None:
    """Where the one document of a TEI file stands, if the file has no other and that is a telegram; else None."""
    if text[:1] not in _BEFORE_MARKUP:
        return None
    if not is_volume(text):
        return None
    met = divisions(text)
    first = next(met, None)
    if first is None or first[1] is None or next(met, None) is not None:
        return None
    start, end = first[0], first[1]
    head = first_element(text[start:end], "head")
    if head is None or TELEGRAM.search(words_of(head)) is None or any(not one.holds for one in stretches(text)):
        return None
    return start, end


def whole_documents(piece: str) -> tuple[int, int | None]:
    """Where the last whole document of a piece ends (0: it has none), and where one begins that goes on behind it."""
    last = 0
    for start, end, _ in divisions(piece):
        if end is None:
            return last, start
        last = end
    return last, None


def divisions(volume: str) -> Iterator[tuple[int, int | None, str]]:
    """(start, end, opening tag) of each document; the end of the last is None where it is not there.

    Depth is counted over ``div`` tags, so that a document may hold divisions of its own.
    """
    start: int | None = None
    depth = 0
    opening = ""
    for found in _DIV.finditer(volume):
        if found["rest"].endswith("/"):
            continue
        if start is None:
            if not found["close"] and 'type="document"' in found["rest"]:
                start, depth, opening = found.start(), 1, found["rest"]
            continue
        depth += -1 if found["close"] else 1
        if depth == 0:
            yield start, found.end(), opening
            start = None
    if start is not None:
        yield start, None, opening


def read_document(sheet: Sheet) -> None:
    """Read one document ``div``: its words as a telegram, then the editors' word where a field is empty."""
    words = Words(sheet.source)
    text = plain(words.flat.text)
    editors = _Editors(sheet, words)
    editors.settle_day()
    editors.settle_originator()
    editors.settle_recipient()
    sheet.set_words(text)
    sheet.is_signed_apart = editors.signed() is not None
    opened = editors.take_number(text)
    editors.settle_number()
    editors.settle_notes()
    read_words(sheet, text, editors.take_lists(words.lists, opened), len(text))
    sheet.layers.insert(0, "frus-tei")
    sheet.lead_back(words.flat)
    beside: list[Found] = []
    inside = 0  # the end of the last head or note; those inside another are part of it
    for signed in words.found.get("signed", ())[-1:]:
        sheet.mark(signed.start, signed.end, "text.signature")
        words_signed = plain(words_of(sheet.source[signed.inner : signed.inner_end]))
        raise_by_field(sheet, words_signed, "text.signature", (signed.start, signed.end))
    for found in sorted((f for name in ("note", "head", "dateline") for f in words.found.get(name, ())), key=_start):
        if found.start >= inside and found.start not in words.labels:
            sheet.mark(found.start, found.end, f"tei.{found.name}")
            inside = found.end
            beside.append(found)
    for start, end in words.tags:
        sheet.mark(start, end, "tei.markup")
    editors.fill()
    for found in beside:
        if found.name != "dateline" and not _is_source(sheet, found):
            said = plain(words_of(sheet.source[found.inner : found.inner_end]))
            if _MARKED.search(said) is not None:
                take_levels_around(sheet, said, (found.start, found.end))


def _is_address(words: str) -> bool:
    """Not so for nothing, and for the officer to whom it is to be brought: ``FOR AMBASSADOR MOSS FROM FERROW``."""
    return words != "" and not words.startswith(("FOR ", "For "))


def _addressee(words: str) -> Addressee:
    named = _ADDRESS.fullmatch(words)
    return Addressee(named["plad"], precedence=named["precedence"].upper()) if named is not None else Addressee(words)


def _is_source(sheet: Sheet, found: Found) -> bool:
    """Whether it is the source note: by its type, or where the editors left that out, by the word it begins with."""
    return 'type="source"' in found.tag or (
        found.name == "note" and "type=" not in found.tag and _SOURCE.match(sheet.source, found.inner) is not None
    )


def _start(found: Found) -> int:
    return found.start


class _Editors:
    """What the editors of a volume say about a document, outside its text."""

    def __init__(self, sheet: Sheet, words: Words) -> None:
        self.sheet = sheet
        self.found = words.found
        self.flat = words.flat
        heads = [head for head in self.found.get("head", ()) if head.start not in words.labels]
        self.title = self._words(heads[0])[:_LONGEST_HEAD].rstrip(". ") if heads else ""
        self.head = HEAD.match(self.title)
        self.own_number: int | None = None
        self.own_series = ""  # of the travelling Secretary, where its number is one of these
        self.is_to_of_head = False  # whether the one receiver of the head stands for a list
        self.addressees: dict[str, list[Addressee]] = {}
        self.stamp: str | None = None
        self.is_zulu = False

    def _words(self, found: Found) -> str:
        return words_of(self.sheet.source[found.inner : found.inner_end])

    def take_number(self, text: str) -> int:
        """Take the number that opens the text of an edited telegram; returns where the text after it begins."""
        if not TELEGRAM.search(self.title) or (self.head is not None and self.head["number"] is not None):
            return 0
        of_series = OPENS_SERIES.match(text)
        if of_series is not None and of_series["series"].upper() in TRAVELLING:
            self.own_number, self.own_series = int(of_series["number"]), of_series["series"].upper()
            self.sheet.mark(of_series.start("series"), of_series.end("number") + 1, "text.number")
            return of_series.end("number") + 1
        opens = OPENS.match(text)
        if opens is None:
            return 0
        number = int(opens["number"])
        if number == 0 or (number == 1 and opens["first"] is None):
            return 0
        self.own_number = number
        self.sheet.mark(opens.start("number"), opens.end("number") + 1, "text.number")
        return opens.end("number") + 1

    def take_lists(self, lists: list[tuple[str, int, int]], start: int) -> int:
        """Read the lists of a heading in words of its own (``ACTION: Amembassy ...``), which no other room knows.

        Returns where the text after them begins; ``start`` where the heading has the lines of a telegram.
        """
        text, end = self.sheet.text, start
        for tag, begin, stop in lists:
            if _TYPE.search(tag) and begin - end < _DEEPEST:
                end = stop
        if end == start or _LINES.search(text, start, end):
            return start
        field, value, at = "other", start, start
        ends = sorted(stop for _, _, stop in lists if stop < end)
        while at < end:
            stop = min(text.find("\n", at) + 1 or end, end)
            if ends and at >= ends[0]:  # what stands between two lists is an item of neither
                self._take_field(field, value, at)
                field, value = "other", at
                ends = [one for one in ends if one > at]
            label = _LABEL.match(text, at, stop)
            if label is not None:
                self._take_field(field, value, at)
                field, value = _FIELDS[label["label"][:3].upper()], at
            at = stop
        self._take_field(field, value, end)
        self.sheet.fields.update({way: tuple(named) for way, named in self.addressees.items()})
        return end

    def _take_field(self, field: str, start: int, end: int) -> None:
        """Read one field of such a heading, from its label to the next one."""
        sheet, text = self.sheet, self.sheet.text
        label = _LABEL.match(text, start, end)
        value = label.end() if label is not None else start
        words = " ".join(text[value:end].split())
        if end <= start:
            return
        if field == "references":
            sheet.references.extend(read_reference_list(sheet, value, end))
        elif field == "subject":
            sheet.fields.setdefault("subject", words or None)
        elif field != "other":
            named = [" ".join(line.split()) for line in text[value:end].split("\n")]
            each = [one for line in filter(_is_address, named) for one in each_with_its_kind(line, sheet.posts)]
            self.addressees.setdefault(field, []).extend(map(_addressee, each))
        sheet.mark(start, end, f"{'text' if field in {'references', 'subject'} else 'heading'}.{field}")

    def fill(self) -> None:
        """Fill the fields that the telegram's own words leave empty."""
        self._fill_date()
        self._fill_addresses()
        self._fill_number()
        self._fill_marking()
        name = self.signed()
        if name is not None:
            self.sheet.fields["signature"] = (name,)

    def signed(self) -> str | None:
        """The name that the edition has below the text."""
        signed = self.found.get("signed")
        return (self._words(signed[-1]).strip(" ,;") or None) if signed else None

    def _sent(self, way: str) -> str | None:
        """Who sent it or to whom: the words of the head, else what the editors have tagged as such."""
        if self.head is not None:
            return ARTICLE.sub("", self.head[way])
        tagged = (f for name in ("gloss", "persName") for f in self.found.get(name, ()) if f'type="{way}"' in f.tag)
        return next((self._words(found) for found in sorted(tagged, key=_start)), None)

    def settle_day(self) -> None:
        """The date of head or dateline, which settles the years of the references in the text."""
        stamped = next((when for date in self.found.get("date", ()) if (when := _WHEN.search(date.tag))), None)
        self.stamp = stamped["when"] if stamped is not None else None
        self.is_zulu = stamped is not None and stamped["zulu"] is not None
        try:
            self.sheet.fields["release"] = Release(created=self.stamp, origin=self._sent("from"))
            self.sheet.settle_day()
        except ValueError:  # a day that is none, in a damaged volume
            self.stamp = None
            self.sheet.fields["release"] = Release(origin=self._sent("from"))
        if self.stamp is None or len(self.stamp) == _DAY_ALONE:
            self._take_day_in_words()

    def _take_day_in_words(self) -> None:
        """The dateline as it is printed, where its markup tells no moment: ``Washington, May 3, 1974, 2210Z.``"""
        for line in self.found.get("dateline", ())[:3]:
            if take_written_day(self.sheet, " ".join(self._words(line).split())):
                self.sheet.settle_day()
                return

    def settle_originator(self) -> None:
        """The post that sent it, which settles whose ``Embtel`` and ``Deptel`` the text cites."""
        post = self._post()
        if post is not None:
            self.sheet.fields["originator_post"] = post

    def settle_recipient(self) -> None:
        """The post that it went to, if the head names one: whose ``Embtel`` and ``urtel`` the Department cites."""
        day = self.sheet.day
        post = receiving_post(self.sheet.posts, self._sent("to") or "", None if day is None else day.year)
        if post is not None:
            self.sheet.fields["recipient_post"] = post

    def settle_number(self) -> None:
        """The telegram's own number, which settles the years of what its post sent before it."""
        number = self._number()
        if number is not None and not self.own_series and (self.head is None or not self.head["series"]):
            self.sheet.fields["number_above"] = number

    def settle_notes(self) -> None:
        """The days that notes tell of the telegrams cited, which settle the years of these."""
        notes = [note for note in self.found.get("note", ()) if not _is_source(self.sheet, note)]
        if notes and self.sheet.day is not None:
            within = self.flat.within
            told = [
                (within(note.start), " ".join(self._words(note).split()), Span(note.start, note.end)) for note in notes
            ]
            self.sheet.notes = Notes(told, self.sheet.day, self.sheet.posts, series_to(self.sheet))

    def _number(self) -> int | None:
        """The number of the head, else of the text's own first words."""
        if self.head is not None and self.head["number"] is not None:
            digits = re.search(r"\d+", self.head["number"])
            if digits is not None and len(digits[0]) < _LONGEST_NUMBER:
                return int(digits[0])
        return self.own_number

    def _fill_date(self) -> None:
        """The date-time group. The editors' hour is Zulu only where the words say so; else it is the sender's own."""
        fields = self.sheet.fields
        datelines = " ".join(self._words(line) for line in self.found.get("dateline", ())[:3])
        zulu = self.is_zulu or _ZULU.search(f"{self.title} {datelines}") is not None
        if self.stamp is not None and len(self.stamp) == 16 and "dtg" not in fields and zulu:
            fields["dtg"] = f"{self.stamp}Z"
        self.sheet.settle_day()

    def _fill_addresses(self) -> None:
        fields = self.sheet.fields
        sender, recipient = self._sent("from"), self._sent("to")
        if "from_" not in fields and sender:
            fields["from_"] = Originator(sender)
        if not fields.get("to") and recipient:
            fields["to"] = (Addressee(recipient),)
            self.is_to_of_head = True

    def _fill_number(self) -> None:
        """The number of the head, or of the text's own first words, and the post that counts it."""
        fields = self.sheet.fields
        if fields.get("number") is not None:
            return
        number = self._number()
        if number is None:
            return
        fields["number"] = number
        if self.head is not None and self.head["series"]:
            fields["post"] = self.head["series"].upper()
        elif self.own_series:
            fields["post"] = self.own_series
        else:
            fields["post"] = fields.get("originator_post") or self._post()

    def _post(self) -> str | None:
        """The post that sent it: the Department, a mission, or the city that head or dateline name."""
        places = [self._words(found) for found in self.found.get("placeName", ())[:2]]
        return sending_post(self.sheet.posts, self._sent("from") or "", places)

    def _fill_marking(self) -> None:
        """Level, precedence and captions of the source note, and to whom else it says that the telegram went."""
        note = next((found for found in self.found.get("note", ()) if _is_source(self.sheet, found)), None)
        if note is not None:
            words = " ".join(self._words(note).split())
            fill_marking(self.sheet, words)
            take_copies(self.sheet, words, with_action=self.is_to_of_head)

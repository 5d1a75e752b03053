"""Heads of telegrams in printed series, as pages of them copied as plain text have them.

Above its text a telegram has a line of whose it is and to whom, and one that tells what it is:

- ``690D.91/3-2750: Telegram`` above ``The Secretary of State to the Embassy in Burma`` (the American volumes to 1954);
- ``468 Department of External Affairs to Roe`` above ``Cablegram P298 CANBERRA, 25 December 1948, 6 p.m.`` (Australia);
- ``Dearg code telegram from Jane Roe to John Doe (Washington)``, ``(No. 254)``, ``DUBLIN, 29 August 1944`` (Ireland);
- ``207 \u2014 The Prime Minister of Australia to the Prime Minister of New Zealand`` above a day (New Zealand).

A page of the web has words of its own above and below. The notes stand at the foot, behind the signs that they have in
the text. Source: public pages of these series.
"""

from __future__ import annotations

import re

from legation.core.dtg import MONTH_NAMES
from legation.formats.printed.lines import (
    ARTICLE,
    DATELINE,
    NOTE_SIGN,
    OPENS,
    RECEIVED,
    Page,
    dateline_at,
    is_marking_line,
    take_above,
    take_below,
    take_marking_line,
    take_opening_captions,
    take_opening_number,
    take_subject_line,
)
from legation.formats.sheet import Sheet
from legation.formats.written_day import take_written_day
from legation.tables.seats import receiving_post

_WITHIN = 1200  # code points in which the head stands
_OTHER_KIND = re.compile(
    r"(?:\d{1,4}\. )?(?:Memorandum|Letter|Despatch|Instruction|Note|Paper|Report|Minutes|Airgram)\b"
)
_HOUR = re.compile(r"[a-z0-9],? 19\d\d ?(?:[,;\u2013\u2014]|-{1,2}) ?(?=\d|noon|midnight)")
_WITHIN_OF_HOUR = 400  # code points in which a dateline with its hour stands
_MOST_ABOVE = 6  # filled lines that a page has above it
_LONGEST = 200  # code points of a line of whose it is and to whom
_MOST = 6  # filled lines of it
_LINE = re.compile(r"[ \n]*+(?P<words>[^\n]{1,240})(?:\n|\Z)")
_FILE = re.compile(
    r"[0-9A-Z][0-9A-Za-z.]{2,16}(?: [A-Z][A-Za-z .-]{2,30})?/[0-9\u2013\u2014./-]{1,14}[a-z]? ?: (?:Circular )?Telegram"
    r"|File No\. ?[0-9][0-9A-Za-z./\u2013-]{3,30}|\[(?:Circular )?Telegram(?:[ \u2014-][^\]]{1,30})?\]"
)
"""The file and the word for what it is, as the American volumes have them: ``[Telegram]`` and its file before 1920."""
# From 1944 to 1963 the file of a paper ends with its day: ``840.50/9-1144``.
_FILED = re.compile(r"/(?P<month>1[0-2]|[1-9])[\u2013-](?P<day>[0-3]?\d)(?P<year>4[4-9]|5\d|6[0-3]) ?:")
_CABLE = re.compile(
    r"(?:Circular )?Cablegrams?,? ?(?:unnumbered|[A-Z][A-Z.]{0,6} ?(?=\d)|)"
    r"(?P<number>\d{1,5})?(?P<more>(?:, ?\d{1,5})+(?=,| \[?[A-Z]))?(?: \(extracts?\))?,? ?"
    r"(?:(?P<place>\[?[A-Z][A-Za-z .]{1,30}\]?), ?)?"
    r"(?P<day>\d{1,2} [A-Z][a-z]{2,8},? (?:\d{4}|\[\d{4}\]))(?P<rest>,.{0,20})?"
)
_SENT = re.compile(r"(?:[A-Za-z]+ ){0,3}?(?:code |cypher |cipher )?[Tt]elegram from (?P<parties>.{3,180})")
# The addressee alone, above a place from which it was sent: ``194 Cablegram to Canberra``, ``Jakarta, 28 August 1975``.
_SENT_TO = re.compile(r"(?:\d{1,4}\.? )?(?:Cablegram|Telegram|Cable) to (?P<to>[A-Z][A-Za-z .()'-]{2,60})")
_NUMBER = re.compile(r"\(?No\.? ?(?P<number>\d{1,6})\)?")
# The house that sent it, above its city, with the telegram's number before it: ``No. 484.]   American Embassy,``.
_HOUSE = re.compile(
    r"(?:No\. ?(?P<number>\d{1,5})\.?\] {0,60})?(?:American|United States) "
    r"(?:Embassy|Legation|Consulate(?: General)?),?"
)
_NUMBERED = re.compile(r"\d{1,4}\.? (?:(?P<dash>[\u2013\u2014-]) )?(?:(?:Cablegram|Telegram) [Ff]rom )?(?=\S)")
_EXTRACT = re.compile(r" (?:[\u2013\u2014-] )?\[[Ee]xtracts?\]$")
_LOOSE_SIGN = re.compile(r" ?\d{1,2}$")
# Whom an office is accredited to is no addressee: ``the Mission to the European Communities to the Department``.
_BETWEEN = re.compile(r"(?<!Mission),? to (?=\S)")
_PAGE = re.compile(r"\[?page \d{1,4}\]?|\d{1,4}", re.IGNORECASE)
_ARCHIVE = re.compile(r"\n[ ]*_?\[[A-Z]{1,5} ?: ?[A-Z0-9][^\]\n]{2,80}\][^\n]*(?:\n|\Z)")
_NOTES = re.compile(r"\n(?:[ ]{0,20}_?[ ]{0,20}\n {0,6}|_\n| {2,6})(?P<first>1\.? {1,2}(?=[A-Z]))")
_BACK = "\u21a9"  # leads from a note to where its sign stands
_LED_BACK = re.compile(rf"\n {{0,6}}(?P<first>(?:[-*\u2022]|\d{{1,2}}\.) {{0,3}}[^\n]{{1,4000}}{_BACK})")
_COUNTED = re.compile(r" {0,6}\d{1,2}\. {1,2}[A-Z]")
_FIGURE = re.compile(r"(?<=[a-z\u2019\u201d)])\d{1,3}(?=[ .,;\n])|(?<=\d\.)\d{1,3}(?=\n)|(?<=[a-z]\.)\d{1,3}(?=[ \n])")
_SIGNS = re.compile(r"\[[1-3]\]|(?<=[a-z.,\u2019\u201d)])1(?=[ .,;\n])")


_FILE_LINE = re.compile(rf"^ {{0,40}}(?:\[\d{{1,4}}\] )?(?:{_FILE.pattern}) {{0,9}}$", re.MULTILINE)
_ABOVE_FILE = re.compile(r"[^\n]{3,240}\n[ \n]{0,40}\Z")
_LINES_OF_HEAD = 4


def printed_begins_at(text: str) -> int | None:
    """Where the head of an American volume's telegram stands in the words of a page: its file beside the parties."""
    found = _FILE_LINE.search(text)
    if found is None:
        return None
    above = _ABOVE_FILE.search(text, max(0, found.start() - _LONGEST - 80), found.start())
    for begins in (above.start() if above is not None else found.start(), found.start()):
        head, at = _Head(), begins
        for _ in range(_LINES_OF_HEAD):
            line = _LINE.match(text, at)
            if line is None or not head.take(NOTE_SIGN.sub("", line["words"].strip())):
                break
            at = line.end()
        if head.parties is not None and head.is_american:
            return begins
    return None


def read_printed_head(sheet: Sheet, text: str, start: int, end: int) -> Page | None:
    """Take head, own number and notes of such a page; None where ``text[start:end]`` is none."""
    stop = min(end, start + _WITHIN)
    if (
        text.find("legram", start, stop) < 0
        and text.find(" \u2014 ", start, start + 200) < 0
        and text.find("File No", start, start + 100) < 0
    ):
        near = _HOUR.search(text, start, start + _WITHIN_OF_HOUR)
        return _read_dated(sheet, text, start, end) if near is not None else None
    head = _Head()
    at, above = start, 0
    lines_above: list[str] = []
    while at < stop and (line := _LINE.match(text, at, end)) is not None:
        words = NOTE_SIGN.sub("", line["words"].strip())
        if _PAGE.fullmatch(words) is None and not head.take(words):
            if head.is_telegram or above == _MOST_ABOVE:
                break
            head, above = _Head(), above + 1
            lines_above.append(words)
            head.take(words)  # what stood above it was no head
        at = line.end()
        if head.lines == _MOST:
            break
    if (head.parties is None and not head.is_cabled) or not head.is_telegram:
        return None
    for words in lines_above:
        take_above(sheet, words)
    originator, addressee = head.parties or (None, None)
    page = Page(originator, addressee, at, end)
    sheet.mark(start, at, "edited.head")
    sheet.layer("printed-page")
    if head.day is not None:
        take_written_day(sheet, head.day)
    for words in head.between:
        take_marking_line(sheet, words)
    take_below(sheet, text, page)
    if head.filed is not None and "written_day" not in sheet.fields and (filed := _FILED.search(head.filed)):
        take_written_day(sheet, f"{MONTH_NAMES[int(filed['month']) - 1].title()} {filed['day']}, 19{filed['year']}")
    if head.number is not None:
        sheet.fields["number"] = head.number
    else:
        take_opening_number(sheet, text, page)
    if head.is_american:
        _settle_post(sheet, page, page.place or head.place)
    take_opening_captions(sheet, text, page)
    if head.is_cabled or head.sent_to is not None:
        take_subject_line(sheet, text, page)
    page.end = _foot(text, page)
    sheet.mark(page.end, end, "edited.note")
    return page


def _read_dated(sheet: Sheet, text: str, start: int, end: int) -> Page | None:
    """Read a copy of such a text that has neither file nor notes: parties, place, day and hour stand above it.

    Where it names no parties, its own number has to open the text.
    """
    first = _LINE.match(text, start, end)
    if first is None:
        return None
    parties = _parted(NOTE_SIGN.sub("", first["words"].strip()))
    begins = first.end() if parties is not None else start
    dated = dateline_at(text, begins, end)
    if dated is None or not dated[1] or _OTHER_KIND.match(first["words"].lstrip()) is not None:
        return None
    opens = OPENS.match(text, dated[0], end)
    if parties is None and (opens is None or int(opens["number"]) <= 1):
        return None
    originator, addressee = parties or (None, None)
    page = Page(originator, addressee, begins, end)
    if parties is not None:
        sheet.mark(start, begins, "edited.head")
    sheet.layer("printed-page")
    take_below(sheet, text, page)
    take_opening_number(sheet, text, page)
    _settle_post(sheet, page, page.place)
    take_opening_captions(sheet, text, page)
    return page


def _settle_post(sheet: Sheet, page: Page, place: str | None) -> None:
    """Hold the posts of a telegram of the American volumes: the city of its dateline, the Department in Washington.

    Without a dateline the head tells who wrote from where, as it tells to whom.
    """
    written = sheet.fields.get("written_day")
    year = None if written is None else written.year
    went_to = receiving_post(sheet.posts, page.addressee or "", year)
    if went_to is not None:
        sheet.fields["recipient_post"] = went_to
    if place is None:
        post = receiving_post(sheet.posts, page.originator or "", year)
        post = None if post == went_to else post
    else:
        post = "STATE" if place == "Washington" else sheet.posts.key(place)
    if post is not None:
        sheet.fields["originator_post"] = post
        if sheet.fields.get("number") is not None and not page.is_of_series:
            sheet.fields["post"] = post


class _Head:
    """What the lines of a head have told so far."""

    def __init__(self) -> None:
        self.lines = 0
        self.parties: tuple[str, str] | None = None
        self.day: str | None = None
        self.number: int | None = None
        self.told = False  # that it is a telegram
        self.is_american = False  # as its file tells
        self.is_cabled = False  # as a line of number, place and day tells, even where no parties stand above it
        self.filed: str | None = None
        self.sent_to: str | None = None  # the addressee of a head that names no other
        self.between: list[str] = []  # lines of receipt and marking between place and file
        self.place: str | None = None
        self.dashed = False  # the number of the document stands before a dash
        self.open: str | None = None  # a line that the next one goes on with

    @property
    def is_telegram(self) -> bool:
        return self.told or (self.dashed and self.day is not None)

    def take(self, words: str) -> bool:
        """Read one line if it is one of a head."""
        if self.open is not None:
            words, self.open = f"{self.open} {words}", None
        taken = self._take(words)
        self.lines += taken
        return taken

    def _take(self, words: str) -> bool:
        if _FILE.fullmatch(words):
            self.told = self.is_american = True
            self.filed = words
            return True
        if (cable := _CABLE.fullmatch(words)) is not None:
            self.told = self.is_cabled = True
            self.day = (cable["day"] + (cable["rest"] or "")).rstrip(" ,").replace("[", "").replace("]", "")
            # Sent to several posts it has as many numbers, and none of them is the telegram's alone.
            self.number = int(cable["number"]) if cable["number"] and not cable["more"] else None
            return True
        if (sent := _SENT.fullmatch(words)) is not None and self.parties is None:
            self.told = True
            self.parties = _parted(sent["parties"])
            if self.parties is None or self.parties[1].count("(") > self.parties[1].count(")") or _ends_open(words):
                self.parties, self.open = None, words
            return True
        if self.parties is None and self.sent_to is None and (sent := _SENT_TO.fullmatch(words)) is not None:
            self.sent_to = sent["to"]
            return True
        if self.parties is None and self.sent_to is not None and (dated := DATELINE.match(words)) and dated["place"]:
            self.told, self.parties = True, (dated["place"], self.sent_to)
            self.day, self.place = dated["day"], dated["place"]
            return True
        if self.parties is not None and self.told and (number := _NUMBER.fullmatch(words)) is not None:
            self.number = int(number["number"])
            return True
        if self.parties is not None and self.day is None and (house := _HOUSE.fullmatch(words)) is not None:
            self.number = int(house["number"]) if house["number"] else self.number
            return True
        if self.parties is not None and self.day is None and (dated := DATELINE.match(words)) is not None:
            self.day, self.place = dated["day"], dated["place"]
            return True
        if self.day is not None and not self.is_telegram and (RECEIVED.fullmatch(words) or is_marking_line(words)):
            self.between.append(words)  # the file is still to come
            return True
        return self._take_parties(words)

    def _take_parties(self, words: str) -> bool:
        words = _EXTRACT.sub("", words)
        numbered = _NUMBERED.match(words)
        parties = _parted(NOTE_SIGN.sub("", words[numbered.end() if numbered is not None else 0 :]))
        if parties is None or (self.parties is not None and parties != self.parties):
            return False
        if numbered is None and self.parties is None and not self.told and words.endswith("."):
            return False
        self.parties = parties
        self.dashed = self.dashed or (numbered is not None and numbered["dash"] is not None)
        return True


def _parted(words: str) -> tuple[str, str] | None:
    """Whose a telegram is and to whom, of ``The Secretary of State to the Embassy in Burma``."""
    between = _BETWEEN.search(words)
    if between is None or len(words) > _LONGEST:
        return None
    parties = words[: between.start()].strip(), _LOOSE_SIGN.sub("", words[between.end() :].strip())
    return parties if all(ARTICLE.match(one) or one[:1].isupper() for one in parties) else None


def _ends_open(words: str) -> bool:
    """Whether a line is as long as those that are wrapped, and has no place at its end."""
    return len(words) > 60 and not words.endswith(")")


def _foot(text: str, page: Page) -> int:
    """Where the notes of the editors begin, and what the page has below them."""
    archive = _ARCHIVE.search(text, page.start, page.end)
    end = archive.start() + 1 if archive is not None else page.end
    led_back = _LED_BACK.search(text, page.start, end) if text.find(_BACK, page.start, end) >= 0 else None
    if led_back is not None:
        return led_back.start("first")
    notes = None
    for notes in _NOTES.finditer(text, page.start, end):  # noqa: B007 - the last of them
        pass
    if notes is None:
        return end
    begins = notes.start("first")
    if _SIGNS.search(text, page.start, notes.start()) is None and not _are_numbered_anew(text, page.start, begins, end):
        return end
    return begins


def _are_numbered_anew(text: str, start: int, begins: int, end: int) -> bool:
    """Whether the lines from ``begins`` are notes that the page counts from one, and the text has their own figures.

    A volume counts its notes by chapter: ``the Foreign Office6`` and ``of August 23.7`` above ``1.`` and ``2.``
    """
    lines = [line for line in text[begins:end].split("\n") if line.strip()]
    if text[begins - 2 : begins].strip(" "):  # paragraphs of the text are not drawn in
        return False
    if any(_COUNTED.match(line) is None for line in lines):
        return False
    if [int(line.split(".", 1)[0]) for line in lines] != list(range(1, len(lines) + 1)):
        return False
    figures = {int(found[0]) for found in _FIGURE.finditer(text, start, begins)}
    return any(figures.issuperset(range(first, first + len(lines))) for first in figures)

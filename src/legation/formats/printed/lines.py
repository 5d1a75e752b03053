"""The lines that editors of a printed volume put between the head of a telegram and its text.

``Rangoon, March 3, 1970, 1422Z.``, ``[Received July 19—9:27 a. m.]``, ``IMMEDIATE SECRET``; and the telegram's own
number, which opens the text.
"""

from __future__ import annotations

import re

from legation.core.precedence import RANKS
from legation.core.telegram import Precedence
from legation.formats.attention import read_attention
from legation.formats.heading.lines import precedence_word
from legation.formats.markings.captions import (
    hold_captions,
    hold_level,
    is_caption_line,
    only_for,
    restrictions,
    take_caption_line,
)
from legation.formats.printed.inner_notes import InnerNote
from legation.formats.sheet import Sheet
from legation.formats.written_day import take_written_day

ARTICLE = re.compile(r"^the\s", re.IGNORECASE)
# The telegram's own number opens the text of an edited telegram, before the number of the first paragraph.
OPENS = re.compile(r"\s{0,40}(?P<number>\d{1,6})\.\s{1,9}(?P<first>1\.\s)?(?=[A-Z0-9(\"“‘\[])")
# So it does behind the name of a series, which delegations number for themselves: ``Delga 8.``
OPENS_SERIES = re.compile(
    r"\s{0,40}(?P<series>Delga|Gadel|Secto|Tosec|Dulte|Tedul|Polto|Topol|Cedto|Toced)\s(?P<number>\d{1,5})\.\s"
)
# And behind the letters of a station, in what it and its agency wrote: ``TEHE 686.``
OPENS_STATION = re.compile(r"\s{0,40}(?P<station>[A-Z]{3,6})\s(?P<number>\d{1,6})\.\s")
_OF_AGENCY = re.compile(r"Station in|Central Intelligence")
_FILLED = re.compile(r"[ \n]*+(?P<words>[^\n]{1,120})(?:\n|\Z)")
NOTE_SIGN = re.compile(r"(?<=[\w.)\]])(?:\d{1,2}|\s?\[\d{1,2}\])$(?<!\d{4})(?<!\s\d\d)")
"""The sign of a note at the end of a line."""
DATELINE = re.compile(
    r"(?:\[?(?P<place>(?!(?:TOP |MOST )?SECRET |CONFIDENTIAL |RESTRICTED |UNCLASSIFIED )"  # a marking stands before it
    r"[A-Z](?:[A-Za-z.]| (?! )){2,30})\]?, )?"
    r"(?P<day>(?:[A-Z][a-z]{2,8} \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}),? \d{4}.{0,20})$"
)
_BESIDE = re.compile(r"(?P<marking>[A-Z][A-Z ,.]{4,40}?) {1,90}(?P<dateline>[A-Z][a-z].{10,60})$")
"""The marking at the front of the line of place and day, as the volumes for 1952-54 have it."""
RECEIVED = re.compile(r"\[Received [^\]\n]{3,60}\]")
_LEVELS = r"TOP SECRET|MOST SECRET|SECRET|CONFIDENTIAL|RESTRICTED|UNCLASSIFIED|LIMITED OFFICIAL USE|OFFICIAL USE ONLY"
_OLDER = {"MOST SECRET": "TOP SECRET"}
"""The name that the British services gave a level until 1944."""
_MARKED = re.compile(rf"\b(?:{_LEVELS})\b")
_OF_A_POST = re.compile(rf"(?P<level>{_LEVELS}) [A-Z][A-Z ./-]{{1,30}} \d{{1,6}}")
"""The classification line of a telegram that is printed with its page: ``SECRET STATE 123``."""
_PRECEDENCES = r"NIACT IMMEDIATE|NIACT|FLASH|IMMEDIATE|PRIORITY|ROUTINE"
_GIVEN = re.compile(rf"(?<!MOST )\b(?:{_PRECEDENCES})\b")
# Words beside them that other services use and that have no equal here.
_MARKING = re.compile(
    rf"(?:(?:{_LEVELS}|{_PRECEDENCES}|MOST IMMEDIATE|(?:MOST )?IMPORTANT|EMERGENCY|STRICTLY|PERSONAL|AND"
    r"|(?:LIMITED |NO )?DISTRIBUTION|EYES ONLY|LIMDIS|EXDIS|NODIS|NOFORN|SENSITIVE|EN CLAIR|PLAIN)"
    r"(?:[ .,;:/\u2014-]+|$))+"
)
_FOR = re.compile(r"FOR (?:THE )?[A-Z][A-Z .'-]{2,40}? (?=TOP SECRET|MOST |SECRET|CONFIDENTIAL|RESTRICTED|IMMEDIATE)")
"""Whom it is for, before the marking: ``FOR THE PRIME MINISTER MOST SECRET``."""
_NUMBERED = re.compile(
    r"(?:(?P<number>\d{1,5})\.|(?:[OI]\.)?[A-Z]{2}(?P<counted>\d{2,7})) (?P<marking>[A-Z][A-Z ,]{5,60})"
)
"""The telegram's own number before the marking: ``248. TOP SECRET AND PERSONAL``, ``O.JA1480 SECRET IMMEDIATE``."""
_LONGEST_MARKING = 80
_WITH_HOUR = re.compile(
    r"\d{4} ?(?:[,;\u2013\u2014]|-{1,2}) ?(?:\d{1,2}(?:[:.]\d\d)? [ap]\. ?m|noon|midnight|\d{4}Z)\b", re.IGNORECASE
)
_MOST_BESIDE_DATELINE = 5  # filled lines of markings, with its own


class Page:
    """A page of a volume in plain text: the words of its telegram stand from ``start`` to ``end``."""

    def __init__(self, originator: str | None, addressee: str | None, start: int, end: int) -> None:
        self.originator = _name(originator) if originator is not None else None
        self.addressee = _name(addressee) if addressee is not None else None
        self.start = start
        self.end = end
        self.source = ""
        self.notes: list[InnerNote] = []
        """The notes that stand between its paragraphs."""
        self.place: str | None = None
        """The place of the dateline: the city of the post."""
        self.is_of_series = False
        """Whether its number is one of a delegation's series, and so no post's."""


def _name(words: str) -> str:
    """A name without its article, and without the blanks that markup has left inside its brackets."""
    return ARTICLE.sub("", words).replace("( ", "(").replace(" )", ")")


def take_below(sheet: Sheet, text: str, page: Page) -> None:
    """Take the lines that editors put between head and text: place and day, receipt, marking and precedence."""
    while (line := _FILLED.match(text, page.start, page.end)) is not None:
        words = NOTE_SIGN.sub("", line["words"].strip())
        beside = _BESIDE.match(words)
        if beside is not None and DATELINE.match(beside["dateline"]) and take_marking_line(sheet, beside["marking"]):
            words = beside["dateline"]
            sheet.mark(line.start("words"), line.start("words") + beside.end("marking"), "text.classification")
            page.start = line.start("words") + beside.end("marking")
        if (dated := DATELINE.match(words)) is not None and take_written_day(sheet, dated["day"]):
            kind = "heading.date"
            page.place = page.place or dated["place"]
        elif RECEIVED.fullmatch(words):
            kind = "edited.received"
        elif take_marking_line(sheet, words):
            kind = "text.classification"
        elif (numbered := _NUMBERED.fullmatch(words)) is not None and take_marking_line(sheet, numbered["marking"]):
            sheet.fields["number"] = int(numbered["number"] or numbered["counted"])
            kind = "text.classification"
        else:
            return
        sheet.mark(page.start, line.end(), kind)
        page.start = line.end()


def dateline_at(text: str, at: int, end: int) -> tuple[int, bool] | None:
    """Where the line of place and day, with markings and receipt beside it, ends, and whether it tells the hour.

    None where another line stands first. A letter has no hour: what has one is a telegram.
    """
    found: bool | None = None
    for _ in range(_MOST_BESIDE_DATELINE):
        line = _FILLED.match(text, at, end)
        words = NOTE_SIGN.sub("", line["words"].strip()) if line is not None else ""
        if line is None:
            break
        if found is None and DATELINE.match(words) is not None:
            found = _WITH_HOUR.search(words) is not None
        elif found is not None and RECEIVED.fullmatch(words) is not None:
            pass
        elif len(words) > _LONGEST_MARKING or _MARKING.fullmatch(words.upper()) is None:
            break
        at = line.end()
    return None if found is None else (at, found)


def is_marking_line(words: str) -> bool:
    """Whether a line holds level, precedence and captions alone, as ``take_marking_line`` reads them."""
    return len(words) <= _LONGEST_MARKING and _MARKING.fullmatch(words.upper()) is not None


def take_marking_line(sheet: Sheet, words: str) -> bool:
    """Read a line of level, precedence and captions alone, in any case of letters: ``IMMEDIATE SECRET``."""
    upper = words.upper()
    if (whom := _FOR.match(words)) is not None:
        upper = upper[whom.end() :]
        if whom[0].rstrip().endswith("ONLY") and _MARKING.fullmatch(upper) is not None:
            hold_captions(sheet, ["ONLY"])
    if len(words) > _LONGEST_MARKING or _MARKING.fullmatch(upper) is None:
        return False
    given = _GIVEN.findall(upper)
    if given and "precedence" not in sheet.fields:
        named = [precedence_word(word) for word in given]
        sheet.fields["precedence"] = Precedence(max(named, key=lambda word: RANKS.get(word or "", 0)))
    level = _MARKED.search(upper)
    if level is not None:
        hold_level(sheet, _OLDER.get(level[0], level[0]))
    hold_captions(sheet, restrictions(_MARKED.sub(" ", upper)))
    return True


def take_above(sheet: Sheet, words: str) -> None:
    """Hold what a line above the head marks. A release is stamped UNCLASSIFIED: that says nothing of the telegram."""
    upper = words.upper()
    if words and is_caption_line(words):
        take_caption_line(sheet, words)
    elif _MARKED.search(upper) is not None and "UNCLASSIFIED" not in upper and not take_marking_line(sheet, words):
        numbered = _OF_A_POST.fullmatch(upper)
        if numbered is not None:
            hold_level(sheet, _OLDER.get(numbered["level"], numbered["level"]))


_FIRST_SENTENCE = 120
_MOST_OPENING = 3  # short sentences before the text


def take_opening_number(sheet: Sheet, text: str, page: Page) -> None:
    """Take the telegram's own number, which opens the text of a printed page."""
    opens = OPENS_SERIES.match(text, page.start, page.end) or OPENS.match(text, page.start, page.end)
    if opens is None and _OF_AGENCY.search(f"{page.originator} {page.addressee}") is not None:
        opens = OPENS_STATION.match(text, page.start, page.end)
        sheet.fields["foreign"] = True  # its stations bear the names of cities in which embassies are, too
    if opens is not None and (opens.re is not OPENS or int(opens["number"]) > 1):
        sheet.fields["number"] = int(opens["number"])
        page.is_of_series = opens.re is not OPENS
        sheet.mark(page.start, opens.end("number") + 1, "text.number")
        page.start = opens.end("number") + 1


def take_opening_captions(sheet: Sheet, text: str, page: Page) -> None:
    """Hold the captions that are run into the text that they stand before: ``Priority. Eyes only for Secretary.``"""
    begin = page.start
    for _ in range(_MOST_OPENING):
        first = text[begin : begin + _FIRST_SENTENCE].partition(".")[0]
        words = first.strip().upper()
        if words and is_caption_line(words) and take_caption_line(sheet, words):
            if (whom := only_for(words)) is not None:
                sheet.attention.extend(read_attention(f"FOR {whom}"))
        elif words not in RANKS:
            return
        begin += len(first) + 1


_SUBJECT = re.compile(
    r"[ \n]*+(?P<words>(?!(?:Your|My|Our|Ref|Re|For|From|To|Following|Addressed|Repeated|Reference|Please)\b)"
    r"[A-Z][^\n.;]{2,70}?\.?) {0,9}(?:\[\d{1,2}\])? {0,9}\n(?P<apart>[ \n]*+)(?=(?P<first>1\. ?)?\S)",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"(?<![A-Za-z'\u2019-])[A-Za-z][A-Za-z'\u2019-]{3,}")


def take_subject_line(sheet: Sheet, text: str, page: Page) -> None:
    """Take the subject of an Australian cable, which has no label: a line alone above the text, written as a title."""
    found = _SUBJECT.match(text, page.start, page.end)
    if found is None or "subject" in sheet.fields:
        return
    words = found["words"]
    is_title = all(word[0][0].isupper() for word in _LONG_WORD.finditer(words)) and words[0].isupper()
    stands_alone = "\n" in found["apart"] or found["first"] is not None or words.isupper()
    if is_title and stands_alone:
        sheet.fields["subject"] = words.rstrip(".")
        page.start = found.start("apart") - 1
        sheet.mark(found.start("words"), page.start, "text.subject")

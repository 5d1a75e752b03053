"""The end of a telegram: repeated classification, end-of-message lines, and what communicators write under a text.

Lines are taken from the last one up, so that a text costs no more than its end is long.
Source: telegram-format 4.11 and FL15-FL16.
"""

from __future__ import annotations

import re

from legation.core.dtg import MONTH_PATTERN, find_dtg
from legation.formats.markings.captions import find_misread, is_caption, take_caption_line
from legation.formats.markings.levels import is_level_line
from legation.formats.page_words import is_page_words
from legation.formats.sheet import Sheet

_FURNITURE = re.compile(
    r"BT(?: # ?\d{3,4})?|# ?\d{3,4}|#|(?:NNN|(?=NMA))N{0,6}(?:MAFVVZCZ(?:[A-Z]{2,3}\d{2,4})?)?|<<[^<>]{0,60}>>|#{2,}"
    r"|(?:CLASSIFICATION: )?UNCLASSIFIED//.{0,60}|\*{3}.{0,200}|CURRENT CLASSIFICATION \*{3}.{0,40}|ZCZC.{0,60}"
    r"|={3,80}(?: ?CABLE ENDS ?={3,80})?|[>_]{1,80}|MESSAGE ATTRIBUTES"
    r"|END (?:CABLE|TELEGRAM)(?: TEXT)?|\(?END OF (?:(?:CABLE|TELEGRAM) )?(?:TEXT|MESSAGE|TELEGRAM|CABLE)\)?\.?"
    r"|RTD:[\d-]{3,9}/COPIES:|Y{4}|THIS (?:E-?MAIL|MESSAGE|DOCUMENT) IS UNCLASSIFIED\.?"
    r"|(?:TELEGRAPHIC TRANSMISSION AND (?:CLASSIFICATION )?)?"
    r"(?:DRAFTED|CLEARED|CLEARANCES?|APPROVED|RELEASED)(?: BY)? ?:"
    r"(?:.{0,80}|.{0,60}TELEGRAPHIC TRANSMISSION AND (?:CLASSIFICATION )?APPROVED BY ?:.{0,60})",
    re.IGNORECASE,
)
_ENDS = frozenset(["BT", "NNNN"])
"""What most telegrams end with: known without the full look."""
_SERIAL = re.compile(r"# ?(\d{3,4})")
# The end run into the name above it, and the number of a page far below the text.
_RUN_IN = re.compile(r"[A-Z][A-Z.' -]{2,30} (?P<end>BT|NNNN?)")
_LONGEST_RUN_IN = 40
_DOWNGRADING = re.compile(
    r"(?:GP|X?GDS|ADS) ?-? ?\d?\.?|DECONTROL(?:LED)?\b.{0,50}"
    # The figures once more, below a text of the 1960s: ``CFN 244 271.``
    r"|CF[MN](?: [\d/.:-]{1,12}){1,20}\.?"
    # The stamp that says the same of a typed copy, in two lines.
    r"|GROUP ?-? ?[1-4]\.?|DOWNGRADED AT \d{1,2}[ -]YEAR INTERVALS?[;,.].{0,50}"
    r"|(?:NOT AUTOMATICALLY DECLASSIFIED|DECLASSIFIED AFTER \d{1,2} YEARS"
    r"|EXCLUDED FROM AUTOMATIC (?:DOWNGRADING|DECLASSIFICATION).{0,40})\.?",
    re.IGNORECASE,
)
_DOWNGRADED_INSIDE = re.compile(
    r"(?<=[.?!)\"”]) {1,4}+(?:GP ?-? ?\d|X?GDS(?: ?-? ?\d)?|DECONTROL[A-Z \d,.]{0,40})\.?\Z"
)
_NOTE = re.compile(r"\n *+\(?NOTE BY ?:? ?OC")
_DISTRIBUTION = re.compile(
    r"\n {0,40}(?:(?P<closed>Y{4})|FILES|(?:\w+ )?DISTRIBUTION(?: {1,9}\d{1,3})?"
    r"|\[?(?:ADVANCE )?COPIES (?:SENT )?TO\b[^\n]{0,60}) {0,9}(?=\n|\Z)"
)
# The name that signs the text stands above the offices, on a line of its own below a blank one.
_SIGNED = re.compile(r"\n {0,40}\n {0,40}[A-Z][A-Z.'’-]{1,20}(?: [A-Z][A-Z.'’-]{0,20}){0,2}[ \n]*\Z")
_POINT = re.compile(
    r"\(?\d{1,3} ?[.)]|[(\[{/] ?(?:TS|[CSRU]|SBU|LOU|OUO|FOUO|(?:TOP )?SECRET|CONFIDENTIAL|RESTRICTED)\b"
    r"|(?:TS|[CSRU])[)/]"
)
"""What a paragraph begins with, or a mark: no office does."""
# What a message centre writes below a text: who acts, who has copies, its own number, and when it was sent.
_CENTRE = re.compile(
    r"\n {0,80}(?:END\.? {0,9}\n\s{0,200}+)?"
    r"(?:(?:ACTION|ORIGINATOR|ORIG|INFO(?:RMATION)?|COORDINATION) {0,3}:[^\n]{0,120}[^\n.](?:\n|(?=\Z))"
    r"(?: {0,60}+(?:[^\n]{0,120}[^\n.])?\n){0,3}){0,4}"
    r"\s{0,80}+CM ?-? ?(?:IN|OUT) ?-? ?\d{1,6}\b(?P<stamp>[^\n]{0,120})\Z"
)
_STAMP = re.compile(
    rf"\((?:\d{{1,2}} )?(?P<month>{MONTH_PATTERN})\.? (?:19)?(?P<year>4\d)\).{{0,40}}?(?P<group>\d{{6}}[A-Z])\b",
    re.IGNORECASE,
)
_CENTRE_WITHIN = 900
# The foot of a form: who drafted and cleared what it holds, what is enclosed, and the form's own name.
_FOOT = re.compile(
    r"\n {0,9}(?:DRAFTED(?: BY)? ?:|CLEARANCES? ?:|COPIES(?: TO)? ?:|ENCLOSURES?(?: ?:|\n)|ENCLS? ?[.:]"
    r"|FORM {1,3}[DF]S ?-)"
)
_NUMBERED = re.compile(r"\n {0,20}\d{1,2}\. {1,3}[A-Z]")
_FOOT_WITHIN = 1000
_LONGEST_OFFICE = 60
_MOST_OF_STAMP = 3  # lines that tell of downgrading
_LONGEST_OF_STAMP = 80
_LONGEST_LINE = 220
_NOTE_WITHIN = 700
_AT_ONCE = 200  # blanks taken off at a time


def end_of_words(text: str, start: int, end: int) -> int:
    """Where the words of ``text[start:end]`` end, blanks and line ends behind them left out."""
    if end <= start or text[end - 1] not in " \n":
        return end
    end -= 1
    if end > start and text[end - 1] not in " \n":  # one line end, as most have
        return end
    while end > start and text[end - 1] in " \n":
        low = max(start, end - _AT_ONCE)
        kept = len(text[low:end].rstrip(" \n"))
        if kept:
            return low + kept
        end = low
    return end


def last_line(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the last line with words of ``text[start:end]`` begins and where its words end; equal if there is none."""
    if end > start and text[end - 1] in " \n":
        end = end_of_words(text, start, end)
    begin = text.rfind("\n", start, end) + 1 or start
    if text[begin : begin + 1] == " ":
        while begin < end and text[begin] == " ":
            begin += 1
    return begin, end


def take_end(sheet: Sheet, start: int, end: int) -> int:
    """Mark end-of-message lines of ``sheet.text[start:end]``; returns where they begin, after the last other words."""
    text = sheet.text
    below = end
    if "telno" in sheet.fields and (list_of_offices := _distribution(text, start, end)) is not None:
        sheet.mark(list_of_offices, end, "end.message")
        below = end = list_of_offices
    if sheet.fields.get("has_foot"):
        below = end = _take_foot(sheet, start, end)
    if text.find("CM-", max(start, end - _AT_ONCE), end) >= 0:
        below = end = _take_centre(sheet, start, end)
    while True:
        begin, stop = last_line(text, start, below)
        length = stop - begin
        if not 0 < length <= _LONGEST_LINE:
            return stop
        words = text[begin:stop]
        if words in _ENDS or (words[0] in "ABNZY#<CcDdUuMmEeaRrTt*=(>_" and _FURNITURE.fullmatch(words)):
            kind = "end.message"
        elif length < 80 and is_level_line(words):
            kind = "end.classification"
        elif length < 60 and words[-1].isalpha() and is_caption(words) and take_caption_line(sheet, words):
            # A page's foot restricts the telegram as its head would; with a full stop it is the end of a sentence.
            kind = "text.caption"
            find_misread(sheet, words, begin, stop)
        elif length < _LONGEST_RUN_IN and (run_in := _RUN_IN.fullmatch(words)) is not None:
            sheet.mark(begin + run_in.start("end"), below, "end.message")
            below = begin + run_in.start("end")
            continue
        elif length <= 2 and words.isdecimal() and text.endswith("\n\n\n", start, begin):
            kind = "end.message"
        elif below < end and words.endswith(" BT"):  # a copy has run the end into the last line, with the rest below it
            sheet.mark(stop - 2, below, "end.message")
            below = stop - 2
            continue
        elif not words.isupper() and is_page_words(words):
            kind = "html.page"
        else:
            return take_note(sheet, start, stop)
        if "#" in words:
            _check_serial(sheet, words, begin, stop)
        sheet.mark(begin, below, kind)
        below = begin


def _take_foot(sheet: Sheet, start: int, end: int) -> int:
    """Mark the foot of a form; returns where it begins. A numbered paragraph below shows that it is none."""
    found = _FOOT.search(sheet.upper, max(start, end - _FOOT_WITHIN), end)
    if found is None or _NUMBERED.search(sheet.text, found.end(), end) is not None:
        return end
    sheet.mark(found.start() + 1, end, "end.message")
    return found.start() + 1


def _take_centre(sheet: Sheet, start: int, end: int) -> int:
    """What a message centre has written below a text, with the group of when it was sent; returns where that begins."""
    last = end_of_words(sheet.text, start, end)
    found = _CENTRE.search(sheet.upper, max(start, last - _CENTRE_WITHIN), last)
    if found is None:
        return end
    sheet.mark(found.start() + 1, end, "end.message")
    stamp = _STAMP.search(found["stamp"]) if "dtg" not in sheet.fields else None
    sent = find_dtg(f"{stamp['group']} {stamp['month'][:3]} {stamp['year']}") if stamp is not None else None
    if sent is not None and sent[1] is not None:
        sheet.fields["dtg"] = sent[1]
        sheet.settle_day()
    return found.start() + 1


def _distribution(text: str, start: int, end: int) -> int | None:
    """Where the offices stand that a British telegram lists below its signature; None where it lists none."""
    low = max(start, end - _NOTE_WITHIN * 4)
    found = _DISTRIBUTION.search(text, low, end)
    while found is not None:
        above = text[max(low, found.start() - _AT_ONCE) : found.start()]
        below = text[found.end() : end].split("\n")
        if (found["closed"] is not None or _SIGNED.search(above) is not None) and all(map(_is_office, below)):
            return found.start() + 1
        found = _DISTRIBUTION.search(text, found.end(), end)
    return None


def _is_office(line: str) -> bool:
    """Whether a line may name an office: it is short, ends no sentence and begins no paragraph."""
    return len(line) <= _LONGEST_OFFICE and not line.rstrip().endswith(".") and _POINT.match(line.lstrip(" ")) is None


def take_note(sheet: Sheet, start: int, end: int) -> int:
    """A note of the communications centre under the text: ``NOTE BY OC/T: POUCHED ...``, over all its lines.

    Returns where the text before it ends; a name under the note is no part of it, and is to be taken before.
    """
    upper = sheet.upper
    low = max(start, end - _NOTE_WITHIN)
    at = upper.rfind("NOTE BY", low, end)
    if at < 0:
        return end
    found = _NOTE.search(upper, max(start, upper.rfind("\n", start, at)), end)
    if found is None:
        return end
    under, _ = last_line(sheet.text, start, end)
    if under > found.end() and sheet.text[found.end() : under].rstrip(" \n").endswith("."):
        return end
    begin, stop = last_line(sheet.text, start, found.start())
    sheet.mark(found.start() + 1, end, "end.message")
    return stop if stop > begin else start


def is_downgrading(text: str, begin: int, stop: int) -> bool:
    """Whether a line is a downgrading group and nothing else."""
    return (
        begin < stop < begin + _LONGEST_OF_STAMP
        and text[begin] in "GXADNECgxadnec"
        and _DOWNGRADING.fullmatch(text, begin, stop) is not None
    )


def take_downgrading(sheet: Sheet, start: int, end: int) -> int:
    """The downgrading group under the text, ``GP-3`` or ``DECONTROL UPON RECEIPT``; returns where the text ends."""
    begin, stop = last_line(sheet.text, start, end)
    taken = False
    for _ in range(_MOST_OF_STAMP):
        if not (begin > start and is_downgrading(sheet.text, begin, stop)):
            break
        sheet.mark(begin, end, "end.downgrading")
        taken, end = True, begin
        begin, stop = last_line(sheet.text, start, end)
    if taken:
        return end
    low = max(start, stop - 60)
    tail = sheet.text[low:stop]
    if "GP" in tail or "DS" in tail or "DECON" in tail:
        found = _DOWNGRADED_INSIDE.search(sheet.text, low, stop)
        if found is not None:
            sheet.mark(found.start(), end, "end.downgrading")
            return found.start()
    return stop


def _check_serial(sheet: Sheet, words: str, start: int, end: int) -> None:
    serial = _SERIAL.fullmatch(words.removeprefix("BT "))
    held = sheet.fields.get("transmission")
    if serial is not None and held is not None and held.serial and held.serial[-4:] != serial[1][-4:]:
        sheet.find("TRX001", start, end, text=words, read=held.serial)

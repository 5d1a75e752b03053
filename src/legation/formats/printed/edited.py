"""What the editors of a printed volume say of a telegram: head and source note, in markup or in plain words.

A page of such a volume copied as plain text has the head on its first line (``67. Telegram From the Embassy in Burma to
the Department of State``), the text, a paragraph a line, and the notes below it, the first of which names source and
marking.
"""

from __future__ import annotations

import re
from functools import cache

from legation.core.precedence import RANKS
from legation.core.telegram import Addressee, Originator, Precedence
from legation.formats.heading.lines import precedence_word
from legation.formats.markings.captions import hold_captions
from legation.formats.markings.levels import controls_of, level_named
from legation.formats.printed.inner_notes import SOURCE, inner_notes
from legation.formats.printed.lines import (
    OPENS,
    Page,
    dateline_at,
    take_above,
    take_below,
    take_opening_captions,
    take_opening_number,
)
from legation.formats.printed.noted_copies import take_copies
from legation.formats.sheet import RECORD, Sheet
from legation.formats.written_day import take_written_day
from legation.tables.captions import caption_names, caveat_names, row_name
from legation.tables.marking_rows import behind_levels
from legation.tables.seats import receiving_post, sending_post

TELEGRAM = re.compile(r"\bTelegram\b")
HEAD = re.compile(
    r"(?:\d+\.\s)?(?:\w+\s)?Telegram\s?(?:(?P<series>Secto|Tosec)\s)?(?P<number>[A-Za-z]{0,12}\d+)?"
    r"(?:/(?:Tosec\s|Secto\s)?\S{1,20})?\s?From\s"
    r"(?P<from>(?:the\s)?(?:\w+\s)?Mission\sto\s.+?|.+?)\sto\s(?P<to>.+?)(?:,\s(?P<date>[A-Z][a-z]+,? \d.*))?$",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?P<level>Top Secret|TOP SECRET|Secret|SECRET|Confidential|CONFIDENTIAL|Limited Official Use|Official Use Only"
    r"|Unclassified|UNCLASSIFIED|Restricted|No classification markings?)\b"
    r"(?P<more>[^.]{0,120})"
)
# Whose level it is, before it.
_ALLIED = re.compile(r"\b(?:NATO|Cosmic|COSMIC|EU) \Z")
_PRECEDENCE = re.compile(r"\b(?:Niact(?: Immediate)?|Flash|Immediate|Operational Immediate|Priority|Routine)\b")
# The first line of a page in plain text, with the sign of its first note run into it.
_PLAIN_HEAD = re.compile(
    r"\s{0,40}(?P<title>(?P<numbered>\d{1,4}\. )?"
    r"(?:(?:[A-Z][a-z]+ )?Telegram (?:(?:Secto|Tosec) )?(?:\d{1,6} )?|Airgram (?:A[-\u2013]\d{1,4} )?)"
    r"From [^\n]{3,200}?)"
    r"(?P<note>(?<!\b(?:19|20)\d)\d|\[\d\]|/1/)?[.]? {0,9}\n"  # the last figure of a year is no sign
)
_AIRGRAM = re.compile(
    r"(?:\d+\. )?Airgram (?:A[-\u2013](?P<number>\d{1,4}) )?"
    r"From (?P<from>.+?) to (?P<to>.+?)(?:, (?P<date>[A-Z][a-z]+,? \d.*))?"
)
# An airgram has its number on a line of its own, above place and day or below them.
_AIRGRAM_NUMBER = re.compile(r"[ \n]{0,40}A ?[-\u2013] ?(?P<number>\d{1,4}) {0,9}\n")
# The supplements name one side alone: ``371. Telegram 1219 to Geneva``.
_ONE_SIDE = re.compile(
    r"\s{0,40}\d{1,4}\. Telegram (?P<number>\d{1,6}) (?P<way>to|from) "
    r"(?P<place>[A-Z][A-Za-z .'-]{2,40}?)\d?[.]? {0,9}\n"
)
_NUMBERED = re.compile(r"^ {0,40}(?=\d{1,4}\. (?:(?:[A-Z][a-z]+ )?Telegram|Airgram) )", re.MULTILINE)
_SOURCE = re.compile(r"\n {0,9}(?:\[?\d{1,2}[.\]]?|[-*\u2022]|/1/)? {0,9}Source: (?P<words>[^\n]{5,1200})")
_DEEPEST = 400_000  # code points in which the source note is looked for
_WITHIN = 300  # code points in which the head stands
_AT_FRONT = 80  # code points in which a head that names one side alone stands
_MOST_ABOVE = 4  # lines that a page has above it
_LIMITED = re.compile(r"\bLimit(?:ed)? Distribution\b", re.IGNORECASE)


def page_begins_at(text: str) -> int | None:
    """Where the head of the first telegram of such a volume stands in the words of a page, with a source note below."""
    for line in _NUMBERED.finditer(text):
        found = _PLAIN_HEAD.match(text, line.start(), line.start() + 400) or _ONE_SIDE.match(text, line.start())
        if found is not None:
            return line.start() if _SOURCE.search(text, found.end() - 1, line.start() + _DEEPEST) is not None else None
    return None


def read_page_head(sheet: Sheet, text: str, start: int, end: int) -> Page | None:
    """Take head, own number and notes of a page in plain text; None where ``text[start:end]`` is none, or several."""
    told = text.find("elegram ", start, start + _WITHIN)
    if told < 0:
        told = text.find("Airgram ", start, start + _WITHIN)
    if told < 0:
        return None
    front = text.rfind("\n", start, told) + 1 or start
    found = _PLAIN_HEAD.match(text, front, min(end, front + 400))
    if found is None or (front > start and (found["numbered"] is None or text.count("\n", start, front) > _MOST_ABOVE)):
        return _read_one_side(sheet, text, start, end) if front - start < _AT_FRONT else None
    title = found["title"].rstrip(" .")
    airgram = _AIRGRAM.fullmatch(title)
    head = airgram or HEAD.match(title)
    if head is None:
        return None
    page = Page(head["from"], head["to"], found.end(), end)
    if found["note"] == "/1/":
        notes = inner_notes(text, page.start, end)
        sources = [note.words for note in notes if note.words.startswith(SOURCE)]
        if len(sources) > 1:
            return None
        page.source = sources[0] if sources else ""
        page.notes = notes if sources else []
    source = None if page.notes else _SOURCE.search(text, page.start - 1, min(end, start + _DEEPEST))
    if source is not None and _SOURCE.search(text, source.end(), end) is not None:
        return None  # several documents, of which one would hide and mark the others
    for note in page.notes:
        sheet.mark(note.start, note.end, "edited.note")
    if source is not None:
        page.source, page.end = source["words"], source.start() + 1
        sheet.mark(page.end, end, "edited.note")
    elif not page.notes and (
        found["numbered"] is None
        or text[start:front].strip()
        or (found["note"] is None and not _is_told_by_day(text, page, head))
    ):
        return None
    for words in filter(None, map(str.strip, text[start:front].split("\n"))):  # a page's own words
        take_above(sheet, words)
    sheet.mark(start, page.start, "edited.head")
    sheet.layer("frus-page")
    _take_airgram_number(sheet, text, page, airgram)
    take_below(sheet, text, page)
    for note in page.notes:  # that of the source stands above place and day, or below them
        if text[page.start : note.start].strip():
            break
        page.start = note.end
        take_below(sheet, text, page)
    if head["date"] is not None and "written_day" not in sheet.fields:
        take_written_day(sheet, head["date"].strip())
    _take_airgram_number(sheet, text, page, airgram)
    if airgram is None and head["number"] is None:
        take_opening_number(sheet, text, page)
    elif airgram is None and head["number"].isdecimal():
        _take_head_number(sheet, text, page, head["number"])
    _settle_post(sheet, page)
    take_opening_captions(sheet, text, page)
    return page


def _is_told_by_day(text: str, page: Page, head: re.Match[str]) -> bool:
    """Whether a head without its notes is that of a telegram: a line of place and day stands below it, or its own day
    stands in it and its own number opens the text, as it does in no list of contents.
    """
    if dateline_at(text, page.start, page.end) is not None:
        return True
    opens = OPENS.match(text, page.start, page.end) if head["date"] is not None else None
    number = head["number"] or ""
    return opens is not None and number.isdecimal() and int(opens["number"]) == int(number)


def _take_airgram_number(sheet: Sheet, text: str, page: Page, airgram: re.Match[str] | None) -> None:
    """Hold the number of an airgram, of its head or on a line of its own."""
    if airgram is None:
        return
    line = _AIRGRAM_NUMBER.match(text, page.start, page.end)
    number = airgram["number"] or (line["number"] if line is not None else None)
    if number is not None:
        sheet.fields["number_above"], sheet.fields["airgram"] = int(number), True
    if line is not None:
        sheet.mark(page.start, line.end(), "text.number")
        page.start = line.end()


def _read_one_side(sheet: Sheet, text: str, start: int, end: int) -> Page | None:
    """The same of a page whose head names the other side alone; its source note tells it from a list of contents."""
    found = _ONE_SIDE.match(text, start, min(end, start + 400))
    source = _SOURCE.search(text, found.end() - 1, min(end, start + _DEEPEST)) if found is not None else None
    if found is None or source is None:
        return None
    is_to, place = found["way"] == "to", found["place"]
    page = Page(None if is_to else place, place if is_to else None, found.end(), source.start() + 1)
    page.source = source["words"]
    sheet.mark(start, page.start, "edited.head")
    sheet.mark(page.end, end, "edited.note")
    sheet.layer("frus-page")
    take_below(sheet, text, page)
    _take_head_number(sheet, text, page, found["number"])
    return page


def _take_head_number(sheet: Sheet, text: str, page: Page, number: str) -> None:
    """Hold the telegram's own number, which its head tells and its text may open with once more."""
    sheet.fields["number"] = int(number)
    opens = OPENS.match(text, page.start, page.end)
    if opens is not None and int(opens["number"]) == int(number):  # ``041207.`` below ``Telegram 41207``
        sheet.mark(page.start, opens.end("number") + 1, "text.number")
        page.start = opens.end("number") + 1


def _settle_post(sheet: Sheet, page: Page) -> None:
    """Hold the post of a page's telegram, which settles its number and whose ``Embtel`` and ``Deptel`` it cites.

    What the Department sent cites the telegrams of the post that it went to.
    """
    post = sending_post(sheet.posts, page.originator or "", [page.place] if page.place is not None else [])
    if post is not None:
        sheet.fields["originator_post"] = post
        if sheet.fields.get("number") is not None and not page.is_of_series:
            sheet.fields.setdefault("post", post)
    written = sheet.fields.get("written_day")
    went_to = receiving_post(sheet.posts, page.addressee or "", None if written is None else written.year)
    if went_to is not None:
        sheet.fields["recipient_post"] = went_to


def fill_from_page(sheet: Sheet, page: Page) -> None:
    """Fill from head and source note what the telegram's own words leave empty."""
    fields = sheet.fields
    if page.originator is not None:
        fields.setdefault("from_", Originator(page.originator))
    of_head = page.addressee is not None and not fields.get("to")
    if page.addressee is not None and of_head:
        fields["to"] = (Addressee(page.addressee),)
    fill_marking(sheet, page.source)
    take_copies(sheet, page.source, with_action=of_head)
    if _LIMITED.search(page.source) is not None and "LIMDIS" not in sheet.captions:
        sheet.captions.append("LIMDIS")


def fill_marking(sheet: Sheet, source: str) -> None:
    """Level, precedence and captions of the words of a source note: ``Secret; Priority; Exdis.``"""
    fields = sheet.fields
    marked = _LEVEL.search(source)
    if marked is None:
        return
    sheet.state_level(level_named(marked["level"]), RECORD)
    start, stop = marked.span()
    if (allied := _ALLIED.search(source, max(0, start - 10), start)) is not None:
        hold_captions(sheet, controls_of(f"{allied[0]}{marked['level']}"))
    upper = f"{marked['more']} {_alone(source, start, stop)}".upper()
    for names, held in ((caption_names(), sheet.captions), (caveat_names(), sheet.caveats)):
        for name in names:
            whole = re.compile(rf"\b{re.escape(name)}\b")
            if whole.search(upper):
                upper = whole.sub(" ", upper)  # EYES ONLY is not ONLY besides
                if row_name(name) not in held:
                    held.append(row_name(name))
    hold_captions(sheet, [found for found in _code_words().findall(upper) if behind_levels()[found]])
    given: Precedence = fields.get("precedence") or Precedence()
    words = [found.upper() for found in _PRECEDENCE.findall(marked["more"])]
    if given.action is None and words:
        words = [precedence_word(word) or word for word in words]
        fields["precedence"] = Precedence(max(words, key=lambda word: RANKS.get(word, 0)), given.info)


@cache
def _code_words() -> re.Pattern[str]:
    """Words that are needs behind a level: ``Top Secret; Umbra``, ``Top Secret; Sensitive; Contains Codeword``."""
    names = "|".join(map(re.escape, sorted(behind_levels(), key=len, reverse=True)))
    return re.compile(rf"(?:\A|[;,]) {{0,3}}(?:CONTAINS )?({names})(?= {{0,3}}(?:[;,.]|\Z))")


@cache
def _names_alone() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Captions that end what stands before a level, and that stand in a sentence of their own behind it."""
    names = "|".join(map(re.escape, sorted(dict.fromkeys([*caption_names(), *caveat_names()]), key=len, reverse=True)))
    return (
        re.compile(rf"(?:\A|[.;,] )((?:(?:{names})[;,./]? ?)+)\Z"),
        re.compile(rf" ?\. ((?:(?:{names})[;, ]{{0,2}})+)(?=\.|\Z)"),
    )


_NEAR = 60  # code points around the level of a note in which captions stand by themselves


def _alone(source: str, start: int, stop: int) -> str:
    """The captions just before a level and in the sentence behind it: ``Nodis; Secret``, ``Secret. Nodis.``"""
    before, behind = _names_alone()
    found = before.search(source[max(0, start - _NEAR) : start].upper())
    other = behind.match(source[stop : stop + _NEAR].upper())
    return f"; {found[1] if found is not None else ''} ; {other[1] if other is not None else ''}"

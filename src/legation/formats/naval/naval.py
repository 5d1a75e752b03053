"""Naval general administrative messages: sets between slashes (MSGID/, SUBJ/, REF/, NARR/, RMKS/).

A set runs from its name at a line's start to ``//``. Source: telegram-format 2.3 and the shared naval texts.
"""

from __future__ import annotations

import re

from legation.core.telegram import Attention, Originator, Section
from legation.core.text import Span
from legation.formats.heading.classification_line import take_level
from legation.formats.heading.heading import read_heading, take_late_dtg, take_repeated_info
from legation.formats.lines import Line, Reel
from legation.formats.markings.captions import take_captions
from legation.formats.markings.levels import is_level_line
from legation.formats.naval.references import name_references, read_set, told_alone, told_of
from legation.formats.naval.releaser import releaser
from legation.formats.naval.text import read_text_sets, take_order
from legation.formats.ownnumber import SERIES, take_series_number
from legation.formats.references.references import read_reference_list
from legation.formats.series import NAMES
from legation.formats.sheet import Sheet
from legation.formats.words import fold
from legation.tables.sets import message_sets

_ROWS = message_sets()
_NAMED = "|".join(_ROWS)
_SET = re.compile(
    rf"(?P<name>{_NAMED})\s?(?P<slash>/)"
    r"|(?P<ref>REF)\s(?=\(?[A-Z]{1,2}\)?\s?/[A-Z])|(?P<msgid>MSGID)\s(?=GENADMIN)|(?P<bare>RMKS|REMARKS)(?:/|\s?[:.]?\s{0,2}(?=1\s?\.))|(?P<colon>SUBJ(?:ECT)?\s?:)",
    re.IGNORECASE,
)
# Sets that follow another on one line: ``...17NOV08// AMPN/REF A IS``.
_NEXT_SET = re.compile(rf"//\s{{0,3}}(?=(?:{_NAMED})/\s?[A-Z0-9(]|REF \(?[A-Z]\)?/[A-Z])", re.IGNORECASE)
# A line of the narrative that stands behind the ``//`` of its set.
_TOLD = re.compile(r"REFS?\s\(?[A-Z]{1,2}\)?\s(?:IS|ARE|WAS|AND|THRU|THROUGH)\b", re.IGNORECASE)
# References behind a label that is no set, and the line of who transmits a message for another, as Army messages have.
_REFERENCES = re.compile(r"REFERENCES?\s?:\s{0,9}(?=\S)", re.IGNORECASE)
_TRANSMITTED = re.compile(r"THIS (?:[A-Z]{3,12} )?MESSAGE (?:HAS BEEN|IS|WAS) (?:TRANSMITTED|SENT)\b", re.IGNORECASE)
_SECTION = re.compile(r"(?:UNCLAS\b.{0,40}\s)?(?:FINAL )?SECTION (?P<number>\d{1,2}) OF (?P<of>\d{1,2})$")
# Where a series number may stand above the sets: at the front of a line, or behind words of a heading run together.
_OWN_NUMBER = re.compile(
    rf"^[ ]{{0,9}}(?:TO )?(?P<front>(?:{NAMES}) {{1,3}}\d)"
    rf"|^[ ]{{0,9}}(?:UNCLAS|//N|FM |TO |INFO |PASS )[^\n]{{0,160}}? "
    rf"(?P<behind>(?:{NAMES}) {{1,3}}\d{{1,4}}/\d{{2,4}})[ ]{{0,9}}$",
    re.MULTILINE,
)
# What may stand between the name of the set and its text: a second slash, the title of a GENTEXT/.
_TITLE = re.compile(r"/?\s?(?:[A-Z][A-Z ]{2,40}(?:/{1,2}|(?=\s{1,2}1\s?\.)))?\s{0,9}(?=\S|$)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"1\s?\.\s")
_PASSING = ("PASS TO ", "PLEASE PASS", "FM ", "TO ", "INFO ")
# Between double slashes behind an address; a single slash before it only where it cannot be an address itself.
# ``//N01430//`` behind UNCLAS is the code of the matter (SSIC) and no office.
_OFFICE = re.compile(
    r"//(?!N\d{5}//)(?P<office>[A-Z0-9/,. -]{1,60}?)//|(?<=[A-Z])/(?P<code>[A-Z]{0,3}\d{1,3}[A-Z0-9]{0,6})//"
)
_PASSED = re.compile(r"(?!UNCLAS)[A-Z][A-Z .,&-]{2,40}//(?P<office>[A-Z0-9/,. -]{1,60}?)//")
_PORTION = re.compile(r"\(U(?:/{1,2}(?:FOUO|CUI))?\)\s{0,3}")  # the marking of the subject, at its front
_FIRST_SET = re.compile(r" *(?:(?:MSGID|RMKS|SUBJ(?!/SUJ)|NARR) ?/|MSGID GENADMIN)")
_LATER_SET = re.compile(r"\n(?=[ MRSN]) *+(?=[MRSN])(?:(?:MSGID|RMKS|SUBJ(?!/SUJ)|NARR) ?/|MSGID GENADMIN)")
_ORIGINATOR = re.compile(r"MSGID/ ?GENADMIN ?/(?P<plad>[A-Z][A-Z0-9 .&()-]{2,60}?) ?(?=/)")
_LOOK = 2500  # code points of the text part in which its sets begin
_LONGEST = 40  # lines of a set
_GAP = 5  # empty lines inside a narrative


def is_naval(sheet: Sheet, reel: Reel) -> bool:
    """Whether the text part at the front of ``reel`` is made of sets."""
    stop = min(reel.at + _LOOK, reel.end)
    if _FIRST_SET.match(sheet.upper, reel.at, stop):
        return True
    begin = max(reel.at - 1, 0)  # the line end before the first line
    return _LATER_SET.search(sheet.upper, begin, stop) is not None


def read_sets(sheet: Sheet, reel: Reel) -> None:
    """Read the text part of a naval message, then its body."""
    sheet.layer("genadmin")
    begin = reel.at
    found_narrative: list[str] = []
    told_in: Span | None = None  # the first of the sets of the narrative
    order = originator = None
    named = -1
    while reel:
        line = reel.take()
        if not line.text:
            continue
        found = _SET.match(line.text)
        if found is None:
            if sheet.references and _TOLD.match(line.text):
                pieces = _set(reel, line)
                sheet.mark(line.start, pieces[-1].next, "genadmin.narr")
                found_narrative.append(fold([piece.text for piece in pieces]))
                continue
            if _PARAGRAPH.match(line.text) and ("subject" in sheet.fields or sheet.references):
                reel.put_back(line)
                break
            if (label := _REFERENCES.match(line.text)) is not None and not sheet.references:
                pieces = _set(reel, line)
                sheet.mark(line.start, pieces[-1].next, "genadmin.ref")
                sheet.references.extend(read_reference_list(sheet, line.start + label.end(), pieces[-1].end))
                continue
            _take_plain(sheet, reel, line)
            continue
        name = (found["name"] or found["ref"] or found["msgid"] or found["bare"] or "SUBJ").upper()
        holds = _ROWS[name].holds if name in _ROWS else "text"
        if holds == "text":
            named = line.start + found.end()
            title = _TITLE.match(line.text, found.end())
            body = line.cut(title.end() if title is not None else found.end())
            sheet.mark(line.start, body.start, "genadmin.rmks")
            reel.put_back(body)
            break
        pieces = _set(reel, line, colon=found["colon"] is not None, narrative=holds == "narrative")
        sheet.mark(line.start, pieces[-1].next, f"genadmin.{name.lower()}")
        text = fold([piece.text for piece in pieces])
        if holds == "subject":
            _take_subject(sheet, text[found.end() :], colon=found["colon"] is not None)
        elif holds == "reference":
            sheet.references.append(read_set(text, Span(line.start, pieces[-1].end)))
        elif holds == "narrative":
            found_narrative.append(told_of(sheet.references, text[found.end() :]))
            told_in = told_in or Span(line.start, pieces[-1].end)
        elif holds == "order":
            order = text[found.end() :]
        elif name == "MSGID" and (told_by := _ORIGINATOR.match(text)) is not None:
            originator = told_by["plad"].strip()
    if originator and "from_" not in sheet.fields:  # a message without its heading
        sheet.fields["from_"] = Originator(originator)
    narrative = " ".join(found_narrative)
    if told_in is not None and not sheet.references:
        sheet.references = told_alone(narrative, told_in)
    sheet.references = name_references(sheet.references, narrative)
    _take_own_number(sheet, reel.at)
    sheet.settle_day()
    if order is not None:  # its day may be of two digits
        take_order(sheet, order)
    read_text_sets(sheet, named if named >= 0 else reel.at, reel.at, reel.end)
    released_by = releaser(sheet.text, begin, reel.end)
    if released_by is not None:
        sheet.fields["signature"] = (released_by,)


def _take_own_number(sheet: Sheet, stop: int) -> None:
    """The series number above the sets that no room has taken: in a stub, or behind a heading run together."""
    if "number" in sheet.fields:
        return
    above = sheet.upper[max(0, stop - 20_000) : stop]
    sets = re.search(r"^[ ]{0,9}(?:SUBJ|REF|NARR|AMPN|RMKS)/", above, re.MULTILINE)
    found = _OWN_NUMBER.search(above, 0, sets.start() if sets else len(above))
    if found is not None:
        take_series_number(sheet, above[found.start("front" if found["front"] else "behind") :])


def _set(reel: Reel, line: Line, *, colon: bool = False, narrative: bool = False) -> list[Line]:
    """The lines of the set that begins with ``line``: to ``//``, or to the next set, paragraph or empty line.

    A narrative goes on over empty lines, which page heads leave where they are taken out.
    """
    pieces: list[Line] = []
    while True:
        next_set = _NEXT_SET.search(line.text)
        if next_set is not None:
            reel.put_back(line.cut(next_set.end()))
            return [*pieces, line.cut(0, next_set.end())]
        pieces.append(line)
        following = reel.peek()
        if line.text.rstrip().endswith("//") or following is None or len(pieces) >= _LONGEST:
            return pieces
        if narrative and not following.text:
            following = next((later for later in reel.ahead(_GAP) if later.text), following)
            reel.put_back(following)
        words = following.text
        if not words or _SET.match(words) or _PARAGRAPH.match(words):
            return pieces
        if _REFERENCES.match(words) or _TRANSMITTED.match(words):
            return pieces
        if colon and (words.startswith(_PASSING) or words.startswith("UNCLAS") or len(pieces) == 3):
            return pieces
        line = reel.take()


_MARKUP = re.compile(r"</?(?:B|I|U|BR|P|STRONG|EM|SPAN|FONT|SUP|SUB)\b[^<>]{0,80}>", re.IGNORECASE)
"""What a web page leaves of its markup in a message."""


def _take_subject(sheet: Sheet, words: str, *, colon: bool) -> None:
    """The subject of SUBJ/; a line of it that begins with a slash goes on. SUBJ: above it is the mailer's cut copy."""
    subject = words.replace("///", "//").strip().rstrip("/ ").strip()
    subject = subject[1:].lstrip() if subject.startswith("/") else subject  # the slash of the label written twice
    subject = re.sub(r"\s?/(?=[A-Z(])(?<=\s/)", " ", subject)
    subject = subject[mark.end() :] if (mark := _PORTION.match(subject)) else subject
    if "<" in subject:
        subject = " ".join(_MARKUP.sub(" ", subject).split())
    if not colon or "subject" not in sheet.fields:
        sheet.fields["subject"] = subject or sheet.fields.get("subject")


def _take_plain(sheet: Sheet, reel: Reel, line: Line) -> None:
    """Lines between the sets: classification, series number, heading lines repeated for offices, captions."""
    words = line.text
    upper = words.upper()
    section = _SECTION.search(upper[-80:])
    if section is not None and "section" not in sheet.fields:
        sheet.fields["section"] = Section(int(section["number"]), int(section["of"]))
    if ("level" not in sheet.fields or is_level_line(upper)) and take_level(sheet, line):
        series = SERIES.search(upper[:120])
        if series is not None:
            take_series_number(sheet, upper[series.start() :])
        return
    if take_series_number(sheet, words):
        sheet.mark(line.start, line.next, "text.number")
        return
    if take_late_dtg(sheet, reel, line):
        return
    if words.startswith(("FM ", "TO ")) and not (sheet.fields.get("from_") and sheet.fields.get("to")):
        reel.put_back(line)
        if read_heading(sheet, reel) and reel.peek() != line:
            return
        reel.take()
    if words.startswith(("TO ", "INFO ")) and take_repeated_info(sheet, words):
        sheet.mark(line.start, line.next, "heading.info")
        return
    if upper.startswith(_PASSING):
        level = upper.find(" UNCLAS")
        if level >= 0 and "level" not in sheet.fields:
            take_level(sheet, line.cut(level + 1))
        for office in _OFFICE.finditer(upper[:400]):
            passed_to = Attention(office["office"] or office["code"], None)
            if passed_to not in sheet.attention:
                sheet.attention.append(passed_to)
        sheet.mark(line.start, line.next, "text.attention")
        late = SERIES.search(upper[:80])
        if late is not None and upper.startswith("TO "):
            take_series_number(sheet, upper[late.start() :])
    elif sheet.marks and sheet.marks[-1][2] == "text.attention" and (passed := _PASSED.fullmatch(upper)) is not None:
        # An address alone under ``PASS TO OFFICE CODES:``.
        if (passed_to := Attention(passed["office"], None)) not in sheet.attention:
            sheet.attention.append(passed_to)
        sheet.mark(line.start, line.next, "text.attention")
    elif not take_captions(sheet, line):
        sheet.mark(line.start, line.next, "text.other")

"""The frame of the NARA release: ``Message Text`` above, ``Message Attributes`` (key: value) below the telegram.

Pages that show such records have the attributes above the text, under its title, with a ``Canonical ID`` for number.
The attributes are the archive's word, the text the drafter's: a field that the text has not is taken from them,
above all where the text itself is lost. Source: eras 3.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import msgspec

from legation.core.mrn import Mrn, parse_mrn
from legation.core.telegram import Addressee, Distribution, Originator, Release
from legation.formats.heading.classification_line import take_level
from legation.formats.heading.heading import read_heading
from legation.formats.lines import Reel
from legation.formats.markings.captions import hold_level, restrictions
from legation.formats.markings.levels import level_named
from legation.formats.ownnumber import glued_airgram, hold_without_year
from legation.formats.references.references import read_reference_list
from legation.formats.sheet import RECORD, Sheet
from legation.formats.textpart.orders import read_day, read_order
from legation.formats.textpart.tags import split_tags
from legation.tables.captions import caveat_names, row_name

_TEXT = re.compile(r"(?:\A|(?<=\n))[ ]{0,40}Message Text[ ]{0,40}(?:\n|\Z)")
_ATTRIBUTES = "Message Attributes"
# A key is written in title case, which a line of a telegram is not; ``TAGS`` alone is in capitals.
_KEY = re.compile(
    r"[ ]{0,40}(?P<key>TAGS|(?:SAS )?ID|[A-Z][A-Za-z]{1,20}(?: (?:ID|on|of|for|[A-Z][A-Za-z()/]{1,20})){0,5})"
    r" ?:(?=[ \n]|\Z)"
)
# The attributes as pages show them, above the text: a title, the day in words, and the record's number.
_CANONICAL = "Canonical ID"
_CARD = re.compile(
    r"\s{0,40}(?:(?P<title>[^\n]{3,300})\n\s{0,40})?Date ?:(?P<date>[^\n]{0,60})\n\s{0,40}Canonical ID ?: ?"
    r"(?P<number>[0-9A-Z]{6,40})(?:_[a-z])? {0,9}\n"
)
_DAY_OF_CARD = re.compile(r" {0,9}(?P<year>(?:19|20)\d\d) (?P<month>[A-Z][a-z]{2,8}) (?P<day>\d{1,2})\b")
_MOST_OF_CARD = 60  # lines
_DOCUMENT = re.compile(r"(?P<year>(?:19|20)\d{2}|\d{2})\s?(?P<post>[A-Z][A-Z ]{1,20}?)\s?(?P<number>\d{5,6})$")
_STUB = re.compile(r"MRN: ?(?P<mrn>\d{4}[A-Z]{2,20}\d{4,8})")
_LOST = re.compile(
    r"TEXT UNRETRIEVABLE|TEXT NOT CONVERTED|ERROR READING TEXT INDEX FILE|TEXT FOR THIS MRN IS UNAVAILABLE",
    re.IGNORECASE,
)
_SHORTEST = 600  # no text with less to it is a telegram's, if it says that the text is lost
_STAMP = re.compile(r"EO Systematic Review {1,9}(?P<day>\d{1,2} [A-Za-z]{3} \d{4})", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:N{1,9}MAFVVZCZ\s{1,40})?(?:<<[^<>\n]{1,40}>>\s{1,40})?"
    r"(?:\*{3} ?Current [^\n*]{5,40}\*{3}[^\n*]{0,40}\n{0,40}){1,4}\Z"
)
_OFFICE = re.compile(r"(?P<role>ACTION|ORIGIN) (?P<office>[A-Z][A-Z/&]{0,7})$")
FILLERS = frozenset({"1960-01-01", "1994-01-01"})
"""Days that the archive's software filled in where it had none (eras 3)."""
_NOTHING = frozenset({"", "N/A", "NONE", "NULL", "NULL NULL", "-- N/A OR BLANK --", "-- NOT ASSIGNED --"})
_DATES = ("Draft Date", "Sent Date", "Date")
_TAIL = 600
_RULE = re.compile(r" {0,40}[-=_*]{3,200} {0,40}")
_CUT = 6  # letters and blanks of a post in a document number


class Value(NamedTuple):
    """One attribute: its words with line ends folded, and where they stand."""

    words: str
    start: int
    end: int


class Frame(NamedTuple):
    """start, end: the telegram's own text. attributes: by key. lost: the archive has no text.

    is_above: the attributes stand above the text.
    """

    start: int
    end: int
    attributes: dict[str, Value]
    lost: bool
    is_above: bool = False


def read_frame(sheet: Sheet, text: str, at: int) -> Frame:
    """Find the frame around the plain ``text[at:]``; without one the frame is the whole."""
    begin, end, is_above = at, len(text), False
    attributes: dict[str, Value] = {}
    if _ATTRIBUTES in text and (foot := _foot(text, at)) is not None:
        sheet.layer("nara-record")
        above = _end_above(text, foot) if not text[at:foot].strip() else None
        attributes = _attributes(sheet, text, foot, len(text) if above is None else above)
        if above is None:
            end = foot
        else:
            begin, is_above = above, True
    first = begin
    if "Message Text" in text[first : first + 2000] and (
        (head := _TEXT.search(text, first, min(first + 2000, end))) is not None
    ):
        sheet.layer("nara-record")
        begin = head.end()
        banner = _STAMP.search(text, first, head.start())
        sheet.mark(first, head.start(), "nara.stamp" if banner is not None else "nara.frame")
        sheet.mark(head.start(), begin, "nara.frame")
    elif not attributes and _CANONICAL in text[at : at + 600]:
        begin = _read_card(sheet, text, at, attributes)
        is_above = begin > at
    end = _without_closing(sheet, text, begin, end)
    lost = end - begin < _SHORTEST and _LOST.search(text, begin, end) is not None
    locator = attributes.get("Locator")
    if not lost and locator is not None and not text[begin:end].strip():
        lost = True
    if lost:
        sheet.find("TXT001", begin, end if end > begin else len(text))
        sheet.mark(begin, end, "nara.lost")
        sheet.layer("nara-record")
    _take_record(sheet, text, attributes)
    stub = _STUB.search(text, begin, min(end, begin + 200)) if lost else None
    if stub is not None and "record_mrn" not in sheet.fields:
        _take_number(sheet, stub["mrn"])
    return Frame(begin, end, attributes, lost, is_above)


def _read_card(sheet: Sheet, text: str, at: int, attributes: dict[str, Value]) -> int:
    """Read the attributes that stand above the text into ``attributes``; returns where the text begins."""
    card = _CARD.match(text, at)
    if card is None:
        return at
    sheet.layer("nara-record")
    stop = card.end()
    for _ in range(_MOST_OF_CARD):
        end = text.find("\n", stop) + 1 or len(text)
        pair = _KEY.match(text, stop, end)
        if pair is None:
            break
        start = pair.end()
        attributes[pair[1]] = Value(" ".join(text[start:end].split()), start, end)
        stop = end
    if card["title"] is not None:
        attributes["Subject"] = Value(" ".join(card["title"].split()), *card.span("title"))
    attributes["Document Number"] = Value(card["number"], *card.span("number"))
    if (day := _DAY_OF_CARD.match(card["date"])) is not None:
        attributes["Date"] = Value(f"{day['day']} {day['month']} {day['year']}", *card.span("date"))
    for key, value in attributes.items():  # with their meaning: ``EXDIS - Exclusive Distribution Only``
        if key.endswith("Handling Restrictions"):
            attributes[key] = value._replace(words=value.words.partition(" - ")[0])
    tags = attributes.get("TAGS")
    if tags is not None:  # each with its meaning: ``IC - Iceland | EFIS - Fishing``
        keys = ", ".join(piece.partition(" - ")[0].strip() for piece in tags.words.split("|"))
        attributes["TAGS"] = Value(keys, tags.start, tags.end)
    sheet.mark(at, stop, "nara.attributes")
    return stop


def _foot(text: str, at: int) -> int | None:
    """Where the attributes begin: the last line of that name with a key beneath it."""
    foot = text.rfind(_ATTRIBUTES, at)
    for _ in range(5):  # a key's value may quote the words
        if foot < 0:
            return None
        begin = text.rfind("\n", max(at, foot - 80), foot) + 1
        if begin == 0:
            begin = at if foot - at < 80 else foot
        line_end = text.find("\n", foot)
        alone = not text[begin:foot].strip() and text[foot : line_end if line_end >= 0 else None].strip() == _ATTRIBUTES
        if alone:
            return begin
        foot = text.rfind(_ATTRIBUTES, at, foot)
    return None


def _without_closing(sheet: Sheet, text: str, begin: int, end: int) -> int:
    """The end of the text without the restrictions that the archive writes beneath it."""
    first = text.find("*** Current", max(begin, end - _TAIL), end)
    if first < 0:
        return end
    edge = max(begin, first - 100)
    closing = next((m for m in (_CLOSING.match(text, p, end) for p in _closings(text, edge, first)) if m), None)
    if closing is None:
        return end
    sheet.mark(closing.start(), end, "nara.frame")
    return closing.start()


def _closings(text: str, edge: int, first: int) -> list[int]:
    """Where the closing lines may begin: at a cut end-of-message sign or a ``<<`` before the first restriction."""
    places = [first]
    mark = text.rfind("<<", edge, first)
    tail = text.rfind("MAFVVZCZ", edge, first)
    if mark >= 0:
        places.insert(0, mark)
    if tail >= 0:
        while tail > edge and text[tail - 1] == "N":
            tail -= 1
        places.insert(0, tail)
    return sorted(places)


def _end_above(text: str, foot: int) -> int | None:
    """Where attributes that stand above the text end: at a rule, or an empty line with no key below it.

    None where the attributes are all there is.
    """
    at = text.find("\n", foot) + 1 or len(text)
    has_key = is_behind_empty = False
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        if has_key and (
            _RULE.fullmatch(line) is not None or (is_behind_empty and line.strip() and not _KEY.match(line))
        ):
            return at if text[at:].strip(" \n-=_*") else None
        has_key = has_key or _KEY.match(line) is not None
        is_behind_empty = not line.strip()
        at = stop + 1
    return None


def _attributes(sheet: Sheet, text: str, foot: int, end: int) -> dict[str, Value]:
    """The attributes between ``foot`` and ``end``. A value may run over lines; one without a key of its own goes on
    with it."""
    found: dict[str, list[tuple[int, int]]] = {}
    last: str | None = None
    at = text.find("\n", foot) + 1 or len(text)
    for line in text[at:end].split("\n"):
        stop = at + len(line)
        pair = _KEY.match(line)
        if pair is not None:
            last = pair[1]
            run = (at + pair.end(), stop)
            if last in found:
                found[last].append(run)
            else:
                found[last] = [run]
        elif last is not None and line and not line.isspace():
            found[last].append((at, stop))
        at = stop + 1
    sheet.mark(foot, end, "nara.attributes")
    values: dict[str, Value] = {}
    for key, runs in found.items():
        start, stop = runs[0]
        if len(runs) > 1:
            words = " ".join([text[begin:end] for begin, end in runs])
            stop = runs[-1][1]
        else:
            words = text[start:stop]
        values[key] = Value(" ".join(words.split()), start, stop)
    return values


def _take_record(sheet: Sheet, text: str, attributes: dict[str, Value]) -> None:
    """What the record says of the telegram as a whole: its number, its day, its level, its sender."""
    if not attributes:
        return
    document = attributes.get("Document Number")
    if document is not None and "record_mrn" not in sheet.fields:
        _take_number(sheet, document.words)
    day = next((day for key in _DATES if (day := _day(_value(attributes, key) or ""))), None)
    if day is not None:
        sheet.day = date.fromisoformat(day)
    if "release" not in sheet.fields:
        # The stamp of the release recurs through the text; the record's own copy of it is the last.
        review = _value(attributes, "Review Markings") or _value(attributes, "Markings") or text[:2000]
        stamp = _STAMP.search(review)
        sheet.fields["release"] = Release(
            created=day,
            released=_day(stamp["day"]) if stamp is not None else None,
            classification=level_named(_value(attributes, "Original Classification") or ""),
            origin=_value(attributes, "From"),
        )


def _take_number(sheet: Sheet, words: str) -> None:
    """The document number: year, post cut to six letters, and number padded with zeros."""
    found = _DOCUMENT.match(words)
    mrn: Mrn | None = None
    if found is not None:
        key = sheet.posts.key(found["post"]) or re.sub(r"[^A-Z]", "", found["post"])
        mrn = parse_mrn(f"{found['year']}{key}{found['number']}", {})
    else:
        mrn = parse_mrn(words, sheet.posts.aliases) if len(words) < 40 else None
        if mrn is None:
            hold_without_year(sheet, words)
        elif mrn.post not in sheet.posts.names:
            mrn = glued_airgram(sheet, mrn) or mrn
    if mrn is not None:
        sheet.fields["record_mrn"] = mrn


def fill_from_attributes(sheet: Sheet, attributes: dict[str, Value]) -> None:
    """Take from the record's attributes what the telegram's own words did not say.

    Handling restrictions are added to the captions, since review has stripped them from the text.
    """
    _read_later_heading(sheet)
    if not attributes:
        return
    fields = sheet.fields
    _mend_post(sheet, _value(attributes, "From"))
    sheet.settle_day()
    hold_level(sheet, _value(attributes, "Original Classification") or "", RECORD)
    handling = ", ".join(v.words for k, v in attributes.items() if k.endswith("Handling Restrictions"))
    for name in restrictions(handling.upper()):
        held = sheet.caveats if name in caveat_names() else sheet.captions
        held.append(row_name(name))
    sender, recipients = _value(attributes, "From"), _names(sheet, attributes.get("To"))
    if "from_" not in fields and sender:
        fields["from_"] = Originator(sender)
    if not fields.get("to") and recipients:
        fields["to"] = tuple(Addressee(name) for name in recipients)
    subject = _value(attributes, "Subject")
    if not fields.get("subject") and subject:
        fields["subject"] = subject
    tags = split_tags(_value(attributes, "TAGS") or "")
    if not fields.get("tags") and tags:
        fields["tags"] = tuple(tags)
    order = fields.get("executive_order")
    if order is None and (value := _value(attributes, "Executive Order", "")):
        written = re.match(r"(?P<order>1\d{4})?\s?(?P<value>.{0,100})", value)
        if written is not None:
            fields["executive_order"] = read_order(
                written["order"] or _order_of(sheet.day), _spelled(written["value"]), sheet.day
            )
    office = _OFFICE.match(_value(attributes, "Office") or "")
    if not fields.get("distribution") and office is not None:
        fields["distribution"] = (Distribution(office["role"], office["office"]),)
    listed = attributes.get("Reference")
    if not sheet.references and listed is not None and listed.words.upper() not in _NOTHING:
        _read_references(sheet, listed)


def _read_later_heading(sheet: Sheet) -> None:
    """Read sender, addressees and level from the heading of a later section, where the first section's is lost."""
    fields = sheet.fields
    if fields.get("to") or "from_" in fields or not sheet.marks:
        return
    for mark in [mark for mark in sheet.marks if mark[2] == "section.heading"]:
        sheet.marks.remove(mark)
        reel = Reel(sheet.text, mark[0], mark[1])
        read_heading(sheet, reel)
        while reel:
            line = reel.take()
            if line.text and not take_level(sheet, line):
                sheet.mark(line.start, line.next, mark[2])
    sheet.settle_day()


def _read_references(sheet: Sheet, listed: Value) -> None:
    """The references of an attribute, divided by commas; a line end in it divides nothing."""
    text = sheet.text
    sheet.set_words(text)  # of a record without a text nobody did
    if "\n" in text[listed.start : listed.end]:
        folded = text[listed.start : listed.end].replace("\n", " ")
        sheet.set_words(text[: listed.start] + folded + text[listed.end :])
    for piece in re.finditer(r"[^,;]+", sheet.text[listed.start : listed.end]):
        if piece[0].strip():
            start, end = listed.start + piece.start(), listed.start + piece.end()
            sheet.references.extend(read_reference_list(sheet, start, end))


def _mend_post(sheet: Sheet, sender: str | None) -> None:
    """The whole name of a post that the document number has cut to six letters, from the text or the sender."""
    fields = sheet.fields
    record: Mrn | None = fields.get("record_mrn")
    if record is None or len(record.post) > _CUT:  # ``PORT O`` has a blank among its six
        return
    named = sheet.posts.key_of_plad(sender) or re.sub(r"[^A-Z]", "", sender.upper()) if sender else None
    for post in (fields.get("post"), fields.get("originator_post"), named):
        if post is not None and post.startswith(record.post):
            fields["record_mrn"] = msgspec.structs.replace(record, post=post)
            return


def _value(attributes: dict[str, Value], key: str, *nothing: str) -> str | None:
    """The words of an attribute; None for the fillers of the archive, unless ``nothing`` names the only ones."""
    held = attributes.get(key)
    words = held.words if held is not None else ""
    return None if words.upper() in (nothing or _NOTHING) else words


def _names(sheet: Sheet, value: Value | None) -> list[str]:
    """The addressees of an attribute, of which several stand far apart on a line or on lines of their own."""
    if value is None or value.words.upper() in _NOTHING:
        return []
    pieces = re.split(r"\s{2,}|\n", sheet.text[value.start : value.end])
    return [words for piece in pieces if (words := " ".join(piece.split()))]


def _order_of(day: date | None) -> str:
    """The order in force: 11652 until 30 November 1978, 12065 after it (eras 1)."""
    return "12065" if day is not None and day >= date(1978, 12, 1) else "11652"


def _spelled(value: str) -> str:
    """The record's short forms of a schedule: ``GS`` is GDS, ``X1`` is XGDS-1, ``AS 31 DEC 1984`` is ADS."""
    upper = value.upper().strip()
    if upper.startswith("GS"):
        return f"GDS{upper[2:]}"
    if re.match(r"X[1-4]\b", upper):
        return f"XGDS-{upper[1]}{upper[2:]}"
    return re.sub(r"^AS\b", "ADS", upper)


def _day(words: str) -> str | None:
    """A record's date as ISO date; the filler days of the archive (``01 JAN 1960``) are no dates."""
    day = read_day(words.strip().upper(), None)
    return None if day in FILLERS else day

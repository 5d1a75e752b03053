"""Looks for the rules of how a telegram stands on the page: the order of its lines, its pages, sections and signs.

A draft has none of these: what writes it puts them as the rules ask. They are found in the copy of a telegram that was
read, each with its place there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from legation.core.telegram import Telegram
from legation.core.text import Element, Span
from legation.formats.markings.levels import level_at, level_named
from legation.services.rules.looking import Found
from legation.tables.marking_rows import CLASSIFIED_RANK, rank_of

LookAtCopy = Callable[[Telegram], Iterator[Found]]

_NAMES = {
    "text.caption": "a caption",
    "text.attention": "the attention line",
    "text.executive_order": "the E.O. line",
    "text.tags": "the TAGS line",
    "text.subject": "the subject",
    "text.references": "the reference line",
    "text.paragraph": "the text",
}
"""The lines of a text part in the order in which they should stand, after the classification line."""


def _of(telegram: Telegram, kind: str) -> list[Element]:
    return [element for element in telegram.elements if element.kind == kind]


def _is_naval(telegram: Telegram) -> bool:
    return "naval" in telegram.layout


def _was_sent(telegram: Telegram) -> bool:
    """Whether the copy shows the lines of the circuit; other copies were made anew by a reader's office."""
    return telegram.transmission.station is not None


def _rank(telegram: Telegram) -> int:
    return rank_of(telegram.classification.level) if telegram.classification.level else 0


def _first_lines(telegram: Telegram) -> list[tuple[str, Span]]:
    """Where each line of the text part first stands, in the order of the copy."""
    met: dict[str, Span] = {}
    for element in telegram.elements:
        if element.kind in _NAMES:
            met.setdefault(element.kind, element.span)
    return list(met.items())


def _above_the_level(telegram: Telegram) -> Iterator[Found]:
    levels = _of(telegram, "text.classification")
    if not levels or _is_naval(telegram):
        return
    for kind, span in _first_lines(telegram):
        if span.start < levels[0].span.start:
            yield Found(_NAMES[kind], span=span)


def _heading_out_of_order(telegram: Telegram) -> Iterator[Found]:
    order = ("heading.from", "heading.to", "heading.info")
    stands = [(kind, found[0].span) for kind in order if (found := _of(telegram, kind))]
    for (_, before), (kind, span) in pairwise(stands):
        if span.start < before.start:
            yield Found({"heading.to": "TO", "heading.info": "INFO"}[kind], span=span)


def _text_out_of_order(telegram: Telegram) -> Iterator[Found]:
    if _is_naval(telegram):
        return
    places, above = list(_NAMES), set[str]()
    for kind, span in _first_lines(telegram):
        if any(places.index(other) > places.index(kind) for other in above):
            tags = kind == "text.tags" or (kind == "text.executive_order" and "text.tags" in above)
            yield Found(_NAMES[kind], span=span, also=("D69",) if tags else ())
        above.add(kind)


def _gap_above_text(telegram: Telegram) -> Iterator[Found]:
    paragraphs = _of(telegram, "text.paragraph")
    if not paragraphs or _is_naval(telegram):
        return
    start = paragraphs[0].span.start
    above = [element for element in telegram.elements if element.span.end <= start and element.kind != "layout.blank"]
    if above and above[-1].kind in ("text.subject", "text.references"):
        between = telegram.source[above[-1].span.start : start]
        blank = between[len(between.rstrip()) :].count("\n") - 1
        if blank != 1:
            yield Found(str(max(blank, 0)) if blank > 0 else "no", span=Span(above[-1].span.end, start))


def _spaced_paragraphs(telegram: Telegram) -> Iterator[Found]:
    for at, paragraph in enumerate(telegram.paragraphs, 1):
        lines = telegram.quote(paragraph.span).strip().split("\n")
        full = sum(1 for line in lines if line.strip())
        if full >= 3 and len(lines) - full >= full - 1:
            yield Found(str(at), at, span=paragraph.span)


_WIDTH = 55


def _wide_lines(telegram: Telegram) -> Iterator[Found]:
    wide = 0
    for paragraph in telegram.paragraphs:
        begins = telegram.source.rfind("\n", 0, paragraph.span.start) + 1
        lines = telegram.source[begins : paragraph.span.end].split("\n")
        wide += sum(1 for line in lines if len(line.rstrip()) > _WIDTH)
    if wide and not _is_naval(telegram):
        yield Found(str(wide))


_SECTION = 100  # lines: five pages of twenty
_NO_MORE_SECTIONS = date(2008, 1, 1)  # about when messages stopped to travel in sections; unconfirmed


def _unsectioned(telegram: Telegram) -> Iterator[Found]:
    day = telegram.day
    if not _was_sent(telegram) or telegram.section.of or (day is not None and day >= _NO_MORE_SECTIONS):
        return
    begins = next((element.span.start for element in telegram.elements if element.kind.startswith("text.")), None)
    lines = telegram.source[begins:].strip().count("\n") + 1 if begins is not None else 0
    if lines > _SECTION:
        yield Found(str(lines))


_PAGE = re.compile(r"PAGE\s+\d{1,3}\s+(?P<ri>[RUV][A-Z]{3,6})\s*#?\s*(?P<serial>\d{1,4})\b(?P<rest>[^\n]*)")


_MOST_SECTIONS = 30


def _page_lines(telegram: Telegram) -> Iterator[Found]:
    own = telegram.transmission.serial
    for element in _of(telegram, "page.header"):
        found = _PAGE.search(telegram.quote(element.span))
        if found is None or own is None:
            continue
        said = level_at(found["rest"].strip())
        same = said is not None and level_named(said["level"]) == telegram.classification.level
        # Each section has a serial of its own, and a copy may hold them all.
        if not 0 <= int(found["serial"]) - int(own) < _MOST_SECTIONS or not same:
            yield Found(found[0].strip(), span=element.span)


_TAG = re.compile(r"SECTION\s+(?P<number>\d+)\s+OF\s+(?P<of>\d+)")


def _section_tags(telegram: Telegram) -> Iterator[Found]:
    for finding in telegram.findings:
        if finding.code == "SEC002":
            yield Found(finding.says, span=finding.span)
    for kind in ("text.classification", "section.heading"):
        for element in _of(telegram, kind):
            found = _TAG.search(telegram.quote(element.span))
            if found is not None and (len(found["number"]) != 2 or len(found["of"]) != 2):
                yield Found(f"the section tag is written {found[0]}", span=element.span)
            elif found is not None and int(found["number"]) > int(found["of"]):
                yield Found(f"there is no {found[0]}", span=element.span)


_COLUMNS = re.compile(r"\S[^\n]{0,60}?\S? {3,}\S[^\n]*? {3,}\S")


def _tables_set_in(telegram: Telegram) -> Iterator[Found]:
    for at, paragraph in enumerate(telegram.paragraphs, 1):
        rows = [line for line in telegram.quote(paragraph.span).split("\n")[1:] if _COLUMNS.search(line[:200])]
        if len(rows) >= 2 and all(row[:1].isspace() for row in rows):
            yield Found(str(at), at, span=paragraph.span)


_BROKEN = re.compile(r"(?P<first>[A-Za-z]{2,20})-[ ]{0,3}\n(?P<second>[A-Za-z]{2,20})")


def _broken_words(telegram: Telegram) -> Iterator[Found]:
    for at, paragraph in enumerate(telegram.paragraphs, 1):
        found = _BROKEN.search(telegram.quote(paragraph.span))
        if found is not None:
            yield Found(f"{found['first']}-{found['second']}", at, span=paragraph.span)


def _set_in(telegram: Telegram) -> Iterator[Found]:
    for at, paragraph in enumerate(telegram.paragraphs, 1):
        begins = telegram.source.rfind("\n", 0, paragraph.span.start) + 1
        before = telegram.source[begins : paragraph.span.start]
        if before and before.isspace():
            yield Found(str(at), at, span=paragraph.span)


_TAGS_LABEL = re.compile(r"\s*TAGS:")
_BY_BLANKS = re.compile(r"\b[A-Z]{2,4} +[A-Z]{2,4}\b")


def _tags_typed(telegram: Telegram) -> Iterator[Found]:
    for element in _of(telegram, "text.tags")[:1]:  # those behind it are lines into which it is wrapped
        words = telegram.quote(element.span)
        if _TAGS_LABEL.match(words) is None:
            yield Found("a label of its own", span=element.span)
        codes = re.sub(r"\([^()]*\)", "", words.partition(":")[2])
        if "," in codes and _BY_BLANKS.search(codes) is not None:
            yield Found("two kinds of separator", span=element.span)


def _specat(telegram: Telegram) -> Iterator[Found]:
    below = ("text.subject", "text.references", "text.paragraph")
    text = next((one.span.start for one in telegram.elements if one.kind in below), len(telegram.source))
    said = list(re.finditer(r"\bSPECAT\b", telegram.source[:text].upper()))
    if len(said) == 1:
        yield Found(span=Span(*said[0].span()))


def _level_words(telegram: Telegram) -> tuple[str, Span] | None:
    """The word of the level on the telegram's own line, as it is written."""
    for element in _of(telegram, "text.classification"):
        found = level_at(telegram.quote(element.span).strip())
        if found is not None:
            return found["level"], element.span
    return None


def _unspaced(telegram: Telegram) -> Iterator[Found]:
    words = _level_words(telegram)
    if words is not None and _was_sent(telegram) and _rank(telegram) >= CLASSIFIED_RANK and " " not in words[0][:2]:
        yield Found(words[0], span=words[1])


def _spelled_out(telegram: Telegram) -> Iterator[Found]:
    words = _level_words(telegram)
    if words is not None and _was_sent(telegram) and words[0].upper().startswith("UNCLASSIFIED"):
        yield Found(words[0], span=words[1])


def _wrong_signal(telegram: Telegram) -> Iterator[Found]:
    for finding in telegram.findings:
        if finding.code == "CLS003":
            yield Found(telegram.transmission.security or "", span=finding.span)


_SIGNAL = re.compile(r"ZN[RY] ?(?P<letters>[A-Z]+(?: [A-Z]{2}(?= ))?)\b")


def _short_signal(telegram: Telegram) -> Iterator[Found]:
    # One that is too short is not read as the line that it stands for.
    for element in (*_of(telegram, "transmission.security"), *_of(telegram, "heading.other")):
        found = _SIGNAL.match(telegram.quote(element.span))
        if found is not None and len(found["letters"].replace(" ", "")) != 5:
            yield Found(found[0], span=element.span)


_DAY_FIRST = re.compile(r"(?<![\d/])(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?:\d{4}|\d{2})(?![\d/])")


def _day_first(telegram: Telegram) -> Iterator[Found]:
    for element in _of(telegram, "text.executive_order"):
        for found in _DAY_FIRST.finditer(telegram.quote(element.span)):
            if int(found["first"]) > 12 and int(found["second"]) <= 12:
                yield Found(found[0], span=element.span)


_REASON = re.compile(r"1\.[45]\s{0,2}(?:\((?P<large>[A-H])\)|(?P<bare>[A-Ha-h])(?![A-Za-z)]))")


def _reason_letters(telegram: Telegram) -> Iterator[Found]:
    if telegram.source.isupper():
        return  # what was sent in capitals had no small letters
    for element in _of(telegram, "text.authority"):
        found = _REASON.search(telegram.quote(element.span))
        if found is not None:
            yield Found(found[0], span=element.span)


def _top_secret_released(telegram: Telegram) -> Iterator[Found]:
    if "nara" in telegram.layout and telegram.classification.level == "TOP SECRET":
        yield Found()


def _other_level(kind: str) -> LookAtCopy:
    """A look at the lines of a kind for a level that is not that of the telegram's own line."""

    def look(telegram: Telegram) -> Iterator[Found]:
        own = _level_words(telegram)
        banner = level_named(own[0]) if own is not None else None
        for element in _of(telegram, kind):
            words = telegram.quote(element.span).strip().partition("//")[0]
            said = level_at(words.upper())
            level = level_named(said["level"]) if said is not None else None
            if level is not None and banner not in (None, level):
                yield Found(level, span=element.span)

    return look


LOOKS: Mapping[str, LookAtCopy] = {
    "D01": _above_the_level,
    "D03": _heading_out_of_order,
    "D07": _text_out_of_order,
    "D08": _gap_above_text,
    "D09": _spaced_paragraphs,
    "D20": _wide_lines,
    "D25": _unsectioned,
    "D26": _page_lines,
    "D27": _section_tags,
    "D28": _tables_set_in,
    "D29": _broken_words,
    "D40": _set_in,
    "D71": _tags_typed,
    "D85": _specat,
    "M03": _unspaced,
    "M04": _spelled_out,
    "M05": _wrong_signal,
    "M06": _short_signal,
    "M32": _day_first,
    "M37": _reason_letters,
    "M44": _top_secret_released,
    "M45": _other_level("end.classification"),
    "M46": _other_level("page.classification"),
    "M47": _other_level("release.classification"),
}

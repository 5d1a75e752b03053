"""The classification line: level, handling words, section, and the telegram's own number behind it or below it.

Source: telegram-format section 4.
"""

from __future__ import annotations

import re
from functools import cache

from legation.core.telegram import Section
from legation.formats.attention import read_attention
from legation.formats.lines import LONG, Line
from legation.formats.markings.captions import (
    PERSONAL,
    find_misread,
    hold_captions,
    hold_level,
    restrictions_within,
    split_handling,
    take_handling,
)
from legation.formats.markings.levels import LEVEL, level_named
from legation.formats.ownnumber import behind_control, known_post, own_number
from legation.formats.plain import in_capitals
from legation.formats.references.posts import FILLERS
from legation.formats.sectionheads import COUNT, count
from legation.formats.sheet import Sheet
from legation.tables.marking_rows import CLASSIFIED_RANK, is_no_control, rank_of, words_on_a_line

SECTION = re.compile(rf"\b(?:FINAL )?SECTI[O0]N\s{{1,3}}(?P<number>{COUNT})?\s{{0,3}}[O0]F\s{{1,3}}(?P<of>{COUNT})\b")
_COUNT_BEHIND = re.compile(r"(?<=\d)\s{1,9}(?P<number>\d{1,2}) OF (?P<of>\d{1,2})\s*$")  # ``ROME 00123 01 OF 02``
_WHOLE = re.compile(
    r"[ /]*(?:(?:NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS"
    r"|//)[ /]*)*(?:SECTION .{3,12} )?(?:[A-Z][A-Z .]{2,30} \d{1,7})?[ .]*"
)
NUMBER_AND_MORE = re.compile(r"[A-Z] \d{6} {1,9}(?=[A-Z][A-Z/, ]{0,60}\b(?:FOR|PASS) )")
"""The telegram's own number in a line that goes on with whom it is for, as copies without line ends do."""
_NO_POST = frozenset(
    {*FILLERS, "TD", "TELNO", "TELEGRAM", "CABLE", "CABLEGRAM", "COPY", "PAGE", "REF", "SERIAL", "NUM"}
)
"""Words before a number that say of what it is; their line is no number of a post that the table has not."""
_CORRECTED = re.compile(r"C O R R E C T E D {1,4}C O P Y|(?<=\d) {0,3}\(CORRECT[A-Z]{2,5} [^()]{3,40}\)")
_LONE_STROKE = re.compile(r"(?<!\d)/|/(?!\d)")  # ``3280/1`` is a number and its section
_SPACED = re.compile(r"(?<!\S)\S(?: \S){2,24}(?!\S)")
_NUMBERED = re.compile(r"(?P<post>[A-Z][A-Z .'-]{1,30}?) {1,9}\d{1,7}(?:/\d{1,2})?(?: {1,9}(?P<behind>\D.*))?")
# Words of which a line tells to whom, from whom or how it goes, and a sentence all else.
_OF_A_PHRASE = frozenset(
    [
        *("FOR", "FROM", "FM", "TO", "PASS", "VIA", "BY", "OF", "THE", "A", "AN", "AND", "OR", "IN", "ON", "AT"),
        *("WITH", "NO", "NOT", "SECTION", "PART", "SENT", "RPT", "RPTD", "INFO", "DTG", "NR", "BT"),
    ]
)
_AROUND = " /,.'&-"
_MOST_UNKNOWN = 3
"""Words that may stand behind a level and be the name of a control."""


def take_level(sheet: Sheet, line: Line) -> bool:
    """Read a classification line: level, handling words, section, and the telegram's own number behind them."""
    found = LEVEL.match(line.text)
    if found is None and len(line.text) < 80:  # a copy in mixed case: only if the whole line is one
        found = LEVEL.match(line.text.upper())
        if found is not None and not _WHOLE.fullmatch(line.text.upper()[found.end() :]):
            found = None
    if found is None:
        return False
    fields = sheet.fields
    hold_level(sheet, found["level"])
    rest = in_capitals(line.text[found.end() :])
    if "C O P Y" in rest and len(rest) < LONG:
        rest = _CORRECTED.sub(lambda corrected: " " * len(corrected[0]), rest)
    if "PERSONAL FOR " in rest and (whom := PERSONAL.search(rest[:LONG])) is not None:
        hold_captions(sheet, ["ONLY"])
        sheet.attention.extend(read_attention(f"FOR {whom['whom']}"))
        rest = rest[: whom.start()] + " " * len(whom[0]) + rest[whom.end() :]
    section = SECTION.search(rest[:LONG]) or _COUNT_BEHIND.search(rest[:LONG])
    if section is not None:
        of = count(section["of"])
        fields["section"] = Section(count(section["number"]) if section["number"] else of, of)
        rest = rest[: section.start()] + " " * len(section[0]) + rest[section.end() :]
    if len(rest) < LONG:
        find_misread(sheet, rest, line.start, line.end)
    handled = take_handling(sheet, rest) if len(rest) < LONG else rest
    number = _LONE_STROKE.sub(" ", handled) if len(rest) < LONG else rest
    if rest.lstrip().startswith("//") and (parted := behind_control(sheet, number.strip())) is not None:
        # Behind the strokes stands a control, which no row need know, and then the number.
        number = parted[1].rjust(len(number.rstrip()))
    lead = found.end() + len(number) - len(number.lstrip())
    if "number" in fields or not take_number(sheet, Line(line.start + lead, line.end, line.next, number.strip())):
        lead = line.next - line.start
        # ``UK/US EYES ONLY``: whose eyes are meant is no need beside that.
        if len(rest) < LONG and "//" not in rest and "ONLY" not in rest:
            hold_captions(sheet, _unknown(sheet, found["level"], handled))
    sheet.mark(line.start, line.start + lead, "text.classification")
    return True


def _unknown(sheet: Sheet, level: str, words: str) -> list[str]:
    """What stands behind a level, or behind the number there, and no row accounts for.

    ``SECRET BUTTER``, ``SECRET NODIS/BUTTER``, ``SECRET UK/US``: whoever wrote it there said how the text is held, and
    not what we know of it. A sentence, a phrase of whom it is for, and the name of a post are none of it.
    """
    named = level_named(level)
    if named is None or rank_of(named) < CLASSIFIED_RANK:
        return []
    words = _SPACED.sub(lambda spaced: spaced[0].replace(" ", ""), " ".join(re.split(r"[^\w/,.'&-]+", words)))
    words = words.strip(_AROUND)
    if (own := _NUMBERED.fullmatch(words)) is not None and known_post(sheet, own["post"]) is not None:
        words = (own["behind"] or "").strip(_AROUND)
    if not words or known_post(sheet, words) is not None or is_no_control(words):
        return []
    left = [_said().sub(" ", part).strip(_AROUND) for part in re.split("[/,]", words)]
    several = len(left) > 1 and not any(left)  # ``UK/US`` are those who may read it
    unknown = " ".join(re.split(r"[^\w'&-]+", words if several else " ".join(left))).strip(_AROUND)
    names = unknown.split()
    if not names or len(names) > _MOST_UNKNOWN or not _OF_A_PHRASE.isdisjoint(names):
        return []
    if any(not name.replace("-", "").isalpha() for name in names) or known_post(sheet, unknown) is not None:
        return []
    return [unknown]


@cache
def _said() -> re.Pattern[str]:
    """Words of a line with a level that say how it is sent, whose it is and of what it is the level."""
    row = words_on_a_line()
    words = sorted({*row.said, *row.part, *row.telling, *_NO_POST}, key=len, reverse=True)
    return re.compile(rf"(?<![A-Z0-9])(?:{'|'.join(map(re.escape, words))})(?![A-Z0-9])")


def take_number(sheet: Sheet, line: Line) -> bool:
    """Read a line that is the telegram's own post and number: ``TRIPOLI 000893``."""
    own = own_number(sheet, line.text)
    if own is None and (lead := _take_wrapped(sheet, line)):
        line = Line(line.start + lead, line.end, line.next, line.text[lead:])
        own = own_number(sheet, line.text)
    fields = sheet.fields
    if own is None and "level" in fields and fields.get("originator_post") is None and "series_year" not in fields:
        # Behind a level stands the post, known or not.
        if LEVEL.match(line.text) is not None:
            return False
        named = re.fullmatch(r"(?P<post>[A-Z][A-Z .'-]{2,30}?)\s{1,5}(?P<number>\d{1,7})", line.text)
        if named is not None and _NO_POST.isdisjoint(re.split("[ .]+", named["post"])):
            fields["post"], fields["number"] = re.sub(r"[^A-Z]", "", named["post"]), int(named["number"])
            sheet.mark(line.start, line.next, "text.number")
            return True
    if own is None:
        return False
    if line.text[-1].isalpha():  # ``STATE 179177 TOSEC 080150 NODIS``
        hold_captions(sheet, restrictions_within(line.text.upper()))
    if own.post in {"SECTO", "TOSEC"} and "number" in fields:
        sheet.mark(line.start, line.next, "text.series")
        return True
    fields["post"], fields["number"] = own
    section = SECTION.match(line.text.upper()) if line.text[:1] in "SF" else None
    if section is not None:
        of = count(section["of"])
        fields.setdefault("section", Section(count(section["number"]) if section["number"] else of, of))
    sheet.mark(line.start, line.next, "text.number")
    return True


def _take_wrapped(sheet: Sheet, line: Line) -> int:
    """Read the handling words that a line goes on with from the level above, ``NOFORN NODIS TRIPOLI 000893``.

    Returns where its number begins; 0 where it is no such line.
    """
    words = line.text.upper()
    if "level" not in sheet.fields or not words[-1:].isdigit() or len(words) >= LONG:
        return 0
    met, rest = split_handling(words)
    if not met:
        return 0
    section = SECTION.search(rest)
    number = rest[section.end() if section is not None else 0 :].strip(" /")
    if own_number(sheet, number) is None or rest[: section.start() if section is not None else 0].strip(" /"):
        return 0
    hold_captions(sheet, met)
    if section is not None:
        of = count(section["of"])
        sheet.fields["section"] = Section(count(section["number"]) if section["number"] else of, of)
    lead = len(words) - len(number)
    sheet.mark(line.start, line.start + lead, "text.classification")
    return lead

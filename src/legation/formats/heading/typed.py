"""The head of a telegram as the Department's code room typed it until about 1950, without a label but ``FROM``.

Post, ``Dated May 21, 1946`` and ``Rec'd 10:40 a.m.`` stand above ``Secretary of State, Washington``, and the telegram's
own number with its day and hour below: ``101, May 21, noon.`` Source: public copies of 1910-49; eras 2.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from legation.core.dtg import MONTH_PATTERN
from legation.core.telegram import Addressee
from legation.formats.heading import despatch
from legation.formats.heading.lines import WORDS_ALONE
from legation.formats.heading.plain import PlainHeading
from legation.formats.lines import Line, Reel
from legation.formats.markings.captions import hold_captions, hold_level, is_caption_line, restrictions
from legation.formats.markings.levels import is_level_line, level_at, level_named
from legation.formats.written_day import OF_CLOCK, STAMP, take_day_of_year, take_written_day

_MONTH = rf"{MONTH_PATTERN}\.?"
_DATED = re.compile(
    rf"DATED ?:? {{1,9}}(?P<day>(?:{_MONTH} {{1,2}}\d{{1,2}}|\d{{1,2}} {{1,2}}{_MONTH})\b.{{0,40}})$", re.IGNORECASE
)
# When it came, on the day above or on the next: ``Rec'd 2:15 p.m., 4th``.
_CAME = re.compile(
    rf"REC'?D\.? ?:? {{1,9}}{OF_CLOCK}(?:, ?(?:[A-Z]{{3,9}}\.? )?\d{{1,2}}(?:ST|ND|RD|TH)?)?\.?$",
    re.IGNORECASE,
)
_DAYS = rf"DATED ?:? {{1,9}}(?:{_MONTH} |\d)[^\n]{{1,40}}\n\s{{0,90}}REC'?D\b"
_BELOW_PLACE = re.compile(rf"(?: {{0,90}}\n){{0,2}} {{0,90}}{_DAYS}", re.IGNORECASE)
# A rule for those who pass it on may stand to the left: ``to anyone. (A)     Dated October 3, 1934``.
_BESIDE_RULE = re.compile(
    rf"(?:(?: {{0,9}}\S[^\n]{{0,90}})?\n){{0,3}} {{0,9}}\S[^\n]{{0,60}}? {{3,90}}{_DAYS}", re.IGNORECASE
)
_DATED_COLUMN = re.compile(rf"[^\n]{{1,60}}? {{3,90}}{_DAYS}", re.IGNORECASE)
_RULE = re.compile(r".{1,60}? {3,90}(?=DATED\b)", re.IGNORECASE)
_PLACE = re.compile(r"(?!FROM\b)[A-Z][A-Za-z.'-]{1,20}(?: (?:(?:de|la|of) )?[A-Z][A-Za-z.'-]{1,20}){0,3}")
_DEPARTMENT = re.compile(r"(?:THE )?SECRETARY OF STATE[,.]?$", re.IGNORECASE)
_CITY = re.compile(r"WASHINGTON(?:, ?D\. ?C)?[,.]?$", re.IGNORECASE)
_HOUR = rf"{_MONTH} {{1,2}}\d{{1,2}}, {{1,2}}(?:{OF_CLOCK}|NOON|MIDNIGHT)\.?$"
_OWN = re.compile(rf"(?P<number>\d{{1,5}}), (?P<sent>{_HOUR})", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(rf"DATE ?: {{0,9}}(?P<sent>{_HOUR})", re.IGNORECASE)
_OF_DEPARTMENT = ("SECSTATE", "SECRETARY OF STATE", "DEPARTMENT OF STATE")
_SERIES_FOR_EACH = date(1966, 7, 1)
"""Until then a post numbered what it sent to the Department apart: ``ACTION: SECSTATE 1877``."""
_COLUMN = re.compile(r" {3,90}(?=\S)")
_CLOCK = r"\d{1,2}[:.]\d{2} ?[AP]\.? ?M\.?"
_COLUMN_LABEL = re.compile(rf"(?:REC'?D|CONTROL|DATED)\b|{_CLOCK}$", re.IGNORECASE)
CLOCK_ALONE = re.compile(rf"{_CLOCK}$", re.IGNORECASE)
"""When it came, on a line below the day."""
SENT_FORM = re.compile(r"TELEGRAM SENT\b")
"""The form of what the Department sent before there were labels on it."""
_MISSION_ALONE = re.compile(
    r"(?:THE )?AM(?:ERICAN|\.)? ?(?:EMBASSY|LEGATION|MISSION|CONSUL(?:ATE)?(?: GENERAL)?)[,.]?", re.IGNORECASE
)
_CITY_BELOW = re.compile(r"[A-Z][A-Za-z .'-]{2,30}(?: ?\([A-Za-z .]{3,20}\)| ?, [A-Z][A-Za-z .]{2,20})?[,.]?")
_CITY_AND_NUMBER = re.compile(r"(?P<city>[A-Z][A-Za-z .'-]{2,30}?) {2,40}(?P<number>\d{1,5})")
_NUMBER_ALONE = re.compile(r"\d{1,4}\.?")
_OFFICE = r"(?:Action|Info|ACTION|INFO|[A-Z]{1,5}(?:[/-][A-Z]{1,4}){0,2})"
# The offices that had copies, in a column to the left of the form: ``RMR     FROM: Cairo``.
_BESIDE_OFFICES = re.compile(
    r"(?!(?:NIACT|FLASH|(?:OPERATIONAL )?IMMEDIATE|PRIORITY|ROUTINE) )"
    rf"(?:{_OFFICE}|[A-Z][A-Z /-]{{2,30}}?) {{2,90}}"
    r"(?=(?:FROM|TO|NO|NUMBER)\s?:|FROM$|(?:SENT|RPTD|REPEATED) (?:DEP|INFO|TO )|(?:NIACT|PRIORITY|IMMEDIATE)$)"
)
_BESIDE_CAPTION = re.compile(rf"{_OFFICE} {{3,40}}(?=[A-Z])")
_OFFICE_ALONE = re.compile(rf"(?!NIACT|FLASH){_OFFICE}")
_MOST_BETWEEN = 7  # lines between the addressee and the number, empty ones too
_MOST_OF_SENT = 30  # lines of the form of what was sent above its number
_LONGEST = 60
_DRAFTED_ON = re.compile(r"\bDRAFTED BY ?:[^\n]{0,60}? (\d{1,2})/(\d{1,2})/(?:19)?([3-6]\d)\b", re.IGNORECASE)
_DRAFTED_WITHIN = 1500  # code points at the end of the text


def has_offices_beside(words: str) -> bool:
    """Whether a line is one of a typed form with a column of offices to its left."""
    return "  " in words[:14] and _BESIDE_OFFICES.match(words) is not None


def is_sent_to_mission(reel: Reel, line: Line) -> bool:
    """Whether what the Department sent names a mission alone on a line below, its city and the number under it."""
    behind = (ahead.text[:_LONGEST] for ahead in reel.ahead(_MOST_OF_SENT) if ahead.text and ahead.start > line.start)
    below = [words for words in behind if words.upper() not in WORDS_ALONE]
    return any(
        _MISSION_ALONE.fullmatch(mission)
        and (_CITY_AND_NUMBER.fullmatch(city) or (_CITY_BELOW.fullmatch(city) and _NUMBER_ALONE.fullmatch(number)))
        for mission, city, number in zip(below, below[1:], below[2:], strict=False)
    )


def _marks(upper: str) -> bool:
    """Whether words that are no part of the form are a level, or have a caption among them."""
    return level_at(upper) is not None or is_caption_line(upper) or bool(restrictions(upper))


def is_dated_head(reel: Reel, line: Line) -> bool:
    """Whether a line and the one below it tell when a typed telegram was sent and when it came."""
    beside = _DATED_COLUMN if line.text[0] not in "Dd" else _BELOW_PLACE
    return beside.match(reel.text, line.start, reel.end) is not None


def _is_restricted(words: str) -> bool:
    """Whether words of a column are a level above the lowest; that one stands in stamps of release, too."""
    upper = words.strip().upper()
    return is_level_line(upper) and level_named(upper) not in {"UNCLASSIFIED", None}


class TypedHeading(PlainHeading):
    """Reads the lines of such a head."""

    def _take_typed_copy(self, words: str) -> str | None:
        """Read a line if it is one of them; returns the kind of element, or None."""
        fields = self.sheet.fields
        if len(words) > _LONGEST:
            return None
        if words[0] in "Dd":
            dated = _DATED.match(words)
            if dated is not None and take_written_day(self.sheet, dated["day"], sent=True):
                fields["typed_copy"] = True
                self.listing = None
                return "heading.date"
            undated = _WITHOUT_YEAR.match(words)
            if undated is not None:
                take_day_of_year(self.sheet, undated["sent"])
            return "heading.date" if undated is not None else None
        if words[-1].isdecimal() and STAMP.match(words) is not None and take_written_day(self.sheet, words):
            self.listing = None
            return "heading.date"
        if "typed_copy" not in fields:
            return None
        if _CAME.match(words) is not None:
            return "heading.date"
        if _DEPARTMENT.match(words) is not None and not self.to:
            self.to.append(Addressee("SECRETARY OF STATE"))
            return "heading.to"
        if _CITY.match(words) is not None and self.to and not self._is_numbered():
            return "heading.to"
        if (own := _OWN.match(words)) is not None and not self._is_numbered():
            fields["number_above"] = int(own["number"])
            take_day_of_year(self.sheet, own["sent"])
            return "heading.number"
        return None

    def _take_despatch(self, words: str) -> str | None:
        """Read a line of the form of a despatch."""
        if despatch.PRINTED.match(words) is not None:
            return "heading.other"
        if words[0] in "Dd" and despatch.take_number(self.sheet, words):
            self.listing = None
            return "heading.number"
        if (listed := despatch.LISTED.match(words)) is not None and not self.to:
            self.to.append(Addressee(listed["to"].upper()))
            self.listing = None
            return "heading.to"
        if words[-1].isdecimal() and take_written_day(self.sheet, words, sent=True):
            self.listing = None
            return "heading.date"
        return None

    def _take_form_of_sent(self, words: str) -> str | None:
        """Read a line of what the Department sent until about 1945: a mission, its city below it, the number alone."""
        fields = self.sheet.fields
        if not fields.get("is_sent_form"):
            return None
        if not self.to:
            if _MISSION_ALONE.fullmatch(words) is None:
                return None
            self.to.append(Addressee(words.strip(" ,.").upper()))
            fields["city_follows"] = True
            return "heading.to"
        if fields.get("city_follows") and (word := WORDS_ALONE.get(words.upper())) is not None:
            self.word = self.word or word
            return "heading.precedence"
        counted = _CITY_AND_NUMBER.fullmatch(words) if fields.get("city_follows") else None
        if counted is not None:
            del fields["city_follows"]
            self.to[-1] = Addressee(f"{self.to[-1].plad} {counted['city'].upper()}", mcn=counted["number"])
            return "heading.to"
        if fields.pop("city_follows", False) and _CITY_BELOW.fullmatch(words) is not None:
            self.to[-1] = Addressee(f"{self.to[-1].plad} {words.strip(' ,.').upper()}")
            return "heading.to"
        if not self._is_numbered() and _NUMBER_ALONE.fullmatch(words) is not None:
            fields["number_above"] = int(words.strip("."))
            return "heading.number"
        return None

    def _without_rule(self, line: Line) -> Line:
        """A line between place and day without the rule to the left of them, which may be all of it."""
        fields = self.sheet.fields
        if "rule_beside" not in fields or "typed_copy" in fields or line.text[:1] in "Dd":
            return line
        dated = _RULE.match(line.text)
        begins = dated.end() if dated is not None else len(line.text)
        kind = self._hold_beside(line.text[:begins])
        self.sheet.mark(line.start, line.start + begins if dated is not None else line.next, kind)
        return line.cut(begins)

    def _without_offices(self, line: Line) -> Line:
        """A line without the office, or the marking, that a typed form has to the left of it."""
        met = "offices_beside" in self.sheet.fields
        beside = _BESIDE_OFFICES.match(line.text) if "  " in line.text[:40] else None
        if beside is None and met:
            beside = self._office_beside_caption(line.text)
        if beside is None or not (self._early() or met or not self.to):
            return line
        self.sheet.fields["offices_beside"] = True
        self.sheet.mark(line.start, line.start + beside.end(), self._hold_beside(beside[0]))
        return line.cut(beside.end())

    def _office_beside_caption(self, words: str) -> re.Match[str] | None:
        """The office to the left of captions, which stand where the addressees do: ``OSD     LIMIT DISTRIBUTION``."""
        beside = _BESIDE_CAPTION.match(words) if len(words) < _LONGEST else None
        if beside is None or _marks(beside[0].strip()) or not is_caption_line(words[beside.end() :]):
            return None
        return beside

    def _is_office(self, words: str) -> bool:
        """Whether a line is one of the offices to the left of such a form, and neither marking nor precedence."""
        return (
            "offices_beside" in self.sheet.fields and _OFFICE_ALONE.fullmatch(words) is not None and not _marks(words)
        )

    def _hold_beside(self, words: str) -> str:
        """Hold whatever words beside a form mark; the kind of element that they are."""
        upper = words.upper().strip()
        if not _marks(upper):
            return "heading.other"
        if (found := level_at(upper)) is not None:
            hold_level(self.sheet, found["level"])
        hold_captions(self.sheet, restrictions(upper))
        return "text.caption"

    def _next_column(self, words: str) -> re.Match[str] | None:
        """The blanks before the next column of a typed form, where a level, a day or the post has one of its own.

        Offices stand on the left, when it came on the right, the level between: ``46      SECRET      COPY NO. 7``.
        """
        for column in _COLUMN.finditer(words):
            behind = words[column.end() :]
            if _COLUMN_LABEL.match(behind) is not None or _is_restricted(words[: column.start()]):
                return column
            if (
                _is_restricted(behind.partition("   ")[0])
                or self._is_place(behind)
                or self._is_place(behind, _BESIDE_RULE)
            ):
                return column
        return None

    def _is_place(self, words: str, below: re.Pattern[str] = _BELOW_PLACE) -> bool:
        """Whether words above the next line are the place above the day of such a telegram."""
        reel = self.reel
        return _PLACE.fullmatch(words) is not None and below.match(reel.text, reel.at, reel.end) is not None

    def _take_place(self, line: Line) -> str | None:
        """The place above such a day, which is the post that sent it."""
        if "from_" in self.sheet.fields:
            return None
        if not self._is_place(line.text):
            text = self.reel.text
            beside = text[text.rfind("\n", 0, line.start) + 1 : line.start].strip()
            if not beside or not self._is_place(line.text, _BESIDE_RULE):
                return None
            self.sheet.fields["rule_beside"] = True
        kind = self._take_originator(line.text.upper())
        self.listing = None
        return kind

    def _take_own_of_series(self) -> None:
        """The telegram's own number behind the Department's name, where no line of its own tells one."""
        self._take_day_of_drafting()
        fields, day = self.sheet.fields, self.sheet.fields.get("written_day")
        if day is None or day >= _SERIES_FOR_EACH or "dtg" in fields or self._is_numbered() or len(self.to) != 1:
            return
        to = self.to[0]
        if self.outgoing and "from_" not in fields and (to.mcn or "").isdecimal():
            fields["number_above"] = int(to.mcn or 0)  # the Department counted what it sent to each post
            return
        if to.plad.upper().startswith(_OF_DEPARTMENT) and (to.mcn or "").isdecimal() and self.post is not None:
            fields["number_above"] = int(to.mcn or 0)

    def _take_day_of_drafting(self) -> None:
        """The day in the drafting line below what the Department sent, where the form tells none above the text."""
        fields = self.sheet.fields
        if not self.outgoing or "from_" in fields or "written_day" in fields or "dtg" in fields:
            return
        text = self.sheet.text
        found = _DRAFTED_ON.search(text, max(0, len(text) - _DRAFTED_WITHIN))
        if found is not None:
            with suppress(ValueError):  # a day that the month has not
                month, day, year = map(int, found.groups())
                fields["written_day"] = date(1900 + year, month, day)

    def _own_follows(self) -> bool:
        """Whether the number of such a telegram is still to come."""
        if "typed_copy" not in self.sheet.fields or self._is_numbered():
            return False
        return any(_OWN.match(below.text[:_LONGEST]) is not None for below in self.reel.ahead(_MOST_BETWEEN))

    def _is_numbered(self) -> bool:
        return "number_above" in self.sheet.fields

"""The head of a telegram as the Department's code room typed it until about 1950, without a label but ``FROM``.

Post, ``Dated May 21, 1946`` and ``Rec'd 10:40 a.m.`` stand above ``Secretary of State, Washington``, and the telegram's
own number with its day and hour below: ``101, May 21, noon.`` Source: public copies of 1910-49; eras 2.
"""

from __future__ import annotations

import re
from datetime import date

from legation.core.dtg import MONTHS
from legation.core.telegram import Addressee
from legation.formats.heading.plain import PlainHeading
from legation.formats.lines import Line, Reel
from legation.formats.markings.levels import is_level_line, level_named
from legation.formats.written_day import take_day_of_year, take_written_day

_MONTH = rf"(?:{'|'.join(MONTHS)})[A-Z]{{0,6}}\.?"
_DATED = re.compile(
    rf"DATED ?:? {{1,9}}(?P<day>(?:{_MONTH} {{1,2}}\d{{1,2}}|\d{{1,2}} {{1,2}}{_MONTH})\b.{{0,40}})$", re.IGNORECASE
)
# When it came, on the day above or on the next: ``Rec'd 2:15 p.m., 4th``.
_CAME = re.compile(
    r"REC'?D\.? ?:? {1,9}\d{1,2}(?:[:.]\d{2})? ?[AP]\.? ?M\.?(?:, ?(?:[A-Z]{3,9}\.? )?\d{1,2}(?:ST|ND|RD|TH)?)?\.?$",
    re.IGNORECASE,
)
_BELOW_PLACE = re.compile(
    rf" {{0,90}}DATED ?:? {{1,9}}(?:{_MONTH} |\d)[^\n]{{1,40}}\n\s{{0,90}}REC'?D\b", re.IGNORECASE
)
_PLACE = re.compile(r"[A-Z][A-Za-z .'-]{2,30}")
_DEPARTMENT = re.compile(r"(?:THE )?SECRETARY OF STATE[,.]?$", re.IGNORECASE)
_CITY = re.compile(r"WASHINGTON(?:, ?D\. ?C)?[,.]?$", re.IGNORECASE)
_HOUR = rf"{_MONTH} {{1,2}}\d{{1,2}}, {{1,2}}(?:\d{{1,2}}(?:[:.]\d{{2}})? ?[AP]\.? ?M\.?|NOON|MIDNIGHT)\.?$"
_OWN = re.compile(rf"(?P<number>\d{{1,5}}), (?P<sent>{_HOUR})", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(rf"DATE ?: {{0,9}}(?P<sent>{_HOUR})", re.IGNORECASE)
# The stamp of the code room, below the lists of what the Department sent: ``Mar 8  7 21 PM '63``.
_STAMP = re.compile(
    rf"{_MONTH} {{1,3}}\d{{1,2}},? {{1,3}}\d{{1,2}}[ :.]\d{{2}} ?[AP]\.? ?M\.?,? {{1,3}}['\u2018\u2019]\d{{2}}$",
    re.IGNORECASE,
)
_OF_DEPARTMENT = ("SECSTATE", "SECRETARY OF STATE", "DEPARTMENT OF STATE")
_SERIES_FOR_EACH = date(1966, 7, 1)
"""Until then a post numbered what it sent to the Department apart: ``ACTION: SECSTATE 1877``."""
_COLUMN = re.compile(r" {3,90}(?=\S)")
_COLUMN_LABEL = re.compile(r"(?:REC'?D|CONTROL|DATED)\b", re.IGNORECASE)
_MOST_BETWEEN = 7  # lines between the addressee and the number, empty ones too
_LONGEST = 60


def is_dated_head(reel: Reel, line: Line) -> bool:
    """Whether a line and the one below it tell when a typed telegram was sent and when it came."""
    return _BELOW_PLACE.match(reel.text, line.start, reel.end) is not None


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
        if words[-1].isdecimal() and _STAMP.match(words) is not None and take_written_day(self.sheet, words):
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

    def _next_column(self, words: str) -> re.Match[str] | None:
        """The blanks before the next column of a typed form, where a level, a day or the post has one of its own.

        Offices stand on the left, when it came on the right, the level between: ``46      SECRET      COPY NO. 7``.
        """
        for column in _COLUMN.finditer(words):
            behind = words[column.end() :]
            if _COLUMN_LABEL.match(behind) is not None or _is_restricted(words[: column.start()]):
                return column
            if _is_restricted(behind.partition("   ")[0]) or self._is_place(behind):
                return column
        return None

    def _is_place(self, words: str) -> bool:
        """Whether words above the next line are the place above the day of such a telegram."""
        reel = self.reel
        return _PLACE.fullmatch(words) is not None and _BELOW_PLACE.match(reel.text, reel.at, reel.end) is not None

    def _take_place(self, line: Line) -> str | None:
        """The place above such a day, which is the post that sent it."""
        if "from_" in self.sheet.fields or not self._is_place(line.text):
            return None
        kind = self._take_originator(line.text.upper())
        self.listing = None
        return kind

    def _take_own_of_series(self) -> None:
        """The telegram's own number behind the Department's name, where no line of its own tells one."""
        fields, day = self.sheet.fields, self.sheet.fields.get("written_day")
        if day is None or day >= _SERIES_FOR_EACH or "dtg" in fields or self._is_numbered() or len(self.to) != 1:
            return
        to = self.to[0]
        if to.plad.upper().startswith(_OF_DEPARTMENT) and (to.mcn or "").isdecimal() and self.post is not None:
            fields["number_above"] = int(to.mcn or 0)

    def _own_follows(self) -> bool:
        """Whether the number of such a telegram is still to come."""
        if "typed_copy" not in self.sheet.fields or self._is_numbered():
            return False
        return any(_OWN.match(below.text[:_LONGEST]) is not None for below in self.reel.ahead(_MOST_BETWEEN))

    def _is_numbered(self) -> bool:
        return "number_above" in self.sheet.fields

"""The lines of a heading that a copy has run together or broken: each is cut where the next one begins.

A format line stands in the one above it, a list in the line of the originator, the classification line behind the last
address; a form has columns. The date-time group may be broken over two lines.
"""

from __future__ import annotations

import re

from legation.formats.heading import despatch
from legation.formats.heading.british import COLUMN
from legation.formats.heading.canadian import SENT_LATER
from legation.formats.heading.lines import (
    BROKEN_NAME,
    DATED_BEHIND,
    FL5,
    HALF_DTG,
    LIST,
    LIST_STARTS,
    LONGEST,
    MONTH_YEAR,
    NEXT_ADDRESS,
    NEXT_COLUMN,
    NEXT_DATE,
    NEXT_DATED,
    NEXT_FM,
    NEXT_FORMAT,
    NEXT_INFO,
    NEXT_LINE,
    NEXT_ROLE,
    NEXT_TO,
    TYPED_INFO,
    WORD_BEHIND,
    closing_line,
    is_address,
    is_typed_list,
)
from legation.formats.heading.lists import ListHeading
from legation.formats.lines import Line
from legation.formats.markings.levels import GLUED, is_level_line, level_at
from legation.formats.ownnumber import known_post

_BESIDE_COLUMN = ("Info:", "INFO:", "To:", "TO:", "No:", "NO:")
"""What begins a line of a typed form beside which another column stands."""


class CutHeading(ListHeading):
    """Takes the lines of a heading apart that a copy has run together."""

    def _joined_dtg(self, line: Line) -> Line:
        """A line; where it is a date-time group broken after its time, put together with the next line with words."""
        if len(line.text) > 20 or not HALF_DTG.match(line.text):
            return line
        following = next((ahead for ahead in self.reel.ahead(2) if ahead.text), None)
        if following is None or not MONTH_YEAR.match(following.text[:20]):
            return line
        words = self.sheet.text[line.start : following.end].replace("\n", " ")
        if FL5.match(words) is None:
            return line
        while self.reel.take().start < following.start:
            pass
        return Line(line.start, following.end, following.next, words)

    def _cut(self, line: Line) -> Line:
        """A line up to the next heading line that a copy has run into it; the rest goes back on the reel."""
        words = line.text
        if self.listing == "FM" and (broken := BROKEN_NAME.match(words)) is not None:
            self.reel.put_back(line.cut(broken.end()))
            return line.cut(0, 2)
        if words.startswith("BT ") and level_at(words[3:].lstrip()) is not None:
            rest = line.cut(3)
            self.reel.put_back(rest)
            self.sheet.find("LAY001", rest.start, rest.start + 2, text="a heading line")
            return line.cut(0, 2)
        run_in = self._run_in(words)
        if run_in is not None:
            self.reel.put_back(line.cut(run_in.end()))
            self.sheet.find("LAY001", line.start + run_in.end(), line.start + run_in.end() + 2, text="a heading line")
            return line.cut(0, run_in.start())
        if ("INFO" in words or "nfo" in words) and self._is_typed_list(words):
            behind = TYPED_INFO.search(words, 4)
            if behind is not None:
                self.reel.put_back(line.cut(behind.end()))
                self.sheet.find(
                    "LAY001", line.start + behind.end(), line.start + behind.end() + 4, text="a heading line"
                )
                return line.cut(0, behind.start())
        in_list = self.listing in {"TO", "INFO"} and (" INFO " in words or " BT" in words)
        begins = in_list or (words[:1] in "ZOPRYFTIB0" and (not self._early() or FL5.match(words) is not None))
        if (len(words) > LONGEST or not begins) and not words.startswith(("FM ", "TO ", "PSN ")):
            return line
        found = NEXT_LINE.search(words, 3 if not words.startswith("BT") else 2)
        if found is None or words.startswith("FM "):  # TO may stand before the INFO that has been found
            listed = self._next_list(words)
            found = listed if found is None or (listed is not None and listed.start() < found.start()) else found
        if found is None:
            return line
        rest = line.cut(found.start())
        self.reel.put_back(rest)
        self.sheet.find("LAY001", rest.start, rest.start + 2, text="a heading line")
        return line.cut(0, found.start())

    def _is_typed_list(self, words: str) -> bool:
        """Whether a line is a list of a typed copy, or goes on with one."""
        return len(words) < LONGEST and (is_typed_list(words) or (self.listing == "TO" and self._is_typed(words[:109])))

    def _run_in(self, words: str) -> re.Match[str] | None:
        """The blanks between a line and another that belongs to a later part of the heading, or to the text part."""
        if len(words) > LONGEST:
            return None
        if words[:2] in ("FR", "Fr", "NO", "No") and (dated := NEXT_DATE.search(words, 5)) is not None:
            return dated
        if "despatch" in self.sheet.fields and (dated := despatch.NEXT_COLUMN.search(words, 3)) is not None:
            return dated
        if words.startswith(_BESIDE_COLUMN) and (column := NEXT_COLUMN.search(words, 5)) is not None:
            return column
        if "route" in self.sheet.fields and (column := COLUMN.search(words)) is not None:
            return column
        listed = self.listing in {"TO", "INFO"} or words.startswith(LIST_STARTS)
        if listed and ("UNCLAS" in words or " E " in words or " O " in words):
            glued = GLUED.search(words)
            if glued is not None and known_post(self.sheet, glued["post"]) is not None:
                return glued
        if self.listing in {"TO", "INFO"}:
            found = closing_line().search(words) if words[-1].isdecimal() and level_at(words) is None else None
            return found if found is not None and known_post(self.sheet, found["post"]) == self.post else None
        if "dtg" in self.sheet.fields or not self._early():
            return None
        if "   " in words and (column := self._next_column(words)) is not None:
            return column
        dated = FL5.match(words) if len(words) < 110 or " FM " in words else None
        if dated is not None:
            return NEXT_FM.search(words, dated.start("rest") - 1) if "FM " in dated["rest"] else None
        if (found := NEXT_FORMAT.search(words)) is not None:
            return found
        if words.endswith(("E", "Y", "FLASH")):
            found = WORD_BEHIND.search(words, max(0, len(words) - 20))
            if found is not None and is_level_line(words[: found.start()].rstrip("/ ")):
                return found
        found = NEXT_ROLE.search(words) if "-" in words else None
        if found is None and (self.listing == "distribution" or words.startswith(DATED_BEHIND)):
            found = NEXT_DATED.search(words)
        return found

    def _next_list(self, words: str) -> re.Match[str] | None:
        """The blanks before a list that a copy has run into the line of the originator, or into the list above it."""
        if words.startswith("FM ") and " TO " in words and not self._list_follows("TO"):
            if words[-1].isdecimal() and SENT_LATER.match(words, 3) is not None:
                return None
            found = NEXT_TO.search(words, 4)
        elif " INFO " in words and (self.listing == "TO" or words.startswith("TO ")):
            found = NEXT_INFO.search(words, 3)
        else:
            return None
        if found is None:
            return None
        first = NEXT_ADDRESS.split(found["first"], 1)[0].partition(" INFO ")[0]
        return found if is_address(first) else None

    def _list_follows(self, label: str) -> bool:
        """Whether the next line with words is the list of that label, so that the word before it is of a name."""
        following = next((line.text for line in self.reel.ahead(3) if line.text), "")
        return following.startswith(label) and LIST.match(following) is not None

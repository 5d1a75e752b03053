"""The lines of a heading that only one house has: the British and the Canadian service, sheets, typed copies."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from legation.core.dtg import MONTHS, instant_of
from legation.core.precedence import named
from legation.core.telegram import Addressee, Precedence
from legation.formats.attention import is_attention, read_attention
from legation.formats.heading.british import (
    BARE_LABEL,
    CLOCK,
    MOMENT,
    OTHER_SIDE,
    SENT_AT,
    SHEET,
    TELNO,
    copied_to,
    own_key,
    route_of,
    saving_list,
    scanned_list,
)
from legation.formats.heading.canadian import (
    DELIVERY,
    DISTRIBUTED,
    FILED,
    LABELLED,
    Listed,
    level_of,
    listed,
    precedence_of,
)
from legation.formats.heading.despatch import number_field
from legation.formats.heading.lines import (
    FL5,
    LABEL,
    SENT_APART,
    SENT_ON,
    SENT_TO,
    SIGNAL,
    SOUND_DTG,
    WORDS_ALONE,
    addressee,
)
from legation.formats.heading.typed import TypedHeading
from legation.formats.lines import Line
from legation.formats.markings.captions import hold_captions, hold_level, restrictions
from legation.formats.markings.levels import controls_of, is_level_line, level_named, level_of_foreign, level_within
from legation.formats.markings.raising import HEAD, raise_by
from legation.formats.written_day import take_written_day

_SHORT = 40  # code points of a line between the lists and the level
_LONGEST_OF_ROUTE = 95  # the same where a route was told: cypher and distribution stand beside one another
_MOST_BETWEEN = 7  # lines there, empty ones too
_MOST_OF_ROUTE = 24  # the same where a route was told: number, hours and posts follow
_MOST_BELOW_LABEL, _LONGEST_BELOW_LABEL = 3, 50  # lines between a label and the name below it, and signs of that
_DAY = re.compile(r"[A-Z][A-Za-z .]{2,30}, [A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4}")
_NEAR = 7  # days between what the record has for the day of a telegram and its group
TYPED_FIRSTS = frozenset("DdRrSsWwTtJjFfMmAaOoNn0123456789")
SERVICE_FIRSTS = frozenset("TOIPSAsaFDRrC(") | TYPED_FIRSTS
"""The first letters of the lines that only one house has."""


class ServiceHeading(TypedHeading):
    """Reads the lines of a heading that only one house has."""

    def _take_service(self, line: Line, words: str) -> str | None:
        """Read a line if it is one of them; returns the kind of element, or None."""
        first, fields = words[0], self.sheet.fields
        if first in TYPED_FIRSTS and (kind := self._take_typed_copy(words)) is not None:
            return kind
        if first in "TOI" and "from_" in fields and (kind := self._take_british(line, words)) is not None:
            return kind
        if first == "D" and "canadian" in fields and DISTRIBUTED.match(words) is not None:
            self.listing = None
            return "heading.other"
        if first in "TI" and "canadian" in fields and (behind := listed(words)) is not None:
            return self._take_canadian_list(behind)
        if first in "PS" and (labelled := LABELLED.match(words)) is not None and self._take_sheet_label(labelled):
            return "heading.precedence" if first == "P" else "text.classification"
        if first in "SAsaRr" and (found := SENT_TO.match(line.text)) is not None:
            return "heading.info" if self._take_sent(found) or self._take_wrapped_sent(line) else None
        if first == "F" and "canadian" in fields and (brought := DELIVERY.match(words)) is not None:
            self.sheet.attention.extend(read_attention(f"FOR {brought['whom']}"))
            self._hold_among(words)
            return "text.attention"
        if first == "F" and FILED.match(words) is not None:
            self._hold_among(words)
            return "heading.other"
        if first == "F" and "from_" not in fields and (route := self._route(line)) is not None:
            return self._take_route(route)
        if first == "C" and "route" in fields and (names := copied_to(line.text)):
            self.info.extend(map(Addressee, names))
            return "heading.info"
        if first in "OI" and "from_" not in fields and (sheet := SHEET.match(words)) is not None:
            return self._take_one_side(sheet)
        if first in "FT" and "sheet" in fields and (other := OTHER_SIDE.match(words)) is not None:
            return self._take_one_side(other)
        if first in "(Ss" and len(words) < _LONGEST_OF_ROUTE and (sent := SENT_AT.match(words)) is not None:
            self.listing = None
            return "heading.date" if take_written_day(self.sheet, sent["day"], sent=True) else None
        if first in "DR" and "route" in fields and (clock := CLOCK.match(words)) is not None:
            is_sent = first == "D"
            taken = take_written_day(self.sheet, clock["day"], sent=is_sent, came=not is_sent)
            return "heading.date" if taken else None
        if first == "R" and "route" in fields and words[:8].upper() == "RECEIVED":
            return "heading.date" if take_written_day(self.sheet, words, came=True) else None
        return None

    def _route(self, line: Line) -> re.Match[str] | None:
        return route_of(line.text, self.reel.text, line.start)

    def _take_route(self, route: re.Match[str]) -> str:
        """``FROM BELISAR TO FOREIGN OFFICE``; its posts bear the names of cities in which others have posts, too."""
        self.sheet.fields["route"] = True
        self.to.append(Addressee(route["to"].strip().upper()))
        self._take_originator(route["from"].strip().upper())
        self.post = self.sheet.fields["originator_post"] = self._post_of(route["from"].upper())
        self.listing = None
        return "heading.from"

    def _take_one_side(self, named: re.Match[str]) -> str | None:
        """Whose a telegram is, or to whom: the sheet names the one in its title and the other below."""
        fields, name = self.sheet.fields, named["name"].strip()
        if (named["way"] == "FROM" and "from_" in fields) or (named["way"] == "TO" and self.to):
            return None
        fields["route"] = fields["sheet"] = True
        self.listing = None
        if named["way"] == "TO":
            self.to.append(Addressee(name))
            return "heading.to"
        self._take_originator(name)
        self.post = fields["originator_post"] = own_key(name)
        self.listing = None
        return "heading.from"

    def _post_of(self, name: str) -> str | None:
        """The post of an originator that has the name of a city.

        Alone it is a post of another service too, whose number it would seem to be. Between two posts of the archive's
        own table it is that service's number.
        """
        posts = self.sheet.posts
        key = posts.key(name) if posts.own else None
        if key in posts.own and any(posts.key(one.plad) in posts.own for one in self.to):
            self.sheet.fields["own_service"] = True
            return key
        return own_key(name)

    def _take_number_above(self, number: int) -> None:
        self.sheet.fields[number_field(self.sheet)] = number

    def _level_below(self, line: Line) -> bool:
        """Whether a short line stands between the lists and the level, with short lines alone between them.

        Only in the forms that have such lines, or of a line that is a day; what restricts is for the text part to hold.
        """
        fields, words, upper = self.sheet.fields, line.text, line.text.upper()
        if len(words) <= _SHORT and words.isupper() and self._own_follows():
            return True
        if "route" not in fields and "dashed" not in fields and _DAY.match(words) is None:
            return False
        longest = _LONGEST_OF_ROUTE if "route" in fields else _SHORT
        if len(words) > longest or LABEL.match(words) or is_attention(upper) or "ONLY" in upper or restrictions(upper):
            return False
        for below in self.reel.ahead(_MOST_OF_ROUTE if "route" in fields else _MOST_BETWEEN):
            words = below.text
            if len(words) > longest or LABEL.match(words):
                return False
            if words and is_level_line(words.upper()):
                for beside in level_within().finditer(upper):  # ``Rome, April 4th, 1951    SECRET AND PERSONAL``
                    level = level_named(beside["level"]) or level_of_foreign(beside["level"])
                    raise_by(self.sheet, level, controls_of(beside["level"]), HEAD, (line.start, line.end))
                return True
        return False

    def take_dtg(self, line: Line, found: re.Match[str]) -> None:
        """Format line 5 as a copy may have it; ``found`` is a match of its pattern in the line's words."""
        start, end = found.start("day"), found.end("year")
        written = line.text[start:end]
        self._settle_dtg(found, line.start, line.next, line.start)
        if not SOUND_DTG.fullmatch(written) and (read := self.sheet.fields.get("dtg")) is not None:
            self.sheet.find("DTG003", line.start + start, line.start + end, text=written, read=read)

    def _take_without_year(self, line: Line, found: re.Match[str]) -> str:
        """Precedence and group of format line 5 without a year: of the record's day, if the group is near to it."""
        sheet = self.sheet
        sheet.settle_day()
        begin, end = line.start + found.start("group"), line.start + found.end("month")
        words = line.text[found.start("group") : found.end("month")]
        year = _year_near(sheet.day, MONTHS.index(found["month"]) + 1, int(found["day"]))
        dated = FL5.match(f"{words} {year}") if year is not None else None
        instant = instant_of(dated) if dated is not None else None
        if found["p1"]:
            sheet.fields["precedence"] = Precedence(named(found["p1"]), named(found["p2"]) if found["p2"] else None)
            sheet.mark(line.start, begin, "heading.precedence")
        if instant is None:
            sheet.find("DTG002", begin, end, text=words)
        else:
            sheet.fields["dtg"] = instant
            sheet.find("DTG003", begin, end, text=words, read=instant)
        self.signals.extend(SIGNAL.findall(found["rest"]))
        sheet.mark(begin, line.next, "heading.dtg")
        return "heading.dtg"

    def _take_british(self, line: Line, words: str) -> str | None:
        """The number and the moment of a British telegram, which stand below its action addressees."""
        fields = self.sheet.fields
        if (telno := TELNO.match(words)) is not None and len(words) < 40:
            of_series = telno["series"] is not None  # which is no number of the post's own
            self.post = fields["originator_post"] = None if of_series else self._post_of(fields["from_"].plad)
            fields["telno"] = True
            if telno["no"] is None:
                self._take_number_above(int(telno["number"]))
            self.listing = None
            return "heading.number"
        if "telno" in fields and words[0] == "I" and (names := saving_list(words) or scanned_list(words)) is not None:
            self.listing = "INFO"
            self.info.extend(map(addressee, names))
            return "heading.info"
        moment = MOMENT.match(words) if "telno" in fields and "dtg" not in fields else None
        dated = FL5.match(words, moment.end()) if moment is not None and len(words) < 110 else None
        if dated is None:
            return None
        self.sheet.mark(line.start, line.start + dated.start("day"), "heading.dtg")
        self.take_dtg(line, dated)
        return "heading.dtg"

    def _take_below_label(self, words: str) -> str | None:
        """Whose or to whom a telegram is, where the name stands alone on the line below its label."""
        bare, fields = BARE_LABEL.fullmatch(words), self.sheet.fields
        below = next((ahead for ahead in self.reel.ahead(_MOST_BELOW_LABEL) if ahead.text), None)
        name = below.text if below is not None else ""
        if bare is None or below is None or len(name) > _LONGEST_BELOW_LABEL:
            return None
        is_from = bare["way"][0] in "Ff"
        if LABEL.match(name) or is_level_line(name.upper()) or is_from == ("from_" in fields):
            return None
        if self.to and not is_from:
            return None
        fields["dashed"] = True
        if is_from:
            self._take_originator(name.upper().rstrip("."))
        else:
            self.to.append(Addressee(name.upper().rstrip(".")))
        while self.reel.take().start < below.start:
            pass
        kind = "heading.from" if is_from else "heading.to"
        self.sheet.mark(below.start, below.next, kind)
        self.listing = None
        return kind

    def _is_between_labels(self, line: Line) -> bool:
        """Whether a line stands between two such labels, as the originator's own number may: ``JO 221134.``"""
        if "dashed" not in self.sheet.fields or self.to or len(line.text) > _LONGEST_BELOW_LABEL:
            return False
        return any(BARE_LABEL.fullmatch(ahead.text) for ahead in self.reel.ahead(_MOST_BELOW_LABEL))

    def _take_canadian(self, sent: re.Match[str]) -> str:
        """The originator of a Canadian telegram, with its day and marking; its posts bear the names of cities, too."""
        fields = self.sheet.fields
        fields["canadian"] = True
        take_written_day(self.sheet, sent["day"])
        self._hold_marked(sent["marked"] or "")
        kind = self._take_originator(sent["name"])
        self.post = fields["originator_post"] = None
        return kind

    def _take_later_canadian(self, sent: re.Match[str]) -> str:
        """The same with number and day as the service wrote them later; its level stands on a line of its own above."""
        fields = self.sheet.fields
        fields["canadian"] = True
        take_written_day(self.sheet, f"{sent['day']} {sent['month']} {sent['year']}")
        for words in fields.get("lines_above", ()):
            self._hold_marked(words)
        self._take_number_above(int(sent["number"]))
        kind = self._take_originator(sent["name"])
        self.post = fields["originator_post"] = None
        if sent["to"] is not None:
            self.to.append(Addressee(sent["to"]))
            self.listing = None
        return kind

    def _take_canadian_list(self, behind: Listed) -> str:
        self.listing = behind.label
        target, kind = (self.to, "heading.to") if behind.label == "TO" else (self.info, "heading.info")
        target.extend(Addressee(name, precedence=behind.precedence) for name in behind.names)
        if behind.number is not None and "number_above" not in self.sheet.fields:
            self._take_number_above(behind.number)
        self.listing = None  # what follows without a label is the subject
        return kind

    def _take_sheet_label(self, labelled: re.Match[str]) -> bool:
        """Precedence or marking behind its label, on the sheet of a message to be sent."""
        value = labelled["value"].strip()
        if labelled["label"] == "PRECEDENCE":
            self.word = self.word or WORDS_ALONE.get(value) or precedence_of(value)
            return self.word is not None or ":" in labelled["colon"] or value in {"EMERGENCY", "DEFERRED"}
        return self._hold_marked(value)

    def _hold_among(self, words: str) -> None:
        """Hold what restricts among the words of a line that is of another kind."""
        upper = words.upper()
        hold_captions(self.sheet, restrictions(upper))
        if upper.rstrip(" .)").endswith(" ONLY") and "ONLY" not in restrictions(upper):
            hold_captions(self.sheet, ["ONLY"])

    def _hold_marked(self, words: str) -> bool:
        """Hold the level and the captions among the words of a marking; whether there was a level."""
        level = level_of(words)
        if level is not None:
            hold_level(self.sheet, level)
        hold_captions(self.sheet, restrictions(words))
        return level is not None

    def _take_wrapped_sent(self, line: Line) -> bool:
        """The same of a line that goes on below, behind a comma."""
        below = next((ahead for ahead in self.reel.ahead(1) if ahead.text), None) if line.text[-1] == "," else None
        found = SENT_TO.match(f"{line.text} {below.text}") if below is not None else None
        if below is None or found is None or not self._take_sent(found):
            return False
        while self.reel.take().start < below.start:
            pass
        self.sheet.mark(below.start, below.next, "heading.info")
        return True

    def _take_sent(self, found: re.Match[str]) -> bool:
        """The other addressees of ``SENT DEPARTMENT 812, REPEATED INFORMATION ATHENS 211, ANKARA 198``."""
        posts = [piece.strip(" .") for piece in SENT_APART.split(found["first"])]
        if not all(SENT_ON.fullmatch(post) for post in posts):
            return False
        if found["number"]:
            self.sheet.fields.setdefault("number_above", int(found["number"]))
        self.listing = "INFO"
        self.info.extend(addressee(post.upper()) for post in posts)
        return True


def _year_near(around: date | None, month: int, day: int) -> int | None:
    """The year in which ``day`` of ``month`` lies within a week of ``around``."""
    if around is None:
        return None
    for year in (around.year - 1, around.year, around.year + 1):
        with suppress(ValueError):  # a day that the month has not
            if abs((date(year, month, day) - around).days) <= _NEAR:
                return year
    return None

"""The heading: format lines 1 to 10, and what a delivered copy puts above and between them.

Source: ACP 127(G) annex B as set out in telegram-format, sections 2 and 3.
"""

from __future__ import annotations

import re

from legation.core.dtg import DTG_PATTERN, instant_of
from legation.core.precedence import RANKS, named
from legation.core.telegram import Addressee, Distribution, Originator, Precedence, Transmission
from legation.formats.levels import LEVEL_LINE, level_at
from legation.formats.lines import Line
from legation.formats.sheet import Sheet

_FL1 = re.compile(r"V?ZCZC\s?(?P<id>[A-Z]{3}\s?\d{3,4})(?:\s+(?:UU|HH))?\s*$|VV\s{1,3}(?P<vv>[A-Z]{3}\d{3,4})\s*$")
_FL2 = re.compile(r"(?P<pp>ZZ|OO|PP|RR|YY|00)\s+(?P<ris>[RQ][A-Z]{3,7}(?:\s+[RQ][A-Z]{3,7})*)\s*$")
_RIS = re.compile(r"[RQ][A-Z]{3,7}(?:\s+[RQ][A-Z]{3,7})*\s*$")
# JANAP 128: precedence, media, classification, content, originating station and serial, filing time, routing.
_JANAP = re.compile(
    r"(?P<p>[ZOPRY])[A-Z]{2}[A-Z][A-Z]{4}\s+(?P<station>[RQ][A-Z]{3,7}?)(?P<serial>\d{4})\s+"
    r"(?P<filed>\d{7})(?:-(?P<security>[A-Z]{4,5}))?(?:--(?P<ris>[A-Z. ]+))?\s*$"
)
_FL3 = re.compile(r"DE\s+(?P<station>[RQ][A-Z]{3,7})\s*#?(?P<serial>\d{3,4}[A-Z]?)\s+(?P<filed>\d{7}|\d{2}/\d{4}Z)")
_FL4 = re.compile(
    r"(?P<security>ZN[RY]\s+[A-Z]{4,5}(?:\s?/\s?[A-Z]{5})?)(?P<signals>(?:\s+Z[A-Z]{2}\d?)*)\s*$"
)
_FL5 = re.compile(
    r"(?:(?P<banner>UNCLAS\w*(?:/{1,2}[\w ]*/{0,2})?)\s+)?(?:(?P<word>FLASH|IMMEDIATE|PRIORITY|ROUTINE)\s+)?"
    r"(?:(?P<p1>[ZOPRY0])[ZOPRY0]?\s*(?:[/ ]?\s*(?P<p2>[ZOPRY0])[ZOPRY0]?\s+)?)?\s*" + DTG_PATTERN + r"(?P<rest>.*)$",
    re.IGNORECASE,
)
_SIGNAL = re.compile(r"\bZ[A-Z]{2}-?\d?\b")
_FM = re.compile(r"(?:FM|FROM\s*:)\s*[:/]?\s*(?P<plad>\S.*)$|FROM\s+(?P<from>AM ?EMBASSY|SECSTATE|AMCONSUL|USMISSION)\b", re.IGNORECASE)
_LIST = re.compile(r"(?P<list>TO|INFO|ZEN/?)(?:\s*:)?(?:\s+(?P<first>\S.*))?$|(?P<xmt>XMT)[ /]+(?P<exempt>\S.*)$")
_ADDRESS = re.compile(
    r"(?:(?P<opsig>Z[A-Z]{2}\d?)[ /]+)?(?:(?P<ri>[RQ][A-Z]{3,7})\s?/\s?)?(?P<plad>[A-Z0-9][A-Za-z0-9 .,'&()/\-]*?/{0,2})"
    r"(?:\s+(?P<prec>NIACT IMMEDIATE|NIACT|FLASH|IMMEDIATE|PRIORITY|ROUTINE))?(?:\s+(?P<mcn>\d{3,6}))?$"
)
_OFFICE = re.compile(r"(?P<office>[A-Z][A-Z/&]{0,7})-(?P<copies>\d{2})\b")
_TOTAL = re.compile(r"/\s?(?P<total>\d{3})\s?(?P<way>[WR])\b")
_DIST = re.compile(r"(?P<role>ACTION|ORIGIN|INFO)\s+(?=[A-Z][A-Z/&]{0,7}-\d{2}\b)")
_DRAFTED = re.compile(r"(DRAFTED|APPROVED|CLEARED) BY\b|DESIRED DISTRIBUTION")
_DASHES = re.compile(r"-{10,}\s*\d{6}[ \dZ/]*$")
_BT = re.compile(r"BT\s*$")
_LABEL = re.compile(
    r"(?:E\.?\s?O\.?\s*\d{4,6}|TAGS?\s*[:;,]|SUBJ(?:ECT)?\b|REFS?\s*[:.(]|REFTEL|MSGID/|CLASSIFIED BY|1\s?\.\s|SUMMARY\b|SECTION )",
    re.IGNORECASE,
)
_NAME_NUMBER = re.compile(r"(?P<name>[A-Z][A-Za-z .,]{1,30}?)\s?:?\s+(?P<number>\d{1,6})\b")
_HALF_DTG = re.compile(r"(?:[ZOPRY0]\s+){0,2}\d{6}Z?\s*$", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\s+\d{2}\b", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*\((?:uc|u|n|c|s)\)\s*$")
_DEPTH = 400  # lines in which a heading may begin; a body may quote one further down


def read_heading(sheet: Sheet, lines: list[Line], at: int) -> int:
    """Read the heading from line ``at``. Returns the index of the first line of the text part.

    Where no heading line is found, ``at`` comes back and nothing is marked.
    """
    evidence = _evidence(lines, at)
    if evidence is None:
        return at
    reader = _Heading(sheet, lines)
    return reader.read(at, evidence)


def _evidence(lines: list[Line], at: int) -> int | None:
    """Index of the first line that only a heading has."""
    for index in range(at, min(len(lines), at + _DEPTH)):
        words = lines[index].text
        if not words:
            continue
        first = words[0]
        if first in "Zzv V" and (_FL1.match(words) or _FL4.match(words)):
            return index
        if first == "D" and _FL3.match(words):
            return index
        if first in "FfTI" and (_FM.match(words) or (words.startswith("TO ") and _is_address(words[3:]))):
            return index
        if len(words) < 90 and (_FL5.match(words) or _JANAP.match(words)):
            return index
        if first in "AO" and _DIST.match(words):
            return index
        if index > at + 4 and _LABEL.match(words):
            return None
    return None


def _is_address(words: str) -> bool:
    words = words.lstrip("/ ")
    if not words or len(words) > 75 or words.endswith((".", ":", ";", ",")):
        return False
    lower = sum(1 for c in _SUFFIX.sub("", words) if c.islower())
    return lower <= 2 and _ADDRESS.match(_SUFFIX.sub("", words)) is not None


class _Heading:
    def __init__(self, sheet: Sheet, lines: list[Line]) -> None:
        self.sheet = sheet
        self.lines = lines
        self.listing: str | None = None
        self.to: list[Addressee] = []
        self.info: list[Addressee] = []
        self.exempt: list[str] = []
        self.distribution: list[Distribution] = []
        self.dist_span: tuple[int, int] | None = None
        self.dist_role = "ACTION"
        self.total: int | None = None
        self.transmission: dict[str, object] = {}
        self.post: str | None = None

    def read(self, at: int, evidence: int) -> int:
        index = at
        while index < len(self.lines):
            line = self._joined_dtg(index)
            if not line.text:
                index += 1
                continue
            kind = self._take(line)
            if kind is None:
                if index >= evidence and self._is_text(line, index):
                    break
                kind = "heading.other" if index < evidence or self._early() else None
                if kind is None:
                    break
            if kind != "heading.dtg":  # marked in its parts
                self.sheet.mark(line.start, line.next, kind)
            index += 1
            if kind == "heading.bt":
                break
        self._settle()
        return index

    def _joined_dtg(self, index: int) -> Line:
        """The line at ``index``; a date-time group broken after its time is put together with the next line."""
        line = self.lines[index]
        if index + 1 < len(self.lines) and _HALF_DTG.match(line.text):
            following = self.lines[index + 1]
            if _MONTH_YEAR.match(following.text):
                words = " ".join(self.sheet.source[line.start : following.end].split())
                if len(words) == following.end - line.start:  # one line end is one blank: places hold
                    del self.lines[index]
                    line = Line(line.start, following.end, following.next, words)
                    self.lines[index] = line
        return line

    def _early(self) -> bool:
        """Whether neither originator nor addressee has been met, so that unknown lines are still heading."""
        return "from_" not in self.sheet.fields and not self.to and not self.info

    def _is_text(self, line: Line, index: int) -> bool:
        """Whether the text part begins here: its classification line, one of its labels, or its own number."""
        words = line.text
        if _LABEL.match(words):
            return True
        if self._early() and "dtg" not in self.sheet.fields:
            return False
        found = level_at(words)
        if found is not None and not (LEVEL_LINE.fullmatch(words) and self._heading_follows(index)):
            return True
        return self._own_number(words)

    def _heading_follows(self, index: int) -> bool:
        """Whether the lines after a bare classification word still belong to the heading."""
        for line in self.lines[index + 1 : index + 4]:
            if line.text:
                return bool(_FM.match(line.text) or _LIST.match(line.text) or _FL5.match(line.text))
        return False

    def _own_number(self, words: str) -> bool:
        found = _NAME_NUMBER.match(words)
        if found is None or self.post is None:
            return False
        return self.sheet.posts.key(found["name"]) == self.post

    def _take(self, line: Line) -> str | None:
        """Read one line if it is a heading line; returns the kind of element, or None."""
        words = line.text
        first = words[0]
        sheet = self.sheet
        if first in "VZ" and (found := _FL1.match(words)):
            sheet.layer("transmission")
            self.transmission["id"] = "".join(words.split())
            return "transmission.id"
        if first in "ZOPRY0" and (found := _FL2.match(words)):
            sheet.layer("transmission")
            self.transmission["precedence"] = named(found["pp"])
            self.transmission["routing"] = tuple(found["ris"].split())
            self.listing = "routing"
            return "transmission.routing"
        if self.listing == "routing" and first in "RQ" and _RIS.match(words):
            held = self.transmission.get("routing", ())
            self.transmission["routing"] = (*held, *words.split())  # type: ignore[misc]
            return "transmission.routing"
        if first in "ZOPRY" and (found := _JANAP.match(words)):
            sheet.layer("transmission")
            self.transmission.update(
                precedence=named(found["p"]), station=found["station"], serial=found["serial"], filed=found["filed"]
            )
            if found["ris"]:
                self.transmission["routing"] = tuple(found["ris"].replace(".", " ").split())
            return "transmission.routing"
        if first == "D" and (found := _FL3.match(words)):
            sheet.layer("transmission")
            self.transmission.update(station=found["station"], serial=found["serial"], filed=found["filed"])
            self.listing = None
            return "transmission.station"
        if first == "Z" and (found := _FL4.match(words)):
            sheet.layer("transmission")
            self.transmission["security"] = " ".join(found["security"].split())
            self.transmission["signals"] = tuple(found["signals"].split())
            return "transmission.security"
        if "dtg" not in sheet.fields and len(words) < 110 and (found := _FL5.match(words)):
            return self._take_dtg(line, found)
        if first in "AOI" and (found := _DIST.match(words)):
            sheet.layer("delivered")
            self.listing, self.dist_role = "distribution", found["role"]
            self._take_offices(line)
            return "delivered.distribution"
        if self.listing == "distribution" and (_OFFICE.match(words) or _TOTAL.match(words)):
            self._take_offices(line)
            return "delivered.distribution"
        if _DASHES.match(words):
            sheet.layer("delivered")
            self.listing = None
            return "delivered.dashes"
        if _DRAFTED.match(words):
            sheet.layer("delivered")
            self.listing = "drafted"
            return "delivered.drafted"
        if first in "Ff" and (found := _FM.match(words)):
            return self._take_originator(found["plad"] or words.split(None, 1)[1])
        if _BT.match(words):
            return "heading.bt"
        if first in "TIXZ" and (found := _LIST.match(words)):
            return self._take_list(found)
        if self.listing == "drafted":
            return "delivered.drafted"
        if self.listing in {"TO", "INFO", "XMT"} and not self._is_end_of_list(line):
            return self._take_address(words)
        return None

    def _is_end_of_list(self, line: Line) -> bool:
        words = line.text
        return (
            not _is_address(words)
            or level_at(words) is not None
            or _LABEL.match(words) is not None
            or self._own_number(words)
            or self._is_series_number(words)
        )

    def _is_series_number(self, words: str) -> bool:
        """``NAVADMIN 136/08``, ``SECTO 27``: the telegram's own name, not a further addressee."""
        return re.match(r"(?:SECTO|TOSEC|NAVADMIN|ALNAV|MARADMIN)\s+\d+(?:/\d{2})?$", words) is not None

    def _take_dtg(self, line: Line, found: re.Match[str]) -> str:
        sheet = self.sheet
        instant = instant_of(found, sheet.received)
        start = line.start + found.start("day")
        end = line.start + found.end("year")
        written = line.text[found.start("day") : found.end("year")]
        if instant is None:
            sheet.find("DTG002", start, end, text=written)
        else:
            sheet.fields["dtg"] = instant
            if not re.fullmatch(r"\d{6}[A-Z] ?[A-Z]{3} \d{2,4}", written):
                sheet.find("DTG003", start, end, text=written, read=instant)
        action = named(found["p1"]) if found["p1"] else found["word"]
        sheet.fields["precedence"] = Precedence(action, named(found["p2"]) if found["p2"] else None)
        sheet.mark(line.start, start, "heading.precedence")
        sheet.mark(start, end, "heading.dtg")
        sheet.mark(end, line.next, "heading.signals" if found["rest"].strip() else "heading.dtg")
        signals = tuple(_SIGNAL.findall(found["rest"]))
        if signals:
            held = self.transmission.get("signals", ())
            self.transmission["signals"] = (*held, *signals)  # type: ignore[misc]
        self.listing = None
        return "heading.dtg"

    def _take_offices(self, line: Line) -> None:
        role = self.dist_role
        for found in _OFFICE.finditer(line.text):
            self.distribution.append(Distribution(role, found["office"], int(found["copies"])))
        start = self.dist_span[0] if self.dist_span else line.start
        self.dist_span = (start, line.end)
        total = _TOTAL.search(line.text)
        if total is not None:
            self.total = int(total["total"])
            self.listing = None

    def _take_originator(self, words: str) -> str:
        words = _SUFFIX.sub("", words).strip()
        ri, slash, plad = words.partition("/")
        if slash and re.fullmatch(r"[RQ][A-Z]{3,7}", ri):
            words = plad.strip()
        else:
            ri = ""
        if "from_" not in self.sheet.fields:
            self.sheet.fields["from_"] = Originator(words, ri or None)
            self.post = self.sheet.posts.key_of_plad(words)
            self.sheet.fields["originator_post"] = self.post
        self.listing = "FM"
        return "heading.from"

    def _take_list(self, found: re.Match[str]) -> str | None:
        if found["xmt"]:
            self.listing = "XMT"
            self.exempt.append(found["exempt"].strip())
            return "heading.exempt"
        name, first = found["list"], found["first"]
        if name.startswith("ZEN"):
            return None
        if first is not None and not _is_address(first):
            return None
        self.listing = name
        if first is None:
            return "heading.to" if name == "TO" else "heading.info"
        return self._take_address(first)

    def _take_address(self, words: str) -> str:
        words = _SUFFIX.sub("", words).strip(" /") if words.startswith("/") else _SUFFIX.sub("", words).strip()
        if self.listing == "XMT":
            self.exempt.append(words)
            return "heading.exempt"
        words, _, exempt = words.partition(", XMT ")
        if exempt:
            self.exempt.append(exempt.strip())
        found = _ADDRESS.match(words)
        target = self.to if self.listing == "TO" else self.info
        kind = "heading.to" if self.listing == "TO" else "heading.info"
        if found is None:
            target.append(Addressee(words))
            return kind
        precedence = "NIACT IMMEDIATE" if found["prec"] == "NIACT" else found["prec"]
        target.append(Addressee(found["plad"].strip(), found["ri"], precedence, found["mcn"]))
        return kind

    def _settle(self) -> None:
        fields, sheet = self.sheet.fields, self.sheet
        fields["to"], fields["info"], fields["exempt"] = tuple(self.to), tuple(self.info), tuple(self.exempt)
        fields["distribution"] = tuple(self.distribution)
        if self.transmission:
            fields["transmission"] = Transmission(**self.transmission)  # type: ignore[arg-type]
        if self.total is not None and self.dist_span is not None:
            copies = sum(d.copies or 0 for d in self.distribution)
            if copies != self.total:
                sheet.find("DIS001", *self.dist_span, text=self.total, read=copies)
        precedence: Precedence | None = fields.get("precedence")
        if precedence is not None and precedence.action is None:
            words = [a.precedence for a in self.to if a.precedence]
            if words:
                highest = max(words, key=lambda w: RANKS.get(w, 0))
                fields["precedence"] = Precedence(highest, precedence.info)

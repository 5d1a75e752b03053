"""What the lines of a heading say, gathered until its end, where the fields are settled."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from legation.core.dtg import instant_of
from legation.core.precedence import RANKS, named
from legation.core.telegram import Addressee, Distribution, Originator, Precedence, Transmission
from legation.formats.heading import despatch
from legation.formats.heading.lines import (
    CIRCULAR,
    MISSION,
    OFFICE,
    OWN_BEHIND,
    SIGNAL,
    SUFFIX,
    TOTAL,
    addressee,
    copies_of,
    precedence_word,
    without_empty_office,
)
from legation.formats.lines import Reel
from legation.formats.ownnumber import known_post, own_number
from legation.formats.sheet import Sheet
from legation.tables.numbering import DEPARTMENT

# The next column of a typed form: ``FROM: Vientiane          10:41 a.m.``
# Beside the originator stands what a typed copy has in a column of its own: an hour, or a number.
_COLUMN = re.compile(r" {3,}(?:\d{1,2}[:.]\d{2}\b|Control\b|Rec'?d\b).*| {8,}\d{1,5}$", re.IGNORECASE)


class HeadingFields:
    """What has been read of a heading; ``listing`` is the list that a line without a label goes on with.

    exempted_from: the list whose collective the exempted posts belong to.
    """

    def __init__(self, sheet: Sheet, reel: Reel, evidence: int | None) -> None:
        self.sheet = sheet
        self.reel = reel
        self.evidence = evidence
        self.listing: str | None = None
        self.to: list[Addressee] = []
        self.info: list[Addressee] = []
        self.exempt: list[str] = []
        self.exempted_from: str | None = None
        self.distribution: list[Distribution] = []
        self.dist_span: tuple[int, int] | None = None
        self.dist_role = "ACTION"
        self.total: int | None = None
        self.transmission: dict[str, Any] = {}
        self.routing: list[str] = []
        self.signals: list[str] = []
        self.post: str | None = None
        self.folded = False
        self.flowing = False
        self.word: str | None = None
        self.word_of_list: str | None = None  # alone behind the label of a list: ``INFO PRIORITY``
        self.several: str | None = None  # what the posts of a list are, where it is said once for all
        self.outgoing = False  # on the form of the Department's own
        self.before: list[Addressee] = []

    def _take_transmission_form(self, name: str, found: re.Match[str]) -> str:
        """Format lines 1 to 4; ``name`` is the form that ``found`` matched."""
        sent = self.transmission
        self.sheet.layer("transmission")
        if name == "TI":
            sent["id"] = "".join(found["id"].split())
            return "transmission.id"
        if name == "CALLED":
            sent["precedence"] = named(found["pp"])
            self.routing = found["ris"].split()
            self.listing = "routing"
            return "transmission.routing"
        self.listing = None
        if name == "STATION":
            sent["station"], sent["serial"], sent["filed"] = found.group("station", "serial", "filed")
            return "transmission.station"
        sent["security"] = " ".join(found["security"].split())
        self.signals.extend(one for one in found["warned"].split() if one[0] in "ZM")  # others say where one was given
        return "transmission.security"

    def _settle_dtg(self, found: re.Match[str], start: int, end: int, base: int = 0) -> None:
        """Precedence, date-time group and signals of format line 5 (``start`` to ``end``), each with its own mark."""
        signals = found["rest"]
        sheet = self.sheet
        instant = instant_of(found, sheet.received)
        first, last = base + found.start("day"), base + found.end("year")
        if instant is None:
            sheet.find(
                "DTG002",
                first,
                last,
                text=found[0][found.start("day") - found.start() : found.end("year") - found.start()],
            )
        else:
            sheet.fields["dtg"] = instant
        action, info = found["p1"], found["p2"]
        word = None if action else found["word"]
        sheet.fields["precedence"] = Precedence(named(action) if action else word, named(info) if info else None)
        sheet.mark(start, first, "heading.precedence")
        sheet.mark(first, last, "heading.dtg")
        sheet.mark(last, end, "heading.signals" if signals.strip() else "heading.dtg")
        if signals:
            self.signals.extend(SIGNAL.findall(signals))
        self.listing = None

    def _take_offices(self, start: int, end: int, words: str) -> None:
        role = self.dist_role
        for office, copies in OFFICE.findall(words):
            self.distribution.append(Distribution(role, office, copies_of(copies)))
        self.dist_span = (self.dist_span[0] if self.dist_span else start, end)
        total = TOTAL.search(words)
        if total is not None:
            self.total = copies_of(total["total"])
            self.listing = None

    def _take_originator(self, words: str) -> str:
        if "   " in words:
            words = despatch.without_number(self.sheet, words) if "despatch" in self.sheet.fields else words
            words = _COLUMN.sub("", words)
        words = words.upper() if self.folded else words
        words = (SUFFIX.sub("", words) if ")" in words else words).strip(" :")
        if words.endswith(")") and (own := OWN_BEHIND.match(words)) is not None:
            words = own["plad"]
            self.sheet.fields.setdefault("lines_above", []).append(f"{own['post']} {own['number']}")
            self.word = self.word or precedence_word(own["prec"])
        ri, slash, plad = words.partition("/")
        if slash and re.fullmatch(r"[RQ][A-Z]{3,7}", ri):
            words = plad.strip()
        else:
            ri = ""
        words = without_empty_office(words)
        if "from_" not in self.sheet.fields:
            posts = self.sheet.posts
            self.sheet.fields["from_"] = Originator(words, ri or None)
            self.post = posts.key_of_plad(words.replace("0", "O"))
            if self.post is not None and self.post not in posts.names:
                self.post = posts.near(words) or self.post  # the copy may have one letter wrong
            self.sheet.fields["originator_post"] = self.post
            self._look_above()
        self.listing = "FM"
        return "heading.from"

    def _look_above(self) -> None:
        """The lines above the originator again, now that its post is known: one may be the telegram's own number."""
        for words in self.sheet.fields.pop("lines_above", ()):
            own = own_number(self.sheet, words)
            if own is not None and own.post == self.post:
                self.sheet.fields["number_above"] = own.number

    def _early(self) -> bool:
        """Whether neither originator nor addressee has been met, so that unknown lines are still heading."""
        return "from_" not in self.sheet.fields and not self.to and not self.info

    def _begin_again(self) -> None:
        """Begin the list of the addressees anew: a second heading says again what stood above the first originator."""
        self.before, self.to = self.to, []

    def _settle(self) -> None:
        fields, sheet = self.sheet.fields, self.sheet
        fields["has_foot"] = self.outgoing or "airgram" in fields or "despatch" in fields
        if self.outgoing and "from_" not in fields:
            fields["from_"], fields["originator_post"] = Originator("DEPARTMENT OF STATE"), DEPARTMENT
        if self.outgoing and len(self.to) > 1:  # the number of a circular stands above those it goes to
            circulars = [one for one in self.to if CIRCULAR.fullmatch(one.plad.upper()) is not None]
            self.to = [one for one in self.to if one not in circulars]
            self.word = self.word or next((one.precedence for one in circulars if one.precedence), None)
        if self.before:
            self.to[:0] = [addressee for addressee in self.before if addressee not in self.to]
        self._take_own_from_last_address()
        for name, found in (("to", self.to), ("info", self.info), ("exempt", self.exempt)):
            if found or name not in fields:
                fields[name] = tuple(found)
        fields.setdefault("distribution", tuple(self.distribution))
        if self.transmission or self.signals:
            self.transmission["routing"] = tuple(self.routing)
            self.transmission["signals"] = tuple(self.signals)
            fields["transmission"] = Transmission(**self.transmission)
        if self.total is not None and self.dist_span is not None:
            copies = sum(d.copies or 0 for d in self.distribution)
            if copies != self.total:
                sheet.find("DIS001", *self.dist_span, text=self.total, read=copies)
        precedence: Precedence | None = fields.get("precedence")
        if self.word is not None and (precedence is None or precedence.action is None):
            fields["precedence"] = precedence = Precedence(
                self.word, precedence.info if precedence is not None else None
            )
        if precedence is None or precedence.action is None:
            words = [a.precedence for a in self.to if a.precedence]
            if words:
                highest = max(words, key=lambda w: RANKS.get(w, 0))
                fields["precedence"] = Precedence(highest, precedence.info if precedence is not None else None)

    def _own_number_told(self) -> int | None:
        """The telegram's own number by the heads above the heading and its routing line; None if they tell none."""
        fields = self.sheet.fields
        if fields.get("record_mrn") is not None:
            return fields["record_mrn"].number  # type: ignore[no-any-return]
        if fields.get("page_heads"):
            return fields["page_heads"][0].number  # type: ignore[no-any-return]
        serial = self.transmission.get("serial")
        return int(serial) if serial and serial.isdecimal() else None

    def _take_own_from_last_address(self) -> None:
        """A copy may run the telegram's own number into the last address: ``USINT ISABEL POUCH LAGOS 5164``.

        Where a head of the record or of a page tells the number, another one is the addressee's running number.
        """
        listed = self.info or self.to
        if not listed or self.post is None or not (listed[-1].mcn or "").isdecimal():
            return
        number = int(listed[-1].mcn or 0)
        if self._own_number_told() not in {None, number}:
            return
        words = listed[-1].plad.split()
        for count in (1, 2, 3):
            before = " ".join(words[:-count])
            if (
                before
                and not MISSION.fullmatch(f"{before} ")
                and known_post(self.sheet, " ".join(words[-count:])) == self.post
            ):
                self.sheet.fields.setdefault("number_above", number)
                left = addressee(before)  # whose own precedence and running number may stand there: ``PRIORITY 812``
                word = left.precedence or listed[-1].precedence
                listed[-1] = msgspec.structs.replace(listed[-1], plad=left.plad, precedence=word, mcn=left.mcn)
                break

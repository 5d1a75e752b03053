"""The heading: format lines 1 to 10, and what a delivered copy puts above and between them.

Source: ACP 127(G) annex B as set out in telegram-format, sections 2 and 3.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from legation.core.dtg import MONTHS, full_year, month_named
from legation.core.precedence import named
from legation.core.telegram import Distribution, Section
from legation.formats.attention import read_attention
from legation.formats.heading.agency import own_citation
from legation.formats.heading.canadian import SENT, SENT_LATER
from legation.formats.heading.classification_line import SECTION
from legation.formats.heading.cuts import CutHeading
from legation.formats.heading.despatch import NAME as DESPATCH
from legation.formats.heading.despatch import number_field
from legation.formats.heading.evidence import evidence_of
from legation.formats.heading.lines import (
    AIRGRAM_NUMBER,
    BT,
    DASHES,
    DATE_LABEL,
    DIST,
    DIST_BARE,
    DRAFTED,
    EYES,
    FL1,
    FL2,
    FL3,
    FL4,
    FL5,
    FL5_LOST,
    FL5_NO_YEAR,
    FM,
    FM_DATED,
    GROUPS,
    JANAP,
    LABEL,
    LEVEL_STARTS,
    LIST,
    LIST_STARTS,
    LISTED,
    LONGEST,
    LONGEST_LIST,
    NEXT_ADDRESS,
    NO_OFFICES,
    NUMBER_ABOVE,
    NUMBER_LABEL,
    OFFICE,
    OFFICE_BARE,
    OFFICES_BARE,
    OUTGOING,
    PLACES,
    PROSIGNS,
    REPEATED,
    RIS,
    SENT_STARTS,
    SENT_TO,
    STAMPED,
    TOTAL,
    WORD_FIRST,
    WORD_FIRSTS,
    WORDS_ALONE,
    addressee,
    copies_of,
    is_address,
    level_above,
)
from legation.formats.heading.message_centre import (
    is_outgoing_message,
    settle_addressed,
    take_addressed,
    take_form,
)
from legation.formats.heading.services import SERVICE_FIRSTS
from legation.formats.heading.typed import CLOCK_ALONE, SENT_FORM, is_sent_to_mission
from legation.formats.lines import SPACE, Line, Reel, line_at
from legation.formats.markings.captions import (
    find_misread,
    hold_captions,
    hold_level,
    is_caption_line,
    is_in_capitals,
    only_for,
    restrictions_within,
    take_caption_line,
)
from legation.formats.markings.levels import is_level_line, level_at
from legation.formats.ownnumber import SERIES, own_number, take_own_airgram
from legation.formats.sectionheads import count
from legation.formats.sheet import Sheet
from legation.formats.written_day import settle_day_of_year, take_day_of_year, take_written_day

_CONTROL = re.compile(r"CONTROL(?: NO\.?)? ?:? {0,9}\d{1,6}$|CHARGED TO ?: .{2,40}$", re.IGNORECASE)
"""The number under which the code room kept a typed telegram, in a column of its own; and who pays for it."""
_TO_WHOM = re.compile(r"(?P<way>TO|FROM) ?: {0,9}(?P<name>[A-Z].{2,60})$")
_LABELLED = re.compile(r"(?:TO|INFO|FROM) {0,9}: {0,9}\S", re.IGNORECASE)
"""A list of the form of an airgram, which has names of posts alone: ``INFO : Lagos, London``."""
_CAPITALIZED = re.compile(r"(?:To|Info|Action) ?: {1,20}[A-Z]{3}[A-Z .,'-]{2,60}(?: - [A-Z ]{4,20})?$")
"""A list of late printed copies, below a line with their kind and day: ``To:   SECSTATE WASHDC - IMMEDIATE``."""
_PLACE_AND_NUMBER = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)? {2,40}\d{1,5}")
"""An addressee of what the Department sent, with its running number: ``Dhahran      477``."""
_MOST_BETWEEN = 4  # lines from captions to the addressees below them, and from these to the number
_LONGEST_TYPED = 60  # code points of a line among them
_INCOMING = re.compile(r"INCOMING TELEGRAM\b", re.IGNORECASE)


def read_heading(sheet: Sheet, reel: Reel) -> bool:
    """Read the heading at the front of ``reel``, which is left at the first line of the text part.

    Returns whether there was one; where no heading line is found nothing is taken.
    """
    first = evidence_of(reel)
    if first is None:
        return False
    _Heading(sheet, reel, first.start).read()
    return True


def take_late_dtg(sheet: Sheet, reel: Reel, line: Line) -> bool:
    """Read a date-time group that stands behind the heading, where the heading had none."""
    found = FL5.match(line.text) if "dtg" not in sheet.fields and len(line.text) < 110 else None
    if found is None or not found["p1"]:
        return False
    _Heading(sheet, reel, None).take_dtg(line, found)
    return True


def take_repeated_info(sheet: Sheet, words: str) -> bool:
    """Read the information addressees of a heading that the text part repeats, where the heading itself had none."""
    found = REPEATED.match(words) if len(words) < 200 else None
    if found is None or sheet.fields.get("info") or not is_address(found["first"]):
        return False
    sheet.fields["info"] = tuple(addressee(piece) for piece in NEXT_ADDRESS.split(found["first"]))
    return True


class _Heading(CutHeading):
    """Reads the heading's lines, whatever a copy has made of them."""

    def read(self) -> None:
        reel, text = self.reel, self.reel.text
        reached = False
        while reel.at < reel.end:
            at = reel.at
            if text[at] in " \n":
                at = reel.at = SPACE.match(text, at, reel.end).end()  # type: ignore[union-attr]
                if at >= reel.end:
                    break
            if self._take_plain():
                reached = True
                continue
            if text.startswith(LEVEL_STARTS, at) and not self._early() and self._is_text(line_at(text, at, reel.end)):
                break
            line = self._cut(self._without_rule(self._without_offices(self._joined_dtg(reel.take()))))
            if not line.text:
                continue
            reached = reached or self.evidence is None or line.start >= self.evidence
            kind = self._take(line)
            if kind is None:
                if (reached and self._is_text(line)) or not (
                    self._early() or not reached or self._level_below(line) or self._number_below(line)
                ):
                    reel.put_back(line)
                    break
                kind = self._take_above(line)
            if kind != "heading.dtg":  # marked in its parts
                self.sheet.mark(line.start, line.next, kind)
            if kind == "heading.bt":
                break
        settle_day_of_year(self.sheet)
        self._take_own_of_series()
        self._settle()

    def _is_text(self, line: Line) -> bool:
        """Whether the text part begins here: its classification line, one of its labels, or its own number."""
        words = line.text
        if LABEL.match(words):
            return True
        if self._early() and "dtg" not in self.sheet.fields:
            return False
        found = level_at(words)
        if found is not None and not (len(words) < 60 and is_level_line(words) and self._heading_follows()):
            return True
        if not self._early():
            return own_number(self.sheet, words) is not None
        # Without originator and addressees: nothing but the date-time group stood above the number of a series.
        return len(words) < 30 and SERIES.match(words) is not None and not self._heading_follows()

    def _number_below(self, line: Line) -> bool:
        """Whether a line among the addressees of a typed copy is none that can be read, and the number is to come."""
        if not self.folded or self._is_numbered() or "dtg" in self.sheet.fields or len(line.text) > _LONGEST_TYPED:
            return False
        return any(NUMBER_LABEL.match(ahead.text[:LONGEST]) is not None for ahead in self.reel.ahead(_MOST_BETWEEN))

    def _heading_follows(self) -> bool:
        """Whether the lines after a bare classification word still belong to the heading."""
        for line in self.reel.ahead(3):
            if line.text:
                words = line.text[:LONGEST]
                return bool(FM.match(words) or LIST.match(words) or FL5.match(words)) or self._own_follows()
        return False

    def _take_above(self, line: Line) -> str:
        """Lines above the originator that no format line is: the form's name, the post's own number."""
        fields = self.sheet.fields
        words = line.text[:80]
        if words[:1] in "Ii" and _INCOMING.match(words) is not None:
            fields["incoming_form"] = True
        above = NUMBER_ABOVE.match(words)
        if above is not None and words.isdecimal() and "incoming_form" in fields:
            return "heading.other"  # of this copy, by the code room
        if above is not None:
            fields.setdefault(number_field(self.sheet), int(above["number"]))
            return "heading.number"
        if "dtg" not in fields and take_written_day(self.sheet, words):
            return "heading.date"
        if "-" in words and self._take_airgram(line.text):
            return "heading.number"
        label = NUMBER_LABEL.match(words)
        if label is not None:
            if not label["series"]:
                self._take_number_above(int(label["number"]))
            self._take_behind_number(label["rest"])
            return "heading.number"
        alone = WORDS_ALONE.get(words.upper())
        if alone is not None:
            self.word = alone
            return "heading.precedence"
        marked = words.upper().removeprefix("CLASSIFICATION:").strip("()[] ")  # ``(OFFICIAL USE ONLY)``
        if len(words) < 80 and is_level_line(marked) and (found := level_at(marked)) is not None:
            hold_level(self.sheet, found["level"])
            return "text.classification"
        whole = level_above().match(line.text) if level_at(words) is not None else None
        if whole is not None:
            hold_level(self.sheet, whole["level"])
            if whole["section"]:
                fields.setdefault("section", Section(count(whole["section"]), count(whole["of"])))
            fields.setdefault("lines_above", []).append(f"{whole['post']} {whole['number']}")
            return "text.classification"
        lost = FL5_LOST.match(words) if "dtg" not in fields else None
        month = month_named(lost["month"]) if lost else None
        if lost is not None and month is not None:
            mended = words[: lost.start("month")] + MONTHS[month - 1] + words[lost.end("month") :]
            dated = FL5.match(mended)
            if dated is not None:
                self.take_dtg(msgspec.structs.replace(line, text=mended), dated)
                self.sheet.find("DTG003", line.start, line.end, text=words, read=fields.get("dtg"))
                return "heading.dtg"
            fields["written_day"] = date(full_year(int(lost["year"]), self.sheet.received), month, 1)
            fields["is_month_alone"] = True
            self.sheet.find("DTG002", line.start, line.end, text=words)
            return "heading.date"
        bare = FL5_NO_YEAR.match(line.text) if "dtg" not in fields and len(words) < 40 else None
        if bare is not None:
            return self._take_without_year(line, bare)
        if "TELEGRAM" in words and OUTGOING.match(words) is not None:
            self.outgoing = True
            if line.start == self.evidence and is_sent_to_mission(self.reel, line):
                fields["is_sent_form"] = True
            return "heading.other"
        if words.startswith("TELEGRAM  ") and take_written_day(self.sheet, words[8:].strip()):
            fields["dated_form"] = True
            return "heading.date"
        if words[-1:] in "HhMmYy" and DESPATCH.match(words) is not None:
            fields["despatch"] = True
            return "heading.other"
        if line.start == self.evidence and is_outgoing_message(self.reel, line):
            take_form(self.sheet, self.reel)
            return "heading.other"
        if words.startswith("TEL") and SENT_FORM.match(words) is not None:
            self.outgoing = fields["is_sent_form"] = True
            self._hold_beside(words)
            return "heading.other"
        if self._restricts(line):
            return "text.caption"
        if (kind := self._take_place(line)) is not None:
            return kind
        if "message_centre" in fields and take_addressed(self.sheet, self.reel.text, line):
            self._hold_beside(line.text)
            return "heading.to"
        fields.setdefault("lines_above", []).append(words)
        is_form = "is_sent_form" in fields or "message_centre" in fields
        return self._hold_beside(line.text) if is_form else "heading.other"

    def _take_airgram(self, words: str) -> bool:
        """Read the number of an airgram, alone or beside its level; False where the line is none."""
        if self._early() and take_own_airgram(self.sheet, words):
            return True
        airgram = AIRGRAM_NUMBER.fullmatch(words)
        beside = [airgram[part] for part in ("level", "beside") if airgram[part]] if airgram is not None else []
        if airgram is None or not all(is_level_line(level.upper()) for level in beside):
            return False
        for level in beside:
            hold_level(self.sheet, level)
        self._take_number_above(int(airgram["number"]))
        self.sheet.fields["airgram"] = True
        self.listing = None
        return True

    def _restricts(self, line: Line) -> bool:
        """Whether a line above the originator holds captions and nothing else; those among other words hold, too."""
        words = line.text
        if not is_caption_line(words):
            if is_in_capitals(words):
                hold_captions(self.sheet, restrictions_within(words.upper()))
            return False
        take_caption_line(self.sheet, words)
        find_misread(self.sheet, words, line.start, line.end)
        if (found := level_at(words)) is not None:  # ``CONFIDENTIAL CDN EYES ONLY``
            hold_level(self.sheet, found["level"])
        if (whom := only_for(words)) is not None:
            self.sheet.attention.extend(read_attention(f"FOR {whom}"))
        return True

    def _restricts_above_lists(self, words: str) -> bool:
        """Read captions that a typed copy has between its number and the other addressees."""
        if "dtg" in self.sheet.fields or self._early() or not is_caption_line(words):
            return False
        follows = any(SENT_TO.match(ahead.text[:LONGEST]) is not None for ahead in self.reel.ahead(_MOST_BETWEEN))
        return follows and take_caption_line(self.sheet, words)

    def _take_behind_number(self, words: str) -> None:
        """Section and day behind the number of a typed copy: ``NO: 1101 SECTION ONE OF TWO, May 5, 1962, 5 PM``."""
        section = SECTION.search(words.upper())
        if section is not None:
            of = count(section["of"])
            self.sheet.fields.setdefault("section", Section(count(section["number"]) if section["number"] else of, of))
            words = words[: section.start()] + words[section.end() :]
        if "dtg" not in self.sheet.fields:
            words = words.strip(" ,;()")
            take_written_day(self.sheet, words) or take_day_of_year(self.sheet, words)

    def _take(self, line: Line) -> str | None:
        """Read one line if it is a heading line; returns the kind of element, or None."""
        length = len(line.text)
        if (
            length > LONGEST
            and self.listing != "routing"
            and (length > LONGEST_LIST or not line.text.startswith(LIST_STARTS))
        ):
            return None
        return self._take_transmission(line) or self._take_delivered(line) or self._take_addresses(line)

    def _take_transmission(self, line: Line) -> str | None:
        words, sheet = line.text, self.sheet
        first = words[0]
        if first in "Dd" and "dtg" not in sheet.fields and (label := DATE_LABEL.match(words)) is not None:
            return "heading.date" if take_written_day(self.sheet, words[label.end() :]) else None
        if first in "VZ" and FL1.match(words):
            self.transmission["id"] = "".join(words.split())
            kind = "transmission.id"
        elif first in "ZOPRY0" and (found := FL2.match(words)):
            kind = self._take_transmission_form("CALLED", found)
        elif self.listing == "routing" and first in "RQ" and RIS.match(words):
            self.routing.extend(words.split())
            kind = "transmission.routing"
        elif first in "ZOPRY" and (found := JANAP.match(words)):
            self.transmission.update(
                precedence=named(found["p"]),
                station=found["station"],
                serial=found["serial"],
                filed=found["filed"],
            )
            self.routing = (found["ris"] or "").replace(".", " ").split()
            kind = "transmission.routing"
        elif first == "D" and (found := FL3.match(words)):
            kind = self._take_transmission_form("STATION", found)
        elif first == "Z" and (found := FL4.match(words)):
            kind = self._take_transmission_form("SECURITY", found)
        else:
            return None
        sheet.layer("transmission")
        return kind

    def _take_delivered(self, line: Line) -> str | None:
        words, sheet = line.text, self.sheet
        first = words[0]
        if first in "AOI01l" and (found := DIST.match(words)):
            self.listing = "distribution"
            self.dist_role = "ACTION" if first == "A" else "ORIGIN" if first in "O0" else "INFO"
            self._take_offices(line.start, line.end, line.text)
            kind = "delivered.distribution"
        elif first == "I" and self._early() and NO_OFFICES.match(words) is not None:
            self._take_offices(line.start, line.end, line.text)
            kind = "delivered.distribution"
        elif first in "AO" and self._early() and (found := DIST_BARE.match(words)):
            self.distribution.append(Distribution(found["role"], found["office"], int(found["copies"])))
            kind = "delivered.distribution"
        elif self._early() and len(words) > 10 and words[-1] in ",WR0123456789" and OFFICES_BARE.match(words):
            self._take_bare_offices(line)
            kind = "delivered.distribution"
        elif self.listing == "distribution" and (OFFICE.match(words) or TOTAL.match(words) or NO_OFFICES.match(words)):
            self._take_offices(line.start, line.end, line.text)
            self._go_on_with_offices()
            kind = "delivered.distribution"
        elif first == "-" and DASHES.match(words):
            self.listing = None
            kind = "delivered.dashes"
        elif DRAFTED.match(words):
            self.listing = "drafted"
            kind = "delivered.drafted"
        else:
            return None
        sheet.layer("delivered")
        return kind

    def _take_bare_offices(self, line: Line) -> None:
        """A line of offices with their copies behind a blank, and the total if it stands there."""
        for found in OFFICE_BARE.finditer(line.text.removeprefix("INFO")):
            self.distribution.append(Distribution("INFO", found["office"], int(found["copies"])))
        self.dist_span = (self.dist_span[0] if self.dist_span else line.start, line.end)
        total = TOTAL.search(line.text)
        if total is not None:
            self.total = copies_of(total["total"])

    def _take_dated_originator(self, line: Line, words: str, plad: str) -> bool:
        """Read ``FM BONN 081530Z DEC 77``; False where no date-time group stands behind the name."""
        named = FM_DATED.match(plad) if "dtg" not in self.sheet.fields else None
        at = words.find(plad) + named.end() if named is not None else 0
        dated = FL5.match(words, at) if named is not None else None
        if named is None or dated is None:
            return False
        self.sheet.mark(line.start, line.start + at, self._take_originator(named["plad"]))
        self._settle_dtg(dated, line.start + at, line.next, line.start)
        self.listing = "FM"
        return True

    def _take_citation(self, words: str) -> str:
        """Take the number of a station that bears the name of its originator; no post's, as a house is none of ours."""
        cited, fields = own_citation(words), self.sheet.fields
        if cited is None or "from_" not in fields or fields["from_"].plad != cited[0]:
            return "heading.other"
        self._take_number_above(cited[1])
        self.post = fields["originator_post"] = None
        fields["foreign"] = True
        return "heading.number"

    def _take_addresses(self, line: Line) -> str | None:
        if "despatch" in self.sheet.fields and (kind := self._take_despatch(line.text)) is not None:
            return kind
        if (
            self.outgoing
            and "dtg" not in self.sheet.fields
            and (kind := self._take_form_of_sent(line.text)) is not None
        ):
            return kind
        typed = self.folded or self._is_typed(line.text) or (self.several and PLACES.match(line.text) is not None)
        typed = typed or ("dated_form" in self.sheet.fields and _CAPITALIZED.match(line.text) is not None)
        typed = typed or ("airgram" in self.sheet.fields and _LABELLED.match(line.text) is not None)
        words = line.text.upper() if typed else line.text
        first = words[0]
        if "dtg" not in self.sheet.fields and len(words) < 110 and (found := FL5.match(words)):
            self.take_dtg(line, found)
            return "heading.dtg"
        if words[-1] == "-" and (kind := self._take_below_label(words)) is not None:
            return kind
        if (
            "from_" not in self.sheet.fields
            and line.text.startswith("From:")
            and (route := self._route(line)) is not None
        ):
            return self._take_route(route)
        if first in "Ff" and (found := FM.match(words)):
            self.folded = self.folded or not words.startswith("F") or words[1:2].islower()
            plad = (found["plad"] or found["from"]).strip()
            if "/" in plad and (sent := SENT.match(plad)) is not None:
                return self._take_canadian(sent)
            if plad[-1:].isdecimal() and (sent := SENT_LATER.match(plad)) is not None:
                return self._take_later_canadian(sent)
            if plad[:1] in WORD_FIRSTS and (before := WORD_FIRST.match(plad)) is not None:
                plad = plad[before.end() :]  # ``FM ROUTINE BELISAR``, as the British have it
            if plad[-1:].isdecimal() and self._take_dated_originator(line, words, plad):
                return "heading.dtg"
            if ":-" in words[:8]:
                self.sheet.fields["dashed"], plad = True, plad.rstrip(".")
            return self._take_originator(plad)
        if BT.match(words):
            return "heading.bt"
        if len(words) < 20 and "GR" in words and GROUPS.match(words) and not self._early():
            return "heading.groups"
        if self._is_office(line.text):
            return "heading.other"
        if len(words) == 2 and words.isalpha() and words not in PROSIGNS and self._goes_on_with_name(words):
            return LISTED[self.listing or "TO"]
        if first in "Nn" and "-" in words and self._take_airgram(line.text):
            return "heading.number"
        if first in "Nn" and (label := NUMBER_LABEL.match(words)) is not None:
            if not label["series"]:  # a delegation's series is no post's
                self._take_number_above(int(label["number"]))
            self._take_behind_number(label["rest"])
            if "message_centre" in self.sheet.fields and not self.to:
                self.to.extend(settle_addressed(self.sheet))
            self.listing = None  # what follows without a label is no address
            return "heading.number"
        if words.startswith("VIA ") and len(words) < 60 and words.endswith((" CHANNEL", " CHANNELS")):
            self.listing, self.sheet.fields["channel"] = None, True
            self._hold_among(words)
            return "heading.other"
        if "channel" in self.sheet.fields and self.to and (person := _TO_WHOM.match(words)) is not None:
            # Below the posts stands who writes to whom.
            if person["way"] == "TO":
                self.sheet.attention.extend(read_attention(f"FOR {person['name']}"))
            return "text.attention"
        if words.startswith(EYES) and not self._early() and take_caption_line(self.sheet, words):
            if (whom := only_for(words)) is not None:
                self.sheet.attention.extend(read_attention(f"FOR {whom}"))
            return "text.caption"
        if "number_above" in self.sheet.fields and self._restricts_above_lists(line.text):
            return "text.caption"
        if first in "Cc" and _CONTROL.match(words) is not None:
            return "heading.other"
        if first.isdecimal() and CLOCK_ALONE.match(words) is not None and "written_day" in self.sheet.fields:
            return "heading.date"
        if first in "SsRr" and (day := STAMPED.match(words)) is not None:
            take_written_day(
                self.sheet, words[day.start("day") :] if day["sent"] else words, sent=day["sent"] is not None
            )
            return "heading.date"
        if words in WORDS_ALONE and not self._early():
            return self._take_word(WORDS_ALONE[words])
        if first in SERVICE_FIRSTS and (kind := self._take_service(line, words)) is not None:
            return kind
        if (first in "TIXA" or words.startswith(SENT_STARTS)) and (found := LIST.match(words)):
            return self._take_list(found)
        if self.listing == "drafted":
            return "delivered.drafted"
        if self.listing in {"TO", "INFO", "XMT"}:
            if words.startswith("CITE ") and words[-1].isdecimal():  # under what number an agency's message is cited
                self.listing = None
                return self._take_citation(words)
            if not self._is_end_of_list(words) or (self.outgoing and _PLACE_AND_NUMBER.fullmatch(line.text)):
                return self._take_address(words)
        return "heading.other" if self._is_between_labels(line) else None

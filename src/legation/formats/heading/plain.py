"""The heading lines of a sound copy, several at once: nothing in them is broken, run together or mended."""

from __future__ import annotations

import re

from legation.core.precedence import named
from legation.core.telegram import Addressee
from legation.formats.heading.fields import HeadingFields
from legation.formats.heading.lines import (
    LONGEST_LIST_AT_ONCE,
    OFFICES,
    PLAIN_LINES,
    WORDS,
    counted_address,
    form_at,
    is_run_in,
    plain_address,
)

_SENT = ("pp", "ris", "station", "serial", "filed", "security", "warned", "plad")


class PlainHeading(HeadingFields):
    """Reads what of a heading stands as its forms have it; all else is left where it is."""

    def _take_plain(self) -> bool:
        """Read the next line or lines if they are those of a sound copy and what came before lets them stand here."""
        reel = self.reel
        text, at, end = reel.text, reel.at, reel.end
        listing = self.listing
        if (listing == "TO" or listing == "INFO") and self.word_of_list is None and self._take_plain_addresses():
            return True
        form = form_at(text, at)
        if form is None:
            if listing != "distribution":
                return False
            form = OFFICES
        if form.name == "TO":
            return self._take_plain_list(at)
        if form.begins and self._take_plain_lines(at):
            return True
        found = form.pattern.match(text, at, end)
        if found is None:
            return form.name == "INFO" and self._take_plain_list(at)
        kind = self._take_form(form.name, found)
        if kind is None:
            return False
        reel.at = found.end()
        if kind != "heading.dtg":
            self.sheet.mark(at, reel.at, kind)
        return True

    def _take_plain_lines(self, at: int) -> bool:
        """Read format lines 1 to 6 at once where all of them stand there as in a sound copy."""
        sheet, reel = self.sheet, self.reel
        found = PLAIN_LINES.match(reel.text, at, reel.end)
        if found is None or "dtg" in sheet.fields or is_run_in(found["plad"]):
            return False
        sheet.layer("transmission")
        marks = sheet.marks
        if found["ti"]:
            self.transmission["id"] = found["id"]
            marks.append((at, found.end("ti"), "transmission.id"))
        for group, kind in (("called", "routing"), ("sent", "station"), ("secured", "security")):
            marks.append((*found.span(group), f"transmission.{kind}"))
        pp, ris, station, serial, filed, security, warned, plad = found.group(*_SENT)
        self.routing = ris.split()
        self.transmission.update(precedence=named(pp), station=station, serial=serial, filed=filed, security=security)
        self.signals.extend(warned.split())
        self._settle_dtg(found, *found.span("dated"))
        marks.append((*found.span("from"), self._take_originator(plad.strip())))
        reel.at = found.end()
        return True

    def _take_form(self, name: str, found: re.Match[str]) -> str | None:
        """Read a line of a sound copy; ``name`` is its form. None where what came before does not let it stand here."""
        if name == "DTG":
            if "dtg" in self.sheet.fields:
                return None
            self._settle_dtg(found, found.start(), found.end())
            return "heading.dtg"
        if name == "FM":
            plad = found["plad"]
            is_other = is_run_in(plad) or plad.partition(" ")[0] in WORDS or plad[-1:].isdecimal()
            return None if is_other else self._take_originator(plad.strip())
        if name == "INFO":
            self.dist_role = found["role"] or self.dist_role
            self.listing = "distribution"
            self._take_offices(found.start(), found.end(), found[0])
            self.sheet.layer("delivered")
            return "delivered.distribution"
        if name == "DASHES":
            self.listing = None
            self.sheet.layer("delivered")
            return "delivered.dashes"
        return self._take_transmission_form(name, found)

    def _take_plain_list(self, at: int) -> bool:
        """Read ``TO`` or ``INFO`` and the addresses behind it."""
        reel = self.reel
        listing = "TO" if reel.text.startswith("TO ", at) else "INFO"
        if not reel.text.startswith(f"{listing} ", at):
            return False
        held, self.listing, reel.at = self.listing, listing, at + len(listing) + 1
        if held == "FM" and self.to and listing == "TO":
            self._begin_again()
        if self._take_plain_addresses(at):
            self.word_of_list = None
            return True
        self.listing, reel.at = held, at
        return False

    def _take_plain_addresses(self, start: int | None = None) -> bool:
        """Read address lines as long as they are those of a sound copy. ``start``: where their label stands."""
        reel, marks = self.reel, self.sheet.marks
        text, at = reel.text, reel.at
        target, kind = (self.to, "heading.to") if self.listing == "TO" else (self.info, "heading.info")
        stop = min(at + LONGEST_LIST_AT_ONCE, reel.end)
        blank = text.find("\n\n", at, stop)
        begin = at if start is None else start
        listed, marked = target.append, marks.append
        for line in text[at : blank + 1 if blank >= 0 else stop].split("\n")[:-1]:  # the last has lost its end
            head, _, mcn = line.rpartition(" ")
            if not mcn:  # blanks at the end of the line
                head, _, mcn = line.rstrip(" ").rpartition(" ")
            if mcn.isdecimal():
                found = counted_address(head)
                if found is None or len(mcn) > 6:
                    break
                listed(Addressee(found.plad, found.ri, found.precedence, mcn))
            elif (found := plain_address(line)) is None:
                break
            else:
                listed(found)
            at += len(line) + 1
            marked((begin, at, kind))
            begin = at
        if at == reel.at:
            return False
        reel.at = at
        return True

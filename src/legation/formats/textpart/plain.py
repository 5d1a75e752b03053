"""The fields of the text part as a sound copy has them, each read as the careful look at its lines would read it."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from legation.core.telegram import ClassifiedBy, Section
from legation.formats.attention import is_attention, is_for_a_place
from legation.formats.labels import INNER, is_field, is_paragraph
from legation.formats.lines import Reel, is_wrapped
from legation.formats.markings.captions import take_caption_line
from legation.formats.markings.levels import LEVEL, level_named
from legation.formats.markings.raising import MARK, raise_to
from legation.formats.ownnumber import known_post
from legation.formats.references.lines import goes_on_below
from legation.formats.references.references import read_plain_list
from legation.formats.sheet import Sheet
from legation.formats.textpart.authority import declassify_on, letters_alone, read_authority
from legation.formats.textpart.orders import has_unread_day, read_order
from legation.formats.textpart.sound import SOUND
from legation.formats.words import fold
from legation.tables.portions import marks_within, sure_marks_within

FIRST_ITEM = re.compile(r"\(?[A1]\s?[).]\s{0,3}[A-Z0-9]")
REASON_BELOW = re.compile(r"\s{0,9}(?:FOR )?REASONS?\b(?! (?:FOR|THAT|WHY))", re.IGNORECASE)
"""The reasons of the authority, an empty line below it."""
REASON_LINE = re.compile(
    r"REASONS?(?: FOR CLASSIFICATION)?(?:\s?[:;]|\s?(?=1 ?[.,] ?[45])|(?= \([A-H]\)))(?=[^\n]{0,60}$)", re.IGNORECASE
)
"""The reasons on a line of their own."""
# The authority: its first reason, and what goes on behind that.
REASONED = re.compile(r"1 ?[.,] ?[456] ?\(?[A-H]\b[^\n]{0,40}$", re.MULTILINE)
REASONS_OVER = re.compile(
    r"1 ?[.,] ?[456] ?\(?[A-H]\b\)?(?: ?(?:[,/&]|AND|OR)? ?\(?[A-H]\b\)?){0,7}\)?"
    r"(?:[.;] {0,9}| {1,9})(?=[A-Z0-9(\"'=-])"
)
"""The reasons in a line that goes on behind them."""
FIRST_MARKED = re.compile(r"\d{1,2}\. {1,3}\([A-Z]")
"""The number and mark of a paragraph."""
GOES_ON = re.compile(r"[\s(&,a-z]|(?i:AND|OR|FOR|REASONS?|DECL\w{0,9}|DERIVED|CLASSIFIED|E\.?O|[A-H]|\d{1,2})\b")
# The marks before the name: ``1. (C) CLASSIFIED BY``, ``CLASSIFIED BY: (C)``.
_RINGED = r"[(\[{<][^()\[\]{}<>]{1,40}[)\]}>]"
_LEAD = re.compile(
    rf"(?:[\s\d.)-]{{0,9}}{_RINGED}){{0,2}}[\s\d.)-]{{0,9}}(?:THIS [A-Z]{{5,8}} (?:IS|WAS|HAS BEEN) )?"
    rf"(?:C[LAS]|DE)[A-Z]{{3,10}}(?: BY| FROM| ON)?\b\s{{0,3}}:?\s{{0,9}}(?:{_RINGED})?",
    re.IGNORECASE,
)
LATER_PARAGRAPH = re.compile(r"\d{1,2}\s?\.\s{0,3}\((?:TS|S|C|U|SBU|CTS|N[SCRU])(?:/[A-Z]{2,6})?\)")  # of an extract
# A form's field is cut at its column wherever that falls, also in a word: the next line goes on without a blank.
_COLUMN = 71
_CUT = re.compile(rf"(?= ?\n[^ \n])(?:(?<=\A[^\n]{{{_COLUMN}}})|(?<=\n[^\n]{{{_COLUMN}}})) ?\n")
# Paragraph 1 of a copy in capitals behind another line; none of ``PART 1. OIL``.
_FIRST = re.compile(r"(?<=[A-Z)\"”'.?!-])(?<! PART)(?<! PHASE)(?<! NO\.) (?=1 ?\. {0,3}[A-Z(\[\"“][^\n]{40})")


def first_run_in(words: str, at: int) -> re.Match[str] | None:
    """The blank behind which paragraph 1 begins that a copy has run into the line of the subject, from ``at``."""
    return _FIRST.search(words, at) if "1." in words else None


class PlainTextPart:
    """Reads what of the text part stands as its forms have it; all else is left where it is."""

    def __init__(self, sheet: Sheet, reel: Reel) -> None:
        self.sheet = sheet
        self.reel = reel
        self.seen: set[str] = set()

    def _take_plain_field(self) -> bool:
        """Read the field that stands next if it is one of a sound copy."""
        reel, at = self.reel, self.reel.at
        form = SOUND.get(reel.text[at : at + 4])
        if form is None or form.field in self.seen:
            return False
        found = form.pattern.match(reel.text, at, reel.end)
        if found is None or (form.may_hold_label and INNER.search(self.sheet.upper, at, found.end()) is not None):
            return False
        if form.field == "captions":
            if not take_caption_line(self.sheet, found["value"]):
                return False
            self.sheet.mark(at, found.end(), "text.caption")
        else:
            if not _TAKE[form.field](self, found):
                return False
            self.seen.add(form.field)
        reel.at = found.end()
        return True

    def _take_plain_level(self, found: re.Match[str]) -> bool:
        """Level, section, and the telegram's own number."""
        sheet, fields = self.sheet, self.sheet.fields
        post = known_post(sheet, found["post"]) if "number" not in fields else None
        if post is None:
            return False
        sheet.state_level(level_named(found["level"]))
        if found["section"] is not None:
            fields["section"] = Section(int(found["section"]), int(found["of"]))
        fields["post"], fields["number"] = post, int(found["number"])
        own = found.start("post")
        sheet.mark(found.start(), own, "text.classification")
        sheet.mark(own, found.end(), "text.number")
        return True

    def _take_plain_order(self, found: re.Match[str]) -> bool:
        """The E.O. line and the TAGS under it."""
        fields = self.sheet.fields
        order = read_order(found["order"], found["value"], self.sheet.day)
        if "tags" in fields or has_unread_day(order):
            return False
        fields["executive_order"] = order
        fields["tags"] = tuple(dict.fromkeys(found["tags"].replace(",", " ").split()))
        self.seen.add("tags")
        under = found.start("under")
        self.sheet.mark(found.start(), under, "text.executive_order")
        self.sheet.mark(under, found.end(), "text.tags")
        return True

    def _take_plain_subject(self, found: re.Match[str]) -> bool:
        words: str = found["value"]
        if words.rstrip(" ").endswith("-----") or first_run_in(words, 0) is not None:  # a rule, or a paragraph
            return False
        if "\n" in words:
            pieces = [piece.strip(" ") for piece in words.split("\n")]
            lengths = [len(piece) for piece in pieces]
            lengths[0] += len("SUBJECT: ")
            for before, length, piece in zip(pieces, lengths, pieces[1:], strict=False):
                if not self._continues(piece, length, before):
                    return False
            words = fold(pieces)
        elif "  " in words or words[-1] == " ":
            words = fold([words])
        self.sheet.fields["subject"] = words
        self.sheet.mark(found.start(), found.end(), "text.subject")
        return True

    def _take_plain_references(self, found: re.Match[str]) -> bool:
        """A list that is plain to its end; one of several lines has labels and is all in capitals."""
        words: str = found["value"]
        if "\n" in words and not (words.isupper() and (words[1:2] in (".", ")") or words[2:3] == ")")):
            return False
        if goes_on_below(self.sheet, found.start("value"), found.end("value")):
            return False
        listed = read_plain_list(self.sheet, *found.span("value"))
        if listed is None:
            return False
        self.sheet.references.extend(listed)
        self.sheet.mark(found.start(), found.end(), "text.references")
        return True

    def _take_plain_authority(self, found: re.Match[str]) -> bool:
        pieces = found["value"].split("\n")
        if any(is_field(words) or is_paragraph(words) or LATER_PARAGRAPH.match(words) for words in pieces[1:]):
            return False
        if any(REASONED.search(above.upper()) and not GOES_ON.match(words) for above, words in pairwise(pieces)):
            return False
        if REASON_BELOW.match(self.reel.text, found.end(), self.reel.end):
            return False
        self._keep_authority(found.start("value"), found.end("value"))
        self._raise_by_marks(found.start("value"), found.end("value"))
        self.sheet.mark(found.start(), found.end(), "text.authority")
        return True

    def _continues(self, words: str, length: int, before: str) -> bool:
        """Whether a line goes on with the subject: after a full line or a broken word, and no field of its own."""
        if len(words) > 100 or is_paragraph(words) or is_field(words) or LEVEL.match(words):
            return False
        if FIRST_ITEM.match(words) or re.match(r"[-=]{3,}", words):
            return False
        if not before or before.endswith(("-", ",", ":")):
            return True
        several = " ALSO FOR " in words or words.count(" FOR ") > 1
        if is_attention(words) and (several or not is_wrapped(length, words)) and is_for_a_place(words):
            return False
        capitals = words.upper() == words and not words.endswith(".")
        return length >= 40 and (capitals or (length >= 45 and len(words) < 75 and not words.endswith((".", ":"))))

    def _raise_by_marks(self, start: int, stop: int) -> None:
        """Raise the telegram by the marks of an authority: before its words, which may be a paragraph's, or its name.

        Farther on ``(C)`` is a reason.
        """
        text = self.sheet.text[start:stop]
        if not any(bracket in text for bracket in "([{<"):
            return
        marks = list(sure_marks_within(text, is_marked=False))
        for words in text.split("\n"):
            if (lead := _LEAD.match(words)) is not None:
                marks.extend(marks_within(lead[0]))
        for said in marks:
            raise_to(self.sheet, said, MARK, (start, stop))

    def _keep_authority(self, start: int, stop: int) -> None:
        words = self.sheet.text[start:stop]
        lines = words.split("\n")
        if any(_COLUMN <= len(line) <= _COLUMN + 1 for line in lines):
            lines = _CUT.sub("", words).split("\n")
        words = fold(lines)
        read = read_authority(words)
        if not read.reasons and ("REASON" in words.upper() or "classified_by" in self.sheet.fields):
            told: ClassifiedBy = self.sheet.fields.get("classified_by", ClassifiedBy())  # on the line of the order
            read = msgspec.structs.replace(read, reasons=letters_alone(words, self.sheet.day) or told.reasons)
        if read != ClassifiedBy():
            self.sheet.fields["classified_by"] = read
        held = self.sheet.fields.get("executive_order")
        if held is None and (until := declassify_on(words)) is not None:
            stated = read_order("", f"DECL: {until}", self.sheet.day)
            self.sheet.fields["executive_order"] = msgspec.structs.replace(stated, order=None)


_TAKE = {
    "level": PlainTextPart._take_plain_level,
    "executive_order": PlainTextPart._take_plain_order,
    "subject": PlainTextPart._take_plain_subject,
    "references": PlainTextPart._take_plain_references,
    "classified_by": PlainTextPart._take_plain_authority,
}

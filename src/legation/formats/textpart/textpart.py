"""The text part above its paragraphs: classification line, captions, passing lines, E.O., TAGS, subject, references,
classification authority.

Copies join several of these on one line, so a label is looked for inside lines as well as at their start.
Source: telegram-format section 4.
"""

from __future__ import annotations

import re

from legation.core.telegram import Addressee, Section
from legation.formats.attention import is_attention, is_for_a_place, is_office_list, read_attention
from legation.formats.heading.british import ADDRESSED, CITED, CITED_IN_WORDS, is_marked_subject, repeated_to
from legation.formats.heading.canadian import is_subject
from legation.formats.heading.classification_line import NUMBER_AND_MORE, SECTION, take_level, take_number
from legation.formats.heading.despatch import number_field
from legation.formats.heading.lines import NUMBER_LABEL
from legation.formats.labels import (
    CLASSIFIED,
    EO,
    PARAGRAPH,
    REF,
    SUBJECT,
    TAGS,
    is_field,
    is_paragraph,
    value_at,
)
from legation.formats.lines import LONG, SPACE, Line, Reel, is_wrapped
from legation.formats.markings.captions import (
    hold_captions,
    is_caption_line,
    only_for,
    restrictions_within,
    take_caption_line,
    take_captions,
    take_captions_before,
)
from legation.formats.markings.levels import LEVEL
from legation.formats.markings.marked_fields import raise_by_field
from legation.formats.ownnumber import own_number, take_own_airgram, take_series_number
from legation.formats.references.lines import JOINT
from legation.formats.references.openings import opening_references
from legation.formats.references.references import read_named, read_reference_list
from legation.formats.sectionheads import count
from legation.formats.sheet import Sheet
from legation.formats.textpart.fields import FieldPart, is_prose
from legation.formats.textpart.foreign_head import SUBJECT as FOREIGN_SUBJECT
from legation.formats.textpart.foreign_head import take_foreign_head
from legation.formats.textpart.naval_opening import NavalOpening, naval_opening
from legation.formats.textpart.plain import FIRST_ITEM, REASON_LINE

# The tail of a list whose beginning a bare body has lost.
_LEFT_OVER = re.compile(r"\(?[B-H]\s?[.)]\s{0,3}[A-Z][A-Z ]{1,24} \d{1,6}(?: \(?NOTAL\)?)?[.;]?$")
_ABOVE_SUBJECT = frozenset({"subject", "tags"})  # below them stands no subject without a label
_FIELDS = frozenset({"executive_order", "tags", "subject", "references", "classified_by"})
_ONLY_FOR = re.compile(r"FOR [A-Z][A-Z ,.&/]{1,60} ONLY FROM\b")
_FIELDS_BY_FIRST = {
    "E": {"executive_order"},
    "T": {"tags"},
    "S": {"subject"},
    "R": {"references"},
    "C": {"classified_by"},
}
# Offices alone: no figure and no sign of a label, nor a word that restricts or that another field begins with.
_PASSING = re.compile(
    r"(?:DEPT|STATE) FOR (?!(?:[A-Z/, ]{0,60}[ /,])?(?:ONLY|SUMMARY|TAGS|CLASSIFIED)\b)[A-Z][A-Z/, ]{1,60}"
)
_LABEL_FIRSTS = frozenset("EeTtAaOoSs5UuRrCcDdBb(1")
_SHORT = 75  # code points of a line that is no paragraph
_MOST_ABOVE = 12  # filled lines between the fields and the first numbered paragraph in which a caption is looked for
_NOISE = 12  # code points of a line that a scan has put between two others
_REMARK = 40  # code points of a line above the first paragraph that says how to handle the telegram
_MOST_BETWEEN = 8  # lines below a passing line in which others of its kind stand
_LONGEST_AGAIN = 4_000  # code points of a text part that is looked for a second time
_CITED_IN_SUBJECT = re.compile(r"\bREF(?:S|TELS?|ERENCES?)? {1,3}(?:\([A-Z]\) )?(?=(?:[0-9]{2} )?[A-Z]{3})")
_CLOSES_CITED = re.compile(r"\)|:| -{1,2} ")  # ``(REF LIMA 2041)``, ``REF LIMA 2041: DUES``
_MOST_REPEATED = 6  # lines of the other addressees of a British telegram
_LABEL = 16  # code points of a label and its colon


def read_text_part(sheet: Sheet, reel: Reel) -> bool:
    """Read the text part at the front of ``reel``, which is left at the body. Returns whether a field was found."""
    part = _TextPart(sheet, reel)
    part.read()
    subject = sheet.fields.get("subject")
    if subject and not sheet.references and ("REF" in subject or "Ref" in subject):
        _take_cited_in_subject(sheet)
    return bool(part.seen)


def _take_cited_in_subject(sheet: Sheet) -> None:
    """The references of a telegram that has no list and names them in its subject: ``YEAR END (REF LIMA 2041)``."""
    start, end = next(((begin, stop) for begin, stop, kind in reversed(sheet.marks) if kind == "text.subject"), (0, 0))
    cited = _CITED_IN_SUBJECT.search(sheet.upper, start, end)
    if cited is None:
        return
    closing = _CLOSES_CITED.search(sheet.upper, cited.end(), end)
    sheet.references.extend(read_named(sheet, cited.end(), closing.start() if closing is not None else end))


class _TextPart(FieldPart):
    """Reads the fields line by line, whatever a copy has made of them."""

    def read(self) -> None:
        reel = self.reel
        text, end = reel.text, reel.end
        begin = SPACE.match(text, reel.at, end).end()  # type: ignore[union-attr]
        while reel.at < end:
            if text[reel.at] in " \n":
                reel.at = SPACE.match(text, reel.at, end).end()  # type: ignore[union-attr]
            elif not self._take_plain_field():
                line = reel.take()
                words = line.text
                if words[:1] == "1" and PARAGRAPH.match(words) is not None and self._says_who(line) is None:
                    reel.put_back(line)  # the body begins, as no field can
                    break
                if words and not self._take_plain_attention(line) and not self._take(self._cut(line)):
                    if self._is_said_again(begin, line):
                        continue
                    self._hold_doubtful()
                    break

    def _is_said_again(self, begin: int, line: Line) -> bool:
        """Pass by a text part that stands there twice, word for word, as release software has left some."""
        above = self.reel.text[begin : min(line.start, begin + _LONGEST_AGAIN)].rstrip()
        if len(above) < _SHORT or not self.reel.text.startswith(above, line.start):
            return False
        stop = line.start + len(above)
        line_end = self.reel.text.find("\n", stop, self.reel.end)
        if self.reel.text[stop : line_end if line_end >= 0 else self.reel.end].strip():
            return False  # what goes on in its last line has not been said yet
        self.reel.at = stop
        self.sheet.mark(line.start, self.reel.at, "text.other")
        return True

    def _hold_doubtful(self) -> None:
        """Hold the captions of the lines that were taken for the body and stand above its first paragraph.

        What stands between a caption and the fields does not make it a word of the text: a telegram is rather held by a
        caption that it does not bear than read by those whom one of its lines keeps from it.
        """
        above: list[Line] = []
        left = _MOST_ABOVE
        for line in self.reel.ahead(3 * _MOST_ABOVE):
            words = line.text
            if not words:
                continue
            if is_paragraph(words):  # ``HANDLE AS NODIS``: no sentence stands there
                for short in above:
                    self._hold_within(short.start, short.end)
                return
            if left == 0:
                return
            left -= 1
            if is_caption_line(words) and take_caption_line(self.sheet, words):
                self.sheet.find("CAP001", line.start, line.end, text=words)
            elif len(words) <= _REMARK:
                above.append(line)

    def _take(self, line: Line) -> bool:
        """Read the field that begins with this line, or put the line back as the first of the body."""
        words = line.text
        if (field := self._take_labelled(line)) is not None:
            self.seen.add(field)
        elif self._take_level(line):
            self.seen.add("level")
        elif self._take_unlabelled(line):
            pass
        elif not is_paragraph(words) and (
            self._late_field_follows(words) if "subject" in self.seen else self._field_follows()
        ):
            self._hold_within(line.start, line.end)
            head = take_foreign_head(self.sheet, words) if self._foreign_subject_follows() else None
            self.sheet.mark(line.start, line.next, head or "text.other")
        else:
            self.reel.put_back(line)
            return False
        return True

    def _take_level(self, line: Line) -> bool:
        """Read the classification line, also where it is said again above the fields."""
        if "level" in self.seen and (self.seen & _FIELDS or not LEVEL.match(line.text)):
            return False
        if not LEVEL.match(line.text):
            return take_level(self.sheet, line)
        if (passed := NUMBER_AND_MORE.search(line.text)) is not None:  # ``UNCLAS TALIN 000123 SIPDIS DEPT FOR EUR/RPM``
            self.reel.at = line.start + passed.end()
            line = line.cut(0, passed.end())
        return take_level(self.sheet, line)

    def _take_labelled(self, line: Line) -> str | None:
        """Read a field by its label; returns its name, or None where the line has none."""
        words = line.text
        first = words[0]
        if first not in _LABEL_FIRSTS:
            return None
        first = first.upper()
        if first == "E" and (found := EO.match(words)):
            self._take_order(line, found)
            return "executive_order"
        if first in "TA" and (found := TAGS.match(words)):
            self._take_tags(line, found)
            return "tags"
        if first in "SU5OAB" and "subject" not in self.seen and (found := SUBJECT.match(words)):
            self._take_subject(line, found)
            return "subject"
        if first == "R" and REASON_LINE.match(words) and self._take_reasons(line):
            return "reasons"
        if first == "R" and (found := REF.match(words)) and not is_prose(words):
            self._take_references(line, line.start + value_at(found))
            return "references"
        if first in "CDT(1" and self._says_who(line) is not None:
            self._take_authority(line)
            return "classified_by"
        return None

    def _take_unlabelled(self, line: Line) -> bool:
        """Read a line without a label: series number, captions, own number, references without REF, passing line."""
        words = line.text
        if "telno" in self.sheet.fields and (cited := CITED.match(words)) is not None and "subject" not in self.seen:
            self._take_cited(line, cited)
            return True
        if "telno" in self.sheet.fields and len(words) <= _NOISE and not self.seen and self._cited_follows():
            self.sheet.mark(line.start, line.next, "text.other")
            return True
        if "route" in self.sheet.fields and self._take_of_route(line):
            return True
        if "-" in words and not self.seen & _FIELDS and take_own_airgram(self.sheet, words):
            self.sheet.mark(line.start, line.next, "text.number")
            return True
        if take_series_number(self.sheet, words) and len(words) < 60:
            self.sheet.mark(line.start, line.next, "text.number")
            return True
        if take_captions(self.sheet, line):
            if (whom := only_for(words)) is not None:
                self.sheet.attention.extend(read_attention(f"FOR {whom}"))
            return True
        if rest := take_captions_before(self.sheet, line):
            self.reel.put_back(line.cut(rest))
            return True
        if "canadian" in self.sheet.fields and not self.seen & _ABOVE_SUBJECT and self._is_canadian_subject(words):
            self.sheet.fields["subject"] = words.lstrip("-")
            self.seen.add("subject")
            self.sheet.mark(line.start, line.next, "text.subject")
            return True
        if self._take_section(line):
            return True
        if words[:1] in "JT" and JOINT.fullmatch(words.upper()) is not None and self._is_above_list():
            self.sheet.mark(line.start, line.next, "text.other")
            return True
        if not self.seen & _FIELDS and (opening := naval_opening(self.sheet, self.reel, line)) is not None:
            self._take_naval_opening(opening)
            return True
        if self._is_reference_item(words):
            self._take_references(line, line.start)
            self.seen.add("references")
            return True
        if self._take_opening(line):
            return True
        if is_paragraph(words):
            return False
        if "mrn" not in self.seen and "subject" not in self.seen and take_number(self.sheet, line):
            self.seen.add("mrn")
            return True
        passing = is_attention(words) or ("subject" not in self.seen and is_office_list(words))
        if passing and "summary" not in words.lower()[:20] and self._above_body(words):
            self._take_attention(line)
            return True
        return False

    def _take_of_route(self, line: Line) -> bool:
        """The other addressees, and what is cited with the subject, in the words of the earlier British form."""
        words = line.text
        if (cited := CITED_IN_WORDS.match(words)) is not None and "subject" not in self.seen:
            # A level beside them is the telegram's as likely as that of the one cited: in doubt it holds.
            subject = cited["subject"] or ""
            beside = words if is_marked_subject(subject) else words[: cited.start("subject")] if subject else words
            raise_by_field(self.sheet, beside, "heading.other", (line.start, line.end))
            self._take_cited(line, cited)
            return True
        if (
            number_field(self.sheet) not in self.sheet.fields
            and (own := NUMBER_LABEL.match(words)) is not None
            and not own["rest"]
        ):
            self.sheet.fields[number_field(self.sheet)] = int(own["number"])
            self.sheet.mark(line.start, line.next, "heading.number")
            return True
        if "addressed" in self.seen or not words.startswith(ADDRESSED):
            return False
        # The sentence may be parted, and each name have a line: ``Repeated for information to: Karachi``, ``Colombo``.
        names, end, below = repeated_to(words), line.next, 0
        for lines, following in enumerate(self.reel.ahead(_MOST_REPEATED), 1):
            if not following.text or len(following.text) > _SHORT:
                break
            if "epeated" not in words:
                if not following.text.startswith("Repeated "):
                    break
                words = f"{words} {following.text}"
            elif self.sheet.posts.key(following.text.strip(" .,")) is not None:
                words = f"{words.rstrip(' ,')}, {following.text}"
            else:
                break
            names, end, below = repeated_to(words) or names, following.next, lines
        if not names:
            return False
        for _ in range(below):
            self.reel.take()
        self.seen.add("addressed")
        self.sheet.fields["info"] = (*self.sheet.fields.get("info", ()), *map(Addressee, names))
        self.sheet.mark(line.start, end, "heading.info")
        return True

    def _is_canadian_subject(self, words: str) -> bool:
        """Whether a line is the subject of a Canadian telegram: the text follows, and no field with a label."""
        if restrictions_within(words) or words.endswith(" ONLY"):
            return False
        words = words.lstrip("-")
        return is_subject(words) and not is_paragraph(words) and not is_attention(words) and not self._field_follows()

    def _cited_follows(self) -> bool:
        """Whether what a British telegram cites stands below, so that a few signs above it are a scan's."""
        return any(CITED.match(line.text) is not None for line in self.reel.ahead(3) if line.text)

    def _take_cited(self, line: Line, cited: re.Match[str]) -> None:
        """The telegrams that a British one cites above its text, and its subject behind them."""
        begin, stop = cited.span("cited")
        self.sheet.references.extend(read_reference_list(self.sheet, line.start + begin, line.start + stop))
        if cited["subject"]:
            self.sheet.fields["subject"] = cited["subject"].strip()
            self.seen.add("subject")
            at = line.start + cited.start("subject")
            self.sheet.mark(line.start, at, "text.references")
            self.sheet.mark(at, line.next, "text.subject")
        else:
            self.sheet.mark(line.start, line.next, "text.references")

    def _take_opening(self, line: Line) -> bool:
        """Read references that open the telegram without a label, if no list has stood above them."""
        opening = opening_references(line.text, self.sheet.posts) if not self.sheet.references else None
        if opening is None:
            return False
        begin, stop = opening
        following = next((below.text for below in self.reel.ahead(3) if below.text), "")
        if following[:1].islower():
            return False  # a sentence that begins with them
        self.sheet.references.extend(read_reference_list(self.sheet, line.start + begin, line.start + stop))
        self.sheet.mark(line.start, line.next, "text.references")
        return True

    def _is_above_list(self) -> bool:
        """Whether the references are the next line with words."""
        following = next((below.text for below in self.reel.ahead(3) if below.text), "")
        return REF.match(following) is not None and not is_prose(following)

    def _take_naval_opening(self, opening: NavalOpening) -> None:
        """Read the subject and the references that a naval message has without labels."""
        at, lines = opening.items, opening.lines
        while (line := self.reel.peek()) is not None and line.start <= lines[-1].start:
            self.reel.take()
        if opening.subject is not None:
            self.sheet.fields["subject"] = opening.subject
            self.seen.add("subject")
            self.sheet.mark(lines[0].start, lines[0].next, "text.subject")
        if at is not None:
            self.sheet.references.extend(read_reference_list(self.sheet, lines[at].start, lines[-1].end))
            self.seen.add("references")
            self.sheet.mark(lines[at].start, lines[-1].next, "text.references")

    def _take_plain_attention(self, line: Line) -> bool:
        """Read a passing line that can be nothing else, by its first words and its signs."""
        words = line.text
        if _PASSING.fullmatch(words) is None or not is_attention(words) or not self._above_body(words):
            return False
        self._take_attention(line)
        return True

    def _take_section(self, line: Line) -> bool:
        """Read ``SECTION 2 OF 4`` on a line of its own."""
        words = line.text
        if len(words) > 40 or not words.upper().startswith(("SECTION", "FINAL SECTION")):
            return False
        found = SECTION.fullmatch(words.upper().strip(" /.()"))
        if found is None:
            return False
        of = count(found["of"])
        self.sheet.fields.setdefault("section", Section(count(found["number"]) if found["number"] else of, of))
        self.sheet.mark(line.start, line.next, "text.series")
        return True

    def _take_attention(self, line: Line) -> None:
        """A passing line, with the lines that it runs on to."""
        pieces, end, length = [line.text], line.next, len(line.text)
        while (following := self.reel.peek()) is not None and following.text and len(pieces) < 6:
            words = following.text
            open_ended = pieces[-1].endswith((",", "/", " AND", " FOR", " TO", " PASS", "-"))
            listed = "/" in words or words.startswith(("AND ", "FOR ", "FROM "))
            if not open_ended and not (listed and is_wrapped(length, words)):
                break
            if len(words) > 100 or words.upper() != words or is_field(words) or is_paragraph(words):
                break
            if is_attention(words) or LEVEL.match(words) or own_number(self.sheet, words) is not None:
                break
            self.reel.take()
            pieces.append(words)
            end, length = following.next, len(words)
        words = " ".join(pieces)
        if _ONLY_FOR.match(words):
            hold_captions(self.sheet, ["ONLY"])
        self._hold_within(line.start, end)
        self.sheet.attention.extend(read_attention(words))
        self.sheet.mark(line.start, end, "text.attention")

    def _hold_within(self, start: int, end: int) -> None:
        """Hold the captions among other words of a line above the body, with a finding."""
        named = restrictions_within(self.sheet.upper[start:end])
        if named:
            hold_captions(self.sheet, named)
            self.sheet.find("CAP001", start, end, text=" ".join(self.sheet.text[start:end].split())[:_SHORT])

    def _above_body(self, words: str) -> bool:
        """Whether the body has not begun: no subject yet, or a line between it and a further field or paragraph 1.

        Captions and other passing lines may stand between; a caption is no line of a body.
        """
        if "subject" not in self.seen:
            return True
        following = ""
        for line in self.reel.ahead(_MOST_BETWEEN):
            following = line.text
            if following and is_caption_line(following):
                return True
            if following and not is_attention(following):
                break
        return is_paragraph(following) or (is_field(following[:LONG]) and is_for_a_place(words))

    def _is_reference_item(self, words: str) -> bool:
        if not self.seen and len(words) < 60 and _LEFT_OVER.match(words):
            return is_paragraph(next((line.text for line in self.reel.ahead(4) if line.text), ""))
        return (
            "subject" in self.seen
            and "references" not in self.seen
            and len(words) < 120
            and FIRST_ITEM.match(words) is not None
            and re.search(r"\d{2}", words) is not None
            and (words[0] == "(" or not words[0].isdigit())
            and not is_paragraph(words)
        )

    def _field_follows(self) -> bool:
        """Whether an E.O., TAGS or subject line still comes, so that an unknown line is not yet body."""
        for line in self.reel.ahead(11):
            words = line.text[:LONG]
            if words and (SUBJECT.match(words) or EO.match(words) or TAGS.match(words)):
                return True
            if is_paragraph(words) or len(line.text) > LONG:
                return False
        return False

    def _foreign_subject_follows(self) -> bool:
        """Whether a subject under the label of another language still comes, so that the head is of its service."""
        return "subject" not in self.seen and any(FOREIGN_SUBJECT.match(line.text) for line in self.reel.ahead(11))

    def _late_field_follows(self, words: str) -> bool:
        """Whether references, the authority or an order still come below a short line under the subject."""
        if len(words) > _SHORT or words.endswith("."):
            return False
        for line in self.reel.ahead(7):
            words = line.text
            if len(words) <= LONG and is_field(words) and not is_paragraph(words) and not is_prose(words):
                if self.seen & _FIELDS_BY_FIRST.get(words[0].upper(), frozenset()):
                    return False  # said already: a telegram that this one quotes begins here
                return CLASSIFIED.match(words) is not None or ":" in words[:_LABEL]
            if len(words) > _SHORT or words.endswith(".") or is_paragraph(words):
                return False
        return False

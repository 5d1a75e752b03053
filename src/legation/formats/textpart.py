"""The text part above its paragraphs: classification line, captions, passing lines, E.O., TAGS, subject, references,
classification authority.

Copies join several of these on one line, so a label is looked for inside lines as well as at their start.
Source: telegram-format section 4.
"""

from __future__ import annotations

import re
from itertools import islice

import msgspec

from legation.core.telegram import Addressee, ClassifiedBy, Section
from legation.formats.attention import is_attention, is_for_a_place, is_office_list, read_attention
from legation.formats.authority import letters_alone, read_authority, reasons_behind
from legation.formats.british import CITED, repeated_to
from legation.formats.canadian import is_subject
from legation.formats.captions import (
    hold_captions,
    is_caption,
    is_caption_line,
    only_for,
    restrictions_within,
    take_caption_line,
    take_captions,
    take_captions_before,
)
from legation.formats.classification_line import SECTION, take_level, take_number
from legation.formats.labels import (
    CLASSIFIED,
    EO,
    INNER,
    PARAGRAPH,
    REF,
    SUBJECT,
    TAGS,
    is_field,
    is_paragraph,
    value_at,
)
from legation.formats.levels import LEVEL
from legation.formats.lines import LONG, SPACE, Line, Reel, is_wrapped
from legation.formats.orders import has_unread_day, read_order, set_by
from legation.formats.ownnumber import own_number, take_series_number
from legation.formats.portions import PORTION
from legation.formats.reference_lines import goes_on, goes_on_below, indent_of
from legation.formats.reference_openings import opening_references
from legation.formats.references import read_reference_list
from legation.formats.sectionheads import count
from legation.formats.sheet import Sheet
from legation.formats.tags import BRACKETED, CODES_ONLY, NAMES_ONE, WRAPPED, split_tags
from legation.formats.textpart_plain import (
    FIRST_ITEM,
    GOES_ON,
    LATER_PARAGRAPH,
    REASON_BELOW,
    REASON_LINE,
    REASONED,
    PlainTextPart,
)
from legation.formats.words import fold
from legation.tables.tags import known

# The tail of a list whose beginning a bare body has lost.
_LEFT_OVER = re.compile(r"\(?[B-H]\s?[.)]\s{0,3}[A-Z][A-Z ]{1,24} \d{1,6}(?: \(?NOTAL\)?)?[.;]?$")
_DOUBLED_REF = re.compile(r"REFS?\s{0,3}:?\s{0,3}\(?[A1]\s?[).:]\s{0,3}", re.IGNORECASE)
_LOWER_TAG = re.compile(r"[A-Za-z]{2,14}(?:, ?[A-Za-z]{2,14}){0,9},?$")  # a copy in small letters
_ABOVE_SUBJECT = frozenset({"subject", "tags"})  # below them stands no subject without a label
_FIELDS = frozenset({"executive_order", "tags", "subject", "references", "classified_by"})
_PORTION = re.compile(rf"\((?:(?:TS|S|C|U|SBU|LOU)(?:/\w{{1,6}})?|(?!R\b|F?OUO){PORTION})\)\s{{0,3}}", re.IGNORECASE)
_MOST_OF_SUBJECT = 5  # lines
# Words that no subject ends with, and signs that one goes on with.
_UNENDED = re.compile(r"(?:\b(?:THE|A|AN|OF|ON|IN|TO|FOR|AND|WITH|BY|AT|FROM|ITS|THEIR|HIS|HER|OVER|INTO|AS)|[,:-])\Z")
_SIGN_AND_WORD = re.compile(r"[(\"']\w{3}|- {1,3}\w")
_ONLY_FOR = re.compile(r"FOR [A-Z][A-Z ,.&/]{1,60} ONLY FROM\b")
_CORRECTED = re.compile(r"C ?O ?R ?R ?E ?C ?T ?E ?D {1,4}C ?O ?P ?Y\b")
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
_RULED = re.compile(r" {0,3}-{5,80}$")  # a rule that a copy has run in behind the subject
_LABEL_FIRSTS = frozenset("EeTtAaSsUuRrCcDd(1")
_SHORT = 75  # code points of a line that is no paragraph
_MOST_ABOVE = 12  # filled lines between the fields and the first numbered paragraph in which a caption is looked for
_NOISE = 12  # code points of a line that a scan has put between two others
_REMARK = 40  # code points of a line above the first paragraph that says how to handle the telegram
_MOST_BETWEEN = 8  # lines below a passing line in which others of its kind stand
_LABEL = 16  # code points of a label and its colon
_SENTENCE = 15  # words in small letters; a list of references has fewer


def read_text_part(sheet: Sheet, reel: Reel) -> bool:
    """Read the text part at the front of ``reel``, which is left at the body. Returns whether a field was found."""
    part = _TextPart(sheet, reel)
    part.read()
    return bool(part.seen)


class _TextPart(PlainTextPart):
    """Reads the fields line by line, whatever a copy has made of them."""

    def read(self) -> None:
        reel = self.reel
        text, end = reel.text, reel.end
        while reel.at < end:
            if text[reel.at] in " \n":
                reel.at = SPACE.match(text, reel.at, end).end()  # type: ignore[union-attr]
            elif not self._take_plain_field():
                line = reel.take()
                words = line.text
                if words[:1] == "1" and PARAGRAPH.match(words) is not None and CLASSIFIED.match(words) is None:
                    reel.put_back(line)  # the body begins, as no field can
                    break
                if words and not self._take_plain_attention(line) and not self._take(self._cut(line)):
                    self._hold_doubtful()
                    break

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
            self.sheet.mark(line.start, line.next, "text.other")
        else:
            self.reel.put_back(line)
            return False
        return True

    def _take_level(self, line: Line) -> bool:
        """Read the classification line, also where it is said again above the fields."""
        if "level" in self.seen and (self.seen & _FIELDS or not LEVEL.match(line.text)):
            return False
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
        if first in "SU" and "subject" not in self.seen and (found := SUBJECT.match(words)):
            self._take_subject(line, found)
            return "subject"
        if first == "R" and REASON_LINE.match(words) and self._take_reasons(line):
            return "reasons"
        if first == "R" and (found := REF.match(words)) and not _is_prose(words):
            self._take_references(line, line.start + value_at(found))
            return "references"
        if first in "CD(1" and (found := CLASSIFIED.match(words)):
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
        if "route" in self.sheet.fields and "addressed" not in self.seen and (names := repeated_to(words)):
            self.seen.add("addressed")
            self.sheet.fields["info"] = (*self.sheet.fields.get("info", ()), *map(Addressee, names))
            self.sheet.mark(line.start, line.next, "heading.info")
            return True
        if "canadian" in self.sheet.fields and not self.seen & _ABOVE_SUBJECT and self._is_canadian_subject(words):
            self.sheet.fields["subject"] = words
            self.seen.add("subject")
            self.sheet.mark(line.start, line.next, "text.subject")
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
        if self._take_section(line):
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

    def _is_canadian_subject(self, words: str) -> bool:
        """Whether a line is the subject of a Canadian telegram: the text follows, and no field with a label."""
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
        opening = opening_references(line.text) if not self.sheet.references else None
        if opening is None:
            return False
        begin, stop = opening
        following = next((below.text for below in self.reel.ahead(3) if below.text), "")
        if following[:1].islower():
            return False  # a sentence that begins with them
        self.sheet.references.extend(read_reference_list(self.sheet, line.start + begin, line.start + stop))
        self.sheet.mark(line.start, line.next, "text.references")
        return True

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

    def _cut(self, line: Line) -> Line:
        """Cut a line before each label inside it; the pieces go back on the reel, with a finding for each."""
        words = line.text
        if len(words) < 12 or _CORRECTED.match(words):  # ``CORRECTED COPY - CLASSIFIED BY LINE ADDED``
            return line
        upper = self.sheet.upper
        at = line.start
        found = INNER.search(upper, at, line.end)
        if found is None or (is_paragraph(words) and not CLASSIFIED.match(words)):
            return line
        if len(words) > 2000 and not is_field(words):
            return line
        while found is not None:
            cut = found.start("label")
            before = words[: min(cut - at, 80)]
            if upper[cut] == "R" and _DOUBLED_REF.fullmatch(before):
                pass  # ``REF: A. REF: ROME 12``
            elif upper[cut] != "E" or not CLASSIFIED.match(before):  # ``CLASSIFIED BY NAME, E.O. 12958, REASONS``
                self.sheet.find(
                    "LAY001", cut, found.end(), text=f"the {self.sheet.text[cut : found.end()].strip(' :')} field"
                )
                self.reel.at = cut
                return line.cut(0, cut - at)
            found = INNER.search(upper, found.end() - 1, line.end)
        return line

    def _field_follows(self) -> bool:
        """Whether an E.O., TAGS or subject line still comes, so that an unknown line is not yet body."""
        for line in self.reel.ahead(11):
            words = line.text[:LONG]
            if words and (SUBJECT.match(words) or EO.match(words) or TAGS.match(words)):
                return True
            if is_paragraph(words) or len(line.text) > LONG:
                return False
        return False

    def _late_field_follows(self, words: str) -> bool:
        """Whether references, the authority or an order still come below a short line under the subject."""
        if len(words) > _SHORT or words.endswith("."):
            return False
        for line in self.reel.ahead(7):
            words = line.text
            if len(words) <= LONG and is_field(words) and not is_paragraph(words) and not _is_prose(words):
                if self.seen & _FIELDS_BY_FIRST.get(words[0].upper(), frozenset()):
                    return False  # said already: a telegram that this one quotes begins here
                return CLASSIFIED.match(words) is not None or ":" in words[:_LABEL]
            if len(words) > _SHORT or words.endswith(".") or is_paragraph(words):
                return False
        return False

    # Fields, in the order of a telegram.

    def _take_order(self, line: Line, found: re.Match[str]) -> None:
        pieces, end = [found["value"]], line.next
        while (following := self.reel.peek()) is not None and following.text and len(pieces) < 3:
            if not self._goes_on_with_order(following, pieces[-1]):
                break
            self.reel.take()
            following = self._cut(following)
            pieces.append(following.text)
            end = following.next
        value = fold(pieces)
        stop, reasons = reasons_behind(value)
        if reasons:
            self._keep_reasons(reasons)
            value = value[:stop]
        order = read_order(found["order"], value, self.sheet.day)
        self.sheet.fields["executive_order"] = order
        if has_unread_day(order):
            self.sheet.find("EOL001", line.start, line.end, text=(order.declassify_on or "")[:40])
        by = set_by(value) if "(" in value else None
        if by is not None and "classified_by" not in self.sheet.fields:
            self.sheet.fields["classified_by"] = ClassifiedBy(name=by)
        self.sheet.mark(line.start, end, "text.executive_order")

    def _keep_reasons(self, reasons: tuple[str, ...]) -> None:
        """Keep reasons that stand elsewhere than on the line of the authority, where that has told none."""
        fields = self.sheet.fields
        held: ClassifiedBy = fields.get("classified_by", ClassifiedBy())
        if not held.reasons:
            fields["classified_by"] = msgspec.structs.replace(held, reasons=reasons)

    def _take_reasons(self, line: Line) -> bool:
        """Read the reasons on a line of their own."""
        reasons = read_authority(line.text).reasons or letters_alone(line.text, self.sheet.day)
        if not reasons:
            return False
        self._keep_reasons(reasons)
        self.sheet.mark(line.start, line.next, "text.authority")
        return True

    def _goes_on_with_order(self, line: Line, before: str) -> bool:
        """Whether a line goes on with the event of declassification above it: a field must follow at once."""
        words = line.text
        if not before.strip() or is_field(words) or is_paragraph(words) or is_attention(words) or len(words) > 100:
            return False
        if LEVEL.match(words) or own_number(self.sheet, words) or re.match(r"N\s?/\s?A\b", before):
            return False
        if INNER.search(self.sheet.upper, line.start + 1, line.end) is not None:
            return True
        following = next((below.text for below in islice(self.reel.ahead(3), 1, None) if below.text), "")
        return is_field(following[:LONG])

    def _take_tags(self, line: Line, found: re.Match[str]) -> None:
        pieces, end = [line.text[value_at(found) :].strip()], line.next
        length = len(line.text)
        while (following := self.reel.peek()) is not None and following.text:
            label = INNER.search(self.sheet.upper, following.start, min(following.end, following.start + LONG))
            if label is not None and label.start() == following.start:
                break
            words = following.text[: label.start() - following.start].rstrip() if label is not None else following.text
            goes_on = (
                BRACKETED.match(words) if words[0] == "(" and pieces[-1].endswith((",", *NAMES_ONE)) else None
            ) or (
                WRAPPED.match(words)
                if pieces[-1].endswith(",")
                else CODES_ONLY.match(words) and len(words) > 3 and (length > 50 or not pieces[-1] or _all_known(words))
            )
            if not goes_on and pieces[-1].endswith(",") and len(words) < 40:
                goes_on = _LOWER_TAG.match(words)
            if not goes_on or is_field(words):
                break
            self.reel.take()
            following = self._cut(following) if label is not None else following
            pieces.append(words)
            end, length = following.next, len(words)
        tags = [
            tag
            for tag in (self._as_known(tag, line) for tag in split_tags(" ".join(pieces)))
            if known(tag) or not take_caption_line(self.sheet, tag)
        ]
        held = self.sheet.fields.get("tags", ())
        if tags:
            self.sheet.fields["tags"] = tuple(dict.fromkeys((*held[:200], *tags)))
        elif not held:
            self.sheet.find("TAG001", line.start, line.end)
        self.sheet.mark(line.start, end, "text.tags")

    def _as_known(self, tag: str, line: Line) -> str:
        """A tag; one that is a code of the table but for a zero or a one of a scanned copy is that code."""
        mended = tag.replace("0", "O").replace("1", "I")
        if mended == tag or known(tag) or not known(mended):
            return tag
        self.sheet.find("TAG002", line.start, line.end, text=tag, read=mended)
        return mended

    def _take_subject(self, line: Line, found: re.Match[str]) -> None:
        pieces, end, length = [line.text[value_at(found) :].strip()], line.next, len(line.text)
        while (following := self.reel.peek()) is not None and following.text:
            if not self._continues(following.text, length, pieces[-1]) and not self._stands_before_field(
                following, pieces[-1]
            ):
                break
            self.reel.take()
            following = self._cut(following)
            pieces.append(following.text)
            end, length = following.next, len(following.text)
        words = _RULED.sub("", fold(pieces))
        mark = _PORTION.match(words) if words.startswith("(") else None
        self.sheet.fields["subject"] = (words[mark.end() :] if mark else words) or None
        self.sheet.mark(line.start, end, "text.subject")

    def _stands_before_field(self, line: Line, before: str) -> bool:
        """Whether lines under the subject have a field below them, so that the body cannot begin with the first.

        Above paragraph 1 they may be its heading: there a line goes on with the subject where that has not ended.
        """
        if not self._may_go_on(line.text):
            return False
        if INNER.search(self.sheet.upper, line.start + 1, line.end) is not None:
            return True
        apart = False
        for below in islice(self.reel.ahead(_MOST_OF_SUBJECT + 3), 1, None):
            words = below.text
            if not words:
                apart = True
            elif is_paragraph(words):
                return _UNENDED.search(before.upper()) is not None
            elif is_field(words[:LONG]):
                return True
            elif apart or not self._may_go_on(words):
                return False
        return False

    def _may_go_on(self, words: str) -> bool:
        """Whether a line may be one of a subject: short, no sentence's end, no item and no line of its own kind."""
        if len(words) > _SHORT or is_paragraph(words) or is_field(words) or LEVEL.match(words):
            return False
        if words.endswith(".") or FIRST_ITEM.match(words) or not (words[0].isalnum() or _SIGN_AND_WORD.match(words)):
            return False
        return not is_caption(words.strip("() ").upper()) and not (is_attention(words) and is_for_a_place(words))

    def _take_references(self, line: Line, value: int) -> None:
        end, stop = line.next, line.end
        indent = indent_of(self.sheet.text, line.start)
        while (following := self.reel.peek()) is not None:
            if not following.text:
                if not goes_on_below(self.sheet, value, stop):
                    break
                while not following.text:
                    following = self.reel.take()
            elif goes_on(self.sheet, following, stop, indent):
                self.reel.take()
            elif (
                len(following.text) < 30
                and LEVEL.match(following.text)
                and goes_on_below(self.sheet, value, stop, following.end)
            ):
                self.reel.take()  # the level at the foot of a page
                continue
            else:
                break
            following = self._cut(following)
            end, stop = following.next, following.end
        self.sheet.references.extend(read_reference_list(self.sheet, value, stop))
        self.sheet.mark(line.start, end, "text.references")

    def _take_authority(self, line: Line) -> None:
        lines, stop, end = 1, line.end, line.next
        while (following := self.reel.peek()) is not None and lines < 7:
            words = following.text
            if not words:
                later = next((below for below in self.reel.ahead(3) if below.text), None)
                if later is None or REASON_BELOW.match(later.text) is None:
                    break
                while not following.text:
                    following = self.reel.take()
                lines, stop, end = lines + 1, following.end, following.next
                continue
            if (is_paragraph(words) and not CLASSIFIED.match(words)) or EO.match(words) or TAGS.match(words):
                break
            if SUBJECT.match(words) or REF.match(words) or LATER_PARAGRAPH.match(words):
                break
            if REASONED.search(self.sheet.upper, line.start, stop) and not GOES_ON.match(words):
                break
            self.reel.take()
            lines, stop, end = lines + 1, following.end, following.next
        if "classified_by" not in self.seen:
            self._keep_authority(line.start, stop)
        self.sheet.mark(line.start, end, "text.authority")


def _all_known(words: str) -> bool:
    """Whether a line is two or more codes that the table has."""
    codes = words.replace(",", " ").split()
    return len(codes) > 1 and all(map(known, codes))


def _is_prose(words: str) -> bool:
    """Whether a line is a paragraph of sentences: edited telegrams begin with ``Ref Embtel 597`` and run on."""
    return len(words) > 120 and not words.islower() and sum(1 for word in words.split() if word.islower()) > _SENTENCE

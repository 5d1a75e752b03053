"""The fields of the text part, each from its label to where it ends: E.O., TAGS, subject, references, authority.

A line that a copy has joined of several is cut at the labels inside it. Source: telegram-format section 4.
"""

from __future__ import annotations

import re
from itertools import islice

import msgspec

from legation.core.telegram import ClassifiedBy
from legation.formats.attention import is_attention, is_for_a_place
from legation.formats.labels import CLASSIFIED, EO, INNER, REF, SUBJECT, TAGS, is_field, is_paragraph, value_at
from legation.formats.lines import LONG, Line, Reel
from legation.formats.markings.captions import is_caption, take_caption_line
from legation.formats.markings.levels import LEVEL
from legation.formats.markings.portions import PORTION
from legation.formats.markings.raising import MARK, raise_to
from legation.formats.ownnumber import own_number
from legation.formats.references.lines import goes_on, goes_on_below, indent_of, sentence_behind, text_behind
from legation.formats.references.references import read_reference_list
from legation.formats.textpart.authority import letters_alone, names_alone, read_authority, reasons_behind
from legation.formats.textpart.orders import has_unread_day, read_order, set_by
from legation.formats.textpart.plain import (
    FIRST_ITEM,
    FIRST_MARKED,
    GOES_ON,
    LATER_PARAGRAPH,
    REASON_BELOW,
    REASONED,
    REASONS_OVER,
    PlainTextPart,
    first_run_in,
)
from legation.formats.textpart.tags import BRACKETED, CODES_ONLY, NAMES_ONE, WRAPPED, split_tags
from legation.formats.words import fold
from legation.tables.portions import marks_within
from legation.tables.tags import known

_DOUBLED_REF = re.compile(r"REFS?\s{0,3}:?\s{0,3}\(?[A1]\s?[).:]\s{0,3}", re.IGNORECASE)
_LOWER_TAG = re.compile(r"[A-Za-z]{2,14}(?:, ?[A-Za-z]{2,14}){0,9},?$")  # a copy in small letters
SUBJECT_MARK = re.compile(
    rf"\((?:(?:TS|S|C|U|SBU|LOU)(?:/\w{{1,6}})?|(?!R\b|F?OUO){PORTION})\)\s{{0,3}}", re.IGNORECASE
)
_MOST_OF_SUBJECT = 5  # lines
# Words that no subject ends with, and signs that one goes on with.
_UNENDED = re.compile(r"(?:\b(?:THE|A|AN|OF|ON|IN|TO|FOR|AND|WITH|BY|AT|FROM|ITS|THEIR|HIS|HER|OVER|INTO|AS)|[,:-])\Z")
_SIGN_AND_WORD = re.compile(r"[(\"']\w{3}|- {1,3}\w")
_CORRECTED = re.compile(r"C ?O ?R ?R ?E ?C ?T ?E ?D {1,4}C ?O ?P ?Y\b")
_SAID_BEFORE = re.compile(r"\bTHIS (?:MESSAGE|CABLE|TELEGRAM) (?:IS|WAS|HAS BEEN)\s?$", re.IGNORECASE)
_MARK_ALONE = re.compile(r"[^A-Za-z]{0,4}[(\[{<][^()\[\]{}<>]{1,40}[)\]}>][^A-Za-z]{0,6}")
_RULED = re.compile(r" {0,3}-{5,80}$")  # a rule that a copy has run in behind the subject
# The end of a sentence in small letters, none of ``Amb. Hart`` or ``U.S. Mission``, with another sentence behind it.
_RUN_IN = re.compile(r"(?:(?<=[a-z]{4})|(?<=\d\d)|(?<=\W\d))\.(?= {1,2}[A-Z][a-z ].{60})")
_RUN_ON_SUBJECT = 170  # code points of a line that holds more than a subject
_SHORT = 75  # code points of a line that is no paragraph
_LONG_LINE = 90  # code points that no line of a sound copy has
_MOST_OF_AUTHORITY = 7  # lines
_RUN_ON = 300  # code points of a line that holds more than who classified and why
_SENTENCE = 15  # words in small letters; a list of references has fewer


class FieldPart(PlainTextPart):
    """Reads the value of a field, whatever a copy has made of its lines."""

    def _cut(self, line: Line) -> Line:
        """Cut a line before each label inside it; the pieces go back on the reel, with a finding for each."""
        words = line.text
        if len(words) < 12 or _CORRECTED.match(words):  # ``CORRECTED COPY - CLASSIFIED BY LINE ADDED``
            return line
        upper = self.sheet.upper
        at = line.start
        found = INNER.search(upper, at, line.end)
        if found is None or (is_paragraph(words) and self._says_who(line) is None):
            return line
        if len(words) > 2000 and not is_field(words):
            return line
        while found is not None:
            cut = found.start("label")
            before = words[: min(cut - at, 80)]
            if upper[cut] == "R" and _DOUBLED_REF.fullmatch(before):
                pass  # ``REF: A. REF: ROME 12``
            elif upper[cut] == "C" and _SAID_BEFORE.search(before) is not None:
                pass  # ``(C) This message is classified by ...``
            elif upper[cut] != "E" or not CLASSIFIED.match(before):  # ``CLASSIFIED BY NAME, E.O. 12958, REASONS``
                if upper[cut] == "C" and _MARK_ALONE.fullmatch(before) is not None:
                    for said in marks_within(before):  # ``[C] CLASSIFIED BY NAME``
                        raise_to(self.sheet, said, MARK, (at, cut))
                self.sheet.find(
                    "LAY001", cut, found.end(), text=f"the {self.sheet.text[cut : found.end()].strip(' :')} field"
                )
                self.reel.at = cut
                return line.cut(0, cut - at)
            found = INNER.search(upper, found.end() - 1, line.end)
        return line

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
        run_in = first_run_in(line.text, value_at(found))
        if run_in is None and len(line.text) > _RUN_ON_SUBJECT:
            run_in = _RUN_IN.search(line.text, value_at(found))
        if run_in is not None:  # the body begins on the line of the subject, as editors print it
            self.reel.at = line.start + run_in.end()
            line = line.cut(0, run_in.end())
            self.sheet.fields["subject"] = fold([line.text[value_at(found) :].strip()]) or None
            self.sheet.mark(line.start, line.end, "text.subject")
            return
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
        mark = SUBJECT_MARK.match(words) if words.startswith("(") else None
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
        begin = value - line.start
        sentence = sentence_behind(line.text, begin) or text_behind(self.sheet, line.text, begin)
        if sentence is not None:  # editors run the text into the list
            self.reel.put_back(line.cut(sentence))
            line = line.cut(0, sentence)
            self.sheet.references.extend(read_reference_list(self.sheet, value, line.end))
            self.sheet.mark(line.start, line.next, "text.references")
            return
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

    def _says_who(self, line: Line) -> re.Match[str] | None:
        """The label of the authority at the front of a line; none of a sentence that goes on with anything else.

        ``(C) This message is classified by the originator. The king ...`` is a paragraph.
        """
        found = CLASSIFIED.match(line.text)
        if found is None or found["said"] is None:
            return found
        pieces = [found["value"]]
        for below in Reel(self.reel.text, line.next, self.reel.end).ahead(_MOST_OF_AUTHORITY):
            words = below.text
            if not words or is_paragraph(words) or is_field(words):
                break
            pieces.append(words)
        return found if names_alone(" ".join(pieces)) else None

    def _take_authority(self, line: Line) -> None:
        over = (
            REASONS_OVER.search(self.sheet.upper, line.start, min(line.end, line.start + _RUN_ON))
            if len(line.text) > _LONG_LINE
            else None
        )
        if over is not None and (len(line.text) > _RUN_ON or FIRST_MARKED.match(self.sheet.text, over.end())):
            # A copy without line ends: behind the reasons the body begins.
            self.reel.at = over.end()
            line = line.cut(0, over.end() - line.start)
            if "classified_by" not in self.seen:
                self._keep_authority(line.start, line.end)
            self._raise_by_marks(line.start, line.end)
            self.sheet.mark(line.start, line.next, "text.authority")
            return
        lines, stop, end = 1, line.end, line.next
        while (following := self.reel.peek()) is not None and lines < _MOST_OF_AUTHORITY:
            words = following.text
            if not words:
                later = next((below for below in self.reel.ahead(3) if below.text), None)
                if later is None or REASON_BELOW.match(later.text) is None:
                    break
                while not following.text:
                    following = self.reel.take()
                lines, stop, end = lines + 1, following.end, following.next
                continue
            if (is_paragraph(words) and self._says_who(following) is None) or EO.match(words) or TAGS.match(words):
                break
            if SUBJECT.match(words) or REF.match(words) or LATER_PARAGRAPH.match(words):
                break
            if REASONED.search(self.sheet.upper, line.start, stop) and not GOES_ON.match(words):
                break
            self.reel.take()
            lines, stop, end = lines + 1, following.end, following.next
        if "classified_by" not in self.seen:
            self._keep_authority(line.start, stop)
        self._raise_by_marks(line.start, stop)
        self.sheet.mark(line.start, end, "text.authority")


def _all_known(words: str) -> bool:
    """Whether a line is two or more codes that the table has."""
    codes = words.replace(",", " ").replace("0", "O").split()
    return len(codes) > 1 and all(map(known, codes))


def is_prose(words: str) -> bool:
    """Whether a line is a paragraph of sentences: edited telegrams begin with ``Ref Embtel 597`` and run on."""
    return len(words) > 120 and not words.islower() and sum(1 for word in words.split() if word.islower()) > _SENTENCE

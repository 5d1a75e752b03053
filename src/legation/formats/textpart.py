"""The text part above its paragraphs: classification line, captions, passing lines, E.O., TAGS, subject, references,
classification authority.

Copies join several of these on one line, so a label is looked for inside lines as well as at their start.
Source: telegram-format section 4.
"""

from __future__ import annotations

import re
from itertools import islice

from legation.core.telegram import ClassifiedBy, Section
from legation.formats.attention import is_attention, read_attention
from legation.formats.authority import read_authority
from legation.formats.captions import take_caption_line, take_captions, take_handling
from legation.formats.labels import CLASSIFIED, EO, INNER, REF, SUBJECT, TAGS, is_field, is_paragraph, value_at
from legation.formats.levels import LEVEL, level_named
from legation.formats.lines import LONG, SPACE, Line, Reel, is_wrapped
from legation.formats.orders import has_unread_day, read_order, set_by
from legation.formats.ownnumber import known_post, own_number, take_series_number
from legation.formats.reference_lines import goes_on, goes_on_below, indent_of
from legation.formats.references import read_plain_list, read_reference_list
from legation.formats.sectionheads import COUNT, count
from legation.formats.sheet import Sheet
from legation.formats.soundfields import SOUND
from legation.formats.tags import BRACKETED, CODES_ONLY, NAMES_ONE, WRAPPED, split_tags
from legation.formats.words import fold
from legation.tables.tags import known

_SECTION = re.compile(rf"\b(?:FINAL )?SECTI[O0]N\s{{1,3}}(?P<number>{COUNT})?\s{{0,3}}[O0]F\s{{1,3}}(?P<of>{COUNT})\b")
_WHOLE = re.compile(
    r"[ /]*(?:(?:NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS"
    r"|//)[ /]*)*(?:SECTION .{3,12} )?(?:[A-Z][A-Z .]{2,30} \d{1,7})?[ .]*"
)
_LONE_STROKE = re.compile(r"(?<!\d)/|/(?!\d)")  # ``3280/1`` is a number and its section
# The tail of a list whose beginning a bare body has lost.
_LEFT_OVER = re.compile(r"\(?[B-H]\s?[.)]\s{0,3}[A-Z][A-Z ]{1,24} \d{1,6}(?: \(?NOTAL\)?)?[.;]?$")
_DOUBLED_REF = re.compile(r"REFS?\s{0,3}:?\s{0,3}\(?[A1]\s?[).:]\s{0,3}", re.IGNORECASE)
_FIRST_ITEM = re.compile(r"\(?[A1]\s?[).]\s{0,3}[A-Z0-9]")
_LOWER_TAG = re.compile(r"[A-Za-z]{2,14}(?:, ?[A-Za-z]{2,14}){0,9},?$")  # a copy in small letters
_FIELDS = frozenset({"executive_order", "tags", "subject", "references", "classified_by"})
_PORTION = re.compile(r"\((?:TS|S|C|U|SBU|LOU)(?:/\w{1,6})?\)\s{0,3}", re.IGNORECASE)
_LABEL_FIRSTS = frozenset("EeTtAaSsUuRrCcDd(1")
_SENTENCE = 15  # words in small letters; a list of references has fewer
# A form's field is cut at its column wherever that falls, also in a word: the next line goes on without a blank.
_CUT = re.compile(r"(?= ?\n[^ \n])(?:(?<=\A[^\n]{71})|(?<=\n[^\n]{71})) ?\n")


def read_text_part(sheet: Sheet, reel: Reel) -> bool:
    """Read the text part at the front of ``reel``, which is left at the body. Returns whether a field was found."""
    part = _TextPart(sheet, reel)
    part.read()
    return bool(part.seen)


def take_level(sheet: Sheet, line: Line) -> bool:
    """Read a classification line: level, handling words, section, and the telegram's own number behind them."""
    found = LEVEL.match(line.text)
    if found is None and len(line.text) < 80:  # a copy in mixed case: only if the whole line is one
        found = LEVEL.match(line.text.upper())
        if found is not None and not _WHOLE.fullmatch(line.text.upper()[found.end() :]):
            found = None
    if found is None:
        return False
    fields = sheet.fields
    sheet.state_level(level_named(found["level"]))
    rest = line.text[found.end() :].upper()
    section = _SECTION.search(rest[:LONG])
    if section is not None:
        of = count(section["of"])
        fields["section"] = Section(count(section["number"]) if section["number"] else of, of)
        rest = rest[: section.start()] + " " * len(section[0]) + rest[section.end() :]
    number = _LONE_STROKE.sub(" ", take_handling(sheet, rest)) if len(rest) < LONG else rest
    lead = found.end() + len(number) - len(number.lstrip())
    if "number" in fields or not take_number(sheet, Line(line.start + lead, line.end, line.next, number.strip())):
        lead = line.next - line.start
    sheet.mark(line.start, line.start + lead, "text.classification")
    return True


def take_number(sheet: Sheet, line: Line) -> bool:
    """Read a line that is the telegram's own post and number: ``TRIPOLI 000893``."""
    own = own_number(sheet, line.text)
    fields = sheet.fields
    if own is None and "level" in fields and fields.get("originator_post") is None and "series_year" not in fields:
        # Behind a level stands the post, known or not.
        if LEVEL.match(line.text) is not None:
            return False
        named = re.fullmatch(r"(?P<post>[A-Z][A-Z .'-]{2,30}?)\s{1,5}(?P<number>\d{1,7})", line.text)
        if named is not None:
            fields["post"], fields["number"] = re.sub(r"[^A-Z]", "", named["post"]), int(named["number"])
            sheet.mark(line.start, line.next, "text.number")
            return True
    if own is None:
        return False
    if own.post in {"SECTO", "TOSEC"} and "number" in fields:
        sheet.mark(line.start, line.next, "text.series")
        return True
    fields["post"], fields["number"] = own
    sheet.mark(line.start, line.next, "text.number")
    return True


class _TextPart:
    def __init__(self, sheet: Sheet, reel: Reel) -> None:
        self.sheet = sheet
        self.reel = reel
        self.seen: set[str] = set()

    def read(self) -> None:
        reel = self.reel
        text, end = reel.text, reel.end
        while reel.at < end:
            if text[reel.at] in " \n":
                reel.at = SPACE.match(text, reel.at, end).end()  # type: ignore[union-attr]
            elif not self._take_sound():
                line = reel.take()
                if line.text and not self._take(self._cut(line)):
                    break

    # Fields of a sound copy, each read as the careful look at its lines would read it.

    def _take_sound(self) -> bool:
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

    def _take_sound_level(self, found: re.Match[str]) -> bool:
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

    def _take_sound_order(self, found: re.Match[str]) -> bool:
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

    def _take_sound_subject(self, found: re.Match[str]) -> bool:
        words: str = found["value"]
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

    def _take_sound_references(self, found: re.Match[str]) -> bool:
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

    def _take_sound_authority(self, found: re.Match[str]) -> bool:
        pieces = found["value"].split("\n")
        if any(is_field(words) or is_paragraph(words) for words in pieces[1:]):
            return False
        self._keep_authority(found.start("value"), found.end("value"))
        self.sheet.mark(found.start(), found.end(), "text.authority")
        return True

    def _take(self, line: Line) -> bool:
        """Read the field that begins with this line, or put the line back as the first of the body."""
        words = line.text
        if (field := self._take_labelled(line)) is not None:
            self.seen.add(field)
        elif self._take_level(line):
            self.seen.add("level")
        elif self._take_plain(line):
            pass
        elif "subject" not in self.seen and not is_paragraph(words) and self._field_follows():
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
        if first == "R" and (found := REF.match(words)) and not _is_prose(words):
            self._take_references(line, line.start + value_at(found))
            return "references"
        if first in "CD(1" and (found := CLASSIFIED.match(words)):
            self._take_authority(line)
            return "classified_by"
        return None

    def _take_plain(self, line: Line) -> bool:
        """Read a line without a label: series number, captions, own number, references without REF, passing line."""
        words = line.text
        if take_series_number(self.sheet, words) and len(words) < 60:
            self.sheet.mark(line.start, line.next, "text.number")
            return True
        if take_captions(self.sheet, line):
            return True
        if self._take_section(line):
            return True
        if self._is_reference_item(words):
            self._take_references(line, line.start)
            self.seen.add("references")
            return True
        if is_paragraph(words):
            return False
        if "mrn" not in self.seen and "subject" not in self.seen and take_number(self.sheet, line):
            self.seen.add("mrn")
            return True
        if "summary" not in words.lower()[:20] and is_attention(words) and self._above_body():
            self._take_attention(line)
            return True
        return False

    def _take_section(self, line: Line) -> bool:
        """Read ``SECTION 2 OF 4`` on a line of its own."""
        words = line.text
        if len(words) > 40 or not words.upper().startswith(("SECTION", "FINAL SECTION")):
            return False
        found = _SECTION.fullmatch(words.upper().strip(" /.()"))
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
        self.sheet.attention.extend(read_attention(" ".join(pieces)))
        self.sheet.mark(line.start, end, "text.attention")

    def _above_body(self) -> bool:
        """Whether the body has not begun: no subject yet, or a short line between the subject and paragraph 1."""
        if "subject" not in self.seen:
            return True
        following = next((line.text for line in self.reel.ahead(3) if line.text), "")
        return is_paragraph(following)

    def _is_reference_item(self, words: str) -> bool:
        if not self.seen and len(words) < 60 and _LEFT_OVER.match(words):
            return is_paragraph(next((line.text for line in self.reel.ahead(4) if line.text), ""))
        return (
            "subject" in self.seen
            and "references" not in self.seen
            and len(words) < 120
            and _FIRST_ITEM.match(words) is not None
            and re.search(r"\d{2}", words) is not None
            and (words[0] == "(" or not words[0].isdigit())
            and not is_paragraph(words)
        )

    def _cut(self, line: Line) -> Line:
        """Cut a line before each label inside it; the pieces go back on the reel, with a finding for each."""
        words = line.text
        if len(words) < 12:
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
        order = read_order(found["order"], value, self.sheet.day)
        self.sheet.fields["executive_order"] = order
        if has_unread_day(order):
            self.sheet.find("EOL001", line.start, line.end, text=(order.declassify_on or "")[:40])
        by = set_by(value) if "(" in value else None
        if by is not None and "classified_by" not in self.sheet.fields:
            self.sheet.fields["classified_by"] = ClassifiedBy(name=by)
        self.sheet.mark(line.start, end, "text.executive_order")

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
        tags = [tag for tag in split_tags(" ".join(pieces)) if known(tag) or not take_caption_line(self.sheet, tag)]
        held = self.sheet.fields.get("tags", ())
        if tags:
            self.sheet.fields["tags"] = tuple(dict.fromkeys((*held[:200], *tags)))
        elif not held:
            self.sheet.find("TAG001", line.start, line.end)
        self.sheet.mark(line.start, end, "text.tags")

    def _take_subject(self, line: Line, found: re.Match[str]) -> None:
        pieces, end, length = [line.text[value_at(found) :].strip()], line.next, len(line.text)
        while (following := self.reel.peek()) is not None and following.text:
            if not self._continues(following.text, length, pieces[-1]) and not self._stands_before_field(following):
                break
            self.reel.take()
            following = self._cut(following)
            pieces.append(following.text)
            end, length = following.next, len(following.text)
        words = fold(pieces)
        mark = _PORTION.match(words) if words.startswith("(") else None
        self.sheet.fields["subject"] = (words[mark.end() :] if mark else words) or None
        self.sheet.mark(line.start, end, "text.subject")

    def _stands_before_field(self, line: Line) -> bool:
        """Whether a line under the subject has a field below it, so that the body cannot begin with it."""
        words = line.text
        if len(words) > 75 or is_paragraph(words) or is_field(words) or LEVEL.match(words) or is_attention(words):
            return False
        if words.endswith(".") or _FIRST_ITEM.match(words) or not words[0].isalnum():
            return False
        if INNER.search(self.sheet.upper, line.start + 1, line.end) is not None:
            return True
        following = next((below.text for below in islice(self.reel.ahead(3), 1, None) if below.text), "")
        return is_field(following[:LONG]) and not is_paragraph(following)

    def _continues(self, words: str, length: int, before: str) -> bool:
        """Whether a line goes on with the subject: after a full line or a broken word, and no field of its own."""
        if len(words) > 100 or is_paragraph(words) or is_field(words) or LEVEL.match(words):
            return False
        if _FIRST_ITEM.match(words) or re.match(r"[-=]{3,}", words):
            return False
        if not before or before.endswith(("-", ",", ":")):
            return True
        several = " ALSO FOR " in words or words.count(" FOR ") > 1
        if is_attention(words) and (several or not is_wrapped(length, words)):
            return False
        capitals = words.upper() == words and not words.endswith(".")
        return length >= 40 and (capitals or (length >= 45 and len(words) < 75 and not words.endswith((".", ":"))))

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
        while (following := self.reel.peek()) is not None and following.text and lines < 7:
            words = following.text
            if (is_paragraph(words) and not CLASSIFIED.match(words)) or EO.match(words) or TAGS.match(words):
                break
            if SUBJECT.match(words) or REF.match(words):
                break
            self.reel.take()
            lines, stop, end = lines + 1, following.end, following.next
        if "classified_by" not in self.seen:
            self._keep_authority(line.start, stop)
        self.sheet.mark(line.start, end, "text.authority")

    def _keep_authority(self, start: int, stop: int) -> None:
        words = self.sheet.text[start:stop]
        read = read_authority(fold((_CUT.sub("", words) if "\n" in words else words).split("\n")))
        if read != ClassifiedBy():
            self.sheet.fields["classified_by"] = read


_TAKE = {
    "level": _TextPart._take_sound_level,
    "executive_order": _TextPart._take_sound_order,
    "subject": _TextPart._take_sound_subject,
    "references": _TextPart._take_sound_references,
    "classified_by": _TextPart._take_sound_authority,
}


def _all_known(words: str) -> bool:
    """Whether a line is two or more codes that the table has."""
    codes = words.replace(",", " ").split()
    return len(codes) > 1 and all(map(known, codes))


def _is_prose(words: str) -> bool:
    """Whether a line is a paragraph of sentences: edited telegrams begin with ``Ref Embtel 597`` and run on."""
    return len(words) > 120 and not words.islower() and sum(1 for word in words.split() if word.islower()) > _SENTENCE

"""The text part above its paragraphs: classification line, captions, passing lines, E.O., TAGS, subject, references,
classification authority.

Copies join several of these on one line, so a label is looked for inside lines as well as at their start.
Source: telegram-format section 4.
"""

from __future__ import annotations

import re
from datetime import date

from legation.core.telegram import Attention, Classification, ClassifiedBy, ExecutiveOrder, Section
from legation.formats.levels import level_at, level_named
from legation.formats.lines import Line
from legation.formats.references import read_reference_list
from legation.formats.sheet import Sheet
from legation.tables.captions import caption_names, caveat_names

_INNER = re.compile(
    r"(?<=[\s.;)])(?P<label>E\.\s?O\.\s*:?\s*1?\d{4,5}\b|EO\s+1\d{4}\b|TAGS?\s*:|SUBJ(?:ECT)?\s*:|REF(?:S|TEL|\(S\))?\s*:|CLASSIFIED BY\b)",
    re.IGNORECASE,
)
_EO = re.compile(r"E\s?\.?\s?O\s?\.?\s*:?\s*(?P<order>1?\d{4,5})\s*[:.;,]?\s*(?P<value>.*)$", re.IGNORECASE)
_TAGS = re.compile(r"(?:TAGE?S|TABS|TAS|TGS|AGS|TAG)\s*[:;,.]\s*(?P<value>.*)$|TAGS\s+(?P<bare>[A-Z]{2,4}(?:[ ,]+[A-Z]{2,4})*)\s*$", re.IGNORECASE)
_SUBJECT = re.compile(r"SUBJ(?:ECTS?)?(?:\s*[:;.]|\s+-)\s*(?P<value>.*)$|SUBJ(?:ECTS?)?\s+(?P<bare>\S.*)$", re.IGNORECASE)
_REF = re.compile(r"REF(?:ERENCE|TEL)?(?:S|\(S\))?\s*(?:[:.;-]|(?=[A-Z(]))\s*(?P<value>.*)$", re.IGNORECASE)
_REF_BARE = re.compile(r"REFS?\s+(?=\(?[A-Z0-9])", re.IGNORECASE)
_CLASSIFIED = re.compile(
    r"(?:\((?:U|C|S|SBU)\)\s*)?(?:1\.\s*\((?:U|C|S)\)\s*)?(?:CLASSIFIED BY|CLASSIFIER|DERIVED FROM|DECLASSIFY ON)\b\s*:?\s*(?P<value>.*)$",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\b(?:FINAL )?SECTION\s+(?P<number>\d{1,2}|ONE|TWO|THREE|FOUR|FIVE)\s+OF\s+(?P<of>\d{1,2}|ONE|TWO|THREE|FOUR|FIVE)\b")
_WORDS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
_POST_NUMBER = re.compile(r"(?P<post>[A-Z][A-Z .,'&-]*?)\s?:?\s+(?P<number>\d{1,7})(?P<rest>\s.*)?$", re.IGNORECASE)
_SERIES = re.compile(r"(?P<post>NAVADMIN|ALNAV|MARADMIN|ALMAR|NAVOP)\s*(?P<number>\d{1,4})/(?P<year>\d{2})\s*$")
_ATTENTION = re.compile(
    r"(?:(?:PLEASE )?PASS(?: TO)?\b|FOR\s|FROM\s|(?P<place>[A-Z][A-Z/&,. ]{1,60}?)\s+(?:FOR|PASS(?: TO)?|PLEASE PASS(?: TO)?|ALSO FOR)\s)"
)
_OFFICES = re.compile(r"\b(?:FOR|PASS(?: TO)?)\s+(?P<offices>.*)$")
_OFFICE = re.compile(r"(?P<office>[A-Z][A-Z0-9/&\-]*(?: (?!AND\b)[A-Z][A-Z0-9/&\-]*){0,3})\s*(?:\((?P<person>[A-Z][A-Z .,'\-]*)\))?\s*(?:,|;|\bAND\b|$)")
_PARAGRAPH = re.compile(
    r"(?:¶\s*)?(?:\((?:TS|S|C|U|SBU|LOU)(?:[/-]{1,2}[A-Z]{2,6})?\)\s*)?(?:1|l)\s?[.,](?!\d)|¶|\((?:TS|S|C|U|SBU|LOU)(?:[/-]{1,2}[A-Z]{2,6})?\)\s|"
    r"(?:BEGIN )?(?:SUMMARY|INTRODUCTION|ACTION REQUEST(?:ED)?)\b|RMKS/|PARA(?:GRAPH)? ?1\b",
    re.IGNORECASE,
)
_DATES = (
    (re.compile(r"(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>\d{4}|\d{2})\b"), True),
    (re.compile(r"(?P<y>\d{4})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})\b"), True),
    (re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})\b"), True),
    (re.compile(r"(?P<name>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})\b"), False),
    (re.compile(r"(?P<d>\d{1,2})\s+(?P<name>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})\b"), False),
)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_REASON = re.compile(r"(?P<section>1\.[456])\s*(?P<letters>(?:[\s,/;&.()]|\bAND\b|\b[A-Ha-h]\b|(?<=\()[A-Ha-h](?=[/,)]))*)", re.IGNORECASE)
_REASON_LABEL = re.compile(r"\bREASONS?\b\s*(?:FOR CLASSIFICATION)?\s*[:.,;-]?\s*", re.IGNORECASE)


class TextPart:
    """Reads the text part's header lines; ``read`` returns the index of the first line of the body."""

    def __init__(self, sheet: Sheet, lines: list[Line]) -> None:
        self.sheet = sheet
        self.lines = lines
        self.captions: list[str] = []
        self.caveats: list[str] = []
        self.attention: list[Attention] = []
        self.seen: set[str] = set()

    def read(self, at: int) -> int:
        index = at
        while index < len(self.lines):
            line = self.lines[index]
            if not line.text:
                index += 1
                continue
            used = self._take(line, index)
            if used == 0:
                break
            index += used
        self._settle()
        return index

    def _take(self, line: Line, index: int) -> int:
        """Read the field that begins with this line; returns how many lines it used, 0 where the body begins."""
        line = self._cut(line, index)
        words = line.text
        first = words[:1].upper()
        if first == "E" and (found := _EO.match(words)):
            return self._take_order(line, index, found)
        if first in "TA" and (found := _TAGS.match(words)):
            return self._take_tags(line, index, found)
        if first == "S" and (found := _SUBJECT.match(words)) and "subject" not in self.seen:
            return self._take_subject(line, index, found)
        if first == "R" and ((found := _REF.match(words)) or (found := _REF_BARE.match(words))):
            value = found["value"] if "value" in found.re.groupindex else words[found.end() :]
            return self._take_references(line, index, line.end - len(value))
        if first in "C(1D" and (found := _CLASSIFIED.match(words)):
            return self._take_authority(line, index, found)
        if "level" not in self.seen and (found := level_at(words)):
            return self._take_level(line, found)
        if self._take_series(line):
            return 1
        if self._take_captions(line):
            return 1
        if "subject" in self.seen and "references" not in self.seen and re.match(r"\(?[A1][).]\s*[A-Z]", words) and re.search(r"\d", words) and len(words) < 120 and not _PARAGRAPH.match(words):
            return self._take_references(line, index, line.start)
        if _PARAGRAPH.match(words):
            return 0
        if "mrn" not in self.seen and self._take_number(line):
            return 1
        if "subject" not in self.seen and len(words) < 200 and _ATTENTION.match(words) and words.upper() == words:
            self._take_attention(line)
            return 1
        if "subject" not in self.seen and self._subject_follows(index):
            self.sheet.mark(line.start, line.next, "text.other")
            return 1
        return 0

    def _cut(self, line: Line, index: int) -> Line:
        """Cut a line before a label inside it; the rest is put back as the next line, with a finding."""
        found = _INNER.search(line.text, 1)
        if found is None or found.start() == 0:
            return line
        if line.text[:13].upper().startswith(("CLASSIFIED", "(U) CLASSIF")) and found["label"][:1].upper() == "E":
            return line
        if _PARAGRAPH.match(line.text) and not _CLASSIFIED.match(line.text):
            return line
        at = line.start + found.start()
        head = line.text[: found.start()].rstrip()
        rest = Line(at, line.end, line.next, self.sheet.source[at : line.end])
        cut = Line(line.start, line.start + len(head), at, head)
        self.lines[index] = cut
        self.lines.insert(index + 1, rest)
        self.sheet.find("LAY001", at, at + len(found["label"]), text=f"the {found['label'].strip(' :')} field")
        return cut

    def _subject_follows(self, index: int) -> bool:
        """Whether an E.O., TAGS or subject line still comes, so that an unknown line is not yet body."""
        for line in self.lines[index + 1 : index + 12]:
            if line.text and (_SUBJECT.match(line.text) or _EO.match(line.text) or _TAGS.match(line.text)):
                return True
            if _PARAGRAPH.match(line.text) or len(line.text) > 200:
                return False
        return False

    # Fields, in the order of a telegram.

    def _take_level(self, line: Line, found: re.Match[str]) -> int:
        fields = self.sheet.fields
        self.seen.add("level")
        fields["level"] = level_named(found["level"])
        rest = line.text[found.end() :]
        rest_at = line.start + found.end()
        section = _SECTION.search(rest)
        if section is not None:
            number, of = (_WORDS.get(g) or int(g) for g in section.group("number", "of"))
            fields["section"] = Section(number, of)
        handling = rest[: section.start()] if section else rest
        tail = rest[section.end() :] if section else rest
        tail_at = rest_at + (section.end() if section else 0)
        for name in caveat_names():
            if re.search(rf"(?<![A-Z]){re.escape(name)}(?![A-Z])", handling):
                self.caveats.append(name)
        for name in ("EFTO", "SENSITIVE", "FOR OFFICIAL USE ONLY"):
            if re.search(rf"(?<![A-Z]){name}(?![A-Z])", handling) and name not in self.caveats:
                self.caveats.append(name)
        for name in caption_names():
            if re.search(rf"(?<![A-Z]){re.escape(name)}(?![A-Z])", handling) and name not in self.caveats:
                self.captions.append(name)
        self.sheet.mark(line.start, rest_at, "text.classification")
        stripped = tail
        for name in (*self.caveats, *self.captions):
            stripped = stripped.replace(name, " " * len(name))
        stripped = stripped.replace("/", " ")
        lead = len(stripped) - len(stripped.lstrip())
        number_line = Line(tail_at + lead, line.end, line.next, stripped.strip())
        if not self._take_number(number_line):
            self.sheet.mark(rest_at, line.next, "text.classification")
        return 1

    def _take_number(self, line: Line) -> bool:
        """The telegram's own post and number: ``TRIPOLI 000893``."""
        found = _POST_NUMBER.match(line.text)
        fields = self.sheet.fields
        if found is None or len(line.text) > 60:
            return False
        post = self.sheet.posts.key(found["post"])
        own = fields.get("originator_post")
        if post is None and own is not None and "level" in self.seen and "number" not in fields:
            post = self.sheet.posts.key_of_plad(found["post"]) or re.sub(r"[^A-Z]", "", found["post"].upper())
        if post is None and own is None and "level" in self.seen:
            post = re.sub(r"[^A-Z]", "", found["post"].upper()) or None
        if post is None:
            return False
        if post in {"SECTO", "TOSEC"} and "number" in fields:
            self.sheet.mark(line.start, line.next, "text.series")
            return True
        self.seen.add("mrn")
        fields["post"], fields["number"] = post, int(found["number"])
        self.sheet.mark(line.start, line.next, "text.number")
        return True

    def _take_series(self, line: Line) -> bool:
        found = _SERIES.match(line.text)
        if found is None or "number" in self.sheet.fields:
            return False
        fields = self.sheet.fields
        fields["post"], fields["number"] = found["post"], int(found["number"])
        two = int(found["year"])
        fields["series_year"] = 1900 + two if two >= 45 else 2000 + two
        self.seen.add("mrn")
        self.sheet.mark(line.start, line.next, "text.number")
        return True

    def _take_captions(self, line: Line) -> bool:
        words = re.sub(r"[^A-Z ]+", " ", line.text.upper()).split()
        left = " ".join(words)
        met: list[str] = []
        for name in (*caption_names(), *caveat_names()):
            if re.search(rf"(?<![A-Z]){re.escape(name)}(?![A-Z])", left):
                left = re.sub(rf"(?<![A-Z]){re.escape(name)}(?![A-Z])", " ", left)
                met.append(name)
        if not met or left.strip(" "):
            only = re.fullmatch(r"(?:FOR )?(?P<who>[A-Z][A-Z ,.&]+?) ONLY|EYES ONLY(?: FOR .*)?", line.text)
            if only is None or len(line.text) > 70:
                return False
            met = ["ONLY"]
        met.sort(key=lambda name: line.text.upper().find(name))
        for name in met:
            held = self.caveats if name in caveat_names() else self.captions
            if name not in held:
                held.append(name)
        self.sheet.mark(line.start, line.next, "text.caption")
        return True

    def _take_attention(self, line: Line) -> None:
        self.sheet.mark(line.start, line.next, "text.attention")
        found = _OFFICES.search(line.text)
        if found is None:
            return
        for office in _OFFICE.finditer(found["offices"].rstrip(" .")):
            name, person = office["office"].strip(), office["person"]
            if name in {"AND", "FROM"}:
                continue
            self.attention.append(Attention(name, person.strip() if person else None))

    def _take_order(self, line: Line, index: int, found: re.Match[str]) -> int:
        value = found["value"].strip()
        order = found["order"]
        order = {"1295": "12958", "112065": "12065", "1165": "11652"}.get(order, order)
        self.sheet.fields["executive_order"] = self._order(order, value, line)
        self.sheet.mark(line.start, line.next, "text.executive_order")
        return 1

    def _order(self, order: str, value: str, line: Line) -> ExecutiveOrder:
        upper = value.upper().strip(" .;")
        if not upper:
            return ExecutiveOrder(order)
        if re.match(r"N\s?/?\s?A\b", upper):
            return ExecutiveOrder(order, "N/A")
        schedule = re.match(r"(?P<code>X?GDS|ADS|RDS|DECL(?:AS)?|OADR)\b\s?-?(?P<number>[1-4])?\s*[:,]?\s*(?P<rest>.*)", upper)
        if schedule is None:
            spaced = re.match(r"X\s?G\s?D\s?S\s?-?\s?(?P<number>[1-4])?", upper)
            if spaced is not None:
                return ExecutiveOrder(order, "XGDS", None, (f"XGDS{spaced['number']}",) if spaced["number"] else ())
            return ExecutiveOrder(order, None, value)
        code, rest = schedule["code"], schedule["rest"]
        code = "DECL" if code in {"DECLAS", "OADR"} else code
        exemptions = [f"{code}{schedule['number']}"] if schedule["number"] else []
        if schedule["code"] == "OADR":
            return ExecutiveOrder(order, "DECL", "OADR")
        rest = re.sub(r"^DECLAS(?:SIFY)?(?: ON)?:?\s*", "", rest).strip(" .,")
        coded = re.findall(r"\b(?:25X\d|50X\d(?:-\w+)?|X\d)\b", rest)
        exemptions += coded
        day = read_day(rest, self.sheet.day)
        if day is not None:
            return ExecutiveOrder(order, code, day, tuple(exemptions))
        rest = re.sub(r"\b(?:25X\d|50X\d(?:-\w+)?|X\d)\b", "", rest).strip(" ,.;") if coded else rest
        if rest and re.search(r"\d+/\d+", rest):
            self.sheet.find("EOL001", line.start, line.end, text=rest[:40])
        return ExecutiveOrder(order, code, rest or None, tuple(exemptions))

    def _take_tags(self, line: Line, index: int, found: re.Match[str]) -> int:
        value = (found["value"] if found["value"] is not None else found["bare"] or "").strip()
        used = 1
        end = line.next
        while value.endswith(",") and index + used < len(self.lines):
            following = self.lines[index + used]
            if not re.fullmatch(r"[A-Z0-9 ,()./'-]+", following.text) or _SUBJECT.match(following.text):
                break
            value += " " + following.text
            end = following.next
            used += 1
        tags = split_tags(value)
        if tags:
            held = self.sheet.fields.get("tags", ())
            self.sheet.fields["tags"] = (*held, *(t for t in tags if t not in held))
        elif "tags" not in self.sheet.fields:
            self.sheet.find("TAG001", line.start, line.end)
        self.sheet.mark(line.start, end, "text.tags")
        return used

    def _take_subject(self, line: Line, index: int, found: re.Match[str]) -> int:
        pieces = [(found["value"] if found["value"] is not None else found["bare"] or "").strip()]
        used, end, length = 1, line.next, len(line.text)
        while index + used < len(self.lines):
            following = self.lines[index + used]
            if not following.text or not self._continues(following, length, pieces[-1]):
                break
            following = self._cut(following, index + used)
            pieces.append(following.text)
            end, length = following.next, len(following.text)
            used += 1
        self.seen.add("subject")
        words = fold(pieces)
        mark = re.match(r"\((?:TS|S|C|U|SBU|LOU)(?:/\w+)?\)\s*", words)
        self.sheet.fields["subject"] = (words[mark.end() :] if mark else words) or None
        self.sheet.mark(line.start, end, "text.subject")
        return used

    def _continues(self, line: Line, length: int, before: str) -> bool:
        """Whether a line goes on with the subject: after a full line or a broken word, and no field of its own."""
        words = line.text
        if _PARAGRAPH.match(words) or _CLASSIFIED.match(words) or _EO.match(words) or _TAGS.match(words):
            return False
        if _REF.match(words) or _REF_BARE.match(words) or level_at(words) or re.match(r"\(?[A1][).]\s", words):
            return False
        if len(words) > 100 or re.match(r"[-=]{3,}", words):
            return False
        return before.endswith(("-", ",", ":")) or not before or (length >= 40 and words.upper() == words and not words.endswith("."))

    def _take_references(self, line: Line, index: int, value_at: int) -> int:
        used, end, stop = 1, line.next, line.end
        while index + used < len(self.lines):
            following = self.lines[index + used]
            words = following.text
            if not words or not self._goes_on(words, stop):
                break
            following = self._cut(following, index + used)
            end, stop = following.next, following.end
            used += 1
        self.seen.add("references")
        self._settle_day()
        self.sheet.references.extend(read_reference_list(self.sheet, value_at, stop))
        self.sheet.mark(line.start, end, "text.references")
        return used

    def _goes_on(self, words: str, stop: int) -> bool:
        """Whether a line belongs to the reference list above it."""
        if _SUBJECT.match(words) or _EO.match(words) or _TAGS.match(words) or _CLASSIFIED.match(words):
            return False
        if re.match(r"\(?[B-Z]\s?[).:]\s*\S", words) and len(words) < 200:
            return True
        if re.match(r"[2-9]\s?[).]\s*[A-Z]", words) and len(words) < 60 and re.search(r"\d{2}\W*$", words):
            return True
        if _PARAGRAPH.match(words) or level_at(words):
            return False
        before = self.sheet.source[max(0, stop - 1) : stop]
        return (before in {",", ";"} or re.search(r"\bAND$", self.sheet.source[max(0, stop - 4) : stop]) is not None) and len(words) < 120

    def _take_authority(self, line: Line, index: int, found: re.Match[str]) -> int:
        pieces = [line.text]
        used, end = 1, line.next
        while index + used < len(self.lines):
            words = self.lines[index + used].text
            if not words or _PARAGRAPH.match(words) and not _CLASSIFIED.match(words) or len(pieces) > 6:
                break
            pieces.append(words)
            end = self.lines[index + used].next
            used += 1
        if "classified_by" not in self.seen:
            self.seen.add("classified_by")
            self.sheet.fields["classified_by"] = read_authority(fold(pieces))
        self.sheet.mark(line.start, end, "text.authority")
        return used

    def _settle_day(self) -> None:
        """The telegram's day, for the years of its references."""
        fields = self.sheet.fields
        stamp = fields.get("dtg")
        if stamp is None and "release" in fields:
            stamp = fields["release"].created
        if stamp is not None:
            self.sheet.day = date.fromisoformat(stamp[:10])
        elif "series_year" in fields:
            self.sheet.day = date(fields["series_year"], 12, 31)

    def _settle(self) -> None:
        self._settle_day()
        fields = self.sheet.fields
        fields["classification"] = Classification(fields.get("level"), tuple(self.caveats), tuple(self.captions))
        fields["attention"] = tuple(self.attention)


def fold(pieces: list[str]) -> str:
    """Lines as one: blanks folded, words broken at a line end joined."""
    joined: list[str] = []
    for piece in pieces:
        words = " ".join(piece.split())
        if not words:
            continue
        last = joined[-1] if joined else ""
        if last.endswith("-") and last[-3:-1].isalpha() and len(last) > 2 and words[0].isalpha():
            joined[-1] = last[:-1]
        elif joined:
            joined.append(" ")
        joined.append(words)
    return "".join(joined)


def read_day(words: str, after: date | None) -> str | None:
    """The first day written in ``words`` as ISO date. Two-digit years read forward from ``after``."""
    for pattern, _ in _DATES:
        found = pattern.search(words)
        if found is None:
            continue
        parts = found.groupdict()
        year = int(parts["y"])
        if len(parts["y"]) == 2:
            century = (after.year if after else 2000) // 100 * 100
            year += century
            if after is not None and year < after.year:
                year += 100
        if parts.get("name"):
            name = parts["name"][:3].upper()
            if name not in _MONTHS:
                continue
            month = _MONTHS.index(name) + 1
        else:
            month = int(parts["m"])
        day = int(parts["d"])
        if month > 12 >= day:  # day first: the American order cannot be meant
            month, day = day, month
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            continue
    return None


def split_tags(value: str) -> list[str]:
    """The TAGS of a line: commas divide; blanks divide codes of capitals; names in brackets stay whole."""
    tags: list[str] = []
    for piece in re.split(r"[,;](?![^(]*\))", value):
        words = piece.strip(" .")
        if not words:
            continue
        if "(" in words:
            before, _, name = words.partition("(")
            tags.extend(before.split())
            tags.append(f"({name}" if name.endswith(")") else f"({name})")
        elif re.fullmatch(r"[A-Z0-9]{2,5}(?:[ ]+[A-Z0-9]{2,5})*", words):
            tags.extend(words.split())
        else:
            tags.append(" ".join(words.split()))
    return tags


def read_authority(words: str) -> ClassifiedBy:
    """Name, title, organization and reasons of a ``Classified By`` line."""
    body = re.sub(r"^(?:\((?:U|C|S|SBU)\)\s*)?(?:1\.\s*\((?:U|C|S)\)\s*)?CLASSIFIED BY\s*:?\s*", "", words, flags=re.IGNORECASE)
    reasons: list[str] = []
    for found in _REASON.finditer(body):
        for letter in re.findall(r"[A-Ha-h]", re.sub(r"\bAND\b", "", found["letters"], flags=re.IGNORECASE)):
            reasons.append(f"{found['section']}({letter.lower()})")
    cut = _REASON_LABEL.search(body)
    if cut is None:
        cut = re.search(r"\bFOR REASON|\b1\.[45]\b|\bDERIVED FROM|\bDECLASSIFY ON|\bE\.?\s?O\.?\s*\d", body, re.IGNORECASE)
    who = (body[: cut.start()] if cut else body).strip(" .,;:")
    who = re.sub(r",?\s*\b(?:FOR|PER)$", "", who, flags=re.IGNORECASE).strip(" .,;:")
    who = re.sub(r",?\s*E\.?\s?O\.?\s*\d{5}.*$", "", who, flags=re.IGNORECASE).strip(" .,;:")
    parts = [p.strip() for p in who.split(",") if p.strip()]
    name = parts[0] if parts else None
    title = parts[1] if len(parts) > 1 else None
    organization = ", ".join(parts[2:]) or None
    if name and len(parts) == 1:
        titled = re.match(r"(?P<title>(?:ACTING |DEPUTY )?(?:AMBASSADOR|CHARGE(?: D'AFFAIRES)?|CDA|DCM|POL ?COUNS?|ECON ?COUNS?|A/?DCM|CONSUL GENERAL|PRINCIPAL OFFICER)(?: A\.I\.)?)\.?\s+(?P<name>\S.*)", name, re.IGNORECASE)
        if titled is not None:
            title, name = titled["title"], titled["name"]
    return ClassifiedBy(name, title, organization, tuple(dict.fromkeys(reasons)))

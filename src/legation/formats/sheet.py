"""The sheet a reader fills in: fields found so far, the runs they were found in, and the findings."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

import msgspec

from legation.core.telegram import Attention, Classification, NotedDay, Paragraph, Reference
from legation.core.text import Finding, Span
from legation.formats.flat import Flat
from legation.formats.markings.levels import higher
from legation.formats.noted_days import Notes
from legation.formats.plain import in_capitals
from legation.tables.findings import finding
from legation.tables.posts import Posts

LINE = "line"
"""A classification line of the telegram itself, or what stands for one in its heading."""
ELSEWHERE = "elsewhere"
"""A classification line that no room looked for: of a page, of a quoted text, at the end."""
BESIDE = "beside"
"""What is no classification line and holds the telegram all the same: a mark, a set, a field beside the text."""
RECORD = "record"
"""What another says of the telegram: the head of a record, a source note, the label of a mail."""

Met: TypeAlias = tuple[int, int, str | None, tuple[str, ...]]
"""A line that is a marking, wherever it stands: start, end, the level, and the captions."""


class Sheet:
    """What the rooms of this floor hand to one another while they read one source.

    source: the text that spans point into in the end. text: its plain words, in which rooms read and count while
    they read; the only white space is blank and line feed, and furniture is out. upper: text with its letters in
    capitals, of the same length. fields: values by the names of ``Telegram``. marks: (start, end, kind) of runs
    that were understood.
    day: the telegram's day, for the years of its references; ``received`` until one is read.
    """

    def __init__(self, source: str, posts: Posts, received: date | None) -> None:
        self.source = source
        self.text = source
        self.upper = source
        self._worded: str | None = None  # the text of which ``upper`` are the capitals
        self.posts = posts
        self.received = received
        self.fields: dict[str, Any] = {}
        self.marks: list[tuple[int, int, str]] = []
        self.findings: list[Finding] = []
        self.layers: list[str] = []
        self.day: date | None = received
        self.captions: list[str] = []
        self.caveats: list[str] = []
        self.names: set[str] = set()  # of captions and caveats, and of the rows they belong to
        self.named = 0  # how many captions and caveats ``names`` knows of
        self.stated: dict[str, str] = {}  # the highest level by each of LINE, ELSEWHERE, BESIDE and RECORD
        self.lines: dict[str, None] = {}  # the levels of the classification lines, in the order read
        self.met: list[Met] = []
        self.attention: list[Attention] = []
        self.references: list[Reference] = []
        self.notes: Notes | None = None  # what the editors of a volume note on the telegrams that it cites
        self.noted: dict[str, set[NotedDay]] = {}  # and the days that they tell of these, by number
        self.is_signed_apart = False  # whether the signature is told beside the words, so that no line of them is one
        self.is_in_small_letters = False  # what was read in capitals, and is told in small letters
        self.is_unreadable = False  # whether something marks it of which nobody can tell what it says
        self.looks_otherwise = False  # whether letters of its words are to be read as they look

    def set_words(self, text: str, upper: str | None = None) -> None:
        """Read in ``text`` from now on; it is plain already. ``upper``: the same in capitals, if they are at hand."""
        if text is not self._worded:
            self._worded = text
            self.upper = in_capitals(text) if upper is None else upper
        self.text = text

    def lead_back(self, flat: Flat) -> None:
        """Move every span from the words of ``flat`` to the text they were taken from."""
        fields = self.fields
        fields["paragraphs"] = tuple(_placed(p, flat) for p in fields.get("paragraphs", ()))
        self.references = [_cited(reference, flat) for reference in self.references]
        self.findings = [Finding(f.code, f.severity, flat.span(f.span), f.says) for f in self.findings]
        self.marks = flat.marks(self.marks)

    def in_small_letters(self) -> None:
        """Tell what was read in capitals in the small letters of the copy: the words, not what names or marks it."""
        self.is_in_small_letters = True
        fields = self.fields
        fields["paragraphs"] = tuple(map(_lowered, fields.get("paragraphs", ())))
        self.references = [msgspec.structs.replace(one, text=one.text.lower()) for one in self.references]
        for name in ("subject", "summary"):
            if fields.get(name) is not None:
                fields[name] = fields[name].lower()

    def mark(self, start: int, end: int, kind: str) -> None:
        self.marks.append((start, end, kind))

    def find(self, code: str, start: int, end: int, **words: object) -> None:
        self.findings.append(finding(code, Span(start, end), **words))

    def layer(self, name: str) -> None:
        """Note a layer once, in the order met (outermost first)."""
        if name not in self.layers:
            self.layers.append(name)

    def state_level(self, level: str | None, by: str = LINE) -> None:
        """Hold a level that the source states. The highest holds, wherever it stands: no level takes one back.

        Every room that reads a level comes here, so that ``fields["level"]`` is set nowhere else. What stands ELSEWHERE
        or BESIDE alone settles nothing: without a line of its own a telegram stays unread, and so held as the highest.
        """
        is_line = by not in (RECORD, BESIDE)
        if level is None or (self.stated.get(by) == level and (not is_line or level in self.lines)):
            return  # or it is stated once more
        if is_line:
            self.lines[level] = None
        stated = self.stated
        said = stated[by] = higher(stated[by], level) or level if by in stated else level
        if LINE in stated or RECORD in stated:
            fields = self.fields
            held: str | None = fields.get("level")
            if len(stated) == 1:
                fields["level"] = said if held is None else higher(held, said)
            else:
                for said in stated.values():
                    held = higher(held, said)
                fields["level"] = held

    def hold_unreadable(self, start: int, end: int) -> None:
        """Hold it as what bears a marking that cannot be read, whatever else states a level; it is told once."""
        if not self.is_unreadable:
            self.find("CLS007", start, end)
        self.is_unreadable = True

    @property
    def line_level(self) -> str | None:
        """The highest level of the classification lines, wherever they stand."""
        return higher(self.stated.get(LINE), self.stated.get(ELSEWHERE))

    def settle_day(self) -> None:
        """Take the telegram's day from what has been read: the date-time group, else the record, else a series."""
        stamp = self.fields.get("dtg")
        if stamp is None and "release" in self.fields:
            stamp = self.fields["release"].created
        day = _day(stamp) if stamp is not None else None
        if day is not None:
            self.day = day
        elif "written_day" in self.fields:
            self.day = self.fields["written_day"]
        elif "series_year" in self.fields:
            self.day = date(self.fields["series_year"], 12, 31)

    @property
    def year(self) -> int | None:
        """The year of the telegram, where it is known."""
        return self.day.year if self.day is not None else None

    @property
    def classification(self) -> Classification:
        """Level, caveats and captions as found so far."""
        level: str | None = None if self.is_unreadable else self.fields.get("level")
        return Classification(level, tuple(dict.fromkeys(self.caveats)), tuple(dict.fromkeys(self.captions)))


def _placed(paragraph: Paragraph, flat: Flat) -> Paragraph:
    number, marking, heading, role, text, items, span, mentions = msgspec.structs.astuple(paragraph)
    cited = tuple(_cited(mention, flat) for mention in mentions) if mentions else ()
    return Paragraph(number, marking, heading, role, text, items, flat.span(span), cited)


def _lowered(paragraph: Paragraph) -> Paragraph:
    return msgspec.structs.replace(
        paragraph,
        heading=paragraph.heading.lower() if paragraph.heading is not None else None,
        text=paragraph.text.lower(),
        items=tuple(map(str.lower, paragraph.items)),
        mentions=tuple(msgspec.structs.replace(one, text=one.text.lower()) for one in paragraph.mentions),
    )


def _cited(reference: Reference, flat: Flat) -> Reference:
    return Reference(
        reference.label,
        reference.mrn,
        reference.text,
        reference.kind,
        reference.status,
        flat.span(reference.span),
    )


def _day(stamp: str) -> date | None:
    """The day of an ISO moment; None where a record states one that no calendar has."""
    try:
        return date.fromisoformat(stamp[:10])
    except ValueError:
        return None

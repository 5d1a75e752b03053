"""The telegram as read: every field of the outward JSON, each a frozen value.

The names are the contract's names. Absent values are None or empty, never missing.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import msgspec

from legation.core.text import UNREAD, Element, Finding, Span, partition

ReferenceKind = Literal["telegram", "airgram", "email", "memorandum", "letter", "meeting", "document", "press", "other"]
ReferenceStatus = Literal["read", "ambiguous", "unread"]


class Release(msgspec.Struct, frozen=True, gc=False):
    """The five-line head of a released record: when made, when released, how classified, whose."""

    created: str | None = None
    released: str | None = None
    classification: str | None = None
    origin: str | None = None


class Transmission(msgspec.Struct, frozen=True, gc=False):
    """Format lines 1 to 4: how this copy travelled."""

    id: str | None = None
    precedence: str | None = None
    routing: tuple[str, ...] = ()
    station: str | None = None
    serial: str | None = None
    filed: str | None = None
    security: str | None = None
    signals: tuple[str, ...] = ()


class Precedence(msgspec.Struct, frozen=True, gc=False):
    """Format line 5: precedence for the action and for the information addressees."""

    action: str | None = None
    info: str | None = None


class Originator(msgspec.Struct, frozen=True, gc=False):
    plad: str | None = None
    ri: str | None = None


class Addressee(msgspec.Struct, frozen=True, gc=False):
    """One line of TO or INFO; ``mcn`` is the message continuity number, kept as written."""

    plad: str
    ri: str | None = None
    precedence: str | None = None
    mcn: str | None = None


class Distribution(msgspec.Struct, frozen=True, gc=False):
    """One office of the distribution block and its number of copies."""

    role: str
    office: str
    copies: int | None = None


class Classification(msgspec.Struct, frozen=True, gc=False):
    level: str | None = None
    caveats: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True, gc=False):
    number: int | None = None
    of: int | None = None


class Attention(msgspec.Struct, frozen=True, gc=False):
    office: str | None = None
    person: str | None = None


class ExecutiveOrder(msgspec.Struct, frozen=True, gc=False):
    """The E.O. line; ``declassify_on`` is an ISO date, or the event in words."""

    order: str | None = None
    code: str | None = None
    declassify_on: str | None = None
    exemptions: tuple[str, ...] = ()


class Reference(msgspec.Struct, frozen=True, gc=False):
    """A document that the telegram cites. ``status`` is read only where an MRN was formed."""

    label: str | None
    mrn: str | None
    text: str
    kind: ReferenceKind
    status: ReferenceStatus
    span: Span


class NotedDay(msgspec.Struct, frozen=True, gc=False):
    """The ISO day on which a cited telegram was sent, as a note of the editors tells it. span: of the note."""

    mrn: str
    day: str
    span: Span


class ClassifiedBy(msgspec.Struct, frozen=True, gc=False):
    name: str | None = None
    title: str | None = None
    organization: str | None = None
    reasons: tuple[str, ...] = ()


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """The atom: own number, own portion mark, own address. ``text`` has line ends folded to blanks."""

    number: int | None
    marking: str | None
    heading: str | None
    role: str | None
    text: str
    items: tuple[str, ...]
    span: Span
    mentions: tuple[Reference, ...] = ()


class Telegram(msgspec.Struct, frozen=True, kw_only=True, dict=True, rename={"from_": "from"}):
    """One telegram. ``source`` is the decoded input; spans count its code points.

    ``marks`` are the runs that were understood, as (start, end, kind); ``elements`` are laid out from them when
    they are first asked for.
    """

    file: str | None = None
    sha256: str
    layout: str
    mrn: str | None = None
    post: str | None = None
    number: int | None = None
    year: int | None = None
    release: Release = Release()
    transmission: Transmission = Transmission()
    precedence: Precedence = Precedence()
    dtg: str | None = None
    from_: Originator = Originator()
    to: tuple[Addressee, ...] = ()
    info: tuple[Addressee, ...] = ()
    exempt: tuple[str, ...] = ()
    distribution: tuple[Distribution, ...] = ()
    classification: Classification = Classification()
    section: Section = Section()
    attention: tuple[Attention, ...] = ()
    executive_order: ExecutiveOrder = ExecutiveOrder()
    tags: tuple[str, ...] = ()
    subject: str | None = None
    references: tuple[Reference, ...] = ()
    classified_by: ClassifiedBy = ClassifiedBy()
    paragraphs: tuple[Paragraph, ...] = ()
    summary: str | None = None
    signature: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    noted_days: tuple[NotedDay, ...] = ()
    written_day: str | None = None
    source: str = ""
    marks: tuple[tuple[int, int, str], ...] = ()

    @property
    def date(self) -> str | None:
        """ISO date of the telegram: of its date-time group, else of the release head, else as words tell it."""
        if self.dtg is not None:
            return self.dtg[:10]
        return self.release.created[:10] if self.release.created else self.written_day

    @property
    def day(self) -> datetime.date | None:
        """``date`` as a day of the calendar."""
        return datetime.date.fromisoformat(self.date) if self.date else None

    @property
    def called(self) -> str:
        """What a dialogue cites it by: its number, else the beginning of its content address. Either opens it."""
        return self.mrn or self.sha256[:12]

    @cached_property
    def reckoned(self) -> dict[Any, Any]:
        """What is reckoned from it once and asked for often, such as how a paragraph is held of which much is drawn.

        Whoever keeps something here says in its key what it is; it follows from the telegram alone.
        """
        return {}

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The partition of the source: understood runs, blank runs, and the rest as ``layout.unread``.

        A paragraph is one element from its first word on, however many lines it has.
        """
        source = self.source
        begins = frozenset([paragraph.span[0] for paragraph in self.paragraphs])
        laid: list[Element] = []
        last = ""
        for start, end, kind in partition(self.marks, len(source)):
            if kind == "text.paragraph":
                if last == kind and start not in begins:
                    laid[-1] = Element(kind, Span(laid[-1].span.start, end))
                    continue
            elif kind == UNREAD and source[start:end].isspace():
                kind = "layout.blank"
            last = kind
            laid.append(Element(kind, Span(start, end)))
        return tuple(laid)

    def quote(self, span: Span) -> str:
        """The exact words of a span."""
        return self.source[span.start : span.end]

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph that holds a code point of the source, if any does; the first of several."""
        starts = self._starts
        if starts is not None:
            index = bisect_right(starts, offset) - 1
            return self.paragraphs[index] if index >= 0 and offset < self.paragraphs[index].span.end else None
        return next((one for one in self.paragraphs if one.span.start <= offset < one.span.end), None)

    def paragraphs_in(self, span: Span) -> Sequence[Paragraph]:
        """The paragraphs of which a run of the source has a part, in their order."""
        starts = self._starts
        if starts is None:
            return [one for one in self.paragraphs if one.span.overlaps(span)]
        first, last = max(bisect_right(starts, span.start) - 1, 0), bisect_left(starts, span.end)
        return [one for one in self.paragraphs[first:last] if one.span.overlaps(span)]

    @cached_property
    def _starts(self) -> tuple[int, ...] | None:
        """Where the paragraphs begin; None where they are not in order and apart, as in joined sections."""
        spans = [paragraph.span for paragraph in self.paragraphs]
        if any(before.end > after.start for before, after in pairwise(spans)):
            return None
        return tuple([span.start for span in spans])


def to_dict(telegram: Telegram) -> dict[str, Any]:
    """The telegram as the JSON of the contract, in Python values (lists, not tuples)."""
    outward = _outward(telegram)
    try:
        told: dict[str, Any] = _DECODER.decode(_ENCODER.encode(outward))
    except UnicodeEncodeError:  # a lone surrogate in the text: no JSON, but still Python values
        return {key: plain(value) for key, value in outward.items()}
    return told


def _outward(telegram: Telegram) -> dict[str, Any]:
    """The fields of the contract in its order; ``elements`` in the place of the marks they are laid out from."""
    return {_KEYS.get(name, name): getattr(telegram, name) for name in _OUTWARD}


def plain(value: Any) -> Any:
    """A value of this floor as JSON would have it: dicts, and lists for tuples."""
    return _listed(msgspec.to_builtins(value))


def _listed(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return value


_KEYS = {"from_": "from"}
_OUTWARD = tuple(
    name
    for field in Telegram.__struct_fields__
    if field not in {"source", "marks"}
    for name in (("elements", field) if field == "findings" else (field,))
)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder()


def to_json(telegram: Telegram) -> bytes:
    """One line of JSON, keys in the order of the contract."""
    return _ENCODER.encode(_outward(telegram))

"""Views: what a telegram shows to those who may read some of its paragraphs, and not the whole.

A view is cut from the source: what its readers may not read is replaced by one constant mark, however much and
however many paragraphs it was; the banner is written anew for what is left. The result is read anew, so that
nothing of it was drawn from what was withheld, and kept as a record of its own, whose access label names both
what its readers must be able to read and what they must not. Everyone so reads one form of a telegram: the
whole, one view, or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from legation.core.marking import OPEN, UNREADABLE_RANK, Access, Marking, join_all, least_of, reaches
from legation.core.telegram import Classification, Telegram
from legation.core.text import Span
from legation.formats.markings.captions import restrictions
from legation.formats.markings.levels import level_named, level_of_foreign, level_within
from legation.formats.plain import as_seen
from legation.formats.reading import read
from legation.storage.records import Record
from legation.tables.banners import classification_of
from legation.tables.encoded import read_out
from legation.tables.marking import marking_of, subject_marking
from legation.tables.marking_rows import rank_of
from legation.tables.pieces import pieces_of
from legation.tables.portions import marks_within
from legation.tables.posts import Posts
from legation.tables.releasing import part_of

WITHHELD = "[WITHHELD]"
"""Stands in a view for whatever was taken out between two parts that were not."""

MOST_VIEWS = 16
"""Of one telegram; where there would be more, its parts are told apart by level alone."""

_MOST_READERS = 1_000


class _Part(NamedTuple):
    """A run of the source. held: its marking; None for what goes with any paragraph. does: a row of releasing.toml."""

    does: str
    span: Span
    held: Marking | None


def views_of(record: Record, posts: Posts) -> list[Record]:
    """Every view of a telegram, by access label; none where all of it is held alike or it cannot be read.

    The record is the whole, its ``access`` the marking of it. Fewer views, and never more, come of a telegram
    whose paragraphs too many kinds of readers would see differently.
    """
    whole = Marking.from_label(record.access)
    # What no one has read a marking of is closed altogether until a person settles it.
    if whole.rank >= UNREADABLE_RANK or not record.telegram.paragraphs:
        return []
    telegram = record.telegram
    held = {span: of for paragraph in telegram.paragraphs for span, of in pieces_of(telegram, paragraph, whole)}
    if all(marking == whole for marking in held.values()):
        return []
    parts = list(_parts(telegram, whole, held))
    known = {part.held for part in parts if part.held is not None} | {whole}
    sets = reaches(known, most=_MOST_READERS)
    if sets is None or len(sets) > MOST_VIEWS:
        plain = _plainest(known)
        parts = [part._replace(held=part.held and _by_level(part.held, plain, whole)) for part in parts]
        held = {span: _by_level(marking, plain, whole) for span, marking in held.items()}
        known = {part.held for part in parts if part.held is not None} | {whole}
        sets = reaches(known, most=_MOST_READERS) or []
    made: dict[str, Record] = {}
    for readable in sets:
        if whole in readable or not any(marking in readable for marking in held.values()):
            continue
        access = Access(join_all(list(readable)), tuple(least_of([m for m in known if m not in readable])))
        view = _view(record, parts, readable, access, posts)
        made[view.access] = view
    return [made[label] for label in sorted(made)]


def _plainest(known: Collection[Marking]) -> Marking:
    """The handling that all of them have in common."""
    lists = {marking.release for marking in known}
    return Marking(0, frozenset.intersection(*(m.needs for m in known)), lists.pop() if len(lists) == 1 else None)


def _by_level(held: Marking, plain: Marking, whole: Marking) -> Marking:
    """A marking with no handling but the common stays; any other is held as the whole."""
    return held if (held.needs, held.release) == (plain.needs, plain.release) else whole


def _parts(telegram: Telegram, whole: Marking, held: dict[Span, Marking]) -> Iterator[_Part]:
    """The source in order, each run with what becomes of it."""
    subject = telegram.subject is not None and subject_marking(telegram)
    cuts = sorted({edge for span in held for edge in span})
    spans = sorted(held)
    marked = _marked_runs(telegram)
    at = 0
    for element in telegram.elements:
        edges = [element.span.start, *(c for c in cuts if element.span.start < c < element.span.end), element.span.end]
        for start, end in pairwise(edges):
            while at < len(spans) and spans[at].end <= start:
                at += 1
            span = Span(start, end)
            inside = at < len(spans) and spans[at].start <= start < spans[at].end
            if element.kind == "layout.blank" or telegram.quote(span).isspace():
                yield _Part("blank", span, None)
            elif element.kind == "text.paragraph":
                yield _Part("shown", span, held[spans[at]] if inside else whole)
            elif element.kind == "text.subject" and subject:
                yield _Part("shown", span, _with_marks(subject, telegram.quote(span)))
            else:
                does = part_of(element.kind)
                # Furniture inside a paragraph is a page turning; anything else there is the paragraph's.
                if does == "open" and (element.span in marked or _is_marked(telegram.quote(span))):
                    does = "withheld"  # an address with a mark of its own: ``TUNIS (S) FOR THE CHARGE``
                yield _Part(does, span, whole if does == "withheld" else None)


_BETWEEN = frozenset({"html.page", "mail.wrapping", "table.row", "tei.markup", "layout.cover"})
"""What may stand between the runs of one field, as tags do: ``TUNIS (<b>S</b>) FOR THE CHARGE``."""


def _marked_runs(telegram: Telegram) -> set[Span]:
    """The runs of fields that are marked together, where something stands between them."""
    marked: set[Span] = set()
    run: list[Span] = []
    of, parted = "", False
    for element in [*telegram.elements, None]:
        if element is not None and element.kind in _BETWEEN:
            parted = bool(run)
            continue
        if element is not None and element.kind == of and parted:
            run.append(element.span)
        else:
            if len(run) > 1 and _is_marked("".join(map(telegram.quote, run))):
                marked.update(run)
            run, of = (
                ([element.span], element.kind) if element is not None and part_of(element.kind) == "open" else ([], "")
            )
        parted = False
    return marked


def _is_marked(text: str) -> bool:
    """Whether something in the line of a field marks it: a mark, a level, a caption, also where it is encoded."""
    words = read_out(text)
    words = as_seen(words) or words
    return _marks_itself(text) or (words != text and _marks_itself(words))


def _marks_itself(text: str) -> bool:
    upper = text.upper()
    levels = [
        level_named(found["level"]) or level_of_foreign(found["level"]) for found in level_within().finditer(upper)
    ]
    line = Classification("UNCLASSIFIED", (), tuple(restrictions(upper)))
    marks = [marking_of(line), *marks_within(text), *(Marking(rank_of(level)) for level in levels)]
    return join_all(marks) != OPEN


def _with_marks(own: Marking, text: str) -> Marking:
    """``own`` with every mark that stands in the text."""
    return join_all([own, *marks_within(text)])


def _lay_withheld(laid: list[str]) -> None:
    # How many lines are blank before it would tell whether it was a paragraph, or an annex of the one above.
    if laid:
        laid[-1] = laid[-1].rstrip()
    laid.append(f"\n\n{WITHHELD}\n")


def _view(record: Record, parts: Sequence[_Part], readable: frozenset[Marking], access: Access, posts: Posts) -> Record:
    telegram = record.telegram
    on = telegram.day
    line = classification_of(access.marking, on)
    banner = " ".join(
        [" ".join(word for word in (" ".join(w) for w in (line.level or "").split())), *line.caveats, *line.captions]
    )
    laid: list[str] = []
    blank, withheld, bannered = "", False, False
    for part in parts:
        text = telegram.quote(part.span)
        if part.does == "blank":
            blank += text
            continue
        if part.does == "furniture":
            blank = blank or "\n"
            continue
        if part.does == "withheld" or (part.held is not None and part.held not in readable):
            withheld = True
            continue
        if part.does == "banner":
            if bannered:
                blank = blank or "\n"
                continue
            bannered, text = True, banner + ("\n" if text.endswith("\n") else " ")
        if withheld:
            _lay_withheld(laid)
        laid.append("\n" if withheld else blank)
        laid.append(text)
        blank, withheld = "", False
    if withheld:
        _lay_withheld(laid)
    if not bannered:
        laid.insert(0, f"{banner}\n\n")
    data = "".join(laid).lstrip().encode("utf-8", "replace")
    # A number by which the file is called is that of its parts, and tells the years of what they cite.
    is_by_file = any(found.code == "MRN004" for found in telegram.findings)
    again = read(data, file=telegram.mrn if is_by_file else None, posts=posts)
    # Number and day are open with any paragraph, also where a reader took them from a frame that is withheld.
    view = msgspec.structs.replace(
        again,
        file=None,
        findings=tuple(found for found in again.findings if telegram.mrn is None or found.code != "MRN001"),
        mrn=telegram.mrn,
        post=telegram.post,
        number=telegram.number,
        year=telegram.year,
        classification=line,
    )
    return Record(
        sha256=hashlib.sha256(data).hexdigest(),
        original=data,
        telegram=view,
        access=access.label,
        received=record.received,
        file=None,
    )

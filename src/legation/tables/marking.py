"""The marking of a telegram, of each paragraph of it and of its subject, by all that is written on and in it.

The lattice itself stands in ``core.marking``, its vocabulary in ``tables.marking_rows``; marks of portions are read in
``tables.portions``. A caption that no row knows is a need of its own name.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from legation.core.draft import Draft
from legation.core.letters import in_plain_capitals
from legation.core.marking import OPEN, UNREADABLE, UNREADABLE_RANK, Marking, join_all
from legation.core.telegram import Classification, Paragraph, Telegram
from legation.core.text import Span
from legation.tables.marking_rows import (
    CLASSIFIED_RANK,
    control_of,
    need_named,
    rank_of,
    run_together,
    take_release,
)
from legation.tables.portions import OWN_MARK, least_of_mark, marks_within, portion, said_by_mark

ABOVE_ITS_MARK = "CLS006"
"""The finding that a marking within a paragraph is above its portion mark, at the place of that marking."""


def _handling(captions: tuple[str, ...]) -> list[tuple[Marking, str]]:
    """Every caption as a marking on rank 0 or its ``lifts``, with its scope."""
    read: list[tuple[Marking, str]] = []
    for caption in captions:
        words, release = take_release(in_plain_capitals(caption))
        if release is not None:
            read.append((Marking(0, frozenset(), release), "portion"))
        words = words.strip(" /,;.-()")
        if not words:
            continue
        known = control_of(words)
        controls = [known] if known is not None else run_together(words)
        if controls is None:
            need = need_named(words)
            read.append((Marking(0, frozenset({need}) if need else frozenset()), "whole"))
            continue
        for control in controls:
            needs = frozenset({control.name}) if control.need else frozenset()
            read.append((Marking(control.lifts, needs), control.scope))
    return read


def marking_of(classification: Classification) -> Marking:
    """The marking of a whole telegram by its classification line and captions.

    A level that is absent or that no row knows gives ``UNREADABLE``. SENSITIVE lifts UNCLASSIFIED to rank 1.
    """
    rank = rank_of(classification.level)
    if rank == UNREADABLE_RANK:
        return UNREADABLE
    return join_all(
        [Marking(rank), *(part for part, _ in _handling((*classification.caveats, *classification.captions)))]
    )


def telegram_marking(telegram: Telegram | Draft) -> Marking:
    """``marking_of`` its classification, and at least that of every portion mark that can be read; so of a draft, with
    the marks within its words.

    A paragraph marked above its telegram (rule M07), or for fewer nations, would else be let out with it. Of a mark
    that has a word no row knows, what can be read counts, and the word as ``least_of_mark`` has it.
    """
    marks = [said_by_mark(paragraph.marking) for paragraph in telegram.paragraphs]
    if isinstance(telegram, Draft):  # of a telegram that was read the line has been raised by them
        marks.extend(marks_within(telegram.subject or ""))
        for paragraph in telegram.paragraphs:
            marks.extend((*marks_within(paragraph.heading or ""), *marks_within(paragraph.text)))
    return join_all([marking_of(telegram.classification), *(mark for mark in marks if mark is not None)])


def paragraph_marking(telegram: Telegram, paragraph: Paragraph | None) -> Marking:
    """The marking of one paragraph: its portion mark, and every mark within it, under the captions of the whole.

    Without a readable mark, and for what stands outside the paragraphs (None), it is the telegram's, which is above its
    line where another paragraph is; so where a finding tells of a marking within it that is above its own. A control
    of the classification line (NOFORN) goes to the paragraphs that bear it; where none does, to all that are not simply
    U, and under a line that is not classified, where all are U, to these.
    """
    own = portion(paragraph.marking) if paragraph is not None else None
    among = _among(telegram)
    if paragraph is None or own is None:
        return among.whole
    within = [*marks_within(paragraph.heading or ""), *marks_within(paragraph.text)]
    if among.has_finding(paragraph.span):
        within.append(among.whole)
    marking = join_all([own, *within, among.for_all])
    return marking.join(among.for_closed) if marking.rank > 0 else marking


class _Among(NamedTuple):
    """What the paragraphs of one telegram have in common.

    whole: how it is held. for_all, for_closed: what of its line goes to each of them, and to each that is not
    simply U. starts, ends: of the findings within them, by their start; each end is the furthest so far.
    """

    whole: Marking
    for_all: Marking
    for_closed: Marking
    starts: list[int]
    ends: list[int]

    def has_finding(self, span: Span) -> bool:
        before = bisect_left(self.starts, span.end)
        return before > 0 and self.ends[before - 1] > span.start


_AMONG = "_among"


def _among(telegram: Telegram) -> _Among:
    """Made once for a telegram, which is asked for every paragraph of it: each looks at all."""
    kept = vars(telegram)
    if _AMONG not in kept:
        kept[_AMONG] = _made_among(telegram)
    found: _Among = kept[_AMONG]
    return found


def _made_among(telegram: Telegram) -> _Among:
    for_all, for_closed = OPEN, OPEN
    read = [portion(paragraph.marking) for paragraph in telegram.paragraphs]
    marks = {mark for mark in read if mark is not None}
    line = marking_of(telegram.classification)
    are_u = bool(read) and line.rank < CLASSIFIED_RANK and all(mark is not None and mark.rank == 0 for mark in read)
    for part, scope in _handling((*telegram.classification.caveats, *telegram.classification.captions)):
        if scope == "whole":
            # SENSITIVE speaks of the telegram; a paragraph marked U in it is U.
            for_all = for_all.join(Marking(0, part.needs))
        elif not any(part.needs & m.needs or (part.release is not None and m.release is not None) for m in marks):
            for_closed = for_closed.join(part)
            if are_u:
                for_all = for_all.join(Marking(0, part.needs, part.release))
    spans = sorted(found.span for found in telegram.findings if found.code == ABOVE_ITS_MARK)
    return _Among(
        whole=telegram_marking(telegram),
        for_all=for_all,
        for_closed=for_closed,
        starts=[span.start for span in spans],
        ends=list(accumulate((span.end for span in spans), max)),
    )


def subject_marking(telegram: Telegram) -> Marking:
    """The marking of the subject line: its own mark where it has one (rule M14), else the telegram's; each within."""
    # The field is read without its mark; the line has it.
    lines = [telegram.quote(element.span) for element in telegram.elements if element.kind == "text.subject"]
    mark = next((found for line in (*lines, telegram.subject or "") if (found := OWN_MARK.match(line))), None)
    said = mark[1] if mark is not None and least_of_mark(mark[1]) is not None else None  # or it is words in brackets
    line = Paragraph(None, said, None, None, telegram.subject or "", (), Span(0, 0))
    return paragraph_marking(telegram, line)

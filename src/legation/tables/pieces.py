"""The pieces of a paragraph that are held apart: the heading above its number, its words, what is attached below them.

Views, all that is drawn from a telegram and what goes to a program outside go by the same pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from legation.core.dialogue.proposal import Source
from legation.core.marking import Marking, join_all
from legation.core.telegram import Paragraph, Telegram
from legation.core.text import Span
from legation.tables.encoded import read_out
from legation.tables.marking import paragraph_marking
from legation.tables.portions import marks_within, portion
from legation.tables.releasing import enclosed_at, is_formal


class Piece(NamedTuple):
    span: Span
    held: Marking


def pieces_of(telegram: Telegram, paragraph: Paragraph, whole: Marking | None = None) -> list[Piece]:
    """A paragraph and how closely it is held: by its mark and by every mark within it; without one, as the whole.

    The heading above its number goes by a mark of its own, and what is attached below it by none: they are held as the
    whole, but for a heading that says no more than SUMMARY. whole: how the telegram is held; None for what it says.
    """
    if whole is not None:
        return _pieces(telegram, paragraph, whole)
    key = ("pieces", paragraph.span, paragraph.number, paragraph.marking, paragraph.heading)
    if key not in telegram.reckoned:  # a thousand proposals may be drawn from one long paragraph
        telegram.reckoned[key] = _pieces(telegram, paragraph, None)
    found: list[Piece] = telegram.reckoned[key]
    return found


def _pieces(telegram: Telegram, paragraph: Paragraph, whole: Marking | None) -> list[Piece]:
    start, end = paragraph.span
    own = paragraph_marking(telegram, paragraph)
    if portion(paragraph.marking) is None:
        return [Piece(paragraph.span, whole or own)]
    whole = whole or paragraph_marking(telegram, None)
    words = telegram.quote(paragraph.span)
    at = _number_at(words, paragraph)
    if at is None:
        return [Piece(paragraph.span, whole)]
    pieces: list[Piece] = []
    above = words[:at]
    if above.strip() and not is_formal(above):
        marks = marks_within(above)
        pieces.append(Piece(Span(start, start + at), join_all(list(marks)) if marks else whole))
    else:
        at = 0
    stop = enclosed_at(words, at + 1)
    if stop == len(words) and (read := read_out(words)) != words and enclosed_at(read, 1) < len(read):
        return [Piece(paragraph.span, whole)]  # its lines are encoded, so that the annex has no place of its own
    pieces.append(Piece(Span(start + at, start + stop), join_all([own, *marks_within(words[at:stop])])))
    if stop < len(words):
        pieces.append(Piece(Span(start + stop, end), whole))
    return pieces


# A mark between brackets or strokes, with the number of its paragraph where one stands before it.
_MARK = re.compile(
    r"(?P<first>(?:\A|\n)[ \t\xa0]{0,40}(?:¶ ?)?(?:\(?(?P<number>\d{1,3})[.)]{0,2}\s{0,9})?)?"
    r"[(\[<{/]{1,2}\s{0,3}(?P<mark>[A-Za-z][^()\[\]<>{}]{0,60}?)[\s.]{0,3}[)\]>}/]"
)


def _number_at(words: str, paragraph: Paragraph) -> int | None:
    """Where the number or the mark of a paragraph stands in its words, behind the heading above it; 0 without one.

    Where its number is not found with a mark, its first mark counts, and where no mark is found it is None.
    """
    if paragraph.heading is None:
        return 0
    marks = [found for found in _MARK.finditer(words) if portion(found["mark"]) is not None]
    own = str(paragraph.number) if paragraph.number is not None else None
    numbered = (found for found in marks if found["first"] is not None and found["number"] == own)
    found = next(numbered, marks[0] if marks else None)
    return found.end(0) - len(found[0].lstrip()) if found is not None else None


def source_marking(telegram: Telegram, source: Source) -> Marking:
    """The marking of what stands at a source of this telegram: the join of the pieces of paragraphs that
    its span touches, and of all pieces of its paragraph where it has no span.

    A source outside the paragraphs, such as the subject, is held as the telegram is.
    """
    touched = telegram.paragraphs_in(source.span)
    if not touched and source.paragraph is not None:
        touched = [p for p in telegram.paragraphs if p.number == source.paragraph]  # a number may stand twice
        pieces = [piece for paragraph in touched for piece in pieces_of(telegram, paragraph)]
    else:
        pieces = [one for p in touched for one in pieces_of(telegram, p) if one.span.overlaps(source.span)]
    markings = [piece.held for piece in pieces]
    if not touched or (source.span != Span(0, 0) and _reaches_beyond(telegram, source.span, touched)):
        markings.append(paragraph_marking(telegram, None))
    return join_all(markings)


def _reaches_beyond(telegram: Telegram, span: Span, touched: Sequence[Paragraph]) -> bool:
    """Whether a span has words before, between or behind the paragraphs that it touches."""
    at = span.start
    for paragraph in sorted(touched, key=lambda paragraph: paragraph.span):
        if at < paragraph.span.start and not telegram.quote(Span(at, paragraph.span.start)).isspace():
            return True
        at = max(at, paragraph.span.end)
    return at < span.end and not telegram.quote(Span(at, span.end)).isspace()

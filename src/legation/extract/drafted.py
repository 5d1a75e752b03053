"""What the drafter of a telegram wrote: its words without pages that turn in them and without what editors added."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import islice

from legation.core.telegram import Telegram
from legation.core.text import Element, Span
from legation.tables.releasing import part_of

_EDITORS = "tei."
"""How the kinds of elements begin that the editors of a volume have put around the words of a telegram."""

NUMBER_AND_MARK = r"\s{0,4}(?:\(?[0-9]{1,3}\s?[.)]\s{0,3})?(?:\([A-Z/]{1,6}\)\s{0,2})?"
"""What stands before the words of a paragraph, as a pattern that matches where nothing does."""


def without_pages(telegram: Telegram, span: Span) -> str:
    """The words of a span, with blanks in the place of what is none of the drafter's: a page that turns in it (its
    number, its classification line), and in a volume of edited papers the tags, the notes and the head."""
    return _blanked(telegram, span, lambda kind: kind.startswith(_EDITORS) or _turns(kind))


def without_turns(telegram: Telegram, span: Span) -> str:
    """The same, with what the editors of a volume added."""
    return _blanked(telegram, span, _turns)


def _turns(kind: str) -> bool:
    return part_of(kind) in ("furniture", "banner")


def _blanked(telegram: Telegram, span: Span, left_out: Callable[[str], bool]) -> str:
    runs, at = [], span.start
    first = max(bisect_right(telegram.elements, span.start, key=_begins) - 1, 0)
    for element in islice(telegram.elements, first, None):
        if element.span.start >= span.end:
            break
        start, end = max(element.span.start, at), min(element.span.end, span.end)
        if start < end and left_out(element.kind):
            runs += [telegram.source[at:start], " " * (end - start)]
            at = end
    return "".join([*runs, telegram.source[at : span.end]])


def _begins(element: Element) -> int:
    return element.span.start

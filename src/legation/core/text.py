"""Where in a text something stands: spans, elements and findings.

A span counts code points of the decoded source, before any cleaning, so that every fact can point back at
the words it was read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import itemgetter
from typing import Literal, NamedTuple

import msgspec

Severity = Literal["info", "warning", "error"]


class Span(NamedTuple):
    """Half-open [start, end), in code points of the source text."""

    start: int
    end: int

    def moved(self, by: int) -> Span:
        """The same span in a text that begins ``by`` code points earlier."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


span_of: Callable[[tuple[int, int]], Span] = partial(tuple.__new__, Span)
"""A span of a pair, made without a call of Python: a telegram has dozens."""


class Element(msgspec.Struct, frozen=True, gc=False):
    """A run of the source and what it is; ``kind`` is dotted, such as ``release.mrn`` or ``text.paragraph``."""

    kind: str
    span: Span


class Finding(msgspec.Struct, frozen=True, gc=False):
    """Something noteworthy about a document; ``code`` is a row of ``tables/data/findings.toml``."""

    code: str
    severity: Severity
    span: Span
    says: str


def folded(words: str | None) -> str:
    """Words of a field on one line, a blank between them; "" for none."""
    return " ".join((words or "").split())


_START, _END = itemgetter(0), itemgetter(1)


UNREAD = "layout.unread"
"""The kind of what no mark covers."""


def partition(marks: Iterable[tuple[int, int, str]], length: int) -> Iterator[tuple[int, int, str]]:
    """Lay ``marks`` (start, end, kind) over a text of ``length``; what none covers is ``layout.unread``.

    Gives runs that are sorted, touching, not empty and reach from 0 to ``length``. Where marks overlap, the one
    that starts first keeps its run and the later one begins where it ends (a longer one wins a tie).
    """
    at = 0
    longest_first = sorted(marks, key=_END, reverse=True)
    for start, end, kind in sorted(longest_first, key=_START):
        begin = max(start, at)
        stop = min(end, length)
        if stop <= begin:
            continue
        if begin > at:
            yield at, begin, UNREAD
        yield begin, stop, kind
        at = stop
    if at < length:
        yield at, length, UNREAD

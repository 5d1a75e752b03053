"""One thing said in two versions of a telegram, in one of them with words withheld.

A release hides some words that another release has. What the two propose there is one proposal, and the version
that says more of it is the one to show; of versions that a reader may not read nothing is known here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

import msgspec

from legation.core.text import Span
from legation.services.aligning import opcodes
from legation.services.proposals.acceptance import Found
from legation.storage.records import Record
from legation.tables.redactions import redaction

_WORD = re.compile(r"\S+")


class _Said(msgspec.Struct, frozen=True):
    """A proposal with the words of it that were not withheld, in their order and as a set."""

    found: Found
    left: tuple[str, ...]
    among: frozenset[str]


def once(found: Sequence[Found]) -> list[Found]:
    """What versions of one telegram propose, in order, without what another says the same of but for words withheld."""
    hides = [redaction().search(one.proposal.text) is not None for one in found]
    if not any(hides):
        return list(found)
    said = [_Said(one, left := _left(one.proposal.text), frozenset(left)) for one in found]
    # A version may propose hundreds of things, and only what stands in one paragraph is compared.
    beside: dict[tuple[str, int | None], list[int]] = {}
    for at, one in enumerate(found):
        beside.setdefault(_paragraph_of(one), []).append(at)
    places = _Places()
    # By place, and each place to one that says strictly more: whichever came first, all ways end at the fullest.
    into = [
        next((n for n in beside[_paragraph_of(one)] if _says_it(said[n], said[at], places)), at) if hides[at] else at
        for at, one in enumerate(found)
    ]
    also = [one.also for one in found]
    for at, hidden in enumerate(found):
        fullest = at
        while into[fullest] != fullest:
            fullest = into[fullest]
        if fullest != at:
            also[fullest] += (hidden.proposal.words, hidden.proposal.fingerprint, *hidden.also)
    return [msgspec.structs.replace(one, also=also[at]) for at, one in enumerate(found) if into[at] == at]


def _paragraph_of(one: Found) -> tuple[str, int | None]:
    return one.proposal.kind, one.proposal.sources[0].paragraph


def _says_it(one: _Said, hidden: _Said, places: _Places) -> bool:
    """Whether a proposal of another version has the words of ``hidden``, at its place, and those withheld there.

    The two are of one kind and paragraph.
    """
    if (
        one.found.record.sha256 == hidden.found.record.sha256
        or len(one.left) <= len(hidden.left)
        or not hidden.among <= one.among
        or not _in_order(hidden.left, one.left)
    ):
        return False
    source, other = one.found.proposal.sources[0], hidden.found.proposal.sources[0]
    place = places.there(hidden.found.record, other.span, one.found.record, source.span)
    if place is None:
        return False
    common = min(place.end, source.span.end) - max(place.start, source.span.start)
    return 2 * common >= max(place.end - place.start, source.span.end - source.span.start)


def _left(text: str) -> tuple[str, ...]:
    """The words that were not withheld."""
    return tuple(word.casefold() for word in re.findall(r"\w+", redaction().sub(" ", text)))


def _in_order(words: Sequence[str], among: Sequence[str]) -> bool:
    rest = iter(among)
    return all(word in rest for word in words)


_Word = tuple[str, int, int]
_Run = tuple[str, int, int, int, int]


class _Places:
    """Where words of one version stand in another; two paragraphs are laid side by side once."""

    def __init__(self) -> None:
        self._paragraphs: dict[tuple[str, int], Span | None] = {}
        self._words: dict[tuple[str, Span], list[_Word]] = {}
        self._runs: dict[tuple[str, Span, str, Span], list[_Run]] = {}

    def there(self, record: Record, span: Span, other: Record, near: Span) -> Span | None:
        """Where the words of a span stand in the same paragraph of another version; withheld ones with what they hide.

        span: of ``record``; near: of ``other``, in that paragraph.
        """
        own, beside = self._paragraph(record, span), self._paragraph(other, near)
        if own is None or beside is None:
            return None
        here, there = self._words_of(record, own), self._words_of(other, beside)
        first = bisect_right(here, span.start, key=itemgetter(2))
        last = bisect_left(here, span.end, key=itemgetter(1))
        runs = self._side_by_side(record, own, other, beside)
        places: list[_Word] = []
        for tag, i1, i2, j1, j2 in runs[bisect_right(runs, first, key=itemgetter(2)) :]:
            if i1 >= last:
                break
            # A word of a run that is the same has its own place, one of a run that differs the place of the whole run.
            low, high = max(i1, first) - i1, min(i2, last) - i1
            if low < high:
                places += there[j1 + low : j1 + high] if tag == "equal" else there[j1:j2]
        return Span(min(p[1] for p in places), max(p[2] for p in places)) if places else None

    def _paragraph(self, record: Record, span: Span) -> Span | None:
        key = record.sha256, span.start
        if key not in self._paragraphs:
            within = (p.span for p in record.telegram.paragraphs if p.span.start <= span.start < p.span.end)
            self._paragraphs[key] = next(within, None)
        return self._paragraphs[key]

    def _words_of(self, record: Record, span: Span) -> list[_Word]:
        key = record.sha256, span
        if key not in self._words:
            met = _WORD.finditer(record.telegram.source, span.start, span.end)
            self._words[key] = [(one[0].casefold(), one.start(), one.end()) for one in met]
        return self._words[key]

    def _side_by_side(self, record: Record, own: Span, other: Record, beside: Span) -> list[_Run]:
        key = record.sha256, own, other.sha256, beside
        if key not in self._runs:
            here, there = self._words_of(record, own), self._words_of(other, beside)
            self._runs[key] = list(opcodes([word for word, _, _ in here], [word for word, _, _ in there]))
        return self._runs[key]

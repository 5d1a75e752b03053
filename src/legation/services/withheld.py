"""One thing said in two versions of a telegram, in one of them with words withheld.

A release hides some words that another release has. What the two propose there is one proposal, and the version
that says more of it is the one to show; of versions that a reader may not read nothing is known here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services.acceptance import Found
from legation.services.aligning import opcodes
from legation.tables.redactions import redaction

_WORD = re.compile(r"\S+")


def once(found: Sequence[Found]) -> list[Found]:
    """What versions of one telegram propose, in order, without what another says the same of but for words withheld."""
    # By place, and each place to one that says strictly more: whichever came first, all ways end at the fullest.
    into = [
        next((n for n, one in enumerate(found) if _says_it(one, hidden)), at)
        if redaction().search(hidden.proposal.text)
        else at
        for at, hidden in enumerate(found)
    ]
    also = [one.also for one in found]
    for at, hidden in enumerate(found):
        fullest = at
        while into[fullest] != fullest:
            fullest = into[fullest]
        if fullest != at:
            also[fullest] += (hidden.proposal.words, hidden.proposal.fingerprint, *hidden.also)
    return [msgspec.structs.replace(one, also=also[at]) for at, one in enumerate(found) if into[at] == at]


def _says_it(one: Found, hidden: Found) -> bool:
    """Whether a proposal of another version has the words of ``hidden``, at its place, and those withheld there."""
    source, other = one.proposal.sources[0], hidden.proposal.sources[0]
    if (
        one.record.sha256 == hidden.record.sha256
        or one.proposal.kind != hidden.proposal.kind
        or source.paragraph != other.paragraph
        or not _in_order(_left(hidden.proposal.text), _left(one.proposal.text))
        or len(_left(one.proposal.text)) <= len(_left(hidden.proposal.text))
    ):
        return False
    place = _there(hidden.record.telegram, other.span, one.record.telegram, source.span)
    if place is None:
        return False
    common = min(place.end, source.span.end) - max(place.start, source.span.start)
    return 2 * common >= max(place.end - place.start, source.span.end - source.span.start)


def _left(text: str) -> list[str]:
    """The words that were not withheld."""
    return [word.casefold() for word in re.findall(r"\w+", redaction().sub(" ", text))]


def _in_order(words: Sequence[str], among: Sequence[str]) -> bool:
    rest = iter(among)
    return all(word in rest for word in words)


def _there(telegram: Telegram, span: Span, other: Telegram, near: Span) -> Span | None:
    """Where the words of a span stand in the same paragraph of another version; withheld ones with what they hide."""
    own, beside = _paragraph(telegram, span), _paragraph(other, near)
    if own is None or beside is None:
        return None
    here, there = _words(telegram.source, own), _words(other.source, beside)
    met = [
        # A word of a run that is the same has its own place, one of a run that differs the place of the whole run.
        there[j1 + at - i1 : j1 + at - i1 + 1] if tag == "equal" else there[j1:j2]
        for tag, i1, i2, j1, j2 in _runs(telegram.source, own, other.source, beside)
        for at in range(i1, i2)
        if here[at][1] < span.end and here[at][2] > span.start
    ]
    places = [place for run in met for place in run]
    return Span(min(p[1] for p in places), max(p[2] for p in places)) if places else None


@lru_cache(maxsize=8)
def _runs(source: str, own: Span, other: str, beside: Span) -> list[tuple[str, int, int, int, int]]:
    here, there = _words(source, own), _words(other, beside)
    return list(opcodes([word for word, _, _ in here], [word for word, _, _ in there]))


def _words(source: str, span: Span) -> list[tuple[str, int, int]]:
    return [(met[0].casefold(), met.start(), met.end()) for met in _WORD.finditer(source, span.start, span.end)]


def _paragraph(telegram: Telegram, span: Span) -> Span | None:
    return next((p.span for p in telegram.paragraphs if p.span.start <= span.start < p.span.end), None)

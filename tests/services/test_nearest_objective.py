"""What stands with an objective belongs to it: the first of those with which it has most in common."""

from __future__ import annotations

import msgspec
from hand_made import proposal, telegram
from hypothesis import given
from hypothesis import strategies as st

from legation.core.dialogue.proposal import Source
from legation.core.text import Span
from legation.services.proposals.acceptance import Found
from legation.services.proposals.which_thing import Objectives
from legation.storage.records import Record

TEXT = "We seek a pier at Osmar."
HELD = telegram("15BELISAR12", [("C", TEXT)])
KEPT = Record(sha256=HELD.sha256, original=b"", telegram=HELD, access="", received="", file=None)
RUNS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), min_size=1, max_size=3)


def found(kind: str, runs: list[tuple[int, int]]) -> Found:
    sources = tuple(Source("15BELISAR12", 1, Span(at, at + long), HELD.sha256) for at, long in runs)
    return Found(msgspec.structs.replace(proposal(HELD, kind, TEXT), sources=sources), KEPT)


def shared(one: Found, other: Found) -> int:
    return max(
        min(a.span.end, b.span.end) - max(a.span.start, b.span.start) for a in one.sources for b in other.sources
    )


@given(st.lists(RUNS, max_size=8), RUNS)
def test_the_first_with_which_it_has_most_in_common(
    aims: list[list[tuple[int, int]]], own: list[tuple[int, int]]
) -> None:
    objectives = [found("objective", runs) for runs in aims]
    position = found("position", own)
    best = max(objectives, key=lambda aim: shared(position, aim), default=None)
    if best is not None and shared(position, best) <= 0:
        best = None
    assert Objectives([position, *objectives]).nearest(position) is best

"""A find, before it is a proposal: what a rule met, where, and what the words give for its fields."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Any

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.rules import LISTS


@dataclass(slots=True)
class Find:
    """``start`` and ``end`` count signs of the folded paragraph ``at`` (its place in the telegram)."""

    kind: ProposalKind
    rule: str
    at: int
    start: int
    end: int
    text: str
    confidence: float
    fields: dict[str, Any] = field(default_factory=dict)
    also: list[tuple[int, int, int]] = field(default_factory=list)


# What a side seeks, holds, promises or is told to convey: the same words are one of these, as readers mark them.
_ONE_OF = frozenset({"objective", "position", "commitment", "demarche"})


def kept(finds: list[Find]) -> list[Find]:
    """Of finds on the same words the surest, then the longest, by kind and among some kinds; in the order of the text.

    A point of a list of objectives may hold a side's position on it: both stay.
    """
    best = sorted(finds, key=lambda d: (-d.confidence, d.start - d.end, d.at, d.start))
    said: dict[int, list[Find]] = {}
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    chosen: list[Find] = []
    for find in best:
        runs = taken.setdefault((find.kind, find.at), [])  # sorted and apart
        place = bisect_left(runs, (find.start, find.start))
        if place < len(runs) and runs[place][0] < find.end:
            continue
        if place > 0 and runs[place - 1][1] > find.start:
            continue
        others = said.setdefault(find.at, [])
        if find.kind in _ONE_OF and find.rule not in LISTS:
            if any(one.kind != find.kind and _alike(one, find) for one in others):
                continue
            others.append(find)
        insort(runs, (find.start, find.end))
        chosen.append(find)
    return sorted(chosen, key=lambda d: (d.at, d.start, d.end, d.kind))


def _alike(one: Find, other: Find) -> bool:
    """Whether two finds share half of the longer one; a clause within another may be a thing of its own."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= max(one.end - one.start, other.end - other.start)

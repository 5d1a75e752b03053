"""A find, before it is a proposal: what a rule met, where, and what the words give for its fields."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Any

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.rules import LISTS


@dataclass(slots=True)
class Draft:
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


def kept(drafts: list[Draft]) -> list[Draft]:
    """Of finds on the same words the surest, then the longest, by kind and among some kinds; in the order of the text.

    A point of a list of objectives may hold a side's position on it: both stay.
    """
    best = sorted(drafts, key=lambda d: (-d.confidence, d.start - d.end, d.at, d.start))
    said: dict[int, list[Draft]] = {}
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    chosen: list[Draft] = []
    for draft in best:
        runs = taken.setdefault((draft.kind, draft.at), [])  # sorted and apart
        place = bisect_left(runs, (draft.start, draft.start))
        if place < len(runs) and runs[place][0] < draft.end:
            continue
        if place > 0 and runs[place - 1][1] > draft.start:
            continue
        others = said.setdefault(draft.at, [])
        if draft.kind in _ONE_OF and draft.rule not in LISTS:
            if any(one.kind != draft.kind and _alike(one, draft) for one in others):
                continue
            others.append(draft)
        insort(runs, (draft.start, draft.end))
        chosen.append(draft)
    return sorted(chosen, key=lambda d: (d.at, d.start, d.end, d.kind))


def _alike(one: Draft, other: Draft) -> bool:
    """Whether two finds share half of the longer one; a clause within another may be a thing of its own."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= max(one.end - one.start, other.end - other.start)

"""A find, before it is a proposal: what a rule met, where, and what the words give for its fields."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Any

from legation.core.dialogue.proposal import ProposalKind


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


def kept(drafts: list[Draft]) -> list[Draft]:
    """Of finds of one kind on the same words the surest, then the longest; in the order of the text."""
    best = sorted(drafts, key=lambda d: (-d.confidence, d.start - d.end, d.at, d.start))
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    chosen: list[Draft] = []
    for draft in best:
        runs = taken.setdefault((draft.kind, draft.at), [])  # sorted and apart
        place = bisect_left(runs, (draft.start, draft.start))
        if place < len(runs) and runs[place][0] < draft.end:
            continue
        if place > 0 and runs[place - 1][1] > draft.start:
            continue
        insort(runs, (draft.start, draft.end))
        chosen.append(draft)
    return sorted(chosen, key=lambda d: (d.at, d.start, d.end, d.kind))

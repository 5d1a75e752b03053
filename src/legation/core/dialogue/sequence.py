"""The order in which the entries about one thing took place, and the place of a thing among others."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Set
from itertools import groupby
from operator import attrgetter, lt, ne

from legation.core.dialogue.ledger import PARTS, Unnumbered, entry_hash
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source

_Natural = tuple[tuple[int, str], ...]
Place = tuple[str, _Natural, int, str]
"""Where a thing stands among others: its day, where it was first said, telegram and then place in it, and when that was
entered: what a person enters of one day keeps its number when they enter more of that day."""


def _natural(text: str) -> _Natural:
    # 99 goes before 100, and text beside numbers never meets them in a comparison.
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text))


def _said(sources: tuple[Source, ...]) -> tuple[_Natural, int]:
    # Where a thing was first said: telegram, then place in it.
    return (_natural(sources[0].telegram), sources[0].span.start) if sources else ((), 0)


def place_of(first: Unnumbered) -> Place:
    """Where a thing stands that begins with ``first``."""
    return (first.on, *_said(first.sources), first.instant)


def verb_of(draft: Unnumbered) -> str:
    """The move of an entry: ``table`` of ``objective.table``."""
    return draft.kind.partition(".")[2]


day_of = attrgetter("on")


def sequence(entity: str, about: str, drafts: list[Unnumbered], moves: Moves) -> list[Unnumbered]:
    """The drafts about one thing, and of what was merged into it, in the order in which they took place.

    By day; within a day the first in order of the table that the state allows, so that a reply delivered on
    the day of its instruction follows it. Amendments of a day come after its moves, as they were entered.
    """
    if len(drafts) == 1:
        return drafts
    days = [draft.on for draft in drafts]
    if all(map(lt, days, days[1:])):
        return drafts  # as most come, one day after the other
    ordered = sorted(drafts, key=day_of)
    days.sort()
    if all(map(ne, days, days[1:])):
        return ordered
    told: list[Unnumbered] = []
    state: str | None = None
    found_in: dict[str, str | None] = {}
    abouts = {draft.about for draft in drafts}
    for _, same_day in groupby(ordered, key=day_of):
        of_day = list(same_day)
        waiting = [draft for draft in of_day if (entity, verb_of(draft)) in moves.moves]
        if len(waiting) > 1:
            progress = moves.progress
            waiting.sort(
                key=lambda d: (progress[entity, verb_of(d)], *_said(d.sources), d.instant, entry_hash(0, d, ""))
            )
        # That another is the same is told after what was told of it on that day.
        joined: list[Unnumbered] = []
        by_verb: dict[str, deque[Unnumbered]] = {}
        for draft in waiting:
            if draft.about != about and moves.steps[draft.kind].move.joins is not None:
                joined.append(draft)
            else:
                by_verb.setdefault(verb_of(draft), deque()).append(draft)
        while by_verb:
            verb = next((verb for verb in by_verb if moves.allows(entity, state, verb)), next(iter(by_verb)))
            following = by_verb[verb].popleft()
            if not by_verb[verb]:
                del by_verb[verb]
            told.append(following)
            if not (PARTS in following.fields and is_whole_again(following, abouts)):
                undone = moves.steps[following.kind].move.undoes
                found_in[following.kind] = state
                state = (
                    found_in.get(f"{entity}.{undone}", state) if undone else moves.steps[following.kind].after[state]
                )
        told.extend(joined)
        rest = [draft for draft in of_day if (entity, verb_of(draft)) not in moves.moves]
        told.extend(sorted(rest, key=lambda d: (d.instant, *_said(d.sources), entry_hash(0, d, ""))))
    return told


def is_whole_again(draft: Unnumbered, abouts: Set[str]) -> bool:
    """Whether it is a split of which the parts belong to the whole again: what was done of them was done of that.

    abouts: what the entries are about that are told of the whole.
    """
    parts = draft.fields.get(PARTS)
    return isinstance(parts, list | tuple) and any(part in abouts for part in parts if isinstance(part, str))

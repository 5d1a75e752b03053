"""What versions of one telegram say otherwise: one thing, proposed of each of them in its own words.

A corrected copy gives another day or another number, a second copy has a letter wrong. What both propose is one thing,
and to enter both would have a promise stand twice. Where words alone differ, the first stands for both; where days or
numbers do, nobody but a person can say which version holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from legation.services.proposals.acceptance import Found, Proposed, are_alike

_NUMBERS = re.compile(r"\d+")


def of_versions(proposed: Sequence[Proposed], found: Sequence[Found]) -> list[Proposed]:
    """The proposals of a telegram, where those that versions of it say otherwise name one another.

    found: all that the telegram proposes, by the numbers of ``proposed``.
    """
    told = list(proposed)
    if len({one.record.sha256 for one in found}) < 2:
        return told
    near: dict[tuple[object, ...], list[int]] = {}
    for at, one in enumerate(told):
        said = one.proposal
        if one.status != "proposed" or one.becomes is None or one.corrects or one.beside is not None:
            continue
        fellows = near.setdefault((said.kind, said.fields.get("of"), said.sources[0].paragraph), [])
        able = [n for n in fellows if _is_said(told[n], one, found)]
        if not able:
            fellows.append(at)
            continue
        first = max(able, key=lambda n: _in_common(told[n], one))
        other = told[first]
        told[at] = _beside(one, other.number, f"another version of the telegram has it as proposal {other.number}")
        if _differing(other.proposal.text, said.text):
            told[at] = _beside(one, other.number, _which(other, found))
            if other.beside is None:
                told[first] = _beside(other, one.number, _which(one, found))
    return told


def _is_said(one: Proposed, other: Proposed, found: Sequence[Found]) -> bool:
    """Whether one is the other in other words: neither stands in the version of the other beside it."""
    a, b = found[one.number - 1], found[other.number - 1]
    apart = {a.record.sha256, a.last.record.sha256}.isdisjoint({b.record.sha256, b.last.record.sha256})
    return apart and are_alike(one.proposal.text, other.proposal.text)


def _in_common(one: Proposed, other: Proposed) -> float:
    a, b = (set(told.proposal.text.casefold().split()) for told in (one, other))
    return len(a & b) / len(a | b)


def _differing(one: str, other: str) -> bool:
    return _NUMBERS.findall(one) != _NUMBERS.findall(other)


def _which(other: Proposed, found: Sequence[Found]) -> str:
    received = found[other.number - 1].record.received[:10]
    return (
        f"another version of the telegram, received {received}, says otherwise (proposal {other.number}): accept the"
        " one that holds"
    )


def _beside(one: Proposed, other: int, note: str) -> Proposed:
    return msgspec.structs.replace(one, beside=other, note=note)

"""When a later telegram speaks of a known matter: weights, thresholds and words (``data/linking.toml``)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

import msgspec

from legation.tables.rows import TableError, toml, typed

Referring = Literal["direct", "thread", "none"]
"""How a later telegram refers to one of the matter: it cites it, cites it through others, or does not."""


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """name, beside: what a name, and a word beside the proposal, weighs against a word. rival: share of the best score
    from which the second leaves a choice. room: signs of the paragraph that stand beside. steps: of a thread."""

    name: float
    few: int
    beside: float
    rival: float
    room: int
    steps: int


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """least: weight of shared words that links. own: the part of it that the proposal's own words must bring.

    known, example, counter: a matter, words that are linked to it, and words that are not.
    """

    rule: str
    reference: Referring
    least: float
    own: float
    share: float
    known: str
    example: str
    counter: str


class Linking(msgspec.Struct, frozen=True):
    weights: Weights
    thresholds: dict[Referring, Threshold]
    endings: tuple[str, ...]
    numbers: dict[str, str]
    common: frozenset[str]


@cache
def load_linking() -> Linking:
    """The whole table. Raises TableError unless each way of referring has one threshold."""
    rows = toml("linking.toml")
    thresholds = {row.reference: row for row in typed(rows["threshold"], Threshold, "linking.toml [[threshold]]")}
    if set(thresholds) != {"direct", "thread", "none"} or len(thresholds) != len(rows["threshold"]):
        raise TableError("linking.toml: one [[threshold]] for each of direct, thread and none")
    return Linking(
        weights=typed([rows["weights"]], Weights, "linking.toml [weights]")[0],
        thresholds=thresholds,
        endings=tuple(rows["words"]["endings"]),
        numbers=dict(rows["numbers"]),
        common=frozenset(rows["words"]["common"].split()),
    )


@lru_cache(maxsize=65536)
def stem_of(word: str) -> str:
    """A word in the form in which words are compared: in small letters, without the ending of its kind."""
    for ending in load_linking().endings:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word

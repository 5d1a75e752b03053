"""Cues by which clauses are weighed for proposals, and what each weighs (``rules/cues.toml``,
``rules/weights.toml``).

A cue is written by hand; its weights are fitted to telegrams that were read and marked in full
(``accuracy/weights.py``). A clause is proposed as a kind when the weights of its cues come to enough.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.needing import Needs, needs_of
from legation.tables.rows import TableError, table, toml, unique
from legation.tables.rules import expanded

Where = Literal["clause", "frame", "context", "both"]
_SEARCHED = ("clause", "both")


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row.

    where: in the clause, in the words that say who speaks, among the circumstances, or in these and the clause after
    a stroke. prior: the weights
    that fitting starts from, by kind. fields: what the cue says of the proposal. A cue with an example is one
    that can carry a proposal alone: its example must be proposed as the kind of its highest prior, by it or
    with it, its counter-example not.
    """

    id: str
    pattern: str
    where: Where = "clause"
    prior: dict[ProposalKind, float] = {}
    fields: dict[str, Any] = {}
    example: str | None = None
    counter: str | None = None

    @property
    def kind(self) -> ProposalKind | None:
        """The kind it speaks for most."""
        return max(self.prior.items(), key=lambda each: each[1])[0] if self.prior else None


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the cues weigh for one kind. base: of a clause without cues. least: what a clause must come to. words: what
    words of the clause weigh, and pairs of neighbours, as ``extract/wording.py`` gives them."""

    kind: ProposalKind
    base: float
    least: float
    weights: dict[str, float]
    words: dict[str, float] = {}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of clauses that weigh ``score`` or more (and less than the next step) the share that was right."""

    score: float
    precision: float


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    scales: tuple[Scale, ...]
    steps: tuple[Step, ...]

    def confidence(self, score: float) -> float:
        """The measured precision of what weighs as much as ``score``."""
        return max((step.precision for step in self.steps if step.score <= score), default=0.0)


class Lookup(NamedTuple):
    """A cue, its pattern, and what a text must hold for the pattern to be found in it; nothing in circumstances."""

    cue: Cue
    pattern: re.Pattern[str]
    needs: Needs


@cache
def load_cues() -> tuple[Lookup, ...]:
    """Every cue; raises TableError for a double id or a pattern that does not compile."""
    words: dict[str, str] = toml("rules/words.toml")["words"]
    rows = table("rules/cues.toml", "cue", Cue)
    unique(rows, "id", "rules/cues.toml")
    made: list[Lookup] = []
    for row in rows:
        try:
            pattern = re.compile(expanded(row.pattern, words), re.IGNORECASE)
        except re.error as wrong:
            raise TableError(f"cue {row.id}: {wrong}") from wrong
        made.append(Lookup(row, pattern, needs_of(pattern.pattern) if row.where in _SEARCHED else ()))
    return tuple(made)


@cache
def load_weights() -> Weights:
    """The fitted weights; raises TableError for a cue that is not there."""
    known = {each.cue.id for each in load_cues()}
    scales = table("rules/weights.toml", "scale", Scale)
    for scale in scales:
        if lost := sorted(set(scale.weights) - known):
            raise TableError(f"rules/weights.toml weighs {lost[0]!r}, which is no cue: fit the weights again")
    return Weights(scales=tuple(scales), steps=tuple(table("rules/weights.toml", "step", Step)))

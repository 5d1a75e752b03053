"""Cues by which clauses are weighed for proposals, and what each weighs (``rules/cues.toml``,
``rules/weights.toml``).

A cue is written by hand; its weights are fitted to telegrams that were read and marked in full
(``accuracy/weights.py``). A clause is proposed as a kind when the weights of its cues come to enough.
"""

from __future__ import annotations

import re
from functools import cache
from re import _parser  # type: ignore[attr-defined]  # the parse is used to save time only
from typing import Any, Literal, NamedTuple

import msgspec

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.rows import TableError, table, toml, unique
from legation.tables.rules import expanded

Where = Literal["clause", "frame", "context", "both"]
_SEARCHED = ("clause", "both")
_BEGIN = 3  # letters
_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{3}")
_BOUNDARY = ("AT", "BOUNDARY")


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
    """A cue, its pattern, and the beginnings of words of which the pattern needs one; None if of none."""

    cue: Cue
    pattern: re.Pattern[str]
    begins: frozenset[str] | None


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
        made.append(Lookup(row, pattern, begins_of(pattern.pattern) if row.where in _SEARCHED else None))
    return tuple(made)


def word_begins(text: str) -> frozenset[str]:
    """The first three letters of every word of ``text``, as ``Lookup.begins`` has them."""
    return frozenset(word.lower() for word in _WORD.findall(text))


def begins_of(pattern: str) -> frozenset[str] | None:
    """Beginnings of words of which whatever ``pattern`` matches holds one. Only saves time: None is always
    right."""
    return _needed(list(_parser.parse(pattern, re.IGNORECASE)))


def _needed(parts: list[Any]) -> frozenset[str] | None:
    """As ``begins_of``, of a parsed run: of its members the one that needs the most telling words."""
    found: list[frozenset[str]] = []
    literal = ""
    bounded = True
    for name, value in [*parts, (None, None)]:
        if str(name) == "LITERAL" and (chr(value).isalnum() or (literal and chr(value) == "-")):
            literal += chr(value).lower()
            continue
        if bounded and len(literal) >= _BEGIN and literal[:_BEGIN].isalpha():
            found.append(frozenset({literal[:_BEGIN]}))
        # Alternatives that begin alike are parsed as what they share and what follows: w(?:ould|ill).
        before = [_BOUNDARY, *(("LITERAL", ord(sign)) for sign in literal)] if bounded else None
        bounded = _ends(str(name), value, bounded)
        literal = ""
        inner = _inside(str(name), value, before)
        if inner is not None:
            found.append(inner)
    return min(found, key=len) if found else None


def _ends(name: str, value: Any, before: bool) -> bool:
    """Whether a word may begin after a part of a pattern; ``before``: whether one may before it."""
    if name == "LITERAL":
        return not chr(value).isalnum()
    if name == "AT":
        return "BOUNDARY" in str(value) or "BEGIN" in str(value)
    if name in ("ASSERT", "ASSERT_NOT"):
        return before
    if name == "BRANCH":
        return all(_run_ends(branch, before) for branch in value[1])
    if name == "SUBPATTERN":
        return _run_ends(value[3], before)
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return _run_ends(value[2], before) and (before or value[0] > 0)
    return False


def _run_ends(parts: Any, before: bool) -> bool:
    for name, value in parts:
        before = _ends(str(name), value, before)
    return before


def _inside(name: str, value: Any, before: list[Any] | None) -> frozenset[str] | None:
    if name == "BRANCH":
        if before is None:
            return None
        each = [_needed([*before, *branch]) for branch in value[1]]
        if any(one is None for one in each):
            return None
        return frozenset().union(*(one for one in each if one is not None))
    if name == "SUBPATTERN" and before is not None:
        return _needed([*before, *value[3]])
    if name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0 and before is not None:
        return _needed([*before, *value[2]])
    return None


@cache
def load_weights() -> Weights:
    """The fitted weights; raises TableError for a cue that is not there."""
    known = {each.cue.id for each in load_cues()}
    scales = table("rules/weights.toml", "scale", Scale)
    for scale in scales:
        if lost := sorted(set(scale.weights) - known):
            raise TableError(f"rules/weights.toml weighs {lost[0]!r}, which is no cue: fit the weights again")
    return Weights(scales=tuple(scales), steps=tuple(table("rules/weights.toml", "step", Step)))

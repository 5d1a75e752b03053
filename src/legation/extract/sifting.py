"""Which rules and cues may hold in a sentence or a clause, by the words that are in it: a few of all."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal, TypeAlias

from legation.tables.cues import load_cues, load_weights
from legation.tables.needing import Bits, Needs, Sieve, needs_of, words_in
from legation.tables.rules import LISTS, load_rules

Row: TypeAlias = tuple[Literal["rule", "cue"], int]
"""A rule or a cue, by its place among the rows."""


@lru_cache(maxsize=16)
def words_said(text: str) -> frozenset[str]:
    """``words_in`` a sentence or a clause, of which several things are asked in turn."""
    return words_in(text)


def rules_within(text: str) -> list[int]:
    """The rules that may hold in a sentence, in the order of their rows, by their place there."""
    return [place for _, place in _sieve().through(_met(words_said(text)), among=_among("rule"))]


def cues_within(text: str, beside: Bits) -> list[int]:
    """The cues that may be shown by a clause, what weighs most first. beside: what is met ``around`` it."""
    return [place for _, place in _sieve().through(_met(words_said(text)), beside, _among("cue"))]


def around(circumstances: str) -> Bits:
    """The needs that circumstances meet of those cues that are looked for in them and in the clause."""
    return _beside().met(words_in(circumstances))


@lru_cache(maxsize=16)
def _met(words: frozenset[str]) -> Bits:
    """Kept for a moment: most sentences are one clause."""
    return _sieve().met(words)


@cache
def _sieve() -> Sieve[Row]:
    return Sieve(_rows())


@cache
def _among(kind: Literal["rule", "cue"]) -> int:
    return _sieve().among(lambda row: row[0] == kind)


@cache
def _beside() -> Sieve[Row]:
    """As ``_sieve``, where nothing but what is looked for in circumstances, too, has its needs met."""
    nothing: Needs = (frozenset(),)
    both = {place for place, each in enumerate(load_cues()) if each.cue.where == "both"}
    return Sieve((row, needs if row[0] == "cue" and row[1] in both else nothing) for row, needs in _rows())


@cache
def _rows() -> tuple[tuple[Row, Needs], ...]:
    scales, cues = load_weights().scales, load_cues()
    heavy = [sum(abs(scale.weights.get(each.cue.id, 0.0)) for scale in scales) for each in cues]
    rules = [(place, rule) for place, rule in enumerate(load_rules().rules) if rule.id not in LISTS]
    weighty = sorted(range(len(cues)), key=lambda place: -heavy[place])
    return (
        *((("rule", place), needs_of(rule.pattern)) for place, rule in rules),
        *((("cue", place), cues[place].needs) for place in weighty if cues[place].cue.where != "context"),
    )

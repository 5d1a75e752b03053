"""The same matter met again: which known objective a later telegram speaks of, and what shows it.

Two objectives that come close to one another are a choice for a person, never guessed. Pure: what may be read is handed
in.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from legation.core.dialogue.proposal import Source
from legation.core.telegram import Telegram
from legation.services.ties.ways import Way
from legation.services.ties.weighing import Evidence, Ground, weighed
from legation.tables.linking import load_linking

LINKED = frozenset({"objective", "position", "commitment", "demarche", "meeting", "instrument"})
"""Kinds of proposals that may speak of a known objective."""


class Link(Evidence, frozen=True, kw_only=True):
    """One objective that a proposal may speak of, with its evidence. number: that of the board."""

    objective: str
    number: int


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """links_to: id of the objective, where there is no doubt. evidence: it, or those to choose from, best first."""

    links_to: str | None = None
    evidence: tuple[Link, ...] = ()

    def without(self, things: frozenset[str]) -> Linked:
        """What is left where it is none of these."""
        left = tuple(one for one in self.evidence if one.objective not in things)
        return Linked(links_to=None if self.links_to in things else self.links_to, evidence=left)

    @property
    def choice(self) -> bool:
        """Whether a person must choose among several."""
        return self.links_to is None and bool(self.evidence)


def link(
    source: Source,
    telegram: Telegram,
    text: str,
    ground: Ground,
    way: Way,
    told_in: Mapping[str, int] | None = None,
) -> Linked:
    """Which matters of the ground the words at ``source`` of ``telegram`` speak of; ``text``: the proposal's own."""
    table = load_linking()
    found = []
    least = min(threshold.least for threshold in table.thresholds.values())
    for one in weighed(source, telegram, text, ground, way, told_in, least=least):
        threshold = table.thresholds[one.referring]
        if one.enough and one.score >= threshold.least and one.own >= threshold.own:
            found.append(
                Link(
                    objective=one.matter.id,
                    number=one.matter.number,
                    text=one.matter.text,
                    rule=threshold.rule,
                    score=round(one.score, 3),
                    words=one.words,
                    cites=one.cites,
                    marking=one.matter.marking,
                )
            )
    found.sort(key=lambda one: (-one.score, one.objective))
    close = [one for one in found if one.score >= table.weights.rival * found[0].score]
    return Linked(links_to=close[0].objective if len(close) == 1 else None, evidence=tuple(close))

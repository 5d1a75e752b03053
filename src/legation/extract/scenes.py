"""A sentence where it stands, and what a rule has met in it."""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.extract.finds import Find
from legation.extract.mentions import (
    ADJECTIVE,
    DESK,
    OFFICIAL,
    PARTY,
    PRONOUN,
    SIGNER,
    WE,
    WHEN,
    Marked,
    Mention,
)
from legation.extract.setting import Setting
from legation.tables.rules import Rule, word_pattern

FOREIGN = frozenset({PARTY, OFFICIAL, PRONOUN, ADJECTIVE})
ACTORS = frozenset({PARTY, OFFICIAL, PRONOUN, WE, DESK, SIGNER})
ANYONE = FOREIGN | {WE, DESK, SIGNER}


class Scene(NamedTuple):
    """One sentence: in which paragraph of which telegram, in a comment or not, in which point of a list.

    point: the objective that the sentence is part of. before: what the paragraph has said so far. opening,
    closing: whether its paragraph is the first or the last one. wanted: the objective whose point of a list it
    belongs to. told: whether its paragraph tells what was said.
    report: whether the telegram as a whole does. talk: the two sides that were last said to speak with one another.
    """

    sentence: Marked
    folded: str
    at: int
    here: Setting
    comment: bool
    point: str | None
    before: str
    opening: bool = False
    closing: bool = False
    wanted: Find | None = None
    told: bool = False
    report: bool = False
    talk: tuple[str, str] | None = None

    def last(self, before: int, signs: frozenset[str]) -> Mention | None:
        """The last side named before a place of the sentence, if its party is known."""
        found = [m for place, m in self.sentence.mentions.items() if place < before and m.sign in signs and m.codes]
        return found[-1] if found else None

    def is_topic(self, mention: Mention) -> bool:
        """Whether an organisation is only spoken of: THE ICRC NOTE, where nothing is said to it or asked of it."""
        party = self.here.table.party(mention.code or "")
        if mention.sign != PARTY or party is None or party.kind != "organisation":
            return False
        before = self.folded[max(0, mention.start - 24) : mention.start]
        return word_pattern("addressing").search(before) is None

    def opposite(self, acting: str | None) -> str | None:
        """The side a party deals with where the text does not say: we and the host deal with one another."""
        if acting is None:
            return None
        if acting == self.here.own:
            return self.here.other
        return self.here.own if acting == self.here.other else None

    def assured(self, met: re.Match[str]) -> tuple[str | None, str | None]:
        """Who promised what somebody WAS ASSURED of (``is_assured``), and that one; a name that is not known is ours.

        It is whoever is said to have assured him, else whoever is to act, else the other side.
        """

        def side(*groups: str) -> str | None:
            named = [self.sentence.mentions.get(met.start(group)) for group in groups if met[group] is not None]
            return next((one.code for one in named if one is not None and one.code), None)

        receiver = side("to", "to2")
        actor = side("by", "by2") or side("actor")
        if receiver is None:
            receiver = self.here.own if actor is None else self.partner(actor) or self.opposite(actor)
        if actor is None or actor == receiver:
            actor = self.partner(receiver) or self.opposite(receiver)
        return actor, receiver

    def partner(self, acting: str | None) -> str | None:
        """The other side of the talk that is told of, if ``acting`` is one of its two."""
        if self.talk is None or acting not in self.talk:
            return None
        return self.talk[1] if acting == self.talk[0] else self.talk[0]

    def day_of_hour(self, words: str) -> str | None:
        """The day of the telegram, where words of its report name an hour and no day: I SAW THE MINISTER AT NOON."""
        written = self.here.written
        if written is None or self.here.outgoing or word_pattern("clock").search(words) is None:
            return None
        return written.isoformat()

    def day_of_opening(self, start: int, end: int) -> str | None:
        """The day of the telegram, where a report opens with a meeting of its own writer and names no day for it.

        start, end: the meeting's words in the folded paragraph.
        """
        written = self.here.written
        if written is None or self.here.outgoing or not self.opening:
            return None
        ours = any(start <= m.start < end and m.sign in (WE, SIGNER) for m in self.sentence.mentions.values())
        return written.isoformat() if ours else None


class Met(NamedTuple):
    """A rule's match: who acts, towards whom, and the person it is about."""

    rule: Rule
    made: Find
    match: re.Match[str]
    scene: Scene
    acting: str | None
    towards: str | None
    person: Mention | None

    def group(self, name: str) -> str | None:
        """The words of a named part of the pattern; None where it has no such part or the part is empty."""
        return self.match[name] if name in self.match.re.groupindex else None

    def mention(self, name: str) -> Mention | None:
        return self.scene.sentence.mentions.get(self.match.start(name)) if self.group(name) else None

    def dates(self, *, start: int, end: int) -> list[Mention]:
        """Dates within a run of the paragraph."""
        return [m for m in self.scene.sentence.mentions.values() if m.sign == WHEN and start <= m.start < end]

    def counterparty(self) -> str | None:
        return self.towards or self.scene.partner(self.acting) or self.scene.opposite(self.acting)

    def other_named(self, acting: str | None) -> str | None:
        """The first side that the evidence names beside the one that acts."""
        for mention in self.scene.sentence.mentions.values():
            inside = self.made.start <= mention.start < self.made.end
            if inside and mention.sign in FOREIGN and mention.code and mention.code != acting:
                return mention.code
        return None

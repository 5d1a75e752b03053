"""Which thing of the board a proposal is about, and to which objective it belongs, where the words leave no doubt.

A thing is known again by its own words, its name or the surname of its person, and told apart from another of the same
words by its sides and by the rare words beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.ledger import thing_id
from legation.core.dialogue.proposal import REGARDING, Proposal
from legation.extract.regarding import says_little
from legation.services.proposals.acceptance import Found
from legation.services.ties.raising import become_of
from legation.tables.commonness import rarities
from legation.tables.linking import stem_of

Again = Mapping[str, str]
"""Objectives of the board that proposals speak of again, by ``Proposal.words``."""

# Kinds of which a later telegram may speak again in the same words without meaning another one.
_SAID_AGAIN = {"objective", "instrument", "contact"}


def thing_of(one: Found, dialogue: str, board: Board, again: Again) -> str:
    """Id of the thing that a proposal raises: one of the board that it speaks of again, else a new one."""
    proposal = one.proposal
    if proposal.kind in _SAID_AGAIN:
        # What was merged into another comes last: that one has words of its own, and may have these, too.
        for thing in sorted(board.of(proposal.kind), key=lambda thing: thing.state == "merged"):
            if _same(thing.text) == _same(proposal.text) and not _is_of_another(proposal, thing):
                return thing.id
    if proposal.kind == "contact" and (standing := _contact_of(proposal, board)) is not None:
        return standing
    if proposal.kind == "instrument" and (standing := instrument_of(one, board)) is not None:
        return standing
    if proposal.kind == "objective" and proposal.words in again:
        return again[proposal.words]
    new, *known = (thing_id(proposal.kind, dialogue, name, board.things) for name in (proposal.words, *one.also))
    return next((about for about in known if about in board.things), new)


_BETWEEN = ("sought_by", "sought_from")
_RARE = 0.5
"""What a word weighs at least that tells one matter from another: half of what one of few telegrams does
(``tables.commonness``). No more than 122 of 1,000 telegrams have such a word."""


def _is_of_another(proposal: Proposal, thing: Thing) -> bool:
    """Whether what stands beside the same words tells of another matter.

    THEY SHOULD SIGN IT SOON says little: it is asked of one side and of the other, and of one treaty and of the next.
    What such words are about stands beside them, and the title of each shows it.
    """
    if not says_little(proposal.text):
        return False
    about, known = proposal.fields.get(REGARDING), thing.fields.get(REGARDING)
    if isinstance(about, str) and isinstance(known, str):
        return _rare(about).isdisjoint(_rare(known))
    return any(
        isinstance(one := proposal.fields.get(side), str)
        and isinstance(other := thing.fields.get(side), str)
        and _same(one) != _same(other)
        for side in _BETWEEN
    )


_LETTERS = re.compile(r"[^\W_]{3,}")


def _rare(words: str) -> frozenset[str]:
    """The stems of words that not every telegram has."""
    stems = {stem_of(word.casefold()) for word in _LETTERS.findall(words)}
    return frozenset(stem for stem in stems if rarities().get(stem, 1.0) >= _RARE)


IN_PLACE = frozenset({"proposed", "designated", "acting"})
"""States of a contact whose place nobody else has taken."""


def surname(name: object) -> str:
    """The last word of a name, as names are compared; "" where there is none."""
    return (str(name or "").casefold().split() or [""])[-1]


def _contact_of(proposal: Proposal, board: Board) -> str | None:
    """Id of the one contact of a side whose surname a proposal has alone, or that the board has alone: SABRA."""
    name = str(proposal.fields.get("person") or "")
    same = [
        thing
        for thing in board.of("contact")
        if surname(name)
        and thing.state in IN_PLACE
        and thing.actor("by") == proposal.fields.get("party")
        and surname(thing.fields.get("person")) == surname(name)
    ]
    if len(same) != 1:
        return None
    return same[0].id if 1 in (len(name.split()), len(str(same[0].fields["person"]).split())) else None


_ENDED = frozenset({"dropped", "terminated", "merged"})


def instrument_of(one: Found, board: Board) -> str | None:
    """Id of the one instrument of the board that bears the name of a proposed one; None where several do, or none.

    A name of one word, such as ``Agreement``, is that of any. What was terminated had been made before.
    """
    name = _same(str(one.proposal.fields.get("name") or ""))
    if one.proposal.kind != "instrument" or " " not in name:
        return None
    ended = (
        one.proposal.fields.get("modality") == "done" and become_of(one.proposal, one.record.telegram) == "terminate"
    )
    bearing = [
        thing
        for thing in board.of("instrument")
        if _same(str(thing.fields.get("name") or "")) == name
        and (thing.state not in ("draft", "initialled", "dropped", "merged") if ended else thing.state not in _ENDED)
    ]
    return bearing[0].id if len(bearing) == 1 else None


_NAMES = re.compile(r"\b(?:[A-Z]{3,}|[A-Z]+-\d+|\d{3,})\b")
# Short names of governments and their officers stand in every telegram and name no matter.
_GOVERNMENTS = re.compile(r"^(?:USG?A?|GO[A-Z]{1,3}|NSA|DCM|MFA|EMBASSY|POL|MIL|\d{4})$")


@lru_cache(maxsize=8192)
def _names(text: str) -> frozenset[str]:
    """Words that name a matter, such as TSCTP, C-130 and 505; none in a text that is all in capitals."""
    if text == text.upper():
        return frozenset()
    return frozenset(name for name in _NAMES.findall(text) if not _GOVERNMENTS.match(name))


class Objectives:
    """The objectives among the proposals of a telegram, by where they stand: what stands with one belongs to it."""

    def __init__(self, found: Iterable[Found]) -> None:
        self.all = [one for one in found if one.proposal.kind == "objective"]
        placed: dict[str, list[tuple[int, int, int]]] = {}
        for number, one in enumerate(self.all):
            for source in one.sources:
                placed.setdefault(source.sha256, []).append((*source.span, number))
        self._placed = {sha256: sorted(places) for sha256, places in placed.items()}
        # How far those up to a place reach: from there on back none is met that ends before.
        self._reach = {
            sha256: [*accumulate((end for _, end, _ in places), max)] for sha256, places in self._placed.items()
        }

    def nearest(self, one: Found) -> Found | None:
        """The one that rests on most of the same code points, of several the first; None where none does."""
        most, nearest = 0, len(self.all)
        for source in one.sources:
            places, reach = self._placed.get(source.sha256, []), self._reach.get(source.sha256, [])
            at = bisect_left(places, (source.span.end,))
            while at and reach[at - 1] > source.span.start:
                at -= 1
                start, end, number = places[at]
                shared = min(end, source.span.end) - max(start, source.span.start)
                if shared > most or (shared == most > 0 and number < nearest):
                    most, nearest = shared, number
        return self.all[nearest] if most else None


def objective_of(one: Found, objectives: Objectives, dialogue: str, board: Board, again: Again) -> str | None:
    """Id of the objective that a proposal belongs to, where its telegram or the board leave no doubt."""
    if one.proposal.kind not in {"position", "commitment", "demarche", "meeting", "instrument"}:
        return None
    stated = one.proposal.fields.get("objective")
    if isinstance(stated, str) and stated:
        if stated in board.things:
            return stated
        for other in objectives.all:
            if _same(stated) == _same(other.proposal.text):
                return thing_of(other, dialogue, board, again)
    nearest = objectives.nearest(one)
    if nearest is not None:
        return thing_of(nearest, dialogue, board, again)
    names = _names(one.proposal.text)
    if not names:
        return None
    here = {thing_of(other, dialogue, board, again) for other in objectives.all if names & _names(other.proposal.text)}
    there = {thing.id for thing in board.of("objective") if names & _names(thing.text)}
    for named in (here, there):
        if len(named) == 1:
            return named.pop()
    return None


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()

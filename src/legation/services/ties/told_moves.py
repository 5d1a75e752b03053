"""The move that a sentence tells of a thing that it speaks of, and what is offered for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.moves import Moves
from legation.services.boards.words import Words
from legation.services.ties.doing import clause_before, ourselves, sides_in, stated_in
from legation.services.ties.following import (
    ASKED_BACK,
    Followed,
    by_another,
    demarche_move,
    is_instruction,
    is_of_our_house,
    is_ours,
    may_report,
)
from legation.services.ties.listening import Listening, sent_it
from legation.services.ties.moving import Candidate, Telling, Told, by_its_deed, follows, is_later, move_of, stood
from legation.services.ties.promising import Tells
from legation.services.ties.ways import Cited
from legation.services.ties.weighing import Weighed
from legation.services.ties.who_met import names
from legation.tables.deeds import Kept
from legation.tables.movements import Days
from legation.tables.speaking import Plainly, Shown, Spoken, load_speaking
from legation.tables.speaking import Tells as Telltale

_MERELY: Mapping[str, str] = {"objective": "raise", "instrument": "draft", "meeting": "propose"}
"""The move by which a thing is merely spoken of again, and stays as it is."""

_PROMISED: Mapping[str, str] = {"requested": "request", "offered": "offer"}
"""The move by which a promise in such a state is told again, where it is none that was made already."""


def merely_speaks(becomes: str) -> bool:
    """Whether a thing stays as it is by a move that is told of it."""
    entity, _, verb = becomes.partition(".")
    return _MERELY.get(entity) == verb


def said_of(told: Telling, thing: Thing, board: Board, moves: Moves, words: Words | None = None) -> Tells | None:
    """The move that a sentence, or a statement, tells of a thing that it speaks of; None for none.

    An objective or an instrument may merely be spoken of again. Of a commitment it must say that it was kept or was
    not, or promise it again: by the one who promised it. Of a meeting, that it was held. A statement of what became of
    such a thing says it by its own sign.
    """
    if told.proposal.kind == "event" and told.proposal.fields.get("of") == thing.entity:
        made = move_of(told, thing, moves)
        return (
            Tells(made[1], (made[0].speaks or "for") if made[1] == "evidence" else None) if made is not None else None
        )
    if thing.entity != "commitment":
        verb = _verb_spoken(told, thing, board, moves, words)
        return Tells(verb) if verb is not None else None
    by_us = thing.actor("by") == board.ours
    for sign, found in _signs_in("commitment", told.proposal.text):
        if not any(
            (met["own"] is not None) == by_us and (sign.speaks != "for" or stated_in(met) in ("done", "told"))
            for met in found
        ):
            continue
        verb = sign.verb if sign.speaks is not None else _PROMISED.get(stood(thing, told.day) or "", sign.verb)
        return Tells(verb, sign.speaks) if follows(told, thing, verb, moves) else None
    return None


@lru_cache(maxsize=64)
def _signs_in(entity: str, text: str) -> Sequence[tuple[Telltale, Sequence[re.Match[str]]]]:
    """The signs of a kind that a sentence has, and where: they are the same for every thing that it may tell of."""
    signs = [(sign, sign.found(text)) for sign in load_speaking().signs if sign.entity == entity]
    return [(sign, found) for sign, found in signs if found]


def spoken_again(told: Telling, thing: Thing, moves: Moves) -> Tells | None:
    """That a thing is spoken of again and stays as it is; None where that cannot follow."""
    verb = _MERELY.get(thing.entity)
    return Tells(verb) if verb is not None and follows(told, thing, verb, moves) else None


def _verb_spoken(told: Telling, thing: Thing, board: Board, moves: Moves, words: Words | None) -> str | None:
    """The move that a sentence tells of a thing by its words, if only that it is spoken of again."""
    verbs = [
        *(
            sign.verb
            for sign, found in _signs_in(thing.entity, told.proposal.text)
            if any(_fits(met, thing) and _by_whom(sign, met, thing, board, words) for met in found)
        ),
        *([_MERELY[thing.entity]] if thing.entity in _MERELY else []),
    ]
    if thing.entity == "meeting" and str(thing.fields.get("date") or "") > told.day:
        verbs = [verb for verb in verbs if verb != "hold"]  # it is yet to come
    if thing.entity == "objective":
        # What is set as a condition is no agreement, though the sides have been at it for long.
        verbs = [*verbs[:1], _MERELY["objective"]]
    return next((verb for verb in verbs if follows(told, thing, verb, moves)), None)


def _by_whom(sign: Telltale, met: re.Match[str], thing: Thing, board: Board, words: Words | None) -> bool:
    """Whether whoever did it may have: of what one side seeks the other says that it is agreed to, or both do.

    The one who is named last before it in its clause did; where nobody is, nobody tells against it. A third side that
    agreed to the like, or was granted it, moves nothing between these two.
    """
    if sign.by is None or words is None or (met.re.groupindex.get("both") is not None and met["both"] is not None):
        return True
    text = met.string
    clause = clause_before(text, met.start())
    sides = sides_in(text, words, int(thing.raised[:4]), board.ours)
    named = [(start, codes) for start, end, codes in sides if end <= met.end()]
    if board.ours is not None:
        named += [(start, frozenset({board.ours})) for start in ourselves(text) if start < met.end()]
    named = [one for one in named if clause <= one[0]]
    if not named:
        return True
    last = max(named, key=lambda one: one[0])[1]
    seeker, asked = thing.actor("by"), thing.actor("to")
    if sign.by == "either":
        return not last.isdisjoint({seeker, asked}) or seeker is None or asked is None
    return seeker not in last and (asked is None or asked in last)


def _fits(met: re.Match[str], thing: Thing) -> bool:
    """Whether those whom the words name, where they name any, are people of the meeting that is told of."""
    whom = " ".join(words for words in met.groups() if words)
    return thing.entity != "meeting" or not whom or names(whom, thing.text)


def again_of(
    told: Telling,
    thing: Thing,
    one: Weighed,
    enough: Shown | Plainly,
    cited: Cited | None,
    here: Listening,
    days: Days = "unknown",
) -> Candidate | None:
    """A thing spoken of again, with the move that the sentence tells of it; None where it tells none."""
    ground = here.grounds.get(msgspec.convert(thing.entity, Spoken))
    said = said_of(told, thing, here.board, here.moves, ground.words if ground is not None else None)
    if said is not None and thing.entity == "commitment":
        said = by_its_deed(said, told, thing, one.matter, here.board, here.grounds["commitment"], here.moves)
    return candidate_of(said, told, thing, one, enough, cited, here, days) if said is not None else None


def candidate_of(
    said: Tells,
    told: Telling,
    thing: Thing,
    one: Weighed,
    enough: Shown | Plainly | Kept,
    cited: Cited | None,
    here: Listening,
    days: Days = "unknown",
) -> Candidate:
    """A thing of which a sentence tells a move."""
    return Candidate(
        thing=thing.id,
        entity=msgspec.convert(thing.entity, Told),
        number=thing.number,
        text=thing.title,
        becomes=f"{thing.entity}.{said.verb}",
        speaks=said.speaks if said.verb == "evidence" else None,
        again=not here.moves.allows(thing.entity, stood(thing, told.day), said.verb),
        days=days,
        rule=enough.rule,
        score=round(one.score + enough.counts, 3),
        words=one.words,
        cites=cited,
        marking=one.matter.marking,
    )


def report_of(
    told: Telling, thing: Thing, one: Weighed, enough: Shown, cited: Cited | None, here: Listening, *, later: bool
) -> Followed | None:
    """A report on a demarche of ours: from a post that it was for, and of which the words tell that it was so.

    Or more that whoever instructed it has to say of how it is to be made. later: it is of a day after that on which
    the same telegram says that it was delivered.
    """
    state = stood(thing, told.day)
    if sent_it(told.telegram, one.matter, here.held):
        verb = _instructed_again(told, thing) if is_ours(thing, here.board.ours) else None
    elif is_instruction(told.proposal) or not may_report(thing, told.telegram, here.board.ours):
        return None
    else:
        verb = demarche_move(told.proposal, told.telegram, state, here.moves)
    if verb is None or (verb == "deliver" and (by_another(told.proposal, here.board.ours) or is_of_our_house(thing))):
        return None
    if (enough.behind and verb not in ASKED_BACK) or (enough.verbs and verb not in enough.verbs):
        return None
    again = not here.moves.allows("demarche", state, verb) and here.moves.tells_again("demarche", state, verb)
    early = verb not in ("deliver", "instruct", "extend") and here.moves.allows("demarche", state, "deliver")
    if (early and not (enough.behind or later)) or (again and enough.fresh):
        return None
    if not again and not early and not here.moves.allows("demarche", thing.state, verb):
        return None
    return Followed(
        demarche=thing.id,
        number=thing.number,
        text=thing.title,
        becomes=f"demarche.{verb}",
        early=early,
        rule=enough.rule,
        score=round(one.score + enough.counts, 3),
        words=one.words,
        cites=cited,
        marking=one.matter.marking,
    )


def _instructed_again(told: Telling, thing: Thing) -> str | None:
    """The move of a sentence that adds to what was instructed, or gives more time; None where it asks for nothing."""
    if told.proposal.fields.get("of") == "demarche":
        return "extend" if is_later(told.proposal, thing, told.day) else None
    said = [sign for sign in load_speaking().signs if (sign.entity, sign.verb) == ("demarche", "instruct")]
    return "instruct" if any(sign.within(told.proposal.text) for sign in said) else None

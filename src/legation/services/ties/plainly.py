"""Things told of in plain words: weighed by how rare these are in telegrams of any matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from math import inf
from typing import NamedTuple

from legation.core.dialogue.board import Thing
from legation.core.text import Span
from legation.extract.drafted import without_pages
from legation.services.boards.matters import Matter, promised
from legation.services.boards.words import Plain, Words, apart
from legation.services.ties.likeness import Likeness
from legation.services.ties.listening import Listening, Offered, referring
from legation.services.ties.moving import Telling, alike, sides_told
from legation.services.ties.told_moves import again_of
from legation.services.ties.ways import Cited, led_to, referring_of
from legation.services.ties.weighing import Ground, Shared, Weighed
from legation.services.ties.who_met import Meets, day_of_meeting, days_named, is_past, meets_by, next_meeting, who_meets
from legation.tables.movements import load_movements
from legation.tables.speaking import Cites, Plainly, Spoken, load_speaking

_ROUNDED = 0.001
"""By which a score may be told higher than the weights of its words."""


class _Common(NamedTuple):
    """What a sentence and the text of a thing have in common.

    words: those of both; score: what they weigh together; of: what all of the text weighs; beside: what the two of them
    weigh that stand side by side on both sides, the heaviest such; named: the sentence names a promise as such.
    """

    told: Telling
    matter: Matter
    words: Mapping[str, Plain]
    score: float
    of: float
    beside: float
    named: bool
    meets: Meets


def plainly_told(
    entity: Spoken, tellings: Sequence[Telling], ground: Ground, here: Listening, likeness: Likeness
) -> dict[str, list[Offered]]:
    """Things told of in words that are weighed by how rare they are in telegrams of any matter.

    By thing, the sentence that has most of its words first; only those to which the telegram refers or is akin.
    """
    rows = [row for row in load_speaking().plain.rows if entity in row.entity]
    able = [*_able(tellings[0], ground, here, likeness, every=entity == "meeting")] if tellings else []
    near, far = [one for one in able if one.reach != "none"], _by_day([one for one in able if one.reach == "none"])
    having = _having(near)
    # Most sentences share too little: of those nothing more is worked out.
    lowest = {
        reach: min((row.least for row in rows if row.least and reach in row.reference), default=inf)
        for reach in ("direct", "akin", "none")
    }
    by_name = any(row.named for row in rows)
    phrased = any(row.beside for row in rows)
    next_one = next_meeting(here.board, tellings[0].day) if entity == "meeting" and tellings else None
    whole = {one.matter.id: sum(word.weight for word in apart(one.words).values()) for one in able}
    shown: dict[str, list[Offered]] = {}
    for told in tellings if able else ():
        if not _may_tell(entity, told, here):
            continue
        text = without_pages(told.telegram, told.source.span)
        said = ground.words.plainly(text)
        named = load_movements().naming.within(told.proposal.text)
        became = told.proposal.fields.get("of") == entity
        days = days_named(told.proposal.text, told.day) if entity == "meeting" else {}
        further = [one for day in days for one in far.get(day, ())]
        further += [one for some in far.values() for one in some if one.matter.id == next_one] if became else []
        # A meeting is told by its day and its sides, too, and a promise by being named as one; all else by its words.
        by_words = entity != "meeting" and not (named and by_name)
        reached = [near[place] for place in _places(said, having, lowest)] if by_words else near
        for matter, known, reach, _, leads in (*reached, *further):
            thing = here.board.things[matter.id]
            if became and sides_told(told.proposal, thing, here.board) is None:
                continue  # it is said of another side
            meets = meets_by(told, thing, days, next_one if became else None, ground.words)
            both = apart({word: said[word] for word in said.keys() & known.keys()})
            score = round(sum(one.weight for one in both.values()), 3)
            if score < lowest[reach] and not (named and by_name) and not meets.sides and not meets.day:
                continue
            if entity == "meeting" and (
                alike(told.proposal, matter) is None or (is_past(told, thing) and not meets.day)
            ):
                continue  # another round, another official; or people who meet again
            beside = _beside(text, matter, thing, both, ground.words) if phrased else 0.0
            common = _Common(told, matter, both, score, whole[matter.id], beside, named, meets)
            cites, cited = referring(told, matter, leads, here)
            if cites in ("none", "thread"):
                cites = reach
            enough = next((row for row in rows if _is_enough(row, cites, common, ground, here, likeness)), None)
            if enough is None:
                continue
            one = weighed_plainly(told, matter, both, score, leads)
            offer = again_of(told, thing, one, enough, cited, here)
            if offer is not None:
                shown.setdefault(thing.id, []).append(Offered(told, thing.id, offer))
    return {thing: sorted(some, key=lambda one: -one.offer.score) for thing, some in shown.items()}


def _beside(text: str, matter: Matter, thing: Thing, both: Collection[str], words: Words) -> float:
    """What two words weigh that stand side by side in a sentence and in the text of a thing; of several the most."""
    if len(both) < 2:
        return 0.0
    here, there = words.side_by_side(text), words.side_by_side(promised(matter.text, thing))
    return max((here[pair] for pair in here.keys() & there.keys()), default=0.0)


class _Able(NamedTuple):
    """A matter with the words of what was promised, and whether the telegram cites one of it, is akin to one, or has
    nothing to do with one that is known. held: the day of a meeting. leads: the reference that leads to one of it."""

    matter: Matter
    words: Mapping[str, Plain]
    reach: Cites
    held: date | None
    leads: Cited | None


def _having(able: Sequence[_Able]) -> Mapping[str, Sequence[int]]:
    """The places of the matters that have a word: a sentence has few of those of a whole board."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(able):
        for word in one.words:
            places.setdefault(word, []).append(place)
    return places


def _places(said: Mapping[str, Plain], having: Mapping[str, Sequence[int]], lowest: Mapping[str, float]) -> list[int]:
    """The places of the matters with which a sentence has as much in common as any row asks for, in order."""
    weights: dict[int, float] = {}
    for word, one in said.items():
        for place in having.get(word, ()):
            weights[place] = weights.get(place, 0.0) + one.weight
    least = min(lowest.values())
    # To be told apart by thousandths is for who weighs it.
    return sorted(place for place, weight in weights.items() if weight + _ROUNDED >= least)


def _able(first: Telling, ground: Ground, here: Listening, likeness: Likeness, *, every: bool) -> Iterable[_Able]:
    """Matters that a telegram cites or is akin to; with ``every`` all others, too, which a day may tell."""
    least = load_speaking().akin.least
    for matter, _ in ground.known:
        reach: Cites = "none"
        leads = led_to(here.references, first.telegram, matter, here.way)
        if referring_of(leads) == "direct":
            reach = "direct"
        elif likeness.of(matter) >= least:
            reach = "akin"
        if reach != "none" or every:
            thing = here.board.things[matter.id]
            held = day_of_meeting(thing) if every else None
            yield _Able(matter, ground.words.plainly(promised(matter.text, thing)), reach, held, leads)


def _by_day(able: Iterable[_Able]) -> dict[date | None, list[_Able]]:
    """Meetings by their day; None has those of which none is known."""
    found: dict[date | None, list[_Able]] = {}
    for one in able:
        found.setdefault(one.held, []).append(one)
    return found


def _may_tell(entity: Spoken, told: Telling, here: Listening) -> bool:
    if told.proposal.kind != "event":
        return False
    # Else nobody meets; or the same words would be entered twice.
    return entity != "meeting" or (
        load_speaking().plain.met.within(told.proposal.text)
        and not any(one.overlaps(told.proposal) for one in here.meetings)
    )


def weighed_plainly(
    told: Telling, matter: Matter, both: Mapping[str, Plain], score: float, leads: Cited | None
) -> Weighed:
    """Words in common as evidence. both: those, with their places in the sentence. leads: ``led_to`` the matter."""
    words = sorted(both.values(), key=lambda one: (-one.weight, one.start))
    placed = [(one, Span(one.start, one.end).moved(told.source.span.start)) for one in words]
    return Weighed(
        matter=matter,
        words=tuple(
            Shared(
                word=" ".join(without_pages(told.telegram, span).split()).casefold(),  # as it stands, for who reads it
                weight=round(one.weight, 3),
                here=span,
                there=None,
            )
            for one, span in placed
        ),
        cites=leads,
        score=score,
        own=score,
        enough=True,
    )


def _is_enough(
    row: Plainly, cites: Cites, common: _Common, ground: Ground, here: Listening, likeness: Likeness
) -> bool:
    """Whether what a sentence has in common with a thing is as much as the row asks for."""
    thing = here.board.things[common.matter.id]
    # Names of parties and words that stand everywhere are no evidence together, unless they are many.
    telling = any(round(one.weight, 3) >= load_speaking().plain.telling for one in common.words.values())
    return (
        cites in row.reference
        and common.score >= row.least
        and common.score >= row.share * common.of
        and (not row.kept or likeness.kept_up(common.matter, thing.raised) >= row.kept)
        and round(common.beside, 3) >= row.beside
        and (telling or row.beside or row.named or row.beside_day or row.sides or _are_many(row, common, ground.words))
        and (common.named or not row.named)
        and (common.meets.day or not row.day)
        and (common.meets.beside_day or not row.beside_day)
        and (common.meets.sides or not row.sides)
        and (common.meets.alone or not row.alone)
        and (
            not row.who or not common.words.keys().isdisjoint(who_meets(common.told.proposal.text, thing, ground.words))
        )
        and (row.among is None or ground.together[common.matter.began] <= row.among)
    )


def _are_many(row: Plainly, common: _Common, words: Words) -> bool:
    """Whether there are so many words in common that they tell something together, though none does by itself."""
    if row.many is None or len(common.words) < row.many:
        return False
    return any(not words.names_a_side(word) for word in common.words)

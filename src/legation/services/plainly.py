"""Things told of in plain words: weighed by how rare these are in telegrams of any matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from legation.core.dialogue.board import Thing
from legation.core.text import Span
from legation.extract.drafted import without_pages
from legation.services.likeness import Likeness
from legation.services.listening import Listening, Offered, referring
from legation.services.matters import Matter, promised
from legation.services.moving import Telling, alike
from legation.services.told_moves import again_of
from legation.services.ways import led_to, referring_of
from legation.services.weighing import Ground, Shared, Weighed
from legation.services.who_met import is_past, who_meets
from legation.services.words import Plain, Words, apart
from legation.tables.movements import load_movements
from legation.tables.speaking import Cites, Plainly, Spoken, load_speaking


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


def plainly_told(
    entity: Spoken, tellings: Sequence[Telling], ground: Ground, here: Listening, likeness: Likeness
) -> dict[str, list[Offered]]:
    """Things told of in words that are weighed by how rare they are in telegrams of any matter.

    By thing, the sentence that has most of its words first; only those to which the telegram refers or is akin.
    """
    rows = [row for row in load_speaking().plain.rows if entity in row.entity]
    able = [*_able(tellings[0], ground, here, likeness)] if tellings else []
    # Most sentences share too little: of those nothing more is worked out.
    lowest = {
        cited: min((row.least for row in rows if not row.named and (cited or "akin" in row.reference)), default=inf)
        for cited in (True, False)
    }
    by_name = any(row.named for row in rows)
    phrased = any(row.beside for row in rows)
    whole = {matter.id: sum(one.weight for one in apart(known).values()) for matter, known, _ in able}
    shown: dict[str, list[Offered]] = {}
    for told in tellings if able else ():
        if not _may_tell(entity, told, here):
            continue
        text = without_pages(told.telegram, told.source.span)
        said = ground.words.plainly(text)
        named = load_movements().naming.within(told.proposal.text)
        for matter, known, is_cited in able:
            both = apart({word: said[word] for word in said.keys() & known.keys()})
            score = round(sum(one.weight for one in both.values()), 3)
            thing = here.board.things[matter.id]
            if score < lowest[is_cited] and not (named and by_name):
                continue
            if entity == "meeting" and (alike(told.proposal, matter) is None or is_past(told, thing)):
                continue  # another round, another official; or people who meet again
            beside = _beside(text, matter, thing, both, ground.words) if phrased else 0.0
            common = _Common(told, matter, both, score, whole[matter.id], beside, named)
            one = _weighed(common, here)
            cites, cited = referring(told, one, here)
            if cites in ("none", "thread"):
                cites = "akin"
            enough = next((row for row in rows if _is_enough(row, cites, common, ground, here, likeness)), None)
            if enough is None:
                continue
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


def _able(
    first: Telling, ground: Ground, here: Listening, likeness: Likeness
) -> Iterable[tuple[Matter, dict[str, Plain], bool]]:
    """Matters that a telegram cites or is akin to, with the words of what was promised, and whether it cites one."""
    least = load_speaking().akin.least
    for matter, _ in ground.known:
        is_cited = referring_of(led_to(here.references, first.telegram, matter, here.way)) == "direct"
        if is_cited or likeness.of(matter) >= least:
            yield matter, ground.words.plainly(promised(matter.text, here.board.things[matter.id])), is_cited


def _may_tell(entity: Spoken, told: Telling, here: Listening) -> bool:
    if told.proposal.kind != "event" or told.proposal.fields.get("of") == entity:
        return False  # what is said to have become of it is held against those things by its own rows
    # Else nobody meets; or the same words would be entered twice.
    return entity != "meeting" or (
        load_speaking().plain.met.within(told.proposal.text)
        and not any(one.overlaps(told.proposal) for one in here.meetings)
    )


def _weighed(common: _Common, here: Listening) -> Weighed:
    told = common.told
    words = sorted(common.words.values(), key=lambda one: (-one.weight, one.start))
    placed = [(one, Span(one.start, one.end).moved(told.source.span.start)) for one in words]
    return Weighed(
        matter=common.matter,
        words=tuple(
            Shared(
                word=" ".join(without_pages(told.telegram, span).split()).casefold(),  # as it stands, for who reads it
                weight=round(one.weight, 3),
                here=span,
                there=None,
            )
            for one, span in placed
        ),
        cites=led_to(here.references, told.telegram, common.matter, here.way),
        score=common.score,
        own=common.score,
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
        and (telling or row.beside or row.named or _are_many(row, common, ground.words))
        and (common.named or not row.named)
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

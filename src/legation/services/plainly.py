"""Things told of in plain words: weighed by how rare these are in telegrams of any matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from legation.core.text import Span
from legation.extract.drafted import without_pages
from legation.services.likeness import Likeness
from legation.services.listening import Listening, Offered, referring
from legation.services.matters import promised
from legation.services.moving import Telling, alike
from legation.services.told_moves import again_of
from legation.services.ways import led_to, referring_of
from legation.services.weighing import Ground, Shared, Weighed
from legation.services.who_met import is_past, who_meets
from legation.services.words import apart
from legation.tables.movements import load_movements
from legation.tables.speaking import Spoken, load_speaking


def plainly_told(
    entity: Spoken, tellings: Sequence[Telling], ground: Ground, here: Listening, likeness: Likeness
) -> Iterable[Offered]:
    """Things told of in words that are weighed by how rare they are in telegrams of any matter.

    Each once, in the sentence that has most of its words; only those to which the telegram refers or is akin.
    """
    table = load_speaking()
    rows = [row for row in table.plain.rows if entity in row.entity]
    able = (
        [
            (matter, ground.words.plainly(promised(matter.text, here.board.things[matter.id])))
            for matter, _ in ground.known
            if likeness.of(matter) >= table.akin.least
            or referring_of(led_to(here.references, tellings[0].telegram, matter, here.way)) == "direct"
        ]
        if tellings
        else []
    )
    lowest = min((row.least for row in rows if not row.named), default=inf)
    by_name = any(row.named for row in rows)
    whole = {matter.id: sum(one.weight for one in apart(known).values()) for matter, known in able}
    best: dict[str, Offered] = {}
    for told in tellings if able else ():
        text = told.proposal.text
        if told.proposal.kind != "event" or told.proposal.fields.get("of") == entity:
            continue  # what is said to have become of it is held against those things by its own rows
        if entity == "meeting" and (
            not table.plain.met.within(text) or any(one.overlaps(told.proposal) for one in here.meetings)
        ):
            continue  # nobody meets; or the same words would be entered twice
        said = ground.words.plainly(without_pages(told.telegram, told.source.span))
        named = load_movements().naming.within(text)
        for matter, known in able:
            both = apart({word: said[word] for word in said.keys() & known.keys()})
            score = round(sum(one.weight for one in both.values()), 3)
            thing = here.board.things[matter.id]
            if score < lowest and not (named and by_name):
                continue  # most sentences: nothing more is worked out
            if entity == "meeting" and (alike(told.proposal, matter) is None or is_past(told, thing)):
                continue  # another round, another official; or people who meet again
            shared = tuple(
                Shared(
                    word=word, weight=round(weight, 3), here=Span(start, end).moved(told.source.span.start), there=None
                )
                for word, (weight, start, end) in sorted(both.items(), key=lambda one: (-one[1].weight, one[1].start))
            )
            # Names of parties and words that stand everywhere are no evidence together, unless they are many.
            telling = any(one.weight >= table.plain.telling for one in shared)
            before = best.get(thing.id)
            one = Weighed(
                matter=matter,
                words=shared,
                cites=led_to(here.references, told.telegram, matter, here.way),
                score=score,
                own=score,
                enough=True,
            )
            cites, cited = referring(told, one, here)
            if cites in ("none", "thread"):
                cites = "akin"
            enough = next(
                (
                    row
                    for row in rows
                    if cites in row.reference
                    and score >= row.least
                    and score >= row.share * whole[matter.id]
                    and (not row.kept or likeness.kept_up(matter, thing.raised) >= row.kept)
                    and (telling or row.named or (row.many is not None and len(shared) >= row.many))
                    and (named or not row.named)
                    and (not row.who or not both.keys().isdisjoint(who_meets(text, thing, ground.words)))
                    and (row.among is None or ground.together[matter.began] <= row.among)
                ),
                None,
            )
            if enough is None or (before is not None and before.offer.score >= score + enough.counts):
                continue
            offer = again_of(told, thing, one, enough, cited, here)
            if offer is not None:
                best[thing.id] = Offered(told, thing.id, offer)
    return best.values()

"""A promise told of by its deed: the verb that was promised, met again as done, with the words of what was promised.

*USG will deliver twelve F-5E*, and later *first six F-5E arrived yesterday*. An objective is met so, where one side was
to do what it is then said to have done: *urged Tarqand to sign the charter*, *Tarqand signed the charter*. Pure: what
may be read is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from legation.core.dialogue.board import Thing
from legation.core.dialogue.moves import Moves
from legation.extract.drafted import without_pages
from legation.services.boards.words import Plain, Words, apart
from legation.services.ties.likeness import Likeness
from legation.services.ties.listening import Listening, Offered, referring
from legation.services.ties.moving import Telling, follows
from legation.services.ties.plainly import weighed_plainly
from legation.services.ties.promising import Promise, Tells, done_of, promise_of
from legation.services.ties.told_moves import candidate_of
from legation.services.ties.ways import led_to
from legation.services.ties.weighing import Ground
from legation.tables.deeds import Kept, load_deeds
from legation.tables.movements import load_movements
from legation.tables.speaking import Cites, load_speaking


def kept_told(
    tellings: Sequence[Telling], ground: Ground, here: Listening, likeness: Likeness
) -> dict[str, list[Offered]]:
    """Promises of which sentences tell that they were kept, in part or not at all; by thing, the best first.

    Of objectives those that were met.
    """
    promises = [
        one
        for matter, _ in ground.known
        if (one := promise_of(matter, here.board.things[matter.id], ground.words)) is not None
        and (one.thing.entity != "objective" or all(deed.meets for deed in one.deeds))
    ]
    having: dict[str, list[int]] = {}
    for place, promise in enumerate(promises):
        for word in promise.words:
            having.setdefault(word, []).append(place)
    shown: dict[str, list[Offered]] = {}
    for told in tellings if promises else ():
        if told.proposal.kind != "event":
            continue
        said = ground.words.plainly(without_pages(told.telegram, told.source.span))
        for place in sorted({place for word in said.keys() & having.keys() for place in having[word]}):
            offered = _offer(told, promises[place], said, ground.words, here, likeness)
            if offered is not None:
                shown.setdefault(offered.thing, []).append(offered)
    return {thing: sorted(some, key=lambda one: -one.offer.score) for thing, some in shown.items()}


def _offer(
    told: Telling, promise: Promise, said: Mapping[str, Plain], words: Words, here: Listening, likeness: Likeness
) -> Offered | None:
    both = apart({word: said[word] for word in said.keys() & promise.words.keys()})
    score = round(sum(one.weight for one in both.values()), 3)
    table = load_deeds()
    if all(score < row.least or score < row.share * promise.of for row in table.rows):
        return None
    leads = led_to(here.references, told.telegram, promise.matter, here.way)
    one = weighed_plainly(told, promise.matter, both, score, leads)
    cites, cited = referring(told, promise.matter, leads, here)
    if cites in ("none", "thread") and likeness.of(promise.matter) >= load_speaking().akin.least:
        cites = "akin"
    named = load_movements().naming.within(told.proposal.text)
    enough = next((row for row in table.rows if is_enough(row, cites, score, promise, named=named)), None)
    if enough is None:
        return None
    what = done_of(told.proposal, told.day, promise, words, here.board)
    verb = _verb(told, promise.thing, what, here.moves) if what is not None else None
    if what is None or verb is None:
        return None
    return Offered(
        told, promise.thing.id, candidate_of(Tells(verb, what.speaks), told, promise.thing, one, enough, cited, here)
    )


def is_enough(row: Kept, cites: Cites, score: float, promise: Promise, *, named: bool) -> bool:
    """Whether so much of a promise is said as a row asks for."""
    return (
        cites in row.reference and score >= row.least and score >= row.share * promise.of and (named or not row.named)
    )


def _verb(told: Telling, thing: Thing, what: Tells, moves: Moves) -> str | None:
    """The move that is told, where it can follow, or else that there is evidence; of an objective that it was met."""
    if thing.entity == "objective":
        return "meet" if what.verb == "complete" and follows(told, thing, "meet", moves) else None
    return next((verb for verb in (what.verb, "evidence") if follows(told, thing, verb, moves)), None)

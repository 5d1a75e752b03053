"""A thing of the board spoken of in a later telegram that proposes nothing of it: looked for in its sentences.

Words that few paragraphs of the dialogue have, and how the telegram refers to those of the thing (in the paragraph
itself, elsewhere, through others), are weighed and shown. A telegram speaks of a thing once: where it does so best.
Pure: what may be read is handed in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from math import inf
from typing import NamedTuple

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.days import is_full_day
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal
from legation.core.telegram import Reference, Telegram
from legation.core.text import Span
from legation.services.corresponding import is_bare
from legation.services.drafted import without_pages
from legation.services.following import (
    ASKED_BACK,
    Followed,
    by_another,
    demarche_move,
    is_instruction,
    is_ours,
    is_report,
    may_report,
)
from legation.services.matters import Matter, promised
from legation.services.moving import MOVED, Candidate, Telling, Told, alike, follows, is_later, stood
from legation.services.spreading import Held, alikeness, spread_over
from legation.services.ways import Cited, Way, led_to, referring_of
from legation.services.weighing import Ground, Shared, Weighed, weighed
from legation.services.words import Words, acronyms, apart
from legation.tables.linking import load_linking
from legation.tables.movements import Days, load_movements
from legation.tables.speaking import Cites, Plainly, Shown, Spoken, load_speaking

SPOKEN: tuple[Spoken, ...] = ("demarche", "commitment", "instrument", "objective", "meeting")
"""Kinds of things that are looked for, in the order in which a sentence is given to one of them.

Of a promise a sentence must say that it was kept or was not, and of an objective merely speak: so promises go before.
"""

Offer = Followed | Candidate

_MERELY: Mapping[str, str] = {"objective": "raise", "instrument": "draft", "meeting": "propose"}
"""The move by which a thing is merely spoken of again, and stays as it is."""

_PROMISED: Mapping[str, str] = {"requested": "request", "offered": "offer"}
"""The move by which a promise in such a state is told again, where it is none that was made already."""


class Said(NamedTuple):
    """The move that a sentence tells of. speaks: for or against a commitment, where it is evidence."""

    verb: str
    speaks: str | None = None


class Offered(NamedTuple):
    """What speaks for one thing in one sentence, and the move that the sentence tells of."""

    told: Telling
    thing: str
    offer: Offer


class Listening(NamedTuple):
    """What sentences of a telegram are held against.

    grounds: the things by kind; held: the telegrams that the board rests on; references: those of the telegram to
    others; busy: things of which a proposal of the telegram speaks, or of which it has told already; delivered: where
    its proposals, or entries made of it, tell of the delivery of a demarche, by its id; meetings: its proposals of
    meetings, each of which says by itself what its words say of one.
    """

    board: Board
    grounds: Mapping[Spoken, Ground]
    held: Sequence[Held]
    references: Sequence[Reference]
    way: Way
    moves: Moves
    busy: Collection[str]
    delivered: Mapping[str, Sequence[Span]]
    meetings: Sequence[Proposal]


class Likeness:
    """How far a telegram has the rare words of those of things; what was asked once is not asked again."""

    def __init__(self, name: str, held: Sequence[Held]) -> None:
        self._own = next(one for one in reversed(held) if one.name == name)
        self._by_name = {one.name: one for one in held if one.day <= self._own.day}
        self._known: dict[str, float] = {}

    def of(self, matter: Matter) -> float:
        """With the telegram of a matter that is most like it, of those that were sent by then."""
        return max((self._with(name) for name in matter.telegrams), default=0.0)

    @cached_property
    def _akin(self) -> tuple[frozenset[str], list[str]]:
        """The telegrams on the same matter that were sent before it, and their days in order."""
        least = load_speaking().akin.least
        names = frozenset(name for name in self._by_name if name != self._own.name and self._with(name) >= least)
        return names, sorted(self._by_name[name].day for name in names)

    def kept_up(self, matter: Matter, since: str) -> float:
        """Of the telegrams on the same matter from a day on, the share that has told of a thing raised on that day.

        One more is counted as if half of it told of the thing: where there is none yet, nothing is known.
        """
        _, days = self._akin
        later = len(days) - bisect_left(days, since) - sum(self._since(name, since) for name in matter.began)
        told = sum(self._since(name, since) for name in matter.telegrams - matter.began)
        return (told + 0.5) / (later + 1)

    def _since(self, name: str, day: str) -> bool:
        return name in self._akin[0] and self._by_name[name].day >= day

    def _with(self, name: str) -> float:
        if name not in self._known:
            other = self._by_name.get(name)
            self._known[name] = alikeness(self._own, other) if other is not None else 0.0
        return self._known[name]


def spoken(tellings: Sequence[Telling], here: Listening) -> dict[str, tuple[Offer, ...]]:
    """What sentences, and reports without a demarche, of one telegram speak of, by ``Proposal.words``, the best first.

    One where there is no doubt, several to choose from.
    """
    if not tellings:
        return {}
    telegram, day = tellings[0].telegram, tellings[0].day
    in_order = sorted(tellings, key=lambda told: told.source.span)
    spread, paragraphs = spread_over(here.held, day)
    likeness = Likeness(telegram.called, here.held)
    found: dict[str, tuple[Offer, ...]] = {}
    counted: dict[Words, dict[str, int]] = {}
    for entity in SPOKEN:
        if entity not in here.grounds:
            continue
        ground = _able(here.grounds[entity], telegram, day, here).over(spread, paragraphs)
        if ground.words not in counted:
            counted[ground.words] = ground.words.in_paragraphs(telegram)
        told_in = counted[ground.words]
        best: dict[str, Offered] = {}
        delivered = {about: [*spans] for about, spans in here.delivered.items()} if entity == "demarche" else {}
        for told in in_order:
            if told.proposal.words in found or (told.proposal.kind != "event" and entity != "demarche"):
                continue
            if entity in MOVED and told.proposal.fields.get("of") is not None:
                continue  # what is said to have become of it is held against those things by its own rows
            for one in _told_apart([*_offers(told, entity, ground, told_in, here, likeness, delivered)], ground.words):
                # What came back is told beside the delivery, and each thing that came back once.
                key = f"{one.thing}\0{one.offer.becomes}" if _came_back(one.offer) else one.thing
                before = best.get(key)
                if before is None or _goes_before(one, before):
                    best[key] = one
                if one.offer.becomes == "demarche.deliver":
                    delivered.setdefault(one.thing, []).append(told.source.span)
        if any(entity in row.entity for row in load_speaking().plain.rows):
            for one in _plainly(
                entity, [told for told in in_order if told.proposal.words not in found], ground, here, likeness
            ):
                if one.thing not in best:
                    best[one.thing] = one
        for told in tellings:
            of = [one.offer for one in best.values() if one.told is told]
            if of:
                found[told.proposal.words] = _close(of)
    return found


def said_of(told: Telling, thing: Thing, ours: str | None, moves: Moves) -> Said | None:
    """The move that a sentence, or a statement, tells of a thing that it speaks of; None for none.

    An objective or an instrument may merely be spoken of again. Of a commitment it must say that it was kept or was
    not, or promise it again: by the one who promised it. Of a meeting, that it was held.
    """
    if thing.entity != "commitment":
        verb = _verb_spoken(told, thing, moves)
        return Said(verb) if verb is not None else None
    by_us = thing.actor("by") == ours
    for sign in load_speaking().signs:
        if sign.entity != "commitment" or not any(
            (met["own"] is not None) == by_us for met in sign.found(told.proposal.text)
        ):
            continue
        verb = sign.verb if sign.speaks is not None else _PROMISED.get(stood(thing, told.day) or "", sign.verb)
        return Said(verb, sign.speaks) if follows(told, thing, verb, moves) else None
    return None


def _verb_spoken(told: Telling, thing: Thing, moves: Moves) -> str | None:
    """The move that a sentence tells of a thing by its words, if only that it is spoken of again."""
    verbs = [
        *(
            sign.verb
            for sign in load_speaking().signs
            if sign.entity == thing.entity and any(_fits(met, thing) for met in sign.found(told.proposal.text))
        ),
        *([_MERELY[thing.entity]] if thing.entity in _MERELY else []),
    ]
    if thing.entity == "meeting" and str(thing.fields.get("date") or "") > told.day:
        verbs = [verb for verb in verbs if verb != "hold"]  # it is yet to come
    return next((verb for verb in verbs if follows(told, thing, verb, moves)), None)


def _fits(met: re.Match[str], thing: Thing) -> bool:
    """Whether those whom the words name, where they name any, are people of the meeting that is told of."""
    whom = " ".join(words for words in met.groups() if words)
    return thing.entity != "meeting" or not whom or _names(whom, thing.text)


def _able(ground: Ground, telegram: Telegram, day: str, here: Listening) -> Ground:
    """The things that a telegram may speak of again: open, raised before it and not by it, not told of otherwise."""
    name = telegram.called
    hours = {one.name: one.hour for one in here.held}
    able = {}
    for matter, _ in ground.known:
        thing = here.board.things[matter.id]
        if name in matter.raised_in or _is_busy(thing.id, here) or thing.turn == "closed" or thing.raised > day:
            continue
        # A telegram that has told of a thing belongs to it, and yet may say more of it.
        known = matter
        if name in matter.telegrams:
            known = msgspec.structs.replace(matter, telegrams=matter.telegrams - {name})
        if thing.raised < day or _later(telegram, known, hours, here):
            able[matter.id] = known
    return ground.only(able)


def _is_busy(about: str, here: Listening) -> bool:
    """Whether a telegram has told of a thing; of a demarche that it delivered it may yet say what came back."""
    return about in here.busy and about not in here.delivered


def _came_back(offer: Offer) -> bool:
    return offer.becomes in {f"demarche.{verb}" for verb in ASKED_BACK}


def _is_behind(told: Telling, spans: Sequence[Span]) -> bool:
    """Whether a sentence stands behind one of these runs in the same paragraph, and tells of no side of ours."""
    start = told.source.span.start
    paragraph = told.telegram.paragraph_at(start)
    return (
        paragraph is not None
        and any(paragraph.span.start <= span.start and span.end <= start for span in spans)
        and not load_speaking().own.within(told.proposal.text)
    )


def _later(telegram: Telegram, matter: Matter, hours: Mapping[str, str | None], here: Listening) -> bool:
    """Whether a telegram of the day on which a thing was raised came after that: it says so, or the hours do."""
    if led_to(here.references, telegram, matter, here.way) is not None:
        return True
    before = [hours.get(name) for name in matter.raised_in]
    own = telegram.dtg
    return own is not None and bool(before) and all(hour is not None and hour < own for hour in before)


def _offers(
    told: Telling,
    entity: Spoken,
    ground: Ground,
    told_in: Mapping[str, int],
    here: Listening,
    likeness: Likeness,
    delivered: Mapping[str, Sequence[Span]],
) -> Iterable[Offered]:
    """delivered: where the telegram has told of the delivery of a demarche so far."""
    if entity == "meeting":
        yield from _held(told, ground, here)
        return
    table = load_speaking()
    telegram, text = told.telegram, told.proposal.text
    names = entity == "demarche" and table.naming.within(text)
    behind = {about for about, spans in delivered.items() if told.proposal.kind == "event" and _is_behind(told, spans)}
    rows = [
        row
        for row in table.thresholds
        if entity in row.entity and (names or not row.named) and (behind or not row.behind)
    ]
    least = min((row.least for row in rows), default=inf)
    for one in weighed(told.source, telegram, text, ground, here.way, told_in, least=least):
        thing = here.board.things[one.matter.id]
        cites, cited = _referring(told, one, here)
        own = {shared.word for shared in one.words if not shared.beside}
        if cites == "none" and likeness.of(one.matter) >= table.akin.least:
            cites = "akin"
        enough = next(
            (
                row
                for row in rows
                if cites in row.reference
                and (row.behind if thing.id in here.busy else True)
                and (thing.id in behind or not row.behind)
                and one.score >= row.least
                and one.own >= row.own
                and len(own) >= row.words
                and (row.words != 1 or len(own) > 1 or _in_its_text(own, thing, ground.words))
                and (not row.acronym or _has_its_acronym(text, thing))
                and (row.among is None or ground.together[one.matter.began] <= row.among)
                and (not row.kept or likeness.kept_up(one.matter, thing.raised) >= row.kept)
            ),
            None,
        )
        if enough is None:
            continue
        offer: Offer | None
        if entity == "demarche":
            offer = _demarche(told, thing, one, enough, cited, here)
        else:
            offer = _again(told, thing, one, enough, cited, here)
        if offer is not None:
            yield Offered(told, thing.id, offer)


def _held(told: Telling, ground: Ground, here: Listening) -> Iterable[Offered]:
    """Meetings that were set for the day, or the day before, with one of those whom the same post says it has seen."""
    text, table = told.proposal.text, load_speaking()
    said = [met for sign in table.signs if sign.entity == "meeting" for met in sign.found(text)]
    whom = " ".join(words for met in said for words in met.groups() if words)
    if not whom:
        return
    able: dict[str, tuple[Matter, Days]] = {}
    for matter, _ in ground.known:
        thing = here.board.things[matter.id]
        days = _days_after(told, thing)
        if days is not None and _sent_it(told.telegram, matter, here.held, unknown=True) and _names(whom, thing.text):
            able[matter.id] = (matter, days)
    only = ground.only({about: matter for about, (matter, _) in able.items()})
    for one in weighed(told.source, told.telegram, text, only, here.way):
        thing = here.board.things[one.matter.id]
        days = able[thing.id][1]
        enough = next(row for row in table.thresholds if "meeting" in row.entity)
        offer = _again(told, thing, one, enough, one.cites, here, days)
        if offer is not None:
            yield Offered(told, thing.id, offer)


def _plainly(
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
            if entity == "meeting" and (alike(told.proposal, matter) is None or _is_past(told, thing)):
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
            cites, cited = _referring(told, one, here)
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
                    and (not row.who or not both.keys().isdisjoint(_who_meets(text, thing, ground.words)))
                    and (row.among is None or ground.together[matter.began] <= row.among)
                ),
                None,
            )
            if enough is None or (before is not None and before.offer.score >= score + enough.counts):
                continue
            offer = _again(told, thing, one, enough, cited, here)
            if offer is not None:
                best[thing.id] = Offered(told, thing.id, offer)
    return best.values()


def _days_after(told: Telling, thing: Thing) -> Days | None:
    """Whether a sentence is of the day of a meeting, or soon after it; None where it is not, or none is known."""
    held = _day_of(thing)
    if held is None:
        return None
    since = (date.fromisoformat(told.day) - held).days
    return None if not 0 <= since <= load_speaking().met.days else "near" if since else "same"


def _day_of(thing: Thing) -> date | None:
    """The day of a meeting: that which is entered, else by the words of the telegram that set it."""
    day, after = thing.fields.get("date"), load_speaking().met.after(thing.text)
    if is_full_day(day):
        return date.fromisoformat(str(day))
    return date.fromisoformat(thing.raised) + timedelta(days=after) if day is None and after is not None else None


def _is_past(told: Telling, thing: Thing) -> bool:
    """Whether the day of a meeting is known and gone by: who met on it may have met since."""
    day = _day_of(thing)
    return day is not None and day.isoformat() < told.day


def _names(whom: str, text: str) -> bool:
    """Whether those whom a sentence names are among those of a meeting: by name, or by one office."""
    met = load_speaking().met
    offices = (office for office in load_movements().offices if office.within(whom))
    return not met.names(whom).isdisjoint(met.names(text)) or any(office.within(text) for office in offices)


def _who_meets(said: str, thing: Thing, words: Words) -> frozenset[str]:
    """Words that may name somebody both in a sentence and in the text of a meeting; in capitals alone no name is known.

    Where one of the two is in capitals the other tells which of its words are names.
    """
    known = [words.whom(text) for text in (said, thing.text) if text != text.upper()]
    return frozenset.intersection(*known) if known else frozenset()


def _has_its_acronym(text: str, thing: Thing) -> bool:
    """Whether a sentence names a thing by an acronym that the board's own text writes out: TEXT OF EUAA."""
    said = {word.casefold() for word in re.findall(r"\b[A-Z][A-Z0-9&-]+\b", text)}
    return not said.isdisjoint(acronyms(thing.text))


def _in_its_text(said: Iterable[str], thing: Thing, words: Words) -> bool:
    """Whether the board itself has a word of a thing, and not only the passages that told of it."""
    text = words.of(promised(thing.text, thing))
    return any(not words.of(word).keys().isdisjoint(text) for word in said)


def _demarche(
    told: Telling, thing: Thing, one: Weighed, enough: Shown, cited: Cited | None, here: Listening
) -> Followed | None:
    """A report on a demarche of ours: from a post that it was for, and of which the words tell that it was so.

    Or more that whoever instructed it has to say of how it is to be made.
    """
    state = stood(thing, told.day)
    if _sent_it(told.telegram, one.matter, here.held):
        verb = _instructed_again(told, thing) if is_ours(thing, here.board.ours) else None
    elif is_instruction(told.proposal) or not may_report(thing, told.telegram, here.board.ours):
        return None
    else:
        verb = demarche_move(told.proposal, told.telegram, state, here.moves)
    if verb is None or (verb == "deliver" and by_another(told.proposal, here.board.ours)):
        return None
    if enough.behind and verb not in ASKED_BACK:
        return None
    again = not here.moves.allows("demarche", state, verb) and here.moves.tells_again("demarche", state, verb)
    early = verb not in ("deliver", "instruct", "extend") and here.moves.allows("demarche", state, "deliver")
    if (early and not enough.behind) or (again and enough.fresh):
        return None
    if not again and not early and not here.moves.allows("demarche", thing.state, verb):
        return None
    return Followed(
        demarche=thing.id,
        number=thing.number,
        text=thing.text,
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


def _again(
    told: Telling,
    thing: Thing,
    one: Weighed,
    enough: Shown | Plainly,
    cited: Cited | None,
    here: Listening,
    days: Days = "unknown",
) -> Candidate | None:
    said = said_of(told, thing, here.board.ours, here.moves)
    if said is None:
        return None
    verb, moves = said.verb, here.moves
    return Candidate(
        thing=thing.id,
        entity=msgspec.convert(thing.entity, Told),
        number=thing.number,
        text=thing.text,
        becomes=f"{thing.entity}.{verb}",
        again=not moves.allows(thing.entity, stood(thing, told.day), verb),
        days=days,
        rule=enough.rule,
        score=round(one.score + enough.counts, 3),
        words=one.words,
        cites=cited,
        marking=one.matter.marking,
    )


def _told_apart(offers: list[Offered], words: Words) -> list[Offered]:
    """Of several demarches that one reference leads to, those of which the sentence has most words; one needs none.

    The words of what was asked, not of all that its paragraph says; those beside the sentence count, too.
    """
    if len(offers) < 2 or not isinstance(offers[0].offer, Followed):
        return offers
    naming, shared = load_speaking().naming, []
    for one in offers:
        text = words.of(one.offer.text)
        said = {stem for known in one.offer.words if not naming.within(known.word) for stem in words.of(known.word)}
        shared.append(len(said & text.keys()))
    return [one for one, many in zip(offers, shared, strict=True) if many == max(shared) > 0]


def _goes_before(one: Offered, other: Offered) -> bool:
    """Whether one shows a thing better than another, met before it.

    A proposal goes before a sentence. A report says first that it is one; of other sentences that which weighs more.
    """
    reports = [is_report(some.told.proposal) for some in (one, other)]
    if reports[0] != reports[1]:
        return reports[0]
    if isinstance(one.offer, Followed) and one.offer.rule == other.offer.rule:
        return False
    return one.offer.score > other.offer.score


def _close(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    ranked = sorted(offers, key=lambda one: (-one.score, one.number))
    least = load_linking().weights.rival * ranked[0].score
    return tuple(one for one in ranked if one.score >= least)


def _sent_it(telegram: Telegram, matter: Matter, held: Sequence[Held], *, unknown: bool = False) -> bool:
    """Whether the post that sent a telegram also sent the one that raised a thing, such as the instruction.

    unknown: what is said where no post is known that raised it.
    """
    posts = {one.sent.post for one in held if one.sent is not None and one.name in matter.raised_in}
    return telegram.post in posts if posts else unknown


def _referring(told: Telling, one: Weighed, here: Listening) -> tuple[Cites, Cited | None]:
    """How the telegram refers to one of a thing, seen from a sentence, and by which reference."""
    paragraph = told.telegram.paragraph_at(told.source.span.start)
    if paragraph is None:
        return referring_of(one.cites), one.cites
    inside = led_to(here.references, told.telegram, one.matter, here.way, paragraph.span)
    if referring_of(inside) == "direct":
        return "here", inside
    bare = next((reference for reference in paragraph.mentions if is_bare(reference)), None)
    if bare is not None and one.cites is not None and referring_of(one.cites) == "direct":
        return "here", Cited(text=" ".join(bare.text.split()), span=bare.span, way=one.cites.way)
    return referring_of(one.cites), one.cites

"""A thing of the board spoken of in a later telegram that proposes nothing of it: looked for in its sentences.

Words that few paragraphs of the dialogue have, and how the telegram refers to those of the thing (in the paragraph
itself, elsewhere, through others), are weighed and shown. A telegram speaks of a thing once: where it does so best.
Pure: what may be read is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cmp_to_key
from math import inf

import msgspec

from legation.core.dialogue.board import Thing
from legation.core.dialogue.days import is_full_day
from legation.core.dtg import MONTH_NAMES
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services.boards.matters import Matter, promised
from legation.services.boards.words import Words, acronyms
from legation.services.ties.deeds import kept_told
from legation.services.ties.following import ASKED_BACK, Followed, is_report
from legation.services.ties.likeness import Likeness
from legation.services.ties.listening import Listening, Offer, Offered, came_back, referring, sent_it
from legation.services.ties.moving import MOVED, Telling
from legation.services.ties.plainly import plainly_told
from legation.services.ties.spreading import spread_over
from legation.services.ties.titled import titles
from legation.services.ties.told_moves import again_of, report_of
from legation.services.ties.ways import led_to
from legation.services.ties.weighing import Ground, weighed
from legation.services.ties.who_met import days_after, names
from legation.tables.following import load_following
from legation.tables.linking import load_linking
from legation.tables.movements import Days
from legation.tables.speaking import Spoken, load_speaking

_BETWEEN = 20  # signs between two paragraphs of which one follows the other

_TITLED: tuple[Spoken, ...] = ("demarche", "objective")
"""Kinds of things of which the subject of a telegram and the heading of a paragraph tell as a sentence does."""

SPOKEN: tuple[Spoken, ...] = ("demarche", "commitment", "meeting", "instrument", "objective")
"""Kinds of things that are looked for, in the order in which a sentence is given to one of them.

Of a promise a sentence must say that it was kept or was not, of a meeting that people meet, and of an objective merely
speak: so promises and meetings go before.
"""


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
    counted: dict[Words, Mapping[str, int]] = {}
    for entity in SPOKEN:
        if entity not in here.grounds:
            continue
        able = _able(here.grounds[entity], telegram, day, here, deeds=entity == "objective")
        ground = able.over(spread, paragraphs)
        if ground.words not in counted:
            counted[ground.words] = ground.words.in_paragraphs(telegram)
        told_in = counted[ground.words]
        shown: dict[str, list[Offered]] = {}
        delivered = {about: [*spans] for about, spans in here.delivered.items()} if entity == "demarche" else {}
        since = {about: [*days] for about, days in here.delivered_on.items()}
        for told in in_order:
            if told.proposal.words in found or (told.proposal.kind != "event" and entity != "demarche"):
                continue
            if entity in MOVED and told.proposal.fields.get("of") is not None:
                continue  # what is said to have become of it is held against those things by its own rows
            for one in _told_apart(
                [*_offers(told, entity, ground, told_in, here, likeness, delivered, since)], ground.words
            ):
                # What came back is told beside the delivery, and each thing that came back once.
                key = f"{one.thing}\0{one.offer.becomes}" if came_back(one.offer) else one.thing
                shown.setdefault(key, []).append(one)
                if one.offer.becomes == "demarche.deliver":
                    delivered.setdefault(one.thing, []).append(told.source.span)
                    since.setdefault(one.thing, []).append(day_of_words(told))
        ranked = {key: sorted(some, key=_best_first) for key, some in shown.items()}
        if entity == "commitment":
            left = [told for told in in_order if told.proposal.words not in found]
            for thing, some in kept_told(left, ground, here, likeness).items():
                ranked[thing] = [*some, *ranked.get(thing, [])]
        if any(entity in row.entity for row in load_speaking().plain.rows):
            left = [told for told in in_order if told.proposal.words not in found]
            for thing, some in plainly_told(entity, left, ground, here, likeness).items():
                ranked.setdefault(thing, []).extend(some)
        if entity == "objective":
            _met(ranked, in_order, found, able, here, likeness)
            ranked = {thing: _told_moves_first(some, here) for thing, some in ranked.items()}
        found |= _each_in_its_own(ranked)
    return found


def _met(
    ranked: dict[str, list[Offered]],
    tellings: Sequence[Telling],
    found: dict[str, tuple[Offer, ...]],
    ground: Ground,
    here: Listening,
    likeness: Likeness,
) -> None:
    """Add objectives of which sentences tell that they were met to ``ranked``, and let these sentences go from what
    they merely mention."""
    left = [
        told
        for told in tellings
        if all(one.becomes == "instrument.draft" for one in found.get(told.proposal.words, ()))
    ]
    for thing, some in kept_told(left, ground, here, likeness).items():
        ranked[thing] = [*some, *ranked.get(thing, [])]
        for one in some:
            found.pop(one.told.proposal.words, None)


def _told_moves_first(some: Sequence[Offered], here: Listening) -> list[Offered]:
    """What tells that an objective moved before what only speaks of it; that alone where a proposal speaks of it."""
    moved = [one for one in some if one.offer.becomes != "objective.raise"]
    merely = [] if some and some[0].thing in here.beside else [one for one in some if one not in moved]
    return [*moved, *merely]


def _able(ground: Ground, telegram: Telegram, day: str, here: Listening, *, deeds: bool = False) -> Ground:
    """The things that a telegram may speak of again: open, raised before it and not by it, not told of otherwise.

    deeds: also those of which only a proposal of something else speaks, for that says nothing of a deed.
    """
    name = telegram.called
    hours = {one.name: one.hour for one in here.held}
    able = {}
    for matter, _ in ground.known:
        thing = here.board.things[matter.id]
        if (
            name in matter.raised_in
            or (_is_busy(thing.id, here) and not (deeds and thing.id in here.beside))
            or thing.turn == "closed"
            or thing.raised > day
        ):
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


def _is_behind(told: Telling, spans: Sequence[Span]) -> bool:
    """Whether a sentence stands behind one of these runs in the same paragraph, and tells of no side of ours.

    In the paragraph behind it must say in so many words that they ask back, or will reply later.
    """
    start, telegram, text = told.source.span.start, told.telegram, told.proposal.text
    paragraph = telegram.paragraph_at(start)
    if paragraph is None or not spans or load_speaking().own.within(text):
        return False
    if any(paragraph.span.start <= span.start and span.end <= start for span in spans):
        return True
    before = [one for span in spans if (one := telegram.paragraph_at(span.start)) is not None]
    follows = any(0 <= paragraph.span.start - one.span.end <= _BETWEEN for one in before)
    return follows and any(sign.verb in ASKED_BACK and sign.within(text) for sign in load_following().signs)


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
    since: Mapping[str, Sequence[str]],
) -> Iterable[Offered]:
    """delivered, since: where the telegram has told of the delivery of a demarche so far, and of which days."""
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
        if entity in row.entity
        and (names or not row.named)
        and (behind or not row.behind)
        and (row.says is None or (told.proposal.kind == "event" and table.says[row.says].within(text)))
    ]
    answers = told.proposal.kind == "event" and table.says["answering"].within(text)
    least = min((row.least for row in rows), default=inf)
    about = titles(telegram, told.source) if entity in _TITLED and told.proposal.kind == "event" else ()
    # What the dialogue is called stands in the subject of each of its telegrams, and tells no objective from another.
    called = ground.words.of(here.board.dialogue.text) if about and here.board.dialogue is not None else {}
    for one in weighed(told.source, telegram, text, ground, here.way, told_in, least=least, titles=about, plain=called):
        thing = here.board.things[one.matter.id]
        # What was answered on a later day was not said in the talk in which it was delivered.
        later = (
            answers and _names_its_day(told) and all(day < day_of_words(told) for day in since.get(thing.id, ("~",)))
        )
        cites, cited = referring(told, one.matter, one.cites, here)
        own = {shared.word for shared in one.words if not shared.beside}
        if cites == "none" and likeness.of(one.matter) >= table.akin.least:
            cites = "akin"
        enough = next(
            (
                row
                for row in rows
                if cites in row.reference
                and (row.behind or (later and row.verbs == ("respond",)) if thing.id in here.busy else True)
                and ((thing.id in behind and not later) or not row.behind)
                and one.score >= row.least
                and one.own >= row.own
                and len(own) >= row.words
                and (row.words != 1 or len(own) > 1 or _in_its_text(own, thing, ground.words))
                and (not row.verbs or thing.id not in here.delivered or later)
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
            offer = report_of(told, thing, one, enough, cited, here, later=later)
        else:
            offer = again_of(told, thing, one, enough, cited, here)
        if offer is not None:
            yield Offered(told, thing.id, offer)


def _names_its_day(told: Telling) -> bool:
    """Whether words tell the day of what they say, be it that of their telegram."""
    if told.proposal.fields.get("date") is not None:
        return True
    named = date.fromisoformat(told.day)
    month = MONTH_NAMES[named.month - 1]
    both = rf"\b(?:{month} {named.day}|{named.day} {month})\b"
    return re.search(both, told.proposal.text, re.IGNORECASE) is not None


def day_of_words(told: Telling) -> str:
    """The day that words tell of themselves, else that of their telegram."""
    day = told.proposal.fields.get("date")
    return day if isinstance(day, str) and is_full_day(day) else told.day


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
        days = days_after(told, thing)
        if days is not None and sent_it(told.telegram, matter, here.held, unknown=True) and names(whom, thing.text):
            able[matter.id] = (matter, days)
    only = ground.only({about: matter for about, (matter, _) in able.items()})
    for one in weighed(told.source, told.telegram, text, only, here.way):
        thing = here.board.things[one.matter.id]
        days = able[thing.id][1]
        enough = next(row for row in table.thresholds if "meeting" in row.entity)
        offer = again_of(told, thing, one, enough, one.cites, here, days)
        if offer is not None:
            yield Offered(told, thing.id, offer)


def _has_its_acronym(text: str, thing: Thing) -> bool:
    """Whether a sentence names a thing by an acronym that the board's own text writes out: TEXT OF EUAA."""
    said = {word.casefold() for word in re.findall(r"\b[A-Z][A-Z0-9&-]+\b", text)}
    return not said.isdisjoint(acronyms(thing.text))


def _in_its_text(said: Iterable[str], thing: Thing, words: Words) -> bool:
    """Whether the board itself has a word of a thing, and not only the passages that told of it."""
    text = words.of(promised(thing.text, thing))
    return any(not words.of(word).keys().isdisjoint(text) for word in said)


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


def _before(one: Offered, other: Offered) -> int:
    """How one that shows a thing stands to another: less than nothing where it shows it better.

    A proposal goes before a sentence. A report says first that it is one; of other sentences that which weighs more.
    """
    reports = [is_report(some.told.proposal) for some in (one, other)]
    if reports[0] != reports[1]:
        return -1 if reports[0] else 1
    if isinstance(one.offer, Followed) and one.offer.rule == other.offer.rule:
        return 0
    return -1 if one.offer.score > other.offer.score else int(one.offer.score < other.offer.score)


_best_first = cmp_to_key(_before)


def _each_in_its_own(ranked: Mapping[str, Sequence[Offered]]) -> dict[str, tuple[Offer, ...]]:
    """Sentences with what they show, by ``Proposal.words``. ranked: by thing, what shows it, the best first.

    One that another thing weighs much more in is left to that, and the next best is taken.
    """
    left = {key: iter(some) for key, some in ranked.items()}
    held: dict[str, dict[str, Offer]] = {}
    most: dict[str, float] = {}
    rival = load_linking().weights.rival
    unplaced = [*ranked]
    while unplaced:
        key = unplaced.pop()
        one = next(left[key], None)
        if one is None:
            continue
        words, score = one.told.proposal.words, one.offer.score
        if score < rival * most.get(words, 0.0):
            unplaced.append(key)
            continue
        here = held.setdefault(words, {})
        here[key] = one.offer
        if score > most.get(words, 0.0):
            most[words] = score
            less = [other for other, offer in here.items() if offer.score < rival * score]
            unplaced += less
            for other in less:
                del here[other]
    return {words: _ranked(offers.values()) for words, offers in held.items()}


def _ranked(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    return tuple(sorted(offers, key=lambda one: (-one.score, one.number)))

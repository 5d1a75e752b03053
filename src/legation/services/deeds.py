"""A promise told of by its deed: the verb that was promised, met again as done, with the words of what was promised.

*USG will deliver twelve F-5E*, and later *first six F-5E arrived yesterday*. Whoever else did it, did not do it, or may
do it is told apart; how much was done is read by its words and by the numbers of both. Pure: what may be read is handed
in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from legation.core.dialogue.board import Thing
from legation.core.dialogue.moves import Moves
from legation.extract.drafted import without_pages
from legation.services.likeness import Likeness
from legation.services.listening import Listening, Offered, referring
from legation.services.matters import Matter, promised
from legation.services.moving import Telling, follows
from legation.services.plainly import weighed_plainly
from legation.services.told_moves import Said, candidate_of
from legation.services.weighing import Ground
from legation.services.words import Plain, Words, apart
from legation.tables.deeds import Deed, Kept, load_deeds
from legation.tables.linking import load_linking, stem_of
from legation.tables.movements import load_movements
from legation.tables.speaking import Cites, load_speaking

_NEAR = 40  # signs behind a modal verb in which a promise names its deed
_BEFORE = 70  # signs before a deed in which its agent stands, or what makes it no statement
_BEHIND = 30  # signs behind a deed in which it is said how much was done
_CLAUSE = re.compile(r"[.;:]\s")
_WORD = re.compile(r"[^\W\d_]{4,}")
_COUNT = re.compile(r"(?<![\w.-])(?:\d{1,3}(?:,\d{3})+|\d+|[a-z]+)(?![\w-])", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class _Promise(NamedTuple):
    """What was promised: the deeds that its verb may be, the words before it; those of what it is
    about, what they weigh together, and its numbers."""

    matter: Matter
    thing: Thing
    deeds: tuple[Deed, ...]
    subject: str
    words: Mapping[str, Plain]
    of: float
    counts: frozenset[str]


def kept_told(
    tellings: Sequence[Telling], ground: Ground, here: Listening, likeness: Likeness
) -> dict[str, list[Offered]]:
    """Promises of which sentences tell that they were kept, in part or not at all; by thing, the best first."""
    promises = [
        one
        for matter, _ in ground.known
        if (one := _promise(matter, here.board.things[matter.id], ground.words)) is not None
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
    told: Telling, promise: _Promise, said: Mapping[str, Plain], words: Words, here: Listening, likeness: Likeness
) -> Offered | None:
    both = apart({word: said[word] for word in said.keys() & promise.words.keys()})
    score = round(sum(one.weight for one in both.values()), 3)
    table = load_deeds()
    if all(score < row.least or score < row.share * promise.of for row in table.rows):
        return None
    one = weighed_plainly(told, promise.matter, both, score, here)
    cites, cited = referring(told, one, here)
    if cites in ("none", "thread") and likeness.of(promise.matter) >= load_speaking().akin.least:
        cites = "akin"
    named = load_movements().naming.within(told.proposal.text)
    enough = next((row for row in table.rows if _is_enough(row, cites, score, promise, named=named)), None)
    if enough is None:
        return None
    what = done_of(told, promise, words, here.board.ours)
    verb = _verb(told, promise.thing, what, here.moves) if what is not None else None
    if what is None or verb is None:
        return None
    return Offered(
        told, promise.thing.id, candidate_of(Said(verb, what.speaks), told, promise.thing, one, enough, cited, here)
    )


def _is_enough(row: Kept, cites: Cites, score: float, promise: _Promise, *, named: bool) -> bool:
    return (
        cites in row.reference and score >= row.least and score >= row.share * promise.of and (named or not row.named)
    )


def _verb(told: Telling, thing: Thing, what: Said, moves: Moves) -> str | None:
    """The move that is told, where it can follow, or else that there is evidence."""
    return next((verb for verb in (what.verb, "evidence") if follows(told, thing, verb, moves)), None)


def _promise(matter: Matter, thing: Thing, words: Words) -> _Promise | None:
    """What a thing of the board promises; None where no deed is named, or that something is not done."""
    text = promised(matter.text, thing)
    named = _named(text)
    terms = re.search(load_deeds().terms.pattern, text, re.IGNORECASE)
    if terms is not None and named is not None and terms.start() > named[2]:
        text = text[: terms.start()]  # what is done of a condition is not what was promised
    if named is None:
        return None
    deeds, start, end = named
    left_out = load_deeds().left_out
    about = {
        word: one
        for word, one in words.plainly(text).items()
        if not (start <= one.start < end) and word not in left_out and not words.names_a_side(word)
    }
    of = sum(one.weight for one in apart(about).values())
    return _Promise(matter, thing, deeds, text[:start], about, of, _counts(text)) if about else None


@lru_cache(maxsize=4096)
def _named(text: str) -> tuple[tuple[Deed, ...], int, int] | None:
    """The deeds that the verb of a promise may be, and its place."""
    table = load_deeds()
    modal = re.search(table.promising.pattern, text, re.IGNORECASE)
    start = modal.end() if modal is not None else 0
    met = [(found.start(), deed, found) for deed in table.deeds if (found := deed.promised.search(text, start))]
    first = min((at for at, _, _ in met), default=len(text))
    if modal is not None and first > start + _NEAR:
        verb = _WORD.search(text, start)
        if verb is None:
            return None
        stem = re.escape(re.sub(r"[ey]$", "", verb[0].casefold()))
        deed = Deed(name=verb[0].casefold(), does=verb[0], done=rf"{stem}\w{{0,2}}ed", example="", kept="")
        deeds: tuple[Deed, ...] = (deed,)
        first, end = verb.start(), verb.end()
    elif met:
        deeds = tuple(deed for at, deed, _ in met if at == first)
        end = max(found.end() for at, _, found in met if at == first)
    else:
        return None
    return None if table.refraining.within(text[start if modal is not None else 0 : first]) else (deeds, first, end)


def done_of(told: Telling, promise: _Promise, words: Words, ours: str | None) -> Said | None:
    """What a sentence tells of the deed that was promised: that it was done, in part, or not; None for nothing."""
    text = " ".join(told.proposal.text.split())
    before_, told_, undone, past = load_deeds().unsaid.compiled
    year = min((int(one) for one in _YEAR.findall(text)), default=9999)
    if told_.search(text) or past.search(text) or year < int(promise.thing.raised[:4]):
        return None
    for deed in promise.deeds:
        for met in deed.told.finditer(text):
            clause = max((stop.end() for stop in _CLAUSE.finditer(text, 0, met.start())), default=0)
            before = text[max(clause, met.start() - _BEFORE) : met.start()]
            if before_.search(before) or not _by_whom_promised(text, clause, met, promise, words, ours, told):
                continue
            if undone.search(before):
                return Said("evidence", "against")
            stop = _CLAUSE.search(text, met.end())
            end = min(stop.start() if stop else len(text), met.end() + _BEHIND)
            return Said(_extent(text[clause:end], promise), "for")
    return None


def _by_whom_promised(
    text: str,
    clause: int,
    met: re.Match[str],
    promise: _Promise,
    words: Words,
    ours: str | None,
    told: Telling,
) -> bool:
    """Whether a deed may have been done by the side that promised it: no other is said to have done it."""
    by = promise.thing.actor("by")
    if by is None:
        return True
    passive, behind, _ = load_deeds().agent.compiled
    year = int(told.day[:4])
    doers = {by} | _sides_of(promise.subject, words, year, ours)  # what others may do was promised to them
    acting = told.proposal.fields.get("party")
    sides = words.sides(text, year)
    named = [(start, codes) for start, end, codes in sides if clause <= start < met.start()]
    if ours is not None:
        own = frozenset({ours})
        named += [(start, own) for start in _ourselves(text, sides, ours) if clause <= start < met.start()]
    agent = behind.match(text, met.end())
    if agent is not None:
        done_by = [codes for start, _, codes in sides if 0 <= start - agent.end() <= _NEAR]
        if done_by:
            return not doers.isdisjoint(done_by[0])
    if met.lastgroup != "came" and not passive.search(text, clause, met.start()):
        if acting is not None:
            return acting in doers
        return not named or not doers.isdisjoint(max(named, key=lambda one: one[0])[1])
    known = {by} | _sides_of(promise.thing.text, words, year, ours)
    return all(not codes.isdisjoint(known) for _, codes in named)


def _sides_of(text: str, words: Words, year: int, ours: str | None) -> set[str]:
    """The sides that a text names, ourselves among them."""
    sides = words.sides(text, year)
    found = {code for _, _, codes in sides for code in codes}
    if ours is not None and [*_ourselves(text, sides, ours)]:
        found.add(ours)
    return found


def _ourselves(text: str, sides: Sequence[tuple[int, int, frozenset[str]]], ours: str | None) -> Iterable[int]:
    """Where a text names ourselves; BRITISH EMBASSY is another's."""
    _, _, own = load_deeds().agent.compiled
    for one in own.finditer(text) if ours is not None else ():
        if not any(0 <= one.start() - end <= 1 for _, end, _ in sides):
            yield one.start()


def _extent(clause: str, promise: _Promise) -> str:
    """How much was done: by words, else by the numbers of both."""
    verb = next((row.verb for row in load_deeds().extents if row.within(clause)), None)
    if verb is not None:
        return verb
    counts = _counts(clause)
    return "start" if promise.counts and counts and promise.counts.isdisjoint(counts) else "complete"


def _counts(text: str) -> frozenset[str]:
    """The numbers of a text, in figures, without days, years and names."""
    numbers = load_linking().numbers
    found = set[str]()
    for met in _COUNT.finditer(text):
        number = numbers.get(met[0].casefold(), met[0])
        month = any(stem_of(word.casefold()) in _months() for word in _around(text, met))
        if number[0].isdigit() and not month and not _YEAR.fullmatch(number):
            found.add(number.replace(",", ""))
    return frozenset(found)


def _around(text: str, met: re.Match[str]) -> Iterable[str]:
    """The words right beside a number."""
    yield from re.findall(r"[^\W\d_]+", text[max(0, met.start() - 12) : met.start()])[-1:]
    yield from re.findall(r"[^\W\d_]+", text[met.end() : met.end() + 12])[:1]


@lru_cache(maxsize=1)
def _months() -> frozenset[str]:
    names = "january february march april may june july august september october november december line para paragraph"
    return frozenset(stem_of(name) for name in names.split())

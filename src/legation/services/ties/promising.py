"""What a promise is to do, and what a sentence tells of that deed: who did it, for whom, and how much of it.

Whoever else did it, did not do it, or may do it is told apart; how much was done is read by its words and by the
numbers of both. Pure: what may be read is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.proposal import Proposal
from legation.services.boards.matters import Matter, promised
from legation.services.boards.words import Plain, Words, apart
from legation.services.ties.doing import (
    clause_before,
    clause_behind,
    has_object,
    ourselves,
    said_of_it,
    sides_in,
    stated,
)
from legation.tables.deeds import Deed, load_deeds
from legation.tables.linking import load_linking, stem_of

_NEAR = 40  # signs behind a modal verb in which a promise names its deed
_BEHIND = 30  # signs behind a deed in which it is said how much was done
_OTHER = 60  # signs behind a deed in which it is said for whom it was done
_WORD = re.compile(r"[^\W\d_]{4,}")
_ASIDE = re.compile(r",|;|\b(?:and|which|who|when|while|as|after|before|by|but)\b", re.IGNORECASE)
_IT = re.compile(r"\s*(?:it|them|these|those|this|that|him|her|all|both|same)\b", re.IGNORECASE)
_LINK = re.compile(r"\b(?:to|from|at|in|into|with|by|under)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b[\w-]+(?:['’]s|s['’])(?=\s)")  # of THE HIJACKER'S LUGGAGE the luggage is handed over
_WHOM = re.compile(r"\b(?:whom|which|that)\s+(?:\w+\s+){1,4}$", re.IGNORECASE)
_PREPOSED = re.compile(r"\s*(?:to|at|in|on|for|with|from|by|of)\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:to|for|into|in|at|with|of|on behalf of|in favou?r of)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_WHERE = re.compile(r"\b(?:in|at)\s+$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?P<what>(?:[\w.'’-]+\s*){1,3})", re.IGNORECASE)
_THERE = r"\s+(?P<what>(?:(?!(?:of|for|at|by|on|in|to|from|with|and|but|which|who|as|after|before)\b)[\w'’-]+\s*){1,5})"
_LINKS = tuple(re.compile(rf"\b{link}{_THERE}", re.IGNORECASE) for link in ("of", "for", "at"))
_COUNT = re.compile(r"(?<![\w.-])(?:\d{1,3}(?:,\d{3})+|\d+|[a-z]+)(?![\w-])", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


_Met = Literal["promised", "another", "unknown"]
"""Whether what a deed was done to, or for, is what was promised."""


class Tells(NamedTuple):
    """The move that a sentence tells of. speaks: for or against a commitment, where it is evidence."""

    verb: str
    speaks: Literal["for", "against"] | None = None


class Promise(NamedTuple):
    """What was promised, or sought: the side that is to do it, the deeds that its verb may be, the words before it;
    those of what it is about, what they weigh together, and its numbers. verb: as it stands."""

    matter: Matter
    thing: Thing
    by: str | None
    verb: str
    deeds: tuple[Deed, ...]
    subject: str
    words: Mapping[str, Plain]
    of: float
    counts: frozenset[str]


def promise_of(matter: Matter, thing: Thing, words: Words) -> Promise | None:
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
    # Before what is sought stands who asks it of whom; before what is promised may stand what it is about.
    first = end if thing.entity == "objective" else 0
    about = {
        word: one
        for word, one in words.plainly(text).items()
        if one.start >= first
        and not (start <= one.start < end)
        and word not in left_out
        and not words.names_a_side(word)
    }
    of = sum(one.weight for one in apart(about).values())
    by = thing.actor("to" if thing.entity == "objective" else "by")
    return Promise(matter, thing, by, text[start:end], deeds, text[:start], about, of, _counts(text)) if about else None


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


def done_of(told: Proposal, day: str, promise: Promise, words: Words, board: Board) -> Tells | None:
    """What a sentence tells of the deed that was promised: that it was done, in part, or not; None for nothing.

    What somebody else says, or is done to or for what was perhaps not promised, is evidence alone.
    """
    text = " ".join(told.text.split())
    year = min((int(one) for one in _YEAR.findall(text)), default=9999)
    if year < int(promise.thing.raised[:4]):
        return None
    for deed in promise.deeds:
        for met in deed.told.finditer(text):
            said = stated(text, met.start(), met.end())
            if deed.apart and not _same_verb(met[0], promise.verb):
                continue
            if said == "nothing" or not _by_whom_promised(text, met, promise, words, board, told, day, deed):
                continue
            if said == "undone":
                return Tells("evidence", "against")
            told_of = {
                _to_what(text, met, promise, words),
                _for_whom(text, met, promise, words, board, day, deed),
                _from_what(text, met, promise, words, deed),
                _of_what(text, promise, words),
            }
            if "another" in told_of:
                continue
            if said == "told" or "unknown" in told_of:
                return Tells("evidence", "for")
            end = min(clause_behind(text, met.end()), met.end() + _BEHIND)
            return Tells(_extent(text[clause_before(text, met.start()) : end], promise), "for")
    return None


def _same_verb(done: str, promised: str) -> bool:
    """Whether a verb that was done is the one that was promised: SIGNED is not RATIFIED."""
    return done[:2].casefold() == promised[:2].casefold()


def tells_of_deed(text: str, promise: Promise) -> bool:
    """Whether a sentence has a verb of what was promised, whatever it says of that."""
    return any(deed.told.search(text) for deed in promise.deeds)


def _to_what(text: str, met: re.Match[str], promise: Promise, words: Words) -> _Met:
    """Whether it was done to what was promised, and not to a thing that is only about it: A NOTE ON THE TREATY."""
    passive, _, _ = load_deeds().agent.compiled
    about, part = load_deeds().heads.compiled

    def known(some: str) -> bool:
        return bool(words.plainly(some).keys() & promise.words.keys())

    before = text[clause_before(text, met.start()) : met.start()]
    if met.lastgroup == "came" or passive.search(before):
        thing = re.split(r",", before[said_of_it(before) :])[-1]
    else:
        behind = _OWNER.sub(" ", text[met.end() : clause_behind(text, met.end())])
        if has_object(text, met.end()) and not _IT.match(behind) and not _WHOM.search(before):
            if not known(behind):
                return "another"
            done_to = _LINK.split(_ASIDE.split(behind)[0])[0]
            if not known(done_to) and not part.search(done_to) and not about.search(behind):
                return "unknown"
        thing = _ASIDE.split(behind[:_OTHER])[0]
    for link in about.finditer(thing):
        head = " ".join(thing[: link.start()].split()[-3:])
        if head and not _PREPOSED.match(thing):
            return "promised" if known(head) or part.search(head) or not known(thing) else "another"
    return "promised"


def _from_what(text: str, met: re.Match[str], promise: Promise, words: Words, deed: Deed) -> _Met:
    """Whether it was done from where it can be: who was RELEASED FROM HIS OATH is in prison still."""
    found = _FROM.search(text, met.end(), clause_behind(text, met.end()))
    if found is None or deed.from_what is None or deed.from_what.search(found["what"]) is not None:
        return "promised"
    return "promised" if words.plainly(found["what"]).keys() & promise.words.keys() else "another"


def _of_what(text: str, promise: Promise, words: Words) -> _Met:
    """Whether what it is of, for or at is not named otherwise than in the promise: DREDGING OF another harbor."""
    aim = promise.thing.text
    said, made, left_out = words.plainly(text).keys(), words.plainly(aim).keys(), load_deeds().left_out
    for link in _LINKS:
        told = {word for found in link.finditer(text) for word in words.plainly(found["what"])} - made - left_out
        meant = {word for found in link.finditer(aim) for word in words.plainly(found["what"])} - said - left_out
        if meant and any(not words.names_a_side(word) for word in told):
            return "unknown"
    return "promised"


def _for_whom(
    text: str, met: re.Match[str], promise: Promise, words: Words, board: Board, day: str, deed: Deed
) -> _Met:
    """Whether it was done for those to whom it was promised: no other side is named behind it."""
    stop = _ASIDE.search(text, met.end())
    end = min(stop.start() if stop is not None else len(text), met.end() + _OTHER)
    year = int(day[:4])
    known: set[str | None] = {*_sides_of(promise.thing.text, words, year, board.ours), *board.sides(promise.thing)}
    if None in known:
        known |= set(board.parties)
    for start, _, codes in sides_in(text, words, year, board.ours):
        if deed.anywhere and _WHERE.search(text, met.end(), start):
            continue  # signed IN VALLETTA
        if met.end() <= start < end and known.isdisjoint(codes):
            return "another" if _FOR.search(text, met.end(), start) and not deed.leads else "unknown"
    return "promised"


def _by_whom_promised(
    text: str, met: re.Match[str], promise: Promise, words: Words, board: Board, told: Proposal, day: str, deed: Deed
) -> bool:
    """Whether a deed may have been done by the side that promised it: no other is said to have done it."""
    by, sought = promise.by, promise.thing.entity == "objective"
    if by is None:
        return not sought
    passive, behind, _ = load_deeds().agent.compiled
    year, ours = int(day[:4]), board.ours
    doers = {by}
    if not sought:
        doers |= _sides_of(promise.subject, words, year, ours)  # what others may do was promised to them
    if deed.lets and not sought:
        doers |= {side for side in board.sides(promise.thing) if side is not None}
    acting = told.fields.get("party")
    clause = clause_before(text, met.start())
    said = said_of_it(text[clause : met.start()])
    sides = sides_in(text, words, year, ours)
    named = [(start, codes) for start, end, codes in sides if clause + said <= start < met.start()]
    if ours is not None:
        own = frozenset({ours})
        named += [(start, own) for start in ourselves(text) if clause + said <= start < met.start()]
    agent = behind.match(text, met.end())
    if agent is not None:
        done_by = [codes for start, _, codes in sides if 0 <= start - agent.end() <= _NEAR]
        if done_by:
            return not doers.isdisjoint(done_by[0])
    if met.lastgroup != "came" and not passive.search(text, clause, met.start()):
        if acting is not None and not said:
            return acting in doers
        if not named:
            return not sought  # what was sought of a side is done by that side alone
        return not doers.isdisjoint(max(named, key=lambda one: one[0])[1])
    known = {by} | _sides_of(promise.thing.text, words, year, ours)
    return all(not codes.isdisjoint(known) for _, codes in named)


def _sides_of(text: str, words: Words, year: int, ours: str | None) -> set[str]:
    """The sides that a text names, ourselves among them."""
    found = {code for _, _, codes in sides_in(text, words, year, ours) for code in codes}
    if ours is not None and ourselves(text):
        found.add(ours)
    return found


def _extent(clause: str, promise: Promise) -> str:
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
        if not number[0].isdigit() or _YEAR.fullmatch(number):
            continue  # most are words
        if not any(stem_of(word.casefold()) in _months() for word in _around(text, met)):
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

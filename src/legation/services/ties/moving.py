"""A meeting or a commitment met again: which one of the board a later telegram tells of, and what became of it.

Day, sides, officials, words in common and the reference are weighed and shown. Those that come close to one another are
a choice for a person; a move that does not follow from what stands is not offered. Pure: what may be read is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.clock import is_before
from legation.core.dialogue.days import is_day, is_full_day
from legation.core.dialogue.ledger import Unnumbered
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal, Source
from legation.core.dialogue.telling import tell
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services.boards.matters import Matter, Said, matter_of, promised
from legation.services.ties.doing import stated_in
from legation.services.ties.promising import Tells, done_of, promise_of, tells_of_deed
from legation.services.ties.raising import is_to_come, opening
from legation.services.ties.ways import Way
from legation.services.ties.weighing import Evidence, Ground, Weighed, weighed
from legation.tables.linking import load_linking
from legation.tables.movements import Alike, Days, Enough, Moved, Sides, Sign, Words, load_movements
from legation.tables.moves import load_moves
from legation.tables.worded_days import load_worded_days

MOVED: tuple[Moved, ...] = ("meeting", "commitment")
"""Kinds of things that are met again so; a proposal of kind ``event`` tells of either."""

_RAISING = {
    "meeting": ("propose", "agree", "hold"),
    "commitment": ("request", "offer", "undertake", "accept"),
    "instrument": ("draft", "initial", "sign", "enter-into-force"),
}
"""Moves in whose words a thing of a kind is known."""


Told = Literal["meeting", "commitment", "objective", "instrument"]


class Candidate(Evidence, frozen=True, kw_only=True):
    """One thing that a proposal may tell of. thing, entity, number, text: those of the board. becomes: the move that
    accepting makes. speaks: for or against a commitment, where that is evidence. again: it stands already, and is told
    again. days: how the day told stands to the one known."""

    thing: str
    entity: Told
    number: int
    becomes: str
    speaks: Literal["for", "against"] | None = None
    again: bool = False
    days: Days = "unknown"


_DONE = ("start", "advance", "complete")
"""Moves by which so much of a promise was done."""


def says_of(one: Candidate) -> str:
    """What accepting enters, in words: ``held``, ``told of as held``."""
    move = load_moves().moves[one.entity, one.becomes.partition(".")[2]]
    said = (move.again if one.again else None) or move.says
    return f"{said} {one.speaks} it" if one.speaks is not None else said


def tells_of(proposal: Proposal) -> tuple[Moved, ...]:
    """Kinds of things that a proposal may tell of again."""
    if proposal.kind == "event":
        return tuple(one for one in MOVED if one == proposal.fields.get("of"))
    return tuple(one for one in MOVED if one == proposal.kind and proposal.fields.get("modality") != "refused")


def known_of(
    board: Board, entity: Moved | Literal["instrument"], quote: Callable[[Source], str | None]
) -> list[Matter]:
    """The things of a kind on a board, with the words by which they are known.

    quote: the words of a source; None where the reader has no telegram of it.
    """
    found = []
    for thing in board.of(entity):
        if thing.state == "merged":
            continue  # the one that stands for it has its words, too
        said: list[Said] = [(promised(thing.text, thing), None)]
        if isinstance(thing.fields.get("place"), str):
            said.append((thing.fields["place"], None))
        for movement in thing.movements:
            if movement.kind.partition(".")[2] in _RAISING[entity]:
                quoted = [(quote(source), source) for source in movement.sources if source.paragraph is not None]
                said += [(promised(words, thing), source) for words, source in quoted if words is not None]
        found.append(matter_of(thing, said))
    return found


class Telling(NamedTuple):
    """A proposal as its telegram tells it, on the day on which that was sent, or received where none can be read."""

    proposal: Proposal
    source: Source
    telegram: Telegram
    day: str


def candidates(told: Telling, board: Board, ground: Ground, way: Way, moves: Moves) -> tuple[Candidate, ...]:
    """The things that a proposal may tell of, the best first: one where there is no doubt, several to choose from.

    ground: of ``known_of``, for the kind that the proposal tells of.
    """
    # A telegram that told of a thing belongs to it, and yet may say more of it.
    name = told.telegram.called
    able = {
        one.id: msgspec.structs.replace(one, telegrams=one.telegrams - {name})
        for one, _ in ground.known
        if name not in one.raised_in
        and sides_told(told.proposal, board.things[one.id], board) is not None
        and alike(told.proposal, one) is not None
    }
    if not able:
        return ()
    found = []
    for one in weighed(told.source, told.telegram, told.proposal.text, ground.only(able), way):
        thing = board.things[one.matter.id]
        enough = _enough(told, thing, board, one, moves)
        made = move_of(told, thing, moves) if enough is not None else None
        if enough is None or made is None:
            continue
        sign, verb = made
        said = Tells(verb, (sign.speaks or "for") if verb == "evidence" else None)
        by_deed = by_its_deed(said, told, thing, one.matter, board, ground, moves)
        if by_deed is None:
            continue
        state = stood(thing, told.day)
        found.append(
            Candidate(
                thing=thing.id,
                entity=msgspec.convert(thing.entity, Told),
                number=thing.number,
                text=thing.title,
                becomes=f"{thing.entity}.{by_deed.verb}",
                speaks=by_deed.speaks,
                again=state is not None and not moves.allows(thing.entity, state, by_deed.verb),
                days=_days(told, thing),
                rule=enough.rule,
                score=round(one.score + enough.counts, 3),
                words=one.words,
                cites=one.cites,
                marking=one.matter.marking,
            )
        )
    found.sort(key=lambda one: (-one.score, one.thing))
    least = load_linking().weights.rival * found[0].score if found else 0
    return tuple(one for one in found if one.score >= least)


def by_its_deed(
    said: Tells, told: Telling, thing: Thing, matter: Matter, board: Board, ground: Ground, moves: Moves
) -> Tells | None:
    """What a sentence says of a thing; of a promise of which it tells the deed what it says of that, if anything."""
    if thing.entity != "commitment" or (said.verb not in _DONE and said.speaks != "for"):
        return said
    promise = promise_of(matter, thing, ground.words)
    if promise is None or not tells_of_deed(told.proposal.text, promise):
        return said
    what = done_of(told.proposal, told.day, promise, ground.words, board)
    if what is None or (said.verb == "evidence" and what.speaks != "against"):
        return said if what is not None else None
    verb = next((one for one in (what.verb, "evidence") if follows(told, thing, one, moves)), None)
    return Tells(verb, what.speaks if verb == "evidence" else None) if verb is not None else None


def move_of(told: Telling, thing: Thing, moves: Moves) -> tuple[Sign, str] | None:
    """What a proposal says of a thing, and the move that it makes; None where it says nothing that can follow."""
    sign = _sign(told.proposal, thing, told.day)
    if sign is None:
        return None
    # What was not there on that day begins as it would by itself, in whichever order its telegrams come in.
    begins = opening(told.proposal, told.day, told.telegram)[0] if stood(thing, told.day) is None else None
    # Where none of its moves can follow none is made: another row would make something else of the same words.
    verbs = sign.verbs if begins is None else (begins,)
    if verbs == ("hold",) and is_to_come(told.proposal, told.day):
        verbs = ("agree",)
    return next(((sign, verb) for verb in verbs if follows(told, thing, verb, moves)), None)


def given(told: Telling, sign: Sign, verb: str, thing: Thing, board: Board) -> dict[str, Any]:
    """The fields of a proposal that go with a move: all where the thing begins with it, else those of its sign.

    Its sides are given for those who see this telegram alone, and only where both say the same.
    """
    if verb == "evidence":
        return {"speaks": sign.speaks or "for"}
    said = {name: value for name, value in told.proposal.fields.items() if value is not None}
    if stood(thing, told.day) is None:
        return {name: value for name, value in said.items() if name != "objective"}
    fields = {name: said[name] for name in sign.gives if name in said}
    if _days(told, thing) == "near":
        fields.pop("date", None)  # the second day of a round is not the day of the round
    if told.proposal.kind != "event" and (said.get("party"), said.get("counterparty")) == board.sides(thing):
        fields |= {name: said[name] for name in ("party", "counterparty") if name in said}
    return fields


def _sign(proposal: Proposal, thing: Thing, day: str) -> Sign | None:
    """The first row that fits what a proposal says of a thing. day: that of its telegram.

    What is said to have been done must be stated to be so: what somebody else says, or that none was done, is evidence.
    """
    for sign in _signs_in(thing.entity, proposal.kind, proposal.text):
        if (not sign.modality or proposal.fields.get("modality") in sign.modality) and (
            not sign.later or is_later(proposal, thing, day)
        ):
            return sign if sign.speaks != "for" else _as_stated(sign, proposal)
    return None


@lru_cache(maxsize=64)
def _signs_in(entity: str, kind: str, text: str) -> Sequence[Sign]:
    """The signs of a kind of things that words have: they are the same for every thing that these may tell of."""
    return [sign for sign in load_movements().signs if sign.entity == entity and kind in sign.of and sign.within(text)]


def _as_stated(sign: Sign, proposal: Proposal) -> Sign | None:
    met = sign.found(" ".join(proposal.text.split()))
    said = stated_in(met) if met is not None else "done"
    if said == "nothing":
        return None
    if said == "done":
        return sign
    return msgspec.structs.replace(sign, verbs=("evidence",), speaks="against" if said == "undone" else "for")


def is_later(proposal: Proposal, thing: Thing, day: str) -> bool:
    """Whether the day by which something is due is put off, as far as both are given: a month to a later one, too."""
    days = load_worded_days()
    return is_before(days.due_by(thing.fields.get("due"), thing.raised), days.due_by(proposal.fields.get("due"), day))


def stood(thing: Thing, day: str) -> str | None:
    """The state of a thing at the end of a day; None before it was raised."""
    return next((movement.after for movement in reversed(thing.movements) if movement.on <= day), None)


def follows(told: Telling, thing: Thing, verb: str, moves: Moves) -> bool:
    """Whether the move is one of the table on its day, or tells again what stands, and what came later follows."""
    state = stood(thing, told.day)
    if not moves.allows(thing.entity, state, verb) and not moves.tells_again(thing.entity, state, verb):
        return False
    before = [_draft(m.kind, m.about, m.on, m.fields, m.sources) for m in thing.movements]
    made = _draft(f"{thing.entity}.{verb}", thing.id, told.day, {"text": told.proposal.text}, told.proposal.sources)
    with_it = tell(thing.entity, thing.id, [*before, made], moves)
    if with_it is None or not with_it.findings:
        return with_it is not None
    held = tell(thing.entity, thing.id, before, moves)
    return held is not None and len(with_it.findings) <= len(held.findings)


def _draft(kind: str, about: str, on: str, fields: Mapping[str, Any], sources: tuple[Source, ...]) -> Unnumbered:
    return Unnumbered(
        instant="",
        author="",
        kind=kind,
        dialogue="",
        about=about,
        on=on,
        fields=dict(fields),
        sources=sources,
        access="",
        marking=None,
    )


def sides_told(proposal: Proposal, thing: Thing, board: Board) -> Sides | None:
    """How far the sides of a proposal are those of a thing; None where they are others."""
    by, to = board.sides(thing)
    said = (proposal.fields.get("party"), proposal.fields.get("counterparty"))
    if thing.entity == "commitment":
        # Who gives it is the matter; to whom is often not said.
        pairs = [
            (one, other) for one, other in zip(said, (by, to), strict=True) if one is not None and other is not None
        ]
        if any(one != other for one, other in pairs):
            return None
        if said[0] is None or by is None:
            return "unknown"
        return "same" if len(pairs) == 2 else "part"
    told, known = {one for one in said if one}, {one for one in (by, to) if one}
    if not known and len(board.parties) == 2:
        known = set(board.parties)  # a meeting of a dialogue of two is between the two
    if not told or not known:
        return "unknown"
    if told == known and len(told) == 2:
        return "same"
    return "part" if told <= known or known <= told else None


def _days(told: Telling, thing: Thing) -> Days:
    """How the day of a meeting, or that by which a commitment is due, stands to the one known."""
    name = "date" if thing.entity == "meeting" else "due"
    said, known = told.proposal.fields.get(name), thing.fields.get(name)
    if thing.entity == "meeting":
        known = known or thing.fields.get("held_on")
    if not isinstance(known, str) or not is_day(known):
        return "unknown"
    table = load_movements().days
    if not isinstance(said, str) or not is_day(said):
        if thing.entity != "meeting" or told.proposal.fields.get("modality") != "done" or not is_full_day(known):
            return "unknown"
        since = date.fromisoformat(told.day) - date.fromisoformat(known)
        return "lately" if timedelta(0) <= since <= timedelta(days=table.soon) else "unknown"
    if said == known:
        return "same" if is_full_day(said) else "within"
    if is_full_day(said) and is_full_day(known):
        apart = abs(date.fromisoformat(said) - date.fromisoformat(known))
        return "near" if apart <= timedelta(days=table.near) else "other"
    return "within" if said.startswith(known) or known.startswith(said) else "other"


def alike(proposal: Proposal, matter: Matter) -> frozenset[Alike] | None:
    """By what a meeting is the same: its round, whom it is with; None where either tells it from another."""
    if proposal.kind == "commitment" or proposal.fields.get("of") == "commitment":
        return frozenset()
    table, found = load_movements(), set[Alike]()
    by: tuple[tuple[Alike, tuple[Words, ...]], ...] = (("round", table.ordinals), ("official", table.offices))
    for name, rows in by:
        told = {row.name for row in rows if row.within(proposal.text)}
        known = {row.name for row in rows if any(row.within(said) for said, _ in matter.said)} if told else set()
        if told and known and not told & known:
            return None
        if told & known:
            found.add(name)
    return frozenset(found)


def _within(span: Span, sources: tuple[Source, ...]) -> bool:
    return any(source.span.start <= span.start and span.end <= source.span.end for source in sources)


_MORE: tuple[Sides, ...] = ("unknown", "part", "same")


def _enough(told: Telling, thing: Thing, board: Board, one: Weighed, moves: Moves) -> Enough | None:
    """The first row of which all is shown; None where there is none."""
    table = load_movements()
    days, sides, sign = (
        _days(told, thing),
        sides_told(told.proposal, thing, board),
        _sign(told.proposal, thing, told.day),
    )
    if sides is None or sign is None:
        return None
    if days == "other" and sign.redated:
        days = "unknown"
    shown = alike(told.proposal, one.matter) or frozenset()
    named, state = table.naming.within(told.proposal.text), stood(thing, told.day)
    inside = one.cites is not None and _within(one.cites.span, told.proposal.sources)
    fresh = state is None or any(moves.allows(thing.entity, state, verb) for verb in sign.verbs)
    for row in table.thresholds:
        if (
            row.entity == thing.entity
            and one.referring in row.reference
            and days in row.days
            and _MORE.index(sides) >= _MORE.index(row.sides)
            and (not row.alike or not shown.isdisjoint(row.alike))
            and (named or not row.named)
            and (one.enough or not row.like)
            and (fresh or not row.fresh)
            and (inside or not row.inside)
            and one.score >= row.least
            and one.own >= row.own
        ):
            return row
    return None

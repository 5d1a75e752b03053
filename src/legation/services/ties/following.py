"""A demarche met again: which one, instructed before, a later telegram reports on, and what it says became of it.

Delivery and reply are moves of what was instructed, each post by itself. The reference is weighed with the words in
common; demarches that come close to one another are a choice for a person. Pure: what may be read is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal, Source
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract.drafted import without_pages
from legation.extract.folding import folded
from legation.extract.sentences import sentences
from legation.services.boards.matters import Matter, Said, matter_of
from legation.services.boards.words import Words
from legation.services.ties.ways import Cited, Way, led_to, references_of, referring_of
from legation.services.ties.weighing import Evidence, Ground, weighed
from legation.storage.records import Record, cited_mrns
from legation.tables.following import load_following
from legation.tables.linking import load_linking
from legation.tables.parties import PartyTable
from legation.tables.posts import load_posts, place_of
from legation.tables.rules import word_pattern
from legation.tables.speaking import load_speaking

_TOLD = re.compile(r".{0,160}?\b(?:are|is|should|must|may|will|requested|instructed|authorized)\b", re.IGNORECASE)
_ANSWER = 640  # signs behind a report in which what was replied is looked for
_DELIVER, _RESPOND = "deliver", "respond"
ASKED_BACK = ("clarify", "hold")
"""Moves by which the other side lets time pass before it replies."""


class Followed(Evidence, frozen=True, kw_only=True):
    """One demarche that a report may be of. becomes: the move.

    early: what comes after a delivery, and none is on the board yet.
    """

    demarche: str
    number: int
    becomes: str
    early: bool = False


def is_report(proposal: Proposal) -> bool:
    """Whether a proposal says that a demarche was carried out or answered."""
    return proposal.kind == "demarche" and proposal.fields.get("modality") == "done"


def asks_for_report(proposal: Proposal) -> bool:
    """Whether a proposal of a demarche asks a post of ours to report or reply, and nothing to be put to anybody."""
    return proposal.kind == "demarche" and word_pattern("reply_wanted").search(proposal.text) is not None


def is_instruction(proposal: Proposal) -> bool:
    """Whether a proposal says that a demarche is to be made."""
    return proposal.kind == "demarche" and proposal.fields.get("modality") == "requested"


def verb_of(proposal: Proposal, telegram: Telegram, state: str | None, moves: Moves) -> str:
    """The move of a demarche that a report tells of: by its words, else by what the state allows."""
    text = _said(proposal, telegram)
    for sign in load_following().signs:
        if sign.verb is not None and sign.within(text):
            return sign.verb
    return _DELIVER if moves.allows("demarche", state, _DELIVER) else _RESPOND


def demarche_move(proposal: Proposal, telegram: Telegram, state: str | None, moves: Moves) -> str | None:
    """The move of a demarche that a report, or a sentence that is none of its own, tells of; None for none.

    A sentence must say that we delivered it, or what came back; what else it may be is not asked of the state.
    """
    if proposal.kind != "event":
        return verb_of(proposal, telegram, state, moves)
    told = load_speaking().says["asking"].within(proposal.text) or any(
        sign.verb == _DELIVER and sign.within(proposal.text) for sign in load_speaking().signs
    )
    if told and (moves.allows("demarche", state, _DELIVER) or moves.tells_again("demarche", state, _DELIVER)):
        return _DELIVER
    text = _said(proposal, telegram)
    verbs = [sign.verb for sign in load_following().signs if sign.verb != _DELIVER and sign.within(text)]
    if verbs:
        return verbs[0]
    back = [sign for sign in load_speaking().signs if (sign.entity, sign.verb) == ("demarche", "clarify")]
    if any(sign.within(text) for sign in back):
        return "clarify"
    return _RESPOND if load_speaking().says["answering"].within(proposal.text) else None


def demarches_known(board: Board, telegram: Callable[[Source], Telegram | None]) -> list[Matter]:
    """The open demarches of a board that were instructed, with the words and telegrams by which they are known."""
    found = []
    for thing in board.of("demarche"):
        if thing.turn == "closed" or all(m.kind != "demarche.instruct" for m in thing.movements):
            continue
        said: list[Said] = [(thing.text, None)]
        for movement in thing.movements:
            for source in movement.sources:
                held = telegram(source) if movement.kind == "demarche.instruct" else None
                paragraph = held.paragraph_at(source.span.start) if held is not None else None
                # A report speaks of what the whole paragraph told it to do, not of the one clause that was proposed.
                if held is not None and paragraph is not None:
                    whole = Source(source.telegram, source.paragraph, Span(*paragraph.span), source.sha256)
                    said.append((without_pages(held, Span(*paragraph.span)), whole))
        found.append(matter_of(thing, said))
    return found


def followed(
    proposal: Proposal,
    source: Source,
    telegram: Telegram,
    board: Board,
    known: Sequence[Matter],
    words: Words,
    way: Way,
    moves: Moves,
) -> tuple[Followed, ...]:
    """The demarches that a report may be of, the best first: one where there is no doubt, several to choose from."""
    table = load_following()
    named = table.naming.within(_said(proposal, telegram))
    found = []
    # A telegram that has reported on a demarche belongs to it, and yet may say more of it.
    others = [msgspec.structs.replace(one, telegrams=one.telegrams - {telegram.called}) for one in known]
    known_by = {one.id: one for one in others}
    for one in weighed(source, telegram, proposal.text, Ground(others, words), way):
        enough = table.enough.get((one.referring, named))
        thing = board.things[one.matter.id]
        verb = verb_of(proposal, telegram, thing.state, moves)
        early = verb != _DELIVER and moves.allows("demarche", thing.state, _DELIVER)
        if (
            enough is None
            or one.score < enough.least
            or one.own < enough.own
            or (one.cites is None and not one.enough)
            or telegram.called in one.matter.raised_in
            or (telegram.date or "9999") < thing.raised
            or not (early or moves.allows("demarche", thing.state, verb))
            or not may_report(thing, telegram, board.ours)
            or (verb == _DELIVER and (by_another(proposal, board.ours) or is_of_our_house(thing)))
            or (table.earlier.within(proposal.text) and not _stands_in(one.cites, proposal))
        ):
            continue
        found.append(
            Followed(
                demarche=thing.id,
                number=thing.number,
                text=thing.title,
                becomes=f"demarche.{verb}",
                early=early and not moves.allows("demarche", thing.state, verb),
                rule=enough.rule,
                score=round(one.score + enough.counts, 3),
                words=one.words,
                cites=one.cites,
                marking=one.matter.marking,
            )
        )
    # REF A POINTS are those of the telegram that the words themselves name, whatever others the heading cites.
    named_here = {
        one.demarche
        for one in found
        if (way_to := led_to(references_of(telegram), telegram, known_by[one.demarche], way, source.span)) is not None
        and referring_of(way_to) == "direct"
    }
    found = [one for one in found if one.demarche in named_here or not named_here]
    found.sort(key=lambda one: (-one.score, one.demarche))
    least = load_linking().weights.rival * found[0].score if found else 0
    return tuple(one for one in found if one.score >= least)


def citing(thing: Thing, record: Record) -> str | None:
    """The telegram of a demarche that a reply cites, the one that it was instructed in before any other; None for none.

    Only what the reply itself refers to counts, for a reply that does closes the demarche.
    """
    held = [source.telegram for movement in thing.movements for source in movement.sources]
    cited = {one.mrn for one in cited_mrns([record])}
    return next((name for name in held if name in cited), None)


def reply_of(proposal: Proposal, source: Source, telegram: Telegram) -> tuple[str, Source | None]:
    """What was replied, by a report of a reply: its words, or the sentences behind them that tell it, with their place.

    Only sentences of the same paragraph, without a gap, that begin with the other side or its paper.
    """
    table, paragraph = load_following(), telegram.paragraph_at(source.span.start)
    if paragraph is None or table.replied.within(proposal.text):
        return proposal.text, None
    rest = folded(telegram, Span(source.span.end, paragraph.span.end))
    told: tuple[int, int] | None = None
    for start, end in sentences(rest.text):
        said = rest.text[start:end]
        if any(sign.isalnum() for sign in said):  # not the stop of the report itself
            if not table.then.within(said) or end > _ANSWER:
                break
            told = (told[0] if told is not None else start, end)
    if told is None:
        return proposal.text, None
    start, end = told
    while end > start and rest.text[end - 1] in " .,;:":
        end -= 1
    return rest.text[start:end], Source(source.telegram, source.paragraph, rest.span(start, end), source.sha256)


def posts_told(telegram: Telegram, text: str) -> list[str]:
    """The posts that an instruction is for, where it is for each of several; none where it is for one."""
    keys = {load_posts().key_of_plad(one.plad): one.plad for one in telegram.to if one.plad}
    posts = {key: plad for key, plad in keys.items() if key is not None and key != telegram.post}
    begun = _TOLD.match(" ".join(text.split()))
    words = set(re.findall(r"\w+", begun[0].upper())) if begun is not None else set()
    # The words with which it begins name some of the addressees, or mean all of them.
    named = [key for key, plad in posts.items() if place_of(plad).split()[-1:] and place_of(plad).split()[-1] in words]
    if len(named) > 1:
        return named
    return [*posts] if len(posts) > 1 and load_following().each.within(text) else []


def _said(proposal: Proposal, telegram: Telegram) -> str:
    """The words of a report, as they were proposed and as they stand."""
    return "\n".join([proposal.text, *(without_pages(telegram, source.span) for source in proposal.sources)])


def asks_us(proposal: Proposal, telegram: Telegram, board: Board, parties: PartyTable) -> bool:
    """Whether the other side asks something of us: its demarche has come to us with the telegram that says so.

    Where the words do not say whom it asks, the telegram must be its own, to a service of ours.
    """
    ours, asking, asked = board.ours, proposal.fields.get("party"), proposal.fields.get("counterparty")
    others = {member for party in board.parties for member in board.members(party)} - {ours}
    if ours is None or not is_instruction(proposal) or asking not in others or asked not in (None, ours):
        return False
    if asked is not None:
        return True
    whose = parties.service_of(telegram.from_.plad) if telegram.from_.plad else None
    return whose == asking and any(parties.service_of(one.plad) == ours for one in telegram.to if one.plad)


def by_another(proposal: Proposal, ours: str | None) -> bool:
    """Whether a report tells of what the other side did: what it handed over is no delivery of ours."""
    return ours is not None and proposal.fields.get("party") not in (None, ours)


def is_of_our_house(thing: Thing) -> bool:
    """Whether what is asked is a reply of our own house, which no post delivers to anybody."""
    return word_pattern("reply_wanted").search(thing.text) is not None


def is_ours(thing: Thing, ours: str | None) -> bool:
    """Whether a demarche is one that a post of ours was told to make."""
    return thing.actor("by") in (None, ours) and not load_following().theirs.within(thing.text)


def may_report(thing: Thing, telegram: Telegram, ours: str | None) -> bool:
    """Whether a telegram can report on a demarche: it is one of ours, for its post where posts are named."""
    if not is_ours(thing, ours):
        return False
    posts = thing.fields.get("posts")
    named = posts if isinstance(posts, list | tuple) and posts else _posts_named(thing.text)
    return not named or telegram.post is None or telegram.post in named


def _posts_named(text: str) -> list[str]:
    """The posts with which an instruction begins: ``Embassies London and Paris should tell``."""
    found = []
    for word in text.split():
        plain = word.strip(",.;:")
        if not plain[:1].isupper() and plain not in ("and", "&"):
            break
        key = load_posts().key(plain.upper()) if not text.isupper() else None
        if key is not None and key != "STATE":
            found.append(key)
    return found


def _stands_in(cites: Cited | None, proposal: Proposal) -> bool:
    return cites is not None and any(
        source.span.start <= cites.span.start and cites.span.end <= source.span.end for source in proposal.sources
    )

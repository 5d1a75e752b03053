"""What the sentences of a telegram are held against, and what speaks for a thing in one of them.

Pure: what may be read is handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from legation.core.dialogue.board import Board
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal
from legation.core.telegram import Reference, Telegram
from legation.core.text import Span
from legation.services.boards.matters import Matter
from legation.services.ties.corresponding import is_bare
from legation.services.ties.following import (
    ASKED_BACK,
    Followed,
)
from legation.services.ties.moving import Candidate, Telling
from legation.services.ties.spreading import Held
from legation.services.ties.ways import Cited, Way, led_to, referring_of
from legation.services.ties.weighing import Ground
from legation.tables.speaking import Cites, Spoken

Offer = Followed | Candidate


class Offered(NamedTuple):
    """What speaks for one thing in one sentence, and the move that the sentence tells of."""

    told: Telling
    thing: str
    offer: Offer


class Listening(NamedTuple):
    """What sentences of a telegram are held against.

    grounds: the things by kind; held: the telegrams that the board rests on; references: those of the telegram to
    others; busy: things of which a proposal of the telegram speaks, or of which it has told already; delivered: where
    its proposals, or entries made of it, tell of the delivery of a demarche, by its id; delivered_on: the days of
    these; meetings: its proposals of meetings, each of which says by itself what its words say of one; beside:
    objectives that only proposals of something else speak of.
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
    beside: Collection[str] = frozenset()
    delivered_on: Mapping[str, Sequence[str]] = MappingProxyType({})


def sent_it(telegram: Telegram, matter: Matter, held: Sequence[Held], *, unknown: bool = False) -> bool:
    """Whether the post that sent a telegram also sent the one that raised a thing, such as the instruction.

    unknown: what is said where no post is known that raised it.
    """
    posts = {one.sent.post for one in held if one.sent is not None and one.name in matter.raised_in}
    return telegram.post in posts if posts else unknown


def referring(told: Telling, matter: Matter, leads: Cited | None, here: Listening) -> tuple[Cites, Cited | None]:
    """How the telegram refers to one of a thing, seen from a sentence, and by which reference.

    leads: ``led_to`` the matter by any reference of the telegram.
    """
    paragraph = told.telegram.paragraph_at(told.source.span.start)
    if paragraph is None:
        return referring_of(leads), leads
    if leads is None:  # then none in the paragraph does, either
        return "none", None
    inside = led_to(here.references, told.telegram, matter, here.way, paragraph.span)
    if referring_of(inside) == "direct":
        return "here", inside
    bare = next((reference for reference in paragraph.mentions if is_bare(reference)), None)
    if bare is not None and referring_of(leads) == "direct":
        return "here", Cited(text=" ".join(bare.text.split()), span=bare.span, way=leads.way)
    return referring_of(leads), leads


def came_back(offer: Offer) -> bool:
    return offer.becomes in {f"demarche.{verb}" for verb in ASKED_BACK}

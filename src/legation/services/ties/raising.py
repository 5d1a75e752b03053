"""The move by which a proposal raises its thing, told from how far the text says that it has come."""

from __future__ import annotations

import re

from legation.core.dialogue.board import Board
from legation.core.dialogue.days import is_full_day
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal
from legation.core.telegram import Telegram
from legation.tables.speaking import load_speaking

# The move that raises a thing, by the modality of the text; "" is for any other and for none.
_OPENING: dict[str, dict[str, str | None]] = {
    "objective": {"": "raise"},
    "position": {"": "state"},
    "commitment": {
        "": "undertake",
        "requested": "request",
        "offered": "offer",
        "hypothetical": "offer",
        "refused": None,
    },
    "demarche": {"": "instruct", "done": "deliver"},
    "meeting": {"": "propose", "done": "hold", "refused": None},
    "instrument": {"": "draft", "done": "sign", "refused": None},
    "contact": {"": "propose", "done": "designate", "refused": None},
    "dialogue": {"": "amend"},
}
_NEAR = 60  # signs before the name of an instrument, and behind it, in which it may stand what became of it
_ENDS = re.compile(r"[.;,](?:\s|$)|\s*\n\s*\n|\band\b", re.IGNORECASE)
_NOTES = {
    "party": "parties belong to the dialogue: amend it to add one",
    "event": "an event is no thing of the board: record the move that it shows",
}


LAUNCH = "launch"
"""The verb of a dialogue that was opened."""


def of_a_dialogue(verb: str | None, board: Board, moves: Moves) -> str | None:
    """The verb of a proposal of a dialogue on its board: one that was launched before is amended."""
    state = board.dialogue.state if board.dialogue is not None else None
    return "amend" if verb == LAUNCH and not moves.allows("dialogue", state, LAUNCH) else verb


def is_to_come(proposal: Proposal, day: str) -> bool:
    """Whether a meeting is told of before its day has come: whatever the words say, it was not held yet."""
    date = proposal.fields.get("date")
    return proposal.kind == "meeting" and is_full_day(date) and str(date) > day


def was_put(proposal: Proposal) -> bool:
    """Whether the words of an objective say that one side has put it to the other: I URGED THE MINISTER TO."""
    sides = (proposal.fields.get("sought_by"), proposal.fields.get("sought_from"))
    return all(sides) and sides[0] != sides[1] and load_speaking().put.within(proposal.text)


def become_of(proposal: Proposal, telegram: Telegram) -> str:
    """What the words at an instrument say became of it: that it was initialled, signed, ended or is in force.

    A proposal of one often has its name alone; what was done stands right before that or right behind it.
    """
    span, text = proposal.sources[0].span, telegram.source
    before = _ENDS.split(text[max(0, span.start - _NEAR) : span.start])[-1]
    behind = _ENDS.split(text[span.end : span.end + _NEAR])[0]
    words = " ".join(f"{before}{text[span.start : span.end]}{behind}".split())
    signs = (sign for sign in load_speaking().signs if sign.entity == "instrument")
    return next((sign.verb for sign in signs if sign.within(words)), "sign")


def opening(proposal: Proposal, day: str, telegram: Telegram) -> tuple[str | None, str | None]:
    """The verb that accepting makes, or None and why not. day: that of the telegram in which it was read."""
    verbs = _OPENING.get(proposal.kind)
    if verbs is None:
        return None, _NOTES.get(proposal.kind, "nothing of the board comes of it")
    verb = verbs.get(str(proposal.fields.get("modality") or ""), verbs[""])
    if verb == "hold" and is_to_come(proposal, day):
        verb = "propose" if load_speaking().asked_for.within(proposal.text) else "agree"
    if verb == "raise" and was_put(proposal):
        verb = "table"
    if proposal.kind == "dialogue" and proposal.fields.get("modality") == "done" and proposal.fields.get("launch"):
        verb = LAUNCH  # where it stands launched already, it says so again: see ``of_a_dialogue``
    if verb == "sign":
        verb = become_of(proposal, telegram)
    return verb, None if verb is not None else "it was refused: record the position that this shows"

"""What kind of event a proposal tells, by the sixteen types of PLOVER."""

from __future__ import annotations

from typing import Any

from legation.core.dialogue.proposal import ProposalKind
from legation.tables.events import load_events

# How far an event of a kind without modality of its own has come: a stance is taken when it is stated.
_STATED = "done"


def event_of(kind: ProposalKind, words: str, fields: dict[str, Any]) -> dict[str, str] | None:
    """``type`` and ``modality`` of the event; None for what is no event: a contact, an instrument, an objective."""
    book = load_events()
    if kind not in book.kinds:
        return None
    found = next((row.type for row, pattern in book.rows if kind in row.kinds and pattern.search(words)), None)
    stance = fields.get("stance")
    if (
        kind == "position"
        and stance in ("refuses", "reluctant")
        and found in ("AID", "CONCEDE", "COOPERATE", "RETREAT")
    ):
        found = None  # what a side refuses is not what it does
    type_ = found or book.stances.get(str(stance)) or book.usual.get(kind)
    if type_ is None:
        return None
    return {"type": type_, "modality": fields.get("modality") or _STATED}

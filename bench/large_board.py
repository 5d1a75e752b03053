"""A board that a desk would still call large: objectives with positions, added to a dialogue that is there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from legation.app import House
from legation.core.dialogue.board import Movement
from legation.core.dialogue.ledger import Unnumbered, thing_id
from legation.core.marking import OWNER
from legation.services.boards.board import everything

_WORDS = ("pilots", "customs", "fisheries", "visas", "pipelines", "archives", "radar", "grain", "harbours", "patents")
_EACH_COMMITMENT = 5  # one objective in so many has one
_DAYS = 400  # over which they are raised


def enlarge(house: House, objectives: int) -> str:
    """Add so many objectives to the first dialogue of an archive, and return its id; once there, they are left.

    Each is raised, then tabled, and has a position; its sources are those of the dialogue, in turn.
    """
    dialogue = house.dialogues.all(OWNER)[0].id
    board = house.dialogues.board(OWNER, dialogue)
    if len(board.of("objective")) >= objectives:
        return dialogue
    movements = [m for thing in everything(board) for m in thing.movements if m.sources]
    parties = board.parties
    first = date.fromisoformat(min(movement.on for movement in movements))
    drafts = []

    def enter(kind: str, about: str, days: int, fields: dict[str, Any], shown: Movement, on: date) -> Unnumbered:
        return Unnumbered(
            instant="2020-01-01T12:00:00.000000Z",
            author="owner",
            kind=kind,
            dialogue=dialogue,
            about=about,
            on=(on + timedelta(days=days)).isoformat(),
            fields=fields,
            sources=shown.sources,
            access=shown.access,
            marking=shown.marking,
        )

    for number in range(objectives):
        shown = movements[number % len(movements)]
        on = first + timedelta(days=number % _DAYS)
        about = thing_id("objective", dialogue, f"large {number}")
        words = f"{_WORDS[number % len(_WORDS)]} and {_WORDS[number // len(_WORDS) % len(_WORDS)]}, part {number}"
        by, to = (parties[number % len(parties)], parties[(number + 1) % len(parties)])
        asked = {"text": f"Cooperation on {words}", "sought_by": by, "sought_from": to, "objective_kind": "cooperation"}
        drafts.append(enter("objective.raise", about, 0, asked, shown, on))
        drafts.append(enter("objective.table", about, 7, {}, shown, on))
        stands = {"text": f"{to} would look at {words}", "party": to, "stance": "undecided", "objective": about}
        drafts.append(enter("position.state", thing_id("position", dialogue, f"large {number}"), 9, stands, shown, on))
        if number % _EACH_COMMITMENT == 0:
            due = (on + timedelta(days=100)).isoformat()
            owed = {"text": f"To report on {words}", "by": to, "to": by, "due": due, "objective": about}
            drafts.append(
                enter("commitment.undertake", thing_id("commitment", dialogue, f"large {number}"), 20, owed, shown, on)
            )
    house.ledger.append(OWNER, drafts)
    return dialogue

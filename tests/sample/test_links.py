"""Links to known objectives on the sample: what its authors' desk recorded against what the words show.

Every row of ``desk.toml`` after the raising of its objective says, by its quotation, which objective a telegram moves.
The thresholds were set with these rows in view, so the figures say what they do here and no more.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from legation.app import open_house
from legation.core.dialogue.ledger import thing_id
from legation.core.dialogue.proposal import Proposal
from legation.core.marking import OWNER
from legation.core.telegram import Telegram
from legation.samples import DIALOGUE, sample_rows
from legation.services.proposals.acceptance import Found
from legation.services.proposals.tying import Known

RIGHT_AT_LEAST, WRONG_AT_MOST = 22, 0
"""Of 45 rows; the rest shows too little for a link by itself, such as ``THE TEXT IS UNDER NEGOTIATION``."""


def expected() -> list[dict[str, Any]]:
    """The rows that move a known objective, each with its key."""
    rows = []
    for entry in sample_rows("desk.toml")["entry"]:
        key = entry.get("fields", {}).get("objective")
        if entry["kind"].startswith("objective.") and entry["kind"] != "objective.raise":
            key = entry["key"]
        if key is not None:
            rows.append({**entry, "objective": key})
    return rows


def test_links_on_the_sample_are_right_far_more_often_than_wrong(made_sample: Path) -> None:
    told = {"right": 0, "wrong": 0, "choice": 0, "none": 0}
    with open_house(made_sample) as house:
        dialogues = house.dialogues
        for row in expected():
            record, source = dialogues._sources.place(OWNER, row["telegram"], row["quote"])
            board = dialogues.board(OWNER, DIALOGUE, row["on"] - timedelta(days=1))
            one = Found(_said(record.telegram, row, source), record)
            linked = dialogues._proposals._tying._linked(OWNER, Known(board), [one])[one.proposal.words]
            if linked.links_to == thing_id("objective", DIALOGUE, row["objective"]):
                told["right"] += 1
            else:
                told["wrong" if linked.links_to else "choice" if linked.choice else "none"] += 1
    assert sum(told.values()) == 45
    assert told["right"] >= RIGHT_AT_LEAST, told
    assert told["wrong"] <= WRONG_AT_MOST, told


def _said(telegram: Telegram, row: dict[str, Any], source: Any) -> Proposal:
    return Proposal(
        telegram=telegram.mrn or "",
        kind="position",
        text=row["quote"],
        fields={},
        sources=(source,),
        marking=None,
        confidence=1,
        rule="by hand",
    )

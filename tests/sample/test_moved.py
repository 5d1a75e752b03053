"""What the sample's telegrams tell of meetings and commitments on the desk's board, as it stood before each came.

The rows were set with these telegrams in view, so the figures say what they do here and no more.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from legation.app import open_house
from legation.core.marking import OWNER
from legation.samples import DIALOGUE
from legation.services.proposals import _Known

TOLD = {
    ("15BELISAR79", "meeting.agree", "Launch meeting"),
    ("15BELISAR251", "commitment.start", "Destroy all 40 remaining Hadra-2 rockets"),
    ("16BELISAR3", "commitment.lapse", "Destroy all 40 remaining Hadra-2 rockets"),
    ("16FOROFF41", "commitment.evidence", "Destroy all 40 remaining Hadra-2 rockets"),
    ("16BELISAR49", "meeting.cancel", "Legal working group on end-use"),
    ("16BELISAR71", "commitment.complete", "Deliver all four T-3 aircraft to Dureh"),
}
"""All that is offered, and all of it is right."""


def test_what_became_of_meetings_and_commitments_is_offered_and_nothing_else(made_sample: Path) -> None:
    told = set()
    with open_house(made_sample) as house:
        dialogues = house.dialogues
        entries = dialogues.export(OWNER, DIALOGUE)
        for mrn in sorted({source["telegram"] for entry in entries for source in entry["draft"]["sources"]}):
            record = dialogues._sources.versions(OWNER, mrn)[-1]
            before = date.fromisoformat(record.telegram.date or "") - timedelta(days=1)
            board = dialogues.board(OWNER, DIALOGUE, before)
            for one in dialogues._proposals._of(OWNER, mrn, DIALOGUE, _Known([], board)):
                assert not one.which_moves
                told |= {(mrn, known.becomes, known.text) for known in one.candidates}
    assert told == TOLD

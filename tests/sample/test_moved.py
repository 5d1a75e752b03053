"""What the sample's telegrams tell of things on the desk's board, as it stood before each came.

The rows were set with these telegrams in view, so the figures say what they do here and no more.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from legation.app import open_house
from legation.core.marking import OWNER
from legation.samples import DIALOGUE
from legation.services.proposals.acceptance import Decided
from legation.services.proposals.tying import Known

TOLD = {
    ("15BELISAR118", "objective.raise", "Four T-3 training aircraft returned from Gorse Field"),
    ("15BELISAR118", "objective.raise", "Six Petrel-class coastal patrol craft for Tarqand"),
    ("15BELISAR118", "objective.raise", "Tarqand accepts help with surplus missiles and mine clearance"),
    ("15BELISAR118", "objective.raise", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("15BELISAR251", "commitment.start", "Destroy all 40 remaining Hadra-2 rockets"),
    ("15BELISAR239", "instrument.draft", "Memorandum of understanding on overflight"),
    ("15BELISAR79", "meeting.agree", "Launch meeting"),
    ("16BELISAR181", "instrument.draft", "End-Use Assurance Agreement"),
    ("15FOROFF1012", "objective.raise", "Four T-3 training aircraft returned from Gorse Field"),
    ("15FOROFF1012", "objective.raise", "Tarqandi transport helicopters for ROMK"),
    ("15FOROFF2110", "objective.raise", "End-Use Assurance Agreement (EUAA) concluded"),
    ("15FOROFF318", "objective.raise", "End-Use Assurance Agreement (EUAA) concluded"),
    ("15FOROFF318", "objective.raise", "Four T-3 training aircraft returned from Gorse Field"),
    ("16BELISAR150", "objective.raise", "Tarqand accepts help with surplus missiles and mine clearance"),
    ("16BELISAR203", "objective.raise", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("16BELISAR226", "objective.raise", "Talks on the transparency of Tarqand's defence budget"),
    ("16BELISAR3", "commitment.lapse", "Destroy all 40 remaining Hadra-2 rockets"),
    ("16BELISAR3", "objective.raise", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("16BELISAR49", "meeting.cancel", "Legal working group on end-use"),
    ("16BELISAR71", "commitment.complete", "Deliver all four T-3 aircraft to Dureh"),
    ("16FOROFF1240", "instrument.sign", "End-Use Assurance Agreement"),
    ("16FOROFF1240", "objective.raise", "Six Petrel-class coastal patrol craft for Tarqand"),
    ("16FOROFF1533", "instrument.enter-into-force", "End-Use Assurance Agreement"),
    ("16FOROFF41", "commitment.evidence", "Destroy all 40 remaining Hadra-2 rockets"),
    ("16FOROFF41", "objective.raise", "Memorandum on overflight by Veldrian military transport aircraft"),
    ("16FOROFF702", "objective.raise", "Tarqandi transport helicopters for ROMK"),
    ("16FOROFF955", "objective.implement", "Civil-military training and Staff College places"),
    ("15BELISAR118", "objective.raise", "End-Use Assurance Agreement (EUAA) concluded"),
    ("15BELISAR66", "objective.raise", "Talks on the transparency of Tarqand's defence budget"),
    ("15BELISAR79", "objective.raise", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("15FOROFF1012", "objective.raise", "End-Use Assurance Agreement (EUAA) concluded"),
    ("15FOROFF2110", "objective.implement", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("15RSCPORTLAVEN37", "objective.raise", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("16BELISAR117", "objective.raise", "End-Use Assurance Agreement (EUAA) concluded"),
    ("16BELISAR117", "objective.defer", "Talks on the transparency of Tarqand's defence budget"),
    ("16BELISAR226", "instrument.draft", "End-Use Assurance Agreement"),
    ("16BELISAR49", "objective.raise", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("16BELISAR88", "objective.raise", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("16FOROFF41", "objective.raise", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("16FOROFF702", "objective.raise", "Talks on the transparency of Tarqand's defence budget"),
    ("15BELISAR118", "objective.raise", "Talks on the transparency of Tarqand's defence budget"),
    ("15BELISAR171", "objective.raise", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("15BELISAR188", "objective.agree", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("15BELISAR204", "objective.negotiate", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("15BELISAR251", "objective.raise", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("15FOROFF2110", "objective.raise", "Six Petrel-class coastal patrol craft for Tarqand"),
    ("15FOROFF590", "objective.raise", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("15RSCPORTLAVEN37", "objective.raise", "Tarqandi transport helicopters for ROMK"),
    ("15RSCPORTLAVEN81", "objective.negotiate", "Tarqandi transport helicopters for ROMK"),
    ("16BELISAR117", "instrument.initial", "End-Use Assurance Agreement"),
    ("16BELISAR117", "objective.agree", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
    ("16BELISAR24", "instrument.draft", "Memorandum of understanding on overflight"),
    ("16BELISAR24", "objective.raise", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("16BELISAR71", "objective.raise", "Four T-3 training aircraft returned from Gorse Field"),
    ("16FOROFF41", "instrument.draft", "Memorandum of understanding on overflight"),
    ("16RSCPORTLAVEN66", "objective.raise", "Tarqandi transport helicopters for ROMK"),
}
"""All that is offered and right."""

LEFT = {
    ("16BELISAR226", "objective.raise", "Six Petrel-class coastal patrol craft for Tarqand"),
    ("16BELISAR226", "objective.raise", "Tarqand accepts help with surplus missiles and mine clearance"),
    ("16BELISAR226", "objective.raise", "Tarqand destroys its remaining Hadra-2 rockets"),
    ("16BELISAR226", "objective.raise", "Tarqand joins the Strait Counter-Smuggling Partnership (SCSP)"),
}
"""Sentences of a summary that speak of several things at once: a person says which, and all of them are right."""


def test_what_became_of_the_things_of_the_board_is_offered_and_nothing_else(made_sample: Path) -> None:
    told, left = set(), set()
    with open_house(made_sample) as house:
        dialogues = house.dialogues
        entries = dialogues.export(OWNER, DIALOGUE)
        for mrn in sorted({source["telegram"] for entry in entries for source in entry["draft"]["sources"]}):
            records = dialogues._sources.versions(OWNER, mrn)
            before = date.fromisoformat(records[-1].telegram.date or "") - timedelta(days=1)
            board = dialogues.board(OWNER, DIALOGUE, before)
            for one in dialogues._proposals._of(OWNER, records, DIALOGUE, Decided([]), Known(board)):
                offers = {(mrn, known.becomes, known.text) for known in one.candidates}
                if one.which_moves:
                    left |= offers
                else:
                    told |= offers
    assert told == TOLD
    assert left == LEFT

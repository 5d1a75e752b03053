"""What is asked of drafts, from the first text until they are sent."""

from __future__ import annotations

from legation.api.dialogues import DIALOGUE
from legation.api.making import Operation
from legation.services.accounts.watched import unwatched
from legation.services.archive.arriving import Arrivals
from legation.services.drafts.clearing import ClearingDesk
from legation.services.drafts.composing import Composing
from legation.services.drafts.transmitting import Transmitting

_DRAFT, _NEW_DRAFT = {"draft": "nab697d14"}, {"draft": "n08e2e82b"}


DRAFTS: tuple[Operation, ...] = (
    # Drafts.
    Operation(
        *("GET", "/drafts", "clearing", ClearingDesk.all, "The drafts you may see, and how they stand."),
        example={"every": True},
    ),
    Operation(*("GET", "/drafts/{draft}", "clearing", ClearingDesk.show, "One draft."), example=_DRAFT),
    Operation(
        *("GET", "/drafts/{draft}/difference", "clearing", ClearingDesk.difference, "What differs between two texts."),
        example={**_NEW_DRAFT, "before": "a15fbb923675", "after": "205c7b2836fd"},
    ),
    Operation(*("GET", "/drafts/{draft}/log", "clearing", ClearingDesk.log, "What was done."), example=_DRAFT),
    Operation(
        *("GET", "/drafts/{draft}/rendered/{form}", "clearing", ClearingDesk.rendered, "The draft as it will be sent."),
        example={**_DRAFT, "form": "text"},
        held=lambda house, reader, asked: unwatched(house.clearing).show(reader, asked["draft"]).banner,
    ),
    Operation(
        *("POST", "/drafts/compose", "clearing", ClearingDesk.compose, "A draft of a template, or an answer."),
        example={"name": "report", "level": "UNCLASSIFIED"},
        action="draft",
    ),
    Operation(
        *("POST", "/drafts/new", "clearing", ClearingDesk.new, "Keep a draft."),
        example={"draft": {"subject": "PORT VISITS"}},
        takes=("draft", "answers"),
        action="draft",
    ),
    Operation(
        *("POST", "/drafts/{draft}/change", "clearing", ClearingDesk.change, "Change it; what was cleared is void."),
        example={**_NEW_DRAFT, "text": {"subject": "PORT VISITS IN MAY"}},
        action="draft",
    ),
    Operation(
        *(
            "POST",
            "/drafts/{draft}/weigh",
            "clearing",
            ClearingDesk.weigh,
            "Check another text of it; nothing is kept.",
        ),
        example={**_NEW_DRAFT, "text": {"subject": "PORT VISITS IN MAY"}},
        action="draft",
    ),
    Operation(
        *("POST", "/drafts/{draft}/mend", "clearing", ClearingDesk.mend, "Make the safe edits in a text of it."),
        example={**_NEW_DRAFT, "text": {"subject": "PORT VISITS IN MAY"}},
        action="draft",
    ),
    Operation(
        *("POST", "/drafts/{draft}/clear", "clearing", ClearingDesk.clear, "Clear it for an office."),
        example={**_DRAFT, "office": "PMD"},
        action="draft",
    ),
    Operation(
        *("POST", "/drafts/{draft}/refuse", "clearing", ClearingDesk.refuse, "Refuse to clear it, and say why."),
        example={**_DRAFT, "office": "ECON", "why": "Name the port."},
        action="draft",
    ),
    Operation(
        *("POST", "/drafts/{draft}/approve", "clearing", ClearingDesk.approve, "Approve it."),
        example={**_DRAFT, "over": ["ECON"]},
        action="approve",
    ),
    Operation(
        *("POST", "/drafts/{draft}/release", "clearing", ClearingDesk.release, "Release it under its number."),
        example=_DRAFT,
        action="approve",
    ),
    Operation(
        *("POST", "/drafts/{draft}/withdraw", "clearing", ClearingDesk.withdraw, "Withdraw it."),
        example=_NEW_DRAFT,
        action="draft",
    ),
    Operation(
        *(
            "GET",
            "/dialogues/{dialogue}/drafts",
            "composing",
            Composing.drafts,
            "Drafts begun from a thing of a board, and the move that a release is.",
        ),
        example={**DIALOGUE, "about": "demarche 1"},
    ),
    Operation(
        *(
            "POST",
            "/dialogues/{dialogue}/compose",
            "composing",
            Composing.compose,
            "A draft from a thing of a board, not kept.",
        ),
        example={**DIALOGUE, "about": "objective 4", "purpose": "follow-up"},
        action="draft",
    ),
    Operation(
        *(
            "POST",
            "/dialogues/{dialogue}/begin",
            "composing",
            Composing.begin,
            "The same, kept as a draft of the thing.",
        ),
        example={**DIALOGUE, "about": "objective 4", "purpose": "follow-up"},
        action="draft",
    ),
    Operation(
        *("GET", "/queue", "transmitting", Transmitting.queue, "What waits to be sent, and what went."),
        example={"every": True, "limit": 5},
    ),
    Operation(
        *("POST", "/queue/{name}/again", "transmitting", Transmitting.again, "Send again what failed."),
        example={"name": "16FOROFF1534"},
        action="approve",
    ),
    Operation("GET", "/arrivals/broken", "arrivals", Arrivals.broken, "What came and could not be read."),
)

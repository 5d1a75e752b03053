"""What is asked of dialogues, and entered in them."""

from __future__ import annotations

from legation.api.making import Operation
from legation.services.dialogue.dialogue import Dialogues
from legation.services.dialogue.founding import Founding
from legation.services.dialogue.overview import Overviews
from legation.services.news.today import Looking

DIALOGUE = {"dialogue": "xv-xt"}
_ON_A_DAY = {**DIALOGUE, "as_of": "2016-12-31"}
_MOVED = {**DIALOGUE, "mrn": "16BELISAR226", "which": [1]}


DIALOGUES: tuple[Operation, ...] = (
    # Dialogues.
    Operation(
        *("GET", "/today", "looking", Looking.today, "What lies before you: mine, waiting, overdue, alerts."),
        example={"as_of": "2016-12-31"},
    ),
    Operation(
        *("POST", "/today/seen", "looking", Looking.seen, "Note that it was seen, as it was made `at` an instant."),
        example={"at": "2016-12-31T12:00:00Z", "until": ""},
    ),
    Operation("GET", "/dialogues", "dialogues", Dialogues.all, "The dialogues.", example={"as_of": "2016-12-31"}),
    Operation(
        *("POST", "/dialogues/open", "dialogues", Dialogues.open, "Open a dialogue from a telegram."),
        example={"mrn": "15BELISAR12", "title": "Talks", "ours": "XV", "parties": ["XT"]},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/propose", "founding", Founding.propose, "Propose a dialogue from several telegrams."),
        example={"mrns": ["15BELISAR12"]},
    ),
    Operation(
        *("POST", "/dialogues/found", "founding", Founding.accept, "Open a dialogue that was proposed."),
        example={"mrns": ["15BELISAR12"], "title": "Talks"},
        action="decide",
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/board", "dialogues", Dialogues.view, "How a dialogue stands, or stood."),
        example={**_ON_A_DAY, "turn": "mine", "overdue": False, "stalled": 90, "moved_since": "2016-01-01"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/story/{about}", "dialogues", Dialogues.story, "Every movement of a thing."),
        example={**_ON_A_DAY, "about": "1"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/story/{about}/brief", "dialogues", Dialogues.story_brief),
        "The story of a thing, with its sources.",
        example={**_ON_A_DAY, "about": "1"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/undecided", "dialogues", Dialogues.undecided, "Proposals still to decide."),
        example={**_ON_A_DAY, "most": 3, "after": "16BELISAR226"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/leads", "dialogues", Dialogues.leads, "Telegrams near by, not looked at yet."),
        example={**_ON_A_DAY, "most": 3},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/entries", "dialogues", Dialogues.export, "The ledger, as you may read it."),
        example=DIALOGUE,
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/brief", "dialogues", Dialogues.brief, "A brief, with its sources."),
        example={**_ON_A_DAY, "kind": "hand-over", "since": "2016-01-01"},
    ),
    *(
        Operation("GET", f"/dialogues/{{dialogue}}/{asks.__name__}", "overviews", asks, says, example=_ON_A_DAY)
        for asks, says in (
            (Overviews.matrix, "Positions by party and objective."),
            (Overviews.commitments, "Who owes what, by when, on what condition."),
            (Overviews.demarches, "Demarches, post by post, with their clocks."),
            (Overviews.agenda, "An agenda for the next meeting."),
        )
    ),
    *(
        Operation(
            *("GET", f"/dialogues/{{dialogue}}/{asks.__name__}", "overviews", asks, says),
            example={**_ON_A_DAY, "month": "2015", "persons": ""},
        )
        for asks, says in (
            (Overviews.meetings, "Meetings with what came of them."),
            (Overviews.minutes, "Agreed minutes in both sides' texts, compared."),
        )
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/alerts", "overviews", Overviews.alerts, "What is due, overdue, silent, new."),
        takes=("as_of", "since"),
        example={**_ON_A_DAY, "since": "2016-01-01"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/diff", "overviews", Overviews.diff, "What moved between two days, and why."),
        example={**DIALOGUE, "since": "2016-01-01", "until": "2016-12-31"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/reports/{name}", "overviews", Overviews.report, "An overview as a table."),
        example={**_ON_A_DAY, "name": "meetings", "since": "2016-01-01", "month": "2015", "persons": ""},
    ),
    Operation(
        *(
            "GET",
            "/dialogues/{dialogue}/plots/{name}",
            "overviews",
            Overviews.plot,
            "A picture, as SVG in `svg`.",
        ),
        takes=("as_of",),
        example={**_ON_A_DAY, "name": "timeline"},
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/accept", "dialogues", Dialogues.accept, "Accept proposals of a telegram."),
        example=_MOVED,
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/amend", "dialogues", Dialogues.amend, "Accept one with other words."),
        example={**_MOVED, "which": [2], "fields": {"text": "Staff talks with EASTCOM"}},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/reject", "dialogues", Dialogues.reject, "Reject; in every dialogue."),
        example={**_MOVED, "which": [3], "reason": "said in passing"},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/reconsider", "dialogues", Dialogues.reconsider, "Take a rejection back."),
        example={**_MOVED, "which": [3]},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/record", "dialogues", Dialogues.record, "Record a move on your own word."),
        example={**DIALOGUE, "kind": "objective.meet", "about": "1", "mrn": "16BELISAR226", "on": "2016-12-30"},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/rows", "dialogues", Dialogues.record_rows, "Record the moves of a table."),
        example={
            **DIALOGUE,
            "table": "move,about,on,text\nobjective.raise,pilots,2016-11-02,Train the pilots\n",
            "enter": False,
        },
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/merge", "dialogues", Dialogues.merge, "Make one of two that are the same."),
        example={**DIALOGUE, "about": "demarche 2", "into": "demarche 1"},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/split", "dialogues", Dialogues.split, "Part one into several."),
        example={**DIALOGUE, "about": "3", "texts": ["ships", "aircraft"]},
        action="decide",
    ),
)

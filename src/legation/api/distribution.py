"""What is asked of distribution, of declassification and of the marking of drafts."""

from __future__ import annotations

from legation.api.making import Operation
from legation.api.telegrams import TELEGRAM
from legation.services.archive.declassifying import Declassifying
from legation.services.briefs.deriving import Deriving
from legation.services.distribution.distributing import Distributing
from legation.services.distribution.inbox import Inbox, behind_done, behind_owed
from legation.services.distribution.profiles import Profiles
from legation.services.gaps.tracing import Tracers

_SERIES = {"post": "BELISAR", "year": 2015}


DISTRIBUTION: tuple[Operation, ...] = (
    # Distribution.
    Operation(
        *("GET", "/inbox", "inbox", Inbox.queue, "Your queue, by precedence and age."),
        example={"limit": 5, "after": ""},
        following=lambda found: found.next,
    ),
    Operation(
        *("GET", "/inbox/done", "inbox", Inbox.done, "What you have acted on."),
        example={"limit": 5, "after": ""},
        following=behind_done,
    ),
    Operation(
        *("GET", "/inbox/owed", "inbox", Inbox.owed, "Acknowledgements that are overdue."),
        example={"limit": 5, "after": ""},
        following=behind_owed,
    ),
    Operation("GET", "/inbox/tally", "inbox", Inbox.tally, "How many of each precedence, and aims missed."),
    Operation(
        *("POST", "/telegrams/{name}/acknowledge", "inbox", Inbox.step, "Say that it was received, read, acted on."),
        example={**TELEGRAM, "step": "read"},
    ),
    Operation(
        *("GET", "/telegrams/{name}/receipts", "inbox", Inbox.receipts, "Who acknowledged it, and when."),
        example=TELEGRAM,
    ),
    Operation(
        *("GET", "/telegrams/{name}/route", "distributing", Distributing.explain, "Why it reached you or not."),
        example=TELEGRAM,
    ),
    Operation(
        *("POST", "/profiles/rehearse", "distributing", Distributing.rehearse, "What other rules would have done."),
        example={"text": 'catch-all = "owner"\n', "since": "2016-12-01"},
    ),
    Operation(
        *("POST", "/profiles/add", "profiles", Profiles.add, "Add profiles of distribution."),
        example={"text": '[[profile]]\nname = "ships"\nto = "owner"\nwords = ["ship"]\n'},
        action="route",
    ),
    Operation(
        *("POST", "/profiles/replace", "profiles", Profiles.replace, "Put other rules in their place."),
        example={"text": 'catch-all = "owner"\n'},
        action="route",
    ),
    Operation(
        *("POST", "/profiles/remove", "profiles", Profiles.remove, "Remove a profile."),
        example={"name": "ships"},
        action="route",
    ),
    Operation(
        *("GET", "/tracers", "tracers", Tracers.missing, "Runs of numbers that should have come and did not."),
        example={**_SERIES, "longest": 50},
    ),
    Operation(
        *("GET", "/tracers/series", "tracers", Tracers.series, "The series of numbers that are looked at."),
        example=_SERIES,
    ),
    Operation(
        *("GET", "/tracers/{post}/message", "tracers", Tracers.message, "A service message that asks for them."),
        example={**_SERIES, "sender": "FOREIGN OFFICE OSMAR"},
    ),
    Operation(
        *("POST", "/tracers/draft", "tracers", Tracers.draft, "The same, and its numbers are noted as asked for."),
        example={**_SERIES, "sender": "FOREIGN OFFICE OSMAR"},
        takes=("post", "year", "sender"),
        action="draft",
    ),
    # Declassification and marking of drafts.
    Operation(
        *("GET", "/declassification", "declassifying", Declassifying.schedule, "How each telegram stands on a day."),
        example={"on": "2026-01-05", "kind": "past", "limit": 5, "after": 0},
        following=lambda found: str(found.after) if found.after is not None else None,
    ),
    Operation(
        *("GET", "/declassification/{month}", "declassifying", Declassifying.month, "What falls due in a month."),
        example={"month": "2025-01", "on": "2026-01-05", "limit": 5, "whole": "2025-01-12"},
    ),
    Operation(
        *("POST", "/drafts/mark", "deriving", Deriving.mark, "Mark a draft from its sources, and say why."),
        example={"draft": {"subject": "PORT VISITS"}, "names": ["15BELISAR12"]},
    ),
)

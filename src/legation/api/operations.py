"""Every question of the API, a row each. What a row does not say, the service's own method says."""

from __future__ import annotations

from types import NoneType
from typing import Any

from legation.api.making import Operation
from legation.core.accounts import Account, Token
from legation.core.telegram import to_dict
from legation.services.accounts import Accounts
from legation.services.annotating import Annotating
from legation.services.arriving import Arrivals
from legation.services.clearing import ClearingDesk
from legation.services.composing import Composing
from legation.services.declassifying import Declassifying
from legation.services.deriving import Deriving
from legation.services.dialogue import Dialogues
from legation.services.distributing import Distributing
from legation.services.finding import Finding
from legation.services.founding import Founding
from legation.services.gaps import Gaps
from legation.services.hooks import Hooks
from legation.services.inbox import Inbox
from legation.services.machine import Machine
from legation.services.markings import Markings
from legation.services.overview import Overviews
from legation.services.profiles import Profiles
from legation.services.reading import Reading
from legation.services.saved import Saved
from legation.services.threads import Threads
from legation.services.today import Looking
from legation.services.tracing import Tracers
from legation.services.transmitting import Transmitting
from legation.services.upkeep import Upkeep
from legation.services.versions import Copy, Difference, Edition, Versions
from legation.storage.ports import Listing, Record, listing_of

_TELEGRAM = {"name": "15BELISAR12"}
_DIALOGUE = {"dialogue": "xv-xt"}
_DRAFT, _NEW_DRAFT = {"draft": "nab697d14"}, {"draft": "n08e2e82b"}
_HOOK = {"hook": "634c227b8d445b37"}
_SERIES = {"post": "BELISAR", "year": 2015}
_ON_A_DAY = {**_DIALOGUE, "as_of": "2016-12-31"}
_MOVED = {**_DIALOGUE, "mrn": "16BELISAR226", "which": [1]}


def _edition(edition: Edition) -> dict[str, Any]:
    """An edition without its bytes, which are asked for as ``/text``."""
    return {
        "listing": listing_of(edition.record),
        "received": edition.record.received,
        "parts": [part.sha256 for part in edition.parts],
        "missing": list(edition.missing),
    }


def _copy(copy: Copy) -> dict[str, Any]:
    return {"listing": copy.listing, "banner": copy.banner}


def _versions(found: list[Record]) -> list[Listing]:
    return [listing_of(record) for record in found]


def account_told(account: Account) -> dict[str, Any]:
    """An account without what proves who it is."""
    return {
        "name": account.name,
        "roles": list(account.roles),
        "rank": account.rank,
        "holds": sorted(account.holds),
        "nation": account.nation,
        "disabled": account.disabled,
        "grants": list(account.grants),
        "signs_in": account.password is not None or account.identity is not None,
    }


def _token(token: Token) -> dict[str, Any]:
    return {"id": token.hash[:12], "label": token.label, "until": token.until, "actions": list(token.actions)}


OPERATIONS: tuple[Operation, ...] = (
    # Telegrams.
    Operation(
        *("GET", "/search", "finding", Finding.search, "Find telegrams by the query language."),
        example={
            "query": "training",
            "limit": 5,
            "sort": "relevance",
            "after": "k6lyZWxldmFuY2X_gc6SiTFvk8Qe3cm3i6A3hI6sGrR-Crd0Dkx2hLMU4PAZm6A4FAfkAAA",
        },
        following=lambda found: found.next,
    ),
    Operation(
        *("GET", "/facets", "finding", Finding.facets, "Count what a search finds by year, post, tag and so on."),
        example={"query": "training", "most": 5},
    ),
    Operation(
        *("GET", "/suggest", "finding", Finding.completions, "Say how the last word of a search may go on."),
        example={"text": "tag:M", "limit": 5},
        shown=lambda found: [one.query for one in found],
        gives=list[str],
    ),
    Operation(
        *("GET", "/telegrams", "reading", Reading.recent, "List what was kept last."),
        example={"limit": 5},
    ),
    Operation(
        *("GET", "/telegrams/{name}", "reading", Reading.telegram, "One telegram, as the telegram JSON."),
        example=_TELEGRAM,
        shown=to_dict,
        gives=dict[str, Any],
    ),
    Operation(
        *("GET", "/telegrams/{name}/versions", "reading", Reading.versions, "Every version that was kept."),
        example=_TELEGRAM,
        shown=_versions,
        gives=list[Listing],
    ),
    Operation(
        *("GET", "/telegrams/{name}/editions", "versions", Versions.editions, "Releases, sections put together."),
        example=_TELEGRAM,
        shown=lambda found: [_edition(one) for one in found],
        gives=list[dict[str, Any]],
    ),
    Operation(
        *("GET", "/telegrams/{name}/difference", "versions", Versions.difference, "What differs between two releases."),
        example={"name": "16BELISAR24", "before": "e7ea0f371daa", "after": "fae64850b73c"},
        gives=Difference,
    ),
    Operation(
        *("GET", "/telegrams/{name}/copies", "versions", Versions.copies, "The same telegram from other sources."),
        example={"name": "15BELISAR118"},
        shown=lambda found: [_copy(one) for one in found],
        gives=list[dict[str, Any]],
    ),
    Operation(
        *("GET", "/telegrams/{name}/thread", "threads", Threads.thread, "What it cites and what cites it, to a depth."),
        example={**_TELEGRAM, "depth": 2, "limit": 20, "as_of": "2099-12-31"},
    ),
    Operation(
        *("GET", "/telegrams/{mrn}/proposals", "dialogues", Dialogues.proposals, "What a telegram proposes."),
        example={"mrn": "15BELISAR12", **_DIALOGUE},
    ),
    Operation(
        *("GET", "/telegrams/{name}/annotations", "annotating", Annotating.of, "What readers wrote on a telegram."),
        example=_TELEGRAM,
    ),
    Operation(
        *("POST", "/telegrams/{name}/annotations/add", "annotating", Annotating.add, "Write on a telegram."),
        example={**_TELEGRAM, "text": "compare the chart", "place": "p1"},
    ),
    Operation(
        *("POST", "/telegrams/{name}/annotations/withdraw", "annotating", Annotating.withdraw, "Take a note back."),
        example={**_TELEGRAM, "which": "637086950b22763d"},
    ),
    Operation(
        *("POST", "/telegrams/{name}/mark", "markings", Markings.mark, "Settle or change a marking, with the reason."),
        example={**_TELEGRAM, "level": "CONFIDENTIAL", "captions": ["NODIS"], "why": "names a source"},
        action="mark",
        shown=lambda _: None,
        gives=NoneType,
    ),
    Operation(
        *("GET", "/telegrams/{name}/marks", "markings", Markings.of, "What was settled about its marking, and why."),
        example=_TELEGRAM,
    ),
    Operation(
        *("POST", "/telegrams/{mrn}/machine", "machine", Machine.propose, "What a language model reads, where set up."),
        example={"mrn": "15BELISAR12"},
    ),
    # What is missing.
    Operation(
        *("GET", "/gaps", "gaps", Gaps.page, "Telegrams that are cited and not held, by number."),
        example={"within": "15", "limit": 5, "after": "14STATE1", "as_of": "2016-12-31"},
        following=lambda found: found[-1].mrn if found else None,
    ),
    Operation(
        *("GET", "/gaps/{name}", "gaps", Gaps.gap, "One of them."),
        example={"name": "15FOROFF467", "as_of": "2099-12-31"},
    ),
    Operation(
        *("GET", "/gaps/{name}/letter", "gaps", Gaps.request, "A letter that asks for it."),
        example={"name": "15FOROFF467", "on": "2026-01-05", "kind": "foia"},
        held=lambda house, reader, asked: house.gaps.gap(reader, asked["name"]).banner,
    ),
    Operation(
        *("POST", "/gaps/{name}/sent", "gaps", Gaps.sent, "Note that it was asked for."),
        example={"name": "15FOROFF467", "on": "2026-01-05", "addressed": "Department of State"},
        action="decide",
    ),
    Operation(
        *("GET", "/posts/{post}/missing", "gaps", Gaps.continuity, "Numbers of a post in a year that are not held."),
        example={"post": "BELISAR", "year": 2015},
    ),
    Operation(
        *("GET", "/traffic", "overviews", Overviews.traffic, "How many telegrams there are by post, month and label."),
        example={"as_of": "2099-12-31"},
    ),
    # Saved searches.
    Operation("GET", "/saved", "saved", Saved.all, "The searches you saved."),
    Operation(
        *("POST", "/saved/add", "saved", Saved.add, "Save a search."),
        example={"name": "harbour", "query": "subject:harbour"},
    ),
    Operation(*("POST", "/saved/remove", "saved", Saved.remove, "Forget one."), example={"name": "harbour"}),
    Operation(
        *("GET", "/saved/alerts", "saved", Saved.look, "What came since you looked, and which search says so."),
        takes=("only",),
        example={"only": "helicopters"},
        # To look and to note that one looked are two things: a GET changes nothing.
        fixed={"keep": False},
    ),
    # Webhooks.
    Operation("GET", "/hooks", "hooks", Hooks.all, "Your webhooks, and which of them rest and why.", action="hook"),
    Operation(
        *("POST", "/hooks/add", "hooks", Hooks.add, "Register one; the secret is told this once."),
        example={"address": "https://host.example/alerts", "search": "helicopters"},
        action="hook",
    ),
    Operation(
        *("GET", "/hooks/messages", "hooks", Hooks.messages, "What was and is to be sent, with the last answer."),
        example={"limit": 5, **_HOOK},
        action="hook",
    ),
    *(
        Operation("POST", f"/hooks/{{hook}}/{name}", "hooks", asks, says, example=_HOOK, action="hook")
        for name, asks, says in (
            ("remove", Hooks.remove, "Take one away, with what waits for it."),
            ("rotate", Hooks.rotate, "Give it a new secret, told this once; the one before signs too for a day."),
            ("try", Hooks.attempt, "Queue a message that says nothing."),
            ("wake", Hooks.wake, "Let one that rests send again."),
        )
    ),
    Operation(
        *("POST", "/hooks/rules", "hooks", Hooks.set_rules, "Say what may leave by webhook, and where to."),
        example={"highest": "UNCLASSIFIED", "plain": False, "networks": []},
        action="settings",
    ),
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
        takes=("as_of",),
        example=_ON_A_DAY,
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/story/{about}", "dialogues", Dialogues.story, "Every movement of a thing."),
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
        example=_DIALOGUE,
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
            (Overviews.meetings, "Meetings with what came of them."),
            (Overviews.minutes, "Agreed minutes in both sides' texts, compared."),
            (Overviews.agenda, "An agenda for the next meeting."),
        )
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/alerts", "overviews", Overviews.alerts, "What is due, overdue, silent, new."),
        takes=("as_of", "since"),
        example={**_ON_A_DAY, "since": "2016-01-01"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/diff", "overviews", Overviews.diff, "What moved between two days, and why."),
        example={**_DIALOGUE, "since": "2016-01-01", "until": "2016-12-31"},
    ),
    Operation(
        *("GET", "/dialogues/{dialogue}/reports/{name}", "overviews", Overviews.report, "An overview as a table."),
        example={**_ON_A_DAY, "name": "matrix", "since": "2016-01-01"},
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
        *("POST", "/dialogues/{dialogue}/reject", "dialogues", Dialogues.reject, "Reject; it does not come back."),
        example={**_MOVED, "which": [3], "reason": "said in passing"},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/record", "dialogues", Dialogues.record, "Record a move on your own word."),
        example={**_DIALOGUE, "kind": "objective.meet", "about": "1", "mrn": "16BELISAR226", "on": "2016-12-30"},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/merge", "dialogues", Dialogues.merge, "Make one of two that are the same."),
        example={**_DIALOGUE, "about": "demarche 2", "into": "demarche 1"},
        action="decide",
    ),
    Operation(
        *("POST", "/dialogues/{dialogue}/split", "dialogues", Dialogues.split, "Part one into several."),
        example={**_DIALOGUE, "about": "3", "texts": ["ships", "aircraft"]},
        action="decide",
    ),
    # Distribution.
    Operation("GET", "/inbox", "inbox", Inbox.queue, "Your queue, by precedence and age.", example={"limit": 5}),
    Operation("GET", "/inbox/done", "inbox", Inbox.done, "What you have acted on.", example={"limit": 5}),
    Operation("GET", "/inbox/owed", "inbox", Inbox.owed, "Acknowledgements that are overdue.", example={"limit": 5}),
    Operation("GET", "/inbox/tally", "inbox", Inbox.tally, "How many of each precedence, and aims missed."),
    Operation(
        *("POST", "/telegrams/{name}/acknowledge", "inbox", Inbox.step, "Say that it was received, read, acted on."),
        example={**_TELEGRAM, "step": "read"},
    ),
    Operation(
        *("GET", "/telegrams/{name}/receipts", "inbox", Inbox.receipts, "Who acknowledged it, and when."),
        example=_TELEGRAM,
    ),
    Operation(
        *("GET", "/telegrams/{name}/route", "distributing", Distributing.explain, "Why it reached you or not."),
        example=_TELEGRAM,
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
        example={"on": "2026-01-05", "kind": "past", "limit": 5},
    ),
    Operation(
        *("GET", "/declassification/{month}", "declassifying", Declassifying.month, "What falls due in a month."),
        example={"month": "2025-01", "on": "2026-01-05", "limit": 5},
    ),
    Operation(
        *("POST", "/drafts/mark", "deriving", Deriving.mark, "Mark a draft from its sources, and say why."),
        example={"draft": {"subject": "PORT VISITS"}, "names": ["15BELISAR12"]},
    ),
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
            "Drafts begun from an objective or demarche, and the move that a release is.",
        ),
        example={**_DIALOGUE, "about": "demarche 1"},
    ),
    Operation(
        *(
            "POST",
            "/dialogues/{dialogue}/compose",
            "composing",
            Composing.compose,
            "A draft from an objective or demarche, not kept.",
        ),
        example={**_DIALOGUE, "about": "objective 4", "purpose": "follow-up"},
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
        example={**_DIALOGUE, "about": "objective 4", "purpose": "follow-up"},
        action="draft",
    ),
    Operation(
        *("GET", "/queue", "transmitting", Transmitting.queue, "What waits to be sent, and what went."),
        example={"every": True, "limit": 5},
    ),
    Operation(
        *("POST", "/queue/{name}/again", "transmitting", Transmitting.again, "Send again what failed."),
        example={"name": "16FOROFF1"},
        action="approve",
    ),
    Operation("GET", "/arrivals/broken", "arrivals", Arrivals.broken, "What came and could not be read."),
    # Upkeep.
    Operation("GET", "/upkeep/jobs", "upkeep", Upkeep.jobs, "What is being done, and was done.", action="operate"),
    Operation("GET", "/upkeep/backups", "upkeep", Upkeep.backups, "The backups there are.", action="operate"),
    Operation("POST", "/upkeep/back-up", "upkeep", Upkeep.back_up, "Back the archive up.", action="operate"),
    Operation(
        *("POST", "/upkeep/verify", "upkeep", Upkeep.verify, "Verify everything that is kept."),
        example={"quick": True},
        action="operate",
    ),
    # Accounts.
    Operation(
        *("GET", "/accounts", "accounts", Accounts.all, "The accounts."),
        action="accounts",
        shown=lambda found: [account_told(one) for one in found],
        gives=list[dict[str, Any]],
    ),
    Operation(
        *("GET", "/accounts/{name}", "accounts", Accounts.show, "One account."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira"},
    ),
    Operation(
        *("POST", "/accounts/add", "accounts", Accounts.add, "Make an account."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        takes=("name", "roles", "clearance", "holds", "nation"),
        example={"name": "mira", "roles": ["reader"], "clearance": "CONFIDENTIAL"},
    ),
    Operation(
        *("POST", "/accounts/{name}/disable", "accounts", Accounts.disable, "Shut it out, or let it in again."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira", "disabled": True},
    ),
    Operation(
        *("POST", "/accounts/{name}/grant", "accounts", Accounts.grant, "Add clearance or handling access for a time."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira", "until": "2099-01-01T00:00:00Z", "why": "visit", "clearance": "SECRET"},
    ),
    Operation(
        *("POST", "/accounts/{name}/revoke", "accounts", Accounts.revoke, "End every running grant."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira"},
    ),
    Operation(
        *("POST", "/accounts/{name}/end-sessions", "accounts", Accounts.end_sessions, "Sign it out everywhere."),
        action="accounts",
        example={"name": "mira"},
    ),
    Operation(
        *("GET", "/accounts/{name}/tokens", "accounts", Accounts.tokens, "Its tokens, without their keys."),
        action="accounts",
        shown=lambda found: [_token(one) for one in found],
        gives=list[dict[str, Any]],
        example={"name": "mira"},
    ),
    Operation(
        *("POST", "/accounts/{name}/tokens/add", "accounts", Accounts.add_token, "Make a token; told this once."),
        action="accounts",
        shown=lambda made: {"key": made[0], **_token(made[1])},
        gives=dict[str, Any],
        example={"name": "mira", "label": "notebook", "until": "2099-01-01T00:00:00Z"},
    ),
    Operation(
        *("POST", "/tokens/{name}/end", "accounts", Accounts.revoke_token, "End a token, by its id."),
        action="accounts",
        example={"name": "b9a0892a3b89"},
    ),
)
"""The routes that are rows; the few others are in ``documents``."""

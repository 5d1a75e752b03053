"""What is asked of telegrams: found, read, missing, saved as searches, sent to webhooks."""

from __future__ import annotations

from types import NoneType
from typing import Any

from legation.api.dialogues import DIALOGUE
from legation.api.making import Operation
from legation.core.telegram import to_dict
from legation.services.accounts.watched import unwatched
from legation.services.annotations.annotating import Annotating
from legation.services.archive.markings import Markings
from legation.services.archive.versions import Copy, Difference, Edition, Versions
from legation.services.dialogue.dialogue import Dialogues
from legation.services.dialogue.machine import Machine
from legation.services.dialogue.overview import Overviews
from legation.services.gaps.gaps import Gaps
from legation.services.news.hooks import Hooks
from legation.services.news.saved import Saved
from legation.services.persons.persons import Persons
from legation.services.reading import Reading
from legation.services.search.exchanges import Exchanges
from legation.services.search.finding import Finding
from legation.services.threads.threads import Threads
from legation.storage.records import Listing, Record, listing_of

TELEGRAM = {"name": "15BELISAR12"}
_HOOK = {"hook": "634c227b8d445b37"}


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


TELEGRAMS: tuple[Operation, ...] = (
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
        example=TELEGRAM,
        shown=to_dict,
        gives=dict[str, Any],
    ),
    Operation(
        *("GET", "/telegrams/{name}/versions", "reading", Reading.versions, "Every version that was kept."),
        example=TELEGRAM,
        shown=_versions,
        gives=list[Listing],
    ),
    Operation(
        *("GET", "/telegrams/{name}/editions", "versions", Versions.editions, "Releases, sections put together."),
        example=TELEGRAM,
        shown=lambda found: [_edition(one) for one in found],
        gives=list[dict[str, Any]],
    ),
    Operation(
        *("GET", "/telegrams/{name}/difference", "versions", Versions.difference, "What differs between two releases."),
        example={"name": "16BELISAR24", "before": "e7ea0f371daa", "after": "fae64850b73c"},
        gives=Difference,
    ),
    Operation(
        *("GET", "/beside", "versions", Versions.beside, "What else is held of the hits of a search, by their hash."),
        example={"hashes": ["e7ea0f371daa90c22e73fce0cf625437af572efb203184678d62d46ae6fd1eca"]},
    ),
    Operation(
        *("GET", "/telegrams/{name}/copies", "versions", Versions.copies, "The same telegram from other sources."),
        example={"name": "15BELISAR118"},
        shown=lambda found: [_copy(one) for one in found],
        gives=list[dict[str, Any]],
    ),
    Operation(
        *("GET", "/telegrams/{name}/thread", "threads", Threads.thread, "What it cites and what cites it, to a depth."),
        example={**TELEGRAM, "depth": 2, "limit": 20, "as_of": "2099-12-31"},
    ),
    Operation(
        *("GET", "/telegrams/{mrn}/proposals", "dialogues", Dialogues.proposals, "What a telegram proposes."),
        example={"mrn": "15BELISAR12", **DIALOGUE},
    ),
    Operation(
        *(
            "GET",
            "/annotations",
            "annotating",
            Annotating.gathered,
            "What readers wrote, gathered with words and cites.",
        ),
        example={"keyword": "", "by": "", "limit": 20, "after": ""},
        following=lambda found: found.next,
    ),
    Operation(
        *("GET", "/telegrams/{name}/annotations", "annotating", Annotating.of, "What readers wrote on a telegram."),
        example=TELEGRAM,
    ),
    Operation(
        *("POST", "/telegrams/{name}/annotations/add", "annotating", Annotating.add, "Write on a telegram."),
        example={**TELEGRAM, "text": "compare the chart", "place": "p1"},
    ),
    Operation(
        *("POST", "/telegrams/{name}/annotations/withdraw", "annotating", Annotating.withdraw, "Take a note back."),
        example={**TELEGRAM, "which": "637086950b22763d"},
    ),
    Operation(
        *("POST", "/telegrams/{name}/mark", "markings", Markings.mark, "Settle or change a marking, with the reason."),
        example={**TELEGRAM, "level": "CONFIDENTIAL", "captions": ["NODIS"], "why": "names a source"},
        action="mark",
        shown=lambda _: None,
        gives=NoneType,
    ),
    Operation(
        *("GET", "/telegrams/{name}/marks", "markings", Markings.of, "What was settled about its marking, and why."),
        example=TELEGRAM,
    ),
    Operation(
        *("POST", "/telegrams/{mrn}/machine", "machine", Machine.propose, "What a language model reads, where set up."),
        example={"mrn": "15BELISAR12"},
    ),
    # What is missing.
    Operation(
        *("GET", "/gaps", "gaps", Gaps.page, "Telegrams that are cited and not held, by number, then by moment."),
        example={"within": "15", "limit": 5, "after": "14STATE1", "as_of": "2016-12-31"},
        following=lambda found: found[-1].name if found else None,
    ),
    Operation(
        *("GET", "/gaps/{name}", "gaps", Gaps.gap, "One of them."),
        example={"name": "15FOROFF467", "as_of": "2099-12-31"},
    ),
    Operation(
        *("GET", "/gaps/{name}/letter", "gaps", Gaps.request, "A letter that asks for it."),
        example={"name": "15FOROFF467", "on": "2026-01-05", "kind": "foia"},
        held=lambda house, reader, asked: unwatched(house.gaps).gap(reader, asked["name"]).banner,
    ),
    Operation(
        *("POST", "/gaps/{name}/sent", "gaps", Gaps.sent, "Note that it was asked for."),
        example={"name": "15FOROFF467", "on": "2016-12-05", "addressed": "Department of State"},
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
    Operation(
        *("GET", "/network", "exchanges", Exchanges.network, "Who writes to whom, how often, by year."),
        example={"query": "date:2015", "limit": 100},
    ),
    Operation(
        *(
            "GET",
            "/people",
            "persons",
            Persons.people,
            "Whom telegrams name in their text, the most often named first.",
        ),
        example={"query": "date:2015", "begins": "vash", "limit": 100, "beyond": "", "after": 0, "most": 1},
        following=lambda found: str(found.after) if found.after is not None else None,
    ),
    Operation(
        *(
            "GET",
            "/people/{name}",
            "persons",
            Persons.person,
            "One of them: titles, sentences, and who is named beside.",
        ),
        example={
            "name": "vashtal",
            "query": "date:2015-07",
            "limit": 100,
            "beyond": "",
            "after": 0,
            "most": 1,
            "beside_after": 0,
            "beside_most": 5,
        },
        following=lambda found: str(found.after) if found.after is not None else None,
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
        example={"limit": 5, "after": "", **_HOOK},
        following=lambda found: found[-1].id if found else None,
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
)

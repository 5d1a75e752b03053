"""One row for each method of a service that takes a reader: what it is asked.

A row gives the arguments behind the reader. A new method without a row fails ``test_rows.py``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from tests.stores import services_of

from legation.app import House
from legation.core.delivery import STEPS
from legation.core.dialogue.board import Board
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import LegationError
from legation.formats.writing.templates import template_names
from legation.services.accounts.accounts import OWNS
from legation.services.archive.arriving import Coming
from legation.services.archive.taking import Sent
from legation.services.carriers.printing import PrintCarrier
from legation.services.dialogue.overview import PLOTS, REPORTS
from legation.services.ingest import Tally
from legation.services.search.finding import Found
from legation.storage.records import Hit, Listing
from legation.tables.composing import purposes

from .asking import Asker, Request, fault, in_words, is_foreseen, told, written
from .worlds import Outlet, Side

Row: TypeAlias = Callable[[Asker], tuple[tuple[Any, ...], dict[str, Any]]]


_PAGES = 12
"""Behind the first of a list; a reader who pages on sees no more than the twin has either."""

STREAM, FOLDER = "{stream}", "{folder}"
"""Where a service writes to: in the place of these each side puts its own, and shows what was written."""


def _search(ask: Asker) -> str | None:
    return ask.one(None, ask.query())


def _listed(ask: Asker) -> list[Listing]:
    """Listings whose hashes may be those of closed telegrams."""
    hashes = [ask.one(*ask.known.hashes) for _ in range(8)]
    fields = {"mrn": None, "date": None, "subject": None, "post": None, "level": None, "access": "0;;-", "file": None}
    return [Listing(sha256=sha256, **fields) for sha256 in hashes]


def _day(ask: Asker) -> date | None:
    return ask.one(None, date.fromisoformat(ask.day()))


def _filter(ask: Asker) -> dict[str, Any]:
    return ask.some(turn="mine", overdue=True, stalled=100, moved_since=date.fromisoformat(ask.day()))


def _coming(ask: Asker) -> Coming:
    """A mail: new, without a telegram in it, or with one that is held or closed."""
    name = ask.chance.choice(ask.known.mrns)
    text = ask.one(b"", b"\x00\x01", f"FM AMEMBASSY BELISAR\nTO FOREIGN OFFICE\nREF: {name}\n\n1. Words.\n".encode())
    return Coming(ask.one(b"", b"Message-ID: <1@a>\r\n\r\n") + text, "smtp")


def _states(board: Board, dialogue: str) -> list[str]:
    return [dialogue, *(thing.state for thing in board.things.values())]


def _fields(ask: Asker) -> dict[str, Any]:
    which = {"meeting": ask.one(1, 2, "new"), "commitment": ask.one(1, "new")}
    which |= {"same_as": ask.one(1, 2, "new"), "demarche": ask.one(1, "new")}
    named = ask.some(**which) if ask.one(False, False, True) else {}
    return named or ask.some(text="a text of one's own", due="2016-12-01", by="XT") or {"text": "other words"}


def _composed_of(ask: Asker) -> str:
    return ask.one("objective 1", "objective 2", "demarche 1", "commitment 1", "meeting 1", "contact 1", "objective 99")


def _move(ask: Asker) -> str:
    return ask.one(
        "objective.raise",
        "objective.table",
        "objective.agree",
        "objective.amend",
        "commitment.undertake",
        "commitment.request",
        "commitment.extend",
        "meeting.propose",
        "meeting.postpone",
        "position.state",
        "demarche.instruct",
        "dialogue.agree",
        "dialogue.amend",
        "objective.fly",
    )


def _offered(ask: Asker) -> Proposal:
    """What an extractor that is no rule may have read."""
    source = ask.source()
    return Proposal(
        telegram=source.telegram,
        kind=ask.one("objective", "position", "meeting"),
        text="the patrol craft",
        fields={},
        sources=(source,),
        marking="C",
        confidence=0.5,
        rule="llm:small/1",
    )


ROWS: dict[str, Row] = {
    "reading.versions": lambda a: ((a.name(),), {}),
    "reading.telegram": lambda a: ((a.name(),), {}),
    "reading.the_one": lambda a: ((a.name(),), {}),
    "finding.search": lambda a: ((a.query(),), a.some(limit=a.one(1, 2, 5, 50), sort=a.sort(), after=a.cursor())),
    "finding.facets": lambda a: ((a.query(),), a.some(most=a.one(1, 3, 50))),
    "finding.completions": lambda a: ((a.beginning(),), a.some(limit=a.one(1, 3, 50))),
    "reading.listing": lambda a: ((a.name(),), {}),
    "reading.every": lambda a: ((), {}),
    "reading.count": lambda a: ((), {}),
    "reading.recent": lambda a: ((), a.some(limit=a.one(1, 3, 30))),
    "finding.every": lambda a: ((a.query(),), {}),
    "finding.run": lambda a: ((a.query(),), {"limit": a.one(1, 3), "after": a.cursor()}),
    "exporting.records": lambda a: ((_search(a),), {}),
    "exporting.frame": lambda a: ((_search(a),), a.some(columns=a.one(("mrn", "subject"), ("source",), ("colour",)))),
    "exporting.lines": lambda a: ((_search(a), STREAM), {}),
    "exporting.originals": lambda a: ((_search(a), FOLDER), {}),
    "exporting.rows": lambda a: ((_search(a), FOLDER), {}),
    "exporting.write": lambda a: ((_search(a), a.one("jsonl", "original", "parquet"), FOLDER), {}),
    "threads.thread": lambda a: (
        (a.name(),),
        a.some(depth=a.one(0, 1, 2, 4), limit=a.one(1, 4, 200), as_of=a.one(None, date(2024, 1, 1), date(2030, 1, 1))),
    ),
    "threads.among": lambda a: (([],), {"limit": a.one(1, 4, 200)}),
    "gaps.page": lambda a: (
        (),
        a.some(
            within=a.numbers(),
            after=a.mrn(),
            limit=a.one(1, 2, 100),
            as_of=a.one(None, date(2024, 1, 1), date(2030, 1, 1)),
        ),
    ),
    "gaps.gap": lambda a: ((a.missing(),), a.some(as_of=a.one(None, date(2024, 1, 1), date(2030, 1, 1)))),
    "gaps.request": lambda a: ((a.missing(),), {"on": date(2016, 11, 1), "kind": a.one("foia", "mdr")}),
    "gaps.request_several": lambda a: (
        ([a.missing(), a.missing()],),
        {"on": date(2016, 11, 1), **a.some(kind="mdr")},
    ),
    "gaps.sent": lambda a: ((a.missing(),), {"on": date(2016, 11, 1), "addressed": "Archive"}),
    "gaps.continuity": lambda a: ((a.one("belisar", "foroff", "edrune"), a.one(2015, 2016, 1975)), {}),
    "ingest.run": lambda a: (([a.one("fresh", "held", "closed", "absent")],), {}),
    "ingest.catch_up": lambda a: ((), {}),
    "markings.mark": lambda a: (
        (a.name(), a.one("CONFIDENTIAL", "UNCLASSIFIED", "SECRET", "PUCE"), a.one([], ["NOFORN"])),
        {"why": a.one("read from the paper copy", "")},
    ),
    "markings.to_be_held": lambda a: (
        (a.one("SECRET", "CONFIDENTIAL", "HUSH"), a.one((), ("NODIS",))),
        {"why": a.one("read anew", "")},
    ),
    "markings.of": lambda a: ((a.name(),), {}),
    "taking.begin": lambda a: (([a.upload()],), {}),
    "taking.kept": lambda a: ((a.one(1, 2, 99),), {}),
    "taking.of": lambda _: ((), {}),
    "taking.one": lambda a: ((a.one(1, 2, 99),), {}),
    "clearing.kept": lambda a: ((a.one("a key", "another"),), {}),
    "clearing.all": lambda a: ((), a.some(every=True)),
    "clearing.answering": lambda a: ((_listed(a),), {}),
    "clearing.show": lambda a: ((a.kept_draft(),), {}),
    "clearing.weigh": lambda a: ((a.kept_draft(), a.text()), {}),
    "clearing.mend": lambda a: ((a.kept_draft(), a.text()), a.some(rule=a.one("D41", "X1"), paragraph=1)),
    "clearing.difference": lambda a: ((a.kept_draft(),), a.some(before=a.one("", "0", "a"), after=a.one("", "f"))),
    "clearing.version": lambda a: ((a.kept_draft(), ""), {}),
    "clearing.log": lambda a: ((a.kept_draft(),), {}),
    "clearing.rendered": lambda a: ((a.kept_draft(), a.one("draft", "text", "delivered", "mail", "pigeon")), {}),
    "composing.compose": lambda a: ((a.dialogue(), _composed_of(a), a.one(*purposes())), {}),
    "composing.begin": lambda a: (
        (a.dialogue(), _composed_of(a), a.one(*purposes())),
        a.some(by=a.one("R. Second", a.reader.name), once="a key"),
    ),
    "composing.drafts": lambda a: ((a.dialogue(), _composed_of(a)), {}),
    "clearing.compose": lambda a: ((a.one(*template_names()),), a.some(answers=a.mrn(), level="CONFIDENTIAL")),
    "clearing.new": lambda a: (
        (a.text(),),
        a.some(answers=a.mrn(), by=a.one("R. Second", a.reader.name), once=a.one("a key", "another")),
    ),
    "clearing.change": lambda a: ((a.kept_draft(), a.text()), {}),
    "clearing.clear": lambda a: ((a.kept_draft(), a.one("POL", "")), a.some(text=a.one("", "0"))),
    "clearing.refuse": lambda a: (
        (a.kept_draft(), a.one("POL", ""), a.one("Say five.", "")),
        a.some(text=a.one("", "0")),
    ),
    "clearing.approve": lambda a: ((a.kept_draft(),), a.some(over=[a.one("POL", "ECON", "")])),
    "clearing.release": lambda a: ((a.kept_draft(),), {}),
    "clearing.withdraw": lambda a: ((a.kept_draft(),), {}),
    "clearing.begin_numbers": lambda a: ((a.one("BELISAR", "EDRUNE", ""), 40), a.some(year=2015)),
    "transmitting.queue": lambda a: ((), a.some(every=True, limit=2)),
    "transmitting.again": lambda a: ((a.mrn(),), {}),
    "transmitting.send": lambda _: (({"print": PrintCarrier(lambda _: None)},), {}),
    "arrivals.take": lambda a: (([_coming(a)],), {}),
    "arrivals.broken": lambda _: ((), {}),
    "arrivals.broken_data": lambda a: ((a.one("", "ab", a.known.hashes[0]),), {}),
    "distributing.explain": lambda a: ((a.name(),), {"everyone": a.one(True, False)}),
    "distributing.rehearse": lambda a: (
        (a.rules(),),
        {"since": date.fromisoformat(a.day()), "everyone": a.one(True, False)},
    ),
    "declassifying.schedule": lambda a: (
        (a.one(None, date(1990, 1, 1), date(2024, 1, 1), date(2060, 1, 1)),),
        a.some(kind=a.one("past", "due", "review", "exempt", "undated", "red"), limit=a.one(1, 2), after=a.one(0, 1)),
    ),
    "declassifying.month": lambda a: (
        (a.one("2025-03", "2040-12", "2025-13"),),
        a.some(on=date(2026, 1, 1), limit=a.one(1, 2), whole=a.one("2025-03-05", "2025-03-99", "x")),
    ),
    "declassifying.around": lambda a: (
        (a.one(None, date(1990, 1, 1), date(2024, 1, 1), date(2036, 1, 1)),),
        a.some(kind=a.one("past", "due", "exempt", "red")),
    ),
    "deriving.mark": lambda a: ((a.draft(), a.one((), (a.mrn(),))), {"on": a.one(None, date(2016, 1, 1))}),
    "tracers.missing": lambda a: (
        (a.one(None, "belisar", "foroff"), a.one(None, 2015, 1975)),
        a.some(longest=a.one(1, 5, 500)),
    ),
    "tracers.holds": lambda a: ((a.one("belisar", "foroff", "edrune", "nowhere"), a.one(None, 2015, 1975)), {}),
    "tracers.series": lambda a: ((a.one(None, "belisar"), a.one(None, 2015)), {}),
    **{
        f"tracers.{name}": lambda a: (
            (a.one("belisar", "foroff", "edrune"), a.one(None, 2015, 2016)),
            a.some(sender="MINISTRY"),
        )
        for name in ("message", "draft")
    },
    "inbox.queue": lambda a: (
        (),
        a.some(limit=a.one(1, 2, 50), after=a.one("", a.queued({4: a.place(), 2: a.place()}))),
    ),
    "inbox.tally": lambda _: ((), {}),
    "inbox.done": lambda a: ((), a.some(limit=a.one(1, 2, 50), after=a.one("", a.queued(a.place())))),
    "inbox.owed": lambda a: (
        (),
        {"everyone": a.one(True, False), **a.some(limit=a.one(1, 2, 50), after=a.one("", a.queued(a.overdue())))},
    ),
    "inbox.receipts": lambda a: ((a.name(),), {"everyone": a.one(True, False)}),
    "inbox.step": lambda a: ((a.mrn(), a.one(*STEPS, "burnt")), {}),
    "trail.chain": lambda _: ((), {}),
    "trail.entries": lambda a: (
        (),
        a.some(since=a.day(), by="owner", about="open", limit=a.one(1, 3, 50), before=a.one(1, 3, 9)),
    ),
    "saved.add": lambda a: ((a.one("rockets", "budget", ""), a.query()), {}),
    "saved.all": lambda _: ((), {}),
    "saved.look": lambda a: ((), a.some(only=a.one("rockets", "budget"), keep=False)),
    "saved.remove": lambda a: ((a.one("rockets", "budget"),), {}),
    "versions.beside": lambda a: (([a.chance.choice(a.known.hashes), a.chance.choice(a.known.hashes)],), {}),
    "versions.placed": lambda a: (([a.name(), a.mrn()],), {}),
    "exchanges.network": lambda a: ((), a.some(query=a.one("*", a.query()), limit=a.one(1, 5, 1000))),
    "persons.people": lambda a: (
        (),
        a.some(
            query=a.one("*", a.query()),
            begins=a.one("", "v", "as"),
            limit=a.one(1, 5, 1000),
            beyond=a.cursor(),
            after=a.one(0, 1, 3),
            most=2,
        ),
    ),
    "persons.person": lambda a: (
        (a.one("vashtal", "washtal", "asrakh", "Haldun Asrakh", "corvane", "", '"'),),
        a.some(
            query=a.one("*", a.query()),
            limit=a.one(1, 5, 1000),
            beyond=a.cursor(),
            after=a.one(0, 1),
            most=a.one(1, 50),
            beside_after=a.one(0, 1),
            beside_most=a.one(1, 2),
        ),
    ),
    "titles.instead": lambda a: ((_listed(a),), {}),
    "hit_sheets.sheet": lambda a: (
        ([Hit(listing=one, score=1.0, snippet="", marks=(), paragraph=a.one(None, 1, 99)) for one in _listed(a)],),
        {},
    ),
    "versions.editions": lambda a: ((a.name(),), {}),
    "versions.edition": lambda a: ((a.name(), a.edition()), {}),
    "versions.difference": lambda a: ((a.name(), a.edition(), a.edition()), {}),
    "versions.copies": lambda a: ((a.name(),), {}),
    "dialogues.all": lambda a: ((), a.some(as_of=date.fromisoformat(a.day()))),
    "dialogues.named": lambda a: ((a.one("", a.word(), a.dialogue()),), {"limit": a.one(1, 8)}),
    "dialogues.boards": lambda a: ((), a.some(as_of=date.fromisoformat(a.day()))),
    "dialogues.views": lambda a: ((), a.some(as_of=date.fromisoformat(a.day()))),
    "dialogues.stands": lambda a: ((a.dialogue(),), {}),
    "dialogues.drawn": lambda a: ((a.dialogue(), None, _states), {}),
    "looking.today": lambda a: ((_day(a),), {}),
    "looking.seen": lambda a: (
        (),
        {"at": a.one("", a.day(), "2030-01-01T00:00:00Z"), "until": a.chance.choice(a.known.hashes)},
    ),
    "annotating.gathered": lambda a: (
        (),
        a.some(keyword=a.one("", "charts"), by=a.one("", "owner"), limit=a.one(1, 5), after=a.annotation()),
    ),
    "annotating.of": lambda a: ((a.name(),), {}),
    "annotating.add": lambda a: (
        (a.name(),),
        {"text": a.one("compare the chart", ""), "place": a.one("", "p1", "p9"), "version": a.one("", a.edition())},
    ),
    "annotating.withdraw": lambda a: ((a.name(), a.annotation()), {}),
    "dialogues.board": lambda a: ((a.dialogue(), _day(a)), {}),
    "dialogues.view": lambda a: ((a.dialogue(), _day(a)), _filter(a)),
    "dialogues.thing": lambda a: (
        (a.dialogue(), a.one("objective", "commitment", "meeting"), a.one(a.thing(), a.day(), "1"), _day(a)),
        {},
    ),
    "dialogues.story": lambda a: (
        (a.dialogue(), a.one(a.thing(), a.thing(), a.dialogue())),
        a.some(as_of=date.fromisoformat(a.day())),
    ),
    "dialogues.story_brief": lambda a: (
        (a.dialogue(), a.one(a.thing(), a.thing(), a.dialogue())),
        a.some(as_of=date.fromisoformat(a.day())),
    ),
    "dialogues.brief": lambda a: (
        (a.dialogue(), _day(a)),
        a.some(kind="hand-over", since=date.fromisoformat(a.day())),
    ),
    "dialogues.export": lambda a: ((a.dialogue(),), {}),
    "dialogues.quotes": lambda a: (([a.source(), a.source(), a.source()],), {}),
    "dialogues.quotes_of": lambda a: (([[a.source(), a.source()], [a.source()]],), {}),
    "dialogues.proposals": lambda a: ((a.mrn(), a.one(None, a.dialogue())), {}),
    "dialogues.entered": lambda a: ((a.mrn(), a.dialogue()), {}),
    "dialogues.undecided": lambda a: ((a.dialogue(),), a.some(after=a.mrn(), most=a.one(1, 3), as_of=_day(a))),
    "dialogues.leads": lambda a: ((a.dialogue(),), a.some(most=a.one(1, 3), as_of=_day(a))),
    "dialogues.open": lambda a: (
        (a.mrn(),),
        a.some(
            id=a.one("d-0", "d-7", "Not One"),
            title="Talks on fish",
            ours="XV",
            parties=["XV", "XT"],
            shown_by=[a.mrn()],
        ),
    ),
    "dialogues.accept": lambda a: ((a.dialogue(), a.mrn(), a.which()), {}),
    "dialogues.amend": lambda a: ((a.dialogue(), a.mrn(), a.which(), _fields(a)), {}),
    "dialogues.accept_picked": lambda a: (
        (a.dialogue(), a.mrn(), lambda proposed: [one.fingerprint for one in proposed if one.acceptable]),
        {},
    ),
    "dialogues.reject": lambda a: ((a.dialogue(), a.mrn(), a.which(), "said in passing"), {}),
    "dialogues.reconsider": lambda a: ((a.dialogue(), a.mrn(), a.which()), {}),
    "dialogues.offer": lambda a: ((a.dialogue(), a.mrn(), [_offered(a)]), {}),
    "dialogues.merge": lambda a: (
        (a.dialogue(), a.thing(), a.thing()),
        a.some(mrn=a.mrn(), quote=a.one("the patrol craft", "words of no telegram"), on=date.fromisoformat(a.day())),
    ),
    "dialogues.split": lambda a: (
        (a.dialogue(), a.thing(), ["one part", "the other part"]),
        a.some(mrn=a.mrn(), on=date.fromisoformat(a.day())),
    ),
    "dialogues.record": lambda a: (
        (a.dialogue(), _move(a), a.thing()),
        a.some(
            mrn=a.mrn(),
            quote=a.one("the patrol craft", "dialogue", "words of no telegram"),
            on=date.fromisoformat(a.day()),
            fields=a.some(text="by hand", objective=a.thing(), due="2016-12-24"),
        ),
    ),
    "dialogues.take_back": lambda a: (
        (a.dialogue(), [("m00000000", a.one("objective", "commitment"), a.thing()), ("m00000001", "objective", "1")]),
        {},
    ),
    "dialogues.record_rows": lambda a: (
        (a.dialogue(),),
        {"table": a.table(), **a.some(enter=a.one(True, False))},
    ),
    "machine.propose": lambda a: ((a.mrn(),), {}),
    "machine.offer": lambda a: ((a.dialogue(), a.mrn()), {}),
    "founding.propose": lambda a: (
        (a.one([], [a.mrn()], [a.mrn(), a.mrn(), a.mrn()]), a.one("", "", a.query())),
        a.some(title="Talks on fish", ours="XV", parties=["XV", "XT"]),
    ),
    "founding.accept": lambda a: (
        (a.one([], [a.mrn()], [a.mrn(), a.mrn()]), a.one("", "", a.query()), a.which()),
        a.some(id=a.one("d-0", "d-7"), title="Talks on fish", ours="XV", parties=["XV", "XT"]),
    ),
    "overviews.matrix": lambda a: ((a.dialogue(), _day(a)), {}),
    "overviews.commitments": lambda a: ((a.dialogue(), _day(a)), {}),
    "overviews.demarches": lambda a: ((a.dialogue(), _day(a)), {}),
    "overviews.meetings": lambda a: (
        (a.dialogue(), _day(a)),
        {"month": a.one("", "2015"), "persons": a.one("", "minister")},
    ),
    "overviews.minutes": lambda a: (
        (a.dialogue(), _day(a)),
        {"month": a.one("", "2015"), "persons": a.one("", "minister")},
    ),
    "overviews.agenda": lambda a: ((a.dialogue(), _day(a)), {}),
    "overviews.diff": lambda a: ((a.dialogue(), _day(a), _day(a)), {}),
    "feeds.saved": lambda a: ((a.one("rockets", "budget"),), {}),
    "feeds.movements": lambda a: ((a.dialogue(),), {}),
    "feeds.calendar": lambda a: ((a.one(None, a.dialogue()),), {}),
    "hooks.all": lambda _: ((), {}),
    "hooks.add": lambda a: (
        (a.one("https://host.example/", "https://busy.example/", "http://host.example/", "nowhere"),),
        a.one({"search": a.one("rockets", "budget")}, {"dialogue": a.dialogue()}, {}),
    ),
    "hooks.remove": lambda a: ((a.hook(),), {}),
    "hooks.rotate": lambda a: ((a.hook(),), {}),
    "hooks.attempt": lambda a: ((a.hook(),), {}),
    "hooks.wake": lambda a: ((a.hook(),), {}),
    "hooks.messages": lambda a: (
        (a.one(None, None, a.hook()),),
        a.some(limit=a.one(1, 3), after=a.one("", "", "f" * 16)),
    ),
    "hooks.gather": lambda _: ((), {}),
    "hooks.send": lambda a: ((a.query(), a.dialogue(), a.one("UNCLASSIFIED", "SECRET", "TOP SECRET")), {}),
    "overviews.alerts": lambda a: ((a.dialogue(), _day(a), _day(a)), {}),
    "overviews.plot": lambda a: (
        (a.one(*PLOTS, "nothing"), a.dialogue(), _day(a)),
        a.some(shown=a.one((0, 1), (1, 3))),
    ),
    "overviews.traffic": lambda a: ((a.one(None, date(2024, 1, 1), date(2030, 1, 1)),), {}),
    "overviews.report": lambda a: (
        (a.dialogue(), a.one(*REPORTS, "nothing"), _day(a), _day(a)),
        a.some(month="2015", persons="minister"),
    ),
}


WITHOUT_ROW = {
    "ingest.prepared": "the first half of arrivals.take; the service behind it is asked",
    "ingest.put": "the second part of arrivals.take",
    "ingest.settle": "the last part of arrivals.take",
    "ingest.make_searchable": "a part of ingest.settle",
    "arrivals.recognise": "the first part of arrivals.take",
    "arrivals.read": "the second part of arrivals.take",
    "arrivals.keep": "the third part of arrivals.take",
    "arrivals.catch_up": "is done by the door after a fault",
    "arrivals.make_searchable": "a part of arrivals.settle",
    "ingest.crew": "programs that read",
    "arrivals.crew": "programs that read",
    "arrivals.settle": "the last part of arrivals.take",
    "ingest.keep_own": "keeps what the house itself releases; clearing.release is asked",
    "hooks.run": "gathers and sends until it is stopped; both are asked",
    "hooks.set_rules": "what may leave is said of no telegram",
    "saved.came": "a part of hooks.gather",
    "saved.finds": "a part of hooks.send",
    "saved.looked": "a part of saved.look, for a command that tells first",
    "transmitting.run": "sends until it is stopped; transmitting.send is asked",
    "trail.named": "looks up what an entry names, and answers nobody",
    "trail.refused": "writes the trail, and answers nobody",
    "trail.turned_away": "writes the trail, and answers nobody",
    "upkeep": "what was done to the archive as a whole; tests/web/test_upkeep.py asks what it tells of its content",
    "profiles": "the rules of distribution are no telegrams: whoever may change them sees them all",
    "accounts": "accounts are no telegrams: whoever manages them sees them all, and reads nothing by it",
}
"""Services and methods that need no row, each with the reason."""


_OF_THE_OWNER = "refuses anyone but the owner, who reads all; tests/services/test_audit.py asks"
OF_A_SERVICE = {
    "ByHand": "of dialogues, which is one: each of its operations is asked as one of theirs",
    "Deciding": "of dialogues, which is one: each of its operations is asked as one of theirs",
    "Together": "of dialogues, which is one: each of its operations is asked as one of theirs",
    "Sources": "of dialogues: it finds the telegrams that they rest on",
    "Spreading": "of dialogues: it counts the words of the telegrams that they rest on",
    "Leading": "of dialogues: it says which telegrams lead on from them",
    "Proposals": "of dialogues: it says what telegrams propose to them",
    "Tying": "of dialogues: it says what of a board the proposals of a telegram speak of",
    "Texts": "of dialogues: the texts of those of their telegrams that may be read",
    "HeldDrafts": "of clearing: the drafts that a reader may see, and where they stand",
    "ShownDrafts": "of clearing: each of its operations is asked as one of clearing",
    "HookNews": "of hooks: what is new for one, and what is said of it",
    "Moments": "of threads, gaps, leads and overviews: what is cited by originator and moment",
    "GapsByMoment": "of gaps: those that are known by originator and moment",
    "Requested": "of gaps: the requests that were noted, as a reader may know of them now",
    "ToldBefore": "of persons: the versions that the page before has told",
    "Watching": "a run of ingest that goes on until it is stopped",
    "Verifying": _OF_THE_OWNER,
    "Rebuilding": _OF_THE_OWNER,
}
"""Classes that do a part of a service's work, each with the reason why the service's rows will do."""


def methods(house: House) -> Iterator[str]:
    """``service.method`` of everything in the house that takes a reader, as it stands."""
    for name, service in services_of(house).items():
        if name in WITHOUT_ROW or not type(service).__module__.startswith("legation.services"):
            continue
        for method, run in inspect.getmembers(type(service), inspect.isfunction):
            if not method.startswith("_") and f"{name}.{method}" not in WITHOUT_ROW and takes_reader(run):
                yield f"{name}.{method}"


def takes_reader(run: Callable[..., Any], *asking: str) -> bool:
    """Whether a parameter is somebody who asks: a reader, or an account with its reader."""
    return any(
        set(asking or ("Reader", "Who")) & set(str(parameter.annotation).split(" | "))
        for parameter in inspect.signature(run).parameters.values()
    )


def request(row: str, ask: Asker) -> Request:
    words, named = ROWS[row](ask)
    if row == "ingest.run":
        words = ([_to_ingest(ask, str(words[0][0]))],)
    return Request(row, words, named)


def _to_ingest(ask: Asker, what: str) -> Path:
    """A file of the traffic, held or closed, or one that is nowhere."""
    return Path("absent.txt") if what == "absent" else Path(ask.chance.choice(ask.known.files))


def answer(side: Side, reader: Any, asked: Request, traffic: Path) -> tuple[str, bool]:
    """What came back, and whether the house meant to answer so."""
    service, method = asked.row.split(".")
    words = asked.words
    if asked.row == "ingest.run":
        words = ([traffic / path for path in words[0]],)
    if asked.row == "taking.begin":
        words = ([Sent(Path(path).name, traffic / path) for path in words[0]],)
    stream, folder = BytesIO(), side.path.parent / "out"
    words = tuple({STREAM: stream, FOLDER: folder / "place"}.get(w, w) if isinstance(w, str) else w for w in words)
    if FOLDER in asked.words:
        (folder if asked.row == "exporting.write" else folder / "place").mkdir(parents=True, exist_ok=True)
    if service == "trail":
        reader = side.house.accounts.named(reader.name)
    if asked.row == "threads.among":
        words = (side.house.reading.every(reader),)
    try:
        if asked.row == "hooks.send":
            return told(_posted(side, reader, *map(str, words))), True
        value = getattr(getattr(side.house, service), method)(reader, *words, **asked.named)
        if isinstance(value, Tally):
            value = msgspec.structs.replace(value, seconds=0.0)  # how long it took is no answer of the archive
        pages = _pages(side, reader, value, asked) if isinstance(value, Found) else []
        text = "\n".join([told(value), *pages, *written(folder), in_words(stream.getvalue())])
    except Exception as error:  # noqa: BLE001 - a fault is an answer too
        return fault(error).replace(str(folder), "(there)"), is_foreseen(error)
    return text, True


def _pages(side: Side, reader: Any, page: Found, asked: Request) -> list[str]:
    """The pages behind the first of a list of hits, at most ``_PAGES``."""
    shown: list[str] = []
    while page.next is not None and len(shown) < _PAGES:
        page = side.house.finding.search(reader, *asked.words, **{**asked.named, "after": page.next})
        shown.append(told(page))
    return shown


def _posted(side: Side, reader: Any, query: str, dialogue: str, highest: str) -> list[str]:
    """What is posted of all that a search finds, as though it had just come, and of the alerts of a dialogue."""
    hooks = side.house.hooks
    hooks.set_rules(OWNS, highest=highest)
    Outlet.posted.clear()
    made = []
    for named in ({"search": "all that there is"}, {"dialogue": dialogue}):
        try:
            if "search" in named:
                side.house.saved.add(reader, named["search"], query)
            made.append(hooks.add(reader, "https://host.example/", **named).hook.id)
        except LegationError as error:
            Outlet.posted.append(fault(error))
    for name in made:
        hooks._queue.change(reader, name, lambda held: msgspec.structs.replace(held, reached=0, told=()))
    hooks.gather(reader)
    hooks.send(reader)
    listed = [f"{one.sources} {one.state} {one.marking}" for name in made for one in hooks.messages(reader, name)]
    for name in made:
        hooks.remove(reader, name)
    # A twin may have been given its telegrams in another order.
    return sorted([*Outlet.posted, *listed])

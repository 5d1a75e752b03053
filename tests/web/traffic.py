"""A small archive in memory, invented, whose proposals are made by hand: the tests know no rules."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from litestar import Litestar
from litestar.testing import TestClient
from tests.stores import memory_stores

from legation.app import House
from legation.core.dialogue.proposal import Proposal, ProposalKind, Source
from legation.core.marking import OWNER, Reader
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.tables.parties import default_parties
from legation.tables.posts import load_posts

Client = TestClient[Litestar]

NOW = datetime(2016, 6, 1, 12, tzinfo=UTC)


def message(mrn: str, number: str, level: str, subject: str, ref: str, body: str, *, day: str = "12") -> str:
    spaced = " ".join(level)
    warning = "ZNR UUUUU" if level == "UNCLASSIFIED" else "ZNY CCCCC"  # one above the level would raise the telegram
    return (
        f"VZCZCXRO0019\nOO RUEHBC\nDE RUEHXX #0012 0120930\n{warning} ZZH\nO {day}0930Z JAN 15\n"
        f"FM AMEMBASSY BELISAR\nTO RUEHC/FOROFF IMMEDIATE 5452\nINFO RUEHLO/AMEMBASSY IMBREL 1188\n\n"
        f"{spaced} BELISAR {number}\n\nSIPDIS\n\nE.O. 12958: DECL: 01/12/2025\nTAGS: MARR, PREL\n"
        f"SUBJECT: {subject}\n\nREF: {ref}\n\n"
        f"Classified By: Ida Moss, Ambassador. Reason: 1.4 (b), (d)\n\n{body}\n\nMOSS\n\n\nNNNN\n"
    )


FIRST = message(
    "15BELISAR12",
    "000012",
    "CONFIDENTIAL",
    "PROPOSAL FOR A DIALOGUE WITH TARQAND",
    "A. 15 BELISAR 7 B. 14 FOROFF 901",
    "1. (C) We propose a political-military dialogue. We seek Tarqand's participation in the strait patrol,\n"
    "to which it is reluctant; and help with surplus missiles.\n\n"
    "2. (C) The National Security Adviser would be the single point of contact.\n\n"
    "3. (U) Comment: We ask for a reply by March.",
)
SECOND = message(
    "15BELISAR7", "000007", "UNCLASSIFIED", "PORT VISIT", "NONE", "1. (U) A port visit went well.", day="07"
)
HOSTILE = message(
    "15BELISAR13",
    "000013",
    "CONFIDENTIAL",
    'TALKS <script>alert("subject")</script> & MORE',
    "15 BELISAR 12",
    "1. (C) The note said <script>alert('body')</script> and <img src=x onerror=alert(1)>\n"
    '&amp; "quotes".\n\n'
    "2. (C) It ended </pre></span> there.",
    day="13",
)
CLOSED = message(
    "15BELISAR99", "000099", "SECRET", "AIRFIELD", "15 BELISAR 7", "1. (S) Of the airfield nothing.", day="20"
)
TEXTS = {"15BELISAR12": FIRST, "15BELISAR7": SECOND, "15BELISAR13": HOSTILE, "15BELISAR99": CLOSED}


def proposal(telegram: Telegram, kind: ProposalKind, words: str, **fields: object) -> Proposal:
    found = re.search(r"\s+".join(map(re.escape, words.split())), telegram.source)
    assert found is not None, words
    span = Span(*found.span())
    paragraph = telegram.paragraph_at(span.start)
    return Proposal(
        telegram=telegram.mrn or "",
        kind=kind,
        text=words,
        fields=dict(fields),
        sources=(Source(telegram.mrn or "", paragraph.number if paragraph else None, span, telegram.sha256),),
        marking=paragraph.marking if paragraph else None,
        confidence=0.9,
        rule="by-hand",
    )


class Desk(House):
    """A house whose proposals are made by hand, and whose one reader a test can change."""

    asks: Reader = OWNER

    def reader(self, name: str | None) -> Reader:
        return self.asks

    def propose(self, telegram: Telegram) -> list[Proposal]:
        if telegram.mrn == "15BELISAR13":
            return [proposal(telegram, "objective", "<script>alert('body')</script>", objective_kind="interest")]
        if telegram.mrn == "15BELISAR21":
            return [proposal(telegram, "objective", aim) for aim in re.findall(r"We seek ([^.]+)", telegram.source)]
        if telegram.mrn != "15BELISAR12":
            return []
        sought = {"sought_by": "XV", "sought_from": "XT"}
        return [
            proposal(telegram, "dialogue", "a political-military dialogue", parties=["XV", "XT"], ours="XV"),
            proposal(
                telegram,
                "objective",
                "participation in the strait patrol",
                objective_kind="participation",
                stance={"XT": "reluctant"},
                due=None,
                **sought,
            ),
            proposal(telegram, "objective", "help with surplus missiles", objective_kind="interest", **sought),
            proposal(telegram, "event", "We ask for a reply", modality="done"),
        ]


def new_desk() -> Desk:
    return Desk(
        memory_stores(),
        posts=load_posts(),
        parties=default_parties(),
        clock=lambda: NOW,
    )


def decision(page: str, does: str, proposal: str | None = None) -> dict[str, str]:
    """The hidden fields of a page's form that accepts, amends or rejects a proposal, by fingerprint, or the first."""
    for form in re.findall(rf'<form method="post" action="/dialogue/[^"]+/{does}".*?</form>', page, re.DOTALL):
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        if fields["proposal"] == proposal or (proposal is None and fields["proposal"] != "all"):
            return fields
    raise LookupError(f"no form to {does} {proposal}")

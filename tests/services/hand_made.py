"""Telegrams and proposals made by hand, so that these tests know nothing of readers and rules.

The words of 09TRIPOLI893 are public (released 2011); every other telegram here is invented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from legation.core.dialogue.proposal import Proposal, ProposalKind, Source
from legation.core.marking import OWNER, Reader
from legation.core.telegram import Classification, ExecutiveOrder, Originator, Paragraph, Telegram
from legation.core.text import Span
from legation.services.dialogue.dialogue import Dialogues
from legation.services.reading import Reading
from legation.services.threads.moments import Moments
from legation.services.threads.threads import Threads
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.records import Record
from legation.tables.banners import mark_of
from legation.tables.marking import paragraph_marking, telegram_marking
from legation.tables.moves import load_moves
from legation.tables.posts import load_posts

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

SECRET_READER = Reader("sam", rank=4)
CONFIDENTIAL_READER = Reader("carol", rank=3)
OPEN_READER = Reader("uma", rank=0)

SEED = (
    (
        "C",
        "The USG does not currently have an established security dialogue with Libya. However, Libya's "
        "National Security Advisor, Muatassim al-Qadhafi, expressed his interest in establishing a "
        "political-military (pol-mil) dialogue during his April 2009 meeting with the Secretary in "
        "Washington (Ref B). We aim to achieve the following objectives: -- Libya's participation in "
        "the Trans-Sahara Counter Terrorism Partnership (TSCTP), in which Libya is currently reluctant "
        "to take part; -- Signing of the Section 505 End-User Agreement; -- Discussing budget "
        "transparency; -- Addressing Libya's Foreign Military Sales interests; and -- Libyan "
        "contribution of helicopters to UNAMID.",
    ),
    (
        "C",
        "The Embassy envisions the launching of the dialogue by the A/S for Political and Military "
        "Affairs and most likely the Libyan National Security Advisor, during the early part of 2010. "
        "Based on previous discussions with the Libyan Government, it appears that NSA Muatassim "
        "al-Qadhafi would be that person.",
    ),
)


def telegram(
    mrn: str,
    paragraphs: Sequence[tuple[str | None, str]],
    *,
    level: str | None = "CONFIDENTIAL",
    caveats: Sequence[str] = (),
    captions: Sequence[str] = ("SIPDIS",),
    date: str | None = "2009-11-05",
    subject: str = "POL-MIL DIALOGUE",
    plad: str = "AMEMBASSY TRIPOLI",
    order: ExecutiveOrder | None = None,
) -> Telegram:
    """A telegram whose source is its paragraphs, one a line."""
    source = f"{mrn}\n"
    made = []
    for number, (mark, text) in enumerate(paragraphs, 1):
        start = len(source)
        source += f"{number}. ({mark}) {text}\n" if mark else f"{number}. {text}\n"
        made.append(
            Paragraph(
                number=number,
                marking=mark,
                heading=None,
                role=None,
                text=text,
                items=(),
                span=Span(start, len(source)),
            )
        )
    return Telegram(
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        layout="transmission",
        mrn=mrn,
        dtg=f"{date}T15:13Z" if date else None,
        from_=Originator(plad=plad),
        classification=Classification(level, tuple(caveats), tuple(captions)),
        executive_order=order or ExecutiveOrder("12958", "DECL", "2019-11-05"),
        subject=subject,
        paragraphs=tuple(made),
        source=source,
    )


def proposal(held: Telegram, kind: ProposalKind, words: str, text: str | None = None, **fields: Any) -> Proposal:
    """A proposal that rests on ``words`` of the telegram's source."""
    start = held.source.index(words)
    span = Span(start, start + len(words))
    paragraph = held.paragraph_at(start)
    return Proposal(
        telegram=held.mrn or "",
        kind=kind,
        text=text or words,
        fields=fields,
        sources=(Source(held.mrn or "", paragraph.number if paragraph else None, span, held.sha256),),
        marking=mark_of(paragraph_marking(held, paragraph)),
        confidence=0.9,
        rule="by hand",
    )


def seed() -> tuple[Telegram, list[Proposal]]:
    """09TRIPOLI893 and what a desk would read from it."""
    held = telegram("09TRIPOLI893", SEED, subject="THE IMPORTANCE OF ESTABLISHING A POL-MIL DIALOGUE WITH LIBYA")
    ours = {"sought_by": "US", "sought_from": "LY"}
    return held, [
        proposal(
            held,
            "dialogue",
            "establishing a political-military (pol-mil) dialogue",
            "political-military (pol-mil) dialogue",
            parties=["US", "LY"],
            launch="early part of 2010",
        ),
        proposal(
            held,
            "objective",
            "Libya's participation in the Trans-Sahara Counter Terrorism Partnership (TSCTP), in which "
            "Libya is currently reluctant to take part",
            "Libya's participation in the Trans-Sahara Counter Terrorism Partnership (TSCTP)",
            objective_kind="participation",
            stance={"LY": "reluctant"},
            **ours,
        ),
        proposal(
            held,
            "objective",
            "Signing of the Section 505 End-User Agreement",
            objective_kind="agreement",
            instrument="Section 505 End-User Agreement",
            **ours,
        ),
        proposal(held, "objective", "Discussing budget transparency", objective_kind="discussion", **ours),
        proposal(
            held,
            "objective",
            "Addressing Libya's Foreign Military Sales interests",
            objective_kind="interest",
            sought_by="LY",
            sought_from="US",
        ),
        proposal(
            held,
            "objective",
            "Libyan contribution of helicopters to UNAMID",
            objective_kind="contribution",
            **ours,
        ),
        proposal(held, "instrument", "Section 505 End-User Agreement", modality="intended", party="US"),
        proposal(held, "contact", "NSA Muatassim al-Qadhafi", party="LY", role="single point of contact"),
        proposal(
            held,
            "meeting",
            "his April 2009 meeting with the Secretary in Washington",
            modality="done",
            by="LY",
            to="US",
        ),
        proposal(held, "party", "Libya's National Security Advisor", party="LY"),
    ]


class Archive:
    """A memory archive with hand-made telegrams, their proposals and the service over them."""

    def __init__(self) -> None:
        self.at = NOW
        self.telegrams = MemoryTelegrams()
        self.index = MemoryIndex()
        self.moments = Moments(self.telegrams, self.index)
        self.threads = Threads(self.telegrams, Reading(self.telegrams, load_posts()), self.moments)
        self.ledger = MemoryLedger()
        self._proposals: dict[str, list[Proposal]] = {}
        self._statements: dict[str, list[Proposal]] = {}
        self.dialogues = Dialogues(
            self.telegrams,
            self.ledger,
            lambda t: self._proposals.get(t.sha256, []),
            load_moves(),
            lambda: self.at,
            self.moments,
            statements=lambda t: self._statements.get(t.sha256, []),
        )

    def keep(
        self,
        held: Telegram,
        proposals: Iterable[Proposal] = (),
        statements: Iterable[Proposal] = (),
        received: str = "2011-01-31T21:09:00Z",
    ) -> Telegram:
        self._proposals[held.sha256] = list(proposals)
        self._statements[held.sha256] = list(statements)
        record = Record(
            sha256=held.sha256,
            original=held.source.encode(),
            telegram=held,
            access=telegram_marking(held).label,
            received=received,
            file=held.file,
        )
        self.telegrams.put(OWNER, [record])
        self.index.add(OWNER, [record])
        return held


def seed_archive() -> Archive:
    """The seed, its dialogue opened as ``us-ly``, and nothing accepted yet."""
    archive = Archive()
    archive.keep(*seed())
    archive.dialogues.open(OWNER, "09TRIPOLI893", id="us-ly")
    return archive

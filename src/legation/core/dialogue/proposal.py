"""A proposal: one thing a desk would put on its list after reading a telegram, with the words that show it.

A machine's word stays a proposal until a person accepts it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from legation.core.text import Span

ProposalKind = Literal[
    "dialogue",
    "party",
    "contact",
    "objective",
    "position",
    "commitment",
    "demarche",
    "meeting",
    "instrument",
    "event",
]


REGARDING = "regarding"
"""Field of what words are about that do not say so themselves: THEY WOULD NOT OBJECT. Words of the same telegram."""


def with_matter(text: str, fields: Mapping[str, Any]) -> str:
    """Words as a title: what they are about behind them in brackets, where they do not say it themselves."""
    about = fields.get(REGARDING)
    return f"{text} [re: {about}]" if text and isinstance(about, str) and about else text


class Source(msgspec.Struct, frozen=True):
    """Where a fact was said: telegram, paragraph number, span of its source, and which version (SHA-256)."""

    telegram: str
    paragraph: int | None
    span: Span
    sha256: str = ""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed ledger entry. ``rule`` names the row that made it, ``confidence`` lies in 0 to 1."""

    telegram: str
    kind: ProposalKind
    text: str
    fields: dict[str, Any]
    sources: tuple[Source, ...]
    marking: str | None
    confidence: float
    rule: str

    @property
    def title(self) -> str:
        """Its words, with what they are about where they do not say it themselves."""
        return with_matter(self.text, self.fields)

    @property
    def fingerprint(self) -> str:
        """Stable name: same kind on the same words of the same telegram, twelve hex digits."""
        first = self.sources[0]
        key = f"{self.kind}|{first.sha256}|{first.telegram}|{first.span.start}|{first.span.end}|{self.text}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]

    @property
    def words(self) -> str:
        """As ``fingerprint``, but the same in every version of the telegram: a re-release, a correction."""
        key = f"{self.kind}|{self.telegram}|{' '.join(self.text.split()).casefold()}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]

    def overlaps(self, other: Proposal) -> bool:
        """Whether two proposals rest on some of the same words."""
        return any(
            a.sha256 == b.sha256 and a.span.start < b.span.end and b.span.start < a.span.end
            for a in self.sources
            for b in other.sources
        )

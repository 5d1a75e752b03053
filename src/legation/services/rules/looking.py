"""What the looks for the rules of drafting and marking share: what they find, and what several of them ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

import msgspec

from legation.core.draft import Draft, DraftParagraph
from legation.core.marking import UNREADABLE_RANK, Marking
from legation.core.text import Span
from legation.tables.marking import CLASSIFIED_RANK, portion, rank_of
from legation.tables.posts import Posts


class Found(msgspec.Struct, frozen=True):
    """A fault before its rule's words are put in: the words at fault, and the edit.

    paragraph: place in the draft from 1. also: the rules that are told together with this one. span: of the copy that
    was read.
    """

    words: str = ""
    paragraph: int | None = None
    fix: Draft | None = None
    do: str = ""
    also: tuple[str, ...] = ()
    span: Span | None = None


Look = Callable[[Draft, Posts], Iterator[Found]]


def day_of(draft: Draft) -> date | None:
    try:
        return datetime.fromisoformat((draft.dtg or "").replace("Z", "+00:00")).date()
    except ValueError:
        return None


def rank_in(draft: Draft) -> int:
    rank = rank_of(draft.classification.level)
    return 0 if rank == UNREADABLE_RANK else rank


def is_classified(draft: Draft) -> bool:
    return rank_in(draft) >= CLASSIFIED_RANK


def marks_in(draft: Draft) -> list[tuple[int, Marking]]:
    """Place and marking of every paragraph whose mark can be read."""
    told = [(at, portion(paragraph.marking)) for at, paragraph in enumerate(draft.paragraphs, 1)]
    return [(at, marking) for at, marking in told if marking is not None]


def with_paragraphs(draft: Draft, paragraphs: Sequence[DraftParagraph]) -> Draft:
    return msgspec.structs.replace(draft, paragraphs=tuple(paragraphs))


def words_of(draft: Draft) -> str:
    return "\n".join(paragraph.text for paragraph in draft.paragraphs)

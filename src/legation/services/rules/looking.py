"""What the looks for the rules of drafting and marking share: what they find, and what several of them ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

import msgspec

from legation.core.draft import Draft, DraftParagraph
from legation.core.marking import UNREADABLE_RANK, Marking
from legation.core.text import Span
from legation.tables.drafting import Severity
from legation.tables.durations import executive_orders
from legation.tables.marking_rows import CLASSIFIED_RANK, rank_of
from legation.tables.portions import portion
from legation.tables.posts import Posts


class Found(msgspec.Struct, frozen=True):
    """A fault before its rule's words are put in: the words at fault, and the edit.

    paragraph: place in the draft from 1. also: the rules that are told together with this one. span: of the copy that
    was read. severity: where it is another on that day than the rule's.
    """

    words: str = ""
    paragraph: int | None = None
    fix: Draft | None = None
    do: str = ""
    also: tuple[str, ...] = ()
    span: Span | None = None
    severity: Severity | None = None


Look = Callable[[Draft, Posts], Iterator[Found]]


def day_of(draft: Draft) -> date | None:
    try:
        return datetime.fromisoformat(draft.dtg or "").date()
    except ValueError:
        return None


def era_of(draft: Draft) -> date | None:
    """The day whose rules hold for a draft: its own, else the first of the order that it cites; None is today."""
    cited = (order.effective for order in executive_orders() if order.order == draft.executive_order.order)
    return day_of(draft) or next(cited, None)


def is_level_unread(draft: Draft) -> bool:
    """Whether the level is no word of the table; it counts as the highest, and no rule may take it for a low one."""
    return bool(draft.classification.level) and rank_of(draft.classification.level) == UNREADABLE_RANK


def derived_from(draft: Draft) -> str | None:
    """What a draft says that it is derived from; None where it says nothing of it."""
    for paragraph in draft.paragraphs:
        if (found := _DERIVED.match(paragraph.text)) is not None:
            return _ON.split(found["from"], maxsplit=1)[0].strip(" .;")
    return None


def body_of(draft: Draft) -> list[tuple[int, DraftParagraph]]:
    """Place and paragraph of all but a line above them that says what the draft is derived from."""
    first = bool(draft.paragraphs) and draft.paragraphs[0].number is None and _DERIVED.match(draft.paragraphs[0].text)
    return [(at, paragraph) for at, paragraph in enumerate(draft.paragraphs, 1) if at > 1 or not first]


_DERIVED = re.compile(r"\s*DERIVED FROM\b\s*:?(?P<from>[^\n]*)", re.IGNORECASE)
_ON = re.compile(r"\bDECLASSIFY ON\b", re.IGNORECASE)


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

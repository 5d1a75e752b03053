"""A draft: a telegram that somebody is writing, in the parts of which it will be made.

The names are those of the telegram. What only reading can find (spans, findings, elements) is not here.
"""

from __future__ import annotations

import re

import msgspec

from legation.core.telegram import (
    Addressee,
    Attention,
    Classification,
    ClassifiedBy,
    ExecutiveOrder,
    Originator,
    Precedence,
    Telegram,
    Transmission,
)

_MARK = re.compile(r"[^()]{1,40}(?P<mark>\([A-Z][A-Z/, -]{0,40}\))(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_ENOUGH = 20  # signs by which a subject is known again


class DraftParagraph(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph. number: None gives it none. heading: a line of its own above it.

    text: words; a line that begins with ``--`` is a dash point, other line ends are kept as blanks.
    """

    text: str
    marking: str | None = None
    number: int | None = None
    heading: str | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}, forbid_unknown_fields=True):
    """A telegram to be sent.

    dtg: instant in UTC, as ``2009-11-05T15:13Z``; None until it is released. post and number: of its own message
    reference number; number None until it is released. references: each as it is written, such as ``STATE 112900``.
    """

    from_: Originator = Originator()
    to: tuple[Addressee, ...] = ()
    info: tuple[Addressee, ...] = ()
    exempt: tuple[str, ...] = ()
    precedence: Precedence = Precedence()
    dtg: str | None = None
    post: str | None = None
    number: int | None = None
    classification: Classification = Classification()
    attention: tuple[Attention, ...] = ()
    executive_order: ExecutiveOrder = ExecutiveOrder()
    tags: tuple[str, ...] = ()
    subject: str | None = None
    references: tuple[str, ...] = ()
    classified_by: ClassifiedBy = ClassifiedBy()
    paragraphs: tuple[DraftParagraph, ...] = ()
    signature: tuple[str, ...] = ()
    transmission: Transmission = Transmission()


def draft_of(telegram: Telegram) -> Draft:
    """A telegram as the draft that it would have been."""
    return Draft(
        from_=telegram.from_,
        to=telegram.to,
        info=telegram.info,
        exempt=telegram.exempt,
        precedence=telegram.precedence,
        dtg=telegram.dtg,
        post=telegram.post,
        number=telegram.number,
        classification=telegram.classification,
        attention=telegram.attention,
        executive_order=telegram.executive_order,
        tags=telegram.tags,
        subject=_with_mark(telegram),
        references=tuple(reference.text for reference in telegram.references),
        classified_by=telegram.classified_by,
        paragraphs=tuple(
            DraftParagraph(
                number=paragraph.number,
                marking=paragraph.marking,
                heading=_own_line(paragraph.heading, paragraph.text),
                text=pointed(paragraph.text, paragraph.items),
            )
            for paragraph in telegram.paragraphs
        ),
        signature=telegram.signature,
        transmission=telegram.transmission,
    )


def _with_mark(telegram: Telegram) -> str | None:
    """The subject with the portion mark that it bears in the text: no field of a telegram has that."""
    line = next((one for one in telegram.elements if one.kind == "text.subject"), None)
    if not telegram.subject or line is None:
        return telegram.subject
    mark = _MARK.match(telegram.source[line.span[0] : line.span[1]])
    if mark is None or " ".join(mark["rest"].split())[:_ENOUGH] != telegram.subject[:_ENOUGH]:
        return telegram.subject
    return f"{mark['mark'].upper()} {telegram.subject}"


def _own_line(heading: str | None, text: str) -> str | None:
    """A heading that stands above its paragraph; one that the paragraph begins with is part of its text."""
    return None if heading is None or text.casefold().startswith(heading.casefold()) else heading


def pointed(text: str, items: tuple[str, ...]) -> str:
    """The text with each dash point on a line of its own, as it was written."""
    pieces: list[str] = []
    at = 0
    for item in items:
        before = r"\s" if pieces else r"(?:^|\s)"
        found = re.compile(rf"{before}(?=(?:--?|[-*•])\s*{re.escape(item)})").search(text, at)
        if found is None:
            continue
        pieces.append(text[at : found.start()])
        at = found.end()
    return "\n".join([*pieces, text[at:]]).lstrip("\n")

"""A draft as the fields of a form, and back.

What stands in a line of its own on the sheet (an attention line, an exempted addressee, a reference, a name of the
signature) stands in a line of its own in the field. What the form has no field for stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import RefusedError
from legation.core.telegram import (
    Addressee,
    Attention,
    Classification,
    ClassifiedBy,
    ExecutiveOrder,
    Originator,
    Precedence,
)

_ROW = re.compile(r"(to|info|p)\.(\d{1,4})\.\w+")


def fields_of_draft(draft: Draft) -> dict[str, str]:
    """Every field of the form with what stands in it."""
    order, signed = draft.executive_order, draft.classified_by
    fields = {
        "from": draft.from_.plad,
        "post": draft.post,
        "precedence.action": draft.precedence.action,
        "precedence.info": draft.precedence.info,
        "exempt": "\n".join(draft.exempt),
        "level": draft.classification.level,
        "caveats": ", ".join(draft.classification.caveats),
        "captions": ", ".join(draft.classification.captions),
        "attention": "\n".join(", ".join(filter(None, (one.office, one.person))) for one in draft.attention),
        "order.number": order.order,
        "order.code": order.code,
        "order.declassify_on": order.declassify_on,
        "order.exemptions": ", ".join(order.exemptions),
        "tags": " ".join(draft.tags),
        "subject": draft.subject,
        "references": "\n".join(draft.references),
        "signed.name": signed.name,
        "signed.title": signed.title,
        "signed.organization": signed.organization,
        "signed.reasons": ", ".join(signed.reasons),
        "signature": "\n".join(draft.signature),
    }
    for name, addressees in (("to", draft.to), ("info", draft.info)):
        for at, one in enumerate(addressees):
            fields |= {f"{name}.{at}.plad": one.plad, f"{name}.{at}.precedence": one.precedence}
    for at, paragraph in enumerate(draft.paragraphs):
        fields |= {
            f"p.{at}.number": None if paragraph.number is None else str(paragraph.number),
            f"p.{at}.marking": paragraph.marking,
            f"p.{at}.heading": paragraph.heading,
            f"p.{at}.text": paragraph.text,
        }
    return {name: value or "" for name, value in fields.items()}


def draft_in(form: Mapping[str, str], held: Draft) -> Draft:
    """The draft that a form holds, sent for the draft ``held``. A row without an address or a text is left out.

    Raises RefusedError for a paragraph number that is none.
    """

    def one(name: str) -> str | None:
        return " ".join(form.get(name, "").split()) or None

    plad = one("from")
    return msgspec.structs.replace(
        held,
        from_=held.from_ if plad == held.from_.plad else Originator(plad),
        post=one("post"),
        to=_addressees(form, "to", (*held.to, *held.info)),
        info=_addressees(form, "info", (*held.to, *held.info)),
        exempt=_lines(form, "exempt"),
        precedence=Precedence(one("precedence.action"), one("precedence.info")),
        classification=Classification(one("level"), _listed(form, "caveats"), _listed(form, "captions")),
        attention=tuple(map(_attention, _lines(form, "attention"))),
        executive_order=ExecutiveOrder(
            one("order.number"), one("order.code"), one("order.declassify_on"), _listed(form, "order.exemptions")
        ),
        tags=tuple(form.get("tags", "").replace(",", " ").split()),
        subject=one("subject"),
        references=_lines(form, "references"),
        classified_by=ClassifiedBy(
            one("signed.name"), one("signed.title"), one("signed.organization"), _listed(form, "signed.reasons")
        ),
        paragraphs=_paragraphs(form),
        signature=_lines(form, "signature"),
    )


def moved(draft: Draft, place: int, by: int) -> Draft:
    """The draft with a paragraph, by its place from 1, in the place of its neighbour. A number stays with its place."""
    at, other = place - 1, place - 1 + by
    if not (0 <= at < len(draft.paragraphs) and 0 <= other < len(draft.paragraphs)):
        return draft
    told = list(draft.paragraphs)
    told[at], told[other] = told[other], told[at]
    numbers = [paragraph.number for paragraph in draft.paragraphs]
    return msgspec.structs.replace(
        draft,
        paragraphs=tuple(
            msgspec.structs.replace(one, number=number) for one, number in zip(told, numbers, strict=True)
        ),
    )


def _rows(form: Mapping[str, str], name: str) -> list[int]:
    found = (_ROW.fullmatch(field) for field in form)
    return sorted({int(one[2]) for one in found if one is not None and one[1] == name})


def _addressees(form: Mapping[str, str], name: str, held: Sequence[Addressee]) -> tuple[Addressee, ...]:
    known = {one.plad: one for one in held}
    told = []
    for at in _rows(form, name):
        plad = " ".join(form.get(f"{name}.{at}.plad", "").split())
        if plad:
            precedence = form.get(f"{name}.{at}.precedence", "").strip() or None
            # How an address is routed goes with the address.
            told.append(msgspec.structs.replace(known.get(plad, Addressee(plad)), precedence=precedence))
    return tuple(told)


def _paragraphs(form: Mapping[str, str]) -> tuple[DraftParagraph, ...]:
    told = []
    for at in _rows(form, "p"):
        text = form.get(f"p.{at}.text", "").replace("\r\n", "\n").strip("\n")
        if not text.strip():
            continue
        number = form.get(f"p.{at}.number", "").strip()
        if number and not (number.isascii() and number.isdecimal() and len(number) < 5):
            raise RefusedError(f"a paragraph has the number {number[:10]!r}", "write a number such as 3, or none")
        told.append(
            DraftParagraph(
                text=text,
                marking=form.get(f"p.{at}.marking", "").strip() or None,
                number=int(number) if number else None,
                heading=" ".join(form.get(f"p.{at}.heading", "").split()) or None,
            )
        )
    return tuple(told)


def _attention(line: str) -> Attention:
    office, _, person = line.partition(",")
    return Attention(office.strip() or None, person.strip() or None)


def _lines(form: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in form.get(name, "").splitlines() if line.strip())


def _listed(form: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in form.get(name, "").split(",") if one.strip())

"""Beginning a draft: from a template, and from the telegram that it answers.

What is carried over from the telegram answered: its originator as addressee, its other addressees for information,
its number and its references, its TAGS, its subject and its marking.
"""

from __future__ import annotations

from datetime import date

import msgspec

from legation.core.draft import Draft
from legation.core.marking import UNREADABLE_RANK
from legation.core.mrn import parse_mrn
from legation.core.telegram import (
    Addressee,
    Classification,
    ExecutiveOrder,
    Originator,
    Precedence,
    Reference,
    Telegram,
)
from legation.tables.banners import classification_of
from legation.tables.durations import declassify_on, order_on
from legation.tables.marking import marking_of, subject_marking, telegram_marking
from legation.tables.marking_rows import CLASSIFIED_RANK, rank_of
from legation.tables.posts import Posts

_YEARS = 10
"""Years for which a text is classified where its source says nothing. Source: E.O. 13526, 1.5(b)."""


def answer_to(telegram: Telegram, draft: Draft, posts: Posts, on: date) -> Draft:
    """``draft``, a template, as an answer to a telegram of which some reader may read all that stands in it."""
    telegram = _as_held(telegram)
    # Who was to act answers; where several were, the first, which whoever drafts may change.
    own = telegram.to[0] if telegram.to else Addressee("")
    others = [one.plad for one in (*telegram.to[1:], *telegram.info)]
    sender = telegram.from_.plad
    return msgspec.structs.replace(
        begun(draft, telegram.classification.level or "", on),
        from_=Originator(own.plad or None, own.ri),
        to=(Addressee(sender, telegram.from_.ri),) if sender else (),
        info=tuple(Addressee(plad) for plad in dict.fromkeys(others) if plad not in (own.plad, sender)),
        precedence=Precedence(telegram.precedence.action, "ROUTINE" if others else None),
        post=posts.key_of_plad(own.plad),
        classification=telegram.classification,
        executive_order=_order(telegram, on),
        tags=telegram.tags,
        subject=telegram.subject,
        references=tuple(dict.fromkeys([*_numbers(telegram), *map(_text, telegram.references)])),
    )


def _as_held(telegram: Telegram) -> Telegram:
    """A telegram whose line says all that holds it: an answer repeats its subject, under that line."""
    held = telegram_marking(telegram).join(subject_marking(telegram))
    line = telegram.classification
    if held.rank >= UNREADABLE_RANK or held == marking_of(line):
        return telegram
    told = classification_of(held, telegram.day)
    kept = (caveat for caveat in line.caveats if not caveat.startswith("REL"))
    caveats, captions = (*told.caveats, *kept), (*told.captions, *line.captions)
    whole = Classification(told.level, tuple(dict.fromkeys(caveats)), tuple(dict.fromkeys(captions)))
    return msgspec.structs.replace(telegram, classification=whole)


def template_for(telegram: Telegram) -> str:
    """The template of an answer to a telegram: that of a demarche where it instructs one, else a report."""
    subject = (telegram.subject or "").upper()
    asks = any(one.role == "action_request" for one in telegram.paragraphs)
    return "demarche-reply" if asks or "DEMARCHE" in subject or "ACTION REQUEST" in subject else "report"


def begun(draft: Draft, level: str, on: date) -> Draft:
    """A template under a level, as it would be sent on a day: portion marks and E.O. line put in."""
    classified = CLASSIFIED_RANK <= rank_of(level) < 9
    now = order_on(on)
    until = on.replace(year=on.year + _YEARS, day=min(on.day, 28)).isoformat()
    order = ExecutiveOrder()
    if now is not None:
        order = ExecutiveOrder(now.order, "DECL", until) if classified else ExecutiveOrder(now.order, "N/A")
    mark = {"CONFIDENTIAL": "C", "SECRET": "S", "TOP SECRET": "TS"}.get(level)
    return msgspec.structs.replace(
        draft,
        classification=msgspec.structs.replace(draft.classification, level=level or None),
        executive_order=draft.executive_order if draft.executive_order.order else order,
        paragraphs=tuple(
            msgspec.structs.replace(one, marking=one.marking or mark) if classified else one for one in draft.paragraphs
        ),
    )


def _order(telegram: Telegram, on: date) -> ExecutiveOrder:
    """The order in force on the day, until when its source stays classified: a derivative marking."""
    now = order_on(on)
    if now is None:
        return ExecutiveOrder()
    if rank_of(telegram.classification.level) < CLASSIFIED_RANK:
        return ExecutiveOrder(now.order, "N/A")
    lasts = declassify_on(telegram)
    if lasts.on is not None and lasts.on > on:
        # A mark of exemption goes with its day: beyond 25 years that day stands on the mark alone.
        return ExecutiveOrder(now.order, "DECL", lasts.on.isoformat(), lasts.words)
    if lasts.words:
        return ExecutiveOrder(now.order, "DECL", None, lasts.words)
    return ExecutiveOrder(now.order, "DECL", on.replace(year=on.year + _YEARS, day=min(on.day, 28)).isoformat())


def as_cited(mrn: str) -> str:
    """A message reference number as a reference line has it, such as ``09 STATE 112900``; an airgram's as it is."""
    found = parse_mrn(mrn, {})
    return f"{found.year % 100:02d} {found.post} {found.number}" if found is not None and not found.airgram else mrn


def _numbers(telegram: Telegram) -> tuple[str, ...]:
    return (as_cited(telegram.mrn),) if telegram.mrn is not None else ()


def _text(reference: Reference) -> str:
    mrn = parse_mrn(reference.mrn or "", {})
    return as_cited(str(reference.mrn)) if mrn and not mrn.airgram else reference.text

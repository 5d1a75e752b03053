"""Looks for the rules of a draft's lines above its text: addressees, precedence, TAGS, subject, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from legation.core.draft import Draft
from legation.core.mrn import parse_mrn
from legation.core.precedence import RANKS
from legation.services.rules.looking import Found, Look, day_of, is_classified
from legation.tables.marking import executive_orders
from legation.tables.posts import Posts
from legation.tables.tags import decode


def _unknown_addresses(draft: Draft, posts: Posts) -> Iterator[Found]:
    for addressee in (*draft.to, *draft.info):
        if posts.key_of_plad(addressee.plad) is None:
            yield Found(addressee.plad)


def _missing_lines(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.executive_order.order is None:
        yield Found("the E.O. line")
    if not draft.tags:
        yield Found("the TAGS line")
    if not draft.subject:
        yield Found("the subject")


def _no_authority(draft: Draft, _: Posts) -> Iterator[Found]:
    day = day_of(draft)
    modern = next(order.effective for order in executive_orders() if order.order == "12958")
    if is_classified(draft) and (day is None or day >= modern) and draft.classified_by.name is None:
        yield Found()


def _poor_authority(draft: Draft, _: Posts) -> Iterator[Found]:
    by = draft.classified_by
    if is_classified(draft) and by.name is not None:
        if by.title is None:
            yield Found("the position")
        if not by.reasons:
            yield Found("the reason")


def _precedences(draft: Draft, _: Posts) -> Iterator[Found]:
    given = [draft.precedence.action, draft.precedence.info, *(a.precedence for a in (*draft.to, *draft.info))]
    for name in dict.fromkeys(one for one in given if one is not None and one not in RANKS):
        yield Found(name)
    if draft.precedence.action is None:
        yield Found("nothing")


def _flash(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.precedence.action == "FLASH":
        yield Found()


def _info_first(draft: Draft, _: Posts) -> Iterator[Found]:
    action, info = (RANKS.get(name or "") for name in (draft.precedence.action, draft.precedence.info))
    if action is not None and info is not None and info > action:
        yield Found()


def _two_sendings(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.precedence.action == "FLASH" and draft.precedence.info not in (None, "FLASH") and draft.info:
        yield Found()


def _no_subject_tag(draft: Draft, _: Posts) -> Iterator[Found]:
    kinds = {meaning.kind for tag in draft.tags if (meaning := decode(tag, day_of(draft))) is not None}
    if draft.tags and not kinds & {"subject", None}:
        yield Found()


def _unknown_tags(draft: Draft, _: Posts) -> Iterator[Found]:
    for tag in draft.tags:
        meaning = decode(tag, day_of(draft))
        if (meaning is None and len(tag) <= 4) or (meaning is not None and meaning.certainty == "outside"):
            yield Found(tag)


def _no_country(draft: Draft, _: Posts) -> Iterator[Found]:
    kinds = {meaning.kind for tag in draft.tags if (meaning := decode(tag, day_of(draft))) is not None}
    if draft.tags and "geo" not in kinds and None not in kinds:
        yield Found()


def _tags_twice(draft: Draft, _: Posts) -> Iterator[Found]:
    for tag in dict.fromkeys(tag for tag in draft.tags if draft.tags.count(tag) > 1):
        yield Found(tag, None, msgspec.structs.replace(draft, tags=tuple(dict.fromkeys(draft.tags))))


def _empty_subject(draft: Draft, _: Posts) -> Iterator[Found]:
    if re.match(r"(?:RE(?:PLY|SPONSE)?\b:?\s*(?:TO)?|YOUR)\b", (draft.subject or "").upper()):
        yield Found()


def _official_informal(draft: Draft, _: Posts) -> Iterator[Found]:
    caption = any("OFFICIAL INFORMAL" in one.upper().replace("-", " ") for one in draft.classification.captions)
    subject = "OFFICIAL INFORMAL" in (draft.subject or "").upper().replace("-", " ")
    if caption != subject:
        yield Found("the caption" if caption else "the subject")


def _agrement(draft: Draft, _: Posts) -> Iterator[Found]:
    captions = {one.upper() for one in draft.classification.captions}
    if any("AGREMENT" in one for one in captions):
        for wrong in sorted(captions & {"NODIS", "EXDIS"}):
            yield Found(wrong)


def _references_twice(draft: Draft, _: Posts) -> Iterator[Found]:
    for text in dict.fromkeys(one for one in draft.references if draft.references.count(one) > 1):
        fix = msgspec.structs.replace(draft, references=tuple(dict.fromkeys(draft.references)))
        yield Found(text, None, fix)


def _later_references(draft: Draft, posts: Posts) -> Iterator[Found]:
    day = day_of(draft)
    for text in draft.references:
        mrn = parse_mrn(text, posts.aliases)
        if day is not None and mrn is not None and 0 < (mrn.year - day.year % 100) % 100 < 30:
            yield Found(text)


def _no_group(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.dtg is not None and day_of(draft) is None:
        yield Found(draft.dtg)


LOOKS: Mapping[str, Look] = {
    "D04": _unknown_addresses,
    "D06": _missing_lines,
    "D10": _no_authority,
    "D11": _poor_authority,
    "D60": _precedences,
    "D61": _flash,
    "D62": _info_first,
    "D63": _two_sendings,
    "D65": _no_subject_tag,
    "D66": _unknown_tags,
    "D67": _no_country,
    "D70": _tags_twice,
    "D72": _empty_subject,
    "D74": _official_informal,
    "D76": _agrement,
    "D80": _references_twice,
    "D82": _later_references,
    "D102": _no_group,
}

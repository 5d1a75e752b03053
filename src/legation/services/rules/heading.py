"""Looks for the rules of a draft's lines above its text: addressees, precedence, TAGS, subject, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from legation.core.draft import Draft
from legation.core.mrn import parse_mrn
from legation.core.precedence import RANKS
from legation.services.rules.looking import Found, Look, day_of, derived_from, era_of, is_classified
from legation.tables.collectives import is_collective
from legation.tables.drafting import Severity
from legation.tables.durations import executive_orders
from legation.tables.marking import marking_of
from legation.tables.named import is_known
from legation.tables.offices import office
from legation.tables.posts import Posts
from legation.tables.tags import NAMING, decode


def _unknown_addresses(draft: Draft, posts: Posts) -> Iterator[Found]:
    plads = (draft.from_.plad, *(addressee.plad for addressee in (*draft.to, *draft.info)))
    for plad in dict.fromkeys(plads):
        if plad and not is_known(plad, posts, day_of(draft)):
            yield Found(plad)


def _missing_lines(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.executive_order.order is None:
        day = day_of(draft)
        yield Found("the E.O. line", also=("M15",) if day is None or day >= date(1973, 3, 1) else ())
    if not draft.tags:
        yield Found("the TAGS line")
    if not draft.subject:
        yield Found("the subject")


def lacking(draft: Draft) -> Iterator[Found]:
    """What no draft can go without, whatever a copy that was read may have lost."""
    if not draft.from_.plad or not draft.post:
        yield Found("the sender" if not draft.from_.plad else "the post whose number it takes")
    if not draft.to and not draft.info:
        yield Found("an addressee")
    if not draft.paragraphs:
        yield Found("the text")


def _no_authority(draft: Draft, _: Posts) -> Iterator[Found]:
    day = era_of(draft)
    modern = next(order.effective for order in executive_orders() if order.order == "12958")
    named = draft.classified_by.name is not None or derived_from(draft) is not None
    if is_classified(draft) and (day is None or day >= modern) and not named:
        yield Found(also=("M33",))


def _poor_authority(draft: Draft, _: Posts) -> Iterator[Found]:
    by = draft.classified_by
    if is_classified(draft) and by.name is not None:
        if by.title is None:
            yield Found("the position", also=("M34",))
        if not by.reasons and derived_from(draft) is None:
            yield Found("the reason")


_NO_PRIORITY = date(2017, 1, 1)  # the handbook of that year is the first seen that lists none
_OF_STATE = ("SECSTATE", "AMEMBASSY", "AMCONSUL", "USMISSION")
_LEVELS = "FLASH, IMMEDIATE, PRIORITY or ROUTINE"


def _precedences(draft: Draft, _: Posts) -> Iterator[Found]:
    given = [draft.precedence.action, draft.precedence.info, *(a.precedence for a in (*draft.to, *draft.info))]
    for name in dict.fromkeys(one for one in given if one is not None and one not in RANKS):
        yield Found(f"{name} is unknown", do=_LEVELS)
    if draft.precedence.action is None:
        yield Found("is empty", do=_LEVELS)
    day = day_of(draft)
    if "PRIORITY" in given and day is not None and day >= _NO_PRIORITY and _is_of_state(draft):
        do = "FLASH, NIACT IMMEDIATE, IMMEDIATE or ROUTINE"
        yield Found("PRIORITY was no longer in use on that day", do=do, severity="warn")


def _is_of_state(draft: Draft) -> bool:
    """Whether its sender goes by the handbooks of the Department; other services have levels of their own."""
    return (draft.from_.plad or "").upper().startswith(_OF_STATE)


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


_ANSWERS = re.compile(
    r"(?:\([A-Z/]{1,9}\)\s*)?(?:RE:|(?:RE|REPLY|RESPONSE)\b\s*:?\s*(?:TO\s+)?(?:YOUR|REF(?:TEL)?|TELEGRAM|CABLE|MESSAGE)\b"
    r"|YOUR\s+(?:TEL(?:EGRAM)?|CABLE|MESSAGE|LETTER|REQUEST|[A-Z]*\s?\d)|(?:REPLY|RESPONSE)\s*$)"
)


def _empty_subject(draft: Draft, _: Posts) -> Iterator[Found]:
    if _ANSWERS.match((draft.subject or "").upper()):
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
            yield Found(wrong, also=("M49",))
        if draft.classification.level and marking_of(draft.classification).rank == 0:
            yield Found("no control", also=("M49",))


def _references_twice(draft: Draft, _: Posts) -> Iterator[Found]:
    for text in dict.fromkeys(one for one in draft.references if draft.references.count(one) > 1):
        fix = msgspec.structs.replace(draft, references=tuple(dict.fromkeys(draft.references)))
        yield Found(text, None, fix)


def _later_references(draft: Draft, posts: Posts) -> Iterator[Found]:
    day = day_of(draft)
    for text in draft.references:
        mrn = parse_mrn(text, posts.aliases)
        if day is not None and mrn is not None and mrn.year > day.year:
            yield Found(f"{text} is of a later date than the telegram")


def _no_group(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.dtg is not None and day_of(draft) is None:
        yield Found(draft.dtg)


def _exempt_of_none(draft: Draft, _: Posts) -> Iterator[Found]:
    addressed = (*draft.to, *draft.info)
    if draft.exempt and not any(is_collective(one.plad) for one in addressed):
        yield Found(draft.exempt[0])


def _no_person(draft: Draft, _: Posts) -> Iterator[Found]:
    day = day_of(draft)
    severity: Severity | None = "block" if day is not None and 1973 <= day.year < 1980 else None
    for at, tag in enumerate(draft.tags):
        # The name stands behind it or at the end of the line, as in ``OVIP, PREL, LY (ROE, JANE)``; several share one.
        if tag in NAMING and not any(one.startswith("(") or "," in one for one in draft.tags[at + 1 :]):
            yield Found(tag, severity=severity)


def _nobodys_office(draft: Draft, _: Posts) -> Iterator[Found]:
    for one in draft.attention:
        if one.person and not one.office:
            yield Found(one.person)


def _unknown_offices(draft: Draft, posts: Posts) -> Iterator[Found]:
    for one in draft.attention:
        symbol = one.office or ""
        if symbol and office(symbol, day_of(draft)) is None and posts.sender(symbol) is None:
            yield Found(symbol)


_AS_INDEXED = re.compile(r"\d{2}-?[A-Z]+-?\d{1,7}")


def _odd_references(draft: Draft, posts: Posts) -> Iterator[Found]:
    """Numbers as an index writes them. A year beside post and number is no fault where it is that of the telegram."""
    day = day_of(draft)
    for at, text in enumerate(draft.references):
        if _AS_INDEXED.fullmatch(text) and (mrn := parse_mrn(text, posts.aliases)) is not None:
            same = day is not None and mrn.year == day.year
            better = f"{'' if same else f'{mrn.year % 100:02} '}{mrn.post} {mrn.number}"
            kept = (*draft.references[:at], better, *draft.references[at + 1 :])
            yield Found(text, None, msgspec.structs.replace(draft, references=kept))


LOOKS: Mapping[str, Look] = {
    "D04": _unknown_addresses,
    "D05": _exempt_of_none,
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
    "D68": _no_person,
    "D70": _tags_twice,
    "D72": _empty_subject,
    "D74": _official_informal,
    "D76": _agrement,
    "D78": _nobodys_office,
    "D79": _unknown_offices,
    "D80": _references_twice,
    "D81": _odd_references,
    "D82": _later_references,
    "D102": _no_group,
}

"""Looks for the rules of marking: levels, portions, E.O. line, reasons and captions of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date

import msgspec

from legation.core.draft import Draft
from legation.core.marking import UNREADABLE_RANK, Marking
from legation.services.rules.looking import (
    Found,
    Look,
    day_of,
    derived_from,
    is_classified,
    is_level_unread,
    marks_in,
    rank_in,
    with_paragraphs,
    words_of,
)
from legation.tables.banners import level_of
from legation.tables.durations import is_exemption, order_on, schedule_years, years_after
from legation.tables.marking import marking_of
from legation.tables.marking_rows import CLASSIFIED_RANK, rank_of
from legation.tables.portions import portion
from legation.tables.posts import Posts

_NO_LOU = date(1996, 1, 1)  # from this day on (LOU) is no mark; it is SBU then
_CHANGE_2003 = date(2003, 9, 22)  # from this day on reasons are of section 1.4 and X1 to X8 are gone


_GRACE = 3  # days: a date counted in days falls that far beyond the anniversary, and does no harm


def _no_level(draft: Draft, _: Posts) -> Iterator[Found]:
    if not draft.classification.level:
        yield Found()


def _unknown_level(draft: Draft, _: Posts) -> Iterator[Found]:
    level = draft.classification.level
    if level and rank_of(level) == UNREADABLE_RANK:
        yield Found(level)


def _above(draft: Draft, _: Posts) -> Iterator[Found]:
    if is_level_unread(draft):
        return
    top = max((marking.rank for _, marking in marks_in(draft)), default=0)
    for at, marking in marks_in(draft):
        if marking.rank > rank_in(draft) and draft.classification.level:
            level = level_of(Marking(top), day_of(draft))
            raised = msgspec.structs.replace(draft.classification, level=level)
            also = ("M13",) if marking.rank >= CLASSIFIED_RANK and not is_classified(draft) else ()
            yield Found(str(at), at, msgspec.structs.replace(draft, classification=raised), also=also)


def _below(draft: Draft, _: Posts) -> Iterator[Found]:
    marks = marks_in(draft)
    if is_classified(draft) and marks and len(marks) == len(draft.paragraphs):
        top = max(marking.rank for _, marking in marks)
        if top < rank_in(draft):
            yield Found(level_of(Marking(top), day_of(draft)))


def _no_mark(draft: Draft, _: Posts) -> Iterator[Found]:
    day = day_of(draft)
    late = day is not None and day >= _NO_LOU
    for at, paragraph in enumerate(draft.paragraphs, 1):
        if paragraph.marking is not None and (
            portion(paragraph.marking) is None or (late and paragraph.marking.upper().startswith("LOU"))
        ):
            yield Found(paragraph.marking, at)


def _noforn(draft: Draft, _: Posts) -> Iterator[Found]:
    whole = marking_of(draft.classification)
    if "NOFORN" in whole.needs:
        return
    for at, marking in marks_in(draft):
        if "NOFORN" in marking.needs:
            caveats = (*draft.classification.caveats, "NOFORN")
            raised = msgspec.structs.replace(draft.classification, caveats=caveats)
            # One that is released to nations needs a person: one of the two is wrong.
            fix = msgspec.structs.replace(draft, classification=raised) if whole.release is None else None
            yield Found(str(at), at, fix)
            return


def _wrong_order(draft: Draft, _: Posts) -> Iterator[Found]:
    day, order = day_of(draft), draft.executive_order.order
    if day is None or order is None:
        return
    now = order_on(day)
    # Telegrams carry the old number for about two months after a change.
    before = order_on(date.fromordinal(max(1, day.toordinal() - 60)))
    if order not in {one.order for one in (now, before) if one is not None}:
        yield Found(order, do=f"E.O. {now.order}" if now is not None else "none was in force")


_NOT_APPLICABLE = ("N/A", "NA")


def _needless_date(draft: Draft, _: Posts) -> Iterator[Found]:
    order = draft.executive_order
    dated = bool(order.declassify_on) or (order.code or "N/A") not in _NOT_APPLICABLE
    if draft.classification.level and not (is_classified(draft) or is_level_unread(draft)) and order.order and dated:
        bare = msgspec.structs.replace(order, code="N/A", declassify_on=None, exemptions=())
        yield Found(fix=msgspec.structs.replace(draft, executive_order=bare), also=("D64",))


def _no_date(draft: Draft, _: Posts) -> Iterator[Found]:
    order = draft.executive_order
    said = order.declassify_on or order.exemptions or (order.code and order.code not in (*_NOT_APPLICABLE, "DECL"))
    if is_classified(draft) and order.order and not said:
        yield Found(also=("D64",))


def _old_exemptions(draft: Draft, _: Posts) -> Iterator[Found]:
    day, order = day_of(draft), draft.executive_order
    told = [*order.exemptions, order.code or "", order.declassify_on or ""]
    modern = order.order in ("12958", "13526")
    if day is not None and day >= _CHANGE_2003 and modern and any(re.fullmatch(r"X[1-8]", one) for one in told):
        yield Found()


def _until(draft: Draft) -> date | None:
    try:
        return date.fromisoformat(draft.executive_order.declassify_on or "")
    except ValueError:
        return None


def _before_it_goes(draft: Draft, _: Posts) -> Iterator[Found]:
    day, until = day_of(draft), _until(draft)
    if day is not None and until is not None and until <= day:
        yield Found()


def _too_long(draft: Draft, _: Posts) -> Iterator[Found]:
    day, until = day_of(draft), _until(draft)
    exempt = any(re.match(r"(?:25|50|75)X", one) for one in draft.executive_order.exemptions)
    if day is None or until is None or day < _CHANGE_2003 or exempt:
        return
    if until.toordinal() > years_after(day, 25).toordinal() + _GRACE:
        yield Found()


_REASON = re.compile(r"(\d\.\d)\((\w)\)")


def _other_section(draft: Draft, _: Posts) -> Iterator[Found]:
    day = day_of(draft)
    for reason in draft.classified_by.reasons:
        found = _REASON.fullmatch(reason)
        if day is not None and found and found[1] != ("1.4" if day >= _CHANGE_2003 else "1.5"):
            yield Found(reason)


def _no_reason(draft: Draft, _: Posts) -> Iterator[Found]:
    for reason in draft.classified_by.reasons:
        found = _REASON.fullmatch(reason)
        if (
            found is None
            or found[1] not in ("1.4", "1.5")
            or found[2] not in ("abcdefg" if found[1] == "1.5" else "abcdefgh")
        ):
            yield Found(reason)


def _close_and_open(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.classification.level and rank_in(draft) == 0 and not is_level_unread(draft):
        for caption in draft.classification.captions:
            if caption.upper() in ("NODIS", "EXDIS"):
                yield Found(caption)


def _two_channels(draft: Draft, _: Posts) -> Iterator[Found]:
    if sum("CHANNEL" in caption.upper() for caption in draft.classification.captions) > 1:
        yield Found(also=("D77",))


_RESTRICTIVE = ("NODIS", "EXDIS", "STADIS", "LIMDIS")


def _captions_in_order(draft: Draft, _: Posts) -> Iterator[Found]:
    captions = draft.classification.captions
    place = {name: at for at, name in enumerate(_RESTRICTIVE)}
    ordered = tuple(sorted(captions, key=lambda caption: place.get(caption.upper(), len(place))))
    if ordered != captions:
        held = msgspec.structs.replace(draft.classification, captions=ordered)
        yield Found(fix=msgspec.structs.replace(draft, classification=held))


_SPECIAL = ("NODIS", "EXDIS", "LIMDIS")
"""Captions of special handling, of which a telegram bears one; STADIS may stand beside it."""


def _two_special(draft: Draft, _: Posts) -> Iterator[Found]:
    borne = [caption for caption in draft.classification.captions if caption.upper() in _SPECIAL]
    if len(borne) > 1:
        yield Found(" and ".join(borne))


def _both_ways(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, marking in marks_in(draft):
        if "NOFORN" in marking.needs and marking.release is not None:
            yield Found(str(at), at)


_ORDER_11652 = (date(1972, 6, 1), date(1978, 12, 1))
_MARK_11652 = re.compile(r"GDS|ADS|X ?GDS[- ]?[1-4]?|EXEMPT", re.IGNORECASE)


def _told_by(draft: Draft) -> list[str]:
    """What the E.O. line states beside a day."""
    order = draft.executive_order
    return [one.strip() for one in (order.code or "", *order.exemptions) if one.strip()]


def _no_schedule(draft: Draft, _: Posts) -> Iterator[Found]:
    day = day_of(draft)
    if is_classified(draft) and day is not None and _ORDER_11652[0] <= day < _ORDER_11652[1]:
        for mark in _told_by(draft):
            if not _MARK_11652.fullmatch(mark) and mark not in _NOT_APPLICABLE:
                yield Found(mark)


def _undated_ads(draft: Draft, _: Posts) -> Iterator[Found]:
    if (draft.executive_order.code or "").upper() == "ADS" and not draft.executive_order.declassify_on:
        yield Found()


def _oadr(draft: Draft, _: Posts) -> Iterator[Found]:
    day, order = day_of(draft), draft.executive_order
    named = any(one.upper() == "OADR" for one in (*_told_by(draft), order.declassify_on or ""))
    in_force = order_on(day) if day is not None else None
    if named and in_force is not None and in_force.order != "12356":
        yield Found()


def _over_ten_years(draft: Draft, _: Posts) -> Iterator[Found]:
    day, until, in_force = day_of(draft), _until(draft), order_on(day_of(draft) or date.max)
    exempt = any(re.match(r"X[1-8]", one, re.IGNORECASE) for one in _told_by(draft))
    if day is None or until is None or exempt or in_force is None or day >= _CHANGE_2003:
        return
    if in_force.order == "12958" and until.toordinal() > years_after(day, 10).toordinal() + _GRACE:
        yield Found()


def _reason_of_derived(draft: Draft, _: Posts) -> Iterator[Found]:
    derived = any(re.match(r"\s*DERIVED FROM\b", paragraph.text, re.IGNORECASE) for paragraph in draft.paragraphs)
    if derived and draft.classified_by.reasons:
        yield Found()


def _no_exemption(draft: Draft, _: Posts) -> Iterator[Found]:
    for mark in (*_told_by(draft), draft.executive_order.declassify_on or ""):
        if re.match(r"(?:25|50|75)X", mark, re.IGNORECASE) and not is_exemption(mark):
            yield Found(mark)


def _stadis(draft: Draft, _: Posts) -> Iterator[Found]:
    captions = [caption.upper() for caption in draft.classification.captions]
    if "STADIS" in captions:
        for caption in captions:
            if caption in ("LIMDIS", "SIPDIS") or caption.endswith("CHANNEL"):
                yield Found(caption)


def _release_list(draft: Draft, _: Posts) -> Iterator[Found]:
    told = (*draft.classification.caveats, *(paragraph.marking or "" for paragraph in draft.paragraphs))
    for words in told:
        found = re.search(r"\bREL(?:EASABLE)?(?: TO)?:? +([A-Z]{3})\b", words.upper())
        if found is not None and found[1] != "USA":
            yield Found(words)


def _out_of_use(draft: Draft, _: Posts) -> Iterator[Found]:
    day, level = day_of(draft), draft.classification.level
    if day is not None and level and rank_in(draft) == 1:
        now = level_of(Marking(1), day)
        if rank_of(now) == 1 and now not in (level, "OFFICIAL USE ONLY") and level in (_LOU, _SBU):
            yield Found(level)


_LOU, _SBU = "LIMITED OFFICIAL USE", "SENSITIVE BUT UNCLASSIFIED"


def _restricted(draft: Draft, _: Posts) -> Iterator[Found]:
    day = day_of(draft)
    if day is not None and day >= date(1953, 12, 15) and (draft.classification.level or "").upper() == "RESTRICTED":
        yield Found()


_MARK = r"\((?:TS|S|C|U|R|SBU|LOU|OUO|CTSA?|NCA|NSAT|N[SCRU])(?:(?://?|-)[A-Z, /-]{1,40})?\)"
_OPENS_WITH_MARK = re.compile(_MARK)
# A mark behind a heading, as in ``SUMMARY: (C) THE TALKS``; behind other words it is a list's letter.
_MISPLACED = re.compile(
    r"(?P<before>(?:BEGIN )?(?:SUMMARY|COMMENT|NOTE|ACTION REQUEST|BACKGROUND|CONCLUSION|DETAILS?)[A-Z ]{0,30}[:.-])"
    rf"\s{{0,3}}(?P<mark>{_MARK})\s{{0,3}}",
    re.IGNORECASE,
)


def _misplaced(draft: Draft, _: Posts) -> Iterator[Found]:
    if not is_classified(draft) and not marks_in(draft):
        return  # a text without marks has none that stands wrong
    for at, paragraph in enumerate(draft.paragraphs, 1):
        found = _MISPLACED.match(paragraph.text) if paragraph.marking is None else None
        if found is not None:
            kept = list(draft.paragraphs)
            words = f"{found['before']} {paragraph.text[found.end() :]}"
            kept[at - 1] = msgspec.structs.replace(paragraph, marking=found["mark"][1:-1], text=words)
            yield Found(str(at), at, with_paragraphs(draft, kept))


def _bare_subject(draft: Draft, _: Posts) -> Iterator[Found]:
    day = day_of(draft)
    if not is_classified(draft) or not draft.subject or (day is not None and day < date(1996, 1, 1)):
        return
    if _OPENS_WITH_MARK.match(draft.subject.upper()) is None:
        yield Found(also=("D73",))


def _late_ads(draft: Draft, _: Posts) -> Iterator[Found]:
    day, until, years = day_of(draft), _until(draft), schedule_years("GDS", rank_in(draft))
    ads = (draft.executive_order.code or "").upper() == "ADS"
    if ads and day is not None and until is not None and years and until >= years_after(day, years):
        yield Found()


def _no_category(draft: Draft, _: Posts) -> Iterator[Found]:
    told = [mark.upper().replace(" ", "") for mark in _told_by(draft)]
    if "XGDS" in told and not any(re.fullmatch(r"XGDS-?[1-4]", mark) for mark in told):
        yield Found()


def _derived_for_ever(draft: Draft, _: Posts) -> Iterator[Found]:
    order = draft.executive_order
    said = order.declassify_on or order.exemptions or _ON.search(words_of(draft))
    if derived_from(draft) is not None and not said:
        yield Found()


def _unlisted_sources(draft: Draft, _: Posts) -> Iterator[Found]:
    told = (derived_from(draft) or "").upper()
    if told == "MULTIPLE SOURCES" and not draft.references:
        yield Found()


def _nameless_source(draft: Draft, _: Posts) -> Iterator[Found]:
    told = (derived_from(draft) or "").upper()
    if "MULTIPLE SOURCES" in told and told != "MULTIPLE SOURCES":
        yield Found()


_ON = re.compile(r"\bDECLASSIFY ON\s*:?\s*(?P<day>\d{1,4}[/-]?\d{1,2}[/-]?\d{1,4})?", re.IGNORECASE)


def _other_day(draft: Draft, _: Posts) -> Iterator[Found]:
    until = _until(draft)
    for at, paragraph in enumerate(draft.paragraphs, 1):
        found = _ON.search(paragraph.text)
        if found is None or not found["day"] or until is None:
            continue
        if _days_written(found["day"]) and until not in _days_written(found["day"]):
            yield Found(found["day"], at)


def _days_written(words: str) -> set[date]:
    """The days that figures may mean: ``11/5/2019``, ``2019-11-05``, ``20191105``."""
    parts = [int(part) for part in re.findall(r"\d+", words)]
    if len(words) == 8 and words.isdigit():
        parts = [int(words[:4]), int(words[4:6]), int(words[6:])]
    if len(parts) != 3:
        return set()
    first, second, third = parts
    orders = [(first, second, third)] if first > 31 else [(third, first, second), (third, second, first)]
    days = set()
    for year, month, day in orders:
        for century in (0,) if year > 99 else (1900, 2000):
            with suppress(ValueError):
                days.add(date(century + year, month, day))
    return days


def _sipdis_above(draft: Draft, _: Posts) -> Iterator[Found]:
    if "SIPDIS" in draft.classification.captions and rank_in(draft) > rank_of("SECRET"):
        yield Found()


LOOKS: Mapping[str, Look] = {
    "D75": _two_special,
    "M01": _no_level,
    "M02": _unknown_level,
    "D12": _derived_for_ever,
    "M07": _above,
    "M08": _below,
    "M10": _misplaced,
    "M11": _no_mark,
    "M12": _noforn,
    "M14": _bare_subject,
    "M16": _wrong_order,
    "M17": _needless_date,
    "M18": _no_date,
    "M24": _old_exemptions,
    "M26": _before_it_goes,
    "M28": _too_long,
    "M35": _other_section,
    "M36": _no_reason,
    "M48": _close_and_open,
    "M50": _two_channels,
    "M52": _captions_in_order,
    "M53": _both_ways,
    "M19": _no_schedule,
    "M20": _undated_ads,
    "M21": _late_ads,
    "M22": _no_category,
    "M23": _oadr,
    "M27": _over_ten_years,
    "M38": _reason_of_derived,
    "M39": _unlisted_sources,
    "M40": _nameless_source,
    "M41": _other_day,
    "M42": _no_exemption,
    "M51": _stadis,
    "M54": _release_list,
    "M55": _out_of_use,
    "M56": _sipdis_above,
    "M57": _restricted,
}

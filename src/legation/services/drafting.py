"""Checking a draft against the rules of drafting and marking, and offering the edits that are safe.

Each rule is a row of ``tables/data/drafting.toml``; here stands how it is looked for. A fault names its rule, so that
whoever drafts can look the rule up and disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache

import msgspec

from legation.core.draft import Draft, DraftParagraph
from legation.core.marking import UNREADABLE_RANK, Marking, join_all
from legation.core.mrn import parse_mrn
from legation.core.precedence import RANKS
from legation.formats.house_lines import WIDTH
from legation.formats.templates import template, template_names
from legation.tables.drafting import Severity, drafting_rules
from legation.tables.marking import (
    CLASSIFIED_RANK,
    executive_orders,
    is_exemption,
    level_of,
    marking_of,
    order_on,
    portion,
    rank_of,
    years_after,
)
from legation.tables.posts import Posts
from legation.tables.tags import decode

_CHANGE_2003 = date(2003, 9, 22)  # from this day on reasons are of section 1.4 and X1 to X8 are gone


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft does against a rule. paragraph: place in the draft from 1, where it is about one.

    fix: the draft with the fault mended, where that is safe.
    """

    rule: str
    severity: Severity
    says: str
    do: str
    source: str
    paragraph: int | None = None
    fix: Draft | None = None


class Found(msgspec.Struct, frozen=True):
    """A fault before its rule's words are put in: the words at fault, and the edit."""

    words: str = ""
    paragraph: int | None = None
    fix: Draft | None = None
    do: str = ""


Look = Callable[[Draft, Posts], Iterator[Found]]


def check_draft(draft: Draft, posts: Posts) -> list[Fault]:
    """Every fault of a draft, in the order of the rules."""
    found = []
    for rule in drafting_rules().values():
        for one in _LOOKS[rule.id](draft, posts):
            found.append(
                Fault(
                    rule=rule.id,
                    severity=rule.severity,
                    says=rule.says.replace("{}", one.words),
                    do=rule.do.replace("{do}", one.do).replace("{}", one.words),
                    source=rule.source,
                    paragraph=one.paragraph,
                    fix=one.fix if rule.fix else None,
                )
            )
    return found


def mended(draft: Draft, posts: Posts) -> tuple[Draft, list[Fault]]:
    """The draft with every safe edit made, and the faults that were mended so."""
    done: list[Fault] = []
    for _ in range(100):  # each edit mends one fault; a bound keeps two rules from undoing one another
        fault = next((one for one in check_draft(draft, posts) if one.fix is not None and one.fix != draft), None)
        if fault is None or fault.fix is None:
            break
        done.append(fault)
        draft = fault.fix
    return draft, done


# What several rules ask.


def _day(draft: Draft) -> date | None:
    try:
        return datetime.fromisoformat((draft.dtg or "").replace("Z", "+00:00")).date()
    except ValueError:
        return None


def _rank(draft: Draft) -> int:
    rank = rank_of(draft.classification.level)
    return 0 if rank == UNREADABLE_RANK else rank


def _classified(draft: Draft) -> bool:
    return _rank(draft) >= CLASSIFIED_RANK


def _marks(draft: Draft) -> list[tuple[int, Marking]]:
    """Place and marking of every paragraph whose mark can be read."""
    told = [(at, portion(paragraph.marking)) for at, paragraph in enumerate(draft.paragraphs, 1)]
    return [(at, marking) for at, marking in told if marking is not None]


def _with(draft: Draft, paragraphs: Sequence[DraftParagraph]) -> Draft:
    return msgspec.structs.replace(draft, paragraphs=tuple(paragraphs))


def _words(draft: Draft) -> str:
    return "\n".join(paragraph.text for paragraph in draft.paragraphs)


# One look for each rule.


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
    day = _day(draft)
    modern = next(order.effective for order in executive_orders() if order.order == "12958")
    if _classified(draft) and (day is None or day >= modern) and draft.classified_by.name is None:
        yield Found()


def _poor_authority(draft: Draft, _: Posts) -> Iterator[Found]:
    by = draft.classified_by
    if _classified(draft) and by.name is not None:
        if by.title is None:
            yield Found("the position")
        if not by.reasons:
            yield Found("the reason")


def _no_signature(draft: Draft, _: Posts) -> Iterator[Found]:
    if not draft.signature:
        yield Found()


def _long_words(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        for word in paragraph.text.split():
            if len(word) > WIDTH:
                yield Found(f"{word[:20]}...", at)
    for line in (*(a.plad for a in (*draft.to, *draft.info)), *draft.classification.captions):
        if len(line) > WIDTH:
            yield Found(f"{line[:20]}...")


_OFF_CIRCUIT = re.compile(r"[^\x20-\x7e\n\t]")


def _signs(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        for sign in dict.fromkeys(_OFF_CIRCUIT.findall(paragraph.text)):
            yield Found(f"{sign!r}", at)


def _tabs(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        if "\t" in paragraph.text:
            kept = list(draft.paragraphs)
            kept[at - 1] = msgspec.structs.replace(paragraph, text=paragraph.text.replace("\t", " "))
            yield Found(str(at), at, _with(draft, kept))


def _numbers(draft: Draft, _: Posts) -> Iterator[Found]:
    given = [paragraph.number for paragraph in draft.paragraphs]
    if len(given) == 1:
        if given[0] is not None:
            fix = _with(draft, [msgspec.structs.replace(draft.paragraphs[0], number=None)])
            yield Found("a single paragraph is numbered", 1, fix)
    elif given != list(range(1, len(given) + 1)):
        wrong = next((at for at, number in enumerate(given, 1) if number != at), 1)
        kept = [msgspec.structs.replace(p, number=at) for at, p in enumerate(draft.paragraphs, 1)]
        # An unnumbered summary above the first is as much the custom as a numbered one.
        if given and given[0] is None and given[1:] == list(range(1, len(given))):
            return
        told = given[wrong - 1]
        yield Found(
            f"paragraph {wrong} has {f'the number {told}' if told is not None else 'no number'}",
            wrong,
            _with(draft, kept),
        )


def _unmarked(draft: Draft, _: Posts) -> Iterator[Found]:
    if _classified(draft):
        for at, paragraph in enumerate(draft.paragraphs, 1):
            if paragraph.marking is None:
                yield Found(str(at), at)


def _no_summary(draft: Draft, _: Posts) -> Iterator[Found]:
    lines = sum(len(paragraph.text) // 65 + 2 for paragraph in draft.paragraphs)
    begins = draft.paragraphs[0].text[:40].upper() if draft.paragraphs else ""
    head = (draft.paragraphs[0].heading or "").upper() if draft.paragraphs else ""
    if lines > 60 and "SUMMARY" not in begins and "SUMMARY" not in head:
        yield Found()


_BLOCKS = ("SUMMARY", "COMMENT", "ACTION REQUEST")


def _unclosed(draft: Draft, _: Posts) -> Iterator[Found]:
    text = _words(draft).upper()
    for word in _BLOCKS:
        for at, paragraph in enumerate(draft.paragraphs, 1):
            opened = re.match(rf"(?:BEGIN )?{word}(?: AND [A-Z]+)?\s*[:.]", paragraph.text.upper())
            if opened and f"END {word}" not in text:
                kept = list(draft.paragraphs)
                kept[at - 1] = msgspec.structs.replace(paragraph, text=f"{paragraph.text.rstrip()} END {word}.")
                yield Found(word, at, _with(draft, kept))
                break


def _niact(draft: Draft, _: Posts) -> Iterator[Found]:
    night = any("NIACT" in (a.precedence or "") for a in (*draft.to, *draft.info))
    first = draft.paragraphs[0].text.upper() if draft.paragraphs else ""
    if (night or "NIACT" in (draft.precedence.action or "")) and not re.search(r"NIACT|NIGHT|IMMEDIATE ACTION", first):
        yield Found()


def _unannounced(draft: Draft, _: Posts) -> Iterator[Found]:
    later = any(re.match(r"ACTION REQUEST", (p.heading or p.text).upper()) for p in draft.paragraphs[1:])
    first = draft.paragraphs[0].text.upper() if draft.paragraphs else ""
    if later and "ACTION" not in first and "ACTION" not in (draft.subject or "").upper():
        yield Found()


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
    kinds = {meaning.kind for tag in draft.tags if (meaning := decode(tag, _day(draft))) is not None}
    if draft.tags and not kinds & {"subject", None}:
        yield Found()


def _unknown_tags(draft: Draft, _: Posts) -> Iterator[Found]:
    for tag in draft.tags:
        meaning = decode(tag, _day(draft))
        if (meaning is None and len(tag) <= 4) or (meaning is not None and meaning.certainty == "outside"):
            yield Found(tag)


def _no_country(draft: Draft, _: Posts) -> Iterator[Found]:
    kinds = {meaning.kind for tag in draft.tags if (meaning := decode(tag, _day(draft))) is not None}
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
    day = _day(draft)
    for text in draft.references:
        mrn = parse_mrn(text, posts.aliases)
        if day is not None and mrn is not None and 0 < (mrn.year - day.year % 100) % 100 < 30:
            yield Found(text)


def _letters(draft: Draft, _: Posts) -> Iterator[Found]:
    known = {chr(ord("A") + at) for at in range(min(len(draft.references), 26))}
    for letter in dict.fromkeys(re.findall(r"\b[Rr][Ee][Ff](?:TEL)?\s?\(?([A-Z])\b\)?", _words(draft))):
        if letter not in known:
            yield Found(letter)


def _wordy(draft: Draft, _: Posts) -> Iterator[Found]:
    count = len(_words(draft).split())
    if RANKS.get(draft.precedence.action or "", 0) >= RANKS["IMMEDIATE"] and count > 200:
        yield Found(str(count))


def _no_group(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.dtg is not None and _day(draft) is None:
        yield Found(draft.dtg)


def _no_level(draft: Draft, _: Posts) -> Iterator[Found]:
    if not draft.classification.level:
        yield Found()


def _unknown_level(draft: Draft, _: Posts) -> Iterator[Found]:
    level = draft.classification.level
    if level and rank_of(level) == UNREADABLE_RANK:
        yield Found(level)


def _above(draft: Draft, _: Posts) -> Iterator[Found]:
    top = max((marking.rank for _, marking in _marks(draft)), default=0)
    for at, marking in _marks(draft):
        if marking.rank > _rank(draft) and draft.classification.level:
            level = level_of(Marking(top), _day(draft))
            raised = msgspec.structs.replace(draft.classification, level=level)
            yield Found(str(at), at, msgspec.structs.replace(draft, classification=raised))


def _below(draft: Draft, _: Posts) -> Iterator[Found]:
    marks = _marks(draft)
    if _classified(draft) and marks and len(marks) == len(draft.paragraphs):
        top = max(marking.rank for _, marking in marks)
        if top < _rank(draft):
            yield Found(level_of(Marking(top), _day(draft)))


def _no_mark(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        if paragraph.marking is not None and portion(paragraph.marking) is None:
            yield Found(paragraph.marking, at)


def _noforn(draft: Draft, _: Posts) -> Iterator[Found]:
    whole = marking_of(draft.classification)
    if "NOFORN" in whole.needs or whole.release is not None:
        return
    for at, marking in _marks(draft):
        if "NOFORN" in marking.needs:
            caveats = (*draft.classification.caveats, "NOFORN")
            raised = msgspec.structs.replace(draft.classification, caveats=caveats)
            yield Found(str(at), at, msgspec.structs.replace(draft, classification=raised))
            return


def _wrong_order(draft: Draft, _: Posts) -> Iterator[Found]:
    day, order = _day(draft), draft.executive_order.order
    if day is None or order is None:
        return
    now = order_on(day)
    # Telegrams carry the old number for about two months after a change.
    before = order_on(date.fromordinal(day.toordinal() - 60))
    if order not in {one.order for one in (now, before) if one is not None}:
        yield Found(order, do=f"E.O. {now.order}" if now is not None else "none was in force")


_NOT_APPLICABLE = ("N/A", "NA")


def _needless_date(draft: Draft, _: Posts) -> Iterator[Found]:
    order = draft.executive_order
    dated = bool(order.declassify_on) or (order.code or "N/A") not in _NOT_APPLICABLE
    if draft.classification.level and not _classified(draft) and order.order and dated:
        bare = msgspec.structs.replace(order, code="N/A", declassify_on=None, exemptions=())
        yield Found(fix=msgspec.structs.replace(draft, executive_order=bare))


def _no_date(draft: Draft, _: Posts) -> Iterator[Found]:
    order = draft.executive_order
    said = order.declassify_on or order.exemptions or (order.code and order.code not in (*_NOT_APPLICABLE, "DECL"))
    if _classified(draft) and order.order and not said:
        yield Found()


def _old_exemptions(draft: Draft, _: Posts) -> Iterator[Found]:
    day, order = _day(draft), draft.executive_order
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
    day, until = _day(draft), _until(draft)
    if day is not None and until is not None and until <= day:
        yield Found()


def _too_long(draft: Draft, _: Posts) -> Iterator[Found]:
    day, until = _day(draft), _until(draft)
    exempt = any(re.match(r"(?:25|50|75)X", one) for one in draft.executive_order.exemptions)
    if day is None or until is None or day < _CHANGE_2003 or exempt:
        return
    # Counted in leap years: a day or two beyond the anniversary is common and harmless.
    if until.toordinal() > day.toordinal() + 25 * 366:
        yield Found()


_REASON = re.compile(r"(\d\.\d)\((\w)\)")


def _other_section(draft: Draft, _: Posts) -> Iterator[Found]:
    day = _day(draft)
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


_PLACEHOLDER = re.compile(r"\[[^][]{1,80}\]")


@cache
def _placeholders() -> frozenset[str]:
    """What stands in square brackets in some template."""
    texts = (msgspec.json.encode(template(name)).decode() for name in template_names())
    return frozenset(found for text in texts for found in _PLACEHOLDER.findall(text))


def _unwritten(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, text in enumerate([draft.subject or "", *(paragraph.text for paragraph in draft.paragraphs)]):
        for words in dict.fromkeys(_PLACEHOLDER.findall(text)):
            if words in _placeholders():
                yield Found(words, at or None)


def _close_and_open(draft: Draft, _: Posts) -> Iterator[Found]:
    if draft.classification.level and _rank(draft) == 0:
        for caption in draft.classification.captions:
            if caption.upper() in ("NODIS", "EXDIS"):
                yield Found(caption)


def _two_channels(draft: Draft, _: Posts) -> Iterator[Found]:
    if sum("CHANNEL" in caption.upper() for caption in draft.classification.captions) > 1:
        yield Found()


_RESTRICTIVE = ("NODIS", "EXDIS", "STADIS", "LIMDIS")


def _captions_in_order(draft: Draft, _: Posts) -> Iterator[Found]:
    captions = draft.classification.captions
    place = {name: at for at, name in enumerate(_RESTRICTIVE)}
    ordered = tuple(sorted(captions, key=lambda caption: place.get(caption.upper(), len(place))))
    if ordered != captions:
        held = msgspec.structs.replace(draft.classification, captions=ordered)
        yield Found(fix=msgspec.structs.replace(draft, classification=held))


def _both_ways(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, marking in _marks(draft):
        if "NOFORN" in marking.needs and marking.release is not None:
            yield Found(str(at), at)


_ORDER_11652 = (date(1972, 6, 1), date(1978, 12, 1))
_MARK_11652 = re.compile(r"GDS|ADS|X ?GDS[- ]?[1-4]?|EXEMPT", re.IGNORECASE)


def _told_by(draft: Draft) -> list[str]:
    """What the E.O. line states beside a day."""
    order = draft.executive_order
    return [one.strip() for one in (order.code or "", *order.exemptions) if one.strip()]


def _no_schedule(draft: Draft, _: Posts) -> Iterator[Found]:
    day = _day(draft)
    if _classified(draft) and day is not None and _ORDER_11652[0] <= day < _ORDER_11652[1]:
        for mark in _told_by(draft):
            if not _MARK_11652.fullmatch(mark) and mark not in _NOT_APPLICABLE:
                yield Found(mark)


def _undated_ads(draft: Draft, _: Posts) -> Iterator[Found]:
    if (draft.executive_order.code or "").upper() == "ADS" and not draft.executive_order.declassify_on:
        yield Found()


def _oadr(draft: Draft, _: Posts) -> Iterator[Found]:
    day, order = _day(draft), draft.executive_order
    named = any(one.upper() == "OADR" for one in (*_told_by(draft), order.declassify_on or ""))
    in_force = order_on(day) if day is not None else None
    if named and in_force is not None and in_force.order != "12356":
        yield Found()


def _over_ten_years(draft: Draft, _: Posts) -> Iterator[Found]:
    day, until, in_force = _day(draft), _until(draft), order_on(_day(draft) or date.max)
    exempt = any(re.match(r"X[1-8]", one, re.IGNORECASE) for one in _told_by(draft))
    if day is None or until is None or exempt or in_force is None or day >= _CHANGE_2003:
        return
    # Three days of grace: a date counted in days is common and harmless.
    if in_force.order == "12958" and until.toordinal() > years_after(day, 10).toordinal() + 3:
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
            if caption in ("LIMDIS",) or caption.endswith("CHANNEL"):
                yield Found(caption)


def _release_list(draft: Draft, _: Posts) -> Iterator[Found]:
    told = (*draft.classification.caveats, *(paragraph.marking or "" for paragraph in draft.paragraphs))
    for words in told:
        found = re.search(r"\bREL(?:EASABLE)?(?: TO)?:? +([A-Z]{3})\b", words.upper())
        if found is not None and found[1] != "USA":
            yield Found(words)


def _out_of_use(draft: Draft, _: Posts) -> Iterator[Found]:
    day, level = _day(draft), draft.classification.level
    if day is not None and level and _rank(draft) == 1:
        now = level_of(Marking(1), day)
        if rank_of(now) == 1 and now not in (level, "OFFICIAL USE ONLY") and level in (_LOU, _SBU):
            yield Found(level)


_LOU, _SBU = "LIMITED OFFICIAL USE", "SENSITIVE BUT UNCLASSIFIED"


def _restricted(draft: Draft, _: Posts) -> Iterator[Found]:
    day = _day(draft)
    if day is not None and day >= date(1953, 12, 15) and (draft.classification.level or "").upper() == "RESTRICTED":
        yield Found()


_LOOKS: dict[str, Look] = {
    "D04": _unknown_addresses,
    "D06": _missing_lines,
    "D10": _no_authority,
    "D11": _poor_authority,
    "D13": _no_signature,
    "D21": _long_words,
    "D24": _signs,
    "D30": _tabs,
    "D41": _numbers,
    "D42": _unmarked,
    "D43": _no_summary,
    "D45": _unclosed,
    "D46": _niact,
    "D47": _unannounced,
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
    "D84": _letters,
    "D100": _wordy,
    "D102": _no_group,
    "T01": _unwritten,
    "M01": _no_level,
    "M02": _unknown_level,
    "M07": _above,
    "M08": _below,
    "M11": _no_mark,
    "M12": _noforn,
    "M16": _wrong_order,
    "M17": _needless_date,
    "M18": _no_date,
    "M19": _no_schedule,
    "M20": _undated_ads,
    "M23": _oadr,
    "M24": _old_exemptions,
    "M26": _before_it_goes,
    "M27": _over_ten_years,
    "M28": _too_long,
    "M35": _other_section,
    "M36": _no_reason,
    "M38": _reason_of_derived,
    "M42": _no_exemption,
    "M48": _close_and_open,
    "M50": _two_channels,
    "M51": _stadis,
    "M52": _captions_in_order,
    "M53": _both_ways,
    "M54": _release_list,
    "M55": _out_of_use,
    "M57": _restricted,
}


def banner_of_portions(draft: Draft) -> str:
    """The banner that the paragraphs of a draft ask for."""
    return level_of(join_all([marking for _, marking in _marks(draft)]), _day(draft))

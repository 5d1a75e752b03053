"""The reference list: the documents a telegram cites under its subject.

A telegram is cited by post and number. What cannot be read stays as text with status ``unread``; a number is never
guessed. Source: telegram-format 4.8.
"""

from __future__ import annotations

import re

from legation.core.mrn import Mrn
from legation.core.telegram import Reference, ReferenceKind
from legation.core.text import Span, span_of
from legation.formats.references.items import Cited, Item
from legation.formats.references.labels import items
from legation.formats.references.posts import OWN, SERIES, PostNames, post_names
from legation.formats.references.years import NOTHING_WRITTEN, TRAVELLING, Written, full_year_of
from legation.formats.sheet import Sheet
from legation.tables.moments import cited_moment

__all__ = ["full_year_of", "read_named", "read_plain_list", "read_reference_list", "reference_to"]

# What nearly every list is made of: ``A. STATE 1234``, ``(B) 08 ROME 12 (NOTAL);``, ``C) LIMA 101 AND 102``.
_PLAIN = re.compile(
    r"(?:\(?([A-Z])[).][ \n]{0,2})?"
    r"(?:([0-9]{2}) ?)?([A-Z]{3,14}(?:[ \n]{1,2}[A-Z]{2,12}){0,2})[ \n]?(0{0,4}[1-9][0-9]{0,5})"
    r"(?:[ \n]AND[ \n](?!19|20)(0{0,4}[1-9][0-9]{2,5})(?! [A-Z]))?(?: \(NOTAL\))?"
    r"(?:[;,]?[ \n]{1,12}|[.;,]?[ \n]{0,9}$)"
)
# An item with a label and no sign that could close another one: ``B. HALLOW-FERROW E-MAIL OF MAY 3, 2014``.
_ANY = re.compile(
    r"\(?([A-Z])[).][ \n]{0,2}[A-Z][^;:.()]{1,120}?(?:;[ \n]{1,12}|\n {0,12}(?=\(?[A-Z][).])|[.;,]?[ \n]{0,9}$)"
)
_NEVER_PLAIN = OWN | SERIES | TRAVELLING
# Post, number and year in any order, and no further word: ``ROME 2041``, ``06 STATE 199120``, ``ROME A-61``, ``2042``.
_POST_AND_NUMBER = re.compile(r"[^A-Z]*(?:[A-Z][A-Z .'/-]*)?[^A-Z]*")


def read_reference_list(sheet: Sheet, start: int, end: int) -> list[Reference]:
    """The references of a REF block ``sheet.text[start:end]``, its label already left out."""
    found = read_plain_list(sheet, start, end)
    return found if found is not None else _noted(sheet, _read_items(sheet, start, end))


def read_plain_list(sheet: Sheet, start: int, end: int) -> list[Reference] | None:
    """The same for a list that is plain from end to end; None, and nothing noted, for any other."""
    found = _read_plain(sheet, start, end)
    return found if found is None else _noted(sheet, found)


def read_named(sheet: Sheet, start: int, end: int) -> list[Reference]:
    """The telegrams that words outside a list name, if they name telegrams by post and number and nothing else.

    Words behind a number are given to its reference, and may make another thing of it: ``GENEVA 1951 CONVENTION``.
    """
    found = _read_items(sheet, start, end)
    sound = all(
        one.status != "unread"
        and one.kind in ("telegram", "airgram")
        and _POST_AND_NUMBER.fullmatch(one.text.upper()) is not None
        for one in found
    )
    return found if sound else []


def _noted(sheet: Sheet, found: list[Reference]) -> list[Reference]:
    """The references, with a finding for each that could not be read; one by originator and moment has no number."""
    for reference in found:
        if (
            reference.status == "unread"
            and reference.kind in ("telegram", "other")
            and not _is_by_moment(sheet, reference)
        ):
            sheet.find("REF001", *reference.span, text=reference.text[:80])
    return found


def _is_by_moment(sheet: Sheet, reference: Reference) -> bool:
    """Whether a reference names a message by originator and moment, which is before the telegram's own."""
    own: str | None = sheet.fields.get("dtg")
    moment = cited_moment(reference, own or (sheet.day.isoformat() if sheet.day is not None else None))
    return moment is not None and (own is None or moment.at < own)


def _read_items(sheet: Sheet, start: int, end: int) -> list[Reference]:
    """The references of any list, item by item."""
    names = post_names(sheet.posts)
    found: list[Reference] = []
    last_post: str | None = None
    for label, first, stop in items(sheet.upper, start, end):
        plain = _PLAIN.match(sheet.upper, first, stop)
        if plain is not None and plain[1] is None and plain.end() == stop:
            key = _plain_post(names, plain[3])
            if key is not None:
                _add_plain(sheet, label, key, plain, found)
                last_post = key
                continue
        last_post = _read_item(sheet, names, label, first, stop, last_post, found)
    return found


def _read_item(
    sheet: Sheet,
    names: PostNames,
    label: str | None,
    start: int,
    end: int,
    last_post: str | None,
    found: list[Reference],
) -> str | None:
    """Read one item and note what it cites; returns the post of the last telegram so far."""
    before = found[-1].mrn if found else None
    item = Item(sheet, names, start, end, last_post if label else None, before)
    item.read()
    found.extend(_laid(sheet, label, cited) for cited in item.cited)
    return item.post or last_post


def _read_plain(sheet: Sheet, start: int, end: int) -> list[Reference] | None:
    """The references of a list that is plain from end to end, as ``_read_items`` gives them too; else None."""
    names = post_names(sheet.posts)
    upper = sheet.upper
    found: list[Reference] = []
    at = start
    labelled = last_post = None
    while at < end:
        plain = _PLAIN.match(upper, at, end)
        key = _plain_post(names, plain[3]) if plain is not None else None
        item = plain if key is not None else _ANY.match(upper, at, end)
        if item is None:
            return None
        label = item[1]
        if found:
            if (label is None) != (labelled is None) or (label and labelled and ord(label) != ord(labelled) + 1):
                return None
        elif label not in (None, "A"):
            return None
        labelled = label
        if key is not None and plain is not None:
            _add_plain(sheet, label, key, plain, found)
            last_post = key
        else:
            count = len(found)
            last_post = _read_item(sheet, names, label, at + item[0].index(label) + 2, item.end(), last_post, found)
            if len(found) == count:
                return None
        at = item.end()
    return found


def _plain_post(names: PostNames, name: str) -> str | None:
    """The key of the post that the words of a plain item name; None where they are none, or mean more than they say."""
    name = " ".join(name.split()) if " " in name or "\n" in name else name
    key = names.key(name)
    return None if key is None or name in _NEVER_PLAIN or key in _NEVER_PLAIN else key


def _add_plain(sheet: Sheet, label: str | None, key: str, plain: re.Match[str], found: list[Reference]) -> None:
    """Note the telegram of a plain item, and the second one of ``LIMA 101 AND 102``."""
    _, year, _, digits, more = plain.groups()
    begin, stop = plain.start(2) if year else plain.start(3), plain.end(4)
    found.append(_plain_reference(sheet, label, year, key, digits, begin, stop))
    if more:
        found.append(_plain_reference(sheet, label, year, key, more, *plain.span(5)))


def _plain_reference(
    sheet: Sheet, label: str | None, year: str | None, key: str, digits: str, begin: int, stop: int
) -> Reference:
    number = int(digits)
    full = full_year_of(sheet, int(year) if year else None, key, number, end=stop)
    text = sheet.text[begin:stop]
    if "\n" in text or "  " in text:
        text = " ".join(text.split())
    if full is None:
        return Reference(label, None, text, "telegram", "ambiguous", span_of((begin, stop)))
    return Reference(label, f"{full % 100:02d}{key}{number}", text, "telegram", "read", span_of((begin, stop)))


def reference_to(
    sheet: Sheet,
    label: str | None,
    post: str,
    number: int,
    year: int | None,
    airgram: bool,
    text: str,
    span: Span,
    written: Written = NOTHING_WRITTEN,
) -> Reference:
    """A reference to a telegram by post and number: read where its year is known, else ambiguous."""
    full = full_year_of(sheet, year, post, number, written, airgram=airgram, end=span.end)
    kind: ReferenceKind = "airgram" if airgram else "telegram"
    if full is None:
        return Reference(label, None, text, kind, "ambiguous", span)
    mrn = str(Mrn(full, post, number, True)) if airgram else f"{full % 100:02d}{post}{number}"
    return Reference(label, mrn, text, kind, "read", span)


def _laid(sheet: Sheet, label: str | None, cited: Cited) -> Reference:
    text = sheet.text[cited.begin : cited.end]
    if "\n" in text or "  " in text:
        text = " ".join(text.split())
    return Reference(label, cited.mrn, text, cited.kind, cited.status, span_of((cited.begin, cited.end)))

"""The reference list: the documents a telegram cites under its subject.

A telegram is cited by post and number. What cannot be read stays as text with status ``unread``; a number is never
guessed. Source: telegram-format 4.8.
"""

from __future__ import annotations

import re

from legation.core.mrn import Mrn
from legation.core.telegram import Reference, ReferenceKind
from legation.core.text import Span
from legation.formats.reference_items import Cited, Item
from legation.formats.reference_labels import items
from legation.formats.reference_posts import OWN, SERIES, PostNames, post_names
from legation.formats.reference_years import NOTHING_WRITTEN, TRAVELLING, Written, full_year_of
from legation.formats.sheet import Sheet

__all__ = ["full_year_of", "read_reference_list", "reference_to"]

# What nearly every list is made of: ``A. STATE 1234``, ``(B) 08 ROME 12 (NOTAL);``.
_PLAIN = re.compile(
    r"(?:\(?([A-Z])[).] {0,2})?"
    r"(?:([0-9]{2}) ?)?([A-Z]{3,14}(?: [A-Z]{2,12}){0,2}) ?(0{0,4}[1-9][0-9]{0,5})(?: \(NOTAL\))?"
    r"(?:[;,]?[ \n]{1,3}|[.;,]?[ \n]{0,9}$)"
)
_NEVER_PLAIN = OWN | SERIES | TRAVELLING


def read_reference_list(sheet: Sheet, start: int, end: int) -> list[Reference]:
    """The references of a REF block ``sheet.text[start:end]``, its label already left out."""
    names = post_names(sheet.posts)
    found = _read_plain(sheet, names, start, end)
    if found is not None:
        return found
    found = []
    last_post: str | None = None
    for label, first, stop in items(sheet.upper, start, end):
        plain = _PLAIN.match(sheet.upper, first, stop)
        if plain is not None and plain[1] is None and plain.end() == stop:
            reference = _plain_reference(sheet, names, label, plain)
            if reference is not None:
                found.append(reference)
                last_post = names.key(plain[3])
                continue
        item = Item(sheet, names, first, stop, last_post if label else None)
        item.read()
        last_post = item.post or last_post
        for cited in item.cited:
            found.append(_laid(sheet, label, cited))
    for reference in found:
        if reference.status == "unread" and reference.kind in ("telegram", "other"):
            sheet.find("REF001", *reference.span, text=reference.text[:80])
    return found


def _read_plain(sheet: Sheet, names: PostNames, start: int, end: int) -> list[Reference] | None:
    """The references of a list that is plain from end to end, as the careful reading of ``Item`` gives them too."""
    upper = sheet.upper
    found: list[Reference] = []
    at = start
    labelled: str | None = None
    while at < end:
        plain = _PLAIN.match(upper, at, end)
        if plain is None:
            return None
        label = plain[1]
        if (label is None) != (labelled is None) if found else label not in (None, "A"):
            return None
        if found and label is not None and labelled is not None and ord(label) != ord(labelled) + 1:
            return None
        labelled = label
        reference = _plain_reference(sheet, names, label, plain)
        if reference is None:
            return None
        found.append(reference)
        at = plain.end()
    return found


def _plain_reference(sheet: Sheet, names: PostNames, label: str | None, plain: re.Match[str]) -> Reference | None:
    """The telegram of a plain item, or None where its words are no post or mean more than they say."""
    _, year, name, digits = plain.groups()
    key = names.key(name)
    if key is None or name in _NEVER_PLAIN or key in _NEVER_PLAIN:
        return None
    begin, stop = plain.start(2) if year else plain.start(3), plain.end(4)
    number = int(digits)
    full = full_year_of(sheet, int(year) if year else None, key, number)
    text = sheet.text[begin:stop]
    if "\n" in text:
        text = text.replace("\n", " ")
    if full is None:
        return Reference(label, None, text, "telegram", "ambiguous", Span(begin, stop))
    return Reference(label, f"{full % 100:02d}{key}{number}", text, "telegram", "read", Span(begin, stop))


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
    full = full_year_of(sheet, year, post, number, written, airgram=airgram)
    kind: ReferenceKind = "airgram" if airgram else "telegram"
    if full is None:
        return Reference(label, None, text, kind, "ambiguous", span)
    return Reference(label, str(Mrn(full, post, number, airgram)), text, kind, "read", span)


def _laid(sheet: Sheet, label: str | None, cited: Cited) -> Reference:
    text = sheet.text[cited.begin : cited.end]
    if "\n" in text or "  " in text:
        text = " ".join(text.split())
    return Reference(label, cited.mrn, text, cited.kind, cited.status, Span(cited.begin, cited.end))

"""The head of a released record as newspapers printed it: the same facts as the five lines, each behind a label.

``Date: 2008-05-16 13:56:00``, ``Origin: 08BELISAR548``, ``Source: Embassy Belisar``, and behind ``Destination:`` the
telegram itself, or the note that its heading is lost. Pages that mirror the release have such a card, as lines or as a
table (``| Identifier: | 08BELISAR548 |``), below what the page says of itself. Source: eras 5.
"""

from __future__ import annotations

import re
from datetime import datetime

from legation.core.telegram import Release
from legation.formats.markings.levels import higher, level_named
from legation.formats.ownnumber import take_record_number
from legation.formats.sheet import Sheet

_LINE = re.compile(
    r"[ \t|]{0,20}(?:(?P<label>ID|Reference ID|Reference|Identifier|Date|Created|Released|Origin|Source|Classification"
    r"|Dunno|Wikileaks|Tags|Redacted|Destination|Header)"
    r" ?:[ \t|]{0,20}(?P<value>[^\n]{0,200})|(?P<rule>-{3,40}(?:\|-{3,40}){1,4})\|?[ \t]{0,20})(?:\n|\Z)"
)
_CARD = re.compile(
    r"^[ \t|]{0,20}Identifier ?:[ \t|]{0,20}\d\d(?:\d\d)?[A-Z][A-Z0-9-]{1,30}\d[ \t|]{0,20}$", re.MULTILINE
)
"""The line of a card that tells whose it is, below the page's own words."""
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
_NUMBER = re.compile(r"\d\d(?:\d\d)?[A-Z][A-Z0-9-]{1,30}\d")
_NOTE = "This record is a partial extract"
_KINDS = {
    "Date": "release.created",
    "Created": "release.created",
    "Released": "release.released",
    "Source": "release.origin",
    "Classification": "release.classification",
}
_FEWEST = 2  # labels that tell: a day, and whose it is
_MOST = 12
_ABOVE = 2_000  # code points of a page above its card


def read_labelled_head(sheet: Sheet, text: str) -> int:
    """Read such a head at the front of ``text``. Returns where the text after it begins, 0 where there is none."""
    at = len(text) - len(text.lstrip(" \n\t")) if text[:1] in " \n\t" else 0
    if (found := _read_at(sheet, text, at)) or text.find("Identifier", at, _ABOVE) < 0:
        return found
    card = _CARD.search(text, at, _ABOVE)
    if card is None or not (found := _read_at(sheet, text, card.start())):
        return 0
    sheet.mark(0, card.start(), "html.page")
    sheet.fields.setdefault("page_words", []).append((0, card.start()))
    return found


def _read_at(sheet: Sheet, text: str, at: int) -> int:
    values: dict[str, str] = {}
    marks: list[tuple[int, int, str]] = []
    said: list[tuple[int, int]] = []  # values that are no part of the release
    for _ in range(_MOST):
        found = _LINE.match(text, at)
        if found is None:
            break
        label, value = found["label"] or "", (found["value"] or "").strip(" \t|")
        at = found.end()
        kind = _KINDS.get(label, "release.columns")
        if label in ("Destination", "Header"):
            if not value.startswith(_NOTE):
                at = found.start("value")
                marks.append((found.start(), at, kind))
                break
            kind = "release.note"
        elif label in ("Date", "Created", "Released"):
            stamp = _STAMP.match(value)
            if stamp is None:
                break
            values[kind] = stamp[0].replace(" ", "T")
        elif kind == "release.classification":
            said.append(found.span("value"))
            values[kind] = _higher(values.get(kind), value)
        elif kind != "release.columns":
            values[kind] = value
        elif _NUMBER.fullmatch(value) and label != "Dunno":
            kind = "release.mrn"
            values[kind] = value
        elif label == "Origin" and value:
            kind = "release.origin"
            values[kind] = value
        elif value:
            said.append(found.span("value"))
        marks.append((found.start(), at, kind))
        while at < len(text) and text[at] == "\n":
            at += 1
    day = _day(values.get("release.created", ""))
    if day is None or len(values) < _FEWEST:
        return 0
    sheet.layer("release-head")
    if said:
        sheet.fields.setdefault("page_words", []).extend(said)
    sheet.fields["written_day"] = day.date()
    sheet.fields["release"] = Release(
        *(values.get(f"release.{name}") for name in ("created", "released", "classification", "origin"))
    )
    if "release.mrn" in values:
        take_record_number(sheet, values["release.mrn"])
    for begin, end, kind in marks:
        sheet.mark(begin, end, kind)
    return at


def _higher(first: str | None, second: str) -> str:
    """Of two levels that a card tells the higher; each of its controls is looked at as the words of a page are."""
    if first is None or level_named(first.partition("//")[0]) is None:
        return second
    levels = [level_named(words.partition("//")[0]) for words in (first, second)]
    return second if higher(*levels) != levels[0] else first


def _day(written: str) -> datetime | None:
    """The instant, None where no calendar or clock has it."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None

"""What marks a telegram from within the fields of its head, where two lines are joined: ``INFO AMEMBASSY TUNIS NODIS``.

No address, tag or passing line has such words, so whichever of these stands there is a marking. What a telegram cites
is another matter: ``REF: STATE 12 SECRET`` tells how another one is held.
"""

from __future__ import annotations

import re

from legation.formats.markings.captions import restrictions_within, split_handling
from legation.formats.markings.levels import DURATION, controls_of, level_named, level_of_foreign, level_within
from legation.formats.markings.raising import HEAD, MARK, raise_by, raise_to
from legation.formats.plain import as_seen, in_capitals
from legation.formats.sheet import Sheet
from legation.tables.portions import marks_within, sure_marks_within

_FIELDS = frozenset(
    {
        *("heading.from", "heading.to", "heading.info", "heading.exempt", "heading.precedence"),
        *("text.executive_order", "text.tags", "text.signature", "text.attention", "text.other"),
    }
)
_OF_ROUTE = _FIELDS | {"heading.other", "heading.number", "heading.date"}
"""The same on the sheet of a British telegram, where cypher, distribution and number stand beside the level."""
_LABELS = ("FM ", "TO ", "INFO ")
"""How a line of addresses begins that was not read as one, as its signs were not those of an address."""
_OPENS = ("(", "[", "{", "<", "//")
_PARTS = ("DIS", "FORN", "EYES", "SECRET", "CONFID", "RESTR", "OFFICIAL USE")
_MORE = re.compile(r"(?<![A-Z])(?:NOFORN|EYES ONLY)(?![A-Z])")
_LONGEST, _LONGEST_BEFORE = 120, 10
# Behind these stands the name of a ship.
_NAMED = re.compile(r"\b(?:USS|USNS|USCGC|HM[ACNZ]{0,2}S|NOAAS)[ \n]{1,3}\Z")
_SIGNS = " /.,:;*=()[]-"
_FAR_APART = re.compile(r" {4,}")


def raise_by_fields(sheet: Sheet) -> None:
    """Raise the telegram by captions in those fields, and by a level that is the last of a line there.

    Asked while the marks count the code points of ``sheet.text``: the source may have the words encoded.
    """
    kinds = _OF_ROUTE if "route" in sheet.fields else _FIELDS
    fields = [mark for mark in sheet.marks if mark[2] in kinds]
    capitals = sheet.upper
    together = "\n".join([capitals[start:end] for start, end, _ in fields])
    if sheet.looks_otherwise and (seen := as_seen(together)) is not None:
        together = in_capitals(seen)
    opens, parts = _has_any(_OPENS, together), _has_any(_PARTS, together)
    if not opens and not parts:
        return  # as nearly always
    for start, end, kind in fields:
        if kind == "text.other" and not capitals.startswith(_LABELS, start):
            continue
        words = capitals[start:end]
        if sheet.looks_otherwise or (opens and _has_any(_OPENS, words)) or (parts and _has_any(_PARTS, words)):
            raise_by_field(sheet, sheet.text[start:end], kind, (start, end))


def raise_by_field(sheet: Sheet, words: str, kind: str, place: tuple[int, int]) -> None:
    """The same by the ``words`` of one field, which stand at ``place``."""
    words = as_seen(words) or words
    if _has_any(_OPENS, words):
        # In an address no letter stands in brackets but as a mark.
        marks = marks_within(words) if kind.startswith("heading.") else sure_marks_within(words, is_marked=False)
        for said in marks:
            raise_to(sheet, said, MARK, place)
    upper = _FAR_APART.sub("   ", in_capitals(words))
    if not _has_any(_PARTS, upper):
        return
    captions = [*restrictions_within(upper), *_MORE.findall(upper)]
    if captions:
        raise_by(sheet, None, captions, HEAD, place)
    is_anywhere = "route" in sheet.fields and kind.startswith("heading.")
    for found in level_within().finditer(upper):
        if _NAMED.search(upper, max(0, found.start() - _LONGEST_BEFORE), found.start()) is not None:
            continue
        level = level_named(found["level"]) or level_of_foreign(found["level"])
        if kind == "text.tags" and level == "RESTRICTED":
            continue  # a level that was given up before there were tags
        if level == "OFFICIAL USE ONLY" and upper.endswith("FOR ", 0, found.start()):
            raise_by(sheet, None, ["FOR OFFICIAL USE ONLY"], HEAD, place)  # which is a control, beside any level
            continue
        # No farther than a marking goes: a line may be as long as the text.
        behind = upper[found.end() : found.end() + _LONGEST]
        rest, ends, _ = behind.partition("\n")
        if not is_anywhere and not ends and len(behind) == _LONGEST:
            continue
        named, left = split_handling(DURATION.sub(" ", rest))
        if is_anywhere or not left.strip(_SIGNS):
            raise_by(sheet, level, [*controls_of(found["level"]), *named], HEAD, place)


def _has_any(some: tuple[str, ...], words: str) -> bool:
    return any(map(words.__contains__, some))

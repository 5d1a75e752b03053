"""What marks a telegram from within the fields of its head, where two lines are joined: ``INFO AMEMBASSY TUNIS NODIS``.

No address, tag or passing line has such words, so whichever of these stands there is a marking. What a telegram cites
is another matter: ``REF: STATE 12 SECRET`` tells how another one is held.
"""

from __future__ import annotations

import re

from legation.formats.captions import restrictions_within, split_handling
from legation.formats.levels import DURATION, WITHIN, controls_of, level_named
from legation.formats.raising import HEAD, MARK, raise_by, raise_to
from legation.formats.sheet import Sheet
from legation.tables.portions import marks_within, sure_marks_within

_FIELDS = frozenset(
    {
        *("heading.from", "heading.to", "heading.info", "heading.exempt", "heading.precedence"),
        *("text.executive_order", "text.tags", "text.signature", "text.attention"),
    }
)
_OPENS = ("(", "[", "{", "<", "//")
_PARTS = ("DIS", "FORN", "EYES", "SECRET", "CONFID", "RESTR")
_MORE = re.compile(r"(?<![A-Z])(?:NOFORN|EYES ONLY)(?![A-Z])")
_LONGEST = 120
_SIGNS = " /.,:;*=()[]-"


def raise_by_fields(sheet: Sheet) -> None:
    """Raise the telegram by captions in those fields, and by a level that is the last of a line there."""
    fields = [mark for mark in sheet.marks if mark[2] in _FIELDS]
    together = "\n".join([sheet.source[start:end] for start, end, _ in fields])
    if not _has_any(_OPENS, together) and not _has_any(_PARTS, together.upper()):
        return  # as nearly always
    for start, end, kind in fields:
        words = sheet.source[start:end]
        if _has_any(_OPENS, words):
            # In an address no letter stands in brackets but as a mark.
            marks = marks_within(words) if kind.startswith("heading.") else sure_marks_within(words, is_marked=False)
            for said in marks:
                raise_to(sheet, said, MARK, (start, end))
        upper = words.upper()
        if len(upper) != end - start or not _has_any(_PARTS, upper):
            continue
        captions = [*restrictions_within(upper), *_MORE.findall(upper)]
        if captions:
            raise_by(sheet, None, captions, HEAD, (start, end))
        for found in WITHIN.finditer(upper):
            level = level_named(found["level"])
            # No farther than a marking goes: a line may be as long as the text.
            behind = upper[found.end() : found.end() + _LONGEST]
            rest, ends, _ = behind.partition("\n")
            if not ends and len(behind) == _LONGEST:
                continue
            named, left = split_handling(DURATION.sub(" ", rest))
            if level is not None and not left.strip(_SIGNS):
                raise_by(sheet, level, [*controls_of(found["level"]), *named], HEAD, (start, end))


def _has_any(some: tuple[str, ...], words: str) -> bool:
    return any(map(words.__contains__, some))

"""Raising a telegram by what is no classification line and no line of captions of it, and the finding that says so.

A mark of a portion that is no paragraph's, a field beside the text, a set, a marking within a line: each holds the
telegram as a line would, and whoever looks at it is to see why. What adds nothing is told by nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from legation.core.marking import Marking
from legation.formats.markings.captions import hold_captions
from legation.formats.markings.levels import higher
from legation.formats.sheet import BESIDE, Sheet
from legation.tables.banners import classification_of
from legation.tables.marking_rows import CLASSIFIED_RANK

CODE = "CLS005"

MARK = "as a mark that is no paragraph's"
UNKNOWN = "in the place of a mark and is none that is known"
SET = "in a set of the message"
MARK_WITHIN = "as a mark within a paragraph"
LINE_WITHIN = "within a line"
FIELD = "in a field beside the text"
AROUND = "in the words around the text"
HEAD = "in a field of the head"
WARNED = "in the security warning of the heading"
SPOILED = "on a line whose letters are spoiled"
"""Where it stands, as the finding has it."""


def raise_by(sheet: Sheet, level: str | None, captions: Sequence[str], where: str, span: tuple[int, int]) -> None:
    """Hold ``level``, if it is higher than what is held, and ``captions``, and tell of those that were not held."""
    before = held_now(sheet)
    if level is not None and higher(before[0], level) != before[0]:
        sheet.state_level(level, BESIDE)
    hold_captions(sheet, captions)
    tell_raised(sheet, level, before, where, span)


def raise_to(sheet: Sheet, said: Marking, where: str, span: tuple[int, int]) -> None:
    """Raise the telegram by what a mark says."""
    told = classification_of(said)
    level, captions = told.level, [*told.caveats, *told.captions]
    if said.rank < CLASSIFIED_RANK:
        level, captions = None, [*(["SENSITIVE"] if said.rank else []), *captions]
    raise_by(sheet, level, captions, where, span)


def held_now(sheet: Sheet) -> tuple[str | None, int, int]:
    """Level, and the numbers of captions and caveats, to tell later what has come to them."""
    return sheet.fields.get("level"), len(sheet.captions), len(sheet.caveats)


def tell_raised(
    sheet: Sheet, level: str | None, before: tuple[str | None, int, int], where: str, span: tuple[int, int]
) -> None:
    """Tell what has come since ``before``: the level where it is higher, and every caption and caveat."""
    held, captions, caveats = before
    new = [*sheet.caveats[caveats:], *sheet.captions[captions:]]
    if level is not None and higher(held, level) != held:
        new.insert(0, level)
    if new:
        sheet.find(CODE, *span, text=", ".join(new), read=where)

"""Writing a telegram: one that was read in the form it was read in, a draft as the transmission copy of the house.

What is written reads back to what was written. A draft is wrapped, and cut into sections where it is long; format
lines 1 to 4 are written where it has them: a circuit gives them, not a drafter. Source: ACP 127(G) 208 (20 lines a
page, five pages a section, the same date-time group in each).
"""

from __future__ import annotations

from collections.abc import Sequence

from legation.core.draft import Draft, draft_of
from legation.core.telegram import Telegram
from legation.formats.writing.house_lines import (
    check_parts,
    circuit_lines,
    classified_line,
    heading_lines,
    serial_of,
    text_lines,
)
from legation.formats.writing.in_form import write_in_form

SECTION_LINES = 100
"""Lines of text in a section: five pages of twenty."""


def write(telegram: Telegram | Draft) -> str:
    """The text of a telegram. What was read as text is written in its own form, white space laid out anew; so is a
    document of a TEI volume, with its markup.

    A draft, and what was read in a mail, a page or a table, is written as the transmission copy; its sections stand one
    after the other. ``write(draft_of(telegram))`` is the transmission copy of whatever was read.

    Raises RefusedError where a part is missing without which no telegram can go (originator, action addressee,
    date-time group, classification, own post and number, subject, text), or where the form has no place for a value.
    """
    if isinstance(telegram, Telegram):
        kept = write_in_form(telegram)
        if kept is not None:
            return kept
        telegram = draft_of(telegram)
    check_parts(telegram)
    parts = _cut(text_lines(telegram))
    many = len(parts)
    return "".join(_section(telegram, part, number, many) for number, part in enumerate(parts, 1))


def _section(draft: Draft, lines: Sequence[str], number: int, many: int) -> str:
    serial = serial_of(draft)
    section = f"/{number:02d}" if many > 1 else (draft.transmission.serial or "").removeprefix(serial or "")
    told = [*circuit_lines(draft, section), *heading_lines(draft), "BT", classified_line(draft, number, many), ""]
    told += [*lines, "BT"]
    if serial and draft.transmission.station:
        told.append(f"#{serial}")
    return "\n".join([*told, "", "", "NNNN", ""])


def _cut(lines: list[str]) -> list[list[str]]:
    """The text in sections of at most SECTION_LINES lines, cut between lines of paragraphs."""
    if len(lines) <= SECTION_LINES:
        return [lines]
    parts: list[list[str]] = []
    while lines:
        size = SECTION_LINES
        # A section neither begins nor ends with an empty line, and the signature does not stand alone.
        while 0 < size < len(lines) and not lines[size].strip():
            size -= 1
        part, lines = lines[:size], lines[size:]
        while lines and not lines[0].strip():
            lines.pop(0)
        parts.append(part)
    return parts

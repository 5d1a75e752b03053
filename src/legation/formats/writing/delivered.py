"""Writing the delivered copy: what a house lays before its readers, in pages, with who has it above.

It reads back to the draft, as the transmission copy does; format lines 1 to 4 and the signs of a circuit are left out.
Source: the copies of 1973-79 as set out in docs/reference/sources.md (page header, distribution block, dashes line).
"""

from __future__ import annotations

from collections.abc import Sequence

from legation.core.draft import Draft, draft_of
from legation.core.telegram import Distribution, Telegram
from legation.formats.writing.house_lines import check_parts, classified_line, heading_lines, text_lines, wrapped

PAGE_LINES = 48
"""Lines of a page."""

_POST = 6  # letters of the post in a page header


def write_delivered(telegram: Telegram | Draft, distribution: Sequence[Distribution] = ()) -> str:
    """The delivered copy; ``distribution``: who has it, each with its role. Raises RefusedError as ``write`` does."""
    draft = draft_of(telegram) if isinstance(telegram, Telegram) else telegram
    check_parts(draft)
    stamp = heading_lines(draft)[0].split()
    moment = next(word for word in stamp if word.endswith("Z") and word[0].isdigit())
    lines = [
        *_distributed(distribution),
        f"{'-' * 18}{moment} {draft.number:06d} /00",
        *heading_lines(draft),
        classified_line(draft),
        "",
        *text_lines(draft),
    ]
    post = str(draft.post)[:_POST].strip()
    told: list[str] = []
    for at in range(0, len(lines), PAGE_LINES):
        # A page ends with an empty line, or its header would stand inside a paragraph.
        told += [f"PAGE {at // PAGE_LINES + 1:02d}        {post} {draft.number:05d}  {moment}", ""]
        told += [*lines[at : at + PAGE_LINES], ""]
    return "\n".join([*told, "NNNN", ""])


def _distributed(distribution: Sequence[Distribution]) -> list[str]:
    """The distribution block: each role with its offices and copies, then how many copies in all."""
    roles: dict[str, list[str]] = {}
    for one in distribution:
        roles.setdefault(one.role, []).append(f"{one.office}-{one.copies or 0:02d}")
    if not roles:
        return []
    told = [line for role, offices in roles.items() for line in wrapped(f"{role} {'  '.join(offices)}")]
    told[-1] += f"  /{sum(one.copies or 0 for one in distribution):03d} W"
    return told

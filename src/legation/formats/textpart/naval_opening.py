"""What a naval message from before the sets has between its level and its first paragraph, without a label.

``HARBOUR DUES`` is the subject; ``A. YOUR 131800Z`` and ``B. COMSIXTHFLT OPORD 50-57`` are the references, in letters
where the paragraphs below have numbers. Source: public naval messages of the 1950s and 1960s.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.attention import is_attention
from legation.formats.labels import is_field
from legation.formats.lines import Line, Reel
from legation.formats.markings.captions import is_caption_line, restrictions_within
from legation.formats.markings.levels import level_at
from legation.formats.sheet import Sheet

_FIRST = re.compile(r"1 ?[.)] {0,9}\S")
_ITEM = re.compile(r"\(?(?P<label>[A-Z]) ?[.)] {0,9}(?=\S)")
_MOST = 14  # filled lines above the first paragraph
_LONGEST = 75  # code points of one of them
_SENTENCE = (".", ":", ";", ",")


class NavalOpening(NamedTuple):
    """subject: its words, if there is one. items: where the references begin, None without any. lines: of both."""

    subject: str | None
    items: int | None
    lines: tuple[Line, ...]


def naval_opening(sheet: Sheet, reel: Reel, first: Line) -> NavalOpening | None:
    """The unlabelled subject and references that begin with ``first``, the lines below which are on ``reel``.

    None where the originator is one of the Department's posts, or no numbered paragraph stands below them.
    """
    if "from_" not in sheet.fields or "dtg" not in sheet.fields or sheet.fields.get("originator_post") is not None:
        return None
    lines: list[Line] = []
    items: int | None = None
    label = "A"
    for line in (first, *reel.ahead(2 * _MOST)):
        words = line.text
        if not words:
            continue
        if _FIRST.match(words) is not None:
            break
        if len(words) > _LONGEST or len(lines) == _MOST or is_field(words) or level_at(words) is not None:
            return None
        item = _ITEM.match(words)
        if item is not None and item["label"] == label:
            items = len(lines) if items is None else items
            label = chr(ord(label) + 1)
        elif item is not None or (items is None and lines):  # a line below the subject is neither
            return None
        lines.append(line)
    else:
        return None
    subject = lines[0].text if lines and items != 0 else None
    if not lines or (subject is not None and not _is_subject(subject)):
        return None
    return NavalOpening(subject, items, tuple(lines))


def _is_subject(words: str) -> bool:
    if not words.isupper() or " " not in words or words.endswith(_SENTENCE) or words.startswith("FOLLOWING "):
        return False
    return not (is_attention(words) or is_caption_line(words) or restrictions_within(words))

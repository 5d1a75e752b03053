"""Captions and caveats as they stand on lines of their own or behind the level."""

from __future__ import annotations

import re
from functools import cache

from legation.formats.lines import Line
from legation.formats.sheet import Sheet
from legation.tables.captions import caption_names, caveat_names, row_name

_ONLY = re.compile(r"(?:FOR )?[A-Z][A-Z ,.&/]{1,60} ONLY$|EYES ONLY(?: FOR .{1,60})?$")
_HANDLING = ("EFTO", "SENSITIVE", "FOR OFFICIAL USE ONLY")
_LONGEST = 120


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Z])(?:{'|'.join(map(re.escape, names))})(?![A-Z])")


def take_captions(sheet: Sheet, line: Line) -> bool:
    """Read a line that holds captions and caveats and nothing else; False where it holds other words."""
    words = line.text.upper()
    if len(words) > _LONGEST:
        return False
    names = _pattern((*caption_names(), *caveat_names()))
    met = names.findall(words)
    if not met or re.search(r"[A-Z0-9]", names.sub(" ", words)):
        if not _ONLY.match(line.text) or len(line.text) > 70:
            return False
        met = ["ONLY"]
    _hold(sheet, met)
    sheet.mark(line.start, line.next, "text.caption")
    return True


def take_handling(sheet: Sheet, words: str) -> str:
    """Read the handling words behind a level, such as ``NOFORN SECTION``; they come back as blanks."""
    words = words[: _LONGEST * 2]
    names = _pattern((*caption_names(), *caveat_names(), *_HANDLING))
    _hold(sheet, names.findall(words))
    return names.sub(lambda found: " " * len(found[0]), words)


def _hold(sheet: Sheet, met: list[str]) -> None:
    caveats = {*caveat_names(), *_HANDLING}
    for words in met:
        name = row_name(words)
        held = sheet.caveats if words in caveats else sheet.captions
        if name not in held:
            held.append(name)

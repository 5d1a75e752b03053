"""Captions that the end of a line parts, with a hyphen or without one: ``EX-`` above ``DIS``.

A heading was typed or wrapped where its line was full. The two parts are words of no caption, and no line of them is
one of captions. They raise, and none of them lowers. Source: telegram-format 4.6; decision 0114.
"""

from __future__ import annotations

import re
from functools import cache

from legation.formats.captions import is_in_capitals
from legation.formats.raising import SPOILED, raise_by
from legation.formats.sheet import Sheet
from legation.tables.captions import caption_names, caveat_names, is_need

_BETWEEN = " -\n"
_MOST_BETWEEN = 20  # code points at the end of a line that may be blanks
_MOST_INTO = 20
_SHORTEST = 5  # letters of a caption from which no part of it is another word beside another


@cache
def _parts() -> dict[str, list[tuple[str, str]]]:
    """The ends of the last word of each caption, to its beginnings and its name: DIS to EX and EXDIS."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in (*caption_names(), *caveat_names()):
        if len(name) >= _SHORTEST and (is_need(name) or name == "SENSITIVE"):
            for at in range(name.rfind(" ") + 2, len(name)):
                parts.setdefault(name[at:], []).append((name[:at], name))
    return parts


@cache
def _first_word() -> re.Pattern[str]:
    """The first word of a line that is one letter or has the end of a caption, as most have not."""
    ends = "|".join(sorted({end[-2:] for end in _parts() if len(end) > 1}))
    return re.compile(rf"\n {{0,40}}+(?P<word>[A-Z]{{1,12}}+)(?![0-9])(?<=[ \n][A-Z]|{ends})")


def take_parted_captions(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by the captions that the ends of lines of ``sheet.text[start:end]``, above its body, part."""
    upper = sheet.upper
    end = min(len(upper), end + _MOST_INTO)  # what is no caption may have been taken for the first word of the body
    for found in _first_word().finditer(upper, start, end):
        for begins, name in _parts().get(found["word"], ()):
            above = upper[max(start, found.start() - _MOST_BETWEEN - len(begins)) : found.start()].rstrip(_BETWEEN)
            begin = max(start, found.start() - _MOST_BETWEEN - len(begins)) + len(above) - len(begins)
            if (
                above.endswith(begins)
                and not upper[begin - 1 : begin].isalnum()
                and is_in_capitals(sheet.text[begin : found.end()])
            ):
                raise_by(sheet, None, [name], SPOILED, (begin, found.end()))

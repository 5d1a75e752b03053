"""Captions that the end of a line parts, with a hyphen or without one: ``EX-`` above ``DIS``, ``N0`` above ``DIS``.

A heading was typed or wrapped where its line was full. The two parts are words of no caption, and no line of them is
one of captions. They raise, and none of them lowers. Source: telegram-format 4.6; decision 0114.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from legation.formats.markings.captions import SIGNS, is_in_capitals
from legation.formats.markings.raising import SPOILED, raise_by
from legation.formats.markings.spoiled_captions import caption_meant
from legation.formats.sheet import Sheet
from legation.tables.captions import caption_names, caveat_names, is_need
from legation.tables.rows import toml

_ALIKE: tuple[str, ...] = tuple(toml("marking.toml")["alike_captions"]["names"])
_SIGNS: dict[str, str] = toml("marking.toml")["alike"]
_WORN_ENDS = frozenset(sign for name in _ALIKE for sign in (name[-1], *_SIGNS.get(name[-1], "")))
_BETWEEN = " -=\n"
_MOST_BETWEEN = 20  # code points at the end of a line that may be blanks
_MOST_INTO = 20
_LONGEST = 24  # letters and blanks of the longest caption that is read so
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
    ends = {end[-2:] for end in _parts() if len(end) > 1}
    worn = {"".join(SIGNS.get(letter, letter) for letter in name[-2:]) for name in _ALIKE}
    any_of = "|".join(sorted(ends | worn))
    none = "FM |TO |INFO |AMEMB|RUE|SUBJ|REF|ACTION|REASON|E\\.O|TAGS"  # most lines begin with these
    return re.compile(rf"\n(?!{none}) {{0,40}}+(?P<word>[A-Z0-9$]{{1,12}}+)(?<=[ \n][A-Z58$]|{any_of})")


@cache
def _beside() -> frozenset[tuple[str, str]]:
    """The signs at the end of one line and at the beginning of the next that such a caption may have there."""
    signs = {letter: f"{letter}{_SIGNS.get(letter, '')}" for name in _ALIKE for letter in name}
    letters = (name.replace(" ", "") for name in _ALIKE)
    pairs = {pair for name in letters for pair in pairwise(name)}
    return frozenset((left, right) for first, second in pairs for left in signs[first] for right in signs[second])


@cache
def _worn() -> re.Pattern[str]:
    """A caption with the signs of a scan, which two lines have between them."""
    signs = {**SIGNS, " ": " ?"}
    one = "|".join("".join(signs.get(letter, letter) for letter in name) for name in _ALIKE)
    return re.compile(rf"(?<![A-Z0-9])(?:{one})\Z")


def take_parted_captions(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by the captions that the ends of lines of ``sheet.text[start:end]``, above its body, part."""
    upper = sheet.upper
    end = min(len(upper), end + _MOST_INTO)  # what is no caption may have been taken for the first word of the body
    for found in _first_word().finditer(upper, start, end):
        is_sound = False
        first = max(start, found.start() - _MOST_BETWEEN)
        stop = first + len(upper[first : found.start()].rstrip(_BETWEEN))
        for begins, name in _parts().get(found["word"], ()):
            begin = stop - len(begins)
            if (
                upper.endswith(begins, start, stop)
                and not upper[begin - 1 : begin].isalnum()
                and is_in_capitals(sheet.text[begin : found.end()])
            ):
                is_sound = True
                raise_by(sheet, None, [name], SPOILED, (begin, found.end()))
        if not is_sound and (len(found["word"]) > 1 or found["word"] in _WORN_ENDS):
            _take_worn(sheet, found, start)


def _take_worn(sheet: Sheet, found: re.Match[str], start: int) -> None:
    """The same of one that has other signs for its letters as well."""
    first = max(start, found.start() - _MOST_BETWEEN - _LONGEST)
    above = sheet.upper[first : found.start()].rstrip(_BETWEEN).rpartition("\n")[2]
    if (above[-1:], found["word"][0]) not in _beside():
        return
    met = _worn().search(f"{above}{found['word']}")
    if met is not None and met.start() < len(above):
        begin = sheet.upper.rfind(above, first, found.start()) + met.start()
        name = caption_meant(met[0])
        if name is not None and is_in_capitals(sheet.text[begin : found.end()]):
            raise_by(sheet, None, [name], SPOILED, (begin, found.end()))

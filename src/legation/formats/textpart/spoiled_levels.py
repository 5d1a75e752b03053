"""Classification lines of which a scan or a hand has spoiled the level: ``SECR3T``, ``S/E/C/R/3/T``, ``CONFID``.

Nobody can be sure of such a level. Alone it leaves its telegram unread, and so held as the highest; under a banner, or
in a record that states a lower one, it raises the telegram to the level that it is nearest to, the higher of two that
are as near. It never lowers. Source: telegram-format 4.1; decision 0103.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from legation.formats.heading.classification_line import SECTION
from legation.formats.markings.captions import (
    SIGNS,
    find_misread,
    is_in_capitals,
    last_lines,
    needed_names,
    split_handling,
)
from legation.formats.markings.levels import LEVEL, LEVELS
from legation.formats.markings.marks_within import of_line
from legation.formats.markings.raising import SPOILED, raise_by
from legation.formats.ownnumber import known_post
from legation.formats.sheet import Sheet
from legation.tables.rows import toml

_LEVELS = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED", "LIMITED OFFICIAL USE")
"""From the highest down; what is nearest to a level below them raises nothing."""
_SOUND = frozenset("".join(words.split()) for words in LEVELS)
_NAMES = {level.replace(" ", ""): level for level in _LEVELS}
_MOST = max(map(len, _NAMES)) + 2
"""Letters of the longest of them with one more, and of what stands behind it."""
_WRONG = 0.25
"""The part of its letters that may be wrong: one and a sign that looks like another in SECRET."""
_ALIKE = frozenset((sign, letter) for letter, signs in toml("marking.toml")["alike"].items() for sign in signs)

_LIKE_SOME = {
    sound: str.maketrans("", "", sound + "".join(sign for sign, letter in _ALIKE if letter in sound))
    for sound in _NAMES
}
"""The letters of each level and the signs that look like one of them, to be left out."""


def _like(letters: str) -> str:
    return " ?".join(map(SIGNS.__getitem__, letters))


_POINTS = re.compile(r"T\. ?S\.\)?(?![A-Z0-9])")
# Most lines above a body are passed by at their first two signs, and others where no part of a level is sound: letters
# that stand apart, or the beginning, the middle or the end of one.
_FIRST_TWO = (
    r"[^\s._*/,|-][ \n._*/,|-]|[S58$][S58$E3F€C]|E[CGS]|[CG<][CO0QDN]|[O0(][CO0QD][NMH]|O[NPT]|[T71I+J][TO0QDCP]"
    r"|P S|[RPKB][RE3FS]|[LI1|][LI1|M]|XX"
)
_STRAY = r"(?:[IL1J|!;:~'`\\] {1,3}|XX{1,8} {0,2})"
"""What a stamp, a fold or dirt has left before a level, or was typed around it."""
_LINE = re.compile(
    rf"\n[ *(\[|~=#_\"<>:-]{{0,40}}+(?={_FIRST_TWO})(?!(?:FM|TO(?! P S)|INFO)(?: (?!SECRET)|\n)|SECTI)"
    rf"(?:(?=(?:[^\s._*/,|-][ ._*/,|-]{{1,4}}){{4}}"
    rf"|{_POINTS.pattern}|(?:[T71I+J] ?\S ?\S?\S? {{0,2}}|\S{{0,2}}{_like('P')} )?"
    rf"(?:{_like('SEC')}|\S ?\S ?\S?\S?{_like('RET')}(?![A-Z\d])|SERCET)"
    rf"|{_like('CON')} ?F|\S ?\S\S ?\S?\S?{_like('IDEN')}|{_like('REST')}|\S ?\S\S ?\S?\S?{_like('TRIC')}"
    rf"|{_STRAY}(?:TOP|SEC|CON|RES|LIM)|{_like('LIM')}|\S{{6,9}}(?:{_like('TIAL')}(?![A-Z\d])| ?{_like('OFF')}))"
    r"(?P<line>[^\n]{4,120})(?=\n|\Z)|(?P<short>\d?[^\n\d:]{0,20}+(?:\d(?!\d)[^\n\d:]{0,12}+){0,3}+)(?=\n))"
)
_BEHIND_STRAY = frozenset(" X")
_STRAY_ENDS = (*(f" {sign}" for sign in "IL1J|"), "XX")
_FULL = re.compile(
    rf"{_STRAY}?(?P<level>TOP ?SECRET|SECRET|CONFIDENTIAL|RESTRICTED|LIMITED OFFICIAL USE)"
    r"(?![A-WYZ0-9]|X(?!X))(?: ?XX+)?(?P<rest>.*?)(?: [IL1J|])?\Z"
)
_LONGEST, _LONGEST_SHORT = 90, 24
_WHOLE_LINES = _SOUND | {"SENSITIVE", "SIPDIS"}
"""What goes on with no letters of the next line."""
_BLOCK = re.compile(r"BEGIN (?:OF )?(?P<line>[^\n]{5,40}?)[ .:*/=-]{0,9}(?=\n|\Z)")
_AROUND, _BEFORE = " .:*/=-<>[]()0123456789", 20
# Another letter for the first one: ``DECRET``. Most texts do not have the others but behind an S.
_OTHER_FIRST = re.compile(r"\n[ *(\[]{0,40}+(?P<line>[A-RT-Z]ECRET(?![A-Z0-9])[^\n]{0,110})(?=\n|\Z)")
_PARTED = re.compile(r" ?[-=]?[ \n]{1,3}")
_LETTERS = "|".join(map(f"(?:{_PARTED.pattern})?".join, _NAMES))
_MIRRORED = {name[::-1]: level for name, level in _NAMES.items()}
"""As a thin sheet has them from its other side: ``TERCES POT``."""
_DOUBLED = tuple("".join(letter * 2 for letter in name) for name in _NAMES)
_OVER = re.compile(
    rf"\n[^A-Z0-9\n]{{0,20}}+(?P<level>X{{1,8}} ?(?:{'|'.join((*_LEVELS, *_NAMES))}) ?X{{1,8}}"
    rf"|TTOOPP SSEECCRREETT|{'|'.join(_DOUBLED)})"
    r"[^A-Z0-9\n]{0,20}(?=\n|\Z)"
)
"""A level with others signs typed over its ends, or with each letter typed twice: ``XSECRETX``, ``SSEECCRREETT``."""
_FROM_BEHIND = re.compile(
    rf"\n[^A-Z0-9\n]{{0,20}}+(?P<level>{'|'.join(map(' ?'.join, _MIRRORED))})(?P<rest>(?![A-Z0-9])[^\n]{{0,100}})"
)


@cache
def _whole() -> re.Pattern[str]:
    """A level between whose letters the end of a line has come, or without a blank before a caption or the post."""
    post = r"(?P<post>[A-Z]{2}[A-Z .]{1,28}?) {1,9}\d{3,7} {0,9}(?=\n|\Z)"
    caption = rf"(?P<captions>(?:{needed_names()}){{1,4}})(?![A-Z0-9])"
    again = rf"(?:{_LETTERS})(?P<again>(?![A-Z])[^\n]{{0,100}})"
    return re.compile(
        rf"\n[ >]{{0,40}}+(?=[TSCRL][OEI \n=-])(?P<level>{_LETTERS})(?:(?![A-Z])|{again}|{caption}|{post})"
    )


@cache
def _needed() -> re.Pattern[str]:
    return re.compile(needed_names())


# Of an alliance: ``NATO SECRFT``.
_ALLIED = re.compile(r"\n {0,40}+(?P<of>NATO|COSMIC) {1,3}(?P<line>[^\n]{4,110})(?=\n|\Z)")
# Behind captions, and behind a place and a day with a dash: ``LIMDIS C0NFIDENTIAL``, ``CAIRO, 4 May 1952 - SECRET``.
_CAPTION = "|".join("".join(SIGNS.get(c, c) for c in name) for name in ("NODIS", "EXDIS", "LIMDIS", "STADIS", "NOFORN"))
_BEHIND_CAPTIONS = re.compile(
    rf"\n {{0,40}}+(?=[NELS])(?:(?:{_CAPTION})[ /,-]{{1,4}}){{1,3}}(?P<line>[^\n]{{4,110}})(?=\n|\Z)"
)
_LAST = re.compile(r" -{1,2} (?P<line>(?:TOP )?SECRET|CONFIDENTIAL|RESTRICTED)(?= {0,9}(?:\n|\Z))")
# What stands by itself among blanks on the sheets of the fifties: ``Action SS   SECRET   Control: 4412``.
_CELL = re.compile(
    rf"  (?<=[^ \n]  ) {{0,200}}+(?={_FIRST_TWO}|TO|SE|CO|RE)(?P<line>\S(?: ?[^ \n]){{3,60}})(?=  |\n|\Z)"
)
_SHORT_LEVELS: dict[str, str] = toml("marking.toml")["short_levels"]
_LAST_WORD = re.compile(
    rf"(?:\A|\n) {{0,40}}+(?P<level>{'|'.join(sorted(_SHORT_LEVELS, key=len, reverse=True))})[=-]\s{{0,20}}\Z"
)
_MOST_LAST = 80
_CUT_OFF = frozenset("=-")
_SHORT = re.compile(rf"(?:{'|'.join(sorted(_SHORT_LEVELS, key=len, reverse=True))})(?![A-Z0-9])")
_APART = re.compile(r"(?:[^\s._*/,|-][ ._*/,|-]{1,4}){4}")
_GAP, _GAP_OF_LETTERS = " ._*-", " ._*/,|-"
_NUMBER = re.compile(r" {1,9}(?P<post>[A-Z][A-Z .'-]{1,30}?)? {0,9}(?<= )\d{1,7}(?:/\d{1,2})? {0,9}\Z")


def take_spoiled_levels(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by the spoiled levels that lines of ``sheet.text[start:end]``, above its body, begin with."""
    words, base = f"\n{sheet.upper[start:end]}", start - 1
    _take_run_together(sheet, words, base)
    lines = list(_LINE.finditer(words))
    if "ECRET" in words and words.count("ECRET") > words.count("SECRET"):
        lines += _OTHER_FIRST.finditer(words)
    lines += _CELL.finditer(words)
    lines += _BEHIND_CAPTIONS.finditer(words)
    lines += _LAST.finditer(words)
    if "NATO " in words or "COSMIC " in words:
        lines += _ALLIED.finditer(words)
    for found in lines:
        kind = "line" if found["line"] is not None else "short"
        begin, stop = base + found.start(kind), base + found.end(kind)
        told = _told(found, kind, words)
        if told is not None and _is_written_so(sheet.text[begin:stop].strip("il")):
            find_misread(sheet, found[kind], begin, stop)
            controls = [found["of"]] if found.re is _ALLIED else []
            raise_by(sheet, told[0], [*controls, *told[1]], SPOILED, (begin, stop))
    _take_from_behind(sheet, words, base)
    for found in _OVER.finditer(words):
        begin, stop = base + found.start("level"), base + found.end("level")
        letters = found["level"].strip("X ").replace(" ", "")
        level = _NAMES.get(letters) or _NAMES[letters[::2]]
        if is_in_capitals(sheet.text[begin:stop]):
            raise_by(sheet, level, (), SPOILED, (begin, stop))


def _take_from_behind(sheet: Sheet, words: str, base: int) -> None:
    for found in _FROM_BEHIND.finditer(words):
        span = base + found.start("level"), base + found.end("level")
        raise_by(sheet, _MIRRORED[found["level"].replace(" ", "")], split_handling(found["rest"])[0], SPOILED, span)


def take_spoiled_blocks(sheet: Sheet, start: int, body: int, end: int) -> None:
    """Raise it by a spoiled level behind BEGIN on a line of its own, anywhere: ``BEGIN CONFIDENT1AL TEXT``.

    And by one in the last lines, behind the beginning of the ``body``, that a thin sheet has from its other side, and
    one that a sheet or a copy cuts off at its end: ``CONFIDEN=``.
    """
    upper = sheet.upper
    last = last_lines(upper, body, end)
    _take_from_behind(sheet, f"\n{upper[last:end]}", last - 1)
    found = _BLOCK.search(upper, start, end)
    while found is not None:
        at = found.start()
        before = f"\n{upper[start:at]}" if at - start < _BEFORE else upper[at - _BEFORE : at]
        if "\n" in before and not before.rpartition("\n")[2].strip(_AROUND):
            told = _read_joined(found["line"])
            if told is not None and is_in_capitals(sheet.text[at : found.end()]):
                raise_by(sheet, *told, SPOILED, found.span())
        found = _BLOCK.search(upper, at + 1, end)
    if upper[max(start, end - _MOST_LAST) : end].rstrip()[-1:] not in _CUT_OFF:
        return
    found = _LAST_WORD.search(upper, max(start, end - _MOST_LAST), end)
    if found is not None and is_in_capitals(sheet.text[slice(*found.span("level"))]):
        raise_by(sheet, _SHORT_LEVELS[found["level"]], (), SPOILED, found.span("level"))


def _told(found: re.Match[str], kind: str, words: str) -> tuple[str, tuple[str, ...]] | None:
    """What a line that may be one of a spoiled level says; None where it is none."""
    line = found[kind].rstrip()
    told = _read(line) if kind == "line" else None
    if told is not None or found.re is not _LINE:
        return told or (of_line(found["line"]) if found.re in (_CELL, _LAST) else None)
    if line[1:2] in _BEHIND_STRAY or line.endswith(_STRAY_ENDS):
        told = _beside(line)
    if told is None and len(line) <= _LONGEST_SHORT and line.replace(" ", "") not in _WHOLE_LINES:
        below = words[found.end() + 1 : found.end() + 1 + _LONGEST].partition("\n")[0]
        told = _read_joined(f"{line.rstrip('-= ')}{below.lstrip()}")
    return told


@lru_cache(maxsize=4096)  # most are addresses, of which the same few stand below one another
def _read_joined(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The same of two lines together, the end of one of which parts a level whose letters may be spoiled as well."""
    found = _LINE.match(f"\n{line}")
    return _read(line) if found is not None and found["line"] == line else None


def _beside(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The level in full that stands beside a sign that a stamp or a fold has left, or between what was typed around."""
    found = _FULL.match(line)
    if found is None or found.end("level") - found.start("level") == len(line):
        return None
    return _behind(_NAMES["".join(found["level"].split())], found["rest"], is_apart=False)


def _take_run_together(sheet: Sheet, words: str, base: int) -> None:
    """Raise it by levels in full between whose letters a line ends, or which run into what follows."""
    for found in _whole().finditer(words):
        begin, stop = base + found.start("level"), base + found.end("level")
        glued, again = found["captions"], found["again"]
        if found["post"] is not None:
            is_broken = known_post(sheet, found["post"]) is not None
        else:
            is_broken = glued is not None or again is not None or "\n" in found["level"]
        if is_broken and is_in_capitals(sheet.text[begin:stop]):
            captions = split_handling((again or "") if glued is None else " ".join(_needed().findall(glued)))[0]
            stop = base + found.start("again") if again is not None else stop
            raise_by(sheet, _NAMES[_PARTED.sub("", found["level"])], captions, SPOILED, (begin, stop))


@lru_cache(maxsize=4096)  # the same few addressees and fields begin the lines of the telegrams of one archive
def _read(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The level nearest to what a line begins with, and its captions; None where that is sound or no level."""
    nearest = _nearest(line)
    if nearest is None:
        return None
    level, stop = nearest
    return _behind(level, line[stop:], is_apart=_APART.match(line[:stop]) is not None)


def _behind(level: str, rest: str, *, is_apart: bool) -> tuple[str, tuple[str, ...]] | None:
    """A level and the captions of what stands behind it; None where that makes it a sentence.

    is_apart: its letters stand apart.
    """
    if (section := SECTION.search(rest)) is not None:
        rest = f"{rest[: section.start()]} / {rest[section.end() :]}"
    number = _NUMBER.search(rest)
    if number is not None:
        rest = rest[: number.start()]
    told = of_line(f"{level}{rest}")
    if told is not None:
        return level, told[1]
    # Where its own number ends a line, or its letters stand apart, it is none of a sentence, whatever else it says.
    is_sure = (number is not None and number["post"] is not None) or rest[:1] == "/"
    if not is_sure and not is_apart:
        return None
    return level, tuple(split_handling(rest)[0])


def _is_written_so(words: str) -> bool:
    """Whether words are in capitals, but for an l that is an I, behind a level that may be in small letters."""
    small = words[: next((at for at, sign in enumerate(words) if sign.isupper()), len(words))]
    return not _has_small_letters(words[len(small) if len(small) < _MOST else 0 :])


def _has_small_letters(words: str) -> bool:
    return any(map(str.islower, words.replace("l", "I")))


def _nearest(line: str) -> tuple[str, int] | None:
    """The level that the beginning of a line is nearest to, and where that ends; None for a sound one, and for none."""
    if (found := LEVEL.match(line)) is not None and _is_sound(found["level"]):
        return None
    if (points := _POINTS.match(line)) is not None:
        return _LEVELS[0], points.end()
    # A stroke parts the letters of a level, or stands for one of them: ``S/E/C/R/3/T``, ``SE/RET``.
    told = [one for gap in (_GAP, _GAP_OF_LETTERS) if (one := _nearest_without(gap, line)) is not None]
    if told:
        return min(told)[2:]
    short = _SHORT.match(line)
    return (_SHORT_LEVELS[short[0]], short.end()) if short is not None else None


def _nearest_without(gap: str, line: str) -> tuple[float, int, str, int] | None:
    """The same without the signs of ``gap``, behind how much of it is wrong and its place among the levels."""
    places = [at for at, sign in enumerate(line[: 3 * _MOST]) if sign not in gap][:_MOST]
    letters = "".join(line[at] for at in places)
    best: tuple[float, int, str, int] | None = None
    for order, (sound, level) in enumerate(_NAMES.items()):
        most = len(sound) * _WRONG
        if len(letters[: len(sound) - 1].translate(_LIKE_SOME[sound])) > most:
            continue  # so many signs are like none of its letters, as in most lines
        for count in range(len(sound) - 1, min(len(sound) + 1, len(places)) + 1):
            stop = places[count - 1] + 1
            if line[stop : stop + 1].isalnum():
                continue
            wrong = _wrong(letters[:count], sound, most)
            if wrong <= most and (best is None or (wrong, order) < best[:2]):
                best = wrong, order, level, stop
    return best


@lru_cache(maxsize=1024)
def _is_sound(words: str) -> bool:
    """Whether a level has its own letters: a line with ``5ECRET`` is read as one only where all behind it is known."""
    return "".join(words.split()) in _SOUND


def _wrong(letters: str, sound: str, most: float) -> float:
    """How many letters of a word are wrong: lost, added, taken for another, or two in each other's place.

    A sign that looks like its letter counts as half a wrong one. Beyond ``most`` letters are no longer counted.
    """
    above: list[float] = []
    row = [float(at) for at in range(len(sound) + 1)]
    for at, sign in enumerate(letters):
        below = [at + 1.0]
        for to, letter in enumerate(sound):
            cost = 0.0 if sign == letter else 0.5 if (sign, letter) in _ALIKE else 1.0
            least = min(row[to] + cost, row[to + 1] + 1, below[to] + 1)
            if at and to and sign == sound[to - 1] and letters[at - 1] == letter:
                least = min(least, above[to - 1] + 1)
            below.append(least)
        above, row = row, below
        if min(row) > most < min(above) + 1:  # whatever follows: two letters in each other's place are one wrong more
            break
    return row[-1]

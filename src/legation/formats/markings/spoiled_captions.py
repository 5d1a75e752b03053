"""Captions that a scan or a hand has spoiled on their lines: ``SENSI TIVE``, ``N-O-D-/I-S``, ``NOFRON``, ``XXEXDISXX``.

Other signs for letters are read wherever captions are (``formats.markings.captions``). Here blanks and signs stand
between some of the letters, or one letter is lost, doubled or behind the next one. Such words count on a line above
the body that has nothing else, and on one that begins with a level or a caption; no other words are like them there.
They raise, and none of them lowers. Source: telegram-format 4.6; decision 0118.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from legation.formats.markings.captions import SIGNS, is_in_capitals
from legation.formats.markings.levels import without_signs
from legation.formats.markings.raising import SPOILED, raise_by
from legation.formats.sheet import Sheet
from legation.tables.rows import toml

_NAMES: tuple[str, ...] = tuple(toml("marking.toml")["alike_captions"]["names"])
_ALIKE: dict[str, str] = toml("marking.toml")["alike"]
_NONE = (
    r"AMEMB|AMCON|RUE|INFO |TO |FM |SUBJ|TAGS|REF|E\.O|PAGE |ACTION|USMIS|SECSTATE|SECDEF|REASON|DEPT|VZCZ|ZN|CLASSI"
    r"|OO RU|PP RU|RR RU|DE RU|\n|---"
)
"""What begins most lines, and no caption however spoiled."""
_GAP = r"[ .,:*|/\\_-]{0,2}"
# What stands behind it on a line that begins with a level or a caption.
_BEGUN = (
    r"(?:(?:T ?O ?P {0,3})?S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE"
    r"|RESTRICTED|SIPDIS|NODIS|EXDIS|LIMDIS|STADIS|NOFORN)(?![A-Z0-9])(?P<behind>[^\n]{4,100})"
    r"|(?P<but>[S5$]EN[S5$][I1L|]T[I1L|]VE)(?= BUT U)"
)
_PARTS = re.compile(r"[A-Z0-9$|!€(+][ .,:*|/\\_-]{1,2}[A-Z0-9$|!€(+]|XX|X[A-Z]{5,8}X|[A-Z0-9$]{10}")
"""What a caption has that is parted; one word has none."""
_NUMBER = re.compile(r" {1,9}\d{2,7}(?:/\d{1,2})? {0,9}\Z")
_WORD = re.compile(r"(?<![A-Z])[A-Z]{2,20}(?= ?(?P<next>[A-Z]{0,20}))")
# What was typed around it, or a fold or dirt has left beside it: ``XXEXDISXX``, ``l NODIS``.
_BESIDE = re.compile(r"\AX{1,9} ?(?=.+?X\Z)| ?X{1,9}\Z|\A[IL1J|] (?=\S\S)|(?<=\S\S) [IL1J|]\Z")
_SIGNS = " .,:;*/\\_=<>~#'\"()[]{}-+"
_OTHER_SIGNS = re.compile(r"[^A-Z0-9$|!€+]")


def take_spoiled_captions(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by the spoiled captions on the lines of ``sheet.text[start:end]``, above its body."""
    words, base = without_signs(f"\n{sheet.upper[start:end]}"), start - 1
    for found in _lines().finditer(words):
        if found["behind"] is not None:
            at = base + found.start("behind")
            for caption, begin, stop in _within(_NUMBER.sub("", found["behind"])):
                if is_in_capitals(sheet.text[at + begin : at + stop]):
                    raise_by(sheet, None, [caption], SPOILED, (at + begin, at + stop))
        elif found["but"] is not None:  # spoiled or not, what is unclassified needs no more than this
            raise_by(sheet, None, ["SENSITIVE"], SPOILED, (base + found.start("but"), base + found.end("but")))
        elif (name := _alone(found["words"])) is not None:
            begin, stop = base + found.start("words"), base + found.end("words")
            core = sheet.text[begin:stop].strip("il ")
            if sheet.upper[begin:stop] not in _NAMES and (is_in_capitals(core) or core.islower()):
                raise_by(sheet, None, [name], SPOILED, (begin, stop))


@cache
def _lines() -> re.Pattern[str]:
    """A line that begins with a level or a caption, or a short one with the first two letters of a caption, sound or
    spoiled. Most lines are neither."""
    behind: dict[str, set[str]] = {}
    for name in map(_closed, _NAMES):
        first, second = (f"{letter}{_ALIKE.get(letter, '')}" for letter in name[:2])
        for letter in first:
            behind.setdefault(letter, set()).update(second)
    for form in _forms():
        behind.setdefault(form[0], set()).add(form[1])
    firsts: dict[str, list[str]] = {}
    for first, seconds in behind.items():
        firsts.setdefault(re.escape("".join(sorted(seconds))), []).append(re.escape(first))
    opens = "|".join(f"[{''.join(some)}]{_GAP}[{seconds}]" for seconds, some in firsts.items())
    return re.compile(
        rf"\n(?!{_NONE})[^A-Z0-9\n$|!€]{{0,20}}+(?:{_BEGUN}|(?=(?:X+ ?|[IL1J|] )?(?:{opens}))"
        r"(?P<words>\d?[^\n\d:]{2,39}+(?:\d(?!\d)[^\n\d:]{0,20}+){0,4}+)(?=\n|\Z))"
    )


@lru_cache(maxsize=4096)  # the same few short lines stand above the telegrams of one archive
def _alone(words: str) -> str | None:
    """The caption that a line with nothing else is; None for any other line."""
    words = _BESIDE.sub("", words.strip(_SIGNS))
    name = _forms().get(_OTHER_SIGNS.sub("", words))
    if name is not None:
        return name
    if _PARTS.search(words) is None:
        return None
    return caption_meant(words) if _apart().fullmatch(words) is not None else None


@lru_cache(maxsize=4096)  # mostly the name of a post
def _within(words: str) -> tuple[tuple[str, int, int], ...]:
    """The captions among words behind a level or a caption, and where each stands."""
    return tuple(_all_within(words))


def _all_within(words: str) -> Iterator[tuple[str, int, int]]:
    if _PARTS.search(words) is not None:
        for found in _apart().finditer(words):
            if (name := caption_meant(found[0])) is not None:
                yield name, *found.span()
    for found in _WORD.finditer(words):
        for letters, stop in ((found[0], found.end()), (found[0] + found["next"], found.end("next"))):
            if (name := _forms().get(letters)) is not None:
                yield name, found.start(), stop


def _closed(words: str) -> str:
    return words.replace(" ", "")


@cache
def _apart() -> re.Pattern[str]:
    """A caption with blanks and signs between its letters, once or twice, with ``X`` around it or without."""
    one = "|".join(_GAP.join(SIGNS.get(letter, letter) for letter in _closed(name)) for name in _NAMES)
    return re.compile(rf"(?<![A-Z0-9])(?:X+ ?)?(?:(?:{one}){_GAP}){{1,2}}(?<=[^ ])(?:X+)?(?![A-Z0-9])")


@lru_cache(maxsize=1024)
def caption_meant(words: str) -> str | None:
    """The caption that words are but for what a scan has made of it and put between its letters; None for none."""
    words = _BESIDE.sub("", words)
    for name in _NAMES:
        one = _GAP.join(SIGNS.get(letter, letter) for letter in _closed(name))
        if re.match(rf"{one}(?:{_GAP}{one})?{_GAP}\Z", words) is not None:
            return name
    return None


_CUT = frozenset({"NODIS", "EXDIS", "LIMDIS", "STADIS", "NOFORN"})
"""Those that no word of a heading begins as: ``SECRET NOD PARIS 412``."""
_PLACES = frozenset({"SIDON"})
"""What a caption is from its other side and a town as it stands: NODIS."""


@cache
def _forms() -> dict[str, str]:
    """Each caption without one of its letters, with one twice or behind the next one, and from its other side; those of
    a distribution without their last two."""
    forms: dict[str, str] = {}
    for name in _NAMES:
        letters = _closed(name)
        if letters[::-1] not in _PLACES:
            forms[letters[::-1]] = name
        if name in _CUT:
            forms[letters[:-2]] = name
        for at, letter in enumerate(letters):
            before, behind = letters[:at], letters[at + 1 :]
            forms[before + behind] = forms[before + 2 * letter + behind] = name
            forms[before + behind[:1] + letter + behind[1:]] = name
    return forms

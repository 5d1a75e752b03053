"""What another says of a telegram in a field of its own: a column, a field of a mail's header, the name of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeAlias

from legation.core.letters import in_plain_capitals
from legation.formats.markings.captions import (
    controls_behind,
    is_in_capitals,
    needed_names,
    split_handling,
    words_behind_level,
)
from legation.formats.markings.levels import (
    CONTROL_SIGN,
    FOREIGN,
    LEVEL_PATTERN,
    controls_of,
    higher,
    level_named,
    level_of_foreign,
    without_signs,
)
from legation.formats.markings.marks_within import of_line
from legation.formats.markings.raising import FIELD, raise_by
from legation.formats.markings.stated import DISTRIBUTION, closed, take_levels_around
from legation.formats.plain import in_capitals
from legation.formats.sheet import Sheet
from legation.tables.banners import classification_of
from legation.tables.captions import caveat_names
from legation.tables.marking_rows import CLASSIFIED_RANK, take_release
from legation.tables.portions import least_of_mark, portion

_ABOUT = re.compile(
    "class|marking|secur|sensitiv|level|caption|handling|caveat|banner|distribution|label|restrict|tags", re.I
)
_OF_CONTROLS = re.compile("caveat|dissem|compartment", re.I)
_CONTROLS = re.compile(rf"[A-Z](?:{CONTROL_SIGN}|;){{1,60}}|[^\x00-\xbf](?:{CONTROL_SIGN}|;){{0,60}}")
_OF_RELEASE = re.compile(r"(?:is[ _-]?)?rel(?:eas(?:e|able|ability))?[ _-]?(?P<to>to|list|nations|countries)?", re.I)
_NO_CONTROLS = frozenset(
    {"NONE", "NULL", "N/A", "NIL", "NO", "NO CAVEATS", "FALSE", "NOT APPLICABLE", "UNKNOWN", "PUBLIC"}
)
_HELD = rf"(?P<caption>(?:{DISTRIBUTION}|EYES ONLY)(?![A-Z0-9]))"
_APART = r"\[({/:|;,=-"
_OF_MARK = {"TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL"}
_MOST_SAID = 400
_LONGEST_SAID = 80  # of a field that says something of the telegram, as its number, office or day
# What says of words around a caption that they speak of it: ``NODIS TELEGRAMS``, ``SECRET TALKS, AND NODIS``.
_SPOKEN_OF = re.compile(r"(?:\bAND|\bOR|\bOF|\bTHE|\bA|\bON|\bNO|\bFOR|\bBY|\bIN) {1,3}$")
_SPOKEN_ON = re.compile(
    r" {1,3}(?:TELEGRAMS?|CABLES?|MESSAGES?|TRAFFIC|CHANNELS?|CAPTIONS?|SYSTEM|POLICY|AND|OR|IS|ARE)\b"
)

_Said: TypeAlias = tuple[str | None, tuple[str, ...]]
"""A level and captions."""


@cache
def _counted(*, is_marking: bool) -> re.Pattern[str]:
    """What counts in a field for markings, or in any other."""
    behind = rf"(?P<behind>(?:[ ,;/(-]{{1,4}}(?:{needed_names()})(?![A-Z0-9]))*)"
    says = rf"(?<![A-Z0-9])(?<!COMPANY-)(?:(?P<level>{LEVEL_PATTERN})|(?P<foreign>{FOREIGN}))(?![A-Z0-9]){behind}"
    if is_marking:
        return re.compile(rf"{says}|(?<![A-Z0-9]){_HELD}")
    mark = r"(?<=[(\[])(?P<mark>TS|[SCU])(?=[/)\]])"
    return re.compile(
        rf"(?P<before>\A|[{_APART}]| ) {{0,3}}(?:{says}|{_HELD}|{mark})(?= {{0,3}}(?P<after>\Z|[\])}}/:|;,-]| ))"
    )


def take_said_about(
    sheet: Sheet, name: str, words: str, span: tuple[int, int] = (0, 0), *, caption_at_edge: bool = False
) -> None:
    """Raise the telegram by the level and the captions of a field beside it that is called ``name``.

    Where that is a name for markings all that is named in the field counts; else what stands in brackets, at an end or
    between strokes, and in capitals (``A visit [SECRET]``), or in capitals among others (``A visit NODIS``).

    caption_at_edge: a caption first or last in the field counts without a sign between, as in the subject of a mail.
    """
    written = " ".join(words.split())[:_MOST_SAID]
    names = in_plain_capitals(written) if _OF_CONTROLS.search(name) is not None else ""
    if _CONTROLS.fullmatch(names) and names not in _NO_CONTROLS:
        # ``"caveats": ["SI", "BUTTER"]``: what no row knows is a need of its own, as behind the strokes of a line.
        for part in names.split(";"):
            controls = part if take_release(part)[1] is not None else part.replace(",", "/")
            raise_by(sheet, None, controls_behind(controls), FIELD, span)
    for level, captions in _told(written, is_marking=_is_marking(name), caption_at_edge=caption_at_edge):
        raise_by(sheet, level, captions, FIELD, span)


def take_field(sheet: Sheet, name: str, said: str, span: tuple[int, int], *, words: str | None = None) -> None:
    """The same of a whole field; a long one is read line by line, too. words: its lines, laid out anew."""
    take_said_about(sheet, name, said, span)
    if len(said) > _LONGEST_SAID:
        take_levels_around(sheet, said if words is None else words, span)


def take_release_lists(sheet: Sheet, fields: Iterable[tuple[str, str, tuple[int, int]]]) -> None:
    """Close the telegram to the nations that the fields of a release list do not name: ``"releasable_to": ["USA"]``.

    fields: name, words and place of each; those of one name are one list. A word that names no nation lets nobody in,
    and of a field that only may be a release list all must name one.
    """
    lists: dict[str, list[str]] = {}
    places: dict[str, tuple[int, int]] = {}
    for name, words, place in fields:
        if (found := _OF_RELEASE.fullmatch(name.rpartition(".")[2])) is None:
            continue
        named = [code for one in re.split(r"[,;|/]|\bAND\b", words.upper()) if (code := one.strip(" .()[]"))]
        is_list = bool(named) and not _NO_CONTROLS.intersection(named)
        if is_list and (found["to"] or all(take_release(f"REL TO {code}")[1] for code in named)):
            lists.setdefault(name, []).extend(named)
            places.setdefault(name, place)
    for name, named in lists.items():
        codes = [code for code in named if _CODE.fullmatch(code)]
        raise_by(sheet, None, [f"REL TO {', '.join(codes or ['NONE'])}"], FIELD, places[name])


_CODE = re.compile("[A-Z]{2,4}")


@lru_cache(maxsize=256)  # of the few fields that frames, mails and tables have
def _is_marking(name: str) -> bool:
    return _ABOUT.search(name) is not None


@lru_cache(maxsize=1024)  # most fields of an archive say what those of the telegram before said
def _told(written: str, *, is_marking: bool, caption_at_edge: bool) -> tuple[_Said, ...]:
    """The levels and captions that a field says, one after the other."""
    told: list[_Said] = []
    upper = without_signs(in_capitals(written))
    if is_marking and upper.strip("()[]") in _OF_MARK:
        told.append((_OF_MARK[upper.strip("()[]")], ()))
    whole = of_line(upper) or _of_mark(in_plain_capitals(written), is_marking=is_marking)
    if whole is not None and (is_marking or is_in_capitals(written)):
        told.append(whole)
    stands_out = not is_marking and not written.isupper() and sum(map(str.islower, written)) >= _FEWEST_SMALL
    for found in _counted(is_marking=is_marking).finditer(upper):
        said = written[found.start() : found.end()]
        if not is_marking:
            if len(said.strip()) < len(written) and not is_in_capitals(said):
                continue
            alone = "" in (found["before"], found["after"]) if found["caption"] is not None else False
            is_apart = " " not in (found["before"], found["after"])
            if not (is_apart or stands_out or (alone and caption_at_edge and not _is_spoken_of(upper, found))):
                continue
        told.append(_meant(found))
    rest, nations = take_release(upper)
    if nations is not None and not rest.strip(" /,;.-()[]"):  # a release list and nothing else, whatever it is called
        told.append((None, tuple(split_handling(upper)[0])))
    if is_marking and _OF_A_HOUSE in upper:
        told.append((None, ("SENSITIVE",)))
    if is_marking and (held := tuple(name for name in split_handling(upper)[0] if _is_caveat(name))):
        told.append((None, held))
    return tuple(told)


def _is_caveat(name: str) -> bool:
    return name in caveat_names() or take_release(name)[1] is not None


def _of_mark(words: str, *, is_marking: bool) -> _Said | None:
    """What a field says that is a portion mark and nothing else: ``TS//SI//NF``. Letters alone are one by its name."""
    if len(words) > _LONGEST_MARK or not (is_marking or "//" in words):
        return None
    if _BRACKET.search(words.strip("()[] .")) is not None:
        return None  # ``(S//NF) VISIT``: words stand behind the mark, or before it
    said = portion(words) or (least_of_mark(words) if "//" in words else None)
    if not is_marking and " " in words and (first := portion(words.split()[0])) is not None:
        said = first  # ``S//NF HARBOUR TALKS``: behind a mark that is known stands a title
    if said is None or said.rank < CLASSIFIED_RANK:
        return None
    told = classification_of(said)
    return told.level, (*told.caveats, *told.captions)


_LONGEST_MARK = 60
_BRACKET = re.compile(r"[()\[\]]")
_OF_A_HOUSE = "COMPANY-CONFIDENTIAL"
"""What a mail program writes for "confidential" (RFC 4021, 2.1.55): no level, but nothing that is for all."""
_FEWEST_SMALL = 3  # letters that are no capitals, from which a word in capitals stands out


def _is_spoken_of(upper: str, found: re.Match[str]) -> bool:
    return _SPOKEN_OF.search(upper[: found.start("caption")]) is not None or (
        _SPOKEN_ON.match(upper, found.end("caption")) is not None
    )


def _meant(found: re.Match[str]) -> _Said:
    """The level and the captions of what was found."""
    if found["caption"] is not None:
        return None, tuple(split_handling(closed(found["caption"]))[0])
    if found["level"] is None and found["foreign"] is None:
        return _OF_MARK.get(found["mark"]), ()
    level, controls = level_named(found["level"] or ""), controls_of(found["level"] or "")
    if found["foreign"] is not None:
        level = higher(level, level_of_foreign(found["foreign"]))
    needs, past = words_behind_level(found["behind"])
    return level, (*controls, *needs, *split_handling(found["behind"][past:])[0])

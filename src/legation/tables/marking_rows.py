"""The vocabulary of markings (``data/marking.toml``): levels, controls and captions, nations, and words that name them.

Words that no row knows are never waved through: an unknown level counts as the highest.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Literal

import msgspec

from legation.core.letters import in_plain_capitals
from legation.core.marking import UNREADABLE_RANK
from legation.tables.rows import TableError, table, toml

CLASSIFIED_RANK = 2
"""From this rank on a text is classified; below it lies administrative control (LOU, SBU)."""

UNREADABLE_LEVEL = "TOP SECRET (SOURCE MARKING NOT READ)"
"""What banners say of a marking that was not read."""

UNREADABLE_MARK = "TS?"
"""What is written as a mark where the marking was not read."""


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """portions: its marks, the written one first. words: other spellings. since, until: days of use."""

    name: str
    rank: int
    portions: tuple[str, ...]
    words: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A control, channel or caption. ``lifts``: rank it gives at least. ``pattern``: more words for it."""

    name: str
    need: bool
    scope: Literal["whole", "portion"]
    group: Literal["compartment", "alliance", "control", "distribution"]
    portions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lifts: int = 0
    pattern: str | None = None


class Alliance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level of an alliance: its words and its portion mark, and the level and the controls that they mean."""

    words: str
    mark: str
    level: str
    controls: tuple[str, ...]


class Foreign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level of another government (``of``) in its own words, and the level that it raises a telegram to."""

    words: str
    of: str
    level: str


class Behind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word that says something of access directly behind a level, and nothing elsewhere. need: as of a control."""

    words: str
    need: bool


class OnALine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a line that is a marking and no sentence, beside its level."""

    said: tuple[str, ...]
    part: tuple[str, ...]
    telling: tuple[str, ...]


class BehindStrokes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands behind the strokes of a level and is no control: patterns, and words of a remark and between them."""

    until: tuple[str, ...]
    points: frozenset[str]
    joining: frozenset[str]


@cache
def levels() -> tuple[Level, ...]:
    """Every level."""
    return tuple(table("marking.toml", "level", Level))


@cache
def controls() -> tuple[Control, ...]:
    """Every control, channel and caption, in the order in which they are written."""
    return tuple(table("marking.toml", "control", Control))


@cache
def levels_by_words() -> dict[str, Level]:
    """Levels by their names and other spellings."""
    found: dict[str, Level] = {}
    for level in levels():
        for word in (level.name, *level.words):
            if found.setdefault(word, level) is not level:
                raise TableError(f"marking.toml [[level]]: {word!r} stands twice")
    return found


@cache
def levels_by_marks() -> dict[str, Level]:
    """Levels by their portion marks."""
    return {mark: level for level in levels() for mark in level.portions}


@cache
def controls_by_words() -> dict[str, Control]:
    """Controls by their names and other spellings."""
    found: dict[str, Control] = {}
    for control in controls():
        for word in (control.name, *control.words):
            if found.setdefault(word, control) is not control:
                raise TableError(f"marking.toml [[control]]: {word!r} stands twice")
    return found


@cache
def controls_by_marks() -> dict[str, Control]:
    """Controls by what says them in a portion mark."""
    marks = {mark: control for control in controls() for mark in control.portions}
    # A caption of several words is no portion mark, and OC is ORCON there, not a channel.
    return {**{word: c for word, c in controls_by_words().items() if " " not in word}, **marks}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Control], ...]:
    return tuple((re.compile(c.pattern), c) for c in controls() if c.pattern is not None)


@cache
def alliances() -> tuple[re.Pattern[str], dict[str, str]]:
    """What a mark of an alliance begins with, and the mark of this scheme that says the same: ``S//NATO`` for NS."""
    said: dict[str, str] = {}
    for row in table("marking.toml", "alliance", Alliance):
        if row.level not in levels_by_words() or not all(control in controls_by_words() for control in row.controls):
            raise TableError(f"marking.toml [[alliance]]: {row.words!r} has a level or a control that no row has")
        means = "//".join([levels_by_words()[row.level].portions[0], *row.controls])
        for written in (row.words, row.mark):
            said[written] = means
    longest_first = "|".join(re.escape(written) for written in sorted(said, key=len, reverse=True))
    return re.compile(rf"(?://)?(?P<of>{longest_first})(?![A-Z])"), said


def allied_marks() -> tuple[str, ...]:
    """The portion marks of an alliance that are letters: ``NS``, ``CTSA``; longest first."""
    marks = {row.mark for row in table("marking.toml", "alliance", Alliance) if row.mark.isalpha()}
    return tuple(sorted(marks, key=lambda mark: (-len(mark), mark)))


@cache
def foreign_levels() -> dict[str, str]:
    """Levels of other governments in their own words, and the level that each raises a telegram to."""
    rows = table("marking.toml", "foreign", Foreign)
    for row in rows:
        if row.level not in levels_by_words() or row.words in levels_by_words() or row.of not in three_letters():
            raise TableError(
                f"marking.toml [[foreign]]: {row.words!r} is of no nation, or has no level of its own here"
            )
    return {row.words: row.level for row in rows}


@cache
def behind_levels() -> dict[str, bool]:
    """Words that count directly behind a level only, and whether who reads the text must hold them."""
    return {row.words: row.need for row in table("marking.toml", "behind", Behind)}


@cache
def words_on_a_line() -> OnALine:
    """The words that may stand on a line with a level where that is a marking."""
    return msgspec.convert(toml("marking.toml")["on_a_line"], OnALine)


@cache
def _behind_strokes() -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
    row = msgspec.convert(toml("marking.toml")["behind_strokes"], BehindStrokes)
    return re.compile("|".join(row.until)), row.points, row.points | row.joining


_PLACE = re.compile(r"[A-Z]|[A-Z]?[\d.,()-]{1,12}[A-Z]?")
"""Of what a remark points to: ``2``, ``3-5``, ``A``, ``2B``."""


def is_no_control(words: str) -> bool:
    """Whether words in capitals behind the strokes of a level are none, known or not: ``25X1``, ``SEE PARA 2``."""
    until, points, remarks = _behind_strokes()
    if until.fullmatch(words) is not None:
        return True
    first, *others = words.split() or [""]
    if first not in points or not others:
        return False
    # Another word may be the control of which the remark tells: ``BUTTER SEE BELOW``, ``SEE BUTTER``.
    return others[-1] in points or all(one in remarks or _PLACE.fullmatch(one) for one in others)


def nations() -> frozenset[str]:
    """The nations of release lists, by three letters."""
    return frozenset(toml("marking.toml")["nations"])


@cache
def nations_meant() -> dict[str, frozenset[str]]:
    """Nations by two letters, by the three letters and the groups of release lists that mean them."""
    found = {three: frozenset({two}) for three, two in toml("marking.toml")["nations"].items()}
    groups = {name: frozenset(members) for name, members in toml("marking.toml")["release"].items()}
    return {**found, **groups}


@cache
def three_letters() -> dict[str, str]:
    """The three letters of a nation by its two."""
    return {two: three for three, two in toml("marking.toml")["nations"].items()}


def need_named(words: str) -> str:
    """The need of a control that no row knows, by its words; none for signs that nobody sees.

    Commas and semicolons part the fields of a label, exclamation marks its markings.
    """
    named = in_plain_capitals(words)
    return in_plain_capitals(_PARTING.sub(" ", named)) if _PARTING.search(named) is not None else named


_PARTING = re.compile("[;,!]")


@lru_cache(maxsize=256)
def rank_of(level: str | None) -> int:
    """Rank of a level by its name or another spelling; ``UNREADABLE_RANK`` for None and unknown words."""
    known = levels_by_words().get(in_plain_capitals(level)) if level else None
    return known.rank if known is not None else UNREADABLE_RANK


def level_named(words: str) -> str | None:
    """Name of a level by its name, another spelling or its portion mark; None for what is no level."""
    folded = in_plain_capitals(words)
    known = levels_by_words().get(folded) or levels_by_marks().get(folded)
    return known.name if known is not None and known.rank < UNREADABLE_RANK else None


def level_names() -> tuple[str, ...]:
    """Names of the levels, the lowest first."""
    return tuple(level.name for level in sorted(levels(), key=lambda level: level.rank))


@cache
def level_words() -> frozenset[str]:
    """Every spelling of a level that is one word, in small letters; what stands in a text and tells no matter in it."""
    return frozenset(word.casefold() for word in levels_by_words() if " " not in word)


_NATIONS = r"[A-Z]{2,4}(?:(?:\s*,\s*|\s+AND\s+)[A-Z]{2,4})*"
# A mark is read without its blanks: RELTO and RELUSA,GBR, but RELIDO is a control. Of REL TO the second word is no
# nation, though TO is one, where the list is cut off or cannot be read.
_RELEASE = re.compile(
    rf"\b(?:REL(?:EASABLE)?\s+TO\b:?\s*(?P<to>{_NATIONS})?|"
    r"(?:REL(?:EASABLE)?:?\s+|DISPLAY ONLY:?\s+|RELTO:?|REL(?!IDO\b)(?=[A-Z]{3,4}(?:,|/|$)))"
    rf"(?P<of>{_NATIONS}))"
)


def take_release(words: str) -> tuple[str, frozenset[str] | None]:
    """Take a release list out of ``words``: what is left, and the nations by two letters; none where it is cut off.

    Those to which a text may be shown and not given (DISPLAY ONLY) are none of them: who reads here may take a copy.
    """
    found = _RELEASE.search(words)
    if found is None:
        return words, None
    shown = found[0].startswith("DISPLAY")
    nations: set[str] = {"US"} if shown else set()
    for code in re.split(r"\s*,\s*|\s+AND\s+", found["to"] or found["of"] or "") if not shown else ():
        # A code that no row knows lets nobody in.
        nations |= nations_meant().get(code, frozenset({code} if len(code) == 2 else ()))
    return words[: found.start()] + words[found.end() :], frozenset(nations)


def control_of(words: str) -> Control | None:
    """The control that these words name as a whole; None where no row has them."""
    known = controls_by_words().get(words)
    if known is not None:
        return known
    return next((control for pattern, control in _patterns() if pattern.fullmatch(words)), None)


@cache
def _captions_alone() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Captions one behind another and nothing else, and each of them; where two begin alike the longer counts."""
    names = sorted((word for word in controls_by_words() if len(word) > 3), key=len, reverse=True)
    any_of = "|".join(map(re.escape, names))
    return re.compile(rf"(?:[ ,/-]*+(?>{any_of}))*+[ ,/-]*+"), re.compile(any_of)


def run_together(words: str) -> list[Control] | None:
    """Captions that stand in one, as in ``SIPDIS NOFORN`` or ``NODISSTADIS``; None if a part is unknown."""
    alone, each = _captions_alone()
    if alone.fullmatch(words) is None:
        return None
    return [controls_by_words()[word] for word in dict.fromkeys(each.findall(words))]


def level_of_rank(rank: int, on: date | None) -> Level:
    """The level of a rank as it was named on a day, today for None; ValueError for a rank that no level has."""
    rows = [level for level in levels() if level.rank == rank]
    if not rows:
        raise ValueError(f"no level of rank {rank}")
    if on is None:
        return next((level for level in rows if level.until is None), rows[0])
    fitting = (lv for lv in rows if (lv.since is None or lv.since <= on) and (lv.until is None or on <= lv.until))
    return next(fitting, rows[0])

"""The classification words of a telegram, as met on its lines: spaced, shortened or with a zero for O.

Two or more blanks divide words (``T O P  S E C R E T``), one blank divides letters; a copy may have lost either.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from legation.tables.captions import caption_names, caveat_names
from legation.tables.marking_rows import foreign_levels
from legation.tables.rows import toml

_ALLIED: dict[str, tuple[str, ...]] = {row["words"]: tuple(row["controls"]) for row in toml("marking.toml")["alliance"]}
"""The levels of an alliance, and the controls that they bring: NATO for NATO SECRET."""

LEVELS: dict[str, str] = {
    "TOP SECRET": "TOP SECRET",
    "SECRET": "SECRET",
    "CONFIDENTIAL": "CONFIDENTIAL",
    "RESTRICTED": "RESTRICTED",
    "LIMITED OFFICIAL USE": "LIMITED OFFICIAL USE",
    "LIMITEDOFFICIALUSE": "LIMITED OFFICIAL USE",
    "LIMOFFUSE": "LIMITED OFFICIAL USE",
    "LOU": "LIMITED OFFICIAL USE",
    "OFFICIAL USE ONLY": "OFFICIAL USE ONLY",
    "UNCLASSIFIED": "UNCLASSIFIED",
    "UNCLAS": "UNCLASSIFIED",
    "UNCLASS": "UNCLASSIFIED",
    # As E.O. 10290 had it from 1951 to 1953.
    **{f"{level} SECURITY INFORMATION": level for level in ("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED")},
    **{row["words"]: row["level"] for row in toml("marking.toml")["alliance"]},
}
"""Words as written (spacing and zeros mended) to the level they mean."""

_WITHOUT_SIGNS = str.maketrans(
    {sign: letter for letter, signs in toml("marking.toml")["signed"].items() for sign in signs}
)


def without_signs(words: str) -> str:
    """Words in capitals without the signs over their letters, and of the same length: TRES SECRET.

    The words of other governments are looked for in these: a pattern with every sign that a letter may bear takes
    forty times as long to compile.
    """
    return words if words.isascii() else words.translate(_WITHOUT_SIGNS)


CAPITAL = r"[^\x00-@\[-\xbf]"
"""A pattern for a capital of ours, and any letter or sign that is none: a class that leaves out compiles in no time."""
CONTROL_SIGN = r"[^\x00-\x1f!-+:-@\[-\^`{-\xbf]"
"""A pattern for a sign of a control in whatever alphabet: such letters, figures, blanks and ``,-./_``."""

_BROAD = {"O": "[O0]", "UE": "UE?", "AE": "AE?", " ": "[ .-]{1,3}", "-": "[ :–—-]{1,3}", ".": r"\.?"}


def _broad(words: str) -> str:
    """A pattern for the words of another language; one letter for two was one with a sign: FUER for FÜR."""
    return re.sub(r"UE|AE|.", lambda found: _BROAD.get(found[0], found[0]), words)


_FOREIGN = {_broad(words): level for words, level in foreign_levels().items()}
FOREIGN = "|".join(sorted(_FOREIGN, key=len, reverse=True))
"""A pattern for the levels of other governments in their own words, without signs over the letters."""
FOREIGN_FRONTS = sorted(
    {
        (words[0], "".join(_BROAD.get(c, c) for c in words[1:4]))
        for words in foreign_levels()
        if re.search(r"\b(?:SECRET|CONFIDENTIEL)\b", words) is None
    }
)
"""The first letter and the next ones of those that have no word of ours among them."""


_ALIKE = {"O": "[O0]", "I": "[I1L]", "L": "[LI1]", "S": "[S5]"}


def _loose(words: str, apart: str = " ?") -> str:
    """A pattern for words with ``apart`` between their letters; a scan may have 0 for O, 1 for I and L, 5 for S."""
    letters = [_ALIKE.get(c, c) for c in words.replace(" ", "~")]
    letters[0] = words[0] if words[0] == "L" else letters[0]
    return apart.join(letters).replace(f"{apart}~{apart}", "[ ._*-]{0,5}" if apart != " ?" else " {0,3}")


@lru_cache(maxsize=256)
def level_of_foreign(words: str) -> str:
    """The level that words of ``FOREIGN`` mean."""
    return next(level for pattern, level in _FOREIGN.items() if re.fullmatch(pattern, words))


@cache
def _foreign_letters() -> dict[str, str]:
    return {
        form: level
        for words, level in foreign_levels().items()
        for letters in ["".join(filter(str.isalpha, words))]
        for form in (letters, letters.replace("UE", "U").replace("AE", "A"))
    }


@lru_cache(maxsize=1024)
def foreign_level(words: str) -> str | None:
    """The level that words of another government in capitals mean, whatever signs stand between; None for others."""
    if len(words) > _LONGEST_FOREIGN or any(map(str.isdecimal, words)):
        return None
    return _foreign_letters().get("".join(filter(str.isalpha, words)))


_LONGEST_FOREIGN = 100
LEVEL_PATTERN = "|".join(_loose(words) for words in sorted(LEVELS, key=len, reverse=True))
SIGNS_BETWEEN = r" '*-/:=\\_|~"
"""Signs between two letters of a marking on a line that holds nothing else, for a class of a pattern: ``S - E - C``.

From the star to the stroke stand ``+``, ``,``, ``-`` and ``.``: a range compiles faster than its signs."""
BETWEEN = f"[{SIGNS_BETWEEN}]{{0,3}}+"
WIDE_PATTERN = "|".join(
    _loose(words, BETWEEN) for words in sorted(LEVELS, key=len, reverse=True) if "EU" not in _ALLIED.get(words, ())
)
"""The same with letters further apart, for a line that holds nothing else: ``S - E - C - R - E - T``, ``S.E.C``.

The levels of the Union are left out, which have another one among their words, by which such a line is found."""


@cache
def level_within() -> re.Pattern[str]:
    """A level among other words in capitals, also one of another government."""
    ours = [(len(words), _loose(words)) for words in LEVELS]
    theirs = [(len(words), _broad(words)) for words in foreign_levels()]
    any_of = "|".join(pattern for _, pattern in sorted([*ours, *theirs], reverse=True))
    return re.compile(rf"(?<![A-Z0-9])(?P<level>{any_of})(?![A-Z0-9])")


DURATION = re.compile(
    r"\b(?:X?GDS|GP|ADS|GROUP)(?: ?-? ?\d)?\b|\bENTIRE TEXT\b|\bDECL(?:AS)?(?:: ?| )(?:OADR|X\d|MR)\b|\bOADR\b"
    r"|\bUNTIL (?:\d{1,2} )?(?:[A-Z]{3,9}\.? )?(?:\d{1,2},? )?(?:19|20)\d\d\b"
)
"""How long a level holds, behind it."""
# A scan may have lost the blank between a level and what goes on with it: ``CONFIDENTIALSECTION 01 OF 04``.
_RUN_ON = r"(?<=S)ECTION \d{1,2} OF \d|(?<=TIAL[A-Z])[A-Z .]{2,28} \d{5,6} *$|(?<=FIED[A-Z])[A-Z .]{2,28} \d{5,6} *$"
LEVEL = re.compile(rf"(?P<level>{LEVEL_PATTERN})(?![A-Z](?!{_RUN_ON}))")
# The classification line without a blank behind the last address: ``AMEMBASSY LONDONUNCLAS BELISAR 000548``. Words
# that are not spaced, such as SECRET, might be the end of a name.
GLUED = re.compile(
    r"(?<=[A-Z0-9)/])(?=(?:UNCLAS(?:SIFIED)?|C O N F I D E N T I A L|(?:T O P {1,3})?S E C R E T)"
    r"(?:[ /]{1,9}(?:NOFORN|SENSITIVE|SIPDIS|NODIS|EXDIS|LIMDIS)){0,3}[ /]{1,9}"
    r"(?:(?:FINAL )?SECTION \w{1,5} OF \w{1,5} {1,9})?(?P<post>[A-Z][A-Z .]{0,30}?) {1,9}\d{1,7} *$)"
)
_FIRSTS = frozenset("TSCRLOUNE0")  # and no others are needed to know that most lines are none
_AS_LETTERS = str.maketrans({"0": "O", "1": "I", "L": "I", "5": "S"})
_KEYS = {re.sub(r"[^A-Z]", "", words).translate(_AS_LETTERS): level for words, level in LEVELS.items()}
_CONTROLS = {re.sub(r"[^A-Z]", "", words).translate(_AS_LETTERS): controls for words, controls in _ALLIED.items()}


@cache
def _ranks() -> dict[str | None, int]:
    return {row["name"]: row["rank"] for row in toml("marking.toml")["level"]}


def higher(first: str | None, second: str | None) -> str | None:
    """The higher of two levels by the table's ranks, the first where they are equal; None is below all."""
    if second is None or first == second:
        return first
    if first is None:
        return second if second in _ranks() else first
    ranks = _ranks()
    return second if ranks.get(second, -1) > ranks.get(first, -1) else first


@cache
def _level_line() -> re.Pattern[str]:
    names = "|".join(map(re.escape, (*caption_names(), *caveat_names())))
    # Behind two strokes stands what goes with the level, known or not: ``SECRET//SI-G//REL TO USA, GBR``.
    more = f"(?://{CAPITAL}{CONTROL_SIGN}{{1,60}})?"
    return re.compile(rf"(?:{LEVEL_PATTERN})(?: ?/{{0,2}} ?(?:{names})(?![A-Z]))*{more}(?: ?//)?[ .]*")


def is_level_line(words: str) -> bool:
    """Whether a line in capitals is a level, with or without captions and caveats behind it, and nothing else."""
    # With a number at its end it is the classification line of a telegram, and no other telegram has the same; two
    # figures may be letters that a scan misread.
    return words[:1] in _FIRSTS and not words[-3:].isdecimal() and _is_level_line(words)


@lru_cache(maxsize=1024)  # the same few stand at the head and foot of each page, and beside them names of signers
def _is_level_line(words: str) -> bool:
    return _level_line().fullmatch(words) is not None


@cache  # as few telegrams need it, and no other pattern takes so long to make
def _in_mixed_case() -> re.Pattern[str]:
    """The words in mixed case: a classification line only with nothing after them but handling and a number."""
    return re.compile(
        rf"(?P<level>{LEVEL_PATTERN})(?![A-Za-z])(?:\s*/{{0,2}}\s*(?:NOFORN|SENSITIVE|EFTO)/{{0,2}})?"
        r"(?=\s*$|\s+(?:SECTION \d+ OF \d+ )?[A-Z][A-Z .]{0,30}\s\d{1,7}\s*$)",
        re.IGNORECASE,
    )


def level_at(words: str) -> re.Match[str] | None:
    """The level (group ``level``) that a line begins with, in capitals or in mixed case; None if none."""
    return LEVEL.match(words) or (None if words.isupper() else _in_mixed_case().match(words))


@lru_cache(maxsize=1024)
def level_named(words: str) -> str | None:
    """The level that words of ``LEVEL`` or of a record's metadata mean; None for anything else."""
    key = _key(words)
    if key in _KEYS:
        return _KEYS[key]
    if key.startswith("SECRET") and key not in {"SECRETARY", "SECRETARIAT"}:
        return "SECRET"
    return None


@lru_cache(maxsize=1024)
def controls_of(words: str) -> tuple[str, ...]:
    """The controls that the words of a level bring with them: NATO for ``N A T O  S E C R E T``. Most bring none."""
    return _CONTROLS.get(_key(words), ())


def _key(words: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", words.upper()).translate(_AS_LETTERS)

"""The TAGS line: traffic analysis by geography and subject. Source: telegram-format 4.6."""

from __future__ import annotations

import re
from functools import lru_cache

from legation.tables.tags import known, split

# A clean line: codes of two to four letters with commas or blanks between them, and no subject that names a person.
_CODE = r"(?!O(?:CON|EXC|REP|TRA|VIP)\b)[A-Z]{2,4}"
CODES = rf"{_CODE}(?:(?:, ?| ){_CODE})*"
_CLEAN = re.compile(CODES)
WRAPPED = re.compile(r"[A-Z0-9][A-Z0-9 ,()./'-]{0,120}$")
"""A line that may go on with the codes of the line above."""
CODES_ONLY = re.compile(r"[A-Z][A-Z0]{1,4}(?:[, ]{1,3}[A-Z][A-Z0]{1,4}){0,30},?$")
"""A line of codes and nothing else; a scan may have a zero for an O."""

BRACKETED = re.compile(r"\([A-Z][A-Z .,'/-]{1,60}\)[A-Z0-9 ,()./'-]{0,80}$")
"""The name in brackets that the line above left to its tag, and the codes behind it."""
NAMES_ONE = ("PORG", "OVIP", "OEXC", "OREP", "OTRA", "OCON")
"""Tags behind which a person or an organisation is named."""


def split_tags(value: str) -> list[str]:
    """The TAGS of a line, in capitals, each once: commas and blanks divide, names and organisations stay whole."""
    if _CLEAN.fullmatch(value) is not None:
        return list(dict.fromkeys(value.replace(",", " ").split()))
    return list(_split_any(value[:_LONGEST]))


_LONGEST = 1000
_JOINED = re.compile(r"(?<![A-Z/.-])[A-Z]{2,4}(?:[/.-][A-Z]{2,4})++(?![A-Z/-])")
_LONE_DASH = re.compile(r"(?<![A-Z]{5}) -{1,3} (?=[A-Z]{2,4}(?![A-Z]))")  # between two codes
_PORTION = re.compile(r"\((?:TS|[SCUR]|SBU|LOU)(?:[/-]{1,2}[A-Z]{1,6})?\)")
"""A portion mark among the tags holds the telegram, and is no name."""
_LOOSE_SIGN = re.compile(r"(?<=[A-Z]{2})[.:](?=[ ,]|$)")


@lru_cache(maxsize=1024)
def _split_any(value: str) -> tuple[str, ...]:
    value = value.upper().replace("[", "(").replace("]", ")")  # ``OVIP [ROE, JANE]``
    if "/" in value or "-" in value or "." in value:
        value = _JOINED.sub(_part, _LONE_DASH.sub(" ", value))
    tags: list[str] = []
    for tag in split(_LOOSE_SIGN.sub("", value)):
        if tag.startswith("- ") and tags:  # ``LTTE - PEACE PROCESS`` is one
            tags[-1] = f"{tags[-1]} {tag}"
        elif _PORTION.fullmatch(tag) is None:
            tags.append(tag)
    return tuple(tags)


def _part(joined: re.Match[str]) -> str:
    """Codes with strokes between them, parted: ``EAGR/EAID``; an organisation such as ``TBTT/X`` stays."""
    codes = re.split("[/.-]", joined[0])
    return " ".join(codes) if all(map(known, codes)) and not known(joined[0]) else joined[0]

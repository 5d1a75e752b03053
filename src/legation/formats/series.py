"""Numbered series of messages to all stations of a service: ``NAVADMIN 136/08``, ``ALARACT 070/2009``.

Such a number bears its year, so that it alone makes a message reference number. Source: telegram-format 2.3 and the
shared naval texts.
"""

from __future__ import annotations

import re

from legation.core.mrn import Mrn

NAMES = (
    "NAVADMIN|NAVRESADMIN|RESADMIN|NAVOP|ALNAVRESFOR|ALNAVRES|ALNAV|ALCOAST|ALCGOFF|ALCGENL|ALCGRSV|ALCGCIV"
    "|MARADMIN|ALMAR|ALARACT|ALSAF"
)
NUMBERED = re.compile(
    rf"\b(?P<post>{NAMES})S?(?:\s{{1,3}}(?:MESSAGE|MSG|NUMBER|NO\.?|NR)){{0,2}}[\s/]{{0,3}}\(?0{{0,3}}"
    r"(?P<number>\d{1,4})\s?[/-]\s?(?P<year>(?:20|19)\d{2}|\d{2})\b(?!/\d{1,4}\b)",
    re.IGNORECASE | re.ASCII,
)
"""A number of a series wherever it stands."""
_FURTHER = re.compile(
    r"\)?\s{0,2}(?:,\s?AND|,|AND|&)\s{0,2}\(?0{0,3}(?P<number>\d{1,4})\s?[/-]\s?(?P<year>(?:20|19)\d{2}|\d{2})\b(?!/\d{1,4}\b)",
    re.IGNORECASE | re.ASCII,
)


def century(year: int) -> int:
    """Four digits of a year written in two or four. None of the series is older than 1945."""
    return year if year > 99 else 1900 + year if year >= 45 else 2000 + year


def mrn_of(found: re.Match[str]) -> Mrn:
    """The message reference number of a match of :data:`NUMBERED`."""
    return Mrn(century(int(found["year"])), found["post"].upper(), int(found["number"]))


def mrns_in(words: str) -> list[Mrn]:
    """Every number in ``words`` in order, each once; ``NAVADMINS 165/09 AND 172/09`` holds two."""
    mrns: dict[Mrn, None] = {}
    for found in NUMBERED.finditer(words):
        mrns[mrn_of(found)] = None
        at = found.end()
        while further := _FURTHER.match(words, at):
            mrns[Mrn(century(int(further["year"])), found["post"].upper(), int(further["number"]))] = None
            at = further.end()
    return list(mrns)

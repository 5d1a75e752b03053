"""The message reference number: two year digits, post, number, such as ``09TRIPOLI893``.

It is how telegrams name one another. Airgrams carry ``-A`` before the number: ``73BANGKOK-A50``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

_PLAIN = re.compile(r"(\d\d)([A-Z]{2,40})(\d{1,7})")  # as nearly every record has it
_AIR = r"(?P<air>(?<![A-Z])A[\s-]*)?"
_POST = r"(?P<post>[A-Z][A-Z .'&]*?)"
_CENTURY = r"(?:19|20)\d\d"
_SPELLINGS = (
    # 09TRIPOLI893, 09 TRIPOLI 893, 2009TRIPOLI00893, 10-OTTAWA-57, 09.TRIPOLI.893
    re.compile(rf"^(?P<year>\d{{4}}|\d{{2}})[\s\-/.,]*{_POST}[\s\-/.,]*{_AIR}(?P<number>\d{{1,7}})$"),
    # TRIPOLI 893 (2009), TRIPOLI 893/09, TRIPOLI 893 '09
    re.compile(rf"^{_POST}[\s\-]*{_AIR}(?P<number>\d{{1,7}})\s*[(/']\s*'?(?P<year>{_CENTURY}|\d{{2}})$"),
    # TRIPOLI 893 of 2009, TRIPOLI 893, 2009
    re.compile(rf"^{_POST}[\s\-]*{_AIR}(?P<number>\d{{1,7}})(?:\s*,\s*|\s+OF\s+|\s+)(?P<year>{_CENTURY})$"),
    re.compile(rf"^{_POST}[\s\-]*{_AIR}(?P<number>\d{{1,7}})\s+OF\s+'(?P<year>\d\d)$"),
    # TRIPOLI 2009/893
    re.compile(rf"^{_POST}\s*(?P<year>{_CENTURY})[\s\-/]+{_AIR}(?P<number>\d{{1,7}})$"),
)
_SIGNS = re.compile(r"[^A-Z0-9]")
_AROUND = " \t\r\n\f\v.,;:?!()[]\"'"
_QUOTES = str.maketrans("\u2018\u2019`\u00b4", "''''")
# What an address or a sentence says before the name of a post.
_RANK = re.compile(
    r"(?:(?:(?:U\.?\s?S\.?|AMERICAN)\s+)?(?:EMBASSY|CONSULATE(?:\s+GENERAL)?|MISSION)|AM\s?EMBASSY|AEMBASSY|AMEREMBASSY"
    r"|AMEMB|AM\s?CONSUL(?:ATE)?(?:\s+GENERAL)?|AMCONGEN|USMISSION|USINT|USLO)\s+(?=[A-Z]{2})"
    r"|(?:AMEMBASSY|AMCONSUL|USMISSION|EMBASSY)(?=[A-Z]{4})"
)
_MONTHS = ("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER")
_NO_POSTS = {"OF", "SEPT", "DECEMBER", "DEC", *_MONTHS, *(month[:3] for month in _MONTHS)}
"""Of ``SECTION 1 OF 2`` and of days: ``NOVEMBER 5, 2009``."""
# Damage of release software: the section tag glued between year and post (cablemap notes).
SECTION_WORD = r"(?:S?ECTION|SCTION|SETION|SECION|SECTON|SECTIN|SECTIO)"
"""``SECTION``, or the same with a letter lost, as it is glued into some numbers."""
_SECTION_TAG = re.compile(rf"^(\d{{2,4}})\s*{SECTION_WORD}\s*\d+\s*OF\s*\d+\s*")


TURN = "45"
"""Years from this on are of the last century, those below it of this one; so numbers that begin below it come later."""


_TO = " to "


class Mrn(msgspec.Struct, frozen=True, order=True):
    """year: four digits. post: capitals without blanks. number: as an integer."""

    year: int
    post: str
    number: int
    airgram: bool = False

    def __str__(self) -> str:
        air = "-A" if self.airgram else ""
        return f"{self.year % 100:02d}{self.post}{air}{self.number}"


def post_key(name: str, aliases: Mapping[str, str]) -> str:
    """A post's name as MRNs write it: capitals, no blanks, aliases and misspellings resolved."""
    key = _SIGNS.sub("", name.upper())
    return aliases.get(key, key)


def parse_mrn(text: str, aliases: Mapping[str, str]) -> Mrn | None:
    """Read one MRN in any of its spellings, or None. Two-digit years follow the telegram window.

    A post may stand as in an address: ``09 AMEMBASSY TRIPOLI 893``, ``Embassy Tripoli 893 of 2009``.
    """
    cleaned = text.strip().upper()
    plain = _PLAIN.fullmatch(cleaned)
    if plain is not None:
        return Mrn(_full_year(int(plain[1])), _key_of(plain[2], aliases), int(plain[3]))
    cleaned = _SECTION_TAG.sub(r"\1", cleaned.translate(_QUOTES).strip(_AROUND))
    for spelling in _SPELLINGS:
        found = spelling.match(cleaned)
        if found is None:
            continue
        year = _full_year(int(found["year"]))
        airgram = found["air"] is not None
        key = _key_of(found["post"].strip(), aliases)
        if not key or key in _NO_POSTS:
            continue
        return Mrn(year, key, int(found["number"]), airgram)
    return None


def name_to(mrn: str, numbered_to: str) -> str:
    """The name of a telegram whose number is one of a series to a post: ``55STATE1161 to CAIRO``."""
    return f"{mrn}{_TO}{numbered_to}" if numbered_to else mrn


def parted(name: str) -> tuple[str, str]:
    """Number and post of such a name; the post is empty where a number stands alone."""
    mrn, _, numbered_to = name.partition(_TO)
    return mrn, numbered_to


def by_year(mrn: str) -> tuple[bool, str]:
    """Key that puts numbers in the order of their real years: ``55ROME1`` before ``09ROME1``."""
    return mrn < TURN, mrn


def without_rank(name: str) -> str:
    """A post's name in capitals without the words for its rank: ``TRIPOLI`` of ``U.S. Embassy Tripoli``."""
    upper = name.strip().upper()
    rank = _RANK.match(upper)
    return upper[rank.end() :] if rank is not None else upper


def _key_of(name: str, aliases: Mapping[str, str]) -> str:
    key = _SIGNS.sub("", name)
    # USMISSION BERLIN is another post than AMEMBASSY BERLIN, so the whole address goes first.
    found = aliases.get(key)
    return found if found is not None else post_key(without_rank(name), aliases)


def _full_year(digits: int) -> int:
    return digits if digits > 99 else (1900 + digits if digits >= int(TURN) else 2000 + digits)

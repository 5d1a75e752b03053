"""The message reference number: two year digits, post, number, such as ``09TRIPOLI893``.

It is how telegrams name one another. Airgrams carry ``-A`` before the number: ``73BANGKOK-A50``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

_PLAIN = re.compile(r"(\d\d)([A-Z]{2,40})(\d{1,7})")  # as nearly every record has it
_SPELLINGS = (
    # 09TRIPOLI893, 09 TRIPOLI 893, 2009TRIPOLI00893, 10-OTTAWA-57
    re.compile(
        r"^(?P<year>\d{4}"
        r"|\d{2})[\s\-/]*(?P<post>[A-Z][A-Z .'&]*?)[\s\-/]*(?P<air>(?<![A-Z])A[\s-]*)?(?P<number>\d{1,7})$"
    ),
    # TRIPOLI 893 (2009), TRIPOLI 893/09
    re.compile(
        r"^(?P<post>[A-Z][A-Z .'&]*?)[\s\-]*(?P<air>(?<![A-Z])A[\s-]*)?"
        r"(?P<number>\d{1,7})\s*[(/]\s*(?P<year>\d{4}|\d{2})\s*\)?$"
    ),
)
# Damage of release software: the section tag glued between year and post (cablemap notes).
SECTION_WORD = r"(?:S?ECTION|SCTION|SETION|SECION|SECTON|SECTIN|SECTIO)"
"""``SECTION``, or the same with a letter lost, as it is glued into some numbers."""
_SECTION_TAG = re.compile(rf"^(\d{{2,4}})\s*{SECTION_WORD}\s*\d+\s*OF\s*\d+\s*")


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
    key = re.sub(r"[^A-Z0-9]", "", name.upper())
    return aliases.get(key, key)


def parse_mrn(text: str, aliases: Mapping[str, str]) -> Mrn | None:
    """Read one MRN in any of its spellings, or None. Two-digit years follow the telegram window."""
    cleaned = text.strip().upper()
    plain = _PLAIN.fullmatch(cleaned)
    if plain is not None:
        return Mrn(_full_year(int(plain[1])), aliases.get(plain[2], plain[2]), int(plain[3]))
    cleaned = _SECTION_TAG.sub(r"\1", cleaned)
    for spelling in _SPELLINGS:
        found = spelling.match(cleaned)
        if found is None:
            continue
        year = _full_year(int(found["year"]))
        post = found["post"].strip()
        airgram = found["air"] is not None
        key = post_key(post, aliases)
        if not key:
            continue
        return Mrn(year, key, int(found["number"]), airgram)
    return None


def _full_year(digits: int) -> int:
    return digits if digits > 99 else (1900 + digits if digits >= 45 else 2000 + digits)

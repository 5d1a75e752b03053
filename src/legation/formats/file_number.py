"""The number by which a file is called: ``1973BEIRUT07784.txt`` holds 73BEIRUT7784.

Archives give telegrams out under their numbers, and often the body alone, which has none. Where a text says no number
of its own the file's holds, and a finding says so; what the text says goes before it.
"""

from __future__ import annotations

import re
from datetime import date

from legation.core.mrn import Mrn, parse_mrn
from legation.formats.reference_years import FIRST_YEAR, reached
from legation.tables.posts import Posts

_NAME = re.compile(
    r"(?:.*[/\\])?(?P<mrn>(?:19|20)?[0-9]{2}[A-Z]{3,20}[0-9]{1,6})(?:\.[A-Z][A-Z0-9]{1,4}){0,2}", re.IGNORECASE
)
_LONGEST = 400


def number_of_file(file: str | None, posts: Posts) -> Mrn | None:
    """The number that the name of a file is, with or without folders and endings; None where it is no post's."""
    named = _NAME.fullmatch(file) if file is not None and len(file) <= _LONGEST else None
    mrn = parse_mrn(named["mrn"], posts.aliases) if named is not None else None
    if mrn is None or mrn.number == 0 or mrn.year < FIRST_YEAR:
        return None
    key = mrn.post if mrn.post in posts.names else posts.key(mrn.post)
    return Mrn(mrn.year, key, mrn.number) if key is not None else None


def last_day_of(mrn: Mrn) -> date | None:
    """The last day of its year, which settles the years of what it cites; None while it may be of January or February.

    Then a number without its year may be of the year before.
    """
    return date(mrn.year, 12, 31) if mrn.number > reached(mrn.post, date(mrn.year, 2, 28)) else None

"""The day of a telegram that the words of a reference state: ``Embtel 314 August 16, 1964``, ``152100ZJUN2006``.

Pure. Days in figures alone are left unread, since 5/3 is one day in Washington and another in London.
"""

from __future__ import annotations

import re
from datetime import date

from legation.core.dtg import MONTH_NAMES, MONTHS

_MONTH = "(?:" + "|".join((*MONTH_NAMES, "SEPT", *MONTHS)) + r")(?![A-Z])\.?"
_YEAR = r"((?:19|20)\d\d|'?\d\d)(?!\d)"
_DAYS = (
    # Day, month and year, if there is one: a group of date and time, a day before its month, a day behind it.
    (re.compile(rf"(?<![A-Z0-9])(\d\d)\d{{4}}Z[ /]{{0,3}}({_MONTH})(?:[ /]{{0,3}}{_YEAR})?(?![A-Z0-9])"), (1, 2, 3)),
    (re.compile(rf"(?<![A-Z0-9])(\d{{1,2}})[ -]{{0,2}}({_MONTH})(?:,?[ -]{{0,2}}{_YEAR})?(?![A-Z0-9])"), (1, 2, 3)),
    (re.compile(rf"(?<![A-Z0-9])({_MONTH}) {{1,3}}(\d{{1,2}})(?!\d)(?:, {{0,3}}{_YEAR})?(?![A-Z0-9])"), (2, 1, 3)),
)


def stated_day(words: str, year: int) -> date | None:
    """The day in the words that cite a telegram of ``year``; None where they state none, several, or another year's."""
    days: set[date] = set()
    upper = " ".join(words.upper().split())
    for form, (day, month, of_year) in _DAYS:
        for found in form.finditer(upper):
            if found[of_year] is not None and int(found[of_year][-2:]) != year % 100:
                return None
            try:
                days.add(date(year, MONTHS.index(found[month][:3]) + 1, int(found[day])))
            except ValueError:  # the thirty-first of June
                return None
        upper = form.sub(" ", upper)  # the year of ``17 DEC 08`` is no day of December
    return days.pop() if len(days) == 1 else None

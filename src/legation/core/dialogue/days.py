"""Days as an entry holds them: one day, a month or a year that there is."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def is_day(value: object) -> bool:
    """Whether it is a day, a month or a year that there is: ``2010-03-01``, ``2010-03`` or ``2010``."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


def is_full_day(value: object) -> bool:
    """Whether it is one day, such as ``2010-03-01``."""
    return is_day(value) and len(str(value)) == len("2010-03-01")


def is_another_day(day: object, other: object) -> bool:
    """Whether two days are told, and neither lies in the other: the 15th of a month is that month told closer."""
    if not (is_day(day) and is_day(other)):
        return False
    return not (str(day).startswith(str(other)) or str(other).startswith(str(day)))


_LATELY = 92


def is_lately_before(day: date, written: date) -> bool:
    """Whether words of a telegram may report of that day: 1 to 92 days before it was written.

    A date without a year may be that of another one, and a day to come is none on which anything was said.
    """
    return 0 < (written - day).days <= _LATELY


def has_form_of_day(value: object) -> bool:
    """Whether it is written as a day, a month or a year, be it one that there is not: ``2010-02-30``."""
    return _DAY.fullmatch(str(value)) is not None

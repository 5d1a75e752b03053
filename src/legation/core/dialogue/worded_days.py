"""By when something is due where a text says it in words: ``early 2010``, ``in December``.

The words stay what they are; what is reckoned by them is the last month or year that they can mean, so that nothing
is called late before it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from legation.core.dialogue.fields import is_day, is_full_day
from legation.core.dtg import MONTH_NAMES

_PARTS = {
    "early": 4, "beginning": 1, "start": 1, "spring": 5, "first quarter": 3, "q1": 3, "first half": 6,
    "mid": 8, "middle": 8, "summer": 8, "second quarter": 6, "q2": 6, "third quarter": 9, "q3": 9,
    "late": 12, "end": 12, "fall": 11, "autumn": 11, "fourth quarter": 12, "q4": 12, "second half": 12,
}  # fmt: skip
"""Words for a part of a year, and the month in which it ends."""

_PART = re.compile(rf"\b({'|'.join(sorted(_PARTS, key=len, reverse=True))})\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b({'|'.join(MONTH_NAMES)})\b", re.IGNORECASE)
# Not that of a day which the calendar has not, `2010-02-30`.
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b(?![-/]\d)", re.ASCII)
# `30 days after the visit of March 2010` names a day that it does not mean.
_COUNTED = re.compile(r"\b(?:after|following|since|from)\b", re.IGNORECASE)
_MAY_BE = re.compile(
    r"(?<!\bin )(?<!\bby )(?<!\bof )(?<!\bmid )(?<!\bmid-)(?<!\bearly )(?<!\blate )\bmay\b", re.IGNORECASE
)


def due_by(said: object, told: str) -> str | None:
    """The day, month or year by which something is due; None where none is said.

    told: the day on which it was said: a month without a year is the next one of that name. Of several months or years
    it is the last.
    """
    if not isinstance(said, str):
        return None
    return said if is_day(said) else _in_words(said, told)


@lru_cache(maxsize=1024)
def _in_words(said: str, told: str) -> str | None:
    if _COUNTED.search(said):
        return None
    years = _YEAR.findall(said)
    words = said if years else _MAY_BE.sub("", said)
    months = [MONTH_NAMES.index(name.upper()) + 1 for name in _MONTH.findall(words)]
    if months:
        if not years and not is_full_day(told):
            return None
        year = int(years[-1]) if years else int(told[:4]) + (months[-1] < int(told[5:7]))
        return f"{year:04d}-{months[-1]:02d}"
    if not years:
        return None
    part = _PART.search(said)
    return f"{max(years)}-{_PARTS[part[1].lower()]:02d}" if part is not None else max(years)

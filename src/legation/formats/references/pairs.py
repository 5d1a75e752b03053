"""Two numbers behind one post that a stroke or a dash joins: ``OTTAWA 57/2008``, ``STATE 2009/12345``, ``ROME 57-08``.

One of them may be the year; or both are telegrams (``STATE 1234/5678``), a range (``ROME 100-102``), or a telegram and
its section (``PARIS 1234/01``). Where more than one of these may be meant the telegram stays open: nothing is guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.references.dates import LAST_SECTION

_PAIR = re.compile(r"(?P<first>[0-9]{1,6})(?P<sign>[/-])(?P<second>[0-9]{1,6})(?![0-9A-Z]|[/-][0-9A-Z])")
_FAR = 10  # years that a cited telegram may lie back and have two digits for its year
_FAR_IN_FULL = 20  # the same for four digits
_LONGEST_RANGE = 40  # telegrams that a drafter cites at once


class Paired(NamedTuple):
    """A telegram of a pair. number: None where the pair may mean more than one thing. end: where the pair ends."""

    number: int | None
    year: int | None
    end: int


def paired(upper: str, begin: int, end: int, year_here: int | None) -> Paired | None:
    """The telegram and its year of the pair at ``begin``; None where no pair stands there or neither number is a year.

    year_here: the telegram's own year. Without it two digits are no year.
    """
    found = _PAIR.match(upper, begin, end)
    if found is None:
        return None
    first, second = found["first"], found["second"]
    behind = _is_year(second, year_here)
    # A number of two figures is not written with a zero before it: ``OTTAWA 09-871`` has its year without any other.
    before = _is_year(first, year_here) or (
        year_here is None and found["sign"] == "-" and first[0] == "0" and len(first) == 2 < len(second)
    )
    if found["sign"] == "/" and len(second) == 2 and not before:
        return None  # a year or a section, as ``written_behind`` tells
    readings = [Paired(int(first), int(second), found.end())] if behind else []
    if before:
        readings.append(Paired(int(second), int(first), found.end()))
    readings = [reading for reading in readings if reading.number]
    if not readings:
        return None
    dashed_name = upper[begin - 1 : begin] == "-"
    if len(readings) > 1 or (not dashed_name and _may_be_two(first, found["sign"], second)):
        return Paired(None, None, found.end())
    return readings[0]


_RANGE = re.compile(
    r"(?P<low>[0-9]{1,6})(?: ?- ?|[ \n]{1,3}(?:THROUGH|THRU|TO)[ \n]{1,3})(?P<high>[0-9]{1,6})"
    r"(?:[/-](?P<year>(?:19|20)[0-9]{2}))?(?![0-9A-Z]|[/-][0-9]{3}|-[0-9])"
)


class Range(NamedTuple):
    """Telegrams of one post from ``low`` to ``high``; both numbers stand there. end: behind its year, if it has one."""

    low: int
    high: int
    low_end: int
    high_begin: int
    year: int | None
    end: int


def range_at(upper: str, begin: int, end: int, year_here: int | None) -> Range | None:
    """The range that begins with the number at ``begin``: ``SEOUL 1401-1403``, ``OTTAWA 57-58/2008``; else None.

    The last number may be cut to the figures that change, where they can be no year: ``1401-36``.
    """
    found = _RANGE.match(upper, begin, end)
    if found is None:
        return None
    low, high, year = int(found["low"]), int(found["high"]), found["year"]
    if len(found["high"]) < len(found["low"]):
        if found["low"][0] == "0" or len(found["high"]) < 2 or _is_year(found["high"], year_here):
            return None
        high += low - low % 10 ** len(found["high"])
    if not low < high <= low + _LONGEST_RANGE or (year is not None and not _is_year(year, year_here)):
        return None
    return Range(low, high, found.end("low"), found.start("high"), int(year) if year else None, found.end())


def _is_year(digits: str, year_here: int | None) -> bool:
    """Whether digits can be the year of a telegram cited in ``year_here``."""
    if len(digits) == 4:
        latest = year_here if year_here is not None else 2039
        return digits[:2] in ("19", "20") and latest - int(digits) in range(_FAR_IN_FULL if year_here else 100)
    return len(digits) == 2 and year_here is not None and (year_here - int(digits)) % 100 <= _FAR


def _may_be_two(first: str, sign: str, second: str) -> bool:
    """Whether both numbers may be telegrams, or the second the section of the first."""
    if sign == "/":
        return (len(first) == len(second) == 4 and first < second) or (len(second) <= 2 and int(second) <= LAST_SECTION)
    low, high = int(first), int(second)
    if len(second) < len(first):  # ``1234-36``
        high += low - low % 10 ** len(second)
    return low < high <= low + _LONGEST_RANGE or (len(first) == len(second) == 4 and first < second)

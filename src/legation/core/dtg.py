"""The date-time group: day, hour, minute, zone, month and year, such as ``051513Z NOV 09``.

State kept two year digits to the end, so a century window settles them: 45 to 99 is the twentieth century,
00 to 44 the twenty-first (telegram-format, FL5), unless the day of receipt says otherwise.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

MONTH_NAMES = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE"),
    *("JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"),
)
MONTHS = tuple(name[:3] for name in MONTH_NAMES)
MONTH_PATTERN = rf"(?:{'|'.join(MONTHS)})[A-Z]{{0,6}}"
"""A month in capitals, by its first three letters or more of them."""

# Copies show the letter O or a small l for digits, and any spacing: ``0 261150Z- MAR 69``, ``12O430Z``.
DTG_PATTERN = (
    r"(?P<day>[0-3OoIl]?[0-9OoIlS])\s?(?P<hour>[0-2OoIl][0-9OoIlS])\s?(?P<minute>[0-5OoIlS][0-9OoIlS])"
    r"\s{0,2}(?P<zone>[A-Za-z]?|[27](?=\s))[-.,]?\s{0,6}"
    r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)[A-Z]{0,6}[.,]?\s{0,3}'?(?P<year>[0-9OoIl]{4}|[0-9OoIl]{2})"
    r"(?![0-9])"
)
_DTG = re.compile(DTG_PATTERN, re.IGNORECASE)
_AS_DIGITS = str.maketrans("OoIiİıLlSsſ", "00111111555")  # without regard to case, I is dotted or dotless as well

# Hours east of UTC by zone letter (ACP 121): A-M without J go east, N-Y west, Z is UTC. J is local time.
ZONES = {"Z": 0}
ZONES.update({letter: i + 1 for i, letter in enumerate("ABCDEFGHIKLM")})
ZONES.update({letter: -(i + 1) for i, letter in enumerate("NOPQRSTUVWXY")})


def month_named(word: str) -> int | None:
    """The month of three letters, 1 to 12. One letter may be wrong in the copy if only one month fits: PEB."""
    upper = word.upper()
    if upper in MONTHS:
        return MONTHS.index(upper) + 1
    near = [n for n, month in enumerate(MONTHS, 1) if sum(a != b for a, b in zip(month, upper, strict=False)) == 1]
    return near[0] if len(near) == 1 and len(upper) == 3 else None


def full_year(two_digits: int, received: date | None = None) -> int:
    """The year that two digits mean: the latest not after ``received``, else by the fixed window."""
    if received is not None:
        return received.year - (received.year - two_digits) % 100
    return 1900 + two_digits if two_digits >= 45 else 2000 + two_digits


def find_dtg(text: str, received: date | None = None) -> tuple[re.Match[str], str | None] | None:
    """The first date-time group of ``text`` and its instant, ISO 8601 in UTC to the minute.

    Returns None where there is no group; (match, None) where there is one that names no moment: a day or hour
    out of range, or zone J, which is local time at the sender.
    """
    found = _DTG.search(text)
    if found is None:
        return None
    return found, instant_of(found, received)


@lru_cache(maxsize=1024)  # telegrams come day by day
def _iso_day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None


def instant_of(found: re.Match[str], received: date | None = None) -> str | None:
    """The instant of a match of ``DTG_PATTERN``, or None where it names no moment."""
    written = found.group("day", "hour", "minute", "year")
    if not "".join(written).isdecimal():
        written = tuple(digits.translate(_AS_DIGITS) for digits in written)
    day, hour, minute, year = map(int, written)
    if year <= 99:
        year = full_year(year, received)
    zone = (found["zone"] or "Z").upper()  # copies show 2 or 7 for Z: ``3017502``
    zone = "Z" if zone in "27" else zone
    if zone not in ZONES:
        return None
    month = MONTHS.index(found["month"][:3].upper()) + 1
    if zone == "Z" and hour < 24 and minute < 60:  # as on nearly every telegram
        on = _iso_day(year, month, day)
        return f"{on}T{hour:02d}:{minute:02d}Z" if on is not None else None
    try:
        # Posts send 2400 for midnight; datetime has no hour 24.
        moment = datetime(year, month, day, 0 if hour == 24 else hour, minute)  # noqa: DTZ001 - led to UTC below
        if hour == 24 or zone != "Z":
            moment += timedelta(days=hour // 24, hours=-ZONES[zone])
    except (ValueError, OverflowError):
        return None
    return f"{moment.isoformat(timespec='minutes')}Z"

"""Dates as telegrams give them: days, parts of years, close of business, and what they come to in ISO
form."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
]
_MONTH = (
    r"(?:JAN(?:UARY|\.)?|FEB(?:RUARY|\.)?|MAR(?:CH|\.)|APR(?:IL|\.)?|MAY|JUNE?|JULY?|AUG(?:UST|\.)?"
    r"|SEP(?:T(?:EMBER|\.)?|\.)?|OCT(?:OBER|\.)?|NOV(?:EMBER|\.)?|DEC(?:EMBER|\.)?)"
)
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:ST|ND|RD|TH)?"
_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2})"
_PART = (
    r"(?:(?:THE )?(?:EARLY|MIDDLE|LATE|LATTER|FIRST|SECOND|LAST|THIRD|FOURTH)(?: (?:PART|HALF"
    r"|QUARTER|DAYS|WEEK))? (?:OF )?|MID[- ]?"
    r"|EARLY (?:IN )?|LATE (?:IN )?|(?:THE )?(?:END|BEGINNING|START|MIDDLE|CLOSE) OF (?:THE )?"
    r"|(?:THE )?(?:SPRING|SUMMER|FALL|AUTUMN|WINTER) (?:OF )?|THE WEEK OF )"
)
_WEEKDAY = r"(?:MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)"
_COUNT = r"(?:[0-9]{1,3}|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|TEN|TWELVE|A FEW|SEVERAL)"
DATE = re.compile(
    rf"""(?<![/.\d-])\b(?:
      (?:(?:COB|CLOSE\ OF\ BUSINESS|OPENING\ OF\ BUSINESS|OOB|NOON)\ (?:ON\ )?)?
      (?:
        (?:{_WEEKDAY},?\ )?(?:
          (?P<day1>{_DAY})\ (?:OF\ )?(?P<month1>{_MONTH})(?:,?\ (?P<year1>{_YEAR}))?
        | (?P<month2>{_MONTH})\ (?P<day2>{_DAY})(?:-{_DAY})?(?!\d|:|,\d|\ PERCENT)(?:,?\ (?P<year2>{_YEAR}))?
        )
      | {_PART.replace(" ", chr(92) + " ")}
        (?:{_MONTH}(?:,?\ {_YEAR})?|{_YEAR}|(?:THIS|NEXT|THE|LAST)?\ ?(?:MONTH|YEAR|WEEK)|NEXT\ {_MONTH})
      | {_MONTH},?\ {_YEAR}
      | (?:THIS|LAST|NEXT|SAME)\ (?:MORNING|AFTERNOON|EVENING|NIGHT|WEEK|MONTH|YEAR
        |SPRING|SUMMER|FALL|AUTUMN|WINTER|{_WEEKDAY}|{_MONTH})
      | TODAY|YESTERDAY|TOMORROW|TONIGHT
      | {_WEEKDAY}(?:\ (?:MORNING|AFTERNOON|EVENING))?
      | (?<=\bWITHIN\ )(?:THE\ NEXT\ )?{_COUNT}\ (?:HOURS|DAYS|WEEKS|MONTHS|YEARS)
      | (?<=\bBY\ ){_YEAR}(?![\w-])
      | (?<=\bIN\ ){_YEAR}(?![\w-])
      )
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
# Days that are told from the day of writing; a telegram that says LAST EVENING is of the day after.
_SHIFTS = {
    "TODAY": 0,
    "TONIGHT": 0,
    "THIS MORNING": 0,
    "THIS AFTERNOON": 0,
    "THIS EVENING": 0,
    "YESTERDAY": -1,
    "LAST NIGHT": -1,
    "LAST EVENING": -1,
    "TOMORROW": 1,
}
_THE = re.compile(r"^the ", re.IGNORECASE)
_EARLY_PART = re.compile(r"^(?:the )?(early|late|latter) (?:part|days) of (?:the )?", re.IGNORECASE)


class Day(NamedTuple):
    """Words of a date, and the day in ISO form where it is a whole date."""

    words: str
    iso: str | None


def day(found: re.Match[str], written: date | None) -> Day:
    """What ``found`` (a match of ``DATE``) says, in a telegram of the day ``written``."""
    words = _THE.sub("", found[0])
    early = _EARLY_PART.match(found[0])
    if early is not None:
        words = f"{'late' if early[1].lower() == 'latter' else early[1].lower()} {found[0][early.end() :]}"
    number, month, year = (found["day1"], found["month1"], found["year1"]) if found["day1"] else (
        found["day2"], found["month2"], found["year2"]
    )  # fmt: skip
    if number is not None:
        return Day(words, _whole(number, month, year, written))
    shift = _SHIFTS.get(found[0].upper())
    if written is not None and shift is not None:
        try:
            return Day(words, (written + timedelta(days=shift)).isoformat())
        except OverflowError:  # the calendar's first or last day
            return Day(words, None)
    return Day(words, None)


def _whole(number: str, month: str, year: str | None, written: date | None) -> str | None:
    digits = int(re.sub(r"\D", "", number))
    index = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month.upper().rstrip(".")[:3]))
    if year is None and written is None:
        return None
    candidates = [int(year)] if year else [written.year, written.year + 1, written.year - 1] if written else []
    days: list[date] = []
    for candidate in candidates:
        try:
            days.append(date(candidate, index, digits))
        except ValueError:  # 30 February, or 29 in a common year
            continue
    if not days:
        return None
    # Without a year the nearest such day is meant: a telegram of December that says 5 January looks ahead.
    return min(days, key=lambda each: abs((each - written).days) if written else 0).isoformat()

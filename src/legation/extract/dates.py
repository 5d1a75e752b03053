"""Dates as telegrams give them: days, parts of years, close of business, and what they come to in ISO
form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from legation.core.dtg import MONTH_NAMES

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
_COUNT = r"(?:[0-9]{1,3}|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|TEN|TWELVE|A[ ]FEW|SEVERAL)"
DATE = re.compile(
    rf"""(?<![/.\d-])\b(?:
      (?:(?:COB|C\.O\.B\.|CLOSE\ OF\ BUSINESS|OPENING\ OF\ BUSINESS|OOB|NOON)\ (?:ON\ )?)?
      (?:
        (?:{_WEEKDAY},?\ )?(?:
          (?P<day1>{_DAY})\ (?:OF\ )?(?P<month1>{_MONTH})(?:,?\ (?P<year1>{_YEAR}))?
        | (?P<month2>{_MONTH})\ (?P<day2>{_DAY})(?:-{_DAY})?(?!\d|:|,\d|\ PERCENT)(?:,?\ (?P<year2>{_YEAR}))?
        )
      | {_PART.replace(" ", chr(92) + " ")}
        (?:{_MONTH}(?:,?\ {_YEAR})?|{_YEAR}|(?:THIS|NEXT|THE|LAST)?\ ?(?:MONTH|YEAR|WEEK)|NEXT\ {_MONTH})
      | {_MONTH},?\ {_YEAR}
      | (?:THIS|LAST|NEXT|SAME)\ (?:MORNING|AFTERNOON|EVENING|NIGHT|WEEK|MONTH|YEAR
        |SPRING|SUMMER|FALL|AUTUMN|WINTER|{_WEEKDAY}|{_MONTH})(?<!THIS\ MAY(?=\ [A-Z]))
      | (?:EARLIER\ |LATER\ )?(?:TODAY|YESTERDAY|TOMORROW)(?:\ (?:MORNING|NOON|AFTERNOON|EVENING|NIGHT))?|TONIGHT
      | {_WEEKDAY}(?:\ (?:MORNING|AFTERNOON|EVENING|NIGHT))?
      | (?P<month3>1[0-2]|0?[1-9])/(?P<day3>3[01]|[12][0-9]|0?[1-9])/(?P<year3>{_YEAR}|[0-9]{{2}})(?![/\w])
      | {_COUNT}\ (?:DAYS|WEEKS|MONTHS)\ FROM\ (?:TODAY|NOW)
      | (?:(?:THE\ )?(?:FIRST|SECOND|THIRD|FOURTH)\ QUARTER\ (?:OF\ )?|Q[1-4]\ |[1-4]Q\ ){_YEAR}
      | (?:(?:THE\ )?(?:END|BEGINNING|START|CLOSE)\ OF\ (?:THE\ )?)?(?:FISCAL\ YEAR|FY)\ (?:{_YEAR}|[0-9]{{2}})
      | (?<=\bWITHIN\ )(?:THE\ NEXT\ )?{_COUNT}\ (?:HOURS|DAYS|WEEKS|MONTHS|YEARS)
      | (?<=\bBY\ ){_YEAR}(?![\w-])
      | (?<=\bIN\ ){_YEAR}(?![\w-])
      | (?:(?<=\bIN\ )|(?<=\bBY\ )|(?<=\bUNTIL\ )|(?<=\bBEFORE\ )|(?<=\bSINCE\ )|(?<=\bDURING\ )){_MONTH}(?![\w-])
      )
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
# What the first word of a date begins with, but for a number.
_OPENINGS = """
A C COB CLO OPE OOB NOO MON TUE WED THU FRI SAT SUN JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC THE EAR MID LAT FIR
SEC LAS THI FOU END BEG STA SPR SUM FAL AUT WIN NEX SAM TOD YES TOM TON FY FIS Q1 Q2 Q3 Q4 ONE TWO THR FIV SIX SEV EIG
TEN TWE
"""
_OPENS = frozenset(_OPENINGS.split())
_PART_OF_WORD = re.compile(r"[^\W_]+")
# Days that are told from the day of writing; a telegram that says LAST EVENING is of the day after.
_SHIFTS = (
    (0, re.compile(r"\bTODAY|\bTONIGHT|\bTHIS (?:MORNING|AFTERNOON|EVENING)", re.IGNORECASE)),
    (-1, re.compile(r"\bYESTERDAY|\bLAST (?:NIGHT|EVENING)", re.IGNORECASE)),
    (1, re.compile(r"\bTOMORROW", re.IGNORECASE)),
)
_OF_A_WEEK = re.compile(rf"(?:(LAST|NEXT|THIS) )?({_WEEKDAY})(?: (?:MORNING|AFTERNOON|EVENING|NIGHT))?", re.IGNORECASE)
_WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_MONTH_OF_YEAR = re.compile(rf"(?P<month>{_MONTH}),? (?P<year>{_YEAR})", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"(?:(LAST|NEXT|THIS|SAME) )?({_MONTH})", re.IGNORECASE)
_FROM_TODAY = re.compile(rf"({_COUNT}) (DAYS|WEEKS|MONTHS) FROM (?:TODAY|NOW)", re.IGNORECASE)
_NUMBERS = {
    "ONE": 1,
    "TWO": 2,
    "THREE": 3,
    "FOUR": 4,
    "FIVE": 5,
    "SIX": 6,
    "SEVEN": 7,
    "EIGHT": 8,
    "TEN": 10,
    "TWELVE": 12,
}
_THE = re.compile(r"^the ", re.IGNORECASE)
_EARLY_PART = re.compile(r"^(?:the )?(early|late|latter) (?:part|days) of (?:the )?", re.IGNORECASE)


class Day(NamedTuple):
    """Words of a date, and the day in ISO form where it is a whole date; the month where that is named with its year.

    back, ahead: of a day of the week or a month alone, the last one up to the day of writing and the next one after it
    (of months from that of writing on), in ISO form; what is told of was, and what is due will be.
    """

    words: str
    iso: str | None
    back: str | None = None
    ahead: str | None = None


def dates(text: str, starts: Iterable[int], end: int) -> Iterator[re.Match[str]]:
    """What ``DATE`` finds in a text up to ``end``, of which ``starts`` are all places where a date may begin."""
    until = 0
    for start in starts:
        if start >= until:
            found = DATE.match(text, start, end)
            if found is not None:
                until = found.end()
                yield found


def date_starts(word: str) -> tuple[int, ...]:
    """Where in a word a date may begin."""
    if word.isalpha():
        return (0,) if word[:3].upper() in _OPENS else ()
    return tuple(
        part.start() for part in _PART_OF_WORD.finditer(word) if part[0][0].isdigit() or part[0][:3].upper() in _OPENS
    )


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
    if found["month3"] is not None:
        return Day(words, _by_figures(found["year3"], found["month3"], found["day3"], written))
    of_year = _MONTH_OF_YEAR.fullmatch(words)
    if of_year is not None:
        return Day(words, f"{of_year['year']}-{_month(of_year['month']):02}")
    if written is None:
        return Day(words, None)
    counted = _FROM_TODAY.fullmatch(found[0])
    if counted is not None:
        return Day(words, _counted(counted[1], counted[2], written))
    shift = next((days for days, said in _SHIFTS if said.search(found[0])), None)
    if shift is not None:
        return Day(words, _moved(written, shift))
    month_alone = _MONTH_ALONE.fullmatch(found[0])
    if month_alone is not None:
        return Day(words, None, *_around(_month(month_alone[2]), (month_alone[1] or "").upper(), written))
    named = _OF_A_WEEK.fullmatch(found[0])
    if named is None:
        return Day(words, None)
    since = (written.weekday() - _WEEK.index(named[2].upper())) % 7
    back, ahead = _moved(written, -since), _moved(written, 7 - since)
    side = (named[1] or "").upper()
    return Day(words, None, None if side == "NEXT" else back, None if side == "LAST" else ahead)


def _around(month: int, side: str, written: date) -> tuple[str | None, str | None]:
    """The last such month up to that of writing, and the next from it on; NEXT and LAST tell of one side alone."""
    if side in ("THIS", "SAME"):
        here = f"{written.year}-{month:02}"
        return here, here
    back = f"{written.year - (month > written.month):04}-{month:02}"
    ahead = f"{written.year + (month < written.month):04}-{month:02}"
    return None if side == "NEXT" else back, None if side == "LAST" else ahead


def _moved(written: date, days: int) -> str | None:
    try:
        return (written + timedelta(days=days)).isoformat()
    except OverflowError:  # the calendar's first or last day
        return None


def _by_figures(year: str, month: str, day: str, written: date | None) -> str | None:
    """4/15/2009, month before day as the American services write it; of two digits the year nearest to the writing."""
    if len(year) == 4:
        full = int(year)
    elif written is None:
        return None
    else:
        full = min((century + int(year) for century in (1800, 1900, 2000)), key=lambda each: abs(each - written.year))
    try:
        return date(full, int(month), int(day)).isoformat()
    except ValueError:  # 2/30/2009
        return None


def _counted(count: str, unit: str, written: date) -> str | None:
    """The day so many days or weeks from the writing; a month is no number of days."""
    number = int(count) if count.isdigit() else _NUMBERS.get(count.upper())
    days = {"DAYS": 1, "WEEKS": 7}.get(unit.upper())
    return None if number is None or days is None else _moved(written, number * days)


def _month(name: str) -> int:
    return next(i for i, known in enumerate(MONTH_NAMES, 1) if known.startswith(name.upper().rstrip(".")[:3]))


def _whole(number: str, month: str, year: str | None, written: date | None) -> str | None:
    digits = int(re.sub(r"\D", "", number))
    index = _month(month)
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

"""What a value in a query means: how the index spells it, and which places of a scale it covers."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

import msgspec

from legation.core.dtg import MONTH_NAMES, find_dtg
from legation.core.mrn import post_key
from legation.core.precedence import PROSIGNS, RANKS
from legation.storage.numbered_to import read_name
from legation.tables.marking_rows import level_named, level_names, rank_of
from legation.tables.posts import load_posts, place_of

TO = " TO "
"""Between a number and the post of its series, as the index keeps the names of ``storage.numbered_to``."""

Aliases: TypeAlias = Mapping[str, str]


class Extent(msgspec.Struct, frozen=True):
    """The places on a field's scale that a value covers, both ends counted.

    series: what the places are counted in, where a scale has several: numbers of 09TRIPOLI and of 09STATE.
    """

    first: int
    last: int
    series: str | None = None


@lru_cache(maxsize=4096)
def exact_value(text: str) -> str:
    """A value as the index keeps it: capitals, single blanks."""
    return " ".join(text.upper().split())


def plain_value(text: str, _aliases: Aliases, _prefix: bool) -> str | None:
    return exact_value(text)


# Scales.

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_IN_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})\.? )?(?P<month>[a-z]{3,9})\.? (?:(?P<behind>\d{1,2}),? )?(?P<year>\d{4})", re.IGNORECASE
)
_DECADE = re.compile(r"(\d{3})0s", re.IGNORECASE)
_LONGEST_DAY = 30
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})Z?")
_LONGEST_MOMENT = 40
_PRECEDENCE = re.compile(r"\s*(?:[ZOPR] ?){0,2}", re.IGNORECASE)  # before a group, as ``O R 051513Z NOV 09``
_DAY_MINUTES = 1440


def day_number(day: str | None) -> int | None:
    """Days from the first of January of year 1, which is 1; None for what is no ISO date."""
    try:
        return date.fromisoformat(day or "").toordinal()
    except ValueError:
        return None


def days(text: str, _aliases: Aliases) -> Extent | None:
    """First and last day of a year, a month, a day or a decade, as ``day_number`` counts.

    A month and a day may stand in words, as a reader writes them: ``November 2009``, ``5 Nov 2009``; in digits they
    stand as in ISO alone, since 11/05 is one day here and another there.
    """
    if not text.isascii():
        return None
    found = _DATE.fullmatch(text)
    if found is not None:
        year, month, day = (int(part) if part else None for part in found.groups())
    elif (decade := _DECADE.fullmatch(text)) is not None:
        begin, end = days(f"{decade[1]}0", _aliases), days(f"{decade[1]}9", _aliases)
        return None if begin is None or end is None else Extent(begin.first, end.last)
    elif (told := _day_in_words(text)) is not None:
        year, month, day = told
    else:
        return None
    try:
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = first if day else date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        return None
    return Extent(first.toordinal(), last.toordinal())


def _day_in_words(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and perhaps day of ``5 November 2009``, ``November 5, 2009`` or ``Nov 2009``."""
    words = " ".join(text.split())
    found = _IN_WORDS.fullmatch(words) if len(words) <= _LONGEST_DAY else None
    if found is None or (found["day"] and found["behind"]):
        return None
    name = found["month"].upper()
    month = next((number for number, whole in enumerate(MONTH_NAMES, 1) if whole.startswith(name)), None)
    day = found["day"] or found["behind"]
    return None if month is None else (int(found["year"]), month, int(day) if day else None)


def moments(text: str, aliases: Aliases) -> Extent | None:
    """Minutes of a moment, in ISO or as a date-time group, or of a day, month or year, from year 1 on."""
    whole = days(text, aliases)
    if whole is not None:
        return Extent(whole.first * _DAY_MINUTES, whole.last * _DAY_MINUTES + _DAY_MINUTES - 1)
    iso = text if len(text) > _LONGEST_MOMENT or _MOMENT.fullmatch(text) else _of_group(text)
    found = _MOMENT.fullmatch(iso or "")
    day = day_number(found[1]) if found is not None else None
    if found is None or day is None or int(found[2]) > 23 or int(found[3]) > 59:
        return None
    minute = day * _DAY_MINUTES + int(found[2]) * 60 + int(found[3])
    return Extent(minute, minute)


def _of_group(text: str) -> str | None:
    """The instant of a text that is a date-time group, as a heading has it with its precedence, and nothing else."""
    found = find_dtg(text)
    if found is None or _PRECEDENCE.fullmatch(text, 0, found[0].start()) is None or text[found[0].end() :].strip():
        return None
    return found[1]


def as_moment(text: str, aliases: Aliases, prefix: bool) -> str | None:
    """The instant, ISO in UTC to the minute, of a moment in ISO or of a date-time group."""
    if prefix:
        return exact_value(text)
    found = moments(text, aliases) if ".." not in text else None
    if found is None or found.first != found.last:
        return None
    day, minute = divmod(found.first, _DAY_MINUTES)
    return f"{date.fromordinal(day).isoformat()}T{minute // 60:02d}:{minute % 60:02d}Z"


def whole_number(text: str, _aliases: Aliases) -> Extent | None:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        return None
    return Extent(int(text), int(text))


def level_extent(text: str, _aliases: Aliases) -> Extent | None:
    name = level_named(text)
    return None if name is None else Extent(rank_of(name), rank_of(name))


def precedence_extent(text: str, _aliases: Aliases) -> Extent | None:
    rank = RANKS.get(as_precedence(text, _aliases, False) or "")
    return None if rank is None else Extent(rank, rank)


def number_in_series(text: str, aliases: Aliases) -> Extent | None:
    """Where an MRN stands among its post's of the year; a bare number stands in any series."""
    bare = whole_number(text, aliases)
    mrn = None if bare is not None else as_mrn(text, aliases, False)
    if mrn is None:
        return bare
    mrn = mrn.partition(TO)[0]
    series = series_of(mrn)
    number = int(mrn[len(series) :])
    return Extent(number, number, series)


def series_of(mrn: str) -> str:
    """The MRN without its number: ``09TRIPOLI``, ``73BANGKOK-A``."""
    return mrn.rstrip("0123456789")


# Values as the index keeps them.

LONGEST_MRN = 60
"""Characters; an MRN is short, and the patterns that read it are slow on long words."""


def as_mrn(text: str, aliases: Aliases, prefix: bool) -> str | None:
    if prefix:
        return re.sub(r"[^A-Z0-9-]", "", text.upper()) or None
    found = read_name(text, aliases) if len(text) <= LONGEST_MRN else None
    return None if found is None else exact_value(found)


def as_post(text: str, aliases: Aliases, prefix: bool) -> str | None:
    """A post by its place, and by its address where that is no post of its own, as ``USMISSION BERLIN`` is."""
    key = post_key(text, {} if prefix else aliases)
    if not prefix and (place := place_of(text)) != text.upper() and key not in load_posts().names:
        key = post_key(place, aliases)
    return key or None


def as_series(text: str, aliases: Aliases, prefix: bool) -> str | None:
    if prefix:
        return "".join(exact_value(text).split())
    first = as_mrn(f"{text.strip()}1", aliases, False)
    return None if first is None else series_of(first)


def as_level(text: str, _aliases: Aliases, prefix: bool) -> str | None:
    if prefix:
        return exact_value(text) if any(name.startswith(exact_value(text)) for name in level_names()) else None
    return level_named(text)


def as_order(text: str, _aliases: Aliases, _prefix: bool) -> str | None:
    return re.sub(r"^E\.?\s?O\.?\s?(?=\d)", "", exact_value(text))


def as_precedence(text: str, _aliases: Aliases, prefix: bool) -> str | None:
    value = exact_value(text)
    if prefix:
        return value
    name = PROSIGNS.get(value, value)
    return name if name in RANKS else "NIACT IMMEDIATE" if name == "NIACT" else None

"""The year of a telegram cited by post and number, and what a number says of its year and of its sender.

Drafters leave out the year of a telegram of their own year. Around New Year the number tells: a post starts at 1
each January, so a number that it cannot have reached by the citing telegram's day is of the year before. Until 1968
posts started at 1 each July, and until mid-1966 the Department had a series for each post, so that its number alone
names no one telegram. Sources: telegram-format 4.8; eras 2; numbers and dates of the telegrams in FRUS 1955-57 XIV,
1964-68 XVI and 1969-76, and of the NARA release of 1973-79.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from legation.core.mrn import Mrn, post_key
from legation.core.telegram import NotedDay
from legation.formats.sheet import Sheet
from legation.tables.citing import citing_words

# The most telegrams that a post sends on an average day. Only the busiest posts pass 100.
_DEPARTMENT_A_DAY = 1200
_BUSY_A_DAY = 170
_POST_A_DAY = 100
_POST_A_DAY_IN_JANUARY = 60  # the month in which last year's telegrams are still cited without their year
_AIRGRAMS_A_DAY = {"STATE": 45}
_AIRGRAMS_A_DAY_ELSEWHERE = 6
_SLACK = 40  # numbers above the average that a day may bring
_AHEAD = 20  # telegrams drafted together cite one another before they are numbered
# No year's numbers ever went beyond these.
_LAST_OF_DEPARTMENT = 430_000  # 89STATE401887 is among the released
_LAST_OF_POST = 99_999
TRAVELLING = citing_words().travelling
"""Series of the travelling Secretary: numbered by journey, not by year."""
_BUSY = citing_words().busy
_GREAT = citing_words().great
FIRST_YEAR = 1940
"""Of older telegrams no number is formed: it would be that of a telegram of this century."""
_LAST_FISCAL_YEAR = 1968  # from then on numbers begin in January
_ONE_DEPARTMENT_SERIES = date(1966, 7, 1)
_DEPARTMENT_A_DAY_1967 = (450, 650)
_HALF_A_YEAR = 184  # days from July to December
_FISCAL_YEAR_BEGINS = 7
_NEW_YEAR_IS_PAST = 3  # the month from which nobody cites last year's telegrams without their year
_FEWEST_IN_SPRING = 100  # no post of which a lower number is at hand had sent so few by New Year
_FEWEST_OF_GREAT = 1000


# ``Deptels 278 and 279 to Ankara`` names the post behind the last of its numbers.
_TO_A_POST = re.compile(
    r"(?:(?:,[ \n](?:AND[ \n])?|[ \n]AND[ \n])[0-9]{1,6}){0,5}[ \n]{1,2}\(?(?:SENT[ \n])?TO[ \n](?:THE[ \n])?"
    r"(?P<place>[A-Z]{3,14}(?:[ \n][A-Z]{3,14})?)"
)


class Written(NamedTuple):
    """The date written beside a number, as far as it goes. year: two or four digits."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


NOTHING_WRITTEN = Written()


def full_year_of(
    sheet: Sheet,
    year: int | None,
    post: str,
    number: int,
    written: Written = NOTHING_WRITTEN,
    *,
    airgram: bool = False,
    end: int | None = None,
) -> int | None:
    """The year of a reference: as written, else that of the telegram or the one before, as date and number tell.

    end: where the reference ends in the text, for what the editors of a volume note on it.
    None where nothing tells: no day is known, the year written is still to come, or the post never sent so many; and
    before ``FIRST_YEAR``.
    """
    if sheet.day is not None and sheet.day.year < FIRST_YEAR:
        return None
    noted = None
    if sheet.notes is not None and end is not None and not airgram:
        noted = sheet.notes.of(post, number, sheet.text, end)
    if noted is None:
        return _as_told(sheet, year, post, number, written, airgram=airgram, end=end)
    if year is None and written.year is None:
        full: int | None = noted.day.year
    else:
        full = _as_told(sheet, year, post, number, written, airgram=False, end=end)
    if full == noted.day.year:
        mrn = str(Mrn(full, post, number))
        sheet.noted.setdefault(mrn, set()).add(NotedDay(mrn, noted.day.isoformat(), noted.span))
    return full


def _as_told(
    sheet: Sheet, year: int | None, post: str, number: int, written: Written, *, airgram: bool, end: int | None
) -> int | None:
    """The year by the telegram's own words, date and number."""
    year = written.year if year is None else year
    if not _is_possible(post, number):
        return None
    day = sheet.day or _day_by_file(sheet)
    if post == "STATE" and not airgram and day is not None and day < _ONE_DEPARTMENT_SERIES:
        return _of_series_to_post(sheet, day, number, year, written, end)
    if year is not None:
        return _written_year(sheet, year)
    if day is None:
        return _of_called(sheet, post, number, airgram=airgram)
    if written.month is not None:
        return _of_month(day, written)
    if post in TRAVELLING:
        return day.year
    own_number = _own_number(sheet, post, airgram=airgram)
    if day.year <= _LAST_FISCAL_YEAR and not airgram:
        return _fiscal_year(day, post, number, own_number)
    if own_number is not None:
        beside = _year_beside_own(day, number, own_number)
        # Until 1968 the airgrams of a post may have begun in July as its telegrams did: the year holds if both say it.
        fiscal = _fiscal_year(day, post, number, own_number) if day.year <= _LAST_FISCAL_YEAR else beside
        return beside if beside == fiscal else None
    return day.year if number <= reached(post, day, airgram=airgram) else day.year - 1


def called_by_file(sheet: Sheet) -> Mrn | None:
    """The number by which the file is called, where the text says none; or says it without its year."""
    called: Mrn | None = sheet.fields.get("called")
    if called is None:
        return None
    post, number = written_number(sheet)
    return called if number is None or (post, number) == (called.post, called.number) else None


def written_number(sheet: Sheet) -> tuple[str | None, int | None]:
    """Post and number of the telegram as its text has them."""
    fields = sheet.fields
    post, number = fields.get("post"), fields.get("number")
    if number is None and fields.get("page_heads"):
        head = fields["page_heads"][0]
        post, number = sheet.posts.key(head.post) or post_key(head.post, {}), head.number
    if number is None and fields.get("number_above") is not None:
        post, number = fields.get("originator_post"), fields["number_above"]
    return post, number


def _day_by_file(sheet: Sheet) -> date | None:
    """The last day of the year by which the file is called; None while it may be of January or February.

    Then a number without its year may be of the year before. It is asked for the years of what is cited alone.
    """
    called = called_by_file(sheet)
    if called is None or called.number <= reached(called.post, date(called.year, 2, 28)):
        return None
    return date(called.year, 12, 31)


def series_to(sheet: Sheet) -> frozenset[str]:
    """The posts to which a number of the Department can be that the telegram cites.

    None where the Department had one series, or cites itself.
    """
    fields, day = sheet.fields, sheet.day or _day_by_file(sheet)
    sender = fields.get("originator_post")
    if sender is None or sender == "STATE" or day is None or day >= _ONE_DEPARTMENT_SERIES:
        return frozenset()
    return frozenset({sender, fields.get("recipient_post", sender)})


def _of_series_to_post(
    sheet: Sheet, day: date, number: int, year: int | None, written: Written, end: int | None
) -> int | None:
    """The year of the Department's number in its series to the post that cites it.

    A series begins in July: from then on a number is of this year, whichever half it is of. What the Department cites
    is of a series only where its words say of which: ``Deptel 54 to Tel Aviv``.
    """
    sender = sheet.fields.get("originator_post") or sheet.fields.get("post")
    if sender is None or (sender == "STATE" and not _is_said_to_whom(sheet, end)):
        return None
    if year is not None:
        return _written_year(sheet, year)
    if written.month is not None:
        return _of_month(day, written)
    if day.month >= _FISCAL_YEAR_BEGINS:
        return day.year
    return day.year if sender != "STATE" and _is_of_spring(day, sender, number) else None


def _is_said_to_whom(sheet: Sheet, end: int | None) -> bool:
    """Whether behind a number that ends there stands the post that it went to."""
    found = _TO_A_POST.match(sheet.upper, end) if end is not None else None
    if found is None:
        return False
    words = found["place"].replace("\n", " ").split()
    return any(sheet.posts.key(" ".join(words[:count])) is not None for count in (2, 1))


def _of_month(day: date, written: Written) -> int:
    """The year of a day that is told without one: the last such day before the telegram's."""
    later = (written.month or 1, written.day or 1) > (day.month, day.day + 1)
    return day.year - 1 if later else day.year


def _is_of_spring(day: date, post: str, number: int) -> bool:
    """Whether a number of a post's series, cited without its year before July, is of this calendar year."""
    return day.month >= _NEW_YEAR_IS_PAST and number >= (_FEWEST_OF_GREAT if post in _GREAT else _FEWEST_IN_SPRING)


def reached(post: str, day: date, *, airgram: bool = False) -> int:
    """The highest number that a post can have reached by ``day``."""
    if airgram:
        a_day = _AIRGRAMS_A_DAY.get(post, _AIRGRAMS_A_DAY_ELSEWHERE)
    elif post == "STATE":
        a_day = _DEPARTMENT_A_DAY
    elif post in _BUSY:
        a_day = _BUSY_A_DAY
    else:
        a_day = _POST_A_DAY_IN_JANUARY if day.month == 1 else _POST_A_DAY
    return a_day * _of_year(day) + _SLACK


def is_long_passed(number: int, day: date, *, airgram: bool) -> bool:
    """Whether the Department had left ``number`` behind two months before ``day``, by the slowest of its years."""
    a_day = 10 if airgram else 300
    return number < a_day * (_of_year(day) - 60)


def is_still_to_come(sheet: Sheet, post: str, number: int) -> bool:
    """Whether a post, that of the telegram itself, had not sent so many by the telegram's own number."""
    own = _own_number(sheet, post, airgram=False)
    return own is not None and number > own + _AHEAD


def _own_number(sheet: Sheet, post: str, *, airgram: bool) -> int | None:
    """The citing telegram's own number, if it is one of the same series: of the post, and of its airgrams or not."""
    fields = sheet.fields
    if airgram is not ("airgram" in fields):
        return None
    if fields.get("number") is not None:
        return fields["number"] if fields.get("post") == post else None
    if (called := called_by_file(sheet)) is not None:
        return called.number if called.post == post else None
    return fields.get("number_above") if fields.get("originator_post") == post else None


def _of_year(day: date) -> int:
    """The day of the year, a day or two too late."""
    return (day.month - 1) * 31 + day.day


def _is_possible(post: str, number: int) -> bool:
    if post in TRAVELLING:
        return True
    return number <= (_LAST_OF_DEPARTMENT if post == "STATE" else _LAST_OF_POST)


def _written_year(sheet: Sheet, year: int) -> int | None:
    day = sheet.day or _day_by_file(sheet)
    own = None if day is None else day.year
    if year <= 99:
        if own is None:
            return 1900 + year if year >= 45 else 2000 + year
        year += own // 100 * 100
        if year > own + 1:
            year -= 100
    if year < FIRST_YEAR or (own is not None and year > own):
        return None
    return year


def _of_called(sheet: Sheet, post: str, number: int, *, airgram: bool) -> int | None:
    """The year of what a post cites of its own below the number that the file is called by; of others it is open."""
    called = called_by_file(sheet)
    if called is None or called.post != post or airgram or called.year <= _LAST_FISCAL_YEAR:
        return None
    return called.year if number < called.number else None


def _year_beside_own(day: date, number: int, own_number: int) -> int | None:
    """The year of the same post's number: above the telegram's own, it is last year's, if the post gets so far.

    Late in the year nobody cites last year's telegrams so; the number is then more likely garbled.
    """
    if number <= own_number + _AHEAD:
        return day.year
    in_a_year = own_number * 365 / _of_year(day)
    return day.year - 1 if day.month == 1 or (day.month <= 6 and number <= 1.6 * in_a_year + 200) else None


def _fiscal_year(day: date, post: str, number: int, own_number: int | None) -> int | None:
    """The calendar year of a number that runs from July: in spring it may be of the autumn before.

    From March on what is cited without its year is of this one: all 76 of those months whose day the editors of FRUS
    1955-57 XIV and 1964-68 XVI note, and 32 of 34 in January and February. A low number is rather of the summer before.
    """
    if day.month >= _FISCAL_YEAR_BEGINS:
        return day.year
    days = _HALF_A_YEAR + _of_year(day)
    if post == "STATE":
        slow, fast = _DEPARTMENT_A_DAY_1967
        earliest, latest = number / fast, number / slow
    elif own_number and number <= own_number + _AHEAD:
        sent = days * number / own_number
        earliest, latest = sent - 10, sent + 10
    else:
        return day.year if own_number is None and _is_of_spring(day, post, number) else None
    if latest < _HALF_A_YEAR:
        return day.year - 1
    return day.year if earliest > _HALF_A_YEAR else None

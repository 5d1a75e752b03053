"""The days of cited telegrams, as the editors of a printed volume note them.

A telegram rarely says the year of what it cites, and numbers of before 1968 may be of either half of a year. The
editors have looked the telegrams up: ``Telegram 1161 from Nicosia, April 27, reported``; ``Dated June 4`` where the
sign of the note stands behind the number itself, and there also ``Not printed`` with the paper's number in the files,
which has its day. A year that they leave out is that of the telegram. Source: notes of FRUS 1955-57 XIV, 1964-68 XVI
and 1969-76; where the numbers tell a year of their own, it is that of the note (docs/decisions/0146).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from legation.core.dtg import MONTH_NAMES, MONTHS
from legation.core.text import Span
from legation.tables.posts import Posts

_DAY = (
    rf"(?P<month>{'|'.join(name.title() for name in MONTH_NAMES)}) (?P<day>[0-3]?[0-9])(?![0-9])"
    r"(?:, (?P<year>19[0-9]{2})(?![0-9]))?"
)
_PLACE = r"(?:the )?(?P<place>[A-Z][A-Za-z.]{2,14}(?: [A-Z][A-Za-z]{2,12}){0,2})"
_NUMBERS = r"(?P<numbers>[0-9]{1,6}(?:(?:, (?:and )?| and )[0-9]{1,6}){0,5})(?![0-9/-])"
_TOLD = re.compile(
    rf"\b[Tt]elegrams? {_NUMBERS}(?: (?P<way>from|to) {_PLACE})?"
    rf"(?:, (?:dated )?| (?:(?:is|was) )?dated | of | on ){_DAY}"
)
_DATED = re.compile(rf"(?:Dated|This telegram,|The telegram,|It was dated) {_DAY}")
# The decimal files of the Department, to 1963, give a paper subject and day: ``674.84A/4-255`` is of April 2, 1955.
_FILED = re.compile(
    r"Not printed[^()]{0,40}\([^()]{0,80}?/(?P<month>1[0-2]|[1-9])[\u2013-](?P<day>[0-3]?[0-9])(?P<year>[4-6][0-9])\)"
)
_NUMBER = re.compile(r"[0-9]+")
_FEWEST = 100  # a lower number may be that of several telegrams of a note
# What may part a number and the sign of the note on it: ``Embtel 1812 (333 to Ankara)``, ``Athens 12 to Dept).``
_BETWEEN = re.compile(
    r"(?: \([0-9]{1,5} to [A-Z][A-Za-z ]{2,14}\))?(?: (?:to|on) (?:the )?Dep(?:artmen)?t)?[.;:,)]{0,3}"
)
_FARTHEST = 60  # signs that this can have
_MOST = 16  # days of one number that are looked at; of so many none is sure
_AFTER = timedelta(days=2)  # a telegram may be numbered after one that it cites


class Noted(NamedTuple):
    """A telegram of which a note tells the day. post: key of its sender, None where the note does not say.

    span: of the note in the source; of several that tell the same the first.
    """

    post: str | None
    day: date
    span: Span


_Told: TypeAlias = tuple[str | None, date]


class Notes:
    """What the notes of one telegram tell of those that it cites."""

    def __init__(
        self, notes: Iterable[tuple[int, str, Span]], day: date, posts: Posts, own: frozenset[str] = frozenset()
    ) -> None:
        """notes: the place of each one's sign in the text, rising; its words, with single blanks; its span.

        day: the telegram's own, of which a year that is left out is taken. own: posts to which the Department's numbers
        can be that it cites, where these went by addressee; none where they do not, or where that is open.
        """
        self._told: dict[int, dict[_Told, Span]] = {}
        self._signs: list[int] = []
        self._days: list[tuple[date, Span]] = []  # those of ``_signs``
        for at, words, span in notes:
            alone = _DATED.match(words) or _FILED.match(words)
            if alone is not None and (on := _day(alone, day)) is not None:
                self._signs.append(at)
                self._days.append((on, span))
            for told in _TOLD.finditer(words):
                post, on = _sender(told["way"], told["place"], posts, own), _day(told, day)
                if on is not None and post != "":
                    for number in map(int, _NUMBER.findall(told["numbers"])):
                        if len(of_number := self._told.setdefault(number, {})) < _MOST:
                            of_number.setdefault((post, on), span)

    def of(self, post: str | None, number: int, text: str, end: int) -> Noted | None:
        """The telegram of this number that is meant where a citation of it ends at ``text[end]``, if one alone is told.

        post: key of the sender, None where the words do not tell; it is then the one that the note names.
        """
        told: dict[_Told, Span] = {}
        for (by, on), span in self._told.get(number, {}).items():
            if by == post or (number >= _FEWEST and (post is None or by is None)):
                told.setdefault((post or by, on), span)
        first = bisect_left(self._signs, end)
        near = takewhile(lambda at: at <= end + _FARTHEST, self._signs[first : first + _MOST])
        for index, at in enumerate(near, first):
            if _BETWEEN.fullmatch(text, end, at) is not None:
                on, span = self._days[index]
                told.setdefault((post, on), span)
        return next((Noted(*one, span) for one, span in told.items()), None) if len(told) == 1 else None


def _day(found: re.Match[str], day: date) -> date | None:
    """The day that a note tells of a telegram cited on ``day``; None where it is none, or still to come."""
    named = found["month"]
    month = int(named) if named.isdigit() else MONTHS.index(named[:3].upper()) + 1
    year = int(found["year"] or day.year)
    try:
        on = date(year if year > 99 else 1900 + year, month, int(found["day"]))
    except ValueError:
        return None
    return on if on - day <= _AFTER else None


def _sender(way: str | None, place: str | None, posts: Posts, own: frozenset[str]) -> str | None:
    """The key of the sender; None where the note names neither side, an empty text where it names one that is unknown.

    What goes to a post is the Department's, in its series to that post if ``own`` are the posts that count.
    """
    if way is None or place is None:
        return None
    key = "STATE" if place.startswith("Department") else posts.key(place.upper().replace(".", ""))
    if key is None:
        return ""
    if way == "from":
        return key
    return "STATE" if not own or key in own else ""

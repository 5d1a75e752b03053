"""How posts number their telegrams: when numbers begin again at 1, and where they say nothing of time."""

from __future__ import annotations

from functools import cache

import msgspec

from legation.tables.citing import citing_words
from legation.tables.rows import table, toml

DEPARTMENT = "STATE"
"""The key under which the Department's own telegrams are counted."""


class Segment(msgspec.Struct, frozen=True):
    """Days in which a post's numbers rise: [since, until), ISO. ``fresh``: they begin at 1 on the first of them."""

    since: str
    until: str
    fresh: bool


def apart_until(post: str) -> str:
    """The ISO day before which a post had a series of numbers for each of its addressees; empty for all others."""
    return max((row.until for row in _apart() if row.post == post), default="")


@cache
def apart_ends() -> str:
    """The ISO day from which no post has such series any more."""
    return max((row.until for row in _apart()), default="")


def segments(post: str, year: int, *, of_one: bool = False) -> list[Segment]:
    """The segments of a post's numbers in a year, in order; none where its numbers are no series in time.

    of_one: of those to one addressee, where each has a series.
    """
    if post in citing_words().travelling:  # they begin again with each journey
        return []
    apart = apart_until(post)
    found = []
    for row in _segments():
        since, until = _day(year, row.from_), _day(year, row.to)
        if of_one:
            if row.since <= year <= row.until and since < apart:
                found.append(Segment(since, min(until, apart), row.fresh))
        elif row.since <= year <= row.until and until > apart:
            # Numbers of a series that begins in the middle of a segment do not begin at 1 on its first day.
            found.append(Segment(max(since, apart), until, row.fresh and since >= apart))
    return found


def longest_traced() -> int:
    """The longest run of missing numbers that a tracer asks for."""
    return int(toml("numbering.toml")["tracing"]["longest"])


class _Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    since: int
    until: int
    from_: str
    to: str
    fresh: bool


class _Apart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    post: str
    until: str


@cache
def _segments() -> list[_Segment]:
    return table("numbering.toml", "segment", _Segment)


@cache
def _apart() -> list[_Apart]:
    return table("numbering.toml", "apart", _Apart)


def _day(year: int, day: str) -> str:
    return f"{year + 1}-01-01" if day == "13-01" else f"{year}-{day}"

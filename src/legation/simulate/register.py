"""What a stream has sent: the numbers that are in use, and which telegrams can be cited as held or as missing."""

from __future__ import annotations

import random
from datetime import datetime
from typing import NamedTuple

from legation.simulate.world import Post

_REMEMBERED = 8192  # telegrams of an era that may still be cited as held; memory stays flat
# Numbers that could be taken for a year in a sentence.
_YEARS = range(1900, 2036)


class Cited(NamedTuple):
    """A telegram that others may cite. before: the post's number before it; those between were never sent."""

    year: int
    post: Post
    number: int
    before: int
    subject: str

    @property
    def mrn(self) -> str:
        return mrn_of(self.year, self.post, self.number)


def mrn_of(year: int, post: Post, number: int) -> str:
    """The message reference number."""
    return f"{year % 100:02d}{post.key}{number}"


class Register:
    """What was sent so far, of one era: the numbers in use and the telegrams that may be cited."""

    def __init__(self, first_year: int) -> None:
        self.first_year = first_year
        self._last: dict[tuple[int, str], int] = {}
        self._sent: list[Cited] = []
        self._at = 0

    def number(self, post: Post, sent: datetime) -> tuple[int, int]:
        """The post's next number of the year and the one before it: so far on as the year is, and never twice."""
        before = self._last.get((sent.year, post.key), 0)
        day = sent.timetuple().tm_yday
        number = max(before + 1, post.volume * (day * 24 + sent.hour - 24) // 8784 + 1)
        number = _YEARS.stop if number in _YEARS else number
        if not before:
            # A year that is gone is not numbered on.
            self._last = {key: last for key, last in self._last.items() if key[0] >= sent.year - 1}
        self._last[sent.year, post.key] = number
        return number, before

    def keep(self, cited: Cited) -> None:
        if len(self._sent) < _REMEMBERED:
            self._sent.append(cited)
        else:
            self._sent[self._at] = cited
            self._at = (self._at + 1) % _REMEMBERED

    def held(self, chance: random.Random, least: int) -> Cited | None:
        """A telegram of this stream, the late ones oftener; None while there is none with a number of ``least``."""
        count = len(self._sent)
        for _ in range(4):
            if not count:
                return None
            back = min(chance.randrange(count), chance.randrange(count))
            found = self._sent[(self._at - 1 - back) % count]
            if found.number >= least:
                return found
        return None

    def missing(self, chance: random.Random, post: Post, least: int) -> tuple[int, Post, int]:
        """(year, post, number) of a telegram that this stream never has."""
        near = self.held(chance, least)
        if near is not None and near.number - 1 > near.before and near.number - 1 >= least:
            number = near.number - 1
            number = _YEARS.start - 1 if number in _YEARS else number
            if number > near.before:
                return near.year, near.post, number
        return self.first_year - 1, post, chance.randrange(least, min(post.volume, _YEARS.start))

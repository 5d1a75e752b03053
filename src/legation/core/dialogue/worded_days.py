"""By when something is due where a text says it in words: ``early 2010``, ``in December``.

The words stay what they are; what is reckoned by them is the last month or year that they can mean, so that nothing
is called late before it is. The words stand in ``tables/data/worded-days.toml``; this room only knows how to ask them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

import msgspec

from legation.core.dialogue.days import is_day, is_full_day
from legation.core.dtg import MONTH_NAMES

_MONTH = re.compile(rf"\b({'|'.join(MONTH_NAMES)})\b", re.IGNORECASE)
# Not that of a day which the calendar has not, `2010-02-30`.
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b(?![-/]\d)", re.ASCII)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for a part of a year, and the number of the month in which it ends."""

    words: tuple[str, ...]
    until: int
    example: str = ""


class WordedDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True, kw_only=True):
    """Words by which a text says when something is due.

    counted: words by which the day that is named is another than the one that is meant. before_may: words after which
    *may*, in a text without a year, is a month.
    """

    parts: tuple[Part, ...] = ()
    counted: tuple[str, ...] = ()
    before_may: tuple[str, ...] = ()

    def due_by(self, said: object, told: str) -> str | None:
        """The day, month or year by which something is due; None where none is said.

        told: the day on which it was said: a month without a year is the next one of that name. Of several months or
        years it is the last.
        """
        if not isinstance(said, str):
            return None
        return said if is_day(said) else self._read(said, told)

    @cached_property
    def _read(self) -> Callable[[str, str], str | None]:
        return lru_cache(maxsize=1024)(self._in_words)  # many things of a board are due in the same words

    @cached_property
    def _until(self) -> dict[str, int]:
        return {word: part.until for part in self.parts for word in part.words}

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        no_month = "".join(rf"(?<!\b{re.escape(word)}[ -])" for word in self.before_may)
        return _any_of(self._until), _any_of(self.counted), re.compile(rf"{no_month}\bmay\b", re.IGNORECASE)

    def _in_words(self, said: str, told: str) -> str | None:
        part, counted, may_be = self._patterns
        if counted.search(said):
            return None
        years = _YEAR.findall(said)
        words = said if years else may_be.sub("", said)
        months = [MONTH_NAMES.index(name.upper()) + 1 for name in _MONTH.findall(words)]
        if months:
            if not years and not is_full_day(told):
                return None
            year = int(years[-1]) if years else int(told[:4]) + (months[-1] < int(told[5:7]))
            return f"{year:04d}-{months[-1]:02d}"
        if not years:
            return None
        met = part.search(said)
        return f"{max(years)}-{self._until[met[1].lower()]:02d}" if met is not None else max(years)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest of some words that stands somewhere; of none, nothing is found."""
    each = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b({each})\b" if each else r"(?!)", re.IGNORECASE)

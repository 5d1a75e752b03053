"""Which meetings of a series are asked for: those of a month or a year, and those at which certain persons met."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from legation.core.dialogue.days import is_day
from legation.core.errors import RefusedError
from legation.tables.movements import load_movements

_WORD = re.compile(r"\w+")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """month: ``2010-03``, or ``2010`` for a year; "" for any. persons: names, each of which a meeting must have."""

    month: str = ""
    persons: tuple[str, ...] = ()

    def fits(self, on: str, said: Iterable[str]) -> bool:
        """Whether a meeting is meant. on: its day, as far as it is known. said: its text, and each who attended."""
        texts = tuple(said)
        return on.startswith(self.month) and all(any(_is_in(one, text) for text in texts) for one in self.persons)


ALL = Asked()


def asked(month: str = "", persons: str = "") -> Asked:
    """What is asked for. persons: names or offices, divided by commas.

    Raises RefusedError for what is no month, and for a name without a letter or figure, which would fit anybody.
    """
    month = month.strip()
    if month and not (is_day(month) and len(month) < len("2010-03-01")):
        raise RefusedError(f"{month[:20]!r} is no month", "write 2010-03, or 2010 for a year")
    names = tuple(one for part in persons.split(",") if (one := " ".join(part.split())))
    for name in names:
        if not _words(name):
            raise RefusedError(f"{name[:20]!r} names nobody", "write a name or an office, several with commas")
    return Asked(month=month, persons=names)


def _is_in(name: str, text: str) -> bool:
    """Whether all words of a name stand in a text; an office stands there by any of its names: FONMIN."""
    words = _words(text)
    if _words(name) <= words:
        return True
    return any(
        office.within(name) and office.within(text) and _words(office.without(name)) <= words
        for office in load_movements().offices
    )


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}

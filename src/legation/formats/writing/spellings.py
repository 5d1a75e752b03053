"""The ways in which a value stands in a telegram: from the value to its words, each way by its name.

A form keeps the name of a way and not the words, so that another value is written as the one before it was. Rows are
tried in their order; white space does not count when they are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from legation.core.dtg import MONTH_NAMES
from legation.core.precedence import prosign
from legation.tables.posts import load_posts

Way = Callable[[Any], str]

_WORDS: dict[str, Way] = {
    "as it is": str,
    "capitals": lambda value: str(value).upper(),
    "small": lambda value: str(value).lower(),
    "titled": lambda value: str(value).title(),
    "first capital": lambda value: str(value).capitalize(),
}

_NUMBER: dict[str, Way] = {f"{size} digits": f"{{:0{size}d}}".format for size in range(1, 8)}


def _post(key: str) -> str:
    row = load_posts().row(key)
    return row.name.upper() if row is not None else key


_MRN = re.compile(r"(\d\d)(.*?)(\d+)")


def _record(digits: int, letters: int | None = None) -> Way:
    """A message reference number as the number of a record: its year in full, its own in so many digits, and of its
    post so many letters."""

    def told(mrn: Any) -> str:
        found = _MRN.fullmatch(mrn)
        if found is None:
            raise ValueError(mrn)
        return f"{'19' if found[1] > '40' else '20'}{found[1]}{found[2][:letters]}{int(found[3]):0{digits}d}"

    return told


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _group(shape: str, letters: int | None, year: str) -> Way:
    def told(value: Any) -> str:
        at = _moment(value)
        month = MONTH_NAMES[at.month - 1][:letters]
        return shape.format(d=at.day, h=at.hour, m=at.minute, month=month, year=at.strftime(year), title=month.title())

    return told


_GROUPS: dict[str, Way] = {
    f"{shape} {letters} {year}": _group(shape, letters, year)
    for shape in (
        "{d:02d}{h:02d}{m:02d}Z {month} {year}",
        "{d:02d}{h:02d}{m:02d}Z {month}. {year}",
        "{d:02d}/{h:02d}{m:02d}Z {month} {year}",
        "{d:02d}{h:02d}{m:02d}Z {title} {year}",
        "{d:02d}{h:02d}{m:02d} Z {month} {year}",
        "{d:02d}{h:02d}{m:02d} {month} {year}",
        "{d:02d}{h:02d}{m:02d}Z",
    )
    for letters in (3, 4, None)
    for year in ("%y", "%Y")
}


def _on(shape: str) -> Way:
    def told(value: Any) -> str:
        day = date.fromisoformat(value)
        return shape.format(
            m=day.month,
            d=day.day,
            y=day.year,
            yy=day.year % 100,
            month=MONTH_NAMES[day.month - 1],
            mon=MONTH_NAMES[day.month - 1][:3],
            title=MONTH_NAMES[day.month - 1].title(),
        )

    return told


_DAYS: dict[str, Way] = {
    shape: _on(shape)
    for shape in (
        "{m:02d}/{d:02d}/{y:04d}",
        "{m}/{d}/{y:04d}",
        "{m:02d}/{d:02d}/{yy:02d}",
        "{m}/{d}/{yy:02d}",
        "{m:02d}/{d}/{y:04d}",
        "{m}/{d:02d}/{y:04d}",
        "{m:02d}/{d}/{yy:02d}",
        "{m}/{d:02d}/{yy:02d}",
        "{month} {d}, {y:04d}",
        "{title} {d}, {y:04d}",
        "{mon} {d}, {y:04d}",
        "{d} {month} {y:04d}",
        "{d} {title} {y:04d}",
        "{d} {mon} {y:04d}",
        "{d:02d} {mon} {y:04d}",
        "{d} {mon} {yy:02d}",
        "{m:02d}-{d:02d}-{y:04d}",
        "{m:02d}-{d:02d}-{yy:02d}",
        "{m}-{d}-{yy:02d}",
        "{y:04d}-{m:02d}-{d:02d}",
        "{y:04d}/{m:02d}/{d:02d}",
        "{y:04d}{m:02d}{d:02d}",
    )
}

_LEVELS: dict[str, Way] = {
    "spaced": lambda level: "   ".join(" ".join(word) for word in level.split()),
    "short": lambda level: {"UNCLASSIFIED": "UNCLAS"}[level],
}


def _inside(reason: str) -> str:
    """``1.4(b)`` as ``b``."""
    return reason[reason.index("(") + 1 :].removesuffix(")")


WAYS: Mapping[str, Mapping[str, Way]] = {
    "words": _WORDS,
    "number": _NUMBER,
    "mrn": {
        **_WORDS,
        "record": _record(1),
        "record of five digits": _record(5),
        "record of six letters": _record(5, 6),
    },
    "post": {"by name": _post, **_WORDS},
    "moment": _GROUPS,
    "level": {**_LEVELS, **_WORDS},
    "prosign": {
        "one": lambda name: prosign(name),
        "two": lambda name: prosign(name) * 2,
        "zero": lambda name: prosign(name).replace("O", "0"),
        **_WORDS,
    },
    "day": {**_DAYS, **_WORDS},
    "stamp": {
        "with a blank": lambda stamp: stamp.replace("T", " "),
        "of a record": _on("{d:02d} {mon} {y:04d}"),
        **_WORDS,
    },
    "reason": {
        **_WORDS,
        "with a blank": lambda reason: reason.replace("(", " ("),
        "in brackets": lambda reason: f"({_inside(reason)})",
        "letter": _inside,
        "capital in brackets": lambda reason: f"({_inside(reason).upper()})",
        "capital": lambda reason: _inside(reason).upper(),
    },
    "exemption": {**_WORDS, "behind its code": lambda mark: mark.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ-")},
}
"""Kind of value to its ways."""


def spelled(kind: str, way: str, value: Any) -> str | None:
    """The words of a value in a way; None where it cannot be written so."""
    try:
        return WAYS[kind][way](value)
    except (ValueError, KeyError, IndexError, TypeError):
        return None

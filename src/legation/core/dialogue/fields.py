"""What an entry may say of a thing: the fields that its kind knows, lists that are lists, days that are days, and
words that are those of the model where it has a list of them.

Whatever a person states is looked at here before it is entered, by whichever way it comes; the ledger is never mended.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from legation.core.dialogue.days import has_form_of_day, is_day
from legation.core.dialogue.moves import Moves, Shape, Values
from legation.core.errors import RefusedError


def stated(moves: Moves, kind: str, fields: Mapping[str, Any], more: Collection[str] = ()) -> dict[str, Any]:
    """The fields of a move or an amendment as they are entered.

    A year that was given as a number is written out, one text where several are meant is a list of one, a word of a
    list is spelt as the list has it, and so is a side that is all parties at once.

    more: names that are known beside those of the kind. None as a value is kept: it takes the field away. Raises
    RefusedError for a field that the kind has not, for a list that is none, for a day that is none, and for a word that
    is none of those that the field may hold.
    """
    known = moves.fields_of(kind)
    for name in fields:
        if name not in known and name not in more:
            raise RefusedError(f"there is no field {name!r}", f"the fields of {kind} are {', '.join([*known, *more])}")
    days, shapes = moves.days_of(kind), moves.shapes.get(kind.partition(".")[0], {})
    shaped_as = {name: _shape_checked(name, value, shapes.get(name)) for name, value in fields.items()}
    entity = kind.partition(".")[0]
    closed = moves.closed.get(entity, {})
    worded = {name: _words_checked(name, value, closed, entity) for name, value in shaped_as.items()}
    sided = {
        name: moves.both[0] if name in moves.sides and isinstance(held, str) and held.casefold() in moves.both else held
        for name, held in worded.items()
    }
    return {name: _days_checked(value, is_a_day=name in days, days=days) for name, value in sided.items()}


def shaped(value: Any, shape: Shape) -> Any:
    """A value in the shape that its field has, one text as a list of one; None where it has another shape."""
    if shape == "text":
        return value if isinstance(value, str) else None
    if shape == "list" and isinstance(value, str):
        return [value] if value.strip() else []
    kind = str if shape == "list" else dict
    return value if isinstance(value, list | tuple) and all(isinstance(one, kind) for one in value) else None


def _shape_checked(name: str, value: Any, shape: Shape | None) -> Any:
    if value is None or shape is None:
        return value
    held = shaped(value, shape)
    if held is None:
        what, do = _SHAPES[shape]
        raise RefusedError(f"{str(value)[:60]!r} is {what}", f"give {name} as {do}")
    return held


_SHAPES: dict[Shape, tuple[str, str]] = {
    "list": ("no list of texts", 'a list, such as ["US", "LY"]'),
    "items": ("no list of items", 'a list, such as [{"text": "Fisheries"}]'),
    "text": ("no text", "one text"),
}


def changed(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the fields of an entry those that a person gave otherwise than its telegram, each as it was before."""
    was = fields.get("amended")
    return was if isinstance(was, Mapping) else {}


def bad_days(fields: Mapping[str, Any], days: Collection[str]) -> list[str]:
    """Fields that a person filled with what is no day; what a text says of a day in words stands as it was read."""
    by_hand = changed(fields)
    return [
        name
        for name in days
        if fields.get(name) is not None
        and not is_day(fields[name])
        and ("proposal" not in fields or name in by_hand or has_form_of_day(fields[name]))
    ]


def _days_checked(value: Any, *, is_a_day: bool, days: Collection[str]) -> Any:
    """A value in which every day is one, at any depth: the outcome of a meeting has a due day of its own."""
    if value is None:
        return None
    if is_a_day:
        text = f"{value:04d}" if type(value) is int else value.isoformat() if isinstance(value, date) else value
        if not is_day(text):
            raise RefusedError(f"{str(value)[:60]!r} is no day", "write 2016, 2016-03 or 2016-03-31")
        return text
    if isinstance(value, Mapping):
        return {name: _days_checked(held, is_a_day=name in days, days=days) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_days_checked(held, is_a_day=False, days=days) for held in value]
    return value


def bad_words(fields: Mapping[str, Any], closed: Mapping[str, Values], entity: str) -> list[tuple[str, str]]:
    """Fields of a thing that hold no word of their list, each with what it holds; those of its items, too."""
    found: list[tuple[str, str]] = []
    for name, value in fields.items():
        if value is None or name == "amended":  # what it was before is told by what it was before
            continue
        row = closed.get(name)
        if row is not None:
            several = value.values() if isinstance(value, dict) and entity in row.by_party else (value,)
            found += [(name, str(one)) for one in several if one is not None and one not in row.one_of]
        elif isinstance(value, list | tuple):
            found += [bad for one in value if isinstance(one, dict) for bad in bad_words(one, closed, entity)]
    return found


def _words_checked(name: str, value: Any, closed: Mapping[str, Values], entity: str) -> Any:
    """A value in which every word is one of its list, at any depth: an outcome of a meeting has a type of its own."""
    row = closed.get(name)
    if value is None:
        return None
    if row is not None and not (isinstance(value, Mapping) and entity in row.by_party):
        return _word(name, value, row)
    if row is not None:
        return {side: None if held is None else _word(name, held, row) for side, held in value.items()}
    if isinstance(value, Mapping):
        return {inner: _words_checked(inner, held, closed, entity) for inner, held in value.items()}
    if isinstance(value, list | tuple):
        return [_words_checked("", held, closed, entity) for held in value]
    return value


def _word(name: str, value: Any, row: Values) -> str:
    """The word of the list that is meant. Raises RefusedError with those that there are, the nearest first."""
    given = " ".join(str(value).split()).casefold()
    if isinstance(value, str) and given in row.one_of:
        return given
    near = get_close_matches(given, row.one_of, 1)
    others = ", ".join(word for word in row.one_of if word not in near)
    do = f"use {near[0]}, or else one of {others}" if near else f"use one of {others}"
    raise RefusedError(f"{str(value)[:60]!r} is no {name.replace('_', ' ')}", do)

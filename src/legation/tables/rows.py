"""Reading the data files of this floor: rows in, typed values out, or an error that names the row."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_DATA = files("legation.tables") / "data"


class TableError(Exception):
    """A data file of the package is wrong: which one, where and how."""


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def toml(name: str) -> dict[str, Any]:
    """The whole of ``data/<name>`` as Python values."""
    return _toml(name)


def table(name: str, key: str, row_type: type[T]) -> list[T]:
    """The ``[[key]]`` rows of ``data/<name>`` as ``row_type``, a struct that forbids unknown fields."""
    return typed(toml(name).get(key, []), row_type, f"{name} [[{key}]]")


def typed(rows: Iterable[dict[str, Any]], row_type: type[T], where: str) -> list[T]:
    """``rows`` as ``row_type``; raises TableError naming the row."""
    made: list[T] = []
    for number, row in enumerate(rows, 1):
        try:
            made.append(msgspec.convert(row, row_type))
        except msgspec.ValidationError as wrong:
            raise TableError(f"{where} row {number}: {wrong}") from wrong
    return made


def csv_rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of ``data/<name>`` (comma separated, first line names the columns; lines from ``#`` are notes)."""
    text = (_DATA / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return iter(csv.DictReader(lines))


def years(row: dict[str, str], where: str) -> dict[str, int | None]:
    """The ``from`` and ``to`` cells of a row as years; an empty cell and ``u`` (unconfirmed) are None.

    Raises TableError for anything else.
    """
    made: dict[str, int | None] = {}
    for name in ("from", "to"):
        cell = row[name]
        if cell in {"", "u"}:
            made[name] = None
        elif len(cell) == 4 and cell.isdecimal() and 1900 <= int(cell) <= 2100:
            made[name] = int(cell)
        else:
            raise TableError(f"{where}: {name} is {cell!r}, not a year: {row}")
    return made


def unique(rows: Iterable[T], key: str, where: str) -> dict[Any, T]:
    """Rows by one attribute; raises TableError when two rows share it."""
    found: dict[Any, T] = {}
    for row in rows:
        name = getattr(row, key)
        if name in found:
            raise TableError(f"{where}: {key} {name!r} stands twice")
        found[name] = row
    return found

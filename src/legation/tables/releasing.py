"""Which parts of a telegram go with its readable paragraphs into a view of it (``data/releasing.toml``)."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

from legation.tables.rows import TableError, table, toml

Part = Literal["open", "banner", "furniture", "withheld"]


class PartRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of elements of one kind."""

    kind: str
    does: Literal["open", "banner", "furniture"]


@cache
def part_of(kind: str) -> Part:
    """What becomes of an element of this kind; what no row names is withheld."""
    return _rows().get(kind, "withheld")


@cache
def _rows() -> dict[str, Part]:
    found: dict[str, Part] = {}
    for row in table("releasing.toml", "part", PartRow):
        if row.kind in found:
            raise TableError(f"releasing.toml [[part]]: {row.kind!r} stands twice")
        found[row.kind] = row.does
    return found


_LONGEST_HEADING = 160  # its rules and blank lines included


def is_formal(heading: str) -> bool:
    """Whether a heading says what kind of words follow and nothing of their matter: ``SUMMARY AND COMMENT``."""
    words = " ".join(re.findall(r"[A-Z0-9]+", heading.upper())) if len(heading) <= _LONGEST_HEADING else ""
    return bool(words) and _formal().fullmatch(words) is not None


def enclosed_at(words: str, start: int) -> int:
    """Where what is attached begins in the words of a paragraph, at a line such as ``ANNEX A``; else their end."""
    found = _enclosed().search(words, start)
    return found.start() if found is not None else len(words)


@cache
def _formal() -> re.Pattern[str]:
    one = rf"(?:{'|'.join(toml('releasing.toml')['formal']['headings'])})"
    return re.compile(rf"(?:BEGIN |END )?{one}(?: AND {one})?")


@cache
def _enclosed() -> re.Pattern[str]:
    named = "|".join(toml("releasing.toml")["enclosed"]["words"])
    return re.compile(
        rf"(?<=\n)[ \t]{{0,20}}(?:[-=*_]{{2,60}}[ \t]{{0,20}}\n[ \t]{{0,20}})?(?:{named})S?\b[^\n.]{{0,80}}(?:\n|\Z)",
        re.IGNORECASE,
    )

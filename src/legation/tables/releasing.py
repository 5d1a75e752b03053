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
    # The letters of every script are words; what stands in one that no row has is matter.
    words = " ".join(re.findall(r"[^\W_]+", heading.upper())) if len(heading) <= _LONGEST_HEADING else ""
    return bool(words) and _formal().fullmatch(words) is not None


def enclosed_at(words: str, start: int) -> int:
    """Where what is attached begins in the words of a paragraph, at a line such as ``ANNEX A``; else their end.

    Whatever stands before and behind the word, and however long the line is, in doubt it begins there: only a sentence
    that runs over the end of a line, or begins below one of words, is none (``AS LISTED IN / ANNEX A.``).
    """
    at = start
    while (found := _enclosed().search(words, at)) is not None:
        if found["rule"] or not _runs_on(words, found):
            return found.start()
        at = found.end()
    return len(words)


_CODE = r"(?:[A-Z]|\d{1,3}|[IVXL]{1,6})"  # what an annex is called by
_CALLED = re.compile(rf"[^\w\n]*+(?:(?:NO\.? ?)?{_CODE}\b)?(?P<signs>[^\w\n]*+)(?P<next>\w*)", re.IGNORECASE)


def _runs_on(words: str, found: re.Match[str]) -> bool:
    """Whether the line that was found is one of a sentence, by its words and by those of the line above it."""
    if "." not in found["rest"]:
        return False
    end = found.start() - 1
    above = re.findall(r"[^\W_]+|,", words[words.rfind("\n", 0, end) + 1 : end])
    if not above:
        return False
    if found["word"][0].islower() and not words.islower():
        return True
    sentence = toml("releasing.toml")["enclosed"]
    called = _CALLED.match(found["rest"])
    told = called is not None and not called["signs"].strip() and called["next"].upper() in sentence["telling"]
    return told or above[-1].upper() in sentence["leading"]


@cache
def _formal() -> re.Pattern[str]:
    one = rf"(?:{'|'.join(toml('releasing.toml')['formal']['headings'])})"
    return re.compile(rf"(?:BEGIN |END )?{one}(?: AND {one})?")


@cache
def _enclosed() -> re.Pattern[str]:
    rows = toml("releasing.toml")["enclosed"]
    named = "|".join(" ?".join(word) for word in rows["words"])
    lettered = "|".join(rows["lettered"])
    return re.compile(
        r"(?<=[\n\r\f\v\x85\u2028\u2029])(?P<rule>[^\S\n]*+[-=*_~#]{2}[-=*_~# \t]*+\n)?"
        r"(?:<[^<>\n]{0,80}>|[^\w\n]|_)*+(?:(?:BEGIN|BEGINNING|START)\b(?: (?:OF|TEXT|THE)\b){0,3}(?:[^\w\n]|_)*+)?"
        rf"(?P<word>(?:{named})|(?:{lettered})(?=[^\w\n]{{1,9}}{_CODE}\b))(?![^\W_])(?P<rest>[^\n]*+)(?:\n|\Z)",
        re.IGNORECASE,
    )

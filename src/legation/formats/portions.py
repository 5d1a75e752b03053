"""Portion marks: the classification of one paragraph, in brackets at its number.

A mark counts by its place only; ``(C)`` in prose, or as the third of ``(A) (B) (C)``, is none.
Source: telegram-format 4.10.
"""

from __future__ import annotations

import re

PORTION = (
    r"(?:TS|SBU|LOU|OUO|FOUO|S|C|U|R)"
    r"(?: ?(?://|/|-) ?(?:REL(?: TO)? [A-Z]{3,4}(?:, ?[A-Z]{3,4}){0,12}|(?!ENTIRE)[A-Z]{1,8}"
    r"(?:, ?[A-Z]{2,6}){0,8})){0,3}"
)
_AT_NUMBER = re.compile(
    rf" {{0,9}}+(?:\( ?(?P<ringed>{PORTION}) ?\)[ \n]{{0,9}}+"
    r"|(?=\(?(?P<entire>TS|SBU|LOU|[CSU]) ?[-–]? ?ENTIRE)"
    r"|(?P<bare>[CSU]) ?[-–] {1,3}+(?=[A-Z])"
    r"|(?=\(?(?P<word>TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|LIMITED OFFICIAL USE) ?[-–]{1,2} ?ENTIRE))"
)
# In a copy in small letters: ``2. (c) the envoy``. A list of letters has no number before it.
_SMALL_AT_NUMBER = re.compile(r" {0,9}+\((?P<ringed>(?:ts|sbu|lou|[csu])(?:/{1,2}[a-z]{2,6}){0,2})\) {0,9}+(?=[a-z\"])")
_SHORT = {
    "TOP SECRET": "TS",
    "SECRET": "S",
    "CONFIDENTIAL": "C",
    "UNCLASSIFIED": "U",
    "LIMITED OFFICIAL USE": "LOU",
}
_LABEL_BEFORE = {"C": "(B)", "S": "(R)", "U": "(T)", "R": "(Q)"}


def mark_after(body: str, at: int) -> tuple[str | None, int]:
    """The mark that stands at ``at``, directly after a number, and where the words behind it begin."""
    found = _AT_NUMBER.match(body, at)
    if found is None:
        small = _SMALL_AT_NUMBER.match(body, at)
        return (written(small["ringed"].upper()), small.end()) if small is not None else (None, at)
    mark = found["ringed"] or found["bare"] or found["entire"] or _SHORT[found["word"]]
    return written(mark), found.end()


def written(mark: str) -> str:
    """A mark as the telegram has it, without blanks."""
    return mark.replace(" ", "").replace("\n", "")


def label_before(mark: str | None, body: str, start: int, at: int) -> int:
    """Where ``(B)`` stands between ``start`` and ``at``, so that ``(C)`` goes on a list of letters; -1 if nowhere."""
    before = _LABEL_BEFORE.get(mark or "")
    return body.find(before, start, at) if before is not None else -1

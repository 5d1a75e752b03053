"""Passing and attention lines: which office or person at a place a telegram is for. Source: telegram-format 4.4."""

from __future__ import annotations

import re

from legation.core.telegram import Attention

_PLACE = r"[A-Z][A-Z0-9/&. ]{1,50}?"
_WHERE = r"(?:ALSO )?(?:FOR|PLEASE (?:ALSO )?PASS(?: TO)?|PLS PASS(?: TO)?|PASS(?: TO)?|POUCH)"
ATTENTION = re.compile(rf"(?:(?:PLEASE |PLS )?PASS(?: TO)?\s|FOR\s|FROM\s|{_PLACE}\s{_WHERE}\s)")
"""The beginning of such a line."""
_SENTENCE = re.compile(rf"(?:^|[;.]\s{{0,3}}|,\s{{0,3}}(?={_PLACE} FOR ))(?:{_PLACE}\s)?{_WHERE}\s")
_OFFICE = re.compile(
    r"(?P<office>[A-Z][A-Z0-9/&\-]*(?: (?!AND\b|FROM\b"
    r"|ONLY\b)[A-Z0-9][A-Z0-9/&\-.]*){0,5})\s?(?:\((?P<person>[A-Z][A-Z .,'\-]{0,60})\))?"
    r"\s{0,3}(?=,|;|\.|$|\bAND\b|\bFROM\b|\bONLY\b)"
)
_BRACKETED = re.compile(r"\([^()]{0,60}\)")
_FROM = re.compile(r"\bFROM\b.*$")
# Words of a passing line that name no office.
_NO_OFFICES = frozenset({"AND", "FROM", "INFO", "ACTION", "DELIVER", "DESIRED", "AS DESIRED", "APPROPRIATE"})
_LONGEST = 400


def is_attention(words: str) -> bool:
    """Whether a line is one: short, in capitals, with FOR or PASS at its beginning."""
    if len(words) >= _LONGEST:
        return False
    plain = _BRACKETED.sub("", words) if "(" in words else words
    return plain.upper() == plain and ATTENTION.match(words.upper()) is not None


def read_attention(words: str) -> list[Attention]:
    """The offices that an attention line names, and the persons in brackets behind them."""
    upper = words[:_LONGEST].upper()
    starts = list(_SENTENCE.finditer(upper))
    found: list[Attention] = []
    for number, start in enumerate(starts):
        stop = starts[number + 1].start() if number + 1 < len(starts) else len(upper)
        part = upper[start.end() : stop]
        part = (_FROM.sub("", part) if "FROM" in part else part).strip(" .;,")
        at = 0
        while at < len(part) and (office := _OFFICE.search(part, at)):
            at = office.end() if office.end() > at else at + 1
            name, person = office["office"].strip(), office["person"]
            name = name.removeprefix("AND ")
            if name not in _NO_OFFICES and not name.startswith("DELIVER BY"):
                found.append(Attention(name, person.strip() if person else None))
    return found

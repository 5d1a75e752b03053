"""The form of a Foreign Service despatch, until 1961: a report by pouch, numbered apart from telegrams.

Its number stands in a column beside the originator, its day beside the Department; what is printed on the form says
what the columns are (``DESP. NO.``, ``DATE``), or the label is typed before the number. Copies have colons behind the
labels or none. Source: public copies of 1948-61; eras 2.
"""

from __future__ import annotations

import re

from legation.core.dtg import MONTH_PATTERN
from legation.formats.sheet import Sheet

NAME = re.compile(r"(?:[A-Z ()]{2,40}? {1,90})?FOREIGN SERVICE (?:OPERATIONS )?(?:DESPATCH|MEMORANDUM)$", re.IGNORECASE)
"""What the form is called."""
NEXT_COLUMN = re.compile(
    rf" {{2,90}}(?=(?:{MONTH_PATTERN}\.? \d{{1,2}}, ?19\d\d|\d{{1,2}} {MONTH_PATTERN} 19\d\d)$)", re.IGNORECASE
)
"""The blanks before the day, in the column beside the Department."""
PRINTED = re.compile(
    r"(?:DESP\.? ?NO\.?|DATE|\(?(?:SECURITY )?CLASSIFICATION\)?|DO NOT TYPE IN THIS SPACE|\(?PRIORITY\)?)"
    r"(?: {2,90}(?:DATE|DO NOT TYPE IN THIS SPACE))?$",
    re.IGNORECASE,
)
"""What is printed on it."""
_LABEL = r"DESP(?:ATCH|\.)? ?NO[.:]{0,2} {0,9}"
_NUMBERED = re.compile(rf"{_LABEL}(?P<number>\d{{1,5}})\.?$", re.IGNORECASE)
_BESIDE = re.compile(rf" {{3,90}}(?:{_LABEL}| {{5}})(?P<number>\d{{1,5}})\.?$", re.IGNORECASE)
"""The number in the column beside the originator: with its label, or alone and farther off."""
LISTED = re.compile(
    r"TO {0,9}:? {0,20}(?P<to>(?:THE )?(?:DEPARTMENT|DEPT) OF STATE(?:, ?WASHINGTON(?:, ?D\. ?C)?)?)\.?$", re.IGNORECASE
)
"""To whom it goes."""


def take_number(sheet: Sheet, words: str) -> bool:
    """Hold the number of a despatch behind its label; no reference is made of it, as telegrams are counted apart."""
    found = _NUMBERED.match(words)
    if found is not None:
        _hold(sheet, found)
    return found is not None


def number_field(sheet: Sheet) -> str:
    """The field of a number behind a label that telegrams have too: ``No. 412``."""
    return "despatch_number" if "despatch" in sheet.fields else "number_above"


def without_number(sheet: Sheet, words: str) -> str:
    """The originator without the number in the column beside it, which is held."""
    found = _BESIDE.search(words)
    if found is None:
        return words
    _hold(sheet, found)
    return words[: found.start()]


def _hold(sheet: Sheet, found: re.Match[str]) -> None:
    sheet.fields.setdefault("despatch_number", int(found["number"]))

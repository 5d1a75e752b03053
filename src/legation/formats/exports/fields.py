"""What a field of a table holds: the words of a telegram, its head, or nothing that is any.

A field is told by its looks where nothing names its column, so that no word of a letter is taken for one of a table.
"""

from __future__ import annotations

import re

from legation.formats.exports.tabletext import DEEPEST, Field, unfolded

_NOTHING = frozenset({"", "null", "none", "nan", "n/a", "unknown"})  # as tables write a field that is empty
HEADING = re.compile(r"^\s{0,20}(?:V?ZCZC|FM [A-Z]|DE R[A-Z]{3}|(?:[ZOPR] ){1,2}\d{6}Z)", re.MULTILINE)
_TELEGRAM = re.compile(
    r"^\s{0,20}(?:V?ZCZC|FM [A-Z]|(?:[ZOPR] ){1,2}\d{6}Z|SUBJ(?:ECT)?\s?:|TAGS?\s?:|E\.?O\.? ?1\d{4}|1\s?\.\s|UNCLAS"
    r"|C O N F|S E C R E T|MRN: )",
    re.MULTILINE,
)
_LEAST_BODY = 40


def is_body(text: str, field: Field) -> bool:
    """Whether a field holds the words of a telegram: long, and with a line that telegrams have."""
    if field.end - field.start < _LEAST_BODY:
        return False
    return _TELEGRAM.search(unfolded(text, field, longest=DEEPEST)) is not None


def says_nothing(words: str) -> bool:
    """Whether words only stand for an empty field."""
    return words.strip().lower() in _NOTHING


def has_words(text: str, field: Field) -> bool:
    """Whether a field holds words, and not a number, a list or what stands for nothing."""
    if text[:1] == "{" and not field.quoted:
        return False
    words = text[field.start : min(field.end, field.start + DEEPEST)]
    return not says_nothing(words) and any(map(str.isalpha, words))

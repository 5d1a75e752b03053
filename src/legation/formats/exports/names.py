"""The row of names of a table, and which names archives give to the columns of a telegram.

A comma in the first line of a letter makes no table: the names are short words, and one is that of the text; or a row
below has a telegram in quotes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.exports.fields import is_body
from legation.formats.exports.tabletext import DEEPEST, is_closed, row_at

BODY_NAMES = frozenset({"body", "text", "content", "message", "cable", "raw_body", "full_text", "fulltext"})
HEAD_NAMES = frozenset({"header", "head", "heading"})
COLUMNS = {
    "mrn": (
        *("mrn", "refid", "reference_id", "reference_number", "message_reference", "message_reference_number"),
        *("message_number", "telegram_number", "cable_number", "document_number", "doc_number", "doc_nbr"),
        *("identifier", "number", "nbr", "id"),
    ),
    "created": ("created", "date", "when", "sent", "sent_date", "date_sent", "draft_date", "created_at", "datetime"),
    "dtg": ("dtg", "date_time_group"),
    "released": ("released", "release_date", "date_released"),
    "classification": ("classification", "origclass", "class", "level"),
    "origin": ("origin", "from", "office", "embassy", "post", "sender", "originator"),
    "references": ("references", "reference", "refs", "reftels"),
    "subject": ("subject", "title", "subj", "headline"),
    "tags": ("tags", "tag"),
    "to": ("to", "recipient", "recipients", "addressee", "addressees", "action_addressees"),
    "info": ("info", "info_addressees", "information_addressees"),
}
KNOWN_NAMES = BODY_NAMES | HEAD_NAMES | {name for names in COLUMNS.values() for name in names}
# Words around the name of a column that say nothing of it: ``Cable ID``, ``Subject Line``, ``Classification Level``.
_AROUND = re.compile(
    r"^(?:cable|telegram|message|msg|document|doc|original|orig)_(?=.)|(?<=.)_(?:line|level|field|list|name|text)$"
)
_LONGEST_NAME = 40  # of a column
_NAME = re.compile(r"[a-z][\w /()#-]*")
FIRST_ROWS = 3


class Names(NamedTuple):
    """The row of names of a table. after: where the next row begins. of_looks: whether none names the telegram."""

    names: list[str]
    divider: str
    after: int
    of_looks: bool = False


def row_of_names(text: str) -> Names | None:
    """The names of the columns, if the first row is such: short words, one of them for the text of a telegram.

    A table may call its text by a name that nobody knows; then a row below has a telegram in quotes.
    """
    line = text[:4000].partition("\n")[0]
    divider = divider_of_names(line)
    begins = len(line) - len(line.lstrip("\ufeff\xef\xbb\xbf"))  # behind the mark of its code
    # An object carries its names, and a key of it is no column.
    if not line.count(divider) or line.startswith("{", begins):
        return None
    # Of a row that reaches further nothing else is asked; a text of semicolons alone would be one of millions.
    fields, after = row_at(text[: len(line) + 2], begins, divider)
    if after > len(line) + 1:
        return None
    names = [plain_name(text[field.start : field.end]) for field in fields]
    if any(len(name) > _LONGEST_NAME for name in names) or not is_closed(text, fields, divider):
        return None
    # A comma of a sentence has a blank behind it, that of a table none, if it was not written by hand.
    is_spaced = divider != "\t" and any(text.startswith(" ", field.start) for field in fields)
    if any(name in BODY_NAMES or name in HEAD_NAMES for name in names):
        return None if is_spaced and not KNOWN_NAMES.issuperset(names) else Names(names, divider, after)
    if is_spaced or len(set(names)) < len(names):
        return None
    if all(map(_NAME.fullmatch, names)) and _is_above_telegrams(text, after, divider, len(names)):
        return Names(names, divider, after, of_looks=True)
    return None


def names_of(text: str) -> int | None:
    """Where the row of names that ``text`` begins with ends; None where it begins with no such row."""
    named = row_of_names(text)
    return None if named is None else named.after


def _is_above_telegrams(text: str, at: int, divider: str, count: int) -> bool:
    """Whether one of the first rows from ``at`` on has ``count`` fields, of which one in quotes holds a telegram."""
    for _ in range(FIRST_ROWS):
        # Nothing that has no quote near is looked at as a whole.
        if at >= len(text) or text.find('"', at, at + DEEPEST) < 0:
            return False
        fields, at = row_at(text, at, divider)
        if len(fields) != count:
            return False
        if any(field.quoted and is_body(text, field) for field in fields):
            return True
    return False


def plain_name(name: str) -> str:
    """The name of a column as the names that are known are written, without what says nothing of it."""
    name = re.sub(r"[ .-]+", "_", name.strip().strip('"').lower())
    return name if name in KNOWN_NAMES else _AROUND.sub("", _AROUND.sub("", name, count=1), count=1)


def divider_of_names(line: str) -> str:
    """What would divide the names of ``line``."""
    return max(("\t", ",", ";"), key=line.count)

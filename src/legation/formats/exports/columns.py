"""The columns of one row of a table: which of them hold the telegram, and what the others say of it.

They are told by the row of names, by the keys of an object, or by their looks where the file has neither.

A letter may have commas in its first line and quote a telegram in the second. So a text is a table only where each of
its rows is whole: as many fields as there are names, each in quotes that are closed or in none, and nothing between
them. What is in doubt is one text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from legation.core.mrn import parse_mrn
from legation.formats.exports.fields import HEADING, has_words, is_body
from legation.formats.exports.names import BODY_NAMES, COLUMNS, HEAD_NAMES, Names, plain_name, row_of_names
from legation.formats.exports.tabletext import (
    DEEPEST,
    Field,
    closing_quote,
    is_closed,
    json_fields,
    row_at,
    unfolded,
    words_of,
)
from legation.formats.markings.levels import level_named

ABOUT = ("tei_*", "source_note", "gold", "truth", "annotations", "entities", "spans", "labels")
"""Keys of lists of what telegrams say, made to measure a reader with: such a row is about a telegram and is none."""

_ABOUT = re.compile(rf"(?<!\\)\"({'|'.join(ABOUT).replace('*', '[a-z]{1,20}')})\"\s{{0,3}}:")
# The first field in quotes may stand behind some without: ``12,2009-11-05,"VZCZC``.
_ROW = re.compile(r"(?:\"|[^\"\n\t,;]{0,80}(?P<divider>[,;\t])(?:\s?|(?:[^\"\n\t,;]{0,80}(?P=divider)){1,30})\")")
_DIVIDERS = frozenset({",", "\t", ";"})
_MRN = re.compile(r"(?:\d{2}|\d{4})[A-Z][A-Z0-9 ]{1,40}-?A?-?\d{1,7}")
_MRNS = re.compile(r"[A-Z0-9][A-Z0-9 -]{4,40}(?:\|[A-Z0-9][A-Z0-9 -]{4,40}){0,400}")
DATE = re.compile(
    r"(?P<iso>(?:19|20)\d{2}-\d{2}-\d{2})(?:[ T](?P<clock>\d{2}:\d{2})\S{0,12})?"
    r"|(?P<other>\d{1,2}/\d{1,2}/(?:19|20)\d{2}|\d{1,2}[ -][A-Za-z]{3}[ -](?:19|20)\d{2})"
    r"(?: (?P<time>\d{1,2}:\d{2})\S{0,6})?"
)
_ORIGIN = re.compile(r"(?:[A-Z][A-Za-z.'-]{1,20}|of|the|for|to)(?: (?:[A-Z][A-Za-z.'-]{0,20}|of|the|for|to|de)){1,7}")
# What is no word of an object beside its strings.
_OF_JSON = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|\b(?:true|false|null|True|False|None|NaN|Infinity)\b|[-\d.]+[eE][-+]?\d+', re.DOTALL
)
_MOST_TABS = 10_000  # of a row; a text of tabs alone is none
LEAST_FIELDS = 4
_FIRST_LINE = 4000  # code points of it that are looked at


class Columns(NamedTuple):
    """Of one row: the fields that hold the telegram, in order, and the others by what they say."""

    texts: list[Field]
    known: dict[str, Field]
    is_whole: bool = True
    """Whether nothing stands between its fields, and there are as many of them as there should be."""


def may_be_table(text: str) -> bool:
    """Whether ``text`` may be a table or a row of one, as nearly no telegram by its first line; False for none."""
    line_end = text.find("\n", 0, _FIRST_LINE)
    return (
        text[:1] == "{"
        or not 0 <= line_end < len(text) - 1
        or any(sign in text[:line_end] for sign in _DIVIDERS)
        or _ROW.match(text) is not None
    )


def is_row(text: str) -> bool:
    """Whether ``text`` is one row of an export: one whole record of several fields, of which one holds a telegram."""
    columns = columns_of(text)
    return columns is not None and columns.is_whole


def columns_of(text: str) -> Columns | None:
    """The columns of one row, whole or not; None where no field of it holds a telegram."""
    if text[:1] == "{":
        fields = json_fields(text, 0, len(text.rstrip()))
        if not fields or _ABOUT.search(text) is not None:
            return None
        by_key = _named(text, [(field.name or "", field) for field in fields])
        return None if by_key is None else by_key._replace(is_whole=is_object(text))
    named = row_of_names(text)
    if named is not None and named.after < len(text):
        fields, after = row_at(text, named.after, named.divider)
        if after < len(text.rstrip()) or len(fields) < 2:
            return None
        of_names = list(zip(named.names, fields, strict=False))
        by_name = _beside_looks(text, of_names) if named.of_looks else _named(text, of_names)
        if by_name is None:
            return None
        by_name = by_name._replace(is_whole=is_whole(text, fields, named.divider, named))
        by_looks = _by_looks(text, fields)
        if by_looks is None:
            return by_name
        # A name that nobody knows leaves its column to its looks.
        taken = {*by_name.texts, *by_name.known.values()}
        left = {key: field for key, field in by_looks.known.items() if field not in taken}
        return by_name._replace(known={**left, **by_name.known})
    divider = divider_of_row(text)
    if divider is None:
        return None
    fields, after = row_at(text, 0, divider)
    if len(fields) < LEAST_FIELDS or after < len(text.rstrip()):
        return None
    columns = _by_looks(text, fields)
    return None if columns is None else columns._replace(is_whole=is_whole(text, fields, divider, None))


def divider_of_row(text: str) -> str | None:
    """What divides the fields of a row: the sign before or behind a quote, else a tab in a text of one line."""
    opening = _ROW.match(text)
    if opening is not None and opening["divider"]:
        return opening["divider"]
    if opening is not None:
        behind = closing_quote(text, 1, ",") + 1
        return text[behind] if text[behind : behind + 1] in _DIVIDERS else None
    if "\n" in text[:-1] or text.count("\t", 0, 4000) < LEAST_FIELDS:  # nearly every text has two lines
        return None
    if text.count("\t") > _MOST_TABS:
        return None
    if "\r" in text.rstrip("\r\n"):  # lines that end otherwise: a telegram with tabs behind its labels
        return None
    return "\t"


def is_whole(text: str, fields: list[Field], divider: str, named: Names | None) -> bool:
    """Whether the fields of a row are all of it, and as many as there are ``named``."""
    if not is_closed(text, fields, divider):
        return False
    by_hand = divider != "\t" and any(text.startswith(" ", field.start) and not field.quoted for field in fields)
    if named is None:
        return len(fields) >= LEAST_FIELDS and not by_hand
    count = len(named.names)
    if named.of_looks:
        return len(fields) == count and not by_hand
    if len(fields) >= count:
        return all(not text[field.start : field.end].strip() for field in fields[count:])
    # Spreadsheets leave off what is empty at the end of a row; so there is a text before it, in quotes.
    return any(
        name in BODY_NAMES | HEAD_NAMES and field.quoted for name, field in zip(named.names, fields, strict=False)
    )


def is_object(text: str) -> bool:
    """Whether a text is an object of JSON and nothing else, though its strings may hold what JSON would escape."""
    try:
        msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return not any(map(str.isalpha, _OF_JSON.sub("", text)))
    return True


def about_key(row: str) -> str | None:
    """The key by which an object is about a telegram and none itself, where its text could else be taken for one."""
    found = _ABOUT.search(row) if row[:1] == "{" else None
    return None if found is None else found[1]


def _named(text: str, fields: list[tuple[str, Field]]) -> Columns | None:
    """The columns of a row by their names."""
    by_name = {plain_name(name): field for name, field in fields}
    bodies = [field for name, field in by_name.items() if name in BODY_NAMES and has_words(text, field)]
    if not bodies:  # the head may hold all of the telegram
        bodies = [field for name, field in by_name.items() if name in HEAD_NAMES and is_body(text, field)]
    if not bodies:
        return None
    # What is named as the text is the telegram, also where nothing else marks it as one.
    longest = max(bodies, key=lambda field: field.end - field.start)
    body = next((field for field in bodies if is_body(text, field)), longest)
    heading = next((by_name[name] for name in by_name if name in HEAD_NAMES), None)
    texts = (
        [heading, body]
        if heading is not None and heading != body and HEADING.search(unfolded(text, heading))
        else [body]
    )
    return Columns(texts, _known_of(by_name))


def _by_looks(text: str, fields: list[Field]) -> Columns | None:
    """The columns of a row without names. The body is one of the longest fields; a heading has heading lines."""
    longest = sorted(fields, key=lambda field: field.start - field.end)[:3]
    body = next((field for field in longest if is_body(text, field)), None)
    if body is None:
        return None
    texts: list[Field] = []
    known: dict[str, Field] = {}
    for field in fields:
        words = words_of(text, field) if field is not body and field.end - field.start < DEEPEST else ""
        if field is body:
            texts.append(field)
        elif not words:
            continue
        elif len(words) > 40 and HEADING.search(unfolded(text, field)):
            texts.insert(0, field)
        elif "mrn" not in known and _MRN.fullmatch(words) and parse_mrn(words, {}) is not None:
            known["mrn"] = field
        elif DATE.fullmatch(words):
            known["released" if "created" in known else "created"] = field
        elif "classification" not in known and len(words) < 80 and level_named(words.split("//")[0]) is not None:
            known["classification"] = field
        elif "references" not in known and _MRNS.fullmatch(words) and re.search(r"\d", words) and " " not in words[:3]:
            if "mrn" in known and any(_MRN.fullmatch(piece) for piece in words.split("|")):
                known["references"] = field
        elif "origin" not in known and len(words) < 80 and _ORIGIN.fullmatch(words) and not words.isupper():
            known["origin"] = field
    return Columns(texts, known)


def _beside_looks(text: str, fields: list[tuple[str, Field]]) -> Columns | None:
    """The columns of a row of which the longest telegram is the text, and the others go by their names."""
    bodies = [field for _, field in fields if field.quoted and is_body(text, field)]
    if not bodies:
        return None
    return Columns([max(bodies, key=lambda field: field.end - field.start)], _known_of(dict(fields)))


def _known_of(by_name: dict[str, Field]) -> dict[str, Field]:
    return {
        key: next(by_name[name] for name in names if name in by_name)
        for key, names in COLUMNS.items()
        if any(name in by_name for name in names)
    }

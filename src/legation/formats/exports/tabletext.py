"""Rows of tables as text: fields between commas, tabs or semicolons, in quotes or not; and objects of JSON lines.

A field knows where it stands, so that its words can be led back to it. Quotes inside quotes are doubled or stand
behind a backslash; both are met, at times in one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from legation.formats.flat import Flat

_QUOTE_OR_SLASH = re.compile(r'["\\]')
_STOPS = {divider: re.compile(rf"[\n{divider}]") for divider in ",;\t"}
_BEHIND = {divider: re.compile(rf"[ \r]*+(?:[\n{divider}]|\Z)") for divider in ",;\t"}  # a closing quote
_JSON_STRING = re.compile(r'["\\]')
_JSON_MARK = re.compile(r'["{}\[\],]')
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}
_UNICODE = re.compile(r"u[0-9A-Fa-f]{4}")
# A string that nothing closes reaches to the end.
OF_OBJECT = re.compile(r'[{}\[\]]|"(?P<string>[^"\\]*+(?:\\.[^"\\]*+)*+)(?:"(?P<key>\s{0,20}:)?|\\?\Z)', re.DOTALL)
DEEPEST = 20_000  # code points of a field that are looked at to tell what it is


class Field(NamedTuple):
    """name: of a JSON key, else None. start, end: the field without its quotes. quoted: whether it has any."""

    name: str | None
    start: int
    end: int
    quoted: bool


def row_at(text: str, at: int, divider: str) -> tuple[list[Field], int]:
    """The fields of the row that begins ``at``, and where the next row begins."""
    fields: list[Field] = []
    length = len(text)
    while True:
        if text[at : at + 1] == '"':
            end = closing_quote(text, at + 1, divider)
            fields.append(Field(None, at + 1, end, True))
            at = end + 1
            stray = _stop(text, at, divider)  # words between a closing quote and the divider belong to no field
            at = stray
        else:
            end = _stop(text, at, divider)
            fields.append(Field(None, at, end, False))
            at = end
        if at >= length:
            return fields, length
        if text[at] == divider:
            at += 1
            continue
        if text[at] == "\r":
            at += 1
        return fields, at + 1 if text[at : at + 1] == "\n" else at


def is_closed(text: str, fields: list[Field], divider: str) -> bool:
    """Whether each field of a row stands in quotes that are closed, or in none, with blanks at most between them."""
    for field in fields:
        if not field.quoted:
            # Where tabs divide, quotes need no quoting.
            if divider != "\t" and text.find('"', field.start, field.end) >= 0:
                return False
        elif field.end >= len(text) or not _BEHIND[divider].match(text, field.end + 1):
            return False
    return True


def _stop(text: str, at: int, divider: str) -> int:
    """Where a field without quotes ends: at the divider or the line end."""
    found = _STOPS[divider].search(text, at)
    stop = found.start() if found is not None else len(text)
    return stop - 1 if stop > at and text[stop - 1] == "\r" and text[stop : stop + 1] != divider else stop


def closing_quote(text: str, at: int, divider: str) -> int:
    """Where the quote that closes a field stands; the end of the text if none does."""
    while (found := _QUOTE_OR_SLASH.search(text, at)) is not None:
        at = found.start()
        following = text[at + 1 : at + 2]
        if text[at] == "\\":
            last = following == '"' and text[at + 2 : at + 4] in {f'{divider}"', "", "\n", "\r\n"}
            if last and len(text) > at + 4 and text[at + 2 : at + 4] != f'{divider}"':
                last = False
            at += 1 if last else 2
        elif following == '"':
            at += 2
        else:
            return at
    return len(text)


def json_fields(text: str, at: int, end: int) -> list[Field] | None:
    """The string fields of the JSON object ``text[at:end]``, of its own keys alone; None if it is no object."""
    if text[at : at + 1] != "{":
        return None
    fields: list[Field] = []
    depth, name = 0, None
    while (found := _JSON_MARK.search(text, at, end)) is not None:
        sign, at = found[0], found.end()
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
            if depth == 0:
                return fields if not text[at:end].strip() else None
        elif sign == ",":
            name = None if depth == 1 else name
        else:
            stop = _json_closing(text, at, end)
            if depth == 1 and name is None and text[stop + 1 : stop + 4].lstrip().startswith(":"):
                name = text[at:stop]
            elif depth == 1:
                fields.append(Field(name, at, stop, True))
            at = stop + 1
    return None


def _json_closing(text: str, at: int, end: int) -> int:
    while (found := _JSON_STRING.search(text, at, end)) is not None:
        if found[0] == '"':
            return found.start()
        at = found.end() + 1
    return end


def add_field(flat: Flat, text: str, field: Field) -> None:
    """Add the words of a field to ``flat``, each escape as the sign that it stands for."""
    at, end = field.start, field.end
    json = field.name is not None
    # Tables without line ends inside a field write them as signs.
    folded = not json and text.count("\\n", at, end) > 1 and text.find("\n", at, end) < 0
    if not field.quoted and not folded:
        flat.add(text[at:end], at)
        return
    for start, stop, sign in _escapes(text, at, end, json=json or folded):
        flat.add(text[at:start], at)
        flat.add(sign, start, stop - start)
        at = stop
    flat.add(text[at:end], at)


def _escapes(text: str, at: int, end: int, *, json: bool) -> Iterator[tuple[int, int, str]]:
    while (found := _QUOTE_OR_SLASH.search(text, at, end)) is not None:
        start = found.start()
        following = text[start + 1 : start + 2] if start + 1 < end else ""
        at = start + 1
        if found[0] == '"':
            if following == '"':
                at = start + 2
                yield start, at, '"'
        elif json and following == "u" and _UNICODE.match(text, start + 1, end):
            at = start + 6
            code = int(text[start + 2 : at], 16)
            if 0xD800 <= code < 0xDC00 and text[at : at + 2] == "\\u" and _UNICODE.match(text, at + 1, end):
                low = int(text[at + 2 : at + 6], 16)
                if 0xDC00 <= low < 0xE000:
                    at += 6
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            yield start, at, chr(code)
        elif following in ('"', "\\") or (json and following in _ESCAPES):
            at = start + 2
            yield start, at, _ESCAPES.get(following, following)


def unfolded(text: str, field: Field, *, longest: int | None = None) -> str:
    """What a field holds, without what stands for signs of it. longest: so many signs of the source are looked at."""
    flat = Flat()
    add_field(flat, text, field if longest is None else field._replace(end=min(field.end, field.start + longest)))
    return flat.text


def words_of(source: str, field: Field) -> str:
    """The same of a field that says something of the telegram: with single blanks."""
    return " ".join(unfolded(source, field, longest=DEEPEST).split())


def json_strings(source: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Every string of a JSON object, however deep, with its key, and the keys, which nothing names."""
    name, above = "", list[str]()
    for found in OF_OBJECT.finditer(source):
        sign = found[0][0]
        if sign in "{[":
            above.append(name)
        elif sign in "}]":
            name = above.pop() if above else ""
        else:
            said = unfolded(source, Field("", *found.span("string"), quoted=True))
            yield "" if found["key"] else name, said, found.span("string")
            name = said if found["key"] else name

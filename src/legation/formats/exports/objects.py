"""A JSON list of objects, each of which may hold a telegram: where each of them stands, told without reading the list.

The bytes of an object are its own row, as a line of JSON lines is, whether it stands on one line or on many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENS = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}\[\s{0,200}(?=\{\s{0,200}\")")
# Elements that are no objects hold no telegram, and are passed by.
_NEXT = re.compile(rb"\s*+(?:,\s*+(?:null|true|false|[-+.\deE]++)\s*+)*+,\s*+(?=\{)")
_CLOSES = re.compile(rb"\s*+(?:,\s*+(?:null|true|false|[-+.\deE]++)\s*+)*+\]\s*+")
# A quote that nothing closes is a token of its own: what follows it is words yet to come.
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}]', re.DOTALL)


def first_object(data: bytes) -> int | None:
    """Where the first object of a list begins; None where ``data`` begins no list of objects."""
    opens = _OPENS.match(data)
    return opens.end() if opens is not None else None


def end_of_object(data: bytes, at: int) -> int | None:
    """Where the object that begins at a place ends; None where it goes on beyond ``data``."""
    depth = 0
    for token in _TOKENS.finditer(data, at):
        match token[0]:
            case b"{":
                depth += 1
            case b"}":
                depth -= 1
                if not depth:
                    return token.end()
            case b'"':
                return None
    return None


def next_object(data: bytes, at: int) -> int | None:
    """Where the next object begins behind the one that ends at a place; None where none does, or not yet."""
    found = _NEXT.match(data, at)
    return found.end() if found is not None else None


def end_of_list(data: bytes, at: int) -> int | None:
    """Where the list ends behind the object that ends at a place; None where it does not, or not yet."""
    found = _CLOSES.match(data, at)
    return found.end() if found is not None else None


def objects(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """The objects of a list that is there as a whole, each with True; a rest that is none with False."""
    at = first_object(data)
    while at is not None and (end := end_of_object(data, at)) is not None:
        yield data[at:end], True
        begins = next_object(data, end)
        if begins is None:
            at = end_of_list(data, end) or end
            break
        at = begins
    if at is not None and at < len(data):
        yield data[at:], False

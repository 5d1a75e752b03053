"""Dash points: the items of a paragraph, on lines of their own or run on inside it."""

from __future__ import annotations

import re

from legation.formats.words import folded

_LINE = re.compile(r"\n {0,40}+(?P<sign>---?(?!-)|-(?: -{1,2})?(?!-| -)|[–—•]|\*(?= ))(?P<blank> {0,9}+)(?=[^\s-])")
_INSIDE = re.compile(r" --(?:(?<=[:;.,?!\")] --)|(?<=; and --)|(?<=; or --)|(?<=AND --)) ?(?=[A-Za-z(\"'])")
_JOINED = (" AND", " and", " OR", " or")
_STOPS = '.?!;:"”)'


def points(words: str, text: str) -> tuple[tuple[str, ...], bool]:
    """The dash points of a paragraph and whether they run on inside a line.

    Args:
        words: the paragraph as it stands. text: the same, folded.
    """
    lined = f"\n{words}"
    found = list(_LINE.finditer(lined)) if "\n" in words or words[:1] in "-–—•*" else []
    if len(found) == 1 and found[0]["sign"] == "-" and not found[0]["blank"]:
        found = []  # a hyphen at the start of one line
    if found and (len(found) > 1 or _INSIDE.search(text) is None):
        ends = [match.start() for match in found[1:]]
        broken = "-\n" in words or "- " in words
        items = [folded(lined[match.end() : end], broken=broken) for match, end in zip(found, ends, strict=False)]
        items.append(folded(_until_closed(lined[found[-1].end() :]), broken=broken))
        return tuple([item for item in map(_item, items) if item]), False
    if " --" not in text:
        return (), False
    pieces = _INSIDE.split(text)
    if len(pieces) <= 2:
        return (), False
    return tuple(item for item in map(_item, pieces[1:]) if item), True


def first_inside(words: str) -> int:
    """Where the first dash point that runs on begins in the words of a paragraph; 0 if none does."""
    found = _INSIDE.search(words.replace("\n", " "))
    return found.start() if found is not None else 0


def _until_closed(words: str) -> str:
    """The last point of a list: to the blank line behind its sentence, where the paragraph goes on."""
    at = words.find("\n\n")
    while at >= 0:
        if words[:at].rstrip(" \n")[-1:] in _STOPS:
            return words[:at]
        at = words.find("\n\n", at + 2)
    return words


def _item(words: str) -> str:
    """A dash point without the signs and the AND that join it to the next."""
    words = words.strip(" ;,.")
    for joined in _JOINED if words.endswith(_JOINED) else ():
        if words.endswith((f";{joined}", f",{joined}")):
            words = words[: -len(joined)].rstrip(" ;,.")
    return words

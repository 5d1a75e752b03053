"""Dash points: the items of a paragraph, on lines of their own or run on inside it."""

from __future__ import annotations

import re

from legation.formats.words import folded

# A relay or a program may have doubled the sign: ``-- -- A DATE``, ``• • ships``.
_LINE = re.compile(
    r"\n {0,40}+(?P<sign>---?(?!-)(?: ---?(?!-))?|-(?: -{1,2})?(?!-| -)|[–—•](?: {0,2}[–—•])?|\*(?: ?\*)?(?= ))"
    r"(?P<blank> {0,9}+)(?=[^\s-])"
)
_INSIDE = re.compile(r" --(?:(?<=[:;.,?!\")] --)|(?<=; and --)|(?<=; or --)|(?<=AND --)) ?(?=[A-Za-z(\"'])")
_ALONE = re.compile(r"\n-(?= *+(?:\n|\Z))")  # holds a blank line
_CONTINUED = re.compile(r"(?<=[^\n ])( {0,9}+)\n-  +(?=[^\s-])")
_JOINED = (" AND", " and", " OR", " or")
_STOPS = '.?!;:"”)'


def points(words: str, text: str) -> tuple[tuple[str, ...], bool]:
    """The dash points of a paragraph and whether they run on inside a line.

    Args:
        words: the paragraph as it stands. text: the same, folded.
    """
    lined = f"\n{words}"
    if "\n-" in words:
        lined = _ALONE.sub("\n ", lined)
    found = list(_LINE.finditer(lined)) if "\n" in words or words[:1] in "-–—•*" else []
    if len(found) == 1 and found[0]["sign"] == "-" and not found[0]["blank"]:
        found = []  # a hyphen at the start of one line
    if len(found) > 1 and found[0]["sign"] == "--":
        found = _without_continued(lined, found)
    if found and (len(found) > 1 or _INSIDE.search(text) is None):
        ends = [match.start() for match in found[1:]]
        broken = "-\n" in words or "- " in words
        pieces = [lined[match.end() : end] for match, end in zip(found, ends, strict=False)]
        pieces.append(_until_closed(lined[found[-1].end() :]))
        if "\n-  " in words:
            pieces = [_CONTINUED.sub("\n", piece) for piece in pieces]
        items = [folded(piece, broken=broken) for piece in pieces]
        return tuple([item for item in map(_item, items) if item]), False
    if " --" not in text:
        return (), False
    inside = _INSIDE.split(text)
    if len(inside) <= 2:
        return (), False
    return tuple(item for item in map(_item, inside[1:]) if item), True


def _without_continued(lined: str, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The points without hyphens that only hold the column of the line above: ``-- THE END OF`` over ``-  THE WAR``.

    Relays took blanks off the start of a line, so that drafters put a hyphen there.
    """
    kept: list[re.Match[str]] = []
    column = 0
    for match in found:
        sign, blank = match.group("sign", "blank")
        above = lined[max(0, match.start() - 9) : match.start()].rstrip(" ")
        if kept and sign == "-" and len(blank) > 1 and len(blank) + 1 == column and above[-1:] not in ("", "\n"):
            continue
        column = len(sign) + len(blank)
        kept.append(match)
    return kept


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

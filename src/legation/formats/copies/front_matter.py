"""A text kept as a page of Markdown: what its maker says of it between two lines of dashes, and the page's own signs.

``title: Roe to Doe`` and other keys stand above the words; a title that the words do not repeat is their first line.
In the words a heading has ``#`` before it, and a number a stroke before its point (``2\\.``).
Source: public collections of telegrams as Markdown.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DASHES = "---\n"
_KEYED = re.compile(r"(?P<key>[a-z][a-z0-9_-]{0,40}) ?:(?: (?P<value>[^\n]*))?\n")
_GOES_ON = re.compile(r"(?:[ -][^\n]*)?\n")
_MOST_LINES = 200
# Of a telegram's own fields: what holds these is no page about it.
_OF_TELEGRAM = frozenset({"from", "to", "info", "subject", "subj", "ref", "refs", "text", "body", "fm"})
_PARTIES = re.compile(r"[A-Z][^\n]{0,80} to [A-Z]")
_REPEATED_WITHIN = 600
_HEADING = re.compile(r"^#{1,6}(?= )", re.MULTILINE)
_STROKE = re.compile(r"(?<=\d)\\([.)])")


class FrontMatter(NamedTuple):
    """end: where the words begin. title: the span of a title that they do not repeat and that names two parties."""

    end: int
    title: tuple[int, int] | None


def front_matter(text: str) -> FrontMatter | None:
    """What stands so above the words of the plain ``text``; None where nothing does."""
    if not text.startswith(_DASHES):
        return None
    at, title = len(_DASHES), None
    for _ in range(_MOST_LINES):
        if text.startswith(_DASHES, at):
            break
        line = _KEYED.match(text, at)
        if line is not None and line["key"] in _OF_TELEGRAM:
            return None
        if line is None and (at == len(_DASHES) or (line := _GOES_ON.match(text, at)) is None):
            return None
        if line.re is _KEYED and line["key"] == "title" and line["value"]:
            title = line.span("value")
        at = line.end()
    else:
        return None
    end = at + len(_DASHES)
    return FrontMatter(end, _parties(text, title, end) if title is not None else None)


def _parties(text: str, title: tuple[int, int], end: int) -> tuple[int, int] | None:
    words = text[title[0] : title[1]]
    begin = title[0] + len(words) - len(words.lstrip(" '\""))
    stop = title[1] - (len(words) - len(words.rstrip(" '\"")))
    if _PARTIES.match(text, begin, stop) is None or text.find(text[begin:stop], end, end + _REPEATED_WITHIN) >= 0:
        return None
    return begin, stop


def without_matter(text: str, matter: FrontMatter) -> str:
    """``text``, of the same length, with blanks for the matter, its title apart, and for the signs of the page."""
    kept = text[: matter.end]
    blank = re.sub(r"[^\n]", " ", kept)
    if matter.title is not None:
        begin, stop = matter.title
        blank = blank[:begin] + kept[begin:stop] + blank[stop:]
    words = _HEADING.sub(lambda found: " " * len(found[0]), text[matter.end :])
    return blank + _STROKE.sub(r"\1 ", words)

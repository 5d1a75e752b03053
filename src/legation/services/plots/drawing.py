"""Drawing SVG: shapes, words, a scale of days, and the frame with its banner.

A plot stands alone and on a page: no style sheet, no script, words in the colour of what surrounds it, colours that
show on light and dark paper and never say a thing alone. Every value is escaped. The banner is part of the picture.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

import msgspec

GREY, BLUE, GREEN, AMBER, RED, VIOLET = "#7a7f87", "#2f6fb3", "#2e8b57", "#c77d0a", "#c0392b", "#7d5ba6"
"""Tints with at least three to one against white and against near-black paper."""

LETTER = 6.2
"""Width of a letter at the size of 12, near enough to cut words to their room."""

BOLD = 1.25
"""How much wider it is in bold."""


WIDEST, _EDGE = 1000, 160
"""Width of what a sheet holds crosswise without being made much smaller; of what two strips show both: a box."""


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """A finished plot: what it shows in words, its banner, and the SVG. lanes: how many it has, drawn or not.

    width, height: of the picture, in its own units, which are a browser's.
    """

    name: str
    title: str
    banner: str
    svg: str
    lanes: int = 1
    width: int = 0
    height: int = 0

    @property
    def strips(self) -> list[tuple[int, int]]:
        """Begin and width of the strips in which a wide picture is printed; none where a sheet holds it."""
        if self.width <= WIDEST:
            return []
        number = -(-(self.width - _EDGE) // (WIDEST - _EDGE))
        wide = -(-(self.width + (number - 1) * _EDGE) // number)
        return [(at * (wide - _EDGE), wide) for at in range(number)]

    @property
    def high(self) -> bool:
        """Whether a sheet upright holds it better than one crosswise."""
        return not self.strips and self.height > 0.62 * self.width


_MARK = 50
"""Room of a mark on a scale of days."""

Lanes = tuple[int, int]
"""Of the lanes of a plot those that are drawn, from 0: [first, end)."""


class Days:
    """A scale from days to places along a line, with round marks."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        self.first = first
        self.last = max(last, first + timedelta(days=30))
        self._left, self._right = left, right

    def at(self, day: date) -> float:
        """Where a day lies; days beyond the ends lie at them."""
        held = min(max(day, self.first), self.last)
        share = (held - self.first).days / (self.last - self.first).days
        return round(self._left + share * (self._right - self._left), 1)

    def marks(self) -> list[tuple[date, str]]:
        """First days of months, quarters or years, so many as there is room for."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        room = max(2.0, (self._right - self._left) / 70)
        # A year is written shorter than a month of it.
        step = next(
            (step for step in (1, 3, 6, 12, 24, 60, 120) if months / step <= room * (1 + 0.4 * (step >= 12))), 240
        )
        at = self.first.year * 12 + self.first.month - 1
        at += -at % step
        found: list[tuple[date, str]] = []
        # A view of the last days that the calendar has ends with it.
        while at // 12 <= date.max.year and (day := date(at // 12, at % 12 + 1, 1)) <= self.last:
            # The first day may lie between two marks: the one before it stands at its place, or not at all.
            if found and found[-1][0] < self.first and self.at(day) - self.at(found[-1][0]) < _MARK:
                found.pop()
            found.append((day, str(day.year) if step >= 12 else f"{day.year}-{day.month:02d}"))
            at += step
        return found


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: int = 12,
    anchor: str = "start",
    weight: str = "normal",
    quiet: bool = False,
) -> str:
    """Words at a place."""
    faint = ' fill-opacity="0.7"' if quiet else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}"{faint}>'
        f"{escape(printable(words))}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, *, tint: str = GREY, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{tint}" stroke-width="{width:g}"{dashed}/>'


def box(x: float, y: float, width: float, height: float, *, tint: str, opacity: float = 1) -> str:
    held = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{max(width, 1):g}" height="{height:g}" rx="2" fill="{tint}"{held}/>'


def sign(x: float, y: float, shape: str, tint: str) -> str:
    """A mark whose shape says as much as its tint: circle, square, triangle, cross or ring."""
    match shape:
        case "square":
            return f'<rect x="{x - 5:g}" y="{y - 5:g}" width="10" height="10" fill="{tint}"/>'
        case "triangle":
            return f'<path d="M{x:g} {y - 6:g}l6 11h-12z" fill="{tint}"/>'
        case "cross":
            return f'<path d="M{x - 5:g} {y - 5:g}l10 10m0 -10l-10 10" stroke="{tint}" stroke-width="2.5"/>'
        case "ring":
            return f'<circle cx="{x:g}" cy="{y:g}" r="4.5" fill="none" stroke="{tint}" stroke-width="2"/>'
        case _:
            return f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="{tint}"/>'


def told(drawn: str, words: str, link: str | None = None) -> str:
    """A part of the drawing with the words that a pointer or a screen reader finds on it, and its link."""
    inner = f"<title>{escape(printable(words))}</title>{drawn}"
    return f"<a href={quoteattr(link)}>{inner}</a>" if link else f"<g>{inner}</g>"


def cut(words: str, width: float, size: int = 12) -> str:
    """Words that fit into a width, with an ellipsis where something is left out."""
    return wrapped(words, width, most=1, size=size)[0]


def width_of(words: str, size: int = 12, *, bold: bool = False) -> float:
    """Room that words take in a line, near enough to set others behind them."""
    return _long(words) * LETTER * size / 12 * (BOLD if bold else 1)


def wrapped(words: str, width: float, *, most: int, size: int = 12) -> list[str]:
    """Words in lines that fit into a width, at most so many; an ellipsis where something is left out."""
    room = max(4, int(width / (LETTER * size / 12)))
    lines = [""]
    for word in words.split():
        ahead = f"{lines[-1]} {word}" if lines[-1] else word
        if _long(ahead) <= room or len(lines) == most:
            lines[-1] = ahead
            continue
        rest = word
        if lines[-1]:
            lines.append("")
        while _long(rest) > room and len(lines) < most:  # a word longer than a line goes on in the next
            lines[-1] = _head(rest, room)
            rest = rest[len(lines[-1]) :]
            lines.append("")
        lines[-1] = rest
    if _long(lines[-1]) > room:
        lines[-1] = f"{_head(lines[-1], room - 1).rstrip()}…"
    return lines


def _long(words: str) -> float:
    """Small letters that it takes the room of: some take more, a sign of the East or a small picture that of two."""
    return sum(
        1.4
        if one in "mwMW"
        else 1.25
        if one.isupper()
        else 2
        if one > "\u10ff" and unicodedata.east_asian_width(one) in "WF"
        else 1
        for one in words
    )


def _head(words: str, room: float) -> str:
    """As much of a word as there is room for, and one letter at least."""
    end = 1
    while end < len(words) and _long(words[: end + 1]) <= room:
        end += 1
    return words[:end]


def signs(held: Iterable[tuple[str, str, str]], y: float, width: float) -> tuple[list[str], float]:
    """What the signs of a picture stand for, in lines below it: shape, tint and words of each. With where they end."""
    parts, x = [], 8.0
    for shape, tint, words in held:
        wide = 34 + len(words) * 6
        if x > 8 and x + wide > width:
            x, y = 8.0, y + 20
        parts += [sign(x + 6, y, shape, tint), text(x + 16, y + 4, words, size=11)]
        x += wide
    return parts, y


_JOINERS = "\u200c\u200d"
"""They print nothing, and Persian and small pictures are written with them."""


def printable(words: str) -> str:
    """Without the control characters of old telegrams, which no XML may hold."""
    return "".join(one if one.isprintable() or one in "\n" + _JOINERS else " " for one in words)


def framed(name: str, title: str, banner: str, parts: Sequence[str], *, width: int, height: int, says: str) -> Plot:
    """The plot under its banner. ``says``: all of it in words, for who does not see it. Parts begin at y = 40.

    A title longer than the picture is wide is cut in it, and whole in its name.
    """
    body = "".join(parts)
    # An image has nothing in it to go to; one with links is a group.
    role = "group" if "<a " in body else "img"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="{role}" aria-label={quoteattr(printable(title))} fill="currentColor" '
        'font-family="system-ui, sans-serif">'
        f"<title>{escape(printable(title))}</title><desc>{escape(printable(says))}</desc>"
        f'<g id="plot-{name}">'
        f"{text(width / 2, 16, banner, anchor='middle', weight='bold')}"
        f"{text(8, 34, cut(title, width - 16, 15), size=14, weight='bold')}{body}"
        f"{text(width / 2, height - 6, banner, anchor='middle', weight='bold')}</g></svg>"
    )
    return Plot(name=name, title=title, banner=banner, svg=svg, width=width, height=height)

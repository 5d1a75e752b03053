"""Who writes to whom as a picture: those who write to the left, those they write to to the right.

A line goes from a side to each that it writes to, the thicker the more telegrams went that way. Where there are more
sides than can be told apart, those with the most telegrams are drawn, and how many are not is said in the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from legation.core.marking import Marking, join_all
from legation.services.boards.stating import counted
from legation.services.plots.drawing import BLUE, GREY, Plot, cut, framed, text, told
from legation.services.search.exchanges import Network
from legation.tables.banners import level_of, mark_of

DRAWN = 20
"""Sides that are drawn of those who write, and as many of those they write to."""
_WIDE, _HIGH, _DOWN = 290, 40, 12
_LEFT, _TOP, _BOTTOM = 12, 62, 28
_BETWEEN = 260
_RIGHT = _LEFT + _WIDE + _BETWEEN
_THICKEST = 7.0

Pair = tuple[str, str]


class _Flow(msgspec.Struct, frozen=True, kw_only=True):
    """What went one way in all years: telegrams, their first and last day, and the markings they are under."""

    telegrams: int
    days: tuple[str, ...]
    access: tuple[str, ...]

    @property
    def says(self) -> str:
        between = f", {self.days[0]} to {self.days[-1]}" if len(self.days) > 1 else "".join(f", {d}" for d in self.days)
        return f"{counted(self.telegrams, 'telegram')}{between} ({_portion(self.access)})"


def exchanges_plot(found: Network) -> Plot:
    """The network of a search, of all its years together; at most ``DRAWN`` sides write and are written to."""
    title = "Who writes to whom"
    banner = found.banner or level_of(join_all([]))
    flows = _flows(found)
    if not flows:
        nothing = [text(8, 60, "Nobody writes to anybody.", quiet=True)]
        return framed("exchanges", title, banner, nothing, width=600, height=100, says="Nobody writes to anybody.")
    authors = _most({author for author, _ in flows}, flows, 0)
    addressees = _most({addressee for _, addressee in flows}, flows, 1)
    drawn = {pair: flow for pair, flow in flows.items() if pair[0] in authors and pair[1] in addressees}
    # A side of which no line is left among those that are drawn would stand there for nothing.
    authors = [one for one in authors if any(pair[0] == one for pair in drawn)]
    addressees = _facing(authors, [one for one in addressees if any(pair[1] == one for pair in drawn)], drawn)
    left_out = len(flows) - len(drawn)
    high = max(len(authors), len(addressees)) * (_HIGH + _DOWN) - _DOWN
    left = {name: _at(place, len(authors), high) for place, name in enumerate(authors)}
    right = {name: _at(place, len(addressees), high) for place, name in enumerate(addressees)}
    most = max(flow.telegrams for flow in drawn.values())
    parts = [text(_LEFT, 54, "writes", size=11, quiet=True), text(_RIGHT, 54, "is written to", size=11, quiet=True)]
    parts += [
        _line(left[author], right[addressee], flow.telegrams, most, f"{author} to {addressee}: {flow.says}")
        for (author, addressee), flow in drawn.items()
    ]
    parts += [_frame(name, _LEFT, y, _all(flows, 0, name)) for name, y in left.items()]
    parts += [_frame(name, _RIGHT, y, _all(flows, 1, name)) for name, y in right.items()]
    says = [f"{author} to {addressee}: {flow.says}" for (author, addressee), flow in drawn.items()]
    if left_out:
        says.append(f"not drawn: {counted(left_out, 'more line')}, of sides with fewer telegrams")
        high += 18
        parts.append(text(_LEFT, _TOP + high, says[-1], size=11, quiet=True))
    width, height = _RIGHT + _WIDE + _LEFT, _TOP + high + _BOTTOM
    return framed("exchanges", title, banner, parts, width=width, height=height, says=". ".join(says))


def _flows(found: Network) -> dict[Pair, _Flow]:
    """What went from each side to each, those with the most telegrams first."""
    flows: dict[Pair, _Flow] = {}
    for one in found.exchanges:
        pair = (one.author, one.addressee)
        before = flows.get(pair, _Flow(telegrams=0, days=(), access=()))
        flows[pair] = _Flow(
            telegrams=before.telegrams + len(one.telegrams),
            days=tuple(sorted({*before.days[:1], *before.days[-1:], *filter(None, (one.first, one.last))})),
            access=(*before.access, one.access),
        )
    return dict(sorted(flows.items(), key=lambda held: (-held[1].telegrams, held[0])))


def _most(names: Iterable[str], flows: Mapping[Pair, _Flow], end: int) -> list[str]:
    """The sides with the most telegrams at one end of the lines, the most first."""
    sums = dict.fromkeys(sorted(names), 0)
    for pair, flow in flows.items():
        sums[pair[end]] += flow.telegrams
    return sorted(sums, key=lambda name: -sums[name])[:DRAWN]


def _facing(authors: list[str], addressees: list[str], drawn: Mapping[Pair, _Flow]) -> list[str]:
    """Addressees in the order of those who write to them most, so that few lines cross."""
    place = {name: at for at, name in enumerate(authors)}

    def middle(addressee: str) -> float:
        to = [(place[author], flow.telegrams) for (author, other), flow in drawn.items() if other == addressee]
        return sum(at * weight for at, weight in to) / sum(weight for _, weight in to)

    return sorted(addressees, key=middle)


def _all(flows: Mapping[Pair, _Flow], end: int, name: str) -> _Flow:
    """Everything at one end of the lines, drawn or not. A telegram to several counts once for each."""
    own = [flow for pair, flow in flows.items() if pair[end] == name]
    return _Flow(
        telegrams=sum(flow.telegrams for flow in own),
        days=(),
        access=tuple(label for flow in own for label in flow.access),
    )


def _at(place: int, number: int, high: int) -> float:
    """Where a frame of a column begins; the shorter column stands in the middle."""
    return _TOP + (high - number * (_HIGH + _DOWN) + _DOWN) / 2 + place * (_HIGH + _DOWN)


def _line(author: float, addressee: float, telegrams: int, most: int, says: str) -> str:
    y1, y2 = author + _HIGH / 2, addressee + _HIGH / 2
    x1, x2, middle = _LEFT + _WIDE, _RIGHT - 7, _LEFT + _WIDE + _BETWEEN / 2
    share = telegrams / most
    wide = min(1 + (_THICKEST - 1) * share, telegrams)  # where nobody writes often no line is thick
    path = (
        f'<path d="M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}" fill="none" '
        f'stroke="{GREY}" stroke-width="{wide:.1f}" stroke-opacity="{0.55 + 0.45 * share:.2f}"/>'
    )
    return told(path + f'<path d="M{_RIGHT:g} {y2:g}l-9 -5v10z" fill="{GREY}"/>', says)


def _frame(name: str, x: float, y: float, flow: _Flow) -> str:
    box = (
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="3" fill="{BLUE}" fill-opacity="0.06" '
        f'stroke="{BLUE}"/>'
    )
    words = text(x + 8, y + 17, cut(name, _WIDE - 16), weight="bold") + text(x + 8, y + 32, flow.says, size=11)
    return told(box + words, f"{name}: {flow.says}")


def _portion(access: Iterable[str]) -> str:
    return mark_of(join_all([Marking.from_label(label) for label in access]))

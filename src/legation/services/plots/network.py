"""A network of references as a picture: a thread, or the telegrams of a dialogue and what they cite.

An arrow goes from the telegram that cites to the one it cites. Where they fit a sheet they stand in columns: of a
thread, what the middle rests on to its left and what cites it to its right; of a dialogue, a telegram to the right of
all that it cites. A chain of references soon has more columns than a sheet holds: then they stand below one another by
their days, with the arrows as bows beside them. A dashed frame, or a ring, is a telegram known only by reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec

from legation.core.marking import Marking
from legation.services.boards.stating import counted
from legation.services.plots.drawing import (
    AMBER,
    BLUE,
    BOLD,
    GREY,
    WIDEST,
    Plot,
    cut,
    framed,
    sign,
    signs,
    text,
    told,
    width_of,
)
from legation.services.threads.threads import Graph, Node
from legation.tables.banners import mark_of

DRAWN = 60
"""Telegrams that are drawn unless asked otherwise: in columns more cannot be told apart."""
_WIDE, _HIGH = 186, 40
_ACROSS, _DOWN = 68, 14
_LEFT, _TOP, _BOTTOM = 12, 48, 28
_BEND = 36  # how far an arrow between two of one column bows out
_SWEEPS = 4
_SHOWN = 21  # letters that fit a frame


def network_plot(
    graph: Graph,
    title: str,
    link: Callable[[Node], str | None] = lambda _: None,
    *,
    most: int = DRAWN,
    kinds: tuple[str, str] = ("asked for", "of its thread"),
) -> Plot:
    """A graph, of which at most so many telegrams are drawn: those asked for, of these first
    those that cite most or are cited most, and of these the latest.

    link: the page of a node. kinds: what is said of those that were asked for, and of the others.
    """
    if not graph.nodes:
        nothing = [text(8, 60, "No telegram yet.", quiet=True)]
        return framed("network", title, graph.banner, nothing, width=600, height=100, says="No telegram yet.")
    days = _days(graph)
    nodes = graph.nodes
    if len(nodes) > most:
        # The latest of a large archive cite what is not drawn; those with the most references hang together.
        ends = Counter(key for edge in graph.edges for key in (edge.citing, edge.cited))
        nodes = tuple(sorted(nodes, key=lambda one: days[one.key], reverse=True))
        nodes = tuple(sorted(nodes, key=lambda one: (one.distance, -ends[one.key])))[:most]
    shown = {node.key for node in nodes}
    edges = [(edge.citing, edge.cited) for edge in graph.edges if edge.citing in shown and edge.cited in shown]
    cited: dict[str, list[str]] = {}
    for citing, name in edges:
        cited.setdefault(citing, []).append(name)
    says = [
        f"{_name(node)}, {_second(node)}{f', cites {chr(44).join(cited[node.key])}' if node.key in cited else ''}"
        for node in nodes
    ]
    rest = len(graph.nodes) - len(nodes)
    distant = max(node.distance for node in nodes) < max(node.distance for node in graph.nodes)
    left_out = "not drawn: more telegrams" if graph.cut else ""
    if rest:
        why = "farther off" if distant else "with fewer references"
        left_out = f"not drawn: {counted(rest, 'more telegram')}, {why}"
    if left_out:
        says.append(left_out)
    columns = _columns(nodes, edges)
    if (wide := 2 * _LEFT + len(columns) * (_WIDE + _ACROSS) - _ACROSS + _BEND) > WIDEST:
        parts, wide = _by_day(sorted(nodes, key=lambda one: days[one.key]), edges, link), WIDEST
        high: float = len(nodes) * _ROW + 30
        legend, _ = signs(
            zip(("circle", "circle", "ring"), (BLUE, GREY, AMBER), (*kinds, "known by reference only"), strict=True),
            _TOP + high - 12,
            WIDEST,
        )
        parts += legend
    else:
        tallest = max(len(column) for column in columns)
        high = tallest * (_HIGH + _DOWN) - _DOWN
        at: dict[str, tuple[float, float]] = {}
        for number, column in enumerate(columns):
            top = _TOP + (high - len(column) * (_HIGH + _DOWN) + _DOWN) / 2
            for place, node in enumerate(column):
                at[node.key] = (_LEFT + number * (_WIDE + _ACROSS), top + place * (_HIGH + _DOWN))
        parts = [_arrow(at[citing], at[one]) for citing, one in edges]
        parts += [_frame(node, at[node.key], link(node)) for node in nodes]
    if left_out:
        high += 16
        parts.append(text(_LEFT, _TOP + high, left_out, size=11, quiet=True))
    height = round(_TOP + high + _BOTTOM)
    return framed("network", title, graph.banner, parts, width=max(420, wide), height=height, says=". ".join(says))


_ROW, _BOWS = 22, 190
_NAMES, _NAMES_AT_MOST = 160, 260
"""Room for the numbers, before marking and subject."""


def _days(graph: Graph) -> dict[str, tuple[str, bool, str]]:
    """By what each stands in order of days: one that is not held comes before the first that cites it."""
    days = {node.key: _day(node) for node in graph.nodes}
    first: dict[str, str] = {}
    for edge in graph.edges:
        if day := days.get(edge.citing):
            first[edge.cited] = min(day, first.get(edge.cited, day))
    return {
        node.key: (days[node.key] or first.get(node.key, ""), node.held is not None, node.key) for node in graph.nodes
    }


def _by_day(nodes: Sequence[Node], edges: Sequence[tuple[str, str]], link: Callable[[Node], str | None]) -> list[str]:
    """A line for each telegram, and to its left the bows to those that it cites; the further, the wider."""
    at = {node.key: _TOP + _ROW * number + _ROW / 2 for number, node in enumerate(nodes)}
    furthest = max((abs(at[one] - at[other]) for one, other in edges), default=_ROW) or _ROW
    parts = []
    for citing, one in edges:
        if citing != one:
            y1, y2 = at[citing], at[one]
            # A bow of third degree comes three quarters of the way to its handles.
            bow = 24 + (_BOWS / 0.75 - 44) * (abs(y1 - y2) / furthest) ** 0.6
            path = (
                f'<path d="M{_BOWS:g} {y1:g}C{_BOWS - bow:.1f} {y1:g} {_BOWS - bow:.1f} {y2:g} {_BOWS - 6:g} {y2:g}" '
                f'fill="none" stroke="{GREY}"/>'
            )
            head = f'<path d="M{_BOWS - 5:g} {y2:g}l-7 -4v8z" fill="{GREY}"/>'
            parts.append(told(path + head, f"{citing} cites {one}"))
    # Whatever the longest number, the marking behind it is never under it.
    names = min(_NAMES_AT_MOST, max(_NAMES, *(width_of(_name(node), bold=True) + 16 for node in nodes)))
    behind = _BOWS + 96 + names
    for node in nodes:
        y, held = at[node.key], node.held
        shape, tint = ("ring", AMBER) if held is None else ("circle", BLUE if node.asked else GREY)
        about = held.subject or "" if held is not None else "not held"
        words = [
            sign(_BOWS, y, shape, tint),
            text(_BOWS + 14, y + 4, (held.date or "no date") if held is not None else "", quiet=True),
            text(_BOWS + 96, y + 4, cut(_name(node), (names - 6) / BOLD), weight="bold"),
            text(behind, y + 4, cut(f"({_portion(node)}) {about}", WIDEST - behind - 8, 11), size=11),
        ]
        subject = f": {held.subject}" if held is not None and held.subject else ""
        parts.append(told("".join(words), f"{_name(node)}, {_second(node)}{subject}", link(node)))
    return parts


def by_citing(graph: Graph) -> Graph:
    """The graph with each telegram one place to the right of all that it cites."""
    cites: dict[str, list[str]] = {}
    for edge in graph.edges:
        cites.setdefault(edge.citing, []).append(edge.cited)
    places: dict[str, int] = {}
    for first in (node.key for node in graph.nodes):
        # Depth first without recursion: a chain of references may be longer than the stack. What cites itself over
        # others is placed as if the last of these citations were not there.
        path, seen = [first], {first}
        while path:
            key = path[-1]
            ahead = next((one for one in cites.get(key, ()) if one not in places and one not in seen), None)
            if ahead is not None and key not in places:
                path.append(ahead)
                seen.add(ahead)
                continue
            places.setdefault(key, max((places[one] + 1 for one in cites.get(key, ()) if one in places), default=0))
            path.pop()
    nodes = [msgspec.structs.replace(node, place=places[node.key]) for node in graph.nodes]
    return msgspec.structs.replace(graph, nodes=tuple(nodes))


def _columns(nodes: Sequence[Node], edges: Sequence[tuple[str, str]]) -> list[list[Node]]:
    """Nodes by place, in each column so ordered that few arrows cross."""
    places = sorted({node.place for node in nodes})
    columns = [
        sorted((node for node in nodes if node.place == place), key=lambda node: (_day(node), node.key))
        for place in places
    ]
    near: dict[str, list[str]] = {node.key: [] for node in nodes}
    for citing, cited in edges:
        near[citing].append(cited)
        near[cited].append(citing)
    for _ in range(_SWEEPS):
        level = {node.key: (n + 0.5) / len(column) for column in columns for n, node in enumerate(column)}
        for column in columns:
            column.sort(key=lambda node: _middle(node, near, level))
            level.update({node.key: (n + 0.5) / len(column) for n, node in enumerate(column)})
    return columns


def _middle(node: Node, near: Mapping[str, list[str]], level: Mapping[str, float]) -> float:
    others = near[node.key]
    return sum(level[key] for key in others) / len(others) if others else level[node.key]


def _arrow(citing: tuple[float, float], cited: tuple[float, float]) -> str:
    y1, y2 = citing[1] + _HIGH / 2, cited[1] + _HIGH / 2
    right = cited[0] > citing[0]
    if citing[0] == cited[0]:
        x1 = x2 = citing[0] + _WIDE
        bend = x1 + _BEND
    else:
        x1 = citing[0] + (_WIDE if right else 0)
        x2 = cited[0] + (0 if right else _WIDE)
        bend = (x1 + x2) / 2
    tip = -7 if right else 7
    return (
        f'<path d="M{x1:g} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {x2:g} {y2:g}" fill="none" stroke="{GREY}"/>'
        f'<path d="M{x2:g} {y2:g}l{tip} -4v8z" fill="{GREY}"/>'
    )


def _frame(node: Node, at: tuple[float, float], link: str | None) -> str:
    subject = f": {node.held.subject}" if node.held and node.held.subject else ""
    x, y = at
    tint, width = (AMBER, 1.0) if node.held is None else (BLUE, 2.0) if node.asked else (GREY, 1.0)
    dashed = ' stroke-dasharray="4 3"' if node.held is None else ""
    box = (
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="3" fill="{tint}" fill-opacity="0.06" '
        f'stroke="{tint}" stroke-width="{width:g}"{dashed}/>'
    )
    words = text(x + 8, y + 17, _cut(_name(node)), weight="bold") + text(x + 8, y + 32, _second(node), size=11)
    return told(box + words, f"{_name(node)}, {_second(node)}{subject}", link)


def _portion(node: Node) -> str:
    return mark_of(Marking.from_label(node.access), node.held.day if node.held is not None else None)


def _name(node: Node) -> str:
    return node.called


def _second(node: Node) -> str:
    # A portion mark, for banner words may be longer than the frame, and no marking is cut.
    return f"{node.held.date or 'no date'} ({_portion(node)})" if node.held else f"not held ({_portion(node)})"


def _cut(words: str) -> str:
    return words if len(words) <= _SHOWN + 3 else words[:_SHOWN] + "…"


def _day(node: Node) -> str:
    return (node.held.date if node.held else None) or ""

"""A thread as a picture: SVG made here, without scripts or anything from outside, its telegrams links to follow.

What the middle rests on stands to its left, what cites it to its right; an arrow goes from the telegram that
cites to the one it cites. A dashed frame is a telegram known only by reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from legation.services.threads import Graph, Node

DRAWN = 60
"""Telegrams that are drawn: more cannot be told apart."""
_WIDE, _HIGH = 186, 40
_ACROSS, _DOWN = 68, 14
_MARGIN = 12
_BEND = 36  # how far an arrow between two of one column bows out
_SWEEPS = 4
_SHOWN = 21  # letters that fit a frame


def drawing(graph: Graph, link: Callable[[Node], str]) -> Markup:
    """The nearest ``DRAWN`` telegrams of a thread; empty where there is nothing beside the middle."""
    nodes = graph.nodes[:DRAWN]
    if len(nodes) < 2:
        return Markup("")
    shown = {node.key for node in nodes}
    edges = [(edge.citing, edge.cited) for edge in graph.edges if edge.citing in shown and edge.cited in shown]
    columns = _columns(nodes, edges)
    tallest = max(len(column) for column in columns)
    high = 2 * _MARGIN + tallest * (_HIGH + _DOWN) - _DOWN
    wide = 2 * _MARGIN + len(columns) * (_WIDE + _ACROSS) - _ACROSS + _BEND
    at: dict[str, tuple[float, float]] = {}
    for number, column in enumerate(columns):
        top = (high - len(column) * (_HIGH + _DOWN) + _DOWN) / 2
        for place, node in enumerate(column):
            at[node.key] = (_MARGIN + number * (_WIDE + _ACROSS), top + place * (_HIGH + _DOWN))
    lines = Markup("").join(_arrow(at[citing], at[cited]) for citing, cited in edges)
    frames = Markup("").join(_frame(node, at[node.key], link(node)) for node in nodes)
    return Markup(
        '<svg class="graph" role="group" aria-label="Thread as a picture" viewBox="0 0 {w} {h}" '
        'width="{w}" height="{h}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs><g class="arrows" aria-hidden="true">{lines}</g>{frames}</svg>'
    ).format(w=_round(wide), h=_round(high), lines=lines, frames=frames)


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


def _arrow(citing: tuple[float, float], cited: tuple[float, float]) -> Markup:
    y1, y2 = citing[1] + _HIGH / 2, cited[1] + _HIGH / 2
    if citing[0] == cited[0]:
        x1 = x2 = citing[0] + _WIDE
        bend = x1 + _BEND
    else:
        right = cited[0] > citing[0]
        x1 = citing[0] + (_WIDE if right else 0)
        x2 = cited[0] + (0 if right else _WIDE)
        bend = (x1 + x2) / 2
    start, by, to, end = (f"{_round(x)} {_round(y)}" for x, y in ((x1, y1), (bend, y1), (bend, y2), (x2, y2)))
    path = f"M{start}C{by} {to} {end}"
    return Markup('<path d="{}" marker-end="url(#tip)"/>').format(path)


def _frame(node: Node, at: tuple[float, float], link: str) -> Markup:
    held = node.held
    name = (held.mrn or held.file or node.key[:12]) if held else node.key
    second = f"{held.date or 'no date'} {node.marking}" if held else "not held"
    subject = f": {held.subject}" if held and held.subject else ""
    says = f"{name}, {second}{subject}"
    css = " ".join(["node", "held" if held else "missing", *(["asked"] if node.asked else [])])
    x, y = at
    return Markup(
        '<a href="{link}" class="{css}"><title>{says}</title><rect x="{x}" y="{y}" width="{w}" height="{h}" rx="3"/>'
        '<text x="{tx}" y="{t1}" class="name">{name}</text><text x="{tx}" y="{t2}">{second}</text></a>'
    ).format(
        link=link,
        css=css,
        says=says,
        x=_round(x),
        y=_round(y),
        w=_WIDE,
        h=_HIGH,
        tx=_round(x + 8),
        t1=_round(y + 17),
        t2=_round(y + 32),
        name=_cut(name),
        second=_cut(second),
    )


def _cut(words: str) -> str:
    return words if len(words) <= _SHOWN + 3 else words[:_SHOWN] + "…"


def _day(node: Node) -> str:
    return (node.held.date if node.held else None) or ""


def _round(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")

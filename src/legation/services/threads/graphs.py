"""A graph of citations as a file: GraphML, GEXF or JSON, with the marking of every node and the banner of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from legation.core.marking import Marking
from legation.services.banners import outward
from legation.services.threads.threads import Edge, Graph, Node
from legation.tables.banners import level_of

FORMATS = ("graphml", "gexf", "json")

# XML has no place for these, and a subject may hold them. To name all others instead takes long to compile.
_NO_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
# The day of writing, which GEXF asks for, would make the same graph another file tomorrow.
_STAMP = re.compile(r' lastmodifieddate="[^"]*"')


def written(graph: Graph, form: str) -> str:
    """The graph in one of ``FORMATS``.

    Node attributes: ``label``, ``held``, ``marking``, ``date``, ``subject``, ``post``, ``asked``, ``distance``;
    edge attributes: ``text`` (the words of the reference), ``marking``. The graph has ``banner`` and ``cut``.
    """
    if form == "json":
        return msgspec.json.encode(outward(graph)).decode() + "\n"
    import networkx as nx  # type: ignore[import-untyped]  # slow to load, and seldom asked for

    made = nx.DiGraph(banner=graph.banner, cut=graph.cut, name=graph.banner)
    for node in graph.nodes:
        made.add_node(node.key, **_node(node))
    for edge in graph.edges:
        made.add_edge(edge.citing, edge.cited, **_edge(edge))
    lines = nx.generate_graphml(made) if form == "graphml" else nx.generate_gexf(made)
    text = _STAMP.sub("", "\n".join(lines))
    return text if text.endswith("\n") else text + "\n"


def graphml(banner: str, cut: bool, edges: Iterable[tuple[str, str, Mapping[str, Any]]]) -> str:
    """GraphML of edges with their attributes, several of a pair where there are; the graph is named by its banner."""
    import networkx as nx  # slow to load, and seldom asked for

    made = nx.MultiDiGraph(banner=banner, cut=cut, name=banner)
    for one, other, told in edges:
        made.add_edge(_plain(one), _plain(other), **{name: _plain(value) for name, value in told.items()})
    return "\n".join(nx.generate_graphml(made)) + "\n"


def _node(node: Node) -> dict[str, Any]:
    held = node.held
    told = {
        "label": node.called,
        "held": held is not None,
        "marking": node.marking,
        "date": held.date if held else None,
        "subject": held.subject if held else None,
        "post": held.post if held else None,
        "asked": node.asked,
        "distance": node.distance,
    }
    return {name: _plain(value) for name, value in told.items() if value is not None}


def _edge(edge: Edge) -> dict[str, Any]:
    return {"text": _plain(edge.text), "marking": level_of(Marking.from_label(edge.access))}


def _plain(value: Any) -> Any:
    return _NO_XML.sub(" ", value) if isinstance(value, str) else value

"""Threads: what a telegram cites, what cites it, and so on to a depth; and the graph of a whole result.

Each step asks the store for a whole ring of telegrams at once, never for one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

import msgspec

from legation.core.errors import NotFoundError
from legation.core.marking import Marking, Reader, join_all
from legation.services.reading import Reading, banner, end_of
from legation.storage.ports import Telegrams
from legation.storage.records import Citation, Listing
from legation.tables.banners import level_of

NODES = 200
"""Telegrams in a thread at most, unless asked otherwise: more is no picture."""
_AT_ONCE = 500


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram of a graph.

    key: its MRN, or its hash where it has none. held: the version received last; None where it is known by
    reference only. marking: banner words over it; of one that is not held, over the telegrams that cite it here.
    distance: steps from the middle. place: steps by citing less steps by being cited; below 0 is what the middle
    rests on. asked: whether it was asked for, and is not only a neighbour.
    """

    key: str
    held: Listing | None
    access: str
    marking: str
    distance: int = 0
    place: int = 0
    asked: bool = False


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """``citing`` names ``cited`` in these words; both are keys of nodes."""

    citing: str
    cited: str
    text: str
    access: str


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """Telegrams and citations among them. ``cut``: there was more, and it was left out for its number."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    banner: str
    cut: bool = False


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The reference neighbourhood of one MRN. ``held`` is None where it is known by reference only.

    as_of: the day at whose end it stood so; None for now.
    """

    mrn: str
    held: Listing | None
    cites: tuple[Citation, ...]
    cited_by: tuple[Citation, ...]
    banner: str
    depth: int
    as_of: str | None = None
    graph: Graph


class Threads:
    """Follows references for a reader."""

    def __init__(self, telegrams: Telegrams, reading: Reading) -> None:
        self._telegrams = telegrams
        self._reading = reading

    def thread(
        self, reader: Reader, name: str, *, depth: int = 1, limit: int = NODES, as_of: date | None = None
    ) -> Thread:
        """What stands within ``depth`` steps of a telegram. Raises NotFoundError where nothing is known of it.

        limit: nodes at most; the nearest stay, of one step those that come first by key. as_of: as it stood at the end
        of a day, by what was received until then.
        """
        before = end_of(as_of)
        middle, versions = self._middle(reader, name, before)
        cites = self._telegrams.cites(reader, [middle], each=limit, before=before)
        cited_by = self._telegrams.cited_by(reader, [middle], each=limit, before=before)
        if not versions and not cited_by:
            raise NotFoundError(f"telegram {middle}")
        graph = self._around(reader, middle, versions, (cites, cited_by), depth, limit, before)
        return Thread(
            mrn=middle,
            held=versions[-1] if versions else None,
            cites=tuple(cites),
            cited_by=tuple(cited_by),
            # What is named beside the picture is told, too, also where the picture is cut.
            banner=banner([*versions, *(one.citing for one in (*cites, *cited_by))], beside=graph.banner),
            depth=depth,
            as_of=as_of.isoformat() if as_of is not None else None,
            graph=graph,
        )

    def among(self, reader: Reader, listings: Iterable[Listing], *, limit: int) -> Graph:
        """The graph of listed telegrams and of what they cite; ``limit``: listed ones at most."""
        asked: dict[str, Listing] = {}
        cut = False
        for listing in listings:
            if len(asked) >= limit and key_of(listing) not in asked:
                cut = True
                break
            asked[key_of(listing)] = listing
        links = [citation for some in _runs(list(asked)) for citation in self._telegrams.cites(reader, some)]
        places = dict.fromkeys(asked, 0)
        for link in links:
            places.setdefault(link.cited, -1)
        steps = {key: abs(place) for key, place in places.items()}
        return self._graph(reader, places, steps, links, asked, cut=cut)

    def _middle(self, reader: Reader, name: str, before: str | None) -> tuple[str, list[Listing]]:
        mrn = self._reading.mrn(name)
        if mrn is not None:
            listed = self._telegrams.listed(reader, [mrn], before=before)
            if listed:
                return mrn, listed
        try:
            listing = self._reading.listing(reader, name)
        except NotFoundError:
            return mrn or name.strip(), []
        received = self._telegrams.received(reader, [listing.sha256]) if before is not None else {}
        if before is not None and received[listing.sha256] >= before:
            # As it is answered where it has not come: its own number is not told by a part of its hash.
            return mrn or name.strip(), []
        if listing.mrn is not None:
            return listing.mrn, self._telegrams.listed(reader, [listing.mrn], before=before)
        return listing.sha256, [listing]

    def _around(
        self,
        reader: Reader,
        middle: str,
        versions: Sequence[Listing],
        first: tuple[list[Citation], list[Citation]],
        depth: int,
        limit: int,
        before: str | None,
    ) -> Graph:
        """versions: of the one in the middle. first: what it cites, and what cites it."""
        places, steps = {middle: 0}, {middle: 0}
        links: dict[tuple[str, str], Citation] = {}
        ring, cut = [middle], False
        for step in range(1, depth + 1):
            out, back = first
            if step > 1:
                out = self._telegrams.cites(reader, ring, each=limit, before=before)
                back = self._telegrams.cited_by(reader, ring, each=limit, before=before)
            links.update(((key_of(c.citing), c.cited), c) for c in (*out, *back))
            met: dict[str, int] = {}
            for c in out:
                met.setdefault(c.cited, places[key_of(c.citing)] - 1)
            for c in back:
                met.setdefault(key_of(c.citing), places[c.cited] + 1)
            fresh = sorted(key for key in met if key not in places)
            cut = cut or len(places) + len(fresh) > limit
            ring = fresh[: max(limit - len(places), 0)]
            for key in ring:
                places[key], steps[key] = met[key], step
            if not ring:
                break
        # The outermost cite one another, too.
        for c in self._telegrams.cites(reader, ring, each=limit, before=before) if ring and depth else []:
            links[key_of(c.citing), c.cited] = c
        within = [c for (citing, cited), c in links.items() if citing in places and cited in places]
        asked = {middle: versions[-1] if versions else None}
        return self._graph(reader, places, steps, within, asked, known_by=links.values(), cut=cut, before=before)

    def _graph(
        self,
        reader: Reader,
        places: dict[str, int],
        steps: dict[str, int],
        links: Sequence[Citation],
        asked: Mapping[str, Listing | None],
        *,
        cut: bool,
        known_by: Iterable[Citation] = (),
        before: str | None = None,
    ) -> Graph:
        """known_by: citations beside ``links`` by which a node is known, though they lead out of the graph."""
        held: dict[str, list[Listing]] = {
            mrn: list(group)
            for some in _runs(list(places))
            for mrn, group in groupby(self._telegrams.listed(reader, some, before=before), key=lambda one: str(one.mrn))
        }
        # The store lists by number: one without is known by having been asked for or by what it cites.
        held.update((one.sha256, [one]) for one in asked.values() if one is not None and one.mrn is None)
        citing: dict[str, list[Listing]] = {}
        for link in known_by:
            citing.setdefault(link.cited, []).append(link.citing)
        for link in links:
            citing.setdefault(link.cited, []).append(link.citing)
            if link.citing.mrn is None:
                held.setdefault(link.citing.sha256, [link.citing])
        nodes = []
        for key in places:
            versions = held.get(key, [])
            access = join_all([Marking.from_label(one.access) for one in versions or citing.get(key, [])])
            nodes.append(
                Node(
                    key=key,
                    held=versions[-1] if versions else None,
                    access=access.label,
                    marking=level_of(access),
                    distance=steps[key],
                    place=places[key],
                    asked=key in asked,
                )
            )
        nodes.sort(key=lambda node: (node.distance, node.place, node.key))
        edges = [Edge(citing=key_of(c.citing), cited=c.cited, text=c.text, access=c.citing.access) for c in links]
        edges.sort(key=lambda edge: (edge.citing, edge.cited))
        drawn = [Marking.from_label(label) for label in {*(n.access for n in nodes), *(e.access for e in edges)}]
        return Graph(nodes=tuple(nodes), edges=tuple(edges), banner=level_of(join_all(drawn)), cut=cut)


def key_of(listing: Listing) -> str:
    """What a telegram is called in a graph: its MRN, or its hash where it has none."""
    return listing.mrn or listing.sha256


def _runs(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))

"""Threads: what a telegram cites, what cites it, and so on to a depth; and the graph of a whole result.

Each step asks the store for a whole ring of telegrams at once, never for one at a time. What is cited by number the
store knows; what is cited by originator and date-time group is found among what is held (``services.threads.moments``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

import msgspec

from legation.core.errors import NotFoundError
from legation.core.marking import Marking, Reader, join_all
from legation.core.mrn import parted
from legation.services.reading import Reading, end_of, leading, name_of
from legation.services.threads.moments import Meant, Moments, Unheld
from legation.services.threads.numbered import Link, Names, all_that_lead_to
from legation.storage.numbered_to import may_be_several
from legation.storage.ports import Telegrams
from legation.storage.records import Citation, Listing, Record, is_hash, listing_of
from legation.tables.banners import level_of, marking_in
from legation.tables.moments import moment_named

NODES = 200
"""Telegrams in a thread at most, unless asked otherwise: more is no picture."""
_AT_ONCE = 500


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram of a graph.

    key: its MRN, or its hash where it has none, or originator and moment (``tables.moments.moment_name``) of one that
    is known by these alone; the post of its series stands behind a number that may be that of
    several (``services.threads.numbered``). held: the version that leads (``reading.leading``); None where it is
    known by reference only. one_of: the held telegrams of which it is one, where nothing tells which; ``held`` is
    then None. marking: banner words over it, by the names of its day; of one that is not held, over the telegrams
    that cite it here. distance: steps from the middle. place: steps by citing less steps by being cited; below 0 is
    what the middle rests on. asked: whether it was asked for, and is not only a neighbour.
    """

    key: str
    held: Listing | None
    access: str
    marking: str
    distance: int = 0
    place: int = 0
    asked: bool = False
    one_of: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What lists and pictures call it: its key, or the name of its file where it has no number."""
        return _called(self.key, self.held)


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """``citing`` names ``cited`` in these words; both are keys of nodes. access: over all that these are drawn from."""

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
    """The reference neighbourhood of one telegram. ``held`` is None where it is known by reference only.

    name: the key of its node. cites: each by the name of the node that it leads to. others: further telegrams of its
    number, held or known by reference. as_of: the day at whose end it stood so; None for now.
    """

    mrn: str
    name: str
    others: tuple[str, ...] = ()
    held: Listing | None
    cites: tuple[Citation, ...]
    cited_by: tuple[Citation, ...]
    banner: str
    depth: int
    as_of: str | None = None
    graph: Graph

    @property
    def called(self) -> str:
        """As ``Node.called`` of its node."""
        return _called(self.name, self.held)


class _Middle(NamedTuple):
    """The telegram that a thread is of: its versions, further ones of its number, and all that tells of these."""

    name: str
    versions: tuple[Listing, ...] = ()
    others: tuple[str, ...] = ()
    beside: tuple[Listing, ...] = ()


class Threads:
    """Follows references for a reader."""

    def __init__(self, telegrams: Telegrams, reading: Reading, moments: Moments) -> None:
        self._telegrams = telegrams
        self._reading = reading
        self._moments = moments

    def thread(
        self, reader: Reader, name: str, *, depth: int = 1, limit: int = NODES, as_of: date | None = None
    ) -> Thread:
        """What stands within ``depth`` steps of a telegram. Raises NotFoundError where nothing is known of it.

        limit: nodes at most; the nearest stay, of one step those that come first by key. as_of: as it stood at the end
        of a day, by what was received until then.
        """
        before = end_of(as_of)
        names = Names(self._telegrams, reader, before)
        middle = self._middle(reader, name, names, before)
        first = self._step(reader, [middle.name], limit, names, before)
        cites, cited_by = [one.leading() for one in first[0]], [one.citation for one in first[1]]
        if not middle.versions and not cited_by:
            raise NotFoundError(f"telegram {middle.name}")
        graph = self._around(reader, middle, first, depth, limit, names, before)
        # What is named beside the picture is told, too, also where the picture is cut.
        told = {one.access for one in (*middle.versions, *middle.beside)}.union(
            *(link.accesses for link in (*first[0], *first[1]))
        )
        return Thread(
            mrn=parted(middle.name)[0],
            name=middle.name,
            others=middle.others,
            held=leading(middle.versions) if middle.versions else None,
            cites=tuple(cites),
            cited_by=tuple(cited_by),
            banner=level_of(_joined(told).join(marking_in(graph.banner))),
            depth=depth,
            as_of=as_of.isoformat() if as_of is not None else None,
            graph=graph,
        )

    def among(self, reader: Reader, listings: Iterable[Listing], *, limit: int) -> Graph:
        """The graph of listed telegrams and of what they cite; ``limit``: listed ones at most."""
        names = Names(self._telegrams, reader)
        asked: dict[str, Listing] = {}
        cut = False
        for key, listing in _named(names, listings):
            if len(asked) >= limit and key not in asked:
                cut = True
                break
            asked[key] = listing
        links = [link for some in _runs(list(asked)) for link in names.links(self._telegrams.cites(reader, some))]
        if self._moments.any(reader):
            for some in _runs(list(asked)):
                links += self._by_moment(reader, self._moments.named(reader, some), links, set(some), names)
        places = dict.fromkeys(asked, 0)
        for link in links:
            places.setdefault(link.cited, -1)
        steps = {key: abs(place) for key, place in places.items()}
        return self._graph(reader, places, steps, links, asked, names, cut=cut)

    def _middle(self, reader: Reader, name: str, names: Names, before: str | None) -> _Middle:
        mrn, moment = self._reading.mrn(name), moment_named(name)
        if mrn is None and moment is not None:
            able = [one for one in self._moments.unheld(reader, [moment.at], before=before) if one.may_be(moment)]
            if len(able) == 1:
                return _Middle(able[0].name)
        if mrn is not None and (found := self._numbered(reader, mrn, names, before)) is not None:
            return found
        try:
            listing = self._reading.listing(reader, name)
        except NotFoundError:
            held = self._moments.held(reader, moment, before=before) if mrn is None and moment is not None else ()
            if not held:
                return _Middle(mrn or name.strip())
            listing = listing_of(held[-1])
        received = self._telegrams.received(reader, [listing.sha256]) if before is not None else {}
        if before is not None and received[listing.sha256] >= before:
            # As it is answered where it has not come: its own number is not told by a part of its hash.
            return _Middle(mrn or name.strip())
        (own,) = names.held([listing])
        return self._numbered(reader, own, names, before) or _Middle(own, (listing,))

    def _numbered(self, reader: Reader, name: str, names: Names, before: str | None) -> _Middle | None:
        """The telegram of a name; of a number alone that is of several, the one that is held and was received last.

        None where none is held and nothing else tells of it.
        """
        mrn, post = parted(name)
        listed = self._telegrams.listed(reader, [mrn], before=before)
        held = names.held(listed)
        citing = self._telegrams.cited_by(reader, [mrn], before=before) if may_be_several(mrn) else []
        known = sorted({link.cited for link in names.links(citing)})
        wanted = name
        if held and not post:
            wanted = held[-1]
        elif name not in held and mrn in held:  # one of which no series is read may be the one
            wanted = mrn
        elif not held and known and name not in known and not post:
            wanted = known[0]
        if wanted not in held and wanted not in known:
            return None
        versions = tuple(one for one, its in zip(listed, held, strict=True) if its == wanted)
        others = tuple(sorted({*held, *known} - {wanted, mrn}))
        beside = (*listed, *(one.citing for one in citing)) if others else ()
        return _Middle(wanted, versions, others, beside)

    def _step(
        self, reader: Reader, ring: Sequence[str], limit: int, names: Names, before: str | None
    ) -> tuple[list[Link], list[Link]]:
        """What telegrams cite, and what cites them."""
        within = set(ring)
        out = names.links(self._telegrams.cites(reader, ring, each=limit, before=before))
        back = names.links(self._telegrams.cited_by(reader, all_that_lead_to(ring), each=limit, before=before))
        if self._moments.any(reader):
            records = self._moments.named(reader, ring, before=before)
            out += self._by_moment(reader, records, out, within, names, before)
            at = {moment.at for key in ring if (moment := moment_named(key)) is not None}
            back += _to_unheld(self._moments.unheld(reader, at, before=before) if at else [], names)
            back += _beside(back, self._moments.citing(reader, records, most=limit, before=before), names)
        # Of a number of several telegrams the links of the others come along.
        return (
            [link for link in out if link.citing in within],
            [*dict.fromkeys(link for link in back if link.cited in within)],
        )

    def _by_moment(
        self,
        reader: Reader,
        records: Sequence[Record],
        known: Sequence[Link],
        within: Collection[str],
        names: Names,
        before: str | None = None,
    ) -> list[Link]:
        """What records of the telegrams ``within`` cite by originator and moment, held or not, beside what is known."""
        return [
            *_beside(known, self._moments.cited(reader, records, before=before), names),
            *_to_unheld(self._moments.unheld_by(reader, records, before=before), names, within),
        ]

    def _around(
        self,
        reader: Reader,
        middle: _Middle,
        first: tuple[list[Link], list[Link]],
        depth: int,
        limit: int,
        names: Names,
        before: str | None,
    ) -> Graph:
        """first: what the middle cites, and what cites it."""
        places, steps = {middle.name: 0}, {middle.name: 0}
        links: dict[tuple[str, str], Link] = {}
        ring, cut = [middle.name], False
        for step in range(1, depth + 1):
            out, back = first if step == 1 else self._step(reader, ring, limit, names, before)
            links.update(((link.citing, link.cited), link) for link in (*out, *back))
            met: dict[str, int] = {}
            for link in out:
                met.setdefault(link.cited, places[link.citing] - 1)
            for link in back:
                met.setdefault(link.citing, places[link.cited] + 1)
            fresh = sorted(key for key in met if key not in places)
            cut = cut or len(places) + len(fresh) > limit
            ring = fresh[: max(limit - len(places), 0)]
            for key in ring:
                places[key], steps[key] = met[key], step
            if not ring:
                break
        # The outermost cite one another, too.
        last = names.links(self._telegrams.cites(reader, ring, each=limit, before=before)) if ring and depth else []
        if ring and depth and self._moments.any(reader):
            records = self._moments.named(reader, ring, before=before)
            last += self._by_moment(reader, records, last, set(ring), names, before)
        links.update(((link.citing, link.cited), link) for link in last)
        within = [link for (citing, cited), link in links.items() if citing in places and cited in places]
        asked = {middle.name: middle.versions[-1] if middle.versions else None}
        known_by = [*links.values(), *first[1]]
        return self._graph(reader, places, steps, within, asked, names, known_by=known_by, cut=cut, before=before)

    def _graph(
        self,
        reader: Reader,
        places: dict[str, int],
        steps: dict[str, int],
        links: Sequence[Link],
        asked: Mapping[str, Listing | None],
        names: Names,
        *,
        cut: bool,
        known_by: Iterable[Link] = (),
        before: str | None = None,
    ) -> Graph:
        """known_by: links beside ``links`` by which a node is known, though they lead out of the graph."""
        held: dict[str, list[Listing]] = {}
        for some in _runs(sorted({parted(key)[0] for key in places})):
            listed = self._telegrams.listed(reader, some, before=before)
            for key, one in zip(names.held(listed), listed, strict=True):
                held.setdefault(key, []).append(one)
        bearing: dict[str, list[str]] = {}
        for key in sorted(held):
            bearing.setdefault(parted(key)[0], []).append(key)
        # The store lists by number; one without is known by its hash.
        unnumbered = [key for key in places if is_hash(key)]
        held.update((key, [one]) for key, one in self._telegrams.listed_by_hash(reader, unnumbered).items())
        told_by: dict[str, set[str]] = {}
        for link in (*known_by, *links):
            told_by.setdefault(link.cited, set()).update(link.accesses)
        nodes = []
        for key in places:
            versions = held.get(key, [])
            one_of = tuple(bearing.get(key, ())) if not versions else ()
            rests_on = {one.access for one in versions or (one for name in one_of for one in held[name])}
            access = _joined(rests_on if versions else rests_on | told_by.get(key, set()))
            leads = leading(versions) if versions else None
            nodes.append(
                Node(
                    key=key,
                    held=leads,
                    access=access.label,
                    marking=level_of(access, leads.day if leads is not None else None),
                    distance=steps[key],
                    place=places[key],
                    asked=key in asked,
                    one_of=one_of,
                )
            )
        nodes.sort(key=lambda node: (node.distance, node.place, node.key))
        edges = [
            Edge(citing=link.citing, cited=link.cited, text=link.citation.text, access=_joined(link.accesses).label)
            for link in links
        ]
        edges.sort(key=lambda edge: (edge.citing, edge.cited))
        drawn = [Marking.from_label(label) for label in {*(n.access for n in nodes), *(e.access for e in edges)}]
        return Graph(nodes=tuple(nodes), edges=tuple(edges), banner=level_of(join_all(drawn)), cut=cut)


def _beside(known: Sequence[Link], found: Iterable[Meant], names: Names) -> list[Link]:
    """What telegrams cite by originator and moment, beside what they are known to cite by number; each once."""
    some = list(found)
    citing = names.held(listing_of(one.citing) for one in some)
    cited = names.held(listing_of(one.cited[-1]) for one in some)
    links: dict[tuple[str, str], Link] = {}
    for one, a, b in zip(some, citing, cited, strict=True):
        mrn, post = parted(b)
        citation = Citation(
            citing=listing_of(one.citing), cited=mrn, text=one.reference.text, held=True, numbered_to=post or None
        )
        labels = frozenset(record.access for record in one.cited)
        links.setdefault((a, b), Link(a, b, citation, labels))
    for link in known:
        links.pop((link.citing, link.cited), None)
    return [*links.values()]


def _to_unheld(found: Iterable[Unheld], names: Names, within: Collection[str] | None = None) -> list[Link]:
    """Links to messages that are known by originator and moment alone, of every version that cites them.

    within: those of these telegrams, each once. All that cite a message name it: by the longest form of them all.
    """
    links: dict[tuple[str, ...], Link] = {}
    for one in found:
        labels = frozenset(record.access for record, _ in one.citing)
        for key, (record, reference) in zip(
            names.held(listing_of(record) for record, _ in one.citing), one.citing, strict=True
        ):
            if within is None or key in within:
                citation = Citation(citing=listing_of(record), cited=one.name, text=reference.text, held=False)
                which = (key, one.name) if within is not None else (key, one.name, record.sha256)
                links.setdefault(which, Link(key, one.name, citation, labels))
    return [*links.values()]


def _joined(labels: Collection[str]) -> Marking:
    return join_all([Marking.from_label(label) for label in sorted(labels)])


def _called(key: str, held: Listing | None) -> str:
    return key if held is None or held.mrn is not None else name_of(held)


def shown_key(key: str) -> str:
    """A key as it stands where another telegram is told of: a hash as far as it opens one, and no name of a file, which
    is of the telegram that it names and marked as that is."""
    return key[:12] if is_hash(key) else key


def key_of(listing: Listing) -> str:
    """What a telegram is called where its number needs no post behind it: its MRN, or its hash where it has none."""
    return listing.mrn or listing.sha256


def _named(names: Names, listings: Iterable[Listing]) -> Iterator[tuple[str, Listing]]:
    every = iter(listings)
    while some := list(islice(every, _AT_ONCE)):
        yield from zip(names.held(some), some, strict=True)


def _runs(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))

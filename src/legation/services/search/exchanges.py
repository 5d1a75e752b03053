"""Who writes to whom: how many telegrams went from one side to another in each year, as a table and as a network.

A side is a post of the table. Another is called as the telegrams write it: the editors of a volume write ``Embassy in
Egypt``. Where each telegram that such a seat sent bears the number of one post, its name means that post; a person, who
travels, is none. A name that is not so settled stays as it is written, and nothing is taken for another by guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from legation.core.marking import Marking, Reader, join_all
from legation.core.text import folded
from legation.services.report import Line, Report
from legation.services.search.finding import Finding
from legation.services.threads.graphs import graphml
from legation.storage.ports import Telegrams
from legation.storage.records import Record, listing_of
from legation.tables.banners import level_of, mark_of
from legation.tables.posts import Posts

LIMIT = 10_000
"""Telegrams that are looked at unless asked otherwise: each is opened for its addressees."""
FORMS = ("table", "csv", "graphml", "svg")
_AT_ONCE = 100  # records that are in memory together
_SEAT = re.compile(r"(?:EMBASSY|LEGATION|CONSULATE|MISSION|INTERESTS SECTION|LIAISON OFFICE|DEPARTMENT)\b")


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What one side wrote to another in a year. year: None where no day is read.

    telegrams: their numbers, or the beginnings of their hashes, by day; all versions and sections of one are one.
    first, last: ISO days. access, marking: label and banner words over them.
    """

    author: str
    addressee: str
    year: int | None
    telegrams: tuple[str, ...]
    first: str | None
    last: str | None
    access: str
    marking: str


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """Exchanges by author, addressee and year. query: what was asked for.

    looked_at: records that were opened. unread: those of which no author or no addressee is read. cut: there were more
    than so many. banner: over all that were opened; None where there were none.
    """

    query: str
    exchanges: tuple[Exchange, ...]
    looked_at: int
    unread: int
    cut: bool
    banner: str | None


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it counts: written says how its author is written."""

    name: str
    written: str
    post: str | None
    to: tuple[str, ...]
    day: str | None
    access: str


class Exchanges:
    """Counts who writes to whom, for a reader."""

    def __init__(self, telegrams: Telegrams, finding: Finding, posts: Posts) -> None:
        self._telegrams = telegrams
        self._finding = finding
        self._posts = posts

    def network(self, reader: Reader, query: str = "*", *, limit: int = LIMIT) -> Network:
        """Who wrote to whom in the telegrams that a search finds, the oldest first. Raises QueryError.

        limit: records at most; time grows with them.
        """
        found: list[_Sent] = []
        hashes: list[str] = []
        cut = False
        for listing in self._finding.every(reader, query):
            if len(found) + len(hashes) == limit:
                cut = True
                break
            hashes.append(listing.sha256)
            if len(hashes) == _AT_ONCE:
                found += self._sent(reader, hashes)
                hashes = []
        found += self._sent(reader, hashes)
        return Network(
            query=query,
            exchanges=self._counted(found),
            looked_at=len(found),
            unread=sum(not one.to or not (one.post or one.written) for one in found),
            cut=cut,
            banner=level_of(join_all([Marking.from_label(one.access) for one in found])) if found else None,
        )

    def _sent(self, reader: Reader, hashes: Sequence[str]) -> list[_Sent]:
        records = self._telegrams.records(reader, hashes)
        return [_read(records[sha256]) for sha256 in hashes if sha256 in records]

    def _counted(self, found: Sequence[_Sent]) -> tuple[Exchange, ...]:
        seats = _seats(found)
        between: dict[tuple[str, str, str], list[_Sent]] = {}
        rests_on: dict[tuple[str, str, str], set[str]] = {}
        for one in found:
            author, says = (one.post, None) if one.post else self._side(one.written, seats)
            for written in one.to if author else ():
                addressee, also = self._side(written, seats)
                key = (author, addressee, (one.day or "")[:4])
                between.setdefault(key, []).append(one)
                rests_on.setdefault(key, set()).update(filter(None, (says, also)))
        return tuple(_exchange(*key, between[key], rests_on[key]) for key in sorted(between))

    def _side(self, written: str, seats: Mapping[str, tuple[str, str]]) -> tuple[str, str | None]:
        """A side by its name, and the label of the telegram that says what the name means, where one must."""
        known = self._posts.key(written)
        if known is not None:
            return known, None
        return seats.get(written.upper(), (written, None))


def _read(record: Record) -> _Sent:
    telegram, listing = record.telegram, listing_of(record)
    return _Sent(
        name=listing.mrn or listing.sha256[:12],
        written=folded(telegram.from_.plad or telegram.release.origin),
        post=telegram.post,
        to=tuple(dict.fromkeys(filter(None, (folded(one.plad) for one in telegram.to)))),
        day=listing.date,
        access=listing.access,
    )


def _seats(found: Iterable[_Sent]) -> dict[str, tuple[str, str]]:
    """What the names of seats mean by the numbers of all that they sent: a post, and the lowest label that says so."""
    said: dict[str, dict[str, str]] = {}
    for one in found:
        if one.post and _SEAT.match(one.written.upper()):
            posts = said.setdefault(one.written.upper(), {})
            posts[one.post] = min(posts.get(one.post, one.access), one.access, key=_how_closely)
    return {name: next(iter(posts.items())) for name, posts in said.items() if len(posts) == 1}


def _how_closely(label: str) -> tuple[int, str]:
    return Marking.from_label(label).rank, label


def _exchange(author: str, addressee: str, year: str, sent: Sequence[_Sent], rests_on: Iterable[str]) -> Exchange:
    """rests_on: labels of the telegrams that say what the names of its sides mean."""
    by_day = sorted(sent, key=lambda one: (one.day or "", one.name))
    days = [one.day for one in by_day if one.day]
    over = join_all([Marking.from_label(label) for label in (*(one.access for one in sent), *rests_on)])
    return Exchange(
        author=author,
        addressee=addressee,
        year=int(year) if year else None,
        telegrams=tuple(dict.fromkeys(one.name for one in by_day)),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        access=over.label,
        marking=level_of(over),
    )


def network_sheet(found: Network) -> Report:
    """A line for each exchange."""
    return Report(
        name="network",
        dialogue="",
        title=found.query,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("from", "to", "year", "telegrams", "first", "last"),
        lines=tuple(
            Line(
                marking=mark_of(Marking.from_label(one.access)),
                cells=(
                    one.author,
                    one.addressee,
                    str(one.year or ""),
                    str(len(one.telegrams)),
                    one.first or "",
                    one.last or "",
                ),
                sources=one.telegrams,
            )
            for one in found.exchanges
        ),
        empty="nobody writes to anybody in what was found",
    )


def network_graphml(found: Network) -> str:
    """The same as GraphML: an edge for each exchange, so that a pair has one for each year."""
    edges = [
        (
            one.author,
            one.addressee,
            {
                "weight": len(one.telegrams),
                "telegrams": " ".join(one.telegrams),
                "marking": one.marking,
                **{name: told for name in ("year", "first", "last") if (told := getattr(one, name)) is not None},
            },
        )
        for one in found.exchanges
    ]
    return graphml(found.banner or level_of(join_all([])), found.cut, edges)

"""Who sends simulated traffic and to whom, and what stands on it: the rows of ``tables/data/simulation``."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from legation.simulate.chance import Shares
from legation.tables.rows import csv_rows, table, toml

_FILE = "simulation/traffic.toml"


class Post(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One that numbers telegrams. ``name`` is as its telegrams bear it, ``key`` as reference numbers do.

    then, later: TAGS of its country in 1973-79 and since 2003. volume: telegrams a year.
    """

    key: str
    name: str
    plad: str
    ri: str
    display: str
    then: str
    later: str
    volume: int


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of copy, of so many in a hundred telegrams."""

    name: str
    share: int
    era: str


class Era(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The days from ``first`` to ``last`` and the executive order that held on them."""

    name: str
    first: date
    last: date
    order: str


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A classification, as the first line of a text spaces it and as a paragraph is marked."""

    era: str
    name: str
    spaced: str
    portion: str
    share: int


class _Caption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    era: str
    words: tuple[str, ...]
    share: int


class _Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    share: int


@cache
def posts() -> tuple[Post, ...]:
    rows = csv_rows("simulation/posts.csv")
    return tuple(msgspec.convert({**row, "volume": int(row["volume"])}, Post) for row in rows)


@cache
def senders() -> Shares[Post]:
    """Posts by how often they send; the department no oftener than some twenty great posts."""
    return Shares(posts(), [min(post.volume, 60_000) for post in posts()])


@cache
def addressees() -> tuple[tuple[str, str], ...]:
    """(routing indicator, address) of every one that telegrams go to."""
    further = [(str(row["ri"]), str(row["plad"])) for row in toml(_FILE)["addressee"]]
    return (*((post.ri, post.plad) for post in posts()), *further)


@cache
def styles() -> Shares[Style]:
    rows = table(_FILE, "style", Style)
    return Shares(rows, [row.share for row in rows])


@cache
def eras() -> dict[str, Era]:
    return {era.name: era for era in table(_FILE, "era", Era)}


@cache
def levels(era: str) -> Shares[Level]:
    rows = [row for row in table(_FILE, "level", Level) if row.era == era]
    return Shares(rows, [row.share for row in rows])


@cache
def captions(era: str) -> Shares[tuple[str, ...]]:
    rows = [row for row in table(_FILE, "caption", _Caption) if row.era == era]
    return Shares([row.words for row in rows], [row.share for row in rows])


@cache
def faults() -> Shares[str]:
    rows = table(_FILE, "fault", _Fault)
    return Shares([row.name for row in rows], [row.share for row in rows])


@cache
def misread() -> dict[str, str]:
    """Signs and what a scanner takes each for."""
    return {str(sign): str(other) for sign, other in toml(_FILE)["misread"].items()}


@cache
def listed(name: str) -> tuple[str, ...]:
    """A list of ``[words]``: ``tags_later``, ``tags_seventies``, ``offices``, ``attention``."""
    return tuple(toml(_FILE)["words"][name])


@cache
def persons(name: str) -> tuple[str, ...]:
    """A list of ``[persons]``: ``given``, ``family``, ``titles``."""
    return tuple(toml(_FILE)["persons"][name])

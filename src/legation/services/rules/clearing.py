"""Looks for the rules of a draft on its way out: who cleared and released it, and what its references are here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from legation.core.clearing import Standing
from legation.core.draft import Draft
from legation.services.rules.looking import Found, day_of
from legation.tables.offices import office
from legation.tables.posts import Posts


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A reference of a draft: as it is written, whether anything here knows of it, and to whom it went.

    went_to: addresses of the held telegram, its sender among them; empty where it is not held.
    """

    text: str
    known: bool
    went_to: tuple[str, ...] = ()


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A draft on its way out."""

    draft: Draft
    standing: Standing
    references: Sequence[Cited]
    posts: Posts


LookOnTheWay = Callable[[Way], Iterator[Found]]


def _unknown_references(way: Way) -> Iterator[Found]:
    for cited in way.references:
        if not cited.known:
            yield Found(f"{cited.text} is not held here, and no held telegram cites it")


def _not_to_all(way: Way) -> Iterator[Found]:
    sender = way.draft.from_.plad or ""
    for cited in way.references:
        if not cited.went_to or "NOTAL" in cited.text.upper():
            continue
        had = {_who(way.posts, plad) for plad in (*cited.went_to, sender)}
        lack = [one.plad for one in (*way.draft.to, *way.draft.info) if _who(way.posts, one.plad) not in had]
        if lack:
            more = f" and {len(lack) - 1} more" if len(lack) > 1 else ""
            yield Found(f"{cited.text} did not go to {lack[0]}{more}")


def _who(posts: Posts, plad: str) -> str:
    """One name for an address however it is written."""
    return posts.key_of_plad(plad) or " ".join(plad.upper().split())


def _offices(way: Way) -> list[str]:
    """The offices whose clearance counts."""
    return [" ".join(one.office.upper().split()) for one in way.standing.clearances if one.counts]


def _from_the_department(way: Way) -> bool:
    return (way.draft.from_.plad or "").upper().startswith("SECSTATE")


def _no_country_office(way: Way) -> Iterator[Found]:
    if not _from_the_department(way) or way.standing.state not in ("cleared", "approved") or not way.draft.to:
        return
    if not any(office(symbol, day_of(way.draft)) is not None for symbol in _offices(way)):
        yield Found(way.draft.to[0].plad)


_ALL_POSTS = re.compile(r"ALDAC|ALLDP|ALL DIPLOMATIC")


def _all_posts(way: Way) -> Iterator[Found]:
    for one in (*way.draft.to, *way.draft.info):
        if _ALL_POSTS.match(one.plad.upper()) and "S/ES-O" not in _offices(way):
            yield Found(one.plad)
            return


def _released_alone(way: Way) -> Iterator[Found]:
    if way.standing.released_by is not None and way.standing.released_by in way.standing.authors:
        yield Found()


LOOKS: Mapping[str, LookOnTheWay] = {
    "D82": _unknown_references,
    "D83": _not_to_all,
    "D91": _no_country_office,
    "D92": _all_posts,
    "D95": _released_alone,
}

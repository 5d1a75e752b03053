"""What an answer says of itself: the marking that protects everything in it together, and labels as they are sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from legation.core.marking import Marking, join_all
from legation.storage.ports import Listing
from legation.tables.marking import level_of, marking_in, rank_of


def banner_of(marks: Iterable[str], listings: Iterable[Listing] = ()) -> str | None:
    """Banner words over all portion marks, or other banners, and listed telegrams; None over nothing at all."""
    markings = [marking_in(mark) for mark in marks]
    markings += [Marking.from_label(listing.access) for listing in listings]
    return level_of(join_all(markings)) if markings else None


def listing_level(listing: Listing) -> str:
    """Banner words of a telegram in a list, by the names of its day."""
    return level_of(Marking.from_label(listing.access), date.fromisoformat(listing.date) if listing.date else None)


def may_leave(marking: Marking, highest: str) -> bool:
    """Whether what is marked so may go to another program outside: up to a level, and where nothing restricts it."""
    return marking.rank <= rank_of(highest) and not marking.needs and marking.release is None


def outward(value: Any) -> Any:
    """A value as it is sent, in builtins: of the label of a view not what it says of the paragraphs left out of it."""
    return _cut(msgspec.to_builtins(value))


def _cut(told: Any) -> Any:
    if isinstance(told, dict):
        return {
            name: one.partition("!")[0] if name == "access" and isinstance(one, str) else _cut(one)
            for name, one in told.items()
        }
    if isinstance(told, list | tuple):
        return [_cut(one) for one in told]
    return told

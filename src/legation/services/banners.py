"""The banner of an answer: the marking that protects everything in it together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from legation.core.marking import Marking, join_all
from legation.storage.ports import Listing
from legation.tables.marking import level_of, marking_in


def banner_of(marks: Iterable[str], listings: Iterable[Listing] = ()) -> str | None:
    """Banner words over all portion marks, or other banners, and listed telegrams; None over nothing at all."""
    markings = [marking_in(mark) for mark in marks]
    markings += [Marking.from_label(listing.access) for listing in listings]
    return level_of(join_all(markings)) if markings else None


def listing_level(listing: Listing) -> str:
    """Banner words of a telegram in a list, by the names of its day."""
    return level_of(Marking.from_label(listing.access), date.fromisoformat(listing.date) if listing.date else None)

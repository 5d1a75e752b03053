"""How a telegram stands in a list of the command line."""

from __future__ import annotations

from collections.abc import Mapping

from legation.services.banners import listing_level
from legation.services.titling import NO_TITLES, title_words
from legation.storage.records import Listing
from legation.tables.banners import listed_as


def line(listing: Listing, titles: Mapping[str, str] = NO_TITLES) -> str:
    """A telegram in a list, under all that it is held as: a paragraph may be marked above the line of its telegram.

    titles: who wrote to whom, of those of the list without a subject.
    """
    name = listing.mrn or listing.file or listing.sha256[:12]
    level = listed_as(listing_level(listing))
    return f"{name:<18} {listing.date or '----------'}  {level:<14} {title_words(listing, titles)}".rstrip()

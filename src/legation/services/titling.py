"""What a telegram goes by in a list: its subject; without one, who wrote to whom, as its heading or its editors say.

Telegrams of before the 1970s have no subject line as a rule, least of all those that were printed in volumes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.core.text import folded
from legation.storage.ports import Telegrams
from legation.storage.records import Listing

NO_TITLES: Mapping[str, str] = MappingProxyType({})
NO_SUBJECT = "no subject read"
_AT_ONCE = 100  # records that are in memory together


class Titles:
    """Who wrote to whom, of the telegrams of a list that have no subject."""

    def __init__(self, telegrams: Telegrams) -> None:
        self._telegrams = telegrams

    def instead(self, reader: Reader, listings: Iterable[Listing | None]) -> dict[str, str]:
        """By hash, of those without a subject: what ``in_place_of_subject`` says of the record this reader may read.

        What nothing is said of has none, and None is no telegram.
        """
        bare = list(dict.fromkeys(one.sha256 for one in listings if one is not None and not one.subject))
        told: dict[str, str] = {}
        for at in range(0, len(bare), _AT_ONCE):
            for sha256, record in self._telegrams.records(reader, bare[at : at + _AT_ONCE]).items():
                words = in_place_of_subject(record.telegram)
                if words is not None:
                    told[sha256] = words
        return told


def in_place_of_subject(telegram: Telegram) -> str | None:
    """``(Embassy in Cyprus to Department of State)``, in brackets so that nobody takes it for a subject.

    None where the telegram has one, or names neither side.
    """
    if telegram.subject:
        return None
    author = folded(telegram.from_.plad or telegram.release.origin)
    addressee = folded(telegram.to[0].plad) if telegram.to else ""
    if not author and not addressee:
        return None
    others = " and others" if addressee and len(telegram.to) > 1 else ""
    return f"({' '.join(filter(None, (author, 'to' if addressee else '', addressee)))}{others})"


def titled(listing: Listing, titles: Mapping[str, str] = NO_TITLES) -> tuple[str, bool]:
    """What a listing goes by, and whether that is its subject. titles: as ``Titles.instead`` gives them."""
    words = title_words(listing, titles)
    return words or NO_SUBJECT, bool(words and words == listing.subject)


def title_words(listing: Listing, titles: Mapping[str, str] = NO_TITLES) -> str:
    """The same as words alone; "" where nothing is known."""
    return listing.subject or titles.get(listing.sha256, "")

"""The index card of a record: what an index looks in, and what it needs to show a hit without the archive."""

from __future__ import annotations

from datetime import date

import msgspec

from legation.core.mrn import post_key
from legation.storage.ports import Listing, Record, cited_mrns, listing_of
from legation.storage.query import exact_value


class Passage(msgspec.Struct, frozen=True, array_like=True):
    """A paragraph and its number; or, with ``body`` false, what stands around the paragraphs."""

    number: int | None
    text: str
    body: bool = True


class Card(msgspec.Struct, frozen=True, array_like=True):
    """words: values by word field of the query language. exact: canonical values by exact field."""

    listing: Listing
    passages: tuple[Passage, ...]
    words: dict[str, tuple[str, ...]]
    exact: dict[str, tuple[str, ...]]


def card_of(record: Record) -> Card:
    """Every word of the telegram stands on its card: the paragraphs as read, the rest as it came."""
    telegram = record.telegram
    listing = listing_of(record)
    marks = (*telegram.classification.captions, *telegram.classification.caveats)
    exact = {
        "mrn": (listing.mrn,),
        "post": (post_key(listing.post, {}) if listing.post else None,),
        "tag": telegram.tags,
        "level": (listing.level,),
        "caption": marks,
        "ref": tuple(mrn for mrn, _ in cited_mrns([record])),
    }
    words = {
        "from": (telegram.from_.plad,),
        "to": tuple(addressee.plad for addressee in telegram.to),
        "info": tuple(addressee.plad for addressee in telegram.info),
        "subject": (listing.subject,),
        "signed": telegram.signature,
    }
    return Card(
        listing=listing,
        passages=_passages(record),
        words={name: tuple(value for value in values if value) for name, values in words.items()},
        exact={name: tuple(exact_value(value) for value in values if value) for name, values in exact.items()},
    )


def day_number(day: str | None) -> int | None:
    """Days from the first of January of year 1, which is 1; None for what is no ISO date."""
    try:
        return date.fromisoformat(day or "").toordinal()
    except ValueError:
        return None


def hit_order(listing: Listing) -> tuple[int, str]:
    """Ascending order of hits whose scores are equal: newer date first, without a date last, then hash."""
    return (-(day_number(listing.date) or 0), listing.sha256)


def _passages(record: Record) -> tuple[Passage, ...]:
    telegram = record.telegram
    found: list[Passage] = []
    rest: list[str] = []
    at = 0
    for paragraph in telegram.paragraphs:
        text = " ".join([paragraph.text, *(item for item in paragraph.items if item not in paragraph.text)])
        found.append(Passage(paragraph.number, text))
        if paragraph.span.start >= at:
            rest.append(telegram.source[at : paragraph.span.start])
        at = max(at, paragraph.span.end)
    rest.append(telegram.source[at:])
    found.extend(Passage(None, text, body=False) for text in map(_folded, rest) if text)
    return tuple(found)


def _folded(text: str) -> str:
    return " ".join(text.split())

"""The index card of a record: what an index looks in, and what it needs to show a hit without the archive."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable

import msgspec

from legation.core.entities import without_entities
from legation.core.telegram import Telegram
from legation.storage.fields import FIELDS
from legation.storage.records import Arrival, Listing, Packed, Record, listing_of
from legation.storage.values import day_number, exact_value

_ENCODER = msgspec.msgpack.Encoder()
# The tie-breakers have 22 bits for the day and 41 for the hash, and so stay under 2**63.
_HASH_BITS = 41
_LATEST_DAY = (1 << 22) - 1


class Passage(msgspec.Struct, frozen=True, array_like=True):
    """A paragraph and its number; or, with ``body`` false, what stands around the paragraphs."""

    number: int | None
    text: str
    body: bool = True


class Card(msgspec.Struct, frozen=True, array_like=True):
    """words, values, numbers: by field of each kind, what the telegram has; fields that it lacks are left out.

    Values are canonical, numbers are places on the field's scale.
    """

    listing: Listing
    passages: tuple[Passage, ...]
    words: dict[str, tuple[str, ...]]
    values: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[int, ...]]


class _Shown(msgspec.Struct, frozen=True, array_like=True):
    """The part of a card that a hit is shown from."""

    listing: Listing
    passages: tuple[Passage, ...]


_DECODER = msgspec.msgpack.Decoder(Card)
_SHOWN = msgspec.msgpack.Decoder(_Shown)


def card_of(record: Record) -> Card:
    """Every word of the telegram stands on its card: the paragraphs as read, the rest as it came, without its tags."""
    telegram = record.telegram
    words: dict[str, tuple[str, ...]] = {}
    values: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, tuple[int, ...]] = {}
    for field in FIELDS:
        held = [value for value in field.of(telegram) if value]
        if not held:
            continue
        if field.kind == "words":
            words[field.name] = tuple(held)
        elif field.kind == "value":
            values[field.name] = tuple(dict.fromkeys(map(exact_value, held)))
        if field.scale is not None:
            numbers[field.name] = tuple(dict.fromkeys(field.places(held)))
    return Card(listing_of(record), _passages(record), words, values, numbers)


def encode_card(card: Card) -> bytes:
    return _ENCODER.encode(card)


def encoded_card(arrival: Arrival) -> bytes:
    """The card of a record; one that is packed brings it along."""
    return arrival.card if isinstance(arrival, Packed) else encode_card(card_of(arrival))


def decode_card(card: bytes) -> Card:
    return _DECODER.decode(card)


def decode_shown(card: bytes) -> tuple[Listing, tuple[Passage, ...]]:
    """Listing and passages of an encoded card: half the work of the whole."""
    shown = _SHOWN.decode(card)
    return shown.listing, shown.passages


def newest_first(listing: Listing) -> int:
    """The place of a hit among its equals, lowest first: newer days, then hashes; without a date last."""
    return (_LATEST_DAY - (day_number(listing.date) or 0)) << _HASH_BITS | _hash_begins(listing)


def oldest_first(listing: Listing) -> int:
    """As ``newest_first``, older days first; without a date last here too."""
    return (day_number(listing.date) or _LATEST_DAY) << _HASH_BITS | _hash_begins(listing)


def _hash_begins(listing: Listing) -> int:
    try:
        return int(listing.sha256[:16], 16) >> (64 - _HASH_BITS)
    except ValueError:  # not a hash; only the order among equals suffers
        return 0


def _passages(record: Record) -> tuple[Passage, ...]:
    telegram = record.telegram
    found: list[Passage] = []
    rest: list[str] = []
    words = _words_of(telegram)
    at = 0
    for paragraph in telegram.paragraphs:
        text = " ".join([paragraph.text, *(item for item in paragraph.items if item not in paragraph.text)])
        found.append(Passage(paragraph.number, text))
        if paragraph.span.start >= at:
            rest.append(words(at, paragraph.span.start))
        at = max(at, paragraph.span.end)
    rest.append(words(at, len(telegram.source)))
    found.extend(Passage(None, text, body=False) for text in map(_folded, rest) if text)
    return tuple(found)


def _words_of(telegram: Telegram) -> Callable[[int, int], str]:
    """What tells the words of a run of the source: without tags, where it is a volume in TEI or a web page.

    Of an edition all is markup; of a web page only what the page put there, for a telegram may have words in angle
    brackets of its own.
    """
    source = telegram.source
    layers = telegram.layout.split("+")
    if "frus-tei" in layers:
        return lambda start, end: _untagged(source[start:end])
    if "html" not in layers:
        return lambda start, end: source[start:end]
    elements = telegram.elements
    starts = [element.span.start for element in elements]

    def of_page(start: int, end: int) -> str:
        told: list[str] = []
        for number in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
            kind, span = elements[number].kind, elements[number].span
            piece = source[max(start, span.start) : min(end, span.end)]
            told.append(_untagged(piece) if kind == "html.page" else piece)
        return "".join(told)

    return of_page


_TAG = re.compile(r"</?(?P<name>[A-Za-z]\w*+)?+[^<>]*+>")
_WITHIN_WORDS = frozenset(
    [
        *("a", "abbr", "b", "date", "em", "font", "gloss", "hi", "i", "persname", "placename", "ref", "s", "small"),
        *("span", "strong", "sub", "sup", "u"),
    ]
)
"""Tags that may stand inside a word, as of ``<gloss>Embtel</gloss>s``; all others part words."""


def _untagged(markup: str) -> str:
    return without_entities(_TAG.sub(lambda tag: "" if (tag["name"] or "").lower() in _WITHIN_WORDS else " ", markup))


def _folded(text: str) -> str:
    return " ".join(text.split())
